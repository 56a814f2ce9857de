"""Scenarios: growth towards a target, hours lost to outages, a weaker rupee. Computed, and no forecast."""

import math

import pandas as pd

from sectorbook.analysis.country import export_rows
from sectorbook.analysis.result_tables import chart_rows, record_ends, row_range
from sectorbook.errors import SectorbookError
from sectorbook.ledger.context import Context
from sectorbook.ledger.report import Report
from sectorbook.reconcile.ratios import EARNINGS, available_ratios
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import Interval, write_ends, write_range
from sectorbook.values.wording import capitalize, join_words

MONEY = ("sector_revenue", "it_service_exports")
"""What a target is of: the first that a report has."""
PARTS = ("sector_revenue", "freelancer_revenue", "company_revenue")


def check_parameters(**values: float) -> None:
    """Raise `SectorbookError` for a parameter that is no number above 0; a loss has to be below 100 percent.

    Parameters
    ----------
    **values : float
        Parameters of the notebook, by name.

    Raises
    ------
    SectorbookError
        For the first parameter out of range, with its name and value.
    """
    for name, value in values.items():
        if not 0 < value < math.inf or (name == "outage_loss" and value >= 100):
            limit = " and below 100" if name == "outage_loss" else ""
            raise SectorbookError(f"{name} is {value:g}. Give a number above 0{limit}.")


def starting_value(result: Result) -> tuple[str, Interval] | None:
    """The indicator that a target is compared with, the sector's revenue or its exports, and its range.

    Parameters
    ----------
    result : Result
        A reconciled report.

    Returns
    -------
    tuple of (str, Interval) or None
        Indicator, and its range in millions of US dollars a year; None where the report has neither, or no high end.
    """
    for name in MONEY:
        if name in result.bounds.index and math.isfinite(result.bounds.at[name, "high"]):
            row = result.bounds.loc[name]
            return name, Interval(row["low"], row["high"], "MUSD/year")
    return None


def growth_needed(result: Result, target: float, years: float) -> Interval | None:
    """The growth a year that leads to a target from any value that is possible today.

    Parameters
    ----------
    result : Result
        A reconciled report.
    target : float
        Millions of US dollars a year.
    years : float
        Years until then.

    Returns
    -------
    Interval or None
        In percent; None where the report has no starting value.
    """
    start = starting_value(result)
    if start is None:
        return None
    ends = [100 * ((target / end) ** (1 / years) - 1) for end in (start[1].high, start[1].low)]
    return Interval(ends[0], ends[1], "percent")


def growth_rows(result: Result, context: Context, target: float, years: float) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: the growth that is needed, and what the country's exports did.

    The country's even rate hangs on the first year, so that it is the span over all of them.

    Parameters
    ----------
    result : Result
        A reconciled report.
    context : Context
        The figures around the reports.
    target : float
        Millions of US dollars a year.
    years : float
        Years until then.

    Returns
    -------
    DataFrame
        As from `result_tables.chart_rows` with a column source; percent a year.
    """
    needed, exports = growth_needed(result, target, years), export_rows(context)
    rows = [] if needed is None else [(f"Needed for ${target:g}m in {years:g} years", needed.low, needed.high, "")]
    first, last = exports.iloc[:-1], exports.iloc[-1]
    rates = 100 * ((last["value"] / first["value"]) ** (1 / (last["year"] - first["year"])) - 1)
    label = f"Pakistan's IT exports, any year {first['year'].min()}–{first['year'].max()} to {last['year']}"
    rows.append((label, rates.min(), rates.max(), " ".join(dict.fromkeys(exports["source"]))))
    return chart_rows(rows, "percent", 2, "source")


def growth_headline(result: Result, target: float, years: float) -> str:
    """The growth that is needed, as a headline.

    Parameters
    ----------
    result : Result
        A reconciled report.
    target : float
        Millions of US dollars a year.
    years : float
        Years until then.

    Returns
    -------
    str
        A headline without a full stop.
    """
    start, needed = starting_value(result), growth_needed(result, target, years)
    if start is None or needed is None:
        return "The report prints no revenue to hold a target against"
    if needed.high <= 0:
        return f"${target:g}m is below any of {start[1]}: no growth is needed"
    ends = write_range(max(0.0, needed.low), needed.high, "percent", 2)
    reached = "; from the upper part of it the target is reached already" if needed.low < 0 else ""
    return f"${target:g}m in {years:g} years takes {ends} more each year, from any of {start[1]}{reached}"


def path_rows(result: Result, target: float, years: float) -> pd.DataFrame:
    """The rows that `charts.series` draws: the same growth every year, from either end of what is possible today.

    Parameters
    ----------
    result : Result
        A reconciled report.
    target : float
        Millions of US dollars a year.
    years : float
        Years until then.

    Returns
    -------
    DataFrame
        Columns series, year (from now), value (millions of US dollars a year) and unit; empty without a starting value.
    """
    start = starting_value(result)
    ends = (start[1].low, start[1].high) if start else ()
    written = write_ends(*ends, "MUSD/year") if ends else ()
    rows = [
        (f"from {name}", time, end * (target / end) ** (time / years))
        for end, name in dict(zip(ends, written, strict=True)).items()
        for time in (*range(math.ceil(years)), years)
    ]
    return pd.DataFrame(rows, columns=["series", "year", "value"]).assign(unit="MUSD/year")


def paths_headline(data: pd.DataFrame, target: float, years: float) -> str:
    """The paths as a headline.

    Parameters
    ----------
    data : DataFrame
        As from `path_rows`.
    target : float
        Millions of US dollars a year.
    years : float
        Years until then.

    Returns
    -------
    str
        A headline without a full stop.
    """
    if data["series"].nunique() == 1:
        return f"An even path to ${target:g}m in {years:g} years"
    return f"Two even paths to ${target:g}m in {years:g} years, from either end of today's range"


def target_sentence(report: Report) -> str:
    """Who printed a target, and when, if anyone.

    Parameters
    ----------
    report : Report
        The report with the statements.

    Returns
    -------
    str
        One sentence, with the id of each statement.
    """
    printed = report.amounts[report.amounts["indicator"] == "revenue_target"]
    if printed.empty:
        return "No target is among the printed statements; this one is yours."
    targets = [
        f"{row['printed']} ({row['attributed_to'] or report.sources.at[row['source'], 'publisher']}, {name})"
        for name, row in printed.iterrows()
    ]
    return f"In print as held possible: {join_words(targets)}."


def loss_rows(result: Result, outage_loss: float) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: revenue a year that goes with a share of hours lost, if it goes in step.

    What is printed is earned in the hours that are left, so that a share x of hours costs x / (1 - x) of it.

    Parameters
    ----------
    result : Result
        A reconciled report.
    outage_loss : float
        Percent of hours lost.

    Returns
    -------
    DataFrame
        As from `result_tables.chart_rows`, in millions of US dollars a year.
    """
    known, share = result.bounds, outage_loss / (100 - outage_loss)
    rows = [
        (f"Lost: {result.report.label_in_sentence(name)}", *(known.loc[name, ["low", "high"]] * share))
        for name in PARTS
        if name in known.index and math.isfinite(known.at[name, "high"])
    ]
    return chart_rows(rows, "MUSD/year", 3)


