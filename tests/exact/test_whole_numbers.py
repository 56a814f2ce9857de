"""Counts behind printed shares, and whole numbers for systems, against plain enumeration."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterable, Mapping
from fractions import Fraction

import pandas as pd
import pytest

import sectorbook as sb
from helpers.relations import Case, between, feasible, random_relation
from sectorbook.exact.solving.programs import Program
from sectorbook.exact.whole_numbers import (
    CountRatio,
    common_sizes,
    find_whole_numbers,
    rounded_mean,
    rounded_share,
)

F = Fraction
SYSTEMS, QUICK = 300, 40


def test_77_percent_of_683_is_no_whole_number_as_printed_and_seven_when_rounded() -> None:
    assert F(77, 100) * 683 == F("525.91")
    assert not rounded_share(77, step=0).counts(683)
    assert list(rounded_share(77).counts(683)) == list(range(523, 530))


def test_5_27_is_no_mean_of_43_whole_numbers() -> None:
    # 226 / 43 = 5.2558, 227 / 43 = 5.2791
    assert not rounded_mean("5.27", step="0.01").counts(43)
    assert list(rounded_mean(5.26, step=0.01).counts(43)) == [226]
    assert list(rounded_mean("5.27", step="0.01").counts(44)) == [232]  # 232 / 44 = 5.2727


def test_of_six_shares_of_32_firms_only_one_is_a_share_of_39() -> None:
    """By hand: 3, 5, 7, 11, 15 and 23 of 32 are 9.4, 15.6, 21.9, 34.4, 46.9 and 71.9%; 28 of 39 is 71.8%."""
    printed = [rounded_share(percent) for percent in (9, 16, 22, 34, 47, 72)]
    assert [list(share.counts(32)) for share in printed] == [[3], [5], [7], [11], [15], [23]]
    assert [len(share.counts(39)) for share in printed] == [0, 0, 0, 0, 0, 1]
    assert common_sizes(printed, range(20, 50)) == [32]


def test_a_half_is_rounded_up_or_either_way() -> None:
    # Of 200, 11 are 5.5%, 13 are 6.5% and 15 are 7.5%.
    assert list(rounded_share(F(6)).counts(200)) == [11, 12]
    assert list(rounded_share(F(7)).counts(200)) == [13, 14]
    assert list(rounded_share(F(6), halves="either").counts(200)) == [11, 12, 13]
    assert list(rounded_share(F(7), halves="either").counts(200)) == [13, 14, 15]


def test_more_than_half_and_ranges_have_counts_too() -> None:
    more = CountRatio(F(1, 2), F(1), is_low_open=True)
    assert list(more.counts(4)) == [3, 4]
    assert list(more.counts(5)) == [3, 4, 5]
    assert list(CountRatio(F(0), F(1, 2), is_high_open=True).counts(4)) == [0, 1]
    assert list(rounded_share(F(10), F(20), step=F(0)).counts(10)) == [1, 2]


def test_shares_of_everything_and_nothing_stay_counts() -> None:
    assert list(rounded_share(F(100)).counts(1000)) == list(range(995, 1001))
    assert list(rounded_share(F(0)).counts(1000)) == list(range(5))
    with pytest.raises(sb.SectorbookError, match="of 0 things"):
        rounded_share(F(5)).counts(0)


def test_counts_are_those_of_enumeration() -> None:
    draw = random.Random(7)
    for _ in range(300):
        step = F(1, draw.choice([1, 2, 10, 100]))
        percent, size = step * draw.randrange(int(100 / step) + 1), draw.randrange(1, 250)
        for halves in ("up", "either"):
            shares = {k: F(100 * k, size) for k in range(size + 1)}
            up = {k: (share / step + F(1, 2)).__floor__() * step for k, share in shares.items()}
            down = {k: -((-share / step + F(1, 2)).__floor__()) * step for k, share in shares.items()}
            wanted = [k for k in shares if up[k] == percent or (halves == "either" and down[k] == percent)]
            assert list(rounded_share(percent, step=step, halves=halves).counts(size)) == wanted


def random_counts(seed: int) -> tuple[Case, list[str]]:
    """Two to four amounts up to 7 with a sum and relations, and which of them are counts."""
    draw = random.Random(seed)
    names = [f"v{i}" for i in range(draw.choice([2, 3, 3, 4]))]
    point = {name: F(draw.randrange(13), 2) for name in names}
    ranges = {}
    for name in names:
        low, high = (F(draw.choice([0, 0, 1, 2, 3]), draw.choice([2, 3, 5])) for _ in range(2))
        ranges[name] = (max(F(0), point[name] - low), point[name] + high)
    sums = {}
    if len(names) > 2 and draw.random() < 0.8:
        first, second, third = draw.sample(names, 3)
        sums["sum"] = (
            draw.choice(["=", "<="]),
            {first: draw.choice([1, 2, 4]), second: 2, third: draw.choice([-1, -2])},
        )
    relations = {}
    for i in range(draw.randint(0, 2)):
        a, b = draw.sample(names, 2)
        relations[f"r{i}"] = random_relation(draw, a, b, point)
    return Case(ranges, sums, relations), draw.sample(names, draw.randint(1, len(names)))


def tried(case: Case, counts: list[str], elements: Iterable[str]) -> list[range]:
    """The whole numbers to try for each count: what its own range allows, else up to 20."""
    kept = set(elements)
    return [range(int(case.ranges[name][1] or 0) + 1 if name in kept else 21) for name in counts]


def can_be_whole(case: Case, counts: list[str], elements: Iterable[str]) -> bool:
    """Whether whole numbers satisfy some elements, by trying them and eliminating the rest."""
    rows, others = case.rows(elements), [name for name in case.ranges if name not in counts]
    for point in itertools.product(*tried(case, counts, elements)):
        fixed = [row for name, k in zip(counts, point, strict=True) for row in between({name: F(1)}, F(k), F(k))]
        if feasible(rows + fixed, [*counts, *others]):
            return True
    return False


def holds(case: Case, values: Mapping[str, Fraction]) -> bool:
    """Whether a point of some indicators satisfies every row of them."""
    rows = [(form, end) for form, end in case.rows(case.elements) if form.keys() <= values.keys()]
    return all(sum(c * values[name] for name, c in form.items()) <= end for form, end in rows)


def check(seed: int) -> bool | None:
    """Compare what is found for a random system with enumeration; None where it contradicts itself."""
    case, counts = random_counts(seed)
    system = sb.reconcile_bounds(*case.tables).system
    if not system.is_feasible():
        return None
    result = find_whole_numbers(system, set(counts))
    assert result.possible is can_be_whole(case, counts, case.elements), seed
    if result.possible:
        assert all(result.values[name].denominator == 1 for name in counts)
        assert holds(case, dict(result.values)), seed
        return True
    assert result.cases > 0
    if math.prod(map(len, tried(case, counts, result.elements))) < 500:
        assert not can_be_whole(case, counts, result.elements), seed
    return False


def test_whole_numbers_of_some_small_systems_are_those_of_enumeration() -> None:
    assert {check(seed) for seed in range(QUICK)} == {None, True, False}


@pytest.mark.slow
def test_whole_numbers_of_small_systems_are_those_of_enumeration() -> None:
    verdicts = [check(seed) for seed in range(SYSTEMS)]
    assert verdicts.count(True) > 70, verdicts.count(True)
    assert verdicts.count(False) > 45, verdicts.count(False)


def test_branch_and_bound_alone_finds_the_same_of_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Program, "whole_point", lambda *_: {})
    assert True in {check(seed) for seed in range(QUICK // 2)}


@pytest.mark.slow
def test_branch_and_bound_alone_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Program, "whole_point", lambda *_: {})
    verdicts = [check(seed) for seed in range(SYSTEMS // 2)]
    assert verdicts.count(True) > 30, verdicts.count(True)


def plain(ranges: Mapping[str, tuple[object, object]], sums: Mapping[str, Mapping[str, int | F]]) -> sb.Result:
    bounds = pd.DataFrame.from_dict(ranges, orient="index", columns=["low", "high"], dtype=object)
    terms = [(name, term, c) for name, form in sums.items() for term, c in form.items()]
    return sb.reconcile_bounds(bounds, pd.DataFrame(terms, columns=["identity", "term", "coefficient"]))


def test_even_numbers_do_not_make_seven_however_large_they_may_be() -> None:
    system = plain({"a": (0, None), "b": (0, None), "t": (7, 7)}, {"sum": {"a": 2, "b": 4, "t": -1}}).system
    result = find_whole_numbers(system, {"a", "b"})
    assert (result.possible, result.elements, result.cases) == (False, ("t", "sum"), 1)
    assert result.gap is not None
    assert (result.gap.name, result.gap.low, result.gap.step) == ("sum", 7, 2)


def test_a_guess_of_the_solver_is_enough_where_cases_would_go_beyond_the_limit() -> None:
    # 3 x 2 + 5 x 1 is the only way to make 11
    system = plain({"a": (0, None), "b": (0, None), "t": (11, 11)}, {"sum": {"a": 3, "b": 5, "t": -1}}).system
    result = find_whole_numbers(system, {"a", "b"}, limit=1)
    assert (result.possible, result.values) == (True, {"a": 2, "b": 1, "t": 11})


def test_a_count_without_a_low_end_can_be_negative() -> None:
    columns = ["low", "high", "signed"]
    bounds = pd.DataFrame(
        [[0, None, False], [None, "-7/2", True], [3, 3, False]], ["a", "d", "t"], columns, dtype=object
    )
    terms = pd.DataFrame(
        [("sum", "a", 1), ("sum", "d", 1), ("sum", "t", -1)], columns=["identity", "term", "coefficient"]
    )
    result = find_whole_numbers(sb.reconcile_bounds(bounds, terms).system, {"a", "d"})
    assert result.possible is True
    assert (result.values["d"] <= -4, result.values["a"] + result.values["d"]) == (True, 3)


def test_halves_of_whole_numbers_make_no_quarter() -> None:
    sums = {"sum": {"a": F(1, 2), "b": F(3, 2), "t": -1}}
    system = plain({"a": (0, None), "b": (0, None), "t": ("21/8", "23/8")}, sums).system
    result = find_whole_numbers(system, {"a", "b"})
    assert (result.possible, result.elements) == (False, ("t", "sum"))
    assert result.gap is not None
    assert (result.gap.name, result.gap.low, result.gap.high, result.gap.step) == ("sum", F(21, 8), F(23, 8), F(1, 2))


def test_steps_are_told_apart_from_what_goes_in_none() -> None:
    """Twelve even numbers of counts and up to three quarters do not make 100,001: 2 x 1/4 to 2 x 3/8 are not odd."""
    counts = {f"x{i}": (0, 30) for i in range(12)}
    form = {name: 6000 + 14 * i for i, name in enumerate(counts)}
    system = plain({**counts, "y": ("1/4", "3/8"), "t": (100001, 100001)}, {"sum": {**form, "y": 2, "t": -1}}).system
    result = find_whole_numbers(system, set(counts))
    assert (result.possible, result.elements, result.cases) == (False, ("y", "t", "sum"), 1)
    assert result.gap is not None
    assert (result.gap.low, result.gap.high, result.gap.step) == (100001 - F(3, 4), 100001 - F(1, 2), 2)


def test_what_no_proof_reaches_rests_on_the_solver_and_says_so() -> None:
    # 40% of 31 to 34 are 12.4 to 13.6: 13, and 13 are 40% of 32.5
    bounds = pd.DataFrame({"low": [31, None], "high": [34, None]}, index=["n", "k"])
    columns = ["relation", "indicator", "of", "low", "high"]
    share = pd.DataFrame([["share", "k", "n", 40, 40]], columns=columns, index=["share"])
    no_sums = pd.DataFrame(columns=["identity", "term", "coefficient"])
    system = sb.reconcile_bounds(bounds, no_sums, share).system
    assert find_whole_numbers(system, {"n", "k"}).cases > 1
    assert find_whole_numbers(system, {"n", "k"}).elements == ("n", "share")
    unproved = find_whole_numbers(system, {"n", "k"}, limit=1)
    assert (unproved.possible, unproved.cases, unproved.gap) == (False, 0, None)
    assert unproved.elements == system.elements


def test_numbers_far_beyond_the_solvers_tolerance_are_judged_in_fractions() -> None:
    """A billion and one ten-millionth is no whole number, though the solver takes it for one."""
    near = F(10**9) + F(1, 10**7)
    system = plain({"a": (near, near), "b": (0, None), "t": (0, None)}, {"sum": {"a": 1, "b": 1, "t": -1}}).system
    assert find_whole_numbers(system, {"b", "t"}).possible is not True
    assert find_whole_numbers(system, {"b"}).possible is True


def test_a_number_that_no_float_is_stays_itself() -> None:
    system = plain({"a": (10**17 + 1, 10**17 + 1), "b": (0, None)}, {"same": {"a": 1, "b": -1}}).system
    assert find_whole_numbers(system, {"a", "b"}).values == {"a": 10**17 + 1, "b": 10**17 + 1}
