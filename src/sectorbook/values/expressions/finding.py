"""The numbers of a running text: each as the widest expression that can be read around it, or why it is none."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import dropwhile, pairwise

from sectorbook.values.expressions.amounts import TIMES, Expression, ExpressionError, Meaning
from sectorbook.values.expressions.grammar import Reader
from sectorbook.values.expressions.numerals import Numeral, read_numeral
from sectorbook.values.expressions.surroundings import (
    CHANGES,
    by_the_year,
    in_one_list,
    in_other_words,
    is_stretch,
    like,
)
from sectorbook.values.expressions.tokens import DASHES, NO_AMOUNTS, REMEMBERED, Token, tokenize

CLAUSE_ENDS = set(".,;:!?()\u2014\u06d4\u060c\u061f")
REACH = 12
"""How many words before a number are looked at for a negation, or for a verb of change."""
NEAR = 6
"""How many words before "of" are looked at for a noun of change: "a decline in funding of 53 per cent"."""
LINKS = {"of", "the", "empty", "article"}
"""Kinds of words that say nothing before a number, and can stand between a part and its whole."""
STARTS = {
    "about", "article", "between", "bound", "cardinal", "change", "change_by", "change_of", "currency",
    "currency_glued", "exact", "fraction", "from", "minus", "move", "near_bound", "not", "offset", "tens", "times",
    "yearly",
}  # fmt: skip
"""Kinds of words that an expression can begin with."""
BRACKETS = "(["
PLAIN = {"number", "cardinal", "to"}
"""Kinds of words that make a number, or a stretch of them, and say nothing of what it counts."""
JOINTS = {",", "&", "or"}
"""What stands between the numbers of a row."""
SEVERAL = "several"
"""The value of a word that a row of numbers can stand behind."""
COMPARED = {"the", "empty", "of", "compared"}
"""Kinds of words behind a multiple that say what is multiplied."""
DATED = {"date", "years"}
"""Kinds of tokens that have numbers of their own."""
MEASURES = {"share", "times", "change"}


@dataclass(frozen=True)
class Finding:
    """A number in a text, from `start` to `end`: an expression, or what it is instead and why."""

    start: int
    end: int
    text: str
    kind: str
    """`amount`, `ambiguous`, `unread`, `vague`, `homonym` (mostly another word: "one"), or what is no amount: `date`,
    `years`, `ordinal`, `phone`, `id` ..."""
    expression: Expression | None = None
    reason: str = ""
    beside: tuple[Meaning, ...] = ()
    """Words near it that can make it mean another thing and that its expression does not hold: a negation, a part."""


@dataclass(frozen=True)
class _Place:
    """A finding and the tokens that it takes."""

    finding: Finding
    at: int
    end: int


def find_expressions(text: str, language: str = "english") -> tuple[Finding, ...]:
    """Every number of a running text, in its order.

    Parameters
    ----------
    text
        Any text; an empty line parts paragraphs, any other break of a line is a space.
    language
        The name of the language's table.

    Returns
    -------
    tuple of Finding
        Amounts as the widest expressions that can be read, and what is no amount with the reason.
    """
    paragraphs = _paragraphs(tokenize(text, language), text)
    return tuple(finding for tokens in paragraphs for finding in _findings(text, tokens))


def _paragraphs(tokens: Sequence[Token], text: str) -> Iterator[Sequence[Token]]:
    """The tokens of each paragraph."""
    start = 0
    for at in range(1, len(tokens)):
        if text.count("\n", tokens[at - 1].end, tokens[at].start) > 1:
            yield tokens[start:at]
            start = at
    yield tokens[start:]


def _findings(text: str, tokens: Sequence[Token]) -> Iterator[Finding]:
    """The findings of one paragraph, each with the words beside it."""
    reader = Reader(text, tokens, whole=False)
    places: list[_Place] = []
    at = 0
    while at < len(tokens):
        place = _place(reader, tokens, at)
        if place is None:
            at += 1
        else:
            places.append(place)
            at = place.end
    _say_again(places, tokens)
    for number, place in enumerate(places):
        yield replace(place.finding, beside=tuple(_beside(places, number, tokens)))


def _say_again(places: list[_Place], tokens: Sequence[Token]) -> None:
    """Make a change of what only says one with its neighbour: the 7% of "up by 27 or 7%"."""
    for first, second in [*pairwise(range(len(places))), *pairwise(reversed(range(len(places))))]:
        change, read = (places[at].finding.expression for at in (first, second))
        between = tokens[places[min(first, second)].end : places[max(first, second)].at]
        again = in_other_words(change, read, between) if change and read else None
        if change and read and first < second and in_one_list(change, read, between, tokens[places[second].end :]):
            again = like(change, read)
        if again:
            places[second] = replace(places[second], finding=replace(places[second].finding, expression=again))


def _place(reader: Reader, tokens: Sequence[Token], at: int) -> _Place | None:
    """What begins at a token, if anything does."""
    token = tokens[at]
    if token.kind in NO_AMOUNTS:
        return _no_amount(token, at, token.kind, token.reason)
    starts = STARTS.intersection(token.meanings) or _is_plus(tokens, at)
    if token.kind not in ("number", "fraction", "unclear") and not starts:
        return _word(tokens, at)
    try:
        read, end = reader.read(at, moved="from" in token.meanings and _moves(tokens, at))
    except ExpressionError as error:
        return _to_level(error, tokens, at) or _refused(error, tokens, at)
    read = by_the_year(read, _clause(tokens, at)) or read
    words = tuple(dropwhile(lambda word: word.kind in LINKS, read.meanings))
    start, behind = words[0].start, words[-1].end
    finding = Finding(start, behind, reader.printed[start:behind], "amount", replace(read, meanings=words))
    return _Place(_judged(finding, tokens, at, end), at, end)


def _is_plus(tokens: Sequence[Token], at: int) -> bool:
    """Whether a token is the plus of "(+5%)"."""
    return tokens[at].text == "+" and at > 0 and tokens[at - 1].text in BRACKETS


def _to_level(error: ExpressionError, tokens: Sequence[Token], at: int) -> _Place | None:
    """The change of "fell by 2 to 8 from 10", where the levels prove that 8 is one and not the other end of a range."""
    link = next((on for on in range(at, len(tokens)) if "to" in tokens[on].meanings), len(tokens))
    if error.kind != "ambiguous" or link == len(tokens) or tokens[link].start >= error.end:
        return None
    try:
        change, end = Reader(error.printed, tokens[:link], whole=False).read(at)
        level, behind = Reader(error.printed, tokens, whole=False).read(link + 1)
        before, _ = Reader(error.printed, tokens, whole=False).read(behind + 1)
    except ExpressionError:
        return None
    if "from" not in tokens[behind].meanings or not _adds_up(before, change, level):
        return None
    text = error.printed[tokens[at].start : tokens[end - 1].end]
    return _Place(Finding(tokens[at].start, tokens[end - 1].end, text, "amount", change), at, end)


def _adds_up(before: Expression, change: Expression, level: Expression) -> bool:
    """Whether a level and a change lead to another level, as exactly as all three are printed."""
    if before.low is None or change.low is None or level.low is None:
        return False
    slack = (before.rounded_to + change.rounded_to + level.rounded_to) / 2
    exact = all(read.rounded_to <= 1 and not read.currencies for read in (before, change, level))
    return abs(before.low + change.low - level.low) <= (0 if exact else slack)


def _no_amount(token: Token, at: int, kind: str, reason: str) -> _Place:
    return _Place(Finding(token.start, token.end, token.text, kind, reason=reason), at, at + 1)


def _word(tokens: Sequence[Token], at: int) -> _Place | None:
    """An ordinal, or words such as "dozens" and "several hundred" that name no number."""
    token = tokens[at]
    scaled = at + 1 < len(tokens) and {"scale", "dozen"}.intersection(tokens[at + 1].meanings)
    for kind, called in (("ordinal", "ordinal"), ("vague", "vague"), ("indefinite", "vague")):
        if kind in token.meanings and (kind != "indefinite" or scaled):
            return _no_amount(token, at, called, token.notes.get(kind) or NO_AMOUNTS.get(kind, ""))
    return None


def _refused(error: ExpressionError, tokens: Sequence[Token], at: int) -> _Place | None:
    """What a refused expression leaves: all of it, if it has two readings, or its number, if it begins with one."""
    token = tokens[at]
    if error.kind == "ambiguous" and error.end > token.start:
        end = next((on for on in range(at, len(tokens)) if tokens[on].end >= error.end), at) + 1
        text = error.printed[token.start : max(token.end, error.end)]
        finding = Finding(token.start, token.start + len(text), text, "ambiguous", reason=error.reason)
        return _Place(finding, at, end)
    if token.kind in ("number", "fraction"):
        return _no_amount(token, at, "years" if error.kind == "no amount" else "unread", error.reason)
    return _word(tokens, at)


def _judged(finding: Finding, tokens: Sequence[Token], at: int, end: int) -> Finding:
    """A finding, or what it is instead: a name, another word, a part of what is not named, or two readings."""
    read, token = finding.expression, tokens[at]
    assert read is not None  # it is an amount
    kind, reason = "unread", ""
    if is_stretch(read, tokens[:at], tokens[end:]):
        kind, reason = "years", "a stretch of time"
    elif doubt := _doubt(read, tokens, at, end):
        kind, reason = "ambiguous", doubt
    elif (token.kind == "number" or "cardinal" in token.meanings) and _is_named(read, tokens, at):
        kind, reason = "id", "a name or a place with a number behind it"
    elif len(read.meanings) > 1:
        return finding
    elif "homonym" in token.meanings and read.meanings[0].text == token.text:
        kind, reason = "homonym", token.notes["homonym"]
    elif read.relation == "share" and _is_fraction(tokens, at, end):
        reason = "" if _is_of_something(tokens, at, end) else "a part of what is not named"
    return replace(finding, kind=kind, expression=None, reason=reason) if reason else finding


def _is_named(read: Expression, tokens: Sequence[Token], at: int) -> bool:
    """Whether a number is only what a word before it is called by: "Table 3", "pp. 4-5", "ranked 152 out of 189"."""
    plain = PLAIN.issuperset(word.kind for word in read.meanings) or read.relation == "share"
    return plain and (_is_labelled(tokens, at) or _is_in_row(tokens, at))


def _is_labelled(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word that a number stands behind as a name is the one before a token."""
    return at > 0 and "label" in tokens[at - 1].meanings


