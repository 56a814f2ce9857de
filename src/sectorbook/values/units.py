"""Units: how pint converts them, and how they are written for readers. `units.csv` lists what both need.

A row defines a unit in pint's syntax, says how it is written around a number, or both. What is counted (person,
company, hub ...) is a dimension of its own, so that people and companies are never added by mistake.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import pint

from sectorbook.errors import UnitMismatch

UNITS = Path(str(files("sectorbook.values"))) / "units.csv"


@dataclass(frozen=True)
class UnitStyle:
    """How a unit is written: with signs before and behind a number, or with a noun behind it; and on an axis."""

    before: str
    behind: str
    singular: str
    plural: str
    title: str

    @property
    def is_counted(self) -> bool:
        """Whether values are counts of something, which has a singular and a plural."""
        return self.singular != self.plural


@cache
def _rows() -> dict[str, dict[str, str]]:
    with UNITS.open(encoding="utf-8", newline="") as lines:
        return {row.pop("unit"): row for row in csv.DictReader(lines)}


@cache
def unit_style(unit: str) -> UnitStyle:
    """How a unit is written; one without a row in `units.csv` stands behind its number by its own name.

    Parameters
    ----------
    unit : str
        A pint expression, such as "MUSD/year".

    Returns
    -------
    UnitStyle
    """
    row = _rows().get(unit)
    if row is None:
        return UnitStyle("", "", unit, unit, unit)
    return UnitStyle(row["before"], row["behind"], row["singular"], row["plural"], row["title"])


def unit_titles() -> set[str]:
    """The axis titles that `units.csv` gives to units in place of their names."""
    return {row["title"] for unit, row in _rows().items() if row["title"] != unit}


@cache
def unit_registry() -> pint.UnitRegistry[float]:
    """Pint's units with those that `units.csv` defines."""
    registry: pint.UnitRegistry[float] = pint.UnitRegistry()
    for unit, row in _rows().items():
        if row["definition"]:
            registry.define(f"{unit} = {row['definition']}")
    return registry


def is_unit(expression: str) -> bool:
    """Whether pint and `units.csv` know the unit."""
    try:
        unit_registry().parse_units(expression)
    except (pint.UndefinedUnitError, pint.DefinitionSyntaxError, ValueError, TypeError, AssertionError):
        return False
    return bool(expression)


@cache
def _unit(expression: str) -> pint.Unit:
    return unit_registry().parse_units(expression)


@cache
def are_compatible(one: str, other: str) -> bool:
    """Whether two units measure the same thing, so that values in them can be compared after conversion."""
    return _unit(one).dimensionality == _unit(other).dimensionality


@cache
def conversion_factor(unit: str, to: str) -> float:
    """What a value in `unit` is multiplied with to be in `to`. Unlike units raise `UnitMismatch`."""
    if not is_unit(to):
        raise UnitMismatch(f'"{to}" is no unit that pint knows. Use one of units.csv or pint\'s.')
    if not are_compatible(unit, to):
        raise UnitMismatch(
            f'"{unit}" ({_unit(unit).dimensionality}) cannot be turned into "{to}" ({_unit(to).dimensionality}). '
            "Ask for a unit of the same kind."
        )
    return float(unit_registry().convert(1.0, unit, to))


@cache
def quotient_unit(numerator: str, denominator: str) -> str:
    """The unit of a ratio, as a pint expression; "percent" where the units are alike."""
    if are_compatible(numerator, denominator):
        return "percent"
    return f"{_unit(numerator) / _unit(denominator):~}" or "dimensionless"
