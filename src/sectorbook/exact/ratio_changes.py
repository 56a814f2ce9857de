"""The least change of ends of ratios together with those of amounts, by branch and bound in fractions.

How far the end of a ratio A / B has to move depends on A and B, so the sum of the changes is no linear function. Within
a range of B it is at least a linear one (McCormick 1976, doi:10.1007/BF01580665), and the narrower the range, the
nearer: the ranges of the bases are halved, and those in which no change can be less than one known are left out.
"""

import heapq
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from sectorbook.exact.programs import Column, Constraint, Program
from sectorbook.exact.relations import End, Relation

Point = Mapping[str, Fraction]
Box = dict[str, tuple[Fraction, End]]
"""The range of each base."""
MOST, PARTS = 100, 40
"""Of how many ends of ratios the least change is searched, and in how many parts; of more, one that suffices is."""
ONE, DIGITS = Fraction(1), 6
NEAR = Fraction(1, 10**6)
"""A change is not looked for that is less than a known one by less than this share of it."""
ROUNDS = 4
"""How often a first change is looked for with better weights."""


@dataclass(frozen=True)
class RatioEnd:
    """An end of a ratio that can move outward.

    Attributes
    ----------
    relation : Relation
    side : str
        "low" or "high".
    """

    relation: Relation
    side: str

    @property
    def number(self) -> Fraction:
        """The printed number."""
        return self.relation.ends[self.side]

    @property
    def name(self) -> str:
        """The name of the variable that is its change; no indicator has such a name."""
        return f"\0{self.side} of {self.relation.name}"

    @property
    def excess(self) -> dict[str, Fraction]:
        """The form that is above 0 by what the end is exceeded by, in the unit of the indicator."""
        return self.excess_over(self.number)

    def excess_over(self, number: Fraction) -> dict[str, Fraction]:
        """Return the form that is above 0 by what another number in the place of the printed one is exceeded by."""
        sign = -1 if self.side == "low" else 1
        return {name: sign * c for name, c in self.relation.end_constraint(self.side, number).coefficients.items()}

    def needed(self, point: Point) -> Fraction:
        """Return by how much the end has to move at a point whose base is not 0."""
        if sum(c * point[name] for name, c in self.excess.items()) <= 0:
            return Fraction(0)
        factor = point[self.relation.indicator] / point[self.relation.base]
        return abs(self.relation.number(factor, self.side == "low") - self.number)


@dataclass(frozen=True)
class Known:
    """The least change known so far: its sum, and the amounts that it makes possible."""

    total: Fraction
    point: Point


