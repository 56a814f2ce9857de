"""Exact certificates for a solver's floating-point answers: by rounding to a lattice of whole numbers, or by its basis.

Printed ends are decimals and most identities only add, so that the vertices of a system lie on a lattice: whole
multiples of one small number. There a rounded answer is a guess that integers prove or refuse. Where they refuse it,
the solver's basis is solved again in fractions. Columns are numbered from 0, the rows after them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from sectorbook.exact.elimination import Number, solve_equations
from sectorbook.exact.simplex import Ends, Tableau

Integers = np.ndarray[tuple[int], np.dtype[np.int64]]
OPEN = 2**62
"""Stands for an end that is open. What is computed stays below it."""
SMALL = 1e-9
"""A step of a solver's direction below it is none."""
FINER = 2520
"""How many points of the lattice lie on a step of the ends: it is divided by every whole number up to ten."""
EXACT = 2**53
"""Floating point holds every whole number below it."""


class LatticePoint(Mapping[str, Fraction]):
    """A point on the lattice: the value of each column by name, exact, made when it is asked for."""

    def __init__(self, index: Mapping[str, int], values: Integers, unit: int) -> None:
        self._index, self._values, self._unit = index, values, unit

    def __getitem__(self, name: str) -> Fraction:
        return Fraction(int(self._values[self._index[name]]), self._unit)

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)


