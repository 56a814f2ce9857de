"""Sensitivity of a quantity to each value, relation and identity: its range without it, and the slopes of its ends.

The slopes are one-sided derivatives of the optimal value of a linear program, which is convex in the ends of its bounds
(Rockafellar 1970, doi:10.1515/9781400873173): the optimal value of the program of feasible directions at the optimum.
All is exact.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from sectorbook.errors import SectorbookError
from sectorbook.exact.extremes import Extreme, extremes, ratio_extremes
from sectorbook.exact.programs import Column, Constraint, Program
from sectorbook.exact.quantities import Quantity
from sectorbook.exact.relations import End, Relation
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
        By (end of the quantity, end of the value or relation): the change of the former per unit by which the latter
        rises, valid for small moves outward. Infinite where the denominator of a ratio can be 0 at its extreme, or the
        base of a relation has no end there. Empty for identities; an end that is unbounded or only approached has none.
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
    printed: dict[str, Value | Relation] = {one.name: one for one in part.values}
    printed |= {one.name: one for one in part.relations}
    decisive = _decisive(part, quantity, ends)
    same = (ends["low"].value, ends["high"].value)
    drivers = []
    for name in part.elements:
        without = _range_without(part, quantity, name) if name in decisive else same
        slopes = _slopes(part, quantity, attained, printed[name]) if name in printed else {}
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


def _decisive(part: System, quantity: Quantity, ends: Mapping[str, Extreme]) -> set[str]:
    """Return the elements without which the range can change: others leave what forces its ends.

    That is all of them where an end is only approached, which nothing forces, or where elements keep a denominator from
    having both signs.
    """
    bare = part.keep(frozenset())
    low, high = (e.value for e in extremes(bare, quantity.denominator)) if quantity.denominator else (Fraction(0), None)
    can_turn = (low is None or low < 0) and (high is None or high > 0)
    approached = any(extreme.value is not None and not extreme.point for extreme in ends.values())
    if can_turn or approached:
        return set(part.elements)
    return {name for extreme in ends.values() for name in extreme.binding}


def _range_without(part: System, quantity: Quantity, name: str) -> tuple[End, End]:
    """Compute the ends of the quantity without a value or identity."""
    try:
        low, high = quantity.extremes(part.drop({name}))
    except SectorbookError:  # the denominator can then have both signs, and the ratio any value
        return None, None
    return low.value, high.value


def _slopes(
    part: System, quantity: Quantity, attained: Mapping[str, Extreme], element: Value | Relation
) -> dict[tuple[str, str], Fraction | float]:
    """Compute the slope of each attained end of the quantity with each bounded end of a value or relation."""
    return {
        (end, side): _slope(part, quantity, extreme, end == "low", element, side)
        for end, extreme in attained.items()
        for side in element.ends
    }


def _slope(
    part: System, quantity: Quantity, extreme: Extreme, is_low: bool, element: Value | Relation, side: str
) -> Fraction | float:
    """Compute the slope of an end of the quantity with one end of a value or relation."""
    if isinstance(element, Value):
        bounds = part.active_bounds[element.indicator]
        if (bounds.low_by if side == "low" else bounds.high_by) != [element.name]:
            return Fraction(0)  # the end is not active, or not alone
    sign = _sign(part, quantity)
    moved = element.indicator if isinstance(element, Value) else element.constraints[side].name
    program = _feasible_directions(part, extreme.point, moved, side)
    form = _gradient(quantity, extreme)
    change = (program.minimize(form) if is_low == (sign > 0) else program.maximize(form)).value
    direction = -1 if side == "low" else 1
    if not change:
        return Fraction(0)
    most = _most_moved(_optima(part, quantity, extreme), quantity, sign, element, side)
    return math.inf * direction * (-1 if is_low else 1) if most is None else change * direction * most


def _sign(part: System, quantity: Quantity) -> int:
    """Return the sign of the denominator."""
    high = extremes(part, quantity.denominator)[1].value if quantity.denominator else None
    return -1 if high is not None and high <= 0 else 1


def _optima(part: System, quantity: Quantity, extreme: Extreme) -> System:
    """Return the system of all points at which the quantity has its extreme."""
    form = {name: c for name, c in _gradient(quantity, extreme).items() if c}
    end = Fraction(0) if quantity.denominator else extreme.value
    return replace(part, identities=(*part.identities, Constraint("\0extreme", form, end, end))) if form else part


def _most_moved(optima: System, quantity: Quantity, sign: int, element: Value | Relation, side: str) -> End:
    """Compute by how much a row moves at most with its end, for each unit of the denominator; None where without end.

    The row of a ratio A / B moves by more, the larger B is, and of the points with the same extreme the farthest
    counts: the derivative of a saddle value is that of the Lagrangian (Gol'shtein 1972, Theory of convex programming).
    """
    unit = element.slope(element.ends[side]) if isinstance(element, Relation) else Fraction(1)
    is_ratio = isinstance(element, Relation) and not element.is_difference
    base = {element.base: Fraction(1)} if isinstance(element, Relation) and is_ratio else None
    if quantity.denominator is None:
        most = extremes(optima, base)[1].value if base else Fraction(1)
    elif base:
        most = ratio_extremes(optima, base, quantity.denominator)[1 if sign > 0 else 0].value
    else:
        nearest = extremes(optima, quantity.denominator)[0 if sign > 0 else 1].value
        most = 1 / nearest if nearest else None
    return None if most is None else unit * most


def _gradient(quantity: Quantity, extreme: Extreme) -> dict[str, Fraction]:
    """Return the derivative of the quantity, times its denominator, by each indicator at its extreme."""
    if quantity.denominator is None:
        return dict(quantity.numerator)
    ratio, zero = extreme.value or Fraction(0), Fraction(0)
    names = dict.fromkeys([*quantity.numerator, *quantity.denominator])
    return {name: quantity.numerator.get(name, zero) - ratio * quantity.denominator.get(name, zero) for name in names}


def _feasible_directions(part: System, point: Mapping[str, Fraction], moved: str, side: str) -> Program:
    """Make the program of the directions from a point that violate no active bound, one of which moves by a unit.

    What moves is an end of an indicator, or a row.
    """
    columns = []
    for name, bounds in part.active_bounds.items():
        low = _active_end(point.get(name), bounds.low, -1 if (name, side) == (moved, "low") else 0)
        high = _active_end(point.get(name), bounds.high, 1 if (name, side) == (moved, "high") else 0)
        columns.append(Column(name, low, high))
    rows = []
    for row in part.rows:
        value = sum((c * point[name] for name, c in row.coefficients.items()), Fraction(0))
        move = (-1 if side == "low" else 1) if row.name == moved else 0
        low, high = (_active_end(value, end, move) for end in (row.low, row.high))
        rows.append(Constraint(row.name, row.coefficients, low, high))
    return Program(columns, rows)


def _active_end(value: End, end: End, move: int) -> End:
    """Return the bound of a direction at an end, which moves; None where the end is not active."""
    return Fraction(move) if end is not None and value == end else None
