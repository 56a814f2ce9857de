"""The report beside its country: every number by hand from the printed ones."""

import pandas as pd
import pytest

import sectorbook as sb
from sectorbook.analysis import country
from sectorbook.analysis.result_tables import row_range


@pytest.fixture(scope="module")
def around() -> sb.Context:
    return sb.load_context()


@pytest.fixture(scope="module")
def result() -> sb.Result:
    return sb.reconcile(sb.load_report("gilgit-baltistan-2025"))


def test_shares_are_the_tightest_range_over_each_printed_value(result: sb.Result, around: sb.Context) -> None:
    found = country.share_rows(result, around, "FY2025").set_index("label")
    freelance = found.loc["Freelancers, of freelance exports ($779 million)"]
    assert (freelance["low"], freelance["high"]) == pytest.approx((100 * 11.5 / 779, 100 * 14.5 / 779))
    people = 1_709_049 / (1_709_049 + 241_499_431)
    assert found.at["People, census of 2023", "low"] == pytest.approx(100 * people)


def test_two_printed_values_of_a_year_are_two_rows(result: sb.Result, around: sb.Context) -> None:
    labels = list(country.share_rows(result, around, "FY2024")["label"])
    assert [label for label in labels if "freelance" in label] == [
        "Freelancers, of freelance exports (over $400 million)",
        "Freelancers, of freelance exports (nearly $500 million)",
    ]


def test_a_share_of_an_open_value_begins_at_nothing(result: sb.Result, around: sb.Context) -> None:
    found = country.share_rows(result, around, "FY2024").set_index("label")
    row = found.loc["Freelancers, of freelance exports (over $400 million)"]
    assert (row["low"], row["high"]) == pytest.approx((0, 100 * 14.5 / 400))


def test_an_unknown_year_is_told_with_the_known_ones(around: sb.Context) -> None:
    with pytest.raises(sb.SectorbookError, match=r"FY1999.*FY2025"):
        country.check_year(around, "FY1999")


def test_literacy_is_weighted_by_people(around: sb.Context) -> None:
    assert country.weighted_literacy(around) == pytest.approx(52.4, abs=0.05)  # as a newspaper prints it


def test_a_printed_rate_keeps_its_decimals(around: sb.Context) -> None:
    rows = country.literacy_rows(around).set_index("label")
    assert (
        row_range(rows.loc["Pakistan, census of 2023"], int(rows.at["Pakistan, census of 2023", "digits"])) == "60.65%"
    )


def test_growth_in_rupees_is_that_in_dollars_times_the_price(around: sb.Context) -> None:
    found = country.growth_table(around, "FY2025")["times"]
    dollars, price = 3810 / 2616, 279.35 / 177.45
    assert list(found) == pytest.approx([dollars, price, dollars * price])
    assert country.growth_table(around, "FY2021").empty


def test_every_printed_value_of_freelancers_is_shown_and_none_is_drawn(around: sb.Context) -> None:
    assert len(country.freelance_table(around)) == len(around.table("freelance_exports")) == 17
    assert set(country.export_rows(around)["series"]) == {"IT exports"}


def test_every_printed_value_of_power_has_its_row_and_a_letter_is_named(around: sb.Context) -> None:
    drawn = country.power_rows(around)
    assert {130, 215.9, 263} <= set(drawn["low"])
    assert drawn["label"].str.contains("reader's letter in Dawn").sum() == 4
    assert drawn.loc[drawn["low"] == 263, "about"].tolist() == ["yes"]


def test_hydropower_alone_is_not_installed_power(around: sb.Context) -> None:
    hydropower = country.by_district(around, "power_generated", "2023")
    assert round(hydropower.sum()) == 263  # the districts' hydropower, printed to two decimals each
    assert country.power_headline(around) == "Sources print 130 and 215.9 MW of installed power"
    auditor = around.values("electricity", "installed_hydropower")["low"].iloc[0]
    assert auditor == pytest.approx(215.9 - 28.65, abs=0.06)  # with thermal power it makes what is installed


def test_a_report_of_another_place_has_no_share(around: sb.Context) -> None:
    nepal = sb.reconcile(sb.load_report("nepal-2022"))
    drawn = country.share_rows(nepal, around, "FY2025")
    assert drawn.empty
    assert "not of Gilgit-Baltistan" in country.answer_text(nepal, drawn, around, "FY2025")


def test_districts_with_a_named_park_are_marked(around: sb.Context, result: sb.Result) -> None:
    dots = country.place_rows(around, result.report)
    assert set(dots.loc[dots["marked"] == "yes", "label"]) == {"Gilgit", "Skardu"}
    assert len(dots) == 10


def test_every_row_of_a_drawing_has_its_source(result: sb.Result, around: sb.Context) -> None:
    drawings: list[pd.DataFrame] = [
        country.share_rows(result, around, "FY2025"),
        country.export_rows(around),
        country.literacy_rows(around),
        country.power_rows(around),
    ]
    for drawn in drawings:
        assert set(country.sources_of(drawn)) <= set(around.sources.index)
