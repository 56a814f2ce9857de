"""Notebooks as pages: outputs as they are stored, figures from the gallery's files, numbers with their origins."""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from nbformat import NotebookNode

import sectorbook as sb
from sectorbook.analysis.questions import Question, list_questions
from sectorbook.figures.showing import CAPTION
from sectorbook.figures.sidecar import load_sidecars
from sectorbook.ledger.context import Context, load_context
from sectorbook.ledger.report import Report, load_report, report_names
from sectorbook.pages.outputs import ANSWER
from sectorbook.reconcile.result import Result
from sectorbook.runs.notebooks import cell_tags, read_notebook
from sectorbook.runs.parameters import declared_parameters
from sectorsite.marking import Marker
from sectorsite.markup import drawing, raw, tidy_table
from sectorsite.origins import Origin, Origins
from sectorsite.supposed import about_report, beside_country, beside_peers, supposed, supposed_size, towards_target
from sectorsite.tracing import CONTEXT, ROOT, context_origins, result_origins, statement_origins

UP = "../"
PARAMETERS = "parameters"
NOT_COMPUTING = re.compile(
    r"^sb\.(say|answer|record|configure_figures|load_\w+|join_words|capitalize)$|\.(publish|values_to_record|include_lead)$"
)
"""Functions that show or store, and compute nothing."""
SUPPOSING = ("sb.conflict_tables.", "sb.questions.")
"""Modules of cells that show ranges under a supposition: with something set aside, moved or known."""


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


@cache
def _of_report(slug: str) -> list[Origin]:
    """List the origins of the numbers of one report."""
    report, result = reports()[slug], result_of(slug)
    computed = [*supposed(result, questions_of(slug)), *about_report(result)] if result.is_feasible else []
    return [*result_origins(report), *statement_origins(report), *computed]


@cache
def _of_context() -> list[Origin]:
    """List the origins of the figures around the reports."""
    return list(context_origins(shared_context()))


def _of_sums(path: Path) -> Iterator[Origin]:
    """List the origins of the sums of a notebook on the context, with its stored parameters."""
    parameters = _defaults(path)
    result, context = result_of(parameters["report"]), shared_context()
    if "survey_size" in parameters:
        yield supposed_size(parameters)
    if "fiscal_year" in parameters:
        yield from beside_country(result, context, parameters)
    if "target" in parameters:
        yield from towards_target(result, context, parameters)
    if "reports" in parameters:
        yield from beside_peers(context)


def origins_of(path: Path) -> Origins:
    """The origins of the numbers of a notebook.

    Parameters
    ----------
    path : Path
        A notebook.

    Returns
    -------
    Origins
        With links to the rows that the notebook can name.
    """
    origins = origins_in(*slugs_of(path))
    if _has_context(path):
        origins.add(_of_context())
        origins.add(_of_sums(path))
        tables = shared_context().tables.values()
        origins.links |= {str(name): f"{CONTEXT}#{name}" for table in tables for name in table.index}
    return origins


def origins_in(*slugs: str) -> Origins:
    """The origins of the numbers of some reports.

    Parameters
    ----------
    *slugs : str
        Names of the reports' folders.

    Returns
    -------
    Origins
        With links to the reports' statements.
    """
    origins = Origins()
    for slug in slugs:
        origins.add(_of_report(slug))
        origins.links |= {str(name): f"ledger/{slug}.html#{name}" for name in reports()[slug].statements.index}
    return origins


def slugs_of(path: Path) -> list[str]:
    """The reports that a stored notebook is about.

    Parameters
    ----------
    path : Path
        A notebook.

    Returns
    -------
    list of str
        Names of the reports' folders, the main one first.
    """
    parameters = _defaults(path)
    return list(dict.fromkeys([parameters["report"], *parameters.get("reports", [])]))


def _defaults(path: Path) -> dict[str, Any]:
    """Read the stored values of a notebook's parameters."""
    return {name: one.default for name, one in declared_parameters(read_notebook(path), path.name).items()}


def answer_of(path: Path) -> str:
    """The stored answer of a notebook.

    Parameters
    ----------
    path : Path
        A notebook.

    Returns
    -------
    str
        Markdown; empty where it has none.
    """
    return next((_without_roles(cell) for cell in read_notebook(path).cells if ANSWER in cell_tags(cell)), "")


