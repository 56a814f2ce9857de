"""The notebooks wherever they are read: nbconvert's formats have each chart, its caption and its description."""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pypdf
import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from nbconvert.exporters import get_exporter
from nbformat import NotebookNode
from PIL import Image
from playwright.sync_api import Browser

from sectorbook.figures.showing import CAPTION
from sectorbook.runs.notebooks import all_notebooks, audit_notebook, read_notebook

PAGES = {
    "lab": ("html", {}),
    "classic": ("html", {"template_name": "classic"}),
    "basic": ("html", {"template_name": "basic"}),
    "sanitised": ("html", {"sanitize_html": True}),
    "slides": ("slides", {}),
}
ARTEFACTS = ("<span", "</span>", "&#36;", "<details", "<summary", "\\$", "$$")
QUICK = ("lab", "markdown")
forms = pytest.mark.parametrize(
    "form", [*QUICK, *(pytest.param(form, marks=pytest.mark.slow) for form in PAGES if form not in QUICK)]
)
notebooks = pytest.mark.parametrize("path", [*all_notebooks(), audit_notebook()], ids=lambda path: path.stem)


@dataclass
class Shown:
    """What is to be seen of a converted notebook."""

    text: str
    pictures: list[bytes]


def converted(path: Path, name: str, options: dict[str, object]) -> tuple[str, dict[str, bytes]]:
    """A notebook in a format of nbconvert's, with the files beside it."""
    body, resources = get_exporter(name)(**options).from_notebook_node(read_notebook(path))
    return body, resources["outputs"] or {}


def shown_as_html(html: str) -> Shown:
    """The text and the pictures of a page, apart from styles and scripts."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup(["style", "script", "head", "pre"]):
        element.decompose()
    sources = [str(image["src"]).split("base64,")[1] for image in soup.find_all("img")]
    return Shown(soup.get_text(), list(map(base64.b64decode, sources)))


@cache
def shown(path: Path, form: str) -> Shown:
    """What is to be seen of a notebook in a format."""
    if form == "markdown":
        body, files = converted(path, "markdown", {})
        soup = BeautifulSoup(MarkdownIt("commonmark").enable("table").render(body), "html.parser")
        pictures = [files[str(image["src"])] for image in soup.find_all("img")]
        for element in soup(["style", "pre"]):
            element.decompose()
        return Shown(soup.get_text(), pictures)
    name, options = PAGES[form]
    return shown_as_html(converted(path, name, options)[0])


def charts(notebook: NotebookNode) -> list[tuple[NotebookNode, NotebookNode]]:
    """Each chart's output with that of its caption, which follows."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    places = [place for place, output in enumerate(outputs) if "image/png" in output.get("data", {})]
    assert all(outputs[place + 1].metadata.get(CAPTION) for place in places)
    return [(outputs[place], outputs[place + 1]) for place in places]


def flat(text: str) -> str:
    """A text without its spaces and typography: typesetters break lines, turn quotes and join letters."""
    same = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014", "''\"\"--")
    return re.sub(r"\s+", "", text.translate(same))


def check_texts(path: Path, text: str) -> None:
    """Each caption, and the description behind it, stands in the text, in this order."""
    place, whole = 0, flat(text)
    for picture, caption in charts(read_notebook(path)):
        for part in (caption.data["text/plain"], picture.metadata["image/png"]["alt"]):
            place = whole.find(flat(part), place)
            assert place >= 0, part


def check_charts(path: Path, pictures: list[bytes]) -> None:
    """The pictures are the notebook's charts."""
    assert pictures == [base64.b64decode(picture.data["image/png"]) for picture, _ in charts(read_notebook(path))]


@notebooks
@forms
def test_every_chart_is_there_with_its_caption_and_description(path: Path, form: str) -> None:
    check_charts(path, shown(path, form).pictures)
    check_texts(path, shown(path, form).text)


@notebooks
@forms
def test_no_markup_shows_as_text(path: Path, form: str) -> None:
    if form == "sanitised":
        pytest.skip("nbconvert writes the tags of every paragraph and heading of a sanitised page as text")
    text = shown(path, form).text
    assert [artefact for artefact in ARTEFACTS if artefact in text] == []


def latex(path: Path) -> tuple[str, dict[str, bytes]]:
    """A notebook in LaTeX, which nbconvert writes by pandoc."""
    body, files = converted(path, "latex", {})
    return body.split(r"\begin{document}")[1], files


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pandoc") is None, reason="needs pandoc: scripts/system-packages")
@notebooks
def test_every_chart_is_in_latex_with_its_caption_and_description(path: Path) -> None:
    body, files = latex(path)
    check_charts(path, [files[name] for name in re.findall(r"\\adjustimage\{.*?\}\{(\w+\.png)\}", body)])
    text = re.sub(r"\\([$%&#_{}])(\{\})?", r"\1", body).replace("---", "—").replace("--", "–")
    text = text.replace("``", '"').replace("''", '"').replace(r"\textquotesingle{}", "'").replace("{}", "")
    check_texts(path, text)
    assert [artefact for artefact in ("span>", "details", r"\#36", r"\$\$") if artefact in body] == []


@pytest.mark.slow
@pytest.mark.skipif(not all(map(shutil.which, ("pandoc", "pdftotext", "xelatex"))), reason="needs TeX and pandoc")
@notebooks
def test_every_chart_is_in_the_pdf_with_its_caption_and_description(path: Path) -> None:
    body, _ = get_exporter("pdf")().from_notebook_node(read_notebook(path))
    pages = pypdf.PdfReader(io.BytesIO(body)).pages
    sizes = [image.image.size for page in pages for image in page.images if image.image]
    stored = [base64.b64decode(picture.data["image/png"]) for picture, _ in charts(read_notebook(path))]
    assert sizes == [Image.open(io.BytesIO(png)).size for png in stored]
    text = subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True, check=True).stdout.decode()
    assert [artefact for artefact in ARTEFACTS if artefact in text] == []


KEPT = ("align", "alt", "colspan", "href", "nowrap", "open", "src", "title")
"""Attributes that hosts of code keep; styles, classes and scripts they remove."""
TOO_WIDE = """() => [...document.body.querySelectorAll("*")]
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
        || one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === "auto" && one.clientWidth)
    .map(one => one.outerHTML.slice(0, 200))"""


def as_code_hosts_show(html: str) -> str:
    """A page without its styles, classes and scripts."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup(["style", "script"]):
        element.decompose()
    for element in soup.find_all(True):
        element.attrs = {name: value for name, value in element.attrs.items() if name in KEPT}
    return str(soup)


@pytest.mark.slow
@notebooks
@pytest.mark.parametrize("form", ["lab", "as code hosts show it"])
def test_nothing_is_wider_than_a_page_of_1024_pixels(browser: Browser, path: Path, form: str) -> None:
    html, _ = converted(path, "html", {} if form == "lab" else {"template_name": "basic"})
    with browser.new_context(viewport={"width": 1024, "height": 900}) as context:
        page = context.new_page()
        page.route("http*://**", lambda route: route.abort())
        page.set_content(html if form == "lab" else as_code_hosts_show(html), wait_until="load")
        assert page.evaluate(TOO_WIDE) == []
        pictures = page.locator("img").evaluate_all("all => all.filter(one => one.naturalWidth > 500).length")
        assert pictures == len(charts(read_notebook(path)))
        right = page.locator("td[align=right]").evaluate_all("all => all.map(one => getComputedStyle(one).textAlign)")
        assert {side.removeprefix("-webkit-") for side in right} <= {"right"}
