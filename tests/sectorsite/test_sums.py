"""Notes of computed numbers: sums of printed ends, quotients, growth. Expected values are worked out by hand."""

import math
import re

import pandas as pd
import pytest

import sectorbook as sb
from helpers.marked import notes_by_number
from sectorbook.ledger.context import load_context
from sectorbook.reconcile.ratios import EARNINGS, SHARES, available_ratios
from sectorbook.runs.notebooks import find_notebook
from sectorsite.marking import Marker
from sectorsite.origins import Origins
from sectorsite.reading import answer_of, origins_of
from sectorsite.supposed import beside_country, towards_target
from sectorsite.tracing import quotients, sums


@pytest.fixture(scope="module")
def result(report: sb.Report) -> sb.Result:
    return sb.reconcile(report)


@pytest.mark.parametrize(
    ("indicator", "ends"),
    [
        ("freelancer_revenue", ("$15m − $3.5m", "$18m − $3.5m")),
        ("company_employees", ("6,000 people − 4,000 people", "7,000 people − 3,000 people")),
        ("sector_revenue", ("", "")),
        ("active_companies", ("", "")),
    ],
)
def test_an_end_that_one_identity_binds_is_told_as_its_sum(result, indicator, ends) -> None:
    assert sums(result, indicator) == ends


def test_an_end_that_one_relation_binds_is_told_by_it() -> None:
    portugal = sb.reconcile(sb.load_report("portugal-footwear-2013"), "all-rounded")
    # 151 and 47% as rounded; the low end is printed
    assert sums(portugal, "exports_outside_eu") == ("", "47.5% above 151.5 MEUR/year")
    assert sums(portugal, "imports_from_belgium") == ("5% of 426.5 MEUR/year", "15% of 427.5 MEUR/year")


def test_a_loss_is_not_told_by_the_end_that_it_does_not_rest_on() -> None:
    # at most 10% of revenue is lost, so that the low end rests on the high one of revenue
    bounds = pd.DataFrame(
        {"low": [None, 50], "high": [None, 100], "signed": [True, False]}, index=["profit", "revenue"]
    )
    margin = pd.DataFrame(
        [["percent_of", "profit", "revenue", -10, 10]],
        columns=["relation", "indicator", "of", "low", "high"],
        index=["margin"],
    )
    none = pd.DataFrame(columns=["identity", "term", "coefficient", "relation"])
    found = sums(sb.reconcile_bounds(bounds, none, margin), "profit")
    assert found == ("", "10% of 100")


def test_ends_of_another_reading_are_its_own(report: sb.Report) -> None:
    # "about" in EST-04 and EST-07: half a step of a thousand people and of $0.1m outside; EST-03 says nothing of it.
    assert sums(sb.reconcile(report, "rounding"), "freelancer_revenue") == ("$15m − $3.55m", "$18m − $3.45m")


def test_a_sum_has_its_signs_and_counts() -> None:
    bounds = pd.DataFrame({"low": [1, 3, None], "high": [2, 5, None]}, index=["a", "b", "c"])
    terms = [("r", "c", 1.0), ("r", "a", -1.0), ("r", "b", -2.0)]
    result = sb.reconcile_bounds(bounds, pd.DataFrame(terms, columns=["identity", "term", "coefficient"]))
    assert [end.replace("dimensionless", "").split() for end in sums(result, "c")] == [
        ["1", "+", "2", "×", "3"],
        ["2", "+", "2", "×", "5"],
    ]


def test_a_ratio_is_told_as_a_quotient_where_its_ends_meet(result: sb.Result) -> None:
    found = {
        ratio.title: quotients(result, ratio, range_)
        for ratio, range_ in available_ratios(result, (*EARNINGS, *SHARES))
    }
    assert found["revenue per freelancer"] == "$11.5m ÷ 4,000 people to $14.5m ÷ 3,000 people"
    assert found["revenue per company"] == "$3.5m ÷ 120 companies to $3.5m ÷ 110 companies"
    # $11.5m goes with a whole of $15m, never of $18m: 11.5/15 is 77%, 11.5/18 would be 64%.
    assert found["freelancers' share of revenue"] == ""


def test_nothing_is_told_of_an_open_end(report: sb.Report) -> None:
    loose = sb.reconcile(report.relax("workforce"))
    per_employee = next(
        ratio for ratio, _ in available_ratios(loose, EARNINGS) if ratio.title == "revenue per employee"
    )
    assert quotients(loose, per_employee, per_employee.range(loose)) == ""


