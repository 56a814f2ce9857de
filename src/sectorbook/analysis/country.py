"""The report beside its country: shares, series and the exchange rate, told for a reader."""

from __future__ import annotations

import pandas as pd

from sectorbook.errors import SectorbookError
from sectorbook.ledger.context import Context
from sectorbook.ledger.report import Report
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import write_number, write_range
from sectorbook.values.wording import capitalize, join_words

REGION = "Gilgit-Baltistan"
LETTER = "reader's letter"
PARTLY = ("installed_hydropower", "installed_thermal")
"""Measures that are a part of another."""


def by_district(context: Context, measure: str, period: str) -> pd.Series:
    """A measure in a period, by district."""
    values = context.values("districts", measure)
    return values[values["period"] == period].set_index("subject")["low"]


def place_rows(context: Context, report: Report) -> pd.DataFrame:
    """The rows that `charts.places` draws: the seats of the districts, filled where the report names a park."""
    printed = " ".join(report.own.loc[report.own["indicator"] == "technology_parks", "printed"])
    seats = context.seats.reset_index().sort_values("district")
    marked = ["yes" if district in printed else "no" for district in seats["district"]]
    return seats[["longitude", "latitude"]].assign(label=seats["district"], marked=marked)


def places_headline(drawn: pd.DataFrame) -> str:
    """Where the report names a park, as a headline."""
    marked = list(drawn.loc[drawn["marked"] == "yes", "label"])
    if not marked:
        return f"{len(drawn)} districts; the report names no park in any of them"
    others = len(drawn) - len(marked)
    return f"The report names parks in {join_words(marked)}; the other {others} districts have none named"


def literacy_rows(context: Context) -> pd.DataFrame:
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


def literacy_headline(context: Context) -> str:
    """The span of the districts, as a headline without a verdict."""
    rates = by_district(context, "literacy", "undated")
    low, high = rates.idxmin(), rates.idxmax()
    return f"Literacy printed for the districts: {rates[low]:g}% in {low} to {rates[high]:g}% in {high}"


def power_rows(context: Context) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: every printed value in MW, with whose it is; none is preferred."""
    table = context.table("electricity")
    kept = table[(table["unit"] == "MW") & ~table["measure"].isin(PARTLY)].sort_values("measure", kind="stable")
    names = kept["source"].map(context.sources["publisher"])
    names = names.where(kept["standing"] != LETTER, LETTER + " in " + names)
    labels = kept["measure"].str.replace("_", ", ").map(capitalize) + " (" + names + ", " + kept["period"] + ")"
    drawn = pd.DataFrame({"label": labels, "low": kept["low"], "high": kept["high"], "source": kept["source"]})
    return drawn.assign(unit="MW", digits=4, about=kept["about"], kind="printed")


def installed(context: Context) -> list[float]:
    """What sources print as installed power in MW."""
    return sorted(context.values("electricity", "installed")["low"])


def power_headline(context: Context) -> str:
    """How far sources are apart, as a headline."""
    values = installed(context)
    return f"Sources print {join_words([write_number(value, 4) for value in values])} MW of installed power"


WHOLE_YEAR = r"FY[0-9]{4}"
THROUGH = "official through others"
PARTS = (
    ("freelancer_revenue", "freelance_exports", "Freelancers, of freelance exports"),
    ("sector_revenue", "it_exports", "Sector, of IT exports"),
)
"""What is held against which series of the country."""
COUNTRY = "Pakistan (four provinces and Islamabad)"
SHARE_TERMS = "if all of the revenue were exports of that year, which the report does not say"


def check_year(context: Context, fiscal_year: str) -> None:
    """Raise `SectorbookError` with the years that there are, where no series of the country has one."""
    known = _years(context)
    if fiscal_year not in known:
        raise SectorbookError(f'fiscal_year is "{fiscal_year}". Choose one of {", ".join(known)}.')


def _years(context: Context) -> list[str]:
    """The whole fiscal years of which one of the series has a value."""
    found = [set(_whole(context.values(table, table))["period"]) for _, table, _ in PARTS]
    return sorted(set.union(*found))


def _whole(values: pd.DataFrame) -> pd.DataFrame:
    """The rows of whole fiscal years."""
    return values[values["period"].str.fullmatch(WHOLE_YEAR)]


def share_rows(result: Result, context: Context, fiscal_year: str) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: the report's revenue over each printed value of the country's exports.

    And the region's share of the people. Where sources print two values there are two rows; none for a report of
    another place.
    """
    rows = []
    for indicator, table, label in PARTS:
        values = context.values(table, table)
        if indicator in result.bounds.index:
            own = result.bounds.loc[indicator]
            rows += [
                (f"{label} ({said['printed']})", *_share(own, said), said["source"])
                for _, said in values[values["period"] == fiscal_year].iterrows()
            ]
    people, counted = 100 * _people(context), context.values("population", "census_population", COUNTRY)
    origin = f"{context.table('districts')['source'].iloc[0]} {counted['source'].iloc[0]}"
    rows.append(("People, census of 2023", people, people, origin))
    drawn = pd.DataFrame(rows if is_of_region(result.report) else [], columns=["label", "low", "high", "source"])
    return drawn.assign(unit="percent", digits=2, about="no", kind="follows")


