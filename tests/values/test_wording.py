"""The words for ranges."""

from __future__ import annotations

import math

import pytest

from sectorbook.values.wording import label_range, write_related


def test_a_range_that_follows_is_rounded_and_a_printed_one_is_not() -> None:
    share = {"low": 36.667, "high": 40.0, "unit": "percent", "about": "no"}
    assert label_range(share) == "36.667%–40%"
    assert label_range(share | {"kind": "follows", "digits": 2}) == "36%–40%"
    assert label_range(share | {"kind": "follows"}) == "36.66%–40%"
    firms = {"low": 36.2, "high": 40.7, "unit": "company", "about": "no", "kind": "follows", "whole": True}
    assert label_range(firms) == "37–40 companies"


def test_an_end_that_is_not_included_is_said_to_be_exceeded() -> None:
    jobs = {"low": 1000.0, "high": math.inf, "unit": "job", "about": "no", "shape": "more_than"}
    assert label_range(jobs) == "more than 1,000 jobs"
    assert label_range(jobs | {"low": math.nan, "high": 50.0, "shape": "less_than"}) == "less than 50 jobs"


@pytest.mark.parametrize(
    ("relation", "number", "unit", "written"),
    [
        ("share", 43, "percent", "43% of $143m"),
        ("change", 43, "percent", "43% above $143m"),
        ("change", -6, "percent", "6% below $143m"),
        ("change", 0, "percent", "0% above $143m"),
        ("times", 3, "dimensionless", "3 times $143m"),
        ("more", -2, "MUSD", "$2m below $143m"),
        ("yearly", 5, "percent", "5% above $143m, each year for 3 years,"),
    ],
)
def test_what_a_relation_makes_of_an_amount_is_said(relation: str, number: float, unit: str, written: str) -> None:
    assert write_related(relation, number, unit, "$143m", 3) == written
