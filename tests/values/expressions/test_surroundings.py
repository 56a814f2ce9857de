"""What the words around a number make of it, in sentences whose numbers were read by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sectorbook.values.expressions.finding import find_expressions


def read(text: str) -> list[tuple[str, str, str, str]]:
    found = [finding for finding in find_expressions(text) if finding.expression]
    said = [(finding.text, finding.expression) for finding in found]
    return [(words, str(one.low), str(one.high), one.relation) for words, one in said if one]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Landings fell by 120 to 480 from 600 in 2019.",
            [("fell by 120", "-120", "-120", "more"), ("480", "480", "480", ""), ("600", "600", "600", "")],
        ),
        (
            "Sales rose by $2 million to $8 million from $6 million.",
            [
                ("rose by $2 million", "2000000", "2000000", "more"),
                ("$8 million", "8000000", "8000000", ""),
                ("$6 million", "6000000", "6000000", ""),
            ],
        ),
        (  # rounded to thousands, 41 and 3 make 43 as well as 44
            "Sales rose by $3,000 to $43,000 from $41,000.",
            [
                ("rose by $3,000", "3000", "3000", "more"),
                ("$43,000", "43000", "43000", ""),
                ("$41,000", "41000", "41000", ""),
            ],
        ),
    ],
)
def test_levels_that_prove_a_change_part_it_from_its_level(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Landings fell by 120 to 480 a year earlier.",
        "Landings fell by 120 to 480 from 500 in 2019.",
        "Sales rose by $2 million to $8 million from March.",
    ],
)
def test_a_change_and_a_level_that_nothing_proves_have_two_readings(text):
    (found, *others) = find_expressions(text)
    assert found.kind == "ambiguous"
    assert all(other.start >= found.end for other in others)
    assert found.reason == "the second number can be the other end of a range, or the new level"


def test_a_dash_leads_to_no_level():
    assert read("Sales rose by $3-8 million.") == [("rose by $3-8 million", "3000000", "8000000", "more")]
    assert read("Fares fell by 5 to 7% then.") == [("fell by 5 to 7%", "-7", "-5", "change")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Guests were down by 27 or 4.4 per cent.",
            [("down by 27", "-27", "more"), ("4.4 per cent", "-22/5", "change")],
        ),
        ("up 8%, or NOK 3 billion, on 2018", [("up 8%", "8", "change"), ("NOK 3 billion", "3000000000", "more")]),
        ("an 8% or NOK 3 billion increase", [("8%", "8", "change"), ("NOK 3 billion increase", "3000000000", "more")]),
        ("rose by 40 and 7% of them left", [("rose by 40", "40", "more"), ("7%", "7", "")]),
        ("rose by 40, or 30 more than planned", [("rose by 40", "40", "more"), ("30 more than", "30", "more")]),
    ],
)
def test_the_other_printing_of_a_change_is_one_too(text, expected):
    assert [(words, low, relation) for words, low, _, relation in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fell by almost 9% in May, 2% in June and 1% in July", ["change", "change", "change"]),
        ("an increase of 17% and 22% in number and value", ["change", "change"]),
        ("rose by 5% in Spain and 40% of the firms closed", ["change", ""]),
        ("rose by 5% and 40% of the firms closed", ["change", ""]),
        ("rose by 5% in May. In June 40% in all closed", ["change", ""]),
        ("rose by 5% while 12% was expected", ["change", ""]),
        ("rose by 5% and 12 million people moved", ["change", ""]),
    ],
)
def test_a_list_of_changes_goes_on_as_it_began(text, expected):
    assert [relation for _, _, _, relation in read(text)] == expected


def test_a_list_of_falls_falls():
    assert [low for _, low, _, _ in read("fell by 9% in May, 2% in June")] == ["-9", "-2"]


def test_a_year_is_no_end_of_a_range():
    text = "Takings rose from Euros 586.3m in 2003 to Euros 659.5m this year."
    assert [low for _, low, _, _ in read(text)] == ["586300000", "659500000"]


@pytest.mark.parametrize("text", ["They sold 40 Rs 300 shares.", "They sold 40 $300 shares."])
def test_a_sign_before_a_number_is_that_numbers_currency(text):
    first, second = (finding.expression for finding in find_expressions(text))
    assert first
    assert second
    assert (first.low, bool(first.currencies), second.low, bool(second.currencies)) == (40, False, 300, True)


def test_a_part_of_a_currency_is_not_left_out():
    assert read("Fares climbed by one cent.") == []


@pytest.mark.parametrize(
    ("text", "relation"),
    [("up 12.7m on the year before", "more"), ("up year-on-year by 9%", "change"), ("up 40 stairs", "")],
)
def test_a_change_is_known_by_what_it_is_compared_with(text, relation):
    assert [how for _, _, _, how in read(text)] == [relation]


def test_at_least_of_a_fall_is_at_most():
    (_, percent) = [finding.expression for finding in find_expressions("fell by 40, or at least 7%")]
    assert percent
    assert (percent.shape, percent.low, percent.high) == ("at_most", None, Fraction(-7))


@pytest.mark.parametrize(
    ("text", "low", "relation"),
    [
        ("The average increase from 2011 to 2015 was 36.9 percent annually.", "369/10", "yearly"),
        ("The average decline was 2% a year.", "-2", "yearly"),
        ("Savings earn 5% a year.", "5", ""),
        ("The increase was long ago; savings earn 5% a year.", "5", ""),
        ("The Dutch (-726) market", "-726", "more"),
        ("The French (+6,688) market", "6688", "more"),
        ("Germany (-13.0%) declined", "-13", "change"),
        ("the result (-$5m) was poor", "-5000000", ""),
        ("cold air (-5 degrees) came", "-5", ""),
        ("They stayed 9.4 days each.", "47/5", "per"),
        ("They have 9 days apiece.", "9", "per"),
        ("They sail 40 times each year.", "40", ""),
        ("exports eclipsing the three trillion won mark", "3000000000000", ""),
    ],
)
def test_a_number_is_what_its_sentence_makes_of_it(text, low, relation):
    assert [(said, how) for _, said, _, how in read(text)] == [(low, relation)]


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("In the past five years it grew.", "five years"),
        ("In the first ten months of 2001 it grew.", "ten months"),
        ("In the last two weeks it grew.", "two weeks"),
        ("In the ten-month period it grew.", "ten-month"),
    ],
)
def test_a_stretch_of_time_that_says_when_is_no_figure(text, stretch):
    found = [(one.text, one.kind, one.reason) for one in find_expressions(text) if one.kind not in ("ordinal", "date")]
    assert (stretch, "years", "a stretch of time") in found
    assert not read(text)


@pytest.mark.parametrize("text", ["It took five years.", "built to last five years", "within two weeks"])
def test_a_time_that_something_takes_is_a_figure(text):
    assert len(read(text)) == 1
