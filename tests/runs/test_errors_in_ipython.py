"""In IPython, errors of ours are a line or two; those of bugs keep their traceback."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config


@pytest.fixture
def shell() -> InteractiveShell:
    return InteractiveShell(config=Config({"HistoryManager": {"enabled": False}, "colors": "nocolor"}))


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