def is_of_region(report: Report) -> bool:
    """Whether a report is of the region that lies in the country."""
    return report.slug.startswith(REGION.lower())


def _share(own: pd.Series, said: pd.Series) -> tuple[float, float]:
    """A range over a printed one, in percent: any value of the first over any of the second."""
    low = 0.0 if pd.isna(said["high"]) else 100 * own["low"] / said["high"]
    return low, 100 * own["high"] / said["low"]


def _people(context: Context) -> float:
    """The region's share of the people of country and region."""
    region = by_district(context, "census_population", "2023").sum()
    country = float(context.values("population", "census_population", COUNTRY)["low"].iloc[0])
    return float(region / (region + country))


def shares_headline(drawn: pd.DataFrame) -> str:
    """The shares as a headline: of the people, and of each printed amount of money."""
    people, money = _of_what(drawn.iloc[-1]), [_of_what(row) for row in _rows(drawn.iloc[:-1])]
    return f"{REGION}: {people}" + (f", and {join_words(money)} if all revenue were exports" if money else "")


def _rows(drawn: pd.DataFrame) -> list[pd.Series]:
    return [row for _, row in drawn.iterrows()]


def _of_what(row: pd.Series) -> str:
    """A share with what it is of: "1.5%–1.9% of freelance exports ($779 million)"."""
    of = row["label"].split(", ", 1)[1] if ", of " in row["label"] else "of the people"
    return f"{write_range(row['low'], row['high'], 'percent', 2)} {of}"


def export_rows(context: Context) -> pd.DataFrame:
    """The rows that `charts.series` draws: IT exports by whole fiscal year, as newspapers gave them from officials."""
    values = _whole(context.values("it_exports", "it_exports"))
    values = values[(values["standing"] == THROUGH) & (values["low"] == values["high"])]
    years = values["period"].str.removeprefix("FY").astype(int)
    columns = {
        "series": "IT exports",
        "year": years,
        "value": values["low"],
        "unit": "MUSD",
        "source": values["source"],
    }
    return pd.DataFrame(columns).sort_values("year", kind="stable").reset_index(drop=True)


def freelance_table(context: Context) -> pd.DataFrame:
    """Every printed value of freelancers' exports: they are of several definitions and make no line."""
    rows = context.table("freelance_exports")
    return pd.DataFrame(
        {
            "period": rows["period"],
            "printed": rows["printed"],
            "source": rows["source"].map(lambda source: context.cite(source, short=True)),
            "standing": rows["standing"],
            "mind": rows["note"],
        }
    )


