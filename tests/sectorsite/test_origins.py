"""What a page tells of its numbers: printed where, computed from what, and nothing that only looks alike."""

import re

import pytest
from bs4 import BeautifulSoup

from helpers.marked import notes_by_number
from sectorbook.ledger.context import load_context
from sectorbook.ledger.report import Report
from sectorsite.marking import Marker
from sectorsite.markup import tidy_table
from sectorsite.origins import Origins, Place
from sectorsite.tracing import context_origins, result_origins, statement_origins


@pytest.fixture(scope="module")
def origins(report: Report) -> Origins:
    found = Origins()
    found.add([*result_origins(report), *statement_origins(report)])
    found.add(context_origins(load_context()))
    found.links = {str(name): f"ledger/gilgit-baltistan-2025.html#{name}" for name in report.statements.index}
    return found


@pytest.fixture
def marker(origins: Origins) -> Marker:
    return Marker(origins, "../")


def test_a_printed_number_names_its_statement_source_and_paragraph(marker: Marker) -> None:
    notes = notes_by_number(marker, marker.markdown("The lead has \\$15 million (EST-01)."))
    assert set(notes) == {"$15 million"}
    assert "“$15 million”" in notes["$15 million"]
    assert "EST-01 : Business Recorder" in notes["$15 million"]
    assert "paragraph 1" in notes["$15 million"]


def test_a_computed_range_names_reading_and_what_binds_it(marker: Marker) -> None:
    notes = notes_by_number(marker, marker.markdown("Freelancers' revenue is $11.5m–$14.5m."))
    assert "Every end is taken as printed" in notes["$11.5m–$14.5m"]
    held = "EST-03 , EST-07 and the identity freelancers' revenue + companies' revenue = revenue of the tech sector"
    assert f"Ends $15m − $3.5m and $18m − $3.5m, both held by {held}" in notes["$11.5m–$14.5m"]


def test_an_id_in_the_text_leaves_its_statement_only(marker: Marker) -> None:
    notes = notes_by_number(marker, marker.markdown("Printed as $15 million by OUT-29a."))
    assert "OUT-29a" in notes["$15 million"]
    assert "EST-01" not in notes["$15 million"]


def test_the_range_of_another_reading_needs_its_name(origins: Origins) -> None:
    # $18.5m is the top of the whole where all ends are rounded; a sum that comes to as much is another thing.
    text = "Revenue of the tech sector: $15m + $3.5m = $18.5m"
    assert origins.lookup("$18.5m", Place(text)) == []
    assert "taken as rounded" in origins.lookup("$18.5m", Place(text, row="all-rounded"))[0]
    row = Place("Active companies", row="printed, identities as at most")
    (note,) = origins.lookup("110–120 companies", row)
    assert "revenue, workforce read as at most" in note


def test_what_is_only_supposed_is_no_range_of_the_report(origins: Origins) -> None:
    row = "Freelancers' revenue $11.5m–$14.5m"
    assert origins.lookup("$11.5m–$14.5m", Place(row)) != []
    assert origins.lookup("$11.5m–$14.5m", Place(row, supposed=True)) == []
    assert origins.lookup("$15m", Place("Freelancers' revenue $15m, without EST-03", supposed=True)) == []


def test_equal_numbers_of_other_things_are_not_taken_for_each_other(origins: Origins) -> None:
    # 29% is literacy in Diamer, 21% women among freelancers; $30m in two years takes 29% more each year.
    assert origins.lookup("29%", Place("$30m in 2 years takes 29%–42% more each year")) == []
    assert origins.lookup("21%", Place("growth a year: Pakistan's IT exports, 2020 to 2025 21%, fiscal years")) == []
    assert origins.lookup("52.4%", Place("Literacy by district averages 52.4%, weighted by people.")) == []
    assert "Diamer" in origins.lookup("29%", Place("Diamer | 29% | literacy", row="Diamer", column="literacy"))[0]


def test_a_name_within_another_is_none(origins: Origins) -> None:
    assert origins.lookup("3,000–4,000 people", Place("Freelancers' revenue")) == []
    assert origins.lookup("3,000–4,000 people", Place("Freelancers are 3,000–4,000 people")) != []


