"""Where a chart's files went is said once, with links to them; in a build, only their kinds are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import sectorbook as sb
from sectorbook.figures import showing
from sectorbook.ledger.report import Report

LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
REPORT = ["printed_ranges.pdf", "printed_ranges.svg", "printed_ranges.png", "printed_ranges.csv"]
WEB = ["printed_ranges_web.svg", "printed_ranges_web.png", "printed_ranges_web.csv"]


@pytest.mark.parametrize(
    ("folder", "begins", "linked"),
    [
        (".02-running", "This chart as [", REPORT),
        ("an $own_folder", r"Written to {}/an \$<span></span>own\_folder: [", REPORT + WEB),
    ],
)
def test_one_line_says_where_the_files_are(
    report: Report,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    folder: str,
    begins: str,
    linked: list[str],
) -> None:
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(showing, "display", lambda data, **_: shown.append(data))
    monkeypatch.chdir(tmp_path)
    page = sb.Page(sb.reconcile(report), "report, web", str(tmp_path / folder))
    page.publish("printed_ranges", sb.charts.ranges, page.table(printed=["EST-03"]), "A range is printed")
    lines = [data["text/markdown"] for data in shown if LINK.search(data.get("text/markdown", ""))]
    assert len(lines) == 1
    assert lines[0].startswith(begins.format(str(tmp_path.resolve()).replace("_", r"\_")))
    targets = [target.replace("%20", " ").replace("%24", "$") for _, target in LINK.findall(lines[0])]
    assert targets == [f"{folder}/{name}" for name in linked]
    assert all(Path(target).is_file() for target in targets)
    assert capsys.readouterr().out == ""


def test_a_chart_that_is_not_stored_names_no_files(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(showing, "display", lambda data, **_: shown.append(data))
    page = sb.Page(sb.reconcile(report), "report, web")
    page.publish("printed_ranges", sb.charts.ranges, page.table(printed=["EST-03"]), "A range is printed")
    assert [data for data in shown if LINK.search(data.get("text/markdown", ""))] == []
