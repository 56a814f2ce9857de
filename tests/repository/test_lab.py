"""What a reader meets in JupyterLab: what `make lab` starts, in a browser."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from helpers.browser import chromium
from helpers.clone import FIGURES, NOTEBOOKS, ROOT
from helpers.legible import LEAST_CONTRAST, WHITE_GROUND
from helpers.processes import forks_of, wait_for
from sectorbook.runs.notebooks import all_notebooks, audit_notebook, read_notebook

pytestmark = pytest.mark.slow

NAME = "02_do_the_figures_add_up.ipynb"
ABOUT = 'about: str = "printed"'
IDLE = "Python 3 (ipykernel) | Idle"
RUN_SECONDS = 90
CODE = ".jp-Notebook .jp-CodeCell"
ERROR = '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]'
TRACKER = "@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
THEMES = "@jupyterlab/apputils-extension/themes.jupyterlab-settings"

# Read by the server and its kernels when they start. A browser sees only its own requests.
REFUSE_OTHERS = """
import sys

def refuse(event, arguments):
    asked = {"socket.getaddrinfo": 0, "socket.connect": 1}.get(event)
    if asked is None:
        return
    host = arguments[asked][0] if isinstance(arguments[asked], tuple) else arguments[asked]
    if host and host not in ("127.0.0.1", b"127.0.0.1", "localhost", b"localhost") and not str(host).startswith("/"):
        with open(FILE, "a") as file:
            print(host, file=file)
        raise ConnectionRefusedError(host)

sys.addaudithook(refuse)
"""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab, with all that it keeps in one folder."""

    root: Path
    server: int
    address: str
    token: str
    elsewhere: list[str] = field(default_factory=list)
    """Other hosts that a page asked for something."""

    @property
    def asked(self) -> list[str]:
        """Other hosts that the server or a kernel looked for."""
        kept = self.root / "asked"
        return kept.read_text().split() if kept.exists() else []


def surroundings(root: Path) -> dict[str, str]:
    """What the server is started in: nothing of the user's own, and everything it writes below one folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON", "PYTHON"))}
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "HOME", "PYTHONPATH")
    places += ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")
    for name in places:
        (root / name).mkdir()
        kept[name] = str(root / name)
    (root / "PYTHONPATH/sitecustomize.py").write_text(REFUSE_OTHERS.replace("FILE", repr(str(root / "asked"))))
    return kept | {"JUPYTER_TOKEN": "a-reader", "JUPYTER_PLATFORM_DIRS": "1", "SECTORBOOK_WORKSPACE": str(ROOT)}


def command() -> list[str]:
    """What `make lab` starts, without a browser of its own, on a free port. A container's root has to be allowed."""
    options = "LAB=--no-browser --ip=127.0.0.1 --port=0 --allow-root"
    make = ["make", "--no-print-directory", "-n", "lab", options]
    printed = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=True)
    start, *words = shlex.split(printed.stdout.splitlines()[-1])
    assert (start, words[0]) == ("exec", ".venv/bin/python")
    assert "--LabApp.app_settings_dir=scripts/lab" in words
    return [sys.executable, *(word.replace("=scripts/", f"={ROOT}/scripts/") for word in words[1:])]


