"""Where a chart's files went is said to who asked for them, and not in a build."""

from __future__ import annotations

from pathlib import Path

import pytest

import sectorbook as sb
from sectorbook.ledger.report import Report


@pytest.mark.parametrize(
    ("folder", "said"),
    [("", []), (".02-running", []), ("out", ["Written to {}: printed_ranges.*, printed_ranges_web.*"])],
)
def test_a_folder_of_ones_own_is_named_in_one_line(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str], folder: str, said: list[str]
) -> None:
    page = sb.Page(sb.reconcile(report), "report, web", str(tmp_path / folder) if folder else "")
    page.publish("printed_ranges", sb.charts.ranges, page.table(printed=["EST-03"]), "A range is printed")
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Written")]
    assert lines == [line.format((tmp_path / folder).resolve()) for line in said]
    assert (tmp_path / folder / "printed_ranges_web.json").is_file() == bool(folder)
