"""Pages to be read: code out of sight, charts for each screen and theme, tables as cards, short and large enough."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, BrowserContext, Page

import sectorbook as sb

pytestmark = pytest.mark.slow

PHONE, TABLET, DESKTOP = 375, 768, 1280
HEIGHTS = {"read/": 9000, "audits/": 9000, "settle": 4000, "ledger/": 12000, "gallery/index": 5500, "what-if": 2500}
REFERENCE_HEIGHT = 6000
SMALLEST_TEXT, SMALLEST_IN_CHARTS = 12, 10
NOTEBOOK = "read/02_do_the_figures_add_up.html"
AUDIT = "audits/gilgit-baltistan-2025.html"
SCROLLS_SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"
LOADED = """async () => {
    const shown = [...document.images].filter((image) => image.checkVisibility());
    shown.forEach((image) => { image.loading = 'eager'; });
    await Promise.all(shown.map((image) => image.decode()));
    return document.documentElement.scrollHeight;
}"""
TYPE = """() => {
    const sizes = [];
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const element = words.currentNode.parentElement;
        const range = document.createRange();
        range.selectNode(words.currentNode);
        const { width, height } = range.getBoundingClientRect();
        const shown = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
        if (words.currentNode.data.trim() && shown && width > 2 && height > 2)
            sizes.push([parseFloat(getComputedStyle(element).fontSize), words.currentNode.data.trim().slice(0, 40)]);
    }
    return sizes;
}"""
CHARTS = """() => [...document.querySelectorAll('figure:not(.thumb) img')]
    .filter((image) => image.checkVisibility())
    .map((image) => [image.currentSrc.split('/').slice(3).join('/'), image.clientWidth])"""
FILTERS = """() => [...document.querySelectorAll('figure img')].filter((image) => image.checkVisibility())
    .map((image) => getComputedStyle(image).filter)"""
OUTSIDE = """() => [...document.querySelectorAll('svg text')].filter((text) => text.checkVisibility())
    .map((text) => [text.textContent, text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()])
    .filter(([words, { left, right, top, bottom }, room]) =>
        left < room.left - 1 || right > room.right + 1 || top < room.top - 1 || bottom > room.bottom + 1)
    .map(([words]) => words)"""
TYPE_IN_SVG = re.compile(r"scale\((0?\.\d+) -")
"""matplotlib draws letters of a hundred units, so that their scale is a hundredth of the size in points."""
WIDTH_OF_SVG = re.compile(r'<svg[^>]* width="([\d.]+)pt"')


def pages(site: Path, *folders: str) -> list[str]:
    names = (file.relative_to(site).as_posix() for file in site.rglob("*.html") if "_static" not in file.parts)
    return sorted(name for name in names if name.startswith(folders or ("",)))


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": PHONE, "height": 900}, reduced_motion="reduce") as opened:
        yield opened


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    yield opened
    opened.close()


def test_no_page_scrolls_sideways_on_a_tablet(site: Path, address: str, page: Page) -> None:
    page.set_viewport_size({"width": TABLET, "height": 900})
    wide = []
    for name in pages(site):
        page.goto(f"{address}/{name}")
        wide += [name] * page.evaluate(SCROLLS_SIDEWAYS)
    assert wide == []


@pytest.mark.parametrize("folder", HEIGHTS)
def test_pages_are_not_too_long_on_a_telephone(site: Path, address: str, page: Page, folder: str) -> None:
    heights = {}
    for name in pages(site, folder):
        page.goto(f"{address}/{name}")
        heights[name] = page.evaluate(LOADED)
    assert len(heights) >= (7 if folder.endswith("/") else 1)
    assert {name: height for name, height in heights.items() if height > HEIGHTS[folder]} == {}


def test_pages_of_the_reference_are_not_too_long(site: Path, address: str, page: Page) -> None:
    page.set_viewport_size({"width": DESKTOP, "height": 900})
    heights = {}
    for name in pages(site, "reference/"):
        page.goto(f"{address}/{name}")
        heights[name] = page.evaluate("document.documentElement.scrollHeight")
    assert len(heights) > 8
    assert {name: height for name, height in heights.items() if height > REFERENCE_HEIGHT} == {}


def test_the_reference_has_every_public_name(site: Path) -> None:
    shown = {
        tag["id"].rpartition(".")[2]
        for name in pages(site, "reference/")
        for tag in BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser").select("dt[id]")
    }
    modules = {"alt_text", "auditing", "charts", "questions"}
    assert set(sb.__all__) - modules <= shown
    assert {"ranges", "plane", "list_questions", "show_verdict"} <= shown


def test_no_page_on_a_telephone_scrolls_sideways_or_has_text_that_is_too_small(
    site: Path, address: str, page: Page
) -> None:
    wide, small = [], []
    for name in pages(site):
        page.goto(f"{address}/{name}")
        wide += [name] * page.evaluate(SCROLLS_SIDEWAYS)
        small += [f"{name}: {size} {words}" for size, words in page.evaluate(TYPE) if size < SMALLEST_TEXT]
    assert wide == []
    assert small == []


def test_no_type_in_a_chart_on_a_telephone_is_too_small(site: Path, address: str, page: Page) -> None:
    measured = {}
    for name in pages(site, "read/", "audits/", "gallery/", "index"):
        page.goto(f"{address}/{name}")
        page.evaluate(LOADED)
        for source, width in page.evaluate(CHARTS):
            svg = (site / source).read_text(encoding="utf-8")
            natural = float(WIDTH_OF_SVG.findall(svg)[0]) / 0.75
            points = 100 * min(map(float, TYPE_IN_SVG.findall(svg)))
            measured[name, source] = points / 0.75 * width / natural
    assert len(measured) > 40
    assert {key: size for key, size in measured.items() if size < SMALLEST_IN_CHARTS} == {}


@pytest.mark.parametrize("name", [NOTEBOOK, AUDIT])
@pytest.mark.parametrize(("width", "layout"), [(PHONE, "phone"), (DESKTOP, "wide")])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_screen_and_theme_has_its_own_drawing(
    address: str, page: Page, name: str, width: int, layout: str, theme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.goto(f"{address}/{name}")
    page.evaluate(LOADED)
    sources = [source for source, _ in page.evaluate(CHARTS)]
    assert sources
    for source in sources:
        assert ("_phone" in source) == (layout == "phone")
        assert source.endswith("_dark.svg") == (theme == "dark")
    assert page.evaluate(FILTERS) == ["none"] * len(sources)


def test_code_is_out_of_sight_until_the_switch_shows_it_everywhere(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": DESKTOP, "height": 900}) as own:
        page = own.new_page()
        page.goto(f"{address}/{NOTEBOOK}")
        code, folds = page.locator("details.code pre"), page.locator("details.code")
        assert code.count() > 10
        assert not any(folds.nth(at).is_visible() for at in range(folds.count()))
        assert "report: str" not in page.locator("article").inner_text()
        switch = page.get_by_role("switch", name="Show code")
        switch.focus()
        page.keyboard.press("Space")
        assert all(code.nth(at).is_visible() for at in range(code.count()))
        page.goto(f"{address}/{AUDIT}")
        assert page.locator("details.code pre").first.is_visible()
        page.get_by_role("switch", name="Show code").uncheck()
        assert not page.locator("details.code").first.is_visible()
        page.reload()
        assert not page.locator("details.code").first.is_visible()


def test_without_scripts_code_is_one_fold_away(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as own:
        page = own.new_page()
        page.goto(f"{address}/{NOTEBOOK}")
        assert not page.get_by_text("Show code").is_visible()
        fold = page.locator("details.code").first
        assert fold.locator("summary").is_visible()
        assert not fold.locator("pre").is_visible()
        fold.locator("summary").click()
        assert fold.locator("pre").is_visible()


def test_a_wide_table_is_cards_on_a_telephone_and_a_table_on_a_desktop(address: str, page: Page) -> None:
    page.goto(f"{address}/ledger/gilgit-baltistan-2025.html")
    cell = page.locator("#EST-03 td").nth(1)
    label = "(cell) => getComputedStyle(cell, '::before').content"
    assert cell.evaluate(label) == '"Printed: "'
    assert page.locator("#EST-03 td").first.evaluate(label) == "none"  # what it is of goes without a label
    assert cell.inner_text() == "“between $15 million and $18 million”"
    above = page.locator("#EST-03 td").first.bounding_box()
    here = cell.bounding_box()
    assert above is not None
    assert here is not None
    assert here["y"] >= above["y"] + above["height"]
    assert page.get_by_role("row", name="EST-03").count() == 1  # still a row to a screen reader
    page.set_viewport_size({"width": DESKTOP, "height": 900})
    assert cell.evaluate(label) == "none"


def test_an_address_opens_the_fold_that_it_leads_into(address: str, page: Page) -> None:
    page.goto(f"{address}/ledger/gilgit-baltistan-2025.html")
    assert not page.locator("#EST-01").is_visible()
    page.goto(f"{address}/ledger/gilgit-baltistan-2025.html#EST-01")
    assert page.locator("#EST-01").is_visible()


def test_what_would_settle_it_ranks_facts_by_how_many_ranges_they_narrow(site: Path) -> None:
    soup = BeautifulSoup((site / "settle.html").read_text(encoding="utf-8"), "html.parser")
    ranked = soup.select_one("ol.ranked")
    assert ranked is not None
    shown = {
        row.select_one(".fact").get_text(): (  # type: ignore[union-attr]
            row.select_one(".count").get_text(),  # type: ignore[union-attr]
            float(str(row.select_one("rect")["width"])),  # type: ignore[index]
        )
        for row in ranked.select("li:has(> details)")
    }
    result = sb.reconcile(sb.load_report("gilgit-baltistan-2025"))
    narrowed = {
        question.fact: {title for answer in question.answers for title, _, _ in answer.narrows}
        for question in sb.questions.list_questions(result)
    }
    assert shown["Who counts as company staff"][0] == "7 ranges"
    counts = {fact: int(count.split()[0]) for fact, (count, _) in shown.items()}
    assert counts == {fact: len(titles) for fact, titles in narrowed.items() if titles}
    lengths = [length for _, length in shown.values()]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] == 100
    assert lengths == pytest.approx([100 * count / max(counts.values()) for count in counts.values()], abs=0.05)


def test_reports_and_charts_are_cited_with_source_year_and_address(site: Path) -> None:
    malta = (site / "audits" / "malta-tourism-2001.html").read_text(encoding="utf-8")
    entry = BeautifulSoup(malta, "html.parser").select_one(".highlight-bibtex pre")
    assert entry is not None
    for line in (
        "author = {{Business Today (Malta)}}",
        "year = {2002}",
        "url = {https://archive.businesstoday.com.mt/2002/0213/l24a.html}",
    ):
        assert line in entry.get_text()
    charts = [name for name in pages(site, "gallery/") if name != "gallery/index.html"]
    assert len(charts) > 10
    for name in charts:
        block = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser").select_one("figure")
        assert block is not None
        text = block.get_text()
        assert "@misc{sectorbook_" in text
        assert re.search(r"year = \{\d{4}\}", text)
        assert {link.get_text().split()[0] for link in block.select("a[download]")} >= {"PDF", "SVG", "PNG", "CSV"}
        assert block.select_one("figcaption").get_text().strip()  # type: ignore[union-attr]


def test_the_gallery_shows_each_chart_in_small_with_its_title(site: Path, address: str, page: Page) -> None:
    soup = BeautifulSoup((site / "gallery" / "index.html").read_text(encoding="utf-8"), "html.parser")
    links = {str(link["href"]): link.get_text() for link in soup.select("figure.thumb figcaption a")}
    assert {f"gallery/{name}" for name in links} == set(pages(site, "gallery/")) - {"gallery/index.html"}
    assert links["overshoot.html"] == "The headline $15m doesn't fit: with companies it overshoots the total"
    page.goto(f"{address}/gallery/index.html")
    first, second = (page.locator("figure.thumb").nth(at).bounding_box() for at in (0, 1))
    assert first is not None
    assert second is not None
    assert first["y"] == second["y"]  # two beside each other on a telephone
    assert page.locator("figure.thumb figcaption").first.is_visible()
    page.locator("figure.thumb img").locator("visible=true").first.click(force=True)  # the link lies above the picture
    page.wait_for_url(f"**/gallery/{next(iter(links))}")


def test_a_chart_is_not_told_again_below_it(address: str, page: Page) -> None:
    for name in (NOTEBOOK, "gallery/overshoot.html"):
        page.goto(f"{address}/{name}")
        caption = page.locator("figure.drawing figcaption").first
        assert "Yearly earnings" in (caption.text_content() or "")  # for those who hear it
        assert page.locator("figure.drawing figcaption .visually-hidden").first.evaluate("one => one.clientWidth") <= 1


@pytest.mark.parametrize(
    ("words", "first"), [("lead", NOTEBOOK), ("opening", "glossary.html"), ("core", "glossary.html")]
)
def test_search_finds_pages_before_names_and_by_other_words(address: str, page: Page, words: str, first: str) -> None:
    page.goto(f"{address}/search.html?q={words}")
    page.wait_for_function("() => document.querySelector('#search-results p')?.textContent.includes('found')")
    found = page.evaluate("[...document.querySelectorAll('#search-results li > a')].map((a) => a.getAttribute('href'))")
    assert found[0].startswith(first)
    references = [at for at, name in enumerate(found) if name.startswith("reference/")]
    assert references == list(range(len(found) - len(references), len(found)))
    if words == "core":
        assert references


@pytest.mark.parametrize("width", [DESKTOP, TABLET, PHONE])
@pytest.mark.parametrize("name", ["index", "ur", "what-if"])
def test_no_text_leaves_its_drawing(address: str, page: Page, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/{name}.html")
    page.wait_for_function("() => document.querySelector('svg text')")
    assert page.evaluate(OUTSIDE) == []
