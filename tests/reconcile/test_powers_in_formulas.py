"""Numbers with units, powers and roots in formulas, by hand and in decimals of another library."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

import sectorbook as sb
from sectorbook.reconcile.formulas import evaluate


@pytest.fixture(scope="module")
def result() -> sb.Result:
    return sb.reconcile(sb.load_report("gilgit-baltistan-2025"))


def test_a_number_with_a_unit_is_an_amount(result: sb.Result) -> None:
    share = evaluate("sector_revenue / 36[MUSD/year]", result)
    assert (share.low, share.high, share.unit) == (Fraction(1500, 36), 50, "percent")
    assert evaluate("0.5[GUSD/year] + sector_revenue", result).to("MUSD/year").high == 518


def test_growth_a_year_is_a_root_whose_ends_are_rounded_outward(result: sb.Result) -> None:
    grown = evaluate("(30[MUSD/year] / sector_revenue) ** (1 / 2) - 100[percent]", result)
    with localcontext(prec=40):
        low, high = (100 * ((Decimal(30) / revenue).sqrt() - 1) for revenue in (18, 15))
    assert grown.low is not None
    assert grown.high is not None
    assert 0 < Fraction(low) - grown.low < Fraction(1, 10**12)
    assert 0 < grown.high - Fraction(high) < Fraction(1, 10**12)


def test_a_whole_power_and_a_root_that_is_a_fraction_are_exact(result: sb.Result) -> None:
    assert evaluate("(9 / 4) ** 0.5", result).low == evaluate("(9 / 4) ** 0.5", result).high == Fraction(3, 2)
    assert evaluate("(sector_revenue / 10[MUSD/year]) ** 2", result).high == 100 * Fraction(18, 10) ** 2
    assert evaluate("(sector_revenue / 10[MUSD/year]) ** (0 - 1)", result).low == 100 * Fraction(10, 18)


@pytest.mark.parametrize(("base", "degree"), [(7**80, 7), (7**80 - 1, 7), (3, 999), (10**400 + 1, 2), (10**40 - 1, 40)])
def test_a_root_is_the_greatest_number_of_15_places_that_is_not_too_large(
    result: sb.Result, base: int, degree: int
) -> None:
    # A formula's ends are the nearest numbers of 15 places on either side; one number alone takes the lower one.
    root = evaluate(f"{base} ** (1 / {degree})", result).low
    step = Fraction(1, 10**15)
    assert root is not None
    assert (root / step).denominator == 1
    assert root**degree <= base < (root + step) ** degree


@pytest.mark.parametrize("formula", ["(2 ** 999) ** 20", f"{'6' * 80} ** 49.9", f"1.{'0' * 40}1 ** 100"])
def test_a_power_of_thousands_of_digits_is_refused(result: sb.Result, formula: str) -> None:
    with pytest.raises(sb.FormulaError, match="raises to what would have more than 3,000 digits"):
        evaluate(formula, result)


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("3[wishes]", 'has a number in "wishes", which is no unit'),
        ("2 ** freelancers", "raises to what is no plain number"),
        ("2 ** 1001", "raises to what is no plain number"),
        ("sector_revenue ** 2", "raises what is no factor or percentage above 0"),
        ("(0 - 4) ** 0.5", "raises what is no factor or percentage above 0"),
    ],
)
def test_what_cannot_be_raised_is_refused(result: sb.Result, formula: str, says: str) -> None:
    with pytest.raises(sb.FormulaError, match=says):
        evaluate(formula, result)
