"""The simplex method in exact fractions, for programs on which floating point fails.

Feasibility is restored as by Dutertre and de Moura (2006, doi:10.1007/11817963_11): without artificial variables, and a
row whose bounds cannot be satisfied is the proof of infeasibility. Bland's rule (1977, doi:10.1287/moor.2.2.103)
prevents cycling. It is slow on large systems and meant to start from the basis where a fast solver stopped.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sectorbook.exact.elimination import Number, add_to, divide, simplify

Ends = tuple[Number | None, Number | None]
"""A low and a high end; None is unbounded."""
OBJECTIVE = -1
"""The variable whose form is the objective."""


class Tableau:
    """A simplex tableau with bounded variables: basic ones as linear forms of nonbasic ones, which have a value each.

    Parameters
    ----------
    ends : sequence of Ends
        The bounds of the columns, then of the rows; variables are numbered in this order.
    rows : sequence of mapping
        Coefficient of each column, by its number. The rows are the first basis.
    """

    def __init__(self, ends: Sequence[Ends], rows: Sequence[Mapping[int, Number]]) -> None:
        self.ends: dict[int, Ends] = dict(enumerate(ends)) | {OBJECTIVE: (None, None)}
        width = len(ends) - len(rows)
        self.forms = {row: dict(form) for row, form in enumerate(rows, width)}
        self.nonbasic = {column: self._resting_value(column) for column in range(width)}

    def value(self, variable: int) -> Number:
        """Return the present value of a variable."""
        if variable in self.nonbasic:
            return self.nonbasic[variable]
        return simplify(sum(c * self.nonbasic[other] for other, c in self.forms[variable].items()))

    def set_basis(self, basic: Iterable[int], nonbasic: Mapping[int, Number]) -> None:
        """Go to a basis, or as near to it as possible where its columns are dependent.

        Parameters
        ----------
        basic : iterable of int
            The basic variables.
        nonbasic : mapping
            The value of each nonbasic variable.
        """
        wanted = set(basic)
        for entering in sorted(wanted - self.forms.keys()):
            leaving = [v for v, form in self.forms.items() if v not in wanted and form.get(entering)]
            if leaving:
                self._pivot(leaving[0], entering, self._resting_value(leaving[0]))
        self.nonbasic |= {variable: value for variable, value in nonbasic.items() if variable in self.nonbasic}

    def make_feasible(self) -> dict[int, Number] | None:
        """Move every variable between its bounds.

        Returns
        -------
        dict or None
            None where that succeeds, else multipliers that prove the infeasibility: times these, the variables add up
            to zero, and their ends (low for a positive multiplier, high for a negative one) to more.
        """
        for variable, value in self.nonbasic.items():  # bounds that were changed since
            if self._needed_direction(variable):
                low, high = self.ends[variable]
                self.nonbasic[variable] = low if low is not None and value < low else high or 0
        while True:
            violated = next((v for v in sorted(self.forms) if self._needed_direction(v)), None)
            if violated is None:
                return None
            direction, form = self._needed_direction(violated), self.forms[violated]
            entering = next((k for k in sorted(form) if self._can_move(k, direction * form[k])), None)
            if entering is None:
                return {violated: direction} | {k: -direction * c for k, c in form.items()}
            end = self.ends[violated][0 if direction > 0 else 1]
            assert end is not None
            self._pivot(violated, entering, end)

    def minimize(self, costs: Mapping[int, Number]) -> dict[int, Number] | None:
        """Go from a feasible point to an optimal one.

        Parameters
        ----------
        costs : mapping
            Coefficient of each variable in the objective.

        Returns
        -------
        dict or None
            Multipliers that prove the optimum; None where the objective is unbounded.
        """
        self.forms[OBJECTIVE] = {}
        for variable, cost in costs.items():
            for other, c in self.forms.get(variable, {variable: 1}).items():
                add_to(self.forms[OBJECTIVE], other, cost * c)
        while True:
            form = self.forms[OBJECTIVE]
            entering = next((k for k in sorted(form) if self._can_move(k, -form[k])), None)
            if entering is None:
                return self.forms.pop(OBJECTIVE)
            if not self._step(entering, -1 if form[entering] > 0 else 1):
                return None

    def _step(self, entering: int, direction: int) -> bool:
        """Move a nonbasic variable until some variable reaches an end; return False where none does."""
        limits = [(step, v, end) for v in (entering, *self.forms) for step, end in self._limits(v, entering, direction)]
        if not limits:
            return False
        _, leaving, end = min(limits)
        if leaving == entering:
            self.nonbasic[entering] = end
        else:
            self._pivot(leaving, entering, end)
        return True

    def _limits(self, variable: int, entering: int, direction: int) -> Iterator[tuple[Number, Number]]:
        """Yield the step of the entering variable at which a variable reaches an end, and this end, if it has one."""
        rate = direction if variable == entering else direction * self.forms[variable].get(entering, 0)
        end = self.ends[variable][1 if rate > 0 else 0]
        if rate and end is not None:
            yield divide(end - self.value(variable), rate), end

    def _needed_direction(self, variable: int) -> int:
        """Return 1 for a variable below its low end, -1 for one above its high end, else 0."""
        low, high = self.ends[variable]
        value = self.value(variable)
        if low is not None and value < low:
            return 1
        return -1 if high is not None and value > high else 0

    def _can_move(self, variable: int, direction: Number) -> bool:
        """Whether a nonbasic variable can move in a direction, by its sign, without leaving its bounds at once."""
        end = self.ends[variable][1 if direction > 0 else 0]
        return bool(direction) and (end is None or self.nonbasic[variable] != end)

    def _pivot(self, leaving: int, entering: int, value: Number) -> None:
        """Exchange a basic and a nonbasic variable; the leaving one takes the value given."""
        form = self.forms.pop(leaving)
        pivot = form.pop(entering)
        solved = {other: divide(-c, pivot) for other, c in form.items()} | {leaving: divide(1, pivot)}
        for other in self.forms.values():
            factor = other.pop(entering, 0)
            for variable, c in solved.items() if factor else ():
                add_to(other, variable, factor * c)
        self.forms[entering] = solved
        del self.nonbasic[entering]
        self.nonbasic[leaving] = value

    def _resting_value(self, variable: int) -> Number:
        """Return the value of a variable that leaves the basis: an end, or 0 where it has none."""
        return next((end for end in self.ends[variable] if end is not None), 0)
