"""Ends of indicators that rows imply one at a time, each with its proof: a sum is at least its least parts together.

In most systems nearly all tightest ends follow in this way, without a program (bound propagation: Davis 1987,
doi:10.1016/0004-3702(87)90091-9). That an end is the tightest is known once a point attains it.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sectorbook.exact.certificates import ConstraintMatrix
from sectorbook.exact.elimination import Number, divide

ROUNDS = 20
"""How often the ends that changed are propagated. In a circle of ratios, they can come nearer to a limit for ever."""
LOW, HIGH = 1, -1


class Step(NamedTuple):
    """An end of a column: its own, or what a row and ends of the row's other columns imply.

    Attributes
    ----------
    column : int
    value : int or Fraction
    row : int or None
        None for the column's own end.
    sources : tuple of int
        The numbers of the steps that the row is evaluated with.
    """

    column: int
    value: Number
    row: int | None = None
    sources: tuple[int, ...] = ()


class Propagation:
    """The tightest ends of a program's columns that propagation finds.

    Parameters
    ----------
    matrix : ConstraintMatrix
        Of a feasible program.
    """

    def __init__(self, matrix: ConstraintMatrix) -> None:
        self._matrix = matrix
        self._steps: list[Step] = []
        self._ends: dict[tuple[int, int], int] = {}
        for column, ends in enumerate(matrix.ends[: matrix.width]):
            for side, end in zip((LOW, HIGH), ends, strict=True):
                if end is not None:
                    self._record(side, Step(column, end))
        rows: Iterable[int] = range(matrix.width, len(matrix.ends))
        for _ in range(ROUNDS):
            changed = [column for row in rows for column in self._propagate(row)]
            rows = dict.fromkeys(row for column in changed for row in matrix.transposed[column])

    def end(self, column: int, side: int) -> Number | None:
        """Return an end of a column; None where it is open.

        Parameters
        ----------
        column : int
        side : int
            1 is the low end, -1 the high one.

        Returns
        -------
        int or Fraction or None
        """
        number = self._ends.get((column, side))
        return None if number is None else self._steps[number].value

    def proof(self, column: int, side: int) -> dict[int, Number]:
        """Return the multipliers that prove an end, of what the end is of when it is minimized.

        Parameters
        ----------
        column : int
        side : int
            1 is the low end, -1 the high one, which is minus the low end of the column's negative.

        Returns
        -------
        dict
            By number of the column or row.
        """
        proof: dict[int, Number] = defaultdict(int)
        weights: dict[int, Number] = defaultdict(int, {self._ends[column, side]: side})
        while weights:
            number = max(weights)  # no step has a later one as a source
            step, weight = self._steps[number], weights.pop(number)
            if step.row is None:
                proof[step.column] += weight
                continue
            form = self._matrix.forms[step.row - self._matrix.width]
            multiplier = divide(weight, form[step.column])
            proof[step.row] += multiplier
            for source in step.sources:
                weights[source] -= multiplier * form[self._steps[source].column]
        return {i: multiplier for i, multiplier in proof.items() if multiplier}

    def _record(self, side: int, step: Step) -> None:
        """Record a tighter end."""
        self._ends[step.column, side] = len(self._steps)
        self._steps.append(step)

    def _propagate(self, row: int) -> list[int]:
        """Tighten the ends of a row's columns; return those that change."""
        form, changed = self._matrix.forms[row - self._matrix.width], []
        for side, end in zip((LOW, HIGH), self._matrix.ends[row], strict=True):
            # The others' ends at which the row's sum is farthest from this end of the row.
            numbers = {column: self._ends.get((column, -side if c > 0 else side)) for column, c in form.items()}
            unknown = [column for column, number in numbers.items() if number is None]
            if end is None or len(unknown) > 1:
                continue
            parts = {c: form[c] * self._steps[n].value for c, n in numbers.items() if n is not None}
            rest = end - sum(parts.values())
            for column in unknown or form:
                own_side = side if form[column] > 0 else -side
                value = divide(rest + parts.get(column, 0), form[column])
                old = self.end(column, own_side)
                if old is None or (value - old) * own_side > 0:
                    sources = tuple(n for other, n in numbers.items() if other != column and n is not None)
                    self._record(own_side, Step(column, value, row, sources))
                    changed.append(column)
        return changed
