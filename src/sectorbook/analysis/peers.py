"""Several reports and other sectors on the same measures, with differences of scope marked in each row."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from sectorbook.analysis.earnings import warning
from sectorbook.analysis.result_tables import record_ends, row_range
from sectorbook.ledger.context import Context
from sectorbook.ledger.report import Report, load_report
from sectorbook.reconcile.ratios import EARNINGS, SHARES, Ratio, available_ratios
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.values.wording import capitalize, join_words

HEAD, COMPANY = "USD/person/year", "kUSD/company/year"
MIND = " (scope may differ)"
PARTS = ("freelancer_revenue", "freelancer_exports")
"""What freelancers earn, of which a mean for each is printed."""
ChartRow = tuple[str, float, float, str, str, str]
"""Label, both ends, kind, sources with a blank between, and whether a printed "about" stands behind it."""


def load_results(reports: Iterable[str]) -> list[Result]:
    """Each of some reports, reconciled as printed.

    Parameters
    ----------
    reports : iterable of str
        Names or folders of reports; a repeated one is loaded once.

    Returns
    -------
    list of Result
        In the order of the names.
    """
    return [reconcile(load_report(name)) for name in dict.fromkeys(reports)]


def short_name(report: Report) -> str:
    """A report in short, from its name: "Nepal 2022", or "Gilgit-Baltistan (no year)" where its figures have none.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        Words of the slug, capitalised; those of three letters or fewer in capitals. A year in the slug is told only
        if the core's figures are of it.
    """
    words = [word.upper() if len(word) <= 3 else capitalize(word) for word in report.slug.split("-")]
    if not words[-1].isdigit():
        return "-".join(words)
    year = words[-1] if report.core["period"].str.contains(words[-1]).any() else "(no year)"
    return f"{'-'.join(words[:-1])} {year}"


def extend_context(context: Context, results: Sequence[Result]) -> Context:
    """What is around the reports, with the sources of some reports too, named as "nepal-2022:NBA".

    Parameters
    ----------
    context : Context
        The figures around the reports.
    results : sequence of Result
        Results of the reports.

    Returns
    -------
    Context
        A copy with more sources, and with the digests of the reports.
    """
    others = [result.report.sources.add_prefix(f"{result.report.slug}:", axis="index") for result in results]
    digests = {result.report.slug: result.report.digest for result in results}
    return replace(context, sources=pd.concat([context.sources, *others]), others=digests)


def common_table(results: Sequence[Result]) -> pd.DataFrame:
    """What each report's statements leave of every indicator that two of them print at least.

    Parameters
    ----------
    results : sequence of Result
        Results of the reports.

    Returns
    -------
    DataFrame
        One row for each indicator, one column for each report.
    """
    columns = {}
    for result in results:
        printed = result.bounds[result.bounds["printings"].map(len) > 0]
        ranges = {result.report.label(str(name)): row_range(row) for name, row in printed.iterrows()}
        columns[short_name(result.report)] = pd.Series(ranges)
    table = pd.DataFrame(columns)
    return table[table.notna().sum(axis=1) > 1].fillna("not printed")


def head_rows(results: Sequence[Result], context: Context) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: what a head brings in a year, here and elsewhere.

    Parameters
    ----------
    results : sequence of Result
        Results of the reports.
    context : Context
        The figures around the reports.

    Returns
    -------
    DataFrame
        Columns label, low, high (US dollars a person and year), kind, source, unit, digits and about.
    """
    rows = [
        *_of_reports(results, EARNINGS, HEAD),
        *_printed_means(results),
        _rupees_a_head(context),
        _printed(context, "exports_per_employee", "Kyrgyz park 2023: exports per specialist, as printed"),
    ]
    return _frame(rows, HEAD, 3)


def company_rows(results: Sequence[Result], context: Context) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: what a company brings in a year, here and elsewhere.

    Parameters
    ----------
    results : sequence of Result
        Results of the reports.
    context : Context
        The figures around the reports.

    Returns
    -------
    DataFrame
        Columns as in `head_rows`; thousands of US dollars a company and year.
    """
    parks = "Khyber Pakhtunkhwa 2015: industry over companies of two parks" + MIND
    rows = [
        *_of_reports(results, EARNINGS, COMPANY),
        _quotient(context, "sector_revenue", "companies_in_parks", parks),
        _quotient(context, "company_exports", "companies", "Kyrgyz park 2023: exports per resident", "2023"),
    ]
    return _frame(rows, COMPANY, 3)


def share_rows(results: Sequence[Result]) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: whose share is what.

    Parameters
    ----------
    results : sequence of Result
        Results of the reports.

    Returns
    -------
    DataFrame
        Columns as in `head_rows`; percent.
    """
    return _frame(_of_reports(results, SHARES, "percent"), "percent", 2)


def _frame(rows: Iterable[ChartRow], unit: str, digits: int) -> pd.DataFrame:
    """Build the data of a chart from rows of one unit."""
    frame = pd.DataFrame(rows, columns=["label", "low", "high", "kind", "source", "about"])
    return frame.assign(unit=unit, digits=digits)


