"""The controls agree with each other, and what follows from them follows at once."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

import sectorbook as sb
from helpers.small_report import statement, write_report
from sectorbook.exploring import answers, explorer
from sectorbook.exploring.explorer import Explorer

FIRST = "gilgit-baltistan-2025"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The states that are drawn, in place of their pictures."""
    states: list[str] = []
    monkeypatch.setattr(answers, "picture", lambda result, _: states.append(result.assumptions_label))
    return states


@pytest.fixture
def explored(drawn: list[str]) -> Explorer:  # noqa: ARG001
    return sb.explore(FIRST)


def test_a_moved_slider_changes_verdict_ranges_and_parameters(explored: Explorer) -> None:
    assert "The opening does not fit." in explored.verdict.value
    assert "$11.5m–$14.5m" in explored.possible.value
    assert explored.parameters.value.endswith("assume: dict[str, list[float]] = {}")
    explored.ranges["company_revenue"].slider.value = (3, 4)
    assert "The opening fits." in explored.verdict.value
    assert "$11m–$15m" in explored.possible.value
    assert explored.parameters.value.endswith('{"company_revenue": [3.0, 4.0]}')
    assert explored.ranges["company_revenue"].low.value == "3.00"


def test_a_slider_put_back_assumes_nothing(explored: Explorer) -> None:
    control = explored.ranges["company_revenue"]
    control.slider.value = (3, 4)
    control.slider.value = (3.5, 3.5)
    assert control.moved is None
    assert explored.state.assumed == {}


def test_a_number_can_be_typed(explored: Explorer) -> None:
    control = explored.ranges["freelancers"]
    control.high.value = "3,333"
    assert control.slider.value == (3000, 3333)
    assert explored.state.assumed == {"freelancers": (3000, 3333)}
    control.slider.value = (2000, 3330)  # the slider moves by tens, and only its low end was moved
    assert explored.state.assumed == {"freelancers": (2000, 3333)}


def test_a_number_beyond_the_scale_makes_it_longer(explored: Explorer) -> None:
    control = explored.ranges["sector_revenue"]
    control.low.value = "50"
    assert control.slider.value == (50, 50)
    assert control.slider.max == 50
    assert explored.state.assumed == {"sector_revenue": (50, 50)}


@pytest.mark.parametrize("text", ["", "open", "many", "nan", "inf", "1e999", "<b>"])
def test_what_is_no_low_end_is_put_back(explored: Explorer, text: str) -> None:
    control = explored.ranges["sector_revenue"]
    control.low.value = text
    assert control.low.value == "15.0"
    assert control.moved is None


def test_an_end_stays_within_what_the_figure_can_be(explored: Explorer) -> None:
    control = explored.ranges["outage_share"]
    control.high.value = "150"
    assert control.moved == (88, 100)
    control.low.value = "-5"
    assert control.moved == (0, 100)


def test_an_open_end_stays_open_at_the_end_of_the_scale(explored: Explorer) -> None:
    control = explored.ranges["jobs_created"]
    assert control.high.value == "open"
    control.slider.value = (1500, control.slider.max)
    assert control.moved == (1500, float("inf"))
    control.high.value = "1,800"
    assert control.moved == (1500, 1800)


def test_boxes_change_the_answer_and_the_code(explored: Explorer) -> None:
    explored.included["EST-01"].value = True
    assert "The figures contradict each other." in explored.verdict.value
    assert "The opening claims “$15 million”." in explored.catches.value
    assert explored.possible.value == ""
    assert 'changed.including("EST-01")' in explored.parameters.value
    explored.relaxed["revenue"].value = True
    assert 'changed.relax("revenue")' in explored.parameters.value
    explored.aside["EST-07"].value = True
    # 18 less 15 leaves 3, and the opening has 3.5 for companies
    assert "It claims $3.5m for companies" in explored.verdict.value
    assert "The opening claims" not in explored.catches.value
    assert explored.ranges["company_revenue"].slider.disabled
    explored.reading.value = "rounding"
    assert 'about: str = "rounding"' in explored.parameters.value


def test_readings_are_in_readers_words(explored: Explorer) -> None:
    assert [words for words, _ in explored.reading.options] == [
        "If nothing is rounded",
        "If decimals, percentages, averages and whatever is called “about” are rounded",
        "If every number is rounded",
        "If whatever is called “about” may be 5% off",
    ]


def test_reset_puts_all_back_and_answers_once(explored: Explorer, drawn: list[str]) -> None:
    before = explored.verdict.value, explored.possible.value, explored.parameters.value
    explored.ranges["company_revenue"].slider.value = (1, 2)
    explored.aside["EST-05"].value = explored.included["EST-01"].value = explored.relaxed["workforce"].value = True
    explored.reading.value = "5%"
    drawn.clear()
    explored.start_again.click()
    assert (explored.verdict.value, explored.possible.value, explored.parameters.value) == before
    assert drawn == ["about: printed"]


def test_the_picture_waits_until_a_reader_rests(drawn: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explorer, "REST", 0.01)

    async def slide() -> None:
        explored = sb.explore(FIRST)
        for high in (3.6, 3.7, 3.8):
            explored.ranges["company_revenue"].slider.value = (3.5, high)
            assert f"$3.5m–${high}m" in explored.possible.value
        assert drawn == []
        assert explorer.WAITING in explored.picture._dom_classes
        await asyncio.sleep(0.5)
        assert explorer.WAITING not in explored.picture._dom_classes

    asyncio.run(slide())
    assert drawn == ["about: printed; assuming company_revenue $3.5m–$3.8m"]


def test_a_picture_is_shown_with_its_description() -> None:
    explored = sb.explore(FIRST)
    assert "together: $18.5m." in explored.picture.value.partition('" src="data:image/png;base64,')[0]


@pytest.mark.usefixtures("drawn")
def test_a_report_that_is_loaded_and_changed_is_explored_as_it_is(report: sb.Report) -> None:
    explored = sb.explore(report.assume(company_revenue=(3, 4)))
    assert "The opening fits." in explored.verdict.value
    assert explored.ranges["company_revenue"].slider.value == (3, 4)


@pytest.mark.usefixtures("drawn")
def test_words_of_a_report_are_no_html(tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)>"
    rows = [statement("A-1", "boats", evil, "62", "62", reading="words"), statement("A-2", "boats", "70", "70", "70")]
    explored = sb.explore(write_report(tmp_path / "evil", statements=rows))
    assert "The figures contradict each other." in explored.verdict.value
    assert evil not in explored.catches.value
    html = "".join(str(widget.value) for widget in walk(explored.box) if type(widget).__name__ == "HTML")
    assert "&lt;img src=x" in html
    assert evil not in html


def walk(widget: object) -> list[object]:
    """A widget and all within it."""
    return [widget, *(one for child in getattr(widget, "children", ()) for one in walk(child))]


def test_what_does_not_explore_does_not_load_widgets() -> None:
    code = "import sys, sectorbook as sb; sb.Page, sb.reconcile; print('ipywidgets' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_without_widgets_one_line_says_what_to_install() -> None:
    code = """
import sys
sys.modules["ipywidgets"] = None
import sectorbook as sb
try:
    sb.explore("x")
except sb.MissingExtra as error:
    print(error)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.startswith(
        "Running notebooks needs ipywidgets, which is not installed: install sectorbook with its extra [n"
    )
    assert told.count("\n") == 1