@pytest.mark.parametrize(
    ("number", "words", "terms", "by_hand"),
    [
        ("05", "1.4%–1.9%", "$11.5m–$14.5m, ÷ “$779 million” ( CTX-062 )", [1150 / 779, 1450 / 779]),
        ("05", "0.39%–0.48%", "$15m–$18m, ÷ “$3.810 billion” ( CTX-012 )", [1500 / 3810, 1800 / 3810]),
        (
            "07",
            "$2,666–$5,066",
            "or “more than Rs. One billion” ( REG-058 ) ÷ “Around 2500” ( REG-022 ) ÷ “150.03625” ( CTX-252 )",
            [1e9 / 2500 / 150.03625, 1.9e9 / 2500 / 150.03625],
        ),
        (
            "06",
            "13%–22%",
            "“$3.810 billion” ( CTX-012 ) ÷ “US $1439.970 million” ( CTX-007 )) 1/5",
            [100 * (3810 / 2616) ** (1 / 3) - 100, 100 * (3810 / 1439.97) ** 0.2 - 100],
        ),
        (
            "06",
            "29%–42%",
            "(30 ÷ 18) 1/2 − 1 to (30 ÷ 15) 1/2 − 1",
            [100 * (30 / end) ** 0.5 - 100 for end in (18, 15)],
        ),
        ("06", "$30m", "target and years , parameters of this notebook. In print as held possible", [30]),
        ("04", "88%", "EST-21", [88]),
        ("02", "$0.5m", "it lies this far outside that range, which is held by EST-03 , EST-07", [15 - (18 - 3.5)]),
    ],
)
def test_the_sums_of_the_answers_name_their_terms(number, words, terms, by_hand) -> None:
    path = find_notebook(number)
    marker = Marker(origins_of(path), "../")
    note = notes_by_number(marker, marker.markdown(answer_of(path)))[words]
    assert terms in note
    ways = (math.floor, math.ceil) if len(by_hand) > 1 else (round,)  # ends of a range are rounded outward
    for value, written, way in zip(by_hand, re.findall(r"[\d.,]+", words), ways, strict=True):
        scale = 10 ** len(written.partition(".")[2])
        assert way(value * scale) / scale == float(written.replace(",", ""))


def test_growth_in_rupees_is_that_in_dollars_times_the_price(result: sb.Result) -> None:
    origins = Origins()
    origins.add(beside_country(result, load_context(), {"fiscal_year": "FY2025"}))
    marker = Marker(origins, "../")
    sentence = (
        "IT exports changed by +46% in dollars and by +129% in rupees: a dollar's price changed by +57% meanwhile."
    )
    notes = notes_by_number(marker, marker.markdown(sentence))
    assert "“$3.810 billion” ( CTX-012 ) ÷ “$2.616 billion” ( CTX-009 )" in notes["+46%"]
    assert "CTX-009" not in notes["+57%"]
    assert "“279.35” ( CTX-266 ) ÷ “177.45” ( CTX-263 )" in notes["+57%"]
    assert all(name in notes["+129%"] for name in ("CTX-009", "CTX-012", "CTX-263", "CTX-266"))
    assert round(100 * (3810 / 2616 * 279.35 / 177.45 - 1)) == 129


def test_another_target_is_told_with_its_own_numbers(result: sb.Result) -> None:
    origins = Origins()
    origins.add(towards_target(result, load_context(), {"target": 36.0, "years": 1.0}))
    marker = Marker(origins, "../")
    # 36/18 and 36/15 in one year: 100% and 140%.
    notes = notes_by_number(
        marker, marker.markdown("$36m in 1 years takes 100%–140% more each year, from any of $15m–$18m")
    )
    assert "(36 ÷ 18) 1/1 − 1 to (36 ÷ 15) 1/1 − 1" in notes["100%–140%"]
    assert "EST-03" in notes["$15m–$18m"]


def test_no_growth_is_told_where_the_target_may_be_reached_already(result: sb.Result) -> None:
    found = list(towards_target(result, load_context(), {"target": 16.0, "years": 1.0}))
    assert not any("÷ 18" in origin.note for origin in found)


def test_a_report_of_another_place_has_no_share_of_the_country() -> None:
    nepal = sb.reconcile(sb.load_report("nepal-2022"))
    found = list(beside_country(nepal, load_context(), {"fiscal_year": "FY2025"}))
    assert not any("÷ “$779 million”" in origin.note for origin in found)


def test_days_between_printings_name_both() -> None:
    marker = Marker(origins_of(find_notebook("01")), "../")
    table = (
        "<table><thead><tr><th>statement</th><th>days before</th></tr></thead><tbody><tr><th>EST-12</th><td>674</td>"
        "</tr></tbody></table>"
    )
    assert "from 16 January 2024 (Pamir Times)" in notes_by_number(marker, marker.html(table, "Counted"))["674"]
