"""The words for ranges."""

from __future__ import annotations

import math

from sectorbook.values.wording import label_range


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
