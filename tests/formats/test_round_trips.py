"""What is written in a format is the text again when the format's own parser reads it, and nothing else beside it."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from functools import cache

import nbformat
import pandas as pd
import pikepdf
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt
from matplotlib.figure import Figure
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.parsers.mdit import create_md_parser

from sectorbook.errors import CONTROL
from sectorbook.figures.export.pdf import write_pdf
from sectorbook.figures.export.svg import write_svg
from sectorbook.figures.export.xmp import xmp_packet
from sectorbook.figures.profiles import load_profile
from sectorbook.figures.spec import FigureSpec
from sectorbook.formats.cells import csv_of, csv_text, guarded
from sectorbook.formats.markdown import escape_for_notebook, escape_markdown, link
from sectorbook.formats.markup import (
    Link,
    escape_html,
    escape_html_in_markdown,
    escape_xml,
    html_line,
    html_table,
    legal_in_xml,
    script_json,
)
from sectorbook.formats.terminal import for_terminal

SIGNS = (
    "<script>alert(1)</script> </p> <!-- --> ]]> &amp; &#60; ' \" ` `` * ** _ __ [ ](javascript:x) ![ $ $$ \\ \\( | "
    "~~ ~ # - + 1. 1) > --- === ::: : % +++ (a)= {b}`c` {{ ^ [^1] <https://e.org> https://e.org/a_b_c "
    "& < =1+1 @a %d { } , ;"
)
MARKUP = [
    *SIGNS.split(" "),
    "# ",
    "- ",
    "+ ",
    "1. ",
    ": ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "    ",
    "\u00a0",
    "\u202e",
]
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
PARTS = st.sampled_from(MARKUP) | st.text(LETTERS, max_size=5)
TEXTS = st.lists(PARTS, max_size=8).map("".join)
CONTROLS = st.sampled_from([*MARKUP, "\x00", "\x1b[2J", "\r", "\x9b"])
ANY = st.text(max_size=20) | st.lists(CONTROLS, max_size=6).map("".join)
WORDS = TEXTS.filter(str.strip)
PATIENT = settings(deadline=None)
"""The first text waits for what is imported, and a busy machine for any."""


def one_line(text: str) -> str:
    """A text as Markdown's and HTML's readers show it: each run of spaces and line ends is one space."""
    return re.sub("[ \t\n\r\f\v]+", " ", text).strip()


def body(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


@PATIENT
@given(WORDS)
def test_html_is_the_text_in_an_element_and_in_an_attribute(text: str) -> None:
    soup = body(f'<p title="{escape_html(text)}">{escape_html(text)}</p>')
    assert [element.name for element in soup.find_all()] == ["p"]
    assert (soup.p["title"], soup.p.get_text()) == (text, text)
    assert etree.fromstring(f"<p>{escape_html(text)}</p>", etree.HTMLParser()).xpath("string(//p)") == text


@PATIENT
@example("$  ", "")
@given(WORDS, TEXTS)
def test_a_table_of_html_has_the_texts_in_its_cells(text: str, address: str) -> None:
    table = html_table([[text, Link(text, f"https://e.org/{address}")]], [text, "b"])
    cells = etree.fromstring(table, etree.HTMLParser()).xpath("//th | //td")  # BeautifulSoup shortens spaces alone
    assert ["".join(cell.itertext()) for cell in cells] == [text, "b", text, text]
    soup = body(table)
    assert soup.a["href"] == f"https://e.org/{address}"
    assert {element.name for element in soup.find_all()} == {"table", "thead", "tbody", "tr", "th", "td", "a"} | (
        {"span"} if "$" in text else set()
    )
    assert body(html_line(text)).get_text() == text


@PATIENT
@given(st.recursive(TEXTS | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)))
def test_data_in_a_script_is_the_data_and_ends_no_element(value: object) -> None:
    soup = body(f'<script type="application/json">{script_json(value)}</script>')
    assert [element.name for element in soup.find_all()] == ["script"]
    assert json.loads(soup.script.string) == value


@cache
def readers() -> dict[str, MarkdownIt]:
    """Readers of Markdown: the standard, with GitHub's tables and strikes, and the site's."""
    myst = create_md_parser(
        MdParserConfig(enable_extensions={"colon_fence", "deflist", "dollarmath"}), DocutilsRenderer
    )
    return {
        "commonmark": MarkdownIt("commonmark"),
        "tables": MarkdownIt("js-default", {"linkify": False}),
        "myst": myst,
    }


def tokens(markdown: str, reader: str) -> tuple[list[str], str]:
    """The kinds of a document's parts, and its text."""
    kinds, text = [], ""
    for token in readers()[reader].parse(markdown):
        kinds.append(token.type)
        for part in token.children or ():
            kinds += [part.type] * (part.type not in ("text", "text_special"))
            text += part.content if part.type in ("text", "text_special") else ""
    return kinds, text


AROUND = {
    "{}": ["paragraph_open", "inline", "paragraph_close"],
    "## {}": ["heading_open", "inline", "heading_close"],
    "Before {} after.": ["paragraph_open", "inline", "paragraph_close"],
    "**{}** after": ["paragraph_open", "inline", "strong_open", "strong_close", "paragraph_close"],
}


@pytest.mark.parametrize("reader", ["commonmark", "tables", "myst"])
@pytest.mark.parametrize("around", AROUND)
@PATIENT
@given(text=WORDS)
def test_markdown_is_the_text_wherever_it_stands(reader: str, around: str, text: str) -> None:
    expected = re.sub(r"^## |\*\*", "", around).format(one_line(text))
    assert tokens(around.format(escape_markdown(text)), reader) == (AROUND[around], expected)


