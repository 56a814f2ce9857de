"""Which cells are stored with their code folded: those that only draw our own charts."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from helpers.folding import folded
from sectorbook.figures.showing import FILES
from sectorbook.pages.outputs import RECORD
from sectorbook.runs.notebooks import all_notebooks, audit_notebook, normalize_notebook, read_notebook

notebooks = pytest.mark.parametrize("path", [*all_notebooks(), audit_notebook()], ids=lambda path: path.stem)


@notebooks
def test_cells_that_only_draw_or_record_are_folded_and_no_others(path: Path) -> None:
    cells = read_notebook(path).cells
    assert [cell.id for cell in cells if cell.metadata.get("jupyter", {}).get("source_hidden")] == folded(cells)


def test_arithmetic_and_what_an_open_cell_goes_on_to_use_stay_open() -> None:
    sources = {
        "rows": "rows = page.table(printed=['EST-01'])",
        "draw": "page.publish('one', sb.charts.ranges, rows, 'It is ' + words)",
        "reckoned": "more = bounds['low'] * 2",
        "draw-more": "page.publish('two', sb.charts.ranges, more, 'It is')",
        "used": "rows = page.table(printed=['EST-02'])",
        "table": "rows",
        "drawn-by-hand": "import seaborn as sns\nsns.lineplot(more)",
    }
    cells = [nbformat.v4.new_code_cell(source, id=name) for name, source in sources.items()]
    for cell in cells:
        if cell.source.startswith("page.publish") or "sns" in cell.source:
            cell.outputs = [nbformat.v4.new_output("display_data", {"image/png": ""})]
    cells[5].outputs = [nbformat.v4.new_output("display_data", {"text/html": ""})]
    assert folded(cells) == ["rows", "draw", "draw-more"]


def test_a_run_keeps_which_cells_are_folded() -> None:
    cell = nbformat.v4.new_code_cell("1", metadata={"jupyter": {"source_hidden": True}, "execution": {"begin": "now"}})
    kept = normalize_notebook(nbformat.v4.new_notebook(cells=[cell]), None)
    assert kept.cells[0].metadata == {"jupyter": {"source_hidden": True}}


def is_sentence(output: nbformat.NotebookNode) -> bool:
    return "text/markdown" in output.get("data", {}) and FILES not in output.metadata


@notebooks
def test_displayed_sentences_are_short_and_name_no_variable(path: Path) -> None:
    outputs = [output for cell in read_notebook(path).cells for output in cell.get("outputs", [])]
    recorded = [output.data["text/plain"] for output in outputs if RECORD in output.get("data", {})]
    said = [output.data["text/plain"] for output in outputs if is_sentence(output)]
    assert len(recorded) <= 1
    for text in recorded:
        assert len(text) <= 40
    for text in recorded + said:
        assert not [word for word in text.split() if "_" in word or word.strip(".,") in ("None", "NaN", "nan")]
