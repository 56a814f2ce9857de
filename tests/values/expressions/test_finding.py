"""The numbers of a running text are found, each with the words around it that belong to it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sectorbook.values.expressions.amounts import ExpressionError
from sectorbook.values.expressions.finding import find_expressions
from sectorbook.values.expressions.grammar import read_expression
from sectorbook.values.expressions.lexicon import load_language

TEXT = """\
The region's parks, 14 of which opened in 2018, have created no more than 1,200 jobs. Revenue rose from $3 million to
around $4 million a year, and about 110-120 firms are thought to earn it; two-thirds of them lost power for 3 to
4 hours a day.

Some 3,000 freelancers, or 43 per cent, told us so (call 051-1234567). Figure 3 has the rest."""


def found(text, language="english"):
    return [(finding.text, finding.kind) for finding in find_expressions(text, language)]


def amounts(text, language="english"):
    return [finding.text for finding in find_expressions(text, language) if finding.expression]


def beside(text):
    return [
        (finding.text, [(word.text, word.kind) for word in finding.beside])
        for finding in find_expressions(text)
        if finding.expression
    ]


def test_every_number_of_a_text_is_found_with_the_words_that_belong_to_it():
    assert found(TEXT) == [
        ("14", "amount"),
        ("2018", "years"),
        ("no more than 1,200 jobs", "amount"),
        ("rose from $3 million to\naround $4 million a year", "amount"),
        ("about 110-120 firms", "amount"),
        ("two-thirds", "amount"),
        ("3 to\n4 hours a day", "amount"),
        ("Some 3,000 freelancers", "amount"),
        ("43 per cent", "amount"),
        ("051-1234567", "phone"),
        ("3", "id"),
    ]


def test_a_sign_in_the_paragraph_before_is_not_of_a_number():
    assert [finding.text for finding in find_expressions("$\n\n5 million")] == ["5 million"]
    assert [finding.text for finding in find_expressions("$\n5 million")] == ["$\n5 million"]


def test_a_finding_says_where_it_stands():
    assert all(TEXT[finding.start : finding.end] == finding.text for finding in find_expressions(TEXT))


def test_words_that_say_nothing_do_not_begin_an_expression():
    assert amounts("It surged to only $15 million, a total of 40 firms.") == ["$15 million", "40 firms"]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("has an estimated 300 companies.", "an estimated 300 companies"),
        ("has estimated revenue of $300.", "$300"),
        ("was estimated at 300 firms", "300 firms"),
        ("has 300 freelancers or more today", "300 freelancers or more"),
        ("has 300 or so firms", "300 or so firms"),
        ("has 3,000+ freelancers.", "3,000+ freelancers"),
        ("does not exceed Rs. 5 crore.", "does not exceed Rs. 5 crore"),
        ("(crossed the $2 billion mark)", "crossed the $2 billion"),
        ("worked for over five years", "over five years"),
        ("a 25-member team", "25"),
        ("fell sharply by 12% last year", "fell sharply by 12%"),
        ("three quarters of the crews", "three quarters"),
        ("a 46% increase to $420 million", "46% increase"),
        ("20% fall below the line", "20%"),
        ("set up three hubs", "three hubs"),
        ("one-third of them", "one-third"),
        ("with the total adding up to nearly 6%", "nearly 6%"),
        ("$276 million a year ago", "$276 million"),
        ("300 and over 40 firms", "300"),
    ],
)
def test_an_expression_is_as_wide_as_it_can_be_read_and_no_wider(text, printed):
    assert amounts(text)[0] == printed


@pytest.mark.parametrize(
    ("text", "printed", "kind"),
    [
        ("in 2018 companies began", "2018", "years"),
        ("the 2018 report", "2018", "years"),
        ("data beyond 2030", "2030", "years"),
        ("between 2017 and 2022", "2017", "years"),
        ("on 12 October 2025", "12 October 2025", "date"),
        ("the first one", "first", "ordinal"),
        ("the third quarter", "third quarter", "ordinal"),
        ("hundreds of people", "hundreds", "vague"),
        ("several hundred firms", "several", "vague"),
        ("on page 12", "12", "id"),
        ("it was so (p. 4)", "4", "id"),
        ("see pp. 4-5", "4-5", "id"),
        ("on pages 4 to 6", "4 to 6", "id"),
        ("by \u00a7 3", "3", "id"),
        ("as in Table 2", "2", "id"),
        ("Figure 3 has the rest", "3", "id"),
        ("said in fn. 7", "7", "id"),
        ("in paragraph 12", "12", "id"),
        ("by Note 3", "3", "id"),
        ("is ranked 152 out of 189", "152 out of 189", "id"),
        ("spread of COVID-19", "COVID-19", "id"),
        ("one of the firms", "one", "homonym"),
        ("half empty", "half", "unread"),
        ("the preceding three quarters", "three quarters", "unread"),
        ("for 50 cents", "50", "unread"),
        ("grew 34% over five years", "over five years", "ambiguous"),
        ("met ten times", "ten times", "ambiguous"),
        ("rose 6% to 8%", "rose 6% to 8%", "ambiguous"),
        ("costs 5,50 euros", "5,50", "ambiguous"),
    ],
)
def test_what_is_no_amount_is_found_with_its_kind_and_a_reason(text, printed, kind):
    finding = next(finding for finding in find_expressions(text) if finding.text == printed)
    assert (finding.kind, finding.expression) == (kind, None)
    assert finding.reason


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("pp. 4-5, 7 and 12 name them", []),
        ("pages 4 and 5 name 30 companies", ["30 companies"]),
        ("On page 4, 30 came", ["30"]),
        ("It took note: 30 came", ["30"]),
        ("pages 4 to 6 companies", ["4 to 6 companies"]),
        ("they fill 30 pages", ["30"]),
    ],
)
def test_only_a_word_for_several_places_takes_a_row_of_numbers(text, counted):
    assert amounts(text) == counted


def test_four_digits_before_a_noun_are_a_number_unless_a_word_of_time_stands_before_them():
    assert amounts("2018 companies") == ["2018 companies"]
    assert amounts("In 2018 companies") == []


def test_from_is_of_a_change_where_a_verb_of_change_stands_before_it():
    (change,) = find_expressions("Exports have grown this time from 151 to 205.")
    (prices,) = find_expressions("Tickets are sold from 10 to 15.")
    assert (change.expression.shape, change.expression.low, change.expression.before) == ("point", 205, 151)
    assert prices.expression.shape == "range"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The parks do not host 14 companies.", [("14 companies", [("do not", "negation")])]),
        ("The parks host no longer 14 firms.", [("14 firms", [("no", "negation")])]),
        ("They host none of the 14 firms.", [("14 firms", [("none", "negation")])]),
        ("They host most of the 14 firms.", [("14 firms", [("most", "quantifier")])]),
        ("a margin of ±3%", [("3%", [("±", "plus_minus")])]),
        ("Not so: 14 firms stay.", [("14 firms", [])]),
        ("Not only 14 firms stay.", [("14 firms", [])]),
        ("not less than 3 and 14 firms", [("not less than 3", []), ("14 firms", [])]),
        ("half of the 40", [("half", [("40", "whole")]), ("40", [("half", "part")])]),
        ("twice the 40", [("twice", [("40", "whole")]), ("40", [("twice", "part")])]),
        ("88% of half of the firms", [("88%", [("half", "whole")]), ("half", [("88%", "part")])]),
        ("12 of the 40 parks", [("12", [("40 parks", "whole")]), ("40 parks", [("12", "part")])]),
        ("88% of firms and 40 parks", [("88%", []), ("40 parks", [])]),
        ("a decline in funding of 53 per cent", [("53 per cent", [("decline", "change")])]),
        ("They gained 40 seats", [("40", [("gained", "change")])]),
    ],
)
def test_what_changes_an_amount_and_stands_beside_it_is_told(text, words):
    assert beside(text) == words


def test_paragraphs_are_read_apart_and_lines_are_not():
    assert amounts("between 10\nand 15") == ["between 10\nand 15"]
    assert amounts("between 10\n\nand 15") == ["10", "15"]


def test_an_urdu_text_is_read_from_its_own_table():
    text = "فری لانسرز نے 10 کروڑ 58 لاکھ ڈالرز کمائے اور اسی عرصے میں 40 سے زیادہ نہیں"
    first, homonym, last = find_expressions(text, "urdu")
    assert (first.text, first.expression.low) == ("10 کروڑ 58 لاکھ ڈالرز", 105800000)
    assert homonym.kind == "homonym"
    assert [word.kind for word in last.beside] == ["negation"]


def test_a_german_text_is_read_from_its_own_table():
    text = "Die rund 3.500 Betriebe haben mehr als 1,2 Mio. Beschäftigte."
    assert amounts(text, "german") == ["rund 3.500", "mehr als 1,2 Mio. Beschäftigte"]


def test_an_empty_text_has_no_numbers():
    assert find_expressions("") == ()


ENGLISH = load_language("english").phrases.values()
FORMS = sorted({" ".join(phrase.parts) for phrases in ENGLISH for phrase in phrases})
NUMBERS = ["40", "3,000", "$3.5 million", "10-15", "one in five", "43 per cent", "half", "2018", "a third"]
WORDS = st.one_of(st.sampled_from(FORMS), st.sampled_from(NUMBERS), st.text(max_size=5))
RUNNING = st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", "-", ". ", "\n\n"])), max_size=12).map(
    lambda words: "".join(word + space for word, space in words)
)


def hold(text):
    """Hold the places of the findings, and each amount against what its own words say as a whole."""
    findings = find_expressions(text)
    assert all(text[finding.start : finding.end] == finding.text for finding in findings)
    assert all(one.end <= other.start for one, other in pairwise(findings))
    for finding in findings:
        try:
            whole = read_expression(finding.text)
        except ExpressionError:
            continue
        if finding.expression and finding.expression.before is None:
            read = finding.expression
            assert (whole.low, whole.high, whole.shape) == (read.low, read.high, read.shape)


@settings(max_examples=200)
@given(RUNNING)
def test_findings_keep_their_places_and_say_what_their_words_say(text):
    hold(text)


@pytest.mark.slow
@settings(max_examples=20000, deadline=None)
@given(RUNNING)
def test_findings_keep_their_places_and_say_what_their_words_say_in_20000_tries(text):
    hold(text)


def test_a_change_without_a_direction_is_no_error():
    found = find_expressions("Exports changed by +46% in dollars, and prices moved by 5%.")
    assert [(number.text, number.kind) for number in found] == [("46%", "amount"), ("5%", "amount")]
