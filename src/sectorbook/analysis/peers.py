"""Reports and other sectors beside each other on the same measures, with what is unlike said on the mark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from sectorbook.analysis.earnings import warning
from sectorbook.ledger.context import Context
from sectorbook.ledger.report import Report, load_report
from sectorbook.reconcile.ratios import EARNINGS, SHARES, Ratio, available_ratios
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.values.intervals import write_range
from sectorbook.values.wording import capitalize, join_words

HEAD, COMPANY = "USD/person/year", "kUSD/company/year"
MIND = " (scope may differ)"
PRINTED_MEAN = "freelancer_mean_earnings"


def load_results(reports: Iterable[str]) -> list[Result]:
    """Each of some reports, reconciled as printed."""
    return [reconcile(load_report(name)) for name in dict.fromkeys(reports)]


def short_name(report: Report) -> str:
    """A report in short, from its name: "Nepal 2022"."""
    words = [word.upper() if len(word) <= 3 else capitalize(word) for word in report.slug.split("-")]
    return f"{'-'.join(words[:-1])} {words[-1]}" if words[-1].isdigit() else "-".join(words)


def extend_context(context: Context, results: Sequence[Result]) -> Context:
    """What is around the reports, with the sources of some reports too, named as "nepal-2022:NBA"."""
    others = [result.report.sources.add_prefix(f"{result.report.slug}:", axis="index") for result in results]
    digests = {result.report.slug: result.report.digest for result in results}
    return replace(context, sources=pd.concat([context.sources, *others]), others=digests)


def common_table(results: Sequence[Result]) -> pd.DataFrame:
    """What each report's statements leave of every indicator that two of them print at least."""
    columns = {}
    for result in results:
        known, units = result.bounds, result.report.indicators["unit"]
        printed = known[known["printings"].map(len) > 0]
        columns[short_name(result.report)] = pd.Series(
            {
                result.report.label(str(name)): write_range(row["low"], row["high"], units[name])
                for name, row in printed.iterrows()
            }
        )
    found = pd.DataFrame(columns)
    return found[found.notna().sum(axis=1) > 1].fillna("not printed")


def head_rows(results: Sequence[Result], context: Context) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: what a head brings in a year, here and elsewhere."""
    rows = [*_of_reports(results, EARNINGS, HEAD), *_printed_means(results), *_elsewhere(context, HEAD)]
    return _drawn(rows, HEAD, 3)


def company_rows(results: Sequence[Result], context: Context) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: what a company brings in a year, here and elsewhere."""
    return _drawn([*_of_reports(results, EARNINGS, COMPANY), *_elsewhere(context, COMPANY)], COMPANY, 3)


