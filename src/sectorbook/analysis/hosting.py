"""Who is registered, active and hosted, and what the country around says of outages, told for a reader."""

from __future__ import annotations

import math

import pandas as pd

from sectorbook.analysis.publication_history import first_print_dates
from sectorbook.ledger.context import Context
from sectorbook.ledger.report import Report
from sectorbook.reconcile.ratios import HOSTING, available_ratios
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import write_range
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
    """The rows that `charts.ranges` draws: how many companies are registered, active and hosted."""
    known, report = result.bounds, result.report
    rows = [
        (report.label(name), known.at[name, "low"], known.at[name, "high"])
        for name in FIRMS
        if name in known.index and known.at[name, "printings"]
    ]
    drawn = pd.DataFrame(rows, columns=["label", "low", "high"])
    return drawn.assign(unit="company", digits=3, about="no", kind="follows")


def firm_counts(report: Report) -> list[int]:
    """The numbers of firms that the core prints as registered or active: each end of them."""
    core = report.core[report.core["indicator"].isin(FIRMS[:2])]
    ends = pd.concat([core["low"], core["high"]]).dropna()
    return sorted({int(end) for end in ends})


def share_rows(result: Result) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: what share of the registered are active, of the active hosted."""
    rows = [(capitalize(ratio.title), found.low, found.high) for ratio, found in available_ratios(result, HOSTING)]
    drawn = pd.DataFrame(rows, columns=["label", "low", "high"])
    return drawn.assign(unit="percent", digits=3, about="no", kind="follows")


def firms_headline(drawn: pd.DataFrame) -> str:
    """The counts as a headline."""
    ends = [write_range(low, high, "company") for low, high in zip(drawn["low"], drawn["high"], strict=True)]
    told = [
        f"{end if place == 0 else end.removesuffix(' companies')} {SHORT.get(label, label)}"
        for place, (end, label) in enumerate(zip(ends, drawn["label"], strict=True))
    ]
    return join_words(told)


def shares_headline(drawn: pd.DataFrame) -> str:
    """The first two shares as a headline."""
    rows = drawn.head(2).to_dict("records")
    return "; ".join(f"{row['label']} {write_range(row['low'], row['high'], row['unit'], 3)}" for row in rows)


def hub_rows(report: Report) -> pd.DataFrame:
    """The rows that `charts.timeline` draws: when what is said of parks and hubs was first in print, if known."""
    found = first_print_dates(report)
    indicators = report.statements["indicator"].reindex(found.index)
    topics = indicators.map(report.indicators["topic"])
    return found[topics.isin(HUBS) | indicators.isin(HOSTED)]


def months_earlier(found: pd.DataFrame) -> int:
    """How many months lie between the first and the last of some printings, rounded."""
    days: int = (found["date"].max() - found["date"].min()).days
    return round(days / DAYS_A_MONTH)


def hubs_headline(found: pd.DataFrame) -> str:
    """How many of the statements on parks and hubs were in print before, and since when, as a headline."""
    early = found[found["date"] < found["date"].max()]
    if early.empty:
        return "No statement on parks and hubs is known to have been in print before"
    months = months_earlier(found)
    told = f"{len(early)} of {len(found)} statements on parks and hubs"
    return f"{told} were in print {months} months earlier"


def park_table(context: Context) -> pd.DataFrame:
    """When each park was opened, as printed, with its source."""
    rows = context.table("parks")
    rows = rows[rows["measure"].str.startswith(OPENED)]
    return pd.DataFrame(
        {
            "park": rows["measure"].str.removeprefix(OPENED).map(capitalize),
            "opened": rows["period"].map(_period),
            "source": rows["source"].map(context.cite),
            "mind": rows["note"],
        }
    )


def _period(period: str) -> str:
    """A period as a reader writes it: "November 2022"."""
    return f"{pd.Timestamp(period):%B %Y}" if "-" in period else period


def survey_table(context: Context) -> pd.DataFrame:
    """Every survey of outages: a row a country, a column a year, percent of firms; nothing where there was none."""
    values = context.values("outages", "firms_with_outages")
    table = values.pivot(index="subject", columns="period", values="low")
    return table.map(lambda share: "" if pd.isna(share) else f"{share:g}%").rename_axis(index="", columns="")


def outage_rows(report: Report, context: Context) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: the report's share of disrupted firms, and each country's last survey.

    By country: what they ask differs, and no order by size is meant.
    """
    last = context.values("outages", "firms_with_outages").sort_values(["subject", "period"])
    last = last.drop_duplicates("subject", keep="last")
    others = last[["low", "high"]].assign(label=last["subject"] + ", " + last["period"], about="no", kind="printed")
    said = report.core[report.core["indicator"] == "outage_share"]
    own = pd.DataFrame(
        {
            "label": "IT firms in the report, no year",
            "low": said["low"],
            "high": said["high"],
            "about": said["about"],
            "kind": "lead",
        }
    )
    return pd.concat([own, others], ignore_index=True).assign(unit="percent", digits=3)


def outages_headline(drawn: pd.DataFrame) -> str:
    """The report's share beside what the last surveys of other countries range over, as a headline."""
    own, last = drawn[drawn["kind"] == "lead"], drawn[drawn["kind"] != "lead"]
    ends = (
        f"{write_range(last['low'].min(), last['high'].max(), 'percent')} in the last surveys of {len(last)} countries"
    )
    if own.empty:
        return f"Firms with outages: {ends}"
    share = write_range(own["low"].iloc[0], own["high"].iloc[0], "percent")
    about = "About " if own["about"].iloc[0] == "yes" else ""
    return f"{about}{share} in the report; {ends}, by another question"


def values_to_record(result: Result) -> dict[str, float | None]:
    """What a table of many runs keeps of this: both ends of each share; an open end is None."""
    return {
        f"{ratio.title.replace(' ', '_')}_{end}": value if math.isfinite(value) else None
        for ratio, found in available_ratios(result, HOSTING)
        for end, value in (("low", found.low), ("high", found.high))
    }


def answer_text(result: Result, percent: float | None) -> str:
    """The counts and shares in two sentences, with what the printed percentage can say."""
    told = [
        f"{result.report.label_in_sentence(name)} "
        f"{write_range(row['low'], row['high'], 'company').removesuffix(' companies')}"
        for name, row in result.bounds.reindex(FIRMS).dropna(subset="low").iterrows()
        if row["printings"] and not (math.isinf(row["low"]) and math.isinf(row["high"]))
    ]
    if not told:
        return "The report prints no registered, active or hosted companies." + result.caveat
    found = [f"{ratio.title} {ratio.write(share)}" for ratio, share in available_ratios(result, HOSTING)]
    sentences = [f"**{capitalize(join_words(told))}.**", *([f"{capitalize(join_words(found))}."] if found else [])]
    if percent is not None:
        sentences.append(
            f"The {percent:g}% of firms disrupted by power outages is of an unknown number of answers; no margin is "
            "given."
        )
    return " ".join(sentences) + result.caveat
