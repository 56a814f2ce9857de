"""Relations of plain tables, against elimination in exact fractions, and against numbers worked out by hand."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

import sectorbook as sb
from helpers.brute_force import proves
from helpers.relations import Case, feasible, greatest, random_case
from sectorbook.exact.extremes import ratio_extremes
from sectorbook.reconcile.result import Result

F = Fraction
CASES, QUICK = 1000, 60
MOST_ELEMENTS = 10
"""Number of elements up to which every subset is tried."""


def reconciled(ranges: dict[str, Any], relations: dict[str, Any], sums: dict[str, Any] | None = None) -> Result:
    return sb.reconcile_bounds(*Case(ranges, sums or {}, relations).tables)


def ends(result: Result, name: str) -> tuple[float, float]:
    return tuple(result.bounds.loc[name, ["low", "high"]])


def test_random_systems_give_what_elimination_gives() -> None:
    for seed in range(QUICK):
        check(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(2))
def test_a_thousand_random_systems_give_what_elimination_gives(block: int) -> None:
    for seed in range(QUICK + block, CASES, 2):
        check(seed)


def check(seed: int) -> None:
    """Compare a random system's bounds, or its conflicts and repairs, with elimination."""
    case = random_case(seed)
    result = sb.reconcile_bounds(*case.tables)
    possible = feasible(case.rows(case.elements), case.ranges)
    assert result.is_feasible == possible, seed
    if possible:
        check_bounds(result, case, seed)
    else:
        check_conflicts(result, case, seed)


def check_bounds(result: Result, case: Case, seed: int) -> None:
    """Compare each bound, and a ratio."""
    rows, names = case.rows(case.elements), list(case.ranges)
    for name in map(str, result.bounds.index):
        low, high = greatest(rows, names, {name: F(-1)}), greatest(rows, names, {name: F(1)})
        assert low is not None
        assert ends(result, name) == (float(-low), math.inf if high is None else float(high)), (seed, name)
        for end, by in zip((low, high), result.bounds.at[name, "binding"], strict=True):
            sign = F(-1) if end is low else F(1)
            assert end is None or greatest(case.rows(by), names, {name: sign}) == end, (seed, name)
    a, b = names[:2]
    if {a, b} <= set(result.bounds.index) and result.bounds.at[b, "low"] > 0:
        pair = ratio_extremes(result.system, {a: F(1)}, {b: F(1)})
        for sign, extreme in zip((F(-1), F(1)), pair, strict=True):
            # No point lies beyond the ratio, and where it is attained, no nearer end would do.
            if extreme.value is not None:
                beyond = greatest(rows, names, {a: sign, b: -sign * extreme.value})
                assert beyond is not None
                assert beyond == 0 if extreme.point else beyond <= 0, seed


def check_conflicts(result: Result, case: Case, seed: int) -> None:
    """Compare conflicts and repairs with those that the feasibility of every subset gives."""
    elements = case.elements
    if len(elements) > MOST_ELEMENTS:
        return
    subsets = [frozenset(kept) for size in range(len(elements) + 1) for kept in itertools.combinations(elements, size)]
    infeasible: set[frozenset[str]] = set()
    for kept in subsets:
        if any(smaller <= kept for smaller in infeasible) or not feasible(case.rows(kept), case.ranges):
            infeasible.add(kept)
    conflicts = {kept for kept in infeasible if not any(smaller < kept for smaller in infeasible)}
    possible = {kept for kept in subsets if kept not in infeasible}
    repairs = {frozenset(elements) - kept for kept in possible if not any(kept < larger for larger in possible)}
    found = result.conflicts()
    assert set(found) == conflicts, seed
    assert set(result.repairs()) == repairs, seed
    assert all(proves(result.system, found.proofs[names]) for names in found), seed


# The New Zealand Game Developers Association's figures as three outlets gave them, 2018 to 2019, in millions.
REVENUE = {"revenue_2018": (143, 143), "revenue_2019": (203, 203)}


@pytest.mark.parametrize(("growth", "fits"), [(43, False), (42, False)])
def test_neither_printed_growth_is_exactly_that_of_the_printed_revenues(growth: int, fits: bool) -> None:
    # 143 x 1.43 = 204.49, 143 x 1.42 = 203.06
    result = reconciled(REVENUE, {"growth": ("change", "revenue_2019", "revenue_2018", growth, growth, 1)})
    assert result.is_feasible == fits
    assert result.conflicts() == [{"revenue_2018", "revenue_2019", "growth"}]


def test_a_share_and_its_whole_give_the_amount() -> None:
    result = reconciled({"all": (200, 300), "ten": (None, None)}, {"share": ("share", "ten", "all", 93, 93, 1)})
    assert ends(result, "ten") == (186, 279)
    assert result.binding("ten") == (("all", "share"), ("all", "share"))


def test_growth_and_one_year_give_the_other() -> None:
    relations = {"growth": ("change", "now", "before", F("42.5"), F("43.5"), 1)}
    result = reconciled({"now": (203, 203), "before": (None, None)}, relations)
    assert result.bounds.at["before", "low"] == float(F(203) / F("1.435"))
    assert result.bounds.at["before", "high"] == float(F(203) / F("1.425"))


def test_a_yearly_rate_is_raised_exactly_and_not_rounded() -> None:
    result = reconciled({"then": (1000, 1000), "now": (None, None)}, {"rate": ("yearly", "now", "then", 7, 8, 3)})
    assert ends(result, "now") == (float(1000 * F("1.07") ** 3), float(1000 * F("1.08") ** 3))


