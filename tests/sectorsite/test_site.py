"""The site, built once and read in a browser: every page in both themes and at two widths, by keyboard, offline."""

import re
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from helpers.watched import THEMES, WIDTHS, Watched, pages, parsed, problems

pytestmark = pytest.mark.slow

FILE_NAME = re.compile(r"^\S+$|\.(png|svg|jpe?g)\b")
CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex='0']"


def test_every_page_in_both_themes_and_widths(site: Path, guarded: Watched) -> None:
    complaints = []
    for name in pages(site):
        page = guarded.open(name)
        complaints += [f"{name} does what the policy forbids: {what}" for what in page.evaluate("window.violations")]
        page.evaluate(Axe().axe_script)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                complaints += [f"{name} {theme} {width}: {complaint}" for complaint in problems(page)]
        complaints += [f"{name}: {complaint}" for complaint in guarded.complaints]
        guarded.complaints.clear()
    assert complaints == []


def test_every_image_has_alt_text_that_is_no_file_name(site: Path) -> None:
    images = [(name, image) for name in pages(site) for image in parsed(site, name).find_all("img")]
    assert len(images) > 40
    alts = [(name, image["src"], str(image.get("alt", ""))) for name, image in images]
    assert [one for one in alts if len(one[2]) < 20 or FILE_NAME.search(one[2])] == []


def test_every_link_leads_somewhere(site: Path) -> None:
    known: dict[Path, set[str]] = {}
    broken = []
    for name in pages(site):
        for link in parsed(site, name).select("a[href]"):
            path, anchor = urldefrag(unquote(str(link["href"])))
            if path.startswith(("http:", "https:", "mailto:")):
                continue
            target = (site / name).parent / path if path else site / name
            target = (target / "index.html" if target.is_dir() else target).resolve()
            if not target.is_file() or (anchor and anchor not in anchors(target, known)):
                broken.append(f"{name}: {link['href']}")
    assert broken == []


def anchors(page: Path, known: dict[Path, set[str]]) -> set[str]:
    if page not in known:
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        known[page] = {str(tag["id"]) for tag in soup.select("[id]")}
    return known[page]


def test_no_id_stands_twice_on_a_page(site: Path) -> None:
    for name in pages(site):
        ids = [tag["id"] for tag in parsed(site, name).select("[id]")]
        assert len(ids) == len(set(ids)), (name, sorted({one for one in ids if ids.count(one) > 1}))


NO_NUMBERS = re.compile(
    r"\b[A-Z]+-\d+[a-z]?\b|\bFY\d{4}|\d{1,2} (?:January|November) \d{4}|(?:in|Nepal|SCO|Pakhtunkhwa|park|of"
    r"|to|year|January) (?:FY)?20\d\d(?:–20\d\d)?(?: to 20\d\d)?\b"
)
"""Ids, dates and years, which are no figures."""


@pytest.mark.parametrize("number", range(1, 8))
def test_no_number_of_an_answer_is_without_its_origin(site: Path, number: int) -> None:
    name = next(name for name in pages(site) if name.startswith(f"read/0{number}_"))
    soup = parsed(site, name)
    answer = soup.select_one(".answer")
    assert answer is not None
    buttons = answer.select("button.number")
    assert buttons
    for button in buttons:
        note = soup.find(id=button["popovertarget"])
        assert note is not None
        assert re.match("Printed|Computed|Counted|Supposed", note.get_text(strip=True))
        button.decompose()
    assert re.search(r"\d", NO_NUMBERS.sub("", answer.get_text())) is None


