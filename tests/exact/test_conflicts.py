"""Conflicts and repairs, against all subsets, decided by Fourier and Motzkin's elimination in fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest

from helpers.brute_force import brute_force, proves, random_system
from helpers.cases import seeds
from sectorbook.errors import SectorbookError
from sectorbook.exact.conflicts import find_conflicts, find_repairs
from sectorbook.exact.solving.programs import Constraint
from sectorbook.exact.system import System, Value
from sectorbook.ledger.report import Report
from sectorbook.reconcile.result import reconcile


@pytest.mark.parametrize("seed", seeds(range(200)))
def test_conflicts_and_repairs_are_those_of_all_subsets(seed: int) -> None:
    system = random_system(seed)
    clashes, cures = brute_force(system)
    found, mended = find_conflicts(system), find_repairs(system)
    assert (len(found), len(mended)) == (len(clashes), len(cures))
    assert (set(found), set(mended)) == (clashes, cures)
    assert found.complete
    assert mended.complete
    assert system.is_feasible() == (not clashes)
    for sets in (found, mended):
        places = [(len(names), sorted(map(system.elements.index, names))) for names in sets]
        assert places == sorted(places)


@pytest.mark.parametrize("seed", seeds(range(200)))
def test_every_proof_of_a_conflict_adds_up(seed: int) -> None:
    system = random_system(seed)
    found = find_conflicts(system)
    assert found.proofs.keys() == set(found)
    for names, proof in found.proofs.items():
        assert names == proof.elements.keys()
        assert proves(system, proof)


def test_the_random_systems_clash_in_many_ways() -> None:
    found = [brute_force(random_system(seed)) for seed in range(60)]
    assert sum(len(clashes) for clashes, _ in found) > 60
    assert sum(not clashes for clashes, _ in found) > 5
    assert sum(len(cures) > 2 for _, cures in found) > 20
    assert max(len(names) for clashes, _ in found for names in clashes) >= 4


@pytest.mark.parametrize("seed", seeds(range(0, 200, 4)))
def test_what_is_kept_is_in_no_repair_and_no_other_repair_is_lost(seed: int) -> None:
    system = random_system(seed)
    kept = frozenset(system.elements[::2])
    _, cures = brute_force(system)
    assert set(find_repairs(system, keep=kept)) == {names for names in cures if not names & kept}


def test_the_lead_clashes_with_the_sum_of_the_report(report: Report) -> None:
    result = reconcile(report.including("EST-01", "EST-02"))
    found = result.conflicts()
    assert found == [{"EST-01", "EST-02", "EST-03", "revenue"}]
    assert found.printings["EST-02"] == ("EST-02", "EST-07")
    assert found.complete
    proof = found.proofs[found[0]]
    # 15 + 3.5 - 18 = 0.5 more than the identity lets them be, or any multiple of that
    weight = proof.elements["EST-01"]
    assert proof.natural == {}
    assert {name: Fraction(c) / weight for name, c in proof.elements.items()} == {
        "EST-01": 1,
        "EST-02": 1,
        "EST-03": -1,
        "revenue": -1,
    }
    assert result.repairs() == [{"EST-01"}, {"EST-02"}, {"EST-03"}, {"revenue"}]
    assert result.repairs(keep=["EST-02", "revenue"]) == [{"EST-01"}, {"EST-03"}]


def test_a_feasible_report_has_no_conflict_and_no_repair(report: Report) -> None:
    result = reconcile(report)
    assert result.conflicts() == []
    assert result.repairs() == []
    assert result.repairs().complete


def test_what_may_not_be_set_aside_must_exist(report: Report) -> None:
    with pytest.raises(SectorbookError, match='Did you mean "EST-03"'):
        reconcile(report.including("EST-01")).repairs(keep=["EST-003"])


def points(count: int) -> System:
    """So many values of one indicator, each excluding every other."""
    values = [Value(f"v{i}", "x", Fraction(i), Fraction(i), (f"v{i}",)) for i in range(count)]
    return System({"x": (None, None)}, tuple(values), ())


def test_a_limit_that_cuts_the_search_short_is_told() -> None:
    found = find_conflicts(points(8), limit=3)
    assert not found.complete
    assert 3 <= len(found) < 28
    assert all(len(names) == 2 for names in found)
    all_sets = find_conflicts(points(8))
    assert all_sets.complete
    assert len(all_sets) == 28
    assert set(found) < set(all_sets)


def test_repairs_that_are_cut_short_are_repairs_all_the_same() -> None:
    all_sets = find_repairs(points(8))
    assert len(all_sets) == 8
    assert all_sets.complete
    assert all(len(names) == 7 for names in all_sets)
    some = find_repairs(points(8), limit=30)
    assert set(some) <= set(all_sets)


def test_up_to_sixty_values_all_sets_are_found_and_beyond_about_a_thousand() -> None:
    pairs = [(f"x{i}", Fraction(end)) for i in range(30) for end in (1, 2)]
    values = [Value(f"v{i}", name, end, end, (f"v{i}",)) for i, (name, end) in enumerate(pairs)]
    natural = {name: (None, None) for name, _ in pairs}
    found = find_conflicts(System(natural, tuple(values), ()))
    assert (len(found), found.complete) == (30, True)
    lots = points(61)  # 61 * 60 / 2 = 1830 conflicts
    found = find_conflicts(lots)
    assert not found.complete
    assert 1000 <= len(found) < 1830


def test_at_sixty_values_more_than_a_thousand_repairs_are_all_found() -> None:
    pairs = [(f"x{i}", Fraction(end)) for i in range(11) for end in (1, 2)]
    values = [Value(f"v{i}", name, end, end, (f"v{i}",)) for i, (name, end) in enumerate(pairs)]
    system = System({name: (None, None) for name, _ in pairs}, tuple(values), ())
    found = find_repairs(system)
    assert (len(found), found.complete) == (2**11, True)
    some = find_repairs(system, limit=100)
    assert (len(some), some.complete) == (100, False)


def test_repairs_of_two_parts_are_all_pairs_of_one_of_each() -> None:
    values = [("a1", "a", 1), ("a2", "a", 2), ("b1", "b", 1), ("b2", "b", 2), ("c1", "c", 1)]
    system = System(
        dict.fromkeys("abc", (None, None)),
        tuple(Value(name, indicator, Fraction(end), Fraction(end), (name,)) for name, indicator, end in values),
        (),
    )
    assert find_conflicts(system) == [{"a1", "a2"}, {"b1", "b2"}]
    assert find_repairs(system) == [{"a1", "b1"}, {"a1", "b2"}, {"a2", "b1"}, {"a2", "b2"}]
    assert find_repairs(system, keep=["a1", "b2"]) == [{"a2", "b1"}]
    assert find_repairs(system, keep=["a1", "a2"]) == []


def test_a_value_below_a_natural_end_clashes_with_nothing_else() -> None:
    system = System({"x": (Fraction(0), None)}, (Value("v", "x", Fraction(-2), Fraction(-1), ("v",)),), ())
    found = find_conflicts(system)
    assert found == [{"v"}]
    assert (found.proofs[found[0]].elements, found.proofs[found[0]].natural) == ({"v": -1}, {"x": 1})


def test_statements_that_print_the_same_are_one_value(report: Report) -> None:
    again = report.including("EST-01", "EST-02")
    names = [value.printings for value in reconcile(again).system.values if value.indicator == "company_revenue"]
    assert names == [("EST-02", "EST-07")]
    # Read with five percent where the text says about, they differ: only one of the two says it.
    apart = reconcile(again, about="5%")
    assert [value.printings for value in apart.system.values if value.indicator == "company_revenue"] == [
        ("EST-02",),
        ("EST-07",),
    ]


def test_more_repairs_than_can_be_listed_leave_one_that_cures() -> None:
    # thirty indicators, each printed as 1 and as 2, and their sum: a choice of one in each pair is a repair
    one, two = Fraction(1), Fraction(2)
    names = [f"x{i}" for i in range(30)]
    natural = dict.fromkeys([*names, "total"], (Fraction(0), None))
    values = [Value(f"{n}={e}", n, e, e, (f"{n}={e}",)) for n in names for e in (one, two)]
    total = Constraint("sum", dict.fromkeys(names, one) | {"total": -one}, Fraction(0), Fraction(0))
    system = System(natural, tuple(values), (total,))
    found = find_conflicts(system, limit=20)
    assert set(found) == {frozenset({f"{n}=1", f"{n}=2"}) for n in names}
    assert not found.complete
    (cure,) = find_repairs(system, limit=20)
    assert len(cure) == 30
    assert all(len(cure & pair) == 1 for pair in found)
