"""What the words around an amount make of it: the other printing of a change, a yearly rate, a stretch of time."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sectorbook.values.expressions.amounts import MIRRORED, TIMES, Expression, Relation
from sectorbook.values.expressions.tokens import Token

CHANGES = {"change", "change_by", "change_of", "move"}
"""Kinds of words that say that something changed."""
SIGNED = ("change_of", "change", "change_by")
"""Those that say whether it rose or fell, the likeliest first."""
LISTED = 4
"""How many tokens stand at most between two numbers of a list: "in May 2015 and"."""


def in_other_words(change: Expression, read: Expression, between: Sequence[Token]) -> Expression | None:
    """Return what an amount says as the other printing of a change: the 7% of "up by 27 or 7%".

    Parameters
    ----------
    change : Expression
        A change, as an amount or as a percentage.
    read : Expression
        What stands beside it.
    between : sequence of Token
        The tokens between the two.

    Returns
    -------
    Expression or None
        The same change, as a percentage beside an amount and as an amount beside a percentage; else None.
    """
    percent = read.unit == "percent"
    if change.relation != ("more" if percent else "change") or read.relation or read.per:
        return None
    if not any("or" in token.meanings for token in between) or any(_parts(token) for token in between):
        return None
    return like(change, read, "change" if percent else "more")


def like(change: Expression, read: Expression, relation: Relation = "change") -> Expression:
    """Return an amount as a change that rises or falls as another does.

    Parameters
    ----------
    change : Expression
        The other change.
    read : Expression
        The amount.
    relation : str, default "change"
        What it is to be.

    Returns
    -------
    Expression
        The change.
    """
    return _changed(read, relation, -1 if (change.high or change.low or 0) < 0 else 1)


def in_one_list(change: Expression, read: Expression, between: Sequence[Token], behind: Sequence[Token]) -> bool:
    """Whether a percentage goes on a list of changes: the 12% of "by 9% in May and 12% in June".

    Parameters
    ----------
    change : Expression
        The percentage before it, a change.
    read : Expression
        The percentage, which nothing beside it makes one.
    between : sequence of Token
        The tokens between the two.
    behind : sequence of Token
        The tokens behind the second; "in" has to stand there if it stands behind the first.

    Returns
    -------
    bool
    """
    plain = read.unit == "percent" and not read.relation and not read.per
    joined = bool(between) and ("and" in between[-1].meanings or between[-1].text == ",")
    if change.relation != "change" or not plain or not joined or len(between) > LISTED:
        return False
    first, second = between[0], behind[0] if behind else None
    if first is between[-1]:
        return second is None or "of" not in second.meanings
    return second is not None and "in_time" in first.meanings and first.text == second.text


def _parts(token: Token) -> bool:
    """Whether a token is more than the "or", a comma or a bracket."""
    return "or" not in token.meanings and token.text not in ",("


def _changed(read: Expression, relation: Relation, sign: int) -> Expression:
    """An amount as a change; one that fell has its ends the other way round."""
    changed = replace(read, relation=relation)
    if sign > 0:
        return changed
    low, high = (None if end is None else -end for end in (read.high, read.low))
    return replace(changed, low=low, high=high, shape=MIRRORED.get(read.shape, read.shape))


def by_the_year(read: Expression, clause: Iterable[Token]) -> Expression | None:
    """Return a percentage a year as a yearly change, where its clause speaks of one.

    Parameters
    ----------
    read : Expression
        An amount, such as "4% a year".
    clause : iterable of Token
        The words before it in its clause, the nearest first.

    Returns
    -------
    Expression or None
        The yearly change; None for what is no percentage a year, or where no word of change stands before it.
    """
    if read.unit != "percent" or read.relation or read.per != "year":
        return None
    for token in clause:
        sign = next((token.meanings[kind] for kind in SIGNED if kind in token.meanings), "")
        if sign:
            return _changed(read, "yearly", int(sign))
    return None


def is_stretch(read: Expression, before: Sequence[Token], behind: Sequence[Token]) -> bool:
    """Whether a time says when something was, not how long: "the past five years", "the ten-month period".

    Parameters
    ----------
    read : Expression
        What was read.
    before, behind : sequence of Token
        The tokens before and behind it.

    Returns
    -------
    bool
        False for what is no time at all.
    """
    if read.unit not in TIMES or read.relation or read.per or read.shape != "point":
        return False
    return _says_which(before) or bool(behind and "time_noun" in behind[0].meanings)


def _says_which(before: Sequence[Token]) -> bool:
    """Whether the word before a time says which it was; "last" does so only behind "the"."""
    if not before or "which_time" not in before[-1].meanings:
        return False
    return "lasting" not in before[-1].meanings or (len(before) > 1 and "the" in before[-2].meanings)
