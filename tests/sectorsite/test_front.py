"""The start page in a browser, and what every page says of itself: description, address, policy."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

import sectorbook as sb
from helpers.watched import THEMES, Watched, pages, parsed, problems
from sectorsite.front.policy import DATA, POLICY

pytestmark = pytest.mark.slow

STORIES = ("index.html", "ur.html")
AUDIT = "audits/gilgit-baltistan-2025.html"
START_BYTES = 300_000
"""As a host sends it that compresses nothing."""
PHONE, DESKTOP = {"width": 375, "height": 740}, {"width": 1280, "height": 900}
SMALLEST = """() => {
  const sizes = { text: [], chart: [] };
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility({ visibilityProperty: true })) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    const chart = element.ownerSVGElement;
    if (!chart) sizes.text.push(size);
    else sizes.chart.push(size * chart.getBoundingClientRect().width / chart.viewBox.baseVal.width);
  }
  return [Math.min(...sizes.text), Math.min(...sizes.chart)];
}"""
SHOWN = """() => [...document.querySelectorAll('.stage [data-steps]')]
    .filter((part) => getComputedStyle(part).opacity === '1').map((part) => part.dataset.steps)"""


def bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None, selector
    return box["y"] + box["height"]


def test_every_page_has_the_policy_and_a_description_and_nothing_inline(site: Path) -> None:
    found: dict[str, list[str]] = {}
    for name in pages(site):
        soup = parsed(site, name)
        kept = soup.select("script:not([src])")
        inline = [str(one)[:80] for one in (*soup.select("style, [style]"), *kept) if one.get("type") != DATA]
        inline += [f"{tag.name} {key}" for tag in soup.find_all(True) for key in tag.attrs if key.startswith("on")]
        policy, description, title = (
            soup.select_one(f"head meta[{key}]")
            for key in ('http-equiv="Content-Security-Policy"', 'name="description"', 'property="og:title"')
        )
        if inline or not (policy and policy["content"] == POLICY and title and title["content"]):
            found[name] = inline
        assert description is not None, name
        assert len(str(description["content"])) >= 40, name
    assert found == {}


def test_the_policy_stops_what_is_not_the_pages_own(guarded: Watched) -> None:
    page = guarded.open("read/02_do_the_figures_add_up.html")
    page.evaluate(
        """() => {
          document.querySelector('.answer').insertAdjacentHTML('beforeend',
            '<b id="late" style="color: red" onclick="window.ran = 1">!</b><img src=x onerror="window.ran = 1">');
          const script = document.createElement('script');
          script.textContent = 'window.ran = 1';
          document.body.append(script);
        }"""
    )
    page.locator("#late").click()
    page.wait_for_function("() => window.violations.length >= 4")
    assert page.evaluate("window.ran") is None
    assert {one.split()[0] for one in page.evaluate("window.violations")} == {
        "style-src-attr",
        "script-src-attr",
        "script-src-elem",
    }


def test_what_if_works_under_the_policy(guarded: Watched) -> None:
    page = guarded.open("what-if.html")
    verdict = page.locator("#what-if-verdict")
    assert "cannot all be true" in verdict.inner_text()
    page.get_by_role("button", name="Everything is rounded").click()
    page.wait_for_function(
        "() => !document.querySelector('#what-if-verdict').textContent.includes('cannot all be true')"
    )
    with page.expect_download() as download:
        page.get_by_role("button", name="Save picture").click()
    assert download.value.suggested_filename.endswith(".png")
    assert page.evaluate("window.violations") == []
    assert guarded.complaints == []


@pytest.mark.parametrize("name", STORIES)
def test_the_story_is_without_fault_at_every_width(watched: Watched, name: str) -> None:
    page = watched.open(name)
    page.evaluate(Axe().axe_script)
    complaints = []
    for theme in THEMES:
        for width in (1280, 768, 375):
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 900})
            complaints += [f"{theme} {width}: {complaint}" for complaint in problems(page)]
    assert complaints + watched.complaints == []


@pytest.mark.parametrize("name", STORIES)
def test_the_stage_is_without_fault_too(browser: Browser, address: str, name: str) -> None:
    page = browser.new_page(viewport=PHONE, reduced_motion="no-preference")
    page.goto(f"{address}/{name}")
    page.locator("#step-4").scroll_into_view_if_needed()
    page.wait_for_timeout(600)  # the change of the picture, which takes 0.4 s
    page.evaluate(Axe().axe_script)
    assert list(problems(page)) == []
    page.close()


def test_the_first_screen_of_a_phone_has_the_finding(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{address}/index.html")
    lead = page.locator(".hero .lead").inner_text()
    assert all(number in lead for number in ("$15m", "$3.5m", "$18.5m", "$18m at most"))
    assert bottom(page, ".hero .lead") < bottom(page, ".hero svg") < PHONE["height"]
    page.close()


def test_the_first_screen_of_a_desktop_has_the_ways_in(watched: Watched) -> None:
    page = watched.open("index.html")
    assert page.locator(".ways a").count() == 4
    assert bottom(page, ".ways") < DESKTOP["height"]
    heads = [one.get_text() for one in BeautifulSoup(page.content(), "html.parser").select(".ways strong")]
    assert heads == ["Read", "What if", "Rerun", "Audit your own"]


def test_the_menu_calls_a_page_what_the_page_calls_itself(site: Path) -> None:
    soup = parsed(site, "what-if.html")
    current, heading = soup.select_one(".site-head [aria-current]"), soup.select_one("h1")
    assert current is not None
    assert heading is not None
    assert heading.get_text().startswith(current.get_text())


def test_the_foot_calls_a_page_what_the_page_calls_itself(site: Path) -> None:
    named = {str(link["href"]): link.get_text() for link in parsed(site, "what-if.html").select(".site-foot a")}
    named = {name: words for name, words in named.items() if name not in ("#", "ur.html")}
    assert len(named) > 15
    headings = {name: parsed(site, name).select_one("h1") for name in named}
    called = {name: heading.find(string=True) for name, heading in headings.items() if heading}
    assert called == named


@pytest.mark.parametrize("width", [320, 375])
def test_the_head_of_a_page_fits_a_phone(watched: Watched, width: int) -> None:
    page = watched.open("what-if.html")
    page.set_viewport_size({"width": width, "height": 740})
    find = page.locator(".site-head .find").bounding_box()
    menu = page.locator(".site-head nav").bounding_box()
    assert find is not None
    assert menu is not None
    assert find["x"] + find["width"] <= width
    assert menu["x"] + menu["width"] <= find["x"]


@pytest.mark.parametrize("name", ["what-if.html", "settle.html", "read/02_do_the_figures_add_up.html", AUDIT])
def test_a_heading_stands_close_below_the_head(watched: Watched, name: str) -> None:
    page = watched.open(name)
    page.set_viewport_size(PHONE)
    heading = page.locator("h1").bounding_box()
    assert heading is not None
    assert heading["y"] <= 110


@pytest.mark.parametrize(("viewport", "most"), [(PHONE, 60), (DESKTOP, 200)], ids=["phone", "desktop"])
def test_the_steps_of_the_story_stand_close(
    browser: Browser, address: str, viewport: dict[str, int], most: float
) -> None:
    page = browser.new_page(viewport=viewport, reduced_motion="no-preference")  # type: ignore[arg-type]
    page.goto(f"{address}/index.html")
    boxes = [one.bounding_box() for one in page.locator(".step .words").all()]
    gaps = [after["y"] - before["y"] - before["height"] for before, after in pairwise(boxes) if before and after]
    assert len(gaps) == 4
    assert max(gaps) <= most
    page.close()


@pytest.mark.parametrize("name", STORIES)
def test_type_on_a_phone_can_be_read(watched: Watched, name: str) -> None:
    page = watched.open(name)
    page.set_viewport_size(PHONE)
    text, chart = page.evaluate(SMALLEST)
    assert text >= 12
    assert chart >= 10


def test_without_scripts_every_step_has_its_picture(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{address}/index.html")
        assert page.locator(".step figure svg").count() == 5
        assert all(one.is_visible() for one in page.locator(".step figure svg").all())
        assert not page.locator(".stage").is_visible()
        page.locator(".hero button.number").first.click()
        assert page.locator(".origin:popover-open").count() == 1


def test_with_less_motion_no_picture_moves(watched: Watched) -> None:
    page = watched.open("index.html")
    assert not page.locator(".stage").is_visible()
    page.emulate_media(reduced_motion="no-preference")
    page.locator(".stage").wait_for(state="visible")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_each_step_changes_the_picture(browser: Browser, address: str, viewport: dict[str, int]) -> None:
    page = browser.new_page(viewport=viewport, reduced_motion="no-preference")  # type: ignore[arg-type]
    page.goto(f"{address}/index.html")
    seen = []
    for step in "12345":
        page.evaluate("id => document.getElementById(id).scrollIntoView({ block: 'center' })", f"step-{step}")
        page.wait_for_function("step => document.getElementById('story').dataset.now === step", arg=step)
        page.wait_for_timeout(600)
        shown = page.evaluate(SHOWN)
        assert shown
        assert all(step in steps.split() for steps in shown)
        assert page.locator(".stage svg").bounding_box()
        seen.append(shown)
    assert all(one != other for one, other in pairwise(seen))
    page.close()


def test_the_story_can_be_read_by_keyboard(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=DESKTOP, reduced_motion="no-preference")  # type: ignore[arg-type]
    page.goto(f"{address}/index.html")
    steps = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")  # closes the note that a number opens
        if page.evaluate("!!document.activeElement.closest('.step')"):
            steps.add(page.evaluate("document.activeElement.closest('.step').dataset.step"))
            assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    assert steps == set("12345")
    page.close()


def test_the_start_page_is_light_and_no_script_holds_it_up(site: Path, watched: Watched) -> None:
    sizes: dict[str, int] = {}
    watched.page.on("response", lambda sent: sizes.update({sent.url: len(sent.body())}))
    watched.open("index.html").wait_for_load_state("networkidle")
    assert 5 < len(sizes) <= 12, sizes
    assert any(url.endswith(".woff2") for url in sizes)
    assert sum(sizes.values()) < START_BYTES, sizes
    scripts = parsed(site, "index.html").select("script")
    assert scripts
    assert all(one.has_attr("defer") or one.has_attr("async") for one in scripts)


def test_every_report_is_audited(site: Path) -> None:
    links = [str(link["href"]) for link in parsed(site, "index.html").select(".audited a")]
    names = {folder.name for folder in (Path(__file__).parents[2] / "data" / "reports").iterdir() if folder.is_dir()}
    assert set(links) == {f"audits/{name}.html" for name in names}
    assert all((site / link).is_file() for link in links)


def test_the_start_page_says_what_the_statements_leave(site: Path) -> None:
    left = sb.reconcile(sb.load_report("gilgit-baltistan-2025")).bounds.loc["freelancer_revenue"]
    shown = [one.get_text() for one in parsed(site, "index.html").select(".hero button.number")]
    assert shown == ["$15m", "$3.5m", "$18.5m", "$18m"]
    assert left["high"] == 14.5
    assert "freelancers can earn $14.5m at most" in parsed(site, "index.html").get_text()


def test_colours_that_are_chosen_stay(watched: Watched) -> None:
    page = watched.open("index.html")
    page.get_by_label("Colours").select_option("dark")
    for name in ("index.html", "what-if.html", "read/01_what_the_report_says.html"):
        page = watched.open(name)
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
            "rgb(21, 25, 28)",
            "rgba(0, 0, 0, 0)",
        )
    assert watched.complaints == []


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a site whose address is set."""
    home = tmp_path_factory.mktemp("published")
    (home / "pages" / "read").mkdir(parents=True)
    (home / "files" / "shared" / "read").mkdir(parents=True)
    (home / "files" / "shared" / "index.txt").write_text("What the picture shows.\n", encoding="utf-8")
    (home / "files" / "shared" / "read" / "own.txt").write_text("What its own shows.\n", encoding="utf-8")
    (home / "pages" / "index.md").write_text("# Start\n\n```{toctree}\nother\nread/own\n```\n", encoding="utf-8")
    (home / "pages" / "read" / "own.md").write_text("# Own\n\nA page with a picture of its own is this one.\n")
    (home / "pages" / "other.md").write_text("# Other\n\nA sentence that describes this page well enough.\n")
    conf = Path(sys.modules["sectorsite"].__file__ or "").parent
    extra = f"html_extra_path={home / 'files'}"
    command = ["sphinx", "-q", "-c", str(conf), "-D", extra, "-b", "html", str(home / "pages"), str(home / "html")]
    address = {"SECTORBOOK_SITE": "https://example.org/audits/"}
    subprocess.run([sys.executable, "-m", *command], check=True, env=os.environ | address)
    return home / "html"


