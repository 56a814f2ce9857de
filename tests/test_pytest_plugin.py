"""The pytest plugin: documents about a report are tests, if and only if the option names them."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import entry_points

import pytest

from helpers.clone import ROOT

pytest_plugins = ["pytester"]
DOCUMENTS = {
    "plain_right": "The companies earn $3.5 million.\n",
    "plain_wrong": "The companies earn $4.5 million.\n",
    "rounded": "Freelancers' revenue is $11.45 million to $14.55 million.\n",
    "as_printed": "Freelancers' revenue is $11.45 million to $14.55 million.\n",
    "quoted": "Freelancers bring in $15 million.\n",
    "of_no_report": "The companies earn $3.5 million.\n",
    "not_named": "The companies earn $4.5 million.\n",
}
SETTINGS = """[pytest]
filterwarnings = error
sectorbook_check_text =
    docs/plain*.md = gilgit-baltistan-2025
    docs/rounded.md = gilgit-baltistan-2025 rounding
    docs/as_printed.md = gilgit-baltistan-2025
    docs/quoted.md = gilgit-baltistan-2025
    docs/of_no_report.md = gilgit
"""
BARE = ("-p", "no:nbval", "-p", "no:cacheprovider")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What one run of pytest says of all documents, in a folder with the repository's data."""
    folder = tmp_path_factory.mktemp("documents")
    (folder / "data").symlink_to(ROOT / "data")
    (folder / "docs").mkdir()
    for name, text in DOCUMENTS.items():
        (folder / "docs" / f"{name}.md").write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text(SETTINGS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-rA", *BARE]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def of(document: str, told: str) -> str:
    """What is said of a document that failed."""
    return re.split(r"\n_+ (?=numbers)|\n=+ ", told.partition(f" numbers of {document}.md ")[2])[0]


def test_the_documents_that_lines_name_are_tests(told: str) -> None:
    found = re.findall(r"^(PASSED|FAILED) docs/(\w+)\.md", told, re.MULTILINE)
    outcomes = {document: outcome for outcome, document in found}
    assert outcomes == {
        "plain_right": "PASSED",
        "plain_wrong": "FAILED",
        "rounded": "PASSED",
        "as_printed": "FAILED",
        "quoted": "PASSED",
        "of_no_report": "FAILED",
    }


def test_a_wrong_number_is_told_with_what_it_was_changed_from(told: str) -> None:
    assert re.search(r"\$4\.5 million.*changed.*Companies' revenue", of("plain_wrong", told))
    assert "Traceback" not in told


def test_what_is_quoted_and_contradicted_passes_with_a_warning(told: str) -> None:
    assert "1 warning in" in told
    assert "is quoted, but the report's other figures leave at most $14.5m" in told.partition("warnings summary")[2]


def test_an_unknown_report_fails_without_a_traceback(told: str) -> None:
    assert 'There is no report "gilgit"' in of("of_no_report", told)
    assert not re.search(r"Error\w*:", of("of_no_report", told))


def test_a_line_that_cannot_be_read_is_an_error_of_usage(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nsectorbook_check_text =\n    docs/right.md\n")
    done = pytester.runpytest_subprocess(*BARE)
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(['*"docs/right.md" is no line such as*'])


def test_without_lines_nothing_is_collected_or_imported(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import sys\ndef test_bare():\n    assert not {'sectorbook.analysis', 'pandas', 'pint'} & set(sys.modules)\n"
    )
    pytester.runpytest_subprocess(*BARE).assert_outcomes(passed=1)


def test_the_plugin_is_found_and_imports_little() -> None:
    assert any(point.value == "sectorbook.pytest_plugin" for point in entry_points(group="pytest11"))
    code = (
        "import sys, sectorbook.pytest_plugin; print(sorted({'pandas', 'numpy', 'pint', 'babel'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
