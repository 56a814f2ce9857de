"""Two plain tables reconcile as a report does, and say what is wrong with them."""

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
from sectorbook.reconcile.result import reconcile

Frame = pd.DataFrame


def bounds() -> Frame:
    return pd.DataFrame({"low": [1.0, 2.0, 0.0], "high": [2.0, 4.0, 5.0]}, index=["x", "y", "sum"])


def identities() -> Frame:
    return pd.DataFrame({"identity": ["r"] * 3, "term": ["x", "y", "sum"], "coefficient": [1, 1, -1]})


def ends(result: sb.Result, name: str) -> tuple[float, float]:
    return result.bounds.at[name, "low"], result.bounds.at[name, "high"]


def tables_of(report: Report) -> tuple[Frame, Frame]:
    """The core's ranges, one an indicator, and the identities, by hand from the report's tables."""
    known = report.indicators[["unit"]].assign(low=math.nan, high=math.nan)
    for row in report.core.to_dict("records"):
        old = known.loc[row["indicator"], ["low", "high"]]
        low, high = (max if side == "low" else min for side in ("low", "high"))
        for side, pick in (("low", low), ("high", high)):
            both = [end for end in (old[side], row[side]) if not math.isnan(end)]
            known.loc[row["indicator"], side] = pick(both) if both else math.nan
    terms = report.identities.reset_index().rename(columns={"identity": "identity", "indicator": "term"})
    used = {*report.core["indicator"], *terms["term"]}
    terms["identity"] = "identity of " + terms["identity"]  # revenue and workforce are names of both
    return known[known.index.isin(used)], terms[["identity", "term", "coefficient", "relation"]]


def test_two_tables_give_what_the_report_gives(report: Report) -> None:
    full, plain = reconcile(report), sb.reconcile_bounds(*tables_of(report))
    assert plain.is_feasible
    expected = full.bounds[["low", "high", "unit"]]
    found = plain.bounds.loc[expected.index, ["low", "high", "unit"]]
    assert found.equals(expected)
    names = ("freelancer_revenue", "freelancers")
    assert plain.ratio(*names, "USD/person/year") == full.ratio(*names, "USD/person/year")
    assert set(plain.region(*names)) == set(full.region(*names))
    low, high = plain.bounds.at["freelancer_revenue", "binding"]
    assert low == high == ("sector_revenue", "company_revenue", "identity of revenue")


def test_an_infeasible_table_has_the_reports_conflict(report: Report) -> None:
    ranges, terms = tables_of(report.without("EST-05").including("EST-01", "EST-02"))
    found = sb.reconcile_bounds(ranges, terms)
    assert found.conflicts() == [{"freelancer_revenue", "company_revenue", "sector_revenue", "identity of revenue"}]
    assert found.adjustment().total == float(Fraction(1, 36))
    with pytest.raises(Inconsistent, match="bounds cannot all hold"):
        _ = found.bounds


def test_without_a_relation_identities_are_equations_and_without_a_unit_values_have_none() -> None:
    result = sb.reconcile_bounds(bounds(), identities())
    assert ends(result, "sum") == (3, 5)
    assert ends(result, "y") == (2, 4)
    assert set(result.bounds["unit"]) == {"dimensionless"}
    relaxed = sb.reconcile_bounds(bounds(), identities().assign(relation="<="))
    assert ends(relaxed, "sum") == (3, 5)
    assert ends(sb.reconcile_bounds(bounds().assign(high=[2, 4, 9]), identities()), "sum") == (3, 6)
    assert ends(sb.reconcile_bounds(bounds().assign(high=[2, 4, 9]), identities().assign(relation="<=")), "sum") == (
        3,
        9,
    )


def test_at_most_is_of_the_sum_to_zero() -> None:
    # x + y - sum <= 0: the sum is at least both, and may be more
    relaxed = sb.reconcile_bounds(bounds().assign(high=[2, 4, 3.5]), identities().assign(relation="<="))
    assert (ends(relaxed, "x"), ends(relaxed, "y"), ends(relaxed, "sum")) == ((1, 1.5), (2, 2.5), (3, 3.5))


def test_values_that_are_marked_as_signed_may_be_negative() -> None:
    wide = pd.DataFrame(
        {"low": [-5, -2, math.nan], "high": [-3, 1, math.nan], "signed": [True, "yes", True]}, index=["x", "y", "sum"]
    )
    result = sb.reconcile_bounds(wide, identities())
    assert ends(result, "sum") == (-7, -2)
    assert ends(result, "x") == (-5, -3)


