"""The simplex method in exact fractions: the last word where floating point gives none.

A system is made feasible as Dutertre and de Moura do (2006, doi:10.1007/11817963_11): no artificial variables, and
a row that cannot be mended is the proof that nothing can. Bland's rule (1977, doi:10.1287/moor.2.2.103) ends every
walk. It is slow on large systems and meant to start where a fast solver stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sectorbook.exact.elimination import Number, divide, simplify

Ends = tuple[Number | None, Number | None]
"""A low and a high end; None is open."""
OBJECTIVE = -1


class Tableau:
    """Some variables, the basic ones, as linear forms of the others, which rest at values of their own.

    Variables are numbered: first the columns, then the rows, which begin as the basic ones.
    """

    def __init__(self, ends: Sequence[Ends], rows: Sequence[Mapping[int, Number]]) -> None:
        self.ends: dict[int, Ends] = dict(enumerate(ends)) | {OBJECTIVE: (None, None)}
        columns = len(ends) - len(rows)
        self.forms = {columns + i: dict(row) for i, row in enumerate(rows)}
        self.rest = {column: _resting(ends[column]) for column in range(columns)}

    def value(self, variable: int) -> Number:
        """What a variable is at the present point."""
        if variable in self.rest:
            return self.rest[variable]
        return simplify(sum(c * self.rest[other] for other, c in self.forms[variable].items()))

    def set_basis(self, basic: Iterable[int], rest: Mapping[int, Number]) -> None:
        """Go to a basis, as far as it is one, and rest the others at the values given."""
        wanted = set(basic)
        for entering in sorted(wanted - self.forms.keys()):
            leaving = [v for v, form in self.forms.items() if v not in wanted and form.get(entering)]
            if leaving:
                self._pivot(leaving[0], entering, _resting(self.ends[leaving[0]]))
        self.rest |= {variable: value for variable, value in rest.items() if variable in self.rest}

    def make_feasible(self) -> dict[int, Number] | None:
        """Bring every variable between its ends; where that cannot be, give the multipliers that prove it.

        The variables, each times its price, add up to zero; their ends (low for a positive price, high for a negative
        one) add up to more.
        """
        while True:
            broken = next((v for v in sorted(self.forms) if self._way_back(v)), None)
            if broken is None:
                return None
            way, form = self._way_back(broken), self.forms[broken]
            entering = next((k for k in sorted(form) if self._can_move(k, way * form[k])), None)
            if entering is None:
                return {broken: way} | {k: -way * c for k, c in form.items()}
            end = self.ends[broken][0 if way > 0 else 1]
            assert end is not None
            self._pivot(broken, entering, end)

    def minimize(self, costs: Mapping[int, Number]) -> dict[int, Number] | None:
        """Go to a lowest point from a feasible one; gives the multipliers that prove it, None where there is none."""
        self.forms[OBJECTIVE] = {}
        for variable, cost in costs.items():
            for other, c in self.forms.get(variable, {variable: 1}).items():
                _add(self.forms[OBJECTIVE], other, cost * c)
        while True:
            form = self.forms[OBJECTIVE]
            entering = next((k for k in sorted(form) if self._can_move(k, -form[k])), None)
            if entering is None:
                return self.forms.pop(OBJECTIVE)
            if not self._walk(entering, -1 if form[entering] > 0 else 1):
                return None

    def dependencies(self, tight: Iterable[int]) -> frozenset[int]:
        """The basic variables among those given, and all that they are forms of."""
        return frozenset(v for basic in tight if basic in self.forms for v in (basic, *self.forms[basic]))

    def _walk(self, entering: int, way: int) -> bool:
        """Move a resting variable until something reaches an end; False where nothing does."""
        limits = [(step, v, end) for v in (entering, *self.forms) for step, end in self._steps(v, entering, way)]
        if not limits:
            return False
        _, leaving, end = min(limits)
        if leaving == entering:
            self.rest[entering] = end
        else:
            self._pivot(leaving, entering, end)
        return True

    def _steps(self, variable: int, entering: int, way: int) -> Iterable[tuple[Number, Number]]:
        rate = way if variable == entering else way * self.forms[variable].get(entering, 0)
        end = self.ends[variable][1 if rate > 0 else 0]
        if rate and end is not None:
            yield divide(end - self.value(variable), rate), end

    def _way_back(self, variable: int) -> int:
        low, high = self.ends[variable]
        value = self.value(variable)
        if low is not None and value < low:
            return 1
        return -1 if high is not None and value > high else 0

    def _can_move(self, variable: int, way: Number) -> bool:
        end = self.ends[variable][1 if way > 0 else 0]
        return bool(way) and (end is None or self.rest[variable] != end)

    def _pivot(self, leaving: int, entering: int, rest: Number) -> None:
        """Exchange two variables; the leaving one rests at the value given."""
        form = self.forms.pop(leaving)
        by = form.pop(entering)
        solved = {other: simplify(divide(-c, by)) for other, c in form.items()} | {leaving: simplify(divide(1, by))}
        for other in self.forms.values():
            times = other.pop(entering, 0)
            for name, c in solved.items() if times else ():
                _add(other, name, times * c)
        self.forms[entering] = solved
        del self.rest[entering]
        self.rest[leaving] = rest


def _add(form: dict[int, Number], variable: int, amount: Number) -> None:
    total = simplify(form.get(variable, 0) + amount)
    if total:
        form[variable] = total
    else:
        form.pop(variable, None)


def _resting(ends: Ends) -> Number:
    low, high = ends
    return low if low is not None else high if high is not None else 0