@pytest.mark.parametrize(
    ("number", "words", "origin"),
    [
        (1, "16", "Counted in the figures of"),
        (2, "$15m", "Printed : “$15 million”, Freelancers' revenue. EST-01 : Business Recorder"),
        (2, "$10m to $15m", "Printed : “between $10 million and $15 million”, Freelancers' revenue. EST-05"),
        (
            2,
            "$18.5m",
            "Computed : “$15 million” + companies' revenue. It rests on “approximately $3.5 million” ( EST-07 )",
        ),
        (2, "$0.5m", "low end of (“$15 million” + companies' revenue) - high end of (the sector's revenue)"),
        (3, "$2,800 to $4,900", "Computed : freelancers' revenue / freelancers. It rests on"),
        (
            3,
            "$11.5m to $14.5m",
            "the tightest range that the figures allow together. It is held by “between $15 million",
        ),
        (4, "100 to 120", "Printed : “100–120”, Active companies. EST-19"),
        (5, "1.4% to 1.9%", "high end of (“$779 million”)"),
        (6, "$30m", "Supposed in this notebook: 30.0[MUSD/year]"),
        (6, "29% to 42%", "(30.0[MUSD/year] / high end of (the sector's revenue)) ** (1 / 2.0)"),
        (7, "$4,700", "Computed : freelancers' exports / freelancers."),
    ],
)
def test_the_origins_of_the_answers_are_true(site: Path, number: int, words: str, origin: str) -> None:
    soup = parsed(site, next(name for name in pages(site) if name.startswith(f"read/0{number}_")))
    button = next(one for one in soup.select(".answer button.number") if one.get_text() == words)
    note = soup.find(id=button["popovertarget"])
    assert note is not None
    assert origin in " ".join(note.get_text(" ").split())


def test_a_number_tells_its_origin_by_pointer_key_and_tap(watched: Watched) -> None:
    page = watched.open("read/02_do_the_figures_add_up.html")
    number = page.locator(".answer button.number").first
    note = page.locator(f"#{number.get_attribute('popovertarget')}")
    assert number.inner_text() == "$15m"
    number.hover()
    note.wait_for(state="visible")
    assert "EST-01" in note.inner_text()
    assert "paragraph 1" in note.inner_text()
    number.click()
    assert note.is_visible()
    page.mouse.move(1, 1)
    note.wait_for(state="hidden")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    note.wait_for(state="visible")
    page.keyboard.press("Enter")
    assert note.is_visible()
    page.keyboard.press("Escape")
    note.wait_for(state="hidden")
    page.keyboard.press("Enter")
    note.wait_for(state="visible")
    page.keyboard.press("Enter")
    note.wait_for(state="hidden")
    assert number.get_attribute("aria-describedby") == note.get_attribute("id")


def test_a_number_tells_its_origin_by_tap(browser: Browser, address: str) -> None:
    with browser.new_context(has_touch=True, viewport={"width": 375, "height": 800}) as context:
        page = context.new_page()
        page.goto(f"{address}/read/02_do_the_figures_add_up.html")
        number = page.locator(".answer button.number").nth(2)
        note = page.locator(f"#{number.get_attribute('popovertarget')}")
        number.tap()
        note.wait_for(state="visible")
        box = note.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 375
        number.tap()
        note.wait_for(state="hidden")


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "gallery/index.html",
        "gallery/feasible_region.html",
        "what-if.html",
        "settle.html",
        "read/02_do_the_figures_add_up.html",
        "audits/gilgit-baltistan-2025.html",
        "ledger/gilgit-baltistan-2025.html",
    ],
)
def test_the_keyboard_reaches_every_control(watched: Watched, name: str) -> None:
    page = watched.open(name)
    script = (
        f"[...document.querySelectorAll(`{CONTROLS}`)].filter((e) => e.tabIndex >= 0 && !e.disabled && "
        "e.checkVisibility({visibilityProperty: true}) && (e.type !== 'radio' || e.checked))"
    )
    count = page.evaluate(f"{script}.length")
    page.evaluate("window.reached = new Set(); document.addEventListener('focusin', (e) => reached.add(e.target))")
    for _ in range(3 * count):  # an open note has links of its own
        page.keyboard.press("Tab")
    assert page.evaluate(f"{script}.filter((e) => !reached.has(e)).map((e) => e.outerHTML.slice(0, 120))") == []


def test_search_finds_literacy(watched: Watched) -> None:
    page = watched.open("search.html?q=literacy")
    page.wait_for_selector("#search-results li a")
    found = page.locator("#search-results li a").all_inner_texts()
    assert any("How big is it within Pakistan?" in one for one in found)
    assert watched.complaints == []
