"""The least and the greatest value of linear forms and ratios over a system, and which elements force them.

Bounds are tightened by optimization-based bound tightening: each indicator is minimized and maximized over the system
(Gleixner et al. 2017, doi:10.1007/s10898-016-0450-4). Ratios are optimized as by Charnes and Cooper (1962,
doi:10.1002/nav.3800090303).
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

import numpy as np

from sectorbook.errors import SectorbookError
from sectorbook.exact.binding import first_proof
from sectorbook.exact.relations import End
from sectorbook.exact.solving.programs import Column, Constraint, Multipliers, Program, Solution
from sectorbook.exact.solving.propagation import Propagation
from sectorbook.exact.system import Proof, System

Computed = TypeVar("Computed")
Form = Mapping[str, Fraction]
"""A linear form: the coefficient of each indicator."""
Point = tuple[Fraction, Fraction]
LARGE = 500
"""Number of indicators of a component from which propagation saves more programs than it costs."""
NOTHING = Proof({}, {})
SIGNS = (1, -1)
"""Minimize an indicator, or its negative: the low end, or minus the high end."""


@dataclass(frozen=True)
class Extreme:
    """The least or the greatest value of a quantity over a system.

    Attributes
    ----------
    value : Fraction or None
        None where the quantity is unbounded.
    point : mapping
        The indicators at a point with this value; empty where the value is only approached, or unbounded.
    binding : tuple of str
        The first minimal set of values and identities that forces the value, in ledger order: of all such sets, the
        one whose last member is the earliest in the ledger.
    proof : Proof
        The multipliers of this set, with which the ends add up to the value: of the form as it was minimized, which for
        a greatest value is its negative, and for a ratio what is 0 at its extreme. Empty where the value is unbounded.
    """

    value: End
    point: Mapping[str, Fraction]
    binding: tuple[str, ...]
    proof: Proof = NOTHING

    def negated(self) -> Extreme:
        """Return the greatest value of a form, from the least value of its negative.

        Returns
        -------
        Extreme
        """
        return replace(self, value=None if self.value is None else -self.value)


def tightest_bounds(system: System) -> dict[str, tuple[Extreme, Extreme]]:
    """Compute the tightest bounds of every indicator.

    Parameters
    ----------
    system : System
        A feasible system.

    Returns
    -------
    dict
        By indicator, its least and its greatest value.
    """
    with _without_collection():
        bounds = {name: ends for part in system.components for name, ends in _tightened(part).items()}
    return {name: bounds[name] for name in system.natural}


@contextmanager
def _without_collection() -> Iterator[None]:
    """Keep the garbage collector still: it would look through millions of fractions, which form no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def extremes(system: System, form: Form) -> tuple[Extreme, Extreme]:
    """Compute the least and the greatest value of a linear form.

    Parameters
    ----------
    system : System
        A feasible system.
    form : mapping
        Coefficient of each indicator.

    Returns
    -------
    tuple of Extreme
    """
    return _extremes_within(system.connected_to(form), form)


def _extremes_within(part: System, form: Form) -> tuple[Extreme, Extreme]:
    """Compute the extremes of a form over a system that its indicators are connected in, once."""
    key = "extremes", frozenset(form.items())
    return _once(part, key, lambda: (_minimum(part, form), _minimum(part, _negative(form)).negated()))


def _once(part: System, key: object, compute: Callable[[], Computed]) -> Computed:
    """Return what was computed of a system under this key, or compute it."""
    if key not in part.solved:
        part.solved[key] = compute()
    computed: Computed = part.solved[key]
    return computed


def ratio_extremes(system: System, numerator: Form, denominator: Form) -> tuple[Extreme, Extreme]:
    """Compute the least and the greatest value of a ratio of two linear forms.

    Parameters
    ----------
    system : System
        A feasible system.
    numerator, denominator : mapping
        Coefficient of each indicator. The denominator must have one sign and not always be 0.

    Returns
    -------
    tuple of Extreme
    """
    part = system.connected_to([*numerator, *denominator])
    key = "ratio", frozenset(numerator.items()), frozenset(denominator.items())
    forms = numerator, _negative(numerator)
    least, negated = _once(part, key, lambda: tuple(_minimum_ratio(part, form, denominator) for form in forms))
    return least, negated.negated()


def _negative(form: Form) -> Form:
    """Return the form with all signs changed."""
    return {name: -c for name, c in form.items()}


def _tightened(part: System) -> Mapping[str, tuple[Extreme, Extreme]]:
    """Compute the tightest bounds of every indicator of a component, once."""
    return _once(part, "bounds", lambda: dict(_tighten_part(part)))


def _tighten_part(part: System) -> Iterator[tuple[str, tuple[Extreme, Extreme]]]:
    """Compute the tightest bounds of every indicator of a component."""
    attained = _AttainedBounds(part)
    for sign in SIGNS if part.rows else ():
        # One solution often attains the bounds of many indicators at once.
        attained.record(part.program.minimize(dict.fromkeys(part.natural, Fraction(sign))))
    if len(part.natural) > LARGE:
        attained.propagate()
    lows = {name: attained.minimum(name, 1) for name in part.natural}
    for name in part.natural:
        yield name, (lows[name], attained.minimum(name, -1).negated())


