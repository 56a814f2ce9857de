"""The numbers of a chart on its page, and heads over numbers: what is the same in all rows is said once."""

from bs4 import BeautifulSoup, Tag

from sectorbook.figures.sidecar import load_sidecars
from sectorsite.galleries import figure_page
from sectorsite.markup import tidy_table


def numbers(figure: str) -> Tag:
    card = next(card for card in load_sidecars() if card["figure"] == figure)
    return BeautifulSoup(figure_page(card).partition("## Numbers")[2], "html.parser")


def columns(shown: Tag) -> list[str]:
    return [head.get_text() for head in shown.select("thead th")]


def test_a_value_of_every_row_is_said_once() -> None:
    shown = numbers("literacy_by_district")
    said = shown.select_one("p")
    assert said is not None
    assert "measure literacy; unit percent" in said.get_text()
    assert columns(shown)[0] == "subject"
    assert {"low", "high", "people"} <= set(columns(shown))
    assert {"measure", "unit", "note", "label"} & set(columns(shown)) == set()


def test_a_whole_number_has_no_point_and_another_six_digits() -> None:
    people = [row.select("th, td")[-1].get_text() for row in numbers("literacy_by_district").select("tbody tr")]
    assert "324552" in people  # of Gilgit, in data/context
    assert all(cell.isdecimal() for cell in people)
    cells = [cell.get_text() for cell in numbers("growth_needed").select("td")]
    fractions = [cell for cell in cells if "." in cell]
    assert fractions
    assert all(len(cell.replace(".", "").strip("-0")) <= 6 for cell in fractions)


def test_a_head_stands_over_its_numbers_and_at_the_left_of_words() -> None:
    right = '<td style="text-align: right">1</td>'
    html = tidy_table(
        f"<table><thead><tr><th>Name</th><th>Low</th><th>Mixed</th></tr></thead><tbody>"
        f"<tr><th>a</th>{right}{right}</tr><tr><th>b</th>{right}<td>words</td></tr></tbody></table>"
    )
    heads = {head.get_text(): head.get("class") for head in BeautifulSoup(html, "html.parser").select("thead th")}
    assert heads == {"Name": None, "Low": ["right"], "Mixed": None}
