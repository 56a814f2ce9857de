"""Draft a report from a text: a statement for each number, of the role draft, for a person to decide on.

Nothing is reckoned with until a person has said what a number is of; what stands around it is only a hint for that.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.numbers import list_currencies

from sectorbook.errors import DocumentError, SectorbookError, shown
from sectorbook.ledger.drafting.documents import CELL, Details, Paragraph, read_details, read_document
from sectorbook.ledger.drafting.places import Place, printed_of, sentences_of
from sectorbook.ledger.drafting.row_words import Figure, by_its_row, part_said, whole_of
from sectorbook.ledger.drafting.suggestions import Catalogue, names_nothing, suggestions_said
from sectorbook.ledger.drafting.table_columns import TableRow, table_rows
from sectorbook.ledger.rules.statements import MOST
from sectorbook.ledger.tables import CELL_FORMS, read_table
from sectorbook.ledger.tidy import table_text, visible
from sectorbook.ledger.workspace import REPORT_TEMPLATE, catalogue_for, new_report_folder
from sectorbook.values.currencies import MULTIPLES
from sectorbook.values.expressions.amounts import EACH, POINTS, Expression, ExpressionError
from sectorbook.values.expressions.finding import Finding, find_expressions
from sectorbook.values.expressions.grammar import read_expression
from sectorbook.values.intervals import write_exact
from sectorbook.values.units import is_unit

TABLES = (
    "statements",
    "not_figures",
    "indicators",
    "identities",
    "questions",
    "ratios",
    "corrections",
    "sources",
    "units",
)
NO_AMOUNTS = ("date", "years", "ordinal", "phone", "id", "link", "time", "ratio", "homonym", "vague")
"""Kinds of findings that go to not_figures.csv."""
MOST_PARAGRAPHS = 100_000
NOUN = 3
"""How many words a noun behind a number can have that says what it counts: "14 new IT companies"."""


@dataclass(frozen=True)
class Drafted:
    """What a draft came to.

    Attributes
    ----------
    folder : Path
        The report's folder.
    figures : int
        How many statements it has.
    unread : int
        How many of them could not be read, or have two readings.
    no_figures : int
        How many expressions went to not_figures.csv.
    """

    folder: Path
    figures: int
    unread: int
    no_figures: int


def draft_report(text: Path, to: str, details: Details | None = None, currency: str = "") -> Drafted:
    """Draft a report from a document.

    Parameters
    ----------
    text : Path
        The document: plain text, Markdown, HTML, .docx, PDF, or a table as CSV.
    to : str
        Name of the report in the workspace in use, or the path of its folder.
    details : Details, optional
        Title, publisher, date and address of the document; what they lack is taken from the document itself.
    currency : str, default ""
        The currency that a sign such as $ means in it, as an ISO 4217 code; by default the one it means most often.

    Returns
    -------
    Drafted
        The folder, and how much of what it holds.

    Raises
    ------
    DocumentError
        Where the document cannot be read, or holds no figure.
    SectorbookError
        Where the name is invalid, the folder exists, or there is no such currency; nothing is written then.
    """
    folder = new_report_folder(to)
    if currency and currency not in list_currencies():
        raise SectorbookError(f'"{shown(currency)}" is no currency. Use a code of ISO 4217, such as INR.')
    paragraphs = read_document(text)
    if len(paragraphs) > MOST_PARAGRAPHS:
        raise DocumentError(
            f"{text} has {len(paragraphs)} paragraphs, the most are {MOST_PARAGRAPHS}. Draft its parts."
        )
    source = _source(text, (details or Details()).or_from(read_details(text)))
    catalogue = Catalogue(read_table(catalogue_for(folder) / "indicators.csv")[0])
    drafting = _Drafting(_prefix(folder.name), source, catalogue, currency)
    rows = table_rows(paragraphs)
    for paragraph in paragraphs:
        drafting.add(paragraph, rows.get(paragraph.number))
    if not drafting.statements:
        raise DocumentError(f"{text} holds no figure, so nothing was written. Give the text that prints the figures.")
    tables = {"statements": drafting.statements, "not_figures": drafting.no_figures, "sources": [source]}
    _write(folder, source["title"], tables)
    unread = sum(not row.get("shape") for row in drafting.statements)
    return Drafted(folder, len(drafting.statements), unread, len(drafting.no_figures))


def _write(folder: Path, title: str, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
    """Write a report's folder as a whole: beside its place first, then moved there."""
    descriptor = json.loads((REPORT_TEMPLATE / "datapackage.json").read_text(encoding="utf-8"))
    descriptor |= {"name": folder.name, "title": title}
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=".draft-") as temporary:
        written = Path(temporary) / folder.name
        written.mkdir()
        for name in TABLES:
            (written / f"{name}.csv").write_text(table_text(name, tables.get(name, ())), encoding="utf-8", newline="")
        text = json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n"
        (written / "datapackage.json").write_text(text, encoding="utf-8", newline="")
        if folder.exists():
            raise SectorbookError(f"{folder} exists. Choose another name, or remove it.")
        written.rename(folder)


