"""The numbers that the project's own pages tell, held against reports, context and what the notebooks compute.

Code and code spans are examples, and so are sizes in units that nothing here is measured in. README, gallery and
notebooks tell of the reports, so that each of their other numbers has to be known. The guides explain by examples of
their own: there, only a number that is almost a report's is a mistake.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
import pytest

import sectorbook as sb
from helpers.clone import ROOT
from sectorbook.analysis.check_text import CheckedNumber, check_text, known_figures
from sectorbook.analysis.check_text.known_figures import KnownFigures
from sectorbook.ledger.drafting.documents import read_document
from sectorbook.pages.outputs import NUMBERS
from sectorbook.values.expressions.amounts import ExpressionError
from sectorbook.values.expressions.grammar import read_expression
from sectorbook.values.units import are_compatible

NOTEBOOKS = sorted((ROOT / "notebooks").glob("0*.ipynb"))
GALLERY = ROOT / "figures" / "README.md"
"""Written from the charts, whose numbers are filled in from formulas."""
PAGES = [ROOT / "README.md", GALLERY, *NOTEBOOKS]
GUIDES = sorted((ROOT / "docs").glob("*.md"))
REPORTS = ("gilgit-baltistan-2025", "nepal-2022")
"""The report that the pages are about, and the one that it is set beside."""


End = tuple[object, ...]


@cache
def known(report: str) -> KnownFigures:
    return known_figures(sb.reconcile(sb.load_report(report)))


def ends(text: str) -> set[End]:
    """The ends of a number with what they count, however it is spelled."""
    try:
        read = read_expression(text)
    except ExpressionError:
        return set()
    unit = "money" if read.currencies else read.unit
    return {(end, unit) for end in (read.low, read.high) if end is not None}


@cache
def vouched() -> tuple[frozenset[End], frozenset[End]]:
    """The ends of what the notebooks and charts compute, and of all that they write or the context has."""
    names = {name for report in REPORTS for name in sb.load_report(report).statements.index}
    written = [(words, how) for words, how in _written() if words]
    computed = {end for words, how in written if how not in names for end in ends(words)}
    tables = sb.load_context().tables.values()
    context = [words for table in tables if "printed" in table for words in table["printed"]]
    every = {end for words in [*context, *(words for words, _ in written)] for end in ends(words)}
    return frozenset(computed), frozenset(every | computed)


def _written() -> Iterator[tuple[str, str]]:
    """Each number in the notebooks' sentences and the charts' words, with its formula."""
    for path in NOTEBOOKS:
        for output in (output for cell in nbformat.read(path, 4).cells for output in cell.get("outputs", [])):
            for number in output.get("data", {}).get(NUMBERS, ()):
                if "at" in number:
                    yield output["data"]["text/plain"][slice(*number["at"])], number["how"]
    for path in (ROOT / "figures").glob("*.json"):
        for words in json.loads(path.read_text(encoding="utf-8"))["computed"]:
            number, _, origin = words.partition(": ")
            yield number, origin.split(", ")[0]


@cache
def measured() -> frozenset[str]:
    """The units of all that is measured."""
    tables = [sb.load_report(report).indicators for report in REPORTS]
    tables += [table for table in sb.load_context().tables.values() if "unit" in table]
    units = {unit for table in tables for unit in table["unit"]}
    return frozenset(unit for unit in units if not are_compatible(unit, "dimensionless"))


def is_example(number: CheckedNumber) -> bool:
    """Whether a number is in a unit that nothing here is measured in, such as gigabytes."""
    try:
        unit = read_expression(number.number).unit
    except ExpressionError:
        return False
    return unit not in ("", "percent") and not any(are_compatible(unit, other) for other in measured())


def is_vouched(number: CheckedNumber, is_written: bool) -> bool:
    """Whether notebooks or context have a number; one that is almost a figure is to be computed there, or written."""
    known_ends = vouched()[is_written or number.verdict != "changed"]
    found = ends(number.number)
    return bool(found) and all(end in known_ends or (end[0], "") in known_ends for end in found)


def complaints(path: Path) -> list[CheckedNumber]:
    """The numbers of a document that are of no report, or not quite."""
    document = read_document(path)
    about, *others = (check_text(document, known(report)) for report in REPORTS)
    fine = {(one.place, one.number) for other in others for one in other if not one.is_complaint}
    left = [one for one in about if one.is_complaint and (one.place, one.number) not in fine]
    return [one for one in left if not is_example(one) and not is_vouched(one, path == GALLERY)]


def text_of(path: Path, folder: Path) -> Path:
    """The text cells of a notebook, without its outputs."""
    notebook = nbformat.read(path, 4)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    nbformat.write(notebook, folder / path.name)
    return folder / path.name


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_each_number_of_a_page_is_known(path: Path, tmp_path: Path) -> None:
    assert complaints(text_of(path, tmp_path) if path.suffix == ".ipynb" else path) == []


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_no_number_of_a_guide_is_almost_a_reports(path: Path) -> None:
    assert [number for number in complaints(path) if number.verdict == "changed"] == []
