"""Compare a report's statements with the text of their source, so that each number of one is a number of the other.

Paragraphs are aligned by their contents, since a copy may lack a pull quote or have a headline. Inside a paragraph the
statements are expected in the ledger's order, which distinguishes a changed number from one missing and one added.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, Protocol

import pandas as pd

from sectorbook.errors import VerificationError
from sectorbook.values.expressions import Line, Token, plain, read_columns, tokens

# What each difference between a paragraph's statements and its numbers costs. A number changed, with up to
# UNLIKE more the less the words around it agree, has to be cheaper than one missing and one added.
MISSING, ADDED, CHANGED, UNLIKE = 1.2, 1.0, 1.0, 0.5
# How many expressions have to be found for it before a line counts as left out or put in, or as a headline.
# With less, a number that was moved would take its paragraph along and go unnoticed.
SHIFT, HEADLINE = 3.0, 0.5
LOOSE = {"more_than": "at_least", "less_than": "at_most"}


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
    """A difference between ledger and text; its string is a sentence with what to do about it."""

    paragraph: int | None
    statement: str | None
    found: str
    what: str

    def __str__(self) -> str:
        place = "Outside the ledger's paragraphs" if self.paragraph is None else f"Paragraph {self.paragraph}"
        return f"{place}{f', {self.statement}' if self.statement else ''}: {self.what}."


@dataclass(frozen=True)
class PrintedExpression:
    """A printed expression of a statement, or, without an id, one declared to be no figure."""

    id: str | None
    printed: str
    claims: bool  # whether its numbers are its own; those of an implied one and of a turn of phrase are not
    quote: bool = False


@dataclass(frozen=True)
class LedgerParagraph:
    """The printed expressions that the ledger expects in one paragraph, in order."""

    number: int
    expressions: tuple[PrintedExpression, ...]

    @property
    def claiming(self) -> list[PrintedExpression]:
        """Expressions that claim numbers of the text."""
        return [expression for expression in self.expressions if expression.claims]

    @property
    def looked_up(self) -> list[PrintedExpression]:
        """Expressions that only have to occur somewhere in the paragraph."""
        return [expression for expression in self.expressions if not expression.claims]


@dataclass(frozen=True)
class Step:
    """A step of an alignment of two lists: how many items of each it consumes, from which index on."""

    cost: float
    left: int
    right: int
    lefts: int
    rights: int


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
        The differences, in the order of the paragraphs.

    Raises
    ------
    VerificationError
        Where no statement of the source has a paragraph, or the text has none of their expressions.
    """
    rows = _rows(report.statements, source)
    lines = [Line(at, line) for at, line in enumerate(filter(None, map(plain, text.splitlines())), 1)]
    pages = _pages(rows, report.not_figures, len(lines))
    if not any(line.spans(expression.printed) for line in lines for page in pages for expression in page.expressions):
        raise VerificationError(
            "The text holds none of the expressions that the ledger prints. Give the text of the statements' "
            "own source, one paragraph a line, or name another source."
        )
    places = _locate(pages, lines)
    complaints = list(_value_complaints(rows, report.indicators))
    pairs = [(page, places.get(page.number, Line(0, ""))) for page in pages]
    pairs += [(LedgerParagraph(0, ()), line) for line in lines if line not in places.values()]
    complaints += [one for page, line in pairs for one in _page_complaints(page, line, lines)]
    return sorted(complaints, key=lambda complaint: complaint.paragraph or float("inf"))


def _rows(statements: pd.DataFrame, source: str | None) -> pd.DataFrame:
    """Select the statements of one source that have a paragraph."""
    rows = statements[[_amount(value) is not None for value in statements["paragraph"]]]
    if source is None and len(rows):
        source = str(rows["source"].iloc[0])
    rows = rows[rows["source"] == source]
    if rows.empty:
        raise VerificationError(
            f'No statement of the source "{source or ""}" has a paragraph. Fill in the column paragraph of '
            "statements.csv, or name another source."
        )
    return rows


def _pages(rows: pd.DataFrame, not_figures: pd.DataFrame, least: int) -> list[LedgerParagraph]:
    """Collect the expressions expected in each paragraph from the first on, also in those with none."""
    expected: dict[int, list[PrintedExpression]] = {}
    for name, row in rows.iterrows():
        printed = plain(row["printed"])
        claims = row["reading"] != "implied" and bool(tokens(printed))
        expected.setdefault(int(row["paragraph"]), []).append(
            PrintedExpression(str(name), printed, claims, row["role"] == "quote")
        )
    for _, row in not_figures.iterrows():
        expected.setdefault(int(row["paragraph"]), []).append(
            PrintedExpression(None, plain(row["printed"]), claims=False)
        )
    return [LedgerParagraph(number, tuple(expected.get(number, ()))) for number in range(1, max(*expected, least) + 1)]


