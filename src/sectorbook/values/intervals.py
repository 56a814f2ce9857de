"""A range with a unit, and how ranges and units are written for people.

Units are pint expressions; what is counted (person, company, hub ...) is defined in `units.txt`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path

import pint

from sectorbook.errors import UnitMismatch

UNITS = Path(str(files("sectorbook.values"))) / "units.txt"
DIGITS = 4
"""Significant digits of a number below the thousands, where nothing else is asked for."""
DASH = "\N{EN DASH}"

# How a unit is written around a number: before it and behind it. Where a row is missing, the unit's own
# name stands behind the range.
AFFIXES = {
    "MUSD/year": ("$", "m"),
    "MUSD": ("$", "m"),
    "USD/person/year": ("$", ""),
    "kUSD/company/year": ("$", "k"),
    "kPKR/person/year": ("Rs ", "k"),
    "percent": ("", "%"),
    "dimensionless": ("", ""),
}
NOUNS = {
    "person": ("person", "people"),
    "company": ("company", "companies"),
    "park": ("park", "parks"),
    "hub": ("hub", "hubs"),
    "job": ("job", "jobs"),
    "centre": ("centre", "centres"),
    "person/company": ("person a company", "people a company"),
    "person/year": ("person a year", "people a year"),
    "hour/day": ("hour a day", "hours a day"),
    "year": ("year", "years"),
}


@cache
def units() -> pint.UnitRegistry[float]:
    """Pint's units with those of `units.txt`."""
    registry: pint.UnitRegistry[float] = pint.UnitRegistry()
    registry.load_definitions(str(UNITS))
    return registry


def is_unit(expression: str) -> bool:
    """Whether pint and `units.txt` know the unit."""
    try:
        units().parse_units(expression)
    except (pint.UndefinedUnitError, pint.DefinitionSyntaxError, ValueError, TypeError, AssertionError):
        return False
    return bool(expression)


@cache
def _unit(expression: str) -> pint.Unit:
    return units().parse_units(expression)


@cache
def alike(one: str, other: str) -> bool:
    """Whether two units measure the same thing, so that values in them can be compared after conversion."""
    return _unit(one).dimensionality == _unit(other).dimensionality


@cache
def factor(unit: str, to: str) -> float:
    """What a value in `unit` is multiplied with to be in `to`. Unlike units raise `UnitMismatch`."""
    if not is_unit(to):
        raise UnitMismatch(f'"{to}" is no unit that pint knows. Use one of data/units.txt or pint\'s.')
    if not alike(unit, to):
        raise UnitMismatch(
            f'"{unit}" ({_unit(unit).dimensionality}) cannot be turned into "{to}" ({_unit(to).dimensionality}). '
            "Ask for a unit of the same kind."
        )
    return float(units().convert(1.0, unit, to))


@cache
def quotient_unit(numerator: str, denominator: str) -> str:
    """The unit of a ratio, as a pint expression; "percent" where the units are alike."""
    if alike(numerator, denominator):
        return "percent"
    return f"{_unit(numerator) / _unit(denominator):~}" or "dimensionless"


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
        times = factor(self.unit, unit)
        return Interval(self.low * times, self.high * times, unit)

    def __str__(self) -> str:
        return write_range(self.low, self.high, self.unit)


def interval(low: Fraction | None, high: Fraction | None, unit: str) -> Interval:
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
    before, behind = AFFIXES.get(unit, ("", ""))
    one, more = NOUNS.get(unit, (unit, unit))
    noun = "" if unit in AFFIXES else f" {one if low == high == 1 else more}"
    ends = [f"{before}{write_number(end, digits)}{behind}" for end in (low, high)]
    return _join(low, high, ends) + noun


def _join(low: float, high: float, ends: list[str]) -> str:
    if math.isinf(high):
        return f"at least {ends[0]}"
    if math.isinf(low):
        return f"at most {ends[1]}"
    return ends[0] if ends[0] == ends[1] else DASH.join(ends)
