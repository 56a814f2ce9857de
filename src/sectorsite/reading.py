"""Notebooks as pages: outputs as they are stored, figures from the gallery's files, numbers with notes."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

import sectorbook as sb
from sectorbook.analysis.questions import Question, list_questions
from sectorbook.figures.showing import CAPTION, FILES
from sectorbook.figures.sidecar import load_sidecars
from sectorbook.ledger.context import Context, load_context
from sectorbook.ledger.report import Report, load_report, report_names
from sectorbook.ledger.workspace import find_workspace
from sectorbook.pages.outputs import ANSWER, NUMBERS, RECORD
from sectorbook.reconcile.result import Result
from sectorbook.runs.notebooks import NOTEBOOK_METADATA, cell_tags, declared_parameters, read_notebook
from sectorsite.markup import drawing, folded_where_long, raw, tidy_table
from sectorsite.notes import Marker, Notes

UP = "../"
SWITCH = """<p class="code-switch" hidden><label><input type="checkbox" role="switch"> Show code</label></p>"""
"""Shown once a script can work it; without one, each fold opens by itself."""
NAVIGATION = "navigation"
"""Tag of the cell that links notebooks to each other, as the site's own pages do."""


@cache
def reports() -> dict[str, Report]:
    """All reports of the repository.

    Returns
    -------
    dict of str to Report
        By the name of their folder.
    """
    return {slug: load_report(slug) for slug in report_names()}


@cache
def result_of(slug: str) -> Result:
    """A report reconciled as printed; computed once.

    Parameters
    ----------
    slug : str
        Name of the report's folder.

    Returns
    -------
    Result
        Every end as printed.
    """
    return sb.reconcile(reports()[slug])


@cache
def holding_result_of(slug: str) -> Result:
    """A report reconciled as it can hold: as printed, as rounded, or without what contradicts itself; computed once.

    Parameters
    ----------
    slug : str
        Name of the report's folder.

    Returns
    -------
    Result
        Feasible.
    """
    result = result_of(slug)
    return result.first_holding or result.without_contradiction


@cache
def questions_of(slug: str) -> list[Question]:
    """The open questions of a report; computed once.

    Parameters
    ----------
    slug : str
        Name of the report's folder.

    Returns
    -------
    list of Question
        As from `list_questions`, of the reading under which the report's figures can hold.
    """
    return list_questions(holding_result_of(slug))


@cache
def shared_context() -> Context | None:
    """The figures around the reports; loaded once.

    Returns
    -------
    Context or None
        Of the workspace; None where it has none.
    """
    return load_context() if (find_workspace().data / "context").is_dir() else None


def report_of(path: Path) -> Report:
    """The report that a stored notebook is about.

    Parameters
    ----------
    path : Path
        A notebook.

    Returns
    -------
    Report
    """
    return reports()[declared_parameters(read_notebook(path), path.name)["report"].default]


def marker_of(path: Path, notes: Notes) -> Marker:
    """What marks the numbers of a notebook.

    Parameters
    ----------
    path : Path
        A notebook.
    notes : Notes
        The notes of the page.

    Returns
    -------
    Marker
    """
    return marker_for(report_of(path), notes)


def marker_for(own: Report, notes: Notes) -> Marker:
    """What marks the numbers of outputs on a report.

    Parameters
    ----------
    own : Report
        The report.
    notes : Notes
        The notes of the page.

    Returns
    -------
    Marker
    """
    return Marker(notes, own, shared_context(), {slug: one for slug, one in reports().items() if slug != own.slug})


def answer_of(path: Path, notes: Notes) -> str:
    """The stored answer of a notebook, with its numbers marked.

    Parameters
    ----------
    path : Path
        A notebook.
    notes : Notes
        The notes of the page.

    Returns
    -------
    str
        HTML; empty where it has none.
    """
    return answer_in(read_notebook(path), marker_of(path, notes))


def answer_in(notebook: NotebookNode, marker: Marker) -> str:
    """The answer among the outputs of a notebook, with its numbers marked.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook.
    marker : Marker
        Marks the numbers.

    Returns
    -------
    str
        HTML; empty where it has none.
    """
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    answers = (output for output in outputs if output.get("metadata", {}).get(ANSWER))
    return next((text_output(output["data"], marker) for output in answers), "")


def question_of(path: Path) -> str:
    """The question of a notebook, its title.

    Parameters
    ----------
    path : Path
        A notebook.

    Returns
    -------
    str
        Plain text.
    """
    return str(read_notebook(path).cells[0].source).removeprefix("# ").splitlines()[0]


