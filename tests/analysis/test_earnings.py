"""Notebook 03's tables and sentences, against numbers worked out by hand."""

import numpy as np
import pandas as pd
import pytest

import sectorbook as sb
from sectorbook.analysis import earnings
from sectorbook.ledger.report import Report
from sectorbook.reconcile.ratios import EARNINGS, RATIOS, STAFFING, available_ratios
from sectorbook.reconcile.result import Result


@pytest.fixture(scope="module")
def result(report: Report) -> Result:
    return sb.reconcile(report)


def test_each_ratio_has_its_range_and_what_binds_it(result: Result) -> None:
    heads = earnings.ratios_table(result)
    assert heads.loc["revenue per freelancer"].tolist()[:2] == ["$2,875–$4,834", "EST-03, EST-04, EST-07, revenue"]
    assert heads.at["revenue per employee", "range"] == "$875–$1,750"
    assert heads.at["revenue per company", "high held by"] == "EST-06, EST-07"
    # 2,000 people in 120 companies to 4,000 in 110
    assert heads.at["staff per active company, without freelancers", "range"] == "16.6–36.4 people a company"


def test_only_ratios_of_what_nobody_prints_carry_the_warning(result: Result) -> None:
    heads = earnings.ratios_table(result)
    warned = heads.index[heads["mind"] != ""].tolist()
    assert warned == ["revenue per employee", "staff per active company, without freelancers"]
    assert "no core statement gives company employees" in heads.at["revenue per employee", "mind"]
    assert "scope may differ" in earnings.range_rows(result, "USD/person/year")["label"].iloc[1]
    assert earnings.scope_note(result, "USD/person/year").startswith("Mind the scope: no core statement gives company")
    assert earnings.scope_note(result, "percent") == ""
    known = sb.reconcile(result.report.assume(company_employees=(2000, 4000)))
    assert earnings.scope_note(known, "USD/person/year") == ""


def test_the_answer_is_one_of_computed_numbers(result: Result) -> None:
    assert earnings.answer_text(result) == (
        "**Revenue per freelancer $2,875–$4,834 a year, revenue per employee $875–$1,750 a year and revenue per "
        "company $29.1k–$31.9k a year.** Freelancers' share of revenue 76%–81% and freelancers' share of the "
        "workforce 42%–67%. "
        "Not to be taken at face value: revenue per employee, whose ranges may not share a scope."
    )


def test_drivers_are_told_in_the_ratios_unit(result: Result) -> None:
    table = earnings.drivers_table(result, EARNINGS[0])
    assert table.index.tolist() == [
        "EST-03 (revenue of the tech sector)",
        "EST-04 (freelancers)",
        "EST-07 (companies' revenue)",
        "the identity: freelancers' revenue + companies' revenue = revenue of the tech sector",
    ]
    # one million more over 3,000 and over 4,000 heads; 14.5 million over 3,000 changes by a 3,000th of itself a head
    assert table.iloc[0].tolist() == [
        "between $15 million and $18 million",
        "$2,500–$5,000",
        "low end +$250",
        "high end +$333",
    ]
    assert table.at["EST-04 (freelancers)", "as its low end rises by 1"] == "high end \N{MINUS SIGN}$1.61"
    assert table.at["EST-04 (freelancers)", "as its high end rises by 1"] == "low end \N{MINUS SIGN}$0.719"


def test_the_drawing_of_drivers_leaves_out_what_changes_nothing(result: Result) -> None:
    rows = earnings.without_each(result, EARNINGS[0])
    assert rows["label"].iloc[0] == "With everything"
    assert len(rows) == 5
    # without EST-04 freelancers are 45 (the hub's) to 7,000 (the workforce)
    assert rows.iloc[2][["low", "high"]].tolist() == pytest.approx([11.5e6 / 7000, 14.5e6 / 45])


