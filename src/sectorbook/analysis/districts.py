"""The districts of the region: where they are, literacy and power, told for a reader."""

from __future__ import annotations

import pandas as pd

from sectorbook.ledger.context import Context
from sectorbook.ledger.report import Report
from sectorbook.values.intervals import write_number
from sectorbook.values.wording import capital, listing

__all__ = [
    "REGION",
    "by_district",
    "installed",
    "literacy",
    "places",
    "power",
    "say_literacy",
    "say_places",
    "say_power",
    "weighted_literacy",
]

REGION = "Gilgit-Baltistan"
LETTER = "reader's letter"
PARTLY = ("installed_hydropower", "installed_thermal")
"""Measures that are a part of another."""


def by_district(context: Context, measure: str, period: str) -> pd.Series:
    """A measure in a period, by district."""
    values = context.values("districts", measure)
    return values[values["period"] == period].set_index("subject")["low"]


def places(context: Context, report: Report) -> pd.DataFrame:
    """The rows that `charts.places` draws: the seats of the districts, filled where the report names a park."""
    printed = " ".join(report.own.loc[report.own["indicator"] == "technology_parks", "printed"])
    seats = context.seats.reset_index().sort_values("district")
    marked = ["yes" if district in printed else "no" for district in seats["district"]]
    return seats[["longitude", "latitude"]].assign(label=seats["district"], marked=marked)


def say_places(drawn: pd.DataFrame) -> str:
    """Where the report names a park, as a headline."""
    marked = list(drawn.loc[drawn["marked"] == "yes", "label"])
    if not marked:
        return f"{len(drawn)} districts; the report names no park in any of them"
    return (
        f"The report names parks in {listing(marked)}; the other {len(drawn) - len(marked)} districts have none named"
    )


def literacy(context: Context) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: literacy by district, and what is printed or computed of the whole."""
    districts = context.values("districts", "literacy").sort_values("subject")
    region, country = (context.values("literacy", "literacy", name) for name in (REGION, "Pakistan"))
    labels = [
        *districts["subject"],
        *(f"{REGION}, {_when(row)}" for _, row in region.iterrows()),
        *("Pakistan, census of " + country["period"]),
    ]
    kept = ["low", "high", "about", "source"]
    drawn = pd.concat([districts, region, country])[kept].assign(label=labels, kind="printed")
    mean = pd.DataFrame({"label": ["All ten, weighted by people (ours)"], "low": weighted_literacy(context)})
    mean = mean.assign(high=mean["low"], source=districts["source"].iloc[0], kind="follows", about="no")
    rows = [drawn.iloc[: len(districts)], mean, drawn.iloc[len(districts) :]]
    return pd.concat(rows, ignore_index=True).assign(unit="percent", digits=3)


def _when(row: pd.Series) -> str:
    """How a printed rate of the region is dated."""
    kind = "estimate" if row["standing"] == "estimate" else "a newspaper"
    return f"{kind} of {row['period']}" if row["period"] != "undated" else f"{kind}, undated"


def weighted_literacy(context: Context) -> float:
    """The mean of the districts' rates, each weighted by its people of 2023: of all ages, as no others are printed."""
    rates, people = by_district(context, "literacy", "undated"), by_district(context, "census_population", "2023")
    return float((rates * people.reindex(rates.index)).sum() / people.reindex(rates.index).sum())


def say_literacy(context: Context) -> str:
    """The span of the districts, as a headline without a verdict."""
    rates = by_district(context, "literacy", "undated")
    low, high = rates.idxmin(), rates.idxmax()
    return f"Literacy printed for the districts: {rates[low]:g}% in {low} to {rates[high]:g}% in {high}"


def power(context: Context) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: every printed value in MW, with whose it is; none is preferred."""
    table = context.table("electricity")
    kept = table[(table["unit"] == "MW") & ~table["measure"].isin(PARTLY)].sort_values("measure", kind="stable")
    names = kept["source"].map(context.sources["publisher"])
    names = names.where(kept["standing"] != LETTER, LETTER + " in " + names)
    labels = kept["measure"].str.replace("_", ", ").map(capital) + " (" + names + ", " + kept["period"] + ")"
    drawn = pd.DataFrame({"label": labels, "low": kept["low"], "high": kept["high"], "source": kept["source"]})
    return drawn.assign(unit="MW", digits=4, about=kept["about"], kind="printed")


def installed(context: Context) -> list[float]:
    """What sources print as installed power in MW."""
    return sorted(context.values("electricity", "installed")["low"])


def say_power(context: Context) -> str:
    """How far sources are apart, as a headline."""
    values = installed(context)
    return f"Sources print {listing([write_number(value, 4) for value in values])} MW of installed power"
