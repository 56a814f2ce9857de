"""Compare a report's statements with the text of their source, so that each number of one is a number of the other.

`alignment` says which number is whose; what then differs becomes complaints, each a sentence with what to do.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import pandas as pd

from sectorbook.errors import VerificationError
from sectorbook.ledger.rules.printed import row_unit
from sectorbook.ledger.verification.alignment import (
    LedgerParagraph,
    Line,
    PrintedExpression,
    Step,
    align,
    in_place,
    is_known,
    locate,
    name_changes,
)
from sectorbook.values.expressions.finding import Finding

TYPOGRAPHY = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u201b\u02bc", "'")
    | dict.fromkeys("\u201c\u201d\u201f", '"')
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff", "")
)


class LedgerTables(Protocol):
    """Tables of a report that `verify` needs."""

    @property
    def statements(self) -> pd.DataFrame:
        """The table of statements, by id."""

    @property
    def indicators(self) -> pd.DataFrame:
        """The table of indicators, by id."""

    @property
    def not_figures(self) -> pd.DataFrame:
        """The table of expressions that look like figures and are none."""


@dataclass(frozen=True)
class Complaint:
    """A difference between ledger and text; its string is a sentence with what to do about it.

    Attributes
    ----------
    paragraph : int or None
        The ledger's number of the paragraph; None for a line that the ledger does not know.
    statement : str or None
        Id of the statement; None for a number that none claims.
    found : str
        The expression in the text, or the one that the text lacks.
    what : str
        What differs, and what to do, as a clause.
    kinds : tuple of str
        `missing`, `added`, `order`, `unread`, or the kinds of differences as from `differences`.
    """

    paragraph: int | None
    statement: str | None
    found: str
    what: str
    kinds: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = "Outside the ledger's paragraphs" if self.paragraph is None else f"Paragraph {self.paragraph}"
        return f"{place}{f', {self.statement}' if self.statement else ''}: {self.what}."


def verify(report: LedgerTables, text: str, source: str | None = None) -> list[Complaint]:
    """List the differences between a source's statements and its text.

    Parameters
    ----------
    report : LedgerTables
        The report.
    text : str
        Text of the source, one paragraph a line.
    source : str, optional
        Id of the source; by default the first one whose statements have paragraphs.

    Returns
    -------
    list of Complaint
        The differences, in the order of the text.

    Raises
    ------
    VerificationError
        Where no statement of the source has a paragraph, or the text has none of their expressions.
    """
    rows = _rows(report.statements, source)
    lines = [Line(at, line) for at, line in enumerate(filter(None, map(_plain, text.splitlines())), 1)]
    pages = _pages(rows, report.not_figures, dict(report.indicators["unit"]), len(lines))
    if not any(is_known(page, line) for line in lines for page in pages):
        raise VerificationError(
            "The text holds none of the expressions that the ledger prints. Give the text of the statements' "
            "own source, one paragraph a line, or name another source."
        )
    places = locate(pages, lines)
    complaints: list[tuple[float, int, Complaint]] = []
    last = 0.0
    for page in pages:
        line = places.get(page.number, Line(0, ""))
        last = line.number or last + 0.01
        complaints += [(last, *placed) for placed in _page_complaints(page, line, lines)]
    for line in lines:
        if line not in places.values():
            complaints += [(line.number, *placed) for placed in _page_complaints(LedgerParagraph(0, ()), line, lines)]
    return [complaint for _, _, complaint in sorted(complaints, key=lambda placed: placed[:2])]


def _plain(text: str) -> str:
    """Write spaces, quotes and dashes in one way; a range of digits has an en dash."""
    text = " ".join(str(text).translate(TYPOGRAPHY).replace("--", "\N{EM DASH}").split())
    text = re.sub(r"(?<=\d)(?: ?- ?|\N{EM DASH})(?=\d)", "\N{EN DASH}", text)
    return re.sub(r" ?\N{EM DASH} ?| - ", " \N{EM DASH} ", text).strip()


def _rows(statements: pd.DataFrame, source: str | None) -> pd.DataFrame:
    """Select the statements of one source that have a paragraph."""
    rows = statements[[not _is_empty(value) for value in statements["paragraph"]]]
    if source is None and len(rows):
        source = str(rows["source"].iloc[0])
    rows = rows[rows["source"] == source]
    if rows.empty:
        raise VerificationError(
            f'No statement of the source "{source or ""}" has a paragraph. Fill in the column paragraph of '
            "statements.csv, or name another source."
        )
    return rows


def _is_empty(value: Any) -> bool:
    """Tell whether a cell is empty."""
    return bool(pd.isna(value)) or value == ""


def _pages(rows: pd.DataFrame, not_figures: pd.DataFrame, units: dict[str, str], least: int) -> list[LedgerParagraph]:
    """Collect the expressions expected in each paragraph from the first on, also in those with none."""
    expected: dict[int, list[PrintedExpression]] = {}
    for name, row in rows.iterrows():
        own = PrintedExpression(str(name), _plain(row["printed"]), row["reading"] != "implied", row_unit(row, units))
        own = own if own.findings else replace(own, claims=False)
        expected.setdefault(int(row["paragraph"]), []).append(own)
    for _, row in not_figures.iterrows():
        declared = PrintedExpression(None, _plain(row["printed"]), claims=False)
        expected.setdefault(int(row["paragraph"]), []).append(declared)
    return [LedgerParagraph(number, tuple(expected.get(number, ()))) for number in range(1, max(*expected, least) + 1)]


Placed = tuple[int, Complaint]
"""A complaint with its place in the line."""


def _page_complaints(page: LedgerParagraph, line: Line, lines: Sequence[Line]) -> Iterator[Placed]:
    """Yield the differences between a paragraph's statements and its numbers."""
    expected, steps = page.claiming, align(page, line)
    added = [line.findings[step.right] for step in steps if not step.lefts and step.cost]
    for step in steps:
        if step.lefts == 1 and step.rights and step.cost:
            numbers = line.findings[step.right : step.right + step.rights]
            yield numbers[0].start, _changed(page, expected[step.left], line, numbers)
            added = [number for number in added if not _is_beside(number, numbers)]
    missing = [(_reached(step, line), expected[step.left]) for step in steps if not step.rights]
    lacking = [expression for expression in page.looked_up if not line.spans(expression.printed)]
    for place, expression in [*missing, *((len(line.text), expression) for expression in lacking)]:
        misplaced = (
            next((number for number in added if not name_changes(expression, page, line, (number,))), None)
            if expression.claims
            else None
        )
        added = [number for number in added if number is not misplaced]
        kind = "order" if misplaced else "missing"
        what = _whereabouts(expression, line, lines, misplaced)
        yield (
            (misplaced.start if misplaced else place),
            Complaint(page.number, expression.id, expression.printed, what, (kind,)),
        )
    for number in added:
        yield number.start, _added(page.number or None, line, number)


