"""The page "What if": the browser finds what `reconcile` finds."""

import hashlib
import json
import math
import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page

import sectorbook as sb
from helpers.browser import chromium
from helpers.clone import DOCS
from helpers.relations import random_case
from sectorbook.ledger.report import Report, report_names
from sectorbook.values.intervals import write_printed
from sectorsite.what_if import SCRIPTS, report_model, what_if_page

STATIC = DOCS / "_static"
YALPS_SHA256 = "224a80dbfff5068734eaff69e0fe4e7e681499b2845dea285c7d9c3889eb71ab"
READINGS = ("printed", "rounding", "all-rounded", "5%", "12.5%")
SEED, CASES, SYSTEMS, RELATED = 20251120, 240, 100, 400
CLOSE = 1e-6
CONTROLS = """[...document.querySelectorAll("#what-if-app :is(input, select, button)")]
  .filter((one) => one.checkVisibility())
  .filter((one) => {
    const { width, height } = one.getBoundingClientRect();
    const name = one.labels?.length || one.ariaLabel || one.textContent.trim();
    return width < 24 || height < 24 || !name;
  }).map((one) => one.outerHTML)"""
"""The controls without a name, or smaller than a finger needs."""
OFFERED = report_names()
NO_WORDS = {"words": "", "basis": "", "note": ""}
Setting = dict[str, Any]


