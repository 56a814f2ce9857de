"""Linear programs, solved by HiGHS in floating point and confirmed, or solved again, in exact arithmetic.

HiGHS's answer, rounded to the decimals of the printed ends, is checked in integers: that the point is feasible and that
the multipliers prove it optimal. Where this fails, the basis is solved again in fractions; where that fails too (ends
that nearly touch, scales far apart), the simplex method continues from it in fractions. So 11.5 is exactly 11.5, and no
byte of a result depends on a solver's last bits.
"""

import os
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

import highspy
import numpy as np

from sectorbook.exact.certificates import SMALL, ConstraintMatrix, Flags, Integers, Lattice, NamedPoint, Vertex
from sectorbook.exact.elimination import Number, simplify
from sectorbook.exact.simplex import Ends, Tableau

BASIC, UPPER = highspy.HighsBasisStatus.kBasic.value, highspy.HighsBasisStatus.kUpper.value
ModelStatus = highspy.HighsModelStatus
OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "presolve": "off",
    "threads": 1,
    "primal_simplex_bound_perturbation_multiplier": 0.0,
}
WHOLE_OPTIONS: dict[str, int | str] = {"presolve": "on", "mip_max_nodes": 10_000}
"""What is set otherwise for integer programs: a search in nodes, not seconds, so that it ends alike everywhere."""
DUAL, PRIMAL = 1, 4
"""HiGHS's numbers of the simplex methods."""


@lru_cache(2**14)
def exact_fraction(value: Fraction | float | str) -> Fraction:
    """Convert a number to the fraction that its decimals denote: 0.1 is one tenth, not the nearest binary number.

    Parameters
    ----------
    value : Fraction, float or str

    Returns
    -------
    Fraction
    """
    if isinstance(value, float):
        return Fraction(int(value)) if value.is_integer() else Fraction(repr(float(value)))
    return Fraction(str(value))


@dataclass(frozen=True)
class Column:
    """A variable with bounds.

    Attributes
    ----------
    name : str
    low, high : Fraction or None
        The ends; None is unbounded.
    """

    name: str
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True)
class Constraint:
    """A linear form of columns with bounds.

    Attributes
    ----------
    name : str
    coefficients : mapping
        By name of the column.
    low, high : Fraction or None
        The ends; None is unbounded.
    """

    name: str
    coefficients: Mapping[str, Fraction]
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True)
class Multipliers:
    """Dual multipliers that prove an optimum or an infeasibility: positive of low ends, negative of high ends.

    In a proof of an optimum, a multiplier is the change of the optimal value per unit of the end. In a proof of
    infeasibility, the columns and rows, times their multipliers, add up to zero, and their ends to more.

    Attributes
    ----------
    columns, rows : mapping
        By name; those of zero are left out.
    """

    columns: Mapping[str, Number] = field(default_factory=dict)
    rows: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True)
class Solution:
    """An optimum of a linear program.

    Attributes
    ----------
    value : Fraction or None
        The optimal value; None where the objective is unbounded.
    point : mapping
        The value of each column at an optimal point, by name.
    multipliers : Multipliers
        The proof of the optimum.
    at_low, at_high : ndarray of bool
        Whether each column, then each row, is at this end. Where the objective is unbounded: whether each column is
        known to be able to fall, or rise, for ever.
    proof : mapping
        The multipliers by number of the column or row, of the form as it was minimized.
    is_only_proof : bool
        Whether no other multipliers can prove the optimum; if not, others may or may not.
    blocks : dict
        What `first_proof` found out about the rows that are tight at the point, for other optima at the same point.
    """

    value: Fraction | None
    point: Mapping[str, Fraction] = field(default_factory=dict)
    multipliers: Multipliers = field(default_factory=Multipliers)
    at_low: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    at_high: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    proof: Mapping[int, Number] = field(default_factory=dict)
    is_only_proof: bool = True
    blocks: dict[int, tuple[set[int], list[dict[int, Number]]]] = field(default_factory=dict)