@dataclass(frozen=True)
class Part:
    """What is searched: the range of each base, how far each end of a ratio can move, and where rates are linear."""

    box: Box
    reach: Mapping[str, Fraction]
    tangents: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class RatioProgram:
    """A program of amounts and of the changes of their ends, with ends of ratios that can move.

    Attributes
    ----------
    columns : sequence of Column
    rows : sequence of Constraint
        Without those of the ends of ratios.
    costs : mapping
        What each change of an amount's end costs.
    ends : sequence of RatioEnd
    """

    columns: Sequence[Column]
    rows: Sequence[Constraint]
    costs: Mapping[str, Fraction]
    ends: Sequence[RatioEnd]

    def minimize(self, *known: Known) -> tuple[Known | None, Fraction]:
        """Look for the least change.

        Parameters
        ----------
        *known : Known
            Changes that are known to suffice.

        Returns
        -------
        known : Known or None
            The least change that was found; None if there was none.
        at_least : Fraction
            What each change that suffices comes to: the one found is the least if it is not more. 0 where nothing is
            proven.
        """
        best = min((*known, *self._first_changes()), key=lambda change: change.total, default=None)
        if best is None or len(self.ends) > MOST:
            return best, Fraction(0)
        reach = {end.name: _rounded(best.total * abs(end.number), 1) for end in self.ends}
        box = {one.name: (one.low or Fraction(0), one.high) for one in self.columns if one.name in self._bases}
        return self._search(Part(box, reach), best)

    @cached_property
    def _bases(self) -> list[str]:
        """The bases of the ratios."""
        return list(dict.fromkeys(end.relation.base for end in self.ends))

    @cached_property
    def _costs(self) -> dict[str, Fraction]:
        """What each change costs, those of the ends of ratios too."""
        return {**self.costs, **{end.name: 1 / abs(end.number) for end in self.ends}}

    @cached_property
    def _printed(self) -> dict[str, set[Fraction]]:
        """The printed ends of each base, where a sum of changes can turn."""
        printed: dict[str, set[Fraction]] = {name: set() for name in self._bases}
        for row in self.rows:
            names = row.coefficients.keys() - self.costs.keys()
            if len(names) == 1 and not names.isdisjoint(printed):
                printed[names.pop()].update(end for end in (row.low, row.high) if end is not None)
        return printed

    def _known(self, point: Point) -> Known | None:
        """Return the change that makes a point possible; None where none does, or a base is 0, which cures nothing."""
        total = sum((cost * point[name] for name, cost in self.costs.items()), Fraction(0))
        for end in self.ends:
            if not point[end.relation.base]:
                return None
            total += end.needed(point) / abs(end.number)
        return Known(total, point)

    def _first_changes(self) -> Iterator[Known]:
        """Yield changes that suffice: the bases of one solution are the weights of the next."""
        ends = itertools.chain.from_iterable((row.low, row.high) for row in self.rows)
        size = max((abs(end) for end in ends if end), default=ONE)
        bases = dict.fromkeys(self._bases, size)
        for _ in range(ROUNDS):
            point = self._weighted(bases, [])
            if point is None:
                return
            bases = {name: point[name] or size for name in self._bases}
            yield from filter(None, [self._at(bases)])

    def _at(self, bases: Point) -> Known | None:
        """Return the least change with these bases, up to the rounding of roots; None where none suffices."""
        ones = {name: {name: ONE} for name in bases}
        fixed = [Constraint(f"\0{name}", form, bases[name], bases[name]) for name, form in ones.items()]
        point = self._weighted(bases, fixed)
        return self._known(point) if point else None

    def _weighted(self, bases: Point, more: Sequence[Constraint]) -> Point | None:
        """Minimize the changes as if the bases were known, which is a linear sum; None where nothing is possible."""
        slacks = [Column(end.name, Fraction(0), None) for end in self.ends]
        rows = [Constraint(end.name, {**end.excess, end.name: -ONE}, None, Fraction(0)) for end in self.ends]
        program = Program([*self.columns, *slacks], [*self.rows, *rows, *more])
        slopes = {end: end.relation.slope(end.number) * bases[end.relation.base] for end in self.ends}
        weights = {end.name: 1 / (abs(end.number) * slope) for end, slope in slopes.items() if slope}
        return None if program.infeasibility() else program.minimize({**self.costs, **weights}).point

    def _search(self, part: Part, known: Known) -> tuple[Known, Fraction]:
        """Halve the ranges of the bases until nothing less is left, or as many parts are tried as may be."""
        open_parts: list[tuple[Fraction, int, Part, Point]] = []
        closed, number, halves = known.total, itertools.count(), [part]
        for _ in range(PARTS):
            for one in filter(None, [self._tightened(half, known.total) for half in halves]):
                program = self._program(one)
                if program.infeasibility():
                    continue
                solution = program.minimize(self._costs)
                bases = {
                    name: solution.point[name] or max(self._printed[name], default=ONE) or ONE for name in self._bases
                }
                known = min(filter(None, (known, self._at(bases))), key=lambda change: change.total)
                heapq.heappush(open_parts, (solution.value or Fraction(0), next(number), one, solution.point))
            if not open_parts or open_parts[0][0] >= known.total * (1 - NEAR):
                break
            value, _, one, point = heapq.heappop(open_parts)
            halves = self._halves(one, point)
            closed = closed if halves else min(closed, value)
        return known, min([closed, known.total, *(value for value, *_ in open_parts)])

    def _halves(self, part: Part, point: Point) -> list[Part]:
        """Divide the range of the base for which the linear sum is farthest off: at a printed end, or at the point."""
        off = {name: Fraction(0) for name, (low, high) in part.box.items() if high is None or low < high}
        for end in self.ends:
            if end.relation.base in off and point[end.relation.base]:
                off[end.relation.base] += (end.needed(point) - point[end.name]) / abs(end.number)
        if not off:
            return []
        name = max(off, key=off.__getitem__)
        low, high = part.box[name]
        middle = 2 * low + 1 if high is None else (low + high) / 2
        candidates = [*sorted(self._printed[name]), _rounded(point[name], 1), middle]
        at = next(one for one in candidates if low < one and (high is None or one < high))
        tangents = {end.name: end.number - end.needed(point) for end in self.ends if point[end.relation.base]}
        return [Part({**part.box, name: ends}, part.reach, tangents) for ends in ((low, at), (at, high))]

    def _tightened(self, part: Part, total: Fraction) -> Part | None:
        """Narrow the ranges of the bases, and how far ends can move, to what a sum allows; None if that is nothing."""
        program = self._program(part, Constraint("\0budget", self._costs, None, _rounded(total, 1)))
        if program.infeasibility():
            return None
        box, reach = dict(part.box), dict(part.reach)
        for name, (low, high) in part.box.items():
            least, most = program.minimize({name: ONE}).value, program.maximize({name: ONE}).value
            lower, upper = _rounded(least or low, -1), high if most is None else _rounded(most, 1)
            box[name] = max(low, lower), upper if high is None or upper is None else min(high, upper)
        for end in self.ends:
            farthest = program.maximize({end.name: ONE}).value or Fraction(0)
            reach[end.name] = min(reach[end.name], _rounded(farthest, 1))
        return replace(part, box=box, reach=reach)

    def _program(self, part: Part, *more: Constraint) -> Program:
        """Make the program of a linear sum that is nowhere in a part more than that of the changes."""
        columns = [Column(one.name, *part.box.get(one.name, (one.low, one.high))) for one in self.columns]
        columns += [Column(end.name, Fraction(0), part.reach[end.name]) for end in self.ends]
        envelopes = itertools.chain.from_iterable(_envelopes(end, part) for end in self.ends)
        return Program(columns, [*self.rows, *envelopes, *more])


