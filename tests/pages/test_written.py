"""Numbers in sentences: rounded by what their sources bear, each with its place and origin."""

from __future__ import annotations

from fractions import Fraction

import pytest

import sectorbook as sb
from sectorbook.ledger.report import Report
from sectorbook.pages.page import Page
from sectorbook.pages.written import Plain, write_apart, write_value
from sectorbook.reconcile.formulas import Evaluated

F = Fraction


@pytest.fixture(scope="module")
def page(report: Report) -> Page:
    return Page(sb.reconcile(report))


def value(low: Fraction | None, high: Fraction | None, unit: str, is_quotient: bool = True) -> Evaluated:
    return Evaluated(low, high, unit, "", (), is_quotient)


@pytest.mark.parametrize(
    ("low", "high", "unit", "written"),
    [
        (F(2875), F(14500, 3), "USD/person/year", "$2,800 to $4,900"),
        (F(10, 3), F(10, 3), "percent", "3.3%"),
        (F(2300, 30), F(2900, 36), "percent", "76% to 81%"),
        (F(2875, 1000000), F(14500, 3000000), "MUSD / person / a", "$2,800 to $4,900"),
        (F(-14, 1000), F(26, 1000), "percent", "-0.014% to 0.026%"),
        (F(3), None, "person", "at least 3 people"),
    ],
)
def test_a_quotient_is_rounded_outward_to_two_digits(
    low: Fraction, high: Fraction | None, unit: str, written: str
) -> None:
    assert write_value(value(low, high, unit)).text == written


def test_a_sum_keeps_the_digits_of_its_sources(page: Page) -> None:
    assert page.fill("{left}", left="sector_revenue - company_revenue").text == "$11.5m to $14.5m"


def test_digits_or_another_unit_can_be_asked_for(page: Page) -> None:
    formula = "(EST-01 - high(freelancer_revenue)) / EST-01"
    assert page.fill("{a:4} {b:dimensionless}", a=formula, b=formula).text == "3.333% 0.033"


@pytest.mark.parametrize(
    ("low", "high", "printed", "written"),
    [
        (F(2710700, 376122), F(2710700, 376122), F(72, 10), "7.21%"),
        (F(36895, 1000), F(36899, 1000), F(369, 10), "36.895% to 36.899%"),
        (F(375, 10), F(376, 10), F(369, 10), "37.5% to 37.6%"),
    ],
)
def test_as_many_digits_are_written_as_show_the_difference(
    low: Fraction, high: Fraction, printed: Fraction, written: str
) -> None:
    assert write_apart(value(low, high, "percent"), printed, printed, 3).text == written


def test_the_place_of_each_number_is_known(page: Page) -> None:
    sentence = page.fill("{a} and {b} make {c}.", a="EST-01", b="company_revenue", c="EST-01 + company_revenue")
    numbers = list(sentence.shifted(0))
    assert [sentence.text[slice(*number["at"])] for number in numbers] == ["$15m", "$3.5m", "$18.5m"]
    assert [number["how"] for number in numbers] == ["EST-01", "company_revenue", "EST-01 + company_revenue"]
    assert numbers[2]["value"] == "18.5"
    assert numbers[2]["unit"] == "MUSD/year"
    assert sorted(numbers[2]["rows"]) == ["EST-01", "EST-07"]


def test_a_range_has_both_ends_and_an_open_one_none(page: Page) -> None:
    ranged, opened = page.fill("{a} {b}", a="EST-03", b="EST-12").shifted(0)
    assert (ranged["low"], ranged["high"]) == ("15", "18")
    assert (opened["low"], opened["high"]) == ("1000", None)


def test_words_of_a_report_are_escaped(page: Page) -> None:
    sentence = page.fill("*{label}*", label=Plain("<b>a*b$5 [x](y)"))
    assert sentence.text == "*<b>a*b$5 [x](y)*"
    assert sentence.markdown == "*\\<b\\>a\\*b\\$<span></span>5 \\[x\\](y)*"


def test_counts_are_words_up_to_ten(page: Page) -> None:
    assert page.fill("{a} {b} {c}", a=0, b=10, c=1234).text == "no ten 1,234"


@pytest.mark.parametrize(
    ("text", "said"), [("{missing}", "no formula is given"), ("{a", "cannot be read"), ("}", "cannot be read")]
)
def test_a_wrong_template_is_refused(page: Page, text: str, said: str) -> None:
    with pytest.raises(sb.FormulaError, match=said):
        page.fill(text)


def test_a_number_that_its_formula_does_not_give_is_refused(page: Page) -> None:
    assert page.written(0.5, "MUSD/year", "EST-01 - high(freelancer_revenue)").text == "$0.5m"
    with pytest.raises(sb.FormulaError, match=r"gives \$0.5m, not 0.6"):
        page.written(0.6, "MUSD/year", "EST-01 - high(freelancer_revenue)")
