"""Which statement a result hangs on: its range without each, and how far it moves with each end. Exact, no draws.

The slopes are one-sided derivatives of a linear program's value, which is convex in its ends (Rockafellar 1970,
doi:10.1515/9781400873173): the value of the program of directions that stay within what is tight at the optimum.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from sectorbook.errors import SectorbookError
from sectorbook.exact.extremes import Extreme, extremes
from sectorbook.exact.programs import Column, Constraint, Program
from sectorbook.exact.quantities import Quantity
from sectorbook.exact.system import End, System, Value
from sectorbook.values.intervals import interval_from_exact

SLOPES = [(end, side) for end in ("low", "high") for side in ("low", "high")]


@dataclass(frozen=True)
class Driver:
    """What a value or identity does to a quantity.

    Attributes
    ----------
    without : the quantity's low and high end when it is set aside (None: open)
    slopes : by (end of the quantity, end of the value): the change of the one for each unit that the other rises,
        right for small moves outward; inward it changes at least as much. Infinite where the divisor of a ratio can
        be 0 at its extreme. Empty for identities; an end that is open or only approached has none.
    """

    name: str
    without: tuple[End, End]
    slopes: Mapping[tuple[str, str], Fraction | float]


def find_drivers(system: System, asked: Quantity) -> list[Driver]:
    """The driver of each value and identity that has to do with a quantity, in ledger order."""
    part = system.connected_to([*asked.numerator, *(asked.denominator or ())])
    ends = dict(zip(("low", "high"), asked.extremes(part), strict=True))
    return [Driver(name, _without(part, asked, name), _slopes(part, asked, ends, name)) for name in part.elements]


def drivers_table(system: System, asked: Quantity) -> pd.DataFrame:
    """The drivers as a table, indexed by value or identity.

    Columns: low and high (of the quantity, without it, infinite where open), and low_per_low, low_per_high,
    high_per_low, high_per_high: the change of the quantity's end for each unit that the value's end rises, right for
    small moves outward (NaN for identities, and for ends that are open or only approached).
    """
    found = find_drivers(system, asked)
    rows = {}
    for driver in found:
        without = interval_from_exact(*driver.without, asked.unit)
        slopes = [float(driver.slopes[pair]) if pair in driver.slopes else math.nan for pair in SLOPES]
        rows[driver.name] = [without.low, without.high, *slopes]
    columns = ["low", "high", *(f"{end}_per_{side}" for end, side in SLOPES)]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("element")


def _without(part: System, asked: Quantity, name: str) -> tuple[End, End]:
    try:
        low, high = asked.extremes(part.drop({name}))
    except SectorbookError:  # the divisor can then have both signs, and the ratio be anything
        return None, None
    return low.value, high.value


def _slopes(
    part: System, asked: Quantity, ends: Mapping[str, Extreme], name: str
) -> dict[tuple[str, str], Fraction | float]:
    value = next((value for value in part.values if value.name == name), None)
    if value is None:
        return {}
    sides = [side for side, end in (("low", value.low), ("high", value.high)) if end is not None]
    reached = {end: extreme for end, extreme in ends.items() if extreme.value is not None and extreme.point}
    return {
        (end, side): _slope(part, asked, extreme, end == "low", value, side)
        for end, extreme in reached.items()
        for side in sides
    }


def _slope(part: System, asked: Quantity, extreme: Extreme, is_low: bool, value: Value, side: str) -> Fraction | float:
    held = part.active_bounds[value.indicator]
    if (held.low_by if side == "low" else held.high_by) != [value.name]:
        return Fraction(0)  # it holds nothing, or not alone
    sign, divisor = _least_divisor(part, asked, extreme)
    program = _directions(part, extreme.point, value.indicator, side)
    form = _form(asked, extreme)
    moved = (program.minimize(form) if is_low == (sign > 0) else program.maximize(form)).value
    way = -1 if side == "low" else 1
    if not moved:
        return Fraction(0)
    return moved * way / divisor if divisor else math.inf * way * (-1 if is_low else 1)


def _least_divisor(part: System, asked: Quantity, extreme: Extreme) -> tuple[int, Fraction]:
    """The sign of the divisor, and what of it is nearest to 0 where the ratio has its extreme: there it moves most."""
    if asked.denominator is None:
        return 1, Fraction(1)
    high = extremes(part, asked.denominator)[1].value
    sign = -1 if high is not None and high <= 0 else 1
    form = {name: c for name, c in _form(asked, extreme).items() if c}
    there = replace(part, rows=(*part.rows, Constraint("\0extreme", form, Fraction(0), Fraction(0)))) if form else part
    nearest = extremes(there, asked.denominator)[0 if sign > 0 else 1].value
    return sign, nearest or Fraction(0)


def _form(asked: Quantity, extreme: Extreme) -> dict[str, Fraction]:
    """How the quantity, times its divisor, changes with each indicator where it has its extreme."""
    if asked.denominator is None:
        return dict(asked.numerator)
    ratio = extreme.value or Fraction(0)
    none = Fraction(0)
    names = [*asked.numerator, *(name for name in asked.denominator if name not in asked.numerator)]
    return {name: asked.numerator.get(name, none) - ratio * asked.denominator.get(name, none) for name in names}


def _directions(part: System, point: Mapping[str, Fraction], moved: str, side: str) -> Program:
    """The directions from a point that keep what is tight there, but for one end, which gives way by one unit."""
    columns = []
    for name, held in part.active_bounds.items():
        low = _tight(point.get(name), held.low, Fraction(-1 if (name, side) == (moved, "low") else 0))
        high = _tight(point.get(name), held.high, Fraction(1 if (name, side) == (moved, "high") else 0))
        columns.append(Column(name, low, high))
    rows = [Constraint(row.name, row.coefficients, *_tight_ends(row, point)) for row in part.rows]
    return Program(columns, rows)


def _tight_ends(row: Constraint, point: Mapping[str, Fraction]) -> tuple[End, End]:
    value = sum((c * point[name] for name, c in row.coefficients.items()), Fraction(0))
    return _tight(value, row.low, Fraction(0)), _tight(value, row.high, Fraction(0))


def _tight(value: End, end: End, gives_way: Fraction) -> End:
    return gives_way if end is not None and value == end else None
