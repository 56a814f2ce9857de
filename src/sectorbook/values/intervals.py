"""Intervals with a unit, and how numbers and ranges are written for readers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from sectorbook.values.units import conversion_factor, unit_style

DIGITS = 4
"""Default number of significant digits of a number below 1000."""
DASH = "\N{EN DASH}"


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


def write_number(value: float, digits: int = DIGITS) -> str:
    """Format a number for a reader, with thousands separators and without trailing zeros.

    Parameters
    ----------
    value : float
        The number; an infinite one is written "open".
    digits : int
        Significant digits to which numbers are rounded; the integer part always keeps all of its digits.

    Returns
    -------
    str
    """
    if math.isinf(value):
        return "open"
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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


def write_range(low: float, high: float, unit: str, digits: int = DIGITS) -> str:
    """Format a range for a reader, such as "$10m–$15m", "110–120 companies" or "at least 300 people".

    Parameters
    ----------
    low, high : float
        The ends; infinite or NaN where the range is unbounded. Equal ends are written as one number.
    unit : str
        A pint expression; how it is written is defined in `units.csv`.
    digits : int
        Significant digits, as in `write_number`.

    Returns
    -------
    str
    """
    low, high = (-math.inf if math.isnan(low) else low), (math.inf if math.isnan(high) else high)
    if math.isinf(low) and math.isinf(high):
        return "anything"
    if unit == "calendar_year":
        return _join_ends(low, high, [f"{end:.0f}" for end in (low, high)])
    style = unit_style(unit)
    noun = style.singular if low == high == 1 else style.plural
    ends = [f"{style.before}{write_number(end, digits)}{style.behind}" for end in (low, high)]
    return f"{_join_ends(low, high, ends)} {noun}".rstrip()


def _join_ends(low: float, high: float, ends: list[str]) -> str:
    """Join two formatted ends, of which an infinite one is left out."""
    if math.isinf(high):
        return f"at least {ends[0]}"
    if math.isinf(low):
        return f"at most {ends[1]}"
    return ends[0] if ends[0] == ends[1] else DASH.join(ends)
