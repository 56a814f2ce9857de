"""The notebooks as pages: outputs as they are stored, figures from the gallery's files, numbers with their origins."""

from __future__ import annotations

import ast
import importlib
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
from sectorbook.figures.sidecar import load_sidecars
from sectorbook.ledger.context import Context, load_context
from sectorbook.ledger.report import Report, load_report, report_names
from sectorbook.reconcile.result import Result
from sectorbook.runs.notebooks import ANSWER, cell_tags, read_notebook
from sectorbook.runs.parameters import declared_parameters
from sectorsite.marking import Marker
from sectorsite.markup import drawing, raw, tidy_table
from sectorsite.origins import Origin, Origins
from sectorsite.supposed import about_report, beside_country, beside_peers, supposed, supposed_size, towards_target
from sectorsite.tracing import CONTEXT, WAY, context_origins, result_origins, statement_origins

UP = "../"
PARAMETERS = "parameters"
PLUMBING = re.compile(
    r"^sb\.(say|answer|record|configure_figures|load_\w+|join_words|capitalize)$|\.(publish|values_to_record|include_lead)$"
)
"""What says or stores, and computes nothing."""
SUPPOSING = ("sb.conflict_tables.", "sb.questions.")
"""What cells call that show ranges of another report than the page's: with something set aside, moved or known."""


@cache
def reports() -> dict[str, Report]:
    """All reports of the repository, by the name of their folder."""
    return {slug: load_report(slug) for slug in report_names()}


@cache
def result_of(slug: str) -> Result:
    """A report reconciled as printed."""
    return sb.reconcile(reports()[slug])


@cache
def questions_of(slug: str) -> list[Question]:
    """What would settle a report, where its core can hold."""
    return list_questions(result_of(slug))


@cache
def shared_context() -> Context:
    """What is around the reports."""
    return load_context()


@cache
def _of_report(slug: str) -> list[Origin]:
    report, result = reports()[slug], result_of(slug)
    reckoned = [*supposed(result, questions_of(slug)), *about_report(result)] if result.is_feasible else []
    return [*result_origins(report), *statement_origins(report), *reckoned]


@cache
def _of_context() -> list[Origin]:
    return list(context_origins(shared_context()))


def _of_sums(path: Path) -> Iterator[Origin]:
    """What is told of the sums of a notebook that looks around the report, with the parameters that are stored."""
    parameters = {name: one.default for name, one in declared_parameters(read_notebook(path), path.name).items()}
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
    """What is known of the numbers of a notebook."""
    origins = origins_in(*slugs_of(path))
    if _has_context(path):
        origins.add(_of_context())
        origins.add(_of_sums(path))
        tables = shared_context().tables.values()
        origins.links |= {str(name): f"{CONTEXT}#{name}" for table in tables for name in table.index}
    return origins


def origins_in(*slugs: str) -> Origins:
    """What is known of the numbers of some reports."""
    origins = Origins()
    for slug in slugs:
        origins.add(_of_report(slug))
        origins.links |= {str(name): f"ledger/{slug}.html#{name}" for name in reports()[slug].statements.index}
    return origins


def slugs_of(path: Path) -> list[str]:
    """The reports that a stored notebook is about."""
    known = declared_parameters(read_notebook(path), path.name)
    others = known["reports"].default if "reports" in known else []
    return list(dict.fromkeys([known["report"].default, *others]))


def answer_of(path: Path) -> str:
    """The stored answer of a notebook, in Markdown."""
    answers = [str(cell.source) for cell in read_notebook(path).cells if ANSWER in cell_tags(cell)]
    return answers[0] if answers else ""


def question_of(path: Path) -> str:
    """The question of a notebook, its title."""
    return str(read_notebook(path).cells[0].source).removeprefix("# ").splitlines()[0]


def notebook_page(path: Path) -> NotebookNode:
    """A notebook to be built into a page; the file itself stays as it is."""
    notebook = read_notebook(path)
    marker = Marker(origins_of(path), UP)
    last = notebook.cells[-1]
    heading = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = ([heading, *re.findall(r"^#+ (.*)", cell.source, re.M)])[-1]
            answers = ANSWER in cell_tags(cell)
            cell.source = marker.markdown(cell.source, computed_by(last, path) if answers else "")
            if answers:
                cell.source = f":::{{container}} answer\n{cell.source}\n:::"
        else:
            _show(cell, marker, computed_by(cell, path), heading)
    notebook.cells = [*_joined(notebook.cells), _notes(marker, last)]
    return notebook


def _joined(cells: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Code that shows nothing goes with the code that follows it, to be folded as one."""
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


def _notes(marker: Marker, like: NotebookNode) -> NotebookNode:
    told = raw(marker.notes())
    return NotebookNode(cell_type="markdown", id=f"{like.id}-notes", metadata=NotebookNode(), source=told)


def _show(cell: NotebookNode, marker: Marker, otherwise: str, heading: str) -> None:
    """Outputs for a page, and the code folded but for the parameters."""
    if PARAMETERS not in cell_tags(cell):
        cell.metadata["tags"] = [*cell_tags(cell), "hide-input"]
    shown, supposed = [], any(name in cell.source for name in SUPPOSING)
    for output in cell.outputs:
        html = _as_html(output.get("data", {}), marker, otherwise, supposed, heading)
        if html and ANSWER not in output.get("metadata", {}):
            output["data"] = {"text/html": html}
            output["metadata"] = {}
            shown.append(output)
    cell.outputs = shown


def _as_html(data: dict[str, Any], marker: Marker, otherwise: str, supposed: bool, heading: str) -> str:
    if "text/html" in data:
        return marker.html(tidy_table(data["text/html"], heading), otherwise, supposed)
    markdown = data.get("text/markdown", "")
    if "](data:image/" in markdown:
        card = next(card for card in load_sidecars() if card["alt"] == data["text/plain"].partition(": ")[2])
        return drawing(card, UP, lambda caption: marker.html(escape(caption), otherwise, supposed))
    return marker.html(MarkdownIt("commonmark").render(markdown), otherwise, supposed) if markdown else ""


def computed_by(cell: NotebookNode, path: Path) -> str:
    """What computed the numbers that a cell shows: the functions it calls, in their own words, and the input."""
    told = "<br>".join(f"<code>{escape(name)}</code>: {escape(doc)}" for name, doc in _called(cell.source))
    titles = [escape(reports()[slug].title) for slug in slugs_of(path)]
    if _has_context(path):
        titles.append(f'<a href="{WAY}{CONTEXT}">what is printed around the reports</a>')
    name = escape(question_of(path))
    by = f'<a href="{WAY}read/{path.stem}.html">{name}</a>'
    return f"<strong>Computed or counted</strong> by the notebook {by} {told}<br>From: {'; '.join(titles)}."


def _called(source: str) -> Iterator[tuple[str, str]]:
    """The package's functions that a cell calls, and what each gives."""
    names = [ast.unparse(node.func) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for name in dict.fromkeys(names):
        function = _found(name)
        doc = inspect.getdoc(function) if function else None
        if doc and not PLUMBING.search(name):
            yield name, re.split(r"\n\n|(?<=\.)\s", doc)[0].replace("\n", " ")


def _has_context(path: Path) -> bool:
    return "load_context" in path.read_text(encoding="utf-8")


def _found(name: str) -> Any:
    """What a dotted name such as sb.result_tables.bounds_table or result.fits means."""
    first, *rest = name.split(".")
    found: Any = {"sb": sb, "result": importlib.import_module("sectorbook.reconcile.result").Result}.get(first)
    for part in rest:
        found = getattr(found, part, None)
    return found
