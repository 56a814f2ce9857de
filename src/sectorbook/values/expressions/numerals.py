"""Numbers as they stand in a text, in digits or words, with their magnitudes: "1.2 lakh crore", "half a million"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sectorbook.values.expressions.tokens import Token

COARSE = Fraction(1, 10)
"""Fractions, dozens and multiples in words are printed for what is near them: they round to a tenth of themselves."""

GREATEST = 10**24
"""No further magnitude multiplies a number that has more than this one."""
MOST_DECIMALS = 20


@dataclass(frozen=True)
class Numeral:
    """A number from one token to before another."""

    value: Fraction
    step: Fraction
    """The unit of the last digit that is not zero or is a decimal, or for coarse words a tenth of the number."""
    end: int
    magnitude: Fraction = Fraction(1)
    """What the words behind it multiply it with: 1000000 for "3 million"."""
    part: bool = False
    """Whether it is a fraction of one such as "a third", not a number with decimals."""
    words: bool = False
    article: bool = False
    """Whether its number is only "a": "a million"."""

    def times(self, magnitude: Fraction, end: int) -> Numeral:
        """The number with a further word of magnitude."""
        return replace(
            self,
            value=self.value * magnitude,
            step=self.step * magnitude,
            end=end,
            magnitude=self.magnitude * magnitude,
            part=False,
            article=False,
        )

    def plus(self, other: Numeral) -> Numeral:
        """The sum with a smaller part that stands behind it: 10 crore 58 lakh."""
        return replace(self, value=self.value + other.value, step=other.step, end=other.end, magnitude=Fraction(1))


def read_numeral(tokens: Sequence[Token], at: int, between: bool = False) -> Numeral | None:
    """The longest number that begins with a token, or none.

    Parameters
    ----------
    tokens
        The tokens of the text.
    at
        The number's first token.
    between
        Whether an "and" parts two numbers, as behind "between": then it joins none.

    Returns
    -------
    Numeral or None
        None where no number begins there.
    """
    number = last = _scaled(tokens, at, between)
    while number is not None and last is not None and last.magnitude > 1:
        after = _behind_and(tokens, last.end, between)
        smaller = _scaled(tokens, after, between)
        if smaller is None or not _continues(last, smaller, joined=after > last.end):
            break
        number, last = number.plus(smaller), smaller
    return number


def meaning(tokens: Sequence[Token], at: int, kind: str) -> str | None:
    """What a token means as one of a kind; None where it is none, or where there is no token."""
    return tokens[at].meanings.get(kind) if at < len(tokens) else None


def behind_hyphen(tokens: Sequence[Token], at: int) -> int:
    """The token behind a hyphen that joins two words, or the token itself."""
    joins = at + 1 < len(tokens) and tokens[at].text == "-" and tokens[at].glued and tokens[at + 1].glued
    return at + 1 if joins else at


def _behind_and(tokens: Sequence[Token], at: int, between: bool) -> int:
    joined = not between and meaning(tokens, at, "and") is not None
    return at + 1 if joined else at


def _continues(number: Numeral, smaller: Numeral, joined: bool) -> bool:
    """Whether a number goes on with a smaller one: in words, or with a magnitude of its own."""
    if smaller.part or smaller.value >= number.step:
        return False
    if number.words and smaller.words:
        return smaller.magnitude < number.magnitude
    return not joined and 1 < smaller.magnitude < number.magnitude


def _scaled(tokens: Sequence[Token], at: int, between: bool) -> Numeral | None:
    """A number and the magnitudes that multiply it."""
    readers: tuple[Callable[[Sequence[Token], int], Numeral | None], ...] = (_part, _offset, _digits, _words, _article)
    number = next((found for read in readers if (found := read(tokens, at))), None)
    if number is None:
        return None
    number = _with_part(tokens, _with_decimals(tokens, number), between)
    while (scale := _scale(tokens, number)) is not None:
        number = _below_hundred(tokens, scale, between)
    if number.magnitude > 1 and not between:
        number = _with_part_of_magnitude(tokens, number)
    return None if number.article and number.magnitude == 1 else number


def _scale(tokens: Sequence[Token], number: Numeral) -> Numeral | None:
    """A number with the magnitude that stands behind it, or none where there is no such word."""
    if number.magnitude > GREATEST:
        return None
    at = behind_hyphen(tokens, number.end)
    at += at < len(tokens) and tokens[at].text == "["  # "15 [million dollars]": an editor's addition
    if number.part:
        at += meaning(tokens, at, "of") is not None
        at = behind_hyphen(tokens, at)
        at += meaning(tokens, at, "article") is not None
        at = behind_hyphen(tokens, at)
    for kind in ("scale", "dozen", "suffix", "money_suffix"):
        value = meaning(tokens, at, kind)
        if value is not None and (kind in ("scale", "dozen") or _is_suffix(tokens, at, number)):
            scaled = number.times(Fraction(value), at + 1)
            return replace(scaled, step=scaled.value * COARSE) if kind == "dozen" else scaled
    return None


def _is_suffix(tokens: Sequence[Token], at: int, number: Numeral) -> bool:
    """Whether a single letter is a magnitude: right behind digits, or behind an amount of money."""
    first = number.end - 1
    money = first > 0 and any(kind in tokens[first - 1].meanings for kind in ("currency", "currency_glued"))
    return not number.words and (money or (tokens[at].glued and "suffix" in tokens[at].meanings))


def _below_hundred(tokens: Sequence[Token], number: Numeral, between: bool) -> Numeral:
    """A hundred with what stands behind it, so that "two hundred and fifty thousand" is all multiplied."""
    if number.magnitude != 100 or not number.words or number.value.denominator > 1:
        return number
    rest = _words(tokens, _behind_and(tokens, number.end, between))
    if rest is None or rest.value >= 100:
        return number
    return replace(number, value=number.value + rest.value, step=rest.step, end=rest.end, magnitude=Fraction(1))


def _digits(tokens: Sequence[Token], at: int) -> Numeral | None:
    """A number in digits, with a fraction's sign behind it where there is one: "3½", "3 1/2"."""
    if at >= len(tokens) or tokens[at].kind != "number":
        return None
    value, step, end = tokens[at].value, tokens[at].step, at + 1
    if end < len(tokens) and tokens[end].kind == "fraction" and value.denominator == 1:
        value, step, end = value + tokens[end].value, tokens[end].step, end + 1
    return Numeral(value, step, end)


