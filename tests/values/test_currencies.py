"""Amounts of money are written in the multiple in which they are short."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sectorbook.values.currencies import readable_multiple


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        ("9999", "USD", "USD"),
        ("10000", "USD", "kUSD"),
        ("999.9", "kUSD", "kUSD"),
        ("1000", "kUSD", "MUSD"),
        ("999.9", "MUSD/year", "MUSD/year"),
        ("1000", "MUSD/year", "GUSD/year"),
        ("-1000", "GUSD", "TUSD"),
        ("0.5", "MUSD", "kUSD"),
        ("100000", "TUSD", "TUSD"),
        ("1000", "tonne", "tonne"),
        ("0", "MUSD", "MUSD"),
    ],
)
def test_the_greatest_number_stays_below_a_thousand(amount: str, unit: str, expected: str) -> None:
    assert readable_multiple(unit, [Fraction(0), Fraction(amount)]) == expected
