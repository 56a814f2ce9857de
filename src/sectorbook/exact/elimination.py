"""Sparse linear equations, solved exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

Number = int | Fraction
"""An exact number; whole ones are ints, which Python adds and multiplies many times as fast as fractions."""


def simplify(value: Number) -> Number:
    """The same number, as an int where it is whole."""
    return value.numerator if value.denominator == 1 else value


def divide(value: Number, by: Number) -> Number:
    """The exact quotient."""
    if by in (1, -1):
        return value * by
    return simplify(Fraction(value) / by)


def solve_equations(equations: Iterable[tuple[Mapping[int, Number], Number]]) -> dict[int, Number] | None:
    """The one solution of equations, each a mapping from unknowns to coefficients and a right-hand side.

    None where there is no solution, or more than one.
    """
    return _Elimination(equations).solution()


class _Elimination:
    """Equations that lose one unknown after another.

    An unknown that stands in the fewest equations goes first, by way of the shortest of them, so that few entries
    arise: identities have three or four terms, and most systems of them are solved without a new one.
    """

    def __init__(self, equations: Iterable[tuple[Mapping[int, Number], Number]]) -> None:
        pairs = list(equations)
        self.left = [dict(coefficients) for coefficients, _ in pairs]
        self.right = [value for _, value in pairs]
        self.places: dict[int, set[int]] = defaultdict(set)
        for row, coefficients in enumerate(self.left):
            for unknown in coefficients:
                self.places[unknown].add(row)
        self.single_rows = [row for row, coefficients in enumerate(self.left) if len(coefficients) == 1]
        self.single_unknowns = [unknown for unknown, rows in self.places.items() if len(rows) == 1]
        self.used: list[tuple[int, int]] = []

    def solution(self) -> dict[int, Number] | None:
        unknowns = len(self.places)
        while (pivot := self._pivot()) is not None:
            self._eliminate(*pivot)
        spent = {row for _, row in self.used}
        contradicted = any(value for row, value in enumerate(self.right) if row not in spent)
        if contradicted or len(self.used) < unknowns:
            return None
        values: dict[int, Number] = {}
        for unknown, row in reversed(self.used):
            rest = sum(c * values[other] for other, c in self.left[row].items() if other != unknown)
            values[unknown] = divide(self.right[row] - rest, self.left[row][unknown])
        return values

    def _pivot(self) -> tuple[int, int] | None:
        while self.single_unknowns:
            unknown = self.single_unknowns.pop()
            if len(self.places.get(unknown, ())) == 1:
                return unknown, next(iter(self.places[unknown]))
        while self.single_rows:
            row = self.single_rows.pop()
            open_here = [unknown for unknown in self.left[row] if row in self.places.get(unknown, ())]
            if len(open_here) == 1:
                return open_here[0], row
        if not any(self.places.values()):
            return None
        unknown = min((u for u, rows in self.places.items() if rows), key=lambda u: len(self.places[u]))
        return unknown, min(self.places[unknown], key=lambda row: (len(self.left[row]), row))

    def _eliminate(self, unknown: int, row: int) -> None:
        self.used.append((unknown, row))
        for other in self.places.pop(unknown) - {row}:
            times = divide(self.left[other].pop(unknown), self.left[row][unknown])
            self.right[other] = simplify(self.right[other] - times * self.right[row])
            for name, coefficient in self.left[row].items():
                if name != unknown:
                    self._add(other, name, -times * coefficient)
            if len(self.left[other]) == 1:
                self.single_rows.append(other)
        for name in self.left[row]:
            if name != unknown:
                self.places[name].discard(row)
                self._note(name)

    def _add(self, row: int, unknown: int, amount: Number) -> None:
        total = simplify(self.left[row].get(unknown, 0) + amount)
        if total:
            self.left[row][unknown] = total
            self.places[unknown].add(row)
        else:
            self.left[row].pop(unknown, None)
            self.places[unknown].discard(row)
            self._note(unknown)

    def _note(self, unknown: int) -> None:
        if len(self.places[unknown]) == 1:
            self.single_unknowns.append(unknown)
