"""What notebooks 03 and 04 say of freelancers and companies, computed again by hand from the printed numbers.

The notebooks' stored outputs are read, which nbval holds to what a run gives.
"""

from __future__ import annotations

import csv
from fractions import Fraction
from math import comb
from typing import Any

import numpy as np
import pytest

from helpers.notebook_runs import show_with
from sectorbook.pages.outputs import NUMBERS
from sectorbook.runs.notebooks import all_notebooks, read_notebook

F = Fraction
TOTAL, COMPANIES, PEOPLE = (F(15), F(18)), F(7, 2), (F(3000), F(4000))
"""The sector's and the companies' revenue in millions of dollars a year, and freelancers, as printed."""
REVENUE = (TOTAL[0] - COMPANIES, TOTAL[1] - COMPANIES)


def outputs(number: str, cell: str) -> list[Any]:
    [path] = [path for path in all_notebooks() if path.name.startswith(number)]
    [found] = [each for each in read_notebook(path).cells if each.id == cell]
    return [output.data for output in found.outputs]


def numbers(number: str, cell: str) -> list[tuple[Fraction, Fraction]]:
    """The exact ends of each number in the sentence that a cell says."""
    data = outputs(number, cell)[0]
    ends = [(each.get("low", each.get("value")), each.get("high", each.get("value"))) for each in data[NUMBERS]]
    return [(F(low), F(high)) for low, high in ends]


def table(number: str, cell: str) -> list[list[Fraction]]:
    """The exact numbers of the table that a cell shows, row by row."""
    rows: dict[int, list[Fraction]] = {}
    for each in outputs(number, cell)[-1][NUMBERS]:
        rows.setdefault(each["cell"][0], []).append(F(each["value"]))
    return list(rows.values())


def chart(name: str) -> list[dict[str, str]]:
    [path] = [path.parents[1] / "figures" / f"{name}.csv" for path in all_notebooks() if path.name.startswith("03")]
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_each_freelancer_brings_in_the_least_revenue_among_most_people_to_the_most_among_fewest() -> None:
    low, high = REVENUE[0] * 10**6 / PEOPLE[1], REVENUE[1] * 10**6 / PEOPLE[0]
    assert numbers("03", "answer") == [(low, high), REVENUE, PEOPLE]
    assert table("03", "divide") == [[low, high]]
    assert outputs("03", "divide")[0]["text/plain"].split()[-2:] == ["$2,875", "$4,833"]


def test_the_share_that_can_be_is_not_that_of_crossed_ends() -> None:
    crossed = (100 * REVENUE[0] / TOTAL[1], 100 * REVENUE[1] / TOTAL[0])
    possible = (100 * (1 - COMPANIES / TOTAL[0]), 100 * (1 - COMPANIES / TOTAL[1]))
    said = numbers("03", "allowed")
    assert said[:2] == [(end, end) for end in crossed]
    assert said[2:4] == [(end, end) for end in (TOTAL[1] - REVENUE[0], TOTAL[0] - REVENUE[1])]
    assert said[4:] == [(COMPANIES, COMPANIES), possible]
    assert outputs("03", "allowed")[0]["text/plain"].endswith("what can really be is 76% to 81%.")


def test_the_headcount_widens_the_range_more_than_the_revenue() -> None:
    assert PEOPLE[1] / PEOPLE[0] > REVENUE[1] / REVENUE[0]
    assert outputs("03", "widths")[0]["text/plain"] == "The headcount matters most."


def test_nine_draws_in_ten_lie_where_two_independent_even_spreads_put_them() -> None:
    # Revenue is as even as the total; of each number of freelancers, as many workforces are possible.
    people = np.linspace(3000, 4000, 20001)

    def below(each: Fraction) -> float:
        return float(np.clip((float(each) * people - 11.5e6) / 3e6, 0, 1).mean())

    [[low], [high]] = table("03", "draw")
    assert below(low - 50) < 0.05 < below(low + 50)
    assert below(high - 50) < 0.95 < below(high + 50)


