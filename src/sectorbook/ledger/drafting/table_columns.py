"""What the columns of a table say besides figures: when each row was so, where it is printed, and what it is called."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from sectorbook.ledger.drafting.documents import CELL, Paragraph
from sectorbook.ledger.drafting.printed_periods import another_year, period_of_cell
from sectorbook.values.expressions.amounts import ExpressionError
from sectorbook.values.expressions.grammar import read_expression

WHEN = re.compile(
    r"(?:(?:fiscal|financial|calendar|reporting|reference|survey|data) )?"
    r"(?:years?|periods?|fys?|dates?|months?|when|as (?:of|at|on)|year end(?:ed|ing)?)",
    re.IGNORECASE,
)
"""Heads of columns that say when a row was so."""
FISCAL = re.compile(r"\b(?:fiscal|financial|fys?)\b", re.IGNORECASE)
REASONS = {"when": "the period of its row", "where": "where its row is printed", "origin": "the origin of its row"}
"""Why cells of a column are no figures, by what the column is."""
WHERE = re.compile(
    r"(?P<unit>pages?|p|pp|pg|section|sec|\u00a7|paragraph|para|table|tab|line|slide|footnote|fn|chapter)"
    r"(?: (?:no|number|nr|ref|reference))?",
    re.IGNORECASE,
)
"""Heads of columns whose numbers are places; `unit` is what they count."""
PRINTED = re.compile(
    r"(?:where|location|place|position)\b.*\b(?:printed|cited|found|stated|said|report|source|text|document|pdf)\b.*|"
    r"(?:printed|cited|found|stated)(?: (?:in|on|at|where))?|ref|reference|citation",
    re.IGNORECASE,
)
"""Heads of columns that say where a row is printed, in whatever words."""
ORIGIN = re.compile(r"(?:data )?sources?|according to|attributed to", re.IGNORECASE)
"""Heads of columns that can also say who is the origin of a row."""
NUMBERED = r"\d+(?:\.\d+)*[a-z]?|[ivxlc]+"
PLACE = re.compile(
    r"(?:p|pp|pg|pages?|\u00a7{1,2}|sec|sections?|paras?|paragraphs?|tab|tables?|figs?|figures?|fn|footnotes?|notes?|"
    r"ch|chap|chapters?|annex|appendix|box|charts?|graphs?|exhibits?|slides?|lines?|rows?|cols?|columns?|maps?|panels?)"
    rf"\.?\s*(?:{NUMBERED})(?!\w)(?:\s*(?:-|\u2013|,|and|&|to)\s*(?:{NUMBERED})(?!\w))*",
    re.IGNORECASE,
)
"""A place in a text: "p. 4", "pp. 4-5", "Table 2"."""
BARE = re.compile(rf"(?:{NUMBERED})(?:\s*(?:-|\u2013|,|and|&|to)\s*(?:{NUMBERED}))*", re.IGNORECASE)
"""A number, or several, without a word for what they count."""
SHORT = dict.fromkeys(("page", "p", "pp", "pg"), ("p. ", "pp. "))
"""How a bare number in a column of pages is written: one, and several."""
EMPTY = {"", "-", "\u2013", "\u2014", ".", "..", "...", "n/a", "n.a.", "na", "none", "nil", "?"}
"""What stands in a cell that says nothing."""
LONGEST_PLACE = 80


@dataclass(frozen=True)
class TableRow:
    """What the other cells of a table's row say of its figures.

    Attributes
    ----------
    label : str
        What the row is called: its cells of words before the first figure.
    period : str
        The period in its column of years; empty where there is none.
    place : str
        Where it is printed, in the source's own count.
    origin : str
        Whom the table gives as the origin.
    reasons : mapping of int to str
        Why cells have no figures, by their places in the row.
    hints : tuple of str
        What a person has to mind.
    """

    label: str = ""
    period: str = ""
    place: str = ""
    origin: str = ""
    reasons: Mapping[int, str] = field(default_factory=dict)
    hints: tuple[str, ...] = ()


def table_rows(paragraphs: Sequence[Paragraph]) -> dict[int, TableRow]:
    """Read what the columns of all tables of a document say of their rows.

    Parameters
    ----------
    paragraphs : sequence of Paragraph
        All paragraphs of the document.

    Returns
    -------
    dict of int to TableRow
        By the number of the paragraph that a row is; rows of tables without heads have none.
    """
    return {number: row for table in _tables(paragraphs) for number, row in _rows(table)}


def _tables(paragraphs: Iterable[Paragraph]) -> Iterator[list[Paragraph]]:
    """Yield the rows below the heads of each table: a row of heads has empty ones itself."""
    rows: list[Paragraph] = []
    for paragraph in paragraphs:
        if any(paragraph.heads):
            rows.append(paragraph)
        elif rows:
            yield rows
            rows = []
    if rows:
        yield rows


def _rows(table: Sequence[Paragraph]) -> Iterator[tuple[int, TableRow]]:
    """Yield what each row of a table says, once it is known what its columns are."""
    columns: dict[str, list[str]] = {}
    for paragraph in table:
        for head, cell in _cells(paragraph):
            columns.setdefault(head, []).append(cell)
    kinds = _kinds(columns)
    rows = [(paragraph.number, _row(_cells(paragraph), kinds)) for paragraph in table]
    usual = Counter(row.period for _, row in rows if row.period).most_common(1)
    yield from ((number, _doubted(row, usual[0][0] if usual else "")) for number, row in rows)


def _cells(paragraph: Paragraph) -> list[tuple[str, str]]:
    """Return the cells of a row with their heads."""
    return list(zip(paragraph.heads, paragraph.text.split(CELL), strict=False))


def _said(cells: Iterable[str]) -> list[str]:
    """Return the cells that say anything."""
    return [cell for cell in cells if cell.strip().lower() not in EMPTY]


def _kinds(columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Tell what each column is: "when", "where", "origin" or "words"; empty for one of figures."""
    first = next(iter(columns), "")
    return {head: _kind(head, _said(cells), head in ("", first)) for head, cells in columns.items()}


