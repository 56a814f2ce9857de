"""The package works where it is installed: outside any clone, and writes nothing there."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.clone import DATA, DOCS, NOTEBOOKS, ROOT
from helpers.installed import Installed, build

pytestmark = pytest.mark.slow

TABLES = """
import pandas as pd
import sectorbook as sb

bounds = pd.DataFrame({"low": [1, 3, 5], "high": [2, 4, 5.5]}, index=["one", "other", "both"])
identities = pd.DataFrame({"identity": "sum", "term": ["one", "other", "both"], "coefficient": [1, 1, -1]})
print(sb.reconcile_bounds(bounds, identities))
print(sb.__file__)
"""
EXTRAS = """
import sectorbook as sb

for load in (lambda: sb.configure_figures, lambda: sb.charts.ranges, lambda: sb.run):
    try:
        load()
    except sb.MissingExtra as error:
        print(error)
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel with what the core needs, and nothing else."""
    installed = build(tmp_path_factory.mktemp("installed"))
    installed.install()
    return installed


@pytest.fixture(scope="module")
def workspace(base: Installed) -> Path:
    """A workspace with one report, made by the commands."""
    folder = base.home / "mine"
    base.run("sectorbook", "init", folder, cwd=base.home)
    base.run("sectorbook", "new-report", "hill-2026", cwd=folder)
    return folder


@pytest.fixture
def _unchanged(base: Installed) -> Iterator[None]:
    """Whatever a test does, nothing beside the interpreter is written."""
    before = base.contents()
    yield
    assert base.contents() == before


def test_the_wheel_has_its_licences_and_all_that_is_no_code(base: Installed) -> None:
    with zipfile.ZipFile(base.wheel) as archive:
        names = set(archive.namelist())
        for shipped, edited in (("catalogue", DATA), ("notebooks", NOTEBOOKS)):
            for name in names:
                if name.startswith(f"sectorbook/shipped/{shipped}/"):
                    assert archive.read(name) == (edited / Path(name).name).read_bytes()
        licences = {name for name in names if ".dist-info/licenses/" in name}
    tracked = (path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").rglob("*") if path.is_file())
    assert {name for name in tracked if "__pycache__" not in name} <= names
    assert {Path(name).name for name in licences} == {"LICENSE", "LICENSE-DATA"}
    assert sum(name.endswith("fonts/LICENSE") for name in licences) == 1
    assert sum(name.startswith("sectorbook/shipped/notebooks/") for name in names) == 1


@pytest.mark.usefixtures("_unchanged")
def test_two_tables_are_reconciled_with_what_the_core_needs(base: Installed, tmp_path: Path) -> None:
    lines = base.run("python", "-c", TABLES, cwd=tmp_path).splitlines()
    # 5 to 5.5 less 3 to 4 is 1 to 2.5, of which 2 is the most; less 1 to 2 it is 3 to 4.5, of which 4 is
    assert [line.split() for line in lines[1:5]] == [
        ["indicator", "printed", "possible", "unit"],
        ["one", "1–2", "1–2"],
        ["other", "3–4", "3–4"],
        ["both", "5–5.5", "5–5.5"],
    ]
    assert Path(lines[-1]).is_relative_to(base.packages)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("_unchanged")
def test_a_report_is_begun_verified_and_asked_about_with_what_the_core_needs(base: Installed, workspace: Path) -> None:
    text = workspace / "article.txt"
    text.write_text("It makes $2 million to $3 million. Of more than 40 companies about 20 work.\n", encoding="utf-8")
    assert "new-report" in base.run("sectorbook", "--help", cwd=workspace)
    assert "0 complaints." in base.run("sectorbook", "verify", text, cwd=workspace / "data")
    asked = base.run("sectorbook", "--workspace", workspace, "ask", "hill-2026", cwd=base.home)
    assert "To which year do these figures refer?" in asked
    assert "nature-1" in base.run("sectorbook", "profiles", cwd=base.home)


@pytest.mark.usefixtures("_unchanged")
def test_what_needs_an_extra_names_it_in_one_line(base: Installed, workspace: Path) -> None:
    told = base.run("sectorbook", "audit", "hill-2026", "--to", "out", cwd=workspace, code=1)
    assert told.startswith("sectorbook: Running notebooks needs ")
    assert 'install sectorbook with its extra [notebooks], as in pip install "CLONE-OR-WHEEL[notebooks]"' in told
    assert len(told.splitlines()) == 1
    figures, charts, run = base.run("python", "-c", EXTRAS, cwd=base.home).splitlines()
    assert figures.startswith("Figures need ")
    assert charts.startswith("Figures need matplotlib")
    assert "[notebooks]" in run
    assert not (workspace / "out").exists()


@pytest.mark.usefixtures("_unchanged")
def test_outside_any_workspace_a_command_names_init(base: Installed, tmp_path: Path) -> None:
    told = base.run("sectorbook", "new-report", "hill-2026", cwd=tmp_path, code=1)
    assert "There is no workspace here" in told
    assert "sectorbook init DIR" in told


@pytest.fixture(scope="module")
def full(base: Installed, workspace: Path) -> Installed:
    """The same with the extras for notebooks and figures; only for tests that stand below."""
    assert workspace.is_dir()
    base.install("[notebooks,figures]")
    return base


def test_notebooks_run_and_figures_are_exported_and_checked(full: Installed, workspace: Path) -> None:
    before = full.contents()
    made = full.run("sectorbook", "audit", "hill-2026", "--profile", "web", "--to", "out", cwd=workspace)
    assert {"out/audit.ipynb", "out/audit.html"} <= set(made.replace("\\", "/").split())
    [file] = (workspace / "out").glob("printed_web.svg")
    assert full.run("sectorbook", "check", file, cwd=full.home) == "0 complaints.\n"
    told = full.run("sectorbook", "show", file, cwd=workspace)
    assert "still what the data give" in told
    assert "hill-2026" in told
    (workspace / "rows.csv").write_text("about\nprinted\nrounding\n", encoding="utf-8")
    (workspace / "notebooks").mkdir()
    question = (DOCS / "does_the_lead_fit.ipynb").read_text(encoding="utf-8")
    own = workspace / "notebooks" / "01_mine.ipynb"
    own.write_text(question.replace("gilgit-baltistan-2025", "hill-2026"), encoding="utf-8")
    full.run("sectorbook", "sweep", "01", "rows.csv", "--to", "swept", cwd=workspace)
    results = (workspace / "swept" / "results.csv").read_text(encoding="utf-8")
    assert ",rounding,2,3,40,,15,25," in results  # about 20, by half a step of 10
    assert full.contents() == before


def test_a_notebook_of_the_workspace_goes_before_that_of_the_package(full: Installed, workspace: Path) -> None:
    own = workspace / "notebooks" / "audit.ipynb"
    own.write_bytes((NOTEBOOKS / "audit.ipynb").read_bytes().replace(b"Do a report's figures", b"Do my figures"))
    full.run("sectorbook", "audit", "hill-2026", "--to", "mine", cwd=workspace)
    assert "Do my figures" in (workspace / "mine" / "audit.ipynb").read_text(encoding="utf-8")


def test_a_table_is_drawn_without_any_workspace(full: Installed, tmp_path: Path) -> None:
    (tmp_path / "rain.csv").write_text("label,low,high\nApril,20,35\nMay,40,\n", encoding="utf-8")
    options = ("--title", "May has at least 40 mm of rain", "--unit", "mm", "--profile", "column", "--to", "out")
    full.run("sectorbook", "chart", "rain.csv", *options, cwd=tmp_path)
    assert {"chart_of_rain_column.pdf", "chart_of_rain_column.csv"} <= {
        file.name for file in (tmp_path / "out").iterdir()
    }


def test_a_site_of_ones_own_reports_is_built(base: Installed, full: Installed, workspace: Path) -> None:
    told = full.run("sectorbook", "site", "--to", "pages", cwd=workspace, code=1)
    assert told.startswith(
        "sectorbook: The site needs sphinx, which is not installed: install sectorbook with its extra [site]"
    )
    assert len(told.splitlines()) == 1
    assert not (workspace / "pages").exists()
    base.install("[site]")
    before = base.contents()
    told = base.run("sectorbook", "site", "--to", "pages", cwd=workspace)
    assert told.strip().endswith(str(Path("pages", "html", "index.html")))
    html = workspace / "pages" / "html"
    names = {file.relative_to(html).as_posix() for file in html.rglob("*.html") if "_static" not in file.parts}
    assert {"index.html", "audits/hill-2026.html", "ledger/hill-2026.html", "what-if.html", "settle.html"} <= names
    start = (html / "index.html").read_text(encoding="utf-8")
    assert "audits/hill-2026.html" in start
    assert '<a href="audits/index.html">Read</a>' in start  # there are no questions to read
    assert "Your own" not in start
    page = (html / "audits" / "hill-2026.html").read_text(encoding="utf-8")
    assert 'class="number"' in page
    assert "printed_phone.svg" in page
    [kept] = (workspace / "pages" / "cache").iterdir()
    made = kept.stat().st_mtime_ns
    base.run("sectorbook", "site", "--to", "pages", cwd=workspace)  # again: nothing is audited anew
    assert [(one, one.stat().st_mtime_ns) for one in (workspace / "pages" / "cache").iterdir()] == [(kept, made)]
    assert base.contents() == before
