"""The numbers of a running text: each as the widest expression that can be read around it, or why it is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from sectorbook.values.amounts import TIMES, Expression, ExpressionError, Meaning
from sectorbook.values.grammar import Reader
from sectorbook.values.tokens import NO_AMOUNTS, Token, load_language, tokenize

CLAUSE_ENDS = set(".,;:!?()\u2014۔،؟")
REACH = 12
"""How many words before a number are looked at for a negation, or for a verb of change."""
LINKS = {"of", "the", "empty", "article"}
STARTS = {
    "about", "article", "between", "bound", "cardinal", "change", "change_by", "currency", "currency_glued", "exact",
    "fraction", "from", "minus", "move", "near_bound", "not", "offset", "tens", "times", "yearly",
}  # fmt: skip
"""Kinds of words that an expression can begin with, where a text goes on before it."""
COMPARED = {"the", "empty", "of"}
"""Kinds of words behind a multiple that say what is multiplied."""
MEASURES = {"share", "times", "change"}


@dataclass(frozen=True)
class Finding:
    """A number in a text, from `start` to `end`: an expression, or what it is instead and why."""

    start: int
    end: int
    text: str
    kind: str
    """`amount`, `ambiguous`, `unread`, `vague`, or what is no amount: `date`, `years`, `ordinal`, `phone`, `id` ..."""
    expression: Expression | None = None
    reason: str = ""
    beside: tuple[Meaning, ...] = ()
    """Words near it that can make it mean another thing and that its expression does not hold: a negation, a part."""


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
    return tuple(
        finding
        for tokens in _paragraphs(tokenize(text, load_language(language)), text)
        for finding in _findings(Reader(text, tokens, whole=False), tokens)
    )


def _paragraphs(tokens: Sequence[Token], text: str) -> Iterator[Sequence[Token]]:
    """The tokens of each paragraph; an empty line stands between two."""
    start = 0
    for at in range(1, len(tokens)):
        if text.count("\n", tokens[at - 1].end, tokens[at].start) > 1:
            yield tokens[start:at]
            start = at
    yield tokens[start:]


def _findings(reader: Reader, tokens: Sequence[Token]) -> Iterator[Finding]:
    """The findings of one paragraph."""
    found: list[tuple[Finding, int, int]] = []
    at = 0
    while at < len(tokens):
        finding, end = _finding(reader, tokens, at)
        if finding is not None:
            found.append((finding, at, end))
        at = end
    return _with_parts(found, tokens)


def _finding(reader: Reader, tokens: Sequence[Token], at: int) -> tuple[Finding | None, int]:
    """What begins at a token, and the token behind it."""
    token = tokens[at]
    if token.kind in NO_AMOUNTS:
        return Finding(token.start, token.end, token.text, token.kind, reason=token.reason), at + 1
    if token.kind not in ("number", "fraction", "unclear") and not STARTS.intersection(token.meanings):
        return _word(tokens, at), at + 1
    try:
        read, end = reader.read(at, moved="from" in token.meanings and _moves(tokens, at))
    except ExpressionError as error:
        return _refused(error, tokens, at)
    words = tuple(dropwhile(lambda word: word.kind in LINKS, read.meanings))
    read = replace(read, meanings=words)
    finding = Finding(words[0].start, words[-1].end, reader.printed[words[0].start : words[-1].end], "amount", read)
    return _doubted(finding, tokens, at, end), end


def _word(tokens: Sequence[Token], at: int) -> Finding | None:
    """An ordinal, or words such as "dozens" and "several hundred" that name no number."""
    token = tokens[at]
    counted = any(kind in tokens[at + 1].meanings for kind in ("scale", "dozen")) if at + 1 < len(tokens) else False
    for kind in ("ordinal", "vague", *(["indefinite"] if counted else [])):
        if kind in token.meanings:
            reason = token.notes.get(kind) or NO_AMOUNTS.get(kind, "")
            return Finding(token.start, token.end, token.text, "vague" if kind == "indefinite" else kind, reason=reason)
    return None


def _refused(error: ExpressionError, tokens: Sequence[Token], at: int) -> tuple[Finding | None, int]:
    """What an expression that is refused leaves: its number, if it begins with one, or all of it, if it has two readings."""
    token = tokens[at]
    if error.kind == "ambiguous" and error.end > token.start:
        end = next((on for on in range(at, len(tokens)) if tokens[on].end >= error.end), at) + 1
        span = token.start, max(token.end, error.end)
        return Finding(*span, error.printed[slice(*span)], "ambiguous", reason=error.reason), end
    if token.kind == "number" and error.kind == "no amount":
        return Finding(token.start, token.end, token.text, "years", reason=error.reason), at + 1
    if token.kind in ("number", "fraction"):
        return Finding(token.start, token.end, token.text, "unread", reason=error.reason), at + 1
    return _word(tokens, at), at + 1


def _doubted(finding: Finding, tokens: Sequence[Token], at: int, end: int) -> Finding | None:
    """The finding, unless its number is only a name, a pronoun or a part of what is not named."""
    read = finding.expression
    assert read is not None
    alone = len(read.meanings) == 1
    if (doubt := _doubt(finding, tokens, at, end)) is not None:
        return replace(finding, kind="ambiguous", expression=None, reason=doubt)
    if alone and at > 0 and "label" in tokens[at - 1].meanings:
        return replace(finding, kind="id", expression=None, reason="a name with a number behind it")
    if alone and "homonym" in tokens[at].meanings:
        return replace(finding, kind="unread", expression=None, reason=tokens[at].notes["homonym"])
    if alone and read.relation == "share" and not _of_something(tokens, at, end):
        return replace(finding, kind="unread", expression=None, reason="a part of what is not named")
    return replace(finding, beside=(*_negations(tokens, at), *_negation_behind(tokens, end)))


def _doubt(finding: Finding, tokens: Sequence[Token], at: int, end: int) -> str | None:
    """The two readings of what only the sentence decides: "over five years", "ten times", "double"."""
    read, first = finding.expression, finding.expression and finding.expression.meanings[0]
    assert read is not None
    assert first is not None
    before = tokens[at - 1].text.casefold() if at else ""
    if read.unit in TIMES and first.text.casefold() == "over" and before != "for":
        return "more than that time, or throughout it"
    compared = end < len(tokens) and COMPARED.intersection(tokens[end].meanings)
    verb = any(word.kind == "times" and word.text.endswith(("d", "ing", "fold")) for word in read.meanings)
    if read.relation == "times" and len(read.meanings) <= 2 and not compared and not verb and first.kind != "bound":
        return None if " as " in finding.text else "a multiple, or how often"
    return None


def _of_something(tokens: Sequence[Token], at: int, end: int) -> bool:
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
    return any({"change", "change_by", "move"}.intersection(token.meanings) for token in _clause(tokens, at))


def _negations(tokens: Sequence[Token], at: int) -> Iterator[Meaning]:
    """The negations in the clause before a number, and a word for an unknown part right before it."""
    for token in _clause(tokens, at):
        kind = next((kind for kind in ("not", "negation") if kind in token.meanings), "")
        if kind:
            yield Meaning(token.start, token.end, token.text, kind, "")
    yield from _changes(tokens, at)
    before = at - 1
    while before > 0 and LINKS.intersection(tokens[before].meanings):
        before -= 1
    kind = next((kind for kind in ("quantifier", "vague") if at and kind in tokens[before].meanings), "")
    if kind:
        yield Meaning(tokens[before].start, tokens[before].end, tokens[before].text, kind, "")


def _negation_behind(tokens: Sequence[Token], end: int) -> Iterator[Meaning]:
    """A negation right behind a number, where Urdu has it."""
    if end < len(tokens) and "not" in tokens[end].meanings:
        yield Meaning(tokens[end].start, tokens[end].end, tokens[end].text, "not", "")


def _changes(tokens: Sequence[Token], at: int) -> Iterator[Meaning]:
    """A verb of change right before a number of which it is not clear whether it is the change or the level."""
    token = tokens[at - 1] if at else None
    if token is not None and {"change", "change_by"}.intersection(token.meanings):
        yield Meaning(token.start, token.end, token.text, "change", "")


def _with_parts(found: Sequence[tuple[Finding, int, int]], tokens: Sequence[Token]) -> Iterator[Finding]:
    """The findings, each with the part or the multiple of something that stands right before or behind it."""
    for place, (finding, at, end) in enumerate(found):
        beside = list(finding.beside)
        if place and (word := _part_of(found[place - 1], at, tokens)):
            beside.append(word)
        if place + 1 < len(found) and _part_of((finding, at, end), found[place + 1][1], tokens):
            beside.append(_as_word(found[place + 1][0], "of"))
        own = [word for word in beside if word.kind in ("part", "of") or not _within(word, found[:place])]
        yield replace(finding, beside=tuple(own)) if finding.expression else finding


def _within(word: Meaning, found: Sequence[tuple[Finding, int, int]]) -> bool:
    """Whether a word belongs to another expression: the "not" of a "not less than" before."""
    return any(finding.start <= word.start < finding.end for finding, _, _ in found)


def _part_of(first: tuple[Finding, int, int], at: int, tokens: Sequence[Token]) -> Meaning | None:
    """The first of two findings, if it is a part or a multiple of the other: "half of the 40", "twice the 40"."""
    finding, _, end = first
    between = tokens[end:at]
    if finding.kind in ("ordinal", "years", "date") or any(not LINKS.intersection(token.meanings) for token in between):
        return None
    read = finding.expression
    measure = read is None or read.relation in MEASURES or read.unit == "percent"
    of = any("of" in token.meanings for token in between)
    close = bool(between) or (read is not None and read.relation in ("times", "change"))
    return _as_word(finding, "part") if close and (of or measure) else None


def _as_word(finding: Finding, kind: str) -> Meaning:
    return Meaning(finding.start, finding.end, finding.text, kind, "")
