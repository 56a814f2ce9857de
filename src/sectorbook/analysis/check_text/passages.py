"""Where a number of a document stands, and how near each word around it is to the number.

A document is parted into headings, tables and sentences. A sentence is parted into one part a number: between two
numbers it is cut at the strongest sign or word there, such as a semicolon, "while", "and", a comma, "of". A part can
have several clauses, parted by colons and the like, and by ", and" and its like. Words count by where they stand:

=================================================  ====
among three words right before or behind it        1.3
elsewhere in the number's clause                   1
in a cell that heads its row                       1
in a cell that heads its column                    1
in another clause of its part of the sentence      0.7
in the clause of the number before it              0.6
in an earlier part of the sentence                 0.45
in another cell of its row, in its table's corner  0.45
in the sentence before                             0.3
in the heading above                               0.25
in a later part of the sentence                    0.2
in sentences before that of the paragraph          0.15
=================================================  ====
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sectorbook.analysis.check_text.subjects import stems
from sectorbook.ledger.drafting.documents import CELL, Paragraph
from sectorbook.values.expressions.amounts import Expression
from sectorbook.values.expressions.finding import Finding, find_expressions

ADJACENT, HERE, PART, LAST, SENTENCE, BEFORE, HEADING, LATER, EARLIER = 1.3, 1.0, 0.7, 0.6, 0.45, 0.3, 0.25, 0.2, 0.15
SENTENCE_END = re.compile(r"[.!?\u061f\u06d4][\"'\u201d\u2019)\]]*\s+(?=[\"'\u201c\u2018(\[]?[^\Wa-z_])")
ABBREVIATION = re.compile(
    r"(?:\b(?:Rs|approx|ca|no|nos|fig|vs|Mr|Mrs|Dr|e\.g|i\.e|St|Inc|Ltd|Co|bn|mn|US|U\.S)|\b[A-Z])\.$", re.I
)
CUTS = (
    re.compile(r"[;:]\s|\s[\u2014\u2013]\s|\.\s"),
    re.compile(
        r",?\s+(?:and|but|while|whereas|whilst|or|plus|against|versus|vs|compared|than|after|minus)\b|\s[+=\u2212]\s",
        re.I,
    ),
    re.compile(r"[,()\[\]]"),
    re.compile(r"\s(?:among|out of|from|of|for|by|to|with|in|at|the)\b", re.I),
    re.compile(r"\s"),
)
"""What a sentence is cut at between two numbers, the strongest first."""
CLAUSES = re.compile(
    rf"{CUTS[0].pattern}|,\s+(?:and|but|while|whereas|whilst|or|so|which|who)\b"
    r"|\s(?:than|compared with|unlike|versus)\b|[()]",
    re.I,
)
"""What parts clauses."""
LABEL = re.compile(r"\s*\([^()]*\)")
"""What says in brackets behind a number what it is."""
SUBORDINATE = re.compile(
    r"\s*(?:If|Since|When|Where|Although|Though|While|Because|As|Unless|Once|Of|Among|In|At|From)\s"
)
"""What begins a clause that a comma ends."""
COMMA = re.compile(",")
LIST = re.compile(r",\s+(?:and\s+)?|\s+and\s+", re.I)
"""What parts the items of a list."""
BESIDE = 3
"""How many words right before and behind a number count more."""
HOW = re.compile(r"\b(?:possible|printed|computed|tightest)\b", re.I)
"""Heads of columns that say where numbers are from, not what they are about."""
LONGEST_HEADING = 100
"""How many characters a heading has at most."""


@dataclass(frozen=True)
class Passage:
    """A number of a document and what stands around it.

    Attributes
    ----------
    paragraph : Paragraph
        Where it stands.
    finding : Finding
        The number.
    here : str
        The words at the number itself: its clause, and the heads of its row and column.
    sentence : str
        The sentence or row.
    words : mapping of str to float
        How near each stem around it stands.
    column : str
        The head of its column; empty outside of tables.
    corner : str
        The head of its table's first column, which can say what all cells are.
    is_cell : bool
        Whether it stands in a table.
    follows : bool
        Whether another number stands right before it, as in "half a million more than $14.5m".
    others : tuple of Expression
        The other numbers of the sentence.
    """

    paragraph: Paragraph
    finding: Finding
    here: str
    sentence: str
    words: Mapping[str, float]
    column: str = ""
    corner: str = ""
    is_cell: bool = False
    follows: bool = False
    others: tuple[Expression, ...] = ()


def find_passages(paragraphs: Sequence[Paragraph]) -> Iterator[Passage]:
    """Find the numbers of a document, each with its passage.

    Parameters
    ----------
    paragraphs : sequence of Paragraph
        As from `ledger.drafting.documents.read_document`.

    Yields
    ------
    Passage
        Also for what is no amount.
    """
    heading, head, previous = "", "", ""
    for paragraph in paragraphs:
        text = paragraph.text
        if CELL in text:
            head = head if CELL in previous else text
            yield from _in_row(paragraph, "" if head is text else head, heading)
        else:
            yield from _in_sentences(paragraph, heading)
            heading = text if _is_heading(text) else heading
        previous = text


def _is_heading(text: str) -> bool:
    """Tell whether a paragraph is a heading, by its length and end."""
    return len(text) <= LONGEST_HEADING and text[-1] not in ".:;,"


def _in_row(paragraph: Paragraph, head: str, heading: str) -> Iterator[Passage]:
    """Find the numbers of a table's row."""
    text = paragraph.text
    cells, heads = text.split(CELL), head.split(CELL) if head else []
    start = 0
    for at, cell in enumerate(cells):
        column = _head_of(at, len(cells), heads)
        row, corner = (cells[0], _head_of(0, len(cells), heads)) if at else ("", "")
        for part in _parts(cell, find_expressions(cell)):
            here = f"{row} . {column} . {part.clause}"
            beyond = (SENTENCE, f"{text} {corner}"), (HEADING, heading)
            words = _near((ADJACENT, part.beside), (HERE, HOW.sub("", here)), *part.around, *beyond)
            finding = replace(part.finding, start=part.finding.start + start, end=part.finding.end + start)
            yield Passage(paragraph, finding, here, text, words, column, corner, True, part.follows, part.others)
        start += len(cell) + len(CELL)


