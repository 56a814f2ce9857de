"""Draft a report from a text: a statement for each number, of the role draft, for a person to decide on.

Nothing is reckoned with until a person has said what a number is of; what stands around it is only a hint for that.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.numbers import list_currencies

from sectorbook.errors import DocumentError, SectorbookError, shown
from sectorbook.ledger.drafting.documents import CELL, Details, Paragraph, read_details, read_document
from sectorbook.ledger.drafting.printed_periods import is_span, period_of_head, printed_period
from sectorbook.ledger.drafting.suggestions import Catalogue, names_nothing, suggestions_said
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
BEFORE, BEHIND = 45, 30
"""How many characters of the text a note has before and behind an expression."""
NEAR = 100
"""How many characters before and behind an expression suggestions are taken from, at most within its sentence."""
LONGEST_PRINTED = 80
MOST_PARAGRAPHS = 100_000
YEAR_BEHIND = 40
"""How far behind a number a year stands at most that it is taken to be of."""
NOUN = 3
"""How many words a noun behind a number can have that says what it counts: "14 new IT companies"."""
SENTENCE = re.compile(r"(?<=[.!?])[\"'\u201d\u2019)\]]*\s+(?=[\"'\u201c\u2018(\[]*[A-Z0-9])|\s\|\s")


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
        The document: plain text, Markdown, HTML, .docx or PDF.
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
    for paragraph in paragraphs:
        drafting.add(paragraph)
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

    def add(self, paragraph: Paragraph) -> None:
        """Add the numbers of a paragraph."""
        found = find_expressions(paragraph.text)
        shared = {"paragraph": str(paragraph.number)}
        if found and visible(paragraph.text) == self.source["title"]:
            shared["headline"] = "yes"
        sentences = _sentences(paragraph.text) if found else []
        for finding in found:
            if finding.kind in NO_AMOUNTS:
                row = {"printed": _printed(finding.text), "reason": visible(finding.reason) or finding.kind}
                self.no_figures.append({"paragraph": str(paragraph.number), **row})
            else:
                around = next((span for span in sentences if finding.start < span[1]), sentences[-1])
                finding = _with_noun(finding, paragraph.text)
                self._state(_Place(paragraph.text, finding, found, around, paragraph.heads), shared)

    def _state(self, place: "_Place", shared: Mapping[str, str]) -> None:
        """Add the statement of one number, and one of the earlier of two levels."""
        printed = _printed(place.finding.text)
        read = place.finding.expression
        shared = {**shared, "printed": printed}
        if read is None:
            self._append(place, shared, {"reading": "words"}, [place.refusal])
            return
        cells = cells_of(read, self.currency)
        hints = [] if cells else ["not read: too large, or too long, to be an amount"]
        hints += [_for_each(read.per)] if read.per and "/" not in cells.get("unit", "") else []
        reading = "digits" if cells and _says(printed, read) else "words"
        self._append(place, shared, {"period": place.period, **cells, "reading": reading}, [*hints, *place.beside])
        if read.before is not None:
            earlier = cells_of(_level(read, read.before), self.currency)
            self._append(place, shared, {**earlier, "reading": "words"}, ["the earlier of the two levels"])

    def _append(self, place: "_Place", shared: Mapping[str, str], cells: Mapping[str, str], hints: list[str]) -> None:
        """Add a row, with the words around its number and what they suggest."""
        suggested = self.catalogue.suggested(place.near, cells.get("unit", ""), cells.get("relation", ""))
        note = "; ".join(visible(part) for part in (place.words, *suggestions_said(suggested), *hints) if part)
        number = f"{self.prefix}-{len(self.statements) + 1:02}"
        fixed = {"id": number, "period": "undated", "role": "draft", "source": self.source["id"], "note": note}
        self.statements.append(fixed | dict(shared) | dict(cells))


def _for_each(per: str) -> str:
    """Return the part of a note that says what a number is for each of."""
    return "for each of what it is a mean of" if per == EACH else f"for each {per}"


@dataclass(frozen=True)
class _Place:
    """A number in its paragraph, with the other findings there and the sentence that it stands in."""

    text: str
    finding: Finding
    found: Sequence[Finding] = field(repr=False)
    sentence: tuple[int, int]
    columns: tuple[str, ...] = ()

    @property
    def heads(self) -> list[str]:
        """The heads of the row and of the column that it stands in, where it stands in a table with heads."""
        if not self.columns:
            return []
        before = self.text[: self.finding.start]
        row, parted, _ = before.partition(CELL)
        place = before.count(CELL)
        column = self.columns[place] if place < len(self.columns) else ""
        return [head for head in (row if parted else "", column) if head]

    @property
    def words(self) -> str:
        """The heads of its row and column, and the few words around the number, which stands in brackets."""
        start, end = self.finding.start, self.finding.end
        before = _whole_words(self.text[max(start - BEFORE, self.sentence[0]) : start], start - BEFORE > 0, False)
        behind = _whole_words(self.text[end : min(end + BEHIND, self.sentence[1])], False, True)
        shown = f"{before.replace(';', ',')}[{_printed(self.finding.text)}]{behind.replace(';', ',')}".strip()
        return f"{', '.join(self.heads)[:BEFORE].replace(';', ',')}: {shown}" if self.heads else shown

    @property
    def near(self) -> str:
        """The words near the number that can say what it is of, with the heads of its row and column."""
        start, end = self.finding.start, self.finding.end
        near = self.text[max(start - NEAR, self.sentence[0]) : min(end + NEAR, self.sentence[1])]
        return " ".join([*self.heads, near])

    @property
    def refusal(self) -> str:
        """Why the number is not read."""
        kind = "two readings" if self.finding.kind == "ambiguous" else "not read"
        return f"{kind}: {self.finding.reason}"

    @property
    def beside(self) -> list[str]:
        """The words beside it that can make it another number."""
        words = dict.fromkeys(f'mind "{word.text}"' for word in self.finding.beside if word.kind != "plus_minus")
        return list(words)

    @property
    def period(self) -> str:
        """The period that is printed nearest to it in its sentence, else as a head; undated where none is."""
        start, end = self.finding.start, self.finding.end
        inside = [one for one in self.found if self._is_inside(one)]
        behind = [one for one in inside if 0 <= one.start - end <= YEAR_BEHIND and not self._amounts(end, one.start)]
        before = [one for one in inside if one.end <= start and not self._amounts(self.sentence[0], one.start)]
        periods = (printed_period(self.text, one) for one in (*behind, *before))
        return next(filter(None, (*periods, *map(period_of_head, self.heads))), "undated")

    def _amounts(self, start: int, end: int) -> bool:
        """Tell whether another number begins between two places, which a year there may belong to instead."""
        return any(one.expression and not is_span(one.text) for one in self.found if start <= one.start < end)

    def _is_inside(self, finding: Finding) -> bool:
        """Tell whether a finding stands in the number's sentence."""
        return self.sentence[0] <= finding.start < self.sentence[1]


def _sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a paragraph begin and end; the cells of a table's row are one each."""
    ends = [match.end() for match in SENTENCE.finditer(text)]
    return list(zip([0, *ends], [*ends, len(text)], strict=True))


def _whole_words(text: str, cut_before: bool, cut_behind: bool) -> str:
    """Leave out the parts of words at the cut ends of a text."""
    if cut_before and " " in text:
        text = text.partition(" ")[2]
    return text.rpartition(" ")[0] if cut_behind and len(text) == BEHIND else text


def _printed(text: str) -> str:
    """Return an expression as a cell can hold it; of one that is too long, the end, where its number stands."""
    kept = visible(text)
    return kept if len(kept) <= LONGEST_PRINTED else kept[-LONGEST_PRINTED:].partition(" ")[2] or kept[:LONGEST_PRINTED]


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
