"""The page "What if": the browser finds what `reconcile` finds."""

import hashlib
import json
import math
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pydata_sphinx_theme
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Locator, Page

import sectorbook as sb
from helpers.clone import ROOT
from helpers.relations import random_case
from sectorbook.ledger.report import Report, report_names
from sectorbook.values.intervals import write_printed
from sectorsite.what_if import SCRIPTS, opening_claim, report_model, what_if_page

STATIC = ROOT / "src" / "sectorsite" / "_static"
THEME_STYLE = (
    Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static/styles/pydata-sphinx-theme.css"
)
YALPS_SHA256 = "224a80dbfff5068734eaff69e0fe4e7e681499b2845dea285c7d9c3889eb71ab"
READINGS = ("printed", "rounding", "all-rounded", "5%", "12.5%")
SEED, CASES, SYSTEMS, RELATED = 20251120, 500, 100, 400
CLOSE = 1e-6
CONTROLS = """[...document.querySelectorAll("#what-if-app :is(input, select, button, summary, [role=slider])")]
  .filter((one) => one.checkVisibility())
  .filter((one) => {
    const { width, height } = one.getBoundingClientRect();
    const name = one.labels?.length || one.ariaLabel || one.textContent.trim();
    return width < 24 || height < 24 || !name || Number.parseFloat(getComputedStyle(one).fontSize) < 12;
  }).map((one) => one.outerHTML)"""
"""The controls without a name, smaller than a finger needs or written smaller than can be read."""
COVERED = """() => {
  const inside = (handle) => {
    const { left, top, width, height } = handle.getBoundingClientRect();
    return { left: left + 9, right: left + width - 9, top: top + 9, bottom: top + height - 9 };
  };
  const handles = [...document.querySelectorAll(".what-if-handle")].map(inside);
  return [...document.querySelectorAll("#what-if-drawing svg text")].filter((text) => {
    const box = text.getBoundingClientRect();
    return handles.some((one) => one.left < box.right && box.left < one.right
      && one.top < box.bottom && box.top < one.bottom);
  }).map((text) => text.textContent);
}"""
"""The words of the drawing that lie below a handle, as far as that is painted."""
BELOW_VERDICT = """() => {
  const one = document.activeElement;
  if (!one.closest("#what-if-app") || one.id === "what-if-verdict") return "";
  const head = one.matches("input[type=number]") ? one.closest("fieldset").querySelector("legend") : one;
  const [{ top, bottom }, shown, verdict] = [head, one, document.getElementById("what-if-verdict")]
    .map((each) => each.getBoundingClientRect());
  if (shown.height > 200) return "";  // a table is higher than what is left of the window
  const isClear = (bottom <= verdict.top + 1 || top >= verdict.bottom - 1)
    && (shown.bottom <= verdict.top + 1 || shown.top >= verdict.bottom - 1);
  return isClear ? "clear" : one.outerHTML;
}"""
"""What has the focus, and the head of a field that has it, if the verdict covers some of it."""
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OFFERED = report_names()
NO_WORDS = {"words": "", "basis": "", "note": ""}
Setting = dict[str, Any]


