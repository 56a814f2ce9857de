"""Exact checks at the speed of arrays: a system in whole numbers, and a solver's floating-point answer rounded to them.

Printed ends are decimals and most identities only add, so that the corners of a system lie on a lattice: whole
multiples of one small number. There a rounded answer is a guess that integers prove or refuse.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np

from sectorbook.exact.elimination import Number
from sectorbook.exact.simplex import Ends

__all__ = ["Flags", "Lattice", "Place", "Whole"]

Whole = np.ndarray[tuple[int], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
OPEN = 2**62
"""Stands for an end that is open. What is computed stays below it."""
SMALL = 1e-9
"""A step of a solver's direction below it is none."""
FINER = 2520
"""How many points of the lattice lie on a step of the ends: it is divided by every whole number up to ten."""
EXACT = 2**53
"""Floating point holds every whole number below it."""


class Place(Mapping[str, Fraction]):
    """A point on the lattice: the value of each column by name, exact, made when it is asked for."""

    def __init__(self, index: Mapping[str, int], values: Whole, unit: int) -> None:
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

    def rounded(self, values: Sequence[float]) -> Whole | None:
        """Columns and rows at the lattice's nearest point; None where it does not satisfy the system."""
        whole = self._spread(np.array(values) * self.unit) if self.works else None
        return whole if whole is not None and bool(((whole >= self.low) & (whole <= self.high)).all()) else None

    def is_free(self, way: Sequence[float]) -> bool:
        """Whether a direction, given up to its length, meets no end: one can go along it for ever."""
        steps = np.asarray(way)
        sizes = np.abs(steps)[np.abs(steps) > SMALL]
        whole = self._spread(steps / sizes.min()) if self.works and sizes.size else None
        return whole is not None and not ((whole < 0) & (self.low > -OPEN) | (whole > 0) & (self.high < OPEN)).any()

    def _spread(self, columns: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Whole | None:
        nearest = np.rint(columns)
        if not np.abs(nearest).max(initial=0) < self._room:
            return None
        whole = nearest.astype(np.int64)
        rows = (
            np.add.reduceat(self._coefficients * whole[self._columns], self._starts) if len(self._starts) else whole[:0]
        )
        return np.concatenate([whole, rows])