def _envelopes(end: RatioEnd, part: Part) -> Iterator[Constraint]:
    """Bound the change of an end from below: by a line, and for a yearly rate by another one.

    The change of a low end, by the factor, lies above each of its tangents; that of a high end above its chord.
    """
    reach = part.reach[end.name]
    number, relation = end.number, end.relation
    slope = end.relation.slope(number)
    if end.side == "high" and relation.years > 1 and reach:
        slope = (relation.factor(number + reach) - relation.factor(number)) / reach
    yield from _envelope(end, end.excess, slope, part)
    tangent = part.tangents.get(end.name, number)
    if end.side == "low" and relation.years > 1 and tangent != number:
        slope, form = end.relation.slope(tangent), end.excess_over(tangent)
        form[relation.base] += slope * (number - tangent)
        yield from _envelope(end, form, slope, part)


def _envelope(end: RatioEnd, form: Mapping[str, Fraction], slope: Fraction, part: Part) -> Iterator[Constraint]:
    """Bound a form by slope * change * base, with both between two ends."""
    base, reach = end.relation.base, part.reach[end.name]
    low, high = part.box[base]
    from_low = {**form, end.name: -slope * low}
    from_low[base] -= slope * reach
    yield Constraint(f"{end.name} low", from_low, None, -slope * reach * low)
    if high is not None:
        yield Constraint(f"{end.name} high", {**form, end.name: -slope * high}, None, Fraction(0))


def _rounded(value: Fraction, direction: int) -> Fraction:
    """Round a number that is not negative up (1) or down (-1) to a few digits, so that fractions stay short."""
    if not value:
        return value
    step = Fraction(10) ** (math.floor(math.log10(value)) - DIGITS)
    return (value // step if direction < 0 else -(-value // step)) * step
