"""The core statements and identities of a report as one linear system, under a reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from sectorbook.exact.programs import Constraint, exact_fraction
from sectorbook.exact.relations import End, Relation
from sectorbook.exact.system import System, Value
from sectorbook.ledger.periods import variable_name
from sectorbook.ledger.readings import check_reading, widen
from sectorbook.ledger.relations import SIGNED, number_limits, usual_unit
from sectorbook.values.units import exact_factor

if TYPE_CHECKING:
    from sectorbook.ledger.report import Report

RATIOS: dict[str, tuple[Fraction, int]] = {
    "share": (Fraction(1, 100), 0),
    "percent_of": (Fraction(1, 100), 0),
    "change": (Fraction(1, 100), 1),
    "yearly": (Fraction(1, 100), 1),
    "times": (Fraction(1), 0),
    "per": (Fraction(1), 0),
}
"""Scale and offset of the numbers of each relation that is a ratio: 43% more is 1 + 43/100 times as much."""
COLUMNS = (
    *("role", "relation", "variable", "low", "high", "about", "rounded_to", "is_rounded"),
    *("exact_low", "exact_high", "exact_step"),
    *("of_variable", "unit", "years"),
)
"""Columns of the statements that a system depends on: all, the exact ones where floats are not exact enough, and those
of relations."""
Statements = Sequence[tuple[str, Mapping[Any, Any]]]
"""The id and the cells of some statements."""


def build_system(report: Report, about: str = "printed") -> System:
    """Build the linear system of the core statements and all identities.

    Parameters
    ----------
    report : Report
    about : str, default "printed"
        The reading.

    Returns
    -------
    System
        Every variable is a column, bounded by what it is: not negative unless it is signed, at most its limit. Its
        relations are the core's; each identity is there once for each period.

    Raises
    ------
    ReadingError
        Where there is no such reading.
    """
    check_reading(about)
    statements = report.statements
    names = [name for name in COLUMNS if name in statements]
    cells = zip(*(statements[name].tolist() for name in names), strict=True)
    rows = zip(map(str, statements.index), (dict(zip(names, row, strict=True)) for row in cells), strict=True)
    core = [(name, row) for name, row in rows if row["role"] == "core"]
    return System(
        report.natural_ends,
        tuple(_values([(name, row) for name, row in core if not row["relation"]], about)),
        tuple(_identities(report)),
        tuple(_relations(report, [(name, row) for name, row in core if row["relation"]], about)),
    )


def _values(statements: Statements, about: str) -> Iterator[Value]:
    """Yield the range of each variable that statements give, once for those that give the same range."""
    printings: dict[tuple[str, End, End], list[str]] = defaultdict(list)
    for name, row in statements:
        printings[row["variable"], *widen(row, about)].append(name)
    for (variable, low, high), ids in printings.items():
        yield Value(ids[0], variable, low, high, tuple(ids))


def _relations(report: Report, statements: Statements, about: str) -> Iterator[Relation]:
    """Yield each relation that statements print, once for those that print the same."""
    same: dict[Relation, list[str]] = defaultdict(list)
    units = report.variables["unit"].to_dict() if statements else {}
    for name, row in statements:
        same[make_relation("", row, units, about)].append(name)
    for relation, ids in same.items():
        yield replace(relation, name=ids[0], printings=tuple(ids))


def make_relation(name: str, row: Mapping[Any, Any], units: Mapping[Any, str] | pd.Series, about: str) -> Relation:
    """Make the relation of a statement under a reading.

    Parameters
    ----------
    name : str
        Its id.
    row : mapping
        Its cells.
    units : mapping or Series
        Unit of each variable.
    about : str
        The reading.

    Returns
    -------
    Relation
        A share is at most the whole, whatever its high end.
    """
    kind, own, other = str(row["relation"]), str(units[row["variable"]]), str(units[row["of_variable"]])
    ends = _within_limits(kind, *widen(row, about))
    shared = (name, str(row["variable"]), str(row["of_variable"]), *ends, (name,))
    if kind == "more":
        scale = _conversion(str(row["unit"]) or own, own)
        return Relation(*shared, scale=scale, conversion=_conversion(other, own), is_difference=True)
    scale, offset = RATIOS[kind]
    unit = str(row["unit"]) or usual_unit(kind, own, other)
    conversion = _conversion(unit, f"({own})/({other})") if kind == "per" else _conversion(other, own)
    years, limit = int(row["years"]), number_limits(kind, is_signed=False)[1]
    return Relation(*shared, scale, Fraction(offset), years, conversion, limit=limit)


def _within_limits(kind: str, low: End, high: End) -> tuple[End, End]:
    """Clip ends that a reading widens beyond what the relation can be; a share is at most the whole even if open."""
    if kind in SIGNED:
        return low, high
    least, most = number_limits(kind, is_signed=False)
    if low is not None and least is not None:
        low = max(least, low)
    return low, most if high is None or (most is not None and high > most) else high


def _conversion(unit: str, to: str) -> Fraction:
    """Return the factor from one unit to another exactly."""
    return Fraction(1) if unit == to else exact_factor(unit, to)


def _identities(report: Report) -> Iterator[Constraint]:
    """Yield each identity of each period, its coefficients converted to the unit of its first indicator."""
    units = report.indicators["unit"].to_dict()
    for name, period, terms, sign in report.dated_identities:
        unit = units[next(iter(terms))]
        coefficients = {
            variable_name(indicator, period, report.period): exact_fraction(coefficient)
            * _conversion(units[indicator], unit)
            for indicator, coefficient in terms.items()
        }
        low = Fraction(0) if sign == "=" else None
        yield Constraint(variable_name(name, period, report.period), coefficients, low, Fraction(0))