def _without_roles(cell: NotebookNode) -> str:
    """Return a cell's Markdown with its braces escaped, so that Sphinx takes none for a role or a directive."""
    return re.sub(r"(?<!\\)([{}])", r"\\\1", cell.source)


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
    notebook = read_notebook(path)
    marker = Marker(origins_of(path), UP)
    last = notebook.cells[-1]
    heading = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = ([heading, *re.findall(r"^#+ (.*)", cell.source, re.M)])[-1]
            answers = ANSWER in cell_tags(cell)
            source = _without_roles(cell) if answers else cell.source
            cell.source = marker.markdown(source, computed_by(last, path) if answers else "")
            if answers:
                cell.source = f":::{{container}} answer\n{cell.source}\n:::"
        else:
            _show(cell, marker, computed_by(cell, path), heading)
    notebook.cells = [*_joined(notebook.cells), _notes(marker, last)]
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


def _notes(marker: Marker, last: NotebookNode) -> NotebookNode:
    """Build the cell of a page's notes, to stand behind its last one."""
    notes = raw(marker.notes())
    return NotebookNode(cell_type="markdown", id=f"{last.id}-notes", metadata=NotebookNode(), source=notes)


def _show(cell: NotebookNode, marker: Marker, otherwise: str, heading: str) -> None:
    """Convert the outputs of a cell, and fold its code unless it has the parameters."""
    if PARAMETERS not in cell_tags(cell):
        cell.metadata["tags"] = [*cell_tags(cell), "hide-input"]
    shown, supposed = [], any(name in cell.source for name in SUPPOSING)
    for output in cell.outputs:
        kinds = output.get("metadata", {}).keys() & {ANSWER, CAPTION}
        html = "" if kinds else _as_html(output, marker, otherwise, supposed, heading)
        if html:
            output.update(data={"text/html": html}, metadata={})
            shown.append(output)
    cell.outputs = shown


def _as_html(output: dict[str, Any], marker: Marker, otherwise: str, supposed: bool, heading: str) -> str:
    """Convert an output to HTML with its numbers marked; empty for what a page does not show."""
    data = output.get("data", {})
    if "text/html" in data:
        return marker.html(tidy_table(data["text/html"], heading), otherwise, supposed)
    if "image/png" in data:
        name = output["metadata"]["image/png"]["figure"]
        card = next(card for card in load_sidecars() if card["figure"] == name)
        return drawing(card, UP, lambda caption: marker.html(escape(caption), otherwise, supposed))
    markdown = data.get("text/markdown", "")
    return marker.html(MarkdownIt("commonmark").render(markdown), otherwise, supposed) if markdown else ""


def computed_by(cell: NotebookNode, path: Path) -> str:
    """The note of the numbers that a cell computed: the functions it calls, with their summaries, and its input.

    Parameters
    ----------
    cell : NotebookNode
        A code cell.
    path : Path
        The notebook of the cell.

    Returns
    -------
    str
        HTML.
    """
    calls = "<br>".join(f"<code>{escape(name)}</code>: {escape(doc)}" for name, doc in _called(cell.source))
    titles = [escape(reports()[slug].title) for slug in slugs_of(path)]
    if _has_context(path):
        titles.append(f'<a href="{ROOT}{CONTEXT}">what is printed around the reports</a>')
    by = f'<a href="{ROOT}read/{path.stem}.html">{escape(question_of(path))}</a>'
    return f"<strong>Computed or counted</strong> by the notebook {by} {calls}<br>From: {'; '.join(titles)}."


def _called(source: str) -> Iterator[tuple[str, str]]:
    """List the package's functions that a cell calls, each with the summary of its docstring."""
    names = [ast.unparse(node.func) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for name in dict.fromkeys(names):
        function = _resolve(name)
        doc = inspect.getdoc(function) if function else None
        if doc and not NOT_COMPUTING.search(name):
            yield name, re.split(r"\n\n|(?<=\.)\s", doc)[0].replace("\n", " ")


def _has_context(path: Path) -> bool:
    """Test whether a notebook loads the context."""
    return "load_context" in path.read_text(encoding="utf-8")


def _resolve(name: str) -> Any:
    """Resolve a dotted name such as sb.result_tables.bounds_table or result.fits; None for any other."""
    first, *rest = name.split(".")
    value: Any = {"sb": sb, "result": Result}.get(first)
    for part in rest:
        value = getattr(value, part, None)
    return value
