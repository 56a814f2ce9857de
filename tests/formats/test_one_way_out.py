"""Text leaves through `sectorbook.formats` alone: nothing else escapes, writes CSV, or prints."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.clone import ROOT

SOURCES = [*sorted((ROOT / "src").rglob("*.py")), ROOT / "dodo.py"]
BOUNDARY = ROOT / "src" / "sectorbook" / "formats"
MODULES = {"xml.sax.saxutils", "markupsafe", "cgi"}
"""Modules that escape in their own ways."""
FUNCTIONS = {
    "html.escape",
    "csv.writer",
    "csv.DictWriter",
    "click.echo",
    "click.secho",
    "click.prompt",
    "click.confirm",
    "sys.stdout.write",
    "sys.stderr.write",
}
METHODS = {"to_csv", "to_html", "to_markdown", "to_latex"}
"""Methods of frames that write a format; `csv_of` is for them."""
SIGNS = set("<>&$`*\x1b")
"""Signs of which none is replaced elsewhere: that would be one more way to escape."""
MARKUP = re.compile(r"</?[a-z]|\]\(|^#+ |^- |\*\*")
"""Markup in a text with fields."""
TEXTS = {"title", "publisher", "label", "printed", "note", "url", "caption", "alt", "source", "words", "attributed_to"}
"""Columns of tables and parts of cards that hold words of others."""


def dotted(node: ast.AST) -> str:
    """A name or an attribute as it is written, such as csv.writer; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def ways_out(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each way round the boundary, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, one.name) for one in node.names if one.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{one.name}" for one in node.names]
            yield from ((node.lineno, name) for name in names if node.module in MODULES or name in FUNCTIONS)
        elif isinstance(node, ast.Attribute) and (dotted(node) in FUNCTIONS or node.attr in METHODS):
            yield node.lineno, dotted(node) if dotted(node) in FUNCTIONS else node.attr
        elif isinstance(node, ast.Call):
            yield from called(node)
        elif isinstance(node, ast.JoinedStr):
            yield from raw_fields(node)


def called(node: ast.Call) -> Iterator[tuple[int, str]]:
    """A call of print, or of a method that replaces a sign of markup."""
    if isinstance(node.func, ast.Name) and node.func.id == "print":
        yield node.lineno, "print"
    if isinstance(node.func, ast.Attribute) and node.func.attr == "replace" and node.args:
        sign = node.args[0]
        if isinstance(sign, ast.Constant) and sign.value in SIGNS:
            yield node.lineno, f"replace of {sign.value!r}"


def raw_fields(node: ast.JoinedStr) -> Iterator[tuple[int, str]]:
    """The fields of a text with markup that are words of others as they stand."""
    literals = [part.value for part in node.values if isinstance(part, ast.Constant)]
    if any(MARKUP.search(literal) for literal in literals):
        for part in node.values:
            if isinstance(part, ast.FormattedValue) and is_words(part.value):
                yield part.lineno, f"raw {ast.unparse(part.value)}"


def is_words(node: ast.expr) -> bool:
    """Whether an expression is a cell, a part of a card, a title or a label."""
    if isinstance(node, ast.Subscript):
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return any(isinstance(part, ast.Constant) and part.value in TEXTS for part in parts)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in {"label", "cite", "subject"}
    return isinstance(node, ast.Attribute) and node.attr in TEXTS


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_text_leaves_through_the_formats_alone(file: Path) -> None:
    if file.is_relative_to(BOUNDARY):
        return
    name = file.relative_to(ROOT).as_posix().removeprefix("src/")
    found = [(line, way) for line, way in ways_out(ast.parse(file.read_text(encoding="utf-8")))]
    assert [f"{name}:{line}: {way}" for line, way in found] == []


@pytest.mark.parametrize(
    ("code", "way"),
    [
        ("from html import escape", "html.escape"),
        ("import html\nhtml.escape('')", "html.escape"),
        ("from xml.sax.saxutils import quoteattr", "xml.sax.saxutils.quoteattr"),
        ("import markupsafe", "markupsafe"),
        ("import csv\ncsv.writer(out)", "csv.writer"),
        ("from csv import DictWriter", "csv.DictWriter"),
        ("frame.to_csv(file)", "to_csv"),
        ("print(1)", "print"),
        ("click.echo(title)", "click.echo"),
        ("text.replace('<', '&lt;')", "replace of '<'"),
        ("f'<b>{row[\"title\"]}</b>'", "raw row['title']"),
        ("f'<b>{frame.at[name, \"printed\"]}</b>'", "raw frame.at[name, 'printed']"),
        ("f'## {report.title}'", "raw report.title"),
        ("f'[{report.label(name)}]({address})'", "raw report.label(name)"),
    ],
)
def test_each_way_round_is_seen(code: str, way: str) -> None:
    assert [found for _, found in ways_out(ast.parse(code))] == [way]


@pytest.mark.parametrize(
    "code",
    ["from html import unescape", "csv.reader(lines)", "f'<b>{escape_html(row[\"title\"])}</b>'", "f'{report.title}.'"],
)
def test_what_reads_or_escapes_is_no_way_round(code: str) -> None:
    assert list(ways_out(ast.parse(code))) == []