def test_a_columns_head_says_whether_it_is_printed_or_computed(origins: Origins) -> None:
    text = "Active companies"
    computed_only = origins.lookup("110–120 companies", Place(text, column="tightest"))
    assert all(note.startswith("<strong>Computed") for note in computed_only)
    assert computed_only != []
    printed_only = origins.lookup("100–120", Place(text, column="printed"))
    assert all(note.startswith(("<strong>Printed", "… and")) for note in printed_only)
    assert printed_only != []


def test_a_row_of_a_statement_tells_of_that_only(origins: Origins) -> None:
    notes = origins.lookup("$15 million", Place("OUT-29a | Freelancers' revenue | $15 million", row="OUT-29a"))
    assert len(notes) == 1
    assert "OUT-29a" in notes[0]


def test_what_others_print_of_the_same_stands_in_its_column(origins: Origins) -> None:
    text = "EST-12 | Jobs created by the parks | over 1,000 job opportunities"
    (note,) = origins.lookup("over 1,000 job opportunities", Place(text, row="EST-12", column="printed there"))
    assert "OUT-40" in note
    assert origins.lookup("over 1,000 job opportunities", Place(text, row="EST-12", column="printed")) == []


def test_the_one_subject_of_a_measure_need_not_be_named(origins: Origins) -> None:
    sentence = "in FY2025 freelance exports ($779 million)"
    assert "CTX-062" in origins.lookup("$779 million", Place(sentence))[0]
    # Districts have literacy of ten subjects; without a name it is none of them.
    assert origins.lookup("67%", Place("literacy is 67% there, undated")) == []


def test_a_range_is_not_cut_in_two(marker: Marker) -> None:
    notes = notes_by_number(marker, marker.markdown("Freelancers' share of revenue 77%–80% of draws", "Computed here"))
    assert set(notes) == {"77%–80%"}


def test_a_long_list_is_one_button(marker: Marker) -> None:
    notes = notes_by_number(
        marker, marker.markdown("With 9, 10, 11, 12, 13, 14 and 15 none does; 3 and 4 do.", "Computed here")
    )
    assert set(notes) == {"9, 10, 11, 12, 13, 14 and 15", "3", "4"}


def test_a_small_count_is_not_taken_for_a_statement(marker: Marker) -> None:
    assert marker.markdown("There are 14 repairs.") == "There are 14 repairs."
    assert "Computed here" in notes_by_number(marker, marker.markdown("There are 14 repairs.", "Computed here"))["14"]


def test_more_than_three_origins_are_counted(origins: Origins) -> None:
    notes = origins.lookup("$15m", Place("Freelancers' revenue $15m"))
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
    assert marker.markdown("EST-05") == '<a class="id" href="../ledger/gilgit-baltistan-2025.html#EST-05">EST-05</a>'
    assert marker.markdown("XYZ-05") == "XYZ-05"


def test_a_cell_is_about_its_row_and_not_about_what_holds_it(marker: Marker) -> None:
    table = (
        "<table><thead><tr><td></td><th>tightest</th><th>low held by</th><th>note</th></tr></thead><tbody><tr>"
        "<th>Freelancers</th><td>3,000–4,000 people</td><td>EST-04</td><td>12 of 15</td></tr></tbody></table>"
    )
    notes = notes_by_number(marker, marker.html(table, "Computed here"))
    assert set(notes) == {"3,000–4,000 people"}
    assert re.search(r"Computed : Freelancers, the tightest range", notes["3,000–4,000 people"])
    assert "EST-04" in notes["3,000–4,000 people"]


def test_no_line_ends_between_a_number_and_its_bracket(marker: Marker) -> None:
    marked = marker.markdown("(Freelancers' revenue, $11.5m–$14.5m), ($10m–$15m).")
    assert "</button>\u2060)" in marked
    assert "(\u2060<button" in marked
    quoted = marker.html('<td>Freelancers\' revenue: "$15 million" (EST-01)</td>', "")
    assert '>"$15 million"</button> (' in quoted


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
