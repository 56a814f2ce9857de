"""Linear programs: HiGHS finds the basis in floating point, exact arithmetic has the last word.

Its answer, rounded to the decimals of the printed ends, is checked in whole numbers: that it satisfies the system and
that its multipliers prove it optimal. Where that fails, the basis is solved again in fractions; where that fails too
(ends that nearly touch, scales far apart), the simplex method goes on from it in fractions. So 11.5 is 11.5, and
no byte of a result depends on a solver's last bits.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import highspy
import numpy as np

from sectorbook.exact.certificates import SMALL, ConstraintMatrix, Flags, Lattice, LatticePoint
from sectorbook.exact.elimination import Number, simplify
from sectorbook.exact.simplex import Ends, Tableau

Basis = highspy.HighsBasisStatus
Status = highspy.HighsModelStatus
OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "presolve": "off",
    "threads": 1,
    "primal_simplex_bound_perturbation_multiplier": 0.0,
}
Alternatives = Callable[[Flags, Mapping[int, Number]], frozenset[int]]
DUAL, PRIMAL = 1, 4
"""HiGHS's numbers of the simplex methods."""


@lru_cache(2**14)
def exact_fraction(value: float | str) -> Fraction:
    """The decimal that was printed: 0.1 is one tenth, not the nearest binary number."""
    if isinstance(value, float):
        return Fraction(int(value)) if value.is_integer() else Fraction(repr(float(value)))
    return Fraction(str(value))


@dataclass(frozen=True)
class Column:
    """A variable and its ends; None is open."""

    name: str
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True)
class Constraint:
    """A linear form of the columns and its ends; None is open."""

    name: str
    coefficients: Mapping[str, Fraction]
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True)
class Multipliers:
    """What each end weighs in a proof: positive multipliers are of low ends, negative ones of high ends.

    Of an optimum: the change of the value per unit of the end; together they prove it. Of a contradiction: the
    columns and rows, each times its price, add up to zero, their ends to more. Those without a price are left out.
    """

    columns: Mapping[str, Number]
    rows: Mapping[str, Number]


@dataclass(frozen=True)
class Solution:
    """An optimum: its exact value (None: unbounded), a point that has it, and the multipliers that prove it.

    `at_low` and `at_high` say of each column, then of each row, whether it is at that end; where the value is
    unbounded, of each column whether it can fall or rise for ever, as far as that was seen. `alternatives` are the
    columns and rows, by number, that could take part in another proof of the same value; none if this is the only one.
    """

    value: Fraction | None
    point: Mapping[str, Fraction]
    multipliers: Multipliers
    at_low: Flags
    at_high: Flags
    alternatives: frozenset[int] = frozenset()


NO_FLAGS: Flags = np.zeros(0, dtype=np.bool_)
UNBOUNDED = Solution(None, {}, Multipliers({}, {}), NO_FLAGS, NO_FLAGS)