def test_with_a_unit_values_are_not_negative_and_percentages_at_most_a_hundred() -> None:
    wide = pd.DataFrame(
        {"low": [-5.0, math.nan, -math.inf], "high": [3, math.nan, math.inf], "unit": ["person", "percent", "person"]},
        index=["x", "share", "sum"],
    )
    result = sb.reconcile_bounds(wide, identities().iloc[:0])
    assert (ends(result, "x"), ends(result, "share"), ends(result, "sum")) == ((0, 3), (0, 100), (0, math.inf))


def test_like_units_are_converted_within_an_identity() -> None:
    money = pd.DataFrame(
        {"low": [1.0, 500.0, 0], "high": [2.0, 800.0, 9], "unit": ["MUSD/year", "kUSD/year", "MUSD/year"]},
        index=["x", "y", "sum"],
    )
    assert ends(sb.reconcile_bounds(money, identities()), "sum") == (1.5, 2.8)


def test_a_share_of_like_units_is_a_percentage_after_conversion() -> None:
    money = pd.DataFrame(
        {"low": [1.0, 500.0], "high": [2.0, 800.0], "unit": ["MUSD/year", "kUSD/year"]}, index=["x", "y"]
    )
    found = sb.reconcile_bounds(money, identities().iloc[:0]).ratio("x", "y")
    # 1,000 / 800 to 2,000 / 500 thousands
    assert (found.low, found.high, found.unit) == (125, 400, "percent")


@pytest.mark.parametrize("open_end", [math.nan, math.inf])
def test_an_infinite_end_is_as_open_as_a_missing_one(open_end: float) -> None:
    wide = pd.DataFrame({"low": [1, 2, -open_end], "high": [2, open_end, open_end]}, index=["x", "y", "sum"])
    result = sb.reconcile_bounds(wide, identities())
    assert ends(result, "sum") == (3, math.inf)
    assert result.bounds["printed_high"].isna().tolist() == [False, True, True]


def test_numbers_of_any_real_kind_are_taken() -> None:
    cells: Any = [1, np.float64(1.5), np.int64(2)]
    frame = pd.DataFrame({"low": pd.Series(cells, dtype=object), "high": [2, 2, Fraction(5, 2)]})
    frame.index = pd.Index(["x", "y", "sum"])
    result = sb.reconcile_bounds(frame, identities())
    assert ends(result, "sum") == (2.5, 2.5)


def test_numbers_as_names_are_names() -> None:
    frame = bounds().set_axis([2020, 2021, 2022])
    terms = identities().assign(term=[2020, 2021, 2022], identity=7)
    result = sb.reconcile_bounds(frame, terms)
    assert ends(result, "2022") == (3, 5)
    assert result.bounds.at["2022", "binding"][0] == ("2020", "2021", "7")


def test_a_table_without_identities_gives_its_own_ranges() -> None:
    nothing = pd.DataFrame({"identity": [], "term": [], "coefficient": []})
    result = sb.reconcile_bounds(bounds(), nothing)
    assert [ends(result, name) for name in ("x", "y", "sum")] == [(1, 2), (2, 4), (0, 5)]


def test_the_tables_are_left_as_they_were() -> None:
    one, two = bounds(), identities()
    _ = sb.reconcile_bounds(one, two).bounds
    pd.testing.assert_frame_equal(one, bounds())
    pd.testing.assert_frame_equal(two, identities())


def with_cell(frame: Frame, row: Any, column: str, cell: Any) -> Frame:
    changed = frame.copy()
    changed[column] = changed[column].astype(object)
    changed.at[row, column] = cell
    return changed


def unit(*units: str) -> Frame:
    return bounds().assign(unit=list(units))