def _head_of(at: int, count: int, heads: Sequence[str]) -> str:
    """Return the head of a column, where row and head have as many cells, or the head lacks that of the first."""
    shift = count - len(heads)
    return heads[at - shift] if shift in (0, 1) and at >= shift else ""


def _in_sentences(paragraph: Paragraph, heading: str) -> Iterator[Passage]:
    """Find the numbers of a paragraph."""
    text = paragraph.text
    findings = find_expressions(text)
    earlier: list[str] = []
    for start, end in _sentences(text, findings):
        sentence = text[start:end]
        inside = [
            replace(one, start=one.start - start, end=one.end - start) for one in findings if start <= one.start < end
        ]
        context = (BEFORE, " ".join(earlier[-1:])), (HEADING, heading), (EARLIER, " ".join(earlier[:-1]))
        for part in _parts(sentence, inside):
            words = _near((ADJACENT, part.beside), (HERE, part.clause), *part.around, *context)
            finding = replace(part.finding, start=part.finding.start + start, end=part.finding.end + start)
            yield Passage(paragraph, finding, part.clause, sentence, words, follows=part.follows, others=part.others)
        earlier.append(sentence)


def _sentences(text: str, findings: Iterable[Finding]) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a text begin and end; none ends inside a number."""
    taken = [(one.start, one.end) for one in findings]
    start = 0
    for match in SENTENCE_END.finditer(text):
        inside = any(first < match.start() + 1 < last for first, last in taken)
        if not inside and not ABBREVIATION.search(text, start, match.start() + 1):
            yield start, match.end()
            start = match.end()
    yield start, len(text)


@dataclass(frozen=True)
class _Part:
    """A number of a sentence with its clause, and the texts around with how near they are."""

    finding: Finding
    clause: str
    beside: str
    around: tuple[tuple[float, str], ...]
    follows: bool
    others: tuple[Expression, ...]


def _parts(text: str, findings: Sequence[Finding]) -> Iterator[_Part]:
    """Yield each number of a sentence with the part of it that speaks of the number."""
    amounts = [one for one in findings if one.kind in ("amount", "ambiguous", "unread")]
    cuts = [0, *(_cut(text, one.end, two.start) for one, two in itertools.pairwise(amounts)), len(text)]
    items = _items(text, amounts)
    clause = ""
    for at, finding in enumerate(amounts):
        start, end = cuts[at], cuts[at + 1]
        before, behind = _clause(text, start, end, finding)
        last_clause, clause = clause, items[at] if items else f"{before} {_counted(finding)} {behind}"
        beside = "" if items else " ".join([*before.split()[-BESIDE:], _counted(finding), *behind.split()[:BESIDE]])
        around = (PART, text[start:end]), (LAST, last_clause), (SENTENCE, text[:start]), (LATER, text[end:])
        others = tuple(one.expression for one in amounts if one is not finding and one.expression)
        follows = bool(at) and finding.start - amounts[at - 1].end <= 1
        yield _Part(finding, clause, beside, () if items else around, follows, others)


def _items(text: str, amounts: Sequence[Finding]) -> list[str]:
    """Return what each number is of where a sentence says "respectively"; nothing where it does not."""
    if len(amounts) < 2 or "respectively" not in text:
        return []
    before, behind = LIST.split(text[: amounts[0].start].strip()), LIST.split(text[amounts[-1].end :].strip(" .,"))
    if len(before) >= len(amounts):
        return before[-len(amounts) :]
    return behind[: len(amounts)] if len(behind) >= len(amounts) else []


def _clause(text: str, start: int, end: int, finding: Finding) -> tuple[str, str]:
    """Return the clause of a number in its part of a sentence: before and behind the number."""
    cuts = (match for match in CLAUSES.finditer(text, start, finding.start))
    before = [match.end() for match in cuts if match[0] != "(" or text[match.end() : finding.start].strip()]
    if SUBORDINATE.match(text, start):
        before += [match.end() for match in [COMMA.search(text, start, finding.start)] if match]
    label = LABEL.match(text, finding.end, end)
    behind = CLAUSES.search(text, label.end() if label else finding.end, end)
    last = behind.start() if behind else end
    return text[max(before, default=start) : finding.start], text[finding.end : last]


def _counted(finding: Finding) -> str:
    """Return the words of a number that are no part of how much it is: "freelancers" of "45 freelancers"."""
    read = finding.expression
    return f"{read.counted} {'per ' + read.per if read.relation == 'per' else ''}" if read else ""


def _cut(text: str, start: int, end: int) -> int:
    """Return where a sentence is cut between two numbers."""
    for pattern in CUTS:
        matches = [
            one
            for one in pattern.finditer(text, start, end + 1)
            if one.end() <= end + 1 and not _is_bound(one, text, end)
        ]
        if matches:
            last = pattern in CUTS[3:]
            return matches[-1 if last else 0].start()
    return end


def _is_bound(match: re.Match[str], text: str, end: int) -> bool:
    """Tell whether it binds a number right behind it to the words before: "an end of $18m", "the end, $18m"."""
    return match[0].strip() in ("of", ",") and not text[match.end() : end].strip()


def _near(*texts: tuple[float, str]) -> dict[str, float]:
    """Return how near each stem stands, from texts with how near they are."""
    found: dict[str, float] = {}
    for near, text in texts:
        for word in stems(text):
            found[word] = max(found.get(word, 0.0), near)
    return found
