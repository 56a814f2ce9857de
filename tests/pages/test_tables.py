"""Tables of a page: numbers that pandas computed, each held against its formula, and the words of printed rows."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

import sectorbook as sb
from sectorbook.ledger.report import Report
from sectorbook.pages import outputs
from sectorbook.pages.outputs import NUMBERS
from sectorbook.pages.page import Page

EACH = "freelancer_revenue / freelancers"
Shown = dict[str, Any]


@pytest.fixture(scope="module")
def page(report: Report) -> Page:
    return Page(sb.reconcile(report), context=sb.load_context())


@pytest.fixture
def show(page: Page, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Shown]:
    """What a table puts out."""
    bundles: list[Shown] = []
    monkeypatch.setattr(outputs, "display", lambda bundle, **_: bundles.append(bundle))

    def shown(*arguments: Any, **options: Any) -> Shown:
        page.show(*arguments, **options)
        return bundles.pop() if bundles else {}

    return shown


def test_each_end_is_held_against_the_formula_and_knows_its_rows(show: Callable[..., Shown]) -> None:
    frame = pd.DataFrame({"low": [2875.0], "high": [14.5e6 / 3000]}, index=["each"])
    shown = show(frame, EACH, "USD/person/year")
    assert shown["text/plain"].splitlines() == ["         low    high", "each  $2,875  $4,833"]
    low, high = shown[NUMBERS]
    assert (low["cell"], low["value"], low["how"]) == ([0, 1], "2875", f"low({EACH})")
    assert (high["cell"], high["value"], high["unit"]) == ([0, 2], "14500/3", "USD/person/year")
    assert {"EST-03", "EST-04", "EST-07"} <= set(high["rows"])
    assert high["report"] == "gilgit-baltistan-2025"


def test_a_number_of_another_value_is_refused(page: Page) -> None:
    frame = pd.DataFrame({"low": [2876.0], "high": [14.5e6 / 3000]}, index=["each"])
    with pytest.raises(sb.FormulaError, match="not 2876 USD/person/year"):
        page.show(frame, EACH, "USD/person/year")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({}, 'column "low" has a number, 15, and no formula'),
        ({"lw": "EST-03"}, 'a column "lw", which the table does not have.*low'),
        ({"low": ["EST-01", "EST-01"]}, 'column "low" has two formulas and one row'),
        ({"low": "{name}"}, "field that is no column of the table: 'name'"),
    ],
)
def test_a_table_without_fitting_formulas_is_refused(page: Page, how: dict[str, Any], said: str) -> None:
    with pytest.raises(sb.FormulaError, match=said):
        page.show(pd.DataFrame({"low": [15.0]}), how)


def test_a_column_may_be_computed_from_others(show: Callable[..., Shown]) -> None:
    frame = pd.DataFrame({"total": [15.0, 18.0], "share": [100 * 3.5 / 15, 100 * 3.5 / 18]}, index=["low", "high"])
    how = {"total": "{end}(sector_revenue)", "share": "high(company_revenue) / {total}"}
    shown = show(frame.rename_axis("end"), how, digits=2)
    assert [number["how"] for number in shown[NUMBERS]] == [
        "low(sector_revenue)", "high(company_revenue) / (low(sector_revenue))",
        "high(sector_revenue)", "high(company_revenue) / (high(sector_revenue))",
    ]  # fmt: skip
    assert [Fraction(number["value"]) for number in shown[NUMBERS]] == [15, Fraction(70, 3), 18, Fraction(175, 9)]
    assert shown["text/plain"].split() == ["end", "total", "share", "low", "$15m", "23%", "high", "$18m", "19%"]


def test_each_row_may_be_of_another_result(show: Callable[..., Shown], report: Report) -> None:
    results = [sb.reconcile(report), sb.reconcile(report, "all-rounded")]
    ends = pd.DataFrame([one.bounds.loc["freelancer_revenue", ["low", "high"]] for one in results], index=["a", "b"])
    shown = show(ends, "freelancer_revenue", results=results)
    assert [number["value"] for number in shown[NUMBERS]] == ["11.5", "14.5", "10.95", "15.05"]
    with pytest.raises(sb.FormulaError, match=r"not 10\.95"):
        show(ends, "freelancer_revenue")


def test_words_of_a_source_are_held_against_its_row(show: Callable[..., Shown], page: Page) -> None:
    frame = pd.DataFrame(
        {"printed": ["around 3,000 to 4,000"], "read as": ["about 3,000–4,000 people"], "step": ["1,000 people"]},
        index=pd.Index(["EST-04"], name="id"),
    )
    shown = show(frame, dict.fromkeys(frame, "{id}"))
    assert [(one["how"], one["low"], one["high"]) for one in shown[NUMBERS]] == [("EST-04", "3000", "4000")] * 3
    cells = BeautifulSoup(shown["text/html"], "html.parser").select("tbody tr > *")
    assert [cell.get_text() for cell in cells][-1] == "EST-04"
    assert ["left" in cell["style"] for cell in cells] == [True, False, False, True]
    for words, row in (("3,000 to 5,000", "EST-04"), ("$30 million", "sector_revenue")):
        with pytest.raises(sb.FormulaError, match=f"{row}"):
            page.quote(words, row)


def test_a_row_of_the_context_is_quoted_and_any_name_of_a_row_is_known(page: Page) -> None:
    assert page.quote("$779 million", "CTX-062").as_json()["rows"] == ["CTX-062"]


def test_words_times_and_open_ends_are_for_readers(show: Callable[..., Shown]) -> None:
    frame = pd.DataFrame(
        {
            "fits": [True],
            "on": [pd.Timestamp("2024-01-16")],
            "none": [None],
            "low": [1000.0],
            "high": [np.inf],
            "note": ["a <b>*$*</b>"],
        }
    )
    shown = show(frame, "jobs_created")
    assert shown["text/plain"].split("\n")[1].split("  ")[0] == "yes"
    assert "16 January 2024" in shown["text/plain"]
    assert "open" in shown["text/plain"]
    assert "nan" not in shown["text/plain"].lower()
    assert "a &lt;b&gt;*$<span></span>*&lt;/b&gt;" in shown["text/html"]
    assert "\n" not in shown["text/html"]


def test_short_cells_stay_on_one_line(show: Callable[..., Shown]) -> None:
    frame = pd.DataFrame({"printed": ["between $10 million and $15 million"], "note": ["word " * 30]})
    printed, note = BeautifulSoup(show(frame)["text/html"], "html.parser").select("tbody tr > *")
    assert "nowrap" in printed["style"]
    assert "nowrap" not in note["style"]


def test_nothing_is_shown_of_a_table_without_rows(show: Callable[..., Shown]) -> None:
    assert show(pd.DataFrame({"low": []}), "sector_revenue") == {}


def test_what_was_drawn_at_random_says_so(page: Page) -> None:
    number = page.drawn(3100, "USD/person/year", of=EACH)
    assert number.text == "$3,100"
    assert number.as_json()["how"] == f"random draws of ({EACH})"
    assert "EST-04" in number.as_json()["rows"]