def _locate(pages: Sequence[LedgerParagraph], lines: Sequence[Line]) -> dict[int, Line]:
    """Match the ledger's paragraphs, by number, to lines of the text; those that the text lacks are left out."""
    last = max(page.number for page in pages if page.expressions)

    def steps(at: int, on: int) -> Iterator[Step]:
        if at < len(pages) and on < len(lines):
            yield Step(-_score(pages[at], lines[on]), at, on, 1, 1)
        if at < len(pages):
            yield Step(SHIFT if pages[at].number <= last else 0.0, at, on, 1, 0)
        if on < len(lines):
            yield Step(SHIFT if at else HEADLINE, at, on, 0, 1)

    path = _cheapest(len(pages), len(lines), steps)
    return {pages[step.left].number: lines[step.right] for step in path if step.lefts and step.rights}


def _score(page: LedgerParagraph, line: Line) -> float:
    """Count the page's expressions in the line; one that is only similar counts for less than 1."""
    matched = sum(bool(line.spans(expression.printed)) for expression in page.looked_up)
    paired = [step for step in _align(page, line) if step.lefts and step.rights]
    return matched + sum(1.0 if step.cost == 0 else 0.5 - (step.cost - CHANGED) for step in paired)


def _align(page: LedgerParagraph, line: Line) -> list[Step]:
    """Find the cheapest alignment of the page's statements with the line's numbers."""
    expected, numbers = page.claiming, line.tokens
    spans = [span for expression in page.looked_up for span in line.spans(expression.printed)]
    covered = {token for span in spans for token in line.label_in_sentence(*span) if not token.digits}

    def steps(at: int, on: int) -> Iterator[Step]:
        if on < len(numbers):
            yield Step(ADDED if numbers[on].counts and numbers[on] not in covered else 0.0, at, on, 0, 1)
        if at < len(expected):
            yield Step(MISSING, at, on, 1, 0)
            for size in range(1, min(len(tokens(expected[at].printed)), len(numbers) - on) + 1):
                yield Step(_unlikeness(expected[at], line, numbers[on : on + size]), at, on, 1, size)

    return _cheapest(len(expected), len(numbers), steps)


def _cheapest(lefts: int, rights: int, steps: Callable[[int, int], Iterable[Step]]) -> list[Step]:
    """Find the steps from the start of two lists to their ends with the least total cost, by dynamic programming."""
    best: dict[tuple[int, int], tuple[float, Step | None]] = {(lefts, rights): (0.0, None)}
    for at in range(lefts, -1, -1):
        for on in range(rights, -1, -1):
            for step in steps(at, on):
                cost = step.cost + best[at + step.lefts, on + step.rights][0]
                if (at, on) not in best or cost < best[at, on][0]:
                    best[at, on] = cost, step
    path: list[Step] = []
    last = best[0, 0][1]
    while last:
        path.append(last)
        last = best[last.left + last.lefts, last.right + last.rights][1]
    return path


def _unlikeness(expression: PrintedExpression, line: Line, numbers: tuple[Token, ...]) -> float:
    """Return the cost of aligning a statement with numbers of the text; 0 where they are its own as printed."""
    if any(line.label_in_sentence(*span) == numbers for span in line.spans(expression.printed)):
        return 0.0
    likeness = SequenceMatcher(None, expression.printed, _in_place(expression, line, numbers)).ratio()
    return CHANGED + UNLIKE * (1 - likeness)


def _in_place(expression: PrintedExpression, line: Line, numbers: Sequence[Token]) -> str:
    """Return the numbers with as much text around them as the statement has around its own."""
    own, length = tokens(expression.printed), len(expression.printed)
    return line.around(numbers[0].start - own[0].start, numbers[-1].end + length - own[-1].end)


