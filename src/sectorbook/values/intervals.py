"""Ranges with a unit, and how numbers and ranges are written for readers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from sectorbook.values.units import conversion_factor, unit_style

DIGITS = 4
"""Significant digits of a number below the thousands, where nothing else is asked for."""
DASH = "\N{EN DASH}"


@dataclass(frozen=True)
class Interval:
    """A range of possible values; both ends belong to it, and an infinite end is open.

    The true value lies in it; nothing is said about where.
    """

    low: float
    high: float
    unit: str

    def to(self, unit: str) -> Interval:
        """The same range in another unit of the same kind. Unlike units raise `UnitMismatch`."""
        times = conversion_factor(self.unit, unit)
        return Interval(self.low * times, self.high * times, unit)

    def __str__(self) -> str:
        return write_range(self.low, self.high, self.unit)


def interval_from_exact(low: Fraction | None, high: Fraction | None, unit: str) -> Interval:
    """A range from exact ends; None is open."""
    return Interval(-math.inf if low is None else float(low), math.inf if high is None else float(high), unit)


def write_number(value: float, digits: int = DIGITS) -> str:
    """A number for a reader: at most `digits` significant ones below the thousands, nearest, no padding."""
    if math.isinf(value):
        return "open"
    if value == 0:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def write_range(low: float, high: float, unit: str, digits: int = DIGITS) -> str:
    """A range for a reader, its unit on both ends where the unit is a sign: "$10m–$15m", "110–120 companies".

    Equal ends are one number. An open upper end (infinite or NaN) reads "at least", an open lower end "at most".
    """
    low, high = (-math.inf if math.isnan(low) else low), (math.inf if math.isnan(high) else high)
    if math.isinf(low) and math.isinf(high):
        return "anything"
    if unit == "calendar_year":
        return _join(low, high, [f"{end:.0f}" for end in (low, high)])
    style = unit_style(unit)
    noun = style.singular if low == high == 1 else style.plural
    ends = [f"{style.before}{write_number(end, digits)}{style.behind}" for end in (low, high)]
    return _join(low, high, ends) + (f" {noun}" if noun else "")


def _join(low: float, high: float, ends: list[str]) -> str:
    if math.isinf(high):
        return f"at least {ends[0]}"
    if math.isinf(low):
        return f"at most {ends[1]}"
    return ends[0] if ends[0] == ends[1] else DASH.join(ends)
