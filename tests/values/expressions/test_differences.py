"""What differs between two expressions is named, by its kind and in words."""

from __future__ import annotations

import pytest

from sectorbook.values.expressions import read_expression
from sectorbook.values.expressions.differences import differences


@pytest.mark.parametrize(
    ("printed", "found", "kind", "what"),
    [
        ("$5 billion", "$5 million", "magnitude", "it is a 1,000th of it"),
        ("$5 million", "$5 billion", "magnitude", "it is 1,000 times as much"),
        ("5 crore", "5 lakh", "magnitude", "it is a 100th of it"),
        ("15%", "-15%", "relation", "the sign is the other one"),
        ("40", "50", "number", "the number is another one"),
        ("40", "0", "number", "the number is another one"),
        ("more than 40", "less than 40", "bound", 'the bound is inverted, from "more than" to "less than"'),
        ("up to 40", "at least 40", "bound", 'the bound is inverted, from "at most" to "at least"'),
        ("more than 40", "40", "bound", 'the bound "more than" is dropped'),
        ("40", "more than 40", "bound", 'the bound "more than" is added'),
        ("more than 40", "at least 40", "bound", 'the bound "more than" became "at least"'),
        ("about 40", "40", "about", 'the word for "about" is dropped'),
        ("40", "about 40", "about", 'the word for "about" is added'),
        ("$40", "€40", "currency", "the currency is EUR, not USD"),
        ("$40", "40", "currency", "the currency USD is dropped"),
        ("40", "€40", "currency", "the currency EUR is added"),
        ("40%", "40", "unit", '"percent" is dropped'),
        ("40", "40%", "unit", '"percent" is added'),
        ("40 MW", "40 km", "unit", '"kilometre" takes the place of "megawatt"'),
        ("40 a year", "40 a month", "rate", "it is for each month, not for each year"),
        ("40 a year", "40", "rate", '"for each year" is dropped'),
        ("40", "40 a month", "rate", '"for each month" is added'),
        ("40 each", "40", "rate", '"each" is dropped'),
        ("grew by 5%", "5%", "relation", "it is an amount, not a change"),
        ("rose from 3 to 4", "3 to 4", "relation", "it is a single statement"),
        ("3 to 4", "rose from 3 to 4", "relation", "it is a change between two levels"),
    ],
)
def test_a_difference_is_named(printed: str, found: str, kind: str, what: str) -> None:
    assert differences(read_expression(printed), read_expression(found)) == ((kind, what),)


@pytest.mark.parametrize(
    ("printed", "found", "unit"),
    [
        ("$3.5m", "$3.5 million", ""),
        ("$40", "A$40", ""),  # an Australian dollar is one of those that $ can be
        ("40", "$40", "USD"),
        ("14 companies", "14", ""),
        ("40 a year", "40", "MUSD/year"),
    ],
)
def test_what_says_the_same_otherwise_is_no_difference(printed: str, found: str, unit: str) -> None:
    assert differences(read_expression(printed), read_expression(found), unit=unit) == ()