def _prefix(name: str) -> str:
    """Return what the ids of a report's statements begin with: the first letters of the words of its name."""
    letters = "".join(word[0] for word in name.split("-") if word[:1].isalpha() and word[0].isascii())
    return letters.upper()[:4] or "D"


def _source(text: Path, details: Details) -> dict[str, str]:
    """Return the row of sources.csv of a document."""
    title = visible(details.title) or visible(text.stem) or "Untitled"
    publisher = visible(details.publisher)
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z]+", publisher)).upper()
    note = "" if publisher else "Publisher to be added"
    return {
        "id": initials[:6] or "TEXT",
        "title": title,
        "publisher": publisher or "not recorded",
        "date": details.date,
        "date_quality": "printed" if details.date else "not visible",
        "url": visible(details.url),
        "kind": "account",
        "about_report": "yes",
        "note": note,
    }


class _Drafting:
    """Gathers the rows of a draft, paragraph by paragraph."""

    def __init__(self, prefix: str, source: Mapping[str, str], catalogue: Catalogue, currency: str) -> None:
        self.prefix, self.source, self.catalogue, self.currency = prefix, source, catalogue, currency
        self.statements: list[dict[str, str]] = []
        self.no_figures: list[dict[str, str]] = []
        self.above: list[Figure] = []

    def add(self, paragraph: Paragraph, row: TableRow | None) -> None:
        """Add the numbers of a paragraph, which can be a table's row."""
        found = find_expressions(paragraph.text)
        shared = {"paragraph": str(paragraph.number), **_where(paragraph, row)}
        if found and visible(paragraph.text) == self.source["title"]:
            shared["headline"] = "yes"
        if row is None:
            self.above = []
        sentences = sentences_of(paragraph.text) if found else []
        for finding in found:
            reason = row.reasons.get(paragraph.text.count(CELL, 0, finding.start), "") if row else ""
            if reason or finding.kind in NO_AMOUNTS:
                why = reason or visible(finding.reason) or finding.kind
                self.no_figures.append(
                    {"paragraph": shared["paragraph"], "printed": printed_of(finding.text), "reason": why}
                )
            else:
                around = next((span for span in sentences if finding.start < span[1]), sentences[-1])
                finding = _with_noun(finding, paragraph.text)
                self._state(Place(paragraph.text, finding, found, around, paragraph.heads, row), shared)

    def _state(self, place: Place, shared: Mapping[str, str]) -> None:
        """Add the statement of one number, and one of the earlier of two levels."""
        printed = printed_of(place.finding.text)
        read = place.finding.expression
        shared = {**shared, "printed": printed}
        if read is None:
            self._append(place, shared, {"reading": "words"}, [place.refusal])
            return
        told = by_its_row(read, place.row.label if place.row else "")
        cells = cells_of(told, self.currency)
        hints = [] if cells else ["not read: too large, or too long, to be an amount"]
        hints += [_for_each(read.per)] if read.per and "/" not in cells.get("unit", "") else []
        reading = "digits" if cells and told.low == read.low and _says(printed, read) else "words"
        cells |= {"period": place.period, "reading": reading}
        hints += [*self._part(place, cells), *place.another_year(cells), *place.beside]
        self._append(place, shared, cells, [*hints, *(place.row.hints if place.row else ())])
        if read.before is not None:
            earlier = cells_of(_level(read, read.before), self.currency)
            self._append(place, shared, {**earlier, "reading": "words"}, ["the earlier of the two levels"])

    def _part(self, place: Place, cells: Mapping[str, str]) -> list[str]:
        """Say what a figure of a table is a part of, and keep it for the rows below."""
        if place.row is None:
            return []
        number = f"{self.prefix}-{len(self.statements) + 1:02}"
        said = (cells.get(name, "") for name in ("unit", "relation", "period"))
        figure = Figure(number, place.row.label, place.column, *said)
        whole = whole_of(figure, self.above)
        self.above.append(figure)
        return [part_said(whole)] if whole else []

    def _append(self, place: Place, shared: Mapping[str, str], cells: Mapping[str, str], hints: list[str]) -> None:
        """Add a row, with the words around its number and what they suggest."""
        suggested = self.catalogue.suggested(place.near, cells.get("unit", ""), cells.get("relation", ""))
        note = "; ".join(visible(part) for part in (place.words, *suggestions_said(suggested), *hints) if part)
        number = f"{self.prefix}-{len(self.statements) + 1:02}"
        fixed = {"id": number, "period": "undated", "role": "draft", "source": self.source["id"], "note": note}
        self.statements.append(fixed | dict(shared) | dict(cells))


