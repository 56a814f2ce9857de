"""Exact checks of a solver's floating-point answers, by rounding to a lattice or by solving its basis.

Printed ends are decimals and most identities only add, so that the vertices of a system lie on a lattice: the integer
multiples of one small number. An answer rounded to it is a guess, which integer arithmetic proves or refutes. Where it
is refuted, the solver's basis is solved again in fractions. Columns are numbered from 0, the rows after them.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from sectorbook.exact.elimination import Number, solve_equations
from sectorbook.exact.simplex import Ends

Integers = np.ndarray[tuple[int], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
UNBOUNDED_END = 2**62
"""Stands for an unbounded end; all computed integers are smaller."""
SMALL = 1e-9
"""Absolute value below which a solver's multiplier, or the step of a direction, may be zero."""
SUBDIVISION = 2520
"""Lattice points per unit of the last decimal of the ends: the least common multiple of 1 to 10."""
EXACT = 2**53
"""Integers below this are exact in floating point."""


class NamedPoint(Mapping[str, Fraction]):
    """The exact value of each column by name, converted on access.

    Parameters
    ----------
    index : mapping
        The number of each column by name.
    values : ndarray of int, or list of int or Fraction, shape (columns + rows,)
        In multiples of the lattice's step.
    unit : int
        Lattice points per unit.
    """

    def __init__(self, index: Mapping[str, int], values: Integers | Sequence[Number], unit: int = 1) -> None:
        self._index, self._values, self._unit = index, values, unit

    def __getitem__(self, name: str) -> Fraction:
        value = self._values[self._index[name]]
        return Fraction(value if isinstance(value, Fraction) else int(value), self._unit)

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)