def _page_complaints(page: LedgerParagraph, line: Line, lines: Sequence[Line]) -> Iterator[Complaint]:
    """Yield the differences between a paragraph's statements and its numbers."""
    expected, steps = page.claiming, _align(page, line)
    added = [line.tokens[step.right] for step in steps if not step.lefts and step.cost]
    missing = [expected[step.left] for step in steps if not step.rights]
    for step in steps:
        if step.lefts and step.rights:
            numbers = line.tokens[step.right : step.right + step.rights]
            check = _changed if step.cost else _cut_short
            yield from check(page.number, expected[step.left], line, numbers)
    for expression in [*missing, *(expression for expression in page.looked_up if not line.spans(expression.printed))]:
        places = [line.label_in_sentence(*span) for span in line.spans(expression.printed)]
        misplaced = next((numbers for numbers in places if {*numbers} & {*added}), ())
        added = [token for token in added if token not in misplaced]
        what = _whereabouts(expression, line, lines, bool(misplaced))
        yield Complaint(page.number, expression.id, expression.printed, what)
    yield from (_added(page.number or None, line, token) for token in added)


def _changed(number: int, expression: PrintedExpression, line: Line, numbers: Sequence[Token]) -> Iterator[Complaint]:
    """Yield that the text has other numbers or words where the statement is expected."""
    found = _in_place(expression, line, numbers)
    what = f'the text has "{found}" where the ledger prints "{expression.printed}"; correct the one that is wrong'
    yield Complaint(number, expression.id, found, f"{what}, and the statement's ends with its expression")


def _cut_short(number: int, expression: PrintedExpression, line: Line, numbers: Sequence[Token]) -> Iterator[Complaint]:
    """Yield that the ledger's expression leaves out a word of the text such as "about"."""
    spans = [span for span in line.spans(expression.printed) if line.label_in_sentence(*span) == numbers]
    found = None if expression.quote else line.says_more(*spans[0])
    if found:
        what = f'the text has "{found}", which says more than "{expression.printed}"; print the whole expression'
        yield Complaint(number, expression.id, found, f"{what} in the ledger and correct the statement with it")


def _whereabouts(expression: PrintedExpression, line: Line, lines: Sequence[Line], misplaced: bool) -> str:
    """Describe where an expression is that its paragraph lacks, and what to do about it."""
    elsewhere = [str(other.number) for other in lines if other is not line and other.spans(expression.printed)]
    if misplaced:
        remedy = "correct the text, or put the ledger's rows in the text's order"
        return f'"{expression.printed}" stands here in another order than in the ledger; {remedy}'
    if line.spans(expression.printed):
        return f'"{expression.printed}" stands here, but another statement claims its number; drop one of the two'
    remedy = f"correct the text, or the row in {'statements.csv' if expression.id else 'not_figures.csv'}"
    if elsewhere:
        return f'"{expression.printed}" is not here but in line {" and ".join(elsewhere)} of the text; {remedy}'
    return f'"{expression.printed}" is not in the text; {remedy}'


def _added(number: int | None, line: Line, token: Token) -> Complaint:
    """Return the complaint of a number that no statement claims."""
    found, context = line.text[token.start : token.end], line.around(token.start - 30, token.end + 30)
    what = f'no statement claims "{found}" in "{context}"; add a statement for it'
    remedy = "" if token.digits else ", or declare the turn of phrase in not_figures.csv with the reason"
    return Complaint(number, None, found, what + remedy)


def _value_complaints(rows: pd.DataFrame, indicators: pd.DataFrame) -> Iterator[Complaint]:
    """Yield where the stored columns of statements differ from what their printed expressions mean."""
    for name, row in rows[rows["reading"] != "implied"].iterrows():
        place = int(row["paragraph"]), str(name), str(row["printed"])
        try:
            given = read_columns(row["printed"], str(indicators.loc[row["indicator"], "unit"]))
        except ValueError as error:
            if row["role"] != "quote":
                yield Complaint(*place, f"{error}; correct it, or give the statement the reading implied")
            continue
        for column, value in given.items():
            stored = row[column] if column in ("shape", "about") else _amount(row[column])
            strict = row["shape"] in LOOSE and column in (
                "shape",
                "rounded_to",
            )  # which this reader does not tell apart
            if stored != value and not (strict and value in (LOOSE[row["shape"]], given["rounded_to"])):
                what = f'{column} is {_shown(stored)}, but "{row["printed"]}" gives {_shown(value)}'
                yield Complaint(*place, f"{what}; correct the one that is wrong")


def _amount(value: Any) -> Decimal | None:
    """Convert a cell to a decimal; None for an empty one."""
    return None if pd.isna(value) or value == "" else Decimal(str(value))


def _shown(value: object) -> str:
    """Write a value for a message, decimals without trailing zeros."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value or "empty")
