"""Sensitivity of a quantity to each value and identity: its range without it, and the slopes of its ends. Exact.

The slopes are one-sided derivatives of the optimal value of a linear program, which is convex in the ends of its bounds
(Rockafellar 1970, doi:10.1515/9781400873173): the optimal value of the program of feasible directions at the optimum.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from sectorbook.errors import SectorbookError
from sectorbook.exact.extremes import Extreme, extremes
from sectorbook.exact.programs import Column, Constraint, Program
from sectorbook.exact.quantities import Quantity
from sectorbook.exact.relations import End
from sectorbook.exact.system import System, Value
from sectorbook.values.intervals import interval_from_exact

SLOPES = [(end, side) for end in ("low", "high") for side in ("low", "high")]
"""Pairs of an end of the quantity and an end of a value."""


@dataclass(frozen=True)
class Driver:
    """The effect of a value or identity on a quantity.

    Attributes
    ----------
    name : str
        The value or identity.
    without : tuple of (Fraction or None)
        The quantity's low and high end without it; None is unbounded.
    slopes : mapping
        By (end of the quantity, end of the value): the change of the former per unit by which the latter rises, valid
        for small moves outward; inward it changes at least as much. Infinite where the denominator of a ratio can be 0
        at its extreme. Empty for identities; an end that is unbounded or only approached has none.
    """

    name: str
    without: tuple[End, End]
    slopes: Mapping[tuple[str, str], Fraction | float]


def find_drivers(system: System, quantity: Quantity) -> list[Driver]:
    """Compute the effect of each value and identity that is connected to a quantity.

    Parameters
    ----------
    system : System
        A feasible system.
    quantity : Quantity

    Returns
    -------
    list of Driver
        In ledger order.
    """
    part = system.connected_to([*quantity.numerator, *(quantity.denominator or ())])
    ends = dict(zip(("low", "high"), quantity.extremes(part), strict=True))
    attained = {side: extreme for side, extreme in ends.items() if extreme.value is not None and extreme.point}
    values = {value.name: value for value in part.values}
    drivers = []
    for name in part.elements:
        without = _range_without(part, quantity, name)
        slopes = _slopes(part, quantity, attained, values[name]) if name in values else {}
        drivers.append(Driver(name, without, slopes))
    return drivers


def drivers_table(system: System, quantity: Quantity) -> pd.DataFrame:
    """Tabulate the effect of each value and identity that is connected to a quantity.

    Parameters
    ----------
    system : System
        A feasible system.
    quantity : Quantity

    Returns
    -------
    DataFrame
        Indexed by value or identity. Columns low and high: the range of the quantity without it, infinite where
        unbounded. Columns low_per_low, low_per_high, high_per_low and high_per_high: `Driver.slopes`, NaN where there
        is none.
    """
    rows = {}
    for driver in find_drivers(system, quantity):
        without = interval_from_exact(*driver.without, quantity.unit)
        rows[driver.name] = [without.low, without.high, *(float(driver.slopes.get(pair, math.nan)) for pair in SLOPES)]
    columns = ["low", "high", *(f"{end}_per_{side}" for end, side in SLOPES)]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("element")


def _range_without(part: System, quantity: Quantity, name: str) -> tuple[End, End]:
    """Compute the ends of the quantity without a value or identity."""
    try:
        low, high = quantity.extremes(part.drop({name}))
    except SectorbookError:  # the denominator can then have both signs, and the ratio any value
        return None, None
    return low.value, high.value


def _slopes(
    part: System, quantity: Quantity, attained: Mapping[str, Extreme], value: Value
) -> dict[tuple[str, str], Fraction | float]:
    """Compute the slope of each attained end of the quantity with each bounded end of a value."""
    return {
        (end, side): _slope(part, quantity, extreme, end == "low", value, side)
        for end, extreme in attained.items()
        for side in value.ends
    }


def _slope(
    part: System, quantity: Quantity, extreme: Extreme, is_low: bool, value: Value, side: str
) -> Fraction | float:
    """Compute the slope of an end of the quantity with one end of a value."""
    bounds = part.active_bounds[value.indicator]
    if (bounds.low_by if side == "low" else bounds.high_by) != [value.name]:
        return Fraction(0)  # the end is not active, or not alone
    sign, denominator = _nearest_denominator(part, quantity, extreme)
    program = _feasible_directions(part, extreme.point, value.indicator, side)
    form = _gradient(quantity, extreme)
    change = (program.minimize(form) if is_low == (sign > 0) else program.maximize(form)).value
    direction = -1 if side == "low" else 1
    if not change:
        return Fraction(0)
    return change * direction / denominator if denominator else math.inf * direction * (-1 if is_low else 1)


def _nearest_denominator(part: System, quantity: Quantity, extreme: Extreme) -> tuple[int, Fraction]:
    """Compute the denominator's sign, and its value nearest to 0 at the extreme, where the ratio changes most."""
    if quantity.denominator is None:
        return 1, Fraction(1)
    high = extremes(part, quantity.denominator)[1].value
    sign = -1 if high is not None and high <= 0 else 1
    form = {name: c for name, c in _gradient(quantity, extreme).items() if c}
    if form:
        part = replace(part, identities=(*part.identities, Constraint("\0extreme", form, Fraction(0), Fraction(0))))
    nearest = extremes(part, quantity.denominator)[0 if sign > 0 else 1].value
    return sign, nearest or Fraction(0)


def _gradient(quantity: Quantity, extreme: Extreme) -> dict[str, Fraction]:
    """Return the derivative of the quantity, times its denominator, by each indicator at its extreme."""
    if quantity.denominator is None:
        return dict(quantity.numerator)
    ratio, zero = extreme.value or Fraction(0), Fraction(0)
    names = dict.fromkeys([*quantity.numerator, *quantity.denominator])
    return {name: quantity.numerator.get(name, zero) - ratio * quantity.denominator.get(name, zero) for name in names}


def _feasible_directions(part: System, point: Mapping[str, Fraction], moved: str, side: str) -> Program:
    """Make the program of the directions from a point that violate no active bound, one of which moves by a unit."""
    columns = []
    for name, bounds in part.active_bounds.items():
        low = _active_end(point.get(name), bounds.low, -1 if (name, side) == (moved, "low") else 0)
        high = _active_end(point.get(name), bounds.high, 1 if (name, side) == (moved, "high") else 0)
        columns.append(Column(name, low, high))
    rows = []
    for row in part.rows:
        value = sum((c * point[name] for name, c in row.coefficients.items()), Fraction(0))
        low, high = (_active_end(value, end, 0) for end in (row.low, row.high))
        rows.append(Constraint(row.name, row.coefficients, low, high))
    return Program(columns, rows)


def _active_end(value: End, end: End, move: int) -> End:
    """Return the bound of a direction at an end, which moves; None where the end is not active."""
    return Fraction(move) if end is not None and value == end else None
