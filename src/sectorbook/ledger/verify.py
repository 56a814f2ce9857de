"""A report's statements against the text of their source: every number on both sides, and no other.

Paragraphs are found by what stands in them, since a reader's copy may lack a pull quote or have a headline.
Inside a paragraph the statements are expected in the ledger's order, so that a number that was changed is
told apart from one that is missing and one that was added.
"""

from __future__ import annotations

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


class LedgerTables(Protocol):
    """What `verify` needs of a report."""

    @property
    def statements(self) -> pd.DataFrame:
        """The table of statements, by id."""

    @property
    def indicators(self) -> pd.DataFrame:
        """The table of indicators, by id."""

    @property
    def not_figures(self) -> pd.DataFrame:
        """Turns of phrase that only look like figures."""


@dataclass(frozen=True)
class Complaint:
    """One difference between ledger and text; as a string, a sentence with what to do about it."""

    paragraph: int | None
    statement: str | None
    found: str
    what: str

    def __str__(self) -> str:
        place = "Outside the ledger's paragraphs" if self.paragraph is None else f"Paragraph {self.paragraph}"
        return f"{place}{f', {self.statement}' if self.statement else ''}: {self.what}."


@dataclass(frozen=True)
class PrintedExpression:
    """A printed expression: a statement's, or without an id a turn of phrase declared to be no figure."""

    id: str | None
    printed: str
    claims: bool  # whether its numbers are its own; those of an implied one and of a turn of phrase are not
    quote: bool = False


@dataclass(frozen=True)
class LedgerParagraph:
    """What the ledger says stands in one paragraph, in order."""

    number: int
    sayings: tuple[PrintedExpression, ...]

    @property
    def claiming(self) -> list[PrintedExpression]:
        """The sayings that claim numbers."""
        return [saying for saying in self.sayings if saying.claims]

    @property
    def looked_up(self) -> list[PrintedExpression]:
        """The sayings that only have to stand somewhere in the paragraph."""
        return [saying for saying in self.sayings if not saying.claims]


@dataclass(frozen=True)
class Step:
    """A step through two lists beside each other: how many it takes of either, from which place on."""

    cost: float
    left: int
    right: int
    lefts: int
    rights: int


def verify(report: LedgerTables, text: str, source: str | None = None) -> list[Complaint]:
    """Every difference between a source's statements and its text, in the order of the paragraphs.

    The source is by default the first one whose statements have paragraphs. Raises `VerificationError` where
    there is nothing to compare: no such statements, or a text with none of their expressions.
    """
    rows = _rows(report.statements, source)
    lines = [Line(at, line) for at, line in enumerate(filter(None, map(plain, text.splitlines())), 1)]
    pages = _pages(rows, report.not_figures, len(lines))
    if not any(line.spans(saying.printed) for line in lines for page in pages for saying in page.sayings):
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
    """The statements of one source that have a paragraph."""
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
    """What the ledger says of each paragraph from the first on, also of those it says nothing of."""
    said: dict[int, list[PrintedExpression]] = {}
    for name, row in rows.iterrows():
        printed = plain(row["printed"])
        claims = row["reading"] != "implied" and bool(tokens(printed))
        said.setdefault(int(row["paragraph"]), []).append(
            PrintedExpression(str(name), printed, claims, row["role"] == "quote")
        )
    for _, row in not_figures.iterrows():
        said.setdefault(int(row["paragraph"]), []).append(PrintedExpression(None, plain(row["printed"]), claims=False))
    return [LedgerParagraph(number, tuple(said.get(number, ()))) for number in range(1, max(*said, least) + 1)]


def _locate(pages: Sequence[LedgerParagraph], lines: Sequence[Line]) -> dict[int, Line]:
    """The line of each of the ledger's paragraphs, as far as the text has it."""
    last = max(page.number for page in pages if page.sayings)

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
    """How many of the page's expressions the line holds; one that is only like its own counts for less."""
    held = sum(bool(line.spans(saying.printed)) for saying in page.looked_up)
    beside = [step for step in _align(page, line) if step.lefts and step.rights]
    return held + sum(1.0 if step.cost == 0 else 0.5 - (step.cost - CHANGED) for step in beside)


def _align(page: LedgerParagraph, line: Line) -> list[Step]:
    """The cheapest way to read the line's numbers as the page's statements, in the order of both."""
    said, numbers = page.claiming, line.tokens
    spans = [span for saying in page.looked_up for span in line.spans(saying.printed)]
    covered = {token for span in spans for token in line.label_in_sentence(*span) if not token.digits}

    def steps(at: int, on: int) -> Iterator[Step]:
        if on < len(numbers):
            yield Step(ADDED if numbers[on].counts and numbers[on] not in covered else 0.0, at, on, 0, 1)
        if at < len(said):
            yield Step(MISSING, at, on, 1, 0)
            for size in range(1, min(len(tokens(said[at].printed)), len(numbers) - on) + 1):
                yield Step(_unlikeness(said[at], line, numbers[on : on + size]), at, on, 1, size)

    return _cheapest(len(said), len(numbers), steps)


