"""The pytest plugin: documents about a report are tests, if and only if the option names them."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

from helpers.clone import ROOT

pytest_plugins = ["pytester"]
RIGHT, WRONG = "The companies earn $3.5 million.\n", "The companies earn $4.5 million.\n"


@pytest.fixture
def workspace(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder with the repository's data, a right text and a wrong one."""
    (pytester.path / "data").symlink_to(ROOT / "data")
    docs = pytester.mkdir("docs")
    (docs / "right.md").write_text(RIGHT, encoding="utf-8")
    (docs / "wrong.md").write_text(WRONG, encoding="utf-8")
    return pytester


def run(workspace: pytest.Pytester, lines: str) -> pytest.RunResult:
    workspace.makeini(f"[pytest]\nsectorbook_check_text =\n{lines}")
    return workspace.runpytest_subprocess("-p", "no:nbval", "-p", "no:cacheprovider")


def test_a_document_that_a_line_names_is_a_test(workspace: pytest.Pytester) -> None:
    done = run(workspace, "    docs/*.md = gilgit-baltistan-2025\n")
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(["*$4.5 million*changed*Companies' revenue*"])
    done.stdout.no_fnmatch_line("*Traceback*")


def test_the_reading_can_be_named(workspace: pytest.Pytester) -> None:
    (workspace.path / "docs" / "right.md").write_text(
        "Freelancers' revenue is $11.45 million to $14.55 million.\n", encoding="utf-8"
    )
    run(workspace, "    docs/right.md = gilgit-baltistan-2025 rounding\n").assert_outcomes(passed=1)
    run(workspace, "    docs/right.md = gilgit-baltistan-2025\n").assert_outcomes(failed=1)


def test_what_is_quoted_and_contradicted_passes_with_a_warning(workspace: pytest.Pytester) -> None:
    (workspace.path / "docs" / "right.md").write_text("Freelancers bring in $15 million.\n", encoding="utf-8")
    done = run(workspace, "    docs/right.md = gilgit-baltistan-2025\nfilterwarnings = error\n")
    done.assert_outcomes(passed=1, warnings=1)
    done.stdout.fnmatch_lines(["*is quoted, but the report's other figures leave at most $14.5m*"])


def test_an_unknown_report_fails_without_a_traceback(workspace: pytest.Pytester) -> None:
    done = run(workspace, "    docs/right.md = gilgit\n")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(['*There is no report "gilgit"*'])
    done.stdout.no_fnmatch_line("*Error*:*")


def test_a_line_that_cannot_be_read_is_an_error_of_usage(workspace: pytest.Pytester) -> None:
    done = run(workspace, "    docs/right.md\n")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(['*"docs/right.md" is no line such as*'])


def test_without_lines_nothing_is_collected_or_imported(workspace: pytest.Pytester) -> None:
    workspace.makepyfile(
        "import sys\ndef test_bare():\n    assert not {'sectorbook.analysis', 'pandas', 'pint'} & set(sys.modules)\n"
    )
    workspace.runpytest_subprocess("-p", "no:nbval", "-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_the_plugin_is_found_and_imports_little() -> None:
    assert any(point.value == "sectorbook.pytest_plugin" for point in entry_points(group="pytest11"))
    code = (
        "import sys, sectorbook.pytest_plugin; print(sorted({'pandas', 'numpy', 'pint', 'babel'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