def test_a_share_is_at_most_the_whole_even_where_it_has_no_high_end() -> None:
    result = reconciled({"all": (10, 20), "part": (None, None)}, {"s": ("share", "part", "all", 40, None, 1)})
    assert ends(result, "part") == (4, 20)
    percent = reconciled({"all": (10, 20), "part": (None, None)}, {"s": ("percent_of", "part", "all", 40, None, 1)})
    assert ends(percent, "part") == (4, math.inf)


def test_a_difference_is_no_ratio() -> None:
    result = reconciled({"b": (10, 20), "a": (None, None)}, {"d": ("more", "a", "b", -3, 4, 1)})
    assert ends(result, "a") == (7, 24)


def test_ratios_without_units_are_plain_numbers() -> None:
    found = reconciled({"a": (3, 4), "b": (6, 8)}, {}).ratio("a", "b")
    assert (found.low, found.high, found.unit) == (0.375, 4 / 6, "dimensionless")


def test_fractions_and_texts_are_exact_and_floats_are_their_shortest_decimals() -> None:
    table = pd.DataFrame({"low": ["1/3", 0.1], "high": ["1/3", "0.3"]}, index=["third", "rest"])
    terms = pd.DataFrame({"identity": ["r"] * 2, "term": ["third", "rest"], "coefficient": [F(3, 10), -1]})
    result = sb.reconcile_bounds(table, terms)  # 3/10 x 1/3 = 0.1
    assert ends(result, "rest") == (0.1, 0.1)


def test_the_least_change_moves_one_end_of_a_ratio_where_that_is_cheaper() -> None:
    # 100 grew by 10% to 200: the growth would be 100%, nine times the printed end; the amounts are nearer
    one = reconciled({"b": (100, 100), "a": (200, 200)}, {"g": ("change", "a", "b", 10, 10, 1)})
    moves = one.adjustment().moves
    assert "g" not in set(moves["id"])
    # 5% of 100 is 5 and not 6: the share moves by a fifth, the part by a sixth, the whole by a fifth
    two = reconciled({"b": (100, 100), "a": (6, 6)}, {"s": ("share", "a", "b", 5, 5, 1)}).adjustment()
    assert two.total == float(F(1, 6))
    assert two.moves[["id", "end", "adjusted"]].to_numpy().tolist() == [["a", "low", 5.0]]
    # where the amounts are printed as 0 or follow from sums, only the share is left
    three = reconciled(
        {"b": (None, None), "a": (None, None)}, {"s": ("share", "a", "b", 5, 5, 1)}, {"half": ("=", {"a": 2, "b": -1})}
    )
    assert three.is_feasible  # both can be 0


def test_a_root_is_rounded_outward_so_that_it_suffices() -> None:
    # 1000 grew to 1300 in 3 years: at least 9.139288% a year, whose cube root has no end
    result = reconciled({"b": (1000, 1000), "a": (1300, 1300), "c": (1, 1)}, {"g": ("yearly", "a", "b", 9, 9, 3)})
    (relation,) = result.system.relations
    number = relation.number(F(13, 10), is_low=False)
    assert number == F("9.139289")
    assert relation.factor(number) >= F(13, 10) > relation.factor(number - F(1, 10**6))
    assert relation.number(F("1.09") ** 3, is_low=False) == relation.number(F("1.09") ** 3, is_low=True) == 9


@pytest.mark.parametrize(
    ("relation", "column"),
    [
        (("share", "a", "b", 40, 120, 1), "high"),
        (("share", "a", "b", -1, 20, 1), "low"),
        (("yearly", "a", "b", -101, 20, 1), "low"),
        (("change", "a", "b", -101, 20, 1), "low"),
        (("yearly", "a", "b", 1, 20, 1.5), "years"),
        (("yearly", "a", "b", 1, 20, 0), "years"),
        (("times", "a", "b", -1, 20, 1), "low"),
        (("times", "a", "b", 3, 2, 1), "low"),
        (("times", "a", "b", None, None, 1), "low"),
        (("times", "a", "a", 1, 2, 1), "of"),
        (("times", "a", "elsewhere", 1, 2, 1), "of"),
        (("ratio", "a", "b", 1, 2, 1), "relation"),
        (("per", "a", "signed", 1, 2, 1), "of"),
        (("share", "signed", "b", 1, 2, 1), "relation"),
    ],
)
def test_what_no_relation_can_say_is_refused_with_its_row_and_column(relation: tuple[Any, ...], column: str) -> None:
    bounds, identities, relations = Case({"a": (1, 2), "b": (1, 2), "signed": (-1, 1)}, {}, {"r": relation}).tables
    bounds["signed"] = [False, False, True]
    with pytest.raises(sb.SectorbookError, match=rf"relations, row r, column {column}: "):
        sb.reconcile_bounds(bounds, identities, relations)


def test_shares_that_hold_only_where_the_whole_is_nothing_are_a_finding_and_no_conflict() -> None:
    thirds = {f"s{part}": ("share", part, "all", 33, 33, 1) for part in "abc"}
    ranges = dict.fromkeys(["a", "b", "c", "all"], (None, None))
    result = reconciled(ranges, thirds, {"sum": ("=", {"a": 1, "b": 1, "c": 1, "all": -1})})
    assert result.conflicts() == []
    assert result.only_at_zero == ("a", "b", "c", "all")
    assert "Only at zero: a, b, c and all can only be 0, which nothing prints." in repr(result)
    nothing = reconciled({**ranges, "all": (0, 0)}, {}, {"sum": ("=", {"a": 1, "b": 1, "c": 1, "all": -1})})
    assert "all" not in nothing.only_at_zero
    assert "Only at zero" not in repr(reconciled({"a": (1, 2)}, {}))
    with pytest.raises(sb.SectorbookError, match="Nothing can be divided by"):
        result.ratio("a", "all")
