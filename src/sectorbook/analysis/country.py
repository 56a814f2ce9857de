"""The report beside its country for a reader: shares, series and the exchange rate."""

import pandas as pd

from sectorbook.analysis.result_tables import chart_rows, index_table, record_ends, row_range
from sectorbook.errors import SectorbookError
from sectorbook.ledger.context import Context
from sectorbook.ledger.report import Report
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import write_number, write_range
from sectorbook.values.wording import capitalize, join_words

REGION = "Gilgit-Baltistan"
LETTER = "reader's letter"
SUBSETS = ("installed_hydropower", "installed_thermal")
"""Measures that are a part of another."""


def by_district(context: Context, measure: str, period: str) -> pd.Series:
    """A measure in a period, by district.

    Parameters
    ----------
    context : Context
        The figures around the reports.
    measure : str
        A measure of the table districts.
    period : str
        A period as printed, such as "2023" or "undated".

    Returns
    -------
    Series
        In the measure's unit, indexed by the district.
    """
    values = context.values("districts", measure)
    return values[values["period"] == period].set_index("subject")["low"]


def place_rows(context: Context, report: Report) -> pd.DataFrame:
    """The rows that `charts.places` draws: the seats of the districts, filled where the report names a park.

    Parameters
    ----------
    context : Context
        The figures around the reports.
    report : Report
        The report with the statements on parks.

    Returns
    -------
    DataFrame
        Columns longitude, latitude (degrees), label and marked ("yes" or "no").
    """
    printed = " ".join(report.own.loc[report.own["indicator"] == "technology_parks", "printed"])
    seats = context.seats.reset_index().sort_values("district")
    marked = ["yes" if district in printed else "no" for district in seats["district"]]
    return seats[["longitude", "latitude"]].assign(label=seats["district"], marked=marked)


def places_headline(data: pd.DataFrame) -> str:
    """Where the report names a park, as a headline.

    Parameters
    ----------
    data : DataFrame
        As from `place_rows`.

    Returns
    -------
    str
        A headline without a full stop.
    """
    marked = list(data.loc[data["marked"] == "yes", "label"])
    if not marked:
        return f"{len(data)} districts; the report names no park in any of them"
    others = len(data) - len(marked)
    return f"The report names parks in {join_words(marked)}; the other {others} districts have none named"


def literacy_rows(context: Context) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: literacy by district, and what is printed or computed of the whole.

    Parameters
    ----------
    context : Context
        The figures around the reports.

    Returns
    -------
    DataFrame
        Columns label, low, high, about, source and kind among others; percent.
    """
    districts = context.values("districts", "literacy").sort_values("subject")
    region, country = (context.values("literacy", "literacy", name) for name in (REGION, "Pakistan"))
    mean = weighted_literacy(context)
    computed = {"low": [mean], "high": [mean], "about": ["no"], "source": [districts["source"].iloc[0]]}
    parts = [
        districts.assign(label=districts["subject"]),
        pd.DataFrame(computed).assign(label="All ten, weighted by people (ours)", kind="follows"),
        region.assign(label=[f"{REGION}, {_dated(row)}" for _, row in region.iterrows()]),
        country.assign(label="Pakistan, census of " + country["period"]),
    ]
    rows = pd.concat(parts, ignore_index=True)[["low", "high", "about", "source", "label", "kind"]]
    rows = rows.fillna({"kind": "printed"}).assign(unit="percent")
    return rows.assign(digits=rows["kind"].map({"printed": 4, "follows": 3}))


def _dated(row: pd.Series) -> str:
    """Describe the kind and the date of a printed rate of the region."""
    kind = "estimate" if row["standing"] == "estimate" else "a newspaper"
    return f"{kind} of {row['period']}" if row["period"] != "undated" else f"{kind}, undated"


def weighted_literacy(context: Context) -> float:
    """The mean of the districts' rates, each weighted by its people of 2023: of all ages, as no others are printed.

    Parameters
    ----------
    context : Context
        The figures around the reports.

    Returns
    -------
    float
        In percent.
    """
    rates, people = by_district(context, "literacy", "undated"), by_district(context, "census_population", "2023")
    return float((rates * people.reindex(rates.index)).sum() / people.reindex(rates.index).sum())


def literacy_headline(context: Context) -> str:
    """The span of the districts, as a headline without a verdict.

    Parameters
    ----------
    context : Context
        The figures around the reports.

    Returns
    -------
    str
        A headline without a full stop.
    """
    rates = by_district(context, "literacy", "undated")
    low, high = rates.idxmin(), rates.idxmax()
    return f"Literacy printed for the districts: {rates[low]:g}% in {low} to {rates[high]:g}% in {high}"


def power_rows(context: Context) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: every printed value in MW, with whose it is; none is preferred.

    Parameters
    ----------
    context : Context
        The figures around the reports.

    Returns
    -------
    DataFrame
        Columns label, low, high, source, unit, digits, about and kind.
    """
    table = context.table("electricity")
    kept = table[(table["unit"] == "MW") & ~table["measure"].isin(SUBSETS)].sort_values("measure", kind="stable")
    names = kept["source"].map(context.sources["publisher"])
    names = names.where(kept["standing"] != LETTER, LETTER + " in " + names)
    labels = kept["measure"].str.replace("_", ", ").map(capitalize) + " (" + names + ", " + kept["period"] + ")"
    rows = zip(labels, kept["low"], kept["high"], kept["source"], strict=True)
    return chart_rows(rows, "MW", 4, "source").assign(about=kept["about"].to_numpy(), kind="printed")


