"""The effect of each element on a result, by hand and against finite differences of systems solved again."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest

import sectorbook as sb
from helpers.brute_force import random_system
from helpers.cases import seeds
from helpers.relations import random_case
from sectorbook.errors import SectorbookError
from sectorbook.exact.drivers import Driver, find_drivers
from sectorbook.exact.extremes import extremes
from sectorbook.exact.quantities import Quantity
from sectorbook.exact.relations import Relation
from sectorbook.exact.solving.programs import Constraint
from sectorbook.exact.system import System, Value
from sectorbook.ledger.report import Report
from sectorbook.reconcile.result import reconcile

F = Fraction
SLOPES = ["low_per_low", "low_per_high", "high_per_low", "high_per_high"]
OPEN = (None, None)


def test_freelancers_revenue_depends_on_the_sector_and_the_companies(report: Report) -> None:
    found = reconcile(report).drivers("freelancer_revenue")
    # freelancers = sector - companies: 15 - 3.5 to 18 - 3.5; alone they print 10 to 15
    assert list(found.index) == ["EST-03", "EST-05", "EST-07", "revenue"]
    assert found[["low", "high"]].to_numpy().tolist() == [[10, 15], [11.5, 14.5], [10, 15], [10, 15]]
    assert found.loc["EST-03", SLOPES].tolist() == [1, 0, 0, 1]
    assert found.loc["EST-05", SLOPES].tolist() == [0, 0, 0, 0]
    assert found.loc["EST-07", SLOPES].tolist() == [0, -1, -1, 0]
    assert found.loc["revenue", SLOPES].isna().all()
    assert found.columns.name == "about: printed"


def test_a_freelancers_earnings_hang_on_both_sides_of_the_division(report: Report) -> None:
    found = reconcile(report).drivers("freelancer_revenue", "freelancers")
    low, high = F("11.5"), F("14.5")

    def ends(name: str) -> list[float]:
        return found.loc[name, ["low", "high"]].tolist()

    def slopes(name: str) -> list[float]:
        return found.loc[name, SLOPES].tolist()

    unchanged = [float(low / 4000), float(high / 3000)]
    assert ends("EST-03") == [float(F(10, 4000)), float(F(15, 3000))]
    # Without their own number freelancers are 45 (those at the hub) to 7000 (the workforce).
    assert ends("EST-04") == [float(low / 7000), float(high / 45)]
    assert ends("EST-16") == ends("EST-20") == ends("EST-05") == unchanged
    assert slopes("EST-03") == [1 / 4000, 0, 0, 1 / 3000]
    assert slopes("EST-07") == [0, -1 / 4000, -1 / 3000, 0]
    assert slopes("EST-04") == [0, float(-low / 4000**2), float(-high / 3000**2), 0]
    assert slopes("EST-20") == [0, 0, 0, 0]


def test_a_share_is_in_percent_and_so_are_its_slopes(report: Report) -> None:
    found = reconcile(report).drivers("freelancer_revenue", "sector_revenue")
    # (s - 3.5) / s: 11.5 / 15 to 14.5 / 18; per unit of s 3.5 / s^2, per unit of c -1 / s
    assert found.at["EST-03", "low_per_low"] == float(350 / F(15) ** 2)
    assert found.at["EST-03", "high_per_high"] == float(350 / F(18) ** 2)
    assert found.at["EST-07", "low_per_high"] == float(F(-100, 15))
    assert found.at["EST-07", "high_per_low"] == float(F(-100, 18))
    assert found.loc["EST-05", ["low", "high"]].tolist() == [float(F(1150, 15)), float(F(1450, 18))]


def test_without_what_keeps_a_divisor_from_zero_a_ratio_has_no_end() -> None:
    bounds = pd.DataFrame({"low": [1.0, 1.0], "high": [3.0, 2.0], "signed": True}, index=["x", "y"])
    nothing = pd.DataFrame({"identity": [], "term": [], "coefficient": []})
    found = sb.reconcile_bounds(bounds, nothing).drivers("x", "y")
    assert found.loc["y", ["low", "high"]].tolist() == [-math.inf, math.inf]
    assert found.loc["x", ["low", "high"]].tolist() == [-math.inf, math.inf]
    # x / y from 1 / 2 to 3 / 1
    assert found.loc["x", SLOPES].tolist() == [0.5, 0, 0, 1]
    assert found.loc["y", SLOPES].tolist() == [0, -0.25, -3, 0]


def test_an_open_end_has_no_slope(report: Report) -> None:
    found = reconcile(report).drivers("jobs_created")
    assert found.loc["EST-12", ["low", "high"]].tolist() == [0, math.inf]
    assert found.at["EST-12", "low_per_low"] == 1
    assert found.loc["EST-12", SLOPES[1:]].isna().all()


def value(name: str, indicator: str, low: int | None, high: int | None) -> Value:
    return Value(name, indicator, *(None if end is None else F(end) for end in (low, high)), (name,))


def slopes_of(system: System, quantity: Quantity, name: str) -> list[Fraction | None]:
    found = next(driver for driver in find_drivers(system, quantity) if driver.name == name)
    return [found.slopes.get((end, side)) for end in ("low", "high") for side in ("low", "high")]


def test_an_end_that_two_values_share_depends_on_neither() -> None:
    values = (value("A", "x", 1, 5), value("B", "x", 1, 7), value("Y", "y", 0, 2))
    rows = (Constraint("r", {"x": F(1), "y": F(1), "z": F(-1)}, F(0), F(0)),)
    system = System(dict.fromkeys("xyz", OPEN), values, rows)
    quantity = Quantity({"z": F(3)}, None, "")
    assert slopes_of(system, quantity, "A") == [0, 0, 0, 3]
    assert slopes_of(system, quantity, "B") == [0, 0, 0, 0]
    assert slopes_of(system, quantity, "Y") == [3, 0, 0, 3]
    without = {driver.name: driver.without for driver in find_drivers(system, quantity)}
    assert without == {"A": (3, 27), "B": (3, 21), "Y": OPEN, "r": OPEN}


def test_an_end_at_a_natural_bound_does_not_move_what_depends_on_it() -> None:
    # A count is not negative: a printed low end of 0, moved outward, leaves everything as it is.
    system = System({"x": (F(0), None)}, (value("X", "x", 0, 5),), ())
    assert slopes_of(system, Quantity({"x": F(1)}, None, ""), "X") == [0, 0, 0, 1]
    twice = System({"x": (F(0), None)}, (value("X", "x", 2, 5),), ())
    assert slopes_of(twice, Quantity({"x": F(1)}, None, ""), "X") == [1, 0, 0, 1]


def test_at_a_corner_where_the_next_end_is_at_hand_nothing_moves() -> None:
    # z <= x and z <= y; both end at 4, so that one of them alone, moved outward, does not let z rise.
    values = (value("X", "x", 0, 4), value("Y", "y", 0, 4), value("Z", "z", 0, 9))
    rows = (
        Constraint("by x", {"z": F(1), "x": F(-1)}, None, F(0)),
        Constraint("by y", {"z": F(1), "y": F(-1)}, None, F(0)),
    )
    system = System(dict.fromkeys("xyz", OPEN), values, rows)
    for name in ("X", "Y", "Z"):
        assert slopes_of(system, Quantity({"z": F(1)}, None, ""), name)[2:] == [0, 0]


def moved(system: System, name: str, side: str, by: Fraction) -> System:
    """The system with one end moved outward."""
    values = [
        replace(v, **{side: getattr(v, side) + (-by if side == "low" else by)}) if v.name == name else v
        for v in system.values
    ]
    return replace(system, values=tuple(values))


def holding(system: System) -> System:
    """The system without the elements that do not fit those before them."""
    kept: set[str] = set()
    for name in system.elements:
        kept |= {name} if system.keep({*kept, name}).is_feasible() else set()
    return system.keep(kept)


@pytest.mark.parametrize("seed", seeds(range(90)))
def test_slopes_of_sums_are_exact_differences(seed: int) -> None:
    system = holding(random_system(seed))
    draw = random.Random(seed)
    form = {name: F(draw.choice([1, -1, 2])) for name in draw.sample(sorted(system.natural), draw.randint(1, 2))}
    quantity = Quantity(form, None, "")
    before = dict(zip(("low", "high"), (end.value for end in quantity.extremes(system)), strict=True))
    step = F(1, 10**18)
    for driver in find_drivers(system, quantity):
        assert driver.without == tuple(end.value for end in quantity.extremes(system.drop({driver.name})))
        expected = {}
        for side in ("low", "high") if driver.name.startswith(("v", "same")) else ():
            if getattr(next(v for v in system.values if v.name == driver.name), side) is not None:
                after = quantity.extremes(moved(system, driver.name, side, step))
                for end, extreme in zip(("low", "high"), after, strict=True):
                    if before[end] is not None:
                        expected[end, side] = (extreme.value - before[end]) / step * (-1 if side == "low" else 1)
        assert driver.slopes == expected, driver.name


def random_ratio(seed: int) -> tuple[System, Quantity]:
    """Three indicators in whole ranges, and a ratio of which the divisor is between 1 and 9, or -9 and -1."""
    draw = random.Random(seed)
    sign = draw.choice([1, -1])
    values, natural = [], dict.fromkeys("xyz", OPEN)
    for name in "xyz":
        low = draw.randint(-3, 3)
        high = low + draw.randint(0, 4)
        if name == "y":
            low, high = (1 + low + 3, 1 + high + 3) if sign > 0 else (-1 - high - 3, -1 - low - 3)
        values.append(value(name.upper(), name, low, high))
        if draw.random() < 0.3:
            values.append(value(f"{name.upper()}2", name, low - draw.randint(0, 1), high + draw.randint(0, 1)))
    rows = []
    for i in range(draw.randint(0, 2)):
        form = {name: F(draw.choice([1, -1, 2])) for name in draw.sample("xyz", draw.randint(2, 3))}
        rows.append(Constraint(f"r{i}", form, draw.choice([None, F(0)]), F(0)))
    above = {name: F(draw.choice([1, -1, 3])) for name in draw.sample("xyz", draw.randint(1, 2))}
    below = {"y": F(draw.choice([1, 2, -1]))}
    return System(natural, tuple(values), tuple(rows)), Quantity(above, below, "")


@pytest.mark.parametrize("seed", seeds(range(95)))
def test_slopes_of_ratios_are_the_limits_of_differences(seed: int) -> None:
    system, quantity = random_ratio(seed)
    system = holding(system)
    before = [end.value for end in quantity.extremes(system)]
    step = F(1, 10**12)
    for driver in find_drivers(system, quantity):
        assert driver.without == ends_without(system, quantity, driver)
        for (end, side), slope in driver.slopes.items():
            after = quantity.extremes(moved(system, driver.name, side, step))[end == "high"].value
            start = before[end == "high"]
            assert after is not None
            assert start is not None
            difference = (after - start) / step * (-1 if side == "low" else 1)
            assert float(slope) == pytest.approx(float(difference), rel=1e-8, abs=1e-8), (driver.name, end, side)


def ends_without(system: System, quantity: Quantity, driver: Driver) -> tuple[Fraction | None, Fraction | None]:
    """The ends of the system solved again; open where the divisor can then have both signs."""
    rest = system.drop({driver.name})
    try:
        low, high = (end.value for end in quantity.extremes(rest))
    except SectorbookError:
        return None, None
    return low, high


def test_a_ratio_that_reaches_zero_has_drivers_where_its_divisor_reaches_zero_too() -> None:
    bounds = pd.DataFrame({"low": [0.0, 0.0], "high": [1.0, 5.0], "signed": [True, False]}, index=["x", "y"])
    one = pd.DataFrame({"identity": ["r", "r"], "term": ["x", "y"], "coefficient": [1, -1], "relation": ["<=", "<="]})
    # x / y with x <= y: from 0 to 1, whatever the ends of y are; without r it has no high end
    found = sb.reconcile_bounds(bounds, one).drivers("x", "y")
    assert found.loc["r", ["low", "high"]].tolist() == [0, math.inf]
    assert found.at["x", "high_per_high"] == 0
    assert found.at["y", "high_per_high"] == 0
    alone = sb.reconcile_bounds(bounds, one.iloc[:0]).drivers("x", "y")
    # below 0 by ever so little, x leaves x / y no low end
    assert not math.isfinite(alone.at["x", "low_per_low"])
    assert alone.at["y", "low_per_high"] == 0


def test_the_farthest_reaching_of_several_optima_gives_the_slope() -> None:
    # x / y is at most 0, at x = 0, whatever y is. With x at -e it is at most -e / -2, where y is nearest to 0.
    system = System(dict.fromkeys("xy", OPEN), (value("X", "x", 0, 1), value("Y", "y", -4, -2)), ())
    assert slopes_of(system, Quantity({"x": F(1)}, {"y": F(1)}, ""), "X") == [0, F(-1, 2), F(-1, 2), 0]
    positive = System(dict.fromkeys("xy", OPEN), (value("X", "x", 0, 1), value("Y", "y", 2, 4)), ())
    assert slopes_of(positive, Quantity({"x": F(1)}, {"y": F(1)}, ""), "X") == [F(1, 2), 0, 0, F(1, 2)]


def test_an_end_that_is_only_approached_is_forced_by_nothing_and_depends_on_nothing() -> None:
    bounds = pd.DataFrame({"low": [1.0, 1.0], "high": [2.0, math.inf]}, index=["x", "y"])
    result = sb.reconcile_bounds(bounds, pd.DataFrame({"identity": [], "term": [], "coefficient": []}))
    # x / y comes as near to 0 as one likes, and is nowhere 0
    assert (result.ratio("x", "y").low, result.ratio("x", "y").high) == (0, 2)
    assert result.binding("x", "y") == ((), ("x", "y"))
    found = result.drivers("x", "y")
    assert found[SLOPES[:2]].isna().all(axis=None)
    assert found.loc["x", SLOPES[2:]].tolist() == [0, 1]


def test_a_share_of_a_sum_moves_a_part_by_as_many_hundredths_of_it() -> None:
    bounds = pd.DataFrame({"low": [143, 203, None], "high": [143, 203, None]}, index=["before", "now", "ten"])
    relations = pd.DataFrame(
        [["change", "now", "before", 40, 45], ["share", "ten", "now", 92.5, 93.5]],
        columns=["relation", "indicator", "of", "low", "high"],
        index=["growth", "the ten"],
    )
    nothing = pd.DataFrame({"identity": [], "term": [], "coefficient": []})
    found = sb.reconcile_bounds(bounds, nothing, relations).drivers("ten")
    # a point more of 203 is 2.03; and 203 more is 0.925 to 0.935 more for each
    assert found.loc["the ten", SLOPES].tolist() == [2.03, 0, 0, 2.03]
    assert found.loc["now", SLOPES].tolist() == [0.925, 0, 0, 0.935]
    assert found.loc["growth", SLOPES].tolist() == [0, 0, 0, 0]
    share = sb.reconcile_bounds(bounds, nothing, relations).drivers("ten", "now")
    assert share.loc["the ten", SLOPES].tolist() == [0.01, 0, 0, 0.01]
    # without the number for now it is 143 x 1.4 to 143 x 1.45, and grows by 1.43 for each point
    open_now = sb.reconcile_bounds(bounds.assign(low=[143, None, None], high=[143, None, None]), nothing, relations)
    assert open_now.drivers("now").loc["growth", SLOPES].tolist() == [1.43, 0, 0, 1.43]
    expected = [float(F("1.43") * F("0.925")), 0, 0, float(F("1.43") * F("0.935"))]
    assert open_now.drivers("ten").loc["growth", SLOPES].tolist() == expected


def test_a_rate_that_is_a_root_is_rounded_outward_at_its_sixth_decimal() -> None:
    doubled = Relation("rate", "now", "then", None, None, ("rate",), F(1, 100), F(1), 2)
    # 100 x (the root of 2 less 1) is 41.42135623...; 1.21 is 1.1 x 1.1
    assert (doubled.number(F(2), is_low=True), doubled.number(F(2), is_low=False)) == (F("41.421356"), F("41.421357"))
    assert doubled.number(F("1.21"), is_low=True) == doubled.number(F("1.21"), is_low=False) == 10


def test_a_yearly_rate_has_the_slope_of_its_power_and_an_end_that_can_be_anywhere_moves_without_end() -> None:
    rate = Relation("rate", "now", "then", F(10), F(20), ("rate",), F(1, 100), F(1), 3)
    then = Value("then", "then", F(100), F(200), ("then",))
    system = System(dict.fromkeys(["then", "now"], (F(0), None)), (then,), (), (rate,))
    # 100 x 1.1^3 to 200 x 1.2^3: 3 x 1.1^2 of 100 hundredths, and 3 x 1.2^2 of 200
    now = Quantity({"now": F(1)}, None, "")
    assert slopes_of(system, now, "rate") == [3 * F("1.1") ** 2, 0, 0, 6 * F("1.2") ** 2]
    # now - 1.331 then is at least 0 wherever then is
    excess = Quantity({"now": F(1), "then": -(F("1.1") ** 3)}, None, "")
    assert slopes_of(system, excess, "rate")[0] == 6 * F("1.1") ** 2
    anywhere = System(system.natural, (), (), (rate,))
    assert slopes_of(anywhere, excess, "rate")[0] == math.inf
    # now - 1.728 then is at most 0 wherever then is
    shortfall = Quantity({"now": F(1), "then": -(F("1.2") ** 3)}, None, "")
    assert slopes_of(anywhere, shortfall, "rate")[3] == math.inf


def random_related(seed: int) -> tuple[System, Quantity] | None:
    """A random system with relations that holds, and an amount, a sum or a ratio; None where no relation is left."""
    system = holding(sb.reconcile_bounds(*random_case(seed).tables).system)
    draw = random.Random(seed)
    names = sorted({name for one in system.relations for name in (one.indicator, one.base)})
    if len(names) < 2:
        return None
    a, b = draw.sample(names, 2)
    if draw.random() < 0.4 and extremes(system, {b: F(1)})[0].value:
        return system, Quantity({a: F(1)}, {b: F(1)}, "")
    return system, Quantity({a: F(1), b: F(draw.choice([0, 0, 1, -1]))}, None, "")


def moved_relation(system: System, name: str, side: str, by: Fraction) -> System:
    """The system with one end of a relation moved outward."""
    relations = [
        replace(one, **{side: one.ends[side] + (-by if side == "low" else by)}) if one.name == name else one
        for one in system.relations
    ]
    return replace(system, relations=tuple(relations))


def test_of_several_optima_the_largest_base_for_each_unit_of_the_divisor_gives_the_slope() -> None:
    # (a - 2b + c) / d is at least 1 / 2, at a = 2b, whatever b from 1 to 5 is; with a from (2 - e) b, (1 - 5e) / 2
    twice = Relation("twice", "a", "b", F(2), F(3), ("twice",))
    above = {"a": F(1), "b": F(-2), "c": F(1)}
    for d, expected in ((2, [F(5, 2), 0, 0, F(5, 2)]), (-2, [0, F(-5, 2), F(-5, 2), 0])):
        values = (value("B", "b", 1, 5), value("C", "c", 1, 1), value("D", "d", d, d))
        system = System({"a": (F(0), None), "b": (F(0), None), "c": OPEN, "d": OPEN}, values, (), (twice,))
        assert slopes_of(system, Quantity(above, {"d": F(1)}, ""), "twice") == expected


@pytest.mark.parametrize("seed", seeds(range(70)))
def test_slopes_with_the_ends_of_relations_are_the_limits_of_differences(seed: int) -> None:
    related = random_related(seed)
    if related is None:
        return
    system, quantity = related
    before = [end.value for end in quantity.extremes(system)]
    step = F(1, 10**12)
    # nothing loses more than all of it a year
    lost = {one.name for one in system.relations if one.years > 1 and -100 in one.ends.values()}
    for driver in find_drivers(system, quantity):
        for (end, side), slope in driver.slopes.items() if driver.name in {"r0", "r1", "r2", "r3"} - lost else ():
            after = quantity.extremes(moved_relation(system, driver.name, side, step))[end == "high"].value
            start = before[end == "high"]
            assert start is not None
            if not math.isfinite(slope):
                assert after is None or abs(after - start) > 1000 * step
                continue
            assert after is not None
            difference = (after - start) / step * (-1 if side == "low" else 1)
            assert float(slope) == pytest.approx(float(difference), rel=1e-8, abs=1e-8), (driver.name, end, side)
