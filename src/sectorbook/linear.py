"""Linear programs solved by HiGHS, and their solutions made exact.

HiGHS finds the basis in floating point; the basis is solved again in fractions and both its feasibility and
its optimality are checked there. So 11.5 is 11.5, and no byte of a result hangs on a solver's last bits.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import highspy

from sectorbook.exceptions import SectorbookError

__all__ = ["Column", "Program", "Row", "Solution", "exact"]

Status = highspy.HighsBasisStatus


def exact(value: float | str) -> Fraction:
    """The decimal that was printed: 0.1 is one tenth, not the nearest binary number."""
    return Fraction(repr(float(value)) if isinstance(value, float) else str(value))


@dataclass(frozen=True)
class Column:
    """A variable and its ends; None is open."""

    name: str
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True)
class Row:
    """A linear form of the columns and its ends; None is open."""

    name: str
    coefficients: Mapping[str, Fraction]
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True)
class Solution:
    """An optimum: its exact value (None: unbounded), its point, and the sensitivity of the value to each end.

    A price is the change of the value per unit of the end that holds a column or row; those that hold nothing
    are left out. Together the prices prove the value. Columns and rows have names of their own.
    """

    value: Fraction | None
    point: Mapping[str, Fraction]
    column_prices: Mapping[str, Fraction]
    row_prices: Mapping[str, Fraction]


class Program:
    """One system of columns and rows, minimised or maximised for any number of objectives in turn."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        self.columns = tuple(columns)
        self.rows = tuple(rows)
        self._index = {column.name: i for i, column in enumerate(self.columns)}
        self._solver = self._build()

    def is_feasible(self) -> bool:
        """Whether any point satisfies every column and row."""
        self._set_objective({}, highest=False)
        self._solver.run()
        return bool(self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def lowest(self, objective: Mapping[str, Fraction]) -> Solution:
        """The least value of the objective, a mapping from column names to coefficients."""
        return self._solve(objective, highest=False)

    def highest(self, objective: Mapping[str, Fraction]) -> Solution:
        """The greatest value of the objective, a mapping from column names to coefficients."""
        return self._solve(objective, highest=True)

    def _build(self) -> highspy.Highs:
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("presolve", "off")
        solver.setOptionValue("threads", 1)
        for column in self.columns:
            solver.addVar(*_floats(column))
        for row in self.rows:
            indices = [self._index[name] for name in row.coefficients]
            solver.addRow(*_floats(row), len(indices), indices, [float(c) for c in row.coefficients.values()])
        return solver

    def _set_objective(self, objective: Mapping[str, Fraction], highest: bool) -> None:
        sense = highspy.ObjSense.kMaximize if highest else highspy.ObjSense.kMinimize
        self._solver.changeObjectiveSense(sense)
        for i, column in enumerate(self.columns):
            self._solver.changeColCost(i, float(objective.get(column.name, 0)))

    def _solve(self, objective: Mapping[str, Fraction], highest: bool) -> Solution:
        self._set_objective(objective, highest)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status in (
            highspy.HighsModelStatus.kUnbounded,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        ):
            return Solution(None, {}, {}, {})
        if status != highspy.HighsModelStatus.kOptimal:
            raise SectorbookError(
                f'The solver stopped with "{self._solver.modelStatusToString(status)}". '
                "Check that the statements and identities can hold together."
            )
        return self._exact_solution(objective, highest)

    def _exact_solution(self, objective: Mapping[str, Fraction], highest: bool) -> Solution:
        basis = self._solver.getBasis()
        columns = list(zip(self.columns, basis.col_status, strict=True))
        rows = list(zip(self.rows, basis.row_status, strict=True))
        free = [column.name for column, status in columns if status == Status.kBasic]
        tight = [(row, _held(row, status)) for row, status in rows if status != Status.kBasic]
        point = {column.name: _held(column, s) for column, s in columns if s != Status.kBasic}
        point |= _solve_square(
            [
                (
                    [row.coefficients.get(name, Fraction(0)) for name in free],
                    held - _at(row.coefficients, point),
                )
                for row, held in tight
            ],
            free,
        )
        row_prices = self._row_prices(objective, free, [row for row, _ in tight])
        column_prices = self._column_prices(objective, row_prices)
        for column in self.columns:
            _check(column, point[column.name], column_prices[column.name], highest)
        for row in self.rows:
            _check(row, _at(row.coefficients, point), row_prices.get(row.name, Fraction(0)), highest)
        return Solution(_at(objective, point), point, _nonzero(column_prices), _nonzero(row_prices))

    def _row_prices(self, objective: Mapping[str, Fraction], free: list[str], tight: list[Row]) -> dict[str, Fraction]:
        zero = Fraction(0)
        return _solve_square(
            [([row.coefficients.get(column, zero) for row in tight], objective.get(column, zero)) for column in free],
            [row.name for row in tight],
        )

    def _column_prices(
        self, objective: Mapping[str, Fraction], row_prices: Mapping[str, Fraction]
    ) -> dict[str, Fraction]:
        prices = {column.name: objective.get(column.name, Fraction(0)) for column in self.columns}
        for row in self.rows:
            for name, coefficient in row.coefficients.items():
                prices[name] -= coefficient * row_prices.get(row.name, Fraction(0))
        return prices


def _check(part: Column | Row, value: Fraction, price: Fraction, highest: bool) -> None:
    """Feasibility and optimality in exact arithmetic; a basis that only looked optimal is refused."""
    inside = (part.low is None or value >= part.low) and (part.high is None or value <= part.high)
    rises = (price > 0) != highest
    proven = price == 0 or value == (part.low if rises else part.high)
    if not (inside and proven):
        raise SectorbookError(
            f'The solver\'s answer does not hold exactly at "{part.name}" (value {float(value)!r}). '
            "Look for ends that differ by less than one part in ten million."
        )


def _nonzero(prices: Mapping[str, Fraction]) -> dict[str, Fraction]:
    return {name: price for name, price in prices.items() if price}


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


def _floats(part: Column | Row) -> tuple[float, float]:
    low = -highspy.kHighsInf if part.low is None else float(part.low)
    high = highspy.kHighsInf if part.high is None else float(part.high)
    return low, high


def _held(part: Column | Row, status: Status) -> Fraction:
    """The end at which the solver left a column or row; a free one rests at zero."""
    end = part.high if status == Status.kUpper else part.low
    return Fraction(0) if end is None else end


def _at(coefficients: Mapping[str, Fraction], point: Mapping[str, Fraction]) -> Fraction:
    return sum((c * point[name] for name, c in coefficients.items() if name in point), Fraction(0))


def _solve_square(
    equations: Sequence[tuple[Sequence[Fraction], Fraction]], names: Sequence[str]
) -> dict[str, Fraction]:
    """The one solution of as many linear equations as names, by elimination in fractions."""
    table = [[*coefficients, value] for coefficients, value in equations]
    for i in range(len(table)):
        pivot = next(k for k in range(i, len(table)) if table[k][i])
        table[i], table[pivot] = table[pivot], table[i]
        table[i] = [entry / table[i][i] for entry in table[i]]
        for k, line in enumerate(table):
            if k != i and line[i]:
                table[k] = [entry - line[i] * other for entry, other in zip(line, table[i], strict=True)]
    return {name: line[-1] for name, line in zip(names, table, strict=True)}
