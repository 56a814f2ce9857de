"""Printed numbers that others judged: sums of rounded numbers, percentages, growth, means and counts.

The numbers and the verdicts are the publications', restated; `printed_cases/` has them with their sources. A printed
number may be off by half its step, ends included.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

import sectorbook as sb
from sectorbook.exact.whole_numbers import rounded_mean, rounded_share

Row = dict[str, str]
FOLDER = Path(__file__).parent / "printed_cases"


def table(name: str) -> list[Row]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_case(name: str) -> dict[str, list[Row]]:
    rows = defaultdict(list)
    for row in table(name):
        rows[row["case"]].append(row)
    return rows


CASES = table("cases")
AMOUNTS, RELATIONS = by_case("amounts"), by_case("relations")


def ends(low: str, high: str, step: str) -> list[Fraction | None]:
    half = Fraction(step or 0) / 2
    return [Fraction(end) + sign * half if end else None for end, sign in ((low, -1), (high, 1))]


def terms(sums: str) -> list[tuple[str, str, int]]:
    """The terms of equations such as "whole = 2 part - rest; part = again"."""
    found = []
    for equation in filter(None, sums.split("; ")):
        whole, parts = equation.split(" = ")
        found.append((equation, whole, -1))
        for sign, times, name in re.findall(r"(-?) ?(\d*) ?([a-z]\w*)", parts):
            found.append((equation, name, int(sign + (times or "1"))))
    return found


def reconciled(case: Row) -> sb.Result:
    amounts = {row["name"]: ends(row["low"], row["high"], row["step"]) for row in AMOUNTS[case["case"]]}
    identities = pd.DataFrame(terms(case["sums"]), columns=["identity", "term", "coefficient"])
    for name in identities["term"]:
        amounts.setdefault(name, [None, None])
    bounds = pd.DataFrame.from_dict(amounts, orient="index", columns=["low", "high"], dtype=object)
    relations = []
    for row in RELATIONS[case["case"]]:
        low, _, high = row["printed"].partition(":")  # "10:" is more than 10, ":2" less than 2
        number = ends(low, high if ":" in row["printed"] else low, row["step"])
        relations.append([row["relation"], row["indicator"], row["of"], *number, int(row["years"] or 1)])
    columns = ["relation", "indicator", "of", "low", "high", "years"]
    frame = pd.DataFrame(relations, columns=columns, dtype=object, index=[f"r{i}" for i in range(len(relations))])
    is_signed = case["case"].startswith("interval")
    return sb.reconcile_bounds(bounds.assign(signed=is_signed), identities, frame)


@pytest.mark.parametrize("case", CASES, ids=[row["case"] for row in CASES])
def test_printed_numbers_hold_together_or_not_as_published(case: Row) -> None:
    result = reconciled(case)
    assert result.is_feasible == (case["holds"] == "yes")
    assert bool(result.conflicts()) == (case["holds"] == "no")
    if case["asked"]:
        low, high = result.bounds.loc[case["asked"], ["low", "high"]]
        assert (low, high) == (float(Fraction(case["low"])), float(Fraction(case["high"])))


COUNTS = table("counts")


@pytest.mark.parametrize("row", COUNTS, ids=[f"{row['printed']} of {row['of']} x {row['items']}" for row in COUNTS])
def test_a_printed_share_or_mean_is_one_of_so_many_or_not_as_published(row: Row) -> None:
    _, _, decimals = row["printed"].partition(".")
    ratio = {"mean": rounded_mean, "percent": rounded_share}[row["kind"]]
    printed = ratio(row["printed"], step=Fraction(1, 10 ** len(decimals)), halves="either")
    # the mean of several items of n people is one of so many answers
    assert bool(printed.counts(int(row["of"]) * int(row["items"]))) == (row["possible"] == "yes")


def test_at_least_sixty_cases_are_restated_each_with_its_source() -> None:
    assert len({row["case"] for row in CASES}) == len(CASES) == 86
    assert {row["case"] for row in CASES} == AMOUNTS.keys()
    assert AMOUNTS.keys() >= RELATIONS.keys()
    assert sum(row["holds"] == "no" for row in CASES) >= 20
    assert len(COUNTS) == 110
    assert sum(row["possible"] == "no" for row in COUNTS) >= 40
    sources = {row["source"] for row in table("sources")}
    assert {row["source"] for row in [*CASES, *COUNTS]} == sources
