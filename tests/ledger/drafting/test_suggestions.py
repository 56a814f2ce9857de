"""What the catalogue suggests for the words around a number, which was chosen by hand."""

from __future__ import annotations

import pytest

from helpers.clone import DATA
from sectorbook.ledger.drafting.suggestions import Catalogue, names_nothing
from sectorbook.ledger.tables import read_table

CATALOGUE = Catalogue(read_table(DATA / "indicators.csv")[0])


@pytest.mark.parametrize(
    ("words", "unit", "first"),
    [
        ("students were trained there", "person", "students_trained"),
        ("the total tech workforce is put at", "person", "workforce"),
        ("companies are registered", "company", "registered_companies"),
        ("what companies earned as revenue", "MUSD", "company_revenue"),
        ("companies are registered", "MUSD/month", None),
        ("registered companies", "MPKR", None),
        ("the lamps of the street", "", None),
    ],
)
def test_indicators_are_suggested_by_words_and_unit(words: str, unit: str, first: str | None) -> None:
    assert next(iter(CATALOGUE.suggested(words, unit)), None) == first


@pytest.mark.parametrize(
    ("word", "nothing"), [("it", True), ("It", True), ("IT", False), ("A", True), ("boats", False)]
)
def test_a_small_word_in_capitals_names_something(word: str, nothing: bool) -> None:
    assert names_nothing(word) == nothing