@pytest.fixture(scope="module", params=OFFERED)
def report(request: pytest.FixtureRequest) -> Report:
    return sb.load_report(request.param)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as a file, with the scripts beside it, as a browser gets it."""
    return write_site(tmp_path_factory.mktemp("site"), map(sb.load_report, OFFERED))


def write_site(folder: Path, reports: Iterable[Report]) -> Path:
    markdown = what_if_page(reports)
    app = markdown.split("```{raw} html\n")[1].rsplit("```", 1)[0]
    (folder / "_static").symlink_to(STATIC)
    file = folder / "what-if.html"
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>What if</title>'
    (folder / "theme.css").symlink_to(THEME_STYLE)
    for style in ("theme.css", "_static/shell.css", "_static/site.css", "_static/what-if.css"):
        head += f'<link rel="stylesheet" href="{style}">'
    file.write_text(f'<!doctype html><html lang="en">{head}<main><h1>What if</h1>{app}</main></html>')
    return file


@pytest.fixture(scope="module")
def tab(browser: Browser, site: Path) -> Iterator[Page]:
    with browser.new_page(viewport={"width": 1280, "height": 900}) as tab:
        tab.goto(site.as_uri())
        yield tab


def test_the_solver_is_the_one_that_was_looked_at() -> None:
    assert hashlib.sha256((STATIC / "yalps.min.js").read_bytes()).hexdigest() == YALPS_SHA256
    assert "MIT" in (STATIC / "yalps.LICENSE").read_text()


def test_a_model_has_every_core_and_lead_statement_and_what_they_are_about(report: Report) -> None:
    found = report_model(report)
    is_core = report.statements["role"] == "core"
    assert {one["id"] for one in found["statements"] if one["role"] == "core"} == set(report.statements.index[is_core])
    assert {one["id"] for one in found["statements"] if one["role"] == "lead"} == set(report.lead.index)
    assert {one["id"].partition("@")[0] for one in found["identities"]} == set(report.identities.index)
    known = {one["id"] for one in found["indicators"]}
    assert known >= {one["indicator"] for one in found["statements"]}
    assert known >= {name for one in found["sums"] for name in [*one["parts"], one["total"]]}
    json.dumps(found, allow_nan=False)


def test_the_first_sum_is_that_of_which_the_opening_claims_a_part() -> None:
    model = report_model(sb.load_report("gilgit-baltistan-2025"))
    assert model["claim"] == "EST-01"
    parts = ["freelancer_revenue", "company_revenue"]
    assert model["sums"][0] == {"identity": "revenue", "parts": parts, "total": "sector_revenue"}


def test_sums_are_those_equal_to_a_printed_total() -> None:
    found = {name: [one["identity"] for one in report_model(sb.load_report(name))["sums"]] for name in OFFERED}
    assert found == {
        "gilgit-baltistan-2025": ["revenue", "workforce"],
        "korea-cosmetics-2015": [],  # of its regions of China only a share is printed
        "malta-tourism-2001": [],
        "nepal-2022": ["exports"],
        "portugal-footwear-2013": ["exports", "firms", "employees"],
        "sco-2025": [],
    }


def test_a_claim_that_fits_is_included_too() -> None:
    report = sb.load_report("gilgit-baltistan-2025")
    fits = report.statements.copy()
    fits.loc["EST-01", ["low", "high"]] = 14
    assert opening_claim(replace(report, statements=fits)) == "EST-01"
    assert opening_claim(sb.load_report("sco-2025")) == ""


def test_a_model_has_the_printed_words_and_an_open_end_is_none() -> None:
    statements = {one["id"]: one for one in report_model(sb.load_report("gilgit-baltistan-2025"))["statements"]}
    assert statements["EST-04"]["printed"] == "around 3,000 to 4,000"
    assert statements["EST-04"]["about"]
    assert (statements["EST-12"]["low"], statements["EST-12"]["high"]) == (1000.0, None)


def test_a_model_has_what_makes_two_rows_of_a_relation_and_says_what_it_is_of() -> None:
    model = report_model(sb.load_report("korea-cosmetics-2015"))
    growth = next(one for one in model["statements"] if one["id"] == "KR-06")
    # 36.9% a year over the four years from 2011
    assert growth["label"] == "Cosmetics exports, changed a year from that of 2011"
    relation = growth["relation"]
    assert [relation[name] for name in ("base", "scale", "offset", "years", "conversion", "difference")] == [
        "cosmetics_exports@2011", 0.01, 1, 4, 1, False,
    ]  # fmt: skip
    assert (relation["number"]["behind"], relation["number"]["natural"]) == ("%", [-100, None])
    assert "cosmetics_exports@2011" in {one["id"] for one in model["indicators"]}


def test_an_identity_can_be_told_as_equal_and_as_at_most() -> None:
    identities = {one["id"]: one for one in report_model(sb.load_report("gilgit-baltistan-2025"))["identities"]}
    assert list(identities["revenue"]["formulas"]) == ["=", "<="]
    assert list(identities["active"]["formulas"]) == ["<="]
    assert "≤" in identities["revenue"]["formulas"]["<="]


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    written = what_if_page([sb.load_report("gilgit-baltistan-2025")])
    scripts = [file.read_text() for file in (STATIC / name for name in SCRIPTS) if file.name != "yalps.min.js"]
    for text in (written, *scripts, (STATIC / "what-if.css").read_text()):
        assert "http:" not in text.replace("http://www.w3.org/2000/svg", "")
        assert "https:" not in text
        assert "fetch(" not in text
        assert "innerHTML" not in text
    assert re.findall(r"<script(?![^>]* src=)(?![^>]*application/json)| style=|<style| on[a-z]+=", written) == []
    assert "<noscript>" in written
    assert "sectorbook audit NAME --assume company_revenue=3.0:4.0 --to out" in written


# --- In a browser ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_changes_of_the_reports_are_answered_as_reconcile_answers_them(tab: Page) -> None:
    rng = random.Random(SEED)
    reports = [sb.load_report(slug) for slug in OFFERED]
    cases = [(report, random_setting(report_model(report), rng)) for report in islice(cycle(reports), CASES)]
    found = answers(tab, [(report_model(report), setting) for report, setting in cases])
    results = [reckoned(report, setting) for report, setting in cases]
    assert 40 < sum(result.is_feasible for result in results) < CASES - 40
    for answer, result in zip(found, results, strict=True):
        check(answer, result)


@pytest.mark.slow
def test_systems_beyond_the_reports_are_answered_as_reconcile_answers_them(tab: Page) -> None:
    rng = np.random.default_rng(SEED)
    systems = [random_system(rng) for _ in range(SYSTEMS)]
    results = [sb.reconcile_bounds(bounds.assign(signed=True), identities) for bounds, identities in systems]
    assert 20 < sum(result.is_feasible for result in results) < 90
    check_plain(tab, results)


@pytest.mark.slow
def test_relations_beyond_the_reports_are_answered_as_reconcile_answers_them(tab: Page) -> None:
    results = [sb.reconcile_bounds(*random_case(seed).tables) for seed in range(RELATED)]
    assert 100 < sum(result.is_feasible for result in results) < RELATED - 100
    assert sum(bool(result.only_at_zero) for result in results if result.is_feasible) > 5
    check_plain(tab, results)


@pytest.mark.slow
def test_what_can_be_negative_is_related_to_what_cannot(tab: Page) -> None:
    # profit from -20 to 10 is 5 to 15 more than before, and -10% to 10% of a revenue from 50 to 100
    bounds = pd.DataFrame(
        {"low": [-20, None, 50], "high": [10, None, 100], "signed": [True, True, False]},
        index=["profit", "before", "revenue"],
    )
    relations = pd.DataFrame(
        [["more", "profit", "before", 5, 15], ["percent_of", "profit", "revenue", -10, 10]],
        columns=["relation", "indicator", "of", "low", "high"],
        index=["rise", "margin"],
    )
    none = pd.DataFrame(columns=["identity", "term", "coefficient", "relation"])
    found = answers(tab, [(plain_model(sb.reconcile_bounds(bounds, none, relations)), {})])[0]["bounds"]
    assert [found["profit"][side] for side in ("low", "high")] == [-10, 10]
    assert [found["before"][side] for side in ("low", "high")] == [-25, 5]


@pytest.mark.slow
def test_a_yearly_rate_is_widened_before_it_is_raised(tab: Page) -> None:
    aside = dict.fromkeys(["KR-10", "KR-12", "KR-14", "KR-18"], False)
    model = report_model(sb.load_report("korea-cosmetics-2015"))
    found = answers(tab, [(model, {"about": "rounding", "held": aside})])[0]["bounds"]["cosmetics_exports"]
    assert found["high"] == pytest.approx(float(698 * Fraction("1.3695") ** 4), rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("about", READINGS)
def test_what_holds_each_end_is_what_holds_it_in_reconcile(tab: Page, report: Report, about: str) -> None:
    result = sb.reconcile(report, about)
    answer = answers(tab, [(report_model(report), {"about": about})])[0]
    check(answer, result)
    for name, row in result.bounds.iterrows() if result.is_feasible else ():
        bound = answer["bounds"][name]
        assert (tuple(bound["lowBy"]), tuple(bound["highBy"])) == row["binding"]


@pytest.mark.slow
def test_numbers_and_ranges_are_written_as_in_the_notebooks(tab: Page) -> None:
    rng = random.Random(SEED)
    units = {name: unit for slug in OFFERED for name, unit in sb.load_report(slug).variables["unit"].items()}
    shown = {one["id"]: one for slug in OFFERED for one in report_model(sb.load_report(slug))["indicators"]}
    ends = [(0.0, 1.0), (1.0, 1.0), (12344.5, 12345.5), (1.0625, 2.1875), (None, 3.0), (3.0, None), (None, None)]
    ends += [(0.1 + 0.2, 3.5000000000000004), (1 / 3, 2 / 3), (525.91, 525.91), (36.2, 40.7), (-0.4449, -0.4441)]
    ends += [tuple(sorted(round(10 ** rng.uniform(-3, 6), rng.randint(0, 5)) for _ in "ab")) for _ in range(200)]
    calls = [[low, high, shown[name]] for name in shown for low, high in ends]
    functions = "[whatIfWords.writeRange(...calls), whatIfWords.writePrinted(...calls)]"
    written = tab.evaluate(f"all => all.map((calls) => {functions})", calls)
    for texts, (low, high, indicator) in zip(written, calls, strict=True):
        nan = [math.nan if end is None else end for end in (low, high)]
        unit = units[indicator["id"]]
        assert texts == [sb.write_range(*nan, unit, whole=indicator["whole"]), write_printed(*nan, unit)]


@pytest.mark.slow
def test_the_opening_claim_alone_is_included_as_the_package_includes_it(tab: Page, report: Report) -> None:
    model = report_model(report)
    states = [tab.evaluate("model => whatIfState.opening(model)", model) | {"about": about} for about in READINGS]
    held = report.including(model["claim"]) if model["claim"] else report
    for about, answer in zip(READINGS, answers(tab, [(model, state) for state in states]), strict=True):
        check(answer, sb.reconcile(held, about))


@pytest.mark.slow
def test_presets_are_answered_as_the_package_answers_them(tab: Page, report: Report) -> None:
    model = report_model(report)
    script = "([model, sum]) => whatIfState.presets({ model, sum, setting: whatIfState.opening(model) })"
    found = [one for total in model["sums"] or [None] for one in tab.evaluate(script, [model, total])]
    for answer, preset in zip(answers(tab, [(model, one["setting"]) for one in found]), found, strict=True):
        check(answer, reckoned(report, preset["setting"]))


@pytest.mark.slow
def test_a_quick_answer_is_the_full_one_of_what_is_wanted(tab: Page) -> None:
    rng = random.Random(SEED)
    models = [report_model(sb.load_report(slug)) for slug in OFFERED]
    calls = [[model, random_setting(model, rng)] for model in islice(cycle(models), 60)]
    script = """all => all.map(([model, setting]) => {
      const wanted = whatIfSum.shown({ model, setting, sum: model.sums[0] });
      return [whatIf.tightest(model, setting, wanted), whatIf.tightest(model, setting), wanted];
    })"""
    for quick, full, wanted in tab.evaluate(script, calls):
        assert set(quick["bounds"]) == set(wanted)
        assert [quick[key] for key in ("feasible", "clashes", "onlyAtZero")] == [
            full[key] for key in ("feasible", "clashes", "onlyAtZero")
        ]
        for name, bound in quick["bounds"].items():
            assert bound is None or bound.items() <= full["bounds"][name].items()


# --- The page, as a reader uses it -----------------------------------------------------------------------------------


def opened(tab: Page, site: Path, state: str = "") -> Page:
    """The page, loaded anew, in a state."""
    tab.goto("about:blank")
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.goto(f"{site.as_uri()}{state and f'#{state}'}")
    return tab


def verdict(page: Page) -> str:
    return page.inner_text("#what-if-verdict")


def address(page: Page) -> str:
    found: str = page.evaluate("location.href")
    return found


def slider(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name, exact=True)


@pytest.mark.slow
def test_it_opens_on_the_contradiction_of_the_opening(tab: Page, site: Path) -> None:
    page = opened(tab, site)
    assert verdict(page).startswith("This cannot all be true: $15m + $3.5m = $18.5m, but ")
    assert verdict(page).endswith(" can be $18m at most.")
    assert "$0.5m too much" in (page.locator("#what-if-drawing svg").text_content() or "")
    assert page.locator("#what-if-drawing rect.what-if-claim").count() == 2  # what it is at least, and at most
    assert "#" not in address(page)
    page.get_by_label("Include the opening claim").uncheck()
    assert verdict(page).startswith("All of this can be true together. That leaves $11.5m–$14.5m for ")
    assert page.locator("#what-if-drawing rect.what-if-claim").count() == 0
    assert address(page).endswith("#report=gilgit-baltistan-2025")
    page.get_by_role("button", name="Reset").click()
    assert verdict(page).startswith("This cannot all be true")


@pytest.mark.slow
def test_companies_that_earn_less_make_room_for_the_opening(tab: Page, site: Path) -> None:
    page = opened(tab, site, "report=gilgit-baltistan-2025&range.EST-07=3:4&held.EST-01=yes")
    assert verdict(page).startswith("All of this can be true, but only just: $15m + $3m is $18m")


@pytest.mark.slow
def test_presets_say_what_a_doubter_asks_first(tab: Page, site: Path) -> None:
    page = opened(tab, site)
    presets = page.get_by_role("group", name="What if")
    presets.get_by_role("button", name="Companies earn less").click()
    assert verdict(page).startswith("All of this can be true, but only just: $15m + $3m is $18m")
    assert address(page).endswith("range.EST-07=3%3A3&held.EST-01=yes")
    assert presets.locator("[aria-pressed=true]").inner_text() == "Companies earn less"
    presets.get_by_role("button", name="There is a third group").click()
    assert verdict(page).startswith("This cannot all be true: $15m + $3.5m = $18.5m")
    assert verdict(page).endswith("Another group would only add to it.")
    presets.get_by_role("button", name="Everything is rounded").click()
    # 14.5 + 3.45 is 17.95, and 18.5 - 3.45 is 15.05
    assert verdict(page).startswith("If every number was rounded, all of this can be true together. That leaves")
    assert "$14.5m–$15.05m for " in verdict(page)
    assert "$17.95m–$18.5m for " in verdict(page)


@pytest.mark.slow
def test_a_readers_own_ends_are_taken_as_they_are_and_the_fields_say_how_others_are_read(tab: Page, site: Path) -> None:
    page = opened(tab, site, "report=gilgit-baltistan-2025&about=all-rounded&range.EST-07=2.9:3.9&held.EST-01=yes")
    read = {
        name: page.locator(f'#what-if-rows [data-name="{name}"] .what-if-read').inner_text()
        for name in ("freelancer_revenue", "company_revenue", "sector_revenue")
    }
    assert read == {
        "freelancer_revenue": "Read as $14.5m–$15.5m.",
        "company_revenue": "",
        "sector_revenue": "Read as $14.5m–$18.5m.",
    }
    page.locator("#what-if-all summary").first.click()
    page.wait_for_selector("#what-if-results table")
    row = page.locator("#what-if-results tr", has_text="set to $2.9m–$3.9m")
    # at most 18.5 - 14.5 of companies' own 2.9 to 3.9, which no reading widens
    assert row.locator("td").nth(1).inner_text() == "$2.9m–$3.9m"


@pytest.mark.slow
def test_presets_of_another_report_follow_from_its_figures(tab: Page, site: Path) -> None:
    page = opened(tab, site, "report=portugal-footwear-2013")
    labels = {one["id"]: one["inside"] for one in report_model(sb.load_report("portugal-footwear-2013"))["indicators"]}
    presets = page.get_by_role("group", name="What if").get_by_role("button")
    lower = f"Lower {labels['exports_outside_eu']}"
    assert presets.all_inner_texts() == [lower, "There is a third group", "Everything is rounded"]
    presets.first.click()
    assert "range.PT-05=190%3A190" in address(page)  # 1,700 - 1,510
    page.get_by_label("Sum").select_option("firms")
    assert "There is a fourth group" in presets.all_inner_texts()


@pytest.mark.slow
def test_parts_and_total_are_dragged(tab: Page, site: Path) -> None:
    page = opened(tab, site)
    handles = page.get_by_role("slider")
    box = page.locator("#what-if-drawing").bounding_box()
    assert box is not None
    dragged = handles.nth(1).bounding_box()  # the high end of the total
    assert dragged is not None
    pixels = (box["width"] - 32) / drawn_to(page)
    page.mouse.move(dragged["x"] + 14, dragged["y"] + 22)
    page.mouse.down()
    page.mouse.move(dragged["x"] + 14 + pixels / 2, dragged["y"] + 80, steps=4)
    page.mouse.up()
    assert "range.EST-03=15%3A18.5" in address(page)
    assert verdict(page).startswith("All of this can be true, but only just: $15m + $3.5m is $18.5m")
    end = handles.nth(3).bounding_box()  # the companies
    assert end is not None
    page.mouse.move(end["x"] - 20, end["y"] + 22)  # beside the handle, on what it is the end of
    page.mouse.down()
    page.mouse.move(end["x"] - 20 - pixels, end["y"] + 22, steps=4)
    page.mouse.up()
    assert "range.EST-07=2.5%3A2.5" in address(page)


def drawn_to(page: Page) -> float:
    """Where the scale ends, in the unit of the sum."""
    return float(page.get_by_role("slider").first.get_attribute("aria-valuemax") or "nan")


@pytest.mark.slow
def test_a_low_end_dragged_beyond_the_high_one_takes_it_along(tab: Page, site: Path) -> None:
    page = opened(tab, site)
    low, far = page.get_by_role("slider").first, drawn_to(page)
    box = low.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 14, box["y"] + 22)
    page.mouse.down()
    page.mouse.move(box["x"] + 1000, box["y"] + 22, steps=10)
    page.mouse.up()
    assert float(low.get_attribute("aria-valuenow") or "nan") == far
    assert f"range.EST-03={far:g}%3A{far:g}" in address(page)


@pytest.mark.slow
def test_ends_move_by_touch(tab: Page, site: Path) -> None:
    started = tab.context.browser
    assert started is not None
    with started.new_context(has_touch=True, viewport={"width": 375, "height": 740}) as context:
        page = context.new_page()
        page.goto(site.as_uri())
        handle = page.get_by_role("slider").nth(3)
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box()
        assert box is not None
        sent = context.new_cdp_session(page)
        place = {"x": box["x"] + 14, "y": box["y"] + 22}
        sent.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [place]})
        for step in range(1, 6):
            moved = place | {"x": place["x"] - 8 * step}
            sent.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [moved]})
        sent.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        assert float(handle.get_attribute("aria-valuenow") or "nan") < 2
        assert verdict(page).startswith("All of this can be true")


@pytest.mark.slow
def test_an_end_moves_by_keyboard_and_keeps_the_focus(tab: Page, site: Path) -> None:
    page = opened(tab, site)
    companies = page.get_by_role("slider").nth(3)
    assert companies.get_attribute("aria-valuetext") == "$3.5m"
    companies.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    assert "range.EST-07=3.3%3A3.3" in address(page)
    page.keyboard.press("PageUp")
    assert companies.get_attribute("aria-valuetext") == "$4.3m"
    page.keyboard.press("Home")
    assert "range.EST-07=0%3A0" in address(page)
    assert page.evaluate("document.activeElement.getAttribute('aria-valuenow')") == "0"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


@pytest.mark.slow
def test_numbers_are_typed(tab: Page, site: Path) -> None:
    page = opened(tab, site)
    companies = page.locator("#what-if-rows fieldset").nth(1)
    companies.get_by_label("low end").fill("3")
    assert "range.EST-07=3%3A3.5" in address(page)
    assert verdict(page).startswith("All of this can be true, but only just")
    companies.get_by_label("high end").fill("")
    assert "range.EST-07=3%3A" in address(page)
    companies.get_by_label("low end").fill("5")
    assert verdict(page).startswith("This cannot all be true: $15m + $5m = $20m")


@pytest.mark.slow
def test_old_links_are_what_they_were(tab: Page, site: Path) -> None:
    page = opened(tab, site, "report=gilgit-baltistan-2025&range.EST-03=15:18.5&held.EST-01=yes&held.EST-02=yes")
    assert verdict(page).startswith("All of this can be true, but only just: $15m + $3.5m is $18.5m")
    page = opened(tab, site, "report=gilgit-baltistan-2025&about=rounding&identity.revenue=%3C%3D&held.EST-04=no")
    assert not page.get_by_label("Include the opening claim").is_checked()
    page.get_by_text("All figures").click()
    assert page.locator("#what-if-about").input_value() == "rounding"
    assert page.locator("#what-if-relation-revenue").input_value() == "<="
    assert not page.locator("#what-if-used-EST-04").is_checked()


@pytest.mark.slow
def test_all_figures_are_set_and_set_aside(tab: Page, site: Path) -> None:
    page = opened(tab, site, "report=korea-cosmetics-2015")
    assert "40.6% of $2,500m is $1,015m, but " in verdict(page)
    page.get_by_text("All figures").click()
    clash = page.locator(".what-if-clash")
    clash.wait_for()  # the table follows a moment after the verdict
    assert sorted(clash.locator("q").all_inner_texts()) == ["$1 billion", "$2.5 billion", "40.6 percent"]
    clash.locator("li", has_text="40.6 percent").get_by_role("button").click()
    assert "40.6%" not in verdict(page)
    assert page.evaluate("document.activeElement.id") == "what-if-verdict"
    assert not page.locator("#what-if-used-KR-09").is_checked()
    page.locator("#what-if-used-KR-09").check()
    assert "40.6% of $2,500m" in verdict(page)


@pytest.mark.slow
def test_the_ends_of_a_share_move_in_percent(tab: Page, site: Path) -> None:
    page = opened(tab, site, "report=portugal-footwear-2013&about=all-rounded&held.PT-02=no")
    assert verdict(page).startswith("If every number was rounded, all of this can be true")
    page.get_by_text("All figures").click()
    page.locator("#what-if-set-PT-04").get_by_label("low end").fill("45")
    page.locator("#what-if-set-PT-04").get_by_label("high end").fill("46")
    # at most 46% above 151.5 is 221.19, and the exports are 222.5 at least
    assert "46% above €151.5m is €221.2m, but " in verdict(page)


@pytest.mark.slow
def test_a_report_without_a_sum_shows_the_ranges_of_what_is_linked(tab: Page, site: Path) -> None:
    page = opened(tab, site, "report=sco-2025")
    indicators = {one["id"]: one for one in report_model(sb.load_report("sco-2025"))["indicators"]}
    labels = {name: one["label"] for name, one in indicators.items()}
    inside = indicators["parks_of_both"]["inside"]
    names = [one.get_attribute("aria-label") for one in page.get_by_role("slider").all()]
    assert names == [labels[name] for name in ("it_centres", "parks_of_both", "hubs_of_both")]
    slider(page, labels["it_centres"]).press("Home")
    assert verdict(page).startswith(f"This cannot all be true: 17 centres for {inside}, but ")


@pytest.mark.slow
def test_the_link_is_copied_and_the_picture_saved(tab: Page, site: Path, tmp_path: Path) -> None:
    page = opened(tab, site)
    page.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }")
    page.get_by_role("button", name="Companies earn less").click()
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("The link is copied.").wait_for()
    assert page.evaluate("window.copied") == address(page)
    page.get_by_role("button", name="Reset").click()
    assert page.inner_text("#what-if-told") == ""
    page.get_by_role("button", name="Companies earn less").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save picture").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.suffix == ".png"
    page.get_by_text("Saved to your downloads as what-if-gilgit-baltistan-2025.png.").wait_for()
    with Image.open(file) as picture:
        assert picture.width == 1800
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 24) or []}
    assert {(0xD5, 0x5E, 0x00), (0x00, 0x72, 0xB2)} <= colours


@pytest.mark.slow
def test_the_picture_says_the_verdict_and_the_source(tab: Page, site: Path) -> None:
    page = opened(tab, site, "report=portugal-footwear-2013")
    model = report_model(sb.load_report("portugal-footwear-2013"))
    script = """([model, told]) => {
      const view = { model, setting: whatIfState.opening(model), sum: model.sums[0] };
      const answer = whatIf.tightest(model, view.setting, whatIfSum.shown(view));
      const made = whatIfPicture.svg(view, answer, told, document.getElementById("what-if-drawing"));
      return [...made.querySelectorAll("text")].map((one) => one.textContent).join(" ");
    }"""
    words = page.evaluate(script, [model, verdict(page)])
    assert verdict(page) in words
    assert model["source"] in words


@pytest.mark.slow
def test_words_of_a_report_are_text(tmp_path: Path, tab: Page) -> None:
    report = sb.load_report("gilgit-baltistan-2025")
    bad = "<img src=x onerror=window.ran=1>"
    statements = report.statements.assign(printed=report.statements["printed"] + bad)
    labelled = report.indicators.assign(label=report.indicators["label"] + bad)
    worse = replace(report, title=report.title + bad, statements=statements, indicators=labelled)
    page = opened(tab, write_site(tmp_path, [worse]))
    page.get_by_text("All figures").click()
    page.locator(".what-if-clash").wait_for()
    assert page.evaluate("window.ran") is None
    assert page.locator("img").count() == 0
    assert bad in verdict(page)


@pytest.mark.slow
@pytest.mark.parametrize("width", [375, 1280])
def test_the_verdict_is_always_in_sight(tab: Page, site: Path, width: int) -> None:
    page = opened(tab, site, "report=malta-tourism-2001")
    page.set_viewport_size({"width": width, "height": 700})
    page.get_by_text("All figures").click()
    page.locator(".what-if-scroll").first.wait_for()
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height > 2000
    for place in range(0, height - 700, 300):
        page.evaluate("place => scrollTo(0, place)", place)
        box = page.locator("#what-if-verdict").bounding_box()
        assert box is not None
        assert box["y"] >= -1
        assert box["y"] + box["height"] <= 701


STATES = (
    "",
    "held.EST-01=yes&about=all-rounded",
    "held.EST-01=yes&range.EST-07=3:3",
    "held.EST-01=yes&identity.revenue=<=",
)


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_every_part_has_its_name_and_no_handle_covers_a_word(tab: Page, site: Path, width: int) -> None:
    for state in STATES:
        page = opened(tab, site, state and f"report=gilgit-baltistan-2025&{state}")
        page.set_viewport_size({"width": width, "height": 740})
        page.wait_for_function(
            "() => [...document.querySelectorAll('#what-if-drawing svg')]"
            ".every((one) => Number(one.getAttribute('width')) === one.parentElement.clientWidth)"
        )
        words = page.locator("#what-if-drawing svg text").all_text_contents()
        for name in ("Freelancers' revenue", "Companies' revenue", "The sector's revenue"):
            assert any(one.startswith(name) for one in words), (state, name, words)
        assert page.evaluate(COVERED) == [], state


@pytest.mark.slow
def test_choices_presets_and_fields_fit_a_telephone(tab: Page, site: Path) -> None:
    page = opened(tab, site)
    page.set_viewport_size({"width": 375, "height": 740})
    assert (
        page.locator("#what-if-sums").evaluate("one => one.options[one.selectedIndex].text") == "The sector's revenue"
    )
    label, select = (page.locator(f"{one}='what-if-report']").bounding_box() for one in ("label[for", "select[id"))
    assert label is not None
    assert select is not None
    assert label["y"] + label["height"] <= select["y"]
    assert select["width"] > 320
    buttons = page.locator(".what-if-presets button").all()
    assert len(buttons) == 4
    assert len({(one.bounding_box() or {})["y"] for one in buttons}) == 2
    drawn, last = (page.locator(one).last.bounding_box() for one in ("#what-if-drawing", "#what-if-rows fieldset"))
    assert drawn is not None
    assert last is not None
    assert last["y"] + last["height"] - drawn["y"] < 740 - 56  # in one look below the head of the page


@pytest.mark.slow
@pytest.mark.parametrize("width", [375, 1280])
def test_the_verdict_covers_nothing_that_has_the_focus(tab: Page, site: Path, width: int) -> None:
    page = opened(tab, site)
    page.set_viewport_size({"width": width, "height": 740})
    page.get_by_text("All figures").click()
    page.locator(".what-if-scroll").first.wait_for()
    seen = 0
    for key in ["Tab"] * 45 + ["Shift+Tab"] * 45:
        page.keyboard.press(key)
        found = page.evaluate(BELOW_VERDICT)
        assert found in ("", "clear"), (key, found)
        seen += found == "clear"
    assert seen > 40


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 768, 1280])
def test_axe_finds_nothing_in_any_report(tab: Page, site: Path, width: int, theme: str) -> None:
    for slug in OFFERED:
        page = opened(tab, site, f"report={slug}&held.EST-01=yes")
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        page.get_by_text("All figures").click()
        page.locator(".what-if-scroll").first.wait_for()
        page.evaluate(Axe().axe_script)
        options = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}
        found = page.evaluate("options => axe.run(options).then((found) => found.violations)", options)
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_every_control_has_a_label_and_is_large_enough_and_nothing_is_cut_off(
    tab: Page, site: Path, width: int
) -> None:
    for slug in OFFERED:
        opened(tab, site, f"report={slug}&about=5%25&held.EST-01=yes")
        tab.set_viewport_size({"width": width, "height": 900})
        tab.get_by_text("All figures").click()
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert tab.evaluate(CONTROLS) == []


# --- The same changes, here and there --------------------------------------------------------------------------------


def answers(tab: Page, calls: list[tuple[dict[str, Any], Setting]]) -> list[dict[str, Any]]:
    script = (
        "all => all.map(([model, set]) => ({...whatIf.tightest(model, set), conflict: whatIf.conflict(model, set)}))"
    )
    found: list[dict[str, Any]] = tab.evaluate(script, [list(pair) for pair in calls])
    return found


def check(answer: dict[str, Any], result: sb.Result) -> None:
    assert answer["feasible"] == result.is_feasible
    if not result.is_feasible:
        assert all(is_conflict(result, clash) for clash in [answer["conflict"], *answer["clashes"]])
        return
    assert answer["conflict"] is None
    assert tuple(answer["onlyAtZero"]) == result.only_at_zero
    for name, row in result.bounds.iterrows():
        found = answer["bounds"][name]
        low, high = (-math.inf if found["low"] is None else found["low"]), found["high"]
        assert low == pytest.approx(row["low"], rel=CLOSE, abs=1e-9)
        assert (math.inf if high is None else high) == pytest.approx(row["high"], rel=CLOSE, abs=1e-9)


def check_plain(tab: Page, results: list[sb.Result]) -> None:
    found = answers(tab, [(plain_model(result), {}) for result in results])
    for answer, result in zip(found, results, strict=True):
        check(answer, result)


def is_conflict(result: sb.Result, names: list[str]) -> bool:
    """Whether not all of them can be true, in exact fractions, but all without any one of them."""
    fewer = [result.system.keep(set(names) - {name}) for name in names]
    return not result.system.keep(set(names)).is_feasible() and all(system.is_feasible() for system in fewer)


def random_setting(model: dict[str, Any], rng: random.Random) -> Setting:
    """Some of everything that a reader can change."""
    statements, identities = model["statements"], model["identities"]
    moved = [one for one in statements if rng.random() < 0.4]
    turned = [one for one in statements if rng.random() < (0.3 if one["role"] == "lead" else 0.1)]
    turned += [one for one in statements if one["id"] == model["claim"] and one not in turned and rng.random() < 0.5]
    relations = {one["id"]: rng.choice([*one["formulas"], "aside"]) for one in identities if rng.random() < 0.4}
    return {
        "about": rng.choice(READINGS),
        "ends": {one["id"]: random_ends(one, rng) for one in moved},
        "held": {one["id"]: one["role"] == "lead" for one in turned},
        "relations": relations,
    }


def random_ends(statement: dict[str, Any], rng: random.Random) -> list[float | None]:
    ends = [end for end in (statement["low"], statement["high"]) if end is not None]
    near = [round(rng.choice(ends) * rng.uniform(0.8, 1.25), rng.choice([0, 1, 3])) for _ in "ab"]
    low, high = near if rng.random() < 0.05 else sorted(near)
    return [None if rng.random() < 0.1 else low, None if rng.random() < 0.1 else high]


def reckoned(report: Report, setting: Setting) -> sb.Result:
    """What reconcile finds with a reader's changes, which may set an identity aside in one period only."""
    result, relations = sb.reconcile(changed(report, setting), setting["about"]), setting["relations"]
    kept = [row for row in result.system.identities if relations.get(row.name) != "aside"]
    read = tuple(replace(row, low=None) if relations.get(row.name) == "<=" else row for row in kept)
    return replace(result, system=replace(result.system, identities=read))


