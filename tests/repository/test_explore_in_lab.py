"""What a reader who explores a report meets in JupyterLab, in a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from helpers.lab import Lab, choose_theme, menu, open_notebook, write_notebook
from helpers.legible import LEAST_CONTRAST

pytestmark = pytest.mark.slow

MISSES = "It claims $15m for freelancers' revenue; the figures further down leave $11.5m to $14.5m."
FITS = "The opening fits."


@pytest.fixture
def notebook(folder: Path) -> Path:
    """A notebook of one cell, which explores the first report."""
    return write_notebook(folder / "explore.ipynb", 'import sectorbook as sb\n\nsb.explore("gilgit-baltistan-2025")')


def explored(lab: Lab, page: Page, notebook: Path) -> Locator:
    """The exploration, once its picture is there."""
    open_notebook(lab, page, notebook)
    menu(page, "Run", "Run All Cells")
    shown = page.locator(".sectorbook-explore")
    expect(verdict(shown)).to_contain_text(MISSES)
    expect(shown.get_by_role("img")).to_have_attribute("alt", re.compile("The parts exceed"))
    return shown


def verdict(shown: Locator) -> Locator:
    return shown.get_by_role("status")


def drag(page: Page, handle: Locator, by: float) -> None:
    """Move a handle to the right as a mouse does, in steps."""
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by, y, steps=8)
    page.mouse.up()


def test_a_slider_that_is_moved_changes_verdict_ranges_and_picture(lab: Lab, page: Page, notebook: Path) -> None:
    shown = explored(lab, page, notebook)
    drag(page, shown.locator(".noUi-handle").nth(1), 40)  # the high end of the sector's total
    expect(verdict(shown)).to_contain_text(FITS)
    expect(shown.locator("td", has_text="$11.5m–$15m")).to_be_visible()
    expect(shown.get_by_role("img")).to_have_attribute("alt", re.compile("The parts keep to"))
    shown.get_by_role("button", name="Reset").click()
    expect(verdict(shown)).to_contain_text(MISSES)


def test_what_cannot_all_be_true_is_said_and_given_as_code(lab: Lab, page: Page, notebook: Path) -> None:
    shown = explored(lab, page, notebook)
    shown.get_by_label("“$15 million” for freelancers' revenue").check()
    expect(verdict(shown)).to_contain_text("The figures contradict each other.")
    expect(shown.get_by_text("The opening claims “$15 million”.")).to_be_visible()
    shown.get_by_role("button", name="As parameters").click()
    assert 'changed.including("EST-01")' in shown.locator("textarea").input_value()
    assert lab.elsewhere == []
    assert lab.asked == []


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_words_and_numbers_can_be_read(lab: Lab, page: Page, notebook: Path, theme: str) -> None:
    choose_theme(page, theme)
    shown = explored(lab, page, notebook)
    words = shown.locator(":is(p, td, th, .sectorbook-label span, .widget-label-basic span):visible")
    assert words.count() > 50
    assert words.evaluate_all(LEAST_CONTRAST) >= 4.5
