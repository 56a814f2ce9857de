"""Cases that others published: error localisation, bounds, redundancy, infeasible sets and least adjustments.

Expected values are the publications'. A case is numbers: values (ranges of indicators), rules with constants, and
which of them are hard, that is, may not be set aside.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sectorbook.exact.adjustment import least_adjustment
from sectorbook.exact.conflicts import find_conflicts, find_repairs
from sectorbook.exact.extremes import extremes, tightest_bounds
from sectorbook.exact.programs import Constraint
from sectorbook.exact.system import System, Value

Case = dict[str, Any]
CASES: list[Case] = json.loads((Path(__file__).parent / "published_cases.json").read_text(encoding="utf-8"))
NOT_OURS = {
    "rspa-04": "the published L1 distance is absolute; ends of 1 and 2 weigh differently as shares",
    "rspa-05": "the published L1 distance is absolute; ends of 0.2 and 2 weigh differently as shares",
    "rspa-06": "it moves ends at 0, which stay here",
}
"""Adjustments that are published in another measure than shares of the ends, and cannot be compared."""


def exact(number: str | None) -> Fraction | None:
    return None if number is None else Fraction(number)


def rows(case: Case) -> list[Constraint]:
    found = []
    for name, rule in case["rules"].items():
        end = Fraction(rule["constant"])
        form = {indicator: Fraction(c) for indicator, c in rule["coefficients"].items()}
        found.append(Constraint(name, form, end if rule["relation"] == "=" else None, end))
    return found


def system(case: Case) -> System:
    values = tuple(Value(name, name, exact(low), exact(high), (name,)) for name, (low, high) in case["values"].items())
    identities = rows(case)
    names = dict.fromkeys([*case["values"], *(name for row in identities for name in row.coefficients)])
    return System(dict.fromkeys(names, (None, None)), values, tuple(identities))


def hard_values_as_rules(case: Case) -> System:
    """An adjustment moves no rule: there the values that may not change are rules."""
    full = system(case)
    hard = [value for value in full.values if value.name in case["hard"]]
    fixed = [Constraint(value.name, {value.indicator: Fraction(1)}, value.low, value.high) for value in hard]
    values = tuple(value for value in full.values if value not in hard)
    return System(full.natural, values, (*full.rows, *fixed))


def having(key: str) -> Any:
    cases = [case for case in CASES if key in case["expect"]]
    return pytest.mark.parametrize("case", cases, ids=[f"{case['id']}: {case['source'][:90]}" for case in cases])


@having("feasible")
def test_a_published_system_is_feasible_or_not(case: Case) -> None:
    assert system(case).is_feasible() == case["expect"]["feasible"]


@having("bounds")
def test_published_bounds_are_found_exactly(case: Case) -> None:
    found = tightest_bounds(system(case))
    for name, (low, high) in case["expect"]["bounds"].items():
        assert (found[name][0].value, found[name][1].value) == (exact(low), exact(high)), name


@having("smallest_repairs")
def test_the_smallest_repairs_are_the_published_ones(case: Case) -> None:
    found = find_repairs(system(case), keep=case["hard"])
    assert found.complete
    smallest = {names for names in found if len(names) == len(found[0])}
    assert smallest == {frozenset(names) for names in case["expect"]["smallest_repairs"]}


@having("one_repair")
def test_the_published_repair_is_among_the_smallest(case: Case) -> None:
    found = find_repairs(system(case), keep=case["hard"])
    assert frozenset(case["expect"]["one_repair"]) in [names for names in found if len(names) == len(found[0])]


@having("weighted_repair")
def test_the_repair_of_least_weight_is_the_published_one(case: Case) -> None:
    weights = case["expect"]["weighted_repair"]["weights"]
    found = {names: sum(weights[name] for name in names) for names in find_repairs(system(case), keep=case["hard"])}
    least = [names for names, weight in found.items() if weight == min(found.values())]
    assert least == [frozenset(case["expect"]["weighted_repair"]["set"])]


@having("conflict")
def test_the_published_infeasible_set_is_a_conflict(case: Case) -> None:
    assert frozenset(case["expect"]["conflict"]) in find_conflicts(system(case))


@having("redundant")
def test_the_published_rules_and_no_others_are_redundant(case: Case) -> None:
    full = system(case)
    found = []
    for row in full.rows:
        others = System(full.natural, (), tuple(other for other in full.rows if other is not row))
        low, high = (extreme.value for extreme in extremes(others, row.coefficients))
        above = row.low is None or (low is not None and low >= row.low)
        if above and high is not None and row.high is not None and high <= row.high:
            found.append(row.name)
    assert found == case["expect"]["redundant"]


@having("adjusted")
def test_the_least_adjustment_leads_to_the_published_point(case: Case) -> None:
    changed = hard_values_as_rules(case)
    total, moves, _ = least_adjustment(changed)
    ends = {(value.name, side): getattr(value, side) for value in changed.values for side in ("low", "high")}
    for move in moves:
        assert move.least == move.by == move.most
        ends[move.name, move.end] = move.at(move.by)
    shares = Fraction(0)
    for value in changed.values:
        point = Fraction(case["expect"]["adjusted"][value.name])
        assert ends[value.name, "low"] <= point <= ends[value.name, "high"]
        shares += abs(point - (value.low or 0)) / abs(value.low or 1)
    assert total == shares


def test_every_published_case_is_compared_and_most_say_more_than_whether_it_can_hold() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES) == 79
    numbers = [case for case in CASES if case["expect"].keys() - {"feasible", "adjusted_tied"}]
    assert len(numbers) == 63
    assert {case["id"] for case in CASES if "adjusted_tied" in case["expect"]} == NOT_OURS.keys()
    assert all(case["expect"] for case in CASES)