class Program:
    """One system of columns and rows, minimised or maximised for any number of objectives in turn.

    The solver starts each time from where the last objective left it. There the primal method is the fastest; the dual
    one says why nothing satisfies a system.
    """

    def __init__(self, columns: Sequence[Column], rows: Sequence[Constraint]) -> None:
        parts: list[Column | Constraint] = [*columns, *rows]
        self.names = [part.name for part in parts]
        self.index = {column.name: i for i, column in enumerate(columns)}
        forms = [{self.index[name]: simplify(c) for name, c in row.coefficients.items() if c} for row in rows]
        self._matrix = ConstraintMatrix([(_number(part.low), _number(part.high)) for part in parts], forms)
        self._free = sum(ends == (None, None) for ends in self._matrix.ends)
        self._lattice = Lattice(self._matrix.ends, forms)
        self._solver = _solver(self._matrix)
        self._costs: dict[int, Number] = {}

    def infeasibility(self) -> Multipliers | None:
        """Nothing where some point satisfies every column and row, else the multipliers which prove that none does."""
        status = self._run({}, DUAL)
        if status == Status.kOptimal and self._holds():
            return None
        proof = self._matrix.infeasibility_multipliers(self._ray("Dual")) or self._tableau().make_feasible()
        return None if proof is None else self._multipliers(proof)

    def minimize(self, objective: Mapping[str, Fraction]) -> Solution:
        """The least value of the objective, a mapping from column names to coefficients, in a feasible program."""
        status = self._run({self.index[name]: simplify(c) for name, c in objective.items() if c}, PRIMAL)
        if status == Status.kOptimal:
            return self._guess() or self._solve() or self._finish()
        way = np.array(self._ray("Primal") if status == Status.kUnbounded else ())
        if (
            len(way)
            and sum(c * way[i] for i, c in self._costs.items()) < 0
            and self._lattice.is_recession_direction(list(way))
        ):
            return replace(UNBOUNDED, at_low=way < -SMALL, at_high=way > SMALL)
        return self._finish()

    def maximize(self, objective: Mapping[str, Fraction]) -> Solution:
        """The greatest value of the objective, in a feasible program; its positive multipliers are of high ends."""
        turned = self.minimize({name: -c for name, c in objective.items()})
        multipliers = Multipliers(
            *({n: -p for n, p in part.items()} for part in (turned.multipliers.columns, turned.multipliers.rows))
        )
        return replace(turned, value=None if turned.value is None else -turned.value, multipliers=multipliers)

    def _run(self, costs: dict[int, Number], method: int) -> Status:
        self._solver.setOptionValue("simplex_strategy", method)
        changed = dict.fromkeys(self._costs, 0) | costs
        columns = np.fromiter(changed, dtype=np.int32)
        self._solver.changeColsCost(len(columns), columns, np.fromiter(changed.values(), dtype=np.float64))
        self._costs = costs
        self._solver.run()
        return self._solver.getModelStatus()

    def _ray(self, kind: str) -> Sequence[float]:
        _, is_there, ray = getattr(self._solver, f"get{kind}Ray")()
        return ray if is_there else ()

    def _holds(self) -> bool:
        """Whether the solver's point satisfies the system exactly."""
        rounded = self._lattice.round_point(self._solver.getSolution().col_value)
        return rounded is not None or self._matrix.vertex(self._basis()[1]) is not None

    def _guess(self) -> Solution | None:
        """The optimum, if rounding the solver's point and multipliers gives ones that hold; None if it does not."""
        found = self._solver.getSolution()
        whole = self._lattice.round_point(found.col_value)
        if whole is None:
            return None
        rows = {row: _near(price) for row, price in self._row_prices(found)}
        multipliers = rows | self._matrix.reduced_costs(rows, self._costs)
        at_low, at_high = whole == self._lattice.low, whole == self._lattice.high
        if not all((at_low if price > 0 else at_high)[i] for i, price in multipliers.items()):
            return None
        unit = self._lattice.unit
        value = Fraction(sum(c * int(whole[column]) for column, c in self._costs.items()), unit)
        alternatives = self._alternatives(at_low | at_high, multipliers)
        return Solution(
            value, LatticePoint(self.index, whole, unit), self._multipliers(multipliers), at_low, at_high, alternatives
        )

    def _basis(self) -> tuple[list[int], dict[int, Number]]:
        """Which columns and rows are basic, and where the others rest; a free one rests at zero."""
        basis = self._solver.getBasis()
        states = list(enumerate([*basis.col_status, *basis.row_status]))
        rest = {i: _held(self._matrix.ends[i], state) for i, state in states if state != Basis.kBasic}
        return [i for i, state in states if state == Basis.kBasic], rest

    def _row_prices(self, found: highspy.HighsSolution) -> Iterator[tuple[int, float]]:
        duals = enumerate(found.row_dual, self._matrix.width)
        return ((row, price) for row, price in duals if price > SMALL or price < -SMALL)

    def _solve(self) -> Solution | None:
        """The optimum from the solver's basis; None where the basis is none, or not optimal exactly."""
        basic, rest = self._basis()
        point = self._matrix.vertex(rest)
        rows = [row for row, _ in self._row_prices(self._solver.getSolution())]
        multipliers = self._matrix.row_multipliers(rows, basic, self._costs)
        if point is None or multipliers is None:
            return None
        holds = all(point[i] == self._matrix.ends[i][0 if price > 0 else 1] for i, price in multipliers.items())
        return self._solution(point, multipliers, self._alternatives) if holds else None

    def _tableau(self) -> Tableau:
        return self._matrix.tableau(*self._basis())

    def _finish(self) -> Solution:
        """The optimum by the exact method."""
        tableau = self._tableau()
        if tableau.make_feasible() is not None:
            raise ValueError("A program that cannot hold has no optimum; ask for its contradiction first.")
        multipliers = tableau.minimize(self._costs)
        if multipliers is None:
            return UNBOUNDED
        at = [tableau.value(i) for i in range(len(self.names))]
        return self._solution(at, multipliers, lambda tight, _: tableau.dependencies(np.flatnonzero(tight).tolist()))

    def _alternatives(self, tight: Flags, multipliers: Mapping[int, Number]) -> frozenset[int]:
        """What is basic and at an end all the same depends on some of those that rest.

        Only if one that has a price is among them can other multipliers prove the same.
        """
        if int(tight.sum()) + self._free <= self._matrix.width:
            return frozenset()
        basis = self._solver.getBasis()
        basic = np.array([state == Basis.kBasic for states in (basis.col_status, basis.row_status) for state in states])
        extra = np.flatnonzero(basic & tight)
        if not len(extra):
            return frozenset()
        involved = self._matrix.dependencies(extra, basic)
        found = frozenset(np.flatnonzero(involved & (tight | basic)).tolist())
        return frozenset() if found.isdisjoint(multipliers) else found

    def _solution(
        self, point: Sequence[Number], multipliers: Mapping[int, Number], alternatives: Alternatives
    ) -> Solution:
        value = Fraction(sum(c * point[column] for column, c in self._costs.items()))
        named = {name: Fraction(point[i]) for name, i in self.index.items()}
        low, high = (np.array([p == ends[k] for p, ends in zip(point, self._matrix.ends, strict=True)]) for k in (0, 1))
        return Solution(value, named, self._multipliers(multipliers), low, high, alternatives(low | high, multipliers))

    def _multipliers(self, multipliers: Mapping[int, Number]) -> Multipliers:
        columns: dict[str, Number] = {}
        rows: dict[str, Number] = {}
        for i, price in sorted(multipliers.items()):
            if price:
                (columns if i < self._matrix.width else rows)[self.names[i]] = price
        return Multipliers(columns, rows)