def notebook_page(path: Path) -> NotebookNode:
    """A notebook to be built into a page; the file itself is not changed.

    Parameters
    ----------
    path : Path
        A notebook.

    Returns
    -------
    NotebookNode
        Text, outputs and folded code, all as Markdown; its numbers are buttons.
    """
    notebook, notes = read_notebook(path), Notes(UP)
    cells = [cell for cell in notebook.cells if NAVIGATION not in cell_tags(cell)]
    drawings = {card["figure"]: drawing(card, UP) for card in load_sidecars()}
    return page_of(cells, marker_of(path, notes), drawings)


def page_of(cells: list[NotebookNode], marker: Marker, drawings: Mapping[str, str]) -> NotebookNode:
    """Cells as a page to be read: the switch for code below the title, and the notes behind the last cell.

    Parameters
    ----------
    cells : list of NotebookNode
        Cells of an executed notebook.
    marker : Marker
        Marks the numbers of the outputs, and collects their notes.
    drawings : mapping of str to str
        HTML of each chart, by its name.

    Returns
    -------
    NotebookNode
        A notebook of Markdown alone.
    """
    parts = list(_parts(cells, marker, drawings))
    title = next(place for place, text in enumerate(parts) if text.startswith("# "))
    texts = [parts[title], raw(SWITCH), *parts[:title], *parts[title + 1 :], raw(marker.notes.html())]
    written = [new_markdown_cell(text, id=f"part-{place}") for place, text in enumerate(texts) if text]
    page: NotebookNode = new_notebook(cells=written, metadata=NOTEBOOK_METADATA)
    return page


def _parts(cells: list[NotebookNode], marker: Marker, drawings: Mapping[str, str]) -> Iterator[str]:
    """Convert cells to Markdown; code without outputs is folded together with the code that follows it."""
    waiting: list[str] = []
    heading = ""
    for cell in cells:
        if cell.cell_type == "code":
            waiting += [cell.source] if cell.source.strip() else []
            if not cell.outputs:
                continue
        if waiting:
            yield raw(_folded(waiting))
            waiting = []
        for text in [cell.source] if cell.cell_type == "markdown" else _shown(cell, marker, drawings, heading):
            heading = text.lstrip("#").strip().splitlines()[0] if text.startswith("#") else heading
            yield text
    if waiting:
        yield raw(_folded(waiting))


def _folded(sources: list[str]) -> str:
    """Write code as a fold."""
    code = highlight("\n\n".join(sources), PythonLexer(), HtmlFormatter(cssclass="highlight"))
    inside = code.replace("<pre>", '<pre tabindex="0">', 1)
    return f'<details class="code"><summary>Code</summary><div class="highlight-python">{inside}</div></details>'


def _shown(cell: NotebookNode, marker: Marker, drawings: Mapping[str, str], heading: str) -> Iterator[str]:
    """Convert what a page shows of a cell's outputs to Markdown; a heading among them is one of the page."""
    for output in cell.outputs:
        data, metadata = output.get("data", {}), output.get("metadata", {})
        if metadata.keys() & {CAPTION, FILES} or RECORD in data:
            continue
        if (text := data.get("text/markdown", "")).startswith("#"):
            heading = text.lstrip("#").strip()
            yield text
        elif html := _as_html(data, metadata, marker, drawings, heading):
            yield raw(html)


def _as_html(
    data: dict[str, Any], metadata: dict[str, Any], marker: Marker, drawings: Mapping[str, str], heading: str
) -> str:
    """Convert an output to HTML with its numbers marked; empty for what a page does not show."""
    if "text/html" in data:
        return folded_where_long(tidy_table(marker.table(data["text/html"], data.get(NUMBERS, [])), heading or "Table"))
    if "image/png" in data:
        return drawings[metadata["image/png"]["figure"]]
    html = text_output(data, marker)
    return f'<div class="answer">{html}</div>' if ANSWER in metadata else f'<div class="said">{html}</div>' * bool(html)


def text_output(data: dict[str, Any], marker: Marker) -> str:
    """A text that a notebook shows, with its numbers marked.

    Parameters
    ----------
    data : dict
        The output's data by MIME type.
    marker : Marker
        Of the notebook's report.

    Returns
    -------
    str
        HTML; empty where the output is no Markdown.
    """
    if "text/markdown" not in data:
        return ""
    html = MarkdownIt("commonmark").render(data["text/markdown"])
    return marker.text(html, data["text/plain"], data.get(NUMBERS, []))
