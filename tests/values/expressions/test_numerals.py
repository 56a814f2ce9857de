"""Numbers are read in digits and words, with their magnitudes."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.spelled import SOUTH_ASIAN, in_lakhs, in_words
from sectorbook.values.expressions.numerals import read_numeral
from sectorbook.values.expressions.tokens import tokenize


def read(text, language="english"):
    tokens = tokenize(text, language)
    number = read_numeral(tokens, 0)
    assert number is not None, text
    assert number.end == len(tokens), text
    return number


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("thirty-five", 35, 1),
        ("a hundred and fifty", 150, 10),
        ("twenty-five thousand", 25000, 1000),
        ("two hundred and fifty thousand", 250000, 10000),
        ("one million two hundred thousand three hundred and five", 1200305, 1),
        ("a million", 10**6, 10**6),
        ("1.2 lakh crore", 12 * 10**11, 10**11),
        ("10 crore 58 lakh", 105800000, 100000),
        ("3 hundred", 300, 100),
        ("4.73billion", 4730000000, 10000000),
        ("3.9-million", 3900000, 100000),
        ("15k", 15000, 1000),
        ("2.37 M", 2370000, 10000),
        ("$15 m", 15000000, 1000000),
        ("two dozen", 24, Fraction(24, 10)),
        ("half a dozen", 6, Fraction(6, 10)),
        ("half a million", 500000, 50000),
        ("half-a-million", 500000, 50000),
        ("a quarter of a million", 250000, 25000),
        ("three quarters of a million", 750000, 75000),
        ("one and a half million", 1500000, 500000),
        ("a million and a half", 1500000, 500000),
        ("3½ million", 3500000, 500000),
        ("2 1/2", Fraction(5, 2), Fraction(1, 2)),
        ("one point five million", 1500000, 100000),
        ("four point two five", Fraction(17, 4), Fraction(1, 100)),
        ("two-thirds", Fraction(2, 3), Fraction(2, 30)),
        ("¾", Fraction(3, 4), Fraction(3, 40)),
    ],
)
def test_a_number_has_a_value_and_a_step(text, value, step):
    text, start = (text[1:], 1) if text.startswith("$") else (text, 0)
    tokens = tokenize("$" * start + text, "english")
    number = read_numeral(tokens, start)
    assert (number.value, number.step, number.end) == (value, step, len(tokens))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10 کروڑ 58 لاکھ", 105800000),
        ("ساڑھے تین لاکھ", 350000),
        ("ساڑھے 3 لاکھ", 350000),
        ("ڈیڑھ کروڑ", 15000000),
        ("پونے دو لاکھ", 175000),
        ("پانچ لاکھ پچیس ہزار تین سو", 525300),
        ("21 اعشاریہ 37", Fraction(2137, 100)),
    ],
)
def test_urdu_numbers_are_read(text, value):
    assert read(text, "urdu").value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,2 Mio.", 1200000), ("3.500", 3500), ("zweihundertfünfzig Tausend", 250000), ("anderthalb Millionen", 1500000)],
)
def test_german_numbers_are_read(text, value):
    assert read(text, "german").value == value


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("5 thousand 200", 2),  # 200 has no magnitude of its own
        ("one two", 1),
        ("nineteen ninety", 1),
        ("thousand", 0),
        ("third", 0),
        ("a company", 0),
        ("300 and a third of", 1),
        ("¾ and a half", 1),
        ("two-thirds and a half", 3),
        ("15 m", 1),  # metres, or millions
    ],
)
def test_what_is_no_part_of_a_number_is_left(text, taken):
    number = read_numeral(tokenize(text, "english"), 0)
    assert (number.end if number else 0) == taken


def test_any_part_can_be_added_to_a_number():
    assert read("one and two-thirds").value == Fraction(5, 3)
    assert read("three and a quarter").value == Fraction(13, 4)


@pytest.mark.parametrize(("decimals", "read_of_them"), [(20, 20), (21, 20)])
def test_at_most_twenty_decimals_are_read_in_words(decimals, read_of_them):
    number = read_numeral(tokenize("one point" + " one" * decimals, "english"), 0)
    assert (number.step, number.end) == (Fraction(1, 10**read_of_them), 2 + read_of_them)


def test_an_and_parts_two_numbers_behind_between():
    tokens = tokenize("one hundred and two hundred", "english")
    assert read_numeral(tokens, 0, between=True).value == 100


@given(st.integers(0, 10**15 - 1))
def test_a_number_written_in_words_is_read_back(number):
    assert read(in_words(number)).value == number


@given(st.integers(0, 10**9 - 1))
def test_a_number_in_lakhs_and_crores_is_read_back(number):
    assert read(in_words(number, SOUTH_ASIAN)).value == number
    assert read(in_lakhs(number)).value == number


@given(st.decimals(0, 10**9, places=3))
def test_a_number_with_decimals_is_read_back(number):
    assert read(f"{number:,f}").value == Fraction(number)
