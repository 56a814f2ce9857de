"""Notebook 05: its shares, growth and means in exact fractions from the tables' own files."""

from __future__ import annotations

import csv
from fractions import Fraction

import pytest

import sectorbook as sb
from helpers.clone import ROOT
from sectorbook.runs.notebooks import find_notebook, read_notebook


def table(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / "context" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_district(measure: str, period: str) -> dict[str, Fraction]:
    rows = [row for row in table("districts") if (row["measure"], row["period"]) == (measure, period)]
    return {row["subject"]: Fraction(row["low"]) for row in rows}


def recorded(**parameters: str) -> dict[str, float]:
    [outcome] = sb.run_many("05", [parameters])
    assert outcome.error == ""
    return dict(outcome.values)


def test_the_shares_are_of_what_outlets_print() -> None:
    values = recorded(fiscal_year="FY2025")
    # freelancers: 15 less 3.5 to 18 less 3.5, over 779; the sector: 15 to 18 over 3,810
    assert [values[f"Freelancers, of freelance exports ($779 million)_{end} [percent]"] for end in ("low", "high")] == [
        pytest.approx(float(100 * (Fraction(revenue) - Fraction("3.5")) / 779)) for revenue in (15, 18)
    ]
    assert [values[f"Sector, of IT exports ($3.810 billion)_{end} [percent]"] for end in ("low", "high")] == [
        pytest.approx(float(Fraction(100 * revenue, 3810))) for revenue in (15, 18)
    ]
    people = sum(by_district("census_population", "2023").values())
    assert people == 1_709_049
    assert values["People, census of 2023_low [percent]"] == pytest.approx(float(100 * people / (people + 241_499_431)))


def test_two_printed_amounts_of_a_year_make_the_share_wider() -> None:
    values = recorded(fiscal_year="FY2024")
    name = "Freelancers, of freelance exports (over $400 million or nearly $500 million)"
    assert values[f"{name}_low [percent]"] == pytest.approx(100 * 11.5 / 500)
    assert values[f"{name}_high [percent]"] == pytest.approx(100 * 14.5 / 400)


@pytest.fixture(scope="module")
def text() -> str:
    cells = [cell for cell in read_notebook(find_notebook("05")).cells if cell.cell_type == "code"]
    return "\n".join(output.get("data", {}).get("text/plain", "") for cell in cells for output in cell.outputs)


def test_the_answer_names_what_it_assumes(text: str) -> None:
    assert "The region has 0.7% of Pakistan's people. If all its freelance revenue was exported, it earned 1.4%" in text
    assert "This takes the article's undated figures to be of FY2025." in text


def test_literacy_is_weighted_by_people(text: str) -> None:
    rates, people = by_district("literacy", "undated"), by_district("census_population", "2023")
    mean = sum(rates[district] * people[district] for district in rates) / sum(people.values())
    assert round(float(mean), 1) == 52.4
    assert "the ten districts average 52.4%" in text


def test_hydropower_is_a_sum_and_not_what_is_installed(text: str) -> None:
    assert sum(by_district("power_generated", "2023").values()) == Fraction("263.15")
    assert "The ten districts' hydropower adds up to 263.15 MW." in text


def test_supply_in_winter_is_a_fifth_to_three_tenths_of_demand(text: str) -> None:
    # Lok Sujag: 90.43 of 452.19 MW; the letter: 60 of 200 to 250 MW
    assert [round(100 * share) for share in (90.43 / 452.19, 60 / 250, 60 / 200)] == [20, 24, 30]
    assert "In winter, supply meets 20% to 30% of the demand for power." in text