class Program:
    """A system of columns and rows that is minimized or maximized for any number of objectives in turn.

    The solver starts each time from the optimal basis of the last objective, from where the primal simplex method is
    the fastest; only the dual one provides proofs of infeasibility.

    Parameters
    ----------
    columns : sequence of Column
    rows : sequence of Constraint
    """

    def __init__(self, columns: Sequence[Column], rows: Sequence[Constraint]) -> None:
        parts: list[Column | Constraint] = [*columns, *rows]
        self.names = [part.name for part in parts]
        self.index = {column.name: i for i, column in enumerate(columns)}
        ends = [(_simplified(part.low), _simplified(part.high)) for part in parts]
        forms = [self._numbered(row.coefficients) for row in rows]
        self.matrix = ConstraintMatrix(ends, forms)
        self._free = ends.count((None, None))
        self._lattice = Lattice(ends, forms)
        self._vertex = Vertex(self.matrix)
        self._solver = _solver(self.matrix)
        self._costs: dict[int, Number] = {}
        self._ends = ends
        self._opened: set[int] = set()

    def leave_open(self, rows: Set[str]) -> None:
        """Leave some rows without bounds from now on, and give all others theirs.

        Parameters
        ----------
        rows : set of str
            Their names.
        """
        width = self.matrix.width
        opened = {i for i, name in enumerate(self.names[width:], width) if name in rows}
        for i in opened ^ self._opened:
            self._solver.changeRowBounds(i - width, *_float_ends((None, None) if i in opened else self._ends[i]))
        self._opened = opened
        left = [(None, None) if i in opened else ends for i, ends in enumerate(self._ends)]
        self.matrix = replace(self.matrix, ends=left)
        self._lattice.leave_open(sorted(opened))
        self._vertex = Vertex(self.matrix)

    def is_feasible(self) -> bool:
        """Whether the solver finds a point that exactly satisfies all bounds.

        Returns
        -------
        bool
            False where there is none, and rarely where there is one: see `infeasibility` for the proof.
        """
        return self._run({}, DUAL) == ModelStatus.kOptimal and self._is_point_feasible()

    def infeasibility(self) -> Multipliers | None:
        """Prove that the program is infeasible.

        Returns
        -------
        Multipliers or None
            The proof; None where the program is feasible.
        """
        if self.is_feasible():
            return None
        proof = self.matrix.infeasibility_multipliers(self._ray("Dual")) or self._tableau().make_feasible()
        return None if proof is None else self.name_multipliers(proof)

    def minimize(self, objective: Mapping[str, Fraction]) -> Solution:
        """Minimize a linear form of the columns.

        Parameters
        ----------
        objective : mapping
            Coefficients by name of the column.

        Returns
        -------
        Solution

        Raises
        ------
        ValueError
            If the program is infeasible.
        """
        status = self._run(self._numbered(objective), PRIMAL)
        if status == ModelStatus.kOptimal:
            return self._solve_by_rounding() or self._solve_by_basis() or self._solve_by_simplex()
        ray = np.array(self._ray("Primal") if status == ModelStatus.kUnbounded else ())
        if self._lattice.is_recession_direction(ray) and sum(c * ray[i] for i, c in self._costs.items()) < 0:
            return Solution(None, at_low=ray < -SMALL, at_high=ray > SMALL)
        return self._solve_by_simplex()

    def maximize(self, objective: Mapping[str, Fraction]) -> Solution:
        """Maximize a linear form of the columns.

        Parameters
        ----------
        objective : mapping
            Coefficients by name of the column.

        Returns
        -------
        Solution
            Its positive multipliers are of high ends.

        Raises
        ------
        ValueError
            If the program is infeasible.
        """
        negated = self.minimize({name: -c for name, c in objective.items()})
        columns, rows = (
            {name: -multiplier for name, multiplier in part.items()}
            for part in (negated.multipliers.columns, negated.multipliers.rows)
        )
        value = None if negated.value is None else -negated.value
        return replace(negated, value=value, multipliers=Multipliers(columns, rows))

    def whole_point(self, names: Sequence[str]) -> Mapping[str, int] | None:
        """Look for a point at which some columns are whole numbers, in floating point.

        Parameters
        ----------
        names : sequence of str
            Columns.

        Returns
        -------
        mapping or None
            Their values, rounded: a guess, to be checked. None where the solver, within its tolerance, finds the
            program infeasible; empty where it ends at its limit.
        """
        solver = _solver(self.matrix)
        for option, value in WHOLE_OPTIONS.items():
            solver.setOptionValue(option, value)
        numbers = np.array([self.index[name] for name in names], dtype=np.int32)
        solver.changeColsIntegrality(len(numbers), numbers, np.full(len(numbers), highspy.HighsVarType.kInteger))
        solver.run()
        if solver.getModelStatus() != ModelStatus.kOptimal:
            return None if solver.getModelStatus() == ModelStatus.kInfeasible else {}
        values = solver.getSolution().col_value
        return {name: round(values[self.index[name]]) for name in names}

    def _numbered(self, form: Mapping[str, Fraction]) -> dict[int, Number]:
        """Convert a form from names to numbers of columns, without zeros."""
        return {self.index[name]: simplify(c) for name, c in form.items() if c}

    def _run(self, costs: dict[int, Number], method: int) -> ModelStatus:
        """Run the solver with new costs."""
        self._solver.setOptionValue("simplex_strategy", method)
        changed = dict.fromkeys(self._costs, 0) | costs
        columns = np.fromiter(changed, dtype=np.int32)
        self._solver.changeColsCost(len(columns), columns, np.fromiter(changed.values(), dtype=np.float64))
        self._costs = costs
        self._solver.run()
        return self._solver.getModelStatus()

    def _ray(self, kind: str) -> Sequence[float]:
        """Return the solver's "Dual" or "Primal" ray; empty where it has none."""
        _, exists, ray = getattr(self._solver, f"get{kind}Ray")()
        return ray if exists else ()

    def _is_point_feasible(self) -> bool:
        """Whether the solver's point, rounded or solved again, is exactly feasible."""
        rounded = self._lattice.round_point(self._solver.getSolution().col_value)
        return rounded is not None or self._vertex.move(self._basis()[1])

    def _solve_by_rounding(self) -> Solution | None:
        """Round the solver's point and multipliers; None where they are then no optimum."""
        solution = self._solver.getSolution()
        point = self._lattice.round_point(solution.col_value)
        if point is None:
            return None
        rows = {row: _nearby_fraction(multiplier) for row, multiplier in self._row_multipliers(solution).items()}
        multipliers = rows | self.matrix.reduced_costs(rows, self._costs)
        at_low, at_high = point == self._lattice.low, point == self._lattice.high
        if not _is_proof(multipliers, at_low, at_high):
            return None
        return self._solution(point, multipliers, at_low, at_high, self._lattice.unit)

    def _basis(self) -> tuple[set[int], dict[int, Number]]:
        """Return the basic columns and rows, and the value of each nonbasic one: an end, or 0 where it has none.

        Both are empty where the solver has no basis, on which its `getBasicVariables`, else faster, would crash.
        """
        basis = self._solver.getBasis()
        statuses = [status.value for status in (*basis.col_status, *basis.row_status)]  # numbers are compared faster
        basic = {i for i, status in enumerate(statuses) if status == BASIC}
        ends = enumerate(zip(self.matrix.ends, statuses, strict=False))
        return basic, {i: pair[status == UPPER] or 0 for i, (pair, status) in ends if status != BASIC}

    def _row_multipliers(self, solution: highspy.HighsSolution) -> dict[int, float]:
        """Return the solver's multipliers of the rows that are not about zero."""
        duals = enumerate(solution.row_dual, self.matrix.width)
        return {row: multiplier for row, multiplier in duals if abs(multiplier) > SMALL}

    def _solve_by_basis(self) -> Solution | None:
        """Solve the solver's basis exactly; None where it is singular or not optimal."""
        basic, nonbasic = self._basis()
        vertex = self._vertex
        if not vertex.move(nonbasic):
            return None
        rows = list(self._row_multipliers(self._solver.getSolution()))
        multipliers = self.matrix.row_multipliers(rows, basic, self._costs)
        if multipliers is None or not _is_proof(multipliers, vertex.at_low, vertex.at_high):
            return None
        return self._solution(list(vertex.point), multipliers, vertex.at_low.copy(), vertex.at_high.copy())

    def _tableau(self) -> Tableau:
        """Return a tableau at the solver's basis."""
        tableau = Tableau(self.matrix.ends, self.matrix.forms)
        tableau.set_basis(*self._basis())
        return tableau

    def _solve_by_simplex(self) -> Solution:
        """Continue from the solver's basis by the exact simplex method."""
        tableau = self._tableau()
        if tableau.make_feasible() is not None:
            raise ValueError("An infeasible program has no optimum; check `infeasibility` first.")
        multipliers = tableau.minimize(self._costs)
        if multipliers is None:
            return Solution(None)
        point = [tableau.value(i) for i in range(len(self.names))]
        pairs = list(zip(point, self.matrix.ends, strict=True))
        at_low, at_high = (np.array([value == ends[side] for value, ends in pairs]) for side in (0, 1))
        return self._solution(point, multipliers, at_low, at_high)

    def _solution(
        self,
        values: Integers | Sequence[Number],
        multipliers: Mapping[int, Number],
        at_low: Flags,
        at_high: Flags,
        unit: int = 1,
    ) -> Solution:
        """Make a solution. Its proof is the only one where no more ends meet at the point than there are columns."""
        point = NamedPoint(self.index, values, unit)
        value = sum((c * point[self.names[column]] for column, c in self._costs.items()), Fraction(0))
        is_only = int((at_low | at_high).sum()) + self._free <= self.matrix.width
        return Solution(value, point, self.name_multipliers(multipliers), at_low, at_high, multipliers, is_only)

    def name_multipliers(self, multipliers: Mapping[int, Number]) -> Multipliers:
        """Convert multipliers from numbers to names of columns and rows, without zeros.

        Parameters
        ----------
        multipliers : mapping
            By number of the column or row.

        Returns
        -------
        Multipliers
        """
        named = [(i, self.names[i], multiplier) for i, multiplier in sorted(multipliers.items()) if multiplier]
        return Multipliers(
            {name: multiplier for i, name, multiplier in named if i < self.matrix.width},
            {name: multiplier for i, name, multiplier in named if i >= self.matrix.width},
        )