class Lattice:
    """The ends of columns and rows, times `unit` and for each row times its own denominator, as whole numbers."""

    def __init__(self, ends: Sequence[Ends], forms: Sequence[Mapping[int, Number]]) -> None:
        width = len(ends) - len(forms)
        times = [1] * width + [math.lcm(*(c.denominator for c in form.values())) for form in forms]
        wide = [
            pair if t == 1 else tuple(None if end is None else end * t for end in pair)
            for pair, t in zip(ends, times, strict=True)
        ]
        self.unit = FINER * math.lcm(*(end.denominator for pair in wide for end in pair if end is not None))
        whole = [[int(c * t) for c in form.values()] for form, t in zip(forms, times[width:], strict=True)]
        known = [abs(int(end * self.unit)) for pair in wide for end in pair if end is not None]
        weights = [sum(map(abs, row)) for row in whole]
        self._room = EXACT // max(weights, default=1) if weights else EXACT
        self.works = self.unit < EXACT and max(known, default=0) < EXACT and max(weights, default=1) < EXACT
        if self.works:
            self.low = np.array([-OPEN if pair[0] is None else int(pair[0] * self.unit) for pair in wide])
            self.high = np.array([OPEN if pair[1] is None else int(pair[1] * self.unit) for pair in wide])
            self._coefficients = np.array([c for row in whole for c in row], dtype=np.int64)
            self._columns = np.array([column for form in forms for column in form], dtype=np.int64)
            self._starts = np.cumsum([0, *map(len, forms)][: len(forms)])

    def round_point(self, values: Sequence[float]) -> Integers | None:
        """Columns and rows at the lattice's nearest point; None where it does not satisfy the system."""
        whole = self._spread(np.array(values) * self.unit) if self.works else None
        return whole if whole is not None and bool(((whole >= self.low) & (whole <= self.high)).all()) else None

    def is_recession_direction(self, way: Sequence[float]) -> bool:
        """Whether a direction, given up to its length, meets no end: one can go along it for ever."""
        steps = np.asarray(way)
        sizes = np.abs(steps)[np.abs(steps) > SMALL]
        whole = self._spread(steps / sizes.min()) if self.works and sizes.size else None
        return whole is not None and not ((whole < 0) & (self.low > -OPEN) | (whole > 0) & (self.high < OPEN)).any()

    def _spread(self, columns: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Integers | None:
        nearest = np.rint(columns)
        if not np.abs(nearest).max(initial=0) < self._room:
            return None
        whole = nearest.astype(np.int64)
        rows = (
            np.add.reduceat(self._coefficients * whole[self._columns], self._starts) if len(self._starts) else whole[:0]
        )
        return np.concatenate([whole, rows])


Floats = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Indices = np.ndarray[tuple[int], np.dtype[np.int64]]
SMALL = 1e-9
"""A solver's price below it may be none; whether it is one is then decided exactly."""


@dataclass(frozen=True)
class ConstraintMatrix:
    """The ends of columns and rows, and the rows' linear forms of columns."""

    ends: Sequence[Ends]
    forms: Sequence[Mapping[int, Number]]

    @cached_property
    def width(self) -> int:
        """The number of columns."""
        return len(self.ends) - len(self.forms)

    def vertex(self, rest: Mapping[int, Number]) -> list[Number] | None:
        """All columns and rows, from the values of those that rest; None where they do not satisfy the system."""
        equations = []
        for row, form in enumerate(self.forms, self.width):
            if row in rest:
                known = sum(c * rest[column] for column, c in form.items() if column in rest)
                equations.append(({column: c for column, c in form.items() if column not in rest}, rest[row] - known))
        free = solve_equations(equations)
        if free is None or len(free) + sum(i < self.width for i in rest) < self.width:
            return None
        point = [rest[i] if i in rest else free[i] for i in range(self.width)]
        point += [sum(c * point[column] for column, c in form.items()) for form in self.forms]
        inside = all(_within(value, ends) for value, ends in zip(point, self.ends, strict=True))
        return point if inside else None

    def row_multipliers(
        self, rows: Iterable[int], basic: Iterable[int], costs: Mapping[int, Number]
    ) -> dict[int, Number] | None:
        """Prices of some rows, and of the columns these leave, that add up to the costs; basic columns have none."""
        touched: dict[int, dict[int, Number]] = {column: {} for column in costs}
        chosen = list(rows)
        for row in chosen:
            for column, c in self.forms[row - self.width].items():
                touched.setdefault(column, {})[row] = c
        found = solve_equations([(touched[column], costs.get(column, 0)) for column in basic if column in touched])
        if found is None or len(found) < len(chosen):
            return None
        return found | self.reduced_costs(found, costs)

    def reduced_costs(self, rows: Mapping[int, Number], costs: Mapping[int, Number]) -> dict[int, Number]:
        """The multipliers of the columns, where the rows have the multipliers given and all add up to the costs."""
        left = dict(costs)
        for row, price in rows.items():
            for column, c in self.forms[row - self.width].items():
                left[column] = left.get(column, 0) - price * c
        return {column: price for column, price in left.items() if price}

    def infeasibility_multipliers(self, ray: Sequence[float]) -> dict[int, Number] | None:
        """A solver's proof that nothing satisfies the system, made exact; None where it does not hold."""
        rows = [row for row, price in enumerate(ray, self.width) if abs(price) > SMALL]
        terms = [
            (column, ray[row - self.width] * c) for row in rows for column, c in self.forms[row - self.width].items()
        ]
        sums: dict[int, float] = {}
        for column, c in terms:
            sums[column] = sums.get(column, 0.0) + float(c)
        slack = [column for column, total in sums.items() if abs(total) < SMALL]
        for sign in (1, -1) if rows else ():
            costs = {column: -sign * c for column, c in self.forms[rows[0] - self.width].items()}
            multipliers = self.row_multipliers(rows[1:], slack, costs)
            if multipliers is not None and self._contradicts(multipliers | {rows[0]: sign}):
                return multipliers | {rows[0]: sign}
        return None

    @cached_property
    def _dense(self) -> Floats:
        """Every column and row as a form of the columns, in an array."""
        found = np.vstack([np.eye(self.width), np.zeros((len(self.forms), self.width))])
        for row, form in enumerate(self.forms, self.width):
            for column, c in form.items():
                found[row, column] = float(c)
        return found

    def dependencies(self, extra: Indices, basic: Flags) -> Flags:
        """Which columns and rows some basic ones depend on, these included; all, where the basis is none."""
        columns, resting = basic[: self.width], np.flatnonzero(~basic[self.width :]) + self.width
        forms, rows = self._dense[extra], self._dense[resting]
        try:
            multipliers = np.linalg.solve(rows[:, columns].T, forms[:, columns].T).T
        except np.linalg.LinAlgError:
            return np.ones(len(self.ends), dtype=np.bool_)
        found = np.zeros(len(self.ends), dtype=np.bool_)
        found[extra] = True
        found[: self.width] |= (np.abs(forms - multipliers @ rows) > SMALL).any(axis=0)
        found[resting] |= (np.abs(multipliers) > SMALL).any(axis=0)
        return found

    def tableau(self, basic: Iterable[int], rest: Mapping[int, Number]) -> Tableau:
        """The exact method, started at a basis."""
        tableau = Tableau(self.ends, self.forms)
        tableau.set_basis(basic, rest)
        return tableau

    def _contradicts(self, multipliers: Mapping[int, Number]) -> bool:
        total: Number = 0
        for i, price in multipliers.items():
            end = self.ends[i][0 if price > 0 else 1]
            if end is None:
                return False
            total += price * end
        return total > 0


def _within(value: Number, ends: Ends) -> bool:
    low, high = ends
    return (low is None or value >= low) and (high is None or value <= high)
