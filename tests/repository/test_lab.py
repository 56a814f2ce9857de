"""What a reader meets in JupyterLab: what `make lab` starts, in a browser."""

from __future__ import annotations

import json
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import nbformat
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import BrowserContext, Page, expect

from helpers.clone import DOCS, FIGURES, NOTEBOOKS, ROOT
from helpers.lab import (
    CODE,
    ERROR,
    TRACKER,
    Lab,
    choose_theme,
    git,
    last_outputs,
    menu,
    open_file,
    open_notebook,
    run_all,
    save,
    saved,
    started,
    write_notebook,
)
from helpers.legible import LEAST_CONTRAST, WHITE_GROUND
from helpers.processes import forks_of, wait_for
from sectorbook.folders import is_own
from sectorbook.runs.notebooks import all_notebooks, audit_notebook, read_notebook

pytestmark = pytest.mark.slow

NAME = "02_do_the_figures_add_up.ipynb"
ABOUT = 'about: str = "printed"'
STORED = [path.relative_to(ROOT) for folder in (NOTEBOOKS, DOCS) for path in sorted(folder.glob("*.ipynb"))]
STATEMENTS = "data/reports/gilgit-baltistan-2025/statements.csv"
LOCAL = re.compile(r"\[[^\]]*\]\((?!https?:)([^)#\s]+)\)")
CUT_OFF = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
TABS = ".lm-DockPanel-tabBar .lm-TabBar-tabLabel"


@pytest.fixture
def notebook(folder: Path) -> Path:
    """A copy of the notebook that only this test opens, so that it has a kernel of its own."""
    return Path(shutil.copy(NOTEBOOKS / NAME, folder))


def changes(lab: Lab) -> str:
    """What git sees in the clone."""
    return git(lab.clone, "status", "--short") + git(lab.clone, "diff")


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.stem)
def test_looking_at_a_notebook_and_running_it_as_it_is_stored_changes_nothing(
    lab: Lab, page: Page, stored: Path
) -> None:
    open_notebook(lab, page, lab.clone / stored)
    save(page)
    assert changes(lab) == ""
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
    # While it runs, there is a star: what is saved then has no number.
    expect(page.locator(f"{CODE} .jp-InputPrompt").first).to_have_text(re.compile(r"\[[2-9]\d*\]:"))
    save(page)
    assert changes(lab) == ""


def test_a_build_runs_after_tables_were_opened(lab: Lab, page: Page) -> None:
    for table in (lab.clone / "data/indicators.csv", lab.clone / STATEMENTS):
        kept = table.parent / ".ipynb_checkpoints"
        shutil.rmtree(kept, ignore_errors=True)
        # The page asks nothing while Python waits for anything but the page.
        with page.expect_response(lambda answer: "/checkpoints" in answer.url and answer.request.method == "POST"):
            open_file(lab, page, table, "Editor")
        assert [file.name for file in kept.iterdir()] == [f"{table.stem}-checkpoint.csv"]
    build = [sys.executable, "-m", "doit", "notebook:does_the_lead_fit", "notebook:04_who_hosts_whom"]
    done = subprocess.run(build, cwd=lab.clone, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert changes(lab) == ""


def test_the_lab_begins_at_a_page_whose_links_open(lab: Lab, reader: BrowserContext) -> None:
    lab.choose(TRACKER)  # whole notebooks would take long to render
    page = reader.new_page()
    page.goto(f"{lab.address}?token={lab.token}")
    start = page.locator(".jp-MarkdownViewer")
    start.get_by_role("heading", level=1).wait_for()
    assert lab.root == lab.clone
    assert page.locator("mjx-container").count() == 0
    start.locator("img").evaluate("image => image.decode()")
    links = start.locator("a[href]:not(.jp-InternalAnchorLink)")
    assert links.count() == len(LOCAL.findall((lab.clone / "START.md").read_text(encoding="utf-8"))) >= 13
    for link in links.all():
        page.get_by_role("tab", name="START.md").click()
        name = str(link.evaluate("link => decodeURIComponent(new URL(link.href).pathname)")).rsplit("/", 1)[-1]
        link.click()
        expect(page.locator(".lm-DockPanel-tabBar .lm-mod-current .lm-TabBar-tabLabel")).to_have_text(name)
        expect(page.locator(".jp-Dialog")).to_have_count(0)
        expect(page.locator(".jp-FileEditor")).to_have_count(0)
        page.evaluate("() => jupyterapp.shell.currentWidget.dispose()")
    page.close()
    assert changes(lab) == ""


@pytest.mark.parametrize("shown", ["", "notebooks"])
def test_names_of_files_are_legible(lab: Lab, page: Page, shown: str) -> None:
    page.evaluate("path => jupyterapp.commands.execute('filebrowser:open-path', {path})", shown or "/")
    names = page.locator(".jp-DirListing-itemText")
    expect(names).to_have_count(sum(is_own(one.name) for one in (lab.clone / shown).iterdir()))
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


def test_the_command_is_found_in_a_terminal_and_in_a_cell(lab: Lab, page: Page, folder: Path) -> None:
    open_notebook(lab, page, write_notebook(folder / "ask.ipynb", "!sectorbook ask gilgit-baltistan-2025"))
    run_all(page)
    assert "To which year do these figures refer" in last_outputs(page).inner_text()
    menu(page, "File", "New", "Terminal")
    page.locator(".jp-Terminal .xterm").click()
    page.keyboard.type("sectorbook ask gilgit-baltistan-2025 > build/asking; mv build/asking build/asked\n")
    told = lab.clone / "build" / "asked"
    assert wait_for(told.is_file)
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
    message, place = page.locator(ERROR).inner_text().strip().splitlines()[-2:]
    for word in ("precise", "printed", "rounding", "all-rounded", "5%"):
        assert word in message
    assert place.startswith("in line ")
    expect(last_outputs(page)).to_have_count(0)


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark", "JupyterLab Dark High Contrast"])
def test_tables_and_figures_can_be_read(lab: Lab, page: Page, notebook: Path, theme: str) -> None:
    open_notebook(lab, page, notebook)
    choose_theme(page, theme)
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
    assert picture < 1000


PAGES = ("README.md", "START.md", "CHANGELOG.md", "figures/README.md", "docs/add-a-report.md", "docs/sweeps.md")


@pytest.mark.parametrize("name", PAGES)
def test_money_in_a_page_is_shown_as_money(lab: Lab, page: Page, name: str) -> None:
    open_file(lab, page, lab.clone / name)
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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_what_holds_the_token_is_for_nobody_else_to_read(lab: Lab) -> None:
    files = [file for file in (lab.home / "JUPYTER_RUNTIME_DIR").iterdir() if lab.token in file.read_text("utf-8")]
    assert {file.suffix for file in files} == {".json", ".html"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
