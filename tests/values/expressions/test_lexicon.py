"""Each language is a table, and every row of it means something to the grammar."""

import csv
import inspect
import re
from importlib.resources import files

import pytest

from sectorbook.values import finding, grammar, lexicon, numerals, quantities, tokens
from sectorbook.values.expressions.amounts import POINTS
from sectorbook.values.expressions.lexicon import load_language
from sectorbook.values.units import is_unit

FOLDER = files("sectorbook.values") / "language"
TABLES = sorted(table.name.removesuffix(".csv") for table in FOLDER.iterdir())
MODULES = (finding, grammar, lexicon, numerals, quantities, tokens)


def rows(name):
    return list(csv.DictReader((FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()))


def test_english_german_and_urdu_are_shipped():
    assert TABLES == ["english", "german", "urdu"]


@pytest.mark.parametrize("name", TABLES)
def test_no_row_stands_twice_in_a_table(name):
    keys = [(row["form"], row["kind"]) for row in rows(name)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", TABLES)
def test_every_kind_of_a_table_is_used_by_the_grammar(name):
    source = "".join(inspect.getsource(module) for module in MODULES)
    used = set(re.findall(r'"(\w+)"', source))
    assert {row["kind"] for row in rows(name)} <= used


@pytest.mark.parametrize("name", TABLES)
def test_numbers_magnitudes_and_bounds_have_values_that_can_be_read(name):
    for row in rows(name):
        if row["kind"] in ("cardinal", "tens", "scale", "dozen", "suffix", "fraction", "times", "offset"):
            assert re.fullmatch(r"-?\d+(/\d+)?", row["value"]), row
        if row["kind"] in ("bound", "near_bound", "bound_behind"):
            assert row["value"] in ("at_least", "more_than", "at_most", "less_than"), row


@pytest.mark.parametrize("name", TABLES)
def test_every_unit_of_a_table_is_one(name):
    assert {row["form"] for row in rows(name) if row["kind"] == "unit" and not is_unit(row["value"])} == {
        row["form"] for row in rows(name) if row["value"] in POINTS
    }


@pytest.mark.parametrize(
    ("form", "codes"),
    [
        ("US$", "USD"),
        ("NZ$", "NZD"),
        ("€", "EUR"),
        ("₹", "INR"),
        ("₦", "NGN"),
        ("KES", "KES"),
        ("TRY", "TRY"),
        ("naira", "NGN"),
        ("pakistani rupees", "PKR"),
        ("euros", "EUR"),
        ("dirhams", "AED MAD"),
    ],
)
def test_currencies_are_known_by_code_symbol_and_name(form, codes):
    size, phrase = load_language("english").longest(lexicon.PART.findall(form))
    assert (size, phrase.meanings["currency"]) == (len(lexicon.PART.findall(form)), codes)


def test_the_rupee_is_pakistans_where_nothing_else_is_known():
    assert load_language("english").meanings("Rs")["currency"].split()[:2] == ["PKR", "INR"]


def test_a_form_with_capitals_is_matched_as_written_and_any_other_in_whatever_case():
    english = load_language("english")
    assert "currency" in english.meanings("USD")
    assert "currency" not in english.meanings("usd")
    assert english.meanings("MILLION") == english.meanings("million")


def test_the_longest_phrase_is_taken():
    assert load_language("english").longest(["no", "more", "than", "40"])[0] == 3


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("einundzwanzig", 21),
        ("fünfundzwanzigtausend", 25000),
        ("zweihundertfünfzigtausend", 250000),
        ("hundertzwanzig", 120),
        ("dreitausendfünf", 3005),
    ],
)
def test_german_numbers_in_one_word_are_read(word, value):
    assert load_language("german").compound(word) == {"cardinal": str(value)}


@pytest.mark.parametrize("word", ["hundertmal", "undsoweiter", "tausendsassa"])
def test_a_german_word_with_a_number_in_it_is_none(word):
    assert load_language("german").compound(word) == {}


def test_a_language_without_a_table_is_refused_with_those_that_have_one():
    with pytest.raises(ValueError, match="english, german, urdu"):
        load_language("../english")
