"""Links of an executed notebook lead to its charts, and nowhere that it does not go itself."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from helpers.clone import DOCS, NOTEBOOKS, ROOT
from sectorbook.runs.links import HTML, MARKDOWN, settle_links
from sectorbook.runs.notebooks import read_notebook

BOOKS = [*sorted(NOTEBOOKS.glob("*.ipynb")), *sorted(DOCS.glob("*.ipynb"))]


def executed(running: str) -> nbformat.NotebookNode:
    data = {
        "text/markdown": f"As [PDF]({running}/a%20b.pdf), from [a page](https://example.org/x).",
        "text/html": '<td><a href="../data/statements.csv#row=3">EST-01</a></td>',
    }
    output = nbformat.v4.new_output("display_data", data)
    text = nbformat.v4.new_markdown_cell("[Does \\$15 add up?](02.ipynb) | [here](#below)")
    return nbformat.v4.new_notebook(cells=[text, nbformat.v4.new_code_cell("x", outputs=[output])])


def texts(notebook: nbformat.NotebookNode) -> list[str]:
    data = notebook.cells[1].outputs[0].data
    return [notebook.cells[0].source, data["text/markdown"], data["text/html"]]


def test_a_notebook_that_stays_keeps_its_links_and_finds_its_charts(tmp_path: Path) -> None:
    notebook = executed("../figures/.01-running")
    before = texts(notebook)
    settle_links(notebook, tmp_path / "notebooks", tmp_path / "figures" / ".01-running", tmp_path / "notebooks")
    before[1] = "As [PDF](../figures/a%20b.pdf), from [a page](https://example.org/x)."
    assert texts(notebook) == before


def test_a_notebook_that_goes_elsewhere_keeps_links_to_what_goes_with_it(tmp_path: Path) -> None:
    notebook = executed("../out/.01-running")
    settle_links(notebook, tmp_path / "notebooks", tmp_path / "out" / ".01-running", tmp_path / "out")
    assert texts(notebook) == [
        "Does \\$15 add up? | [here](#below)",
        "As [PDF](a%20b.pdf), from [a page](https://example.org/x).",
        "<td>EST-01</td>",
    ]


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_links_of_stored_notebooks_lead_somewhere(path: Path) -> None:
    notebook = read_notebook(path)
    outputs = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    written = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    written += [data.get("text/markdown", "") for data in outputs]
    targets = [match["target"] for text in written for match in MARKDOWN.finditer(text)]
    targets += [match["target"] for data in outputs for match in HTML.finditer(data.get("text/html", ""))]
    local = [target.partition("#")[0] for target in targets if "://" not in target]
    assert "../START.md" in local
    assert [target for target in local if not (path.parent / target).is_file()] == []


def test_each_notebook_names_the_next_and_the_one_before_by_their_questions() -> None:
    questions = {path.name: read_notebook(path).cells[0].source.splitlines()[0][2:] for path in BOOKS}
    numbered = [path for path in BOOKS if path.name[0].isdigit()]
    for before, after in pairwise(numbered):
        assert f"Next: [{questions[after.name]}]({after.name})" in read_notebook(before).cells[-1].source
        assert f"Previous: [{questions[before.name]}]({before.name})" in read_notebook(after).cells[-1].source


def test_the_start_page_names_each_question_and_its_links_lead_somewhere() -> None:
    text = (ROOT / "START.md").read_text(encoding="utf-8")
    links = {match["target"]: match["words"] for match in MARKDOWN.finditer(text)}
    assert [target for target in links if not (ROOT / target).is_file()] == []
    for path in (path for path in BOOKS if path.name[0].isdigit()):
        question = read_notebook(path).cells[0].source.splitlines()[0][2:]
        assert links[f"notebooks/{path.name}"].replace("\\", "") == question.replace("\\", "")
