"""Draws, against the means and variances of uniform distributions in closed form."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sectorbook as sb
from sectorbook.errors import Inconsistent, SectorbookError
from sectorbook.ledger.report import Report
from sectorbook.reconcile.chains import Chains, split_r_hat
from sectorbook.reconcile.result import Result, reconcile

F = Fraction
Terms = dict[str, float]
Point = tuple[Fraction, Fraction]
N = 20_000


def table(ranges: dict[str, tuple[float, float]], *identities: tuple[str, Terms]) -> Result:
    bounds = pd.DataFrame.from_dict(ranges, orient="index", columns=["low", "high"]).assign(signed=True)
    rows = [(f"r{i}", name, c, relation) for i, (relation, form) in enumerate(identities) for name, c in form.items()]
    return sb.reconcile_bounds(bounds, pd.DataFrame(rows, columns=["identity", "term", "coefficient", "relation"]))


def moments(frame: pd.DataFrame, name: str) -> tuple[float, float]:
    return float(frame[name].mean()), float(frame[name].var())


def clip_left(corners: list[Point], x: Fraction) -> list[Point]:
    """The polygon left of a vertical line."""
    kept: list[Point] = []
    for (ax, ay), (bx, by) in zip([corners[-1], *corners[:-1]], corners, strict=True):
        if (ax < x) != (bx < x):
            kept.append((x, ay + (by - ay) * (x - ax) / (bx - ax)))
        if bx <= x:
            kept.append((bx, by))
    return kept


def crosses(corners: list[Point]) -> list[tuple[Fraction, Fraction, Fraction]]:
    """For each side: its cross product with the origin, and the sums of its coordinates."""
    sides = zip(corners, [*corners[1:], corners[0]], strict=True)
    return [(ax * by - bx * ay, ax + bx, ay + by) for (ax, ay), (bx, by) in sides]


def centroid(corners: list[Point]) -> Point:
    twice = sum(cross for cross, _, _ in crosses(corners))
    return (
        sum((cross * x for cross, x, _ in crosses(corners)), F(0)) / (3 * twice),
        sum((cross * y for cross, _, y in crosses(corners)), F(0)) / (3 * twice),
    )


def left_share(corners: list[Point], x: Fraction) -> Fraction:
    return sum(c for c, _, _ in crosses(clip_left(corners, x))) / sum((c for c, _, _ in crosses(corners)), F(0))


SUM_OF_ONE = {"x": 1.0, "y": 1.0, "z": 1.0, "total": -1.0}


def test_in_a_box_every_indicator_is_uniform_by_itself() -> None:
    drawn = sb.sample(table({"x": (-1, 3), "y": (100, 160)}), N, 1)
    for name, low, high in (("x", -1, 3), ("y", 100, 160)):
        width = high - low
        mean, variance = moments(drawn, name)
        assert mean == pytest.approx((low + high) / 2, abs=0.01 * width)
        assert variance == pytest.approx(width**2 / 12, rel=0.03)
        assert drawn[name].min() == pytest.approx(low, abs=0.005 * width)
        assert drawn[name].max() == pytest.approx(high, abs=0.005 * width)
    assert abs(drawn["x"].corr(drawn["y"])) < 0.03
    tenths = np.histogram(drawn["x"], bins=10, range=(-1, 3))[0]
    assert np.abs(tenths / N - 0.1).max() < 0.01


def test_three_parts_of_one_are_uniform_on_a_triangle() -> None:
    result = table({"x": (0, 1), "y": (0, 1), "z": (0, 1), "total": (1, 1)}, ("=", SUM_OF_ONE))
    drawn = sb.sample(result, N, 2)
    # Dirichlet(1, 1, 1): mean 1/3, variance 1/18, covariance -1/36
    for name in "xyz":
        assert moments(drawn, name) == (pytest.approx(1 / 3, abs=0.006), pytest.approx(1 / 18, rel=0.04))
    assert drawn["x"].cov(drawn["y"]) == pytest.approx(-1 / 36, rel=0.06)
    assert np.abs(drawn[["x", "y", "z"]].sum(axis=1) - 1).max() < 1e-12
    assert (drawn["total"] == 1).all()
    assert drawn[["x", "y", "z"]].min().min() > -1e-12
    assert drawn.attrs["dimensions"] == 2


def test_two_parts_of_at_most_one_are_uniform_below_the_line() -> None:
    result = table({"x": (0, 1), "y": (0, 1), "most": (1, 1)}, ("<=", {"x": 1, "y": 1, "most": -1}))
    drawn = sb.sample(result, N, 3)
    assert ((drawn["x"] + drawn["y"]) <= 1 + 1e-12).all()
    for name in "xy":
        assert moments(drawn, name) == (pytest.approx(1 / 3, abs=0.006), pytest.approx(1 / 18, rel=0.04))
    # The sum has the density 2 s: half of the draws lie above the root of one half.
    assert ((drawn["x"] + drawn["y"]) > math.sqrt(0.5)).mean() == pytest.approx(0.5, abs=0.015)


def test_three_parts_within_ranges_are_uniform_on_what_the_ranges_leave_of_the_triangle() -> None:
    # y = 100 - x - z: a polygon, by the formula of its corners in fractions
    corners = [(F(0), F(40)), (F(0), F(70)), (F(20), F(70)), (F(50), F(40)), (F(50), F(20)), (F(20), F(20))]
    ranges = {"x": (0, 50), "y": (10, 60), "z": (20, 70), "total": (100, 100)}
    drawn = sb.sample(table(ranges, ("=", SUM_OF_ONE)), N, 21)
    assert drawn.attrs["steps"] == 0
    x, z = centroid(corners)
    found = drawn[["x", "y", "z"]].mean().tolist()
    assert found == pytest.approx([float(x), float(100 - x - z), float(z)], abs=0.35)
    assert (drawn["x"] <= 20).mean() == pytest.approx(float(left_share(corners, F(20))), abs=0.012)
    assert drawn[["x", "y", "z"]].ge([0, 10, 20]).all(axis=None)
    assert drawn[["x", "y", "z"]].le([50, 60, 70]).all(axis=None)


def test_a_cube_that_a_sum_halves_has_the_mean_of_its_integral() -> None:
    # half of the cube has x + y + z below 3/2; the integral of x over it is 35/192, so that the mean is 35/96
    form = {"x": 1.0, "y": 1.0, "z": 1.0, "most": -1.0}
    drawn = sb.sample(table({"x": (0, 1), "y": (0, 1), "z": (0, 1), "most": (1.5, 1.5)}, ("<=", form)), N, 22)
    assert drawn.attrs["steps"] == 0
    for name in "xyz":
        assert drawn[name].mean() == pytest.approx(35 / 96, abs=0.008)


def test_forty_shares_of_a_hundred_are_those_of_a_stick_that_is_broken() -> None:
    names = [f"s{i}" for i in range(40)]
    ranges: dict[str, tuple[float, float]] = {**dict.fromkeys(names, (0.0, 100.0)), "total": (100, 100)}
    drawn = sb.sample(table(ranges, ("=", {**dict.fromkeys(names, 1.0), "total": -1.0})), N, 23)
    shares = drawn[names]
    assert drawn.attrs["dimensions"] == 39
    # Dirichlet: mean 5/2, variance 100^2 * 39 / (40^2 * 41); the greatest share is 5/2 * (1 + 1/2 + ... + 1/40)
    assert shares.mean().to_numpy() == pytest.approx(2.5, abs=0.09)
    assert shares.var().mean() == pytest.approx(100**2 * 39 / (40**2 * 41), rel=0.02)
    greatest = F(5, 2) * sum(F(1, i) for i in range(1, 41))
    assert shares.max(axis=1).mean() == pytest.approx(float(greatest), abs=0.1)


def test_parts_that_nearly_fill_their_ranges_lack_what_a_broken_stick_has() -> None:
    names = [f"s{i}" for i in range(6)]
    ranges: dict[str, tuple[float, float]] = {**dict.fromkeys(names, (0.0, 1.0)), "total": (5.5, 5.5)}
    drawn = sb.sample(table(ranges, ("=", {**dict.fromkeys(names, 1.0), "total": -1.0})), N, 24)[names]
    # 1 less each part is a part of 1/2: mean 1/12, variance 1/4 * 5 / (36 * 7)
    assert drawn.mean().to_numpy() == pytest.approx(11 / 12, abs=0.003)
    assert drawn.var().mean() == pytest.approx(5 / (4 * 36 * 7), rel=0.03)


def test_ordered_amounts_are_spaced_evenly() -> None:
    # x below y below z in a cube, by chains: order statistics, means 1/4, 1/2, 3/4, variances 3/80, 1/20, 3/80
    order = [("<=", {"x": 1.0, "y": -1.0}), ("<=", {"y": 1.0, "z": -1.0})]
    drawn = sb.sample(table({"x": (0, 1), "y": (0, 1), "z": (0, 1)}, *order), N, 25)
    assert drawn.attrs["steps"] > 0
    for name, mean, variance in (("x", 1 / 4, 3 / 80), ("y", 1 / 2, 1 / 20), ("z", 3 / 4, 3 / 80)):
        assert moments(drawn, name) == (pytest.approx(mean, abs=0.006), pytest.approx(variance, rel=0.05))


def test_amounts_are_equally_likely_and_not_their_share() -> None:
    # a part of 40% to 60% of a whole from 100 to 200: a whole is as likely as the parts that it can have, so that its
    # mean is the integral of w^2 over that of w, 1400/9
    bounds = pd.DataFrame({"low": [100, 0], "high": [200, math.inf]}, index=["whole", "part"])
    share = pd.DataFrame(
        {"relation": "share", "indicator": "part", "of": "whole", "low": 40, "high": 60}, index=["share"]
    )
    no_identities = pd.DataFrame(columns=["identity", "term", "coefficient", "relation"])
    drawn = sb.sample(sb.reconcile_bounds(bounds, no_identities, share), N, 26)
    assert drawn["whole"].mean() == pytest.approx(1400 / 9, abs=0.6)
    assert drawn["part"].mean() == pytest.approx(700 / 9, abs=0.4)
    share_of_whole = drawn["part"] / drawn["whole"]
    assert share_of_whole.min() >= 0.4 - 1e-12
    assert share_of_whole.max() <= 0.6 + 1e-12
    assert share_of_whole.var() == pytest.approx(0.2**2 / 12, rel=0.04)


def test_draws_from_a_report_with_falls_and_means_keep_every_one_of_them() -> None:
    malta = sb.load_report("malta-tourism-2001").assume(arrivals=(1e6, 1.2e6), tourist_days=(1e7, 1.2e7))
    result = reconcile(malta, "rounding")
    system = result.system.connected_to(["arrivals"])
    drawn = sb.sample(result, 200, 27, list(system.natural))
    assert len(system.relations) > 10
    for row in system.rows:
        total = sum(float(c) * drawn[name] for name, c in row.coefficients.items())
        size = max(float(abs(c)) * drawn[name].max() for name, c in row.coefficients.items())
        for end, way in ((row.low, 1), (row.high, -1)):
            assert end is None or (way * (total - float(end)) >= -1e-9 * size).all()


def test_draws_that_hang_together_are_worth_fewer_independent_ones() -> None:
    draws = np.random.default_rng(28).standard_normal((64, 64, 1))
    assert Chains(draws, 1, split_r_hat(draws[:, :, 0])).worth == pytest.approx(64 * 64, rel=0.4)
    repeated = np.repeat(draws[:8], 8, axis=0)
    assert Chains(repeated, 1, split_r_hat(repeated[:, :, 0])).worth == pytest.approx(8 * 64, rel=0.4)


def test_an_oblique_set_is_drawn_from_evenly() -> None:
    # y between x and 2 x, x between 0 and 1: the area up to x grows as x^2
    result = table({"x": (0, 1), "y": (0, 2)}, ("<=", {"x": 1, "y": -1}), ("<=", {"y": 1, "x": -2}))
    drawn = sb.sample(result, N, 4)
    assert (drawn["y"] >= drawn["x"] - 1e-12).all()
    assert (drawn["y"] <= 2 * drawn["x"] + 1e-12).all()
    assert moments(drawn, "x") == (pytest.approx(2 / 3, abs=0.006), pytest.approx(1 / 18, rel=0.04))
    share = (drawn["y"] - drawn["x"]) / drawn["x"]
    assert share.mean() == pytest.approx(0.5, abs=0.01)
    assert share.var() == pytest.approx(1 / 12, rel=0.04)


def test_draws_from_the_report_satisfy_every_statement_and_identity(report: Report) -> None:
    result = reconcile(report)
    names = ["freelancer_revenue", "company_revenue", "sector_revenue", "freelancers", "workforce", "active_companies"]
    drawn = sb.sample(result, 3000, 5, names)
    assert list(drawn.columns) == names
    bounds = result.bounds
    for name in names:
        assert drawn[name].min() >= bounds.at[name, "low"] - 1e-9
        assert drawn[name].max() <= bounds.at[name, "high"] + 1e-9
    gap = drawn["freelancer_revenue"] + drawn["company_revenue"] - drawn["sector_revenue"]
    assert np.abs(gap).max() < 1e-12
    assert (drawn["freelancers"] <= drawn["workforce"]).all()
    assert (drawn["company_revenue"] == 3.5).all()
    # freelancers and sector move together on a line: uniform from 11.5 to 14.5
    assert moments(drawn, "freelancer_revenue") == (pytest.approx(13, abs=0.06), pytest.approx(9 / 12, rel=0.08))


def test_scales_that_are_far_apart_keep_their_identities() -> None:
    large, small = {"a": 1.0, "b": 1.0, "c": -1.0}, {"d": 1.0, "e": 1.0, "f": -1.0}
    ranges = {"a": (0, 1e9), "b": (0, 1e9), "c": (0, 2e9), "d": (0, 0.1), "e": (0, 0.1), "f": (0, 0.2)}
    result = table(ranges, ("=", large), ("=", small), ("<=", {"a": 1e-10, "d": -1.0}))
    drawn = sb.sample(result, 500, 6)
    assert drawn.attrs["dimensions"] == 4
    assert np.abs(drawn["d"] + drawn["e"] - drawn["f"]).max() < 1e-12
    assert np.abs(drawn["a"] + drawn["b"] - drawn["c"]).max() < 1e-2
    assert (drawn["a"] * 1e-10 <= drawn["d"] + 1e-12).all()


def test_one_seed_gives_the_same_bytes_and_another_does_not() -> None:
    result = table({"x": (0, 1), "y": (0, 1), "t": (0, 1)}, ("=", {"x": 1, "y": 1, "t": -1}))
    one, same, other = (sb.sample(result, 100, seed) for seed in (7, 7, 8))
    assert one.to_numpy().tobytes() == same.to_numpy().tobytes()
    assert one.attrs == same.attrs
    assert not np.isclose(one["x"], other["x"]).any()
    assert sb.sample(result, 100, np.int64(7)).equals(one)


def test_a_generator_is_taken_and_advanced() -> None:
    result = table({"x": (0, 1)})
    generator = np.random.default_rng(9)
    first, second = sb.sample(result, 50, generator), sb.sample(result, 50, generator)
    assert first.equals(sb.sample(result, 50, np.random.default_rng(9)))
    assert first.equals(sb.sample(result, 50, 9))
    assert not np.isclose(first["x"], second["x"]).any()


def test_the_global_state_of_numpy_is_neither_read_nor_changed() -> None:
    result = table({"x": (0, 1)})
    np.random.seed(3)
    before = np.random.get_state()
    first = sb.sample(result, 20, 1)
    after: Any = np.random.get_state()
    assert all(np.array_equal(one, other) for one, other in zip(before, after, strict=True))
    np.random.seed(4)
    assert sb.sample(result, 20, 1).equals(first)


def test_draws_are_not_in_the_order_of_the_walk_of_one_chain() -> None:
    # Draws that follow one another are from one chain, steps apart, and do not hang together.
    drawn = sb.sample(table({"x": (0, 1)}), N, 10)["x"]
    assert abs(drawn.autocorr(1)) < 0.03
    assert abs(drawn.autocorr(64)) < 0.03
    assert drawn.nunique() == N


def test_a_thin_strip_is_drawn_as_evenly_as_a_wide_one() -> None:
    # along the diagonal, a fiftieth wide
    strip = [("<=", {"x": 1.0, "y": -1.0}), ("<=", {"y": 1.0, "x": -1.0, "gap": -1.0})]
    drawn = sb.sample(table({"x": (0, 1), "y": (0, 2), "gap": (0.02, 0.02)}, *strip), 6400, 17)
    assert drawn.attrs["dimensions"] == 2
    assert drawn.attrs["steps"] <= 16
    assert drawn.attrs["r_hat"] <= 1.01
    assert drawn["x"].mean() == pytest.approx(0.5, abs=0.02)
    assert drawn["x"].var() == pytest.approx(1 / 12, rel=0.06)


def test_two_inequalities_that_make_an_equation_leave_no_dimension_of_their_own() -> None:
    both = [("<=", {"x": 1.0, "y": 1.0, "sum": -1.0}), ("<=", {"x": -1.0, "y": -1.0, "sum": 1.0})]
    drawn = sb.sample(table({"x": (0, 1), "y": (0, 1), "sum": (0, 2)}, *both), N, 18)
    assert drawn.attrs["dimensions"] == 2
    assert np.abs(drawn["x"] + drawn["y"] - drawn["sum"]).max() < 1e-12
    assert moments(drawn, "sum") == (pytest.approx(1, abs=0.012), pytest.approx(1 / 6, rel=0.04))


@pytest.mark.parametrize("n", [1, 2, 63, 64, 65, 4097])
def test_as_many_draws_as_asked_are_given(n: int) -> None:
    drawn = sb.sample(table({"x": (0, 1), "fixed": (2, 2)}), n, 11)
    assert drawn.shape == (n, 2)
    assert list(drawn.index) == list(range(n))


def test_the_attributes_say_how_the_draws_came_about() -> None:
    result = table({"x": (0, 1), "y": (0, 1), "z": (0, 1), "total": (1, 1), "w": (0, 5)}, ("=", SUM_OF_ONE))
    drawn = sb.sample(result, 200, 12)
    assert drawn.attrs["assumption"] == "uniform over what the statements allow, our assumption"
    assert drawn.attrs["reading"] == 'Every end is taken as printed, even where the text says "about".'
    assert [drawn.attrs[name] for name in ("dimensions", "steps", "r_hat", "worth")] == [3, 0, 1, 200]
    assert drawn.columns.name == "about: printed; uniform over what the statements allow, our assumption"


def test_what_is_fixed_stays_where_it_is_and_has_no_dimension() -> None:
    drawn = sb.sample(table({"x": (2, 2), "y": (3.5, 3.5), "z": (0, 9)}, ("=", {"x": 1, "y": 1, "z": -1})), 5, 13)
    assert drawn.to_numpy().tolist() == [[2, 3.5, 5.5]] * 5
    assert drawn.attrs["dimensions"] == 0
    assert drawn.attrs["r_hat"] == 1


def test_only_the_wanted_indicators_are_returned_but_drawn_with_those_connected() -> None:
    result = table({"x": (0, 1), "y": (0, 1), "z": (0, 1), "total": (1, 1), "w": (0, math.inf)}, ("=", SUM_OF_ONE))
    drawn = sb.sample(result, N, 14, ["z", "x"])
    assert list(drawn.columns) == ["z", "x"]
    assert moments(drawn, "x")[0] == pytest.approx(1 / 3, abs=0.006)
    assert drawn.attrs["dimensions"] == 2


@pytest.mark.parametrize(
    ("ends", "side"), [((0, math.inf), "high"), ((-math.inf, 1), "low"), ((math.nan, math.nan), "low")]
)
def test_an_open_end_is_named(ends: tuple[float, float], side: str) -> None:
    result = table({"x": (0, 1), "wide": ends})
    with pytest.raises(SectorbookError, match=f'"wide" has no {side} end.*assume'):
        sb.sample(result, 10, 1)
    assert sb.sample(result, 10, 1, ["x"]).shape == (10, 1)


def test_an_open_end_that_an_identity_closes_is_none() -> None:
    result = table({"x": (0, 1), "y": (0, 1), "sum": (math.nan, math.nan)}, ("=", {"x": 1, "y": 1, "sum": -1}))
    drawn = sb.sample(result, N, 15)
    # the sum of two uniform numbers: mean 1, variance 1/6
    assert moments(drawn, "sum") == (pytest.approx(1, abs=0.012), pytest.approx(1 / 6, rel=0.04))


@pytest.mark.parametrize("n", [0, -1, 1.5, True, "10", None])
def test_a_number_of_draws_that_is_none_is_refused(n: Any) -> None:
    with pytest.raises(SectorbookError, match="draws were asked for"):
        sb.sample(table({"x": (0, 1)}), n, 1)


@pytest.mark.parametrize("seed", [-1, 1.0, True, None, "1", np.random.RandomState(1)])
def test_a_seed_that_is_none_is_refused(seed: Any) -> None:
    with pytest.raises(SectorbookError, match="seed"):
        sb.sample(table({"x": (0, 1)}), 10, seed)


def test_an_unknown_indicator_is_refused(report: Report) -> None:
    with pytest.raises(SectorbookError, match='Did you mean "freelancers"'):
        sb.sample(reconcile(report), 10, 1, ["freelancer"])


def test_nothing_is_drawn_from_what_cannot_hold(report: Report) -> None:
    with pytest.raises(Inconsistent):
        sb.sample(reconcile(report.including("EST-01")), 10, 1)


def test_the_reading_stands_on_the_draws(report: Report) -> None:
    result = reconcile(report.assume(freelancer_revenue=(12, 13)), about="rounding")
    drawn = sb.sample(result, 64, 1, ["freelancer_revenue"])
    assert drawn.attrs["reading"] == result.reading
    assert drawn.columns.name.startswith("about: rounding; assuming freelancer_revenue")
    assert drawn["freelancer_revenue"].between(12, 13).all()


def test_split_r_hat_is_that_of_hand_computed_arrays() -> None:
    # One chain 0 1 2 3 in halves 0 1 and 2 3: variances 1/2, means 1/2 and 5/2, their variance 2;
    # sqrt(1/2 + 2 / (1/2)).
    assert split_r_hat(np.array([[0.0], [1.0], [2.0], [3.0]])) == pytest.approx(math.sqrt(4.5), rel=1e-12)
    # Two chains, 0 2 0 2 and 1 3 1 3: variances 2, means 1 1 2 2 with variance 1/3; sqrt(1/2 + (1/3) / 2).
    two = np.array([[0.0, 1.0], [2.0, 3.0], [0.0, 1.0], [2.0, 3.0]])
    assert split_r_hat(two) == pytest.approx(math.sqrt(2 / 3), rel=1e-12)
    # An odd last draw is left out.
    assert split_r_hat(np.vstack([two, [[99.0, -99.0]]])) == split_r_hat(two)
    # Three draws a half: 0 0 3 and 3 3 0, variances 3, means 1 and 2, their variance 1/2; sqrt(2/3 + 1/6).
    three = np.array([[0.0], [0.0], [3.0], [3.0], [3.0], [0.0]])
    assert split_r_hat(three) == pytest.approx(math.sqrt(5 / 6), rel=1e-12)


def test_chains_that_stay_apart_are_seen() -> None:
    generator = np.random.default_rng(16)
    draws = generator.standard_normal((1000, 4))
    assert split_r_hat(draws) == pytest.approx(1, abs=0.01)
    assert split_r_hat(draws + np.array([0, 0, 0, 5])) > 1.5
    drifting = draws + np.linspace(0, 8, 1000)[:, None]
    assert split_r_hat(drifting) > 1.5
