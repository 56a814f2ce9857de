"""Intervals with a unit, and how numbers and ranges are written for readers.

Computed ends are rounded outward, those of a whole count inward, printed ends not at all; single numbers to the
nearest.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sectorbook.formats.markup import html_table
from sectorbook.values.units import conversion_factor, readable_unit, unit_style

DIGITS = 4
"""Default number of significant digits of a number below 1000."""
OWN_DIGITS = 14
"""Significant digits that a float bears; what lies behind them is noise: 3.5000000000000004 is not above 3.5."""
DASH = "\N{EN DASH}"
YEAR = "calendar_year"
Number = float | Fraction
Ends = tuple[Decimal, Decimal]
Rounding = Callable[[Fraction], int]


@dataclass(frozen=True)
class Interval:
    """Closed interval that contains a true value; no distribution within it is implied.

    Attributes
    ----------
    low, high : float
        The ends, both included; infinite where the interval is unbounded.
    unit : str
        A pint expression, such as "MUSD/year".
    """

    low: float
    high: float
    unit: str

    def to(self, unit: str) -> Interval:
        """Convert the interval to another unit.

        Parameters
        ----------
        unit : str
            A pint expression of the same dimension.

        Returns
        -------
        Interval

        Raises
        ------
        UnitMismatch
            If the unit is unknown or has another dimension.
        """
        factor = conversion_factor(self.unit, unit)
        return Interval(self.low * factor, self.high * factor, unit)

    def __str__(self) -> str:
        return write_range(self.low, self.high, self.unit)

    def _repr_html_(self) -> str:
        """Display the ends in a notebook, in a unit in which they are short."""
        unit = readable_unit(self.unit, *(Fraction(end) for end in (self.low, self.high) if math.isfinite(end)))
        readable = self.to(unit)
        low, high = write_ends(readable.low, readable.high, "dimensionless")
        title = "" if unit == "dimensionless" else unit_style(unit).title
        return html_table([[low, high, title]], ["from", "to", "unit"], right={0, 1})


def interval_from_exact(low: Fraction | None, high: Fraction | None, unit: str) -> Interval:
    """Convert exact ends to an interval of floats.

    Parameters
    ----------
    low, high : Fraction or None
        The ends; None is unbounded.
    unit : str
        A pint expression.

    Returns
    -------
    Interval
    """
    return Interval(-math.inf if low is None else float(low), math.inf if high is None else float(high), unit)


def write_number(value: Number, digits: int = DIGITS) -> str:
    """Format a single number for a reader, with thousands separators and without trailing zeros.

    Parameters
    ----------
    value : float or Fraction
        The number; an infinite one is written "open".
    digits : int
        Significant digits to which numbers are rounded, halves up; the integer part always keeps all of its digits.

    Returns
    -------
    str
    """
    return _write(_round(value, _decimals(value, digits), _nearest))


def write_exact(number: Fraction | None) -> str:
    """Write a number as a plain decimal, or as a fraction where it is none.

    Parameters
    ----------
    number : Fraction or None
        The number; None where there is none.

    Returns
    -------
    str
        Such as "3.5", "200/3" or "", with no more digits than it needs.
    """
    if number is None:
        return ""
    places = next((places for places in range(26) if (number * 10**places).denominator == 1), None)
    if places is None:
        return f"{number.numerator}/{number.denominator}"
    whole, decimals = divmod(abs(number.numerator) * 10**places // number.denominator, 10**places)
    return f"{'-' if number < 0 else ''}{whole}" + (f".{decimals:0{places}}" if places else "")


def write_range(low: Number, high: Number, unit: str, digits: int = DIGITS, whole: bool = False) -> str:
    """Format a computed range for a reader, such as "$10m–$15m", "110–120 companies" or "at least 300 people".

    Ends are rounded outward, so that what is written leaves out nothing that is possible: 36.67%–40% to two digits is
    36%–40%. A single number is rounded to the nearest.

    Parameters
    ----------
    low, high : float or Fraction
        The ends; infinite or NaN where the range is unbounded. Equal ends are written as one number.
    unit : str
        A pint expression; how it is written is defined in `units.csv`.
    digits : int
        Significant digits, as in `write_number`.
    whole : bool
        Whether it is of a count, whose ends are rounded inward to whole numbers: 36.2–40.7 firms are 37–40. Where that
        leaves nothing, the ends are written exactly.

    Returns
    -------
    str
    """
    return _join(_rounded(low, high, digits, whole), unit)


def write_ends(low: Number, high: Number, unit: str, digits: int = DIGITS, whole: bool = False) -> tuple[str, str]:
    """Format each end of a computed range by itself, as `write_range` rounds it.

    Parameters
    ----------
    low, high, unit, digits, whole
        As of `write_range`.

    Returns
    -------
    low, high : str
        Such as "110 companies" and "120 companies"; "open" for an unbounded end.
    """
    first, last = (_join((end, end), unit) if end.is_finite() else "open" for end in _rounded(low, high, digits, whole))
    return first, last


def write_printed(low: Number, high: Number, unit: str) -> str:
    """Format a range that is printed, with every digit of its ends.

    Parameters
    ----------
    low, high, unit
        As of `write_range`.

    Returns
    -------
    str
        Such as "60.65%". What no short decimal is, as two thirds, is rounded to `DIGITS` digits.
    """
    first, last = _opened(low, high)
    return _join((_as_printed(first), _as_printed(last)), unit)


def _opened(low: Number, high: Number) -> tuple[Number, Number]:
    """Return the ends, infinite where they are NaN."""
    return (-math.inf if math.isnan(low) else low), (math.inf if math.isnan(high) else high)


def _exact(value: Number) -> Number:
    """Return a fraction as it is, and a float by the digits that it bears; an infinite one stays."""
    if isinstance(value, Fraction) or math.isinf(value):
        return value
    return Fraction(int(value)) if float(value).is_integer() else Fraction(f"{value:.{OWN_DIGITS - 1}e}")


def _decimals(value: Number, digits: int) -> int:
    """Return how many decimals so many significant digits are; none where the integer part has them all."""
    if value == 0 or math.isinf(value):
        return 0
    return max(0, digits - 1 - math.floor(math.log10(abs(float(value)))))


def _round(value: Number, decimals: int, way: Rounding) -> Decimal:
    """Round a number to so many decimals: down, up, or to the nearest."""
    exact = _exact(value)
    return Decimal(f"{way(exact * 10**decimals)}e-{decimals}") if isinstance(exact, Fraction) else Decimal(exact)


def _nearest(number: Fraction) -> int:
    """Round to the nearest integer, a half away from zero."""
    return int(math.copysign(math.floor(abs(number) + Fraction(1, 2)), number))


def _rounded(low: Number, high: Number, digits: int, whole: bool) -> Ends:
    """Round the ends of a computed range."""
    low, high = _opened(low, high)
    if not whole:
        return _outward(low, high, digits)
    least, most = _round(low, 0, math.ceil), _round(high, 0, math.floor)
    return (least, most) if least <= most else (_as_printed(low), _as_printed(high))


def _outward(low: Number, high: Number, digits: int) -> Ends:
    """Round a low end down and a high end up; a single number to the nearest."""
    ways: tuple[Rounding, Rounding] = (_nearest, _nearest) if _exact(low) == _exact(high) else (math.floor, math.ceil)
    first, last = (_round(end, _decimals(end, digits), way) for end, way in zip((low, high), ways, strict=True))
    return first, last


def _as_printed(value: Number) -> Decimal:
    """Return a number with all its digits; to the nearest where these do not end."""
    if math.isinf(value) or float(value).is_integer():
        return Decimal(float(value))
    digits = Decimal(f"{float(value):.{OWN_DIGITS - 1}e}")
    return digits if math.isclose(digits, value, rel_tol=1e-15) else _round(value, _decimals(value, DIGITS), _nearest)


def _write(number: Decimal, grouping: str = ",") -> str:
    """Write a number with thousands separators and without trailing zeros."""
    if number.is_infinite():
        return "open"
    text = f"{number:{grouping}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _signed(before: str, number: str) -> str:
    """Write what stands before a number, after its sign: "-$0.5"."""
    return f"-{before}{number[1:]}" if number.startswith("-") else f"{before}{number}"


def _join(ends: Ends, unit: str) -> str:
    """Write ends with their unit and join them; an infinite one is left out, equal ones are written once."""
    style, (low, high) = unit_style(unit), ends
    if low.is_infinite() and high.is_infinite():
        return "anything"
    first, last = (_signed(style.before, _write(end, "" if unit == YEAR else ",")) + style.behind for end in ends)
    noun = style.singular if low == high == 1 else style.plural
    if high.is_infinite():
        written = f"at least {first}"
    elif low.is_infinite():
        written = f"at most {last}"
    else:
        written = first if first == last else f"{first}{DASH}{last}"
    return f"{written} {noun}".rstrip()
