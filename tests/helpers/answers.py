"""All that is said of a system, as text that can be compared byte for byte: ranges, conflicts, changes, drivers."""

from __future__ import annotations

import random
from fractions import Fraction

from sectorbook.errors import Inconsistent
from sectorbook.exact.adjustment import least_adjustment
from sectorbook.exact.conflicts import find_conflicts, find_repairs
from sectorbook.exact.drivers import find_drivers
from sectorbook.exact.extremes import Extreme, tightest_bounds
from sectorbook.exact.quantities import Quantity
from sectorbook.exact.system import System

Said = dict[str, list[str]]


def answers(system: System, seed: int) -> Said:
    """What is said of a feasible system, or of one that is not; the seed chooses a sum to ask for."""
    if not system.is_feasible():
        clashes, cures = find_conflicts(system), find_repairs(system)
        sets = {"conflicts": sorted(map(joined, clashes)), "repairs": sorted(map(joined, cures))}
        return sets | {"adjustment": adjusted(system)}
    bounds = [f"{name}: {ends(*pair)}" for name, pair in tightest_bounds(system).items()]
    draw = random.Random(seed)
    form = {name: Fraction(draw.choice([1, 1, -1, 2])) for name in draw.sample(sorted(system.natural), 2)}
    quantity = Quantity(form, None, "")
    drivers = [f"{one.name}: {one.without} {sorted(one.slopes.items())}" for one in find_drivers(system, quantity)]
    return {"bounds": bounds, "sum": [ends(*quantity.extremes(system))], "drivers": drivers}


def joined(names: frozenset[str]) -> str:
    return " ".join(sorted(names))


def ends(low: Extreme, high: Extreme) -> str:
    return f"{low.value} by {' '.join(low.binding)}, {high.value} by {' '.join(high.binding)}"


def adjusted(system: System) -> list[str]:
    try:
        total, moves = least_adjustment(system)[:2]
    except Inconsistent:
        return ["none"]
    return [str(total), *(f"{m.name} {m.end} {m.printed} {m.by} {m.least} {m.most}" for m in moves)]
