"""The least and the greatest value of what a system's indicators make up, and what forces them.

Each indicator is made as small and as large as the linear system allows: optimisation-based bound tightening
(Gleixner et al. 2017, doi:10.1007/s10898-016-0450-4). Ratios follow Charnes and Cooper (1962,
doi:10.1002/nav.3800090303).
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from sectorbook.errors import SectorbookError
from sectorbook.exact.programs import NO_FLAGS, Column, Constraint, Multipliers, Program, Solution
from sectorbook.exact.system import End, System

Form = Mapping[str, Fraction]
"""A linear form of indicators: a coefficient for each."""


@dataclass(frozen=True)
class Extreme:
    """One end of what is possible: its value (None: open), a point where it is reached, and what forces it.

    `binding` is the first minimal set of values and identities that forces the end: of all that do, the one whose
    last member stands first in the ledger.
    """

    value: End
    point: Mapping[str, Fraction]
    binding: tuple[str, ...]


def tightest_bounds(system: System) -> dict[str, tuple[Extreme, Extreme]]:
    """The tightest low and high end of every indicator of a system that can hold."""
    found = {name: ends for part in system.components for name, ends in _tighten_part(part)}
    return {name: found[name] for name in system.natural}


def extremes(system: System, form: Form) -> tuple[Extreme, Extreme]:
    """The least and the greatest value of a linear form over a system that can hold."""
    part = system.connected_to(form)
    return _lowest(part, form), _turned(_lowest(part, {name: -c for name, c in form.items()}))


def ratio_extremes(system: System, above: Form, below: Form) -> tuple[Extreme, Extreme]:
    """The least and the greatest value of one linear form divided by another that has one sign and is not always 0."""
    part = system.connected_to([*above, *below])
    turned = {name: -c for name, c in above.items()}
    return _lowest_ratio(part, above, below), _turned(_lowest_ratio(part, turned, below))


def _tighten_part(part: System) -> Iterator[tuple[str, tuple[Extreme, Extreme]]]:
    """Ends that a solution already reaches are not solved for again."""
    reached = _Reached(part)
    for way in (1, -1) if part.rows else ():
        reached.note(part.program.minimize(dict.fromkeys(part.natural, Fraction(way))))
    lows = {name: reached.end_of(name, 1) for name in part.natural}
    for name in part.natural:
        yield name, (lows[name], _turned(reached.end_of(name, -1)))


class _Reached:
    """The ends of a part's indicators, as held, that some solution has reached, and where."""

    def __init__(self, part: System) -> None:
        self.part = part
        self.names = list(part.program.index) if part.rows else []
        self.unseen = {way: np.ones(len(self.names), dtype=np.bool_) for way in (1, -1)}
        self.where: dict[tuple[str, int], Mapping[str, Fraction]] = {}

    def note(self, solution: Solution) -> None:
        for way, flags in ((1, solution.at_low), (-1, solution.at_high)):
            for i in (flags[: len(self.names)] & self.unseen[way]).nonzero()[0] if len(flags) else ():
                self.where[self.names[i], way] = solution.point
                self.unseen[way][i] = False

    def end_of(self, name: str, way: int) -> Extreme:
        """The low end for 1; for -1 the high end, turned around."""
        if (name, way) in self.where or not self.part.rows:
            held = self.part.active_bounds[name]
            by, end = (held.low_by, held.low) if way > 0 else (held.high_by, held.high)
            point = self.where.get((name, way), {name: end or Fraction(0)})
            return Extreme(None if end is None else way * end, point, tuple(by[:1]))
        form = {name: Fraction(way)}
        solution = self.part.program.minimize(form)
        self.note(solution)
        return _extreme(self.part, form, solution)


def _lowest(part: System, form: Form) -> Extreme:
    return _extreme(part, form, _solve(part, form))


def _solve(part: System, form: Form) -> Solution:
    """The least value: by the program, and for indicators that no identity relates, by their ends."""
    related = {name: c for name, c in form.items() if part.rows and name in part.program.index}
    found = (
        part.program.minimize(related)
        if related
        else Solution(Fraction(0), {}, Multipliers({}, {}), NO_FLAGS, NO_FLAGS)
    )
    value, point, multipliers = found.value, {}, dict(found.multipliers.columns)
    for name in form.keys() - related.keys():
        c, held = form[name], part.active_bounds[name]
        end = held.low if c >= 0 else held.high
        point[name] = end or Fraction(0)
        if c:
            value = None if end is None or value is None else value + c * end
            multipliers[name] = c
    if not point:
        return found
    return replace(
        found,
        value=value,
        point=ChainMap(point, dict(found.point)),
        multipliers=Multipliers(multipliers, found.multipliers.rows),
    )


def _extreme(part: System, form: Form, solution: Solution) -> Extreme:
    if solution.value is None:
        return Extreme(None, {}, ())
    needed = set(part.proof_from(solution.multipliers).elements)
    is_own_value = len(needed) == 1 and not needed & {row.name for row in part.rows}
    if solution.alternatives and not is_own_value:
        few = part.keep(needed | _alternatives(part, solution)).connected_to(form)
        needed = _first_binding(few, form, solution.value, needed)
    return Extreme(solution.value, solution.point, tuple(sorted(needed, key=part.positions.__getitem__)))


