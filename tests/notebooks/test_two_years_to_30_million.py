"""Notebook 06: growth, losses and rupees, by decimals and fractions from the tables' own files."""

from __future__ import annotations

import csv
import math
import re
from decimal import Decimal
from fractions import Fraction

import pytest

import sectorbook as sb
from helpers.clone import ROOT
from sectorbook.runs.notebooks import find_notebook, read_notebook


@pytest.fixture(scope="module")
def text() -> str:
    cells = [cell for cell in read_notebook(find_notebook("06")).cells if cell.cell_type == "code"]
    return "\n".join(output.get("data", {}).get("text/plain", "") for cell in cells for output in cell.outputs)


def it_exports() -> dict[int, Decimal]:
    with (ROOT / "data" / "context" / "it_exports.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["measure"], row["use"]) == ("it_exports", "yes")]
    return {int(row["period"][2:]): Decimal(row["low"]) for row in rows if len(row["period"]) == 6}


def test_the_growth_is_of_either_end_and_names_source_condition_and_missing_date(text: str) -> None:
    ends = [100 * ((Decimal(30) / revenue).sqrt() - 1) for revenue in (18, 15)]
    assert [round(end) for end in ends] == [29, 41]
    assert "Reaching $30m in two years means growing 29% to 42% a year." in text
    assert (
        "TechJuice's undated account of what P@SHA's vice chairman called possible, provided there are incentives"
        in text
    )


def test_the_chart_names_source_condition_and_missing_date(text: str) -> None:
    [caption] = [line for line in text.splitlines() if line.startswith("This is a scenario.")]
    assert all(word in caption for word in ("TechJuice", "undated", "provided there are incentives"))


def test_the_countrys_pace_is_the_span_over_all_first_years(text: str) -> None:
    exports = it_exports()
    last = max(exports)
    rates = {
        year: 100 * ((exports[last] / amount) ** (1 / Decimal(last - year)) - 1)
        for year, amount in exports.items()
        if year < last
    }
    assert (min(rates, key=rates.__getitem__), max(rates, key=rates.__getitem__)) == (2022, 2020)
    low, high = (rates[year] for year in (2022, 2020))
    assert f"grew by {math.floor(low)}% to {math.ceil(high)}% a year" in text
    # a range of $15m to $18m, two years later
    reached = [today * (1 + rate / 100) ** 2 for today, rate in ((15, low), (18, high))]
    assert f"today's revenue becomes ${math.floor(reached[0])}m to ${math.ceil(reached[1])}m in two years" in text


def test_printed_revenue_is_what_the_hours_left_have_earned(text: str) -> None:
    # with all hours it were R / 0.95, of which 5% are lost
    lost = [Fraction(revenue) / Fraction("0.95") * Fraction("0.05") for revenue in (15, 18)]
    assert [round(float(amount), 2) for amount in lost] == [0.79, 0.95]
    assert "$0.79m to $0.95m a year is lost." in text


def test_rupees_are_dollars_times_the_price(text: str) -> None:
    assert round(100 * (Fraction(300) / Fraction("280.87") - 1), 1) == Fraction("6.8")
    assert "the same dollars buy 6.8% more rupees." in text
    assert [dollars * 300 for dollars in (11.5e6 / 4000, 14.5e6 / 3000)] == [862.5e3, 1450e3]
    assert re.search(r"\n *300 PKR/USD +Rs 862.5k +Rs 1,450k", text)


def test_a_target_that_may_be_reached_already_takes_no_growth() -> None:
    [outcome] = sb.run_many("06", [{"target": 16.0}])
    assert outcome.values["needed_low [percent]"] == pytest.approx(100 * ((16 / 18) ** 0.5 - 1))
    assert outcome.values["needed_high [percent]"] == pytest.approx(100 * ((16 / 15) ** 0.5 - 1))


@pytest.mark.parametrize("wrong", [{"target": 0.0}, {"years": -1.0}, {"outage_loss": 100.0}, {"pkr_per_usd": 0.0}])
def test_an_impossible_parameter_is_refused(wrong: dict[str, float]) -> None:
    [outcome] = sb.run_many("06", [wrong])
    [(name, value)] = wrong.items()
    assert f'"{name}" is {value}. It has to be above 0' in outcome.error