def test_draws_lie_within_the_tightest_ranges_and_say_what_they_assume(result: Result) -> None:
    drawn = earnings.draw_ratios(result, 2000, 7)
    ratios = [ratio for ratio, _ in available_ratios(result, (*RATIOS, *STAFFING))]
    assert len(ratios) == 6
    for ratio in ratios:
        found = ratio.range(result)
        assert drawn[ratio.title].between(found.low, found.high).all(), ratio.title
        assert np.ptp(drawn[ratio.title]) > 0.5 * (found.high - found.low), ratio.title
    assert "our assumption" in earnings.draws_sentence(drawn)
    assert "each draw is independent of the others" in earnings.draws_sentence(drawn)
    table = earnings.draws_table(result, drawn)
    assert "our assumption" in table.columns[1]
    low, high = np.quantile(drawn["revenue per freelancer"], [0.05, 0.95])
    assert table.iloc[0, 1] == f"${round(low, -2):,.0f}–${round(high, -2):,.0f}"  # two digits of four
    assert earnings.draw_ratios(result, 2000, 7).equals(drawn)


def test_what_has_an_open_end_is_left_out_with_the_reason(report: Report) -> None:
    loose = sb.reconcile(report.without("EST-20", "EST-05", "EST-03"))
    drawn = earnings.draw_ratios(loose, 50, 1)
    assert "revenue per freelancer" not in drawn
    assert '"freelancer_revenue" has no high end' in drawn.attrs["left_out"]["revenue per freelancer"]
    assert "Left out is revenue per freelancer" in earnings.draws_sentence(drawn)


@pytest.mark.parametrize(("n", "seed"), [(0, 1), (10, -1)])
def test_impossible_draws_are_refused_and_not_left_out(result: Result, n: int, seed: int) -> None:
    with pytest.raises(sb.SectorbookError, match=r"draws were asked for|The seed is"):
        earnings.draw_ratios(result, n, seed)


def test_a_histogram_counts_every_draw_once(result: Result) -> None:
    drawn = earnings.draw_ratios(result, 1000, 3)
    bars = earnings.histogram_rows(result, EARNINGS[0], drawn, bars=7)
    assert bars["share"].sum() == pytest.approx(100)
    assert (bars["low"].iloc[0], bars["high"].iloc[-1]) == pytest.approx((2875, 14.5e6 / 3000))
    inside = drawn[EARNINGS[0].title].between(bars["low"].iloc[2], bars["high"].iloc[2]).mean()
    assert bars["share"].iloc[2] == pytest.approx(100 * inside)


@pytest.mark.parametrize(
    ("second", "verdict"),
    [
        ((43, 67), "is above b, 43%–67%"),
        ((90, 95), "is below b, 90%–95%"),
        ((70, 79), "may equal b, 70%–79%"),
        ((79, 90), "may equal b, 79%–90%"),
    ],
)
def test_the_headline_of_two_shares_claims_no_more_than_their_ranges_tell(
    second: tuple[float, float], verdict: str
) -> None:
    rows = [("A", 77, 81, "percent", 2), ("B", *second, "percent", 2)]
    shares = pd.DataFrame(rows, columns=["label", "low", "high", "unit", "digits"])
    assert earnings.shares_headline(shares) == f"A, 77%–81%, {verdict}"
    assert earnings.shares_headline(shares.head(1)) == "A, 77%–81%, is all that the statements allow"


def test_the_headline_of_the_drivers_names_what_leaves_most_when_it_goes() -> None:
    rows = [("With everything", 2, 3), ("Without the one", 1, 4), ("Without the other", 1, 9), ("Without more", 0, 3)]
    text = earnings.drivers_headline(pd.DataFrame(rows, columns=["label", "low", "high"]), EARNINGS[0])
    assert text == "Revenue per freelancer hangs most on the other; without it, the rest allows $1–$9"


def test_the_headline_of_drivers_says_when_nothing_single_matters() -> None:
    rows = pd.DataFrame([("With everything", 2, 3)], columns=["label", "low", "high"])
    assert (
        earnings.drivers_headline(rows, EARNINGS[0]) == "No single statement or identity changes revenue per freelancer"
    )


def test_the_caption_says_what_is_divided_by_what(result: Result) -> None:
    text = earnings.ratio_definitions(result, "USD/person/year")
    assert text.startswith("Revenue per freelancer: freelancers' revenue over freelancers; revenue per employee: ")
    assert text.endswith("revenue per employee: companies' revenue over company employees.")
