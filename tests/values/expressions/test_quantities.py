"""A number is read with its sign, its currency and its unit."""

from fractions import Fraction

import pytest

from sectorbook.values.expressions.amounts import ExpressionError
from sectorbook.values.expressions.grammar import read_expression


@pytest.mark.parametrize(
    ("printed", "currency", "value"),
    [
        ("US$ 2.83 billion", "USD", 2830000000),
        ("US$500mn", "USD", 500000000),
        ("USD5m", "USD", 5000000),
        ("U.S.$5", "USD", 5),
        ("$15MM", "USD", 15000000),
        ("A$4.2bn", "AUD", 4200000000),
        ("C$5bn", "CAD", 5000000000),
        ("EUR 1.2 million", "EUR", 1200000),
        ("1.2 million euros", "EUR", 1200000),
        ("€350k", "EUR", 350000),
        ("£1.5 million", "GBP", 1500000),
        ("¥300 million", "JPY", 300000000),
        ("Rs10 billion", "PKR", 10000000000),
        ("Rs. 1.5 lakh", "PKR", 150000),
        ("Rs 25L", "PKR", 2500000),
        ("Rs 500/-", "PKR", 500),
        ("Rs 38,22,159 crore", "PKR", 38221590000000),
        ("INR 50 lakh", "INR", 5000000),
        ("₹15,000 crore", "INR", 150000000000),
        ("NRs 40", "NPR", 40),
        ("Tk500 crore", "BDT", 5000000000),
        ("KSh11bn", "KES", 11000000000),
        ("N134bn", "NGN", 134000000000),
        ("R1.5bn", "ZAR", 1500000000),
        ("RM20 million", "MYR", 20000000),
        ("GH₵40 million", "GHS", 40000000),
        ("a billion-dollar industry", "USD", 1000000000),
        ("1.2 trillion won", "KRW", 1200000000000),
        ("15 [million dollars]", "USD", 15000000),
    ],
)
def test_an_amount_of_money_has_its_currency_and_the_plain_number(printed, currency, value):
    read = read_expression(printed)
    assert (read.currencies[0], read.low, read.high) == (currency, value, value)


def test_a_sign_of_several_currencies_gives_all_of_them():
    assert read_expression("Rs 40").currencies == ("PKR", "INR", "LKR", "NPR", "MUR", "SCR")
    assert read_expression("Rs 40 to ₹50").currencies == ("INR",)


@pytest.mark.parametrize(
    ("printed", "unit", "per", "value"),
    [
        ("seven percent", "percent", "", 7),
        ("9,160 per cent", "percent", "", 9160),
        ("40pc", "percent", "", 40),
        ("5 percentage points", "percentage_point", "", 5),
        ("14 IT companies", "company", "", 14),
        ("4,066 registered call centers", "centre", "", 4066),
        ("over 1,000 job opportunities", "", "", 1000),
        ("700 company bosses", "", "", 700),
        ("300 companies registered", "company", "", 300),
        ("TOP 10 COMPANIES", "company", "", 10),
        ("130 MW", "megawatt", "", 130),
        ("2.5m tonnes", "tonne", "", 2500000),
        ("half an hour", "hour", "", Fraction(1, 2)),
        ("half a percentage point", "percentage_point", "", Fraction(1, 2)),
        ("five-year", "year", "", 5),
        ("4 hours a day", "hour", "day", 4),
        ("$3.5 million per year", "", "year", 3500000),
        ("£9.6m an hour", "", "hour", 9600000),
        ("$3bn-a-year", "", "year", 3000000000),
        ("€2bn per annum", "", "year", 2000000000),
        ("$4,723 per freelancer", "", "person", 4723),
        ("$12 per subscriber", "", "subscriber", 12),
        ("Rs 280 to the dollar", "", "USD", 280),
        ("twice a year", "", "year", 2),
    ],
)
def test_a_unit_and_what_it_is_for_each_of_are_read(printed, unit, per, value):
    read = read_expression(printed)
    assert (read.unit, read.per, read.low) == (unit, per, value)


@pytest.mark.parametrize(
    ("printed", "percent", "step"),
    [
        ("half", "50", "5"),
        ("a third", "100/3", "10/3"),
        ("two-thirds", "200/3", "20/3"),
        ("¾", "75", "15/2"),
        ("3/4", "75", "15/2"),
        ("one in five", "20", "2"),
        ("two in three", "200/3", "20/3"),
        ("nine in 10", "90", "9"),
        ("one-in-five", "20", "2"),
        ("nine of ten firms", "90", "9"),
        ("7 out of 10", "70", "7"),
        ("four out of every 10 startups", "40", "4"),
        ("four out of the top 5 companies", "80", "8"),
        ("106 out of 120 firms", "265/3", "0"),
        ("1 in 300", "1/3", "1/30"),
    ],
)
def test_a_part_of_a_whole_is_a_share_in_percent(printed, percent, step):
    read = read_expression(printed)
    assert (read.relation, read.unit) == ("share", "percent")
    assert (read.low, read.high, read.rounded_to) == (Fraction(percent), Fraction(percent), Fraction(step))


@pytest.mark.parametrize(
    ("printed", "value"),
    [("-5", -5), ("−5%", -5), ("minus 5 per cent", -5), ("negative 3%", -3), ("-$5 million", -5000000)],
)
def test_a_minus_makes_a_number_negative(printed, value):
    assert read_expression(printed).low == value


@pytest.mark.parametrize(
    ("printed", "word"),
    [
        ("15 m", "m"),
        ("15 k", "k"),
        ("25L", "L"),
        ("40 won", "won"),
        ("50 cents", "cents"),
        ("three times more", "times more"),
        ("three times faster", "times faster"),
        ("3 in 14 parks", "14"),
        ("one of 10 districts", "10"),
        ("12 of the 40 parks", "40"),
        ("17.6 per 100,000 people", "per"),
        ("12 noon", "noon"),
    ],
)
def test_a_unit_that_is_unclear_or_no_unit_is_refused_by_its_name(printed, word):
    with pytest.raises(ExpressionError) as raised:
        read_expression(printed)
    assert printed[raised.value.start : raised.value.end] == word
