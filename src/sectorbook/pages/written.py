"""Sentences whose numbers know where they are from: each is a named formula, evaluated exactly and then written."""

from __future__ import annotations

import math
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from sectorbook.errors import FormulaError
from sectorbook.formats.markdown import escape_for_notebook, escape_template
from sectorbook.reconcile.formulas import End, Evaluated
from sectorbook.values.intervals import DASH, Interval, write_exact, write_printed, write_range
from sectorbook.values.units import readable_unit, unit_style
from sectorbook.values.wording import write_number_word

QUOTIENT_DIGITS = 2
MOST_DIGITS = 12
"""Significant digits of what was divided: the sources bear no more."""
CLOSE = 1e-9
"""Relative difference up to which a computed number is that of its formula."""
Evaluate = Callable[[str], Evaluated]


@dataclass(frozen=True)
class Written:
    """A number or range as it is written, with what it is from.

    Attributes
    ----------
    text : str
        The number as readers see it.
    value : Evaluated
        The number itself.
    rounded : tuple of Fraction or None
        The ends as they are written, where they were rounded outward.
    is_prose : bool
        Whether these are the words of a source, which a table aligns as such.
    """

    text: str
    value: Evaluated
    rounded: tuple[End, End] = (None, None)
    is_prose: bool = False

    def __str__(self) -> str:
        return self.text

    def as_json(self, **place: Any) -> dict[str, Any]:
        """Describe the number for the outputs of a notebook.

        Parameters
        ----------
        **place
            Where it stands: ``at=[start, end)`` in a text, or ``cell=[row, column]`` in a table.

        Returns
        -------
        dict
            With the exact value as text, or its two ends, of which an open one is None; and the report's name.
        """
        low, high = (None if end is None else write_exact(end) for end in (self.value.low, self.value.high))
        ends = {"value": low} if low == high else {"low": low, "high": high}
        about = {"unit": self.value.unit, "rows": list(self.value.rows), "how": self.value.how}
        return {**place, **ends, **about, **({"report": self.value.report} if self.value.report else {})}


def hold(number: float, value: Evaluated) -> Fraction:
    """Hold a number that a cell computed against what its formula gives.

    Parameters
    ----------
    number : float
        In the unit of the value.
    value : Evaluated

    Returns
    -------
    Fraction
        The exact number.

    Raises
    ------
    FormulaError
        If the formula gives another number, or a range.
    """
    if value.low is None or value.low != value.high or not abs(float(value.low) - number) <= CLOSE * abs(number):
        raise FormulaError(
            f'The formula "{value.how}" gives {value.interval}, not {number:g} {value.unit}. Correct one of them.'
        )
    return value.low


class Plain(str):
    """Words from a report, in which no sign has a meaning."""


@dataclass(frozen=True)
class Sentence:
    """A text with the numbers in it.

    Attributes
    ----------
    text, markdown : str
        The text, plain and as Markdown.
    numbers : tuple of (int, Written)
        Each number, and where it begins in the text.
    """

    text: str
    markdown: str
    numbers: tuple[tuple[int, Written], ...] = field(default=())

    def shifted(self, by: int) -> Iterator[dict[str, Any]]:
        """Describe the numbers for a text that this one is part of.

        Parameters
        ----------
        by : int
            Where this text begins in the other.

        Yields
        ------
        dict
            As from `Written.as_json`.
        """
        for begin, number in self.numbers:
            yield number.as_json(at=[begin + by, begin + by + len(number.text)])

    @property
    def computed(self) -> dict[str, float]:
        """Both ends of each number by the formula that it is from, and as they are written where that rounds them."""
        ends = {}
        for _, number in self.numbers:
            exact = (number.value.low, number.value.high)
            for note, pair in (("", exact), (", rounded outward", number.rounded)):
                for side, end in zip(("low", "high"), pair, strict=True):
                    if end is not None and (not note or end not in exact):
                        ends[f"{number.text}: {number.value.how}, {number.value.unit}, {side}{note}"] = float(end)
        return ends


Field = str | int | Written | Plain
"""What a field of a template is filled with: a formula, a count, a number that is written already, or plain words."""


def write_value(value: Evaluated, spec: str = "") -> Written:
    """Write a value, rounded to what its sources bear.

    Parameters
    ----------
    value : Evaluated
    spec : str, optional
        A unit to convert it to, the number of significant digits, or "bare" for the number without its noun.

    Returns
    -------
    Written

    Raises
    ------
    UnitMismatch
        If the unit has another dimension.
    """
    if spec == "bare":
        written = write_value(value)
        return replace(written, text=written.text.removesuffix(f" {_noun(value.interval)}"))
    if spec and not spec.isdigit():
        value = value.to(spec)
    elif value.is_quotient:
        value = value.to(readable_unit(value.unit, *(end for end in (value.low, value.high) if end is not None)))
    digits = int(spec) if spec.isdigit() else QUOTIENT_DIGITS if value.is_quotient else 0
    if digits:
        return _write(value, *_rounded_outward(value.low, value.high, digits))
    if value.is_printed:
        return _write(value, value.low, value.high)
    text = write_range(*_opened(value.low, value.high), value.unit, whole=value.is_whole)
    return Written(text.replace(DASH, " to "), value)


