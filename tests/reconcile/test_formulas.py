"""Formulas give what a pocket calculator gives, exactly; expected values are worked out by hand from the prints."""

from __future__ import annotations

from fractions import Fraction

import pytest

import sectorbook as sb
from sectorbook.ledger.report import Report
from sectorbook.reconcile.formulas import evaluate
from sectorbook.reconcile.result import Result

F = Fraction


@pytest.fixture(scope="module")
def result(report: Report) -> Result:
    return sb.reconcile(report)


@pytest.mark.parametrize(
    ("formula", "low", "high", "unit"),
    [
        ("EST-01 + company_revenue", F(37, 2), F(37, 2), "MUSD/year"),
        ("sector_revenue - company_revenue", F(23, 2), F(29, 2), "MUSD/year"),
        # 18 - 10 and 15 - 15 end by end; together with the companies' 3.5 only 3.5 is left
        ("sector_revenue - freelancer_revenue", F(7, 2), F(7, 2), "MUSD/year"),
        ("EST-03 - EST-05", F(0), F(8), "MUSD/year"),
        ("EST-01 - high(freelancer_revenue)", F(1, 2), F(1, 2), "MUSD/year"),
        ("(EST-01 - high(freelancer_revenue)) / EST-01", F(10, 3), F(10, 3), "percent"),
        ("freelancer_revenue / sector_revenue", F(2300, 30), F(2900, 36), "percent"),
        ("sector_revenue - 3.5", F(23, 2), F(29, 2), "MUSD/year"),
        ("2 * EST-03", F(30), F(36), "MUSD/year"),
        ("EST-03 / 2", F(15, 2), F(9), "MUSD/year"),
        ("-EST-03 + EST-01", F(-3), F(0), "MUSD/year"),
        ("low(EST-04)", F(3000), F(3000), "person"),
    ],
)
def test_a_formula_gives_what_is_worked_out_by_hand(
    result: Result, formula: str, low: Fraction, high: Fraction, unit: str
) -> None:
    value = evaluate(formula, result)
    assert (value.low, value.high, value.unit) == (low, high, unit)


def test_a_quotient_is_over_what_is_possible_together(result: Result) -> None:
    value = evaluate("freelancer_revenue / freelancers", result).to("USD/person/year")
    assert (value.low, value.high) == (F(11_500_000, 4000), F(14_500_000, 3000))
    assert value.is_quotient
    assert not evaluate("sector_revenue - company_revenue", result).is_quotient


def test_a_formula_knows_its_rows(result: Result) -> None:
    assert evaluate("EST-01 + company_revenue", result).rows == ("EST-07", "EST-01")
    assert set(evaluate("freelancer_revenue", result).rows) == {"EST-03", "EST-07", "revenue"}


def test_ranges_that_are_only_printed_are_divided_end_by_end(result: Result) -> None:
    value = evaluate("EST-03 / EST-04", result).to("USD/person/year")
    assert (value.low, value.high) == (F(15_000_000, 4000), F(18_000_000, 3000))


def test_a_row_of_the_context_is_what_it_prints(result: Result) -> None:
    context = sb.load_context()
    value = evaluate("freelancer_revenue / CTX-062", result, context)
    printed = context.table("freelance_exports").loc["CTX-062", "low"]
    assert printed == 779
    assert (value.low, value.high) == (F(115, 10) / 779, F(145, 10) / 779)  # of one year's


def test_an_open_end_stays_open(result: Result) -> None:
    value = evaluate("EST-12 + 10", result)
    assert (value.low, value.high) == (1010, None)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("sector_revenu", "sector_revenue"),
        ("EST-99", "which there is not"),
        ("foo(", "cannot be read"),
        ("1 if 2 else 3", "other than|cannot be read"),
        ("__import__('os')", "other than|cannot be read"),
        ("EST-01 / (EST-03 - EST-05)", "divides by what can be 0"),
        ("high(EST-12)", "no such end"),
        ("(" * 400 + "1" + ")" * 400, "characters|cannot be read"),
        ("1 and 2", "."),
        ("", "cannot be read"),
    ],
)
def test_a_wrong_formula_is_refused_and_shown(result: Result, formula: str, said: str) -> None:
    with pytest.raises(sb.FormulaError, match=said):
        evaluate(formula, result)


def test_unlike_things_are_not_added(result: Result) -> None:
    with pytest.raises(sb.UnitMismatch):
        evaluate("EST-01 + freelancers", result)
