"""What a reader meets in JupyterLab: what `make lab` starts, in a browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import nbformat
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, Response, expect

from helpers.browser import chromium
from helpers.clone import DOCS, FIGURES, NOTEBOOKS, ROOT
from helpers.lab import (
    CODE,
    DIRTY,
    DOCUMENTS,
    ERROR,
    THEMES,
    TRACKER,
    WAIT_SECONDS,
    Lab,
    clone_into,
    git,
    go_to,
    last_outputs,
    menu,
    open_notebook,
    run_all,
    save,
    saved,
    started,
)
from helpers.legible import LEAST_CONTRAST, WHITE_GROUND
from helpers.processes import forks_of, wait_for
from sectorbook.runs.notebooks import all_notebooks, audit_notebook, read_notebook

pytestmark = pytest.mark.slow

NAME = "02_do_the_figures_add_up.ipynb"
ABOUT = 'about: str = "printed"'
STORED = [path.relative_to(ROOT) for folder in (NOTEBOOKS, DOCS) for path in sorted(folder.glob("*.ipynb"))]
STATEMENTS = "data/reports/gilgit-baltistan-2025/statements.csv"
LOCAL = re.compile(r"\[[^\]]*\]\((?!https?:)([^)#\s]+)\)")
CUT_OFF = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
TABS = ".lm-DockPanel-tabBar .lm-TabBar-tabLabel"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    clone = clone_into(tmp_path_factory.mktemp("clone"))
    with started(tmp_path_factory.mktemp("lab"), clone) as lab:
        yield lab


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=1000 * WAIT_SECONDS)
    with chromium() as browser:
        yield browser


@pytest.fixture
def notebook(lab: Lab, request: pytest.FixtureRequest) -> Path:
    """A copy of the notebook that only this test opens, so that it has a kernel of its own; git ignores the folder."""
    folder = lab.clone / "build" / re.sub(r"\W+", "-", request.node.name)
    folder.mkdir(parents=True)
    return Path(shutil.copy(NOTEBOOKS / NAME, folder))


@pytest.fixture
def page(lab: Lab, browser: Browser) -> Iterator[Page]:
    """An empty page of a reader who has chosen nothing yet, that reaches no other host."""
    lab.choose(THEMES)
    lab.choose(DOCUMENTS)
    # Else the browser leaves out what is not in view, and a test could not read it.
    lab.choose(TRACKER, windowingMode="none")
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        context.set_default_timeout(1000 * WAIT_SECONDS)
        context.route("**/*", lambda route: lab.only_own(route))
        yield context.new_page()


def changes(lab: Lab) -> str:
    """What git sees in the clone."""
    return git(lab.clone, "status", "--short") + git(lab.clone, "diff")


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.stem)
def test_looking_at_a_notebook_and_running_it_as_it_is_stored_changes_nothing(
    lab: Lab, page: Page, stored: Path
) -> None:
    def is_save(response: Response) -> bool:
        return response.request.method == "PUT" and response.url.split("?")[0].endswith(stored.name)

    lab.choose(DOCUMENTS, autosaveInterval=1)
    with page.expect_response(is_save):
        open_notebook(lab, page, lab.clone / stored)
    expect(page.locator(DIRTY)).to_have_count(0)
    assert changes(lab) == ""
    menu(page, "Settings", "Autosave Documents")  # else it saves a second time while cells still run
    run_all(page)
    expect(page.locator(ERROR)).to_have_count(0)
    save(page)
    assert changes(lab) == ""


def test_one_cell_run_alone_keeps_its_number(lab: Lab, page: Page) -> None:
    open_notebook(lab, page, lab.clone / "notebooks" / NAME)
    page.locator(CODE).nth(0).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"{CODE} .jp-InputPrompt").first).to_have_text("[1]:")
    page.locator(CODE).nth(0).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"{CODE} .jp-InputPrompt").first).not_to_have_text("[1]:")
    save(page)
    assert changes(lab) == ""


def test_a_build_runs_after_tables_were_opened(lab: Lab, page: Page) -> None:
    for table in ("data/indicators.csv", STATEMENTS):
        go_to(lab, page, f"{table}?factory=Editor", "tables")
        page.locator(".jp-FileEditor").first.wait_for()
        folder = (lab.clone / table).parent / ".ipynb_checkpoints"
        assert wait_for(folder.is_dir, 10), table
    build = [sys.executable, "-m", "doit", "notebook:does_the_lead_fit", "notebook:04_who_hosts_whom"]
    done = subprocess.run(build, cwd=lab.clone, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert changes(lab) == ""


def test_the_lab_begins_at_a_page_whose_links_open(lab: Lab, page: Page) -> None:
    lab.choose(TRACKER, autoStartDefaultKernel=False)
    page.goto(f"{lab.address}?token={lab.token}")
    start = page.locator(".jp-MarkdownViewer")
    start.get_by_role("heading", level=1).wait_for()
    assert lab.root == lab.clone
    assert start.locator("img").evaluate("image => image.complete && image.naturalWidth > 500")
    written = LOCAL.findall((lab.clone / "START.md").read_text(encoding="utf-8"))
    links = start.locator("a[href]:not(.jp-InternalAnchorLink)")
    assert links.count() == len(written) - 1 >= 13
    for place in range(links.count()):
        page.get_by_role("tab", name="START.md").click()
        link = links.nth(place)
        name = str(link.evaluate("link => decodeURIComponent(new URL(link.href).pathname)")).rsplit("/", 1)[-1]
        link.click()
        expect(page.locator(".lm-DockPanel-tabBar .lm-mod-current .lm-TabBar-tabLabel")).to_have_text(name)
        expect(page.locator(".jp-Dialog")).to_have_count(0)
    assert page.locator(".jp-FileEditor").count() == 0
    assert changes(lab) == ""


def test_names_of_files_are_legible(lab: Lab, page: Page) -> None:
    go_to(lab, page, "notebooks", "names")
    names = page.locator(".jp-DirListing-itemText", has_text=".ipynb")
    names.first.wait_for()
    assert names.count() == len(list(NOTEBOOKS.glob("*.ipynb")))
    assert names.evaluate_all(CUT_OFF) == []


def test_a_chart_leads_to_its_files_and_a_figure_of_the_article_to_its_row(lab: Lab, page: Page) -> None:
    open_notebook(lab, page, lab.clone / "notebooks" / "01_what_the_report_says.ipynb")
    files = page.locator(f"{CODE} p", has_text="This chart as").first
    for kind in ("PDF", "SVG", "PNG", "CSV"):
        files.get_by_role("link", name=kind).click()
        expect(page.locator(TABS, has_text=f"printed_ranges.{kind.lower()}")).to_have_count(1)
        page.get_by_role("tab", name="01_what_the_report_says").click()
    row = page.locator(f"{CODE} td").get_by_role("link", name="EST-20")
    lines = (lab.clone / STATEMENTS).read_text(encoding="utf-8").splitlines()
    number = next(place for place, line in enumerate(lines, start=1) if line.startswith("EST-20,"))
    assert str(row.get_attribute("href")).endswith(f"#row={number}")
    row.click()
    expect(page.locator(TABS, has_text="statements.csv")).to_have_count(1)


def test_another_chart_than_the_stored_one_links_to_no_files(lab: Lab, page: Page, notebook: Path) -> None:
    open_notebook(lab, page, notebook)
    change_about(page, "rounding")
    run_all(page)
    after = saved(page, notebook)
    texts = [output.data["text/plain"] for output in shown(after) if output.output_type == "display_data"]
    assert any(text.startswith("Chart overshoot") for text in texts)
    assert not any("overshoot.pdf" in text for text in texts)


def test_the_command_is_found_in_a_terminal_and_in_a_cell(lab: Lab, page: Page, notebook: Path) -> None:
    cell = nbformat.v4.new_code_cell("!sectorbook ask gilgit-baltistan-2025")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), notebook)
    open_notebook(lab, page, notebook)
    run_all(page)
    assert "To which year do these figures refer" in last_outputs(page).inner_text()
    menu(page, "File", "New", "Terminal")
    page.locator(".jp-Terminal .xterm").click()
    page.keyboard.type("sectorbook ask gilgit-baltistan-2025 > build/asked || echo no > build/asked\n")
    told = lab.clone / "build" / "asked"
    assert wait_for(lambda: told.exists() and told.stat().st_size > 0)
    assert "To which year do these figures refer" in told.read_text()


def test_options_given_to_make_win(tmp_path: Path, lab: Lab) -> None:
    with started(tmp_path, lab.clone, f"--notebook-dir={lab.clone}/docs --LabApp.default_url=/lab") as other:
        assert other.root == lab.clone / "docs"


def shown(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def change_about(page: Page, value: str) -> None:
    """Write another value where the parameter `about` stands."""
    line = page.locator(f"{CODE} .cm-line", has_text=ABOUT)
    words = line.inner_text()
    line.click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.insert_text(words.replace("printed", value, 1))


def test_the_kernel_is_found_and_is_this_environments(lab: Lab, page: Page, notebook: Path) -> None:
    before = set(forks_of(lab.server))
    open_notebook(lab, page, notebook)
    expect(page.locator(".jp-Dialog")).to_have_count(0)
    (kernel,) = set(forks_of(lab.server)) - before
    started_by = Path(f"/proc/{kernel}/cmdline").read_text(encoding="utf-8").split("\0")
    assert started_by[:3] == [sys.executable, "-m", "ipykernel_launcher"]


def test_a_figure_is_a_picture_with_its_description_beneath(lab: Lab, page: Page, notebook: Path) -> None:
    alt = json.loads((FIGURES / "feasible_region.json").read_text(encoding="utf-8"))["alt"]
    open_notebook(lab, page, notebook)
    pictures = page.locator(f"{CODE} .jp-OutputArea-output img")
    pictures.first.wait_for()
    assert pictures.evaluate_all("all => all.every(one => one.complete && one.naturalWidth > 500)")
    described = page.locator(f"{CODE} details", has_text="Description of the chart")
    assert described.count() == pictures.count()
    assert [" ".join((one.text_content() or "").split()) for one in described.all()].count(
        f"Description of the chart{alt}"
    ) == 1


def test_another_reading_gives_another_answer(lab: Lab, page: Page, notebook: Path) -> None:
    open_notebook(lab, page, notebook)
    change_about(page, "rounding")
    run_all(page)
    after = saved(page, notebook)
    answers = [cells[2].outputs[0].data["text/plain"] for cells in (read_notebook(NOTEBOOKS / NAME).cells, after.cells)]
    assert "for companies and you get $18.5m;" in answers[0]
    assert "for companies and you get $18.45m to $18.55m;" in answers[1]


def test_money_is_shown_as_money(lab: Lab, page: Page, notebook: Path) -> None:
    open_notebook(lab, page, notebook)
    answer = page.locator(f"{CODE} >> nth=1").locator(".jp-RenderedMarkdown")
    expect(answer).to_contain_text("The opening's $15m is the top of the article's own range, $10m to $15m.")
    assert page.locator(".jp-Notebook mjx-container").count() == 0


def test_a_reading_that_there_is_not_is_told_with_those_that_there_are(lab: Lab, page: Page, notebook: Path) -> None:
    open_notebook(lab, page, notebook)
    change_about(page, "precise")
    run_all(page)
    told = page.locator(ERROR).inner_text().strip().splitlines()
    for word in ("precise", "printed", "rounding", "all-rounded", "5%"):
        assert word in told[-1]
    expect(last_outputs(page)).to_have_count(0)


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark", "JupyterLab Dark High Contrast"])
def test_tables_and_figures_can_be_read(lab: Lab, page: Page, notebook: Path, theme: str) -> None:
    lab.choose(THEMES, theme=theme)
    open_notebook(lab, page, notebook)
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", theme)
    cells = page.locator(f"{CODE} .jp-RenderedHTMLCommon :is(td, th)")
    assert cells.count() > 50
    assert cells.evaluate_all(LEAST_CONTRAST) >= 4.5
    pictures = page.locator(f"{CODE} .jp-OutputArea-output img")
    assert pictures.count() == 3
    assert all(picture.evaluate(WHITE_GROUND) for picture in pictures.all())


def test_no_other_host_is_asked_for_anything(lab: Lab, page: Page, notebook: Path) -> None:
    open_notebook(lab, page, notebook)
    run_all(page)
    page.wait_for_load_state("networkidle")
    assert lab.elsewhere == []
    assert lab.asked == []


# How far below the notebook's top the answer ends, and its first picture begins.
PLACES = """notebook => {
    const top = notebook.querySelector(".jp-Cell").getBoundingClientRect().top;
    const place = kind => notebook.querySelector(`.jp-CodeCell .jp-OutputArea-output${kind}`)?.getBoundingClientRect();
    return [place("[data-mime-type='text/markdown']").bottom - top, (place(" img")?.top ?? top) - top];
}"""
BENEATH_ARITHMETIC = ("05_within_pakistan", "06_two_years_to_30_million")


@pytest.mark.parametrize("path", [*all_notebooks(), audit_notebook()], ids=lambda path: path.stem)
def test_the_answer_and_the_first_chart_are_seen_first_and_no_formula(
    lab: Lab, page: Page, notebook: Path, path: Path
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_notebook(lab, page, Path(shutil.copy(path, notebook.parent)))
    page.wait_for_function("() => [...document.images].every(one => one.complete)")
    assert page.locator(".jp-Notebook mjx-container").count() == 0
    answer, picture = page.locator(".jp-Notebook").evaluate(PLACES)
    assert answer < 1000
    if path.stem not in BENEATH_ARITHMETIC:
        assert picture < 1000


PAGES = ("README.md", "START.md", "CHANGELOG.md", "figures/README.md", "docs/add-a-report.md", "docs/sweeps.md")


@pytest.mark.parametrize("name", PAGES)
def test_money_in_a_page_is_shown_as_money(lab: Lab, page: Page, name: str) -> None:
    go_to(lab, page, name, re.sub(r"\W+", "-", name))
    viewer = page.locator(".jp-MarkdownViewer")
    viewer.get_by_role("heading", level=1).first.wait_for()
    page.wait_for_load_state("networkidle")
    expect(viewer.locator("mjx-container")).to_have_count(0)
    assert "<span>" not in viewer.inner_text()


@pytest.mark.parametrize("name", [NAME, "audit.ipynb"])
def test_a_page_that_the_lab_exports_sanitized_shows_no_markup_as_text(lab: Lab, name: str) -> None:
    address = f"{lab.address}nbconvert/html/notebooks/{name}?sanitize_html=true&token={lab.token}"
    with urlopen(address) as answer:
        soup = BeautifulSoup(answer.read(), "html.parser")
    shown = soup.get_text()
    assert len(soup.select("details > summary")) == len(soup.select(".jp-OutputArea-output img")) >= 3
    for part in ("<p>", "<h1", "<details", "<summary", "<span", "</a>", "<th"):
        assert part not in shown
    assert not soup.select(".jp-Cell script, .jp-Cell style")
