"""Registered, active and hosted companies, and surveys of outages in other countries, for a reader."""

import math

import pandas as pd

from sectorbook.analysis.publication_history import first_print_dates
from sectorbook.analysis.result_tables import chart_rows, record_ratios, row_range
from sectorbook.ledger.context import Context
from sectorbook.ledger.report import Report
from sectorbook.reconcile.ratios import HOSTING, Ratio, available_ratios
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import write_printed
from sectorbook.values.wording import capitalize, join_words

FIRMS = ("registered_companies", "active_companies", "hosted_companies")
HUBS = ("infrastructure",)
HOSTED = ("hosted_companies", "hosted_freelancers", "students_trained", "jobs_created")
OPENED = "park_opened_"
DAYS_A_MONTH = 365.25 / 12
SHORT = {
    "Registered companies": "registered",
    "Active companies": "active",
    "Companies at the Gilgit hub": "at the hub",
}
"""Labels of companies behind their number."""


def firm_rows(result: Result) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: how many companies are registered, active and hosted.

    Parameters
    ----------
    result : Result
        A reconciled report.

    Returns
    -------
    DataFrame
        As from `result_tables.chart_rows` with a column whole; only indicators that the core prints.
    """
    known = result.bounds[result.bounds.index.isin(FIRMS) & (result.bounds["printings"].map(len) > 0)]
    shown = known.reindex([name for name in FIRMS if name in known.index])
    rows = [(result.report.label(str(name)), row["low"], row["high"], row["whole"]) for name, row in shown.iterrows()]
    return chart_rows(rows, "company", 3, "whole")


def firm_counts(report: Report) -> list[int]:
    """The numbers of firms that the core prints as registered or active: each end of them.

    Parameters
    ----------
    report : Report
        The report with the core.

    Returns
    -------
    list of int
        Distinct, in ascending order.
    """
    core = report.core[report.core["indicator"].isin(FIRMS[:2])]
    return sorted({int(end) for end in pd.concat([core["low"], core["high"]]).dropna()})


def share_rows(result: Result) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: what share of the registered are active, of the active hosted.

    Parameters
    ----------
    result : Result
        A reconciled report.

    Returns
    -------
    DataFrame
        As from `result_tables.chart_rows`, in percent.
    """
    shares = available_ratios(result, HOSTING)
    rows = [(capitalize(_dated_title(result.report, ratio)), share.low, share.high) for ratio, share in shares]
    return chart_rows(rows, "percent", 3)


def _dated_title(report: Report, ratio: Ratio) -> str:
    """Name a ratio, with the month since which its numerator has stood in print where that is before the report."""
    dates = first_print_dates(report).dropna(subset="date")
    counted = dates[report.statements["indicator"].reindex(dates.index) == ratio.numerator]
    if counted.empty or counted["date"].min() == dates["date"].max():
        return ratio.title
    return f"{ratio.title} (by {counted['date'].min():%B %Y})"


def firms_headline(data: pd.DataFrame) -> str:
    """The counts as a headline.

    Parameters
    ----------
    data : DataFrame
        As from `firm_rows`.

    Returns
    -------
    str
        A headline without a full stop.
    """
    first, *others = (f"{row_range(row)} {SHORT.get(row['label'], row['label'])}" for row in data.to_dict("records"))
    return join_words([first, *(count.replace(" companies", "", 1) for count in others)])


def shares_headline(data: pd.DataFrame) -> str:
    """The first two shares as a headline.

    Parameters
    ----------
    data : DataFrame
        As from `share_rows`.

    Returns
    -------
    str
        A headline without a full stop.
    """
    return "; ".join(f"{row['label']} {row_range(row, 3)}" for row in data.head(2).to_dict("records"))


def hub_rows(report: Report) -> pd.DataFrame:
    """The rows that `charts.timeline` draws: when what is said of parks and hubs was first in print, if known.

    Parameters
    ----------
    report : Report
        The report with the statements.

    Returns
    -------
    DataFrame
        As from `publication_history.first_print_dates`.
    """
    dates = first_print_dates(report)
    indicators = report.statements["indicator"].reindex(dates.index)
    topics = indicators.map(report.variables["topic"])
    return dates[topics.isin(HUBS) | indicators.isin(HOSTED)]


def months_earlier(dates: pd.DataFrame) -> int:
    """How many months lie between the first and the last of some printings, rounded.

    Parameters
    ----------
    dates : DataFrame
        Has a column date, with one date at least.

    Returns
    -------
    int
        Number of months.
    """
    days: int = (dates["date"].max() - dates["date"].min()).days
    return round(days / DAYS_A_MONTH)