def _kind(head: str, cells: Sequence[str], is_first: bool) -> str:
    """Tell what a column is by its head and its cells; one that comes first needs no head to be of years."""
    name = re.sub(r"\s*\(.*\)$", "", head).strip(" .:")
    if not cells:
        return ""
    periods = sum(map(_is_period, cells))
    if (WHEN.fullmatch(name) and 2 * periods > len(cells)) or (is_first and periods == len(cells)):
        return "when"
    if _is_of_places(name, cells):
        return "where"
    amounts = sum(map(_is_amount, cells))
    if ORIGIN.fullmatch(name) and not amounts:
        return "origin"
    return "words" if 2 * amounts < len(cells) and not any(map(_is_period, cells)) else ""


def _is_of_places(name: str, cells: Sequence[str]) -> bool:
    """Tell whether the cells of a column say where on the source their rows are printed."""
    if all(map(PLACE.fullmatch, cells)) or PRINTED.fullmatch(name):
        return True
    if WHERE.fullmatch(name):
        return 2 * sum(bool(BARE.fullmatch(cell) or PLACE.search(cell)) for cell in cells) > len(cells)
    return bool(ORIGIN.fullmatch(name)) and all(PLACE.search(cell) or BARE.fullmatch(cell) for cell in cells)


def _is_amount(cell: str) -> bool:
    """Tell whether a cell as a whole is an amount."""
    try:
        read_expression(cell)
    except ExpressionError:
        return False
    return True


def _is_period(cell: str) -> bool:
    """Tell whether a cell as a whole is a year or another period."""
    return bool(period_of_cell(cell))


def _row(cells: Sequence[tuple[str, str]], kinds: Mapping[str, str]) -> TableRow:
    """Read the cells of a row that are no figures."""
    reasons = {at: REASONS[kinds[head]] for at, (head, _) in enumerate(cells) if kinds[head] in REASONS}
    dated = [(head, cell) for head, cell in cells if kinds[head] == "when"]
    periods = [period_of_cell(cell, _is_fiscal(head)) for head, cell in dated]
    unread = [cell for (_, cell), period in zip(dated, periods, strict=True) if not period and _said([cell])]
    placed = [_place(head, cell) for head, cell in cells if kinds[head] == "where" and _said([cell])]
    return TableRow(
        _label(cells, kinds),
        next(filter(None, periods), ""),
        ", ".join(placed)[:LONGEST_PLACE],
        ", ".join(cell for head, cell in cells if kinds[head] == "origin"),
        reasons,
        tuple(f'the period of its row is not read: "{cell.replace(";", ",")}"' for cell in unread),
    )


def _label(cells: Sequence[tuple[str, str]], kinds: Mapping[str, str]) -> str:
    """Return what a row is called: its cells of words before the first figure, or else its origin."""
    before = takewhile(lambda pair: kinds[pair[0]], cells)
    words = [(kinds[head], cell) for head, cell in before]
    called = [cell for kind, cell in words if kind == "words"] or [cell for kind, cell in words if kind == "origin"]
    return ", ".join(called)


def _is_fiscal(head: str) -> bool:
    """Tell whether the years below a head are fiscal ones."""
    return FISCAL.search(head) is not None


def _place(head: str, cell: str) -> str:
    """Write a place, with what it counts where the cell is a bare number: "p. 4" below "Page"."""
    unit = WHERE.fullmatch(head.strip(" .:"))
    if not unit or not BARE.fullmatch(cell):
        return cell
    one, several = SHORT.get(unit["unit"].lower().rstrip("s"), (f"{unit['unit']} ",) * 2)
    return f"{one if re.fullmatch(NUMBERED, cell, re.IGNORECASE) else several}{cell}"


def _doubted(row: TableRow, usual: str) -> TableRow:
    """Return a row without its period where its words speak of another year than the one that most rows are of."""
    words = another_year(row.label)
    if not words or not row.period or row.period != usual:
        return row
    hint = f'its row says "{words}", and the column of years says {row.period}'
    return replace(row, period="", hints=(*row.hints, hint))