def _cheapest(lefts: int, rights: int, steps: Callable[[int, int], Iterable[Step]]) -> list[Step]:
    """The steps from the head of two lists to their ends that together cost least."""
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


def _unlikeness(saying: PrintedExpression, line: Line, numbers: tuple[Token, ...]) -> float:
    """What a statement costs beside numbers of the text; nothing where they are its own as printed."""
    if any(line.label_in_sentence(*span) == numbers for span in line.spans(saying.printed)):
        return 0.0
    likeness = SequenceMatcher(None, saying.printed, _in_place(saying, line, numbers)).ratio()
    return CHANGED + UNLIKE * (1 - likeness)


def _in_place(saying: PrintedExpression, line: Line, numbers: Sequence[Token]) -> str:
    """The numbers of the text with as many words around them as the statement has around its own."""
    own, length = tokens(saying.printed), len(saying.printed)
    return line.around(numbers[0].start - own[0].start, numbers[-1].end + length - own[-1].end)


def _page_complaints(page: LedgerParagraph, line: Line, lines: Sequence[Line]) -> Iterator[Complaint]:
    """What one paragraph's statements and its numbers say against each other."""
    said, steps = page.claiming, _align(page, line)
    added = [line.tokens[step.right] for step in steps if not step.lefts and step.cost]
    missing = [said[step.left] for step in steps if not step.rights]
    for step in steps:
        if step.lefts and step.rights:
            numbers = line.tokens[step.right : step.right + step.rights]
            check = _changed if step.cost else _cut_short
            yield from check(page.number, said[step.left], line, numbers)
    for saying in [*missing, *(saying for saying in page.looked_up if not line.spans(saying.printed))]:
        places = [line.label_in_sentence(*span) for span in line.spans(saying.printed)]
        astray = next((numbers for numbers in places if {*numbers} & {*added}), ())
        added = [token for token in added if token not in astray]
        what = _whereabouts(saying, line, lines, bool(astray))
        yield Complaint(page.number, saying.id, saying.printed, what)
    yield from (_added(page.number or None, line, token) for token in added)


def _changed(number: int, saying: PrintedExpression, line: Line, numbers: Sequence[Token]) -> Iterator[Complaint]:
    """That other numbers or words stand where the statement is expected."""
    found = _in_place(saying, line, numbers)
    what = f'the text has "{found}" where the ledger prints "{saying.printed}"; correct the one that is wrong'
    yield Complaint(number, saying.id, found, f"{what}, and the statement's ends with its expression")


def _cut_short(number: int, saying: PrintedExpression, line: Line, numbers: Sequence[Token]) -> Iterator[Complaint]:
    """That the expression as printed in the ledger leaves out a word such as "about"."""
    spans = [span for span in line.spans(saying.printed) if line.label_in_sentence(*span) == numbers]
    found = None if saying.quote else line.says_more(*spans[0])
    if found:
        what = f'the text has "{found}", which says more than "{saying.printed}"; print the whole expression'
        yield Complaint(number, saying.id, found, f"{what} in the ledger and correct the statement with it")


def _whereabouts(saying: PrintedExpression, line: Line, lines: Sequence[Line], astray: bool) -> str:
    """What is wrong about an expression that its paragraph lacks, and what to do."""
    elsewhere = [str(other.number) for other in lines if other is not line and other.spans(saying.printed)]
    if astray:
        remedy = "correct the text, or put the ledger's rows in the text's order"
        return f'"{saying.printed}" stands here in another order than in the ledger; {remedy}'
    if line.spans(saying.printed):
        return f'"{saying.printed}" stands here, but another statement claims its number; drop one of the two'
    remedy = f"correct the text, or the row in {'statements.csv' if saying.id else 'not_figures.csv'}"
    if elsewhere:
        return f'"{saying.printed}" is not here but in line {" and ".join(elsewhere)} of the text; {remedy}'
    return f'"{saying.printed}" is not in the text; {remedy}'


def _added(number: int | None, line: Line, token: Token) -> Complaint:
    found, context = line.text[token.start : token.end], line.around(token.start - 30, token.end + 30)
    what = f'no statement claims "{found}" in "{context}"; add a statement for it'
    remedy = "" if token.digits else ", or declare the turn of phrase in not_figures.csv with the reason"
    return Complaint(number, None, found, what + remedy)


def _value_complaints(rows: pd.DataFrame, indicators: pd.DataFrame) -> Iterator[Complaint]:
    """Where the stored columns differ from what the printed expression gives."""
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
            if stored != value:
                what = f'{column} is {_shown(stored)}, but "{row["printed"]}" gives {_shown(value)}'
                yield Complaint(*place, f"{what}; correct the one that is wrong")


def _amount(value: Any) -> Decimal | None:
    return None if pd.isna(value) or value == "" else Decimal(str(value))


def _shown(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value or "empty")