@contextmanager
def started(root: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The server's process, until it has ended with its kernels."""
    with (root / "log").open("wb") as log:
        process = subprocess.Popen(command(), cwd=root, env=surroundings(root), stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=60)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    root = tmp_path_factory.mktemp("lab")
    (root / "notebooks").mkdir()
    with started(root) as process:
        told = root / f"JUPYTER_RUNTIME_DIR/jpserver-{process.pid}.json"
        assert wait_for(lambda: process.poll() is not None or (told.exists() and told.read_text().endswith("}")))
        assert process.poll() is None, (root / "log").read_text()
        server = json.loads(told.read_text())
        assert server["root_dir"] == str(root / "notebooks")
        yield Lab(root, process.pid, server["url"], server["token"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def notebook(lab: Lab, request: pytest.FixtureRequest) -> Path:
    """A copy of the notebook that only this test opens, so that it has a kernel of its own."""
    folder = lab.root / "notebooks" / re.sub(r"\W+", "-", request.node.name)
    folder.mkdir()
    return Path(shutil.copy(NOTEBOOKS / NAME, folder))


@pytest.fixture
def page(lab: Lab, browser: Browser) -> Iterator[Page]:
    """An empty page of a reader who has chosen nothing yet, that reaches no other host."""

    def only_own(route: Route) -> None:
        host = urlsplit(route.request.url).hostname
        if host == "127.0.0.1":
            return route.fallback()
        lab.elsewhere.append(str(host))
        return route.abort()

    choose(lab, THEMES)
    # Else the browser leaves out what is not in view, and a test could not read it.
    choose(lab, TRACKER, windowingMode="none")
    with browser.new_context(viewport={"width": 1400, "height": 1000}) as context:
        context.route("**/*", only_own)
        yield context.new_page()


def choose(lab: Lab, settings: str, **chosen: str) -> None:
    """Set what a reader can choose in the lab."""
    path = lab.root / "JUPYTERLAB_SETTINGS_DIR" / settings
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(chosen))


def open_notebook(lab: Lab, page: Page, notebook: Path) -> None:
    """Open it alone, in a workspace of its own, and wait until its kernel is ready."""
    path = notebook.relative_to(lab.root / "notebooks")
    page.goto(f"{lab.address}lab/workspaces/{path.parent}/tree/{path}?token={lab.token}")
    page.get_by_text(IDLE).wait_for(timeout=60_000)


def menu(page: Page, name: str, entry: str) -> None:
    page.locator(".lm-MenuBar-itemLabel").get_by_text(name, exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text(entry, exact=True).click()


def run_all(page: Page) -> None:
    """Run all cells, with no output left from before, and wait until none is waiting or running."""
    menu(page, "Edit", "Clear Outputs of All Cells")
    expect(page.locator(f"{CODE} .jp-OutputArea-output")).to_have_count(0)
    menu(page, "Run", "Run All Cells")
    done = last_outputs(page).or_(page.locator(ERROR))
    done.first.wait_for(timeout=1000 * RUN_SECONDS)
    expect(page.locator(".jp-InputPrompt", has_text="*")).to_have_count(0, timeout=1000 * RUN_SECONDS)
    page.get_by_text(IDLE).wait_for()


def change_about(page: Page, value: str) -> None:
    """Write another value where the parameter `about` stands."""
    line = page.locator(f"{CODE} .cm-line", has_text=ABOUT)
    words = line.inner_text()
    line.click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.insert_text(words.replace("printed", value, 1))


def saved(page: Page, notebook: Path) -> nbformat.NotebookNode:
    """The notebook as it is after Ctrl+S."""
    page.keyboard.press("Control+s")
    expect(page.locator(".lm-DockPanel-tabBar .jp-mod-dirty")).to_have_count(0)
    return read_notebook(notebook)


def outputs(notebook: nbformat.NotebookNode) -> dict[str, list[nbformat.NotebookNode]]:
    return {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}


def last_outputs(page: Page) -> Locator:
    return page.locator(f"{CODE} >> nth=-1").locator(".jp-OutputArea-output")


def test_a_run_of_all_cells_gives_the_stored_outputs(lab: Lab, page: Page, notebook: Path) -> None:
    open_notebook(lab, page, notebook)
    run_all(page)
    expect(page.locator(ERROR)).to_have_count(0)
    assert outputs(saved(page, notebook)) == outputs(read_notebook(NOTEBOOKS / NAME))


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
    choose(lab, THEMES, theme=theme)
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


PAGES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "figures/README.md", "docs/add-a-report.md", "docs/sweeps.md")


@pytest.mark.parametrize("name", PAGES)
def test_money_in_a_page_is_shown_as_money(lab: Lab, page: Page, notebook: Path, name: str) -> None:
    shown = Path(shutil.copy(ROOT / name, notebook.parent / "page.md"))
    page.goto(
        f"{lab.address}lab/workspaces/{notebook.parent.name}/tree/{notebook.parent.name}/{shown.name}"
        f"?factory=Markdown%20Preview&token={lab.token}"
    )
    viewer = page.locator(".jp-MarkdownViewer")
    viewer.get_by_role("heading", level=1).first.wait_for()
    page.wait_for_load_state("networkidle")
    expect(viewer.locator("mjx-container")).to_have_count(0)
    assert "<span>" not in viewer.inner_text()
