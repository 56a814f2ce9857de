"""Align the statements of a source with the numbers of its text: which line is which paragraph, which number whose.

Paragraphs are aligned by their contents, since a copy may lack a pull quote or have a headline. Inside a paragraph the
statements are expected in the ledger's order, which distinguishes a changed number from one missing and one added. Two
numbers agree where they mean the same: value, bound, "about", currency, unit, and no word beside them that negates it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction
from functools import cached_property

from sectorbook.values.expressions.amounts import Meaning
from sectorbook.values.expressions.differences import Difference, beside_differences, differences
from sectorbook.values.expressions.finding import Finding, find_expressions

# What each difference between a paragraph's statements and its numbers costs. A number changed, with up to
# UNLIKE more the less the words around it agree, has to be cheaper than one missing and one added.
MISSING, ADDED, CHANGED, UNLIKE = 1.2, 1.0, 1.0, 0.5
# How many expressions have to be found for it before a line counts as left out or put in, or as a headline.
# With less, a number that was moved would take its paragraph along and go unnoticed.
SHIFT, HEADLINE = 3.0, 0.5
PASSED_OVER = {"ordinal", "vague", "id"}
"""Kinds of words, none of them with a digit, that need no statement."""
CONTEXT = 40
"""How many characters on either side of a number `Line.sentence` returns of its sentence."""
SENTENCE_END = re.compile(r"[.!?\u06d4\u061f][\"')\]]*\s")


@dataclass(frozen=True)
class PrintedExpression:
    """A printed expression of a statement, or, without an id, one declared to be no figure."""

    id: str | None
    printed: str
    claims: bool  # whether its numbers are its own; those of an implied one and of a turn of phrase are not
    unit: str = ""

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The numbers of the expression."""
        return find_expressions(self.printed)

    @cached_property
    def count(self) -> int:
        """How many numbers the expression has, two for a range."""
        words = [finding.expression.meanings if finding.expression else () for finding in self.findings]
        return sum(max(1, [word.kind for word in one].count("number")) for one in words)


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

    @cached_property
    def ends(self) -> frozenset[Fraction]:
        """The ends of its numbers."""
        return _ends(finding for expression in self.expressions for finding in expression.findings)


@dataclass(frozen=True)
class Line:
    """A paragraph of a text with one way of writing spaces, quotes and dashes, and the numbers in it."""

    number: int
    text: str

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The numbers in their order."""
        return find_expressions(self.text)

    @cached_property
    def ends(self) -> frozenset[Fraction]:
        """The ends of its numbers."""
        return _ends(self.findings)

    def spans(self, printed: str) -> list[tuple[int, int]]:
        """Find where an expression stands, with whole words and whole numbers only."""
        found = re.finditer(rf"(?<!\w){re.escape(printed)}(?!\w)(?!(?<=\d)[.,]\d)", self.text)
        spans = [match.span() for match in found]
        return [span for span in spans if not re.search(r"\d[.,]$", self.text[: span[0]]) or not printed[0].isdigit()]

    def between(self, start: int, end: int) -> tuple[Finding, ...]:
        """Select the numbers that stand between two places, whole or in part."""
        return tuple(finding for finding in self.findings if finding.start < end and start < finding.end)

    def around(self, start: int, end: int) -> str:
        """Return the text from one place to another, with its first and last words whole."""
        start = self.text.rfind(" ", 0, max(start, 0) + 1) + 1
        end = self.text.find(" ", end) if " " in self.text[end:] else len(self.text)
        return self.text[start:end].strip(" .,;:")

    def sentence(self, start: int, end: int) -> str:
        """Return the words of the sentence around a place."""
        first = max((match.end() for match in SENTENCE_END.finditer(self.text, 0, start)), default=0)
        match = SENTENCE_END.search(self.text, end)
        last = match.start() + 1 if match else len(self.text)
        return self.around(max(first, start - CONTEXT), min(last, end + CONTEXT))


def _ends(findings: Iterable[Finding]) -> frozenset[Fraction]:
    """Collect the ends of all numbers."""
    read = [finding.expression for finding in findings if finding.expression]
    return frozenset(end for one in read for end in (one.low, one.high) if end is not None)


@dataclass(frozen=True)
class Step:
    """A step of an alignment of two lists: how many items of each it consumes, from which index on."""

    cost: float
    left: int
    right: int
    lefts: int
    rights: int


def locate(pages: Sequence[LedgerParagraph], lines: Sequence[Line]) -> dict[int, Line]:
    """Match the ledger's paragraphs to lines of the text.

    Parameters
    ----------
    pages : sequence of LedgerParagraph
        The paragraphs, from the first on.
    lines : sequence of Line
        The lines of the text.

    Returns
    -------
    dict of int to Line
        By the paragraph's number; those that the text lacks are left out.
    """
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


def is_known(page: LedgerParagraph, line: Line) -> bool:
    """Tell whether an expression of a paragraph, or another with one of its numbers, stands in a line.

    Parameters
    ----------
    page : LedgerParagraph
        The paragraph of the ledger.
    line : Line
        The line of the text.

    Returns
    -------
    bool
    """
    return bool(page.ends & line.ends) or any(expression.printed in line.text for expression in page.expressions)


def _score(page: LedgerParagraph, line: Line) -> float:
    """Count the page's expressions in the line; one that is only similar counts for less than 1."""
    if not is_known(page, line):
        return 0.0
    matched = sum(bool(line.spans(expression.printed)) for expression in page.looked_up)
    paired = [step for step in align(page, line) if step.lefts and step.rights]
    return matched + sum(step.lefts if step.cost == 0 else 0.5 - (step.cost - CHANGED) for step in paired)