def share_rows(results: Sequence[Result]) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: whose share is what."""
    return _drawn(list(_of_reports(results, SHARES, "percent")), "percent", 2)


ChartRow = tuple[str, float, float, str, str]
"""Label, both ends, kind, and sources with a blank between."""


def _drawn(rows: list[ChartRow], unit: str, digits: int) -> pd.DataFrame:
    drawn = pd.DataFrame(rows, columns=["label", "low", "high", "kind", "source"])
    return drawn.assign(unit=unit, digits=digits, about="no")


def _of_reports(results: Sequence[Result], asked: tuple[Ratio, ...], unit: str) -> Iterable[ChartRow]:
    for result in results:
        sources = " ".join(f"{result.report.slug}:{source}" for source in result.report.own_sources)
        for ratio, found in available_ratios(result, asked):
            if ratio.unit == unit:
                mind = MIND if warning(result, ratio) else ""
                yield f"{short_name(result.report)}: {ratio.title}{mind}", found.low, found.high, "follows", sources


def _printed_means(results: Sequence[Result]) -> Iterable[ChartRow]:
    for result in results:
        said = result.report.core
        for _, row in said[said["indicator"] == PRINTED_MEAN].iterrows():
            source = f"{result.report.slug}:{row['source']}"
            yield (
                f"{short_name(result.report)}: mean of a freelancer, as printed",
                row["low"],
                row["high"],
                "printed",
                source,
            )


def _elsewhere(context: Context, unit: str) -> Iterable[ChartRow]:
    """The comparators: one printed value over another of the same body and time, or a printed mean."""
    if unit == HEAD:
        yield _rupees_a_head(context)
        yield _printed(context, "exports_per_employee", "Kyrgyz park 2023: exports per specialist, as printed")
    else:
        yield _over(
            context,
            "sector_revenue",
            "companies_in_parks",
            "Khyber Pakhtunkhwa 2015: industry over companies of two parks" + MIND,
        )
        yield _over(context, "company_exports", "companies", "Kyrgyz park 2023: exports per resident", "2023")


def _rupees_a_head(context: Context) -> ChartRow:
    """What freelancers of a province told in a survey, at the mean rate of that year."""
    total, heads_of = (
        context.values("comparators", name, "Khyber Pakhtunkhwa").iloc[0]
        for name in ("freelancer_revenue", "freelancers")
    )
    rate = context.values("exchange_rates", "official_rate_average")
    rate = rate[rate["period"] == f"CY{total['period']}"].iloc[0]
    value = 1e6 * total["low"] / heads_of["low"] / rate["low"]
    label = f"Khyber Pakhtunkhwa {total['period']}: per freelancer who reported earnings"
    return label, value, value, "follows", f"{total['source']} {rate['source']}"


def _printed(context: Context, measure: str, label: str) -> ChartRow:
    said = context.values("comparators", measure).iloc[0]
    return label, said["low"], said["high"], "printed", said["source"]


def _over(context: Context, above: str, below: str, label: str, period: str | None = None) -> ChartRow:
    """A printed amount in millions over a printed count, in thousands."""
    tops, counts = context.values("comparators", above), context.values("comparators", below)
    top = tops[tops["period"] == (period or tops["period"].iloc[0])].iloc[0]
    count = counts[counts["subject"] == top["subject"]].iloc[0]
    value = 1e3 * top["low"] / count["low"]
    return label, value, value, "follows", " ".join(dict.fromkeys([top["source"], count["source"]]))


def heads_headline(drawn: pd.DataFrame) -> str:
    """What the statements leave of the first two rows whose scope is shared, as a headline."""
    return "; ".join(_told(drawn)[:2])


def _told(drawn: pd.DataFrame) -> list[str]:
    sure = drawn[(drawn["kind"] == "follows") & ~drawn["label"].str.contains(MIND, regex=False)]
    return [f"{row['label']} {write_range(row['low'], row['high'], HEAD, 3)}" for row in sure.to_dict("records")]


def companies_headline(drawn: pd.DataFrame) -> str:
    """How far the rows lie apart, as a headline."""
    first = drawn.iloc[0]
    ends = write_range(first["low"], first["high"], COMPANY, 3)
    return f"{first['label']} {ends} a year; elsewhere by other definitions"


def shares_headline(drawn: pd.DataFrame) -> str:
    """The first two shares of money as a headline."""
    told = [
        f"{row['label']} {write_range(row['low'], row['high'], 'percent', 2)}"
        for row in drawn.to_dict("records")
        if "workforce" not in row["label"]
    ]
    return "; ".join(told[:2]) if told else "No report prints whose share is what"


def values_to_record(drawn: pd.DataFrame) -> dict[str, float | None]:
    """What a table of many runs keeps of some rows: both ends of each; an open end is None."""
    return {
        f"{row.label}_{end}": getattr(row, end) if abs(getattr(row, end)) < float("inf") else None
        for row in drawn.itertuples()
        for end in ("low", "high")
    }


def answer_text(results: Sequence[Result], drawn: pd.DataFrame) -> str:
    """What the reports leave of the first measure, in two sentences."""
    names = join_words([short_name(result.report) for result in results])
    return (
        f"**A year for each head: {'; '.join(_told(drawn)[:3])}.** Compared are {names} and other sectors; years and "
        "definitions differ, as each row says. Rows whose scope may differ are left out of this answer."
    )
