"""Conflicts and repairs, against all subsets, decided by Fourier and Motzkin's elimination in fractions."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Mapping
from fractions import Fraction

import pytest

from sectorbook.conflicts import conflicts, repairs
from sectorbook.exceptions import SectorbookError
from sectorbook.ledger import Report
from sectorbook.linear import Row
from sectorbook.reconciliation import reconcile
from sectorbook.system import Proof, System, Value

Limit = tuple[dict[str, Fraction], Fraction]
"""A linear form, and what it is at most."""
Names = frozenset[str]
SIZES = [Fraction(1, 10**6), Fraction(1), Fraction(1000), Fraction(10**9)]


def limits(system: System) -> list[Limit]:
    """The natural ends, values and identities of a system as "at most"."""
    one = Fraction(1)
    ends = [({name: one}, *pair) for name, pair in system.natural.items()]
    ends += [({value.indicator: one}, value.low, value.high) for value in system.values]
    ends += [(dict(row.coefficients), row.low, row.high) for row in system.rows]
    found: list[Limit] = [(form, high) for form, _, high in ends if high is not None]
    return found + [({name: -c for name, c in form.items()}, -low) for form, low, _ in ends if low is not None]


def without(name: str, known: Iterable[Limit]) -> list[Limit]:
    """What the limits say of the other indicators: each that holds one from above is added to each from below."""
    sides: dict[int, list[Limit]] = {-1: [], 0: [], 1: []}
    for form, end in known:
        c = form.get(name, Fraction(0))
        size = abs(c) or Fraction(1)
        rest = {other: k / size for other, k in form.items() if other != name and k}
        sides[(c > 0) - (c < 0)].append((rest, end / size))
    for (above, one), (below, other) in itertools.product(sides[1], sides[-1]):
        total = {n: above.get(n, Fraction(0)) + below.get(n, Fraction(0)) for n in above.keys() | below.keys()}
        sides[0].append(({n: c for n, c in total.items() if c}, one + other))
    tightest: dict[tuple[tuple[str, Fraction], ...], Fraction] = {}
    for form, end in sides[0]:
        size = abs(form[min(form)]) if form else Fraction(1)
        key = tuple(sorted((n, c / size) for n, c in form.items()))
        tightest[key] = min(end / size, tightest.get(key, end / size))
    return [(dict(key), end) for key, end in tightest.items()]


def feasible(system: System) -> bool:
    known = limits(system)
    for name in system.natural:
        known = without(name, known)
    return all(end >= 0 for _, end in known)


def greatest(system: System, form: Mapping[str, Fraction]) -> Fraction | None:
    """The greatest value of a form over a system that can hold; None is open."""
    known = [*limits(system), ({"form": Fraction(1)} | {n: -c for n, c in form.items()}, Fraction(0))]
    known.append(({n: -c for n, c in known[-1][0].items()}, Fraction(0)))
    for name in system.natural:
        known = without(name, known)
    return min((end / form["form"] for form, end in known if form.get("form", Fraction(0)) > 0), default=None)


def brute_force(system: System) -> tuple[set[Names], set[Names]]:
    """All conflicts and all repairs, from whether each subset of the elements can hold."""
    everything = frozenset(system.elements)
    hold: set[Names] = set()
    for size in range(len(everything), -1, -1):
        for names in map(frozenset, itertools.combinations(system.elements, size)):
            if any(names < larger for larger in hold) or feasible(system.keeping(names)):
                hold.add(names)
    clash = {
        names
        for size in range(len(everything) + 1)
        for names in map(frozenset, itertools.combinations(system.elements, size))
        if names not in hold
    }
    least = {names for names in clash if all(names - {name} in hold for name in names)}
    cures = {everything - names for names in hold if all(names | {name} in clash for name in everything - names)}
    return least, (cures if everything in clash else set())


def proves(system: System, proof: Proof) -> bool:
    """Whether the weights add every form up to nothing, and the ends to more than nothing."""
    values = {value.name: value for value in system.values}
    rows = {row.name: row for row in system.rows}
    forms: dict[str, Fraction] = {}
    total = Fraction(0)
    parts = [(proof.natural[name], {name: Fraction(1)}, *system.natural[name]) for name in proof.natural]
    for name, weight in proof.elements.items():
        if name in values:
            parts.append((weight, {values[name].indicator: Fraction(1)}, values[name].low, values[name].high))
        else:
            parts.append((weight, rows[name].coefficients, rows[name].low, rows[name].high))
    for weight, form, low, high in parts:
        end = low if weight > 0 else high
        if not weight or end is None:
            return False
        total += weight * end
        for indicator, c in form.items():
            forms[indicator] = forms.get(indicator, Fraction(0)) + weight * c
    return total > 0 and not any(forms.values())


def random_system(seed: int) -> System:
    """A system of at most 8 elements around a point, with some values beside it."""
    draw = random.Random(seed)
    names = ["a", "b", "c", "d"][: draw.randint(2, 4)]
    size = {name: draw.choice(SIZES) for name in names}
    point = {name: Fraction(draw.randint(-3, 6)) for name in names}
    natural = {
        name: (Fraction(0), None) if point[name] >= 0 and draw.random() < 0.5 else (None, None) for name in names
    }
    values = []
    for i in range(draw.randint(2, 5)):
        name = draw.choice(names)
        low = point[name] + draw.choice([-2, -1, 0, 0, 0, 1, 2]) - Fraction(draw.choice([0, 0, 1]), 3)
        high = low + draw.choice([0, 0, 1, 3])
        ends = [low * size[name], high * size[name]]
        if draw.random() < 0.25:
            ends[draw.randint(0, 1)] = None  # type: ignore[call-overload]
        printings = (f"v{i}", f"v{i} again") if draw.random() < 0.3 else (f"v{i}",)
        values.append(Value(f"v{i}", name, ends[0], ends[1], printings))
    if draw.random() < 0.2:
        values.append(Value("same", *(getattr(values[0], part) for part in ("indicator", "low", "high")), ("same",)))
    rows = []
    for i in range(draw.randint(1, 2)):
        used = draw.sample(names, draw.randint(2, min(3, len(names))))
        form = {name: Fraction(draw.choice([1, 1, 1, -1, -1, 2, -3])) / size[name] for name in used}
        end = sum(c * size[name] * point[name] for name, c in zip(form, form.values(), strict=True))
        rows.append(Row(f"r{i}", form, end if draw.random() < 0.6 else None, end))
    if draw.random() < 0.3:  # the first identity once more, times a number
        times = Fraction(draw.choice([2, 7, 1000]))
        low, high = (None if end is None else end * times for end in (rows[0].low, rows[0].high))
        rows.append(Row("again", {name: c * times for name, c in rows[0].coefficients.items()}, low, high))
    return System(natural, tuple(values), tuple(rows))


@pytest.mark.parametrize("seed", range(200))
def test_conflicts_and_repairs_are_those_of_all_subsets(seed: int) -> None:
    system = random_system(seed)
    clashes, cures = brute_force(system)
    found, mended = conflicts(system), repairs(system)
    assert (len(found), len(mended)) == (len(clashes), len(cures))
    assert (set(found), set(mended)) == (clashes, cures)
    assert found.complete
    assert mended.complete
    assert system.can_hold() == (not clashes)
    for sets in (found, mended):
        places = [(len(names), sorted(map(system.elements.index, names))) for names in sets]
        assert places == sorted(places)


@pytest.mark.parametrize("seed", range(200))
def test_every_proof_of_a_conflict_adds_up(seed: int) -> None:
    system = random_system(seed)
    found = conflicts(system)
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


@pytest.mark.parametrize("seed", range(0, 200, 4))
def test_what_is_kept_is_in_no_repair_and_no_other_repair_is_lost(seed: int) -> None:
    system = random_system(seed)
    kept = frozenset(system.elements[::2])
    _, cures = brute_force(system)
    assert set(repairs(system, keep=kept)) == {names for names in cures if not names & kept}


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


def test_a_report_that_holds_has_no_conflict_and_no_repair(report: Report) -> None:
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
    found = conflicts(points(8), limit=3)
    assert not found.complete
    assert 3 <= len(found) < 28
    assert all(len(names) == 2 for names in found)
    whole = conflicts(points(8))
    assert whole.complete
    assert len(whole) == 28
    assert set(found) < set(whole)


def test_repairs_that_are_cut_short_are_repairs_all_the_same() -> None:
    whole = repairs(points(8))
    assert len(whole) == 8
    assert whole.complete
    assert all(len(names) == 7 for names in whole)
    some = repairs(points(8), limit=30)
    assert set(some) <= set(whole)


def test_up_to_sixty_values_all_sets_are_found_and_beyond_about_a_thousand() -> None:
    pairs = [(f"x{i}", Fraction(end)) for i in range(30) for end in (1, 2)]
    values = [Value(f"v{i}", name, end, end, (f"v{i}",)) for i, (name, end) in enumerate(pairs)]
    natural = {name: (None, None) for name, _ in pairs}
    found = conflicts(System(natural, tuple(values), ()))
    assert (len(found), found.complete) == (30, True)
    lots = points(61)  # 61 * 60 / 2 = 1830 conflicts
    found = conflicts(lots)
    assert not found.complete
    assert 1000 <= len(found) < 1830


def test_at_sixty_values_more_than_a_thousand_repairs_are_all_found() -> None:
    pairs = [(f"x{i}", Fraction(end)) for i in range(11) for end in (1, 2)]
    values = [Value(f"v{i}", name, end, end, (f"v{i}",)) for i, (name, end) in enumerate(pairs)]
    system = System({name: (None, None) for name, _ in pairs}, tuple(values), ())
    found = repairs(system)
    assert (len(found), found.complete) == (2**11, True)
    some = repairs(system, limit=100)
    assert (len(some), some.complete) == (100, False)


def test_repairs_of_two_parts_are_all_pairs_of_one_of_each() -> None:
    values = [("a1", "a", 1), ("a2", "a", 2), ("b1", "b", 1), ("b2", "b", 2), ("c1", "c", 1)]
    system = System(
        dict.fromkeys("abc", (None, None)),
        tuple(Value(name, indicator, Fraction(end), Fraction(end), (name,)) for name, indicator, end in values),
        (),
    )
    assert conflicts(system) == [{"a1", "a2"}, {"b1", "b2"}]
    assert repairs(system) == [{"a1", "b1"}, {"a1", "b2"}, {"a2", "b1"}, {"a2", "b2"}]
    assert repairs(system, keep=["a1", "b2"]) == [{"a2", "b1"}]
    assert repairs(system, keep=["a1", "a2"]) == []


def test_a_value_below_a_natural_end_clashes_with_nothing_else() -> None:
    system = System({"x": (Fraction(0), None)}, (Value("v", "x", Fraction(-2), Fraction(-1), ("v",)),), ())
    found = conflicts(system)
    assert found == [{"v"}]
    assert (found.proofs[found[0]].elements, found.proofs[found[0]].natural) == ({"v": -1}, {"x": 1})


def test_statements_that_print_the_same_are_one_value(report: Report) -> None:
    again = report.including("EST-01", "EST-02")
    names = [value.printings for value in reconcile(again).system.values if value.indicator == "company_revenue"]
    assert names == [("EST-02", "EST-07")]
    # Read with half a step where the text says about, they differ.
    apart = reconcile(again, about="rounding")
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
    total = Row("sum", dict.fromkeys(names, one) | {"total": -one}, Fraction(0), Fraction(0))
    system = System(natural, tuple(values), (total,))
    found = conflicts(system, limit=20)
    assert set(found) == {frozenset({f"{n}=1", f"{n}=2"}) for n in names}
    assert not found.complete
    (cure,) = repairs(system, limit=20)
    assert len(cure) == 30
    assert all(len(cure & pair) == 1 for pair in found)
