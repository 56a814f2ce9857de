"""Notebooks 01 and 02: their form, and their numbers, recomputed from the tables in exact fractions."""

from __future__ import annotations

import csv
import re
import statistics
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import nbformat
import pytest

from helpers.clone import REPORTS
from helpers.notebook_runs import show_with
from sectorbook.pages.outputs import NUMBERS
from sectorbook.runs.notebooks import find_notebook, read_notebook

FOLDER = REPORTS / "gilgit-baltistan-2025"
ID = re.compile(r"\b(EST|OUT)-\d+")
both = pytest.mark.parametrize("name", ["01", "02"])


def cells_of(path: Path) -> dict[str, nbformat.NotebookNode]:
    return {cell.id: cell for cell in read_notebook(path).cells}


def said(cell: nbformat.NotebookNode) -> str:
    return "\n".join(output.data["text/plain"] for output in cell.outputs)


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


STATEMENTS = {row["id"]: row for row in table("statements")}
CORE = [row for row in STATEMENTS.values() if row["role"] == "core"]


def ends(name: str, half_step: Fraction = Fraction(0)) -> tuple[Fraction, Fraction]:
    low, high = (Fraction(STATEMENTS[name][end]) for end in ("low", "high"))
    return low - half_step, high + half_step


@both
def test_most_cells_are_very_short_and_prose_names_no_row(name: str) -> None:
    cells = cells_of(find_notebook(name))
    lines = {key: cell.source.splitlines() for key, cell in cells.items() if cell.cell_type == "code"}
    assert statistics.median(map(len, lines.values())) <= 6
    prose = [cell.source for cell in cells.values() if cell.cell_type == "markdown"]
    prose += [
        o.data["text/markdown"] for c in cells.values() for o in c.get("outputs", []) if "text/markdown" in o.data
    ]
    assert not [text for text in prose if ID.search(text)]


def test_the_article_prints_as_many_of_each_kind() -> None:
    points = [row for row in CORE if row["shape"] == "point"]
    rough = [row for row in points if row["about"] == "yes"]
    ranges = [row for row in CORE if row["shape"] == "range"]
    assert (len(CORE), len(points), len(rough), len(ranges)) == (16, 7, 3, 6)
    answer = said(cells_of(find_notebook("01"))["answer"])
    assert "16 figures: seven single numbers, three of them approximate; six ranges; three minimums" in answer


def test_outlets_disagree_where_one_prints_another_number() -> None:
    told = {row["indicator"]: (row["low"], row["high"]) for row in CORE if row["reading"] != "implied"}
    others = [row for row in STATEMENTS.values() if row["source"] not in ("", "BR") and row["indicator"] in told]
    disputed = [row for row in others if (row["low"], row["high"]) != told[row["indicator"]]]
    assert {row["indicator"] for row in disputed} == {"freelancer_revenue", "active_companies", "students_trained"}
    cells = cells_of(find_notebook("01"))
    assert "Outlets disagree on three figures." in said(cells["who-publish"])
    assert set(re.findall(r"OUT-\w+", said(cells["disputed"]))) == {row["id"] for row in disputed}


def test_three_figures_were_in_print_before() -> None:
    dates = {row["id"]: row["date"] for row in table("sources")}
    old = [
        own["id"]
        for own in CORE
        for row in STATEMENTS.values()
        if (row["indicator"], row["low"], row["high"]) == (own["indicator"], own["low"], own["high"])
        and dates.get(row["source"])
        and date.fromisoformat(dates[row["source"]]) < date.fromisoformat(dates["BR"])
    ]
    cells = cells_of(find_notebook("01"))
    assert sorted(re.findall(r"EST-\d+", said(cells["first-table"]))) == sorted(old)
    assert "At least three figures date from January 2024 or earlier." in said(cells["first-publish"])
    assert {dates[row["source"]] for row in STATEMENTS.values() if row["source"] == "PAMIR"} == {"2024-01-16"}


def test_the_opening_misses_by_a_thirtieth() -> None:
    claim, companies, total = ends("EST-01")[1], ends("EST-07")[0], ends("EST-03")[1]
    excess = claim + companies - total
    assert (claim + companies, excess, excess / claim) == (Fraction(37, 2), Fraction(1, 2), Fraction(1, 30))
    assert claim == ends("EST-05")[1]
    [output] = cells_of(find_notebook("02"))["answer"].outputs
    text, numbers = output.data["text/plain"], output.data[NUMBERS]
    assert text.startswith("Not quite. The opening's $15m is the top of the article's own range, $10m to $15m.")
    values = {text[slice(*number["at"])]: number for number in numbers}
    assert Fraction(values["$18.5m"]["value"]) == claim + companies
    assert Fraction(values["$0.5m"]["value"]) == excess
    assert Fraction(values["3.3%"]["value"]) == 100 * excess / claim