def align(page: LedgerParagraph, line: Line) -> list[Step]:
    """Find the cheapest alignment of a paragraph's statements with the numbers of a line.

    Parameters
    ----------
    page : LedgerParagraph
        The paragraph of the ledger.
    line : Line
        The line of the text.

    Returns
    -------
    list of Step
        From the start to the end of both. A step costs 0 where nothing differs; one with statements alone is of what is
        missing, one with numbers alone of what is added.
    """
    expected, numbers = page.claiming, line.findings
    declared = [line.between(*span) for expression in page.looked_up for span in line.spans(expression.printed)]
    excused = {finding.start for findings in declared for finding in findings}

    def steps(at: int, on: int) -> Iterator[Step]:
        if on < len(numbers):
            yield Step(
                ADDED
                if _counts(numbers[on], line.text[numbers[on].end :]) and numbers[on].start not in excused
                else 0.0,
                at,
                on,
                0,
                1,
            )
        if at < len(expected):
            yield Step(MISSING, at, on, 1, 0)
            for size in _sizes(expected[at], line, on):
                yield Step(_unlikeness(expected[at], page, line, numbers[on : on + size]), at, on, 1, size)
            if at + 1 < len(expected) and on < len(numbers) and _are_both_ends(expected[at : at + 2], numbers[on]):
                yield Step(0.0, at, on, 2, 1)

    return _cheapest(len(expected), len(numbers), steps)


def _counts(finding: Finding, behind: str) -> bool:
    """Tell whether a number of the text needs a statement, or a row of not_figures.csv."""
    if any(sign.isdigit() for sign in finding.text):
        return True
    return behind.startswith(" of ") if finding.kind == "homonym" else finding.kind not in PASSED_OVER


def _sizes(expression: PrintedExpression, line: Line, on: int) -> set[int]:
    """List how many numbers of the text, from one on, a statement can be held against."""
    left = len(line.findings) - on
    literal = [line.between(*span) for span in line.spans(expression.printed)]
    whole = {len(numbers) for numbers in literal if numbers and left and numbers[0] is line.findings[on]}
    return whole | set(range(1, min(expression.count, left) + 1))


def _are_both_ends(pair: Sequence[PrintedExpression], finding: Finding) -> bool:
    """Tell whether a number of the text, such as "from 5 to 8", holds two statements, one behind the other."""
    first = finding.text.find(pair[0].printed)
    second = finding.text.find(pair[1].printed, first + len(pair[0].printed))
    two = finding.expression is not None and len(
        [word for word in finding.expression.meanings if word.kind == "number"]
    )
    return two == 2 and -1 < first < second


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


