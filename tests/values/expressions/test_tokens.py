"""A text falls into words, signs, numbers and what only looks like a number."""

from fractions import Fraction

import pytest

from sectorbook.values.expressions.tokens import tokenize


def only(text, language="english"):
    tokens = tokenize(text, language)
    assert len(tokens) == 1, [token.text for token in tokens]
    return tokens[0]


@pytest.mark.parametrize(
    ("digits", "value", "step"),
    [
        ("14", 14, 1),
        ("3,000", 3000, 1000),
        ("10,00,000", 1000000, 1000000),
        ("1,73,350", 173350, 10),
        ("1,234,567.89", Fraction(123456789, 100), Fraction(1, 100)),
        ("0.50", Fraction(1, 2), Fraction(1, 100)),
        ("1.70", Fraction(17, 10), Fraction(1, 100)),
        ("10.0", 10, Fraction(1, 10)),
        (".5", Fraction(1, 2), Fraction(1, 10)),
        ("55 000", 55000, 1000),
        ("1\u202f000\u202f000", 1000000, 1000000),
        ("1'000", 1000, 1000),
        ("0", 0, 1),
        ("۳۰۰۰", 3000, 1000),
    ],
)
def test_digits_have_a_value_and_the_unit_of_their_last_digit_that_is_not_zero_or_a_decimal(digits, value, step):
    token = only(digits)
    assert (token.kind, token.value, token.step) == ("number", value, step)


def test_separators_are_the_languages_own():
    assert only("1.234", "german").value == 1234
    assert only("1,5", "german").value == Fraction(3, 2)
    assert only("\u06f1\u066b\u06f5", "urdu").value == Fraction(3, 2)


@pytest.mark.parametrize(
    ("digits", "readings"),
    [
        ("1,2", ["1.2", "1 and 2"]),
        ("3,50", ["3.50", "3 and 50"]),
        ("1.234.567", ["1234567", "1 and 234 and 567"]),
        ("1,2345", ["1.2345"]),
        ("1,234,56", ["1 and 234 and 56"]),
        ("0,123", ["0.123"]),
        ("12-Oct", ["the date", "10-12"]),
        ("Oct-12", ["10-12"]),
        ("7/12", ["7 of 12", "a date"]),
        ("1/1", ["1 of 1", "a date"]),
        ("0/1", ["0 of 1", "a date"]),
        ("3:1", ["a ratio", "a score"]),
    ],
)
def test_what_has_two_readings_names_both(digits, readings):
    token = only(digits)
    assert token.kind == "unclear"
    assert all(reading in token.reason for reading in readings)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2017-18", "years"),
        ("2009–10", "years"),
        ("2008-9", "years"),
        ("2010/11", "years"),
        ("FY21", "years"),
        ("FY 2024-25", "years"),
        ("fiscal year 2019-20", "years"),
        ("1990s", "years"),
        ("Q3", "years"),
        ("12 October 2025", "date"),
        ("October 12, 2025", "date"),
        ("Oct. 12", "date"),
        ("December 2021-22", "date"),
        ("2025-11-20", "date"),
        ("20/11/2025", "date"),
        ("+92 51 1234567", "phone"),
        ("051-1234567", "phone"),
        ("(021) 111-222-333", "phone"),
        ("646-874-7976", "phone"),
        ("10:30", "time"),
        ("9 am", "time"),
        ("21st", "ordinal"),
        ("B2B", "id"),
        ("4G", "id"),
        ("COVID-19", "id"),
        ("EST-05", "id"),
        ("K2", "id"),
        ("24/7", "id"),
        ("[12]", "id"),
        ("https://example.org/2025/40", "link"),
        ("a40@example.org", "link"),
    ],
)
def test_what_only_looks_like_a_number_is_of_a_kind_of_its_own(text, kind):
    assert only(text).kind == kind


@pytest.mark.parametrize("text", ["May 40% of them", "March 1,000 firms", "2000-3000", "2018 300"])
def test_a_number_behind_the_name_of_a_month_is_no_date_where_it_cannot_be_one(text):
    assert not {"date", "years", "phone"} & {token.kind for token in tokenize(text, "english")}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Rs10bn", ["Rs", "10", "bn"]),
        ("US$2.5m", ["US$", "2.5", "m"]),
        ("Rs.30.8", ["Rs.", "30.8"]),
        ("N134bn", ["N", "134", "bn"]),
        ("sub-10%", ["sub-", "10", "%"]),
        ("10x", ["10", "x"]),
        ("3½", ["3", "½"]),
        ("U.S. dollars", ["U.S. dollars"]),
        ("doesn\u2019t exceed", ["doesn\u2019t", "exceed"]),
        ("no\xa0more than", ["no\xa0more than"]),
    ],
)
def test_words_signs_and_numbers_are_parted_where_they_touch_and_phrases_are_one(text, parts):
    assert [token.text for token in tokenize(text, "english")] == parts


def test_the_full_stop_behind_a_date_is_not_of_it():
    assert [token.text for token in tokenize("5 May. Then", "english")][:2] == ["5 May", "."]
    assert only("Oct. 12").text == "Oct. 12"


def test_a_token_says_where_it_stands_and_what_it_touches():
    first, second = tokenize("  15m", "english")
    assert (first.start, first.end, second.start, second.end) == (2, 4, 4, 5)
    assert (first.glued, second.glued) == (False, True)


def test_a_paragraph_that_begins_with_a_number_and_a_point_is_an_entry_of_a_list():
    assert tokenize("1. First", "english")[0].kind == "id"
    assert tokenize("In 1. First", "english")[1].kind == "number"