class _AttainedBounds:
    """The bounds of a component's indicators that solutions so far attain; these need not be solved for."""

    def __init__(self, part: System) -> None:
        self.part = part
        self.names = list(part.program.index) if part.rows else []
        self.missing = {sign: np.ones(len(self.names), dtype=np.bool_) for sign in SIGNS}
        self.points: dict[tuple[str, int], Mapping[str, Fraction]] = {}
        self.implied: dict[tuple[int, int], Fraction] = {}
        self.solutions: dict[tuple[str, int], Solution] = {}

    def record(self, solution: Solution) -> None:
        """Record which bounds a solution is the first to attain."""
        for sign, flags in zip(SIGNS, (solution.at_low, solution.at_high), strict=True):
            for i in (flags[: len(self.names)] & self.missing[sign]).nonzero()[0] if len(flags) else ():
                self.points[self.names[i], sign] = solution.point
                self.missing[sign][i] = False
        for column, side in [
            end for end, value in self.implied.items() if solution.point.get(self.names[end[0]]) == value
        ]:
            del self.implied[column, side]
            self.solutions[self.names[column], side] = self._implied_solution(column, side, solution)

    def propagate(self) -> None:
        """Look for points that attain many of the bounds which propagation implies at once, as long as there are any.

        What is found so need not be solved for (Gleixner et al. 2017, "filtering").
        """
        self.propagation = Propagation(self.part.program.matrix)
        for sign in SIGNS:
            for i in self.missing[sign].nonzero()[0].tolist():
                end = self.propagation.end(i, sign)
                if end is not None:
                    self.implied[i, sign] = Fraction(end)
        left = len(self.implied) + 1
        while len(self.implied) < left:
            left = len(self.implied)
            for sign in SIGNS:
                form = {self.names[i]: Fraction(sign) for i, side in self.implied if side == sign}
                if form:
                    self.record(self.part.program.minimize(form))

    def _implied_solution(self, i: int, sign: int, attaining: Solution) -> Solution:
        """Make the solution of an implied bound that the point of another solution attains."""
        proof = self.propagation.proof(i, sign)
        multipliers = self.part.program.name_multipliers(proof)
        value = sign * Fraction(self.propagation.end(i, sign) or 0)
        return replace(attaining, value=value, multipliers=multipliers, proof=proof)

    def minimum(self, name: str, sign: int) -> Extreme:
        """Return the least value of an indicator, or of its negative."""
        if (name, sign) in self.points or not self.part.rows:
            bounds = self.part.active_bounds[name]
            end, names = (bounds.low, bounds.low_by) if sign > 0 else (bounds.high, bounds.high_by)
            point = self.points.get((name, sign), {name: end or Fraction(0)})
            if end is None:
                return Extreme(None, point, ())
            proof = self.part.proof_from(Multipliers({name: sign}))
            return Extreme(sign * end, point, tuple(names[:1]), proof)
        solution = self.solutions.pop((name, sign), None)
        if solution is None:
            solution = self.part.program.minimize({name: Fraction(sign)})
            self.record(solution)
        return _extreme(self.part, solution)


def _minimum(part: System, form: Form) -> Extreme:
    """Compute the least value of a linear form."""
    return _extreme(part, _minimize(part, form))


def _minimize(part: System, form: Form) -> Solution:
    """Minimize a form: by the program, and for indicators in no identity, by their bounds."""
    related = {name: c for name, c in form.items() if part.rows and name in part.program.index}
    solution = part.program.minimize(related) if related else Solution(Fraction(0))
    if len(related) == len(form):
        return solution
    value, point, multipliers = solution.value, dict(solution.point), dict(solution.multipliers.columns)
    for name in form.keys() - related.keys():
        c, bounds = form[name], part.active_bounds[name]
        end = bounds.low if c >= 0 else bounds.high
        point[name] = end or Fraction(0)
        if c:
            value = None if end is None or value is None else value + c * end
            multipliers[name] = c
    proof = Multipliers(multipliers, solution.multipliers.rows)
    return replace(solution, value=value, point=point, multipliers=proof)


def _extreme(part: System, solution: Solution) -> Extreme:
    """Make the extreme of a solution, with its first binding set."""
    if solution.value is None:
        return Extreme(None, {}, ())
    proof = part.proof_from(solution.multipliers)
    if solution.multipliers.rows and not solution.is_only_proof:  # without a row, it is the first one
        proof = first_proof(part, solution)
    binding = tuple(sorted(proof.names, key=part.positions.__getitem__))
    return Extreme(solution.value, solution.point, binding, proof)


