"""What is around the reports: it loads whole or not at all, and its numbers fit each other where they must."""

import shutil
from pathlib import Path

import pytest

import sectorbook as sb
from helpers.clone import DATA


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA / "context", tmp_path / "context"))


def total(table: str, measure: str, period: str) -> float:
    values = sb.load_context().values(table, measure)
    return float(values.loc[values["period"] == period, "low"].sum())


def test_the_districts_add_up_to_the_printed_population() -> None:
    assert total("districts", "census_population", "2017") == 1_492_685
    assert total("districts", "census_population", "2023") == 1_709_049  # 17.09 lakh; 17.87 is a misprint


def test_the_bands_of_incomes_add_up_to_a_whole() -> None:
    bands = sb.load_context().table("freelancer_incomes")
    shares = bands.loc[bands["measure"].str.startswith("share_earning"), "low"]
    assert (len(shares), shares.sum()) == (7, 100)


@pytest.mark.parametrize("season", ["summer", "winter"])
def test_a_shortfall_is_demand_less_production(season: str) -> None:
    values = {
        part: sb.load_context().values("electricity", f"{part}_{season}")["low"].iloc[0]
        for part in ("demand", "production", "shortfall")
    }
    assert values["demand"] - values["production"] == pytest.approx(values["shortfall"], abs=1e-9)


def test_what_counts_twice_and_misprints_are_kept_but_not_reckoned_with() -> None:
    context = sb.load_context()
    assert context.values("it_exports", "it_and_freelance_exports").empty
    assert not context.table("it_exports").query("measure == 'it_and_freelance_exports'").empty
    population = context.table("population")
    assert set(population.loc[population["low"] == 1_787_000, "use"]) == {"no"}


def test_both_values_stay_where_sources_disagree() -> None:
    nine_months = sb.load_context().table("freelance_exports").query("period == 'FY2025 Jul-Mar'")
    assert set(nine_months["low"]) == {400, 567.52}


def test_every_source_has_an_address_and_every_row_a_source() -> None:
    context = sb.load_context()
    assert context.sources["url"].str.match("https?://").all()
    for table in context.tables.values():
        assert set(table["source"]) <= set(context.sources.index)


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "says"),
    [
        ("outages.csv", "93.6,93.6,percent", "93.6,90,percent", "row 2, column low", "above the high end 90"),
        ("outages.csv", "93.6,93.6,percent", ",,percent", "row 2, column low", "both ends are open"),
        ("outages.csv", "93.6,93.6,percent", "93.6,93.6,prozent", "row 2, column unit", "pint does not know"),
        ("outages.csv", ",official,yes,", ",oficial,yes,", "row 2, column standing", "oficial"),
        ("outages.csv", "percent,2007", "percent,2007/8", "row 2, column period", "2007/8"),
        ("outages.csv", "enterprise-surveys", "nobody", "row 2, column source", "nobody"),
        ("outages.csv", 'yes,"Any outage in the year, all sectors"', "no,", "row 2, column note", "nothing says why"),
        ("sources.csv", "http://tvi.com.pk", "tvi.com.pk", "column url", "tvi.com.pk"),
        (
            "sources.csv",
            "http://tvi.com.pk/pakistans-it-exports-touches-1-billion-for-financial-year-2016-17/",
            "",
            "row 3, column url",
            "the source has no address",
        ),
        ("seats.csv", "35.92", "135.92", "row 2, column latitude", "135.92"),
    ],
)
def test_a_mistake_is_reported_with_its_place(
    folder: Path, file: str, old: str, new: str, where: str, says: str
) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(sb.LedgerError) as error:
        sb.load_context(folder)
    assert where in str(error.value)
    assert says in str(error.value)


def test_an_unknown_name_is_reported_with_the_nearest() -> None:
    with pytest.raises(sb.SectorbookError, match=r'no table "outage".*Did you mean "outages"'):
        sb.load_context().table("outage")
    with pytest.raises(sb.SectorbookError, match=r'no subject of firms_with_outages "Nepa".*"Nepal"'):
        sb.load_context().values("outages", "firms_with_outages", "Nepa")