def _is_beside(number: Finding, others: Sequence[Finding]) -> bool:
    """Tell whether a number is a word beside others, which the complaint about them has named."""
    return any(word.start == number.start for other in others for word in other.beside)


def _reached(step: Step, line: Line) -> int:
    """Return how far the text is used up where a statement is missing."""
    return line.findings[step.right - 1].end if step.right else 0


def _changed(
    page: LedgerParagraph, expression: PrintedExpression, line: Line, numbers: tuple[Finding, ...]
) -> Complaint:
    """Return the complaint that the text says something else where the statement is expected."""
    changes = name_changes(expression, page, line, numbers)
    found, named = in_place(expression, line, numbers), "; ".join(dict.fromkeys(change.what for change in changes))
    sentence = line.sentence(numbers[0].start, numbers[-1].end)
    if any(expression.printed in number.text for number in numbers):
        more = line.around(numbers[0].start, numbers[-1].end)
        what = f'the text has "{more}" in "{sentence}", which says more than "{expression.printed}": {named}; '
        what += "print the whole expression in the ledger and correct the statement with it"
        found = more
    else:
        what = f'the text has "{found}" in "{sentence}" where the ledger prints "{expression.printed}": {named}; '
        what += "correct the one that is wrong, and the statement's ends with its expression"
    return Complaint(page.number, expression.id, found, what, tuple(dict.fromkeys(change.kind for change in changes)))


def _whereabouts(expression: PrintedExpression, line: Line, lines: Sequence[Line], misplaced: Finding | None) -> str:
    """Describe where an expression is that its paragraph lacks, and what to do about it."""
    elsewhere = [str(other.number) for other in lines if other is not line and other.spans(expression.printed)]
    if misplaced:
        sentence = line.sentence(misplaced.start, misplaced.end)
        remedy = "correct the text, or put the ledger's rows in the text's order"
        return f'"{expression.printed}" stands in "{sentence}", in another order than in the ledger; {remedy}'
    if line.spans(expression.printed):
        return f'"{expression.printed}" stands here, but another statement claims its number; drop one of the two'
    remedy = f"correct the text, or the row in {'statements.csv' if expression.id else 'not_figures.csv'}"
    if elsewhere:
        return f'"{expression.printed}" is not here but in line {" and ".join(elsewhere)} of the text; {remedy}'
    return f'"{expression.printed}" is not in the text; {remedy}'


def _added(number: int | None, line: Line, found: Finding) -> Complaint:
    """Return the complaint of a number that no statement claims."""
    what = f'no statement claims "{found.text}" in "{line.sentence(found.start, found.end)}"'
    unread = f", which cannot be read: {found.reason}" if found.kind in ("unread", "ambiguous") else ""
    remedy = "add a statement for it, or declare it in not_figures.csv with the reason"
    return Complaint(number, None, found.text, f"{what}{unread}; {remedy}", ("added",))
