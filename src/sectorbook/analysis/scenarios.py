"""What if: growth towards a target, hours lost to outages, a weaker rupee. Computed, and no forecast of anyone."""

from __future__ import annotations

import math

import pandas as pd

from sectorbook.analysis.country import export_rows
from sectorbook.errors import SectorbookError
from sectorbook.ledger.context import Context
from sectorbook.ledger.report import Report
from sectorbook.reconcile.ratios import EARNINGS, available_ratios
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import Interval, write_number, write_range
from sectorbook.values.wording import capitalize, join_words

MONEY = ("sector_revenue", "it_service_exports")
"""What a target is of: the first that a report has."""
PARTS = ("sector_revenue", "freelancer_revenue", "company_revenue")
SINCE = 2020
"""The first of the fiscal years that growth is looked at from."""


def check_parameters(**values: float) -> None:
    """Raise `SectorbookError` for a parameter that is no number above 0; a loss may be at most 100 percent."""
    for name, value in values.items():
        if not 0 < value < math.inf or (name == "outage_loss" and value > 100):
            raise SectorbookError(
                f"{name} is {value:g}. Give a number above 0{', at most 100' if 'loss' in name else ''}."
            )


def starting_value(result: Result) -> tuple[str, Interval] | None:
    """What a target is held against: the sector's revenue, or its exports, with what it can be; None without one."""
    for name in MONEY:
        if name in result.bounds.index and math.isfinite(result.bounds.at[name, "high"]):
            row = result.bounds.loc[name]
            return name, Interval(row["low"], row["high"], "MUSD/year")
    return None


def growth_needed(result: Result, target: float, years: float) -> Interval | None:
    """The growth a year, in percent, that leads to a target in some years from any value that is possible."""
    found = starting_value(result)
    if found is None:
        return None
    ends = [100 * ((target / end) ** (1 / years) - 1) for end in (found[1].high, found[1].low)]
    return Interval(ends[0], ends[1], "percent")


def growth_rows(result: Result, context: Context, target: float, years: float) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: the growth that is needed, and what the country's exports did."""
    wanted, line = growth_needed(result, target, years), export_rows(context)
    rows = [] if wanted is None else [(f"Needed for ${target:g}m in {years:g} years", wanted.low, wanted.high, "")]
    line = line[line["year"] >= SINCE]
    first, last = line.iloc[0], line.iloc[-1]
    mean = 100 * ((last["value"] / first["value"]) ** (1 / (last["year"] - first["year"])) - 1)
    named = " ".join(dict.fromkeys([first["source"], last["source"]]))
    rows.append((f"Pakistan's IT exports, {first['year']} to {last['year']}", mean, mean, named))
    drawn = pd.DataFrame(rows, columns=["label", "low", "high", "source"])
    return drawn.assign(unit="percent", digits=2, about="no", kind="follows")


def growth_headline(result: Result, target: float, years: float) -> str:
    """The growth that is needed, as a headline."""
    found, wanted = starting_value(result), growth_needed(result, target, years)
    if found is None or wanted is None:
        return "The report prints no revenue to hold a target against"
    if wanted.high <= 0:
        return f"${target:g}m is below any of {found[1]}: no growth is needed"
    ends = write_range(max(0.0, wanted.low), wanted.high, "percent", 2)
    reached = "; from the upper part of it the target is reached already" if wanted.low < 0 else ""
    return f"${target:g}m in {years:g} years takes {ends} more each year, from any of {found[1]}{reached}"


def path_rows(result: Result, target: float, years: float) -> pd.DataFrame:
    """The rows that `charts.series` draws: the same growth every year, from either end of what is possible today."""
    found = starting_value(result)
    if found is None:
        return pd.DataFrame(columns=["series", "year", "value", "unit"])
    times = [*range(math.ceil(years)), years]
    rows = [
        (f"from {write_range(end, end, 'MUSD/year')}", time, end * (target / end) ** (time / years))
        for end in dict.fromkeys((found[1].low, found[1].high))
        for time in times
    ]
    return pd.DataFrame(rows, columns=["series", "year", "value"]).assign(unit="MUSD/year")