@pytest.fixture(scope="module", params=OFFERED)
def report(request: pytest.FixtureRequest) -> Report:
    return sb.load_report(request.param)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as a file, with the scripts beside it, as a browser gets it."""
    return write_site(tmp_path_factory.mktemp("site"))


def write_site(folder: Path) -> Path:
    markdown = what_if_page(map(sb.load_report, OFFERED))
    app = markdown.split("```{raw} html\n")[1].rsplit("```", 1)[0]
    (folder / "_static").symlink_to(STATIC)
    file = folder / "what-if.html"
    head = '<meta charset="utf-8"><title>What if</title><link rel="stylesheet" href="_static/what-if.css">'
    file.write_text(f'<!doctype html><html lang="en">{head}<main><h1>What if</h1>{app}</main></html>')
    return file


@pytest.fixture(scope="module")
def browser(site: Path) -> Iterator[Page]:
    with chromium() as started:
        opened = started.new_page(viewport={"width": 1280, "height": 900})
        opened.goto(site.as_uri())
        yield opened


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
    assert known >= {one["indicator"] for one in found["statements"]} | {name for w in found["wholes"] for name in w}
    json.dumps(found, allow_nan=False)


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
    assert "<noscript>" in written
    assert "sectorbook run 02 --set assume.company_revenue=3.0:4.0 --to out" in written


# --- In a browser ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_changes_of_the_reports_are_answered_as_reconcile_answers_them(browser: Page) -> None:
    rng = random.Random(SEED)
    reports = [sb.load_report(slug) for slug in OFFERED]
    cases = [(report, random_setting(report_model(report), rng)) for report in islice(cycle(reports), CASES)]
    found = answers(browser, [(report_model(report), setting) for report, setting in cases])
    results = [reckoned(report, setting) for report, setting in cases]
    assert 40 < sum(result.is_feasible for result in results) < CASES - 40
    for answer, result in zip(found, results, strict=True):
        check(answer, result)


@pytest.mark.slow
def test_systems_beyond_the_reports_are_answered_as_reconcile_answers_them(browser: Page) -> None:
    rng = np.random.default_rng(SEED)
    systems = [random_system(rng) for _ in range(SYSTEMS)]
    results = [sb.reconcile_bounds(bounds.assign(signed=True), identities) for bounds, identities in systems]
    assert 20 < sum(result.is_feasible for result in results) < 90
    check_plain(browser, results)


@pytest.mark.slow
def test_relations_beyond_the_reports_are_answered_as_reconcile_answers_them(browser: Page) -> None:
    results = [sb.reconcile_bounds(*random_case(seed).tables) for seed in range(RELATED)]
    assert 100 < sum(result.is_feasible for result in results) < RELATED - 100
    assert sum(bool(result.only_at_zero) for result in results if result.is_feasible) > 5
    check_plain(browser, results)


@pytest.mark.slow
def test_what_can_be_negative_is_related_to_what_cannot(browser: Page) -> None:
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
    found = answers(browser, [(plain_model(sb.reconcile_bounds(bounds, none, relations)), {})])[0]["bounds"]
    assert [found["profit"][side] for side in ("low", "high")] == [-10, 10]
    assert [found["before"][side] for side in ("low", "high")] == [-25, 5]


@pytest.mark.slow
def test_a_yearly_rate_is_widened_before_it_is_raised(browser: Page) -> None:
    aside = dict.fromkeys(["KR-10", "KR-12", "KR-14", "KR-18"], False)
    model = report_model(sb.load_report("korea-cosmetics-2015"))
    found = answers(browser, [(model, {"about": "rounding", "held": aside})])[0]["bounds"]["cosmetics_exports"]
    assert found["high"] == pytest.approx(float(698 * Fraction("1.3695") ** 4), rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("about", READINGS)
def test_what_holds_each_end_is_what_holds_it_in_reconcile(browser: Page, report: Report, about: str) -> None:
    result = sb.reconcile(report, about)
    answer = answers(browser, [(report_model(report), {"about": about})])[0]
    check(answer, result)
    for name, row in result.bounds.iterrows() if result.is_feasible else ():
        bound = answer["bounds"][name]
        assert (tuple(bound["lowBy"]), tuple(bound["highBy"])) == row["binding"]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "aside"), [("gilgit-baltistan-2025", ()), ("portugal-footwear-2013", ("PT-02",))])
def test_the_region_of_two_parts_is_that_of_reconcile(browser: Page, name: str, aside: tuple[str, ...]) -> None:
    report = sb.load_report(name).without(*aside)  # Portugal's total contradicts its parts
    result = sb.reconcile(report, "all-rounded")
    wholes = [
        whole[:2] for whole in report.wholes_of_two if np.isfinite(result.bounds.loc[list(whole[:2]), "high"]).all()
    ]
    assert wholes
    for part, other in wholes:
        calls = [report_model(report), {"about": "all-rounded"}, part, other]
        corners = browser.evaluate("calls => whatIf.region(...calls)", calls)
        np.testing.assert_allclose(sorted(map(tuple, corners)), sorted(result.region(part, other)), rtol=CLOSE)


@pytest.mark.slow
def test_numbers_and_ranges_are_written_as_in_the_notebooks(browser: Page) -> None:
    rng = random.Random(SEED)
    units = {name: unit for slug in OFFERED for name, unit in sb.load_report(slug).variables["unit"].items()}
    shown = {one["id"]: one for slug in OFFERED for one in report_model(sb.load_report(slug))["indicators"]}
    ends = [(0.0, 1.0), (1.0, 1.0), (12344.5, 12345.5), (1.0625, 2.1875), (None, 3.0), (3.0, None), (None, None)]
    ends += [(0.1 + 0.2, 3.5000000000000004), (1 / 3, 2 / 3), (525.91, 525.91), (36.2, 40.7), (-0.4449, -0.4441)]
    ends += [tuple(sorted(round(10 ** rng.uniform(-3, 6), rng.randint(0, 5)) for _ in "ab")) for _ in range(200)]
    calls = [[low, high, shown[name]] for name in shown for low, high in ends]
    functions = "[whatIfWords.writeRange(...calls), whatIfWords.writePrinted(...calls)]"
    written = browser.evaluate(f"all => all.map((calls) => {functions})", calls)
    for texts, (low, high, indicator) in zip(written, calls, strict=True):
        nan = [math.nan if end is None else end for end in (low, high)]
        unit = units[indicator["id"]]
        assert texts == [sb.write_range(*nan, unit, whole=indicator["whole"]), write_printed(*nan, unit)]


@pytest.mark.slow
def test_what_a_reader_sets_is_answered_at_once_and_stands_in_the_address(browser: Page, site: Path) -> None:
    browser.goto(site.as_uri())
    assert "freelancers' revenue $11.5m–$14.5m" in browser.inner_text("#what-if-summary")
    browser.get_by_label("Include the opening claim").check()
    assert browser.inner_text("#what-if-summary").startswith("Not all of this can be true: EST-01")
    assert "“$15 million”" in quoted(browser, ".what-if-clash")
    assert browser.inner_text(".what-if-sum") == "$15m + $3.5m = $18.5m, above $18m"
    browser.get_by_label("High end of EST-03, The sector's revenue", exact=True).fill("18.5")
    assert browser.inner_text("#what-if-summary").startswith("All of this can be true together.")
    browser.goto("about:blank")
    browser.goto(f"{site.as_uri()}#report=gilgit-baltistan-2025&range.EST-03=15:18.5&held.EST-01=yes&held.EST-02=yes")
    assert browser.get_by_label("Include the opening claim").is_checked()
    assert "the sector's revenue $18.5m" in browser.inner_text("#what-if-summary")
    browser.get_by_role("button", name="Reset").click()
    assert "freelancers' revenue $11.5m–$14.5m" in browser.inner_text("#what-if-summary")
    assert "#" not in browser.url


@pytest.mark.slow
def test_a_core_that_cannot_hold_shows_what_cannot_all_be_true(browser: Page, site: Path) -> None:
    browser.goto("about:blank")
    browser.goto(f"{site.as_uri()}#report=korea-cosmetics-2015")
    # 698 x 1.369^4 is 2,451.7
    told = "36.9% above $698m, each year for 4 years, is $2,452m, below $2,500m"
    assert browser.inner_text(".what-if-sum") == told
    assert "Cosmetics exports, changed a year from that of 2011, KR-06: 36.9 percent annually" in browser.inner_text(
        ".what-if-clash"
    )
    browser.get_by_role("button", name="Set aside KR-06").click()
    assert told not in browser.inner_text("#what-if-results")
    assert not browser.locator("#what-if-set-KR-06-held").is_checked()


@pytest.mark.slow
def test_the_ends_of_a_share_move_in_percent(browser: Page, site: Path) -> None:
    browser.goto("about:blank")
    browser.goto(f"{site.as_uri()}#report=portugal-footwear-2013&about=all-rounded")
    name = "High end of PT-04, Footwear exports outside the EU, changed from that of 2012"
    assert browser.get_by_label(f"{name}, slider").get_attribute("aria-valuetext") == "47%"
    browser.get_by_label(name, exact=True).fill("46")
    # at most 46.5% above 151.5 is 221.9, and the exports are 222.5 at least
    assert browser.inner_text("#what-if-summary").startswith("Not all of this can be true")


@pytest.mark.slow
def test_an_end_moves_by_keyboard_and_takes_the_other_along(browser: Page, site: Path) -> None:
    browser.goto(site.as_uri())
    slider = browser.get_by_label("High end of EST-05, Freelancers' revenue, slider")
    slider.press("ArrowLeft")
    assert "range.EST-05=10%3A14.9" in browser.url
    slider.press("Home")
    assert "range.EST-05=0%3A0" in browser.url
    assert "EST-05" in browser.inner_text("#what-if-summary")
    browser.get_by_role("button", name="Set aside EST-05").click()
    assert browser.inner_text("#what-if-summary").startswith("All of this can be true together.")
    assert browser.evaluate("document.activeElement.id") == "what-if-summary"


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_every_control_has_a_label_and_is_large_enough_and_nothing_is_cut_off(
    browser: Page, site: Path, width: int
) -> None:
    browser.set_viewport_size({"width": width, "height": 900})
    for slug in OFFERED:
        browser.goto("about:blank")
        browser.goto(f"{site.as_uri()}#report={slug}&about=5%25&held.EST-01=yes")
        assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert browser.evaluate(CONTROLS) == []


# --- The same changes, here and there --------------------------------------------------------------------------------


def answers(browser: Page, calls: list[tuple[dict[str, Any], Setting]]) -> list[dict[str, Any]]:
    script = (
        "all => all.map(([model, set]) => ({...whatIf.tightest(model, set), conflict: whatIf.conflict(model, set)}))"
    )
    found: list[dict[str, Any]] = browser.evaluate(script, [list(pair) for pair in calls])
    return found


def quoted(browser: Page, selector: str) -> list[str]:
    """The printed words that are quoted there."""
    words: list[str] = browser.locator(f"{selector} q").all_inner_texts()
    return [f"“{text}”" for text in words]


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


def check_plain(browser: Page, results: list[sb.Result]) -> None:
    found = answers(browser, [(plain_model(result), {}) for result in results])
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
    turned = [one for one in statements if rng.random() < (0.6 if one["role"] == "lead" else 0.1)]
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