def _solver(matrix: ConstraintMatrix) -> highspy.Highs:
    solver = highspy.Highs()
    for option, value in OPTIONS.items():
        solver.setOptionValue(option, value)
    lows, highs = np.array([_floats(ends) for ends in matrix.ends]).reshape(-1, 2).T.copy()
    columns = np.array([column for form in matrix.forms for column in form], dtype=np.int32)
    coefficients = np.array([float(c) for form in matrix.forms for c in form.values()])
    starts = np.cumsum([0, *map(len, matrix.forms)], dtype=np.int32)[:-1]
    width = matrix.width
    solver.addVars(width, lows[:width], highs[:width])
    solver.addRows(len(matrix.forms), lows[width:], highs[width:], len(columns), starts, columns, coefficients)
    return solver


def _silence_first_solver() -> None:
    """HiGHS writes its banner past Python, once a process and before any option can forbid it."""
    standard_output = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        highspy.Highs()
    finally:
        os.dup2(standard_output, 1)
        os.close(standard_output)
        os.close(nowhere)


_silence_first_solver()


def _number(end: Fraction | None) -> Number | None:
    return None if end is None else simplify(end)


def _floats(ends: Ends) -> tuple[float, float]:
    low, high = ends
    return -highspy.kHighsInf if low is None else float(low), highspy.kHighsInf if high is None else float(high)


def _held(ends: Ends, status: Basis) -> Number:
    """The end at which the solver left a column or row; a free one rests at zero."""
    end = ends[1] if status == Basis.kUpper else ends[0]
    return 0 if end is None else end


def _near(price: float) -> Number:
    """A small fraction near a price: a guess, to be checked."""
    whole = round(price)
    return whole if abs(price - whole) < SMALL else simplify(Fraction(price).limit_denominator(1000))