def installed(context: Context) -> list[float]:
    """What sources print as installed power.

    Parameters
    ----------
    context : Context
        The figures around the reports.

    Returns
    -------
    list of float
        In MW, in ascending order.
    """
    return sorted(context.values("electricity", "installed")["low"])


def power_headline(context: Context) -> str:
    """How far sources are apart, as a headline.

    Parameters
    ----------
    context : Context
        The figures around the reports.

    Returns
    -------
    str
        A headline without a full stop.
    """
    values = installed(context)
    return f"Sources print {join_words([write_number(value, 4) for value in values])} MW of installed power"


FISCAL_YEAR = r"FY[0-9]{4}"
THROUGH = "official through others"
PARTS = (
    ("freelancer_revenue", "freelance_exports", "Freelancers, of freelance exports"),
    ("sector_revenue", "it_exports", "Sector, of IT exports"),
)
"""Indicators, the series of the country that each is divided by, and labels of the shares."""
COUNTRY = "Pakistan (four provinces and Islamabad)"
SHARE_TERMS = "if all of the revenue were exports of that year, which the report does not say"


def check_year(context: Context, fiscal_year: str) -> None:
    """Raise `SectorbookError` with the years that there are, where no series of the country has one.

    Parameters
    ----------
    context : Context
        The figures around the reports.
    fiscal_year : str
        Such as "FY2025".

    Raises
    ------
    SectorbookError
        Where no series of the country has a value of the year.
    """
    known = sorted({year for _, table, _ in PARTS for year in _full_years(context.values(table, table))["period"]})
    if fiscal_year not in known:
        raise SectorbookError(f'fiscal_year is "{fiscal_year}". Choose one of {", ".join(known)}.')


def _full_years(values: pd.DataFrame) -> pd.DataFrame:
    """Select the rows of full fiscal years."""
    return values[values["period"].str.fullmatch(FISCAL_YEAR)]


