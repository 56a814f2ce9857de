"""What holds for every system with relations, and that systems without any give what they gave before there were any.

Which end may move which way needs no solver to be known, and what a relation may be without consequence is computed in
fractions.
"""

from __future__ import annotations

import functools
import json
import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume
from hypothesis import strategies as st

from helpers.answers import answers
from helpers.brute_force import random_system
from helpers.cases import examples, seeds
from sectorbook.exact.conflicts import find_conflicts
from sectorbook.exact.extremes import extremes, ratio_extremes, tightest_bounds
from sectorbook.exact.relations import Relation
from sectorbook.exact.solving.programs import Constraint
from sectorbook.exact.system import System, Value

F = Fraction
End = Fraction | None
EXAMPLES = functools.partial(
    examples,
    60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
BEFORE = json.loads((Path(__file__).parent / "level_only_answers.json").read_text(encoding="utf-8"))
"""What the last version without relations, 5b1ea66, said of `random_system(0)` to `random_system(99)`."""
KINDS = {"times": (F(1), 0, 1), "share": (F(1, 100), 0, 1), "change": (F(1, 100), 1, 1), "yearly": (F(1, 100), 1, 3)}


@st.composite
def around(draw: st.DrawFn, names: str, point: dict[str, Fraction], kind: str) -> Relation:
    """A relation of two indicators that a point satisfies, mostly."""
    a, b = draw(st.permutations(names))[:2]
    slack = [draw(st.sampled_from([None, F(0), F(0), F(1, 4), F(3)])) for _ in range(2)]
    if kind == "more":
        scale, offset, years, number = F(1), 0, 1, point[a] - point[b]
    else:
        scale, offset, years = KINDS[kind]
        assume(point[b] > 0)
        # a yearly rate is chosen, and not what it comes to, which could be a root
        number = (point[a] / point[b] - offset) / scale if years == 1 else F(draw(st.sampled_from([-20, 0, 10, 50])))
    low, high = (None if by is None else number + sign * by for by, sign in zip(slack, (-1, 1), strict=True))
    if kind != "more":
        low = None if low is None else max(low, -offset / scale)
    shared = {"scale": scale, "offset": F(offset), "years": years, "is_difference": kind == "more"}
    return Relation("", a, b, low, high, (), **shared)  # type: ignore[arg-type]


@st.composite
def systems(draw: st.DrawFn, missed: bool = False) -> System:
    """Amounts around a point, a sum, and relations that the point satisfies; if missed, some values are beside it."""
    names = "abcd"[: draw(st.integers(2, 4))]
    point = {name: F(draw(st.sampled_from([0, 1, 2, 3, 5, 8, 12]))) for name in names}
    values = []
    for name in names:
        by = [draw(st.sampled_from([None, F(0), F(1), F(1, 3), F(4)])) for _ in range(2)]
        middle = point[name] + (draw(st.sampled_from([0, 0, 2])) if missed else 0)
        low, high = (None if one is None else middle + sign * one for one, sign in zip(by, (-1, 1), strict=True))
        values.append(Value(name.upper(), name, low, high, (name.upper(),)))
    form = {name: F(draw(st.sampled_from([1, 1, -1, 2]))) for name in names}
    end = sum((c * point[name] for name, c in form.items()), F(0))
    rows = [Constraint("sum", form, draw(st.sampled_from([None, end])), end)] if draw(st.booleans()) else []
    kinds = draw(st.lists(st.sampled_from([*KINDS, "more"]), min_size=1, max_size=3))
    relations = [draw(around(names, point, kind)) for kind in kinds]
    named = [replace(one, name=f"r{i}", printings=(f"r{i}",)) for i, one in enumerate(relations) if one.ends]
    assume(named)
    return System(dict.fromkeys(names, (F(0), None)), tuple(values), tuple(rows), tuple(named))


def bounds(system: System) -> dict[str, tuple[End, End]]:
    return {name: (low.value, high.value) for name, (low, high) in tightest_bounds(system).items()}


def contains(outer: tuple[End, End], inner: tuple[End, End]) -> bool:
    lows = [-math.inf if low is None else low for low, _ in (outer, inner)]
    highs = [math.inf if high is None else high for _, high in (outer, inner)]
    return lows[0] <= lows[1] and highs[0] >= highs[1]


@EXAMPLES(systems(), st.integers(0, 9), st.sampled_from([F(1, 5), F(2), None]), st.sampled_from([F(1, 5), F(2), None]))
def test_a_wider_relation_never_narrows_a_range(system: System, place: int, down: End, up: End) -> None:
    assume(system.is_feasible())
    old = system.relations[place % len(system.relations)]
    least = None if old.is_difference else -old.offset / old.scale
    low = None if old.low is None or down is None else old.low - down
    low = low if low is None or least is None else max(low, least)
    high = None if old.high is None or up is None else old.high + up
    relations = tuple(replace(one, low=low, high=high) if one is old else one for one in system.relations)
    wider = replace(system, relations=relations)
    before, after = bounds(system), bounds(wider)
    assert all(contains(after[name], before[name]) for name in system.natural)
    assert wider.is_feasible()


@EXAMPLES(systems(), st.integers(0, 9), st.integers(0, 3), st.integers(0, 3))
def test_a_wider_statement_never_narrows_a_range_that_relations_set(
    system: System, place: int, down: int, up: int
) -> None:
    assume(system.is_feasible())
    old = system.values[place % len(system.values)]
    low, high = (None if end is None else end + by for end, by in ((old.low, -down), (old.high, up)))
    values = tuple(replace(one, low=low, high=high) if one is old else one for one in system.values)
    before, after = bounds(system), bounds(replace(system, values=values))
    assert all(contains(after[name], before[name]) for name in system.natural)


@EXAMPLES(systems(), st.permutations("abcd"), st.sampled_from([F(0), F(0), F(1, 7)]), st.booleans())
def test_a_relation_that_follows_from_the_others_changes_nothing(
    system: System, order: list[str], wider: Fraction, is_difference: bool
) -> None:
    assume(system.is_feasible())
    a, b = [name for name in order if name in system.natural][:2]
    one = F(1)
    if is_difference:
        low, high = (extreme.value for extreme in extremes(system, {a: one, b: -one}))
    else:
        assume(extremes(system, {b: one})[1].value != 0)
        low, high = (extreme.value for extreme in ratio_extremes(system, {a: one}, {b: one}))
        # a ratio says nothing of what has b = 0, so only a relation that this keeps is implied
        at_zero = replace(system, values=(*system.values, Value("zero", b, F(0), F(0), ("zero",))))
        assume(not at_zero.is_feasible() or high is None or extremes(at_zero, {a: one})[1].value == 0)
    low, high = (None if end is None else end + by for end, by in ((low, -wider), (high, wider)))
    low = low if low is None or is_difference else max(low, F(0))
    implied = Relation("implied", a, b, low, high, ("implied",), is_difference=is_difference)
    assume(implied.ends)
    more = replace(system, relations=(*system.relations, implied))
    assert bounds(more) == bounds(system)
    assert not find_conflicts(more)


@EXAMPLES(systems(missed=True), st.permutations("abcd"))
def test_a_factor_that_is_at_least_0_changes_no_conflict(system: System, order: list[str]) -> None:
    a, b = [name for name in order if name in system.natural][:2]
    implied = Relation("implied", a, b, F(0), None, ("implied",))
    assert set(find_conflicts(replace(system, relations=(*system.relations, implied)))) == set(find_conflicts(system))


@EXAMPLES(systems(missed=True), st.integers(0, 9), st.sampled_from([F(0), F(1, 3)]))
def test_a_looser_relation_beside_a_stricter_one_adds_only_conflicts_of_its_own(
    system: System, place: int, by: Fraction
) -> None:
    strict = system.relations[place % len(system.relations)]
    high = None if strict.high is None else strict.high + by
    loose = replace(strict, name="loose", printings=("loose",), high=high)
    found = set(find_conflicts(replace(system, relations=(*system.relations, loose))))
    before = set(find_conflicts(system))
    assert {names for names in found if "loose" not in names} == before
    # wherever the looser one clashes, so does the stricter one in its place
    assert all(any(clash <= names - {"loose"} | {strict.name} for clash in before) for names in found)


@pytest.mark.parametrize("seed", seeds(range(100)))
def test_systems_without_relations_give_what_they_gave_before_there_were_any(seed: int) -> None:
    assert json.dumps(answers(random_system(seed), seed)) == json.dumps(BEFORE[seed])


def test_the_old_answers_are_of_both_kinds() -> None:
    assert len(BEFORE) == 100
    assert sum("conflicts" in said for said in BEFORE) == 67
    assert sum(len(said.get("adjustment", [])) > 1 for said in BEFORE) > 60