def test_a_page_with_a_picture_of_its_own_shows_that(published: Path) -> None:
    said = {
        str(one["property"]): str(one["content"]) for one in parsed(published, "read/own.html").select("meta[property]")
    }
    assert said["og:image"] == "https://example.org/audits/shared/read/own.png"
    assert said["og:image:alt"] == "What its own shows."


def test_a_page_of_a_site_with_an_address_names_it(published: Path) -> None:
    page = parsed(published, "other.html")
    said = {str(one["property"]): str(one["content"]) for one in page.select("meta[property]")}
    assert said["og:url"] == "https://example.org/audits/other.html"
    assert said["og:image"] == "https://example.org/audits/shared/index.png"
    assert said["og:image:alt"] == "What the picture shows."
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert [link["href"] for link in page.select("link[rel=canonical]")] == [said["og:url"]]
    card = page.select_one("meta[name='twitter:card']")
    assert card is not None
    assert card["content"] == "summary_large_image"


def test_a_site_without_an_address_invents_none(site: Path) -> None:
    for name in pages(site):
        soup = parsed(site, name)
        assert soup.select("link[rel=canonical], meta[property='og:url'], meta[property='og:image']") == [], name


def test_the_next_page_is_one_of_the_same_part(site: Path) -> None:
    led = {name: [str(one["href"]) for one in parsed(site, name).select(".prev-next-area a")] for name in pages(site)}
    assert led["what-if.html"] == []
    assert led["read/01_what_the_report_says.html"] == ["index.html", "02_do_the_figures_add_up.html"]
    assert [(name, link) for name, links in led.items() for link in links if "/" in link] == []
