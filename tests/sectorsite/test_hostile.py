"""A report whose texts are markup: every page and notebook shows them as text, and nothing of them runs."""

import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request

from helpers.browser import served
from helpers.clone import ROOT

pytestmark = pytest.mark.slow

LONG = (
    '<img src=x onerror="window.ran=1"><script>window.ran=2</script> $\\frac{a}{b}$ [l](javascript:window.ran=3) '
    "{{ cfg }} {download}`conf.py` `c` <!--"
)
SHORT = ("<img src=x onerror=window.ran=4>$a$", "<script>window.ran=5</script>")
LONG_TEXTS = {"note", "definition", "question", "reason", "attributed_to"}
SHORT_TEXTS = {"publisher", "title", "words", "fact"}
ADDRESS = '?"onmouseover="window.ran=6"><script>window.ran=7</script>'
UNWANTED = """() => [...document.querySelectorAll('[onerror], [onmouseover], a[href^="javascript:"], img[src="x"]')]
    .map((element) => element.outerHTML.slice(0, 200))"""


def poison(column: str, cell: str, turn: int) -> str:
    """A cell of a table with markup in it, short enough for its column and for a drawing."""
    if column == "label" and turn % 4 == 0:
        return cell[:9] + SHORT[0]
    if column == "url" and cell:
        return cell + ADDRESS
    if column in SHORT_TEXTS and cell:
        return cell[:20] + SHORT[len(cell) % 2]
    return f"{cell} {LONG}".strip() if column in LONG_TEXTS else cell


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a copy of the repository with markup in every table, its notebooks run anew."""
    home = tmp_path_factory.mktemp("hostile") / "copy"
    shutil.copytree(ROOT, home, ignore=shutil.ignore_patterns(".*", "build", "__pycache__"))
    for file in (home / "data").rglob("*.csv"):
        head, *rows = csv.reader(file.read_text(encoding="utf-8").splitlines())
        changed = [
            [poison(name, cell, at) for name, cell in zip(head, row, strict=True)] for at, row in enumerate(rows)
        ]
        with file.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened, lineterminator="\n").writerows([head, *changed])
    for file in (home / "data").rglob("datapackage.json"):
        package = json.loads(file.read_text(encoding="utf-8"))
        file.write_text(json.dumps(package | {"title": f"{package['title']} {LONG}"}), encoding="utf-8")
    for command in (["doit", "-n", "2", "-P", "thread"], ["sectorsite.build", "build/site"]):
        subprocess.run([sys.executable, "-m", *command], cwd=home, check=True, stdout=subprocess.DEVNULL)
    return home / "build/site/html"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as found:
        yield found


def test_nothing_of_a_reports_texts_runs_on_any_page(site: Path, address: str, browser: Browser) -> None:
    page = browser.new_page()
    asked: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")) or request.url.endswith("/x"):
            asked.append(request.url)

    page.on("request", note)
    names = [str(file.relative_to(site)) for file in sorted(site.rglob("*.html")) if "_static" not in file.parts]
    assert len(names) > 40
    found = {}
    for name in names:
        page.goto(f"{address}/{name}")
        ran, unwanted = page.evaluate("window.ran"), page.evaluate(UNWANTED)
        if ran is not None or unwanted or asked:
            found[name] = ran, unwanted, asked.copy()
            asked.clear()
    assert found == {}


def test_the_texts_are_there_as_text(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{address}/ledger/gilgit-baltistan-2025.html")
    heading = page.inner_text("h1")  # where Sphinx has made straight quotes round
    assert all(
        words in heading for words in ("<script>window.ran=2</script> $\\frac{a}{b}$ [l](java", "{{ cfg }} {download}`")
    )
    body = page.inner_text("body")
    assert LONG in body
    assert all(words in body for words in SHORT)


def test_a_notebooks_markdown_has_no_element_of_a_report(site: Path) -> None:
    for file in sorted((site.parents[2] / "notebooks").glob("*.ipynb")):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            shown = [output.get("data", {}).get("text/markdown", "") for output in cell.get("outputs", [])]
            for text in ["".join(part) for part in shown] + ["".join(cell["source"])] * (
                cell["cell_type"] == "markdown"
            ):
                assert re.search(r"(?<!\\)<(img|script)", text) is None, file.name
