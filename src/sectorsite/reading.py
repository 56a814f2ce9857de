"""Notebooks as pages: outputs as they are stored, figures from the gallery's files, numbers with notes."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from nbformat import NotebookNode

import sectorbook as sb
from sectorbook.analysis.questions import Question, list_questions
from sectorbook.figures.showing import CAPTION, FILES
from sectorbook.figures.sidecar import load_sidecars
from sectorbook.ledger.context import Context, load_context
from sectorbook.ledger.report import Report, load_report, report_names
from sectorbook.pages.outputs import ANSWER, NUMBERS, RECORD
from sectorbook.reconcile.result import Result
from sectorbook.runs.notebooks import cell_tags, read_notebook
from sectorbook.runs.parameters import declared_parameters
from sectorsite.markup import drawing, raw, tidy_table
from sectorsite.notes import Marker, Notes

UP = "../"
PARAMETERS = "parameters"
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
def questions_of(slug: str) -> list[Question]:
    """The open questions of a report; computed once.

    Parameters
    ----------
    slug : str
        Name of the report's folder.

    Returns
    -------
    list of Question
        As from `list_questions`.
    """
    return list_questions(result_of(slug))


@cache
def shared_context() -> Context:
    """The figures around the reports; loaded once.

    Returns
    -------
    Context
        Of the repository.
    """
    return load_context()


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
    own = report_of(path)
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
    outputs = (output for cell in read_notebook(path).cells for output in cell.get("outputs", []))
    answers = (output for output in outputs if output.get("metadata", {}).get(ANSWER))
    return next((text_output(output["data"], marker_of(path, notes)) for output in answers), "")


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
        Its code is folded, and its numbers are buttons.
    """
    notebook, notes = read_notebook(path), Notes(UP)
    marker, last, heading = marker_of(path, notes), notebook.cells[-1], ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = cell.source.lstrip("#").strip().splitlines()[0] if cell.source.startswith("#") else heading
        else:
            _show(cell, marker, heading)
    cells = [cell for cell in notebook.cells if NAVIGATION not in cell_tags(cell)]
    notebook.cells = [*_joined(cells), _notes(notes, last)]
    return notebook


def _joined(cells: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Join code without outputs to the code that follows it, to be folded as one."""
    waiting: list[NotebookNode] = []
    for cell in cells:
        silent = cell.cell_type == "code" and not cell.outputs and PARAMETERS not in cell_tags(cell)
        if waiting and cell.cell_type == "code":
            cell.source = "\n\n".join(one.source for one in (*waiting, cell))
            waiting = []
        if silent:
            waiting = [cell]
            continue
        yield from (*waiting, cell)
        waiting = []
    yield from waiting


def _notes(notes: Notes, last: NotebookNode) -> NotebookNode:
    """Build the cell of a page's notes, to stand behind its last one."""
    return NotebookNode(cell_type="markdown", id=f"{last.id}-notes", metadata=NotebookNode(), source=raw(notes.html()))


def _show(cell: NotebookNode, marker: Marker, heading: str) -> None:
    """Convert the outputs of a cell, and fold its code unless it has the parameters."""
    if PARAMETERS not in cell_tags(cell):
        cell.metadata["tags"] = [*cell_tags(cell), "hide-input"]
    shown = []
    for output in cell.outputs:
        html = _as_html(output, marker, heading)
        if html:
            output.update(data={"text/html": html}, metadata={})
            shown.append(output)
    cell.outputs = shown


def _as_html(output: NotebookNode, marker: Marker, heading: str) -> str:
    """Convert an output to HTML with its numbers marked; empty for what a page does not show."""
    data, metadata = output.get("data", {}), output.get("metadata", {})
    if metadata.keys() & {CAPTION, FILES} or RECORD in data:
        return ""
    if "text/html" in data:
        return tidy_table(marker.table(data["text/html"], data.get(NUMBERS, [])), heading)
    if "image/png" in data:
        name = metadata["image/png"]["figure"]
        return drawing(next(card for card in load_sidecars() if card["figure"] == name), UP)
    html = text_output(data, marker)
    return f'<div class="answer">{html}</div>' if ANSWER in metadata else html


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
