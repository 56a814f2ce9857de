"""What editors, spreadsheets and file managers leave in folders is nobody's table, report or language."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from helpers.clone import REPORTS, ROOT
from sectorbook.figures.sidecar import load_sidecars
from sectorbook.folders import own_files
from sectorbook.ledger import workspace
from sectorbook.ledger.tidy import tidy
from sectorbook.ledger.workspace import new_report
from sectorbook.runs.sweep import _outside

LEFT = (
    ".ipynb_checkpoints/statements-checkpoint.csv",
    ".DS_Store",
    ".~lock.statements.csv#",
    "~$statements.csv",
    "Thumbs.db",
    "desktop.ini",
    "__pycache__/tables.pyc",
)


def litter(folder: Path) -> None:
    for name in LEFT:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"\xff nobody's")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REPORTS / "nepal-2022", tmp_path / "data" / "reports" / "nepal-2022"))


def test_own_files_are_those_that_were_there_before(report: Path) -> None:
    before = {pattern: sorted(report.glob(pattern)) for pattern in ("*", "*.csv", "**/*.*")}
    litter(report)
    assert {pattern: own_files(report, pattern) for pattern in before} == before


def test_git_ignores_what_is_left_behind(tmp_path: Path) -> None:
    shutil.copy(ROOT / ".gitignore", tmp_path)
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    litter(tmp_path)
    listed = ["git", "ls-files", "--others", "--exclude-standard"]
    done = subprocess.run(listed, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [".gitignore"]


def test_tidying_leaves_it_alone(report: Path) -> None:
    before = tidy(report, check=True)
    litter(report)
    assert tidy(report, check=True) == before


def test_a_sweep_over_a_report_is_the_same_afterwards(report: Path) -> None:
    before = _outside({"report": str(report)})
    litter(report)
    assert _outside({"report": str(report)}) == before


def test_a_new_report_begins_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template = Path(shutil.copytree(workspace.REPORT_TEMPLATE, tmp_path / "template"))
    monkeypatch.setattr(workspace, "REPORT_TEMPLATE", template)
    litter(template)
    begun = new_report("mine", tmp_path)
    assert sorted(file.name for file in begun.iterdir()) == [file.name for file in own_files(template)]


def test_a_figure_opened_as_a_table_is_still_one_figure(tmp_path: Path) -> None:
    shutil.copy(ROOT / "figures" / "overshoot.json", tmp_path)
    shutil.copytree(tmp_path, tmp_path / "~$overshoot.json", ignore=shutil.ignore_patterns("~*"))
    assert [card["name"] for card in load_sidecars(tmp_path)] == ["overshoot"]