def _noun(interval: Interval) -> str:
    """Return the noun behind a number, such as "companies"; empty where its unit has none.

    Parameters
    ----------
    interval : Interval

    Returns
    -------
    str
    """
    style = unit_style(interval.unit)
    return style.singular if interval.low == interval.high == 1 else style.plural


def write_apart(value: Evaluated, low: End, high: End, digits: int) -> Written:
    """Write a value with as many digits as show that it lies outside a printed range.

    Parameters
    ----------
    value : Evaluated
    low, high : Fraction or None
        The printed ends; None where open.
    digits : int
        Significant digits at least.

    Returns
    -------
    Written
    """
    for more in range(digits, MOST_DIGITS):
        left = _rounded_outward(value.low, value.high, more)
        is_above = high is not None and left[0] is not None and left[0] > high
        is_below = low is not None and left[1] is not None and left[1] < low
        if is_above or is_below:
            break
    return _write(value, *left)


def write_rounded(value: Evaluated, number: Fraction, digits: int) -> Written:
    """Write a number that a formula gives, rounded to the nearest.

    Parameters
    ----------
    value : Evaluated
        What the formula gives.
    number : Fraction
        The number, in the unit of the value.
    digits : int
        Significant digits.

    Returns
    -------
    Written
    """
    return _write(value, *_rounded_outward(number, number, digits))


def _write(value: Evaluated, low: End, high: End) -> Written:
    """Write ends that are rounded already."""
    text = write_printed(*_opened(low, high), value.unit).replace(DASH, " to ")
    return Written(text, value, (low, high))


def _opened(low: End, high: End) -> tuple[Fraction | float, Fraction | float]:
    """Return the ends, infinite where they are None."""
    return -math.inf if low is None else low, math.inf if high is None else high


def _rounded_outward(low: End, high: End, digits: int) -> tuple[End, End]:
    """Round the ends of a range outward to significant digits, and a single number to the nearest."""
    if low == high:
        return (None, None) if low is None else (_rounded(low, digits, round), _rounded(low, digits, round))
    return (
        None if low is None else _rounded(low, digits, math.floor),
        None if high is None else _rounded(high, digits, math.ceil),
    )


def _rounded(number: Fraction, digits: int, towards: Callable[[Fraction], int]) -> Fraction:
    """Round a number to significant digits."""
    if not number:
        return number
    step = Fraction(10) ** (math.floor(math.log10(abs(number))) + 1 - digits)
    return towards(number / step) * step


def write_count(count: int) -> Written:
    """Write how many there are of something, in words up to ten.

    Parameters
    ----------
    count : int

    Returns
    -------
    Written
    """
    exact = Fraction(count)
    return Written(write_number_word(count), Evaluated(exact, exact, "dimensionless", "counted", ()))


def fill(template: str, values: Mapping[str, Field], evaluate: Evaluate) -> Sentence:
    """Fill a template's fields with formulas' values.

    Parameters
    ----------
    template : str
        A text with fields such as {total}, {total:3} (to so many digits), {total:bare} (without its noun) or
        {share:percent} (in another unit).
    values : mapping
        For each field a formula, a count, a number that is written already, or plain words.
    evaluate : callable
        Evaluates a formula.

    Returns
    -------
    Sentence

    Raises
    ------
    FormulaError
        If the template cannot be read, a field has no value, or a formula is wrong.
    """
    text, markdown, numbers = "", "", []
    for literal, name, spec in _fields(template):
        text, markdown = text + literal, markdown + escape_template(literal)
        if name is None:
            continue
        if name not in values:
            raise FormulaError(f'The text "{template}" has a field {{{name}}} that no formula is given for.')
        value = values[name]
        if isinstance(value, Plain):
            text, markdown = text + value, markdown + escape_for_notebook(value)
            continue
        number = _written(value, spec, evaluate)
        numbers.append((len(text), number))
        text, markdown = text + number.text, markdown + escape_for_notebook(number.text)
    return Sentence(text, markdown, tuple(numbers))


def _fields(template: str) -> Iterator[tuple[str, str | None, str]]:
    """Yield each literal text with the field that follows it."""
    try:
        for literal, name, spec, _ in string.Formatter().parse(template):
            yield literal, name, spec or ""
    except ValueError as error:
        raise FormulaError(
            f'The text "{template}" cannot be read: {error}. Write a brace that is none twice.'
        ) from error


def _written(value: str | int | Written, spec: str, evaluate: Evaluate) -> Written:
    """Write what stands for a field."""
    if isinstance(value, Written):
        return value
    return write_count(value) if isinstance(value, int) else write_value(evaluate(value), spec)
