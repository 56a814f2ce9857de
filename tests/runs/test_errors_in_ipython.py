"""In IPython, errors of ours are a line or two; those of bugs keep their traceback."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from sectorbook.errors import ParameterError
from sectorbook.pages.checking import check_value
from sectorbook.pages.declarations import read_declarations
from sectorbook.runs.notebooks import all_notebooks, read_notebook


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}, "colors": "nocolor"}))
    yield shell
    atexit.unregister(shell.atexit_operations)  # each would go through all memory of the process as it ends


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (
            'import sectorbook as sb\n\nsb.load_report("gilgit-baltistan")',
            [
                'SectorbookError: There is no report "gilgit-baltistan". Did you mean "gilgit-baltistan-2025"?',
                'in line 3: sb.load_report("gilgit-baltistan")',
            ],
        ),
        (
            "import sectorbook as sb\n\ndef mine(about):\n    sb.reconcile(report, about)\n\n"
            'report = sb.load_report("nepal-2022")\nmine("prined")',
            [
                'ReadingError: There is no reading "prined". Did you mean "printed"?',
                "in line 4: sb.reconcile(report, about)",
            ],
        ),
        ('import sectorbook as sb\nraise sb.ParameterError("Choose another.")', ["ParameterError: Choose another."]),
    ],
)
def test_an_error_of_ours_has_no_frames_of_the_library(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], cell: str, shown: list[str]
) -> None:
    shell.run_cell(cell)
    assert capsys.readouterr().out.splitlines() == shown


def test_an_error_of_a_bug_keeps_its_traceback(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run_cell("import sectorbook as sb\nsb.join_words(3)")
    shown = capsys.readouterr().out
    assert "Traceback (most recent call last)" in shown
    assert "wording.py" in shown


@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)
@pytest.mark.parametrize("is_injected", [False, True], ids=["edited", "injected by papermill"])
def test_a_notebook_about_one_report_refuses_any_other(
    shell: InteractiveShell,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    path: Path,
    is_injected: bool,
) -> None:
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    declared, answer = (cell.source for cell in read_notebook(path).cells[1:3])
    injected = 'report = "nepal-2022"'
    edited = declared.replace('= "gilgit-baltistan-2025"', '= "nepal-2022"', 1)
    for cell in (*((declared, injected) if is_injected else (edited,)), answer):
        shell.run_cell(cell, store_history=True)
    message, place = capsys.readouterr().out.splitlines()
    assert message == (
        'ParameterError: This notebook cannot run with this parameter: "report" is "nepal-2022", and the notebook '
        "argues about gilgit-baltistan-2025 alone. For another report: sectorbook audit nepal-2022"
    )
    assert place.startswith("in line ")
    assert "load_report(report)" in place


def test_a_copy_of_the_one_report_is_taken(package: Path) -> None:
    source = 'report: str = "gilgit-baltistan-2025"  # only (gilgit-baltistan-2025)'
    declared = read_declarations(source, "example.ipynb")["report"]
    check_value(declared, str(package))
    with pytest.raises(ParameterError, match="argues about gilgit-baltistan-2025 alone"):
        check_value(declared, "sco-2025")


def test_a_wrong_parameter_is_refused_where_the_report_is_loaded(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    shell.run_cell('report: str = "nepal-2022"\nyears: float = 0  # how many (above 0)', store_history=True)
    shell.run_cell("import sectorbook as sb\nsb.load_report(report);", store_history=True)
    assert capsys.readouterr().out.splitlines() == [
        'ParameterError: This notebook cannot run with this parameter: "years" is 0. It has to be above 0.',
        "in line 2: sb.load_report(report);",
    ]
    shell.run_cell("years = 1", store_history=True)
    shell.run_cell("sb.load_report(report);", store_history=True)
    assert capsys.readouterr().out == ""
