"""What a page tells of its numbers: printed where, computed from what, and nothing that only looks alike."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from sectorbook.ledger import Report
from sectorsite.marking import Marker
from sectorsite.markup import tidy_table
from sectorsite.origins import Origins, computed, printed


@pytest.fixture(scope="module")
def origins(report: Report) -> Origins:
    found = Origins()
    found.add([*computed(report), *printed(report, "ledger/here.html")])
    found.links = {str(name): f"ledger/here.html#{name}" for name in report.statements.index}
    return found


@pytest.fixture
def marker(origins: Origins) -> Marker:
    return Marker(origins, "../")


def told(marker: Marker, marked: str) -> dict[str, str]:
    """By its words, what each marked number tells."""
    notes = {note["id"]: note.get_text(" ") for note in BeautifulSoup(marker.notes(), "html.parser").select("div")}
    buttons = BeautifulSoup(marked, "html.parser").select("button")
    return {button.get_text(): notes[button["popovertarget"]] for button in buttons}


def test_a_printed_number_names_its_statement_source_and_paragraph(marker: Marker) -> None:
    notes = told(marker, marker.markdown("The lead has \\$15 million (EST-01)."))
    assert set(notes) == {"$15 million"}
    assert "“$15 million”" in notes["$15 million"]
    assert "EST-01 : Business Recorder" in notes["$15 million"]
    assert "paragraph 1" in notes["$15 million"]


def test_a_computed_range_names_reading_and_what_binds_it(marker: Marker) -> None:
    notes = told(marker, marker.markdown("Freelancers' revenue is $11.5m–$14.5m."))
    assert "Every end is taken as printed" in notes["$11.5m–$14.5m"]
    assert "Low end held by EST-03, EST-07 and revenue" in notes["$11.5m–$14.5m"]


def test_an_id_in_the_text_leaves_its_statement_only(marker: Marker) -> None:
    notes = told(marker, marker.markdown("Printed as $15 million by OUT-29a."))
    assert "OUT-29a" in notes["$15 million"]
    assert "EST-01" not in notes["$15 million"]


def test_the_range_of_another_reading_needs_its_name(origins: Origins) -> None:
    # $18.5m is the top of the whole where all ends are rounded; a sum that comes to as much is another thing.
    assert origins.of("$18.5m", "Revenue of the tech sector: $15m + $3.5m = $18.5m") == []
    assert "taken as rounded" in origins.of("$18.5m", "all-rounded: Revenue of the tech sector")[0]


def test_what_is_only_supposed_is_no_range_of_the_report(origins: Origins) -> None:
    row = "Freelancers' revenue $11.5m–$14.5m"
    assert origins.of("$11.5m–$14.5m", row) != []
    assert origins.of("$11.5m–$14.5m", row, supposed=True) == []


def test_a_small_count_is_not_taken_for_a_statement(marker: Marker) -> None:
    assert marker.markdown("There are 14 repairs.") == "There are 14 repairs."
    assert "Computed here" in told(marker, marker.markdown("There are 14 repairs.", "Computed here"))["14"]


def test_more_than_three_origins_are_counted(origins: Origins) -> None:
    notes = origins.of("$15m", "Freelancers' revenue $15m")
    assert len(notes) == 4
    assert notes[-1].startswith("… and ")


@pytest.mark.parametrize(
    "text",
    [
        "on 20 November 2025, in 2024 and FY2025",
        "`5%` and `[3.0, 4.0]`",
        "# Two years to $30 million?",
        "see [the page](a-3.html)",
    ],
)
def test_dates_code_headings_and_addresses_stay_as_they_are(marker: Marker, text: str) -> None:
    assert marker.markdown(text, "never told") == text


def test_ids_lead_to_the_ledger(marker: Marker) -> None:
    assert marker.markdown("EST-05") == '<a class="id" href="../ledger/here.html#EST-05">EST-05</a>'
    assert marker.markdown("XYZ-05") == "XYZ-05"


def test_a_cell_is_about_its_row(marker: Marker) -> None:
    table = "<table><tr><th></th><th>tightest</th></tr><tr><th>Freelancers</th><td>3,000–4,000 people</td></tr></table>"
    note = told(marker, marker.html(table, "Computed here"))["3,000–4,000 people"]
    assert "Freelancers , the tightest range" in note or "Freelancers, the tightest range" in note


def test_no_line_ends_between_a_number_and_its_bracket(marker: Marker) -> None:
    marked = marker.markdown("(Freelancers' revenue, $11.5m–$14.5m), ($10m–$15m).")
    assert "</button>\u2060)" in marked
    assert "(\u2060<button" in marked


def test_equal_notes_stand_once(marker: Marker) -> None:
    marker.markdown("There are 3 and 4.", "Computed here")
    assert marker.notes().count("Computed here") == 1


def test_a_table_is_told_to_screen_readers() -> None:
    pandas = (
        "<style>x</style><table border='1' class='dataframe'><thead><tr><th></th><th>printed</th></tr>"
        "<tr><th>name</th><th></th></tr></thead><tbody><tr><th>a</th><td>1</td></tr></tbody></table>"
    )
    soup = BeautifulSoup(tidy_table(pandas, "Ranges"), "html.parser")
    assert [(cell.get_text(), cell.get("scope")) for cell in soup.select("thead tr th")] == [
        ("name", "col"),
        ("printed", "col"),
    ]
    assert len(soup.select("thead tr")) == 1
    assert not soup.select("style")
    region = soup.select_one("[role=region]")
    assert region is not None
    assert region["aria-label"] == "Ranges"
    assert region["tabindex"] == "0"
    assert soup.select_one("tbody th")["scope"] == "row"  # type: ignore[index]