@PATIENT
@given(WORDS, TEXTS)
def test_a_link_of_markdown_has_the_words_and_leads_to_the_address(words: str, address: str) -> None:
    soup = body(MarkdownIt("commonmark").render(link(words, f"a/{address}")))
    assert [element.name for element in soup.find_all()] == ["p", "a"]
    assert soup.a.get_text() == one_line(words)


@PATIENT
@given(WORDS)
def test_markdown_of_a_notebook_begins_no_formula_and_no_element(text: str) -> None:
    markdown = escape_for_notebook(text)
    soup = body(MarkdownIt("commonmark").render(f"It says {markdown} here."))
    assert {element.name for element in soup.find_all()} == {"p"} | ({"span"} if "$" in text else set())
    assert soup.get_text().strip() == one_line(f"It says {one_line(text)} here.")
    assert re.search(r"\$(?!<span></span>)", markdown) is None


@PATIENT
@given(TEXTS)
def test_html_in_markdown_is_the_text_in_its_element(text: str) -> None:
    soup = body(
        MarkdownIt("commonmark").render(f"<details><summary>s</summary>{escape_html_in_markdown(text)}</details>")
    )
    assert {element.name for element in soup.find_all()} <= {"details", "summary", "span"}
    assert soup.details.get_text() == f"s{one_line(text)}"


@PATIENT
@given(TEXTS)
def test_a_notebook_holds_the_text(text: str) -> None:
    data = {"text/markdown": escape_for_notebook(text), "text/html": html_line(text), "text/plain": text}
    output = nbformat.v4.new_output("display_data", data)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=[output])])
    assert nbformat.reads(nbformat.writes(notebook), 4).cells[0].outputs[0].data == data


ROWS = st.lists(st.lists(ANY.filter(lambda text: "\x00" not in text), min_size=2, max_size=2), max_size=4)


@PATIENT
@given(ROWS, st.sampled_from(["\n", "\r\n"]))
@example([["a\rb", "c"]], "\n")
def test_csv_is_the_cells_and_a_formula_begins_with_an_apostrophe(rows: list[list[str]], ends: str) -> None:
    assert list(csv.reader(io.StringIO(csv_text(rows, ends=ends, is_data=True), newline=""), strict=True)) == rows
    read = list(csv.reader(io.StringIO(csv_text(rows, ends=ends), newline=""), strict=True))
    assert read == [[guarded(cell) for cell in row] for row in rows]
    assert not any(re.match(r"[=@\t\r]|[-+][^0-9.i]", cell) for row in read for cell in row)


@PATIENT
@given(TEXTS, TEXTS, st.floats(allow_nan=False, allow_infinity=False))
def test_a_frame_in_csv_is_its_cells(head: str, text: str, number: float) -> None:
    written = csv_of(pd.DataFrame({f"a{head}": [text], "number": [number]}))
    heads, row = csv.reader(io.StringIO(written, newline=""), strict=True)
    shown = [re.sub("\r\n?", "\n", str(guarded(words))) for words in (f"a{head}", text)]
    assert (heads[0], row[0], float(row[1])) == (*shown, number)


@PATIENT
@given(ANY)
def test_xml_is_the_text_without_the_signs_that_it_cannot_hold(text: str) -> None:
    text = text.encode(errors="replace").decode()
    element = etree.fromstring(f'<a b="{escape_xml(text)}">{escape_xml(text)}</a>')
    assert (len(element), element.text or "") == (0, legal_in_xml(text))
    assert re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text) == legal_in_xml(text)


SPEC = FigureSpec("a", "a", "", "", "", "", "", pd.DataFrame(), {}, (), ())


def drawn(text: str) -> FigureSpec:
    return replace(SPEC, title=text, alt=f"alt {text}", source=f"source {text}")


@PATIENT
@given(TEXTS)
def test_the_packet_in_a_picture_has_the_texts(text: str) -> None:
    root = etree.fromstring(xmp_packet(drawn(text)))
    found = {
        element.tag.partition("}")[2]: "".join(element.itertext()) for element in root.iter() if element.tag != "x"
    }
    assert (found["title"], found["description"], found["source"]) == (text, f"alt {text}", f"source {text}")


@settings(PATIENT, max_examples=15)
@given(TEXTS)
def test_svg_and_pdf_have_the_texts(text: str) -> None:
    figure, profile = Figure((2, 2)), load_profile("report")
    svg = etree.fromstring(write_svg(figure, drawn(text), profile))
    named = {kind: svg.xpath(f"string(*[local-name()='{kind}'])") for kind in ("title", "desc")}
    assert named == {"title": re.sub("\r\n?", "\n", text), "desc": re.sub("\r\n?", "\n", f"alt {text}")}
    assert not svg.xpath("//*[local-name()='script' or @onload]")
    with pikepdf.open(io.BytesIO(write_pdf(figure, drawn(text), profile))) as pdf:
        assert str(pdf.docinfo.get("/Title", "")) == text


@PATIENT
@given(ANY)
def test_a_terminal_shows_the_text_and_is_not_steered(text: str) -> None:
    shown = for_terminal(text)
    assert CONTROL.sub("", shown.replace("\n", "").replace("\t", "")) == shown.replace("\n", "").replace("\t", "")
    plain = text.replace("\\", "")
    codes = re.compile(r"\\(?:x(..)|u(....)|(r))")
    back = codes.sub(lambda code: "\r" if code[3] else chr(int(code[1] or code[2], 16)), for_terminal(plain))
    assert back == plain
