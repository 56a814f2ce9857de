"""Printed expressions are read as the ranges they print, and what cannot be read is said."""

import re
from decimal import Decimal

import pytest

from sectorbook.values.expressions import Line, plain, read_columns, read_expression, tokens

# printed, low, high, about, step, shape: what statements.csv and other_outlets.csv print in English.
PRINTED = [
    ("$15 million", "15000000", "15000000", False, "1000000", "point"),
    ("$3.5 million per year", "3500000", "3500000", False, "100000", "point"),
    ("between $15 million and $18 million", "15000000", "18000000", False, "1000000", "range"),
    ("around 3,000 to 4,000", "3000", "4000", True, "1000", "range"),
    ("between $10 million and $15 million", "10000000", "15000000", False, "1000000", "range"),
    ("about 110–120", "110", "120", True, "10", "range"),
    ("approximately $3.5 million", "3500000", "3500000", True, "100000", "point"),
    ("2022", "2022", "2022", False, "1", "point"),
    ("2018", "2018", "2018", False, "1", "point"),
    ("more than 1,000", "1000", None, False, "1000", "at_least"),
    ("over 3,000", "3000", None, False, "1000", "at_least"),
    ("14", "14", "14", False, "1", "point"),
    ("45", "45", "45", False, "1", "point"),
    ("three major tech hubs", "3", "3", False, "1", "point"),
    ("Approximately 300", "300", "300", True, "100", "point"),
    ("100–120", "100", "120", False, "10", "range"),
    ("6,000 to 7,000", "6000", "7000", False, "1000", "range"),
    ("Around 88%", "88", "88", True, "1", "point"),
    ("$15 million to $18 million", "15000000", "18000000", False, "1000000", "range"),
    ("nearly 120", "120", "120", True, "10", "point"),
    ("around $3.5 million", "3500000", "3500000", True, "100000", "point"),
    ("3,000–4,000", "3000", "4000", False, "1000", "range"),
    ("$10–15 million", "10000000", "15000000", False, "1000000", "range"),
    ("$15 to $18 million", "15000000", "18000000", False, "1000000", "range"),
    ("around 120", "120", "120", True, "10", "point"),
    ("about $3.5 million", "3500000", "3500000", True, "100000", "point"),
    ("$10 million and $15 million", "10000000", "15000000", False, "1000000", "range"),
    ("roughly $3.5 million", "3500000", "3500000", True, "100000", "point"),
    ("between 3,000 and 4,000", "3000", "4000", False, "1000", "range"),
    ("$10 million to $15 million", "10000000", "15000000", False, "1000000", "range"),
    ("6,000–7,000", "6000", "7000", False, "1000", "range"),
    ("Around 300", "300", "300", True, "100", "point"),
    ("only 100–120 active", "100", "120", False, "10", "range"),
    ("68%", "68", "68", False, "1", "point"),
    ("around 68 percent", "68", "68", True, "1", "point"),
    ("about 300", "300", "300", True, "100", "point"),
    ("only 100 to 120", "100", "120", False, "10", "range"),
    ("Almost 88 percent", "88", "88", True, "1", "point"),
    ("fewer than 50 people", None, "50", False, "10", "at_most"),
    ("fewer than 50 employees", None, "50", False, "10", "at_most"),
    ("$30 million", "30000000", "30000000", False, "10000000", "point"),
    ("within two years", None, "2", False, "1", "at_most"),
    ("$3.5 million", "3500000", "3500000", False, "100000", "point"),
    ("$15 million and $18 million", "15000000", "18000000", False, "1000000", "range"),
    ("3,000 to 4,000", "3000", "4000", False, "1000", "range"),
    ("110–120", "110", "120", False, "10", "range"),
    ("nearly $15 million", "15000000", "15000000", True, "1000000", "point"),
    ("Two major software technology parks", "2", "2", False, "1", "point"),
    ("14 IT companies", "14", "14", False, "1", "point"),
    ("45 freelancers", "45", "45", False, "1", "point"),
    ("100 to 120", "100", "120", False, "10", "range"),
    ("15", "15", "15", False, "1", "point"),
    ("3.5", "3.5", "3.5", False, "0.1", "point"),
    ("15–18", "15", "18", False, "1", "range"),
    ("10–15", "10", "15", False, "1", "range"),
    ("over 1,000 job opportunities", "1000", None, False, "1000", "at_least"),
    ("3,000 IT students", "3000", "3000", False, "1000", "point"),
    ("45 individual freelancers", "45", "45", False, "1", "point"),
    ("over 50", "50", None, False, "10", "at_least"),
    ("over 6,000", "6000", None, False, "1000", "at_least"),
    ("three to four hours", "3", "4", False, "1", "range"),
    ("more than 10 thousand", "10000", None, False, "10000", "at_least"),
    ("more than 15 million dollars", "15000000", None, False, "1000000", "at_least"),
]
OTHERS = [
    ("110-120", "110", "120", False, "10", "range"),
    ("110 \N{EN DASH} 120", "110", "120", False, "10", "range"),
    ("around\N{NO-BREAK SPACE}300", "300", "300", True, "100", "point"),
    ("close to $1.25 billion", "1250000000", "1250000000", True, "10000000", "point"),
    ("at least about 200", "200", None, True, "100", "at_least"),
    ("less than 5%", None, "5", False, "1", "at_most"),
    ("under 60", None, "60", False, "10", "at_most"),
    ("up to 1,250", None, "1250", False, "10", "at_most"),
    ("0", "0", "0", False, "1", "point"),
    ("zero outages", "0", "0", False, "1", "point"),
    ("0 to 10", "0", "10", False, "10", "range"),
    ("twenty companies", "20", "20", False, "10", "point"),
    ("two hundred thousand", "200000", "200000", False, "100000", "point"),
    ("$800,000 to $1 million", "800000", "1000000", False, "100000", "range"),
    ("$900 thousand to $1.2 million", "900000", "1200000", False, "100000", "range"),
    ("10,00,000", "1000000", "1000000", False, "1000000", "point"),
    ("4 crore", "40000000", "40000000", False, "10000000", "point"),
]