def test_the_peer_is_what_companies_leave_of_nepals_exports_by_its_freelancers() -> None:
    here, nepal = chart("revenue_per_head")
    assert float(nepal["low"]) == pytest.approx((515.4 - 201) * 1e6 / 66509)
    assert nepal["low"] == nepal["high"]
    assert (float(here["low"]), here["value"]) == (2875, "$2,800 to $4,900")


def test_a_third_group_lowers_what_each_brings_in_and_never_raises_it() -> None:
    [(low, high)] = numbers("03", "answer")[:1]
    printed = F(10) * 10**6 / PEOPLE[1]  # the article's own least for freelancers, among the most of them
    said = outputs("03", "answer")[-1]
    [third] = [(F(each["low"]), F(each["high"])) for each in said[NUMBERS]]
    assert third == (printed, high)
    assert printed < low


def test_what_is_assumed_of_employees_counts() -> None:
    # employees are held to 2,277 by the assumption, though 5,882 less 4,000 freelancers leaves fewer
    assumed = {"workforce": [5882.0, 6080.0], "company_employees": [2277.0, 3900.0]}
    cell = show_with("03", {"assume": assumed})["rest"]
    ends = [[F(each["value"]) for each in output.data[NUMBERS]] for output in cell.outputs]
    assert ends == [[F(2277), F(3080)]]


def test_employees_are_what_freelancers_leave_of_the_workforce() -> None:
    assert table("03", "rest") == [[6000 - 4000, 7000 - 3000]]
    assert table("03", "staff") == [[COMPANIES * 10**6 / 4000, COMPANIES * 10**6 / 2000]]


def test_shares_of_companies_are_those_of_the_printed_counts() -> None:
    wanted = [(F(100, 300), F(120, 300)), (F(14, 120), F(14, 100)), (F(45, 4000), F(45, 3000))]
    assert table("04", "percentages") == [[100 * end for end in ends] for ends in wanted]
    assert numbers("04", "answer")[:3] == [(300, 300), (100, 120), (14, 14)]


def test_fewer_than_110_active_companies_are_ruled_out_by_the_assumption_alone() -> None:
    assert numbers("04", "assumption") == [(110, 110), (120, 120), (100, 120)]


def test_the_counts_are_those_that_round_to_the_percentage_half_up() -> None:
    wanted = [(n, k) for n in range(1, 121) for k in range(n + 1) if int(F(100 * k, n) + F(1, 2)) == 88]
    rows = chart("prints_as_percent")
    assert [(int(row["n"]), int(row["k"])) for row in rows] == wanted
    assert [(row["k"], row["n"]) for row in rows if row["marked"] == "yes"] == [("7", "8"), ("44", "50")]
    assert "seven firms out of eight" in outputs("04", "answer")[0]["text/plain"]


def test_a_random_sample_leaves_what_neither_tail_rejects() -> None:
    def chance(hit: int, of: int) -> Fraction:
        return F(comb(of, hit) * comb(300 - of, 50 - hit), comb(300, 50))

    kept = [
        of
        for of in range(301)
        if min(sum(chance(hit, of) for hit in tail) for tail in (range(44, 51), range(45))) > F(1, 40)
    ]
    low, high = (end for end, _ in numbers("04", "sample-say")[1:3])
    assert (low, high) == (100 * F(min(kept), 300), 100 * F(max(kept), 300))


def test_each_country_is_drawn_with_its_newest_survey_the_highest_first() -> None:
    [folder] = {path.parents[1] / "data" / "context" for path in all_notebooks() if path.name.startswith("04")}
    with (folder / "outages.csv").open(encoding="utf-8") as file:
        surveys = [row for row in csv.DictReader(file) if row["measure"] == "firms_with_outages"]
    newest = {row["subject"]: row for row in sorted(surveys, key=lambda row: row["period"])}
    wanted = sorted(newest.values(), key=lambda row: -float(row["low"]))
    rows = chart("outages_in_surveys")
    assert [row["label"] for row in rows[1:]] == [f"{row['subject']}, {row['period']}" for row in wanted]
    assert [float(row["low"]) for row in rows[1:]] == [float(row["low"]) for row in wanted]
    assert (rows[0]["low"], rows[0]["about"]) == ("88.0", "yes")