def _unlikeness(
    expression: PrintedExpression, page: LedgerParagraph, line: Line, numbers: tuple[Finding, ...]
) -> float:
    """Return the cost of aligning a statement with numbers of the text; 0 where they mean the same."""
    if not name_changes(expression, page, line, numbers):
        return 0.0
    likeness = SequenceMatcher(None, expression.printed, in_place(expression, line, numbers)).ratio()
    return CHANGED + UNLIKE * (1 - likeness)


def name_changes(
    expression: PrintedExpression, page: LedgerParagraph, line: Line, numbers: tuple[Finding, ...]
) -> tuple[Difference, ...]:
    """Name what numbers of the text say otherwise than a statement.

    Parameters
    ----------
    expression : PrintedExpression
        The statement's expression.
    page : LedgerParagraph
        Its paragraph.
    line : Line
        The line of the text.
    numbers : tuple of Finding
        One or more numbers of the line, side by side.

    Returns
    -------
    tuple of Difference
        Empty where they mean the same.
    """
    own = expression.findings
    if any(line.between(*span) == numbers for span in _whole_spans(expression, line, numbers)):
        return tuple(one for number in numbers for one in beside_differences(_strange(number, own, page)))
    pairs = list(zip(reversed(own), reversed(numbers), strict=False))
    changes = [one for ours, theirs in reversed(pairs) for one in _change(ours, theirs, expression.unit, page)]
    if len(own) != len(numbers) and (not changes or {"number", "unread"} & {change.kind for change in changes}):
        return (Difference("number", "the numbers are others"),)
    return (*changes, *([] if changes else _other_words(expression, line, numbers)))


def _whole_spans(expression: PrintedExpression, line: Line, numbers: tuple[Finding, ...]) -> Iterator[tuple[int, int]]:
    """Yield where the statement stands word for word and numbers of the text do not reach beyond it."""
    for start, end in line.spans(expression.printed):
        if start <= numbers[0].start and numbers[-1].end <= end:
            yield start, end


def _strange(number: Finding, own: Sequence[Finding], page: LedgerParagraph) -> list[Meaning]:
    """Select the words beside a number that neither its own expression nor another statement prints."""
    known = {(word.kind, word.text.casefold()) for ours in own for word in ours.beside}
    others = [expression.printed.casefold() for expression in page.expressions]
    return [
        word
        for word in number.beside
        if (word.kind, word.text.casefold()) not in known
        and not (word.kind in ("part", "whole") and any(word.text.casefold() in printed for printed in others))
    ]


def _change(ours: Finding, theirs: Finding, unit: str, page: LedgerParagraph) -> tuple[Difference, ...]:
    """Name what one number of the text says otherwise than one of a statement."""
    if ours.expression is not None and theirs.expression is not None:
        return differences(ours.expression, theirs.expression, _strange(theirs, [ours], page), unit)
    if ours.text.casefold() == theirs.text.casefold():
        return ()
    if theirs.expression is None and theirs.kind in ("unread", "ambiguous"):
        return (Difference("unread", f'"{theirs.text}" cannot be read: {theirs.reason}'),)
    return (Difference("number", "the number is another one"),)


def _other_words(expression: PrintedExpression, line: Line, numbers: tuple[Finding, ...]) -> Iterator[Difference]:
    """Yield that other words stand around the numbers than those that the statement prints."""
    first, last = expression.findings[0], expression.findings[-1]
    lead, tail = expression.printed[: first.start], expression.printed[last.end :]
    before, behind = line.text[: numbers[0].end].casefold(), line.text[numbers[-1].start :].casefold()
    if not (lead.strip().casefold() in before[-len(expression.printed) - len(lead) :] and tail.casefold() in behind):
        yield Difference("unit", f'not the words of "{expression.printed}" stand around it')


def in_place(expression: PrintedExpression, line: Line, numbers: Sequence[Finding]) -> str:
    """Return numbers of a text with as much text around them as a statement has around its own.

    Parameters
    ----------
    expression : PrintedExpression
        The statement's expression.
    line : Line
        The line of the text.
    numbers : sequence of Finding
        One or more numbers of the line, side by side.

    Returns
    -------
    str
    """
    own, length = expression.findings, len(expression.printed)
    return line.around(numbers[0].start - own[0].start, numbers[-1].end + length - own[-1].end)