def _minimum_ratio(part: System, numerator: Form, denominator: Form) -> Extreme:
    """Compute the least value of a ratio."""
    low, high = (extreme.value for extreme in _extremes_within(part, denominator))
    sign = -1 if high is not None and high <= 0 else 1
    size = max((abs(end) for end in (low, high) if end), default=Fraction(1))
    value = _ratio_program(part, denominator, sign, size).minimize(numerator).value
    if value is None:
        return Extreme(None, {}, ())
    ratio, zero = value / size, Fraction(0)
    names = dict.fromkeys([*numerator, *denominator])
    form = {name: sign * (numerator.get(name, zero) - ratio * denominator.get(name, zero)) for name in names}
    extreme = _minimum(part, form)
    if extreme.value != 0:  # the ratio is only approached, where the denominator is unbounded
        return Extreme(ratio, {}, ())
    return replace(extreme, value=ratio)


def _ratio_program(part: System, denominator: Form, sign: int, size: Fraction) -> Program:
    """Make the program in the variables of Charnes and Cooper: the indicators, and 1, times size / denominator.

    The size keeps the numbers near those printed, where a solver in floating point is most accurate. The program of the
    last denominator is kept, for the other end and for other numerators.
    """
    key = frozenset(denominator.items()), sign, size
    if part.solved.get("ratio program", (None,))[0] != key:
        part.solved["ratio program"] = key, _new_ratio_program(part, denominator, sign, size)
    program: Program = part.solved["ratio program"][1]
    return program


def _new_ratio_program(part: System, denominator: Form, sign: int, size: Fraction) -> Program:
    """Make the program of `_ratio_program`."""
    scale = Column("\0 1/denominator", Fraction(0) if sign > 0 else None, Fraction(0) if sign < 0 else None)
    columns = [Column(name, None, None) for name in part.natural]
    rows = [Constraint("denominator", denominator, size, size)]
    for row in part.rows:
        rows += _scaled_bounds(row.coefficients, row.low, row.high, scale.name, sign)
    for name, bounds in part.active_bounds.items():
        rows += _scaled_bounds({name: Fraction(1)}, bounds.low, bounds.high, scale.name, sign)
    return Program([*columns, scale], rows)


def _scaled_bounds(form: Form, low: End, high: End, scale: str, sign: int) -> list[Constraint]:
    """Bound a form by low * scale and high * scale, in the reverse order where the scale is negative."""
    if low == high == 0:
        return [Constraint("equal", form, low, high)]
    rows = []
    for side, end in (("low", low), ("high", high)):
        if end is not None:
            is_lower = (side == "low") == (sign > 0)
            bounds = (Fraction(0), None) if is_lower else (None, Fraction(0))
            rows.append(Constraint(side, {**form, scale: -end}, *bounds))
    return rows


def region_corners(system: System, x: str, y: str) -> list[Point]:
    """Compute the corners of the region that two indicators can take together.

    Parameters
    ----------
    system : System
        A feasible system.
    x, y : str
        Indicators.

    Returns
    -------
    list of (x, y)
        Anticlockwise. Two corners are a line segment, one is a point.

    Raises
    ------
    SectorbookError
        If the region is unbounded.
    """
    part = system.connected_to([x, y])
    start = [_farthest(part, x, y, *direction) for direction in ((1, 0), (0, 1), (-1, 0), (0, -1))]
    points: list[Point] = []
    for one, other in zip(start, [*start[1:], start[0]], strict=True):
        points += [one, *_between(part, x, y, one, other)]
    outline = list(dict.fromkeys(points))
    sides = zip([outline[-1], *outline[:-1]], outline, [*outline[1:], outline[0]], strict=True)
    return [here for before, here, behind in sides if len(outline) < 3 or _is_corner(before, here, behind)]


def _farthest(part: System, x: str, y: str, to_x: Fraction | int, to_y: Fraction | int) -> Point:
    """Compute the farthest point of the region in a direction."""
    extreme = extremes(part, {x: Fraction(to_x), y: Fraction(to_y)})[1]
    if extreme.value is None:
        raise SectorbookError(f'What "{x}" and "{y}" can be together has no end. Choose bounded indicators.')
    return extreme.point[x], extreme.point[y]


def _between(part: System, x: str, y: str, one: Point, other: Point) -> list[Point]:
    """Compute the corners of the region beyond the straight line between two of its points, in order."""
    if one == other:
        return []
    outward = (other[1] - one[1], one[0] - other[0])
    corner = _farthest(part, x, y, *outward)
    if outward[0] * (corner[0] - one[0]) + outward[1] * (corner[1] - one[1]) <= 0:
        return []
    return [*_between(part, x, y, one, corner), corner, *_between(part, x, y, corner, other)]


def _is_corner(before: Point, here: Point, behind: Point) -> bool:
    """Whether the outline turns at a point; in the middle of a side it does not."""
    (ax, ay), (bx, by), (cx, cy) = before, here, behind
    return (bx - ax) * (cy - by) != (by - ay) * (cx - bx)
