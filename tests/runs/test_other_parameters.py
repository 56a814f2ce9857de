"""Notebooks 03 to 07 run with other parameters, and what they record changes as it has to."""

from typing import Any

import pytest

import sectorbook as sb

OTHERS: dict[str, list[dict[str, Any]]] = {
    "03": [{"about": "all-rounded"}, {"assume": {"company_revenue": [0.0, 10.0]}}, {"draws": 500, "seed": 7}],
    "04": [{"survey_size": 8}, {"survey_size": 9}, {"survey_size": 300}],
    "05": [{"fiscal_year": "FY2022"}, {"fiscal_year": "FY2024"}],
    "06": [
        {"target": 25.0, "years": 3.5},
        {"outage_loss": 12.5, "pkr_per_usd": 250.0},
        {"target": 16.0, "years": 1.0},
    ],
    "07": [{"reports": []}],
}


@pytest.mark.slow
@pytest.mark.parametrize("notebook", list(OTHERS))
def test_a_notebook_runs_with_other_parameters(notebook: str) -> None:
    outcomes = {outcome.place: outcome for outcome in sb.run_many(notebook, OTHERS[notebook])}
    assert {place: outcome.error for place, outcome in outcomes.items()} == dict.fromkeys(
        range(len(OTHERS[notebook])), ""
    )


def test_the_growth_needed_follows_its_parameters() -> None:
    [outcome] = sb.run_many("06", [{"target": 36.0, "years": 1.0}])
    assert (outcome.values["needed_low [percent]"], outcome.values["needed_high [percent]"]) == pytest.approx(
        (100.0, 140.0)
    )


def test_a_wrong_parameter_says_what_is_allowed() -> None:
    [outcome] = sb.run_many("05", [{"fiscal_year": "FY1990"}])
    assert "fiscal_year can be FY2020" in outcome.error
    assert "FY2025" in outcome.error