def _where(paragraph: Paragraph, row: TableRow | None) -> dict[str, str]:
    """Return what a table says of where a row is printed, and of whom it is; else the row of a CSV file."""
    place = row.place if row and row.place else paragraph.place if paragraph.place.startswith("row ") else ""
    return {"place": visible(place), "attributed_to": visible(row.origin) if row else ""}


def _for_each(per: str) -> str:
    """Return the part of a note that says what a number is for each of."""
    return "for each of what it is a mean of" if per == EACH else f"for each {per}"


def _with_noun(finding: Finding, text: str) -> Finding:
    """Return a finding with the noun behind it, where that is what it counts: "14 IT companies"."""
    read = finding.expression
    if read is None or read.unit or read.currencies or read.relation or read.per:
        return finding
    end = finding.end
    for _ in range(NOUN):
        word = re.compile(r" (?!\S*[0-9])[^\W_][\w/'\u2019-]*").match(text, end)
        if not word or names_nothing(word[0].strip()):
            break
        end = word.end()
        longer = _read(text[finding.start : end])
        if longer and longer.unit and (longer.low, longer.high, longer.relation) == (read.low, read.high, ""):
            return Finding(finding.start, end, text[finding.start : end], "amount", longer, beside=finding.beside)
    return finding


def _read(printed: str) -> Expression | None:
    """Read a printed expression; None where it cannot be read."""
    try:
        return read_expression(printed)
    except ExpressionError:
        return None


def _says(printed: str, read: Expression) -> bool:
    """Tell whether a printed expression alone, in digits, says what was read in its text."""
    alone = _read(printed) if any(sign.isdecimal() for sign in printed) else None
    same = ("shape", "low", "high", "about", "relation", "unit", "rounded_to")
    return alone is not None and all(getattr(alone, name) == getattr(read, name) for name in same)


def _level(read: Expression, level: Fraction) -> Expression:
    """Return the earlier of two levels as an expression of its own."""
    return replace(read, shape="point", low=level, high=level, relation="", before=None)


def cells_of(read: Expression, currency: str = "", unit: str | None = None) -> dict[str, str]:
    """Return the cells of a statement that an expression gives.

    Parameters
    ----------
    read : Expression
        What was read.
    currency : str, default ""
        The currency that a sign of several means.
    unit : str, optional
        Unit that the ends are in already; by default they are in base units, and written as they are printed.

    Returns
    -------
    dict of str to str
        shape, low, high, unit, about, rounded_to and relation; empty where no table can hold the numbers.
    """
    printed_in, times = (unit, Fraction(1)) if unit is not None else _unit(read, currency)
    numbers = {"low": read.low, "high": read.high, "rounded_to": read.rounded_to}
    written = {name: "" if number is None else write_exact(number * times) for name, number in numbers.items()}
    if not all(map(_is_storable, filter(None, written.values()))):
        return {}
    about = "yes" if read.about else "no"
    return {"shape": read.shape, **written, "unit": printed_in, "about": about, "relation": read.relation}


def _is_storable(number: str) -> bool:
    """Tell whether a table can hold a number."""
    return bool(re.fullmatch(CELL_FORMS["amount"][0], number)) and abs(Fraction(number)) <= MOST


def _unit(read: Expression, currency: str) -> tuple[str, Fraction]:
    """Return the unit that an expression is printed in, and what its numbers are multiplied with to be in it."""
    if read.relation in ("share", "change", "yearly"):
        return "percent", Fraction(1)
    unit, times = read.unit, Fraction(1)
    if read.currencies:
        code = currency if currency in read.currencies else read.currencies[0]
        multiple = max((one for one in MULTIPLES if MULTIPLES[one] <= read.magnitude), key=lambda one: MULTIPLES[one])
        unit, times = f"{multiple}{code}", Fraction(1, MULTIPLES[multiple])
    elif unit in POINTS:
        unit, times = "percent", POINTS[unit]
    return (f"{unit}/{read.per}" if read.per and unit and is_unit(read.per) else unit), times