def share_rows(result: Result, context: Context, fiscal_year: str) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: the report's revenue over each printed value of the country's exports.

    And the region's share of the people. Where sources print two values there are two rows; none for a report of
    another place.

    Parameters
    ----------
    result : Result
        A reconciled report.
    context : Context
        The figures around the reports.
    fiscal_year : str
        The year of the country's exports, such as "FY2025".

    Returns
    -------
    DataFrame
        As from `result_tables.chart_rows` with a column source; percent. The last row is the share of the people.
    """
    if not is_of_region(result.report):
        return chart_rows([], "percent", 2, "source")
    rows = []
    for indicator, table, label in PARTS:
        values = context.values(table, table)
        if indicator in result.bounds.index:
            own = result.bounds.loc[indicator]
            rows += [
                (f"{label} ({printed['printed']})", *_share(own, printed), printed["source"])
                for _, printed in values[values["period"] == fiscal_year].iterrows()
            ]
    return chart_rows([*rows, _share_of_people(context)], "percent", 2, "source")


def is_of_region(report: Report) -> bool:
    """Whether a report is of the region that lies in the country.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    bool
        True where its slug begins with the region's name.
    """
    return report.slug.startswith(REGION.lower())


def _share(own: pd.Series, printed: pd.Series) -> tuple[float, float]:
    """Divide a range by a printed one, in percent: any value of the first over any of the second."""
    low = 0.0 if pd.isna(printed["high"]) else 100 * own["low"] / printed["high"]
    return low, 100 * own["high"] / printed["low"]


def _share_of_people(context: Context) -> tuple[str, float, float, str]:
    """Divide the region's people by those of country and region, in percent, as a row with its sources."""
    region = by_district(context, "census_population", "2023").sum()
    country = context.values("population", "census_population", COUNTRY).iloc[0]
    share = 100 * float(region / (region + float(country["low"])))
    return "People, census of 2023", share, share, f"{context.table('districts')['source'].iloc[0]} {country['source']}"


def shares_headline(data: pd.DataFrame) -> str:
    """The shares as a headline: of the people, and of each printed amount of money.

    Parameters
    ----------
    data : DataFrame
        As from `share_rows`, with one row at least.

    Returns
    -------
    str
        A headline without a full stop.
    """
    *money, people = _written_shares(data)
    return f"{REGION}: {people}" + (f", and {join_words(money)} if all revenue were exports" if money else "")


def _written_shares(data: pd.DataFrame) -> list[str]:
    """Write each share with its denominator: "1.4%–1.9% of freelance exports ($779 million)"."""
    denominators = [label.partition(", ")[2] if ", of " in label else "of the people" for label in data["label"]]
    ranges = [row_range(row, 2) for row in data.to_dict("records")]
    return [f"{share} {denominator}" for share, denominator in zip(ranges, denominators, strict=True)]


def export_rows(context: Context) -> pd.DataFrame:
    """The rows that `charts.series` draws: IT exports by whole fiscal year, as newspapers gave them from officials.

    Parameters
    ----------
    context : Context
        The figures around the reports.

    Returns
    -------
    DataFrame
        Columns series, year, value (millions of US dollars), unit and source, in the order of the years.
    """
    values = _full_years(context.values("it_exports", "it_exports"))
    values = values[(values["standing"] == THROUGH) & (values["low"] == values["high"])]
    rows = _series(values, "IT exports", "FY", "MUSD").assign(source=values["source"])
    return rows.sort_values("year", kind="stable").reset_index(drop=True)


def _series(values: pd.DataFrame, name: str, prefix: str, unit: str) -> pd.DataFrame:
    """Build the data of `charts.series` from values of one series by year."""
    years = values["period"].str.removeprefix(prefix).astype(int)
    return pd.DataFrame({"series": name, "year": years, "value": values["low"], "unit": unit})


def freelance_table(context: Context) -> pd.DataFrame:
    """Every printed value of freelancers' exports: they are of several definitions and make no line.

    Parameters
    ----------
    context : Context
        The figures around the reports.

    Returns
    -------
    DataFrame
        Columns period, printed, source, standing and mind.
    """
    rows = context.table("freelance_exports").rename(columns={"note": "mind"})
    rows["source"] = [context.cite(source, short=True) for source in rows["source"]]
    return rows[["period", "printed", "source", "standing", "mind"]]


def sources_of(data: pd.DataFrame) -> list[str]:
    """The sources of the rows of a drawing, in their order.

    Parameters
    ----------
    data : DataFrame
        Has a column source, with ids separated by blanks.

    Returns
    -------
    list of str
        Distinct ids.
    """
    return list(dict.fromkeys(" ".join(data["source"]).split()))


def exports_headline(data: pd.DataFrame) -> str:
    """How IT exports grew, as a headline.

    Parameters
    ----------
    data : DataFrame
        As from `export_rows`.

    Returns
    -------
    str
        A headline without a full stop.
    """
    first, last = data.iloc[0], data.iloc[-1]
    before, after = (write_range(row["value"], row["value"], "MUSD") for row in (first, last))
    return f"Pakistan's IT exports: {before} in fiscal year {first['year']}, {after} in {last['year']}"