def paths_headline(drawn: pd.DataFrame, target: float, years: float) -> str:
    """The paths as a headline."""
    if drawn["series"].nunique() == 1:
        return f"An even path to ${target:g}m in {years:g} years"
    return f"Two even paths to ${target:g}m in {years:g} years, from either end of today's range"


def target_sentence(report: Report) -> str:
    """Who printed a target, and when, if anyone."""
    said = report.statements[report.statements["indicator"] == "revenue_target"]
    if said.empty:
        return "No target is among the printed statements; this one is yours."
    told = [
        f"{row['printed']} ({row['attributed_to'] or report.sources.at[row['source'], 'publisher']}, {name})"
        for name, row in said.iterrows()
    ]
    return f"In print as held possible: {join_words(told)}."


def loss_rows(result: Result, outage_loss: float) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: revenue a year that goes with a share of hours lost, if it goes in step."""
    known = result.bounds
    rows = [
        (f"Lost: {result.report.label_in_sentence(name)}", *(known.loc[name, ["low", "high"]] * outage_loss / 100))
        for name in PARTS
        if name in known.index and math.isfinite(known.at[name, "high"])
    ]
    drawn = pd.DataFrame(rows, columns=["label", "low", "high"])
    return drawn.assign(unit="MUSD/year", digits=3, about="no", kind="follows")


def loss_headline(drawn: pd.DataFrame, outage_loss: float) -> str:
    """The first loss as a headline."""
    row = drawn.iloc[0]
    ends = write_range(row["low"], row["high"], row["unit"], 2)
    return f"If {outage_loss:g}% of hours and as much revenue were lost, that would be {ends} a year"


def rupee_rows(result: Result, context: Context, pkr_per_usd: float) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: what the first kind of head brings in, in rupees, at two rates.

    The latest rate that is known, and an assumed one. Empty where the report has no revenue for each head.
    """
    latest = context.values("exchange_rates", "mean_of_monthly_rates")
    latest = latest[latest["period"].str.fullmatch("[0-9]{4}-[0-9]{2}")].iloc[-1]
    known = (f"{latest['low']:g}, as in {pd.Timestamp(latest['period']):%B %Y}", latest["low"], latest["source"])
    rows = [
        (f"{capitalize(ratio.title)}, a dollar at {label}", found.low * rate / 1000, found.high * rate / 1000, source)
        for ratio, found in list(available_ratios(result, EARNINGS))[:1]
        for label, rate, source in (known, (f"{pkr_per_usd:g}, assumed", pkr_per_usd, ""))
    ]
    drawn = pd.DataFrame(rows, columns=["label", "low", "high", "source"])
    return drawn.assign(unit="kPKR/person/year", digits=3, about="no", kind="follows")


def rupees_headline(drawn: pd.DataFrame, pkr_per_usd: float) -> str:
    """What the assumed rate changes, as a headline."""
    more = rupee_change(drawn)
    return f"At {pkr_per_usd:g} rupees a dollar the same dollars are {abs(more):.1f}% {_more(more)} rupees"


def rupee_change(drawn: pd.DataFrame) -> float:
    """By how many percent the assumed rate changes the rupees."""
    return float(100 * (drawn["high"].iloc[1] / drawn["high"].iloc[0] - 1))


def _more(percent: float) -> str:
    return "more" if percent >= 0 else "fewer"


def values_to_record(result: Result, target: float, years: float) -> dict[str, float | None]:
    """What a table of many runs keeps of this: both ends of the growth that is needed."""
    found = growth_needed(result, target, years)
    return {"needed_low": found.low if found else None, "needed_high": found.high if found else None}


def answer_text(result: Result, target: float, years: float, drawn: pd.DataFrame) -> str:
    """The growth that is needed beside what the country's exports did, labelled as what it is."""
    found = growth_needed(result, target, years)
    if found is None:
        return "The report prints no revenue to hold a target against." + result.caveat
    others = [f"{row['label']} {write_number(row['low'], 2)}%" for row in drawn.iloc[1:].to_dict("records")]
    return (
        f"**A scenario, not a forecast: {growth_headline(result, target, years)}.** For comparison, growth a year: "
        f"{join_words(others)}, fiscal years." + result.caveat
    )