@pytest.mark.parametrize(("printed", "low", "high", "about", "step", "shape"), PRINTED + OTHERS)
def test_an_expression_is_read_as_the_range_it_prints(printed, low, high, about, step, shape):
    read = read_expression(printed)
    assert (read.low, read.high) == tuple(end if end is None else Decimal(end) for end in (low, high))
    assert (read.about, read.step, read.shape) == (about, Decimal(step), shape)


@pytest.mark.parametrize(
    ("printed", "unread"),
    [
        ("virtually no", "holds no number"),
        ("", "holds no number"),
        ("half of 300", '"half of" before the number'),
        ("-5", '"-" before the number'),
        (".5", '"." before the number'),
        ("3,5", 'separators of "3,5"'),
        ("120–110", "second end is not above the first"),
        ("between 300", 'second end of the range "between 300"'),
        ("over 110–120", "at_least and range"),
        ("14 IT companies and 45 freelancers", '"45" in "14 IT companies and 45 freelancers"'),
        ("88% of two hundred firms", '"two" in "88% of two hundred firms"'),
    ],
)
def test_what_cannot_be_read_is_named(printed, unread):
    with pytest.raises(ValueError, match=re.escape(unread)):
        read_expression(printed)


@pytest.mark.parametrize(
    ("printed", "unit", "low", "step"),
    [
        ("$3.5 million", "MUSD/year", "3.5", "0.1"),
        ("$3.5 million", "kUSD/year", "3500", "100"),
        ("$3.5 million", "USD/year", "3500000", "100000"),
        ("3,000", "person", "3000", "1000"),
        ("88%", "percent", "88", "1"),
        ("three to four hours", "hour/day", "3", "1"),
        ("within two years", "year", None, "1"),
        ("2022", "calendar_year", "2022", "1"),
    ],
)
def test_columns_are_in_the_units_scale_and_time_and_percent_as_printed(printed, unit, low, step):
    columns = read_columns(printed, unit)
    assert columns["low"] == (None if low is None else Decimal(low))
    assert columns["rounded_to"] == Decimal(step)


def test_columns_hold_shape_and_about_in_the_tables_words():
    columns = read_columns("about 110–120", "company")
    assert (columns["shape"], columns["about"]) == ("range", "yes")
    assert read_columns("over 50", "company")["about"] == "no"


def test_typographic_variants_of_a_text_become_one():
    variants = [
        "firms \N{EM DASH}about 110-120 \N{EM DASH} say",
        "firms\N{EM DASH}about\u00a0110\u2011120--say\ufeff",
    ]
    assert {plain(text) for text in variants} == {"firms \N{EM DASH} about 110\N{EN DASH}120 \N{EM DASH} say"}
    assert plain("\u201cGB\u2019s\u201d") == '"GB\'s"'


def test_a_dash_range_is_one_token_and_a_range_in_words_two():
    text = plain("From 110-120 firms, 3,000 to 4,000 people and $3.5 million, 88%.")
    found = [text[token.start : token.end] for token in tokens(text)]
    assert found == ["110–120", "3,000", "4,000", "3.5", "88"]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("three large old valley towns", True),
        ("one of the highest literacy rates", True),
        ("a dozen people", True),
        ("hundreds of small firms", True),
        ("one of the many very old valley towns", False),  # beyond five words
        ("one, says the head of firms", False),  # another clause
        ("no one was less generous this time", False),  # words that only end like plurals
        ("at one the country's head", False),
    ],
)
def test_a_number_word_counts_before_a_plural_noun_of_its_clause(text, counts):
    assert [token.counts for token in tokens(text)] == [counts]


def test_an_expression_is_found_as_whole_words_and_numbers_only():
    line = Line(1, "In 2014 there were 14 of 14,000 firms, 14–15 a year, for $14.")
    assert [line.text[start - 5 : end + 3] for start, end in line.spans("14")] == ["were 14 of", "for $14."]


@pytest.mark.parametrize(
    ("text", "wider"),
    [
        ("hosts about 14 firms", "about 14"),
        ("hosts close to 14 firms", "close to 14"),
        ("hosts more than 14 firms", "more than 14"),
        ("earns 14 million a year", "14 million"),
        ("hosts only 14 firms", None),
        ("asked about them, 14 firms", None),
        ("in 12 and 14 of the firms", None),
    ],
)
def test_a_word_beside_an_expression_that_changes_its_meaning_is_seen(text, wider):
    start = text.index("14")
    assert Line(1, text).says_more(start, start + 2) == wider