def sources_of(drawn: pd.DataFrame) -> list[str]:
    """The sources of the rows of a drawing, in their order."""
    return list(dict.fromkeys(source for named in drawn["source"] for source in named.split()))


def exports_headline(drawn: pd.DataFrame) -> str:
    """How IT exports grew, as a headline."""
    first, last = drawn.iloc[0], drawn.iloc[-1]
    values = [write_range(row["value"], row["value"], "MUSD") for row in (first, last)]
    return f"Pakistan's IT exports: {values[0]} in fiscal year {first['year']}, {values[1]} in {last['year']}"


def rate_rows(context: Context) -> pd.DataFrame:
    """The rows that `charts.series` draws: rupees for a dollar, mean of each calendar year."""
    values = context.values("exchange_rates", "official_rate_average")
    years = values["period"].str.removeprefix("CY").astype(int)
    return pd.DataFrame({"series": "official rate", "year": years, "value": values["low"], "unit": "PKR/USD"})


def rates_headline(drawn: pd.DataFrame) -> str:
    """The rate's first and last year, as a headline."""
    first, last = drawn.iloc[0], drawn.iloc[-1]
    return f"A dollar cost {first['value']:.0f} rupees in {first['year']} and {last['value']:.0f} in {last['year']}"


def growth_table(context: Context, fiscal_year: str) -> pd.DataFrame:
    """How IT exports grew from the first year with a rate to another, in dollars and rupees, and the dollar's price.

    Percent; empty where one of the years has no rate. Growth in rupees is that in dollars times that of the price.
    """
    means = _whole(context.values("exchange_rates", "mean_of_monthly_rates")).set_index("period")["low"]
    dollars = _whole(context.values("it_exports", "it_exports")).set_index("period")["low"]
    both = [year for year in sorted(means.index) if year in dollars.index]
    if fiscal_year not in both or fiscal_year == both[0]:
        return pd.DataFrame()
    first = both[0]
    dollar, rate = dollars[fiscal_year] / dollars[first], means[fiscal_year] / means[first]
    rows = {"IT exports in dollars": dollar, "Rupees for a dollar": rate, "IT exports in rupees": dollar * rate}
    found = pd.DataFrame.from_dict(rows, orient="index", columns=["times"]).rename_axis(f"{first} to {fiscal_year}")
    return found.assign(growth=[f"{100 * (times - 1):+.0f}%" for times in found["times"]])


def growth_sentence(found: pd.DataFrame) -> str:
    """What part of the growth in rupees is the rupee's."""
    if found.empty:
        return "Of this fiscal year no mean rate is known, or it is the first; nothing is computed."
    dollars, price, rupees = found["growth"]
    return (
        f"From {found.index.name} IT exports changed by {dollars} in dollars and by {rupees} in rupees: a dollar's "
        f"price changed by {price} meanwhile."
    )


def values_to_record(drawn: pd.DataFrame) -> dict[str, float]:
    """What a table of many runs keeps of the shares: both ends of each."""
    return {f"{row.label}_{end}": getattr(row, end) for row in drawn.itertuples() for end in ("low", "high")}


def answer_text(result: Result, drawn: pd.DataFrame, context: Context, fiscal_year: str) -> str:
    """The shares in two sentences, with the condition that they hang on."""
    if drawn.empty:
        return f"This report is not of {REGION}; only the country is shown." + result.caveat
    weighted = f"Literacy by district averages {weighted_literacy(context):.1f}%, weighted by people."
    people, money = _of_what(drawn.iloc[-1]), [_of_what(row) for row in _rows(drawn.iloc[:-1])]
    if not money:
        return f"**{REGION} has {people}.** {weighted}" + result.caveat
    return (
        f"**{REGION} has {people}, and in {fiscal_year} what the report prints would be {join_words(money)}**, "
        f"{SHARE_TERMS}. {weighted}" + result.caveat
    )
