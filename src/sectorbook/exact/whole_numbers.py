"""What whole numbers can do: the counts behind a printed share or mean, and whether counts can satisfy a system.

Whole numbers are a check of their own: bounds, conflicts and fits are of the rows. An assignment that HiGHS finds by
integer programming is verified in fractions. That there is none is proved in fractions where that takes few cases: by
the range of one count, by the steps of one row, or by branch and bound (Land and Doig 1960, doi:10.2307/1910129).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain
from typing import Literal

from sectorbook.errors import SectorbookError
from sectorbook.exact.extremes import extremes
from sectorbook.exact.relations import End
from sectorbook.exact.solving.programs import Column, Constraint, Program, exact_fraction
from sectorbook.exact.system import System

Box = dict[str, tuple[End, End]]
"""The bounds of each indicator."""
Printed = Fraction | float | str
Halves = Literal["up", "either"]
"""Where a half is rounded: always up, or, as nobody knows, either way."""
CASES = 500
"""Greatest number of cases in which it is proved that no whole numbers satisfy a part of a system."""
NAMED = 20
"""Greatest number of elements of a part of which a minimal set is sought."""


@dataclass(frozen=True)
class CountRatio:
    """What a printed share of a count, or a mean of whole numbers, can be: a count k over a count n.

    Attributes
    ----------
    low, high : Fraction
        The ends of k / n: a half for "50%".
    is_low_open, is_high_open : bool
        Whether an end itself is left out, as in "more than half".
    """

    low: Fraction
    high: Fraction
    is_low_open: bool = False
    is_high_open: bool = False

    def counts(self, size: int) -> range:
        """Return every count k that is printed so of a size n.

        Parameters
        ----------
        size : int
            At least 1.

        Returns
        -------
        range
            Empty where no whole number is; its `len` is how many are.

        Raises
        ------
        SectorbookError
            If the size is below 1.
        """
        if size < 1:
            raise SectorbookError(f"Nothing is a share or a mean of {size} things. Give a whole number from 1.")
        low, high = self.low * size, self.high * size
        least = math.floor(low) + 1 if self.is_low_open else math.ceil(low)
        most = math.ceil(high) - 1 if self.is_high_open else math.floor(high)
        return range(least, most + 1)


def rounded_share(low: Printed, high: Printed | None = None, step: Printed = 1, halves: Halves = "up") -> CountRatio:
    """Return what a percentage of a count can be before it was rounded.

    Parameters
    ----------
    low, high : number or str
        In percent; without a high end the low one alone. A float is its shortest decimal.
    step : number or str
        To which it was rounded, such as 1 for "77%" and 0.1 for "77.0%"; 0 where it was not.
    halves : {"up", "either"}
        Whether a half was rounded up, or either way.

    Returns
    -------
    CountRatio
        From 0 to 1.
    """
    ratio = _rounded(low, high, step, halves, Fraction(1, 100))
    return replace(ratio, high=Fraction(1), is_high_open=False) if ratio.high > 1 else ratio


def rounded_mean(low: Printed, high: Printed | None = None, step: Printed = 1, halves: Halves = "up") -> CountRatio:
    """Return what a mean of whole numbers can be before it was rounded.

    That a printed mean is none is the GRIM test (Brown and Heathers 2017, doi:10.1177/1948550616673876).

    Parameters
    ----------
    low, high, step, halves
        As of `rounded_share`, the numbers as they are.

    Returns
    -------
    CountRatio
        From 0.
    """
    return _rounded(low, high, step, halves, Fraction(1))


def _rounded(low: Printed, high: Printed | None, step: Printed, halves: Halves, unit: Fraction) -> CountRatio:
    """Widen printed numbers by half a step; without a step they stay."""
    first, last, half = (exact_fraction(number) for number in (low, low if high is None else high, step))
    least, most = unit * (first - half / 2), unit * (last + half / 2)
    return CountRatio(max(Fraction(0), least), most, is_high_open=halves == "up" and half > 0)


def common_sizes(ratios: Sequence[CountRatio], sizes: Iterable[int]) -> list[int]:
    """Find the sizes n of which every ratio is one, each with a count of its own.

    Parameters
    ----------
    ratios : sequence of CountRatio
        Several printed shares of one n.
    sizes : iterable of int
        The n that are considered.

    Returns
    -------
    list of int
    """
    return [size for size in sizes if all(ratio.counts(size) for ratio in ratios)]


@dataclass(frozen=True)
class Gap:
    """A linear form of counts that goes in steps, and can only lie where no step is.

    Attributes
    ----------
    name : str
        An indicator, or the row of an identity or relation.
    low, high : Fraction or None
        Where it can lie.
    step : Fraction
        Of a single count 1.
    """

    name: str
    low: End
    high: End
    step: Fraction = Fraction(1)

    @property
    def is_real(self) -> bool:
        """Whether no multiple of the step lies between the ends."""
        if self.low is None or self.high is None:
            return False
        return math.ceil(self.low / self.step) > math.floor(self.high / self.step)


@dataclass(frozen=True)
class WholeNumbers:
    """Whether a system can be satisfied with whole numbers for its counts.

    Attributes
    ----------
    possible : bool or None
        None where neither is shown.
    values : mapping
        Whole numbers for the counts, and what goes with them, verified in fractions; empty where there are none.
    elements : tuple of str
        The values, relations and identities that no whole numbers satisfy together: without what was found not to
        matter where it is proved, else all that are connected.
    gap : Gap or None
        What alone proves it.
    cases : int
        In how many cases it is proved in fractions; 0 where it rests on the solver, and its tolerance.
    """

    possible: bool | None
    values: Mapping[str, Fraction] = field(default_factory=dict)
    elements: tuple[str, ...] = ()
    gap: Gap | None = None
    cases: int = 0


def find_whole_numbers(system: System, whole: Set[str], limit: int = CASES) -> WholeNumbers:
    """Find whole numbers for the counts of a system, or show that there are none.

    Parameters
    ----------
    system : System
        A feasible system.
    whole : set of str
        The indicators that are counts; all others are any numbers.
    limit : int
        Greatest number of cases of a proof.

    Returns
    -------
    WholeNumbers
        Of the first part of the system that has none; else with the values of every part that has counts.
    """
    results = []
    for part in system.components:
        counts = [name for name in part.natural if name in whole]
        if counts:
            results.append(_of_part(part, counts, limit))
    failed = [result for result in results if not result.possible]
    if failed:
        return min(failed, key=lambda result: result.possible is None)
    return WholeNumbers(True, {name: value for result in results for name, value in result.values.items()})


def _of_part(part: System, counts: list[str], limit: int) -> WholeNumbers:
    """Find whole numbers for the counts of a connected part."""
    root = _inward(part, counts)
    guess = _guess(part, root, counts)
    point = _at(part, root, guess) if guess else None
    if point is not None:
        return WholeNumbers(True, point)
    gap, elements = next(chain(_row_gaps(part, counts), _range_gaps(part, counts)), (None, ()))
    if gap is not None:
        return WholeNumbers(False, {}, elements, gap, 1)
    point, cases = _branch(part, root, counts, limit)
    if point is not None:
        return WholeNumbers(True, point)
    if cases:
        return WholeNumbers(False, {}, _minimal(part, counts, 2 * cases), None, cases)
    return WholeNumbers(None if guess is not None else False, {}, part.elements)


def _inward(part: System, counts: Iterable[str]) -> Box:
    """Return the bounds of each indicator, those of counts rounded inward to whole numbers."""
    box = {name: (part.active_bounds[name].low, part.active_bounds[name].high) for name in part.natural}
    for name in counts:
        low, high = box[name]
        box[name] = (
            None if low is None else Fraction(math.ceil(low)),
            None if high is None else Fraction(math.floor(high)),
        )
    return box


def _is_empty(box: Box) -> bool:
    """Whether a low end is above its high end."""
    return any(low is not None and high is not None and low > high for low, high in box.values())


def _program(part: System, box: Box) -> Program:
    """Make the program of a part with other bounds of its indicators."""
    return Program([Column(name, *ends) for name, ends in box.items()], part.rows)


def _guess(part: System, box: Box, counts: list[str]) -> Mapping[str, int] | None:
    """Let the solver look for whole numbers; None where it holds that there are none, nothing where it gave up."""
    return None if _is_empty(box) else _program(part, box).whole_point(counts)


def _at(part: System, box: Box, guess: Mapping[str, int]) -> Mapping[str, Fraction] | None:
    """Find a point of a part at guessed whole numbers, in fractions; None where there is none."""
    ends = [(box[name], value) for name, value in guess.items()]
    if not all((low is None or low <= value) and (high is None or value <= high) for (low, high), value in ends):
        return None
    return _solve(part, box | {name: (Fraction(value), Fraction(value)) for name, value in guess.items()})


def _solve(part: System, box: Box) -> Mapping[str, Fraction] | None:
    """Find a point of a part within bounds, in fractions; None where there is none."""
    if _is_empty(box):
        return None
    program = _program(part, box)
    return program.minimize({}).point if program.infeasibility() is None else None


def _branch(part: System, root: Box, counts: list[str], limit: int) -> tuple[Mapping[str, Fraction] | None, int]:
    """Search by branch and bound in fractions: a point, and how many cases that took; 0 where it ended at the limit."""
    waiting, cases = [root], 0
    while waiting and cases < limit:
        box, cases = waiting.pop(), cases + 1
        point = _solve(part, box)
        if point is None:
            continue
        broken = next((name for name in counts if point[name].denominator != 1), None)
        if broken is None:
            return point, cases
        (low, high), below = box[broken], Fraction(math.floor(point[broken]))
        waiting += [box | {broken: (below + 1, high)}, box | {broken: (low, below)}]
    return None, 0 if waiting else cases


def _row_gaps(part: System, counts: Iterable[str]) -> Iterator[tuple[Gap, tuple[str, ...]]]:
    """Find rows in which the steps of counts miss what all else leaves to them, as even numbers miss 7."""
    bounds, known = part.active_bounds, set(counts)
    for row in _two_sided(part):
        free = {n: c for n, c in row.coefficients.items() if n in known and bounds[n].low != bounds[n].high}
        rest = {name: c for name, c in row.coefficients.items() if name not in free}
        least, most = (_reach(part, rest, sign) for sign in (-1, 1))
        if not free:
            continue
        gap = Gap(row.name, _less(row.low, most), _less(row.high, least), _common_step(free.values()))
        if gap.is_real:
            held = {names[0] for name in rest for names in (bounds[name].low_by, bounds[name].high_by) if names}
            yield gap, _in_order(part, {row.name, *held})


def _reach(part: System, form: Mapping[str, Fraction], sign: int) -> End:
    """Return how far up (sign 1) or down a form can go by the bounds of each indicator; None where it is unbounded."""
    bounds = part.active_bounds
    ends = [(c, bounds[name].high if c * sign > 0 else bounds[name].low) for name, c in form.items()]
    return None if any(end is None for _, end in ends) else sum((c * (end or 0) for c, end in ends), Fraction(0))


def _less(end: End, by: End) -> End:
    """Subtract an end from another; None where one is unbounded."""
    return None if end is None or by is None else end - by


def _two_sided(part: System) -> Iterator[Constraint]:
    """Yield the rows that can have two ends: identities, and differences between two indicators."""
    yield from part.identities
    for relation in part.relations:
        if relation.is_difference and relation.low is not None and relation.high is not None:
            low, high = (relation.constraints[side] for side in ("low", "high"))
            yield Constraint(relation.name, low.coefficients, low.low, high.high)


def _common_step(coefficients: Iterable[Fraction]) -> Fraction:
    """Return the step in which a form of whole numbers goes: the greatest common divisor of its coefficients."""
    exact = [Fraction(c) for c in coefficients]
    common = math.lcm(*(c.denominator for c in exact))
    return Fraction(math.gcd(*(int(c * common) for c in exact)), common)


def _range_gaps(part: System, counts: Iterable[str]) -> Iterator[tuple[Gap, tuple[str, ...]]]:
    """Find counts whose tightest range has no whole number."""
    for name in counts:
        low, high = extremes(part, {name: Fraction(1)})
        gap = Gap(name, low.value, high.value)
        if gap.is_real:
            yield gap, _in_order(part, {*low.binding, *high.binding})


def _in_order(part: System, elements: Set[str]) -> tuple[str, ...]:
    """Sort elements as they stand in the system."""
    return tuple(name for name in part.elements if name in elements)


def _minimal(part: System, counts: list[str], limit: int) -> tuple[str, ...]:
    """Set aside each element in turn that whole numbers are impossible without; all stay where they are many."""
    kept = set(part.elements)
    for name in part.elements if len(kept) <= NAMED else ():
        rest = part.keep(kept - {name})
        point, cases = _branch(rest, _inward(rest, counts), counts, limit)
        if point is None and cases:
            kept.remove(name)
    return _in_order(part, kept)
