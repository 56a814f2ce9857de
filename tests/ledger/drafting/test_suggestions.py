"""What the catalogue suggests for the words around a number, which was chosen by hand."""

from __future__ import annotations

import pytest

from helpers.clone import DATA
from sectorbook.ledger.drafting.suggestions import Catalogue
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