def _is_in_row(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number continues a row of them behind a word for several places: the 12 of "pp. 4, 7 and 12"."""
    while at > 1 and (tokens[at - 1].text in JOINTS or "and" in tokens[at - 1].meanings):
        at -= 2
        while at > 1 and (tokens[at - 1].text in DASHES or "to" in tokens[at - 1].meanings):
            at -= 2
        if tokens[at].kind != "number":
            return False
        if _is_labelled(tokens, at):
            return tokens[at - 1].meanings["label"] == SEVERAL
    return False


def _doubt(read: Expression, tokens: Sequence[Token], at: int, end: int) -> str:
    """The two readings of what only the sentence decides: "over five years", "ten times", "double"."""
    first = tokens[at].meanings
    lasting = at > 0 and "lasting" in tokens[at - 1].meanings
    if read.unit in TIMES and "throughout" in first and not lasting and not read.per:
        return "more than that time, or throughout it"
    often = {"often", "bound"}.intersection(tokens[end - 1].meanings) == {"often"}
    compared = end < len(tokens) and COMPARED.intersection(tokens[end].meanings)
    if read.relation == "times" and often and not compared and read.meanings[0].kind not in ("bound", "near_bound"):
        return "a multiple, or how often it is"
    return ""


def _is_fraction(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a part is a fraction in words: "a third", "three quarters"."""
    return bool({"article", "fraction"}.intersection(tokens[at].meanings)) or "fraction" in tokens[end - 1].meanings


def _is_of_something(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether "of", "the" or a unit stands behind a part, or "by" before it."""
    behind = end < len(tokens) and {"of", "the", "unit"}.intersection(tokens[end].meanings)
    return bool(behind) or (at > 0 and "by" in tokens[at - 1].meanings)


def _clause(tokens: Sequence[Token], at: int) -> Iterator[Token]:
    """The words of a clause before a token, the nearest first."""
    for token in reversed(tokens[max(0, at - REACH) : at]):
        if token.text in CLAUSE_ENDS or "but" in token.meanings:
            return
        yield token


def _moves(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb of change stands before a "from" in its clause."""
    return any(CHANGES.intersection(token.meanings) for token in _clause(tokens, at))


def _beside(places: Sequence[_Place], number: int, tokens: Sequence[Token]) -> Iterator[Meaning]:
    """The words near an amount that can change what it means."""
    place = places[number]
    if place.finding.expression is None:
        return
    earlier = [(other.finding.start, other.finding.end) for other in places[max(0, number - REACH) : number]]
    for token, kind in (*_before(tokens, place.at), *_behind(tokens, place.end)):
        if not any(start <= token.start < end for start, end in earlier):
            yield Meaning(token.start, token.end, token.text, kind, "")
    if number and _is_part(places[number - 1], place, tokens):
        yield _as_word(places[number - 1].finding, "part")
    if number + 1 < len(places) and _is_part(place, places[number + 1], tokens):
        yield _as_word(places[number + 1].finding, "whole")


def _before(tokens: Sequence[Token], at: int) -> Iterator[tuple[Token, str]]:
    """Negations in the clause before a number; words of change, and for an unknown part, that it belongs to."""
    clause = list(_clause(tokens, at))
    for token in clause:
        if "not" in token.meanings or "negation" in token.meanings:
            yield token, "negation"
    if clause and "of" in clause[0].meanings:
        yield from ((token, "change") for token in clause[1:NEAR] if CHANGES.intersection(token.meanings))
    near = list(dropwhile(lambda token: LINKS.intersection(token.meanings), clause))[:1]
    for token in near:
        kind = next((kind for kind in ("quantifier", "vague", "plus_minus", *CHANGES) if kind in token.meanings), "")
        if kind and "not" not in token.meanings:
            yield token, "change" if kind in CHANGES else kind


def _behind(tokens: Sequence[Token], end: int) -> Iterator[tuple[Token, str]]:
    """A negation right behind a number, where Urdu has it."""
    if end < len(tokens) and "not" in tokens[end].meanings:
        yield tokens[end], "negation"


def _is_part(part: _Place, whole: _Place, tokens: Sequence[Token]) -> bool:
    """Whether one finding is a part or a multiple of the next: "half of the 40", "twice the 40"."""
    read, links = part.finding.expression, tokens[part.end : whole.at]
    if read is None or whole.finding.expression is None or not all(LINKS.intersection(link.meanings) for link in links):
        return False
    measure = read.relation in MEASURES or read.unit == "percent"
    if not links:
        return read.relation in ("times", "change")
    return measure or any("of" in link.meanings for link in links)


def _as_word(finding: Finding, kind: str) -> Meaning:
    return Meaning(finding.start, finding.end, finding.text, kind, "")


@dataclass(frozen=True)
class WrittenNumber:
    """A number as it is written in a text: its words, its value without "million", the place of its last digit."""

    words: str
    value: float
    step: float


@lru_cache(REMEMBERED)
def find_numbers(text: str, language: str = "english") -> tuple[WrittenNumber, ...]:
    """Every number of a text as it is written, whatever it means: 3.5 of "$3.5m", 2025 of a date.

    Parameters
    ----------
    text
        Any text.
    language
        The name of the language's table.

    Returns
    -------
    tuple of WrittenNumber
        Digits without the magnitude behind them; number words with it. An id such as EST-05 has
        none, and "a million" is none.
    """
    tokens, numbers, at = tokenize(text, language), list[WrittenNumber](), 0
    while at < len(tokens):
        token, numeral = tokens[at], read_numeral(tokens, at)
        some = "article" in token.meanings and "scale" in tokens[min(at + 1, len(tokens) - 1)].meanings
        at = max(at + 1, numeral.end if numeral else 0)
        words = text[token.start : tokens[at - 1].end]
        if numeral and not some and not ("homonym" in token.meanings and words == token.text):
            scale = Fraction(1) if numeral.words else numeral.magnitude
            numbers.append(WrittenNumber(words, float(numeral.value / scale), _last_place(token.text, numeral)))
        elif numeral is None and token.kind in DATED:
            numbers += [WrittenNumber(digits, float(digits), 1) for digits in re.findall("[0-9]+", token.text)]
    return tuple(numbers)


def _last_place(digits: str, numeral: Numeral) -> float:
    """The place of the last digit that is written, whether it is zero or not: 0.1 of "4.0"."""
    return 1.0 if numeral.words else 10.0 ** -len(digits.partition(".")[2])


def unknown_numbers(text: str, known: Iterable[float]) -> list[WrittenNumber]:
    """The numbers of a text that no known value is, or is rounded to.

    Parameters
    ----------
    text
        Any English text.
    known
        Values that may be named.

    Returns
    -------
    list of WrittenNumber
        One is rounded to a number where it lies at most half a step of its last digit away. A number of a single digit
        has to be met exactly: almost anything rounds to it.
    """
    values = list(known)
    return [number for number in find_numbers(text) if not any(_is_rounded_to(number, value) for value in values)]


def _is_rounded_to(number: WrittenNumber, value: float) -> bool:
    """Whether a value is a written number, or is rounded to it."""
    exact = number.value < 10 and number.step >= 1
    slack = 1e-9 * max(1.0, abs(value)) + (0.0 if exact else number.step / 2)
    return abs(abs(value) - abs(number.value)) <= slack