def rate_rows(context: Context) -> pd.DataFrame:
    """The rows that `charts.series` draws: rupees for a dollar, mean of each calendar year.

    Parameters
    ----------
    context : Context
        The figures around the reports.

    Returns
    -------
    DataFrame
        Columns series, year, value (rupees for a dollar) and unit.
    """
    return _series(context.values("exchange_rates", "official_rate_average"), "official rate", "CY", "PKR/USD")


def rates_headline(data: pd.DataFrame) -> str:
    """The rate's first and last year, as a headline.

    Parameters
    ----------
    data : DataFrame
        As from `rate_rows`.

    Returns
    -------
    str
        A headline without a full stop.
    """
    first, last = data.iloc[0], data.iloc[-1]
    return f"A dollar cost {first['value']:.0f} rupees in {first['year']} and {last['value']:.0f} in {last['year']}"


def growth_table(context: Context, fiscal_year: str) -> pd.DataFrame:
    """How IT exports grew from the first year with a rate to another, in dollars and rupees, and the dollar's price.

    Percent; empty where one of the years has no rate. Growth in rupees is that in dollars times that of the price.

    Parameters
    ----------
    context : Context
        The figures around the reports.
    fiscal_year : str
        The last year, such as "FY2025".

    Returns
    -------
    DataFrame
        Columns times (a factor) and growth (written, percent); the index is named after the two years.
    """
    means = _full_years(context.values("exchange_rates", "mean_of_monthly_rates")).set_index("period")["low"]
    dollars = _full_years(context.values("it_exports", "it_exports")).set_index("period")["low"]
    both = [year for year in sorted(means.index) if year in dollars.index]
    if fiscal_year not in both or fiscal_year == both[0]:
        return pd.DataFrame()
    first = both[0]
    dollar, rate = dollars[fiscal_year] / dollars[first], means[fiscal_year] / means[first]
    factors = {"IT exports in dollars": dollar, "Rupees for a dollar": rate, "IT exports in rupees": dollar * rate}
    rows = {label: [factor, f"{100 * (factor - 1):+.0f}%"] for label, factor in factors.items()}
    return index_table(rows, ["times", "growth"], None).rename_axis(f"{first} to {fiscal_year}")


def growth_sentence(growth: pd.DataFrame) -> str:
    """What part of the growth in rupees is the rupee's.

    Parameters
    ----------
    growth : DataFrame
        As from `growth_table`.

    Returns
    -------
    str
        One sentence.
    """
    if growth.empty:
        return "Of this fiscal year no mean rate is known, or it is the first; nothing is computed."
    dollars, price, rupees = growth["growth"]
    return (
        f"From {growth.index.name} IT exports changed by {dollars} in dollars and by {rupees} in rupees: a dollar's "
        f"price changed by {price} meanwhile."
    )


def values_to_record(data: pd.DataFrame) -> dict[str, float | None]:
    """Both ends of each share, for a table of many runs.

    Parameters
    ----------
    data : DataFrame
        As from `share_rows`.

    Returns
    -------
    dict of str to float or None
        In percent, by the row's label; None for an open end.
    """
    return record_ends(zip(data["label"], data["low"], data["high"], strict=True))


def answer_text(result: Result, data: pd.DataFrame, context: Context, fiscal_year: str) -> str:
    """The shares in two sentences, with the condition that they hang on.

    Parameters
    ----------
    result : Result
        A reconciled report.
    data : DataFrame
        As from `share_rows`.
    context : Context
        The figures around the reports.
    fiscal_year : str
        The year of the country's exports.

    Returns
    -------
    str
        Markdown.
    """
    if data.empty:
        return f"This report is not of {REGION}; only the country is shown." + result.caveat
    weighted = f"Literacy by district averages {weighted_literacy(context):.1f}%, weighted by people."
    *money, people = _written_shares(data)
    if not money:
        return f"**{REGION} has {people}.** {weighted}" + result.caveat
    return (
        f"**{REGION} has {people}, and in {fiscal_year} what the report prints would be {join_words(money)}**, "
        f"{SHARE_TERMS}. {weighted}" + result.caveat
    )