def test_the_readings_leave_what_fractions_give() -> None:
    # by hand: total less companies, within the article's own range for freelancers, each widened by half its step
    cents, half = Fraction(1, 20), Fraction(1, 2)

    def left(of_total: Fraction, of_companies: Fraction, of_own: Fraction) -> list[float]:
        (least, most), own = ends("EST-03", of_total), ends("EST-05", of_own)
        low, high = ends("EST-07", of_companies)
        return [float(max(least - high, own[0])), float(min(most - low, own[1]))]

    nothing = Fraction(0)
    expected = {
        "nothing is rounded": left(nothing, nothing, nothing),
        "there is a third group": [10.0, left(nothing, nothing, nothing)[1]],
        'only "about" means rounded': left(nothing, cents, nothing),
        "every number is rounded": left(half, cents, half),
        "the total is rounded to three million": left(Fraction(3, 2), cents, half),
    }
    assert expected["the total is rounded to three million"] == [9.95, 15.5]
    shown = said(cells_of(find_notebook("02"))["readings"])
    for name, (low, high) in expected.items():
        fits = "yes" if high >= 15 else "no"
        assert re.search(rf"{name} +\${low:g}m +\${high:g}m +{fits}\b", shown), name


def test_the_least_change_raises_the_total() -> None:
    cells = cells_of(find_notebook("02"))
    assert "these four cannot all be true" in said(cells["conflict"])
    assert "a sector's total of up to $18.5m instead of $18m" in said(cells["least-change"])
    # of the ends that could move by 0.5, the greatest moves by the least share of itself
    assert max(ends("EST-01")[0], ends("EST-07")[0], ends("EST-03")[1]) == ends("EST-03")[1]


@pytest.mark.parametrize(
    ("parameters", "verdict", "title"),
    [
        ({"about": "rounding"}, "Not quite.", "doesn't fit"),
        ({"about": "all-rounded"}, "It can be true.", "just fits"),
        ({"assume": {"company_revenue": [3.0, 4.0]}}, "It can be true.", "just fits"),
        ({"assume": {"company_revenue": [4.0, 5.0]}}, "Not quite.", "doesn't fit"),
        # 15 - 4 leaves 10.5 to 14.5 with both rounded to the million, and "15 million" can be 14.5
        ({"about": "all-rounded", "assume": {"company_revenue": [4.0, 4.5]}}, "It can be true.", "as a rounded number"),
        ({"assume": {"freelancer_revenue": [16.0, 20.0], "sector_revenue": [18.0, 25.0]}}, "Not quite.", "less than"),
    ],
)
def test_answer_and_titles_are_those_of_the_run(parameters: dict[str, Any], verdict: str, title: str) -> None:
    cells = show_with("02", parameters)
    assert said(cells["answer"]).startswith(verdict)
    assert title in said(cells["overshoot-publish"])
    is_inside = title == "just fits"
    expected = "under no reading" if title == "less than" else "fits only if numbers were rounded"
    assert expected in said(cells["readings-chart"]) or is_inside
    assert ("lies within" in said(cells["region-publish"])) == is_inside
    assert ("can all be true." in said(cells["conflict"])) == (verdict == "It can be true.")
    assert "these four" not in said(cells["conflict"]) or "doesn't fit" in title


@pytest.mark.parametrize(
    ("parameters", "left", "narrowed"),
    [
        # 15 - 3.86 to 18.86 - 3.5, of which the article's own range for freelancers leaves what is up to 15
        (
            {"assume": {"sector_revenue": [15.0, 18.86], "company_revenue": [3.5, 3.86]}},
            ("$11.14m", "$15.36m"),
            "$11.14m to $15m",
        ),
        ({"assume": {"freelancer_revenue": [11.5, 12.0]}}, ("$11.5m", "$12m"), ""),
    ],
)
def test_the_sum_is_the_readers_own_whatever_is_assumed(
    parameters: dict[str, Any], left: tuple[str, str], narrowed: str
) -> None:
    cells = show_with("02", parameters)
    low, high = left
    assert re.search(rf"leaves freelancers +{re.escape(low)} +{re.escape(high)}", said(cells["sum"]))
    assert f"narrows that to {narrowed}." in said(cells["sum-narrowed"]) or not narrowed
    assert ("narrows" in said(cells["sum-narrowed"])) == bool(narrowed)
    assert "as assumed here, the whole sector" in said(cells["answer"]) or "sector_revenue" not in parameters["assume"]