def _article(tokens: Sequence[Token], at: int) -> Numeral | None:
    """The "a" of "a million"."""
    value = meaning(tokens, at, "article")
    return (value and Numeral(Fraction(value), Fraction(1), at + 1, words=True, article=True)) or None


def _words(tokens: Sequence[Token], at: int) -> Numeral | None:
    """A number below a hundred in words: "thirty-five"."""
    tens, unit = meaning(tokens, at, "tens"), meaning(tokens, at, "cardinal")
    if tens is None:
        return (unit and _worded(Fraction(unit), at + 1)) or None
    after = behind_hyphen(tokens, at + 1)
    unit = meaning(tokens, after, "cardinal")
    if unit is not None and 0 < Fraction(unit) < 10:
        return _worded(Fraction(tens) + Fraction(unit), after + 1)
    return _worded(Fraction(tens), at + 1)


def _worded(value: Fraction, end: int) -> Numeral:
    return Numeral(value, last_digit(value), end, words=True)


def last_digit(value: Fraction) -> Fraction:
    """The unit of the last digit that is not zero of a number in words; of a fraction, what it is made of."""
    if value.denominator > 1 or not value:
        return Fraction(1, value.denominator)
    step = 1
    while value.numerator % (10 * step) == 0:
        step *= 10
    return Fraction(step)


def _part(tokens: Sequence[Token], at: int) -> Numeral | None:
    """A fraction of one: "half", "a third", "two-thirds", "¾"."""
    if at < len(tokens) and tokens[at].kind == "fraction":
        return _coarse(tokens[at].value, at + 1)
    count, after = _count(tokens, at)
    unit = meaning(tokens, after, "fraction")
    if unit is None:
        return None
    alone = after == at
    if alone and Fraction(unit) != Fraction(1, 2) and not _multiplies(tokens, after + 1):
        return None
    return _coarse(count * Fraction(unit), after + 1) if count * Fraction(unit) < 1 else None


def _with_decimals(tokens: Sequence[Token], number: Numeral) -> Numeral:
    """A number with decimals behind a word for the point: "one point five"."""
    if number.part or number.article or meaning(tokens, number.end, "point") is None:
        return number
    digits, end = _decimals(tokens, number.end + 1)
    step = Fraction(1, 10 ** len(digits))
    return replace(number, value=number.value + int(digits) * step, step=step, end=end) if digits else number


def _decimals(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """The digits that are read out from a token on, and the token behind them."""
    if at < len(tokens) and tokens[at].kind == "number" and tokens[at].text.isdecimal():
        return tokens[at].text, at + 1
    digits = ""
    while len(digits) < MOST_DECIMALS and len(digit := meaning(tokens, at, "cardinal") or "") == 1:
        digits, at = digits + digit, at + 1
    return digits, at


def _coarse(value: Fraction, end: int) -> Numeral:
    return Numeral(value, value * COARSE, end, part=True, words=True)


def _count(tokens: Sequence[Token], at: int) -> tuple[Fraction, int]:
    """How many of a fraction there are, and where its name stands: two and the word behind it for "two-thirds"."""
    article = meaning(tokens, at, "article")
    number = _words(tokens, at)
    if article is not None:
        return Fraction(article), behind_hyphen(tokens, at + 1)
    if number is not None and number.end == at + 1:
        return number.value, behind_hyphen(tokens, number.end)
    return Fraction(1), at


def _multiplies(tokens: Sequence[Token], at: int) -> bool:
    """Whether a magnitude follows a fraction without a number: "quarter-million"."""
    return meaning(tokens, behind_hyphen(tokens, at), "scale") is not None


def _offset(tokens: Sequence[Token], at: int) -> Numeral | None:
    """A number with a word before it that adds a part of one, as Urdu has for "three and a half"."""
    value = meaning(tokens, at, "offset")
    if value is None:
        return None
    number = _digits(tokens, at + 1) or _words(tokens, at + 1)
    return number and replace(number, value=number.value + Fraction(value), step=abs(Fraction(value)))


def _with_part(tokens: Sequence[Token], number: Numeral, between: bool) -> Numeral:
    """A number with "and a half" or its like behind it."""
    if number.part or number.article:
        return number
    part = _joined_part(tokens, number.end, between)
    if part is None:
        return number
    return replace(number, value=number.value + part.value, step=part.value, end=part.end)


def _with_part_of_magnitude(tokens: Sequence[Token], number: Numeral) -> Numeral:
    """A magnitude with "and a half" behind it: "a million and a half"."""
    part = _joined_part(tokens, number.end, between=False)
    if part is None:
        return number
    added = part.value * number.magnitude
    return replace(number, value=number.value + added, step=added, end=part.end, article=False)


def _joined_part(tokens: Sequence[Token], at: int, between: bool) -> Numeral | None:
    """The fraction behind an "and", if it is of what the number counts and not of something else."""
    link = behind_hyphen(tokens, at)
    if between or meaning(tokens, link, "and") is None:
        return None
    part = _part(tokens, behind_hyphen(tokens, link + 1))
    return part if part is not None and meaning(tokens, part.end, "of") is None else None