def changed(report: Report, setting: Setting) -> Report:
    """The report with a reader's ends, and what the reader holds or sets aside."""
    statements = report.statements.astype({"low": float, "high": float})
    for name, (low, high) in setting["ends"].items():
        statements.loc[name, ["low", "high"]] = [math.nan if end is None else end for end in (low, high)]
        statements.loc[name, ["about", "rounded_to"]] = ["no", 0.0]  # a reader's own ends are taken as they are
        for exact in {"exact_low", "exact_high"} & set(statements.columns):
            statements.at[name, exact] = None
    for name, held in setting["held"].items():
        statements.loc[name, "role"] = "core" if held else "test"
    return replace(report, statements=statements)


def random_system(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ranges, some open, some negative, around values that satisfy random identities; one in three is moved away."""
    names = [f"x{i}" for i in range(rng.integers(4, 13))]
    values = np.round(10 ** rng.uniform(-1, 4, len(names)) * rng.choice([1, 1, -1], len(names)), 3)
    truth = dict(zip(names, values, strict=True))
    rows: list[tuple[str, str, float, str]] = []
    for i in range(rng.integers(1, len(names) // 2 + 1)):
        *parts, whole = rng.choice(names, rng.integers(2, 5), replace=False)
        times = rng.choice([1.0, 1.0, 0.5, 2.0, -1.0, 1.25], len(parts))
        relation = ("=", "<=")[i % 2]
        terms = [*zip(parts, times, strict=True), (whole, -1.0)]
        rows += [(f"i{i}", name, float(coefficient), relation) for name, coefficient in terms]
        truth[whole] = sum(truth[part] * t for part, t in zip(parts, times, strict=True))
    away = {name: rng.random() < 0.3 * (rng.random() < 0.3) for name in names}
    low, high = {}, {}
    for name, value in truth.items():
        ends = np.round(value + np.abs(value) * (rng.uniform(-0.3, 0, 2) * [1, -1] + 0.5 * away[name]), 3)
        low[name], high[name] = (math.nan if rng.random() < 0.15 else float(end) for end in ends)
    columns = ["identity", "term", "coefficient", "relation"]
    return pd.DataFrame({"low": low, "high": high}), pd.DataFrame(rows, columns=columns)


def plain_model(result: sb.Result) -> dict[str, Any]:
    """The model of plain tables, which have no paragraphs and no words."""
    report = result.report
    statements = report.statements.assign(paragraph=math.nan)
    return report_model(replace(report, statements=statements, identities=report.identities.assign(**NO_WORDS)))
