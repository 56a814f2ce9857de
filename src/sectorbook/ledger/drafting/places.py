"""A number in a text, or in a table's row, and what stands around it: its words, its heads, its period."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sectorbook.ledger.drafting.documents import CELL
from sectorbook.ledger.drafting.printed_periods import another_year, is_span, period_of_head, printed_period
from sectorbook.ledger.drafting.table_columns import TableRow
from sectorbook.ledger.tidy import visible
from sectorbook.values.expressions.finding import Finding

BEFORE, BEHIND = 45, 30
"""How many characters of the text a note has before and behind an expression."""
NEAR = 100
"""How many characters before and behind an expression suggestions are taken from, at most within its sentence."""
LONGEST_PRINTED = 80
YEAR_BEHIND = 40
"""How far behind a number a year stands at most that it is taken to be of."""
SAYING_NOTHING = {
    "amount", "count", "data", "figure", "figures", "n", "no", "number", "quantity", "result", "value", "values",
}  # fmt: skip
"""Heads of columns that say nothing of their figures."""
ANOTHER = "it says "
"""How the part of a note begins that quotes words of another year."""
SENTENCE = re.compile(r"(?<=[.!?])[\"'\u201d\u2019)\]]*\s+(?=[\"'\u201c\u2018(\[]*[A-Z0-9])|\s\|\s")


@dataclass(frozen=True)
class Place:
    """A number in its paragraph, with the other findings there and the sentence that it stands in."""

    text: str
    finding: Finding
    found: Sequence[Finding] = field(repr=False)
    sentence: tuple[int, int]
    columns: tuple[str, ...] = ()
    row: TableRow | None = None

    @property
    def column(self) -> str:
        """The head of the column that it stands in."""
        place = self.text.count(CELL, 0, self.finding.start)
        return self.columns[place] if place < len(self.columns) else ""

    @property
    def heads(self) -> list[str]:
        """The heads of the row and of the column that it stands in, where it stands in a table with heads."""
        if not self.columns:
            return []
        first, parted, _ = self.text[: self.finding.start].partition(CELL)
        label = self.row.label if self.row else first
        column = "" if self.column.lower().strip(".") in SAYING_NOTHING else self.column
        return [head for head in (label if parted else "", column) if head]

    @property
    def words(self) -> str:
        """The heads of its row and column, and the few words around the number, which stands in brackets."""
        start, end = self.finding.start, self.finding.end
        before = _whole_words(self.text[max(start - BEFORE, self.sentence[0]) : start], start - BEFORE > 0, False)
        behind = _whole_words(self.text[end : min(end + BEHIND, self.sentence[1])], False, True)
        shown = f"{before.replace(';', ',')}[{printed_of(self.finding.text)}]{behind.replace(';', ',')}".strip(" |")
        return f"{', '.join(self.heads)[:LONGEST_PRINTED].replace(';', ',')}: {shown}" if self.heads else shown

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
        of_row = self.row.period if self.row else ""
        return next(filter(None, (*periods, *map(period_of_head, self.heads), of_row)), "undated")

    def another_year(self, cells: Mapping[str, str]) -> list[str]:
        """Say the words that make an undated amount one of another year: those of its heads, or beside it."""
        if cells["period"] != "undated" or cells.get("relation"):
            return []
        amounts = [one for one in self.found if one.expression and self._is_inside(one)]
        start = max((one.end for one in amounts if one.end <= self.finding.start), default=self.sentence[0])
        end = min((one.start for one in amounts if one.start >= self.finding.end), default=self.sentence[1])
        words = another_year(" ".join([*self.heads, self.text[start:end]]))
        return [f'{ANOTHER}"{words}"'] if words else []

    def _amounts(self, start: int, end: int) -> bool:
        """Tell whether another number begins between two places, which a year there may belong to instead."""
        return any(one.expression and not is_span(one.text) for one in self.found if start <= one.start < end)

    def _is_inside(self, finding: Finding) -> bool:
        """Tell whether a finding stands in the number's sentence."""
        return self.sentence[0] <= finding.start < self.sentence[1]


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a paragraph begin and end; the cells of a table's row are one each."""
    ends = [match.end() for match in SENTENCE.finditer(text)]
    return list(zip([0, *ends], [*ends, len(text)], strict=True))


def _whole_words(text: str, cut_before: bool, cut_behind: bool) -> str:
    """Leave out the parts of words at the cut ends of a text."""
    if cut_before and " " in text:
        text = text.partition(" ")[2]
    return text.rpartition(" ")[0] if cut_behind and len(text) == BEHIND else text


def printed_of(text: str) -> str:
    """Return an expression as a cell can hold it; of one that is too long, the end, where its number stands."""
    kept = visible(text)
    return kept if len(kept) <= LONGEST_PRINTED else kept[-LONGEST_PRINTED:].partition(" ")[2] or kept[:LONGEST_PRINTED]
