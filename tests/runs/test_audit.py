"""An audit's notebook, page and charts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import papermill
import pytest
from bs4 import BeautifulSoup

import sectorbook as sb
from helpers.notebook_runs import comparable_outputs
from sectorbook.figures.showing import FILES
from sectorbook.runs.notebooks import audit_notebook


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of an audit of a report that contradicts itself."""
    return sb.audit("portugal-footwear-2013", tmp_path_factory.mktemp("audited"))


def test_notebook_page_and_charts_are_written(audited: list[Path]) -> None:
    assert [file.name for file in audited[:2]] == ["audit.ipynb", "audit.html"]
    assert {"overshoot.pdf", "overshoot.csv", "printed.svg"} <= {file.name for file in audited}


def test_no_chart_has_a_complaint(audited: list[Path]) -> None:
    cards = [json.loads(file.read_text(encoding="utf-8")) for file in audited if file.suffix == ".json"]
    assert cards
    assert [card["complaints"] for card in cards] == [[]] * len(cards)


def test_the_page_needs_nothing_else(audited: list[Path]) -> None:
    soup = BeautifulSoup(audited[1].read_text(encoding="utf-8"), "html.parser")
    assert not soup.select("script, link, iframe, object")
    assert all(image["src"].startswith("data:image/png;base64,") for image in soup.find_all("img"))
    assert all(len(image["alt"]) > 60 for image in soup.find_all("img"))
    heading = soup.find("h1")
    assert heading is not None
    assert "Portuguese footwear in 2013" in heading.get_text()
    assert not re.search(r"https?://", str(soup.find("head")))


@pytest.mark.slow
def test_plain_papermill_gives_the_same(audited: list[Path], tmp_path: Path) -> None:
    to = tmp_path / "out.ipynb"
    papermill.execute_notebook(
        str(audit_notebook()),
        str(to),
        {"report": "portugal-footwear-2013"},
        cwd=str(audit_notebook().parent),
        progress_bar=False,
    )
    plain, ours = (nbformat.read(path, as_version=4).cells for path in (to, audited[0]))
    outputs = [[comparable_outputs(cell) for cell in cells if cell.cell_type == "code"] for cells in (plain, ours)]
    # Only the audit's own command writes files, and says beneath each chart where they are.
    told = [output for cell in outputs[1] for output in cell if FILES in output["metadata"]]
    assert len(told) == sum("image/png" in output["data"] for cell in outputs[1] for output in cell) > 0
    assert outputs[0] == [[output for output in cell if output not in told] for cell in outputs[1]]


@pytest.mark.slow
def test_ranges_of_ones_own_are_taken(tmp_path: Path) -> None:
    notebook, *_ = sb.audit("gilgit-baltistan-2025", tmp_path, assume={"company_revenue": [3.0, 4.0]})
    text = notebook.read_text(encoding="utf-8")
    assert "The opening fits." in text  # 18 less 3 is 15