def _alternatives(part: System, solution: Solution) -> set[str]:
    """The values and identities that could take part in another proof of a solution."""
    names = list(part.program.index)
    rows = {part.rows[i - len(names)].name for i in solution.alternatives if i >= len(names)}
    columns = [i for i in solution.alternatives if i < len(names)]
    lows = {name for i in columns if solution.at_low[i] for name in part.active_bounds[names[i]].low_by}
    return rows | lows | {name for i in columns if solution.at_high[i] for name in part.active_bounds[names[i]].high_by}


def _first_binding(part: System, form: Form, value: Fraction, needed: set[str]) -> set[str]:
    """What is left of the elements when the last ones go first, as long as the rest still forces the value."""
    kept = set(part.elements)
    for name in reversed(part.elements):
        if name in needed:
            tried = _solve(part.keep(kept - {name}), form)
            if tried.value == value:
                needed = set(part.proof_from(tried.multipliers).elements)
        if name not in needed:
            kept.discard(name)
    return needed


def _lowest_ratio(part: System, above: Form, below: Form) -> Extreme:
    low, high = (extreme.value for extreme in extremes(part, below))
    sign = -1 if high is not None and high <= 0 else 1
    size = max((abs(end) for end in (low, high) if end), default=Fraction(1))
    value = _ratio_program(part, below, sign, size).minimize(above).value
    if value is None:
        return Extreme(None, {}, ())
    ratio = value / size
    none, names = Fraction(0), dict.fromkeys([*above, *below])
    form = {name: sign * (above.get(name, none) - ratio * below.get(name, none)) for name in names}
    found = _lowest(part, form)
    if found.value != 0:  # it is only approached, where the divisor has no end
        return Extreme(ratio, {}, ())
    return Extreme(ratio, found.point, found.binding)


def _ratio_program(part: System, below: Form, sign: int, size: Fraction) -> Program:
    """The system in the variables of Charnes and Cooper: each value, and 1, times size over the divisor.

    The size keeps the numbers near those printed, where a solver in floating point is at its best.
    """
    scale = Column("\0 1/divisor", Fraction(0) if sign > 0 else None, Fraction(0) if sign < 0 else None)
    columns = [Column(name, None, None) for name in part.natural]
    rows = [Constraint("divisor", below, size, size)]
    for row in part.rows:
        rows += _scaled_ends(row.coefficients, row.low, row.high, scale.name, sign)
    for name, held in part.active_bounds.items():
        rows += _scaled_ends({name: Fraction(1)}, held.low, held.high, scale.name, sign)
    return Program([*columns, scale], rows)


def _scaled_ends(form: Form, low: End, high: End, scale: str, sign: int) -> list[Constraint]:
    """Low * scale <= form <= high * scale, turned around where the scale is negative."""
    if low == high == 0:
        return [Constraint("equal", form, low, high)]
    rows = []
    for end, is_low in ((low, True), (high, False)):
        if end is not None:
            above = is_low == (sign > 0)
            ends = (Fraction(0), None) if above else (None, Fraction(0))
            rows.append(Constraint("low" if is_low else "high", {**form, scale: -end}, *ends))
    return rows


def _turned(extreme: Extreme) -> Extreme:
    """The greatest value of a form, from the least of its negative."""
    return Extreme(None if extreme.value is None else -extreme.value, extreme.point, extreme.binding)


Point = tuple[Fraction, Fraction]


def region_corners(system: System, x: str, y: str) -> list[Point]:
    """The corners of what two indicators can be together, anticlockwise; two corners are a line, one a point.

    Each is the farthest point in some direction. Raises `SectorbookError` where there is none.
    """
    part = system.connected_to([x, y])
    start = [_farthest(part, x, y, *turn) for turn in ((1, 0), (0, 1), (-1, 0), (0, -1))]
    found: list[Point] = []
    for one, other in zip(start, [*start[1:], start[0]], strict=True):
        found += [one, *_between(part, x, y, one, other)]
    outline = list(dict.fromkeys(found))
    sides = zip([outline[-1], *outline[:-1]], outline, [*outline[1:], outline[0]], strict=True)
    return [here for before, here, behind in sides if len(outline) < 3 or _turns(before, here, behind)]


def _farthest(part: System, x: str, y: str, to_x: Fraction | int, to_y: Fraction | int) -> Point:
    extreme = extremes(part, {x: Fraction(to_x), y: Fraction(to_y)})[1]
    if extreme.value is None:
        raise SectorbookError(f'What "{x}" and "{y}" can be together has no end. Choose bounded indicators.')
    return extreme.point[x], extreme.point[y]


def _between(part: System, x: str, y: str, one: Point, other: Point) -> list[Point]:
    """The corners that lie beyond the straight line from one to the other, in order."""
    if one == other:
        return []
    outward = (other[1] - one[1], one[0] - other[0])
    found = _farthest(part, x, y, *outward)
    if outward[0] * (found[0] - one[0]) + outward[1] * (found[1] - one[1]) <= 0:
        return []
    before, behind = (_between(part, x, y, *pair) for pair in ((one, found), (found, other)))
    return [*before, found, *behind]


def _turns(before: Point, here: Point, behind: Point) -> bool:
    """Whether the outline has a corner here; on the middle of a side it has none."""
    (ax, ay), (bx, by), (cx, cy) = before, here, behind
    return (bx - ax) * (cy - by) != (by - ay) * (cx - bx)
