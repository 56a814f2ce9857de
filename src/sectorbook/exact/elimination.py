"""Exact solution of sparse systems of linear equations by Gaussian elimination."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

Number = int | Fraction
"""An exact number. Integers are ints, which Python adds and multiplies many times as fast as fractions."""


def simplify(value: Number) -> Number:
    """Return the same number, as an int where it is an integer."""
    return value.numerator if value.denominator == 1 else value


def divide(value: Number, by: Number) -> Number:
    """Return the exact quotient, as an int where it is an integer."""
    if by in (1, -1):
        return value * by
    return simplify(Fraction(value) / by)


def solve_equations(equations: Iterable[tuple[Mapping[int, Number], Number]]) -> dict[int, Number] | None:
    """Solve linear equations.

    Parameters
    ----------
    equations : iterable of (coefficients, constant)
        The coefficient of each unknown, by its number, and the right-hand side.

    Returns
    -------
    dict or None
        The value of each unknown; None where there is no solution or more than one.
    """
    return _Elimination(equations).solve()


def null_space(equations: Iterable[Mapping[int, Number]], unknowns: Iterable[int]) -> list[dict[int, Number]]:
    """Compute a basis of what solves equations whose right-hand sides are zero.

    Parameters
    ----------
    equations : iterable of mapping
        The coefficient of each unknown, by its number.
    unknowns : iterable of int
        All unknowns.

    Returns
    -------
    list of dict
        The unknowns that are not zero in each vector.
    """
    equations = list(equations)
    zero = _zero_unknowns(equations)
    solved: dict[int, dict[int, Number]] = {unknown: {} for unknown in zero}
    for equation in sorted(equations, key=len):
        form: dict[int, Number] = {}
        for unknown, c in equation.items():
            for other, k in solved.get(unknown, {unknown: 1}).items():
                add_to(form, other, c * k)
        if form:
            pivot, c = form.popitem()
            own = {other: divide(-k, c) for other, k in form.items()}
            for known in [known for known in solved.values() if pivot in known]:
                factor = known.pop(pivot)
                for other, k in own.items():
                    add_to(known, other, factor * k)
            solved[pivot] = own
    free = [unknown for unknown in unknowns if unknown not in solved]
    return [{one: 1, **{pivot: form[one] for pivot, form in solved.items() if one in form}} for one in free]


def _zero_unknowns(equations: Sequence[Mapping[int, Number]]) -> set[int]:
    """Return the unknowns that have to be zero as all others in an equation are: in most systems nearly all."""
    equations_of: dict[int, list[int]] = defaultdict(list)
    for number, equation in enumerate(equations):
        for unknown in equation:
            equations_of[unknown].append(number)
    left = list(map(len, equations))
    single = [number for number, count in enumerate(left) if count == 1]
    zero: set[int] = set()
    while single:
        for unknown in equations[single.pop()]:
            if unknown not in zero:
                zero.add(unknown)
                for number in equations_of[unknown]:
                    left[number] -= 1
                    if left[number] == 1:
                        single.append(number)
    return zero


def add_to(form: dict[int, Number], unknown: int, amount: Number) -> None:
    """Add to a coefficient of a form, which is removed where it becomes zero.

    Parameters
    ----------
    form : dict
        The coefficients, by number of the unknown.
    unknown : int
    amount : int or Fraction
    """
    total = simplify(form.get(unknown, 0) + amount)
    if total:
        form[unknown] = total
    else:
        form.pop(unknown, None)


class _Elimination:
    """Gaussian elimination that keeps the equations sparse.

    The next pivot is an unknown in the fewest equations, in the shortest of these, so that few entries are filled in:
    identities have three or four terms, and most systems of them are solved without a new entry.
    """

    def __init__(self, equations: Iterable[tuple[Mapping[int, Number], Number]]) -> None:
        pairs = list(equations)
        self.rows = [dict(coefficients) for coefficients, _ in pairs]
        self.constants = [constant for _, constant in pairs]
        # The rows without a pivot of their own in which each unknown is still to be eliminated.
        self.rows_of: dict[int, set[int]] = defaultdict(set)
        for row, coefficients in enumerate(self.rows):
            for unknown in coefficients:
                self.rows_of[unknown].add(row)
        self.single_rows = [row for row, coefficients in enumerate(self.rows) if len(coefficients) == 1]
        self.single_unknowns = [unknown for unknown, rows in self.rows_of.items() if len(rows) == 1]
        self.pivots: list[tuple[int, int]] = []

    def solve(self) -> dict[int, Number] | None:
        """Eliminate every unknown, then substitute backwards."""
        unknowns = len(self.rows_of)
        while (pivot := self._next_pivot()) is not None:
            self._eliminate(*pivot)
        pivot_rows = {row for _, row in self.pivots}
        contradicted = any(constant for row, constant in enumerate(self.constants) if row not in pivot_rows)
        if contradicted or len(self.pivots) < unknowns:
            return None
        values: dict[int, Number] = {}
        for unknown, row in reversed(self.pivots):
            others = sum(c * values[other] for other, c in self.rows[row].items() if other != unknown)
            values[unknown] = divide(self.constants[row] - others, self.rows[row][unknown])
        return values

    def _next_pivot(self) -> tuple[int, int] | None:
        """Choose an unknown and the row that eliminates it; None where no unknown is left."""
        while self.single_unknowns:
            unknown = self.single_unknowns.pop()
            if len(self.rows_of.get(unknown, ())) == 1:
                return unknown, next(iter(self.rows_of[unknown]))
        while self.single_rows:
            row = self.single_rows.pop()
            remaining = [unknown for unknown in self.rows[row] if row in self.rows_of.get(unknown, ())]
            if len(remaining) == 1:
                return remaining[0], row
        candidates = [unknown for unknown, rows in self.rows_of.items() if rows]
        if not candidates:
            return None
        unknown = min(candidates, key=lambda u: len(self.rows_of[u]))
        return unknown, min(self.rows_of[unknown], key=lambda row: (len(self.rows[row]), row))

    def _eliminate(self, unknown: int, pivot_row: int) -> None:
        """Eliminate an unknown from all rows but that of its pivot."""
        self.pivots.append((unknown, pivot_row))
        others = {name: c for name, c in self.rows[pivot_row].items() if name != unknown}
        for row in self.rows_of.pop(unknown) - {pivot_row}:
            factor = divide(self.rows[row].pop(unknown), self.rows[pivot_row][unknown])
            self.constants[row] = simplify(self.constants[row] - factor * self.constants[pivot_row])
            for name, coefficient in others.items():
                self._add(row, name, -factor * coefficient)
            if len(self.rows[row]) == 1:
                self.single_rows.append(row)
        for name in others:
            self._discard(name, pivot_row)

    def _add(self, row: int, unknown: int, amount: Number) -> None:
        """Add to a coefficient, which is removed where it becomes zero."""
        total = simplify(self.rows[row].get(unknown, 0) + amount)
        if total:
            self.rows[row][unknown] = total
            self.rows_of[unknown].add(row)
        else:
            self.rows[row].pop(unknown, None)
            self._discard(unknown, row)

    def _discard(self, unknown: int, row: int) -> None:
        """Record that a row no longer has to be considered for an unknown."""
        self.rows_of[unknown].discard(row)
        if len(self.rows_of[unknown]) == 1:
            self.single_unknowns.append(unknown)
