"""Printed expressions are read whole and rightly, or refused at the word that has no place in them."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sectorbook.values.expressions.amounts import ExpressionError
from sectorbook.values.expressions.grammar import read_expression
from sectorbook.values.expressions.lexicon import load_language

HERE = Path(__file__).parent


def rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def exact(number):
    return Fraction(number) if number else None


def ends(read):
    return read.shape, read.low, read.high, read.about


CASES = rows("printed_cases.csv")
COLLECTED = rows("collected_expressions.csv")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["printed"])
def test_what_press_and_reports_print_is_read_as_it_is_meant(case):
    if "no amount" in case["kind"]:
        with pytest.raises(ExpressionError) as raised:
            read_expression(case["printed"])
        assert raised.value.kind == "no amount"
        return
    read = read_expression(case["printed"])
    for end, meant in ((read.low, case["low"]), (read.high, case["high"])):
        assert (end is None) == (meant == "")
        assert end is None or abs(end - Fraction(meant)) < Fraction(1, 1000)
    kind = "percent" if read.unit == "percent" and not read.relation else read.relation or "amount"
    assert (kind, read.about) == (case["kind"], case["about"] == "yes")


def outcome(row):
    """Whether an expression from a page is read `right` or `wrong`, or is `refused`."""
    try:
        read = read_expression(row["printed"], row["language"])
    except ExpressionError:
        return "right" if row["shape"] == "none" else "refused"
    meant = row["shape"], exact(row["low"]), exact(row["high"]), row["about"] == "yes"
    words = row["relation"], row["unit"], row["currency"], exact(row["before"])
    same = ends(read) == meant and (read.relation, read.unit, "".join(read.currencies[:1]), read.before) == words
    return "right" if same else "wrong"


@pytest.mark.parametrize("row", COLLECTED, ids=lambda row: row["printed"])
def test_no_expression_of_a_real_page_is_read_wrongly(row):
    assert outcome(row) != "wrong"


def test_of_the_expressions_of_real_pages_nearly_all_are_read():
    pages = {row["address"] for row in COLLECTED}
    countries = {row["country"] for row in COLLECTED}
    read = sum(outcome(row) == "right" for row in COLLECTED)
    assert len(pages) >= 10
    assert len(countries) >= 5
    assert read >= 0.95 * len(COLLECTED) >= 190


@pytest.mark.parametrize(
    ("printed", "shape", "low", "high"),
    [
        ("at least 40", "at_least", 40, None),
        ("not less than 40", "at_least", 40, None),
        ("no fewer than 40", "at_least", 40, None),
        ("minimum of 40", "at_least", 40, None),
        ("upwards of 40", "at_least", 40, None),
        ("40+", "at_least", 40, None),
        ("40-plus firms", "at_least", 40, None),
        ("40 or more", "at_least", 40, None),
        ("40 and above", "at_least", 40, None),
        ("40 and over", "at_least", 40, None),
        (">= 40", "at_least", 40, None),
        ("≥40", "at_least", 40, None),
        ("a 40 per cent minimum", "at_least", 40, None),
        ("as little as 40", "at_least", 40, None),
        ("more than 40", "more_than", 40, None),
        ("over 40", "more_than", 40, None),
        ("well over 40", "more_than", 40, None),
        ("in excess of 40", "more_than", 40, None),
        ("north of 40", "more_than", 40, None),
        ("exceeding 40", "more_than", 40, None),
        ("crossed the 40 mark", "more_than", 40, None),
        (">40", "more_than", 40, None),
        ("at most 40", "at_most", None, 40),
        ("no more than 40", "at_most", None, 40),
        ("not more than 40", "at_most", None, 40),
        ("not over 40", "at_most", None, 40),
        ("does not exceed 40", "at_most", None, 40),
        ("doesn\u2019t exceed 40", "at_most", None, 40),
        ("should not be more than 40", "at_most", None, 40),
        ("up to 40", "at_most", None, 40),
        ("as many as 40", "at_most", None, 40),
        ("maximum 40", "at_most", None, 40),
        ("40 or fewer", "at_most", None, 40),
        ("40 at most", "at_most", None, 40),
        ("≤40", "at_most", None, 40),
        ("within 40", "at_most", None, 40),
        ("fewer than 40", "less_than", None, 40),
        ("under 40", "less_than", None, 40),
        ("sub-40", "less_than", None, 40),
        ("<40", "less_than", None, 40),
        ("10-15", "range", 10, 15),
        ("10\N{EN DASH}15", "range", 10, 15),
        ("10 to 15", "range", 10, 15),
        ("between 10 and 15", "range", 10, 15),
        ("between about 10 and 15", "range", 10, 15),
        ("from 10 to 15", "range", 10, 15),
        ("two or three", "range", 2, 3),
        ("15- to 24-year-olds", "range", 15, 24),
        ("$10m-$15m", "range", 10000000, 15000000),
        ("$10-15 million", "range", 10000000, 15000000),
        ("$10 to $15 million", "range", 10000000, 15000000),
        ("10 million to 15 million", "range", 10000000, 15000000),
        ("800,000 to 1 million", "range", 800000, 1000000),
        ("two to three hundred", "range", 200, 300),
        ("between one and two million", "range", 1000000, 2000000),
        ("Rs 50,000-1 lakh", "range", 50000, 100000),
        ("10%-12%", "range", 10, 12),
        ("one-third to one-half", "range", Fraction(100, 3), 50),
        ("between a quarter and a half", "range", 25, 50),
        ("two- to three-fold", "range", 2, 3),
        ("more than 40 but fewer than 50", "range", 40, 50),
        ("40 ± 5", "range", 35, 45),
        ("40 give or take 5", "range", 35, 45),
        ("300 ± 5%", "range", 285, 315),
    ],
)
def test_bounds_and_ranges_have_their_shape(printed, shape, low, high):
    read = read_expression(printed)
    assert (read.shape, read.low, read.high) == (shape, low, high)


@pytest.mark.parametrize(
    ("printed", "about"),
    [
        ("about 300", True),
        ("some 300", True),
        ("an estimated 300", True),
        ("roughly 300", True),
        ("300 or so", True),
        ("c. 300", True),
        ("~300", True),
        ("close to 300", True),
        ("300-odd firms", True),
        ("nearly a third", True),
        ("30-odd per cent", True),
        ("10 or so per cent", True),
        ("at least about 200", True),
        ("just over 300", True),
        ("estimated at 300", False),
        ("well over 300", False),
        ("only 300", False),
    ],
)
def test_a_word_for_about_is_told_apart(printed, about):
    assert read_expression(printed).about is about


def test_just_over_is_a_bound_and_about():
    assert ends(read_expression("just over 300")) == ("more_than", 300, None, True)
    assert ends(read_expression("just under a third")) == ("less_than", None, Fraction(100, 3), True)


@pytest.mark.parametrize(
    ("printed", "step"),
    [
        ("3,000", 1000),
        ("3,050", 10),
        ("3.5 million", 100000),
        ("110–120", 10),
        ("0", 1),
        ("twenty-five thousand", 1000),
        ("more than 3,000", 0),
        ("fewer than 50", 0),
        ("at least 3,000", 1000),
        ("exactly 300", 0),
        ("half", 5),
        ("doubled", Fraction(1, 5)),
        ("a quarter of a million", 25000),
        ("more than doubled", 0),
        ("43 per cent", 1),
    ],
)
def test_the_step_is_that_of_the_last_digit_a_tenth_of_coarse_words_and_none_of_strict_bounds(printed, step):
    assert read_expression(printed).rounded_to == step


@pytest.mark.parametrize(
    ("printed", "relation", "shape", "low", "high"),
    [
        ("fell by 30.5%", "change", "point", "-61/2", "-61/2"),
        ("slump 27%", "change", "point", "-27", "-27"),
        ("up by 204,000", "more", "point", "204000", "204000"),
        ("down by 75,000", "more", "point", "-75000", "-75000"),
        ("up 43 per cent", "change", "point", "43", "43"),
        ("43% above", "change", "point", "43", "43"),
        ("5.85 percent below", "change", "point", "-117/20", "-117/20"),
        ("8 per cent more", "change", "point", "8", "8"),
        ("a 5% rise", "change", "point", "5", "5"),
        ("a 7.2% year on year increase", "change", "point", "36/5", "36/5"),
        ("growth of 6% to 6.8%", "change", "range", "6", "34/5"),
        ("fell by 5-7%", "change", "range", "-7", "-5"),
        ("fell by at least 5%", "change", "at_most", "", "-5"),
        ("fell by up to 5%", "change", "at_least", "-5", ""),
        ("fell by more than 5%", "change", "less_than", "", "-5"),
        ("increased by a third", "change", "point", "100/3", "100/3"),
        ("+5%", "change", "point", "5", "5"),
        ("lost 5%", "change", "point", "-5", "-5"),
        ("grew 4.3% a year", "yearly", "point", "43/10", "43/10"),
        ("compound annual growth rate of 10.8 percent", "yearly", "point", "54/5", "54/5"),
        ("increased by $4 million", "more", "point", "4000000", "4000000"),
        ("200 more jobs", "more", "point", "200", "200"),
        ("doubled", "times", "point", "2", "2"),
        ("more than tripled", "times", "more_than", "3", ""),
        ("almost halved", "times", "point", "1/2", "1/2"),
        ("more than halved", "times", "less_than", "", "1/2"),
        ("tenfold", "times", "point", "10", "10"),
        ("a five-fold increase", "times", "point", "5", "5"),
        ("3x", "times", "point", "3", "3"),
        ("2.5 times", "times", "point", "5/2", "5/2"),
        ("six times as much", "times", "point", "6", "6"),
        ("nearly twice as many", "times", "point", "2", "2"),
        ("$2,450 per tonne", "per", "point", "2450", "2450"),
    ],
)
def test_a_relation_is_told_from_an_amount(printed, relation, shape, low, high):
    read = read_expression(printed)
    assert (read.relation, read.shape, read.low, read.high) == (relation, shape, exact(low), exact(high))


@pytest.mark.parametrize(
    ("printed", "before", "now"),
    [
        ("down from 5 to 4", 5, 4),
        ("rose from 44 percent to 73 percent", 44, 73),
        ("grew from 151 million to over 205.2 million", 151000000, 205200000),
        ("moved from six percent to over 45.43 percent", 6, Fraction(4543, 100)),
    ],
)
def test_a_change_between_levels_gives_both(printed, before, now):
    read = read_expression(printed)
    assert (read.before, read.low, read.relation) == (before, now, "")


@pytest.mark.parametrize(
    "printed",
    ["9" * 5000, "0." + "1" * 5000, "1/" + "9" * 5000, "one " + "million " * 5000, "one point" + " one" * 5000],
    ids=["digits", "decimals", "fraction", "magnitudes", "words"],
)
def test_what_no_one_prints_is_refused_as_anything_else_is(printed):
    with pytest.raises(ExpressionError):
        read_expression(printed)


def test_a_long_dash_with_spaces_makes_no_range():
    assert read_expression("10\N{EM DASH}15").shape == "range"
    with pytest.raises(ExpressionError):
        read_expression("10 \N{EM DASH} 15")


def test_rose_to_is_a_level():
    assert read_expression("rose to $4bn").relation == ""


def test_fell_below_and_rose_above_are_bounds_of_a_level():
    assert ends(read_expression("fell below Rs 1 billion")) == ("less_than", None, 10**9, False)
    assert ends(read_expression("rose above 50%")) == ("more_than", 50, None, False)
    assert read_expression("rose above 50%").relation == ""
    assert read_expression("rose over 50%").relation == "change"


def test_each_word_is_told_with_what_it_was_taken_for():
    words = read_expression("at least about $3.5 million a year in Gilgit").meanings
    assert [(word.text, word.kind) for word in words] == [
        ("at least", "bound"),
        ("about", "about"),
        ("$", "currency"),
        ("3.5 million", "number"),
        ("a", "article"),
        ("year", "rate"),
        ("in", "in"),
        ("Gilgit", "counted"),
    ]


def test_the_noun_that_is_counted_is_kept():
    assert read_expression("Two major software technology parks").counted == "major software technology parks"
    assert read_expression("88% of IT firms").counted == "IT firms"


@pytest.mark.parametrize(
    ("printed", "word", "reason"),
    [
        ("", "", "a number is missing"),
        ("over", "", "a number is missing"),
        ("virtually no", "no", "a negation"),
        ("not 300", "not", "no bound follows"),
        ("no over 40", "no", "a negation"),
        ("hardly 300", "hardly", "a negation"),
        ("half of 300", "300", "a second number"),
        ("half of the 40", "40", "a second number"),
        ("twice the 40", "40", "a second number"),
        ("88% of half of the firms", "half", "a part of something else"),
        ("88% of two hundred firms", "two", "a second number"),
        ("most of the 40", "most", "which part"),
        ("14 IT companies and 45 freelancers", "45", "a second number"),
        ("$10 million and $15 million", "$", "a currency where none belongs"),
        ("estimated revenue of $15 million", "revenue", "no meaning"),
        ("over 110–120", "over 110–120", "more than and range"),
        ("over at least 40", "over at least 40", "more than and at least"),
        ("120–110", "120–110", "not above the first"),
        ("between 300", "", "second end is missing"),
        ("10 or 15", "or", "two things"),
        ("Rs 10 to $5", "to", "two kinds"),
        ("more than the 300 of last year", "the", "compared with"),
        ("rose 40", "rose", "or the amount itself"),
        ("lost 300 jobs", "lost", "or the amount itself"),
        ("5 thousand 200", "200", "a second number"),
        ("300 companies, mostly small", ",", "no meaning"),
        ("40 not 50", "not", "a negation"),
    ],
)
def test_what_has_no_place_is_refused_by_its_name(printed, word, reason):
    with pytest.raises(ExpressionError, match=reason) as raised:
        read_expression(printed)
    assert printed[raised.value.start : raised.value.end] == word
    assert raised.value.kind == "unread"


@pytest.mark.parametrize(
    ("printed", "readings"),
    [
        ("1,2", ["1.2", "1 and 2"]),
        ("12-Oct", ["date", "10-12"]),
        ("rose 6% to 8%", ["range", "level"]),
        ("jumped by $120 million to $324 million", ["range", "level"]),
        ("increased by three times", ["a multiple", "so many times more"]),
        ("fell threefold", ["a multiple", "so many times more or less"]),
    ],
)
def test_what_has_two_readings_is_refused_with_both(printed, readings):
    with pytest.raises(ExpressionError) as raised:
        read_expression(printed)
    assert raised.value.kind == "ambiguous"
    assert all(reading in raised.value.reason for reading in readings)


NO_AMOUNTS = """
2022; about 2000; between 2010 and 2015; 2009-10; FY21; 12 October 2025; first; 3rd; 10:30; 051-1234567; B2B; Table 3;
dozens; hundreds of thousands; several hundred; a couple of; ranked 152 out of 189
"""


@pytest.mark.parametrize("printed", [printed.strip() for printed in NO_AMOUNTS.split(";")])
def test_what_is_no_amount_is_refused_as_none(printed):
    with pytest.raises(ExpressionError) as raised:
        read_expression(printed)
    assert raised.value.kind == "no amount"


def test_four_digits_that_look_like_a_year_are_a_number_where_they_count_something_or_are_asked_for():
    assert read_expression("over 2000 companies").low == 2000
    assert read_expression("more than 2000").low == 2000
    assert read_expression("2000-3000").low == 2000
    assert read_expression("2022", unit="calendar_year").low == 2022


def test_a_year_behind_the_number_is_its_period():
    assert read_expression("14 companies in 2018").low == 14
    assert read_expression("$433 million in fiscal year 2009-10").low == 433000000


@pytest.mark.parametrize("printed", ['"3,000+"', "\u201c3,000+\u201d", " 3,000+ ", "3,000+."])
def test_quotes_spaces_and_a_full_stop_around_it_say_nothing(printed):
    assert read_expression(printed).low == 3000


@pytest.mark.parametrize(
    ("printed", "shape", "value"),
    [
        ("rund 3.500", "point", 3500),
        ("1,2 Mio.", "point", 1200000),
        ("mehr als 40", "more_than", 40),
        ("nicht mehr als 40", "at_most", 40),
        ("mindestens 40 Unternehmen", "at_least", 40),
        ("über zwei Drittel", "more_than", Fraction(200, 3)),
        ("fünfundzwanzigtausend", "point", 25000),
        ("500 Mio. US-Dollar", "point", 500000000),
    ],
)
def test_german_is_read_from_its_own_table(printed, shape, value):
    read = read_expression(printed, "german")
    assert (read.shape, read.high if shape == "at_most" else read.low) == (shape, value)


@pytest.mark.parametrize(
    ("printed", "shape", "value"),
    [
        ("10 کروڑ 58 لاکھ", "point", 105800000),
        ("تقریباً 300", "point", 300),
        ("10 ہزار سے زائد", "more_than", 10000),
        ("کم از کم 40", "at_least", 40),
        ("زیادہ سے زیادہ 40", "at_most", 40),
        ("ایک تہائی", "point", Fraction(100, 3)),
    ],
)
def test_urdu_is_read_from_its_own_table(printed, shape, value):
    read = read_expression(printed, "urdu")
    assert (read.shape, read.high if shape == "at_most" else read.low) == (shape, value)


def test_an_urdu_negation_behind_the_bound_is_refused():
    with pytest.raises(ExpressionError, match="negation"):
        read_expression("40 سے زیادہ نہیں", "urdu")


GUIDE = (HERE.parents[2] / "docs" / "expressions.md").read_text(encoding="utf-8")


def guide_rows(heading, columns):
    """The rows of the guide's table below a heading that has so many columns."""
    below = GUIDE.split(f"## {heading}")[1].split("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in below.splitlines() if "`" in line and "|" in line
    ]
    return [row for row in cells if len(row) == columns]


@pytest.mark.parametrize("row", guide_rows("What is read", 6), ids=lambda row: row[0])
def test_the_guides_table_says_what_is_read(row):
    printed, shape, low, high, about, relation = row
    read = read_expression(printed.strip("`"))
    assert ends(read) == (shape, exact(low), exact(high), about == "yes")
    assert read.relation == relation


@pytest.mark.parametrize("row", guide_rows("Another language", 6), ids=lambda row: row[1])
def test_the_guides_table_says_what_is_read_in_other_languages(row):
    language, printed, shape, low, high, about = row
    assert ends(read_expression(printed.strip("`"), language)) == (shape, exact(low), exact(high), about == "yes")


@pytest.mark.parametrize("row", guide_rows("What is refused", 2), ids=lambda row: row[0])
def test_the_guides_table_says_what_is_refused(row):
    with pytest.raises(ExpressionError):
        read_expression(row[0].strip("`"))


ENGLISH = load_language("english").phrases.values()
FORMS = sorted({" ".join(phrase.parts) for phrases in ENGLISH for phrase in phrases})
BOUNDS = sorted(
    {
        " ".join(phrase.parts)
        for phrases in ENGLISH
        for phrase in phrases
        if {"bound", "near_bound", "bound_behind"} & set(phrase.meanings)
    }
)
NUMBERS = ["40", "3,000", "$3.5 million", "10-15", "one in five", "43 per cent", "half", "Rs 5 crore", "two dozen"]


def reading(printed):
    try:
        return ends(read_expression(printed))
    except ExpressionError:
        return None


@pytest.mark.parametrize("bound", BOUNDS)
def test_a_no_before_a_bound_never_leaves_the_reading_unchanged(bound):
    for number in NUMBERS:
        for printed in (f"{bound} {number}", f"{number} {bound}"):
            read = reading(printed)
            assert read is None or reading(f"no {printed}") != read
            assert read is None or reading(f"not {printed}") != read


WORDS = st.one_of(st.sampled_from(FORMS), st.sampled_from(NUMBERS), st.integers(0, 10**7).map("{:,}".format), st.text())
ANYTHING = st.lists(st.tuples(WORDS, st.sampled_from(["", " ", "-"])), max_size=8).map(
    lambda words: "".join(word + space for word, space in words)
)


def read_without_another_exception(printed, language):
    try:
        read = read_expression(printed, language)
    except ExpressionError as error:
        assert 0 <= error.start <= error.end <= len(printed)  # noqa: PT017 (any reading is as good as an error)
        return
    assert read.low is None or read.high is None or read.low <= read.high
    assert read.rounded_to >= 0
    assert all(printed[word.start : word.end] == word.text for word in read.meanings)


LANGUAGES = st.sampled_from(["english", "german", "urdu"])
LEADS = {
    "": "point",
    "at least ": "at_least",
    "more than ": "more_than",
    "no more than ": "at_most",
    "under ": "less_than",
}
MAGNITUDES = {"": 1, " thousand": 1000, " lakh": 10**5, " million": 10**6, "bn": 10**9, " lakh crore": 10**12}
CURRENCIES = {"": (), "NZ$": ("NZD",), "EUR ": ("EUR",), "₹": ("INR",)}


def write_and_read(lead, about, currency, number, magnitude, year):
    """Hold what is read against what was written."""
    shape, value = LEADS[lead], Fraction(number) * MAGNITUDES[magnitude]
    printed = f"{lead}{'about ' * about}{currency}{number:,f}{magnitude}{' a year' * year}"
    read = read_expression(printed)
    low = None if shape in ("at_most", "less_than") else value
    high = None if shape in ("at_least", "more_than") else value
    assert ends(read) == (shape, low, high, about)
    assert (read.currencies, read.per) == (CURRENCIES[currency], "year" * year)


WRITTEN = {
    "lead": st.sampled_from(list(LEADS)),
    "about": st.booleans(),
    "currency": st.sampled_from(list(CURRENCIES)),
    "number": st.decimals(1, 1800, places=2),
    "magnitude": st.sampled_from(list(MAGNITUDES)),
    "year": st.booleans(),
}


@settings(max_examples=200)
@given(ANYTHING, LANGUAGES)
def test_nothing_raises_any_other_exception(printed, language):
    read_without_another_exception(printed, language)


@settings(max_examples=200)
@given(**WRITTEN)
def test_what_is_written_is_read_back(**written):
    write_and_read(**written)


@pytest.mark.slow
@settings(max_examples=20000, deadline=None)
@given(ANYTHING, LANGUAGES)
def test_nothing_raises_any_other_exception_in_20000_tries(printed, language):
    read_without_another_exception(printed, language)


@pytest.mark.slow
@settings(max_examples=20000, deadline=None)
@given(**WRITTEN)
def test_what_is_written_is_read_back_in_20000_tries(**written):
    write_and_read(**written)
