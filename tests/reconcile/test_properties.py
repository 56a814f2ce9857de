"""What holds for every system: found by hypothesis, decided in exact fractions that share no code with the solver."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd
from hypothesis import HealthCheck, assume
from hypothesis import strategies as st

import sectorbook as sb
from helpers.brute_force import feasible, gauss, greatest, limits, proves
from helpers.cases import examples
from sectorbook.errors import Inconsistent
from sectorbook.exact.adjustment import least_adjustment
from sectorbook.exact.conflicts import find_conflicts, find_repairs
from sectorbook.exact.extremes import extremes, tightest_bounds
from sectorbook.exact.solving.programs import Constraint
from sectorbook.exact.system import System, Value
from sectorbook.reconcile.result import Result

F = Fraction
NAMES = ("a", "b", "c", "d")
EXAMPLES = functools.partial(
    examples,
    60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
Point = dict[str, Fraction]


def inside(system: System, point: Mapping[str, Fraction]) -> bool:
    return all(sum((c * point[n] for n, c in form.items()), F(0)) <= end for form, end in limits(system))


@st.composite
def around_a_point(draw: st.DrawFn) -> tuple[System, Point]:
    """A system that a point satisfies, with some ends open."""
    names = NAMES[: draw(st.integers(2, 4))]
    sizes = {name: draw(st.sampled_from([F(1, 10**6), F(1), F(10**4)])) for name in names}
    point = {name: draw(st.integers(-4, 6)) * sizes[name] for name in names}
    values = []
    for i in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(names))
        low, high = (draw(st.one_of(st.none(), st.integers(0, 4))) for _ in range(2))
        ends = [
            None if step is None else point[name] + direction * step * sizes[name] / 3
            for direction, step in ((-1, low), (1, high))
        ]
        values.append(Value(f"v{i}", name, *ends, (f"v{i}",)))
    rows = []
    for i in range(draw(st.integers(0, 3))):
        used = draw(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True))
        form = {name: F(draw(st.sampled_from([1, 1, -1, 2, -3]))) / sizes[name] for name in used}
        end = sum((c * point[name] for name, c in form.items()), F(0))
        equal = draw(st.booleans())
        rows.append(Constraint(f"r{i}", form, end if equal else None, end if equal else end + draw(st.integers(0, 3))))
    natural = {name: (F(0), None) if point[name] > 0 and draw(st.booleans()) else (None, None) for name in names}
    return System(natural, tuple(values), tuple(rows)), point


@st.composite
def anything(draw: st.DrawFn) -> System:
    """A system in which some values lie beside the point that the rest is made around."""
    system, point = draw(around_a_point())
    beside = []
    for i in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(point)))
        low = point[name] + draw(st.integers(-3, 3)) * (abs(point[name]) / 2 or 1)
        beside.append(Value(f"w{i}", name, low, low + draw(st.integers(0, 1)) * abs(low), (f"w{i}",)))
    return replace(system, values=(*system.values, *beside))


@EXAMPLES(around_a_point())
def test_bounds_contain_every_point_and_are_no_wider_than_needed(drawn_system: tuple[System, Point]) -> None:
    system, point = drawn_system
    assert inside(system, point)
    assert system.is_feasible()
    for name, (low, high) in tightest_bounds(system).items():
        assert low.value is None or low.value <= point[name]
        assert high.value is None or point[name] <= high.value
        lowest = greatest(system, {name: F(-1)})
        assert (low.value, high.value) == (None if lowest is None else -lowest, greatest(system, {name: F(1)}))
        for extreme in (low, high):
            if extreme.value is not None and len(extreme.point) == len(system.natural):
                assert inside(system, extreme.point)
                assert extreme.point[name] == extreme.value


@EXAMPLES(around_a_point(), st.lists(st.integers(-3, 3), min_size=4, max_size=4))
def test_a_sum_reaches_its_extremes_and_no_more(drawn_system: tuple[System, Point], coefficients: list[int]) -> None:
    system, _ = drawn_system
    form = {name: F(c) for name, c in zip(system.natural, coefficients, strict=False)}
    low, high = extremes(system, form)
    lowest = greatest(system, {name: -c for name, c in form.items()})
    assert (low.value, high.value) == (None if lowest is None else -lowest, greatest(system, form))
    for extreme in (low, high):
        if extreme.value is not None:
            assert sum(c * extreme.point[name] for name, c in form.items()) == extreme.value
            rest = {name: extreme.point.get(name) for name in system.natural}
            assert feasible(at(system, rest))


def at(system: System, point: Mapping[str, Fraction | None]) -> System:
    """The system with its indicators at a point."""
    values = (Value(f"at {name}", name, x, x, ()) for name, x in point.items())
    return replace(system, values=(*system.values, *values))


@EXAMPLES(around_a_point())
def test_tightening_twice_changes_nothing(drawn_system: tuple[System, Point]) -> None:
    system, _ = drawn_system
    once = {name: (low.value, high.value) for name, (low, high) in tightest_bounds(system).items()}
    again = tightest_bounds(replace(system, natural=once))
    assert {name: (low.value, high.value) for name, (low, high) in again.items()} == once


@EXAMPLES(around_a_point(), st.integers(0, 3), st.integers(0, 5), st.integers(0, 5))
def test_a_wider_value_never_narrows_a_range(
    drawn_system: tuple[System, Point], place: int, down: int, up: int
) -> None:
    system, _ = drawn_system
    values = list(system.values)
    old = values[place % len(values)]
    values[place % len(values)] = replace(
        old, low=None if old.low is None else old.low - down, high=None if old.high is None else old.high + up
    )
    before, after = tightest_bounds(system), tightest_bounds(replace(system, values=tuple(values)))
    for name in system.natural:
        assert lowest_of(after[name][0].value) <= lowest_of(before[name][0].value)
        assert highest_of(after[name][1].value) >= highest_of(before[name][1].value)


def lowest_of(end: Fraction | None) -> Fraction | float:
    return -math.inf if end is None else end


def highest_of(end: Fraction | None) -> Fraction | float:
    return math.inf if end is None else end


@EXAMPLES(anything())
def test_a_conflict_is_infeasible_and_feasible_without_any_of_its_members(system: System) -> None:
    found = find_conflicts(system)
    assert bool(found) == (not feasible(system))
    for names in found:
        assert not feasible(system.keep(names))
        assert all(feasible(system.keep(names - {name})) for name in names)
        assert proves(system, found.proofs[names])


@EXAMPLES(anything())
def test_a_repair_cures_and_no_part_of_it_does(system: System) -> None:
    found, clashes = find_repairs(system), find_conflicts(system)
    assert bool(found) == bool(clashes)
    for names in found:
        assert feasible(system.drop(names))
        assert not any(feasible(system.drop(names - {name})) for name in names)
        assert all(names & clash for clash in clashes)


@EXAMPLES(around_a_point())
def test_a_feasible_system_needs_no_adjustment(drawn_system: tuple[System, Point]) -> None:
    assert least_adjustment(drawn_system[0])[:2] == (0, [])


@EXAMPLES(anything())
def test_a_system_is_feasible_with_its_adjusted_ends(system: System) -> None:
    try:
        total, moves, _ = least_adjustment(system)
    except Inconsistent:
        zeros = [zeros_only(value) for value in system.values]
        assert not feasible(replace(system, values=tuple(zeros)))
        return
    assert feasible(moved(system, {(move.name, move.end): move.at(move.by) for move in moves}))
    assert total == sum((move.by / abs(move.printed) for move in moves), F(0))
    assert (total > 0) == (not feasible(system))
    assert all(move.least <= move.by <= move.most and move.by >= 0 for move in moves)
    if total:  # any less would not do: nine tenths of every move leave it as it cannot be
        short = {(move.name, move.end): move.at(move.by * F(9, 10)) for move in moves}
        assert not feasible(moved(system, short))


def zeros_only(value: Value) -> Value:
    return replace(value, low=None if value.low else value.low, high=None if value.high else value.high)


def moved(system: System, ends: Mapping[tuple[str, str], Fraction]) -> System:
    values = (
        replace(v, low=ends.get((v.name, "low"), v.low), high=ends.get((v.name, "high"), v.high)) for v in system.values
    )
    return replace(system, values=tuple(values))


# Ratios, through the tables that a user gives


@dataclass(frozen=True)
class Asked:
    ranges: dict[str, tuple[int, int]]
    rows: list[tuple[dict[str, int], str]]
    numerator: dict[str, int]
    denominator: dict[str, int]

    @property
    def result(self) -> Result:
        bounds = pd.DataFrame.from_dict(self.ranges, orient="index", columns=["low", "high"]).assign(signed=True)
        terms = [(f"r{i}", n, c, relation) for i, (form, relation) in enumerate(self.rows) for n, c in form.items()]
        return sb.reconcile_bounds(bounds, pd.DataFrame(terms, columns=["identity", "term", "coefficient", "relation"]))

    @property
    def corners(self) -> list[Point]:
        """Every point where as many ends meet as there are indicators, and which satisfies all."""
        names = list(self.ranges)
        lines = [({n: 1}, end) for n, ends in self.ranges.items() for end in sorted(set(ends))]
        lines += [(form, 0) for form, _ in self.rows]
        found = []
        for chosen in itertools.combinations(lines, len(names)):
            table = [[*(F(form.get(n, 0)) for n in names), F(end)] for form, end in chosen]
            point = gauss(table, len(names))
            if point is not None and self._holds(dict(zip(names, point, strict=True))):
                found.append(dict(zip(names, point, strict=True)))
        return found

    def _holds(self, point: Point) -> bool:
        sums = [(sum(c * point[n] for n, c in form.items()), relation) for form, relation in self.rows]
        return all(low <= point[n] <= high for n, (low, high) in self.ranges.items()) and all(
            total == 0 if relation == "=" else total <= 0 for total, relation in sums
        )


@st.composite
def asked_ratios(draw: st.DrawFn, signs: tuple[int, ...]) -> Asked:
    """Ranges around a point, identities with it, and a ratio whose divisor has one of the signs, or reaches 0."""
    sign = draw(st.sampled_from(signs))
    names = NAMES[: draw(st.integers(2, 3))]
    ranges = {}
    for name in names:
        low = draw(st.integers(-4, 4))
        ranges[name] = (low, low + draw(st.integers(0, 4)))
    below_names = names[: draw(st.integers(1, len(names) - 1))]
    below = {}
    for name in below_names:  # of one sign: the divisor's range is that of its terms
        low, high = ranges[name]
        width, least = high - low, draw(st.integers(0, 2))
        ranges[name] = (least, least + width + 1)
        below[name] = draw(st.sampled_from([1, 1, 2])) * sign
        if draw(st.booleans()):
            ranges[name] = (-ranges[name][1], -ranges[name][0])
            below[name] = -below[name]
    above = {
        name: draw(st.sampled_from([1, 1, -1, 2]))
        for name in draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    }
    rows = []
    for _ in range(draw(st.integers(0, 2))):
        used = draw(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True))
        form = {name: draw(st.sampled_from([1, -1, 2, -3])) for name in used}
        rows.append((form, draw(st.sampled_from(["=", "<=", "<="]))))
    return Asked(ranges, rows, above, below)


def size(form: Mapping[str, int], point: Point) -> Fraction:
    return sum((c * point[name] for name, c in form.items()), F(0))


def by_corners(pairs: list[tuple[Fraction, Fraction]], pick: Callable[[list[Fraction]], Fraction]) -> float:
    """The least or greatest of above / below, where below is not 0; a corner where it is 0 may leave no end."""
    direction = 1 if pick is max else -1
    sign = 1 if any(b > 0 for _, b in pairs) else -1
    if any(b == 0 and a * sign * direction > 0 for a, b in pairs):
        return direction * math.inf
    return float(pick([a / b for a, b in pairs if b]))


@EXAMPLES(asked_ratios(signs=(1, -1)))
def test_a_ratio_reaches_from_corner_to_corner(case: Asked) -> None:
    pairs = [(size(case.numerator, corner), size(case.denominator, corner)) for corner in case.corners]
    assume(any(below for _, below in pairs))
    assert len({below > 0 for _, below in pairs if below}) == 1
    found = case.result.ratio(case.numerator, case.denominator)
    assert (found.low, found.high) == (by_corners(pairs, min), by_corners(pairs, max))
    assert found.unit == "dimensionless"


@EXAMPLES(asked_ratios(signs=(-1,)))
def test_a_negative_divisor_turns_nothing_around(case: Asked) -> None:
    corners = case.corners
    assume(any(size(case.denominator, corner) for corner in corners))
    turned = replace(
        case,
        numerator={n: -c for n, c in case.numerator.items()},
        denominator={n: -c for n, c in case.denominator.items()},
    )
    found, same = (
        case.result.ratio(case.numerator, case.denominator),
        turned.result.ratio(turned.numerator, turned.denominator),
    )
    assert (found.low, found.high) == (same.low, same.high)


@EXAMPLES(asked_ratios(signs=(1, -1)))
def test_what_forces_a_ratio_is_enough_for_it(case: Asked) -> None:
    assume(any(size(case.denominator, corner) for corner in case.corners))
    result = case.result
    interval = result.ratio(case.numerator, case.denominator)
    for end, binding in zip(("low", "high"), result.binding(case.numerator, case.denominator), strict=True):
        if math.isfinite(getattr(interval, end)):
            ratio = F(getattr(interval, end)).limit_denominator(10**6)
            form = {n: F(case.numerator.get(n, 0)) - ratio * case.denominator.get(n, 0) for n in case.ranges}
            divisor = 1 if max(size(case.denominator, corner) for corner in case.corners) > 0 else -1
            direction = divisor if end == "high" else -divisor
            # above - ratio * below has the sign that it needs, by what is named alone.
            assert greatest(result.system.keep(set(binding)), {n: direction * c for n, c in form.items()}) == 0


@EXAMPLES(asked_ratios(signs=(1, -1)))
def test_a_ratio_has_drivers_wherever_it_has_ends(case: Asked) -> None:
    pairs = [(size(case.numerator, corner), size(case.denominator, corner)) for corner in case.corners]
    assume(any(below for _, below in pairs))
    found = case.result.drivers(case.numerator, case.denominator)
    assert (found["low"] <= by_corners(pairs, min)).all()
    assert (found["high"] >= by_corners(pairs, max)).all()


@EXAMPLES(asked_ratios(signs=(1,)))
def test_tables_and_systems_give_the_same_bounds(case: Asked) -> None:
    corners = case.corners
    result = case.result
    assert result.is_feasible == bool(corners)
    if corners:
        for name, row in result.bounds.iterrows():
            values = [corner[str(name)] for corner in corners]
            assert (row["low"], row["high"]) == (float(min(values)), float(max(values)))