def _of_reports(results: Sequence[Result], ratios: tuple[Ratio, ...], unit: str) -> Iterable[ChartRow]:
    """List the available ratios of each report that are in the unit."""
    for result in results:
        sources = " ".join(f"{result.report.slug}:{source}" for source in result.report.own_sources)
        for ratio, interval in available_ratios(result, ratios):
            if ratio.unit == unit:
                label = f"{short_name(result.report)}: {ratio.title}{MIND if warning(result, ratio) else ''}"
                yield label, interval.low, interval.high, "follows", sources, "no"


def _printed_means(results: Sequence[Result]) -> Iterable[ChartRow]:
    """List the mean earnings of a freelancer that the reports' own sources print."""
    for result in results:
        printed, label = result.report.relations, f"{short_name(result.report)}: mean of a freelancer, as printed"
        means = (printed["relation"] == "per") & (printed["of"] == "freelancers") & printed["indicator"].isin(PARTS)
        for _, row in printed[means & printed["source"].isin(result.report.own_sources)].iterrows():
            yield label, row["low"], row["high"], "printed", f"{result.report.slug}:{row['source']}", row["about"]


def _rupees_a_head(context: Context) -> ChartRow:
    """Divide both totals that one page prints for a province by the freelancers who told theirs, in dollars."""
    totals, heads = (
        context.values("comparators", name, "Khyber Pakhtunkhwa") for name in ("freelancer_revenue", "freelancers")
    )
    year = totals["period"].iloc[0]
    rate = context.values("exchange_rates", "official_rate_average")
    rate = rate[rate["period"] == f"CY{year}"].iloc[0]
    low, high = (1e6 * end / heads["low"].iloc[0] / rate["low"] for end in (totals["low"].min(), totals["low"].max()))
    label = f"Khyber Pakhtunkhwa {year}: per freelancer who reported earnings"
    return label, low, high, "follows", f"{totals['source'].iloc[0]} {rate['source']}", heads["about"].iloc[0]


def _printed(context: Context, measure: str, label: str) -> ChartRow:
    """Take a printed value of another sector as it is."""
    row = context.values("comparators", measure).iloc[0]
    return label, row["low"], row["high"], "printed", row["source"], row["about"]


def _quotient(context: Context, numerator: str, denominator: str, label: str, period: str | None = None) -> ChartRow:
    """Divide a printed amount in millions by a printed count of the same subject, in thousands."""
    amounts, counts = context.values("comparators", numerator), context.values("comparators", denominator)
    amount = amounts[amounts["period"] == (period or amounts["period"].iloc[0])].iloc[0]
    count = counts[counts["subject"] == amount["subject"]].iloc[0]
    value = 1e3 * amount["low"] / count["low"]
    about = "yes" if "yes" in (amount["about"], count["about"]) else "no"
    return label, value, value, "follows", " ".join(dict.fromkeys([amount["source"], count["source"]])), about


def heads_headline(data: pd.DataFrame) -> str:
    """What the statements leave of the first two rows whose scope is shared, as a headline.

    Parameters
    ----------
    data : DataFrame
        As from `head_rows`.

    Returns
    -------
    str
        A headline without a full stop.
    """
    return "; ".join(_of_one_scope(data)[:2])


def _of_one_scope(data: pd.DataFrame) -> list[str]:
    """Write the computed rows whose numerator and denominator share a scope."""
    rows = data[(data["kind"] == "follows") & ~data["label"].str.contains(MIND, regex=False)]
    about = rows["about"].map({"yes": "about ", "no": ""})
    return [
        f"{row['label']} {word}{row_range(row, 3)}" for row, word in zip(rows.to_dict("records"), about, strict=True)
    ]


def companies_headline(data: pd.DataFrame) -> str:
    """How far the rows lie apart, as a headline.

    Parameters
    ----------
    data : DataFrame
        As from `company_rows`.

    Returns
    -------
    str
        A headline without a full stop.
    """
    first = data.iloc[0]
    return f"{first['label']} {row_range(first, 3)} a year; elsewhere by other definitions"


def shares_headline(data: pd.DataFrame) -> str:
    """The first two shares of money as a headline.

    Parameters
    ----------
    data : DataFrame
        As from `share_rows`.

    Returns
    -------
    str
        A headline without a full stop.
    """
    money = [row for row in data.to_dict("records") if "workforce" not in row["label"]]
    shares = [f"{row['label']} {row_range(row, 2)}" for row in money[:2]]
    return "; ".join(shares) or "No report prints whose share is what"


def values_to_record(data: pd.DataFrame) -> dict[str, float | None]:
    """Both ends of some rows, for a table of many runs.

    Parameters
    ----------
    data : DataFrame
        As from `head_rows`.

    Returns
    -------
    dict of str to float or None
        By the row's label; None for an open end.
    """
    return record_ends(zip(data["label"], data["low"], data["high"], strict=True))


def answer_text(results: Sequence[Result], data: pd.DataFrame) -> str:
    """What the reports leave of the first measure, in two sentences.

    Parameters
    ----------
    results : sequence of Result
        Results of the reports.
    data : DataFrame
        As from `head_rows`.

    Returns
    -------
    str
        Markdown.
    """
    names = join_words([short_name(result.report) for result in results])
    return (
        f"**A year for each head: {'; '.join(_of_one_scope(data)[:3])}.** Compared are {names} and other sectors; "
        "years and definitions differ, as each row says. Rows whose scope may differ are left out of this answer."
    )