def hubs_headline(dates: pd.DataFrame) -> str:
    """How many of the statements on parks and hubs were in print before, and since when, as a headline.

    Parameters
    ----------
    dates : DataFrame
        As from `hub_rows`.

    Returns
    -------
    str
        A headline without a full stop.
    """
    early = dates[dates["date"] < dates["date"].max()]
    if early.empty:
        return "No statement on parks and hubs is known to have been in print before"
    counted = f"{len(early)} of {len(dates)} statements on parks and hubs"
    return f"{counted} were in print {months_earlier(dates)} months earlier"


def park_table(context: Context) -> pd.DataFrame:
    """When each park was opened, as printed, with its source.

    Parameters
    ----------
    context : Context
        The figures around the reports.

    Returns
    -------
    DataFrame
        Columns park, opened, source and mind; one row for each printed opening.
    """
    rows = context.table("parks")
    rows = rows[rows["measure"].str.startswith(OPENED)]
    columns = {
        "park": rows["measure"].str.removeprefix(OPENED).map(capitalize),
        "opened": rows["period"].map(_period),
        "source": rows["source"].map(context.cite),
        "mind": rows["note"],
    }
    return pd.DataFrame(columns)


def _period(period: str) -> str:
    """Write a period as a reader does: "November 2022"."""
    return f"{pd.Timestamp(period):%B %Y}" if "-" in period else period


def survey_table(context: Context) -> pd.DataFrame:
    """Every survey of outages: a row a country, a column a year, percent of firms; nothing where there was none.

    Parameters
    ----------
    context : Context
        The figures around the reports.

    Returns
    -------
    DataFrame
        Written shares.
    """
    values = context.values("outages", "firms_with_outages")
    table = values.pivot(index="subject", columns="period", values="low")
    return table.map(lambda share: "" if pd.isna(share) else f"{share:g}%").rename_axis(index="", columns="")


def outage_rows(report: Report, context: Context) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: the report's share of disrupted firms, and each country's last survey.

    By country: what they ask differs, and no order by size is meant.

    Parameters
    ----------
    report : Report
        The report with the share.
    context : Context
        The figures around the reports.

    Returns
    -------
    DataFrame
        In percent; the report's row is of the kind "lead".
    """
    last = context.values("outages", "firms_with_outages").sort_values(["subject", "period"])
    last = last.drop_duplicates("subject", keep="last")
    others = last[["low", "high"]].assign(label=last["subject"] + ", " + last["period"], about="no", kind="printed")
    own = report.core.loc[report.core["indicator"] == "outage_share", ["low", "high", "about"]]
    own = own.assign(label="IT firms in the report, no year", kind="lead")
    columns = ["label", "low", "high", "about", "kind"]
    return pd.concat([own[columns], others], ignore_index=True).assign(unit="percent", digits=3)


def outages_headline(data: pd.DataFrame) -> str:
    """The report's share beside what the last surveys of other countries range over, as a headline.

    Parameters
    ----------
    data : DataFrame
        As from `outage_rows`.

    Returns
    -------
    str
        A headline without a full stop.
    """
    own, last = data[data["kind"] == "lead"], data[data["kind"] != "lead"]
    span = write_printed(last["low"].min(), last["high"].max(), "percent")
    others = f"{span} in the last surveys of {len(last)} countries"
    if own.empty:
        return f"Firms with outages: {others}"
    about, low, high = (own[column].iloc[0] for column in ("about", "low", "high"))
    share = f"{'About ' if about == 'yes' else ''}{write_printed(low, high, 'percent')}"
    return f"{share} in the report; {others}, by another question"


def values_to_record(result: Result) -> dict[str, float | None]:
    """Both ends of each share, for a table of many runs.

    Parameters
    ----------
    result : Result
        A reconciled report.

    Returns
    -------
    dict of str to float or None
        In percent; None for an open end.
    """
    return record_ratios(result, HOSTING)


def answer_text(result: Result, percent: float | None) -> str:
    """The counts and shares in two sentences, with what the printed percentage can say.

    Parameters
    ----------
    result : Result
        A reconciled report.
    percent : float or None
        The printed share of firms with outages.

    Returns
    -------
    str
        Markdown.
    """
    counts = [
        f"{result.report.label_in_sentence(name)} {row_range(row).removesuffix(' companies')}"
        for name, row in result.bounds.reindex(FIRMS).dropna(subset="low").iterrows()
        if row["printings"] and not (math.isinf(row["low"]) and math.isinf(row["high"]))
    ]
    if not counts:
        return "The report prints no registered, active or hosted companies." + result.caveat
    titles = [(_dated_title(result.report, ratio), ratio, share) for ratio, share in available_ratios(result, HOSTING)]
    shares = [f"{title} {ratio.write(share)}" for title, ratio, share in titles]
    sentences = [f"**{capitalize(join_words(counts))}.**", *([f"{capitalize(join_words(shares))}."] if shares else [])]
    if percent is not None:
        sentences.append(
            f"The {percent:g}% of firms disrupted by power outages is of an unknown number of answers; no margin is "
            "given."
        )
    return " ".join(sentences) + result.caveat