class Lattice:
    """The bounds of columns and rows as integers: in multiples of the lattice's step, rows without denominators.

    Parameters
    ----------
    ends : sequence of Ends
        The bounds of the columns, then of the rows.
    forms : sequence of mapping
        Coefficient of each column in each row, by its number.

    Attributes
    ----------
    unit : int
        Lattice points per unit.
    works : bool
        Whether all numbers are small enough for exact arithmetic in 64 bits; otherwise nothing can be rounded.
    low, high : ndarray of int, shape (columns + rows,)
        The ends; only there if `works`.
    """

    def __init__(self, ends: Sequence[Ends], forms: Sequence[Mapping[int, Number]]) -> None:
        denominators = [math.lcm(*(c.denominator for c in form.values())) for form in forms]
        factors = [1] * (len(ends) - len(forms)) + denominators
        lows = [_scaled(low, f) for (low, _), f in zip(ends, factors, strict=True)]
        highs = [_scaled(high, f) for (_, high), f in zip(ends, factors, strict=True)]
        bounded = [end for end in lows + highs if end is not None]
        self.unit = SUBDIVISION * math.lcm(*(end.denominator for end in bounded))
        rows = [[int(c * f) for c in form.values()] for form, f in zip(forms, denominators, strict=True)]
        heaviest_row = max((sum(map(abs, row)) for row in rows), default=1)
        farthest_end = max((abs(int(end * self.unit)) for end in bounded), default=0)
        self.works = max(self.unit, heaviest_row, farthest_end) < EXACT
        self._limit = EXACT // heaviest_row
        if self.works:
            self.low = np.array([-UNBOUNDED_END if low is None else int(low * self.unit) for low in lows])
            self.high = np.array([UNBOUNDED_END if high is None else int(high * self.unit) for high in highs])
            self._ends = self.low, self.high
            self._coefficients = np.array([c for row in rows for c in row], dtype=np.int64)
            self._columns = np.array([column for form in forms for column in form], dtype=np.int64)
            self._starts = np.cumsum([0, *map(len, forms)][: len(forms)])

    def leave_open(self, numbers: Sequence[int]) -> None:
        """Leave some columns or rows without bounds from now on, and give all others theirs.

        Parameters
        ----------
        numbers : sequence of int
        """
        if self.works:
            self.low, self.high = (ends.copy() for ends in self._ends)
            self.low[numbers], self.high[numbers] = -UNBOUNDED_END, UNBOUNDED_END

    def round_point(self, values: ArrayLike) -> Integers | None:
        """Round a point to the lattice.

        Parameters
        ----------
        values : array_like of float, shape (columns,)

        Returns
        -------
        ndarray of int, shape (columns + rows,), or None
            The nearest lattice point; None where it violates a bound.
        """
        point = self._evaluate(np.asarray(values) * self.unit) if self.works else None
        return point if point is not None and bool(((point >= self.low) & (point <= self.high)).all()) else None

    def is_recession_direction(self, direction: ArrayLike) -> bool:
        """Whether a point can move in a direction for ever without violating a bound.

        Parameters
        ----------
        direction : array_like of float, shape (columns,)
            Of any length; it is scaled so that its smallest step is 1.

        Returns
        -------
        bool
        """
        steps = np.asarray(direction)
        sizes = np.abs(steps)[np.abs(steps) > SMALL]
        moved = self._evaluate(steps / sizes.min()) if self.works and sizes.size else None
        if moved is None:
            return False
        meets_end = (moved < 0) & (self.low > -UNBOUNDED_END) | (moved > 0) & (self.high < UNBOUNDED_END)
        return not meets_end.any()

    def _evaluate(self, columns: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Integers | None:
        """Round the columns and compute the rows; None where a row could exceed what is exact."""
        nearest = np.rint(columns)
        if not np.abs(nearest).max(initial=0) < self._limit:
            return None
        values = nearest.astype(np.int64)
        if not len(self._starts):
            return values
        return np.concatenate([values, np.add.reduceat(self._coefficients * values[self._columns], self._starts)])


@dataclass(frozen=True)
class ConstraintMatrix:
    """The bounds of columns and rows, and the rows as linear forms of the columns.

    Attributes
    ----------
    ends : sequence of Ends
        The bounds of the columns, then of the rows.
    forms : sequence of mapping
        Coefficient of each column in each row, by its number.
    """

    ends: Sequence[Ends]
    forms: Sequence[Mapping[int, Number]]

    @cached_property
    def width(self) -> int:
        """The number of columns."""
        return len(self.ends) - len(self.forms)

    @cached_property
    def transposed(self) -> dict[int, dict[int, Number]]:
        """The coefficient in each row of each column, by their numbers."""
        columns: dict[int, dict[int, Number]] = defaultdict(dict)
        for row, form in enumerate(self.forms, self.width):
            for column, c in form.items():
                columns[column][row] = c
        return columns

    def row_multipliers(
        self, rows: Sequence[int], basic: Container[int], costs: Mapping[int, Number]
    ) -> dict[int, Number] | None:
        """Compute the multipliers of some rows, and of nonbasic columns, with which these add up to the costs.

        Parameters
        ----------
        rows : sequence of int
            The rows that have a multiplier.
        basic : container of int
            The basic columns, which have none.
        costs : mapping
            Coefficient of each column in the objective.

        Returns
        -------
        dict or None
            By column and row; None where they are not unique.
        """
        terms: dict[int, dict[int, Number]] = {column: {} for column in costs}
        for row in rows:
            for column, c in self.forms[row - self.width].items():
                terms.setdefault(column, {})[row] = c
        solved = solve_equations([(terms[column], costs.get(column, 0)) for column in terms if column in basic])
        if solved is None or len(solved) < len(rows):
            return None
        return solved | self.reduced_costs(solved, costs)

    def reduced_costs(self, rows: Mapping[int, Number], costs: Mapping[int, Number]) -> dict[int, Number]:
        """Compute the multipliers of the columns from those of the rows.

        Parameters
        ----------
        rows : mapping
            The multiplier of each row.
        costs : mapping
            Coefficient of each column in the objective.

        Returns
        -------
        dict
            By column; those of zero are left out.
        """
        reduced = dict(costs)
        for row, multiplier in rows.items():
            for column, c in self.forms[row - self.width].items():
                reduced[column] = reduced.get(column, 0) - multiplier * c
        return {column: cost for column, cost in reduced.items() if cost}

    def infeasibility_multipliers(self, ray: Sequence[float]) -> dict[int, Number] | None:
        """Compute the exact proof of infeasibility near a solver's.

        Parameters
        ----------
        ray : sequence of float, shape (rows,)
            The solver's multipliers of the rows.

        Returns
        -------
        dict or None
            By column and row; None where they prove nothing.
        """
        rows = [row for row, multiplier in enumerate(ray, self.width) if abs(multiplier) > SMALL]
        sums: dict[int, float] = defaultdict(float)
        for row in rows:
            for column, c in self.forms[row - self.width].items():
                sums[column] += ray[row - self.width] * float(c)
        basic = {column for column, total in sums.items() if abs(total) < SMALL}
        for sign in (1, -1) if rows else ():
            costs = {column: -sign * c for column, c in self.forms[rows[0] - self.width].items()}
            multipliers = self.row_multipliers(rows[1:], basic, costs)
            if multipliers is not None and self._is_infeasible(multipliers | {rows[0]: sign}):
                return multipliers | {rows[0]: sign}
        return None

    def _is_infeasible(self, multipliers: Mapping[int, Number]) -> bool:
        """Whether the ends, times these multipliers, add up to more than zero."""
        total: Number = 0
        for i, multiplier in multipliers.items():
            end = self.ends[i][0 if multiplier > 0 else 1]
            if end is None:
                return False
            total += multiplier * end
        return total > 0


class Vertex:
    """The point at which the nonbasic columns and rows of a program have given values, for one basis after the other.

    The equations of a basis fall into blocks that share no unknown. From one optimum to the next, few columns and rows
    enter or leave the basis, and most blocks stay as they are: only the others are solved again.

    Parameters
    ----------
    matrix : ConstraintMatrix

    Attributes
    ----------
    point : list of int or Fraction
        All columns, then all rows.
    at_low, at_high : ndarray of bool
        Whether each is at this end.
    """

    def __init__(self, matrix: ConstraintMatrix) -> None:
        self.matrix = matrix
        size = len(matrix.ends)
        self.point: list[Number] = [0] * size
        self.at_low: Flags = np.zeros(size, dtype=np.bool_)
        self.at_high: Flags = np.zeros(size, dtype=np.bool_)
        self._nonbasic: Mapping[int, Number] | None = None

    def move(self, nonbasic: Mapping[int, Number]) -> bool:
        """Move to another basis.

        Parameters
        ----------
        nonbasic : mapping
            The value of each nonbasic column and row.

        Returns
        -------
        bool
            Whether there is one such point only, and it violates no bound.
        """
        old, self._nonbasic = self._nonbasic, None
        changed: Collection[int] = range(len(self.point))
        if old is not None:
            changed = {i for i, value in nonbasic.items() if old.get(i) is not value} | (old.keys() - nonbasic.keys())
        moved = {i for i in changed if i < self.matrix.width and i in nonbasic}
        for i in moved:
            self.point[i] = nonbasic[i]
        unsolved = self._basic_columns(changed, nonbasic)
        while unsolved:
            columns, rows = self._block(unsolved.pop(), nonbasic)
            if not self._solve(columns, rows, nonbasic):
                return False
            unsolved -= columns
            moved |= columns
        if not all(self._is_inside(i, nonbasic) for i in self._with_rows(moved, changed)):
            return False
        self._nonbasic = nonbasic
        return True

    def _basic_columns(self, changed: Collection[int], nonbasic: Mapping[int, Number]) -> set[int]:
        """Return the basic columns among what changed, and those in a row that did or that a changed column is in."""
        width, forms = self.matrix.width, self.matrix.forms
        rows = {row for i in changed if i < width and i in nonbasic for row in self.matrix.transposed.get(i, ())}
        rows = {row for row in rows if row in nonbasic}.union(i for i in changed if i >= width)
        columns = {column for row in rows for column in forms[row - width]}.union(i for i in changed if i < width)
        return {column for column in columns if column not in nonbasic}

    def _block(self, start: int, nonbasic: Mapping[int, Number]) -> tuple[set[int], set[int]]:
        """Return the basic columns that nonbasic rows connect to one, and these rows."""
        columns, rows, waiting = {start}, set[int](), [start]
        while waiting:
            for row in self.matrix.transposed.get(waiting.pop(), ()):
                if row in nonbasic and row not in rows:
                    rows.add(row)
                    new = [c for c in self.matrix.forms[row - self.matrix.width] if c not in nonbasic]
                    waiting += [column for column in new if column not in columns]
                    columns.update(new)
        return columns, rows

    def _solve(self, columns: set[int], rows: set[int], nonbasic: Mapping[int, Number]) -> bool:
        """Solve the equations of a block; return whether there is one solution."""
        equations = []
        for row in sorted(rows):
            form = self.matrix.forms[row - self.matrix.width]
            known = sum(c * self.point[column] for column, c in form.items() if column not in columns)
            equations.append(({column: c for column, c in form.items() if column in columns}, nonbasic[row] - known))
        solved = solve_equations(equations)
        if solved is None or len(solved) < len(columns):
            return False
        for column, value in solved.items():
            self.point[column] = value
        return True

    def _with_rows(self, columns: set[int], changed: Collection[int]) -> set[int]:
        """Return columns and what is to be checked with them: the rows that they are in, and all that changed."""
        return columns.union(changed, *(self.matrix.transposed.get(column, ()) for column in columns))

    def _is_inside(self, i: int, nonbasic: Mapping[int, Number]) -> bool:
        """Compute a row, and whether it or a column is where it has to be."""
        if i >= self.matrix.width:
            value = sum(c * self.point[column] for column, c in self.matrix.forms[i - self.matrix.width].items())
            self.point[i] = value
        value = self.point[i]
        low, high = self.matrix.ends[i]
        self.at_low[i], self.at_high[i] = value == low, value == high
        is_there = i not in nonbasic or value == nonbasic[i]
        return is_there and (low is None or value >= low) and (high is None or value <= high)


def _scaled(end: Number | None, factor: int) -> Number | None:
    """Multiply an end, unless it is unbounded."""
    return None if end is None else end * factor