def _solver(matrix: ConstraintMatrix) -> highspy.Highs:
    """Make a solver with the columns and rows of a matrix."""
    solver = highspy.Highs()
    for option, value in OPTIONS.items():
        solver.setOptionValue(option, value)
    lows, highs = np.array([_float_ends(ends) for ends in matrix.ends]).reshape(-1, 2).T.copy()
    columns = np.array([column for form in matrix.forms for column in form], dtype=np.int32)
    coefficients = np.array([float(c) for form in matrix.forms for c in form.values()])
    starts = np.cumsum([0, *map(len, matrix.forms)], dtype=np.int32)[:-1]
    width = matrix.width
    solver.addVars(width, lows[:width], highs[:width])
    solver.addRows(len(matrix.forms), lows[width:], highs[width:], len(columns), starts, columns, coefficients)
    return solver


def _is_proof(multipliers: Mapping[int, Number], at_low: Flags, at_high: Flags) -> bool:
    """Whether each multiplier is of an end that a point is at."""
    return all((at_low if multiplier > 0 else at_high)[i] for i, multiplier in multipliers.items() if multiplier)


def _silence_first_solver() -> None:
    """Discard the banner that HiGHS writes past Python, once a process and before any option can forbid it."""
    standard_output = os.dup(1)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    try:
        highspy.Highs()
    finally:
        os.dup2(standard_output, 1)
        os.close(standard_output)
        os.close(null)


_silence_first_solver()


def _simplified(end: Fraction | None) -> Number | None:
    """Simplify an end, unless it is unbounded."""
    return None if end is None else simplify(end)


def _float_ends(ends: Ends) -> tuple[float, float]:
    """Convert ends to floats, unbounded ones to HiGHS's infinity."""
    low, high = ends
    return -highspy.kHighsInf if low is None else float(low), highspy.kHighsInf if high is None else float(high)


def _nearby_fraction(multiplier: float) -> Number:
    """Return an integer or a small fraction near a float: a guess, to be checked."""
    nearest = round(multiplier)
    if abs(multiplier - nearest) < SMALL:
        return nearest
    return simplify(Fraction(multiplier).limit_denominator(1000))