WRONG: dict[str, tuple[Frame, Frame, list[str]]] = {
    "no low": (bounds().drop(columns="low"), identities(), ["bounds", '"low"', "high"]),
    "no high": (bounds().drop(columns="high"), identities(), ["bounds", '"high"', "low"]),
    "no term": (bounds(), identities().drop(columns="term"), ["identities", '"term"', "coefficient"]),
    "no identity": (bounds(), identities().drop(columns="identity"), ["identities", '"identity"']),
    "no coefficient": (bounds(), identities().drop(columns="coefficient"), ["identities", '"coefficient"']),
    "low above high": (with_cell(bounds(), "y", "low", 4.5), identities(), ["bounds", "row y", '"4.5"', "4.0"]),
    "low infinite": (bounds().assign(low=[1, math.inf, 0], high=math.inf), identities(), ["bounds", "row y", '"inf"']),
    "high infinite": (bounds().assign(low=-math.inf, high=[1, -math.inf, 2]), identities(), ["row y", "-inf"]),
    "a word": (with_cell(bounds(), "x", "high", "two"), identities(), ["bounds", "row x", "column high", '"two"']),
    "a truth": (with_cell(bounds(), "x", "low", True), identities(), ["bounds", "row x", "column low", '"True"']),
    "a mark that says nothing": (
        with_cell(bounds().assign(signed="no"), "x", "signed", "perhaps"),
        identities(),
        ["bounds", "row x", "column signed", '"perhaps"'],
    ),
    "an unknown unit": (unit("person", "florps", "person"), identities(), ["bounds", "row y", "unit", '"florps"']),
    "unlike units": (unit("person", "company", "person"), identities(), ["identities", "row 1", "company"]),
    "a name twice": (bounds().set_axis(["x", "y", "x"]), identities().iloc[:2], ["bounds", "row x", '"x"']),
    "a name twice as text": (bounds().set_axis([1, "y", "1"]), identities().iloc[1:2], ["bounds", "row 1", '"1"']),
    "an unknown term": (bounds(), with_cell(identities(), 1, "term", "z"), ["identities", "row 1", "term", '"z"']),
    "a range's name": (bounds(), with_cell(identities(), 2, "identity", "x"), ["row 2", "identity", '"x"']),
    "a term twice": (bounds(), with_cell(identities(), 2, "term", "x"), ["identities", "row 2", "term", '"x"']),
    "a coefficient of zero": (bounds(), with_cell(identities(), 0, "coefficient", 0), ["identities", "row 0", '"0"']),
    "no coefficient in a row": (bounds(), with_cell(identities(), 0, "coefficient", math.nan), ["row 0", '"nan"']),
    "a coefficient in words": (bounds(), with_cell(identities(), 1, "coefficient", "one"), ["row 1", '"one"']),
    "a coefficient without end": (bounds(), with_cell(identities(), 1, "coefficient", math.inf), ["row 1", '"inf"']),
    "an unknown relation": (bounds(), identities().assign(relation=">="), ["identities", "row 0", "relation", '">="']),
    "two relations": (bounds(), identities().assign(relation=["=", "<=", "="]), ["identities", "row 1", '"<="']),
}  # fmt: skip


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_is_reported_with_table_row_and_value(mistake: str) -> None:
    one, two, words = WRONG[mistake]
    with pytest.raises(SectorbookError) as caught:
        sb.reconcile_bounds(one, two)
    for word in words:
        assert word in str(caught.value)


def test_ends_that_are_equal_and_coefficients_that_are_tiny_are_no_mistake() -> None:
    frame = bounds().assign(high=[1, 4, 5])
    result = sb.reconcile_bounds(frame, identities().assign(coefficient=[1e-300, 1, -1]))
    assert ends(result, "x") == (1, 1)


def test_a_count_is_shown_inward_and_reckoned_exactly() -> None:
    frame = pd.DataFrame(
        {"low": ["36.2", "110/3"], "high": ["40.7", "40"], "whole": [True, "no"]}, index=["firms", "share"]
    )
    result = sb.reconcile_bounds(frame, identities().head(0))
    assert result.bounds[["low", "high"]].to_numpy().tolist() == [[36.2, 40.7], [110 / 3, 40]]
    shown = [line.split() for line in str(result).splitlines()[2:]]
    assert shown == [["firms", "36.2–40.7", "37–40"], ["share", "36.67–40", "36.66–40"]]


def test_a_mark_of_a_count_says_yes_or_no() -> None:
    frame = pd.DataFrame({"low": [1], "high": [2], "whole": ["maybe"]}, index=["firms"])
    with pytest.raises(
        sb.SectorbookError, match=r'row firms, column whole: it says neither yes nor no \(found "maybe"'
    ):
        sb.reconcile_bounds(frame, identities().head(0))