def loss_headline(data: pd.DataFrame, outage_loss: float) -> str:
    """The first loss as a headline.

    Parameters
    ----------
    data : DataFrame
        As from `loss_rows`.
    outage_loss : float
        Percent of hours lost.

    Returns
    -------
    str
        A headline without a full stop.
    """
    loss = row_range(data.iloc[0], 2)
    return f"If outages take {outage_loss:g}% of hours, and revenue goes in step, {loss} a year is lost"


def rupee_rows(result: Result, context: Context, pkr_per_usd: float) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: what the first kind of head brings in, in rupees, at two rates.

    The latest rate that is known, and an assumed one. Empty where the report has no revenue for each head.

    Parameters
    ----------
    result : Result
        A reconciled report.
    context : Context
        The figures around the reports.
    pkr_per_usd : float
        The assumed rate, in rupees for a dollar.

    Returns
    -------
    DataFrame
        As from `result_tables.chart_rows` with a column source; thousands of rupees a person and year.
    """
    latest = context.values("exchange_rates", "mean_of_monthly_rates")
    latest = latest[latest["period"].str.fullmatch("[0-9]{4}-[0-9]{2}")].iloc[-1]
    known = (f"{latest['low']:g}, as in {pd.Timestamp(latest['period']):%B %Y}", latest["low"], latest["source"])
    rows = [
        (f"{capitalize(ratio.title)}, a dollar at {label}", usd.low * rate / 1000, usd.high * rate / 1000, source)
        for ratio, usd in list(available_ratios(result, EARNINGS))[:1]
        for label, rate, source in (known, (f"{pkr_per_usd:g}, assumed", pkr_per_usd, ""))
    ]
    return chart_rows(rows, "kPKR/person/year", 3, "source")


def rupees_headline(data: pd.DataFrame, pkr_per_usd: float) -> str:
    """What the assumed rate changes, as a headline.

    Parameters
    ----------
    data : DataFrame
        As from `rupee_rows`.
    pkr_per_usd : float
        The assumed rate, in rupees for a dollar.

    Returns
    -------
    str
        A headline without a full stop.
    """
    percent = rupee_change(data)
    more = "more" if percent >= 0 else "fewer"
    return f"At {pkr_per_usd:g} rupees a dollar the same dollars are {abs(percent):.1f}% {more} rupees"


def rupee_change(data: pd.DataFrame) -> float:
    """By how many percent the assumed rate changes the rupees.

    Parameters
    ----------
    data : DataFrame
        As from `rupee_rows`, with both rows.

    Returns
    -------
    float
        In percent.
    """
    return float(100 * (data["high"].iloc[1] / data["high"].iloc[0] - 1))


def values_to_record(result: Result, target: float, years: float) -> dict[str, float | None]:
    """Both ends of the growth that is needed, for a table of many runs.

    Parameters
    ----------
    result : Result
        A reconciled report.
    target : float
        Millions of US dollars a year.
    years : float
        Years until then.

    Returns
    -------
    dict of str to float or None
        Percent a year; None where the report has no starting value, and for an open end.
    """
    needed = growth_needed(result, target, years) or Interval(-math.inf, math.inf, "percent")
    return record_ends([("needed", needed.low, needed.high)])


def answer_text(result: Result, target: float, years: float, data: pd.DataFrame) -> str:
    """The growth that is needed beside what the country's exports did, labelled as what it is.

    Parameters
    ----------
    result : Result
        A reconciled report.
    target : float
        Millions of US dollars a year.
    years : float
        Years until then.
    data : DataFrame
        As from `growth_rows`.

    Returns
    -------
    str
        Markdown.
    """
    if growth_needed(result, target, years) is None:
        return "The report prints no revenue to hold a target against." + result.caveat
    others = [f"{row['label']}, {row_range(row, 2)}" for row in data.iloc[1:].to_dict("records")]
    return (
        f"**A scenario, not a forecast: {growth_headline(result, target, years)}.** For comparison, growth a year over "
        f"fiscal years: {join_words(others)}." + result.caveat
    )
