"""HTML that several kinds of pages have: tables that scroll by themselves, figures with their captions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from bs4 import BeautifulSoup, Tag

from sectorbook.ledger.workspace import find_workspace

TableRow = tuple[str, list[str]]
"""The head of a row, and its cells in HTML."""


def raw(html: str) -> str:
    """HTML as a block of a MyST page."""
    return "```{raw} html\n" + html + "\n```"


def table(heads: Iterable[str], rows: Iterable[TableRow], label: str, linked: bool = False) -> str:
    """A table; the head of each row is its address too where they are `linked`."""
    head = " ".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(_row(row, linked) for row in rows)
    inside = f'<table class="figures"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="scrolls" role="region" tabindex="0" aria-label="{escape(label)}">{inside}</div>'


def _row(row: TableRow, linked: bool) -> str:
    name, cells = row
    address = f' id="{name}"' if linked else ""
    return f'<tr{address}><th scope="row">{name}</th>{" ".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def tidy_table(html: str, label: str = "Table") -> str:
    """A table of pandas without its own style, its heads told as such, in a region that scrolls by itself."""
    soup = BeautifulSoup(html, "html.parser")
    for style in soup.find_all("style"):
        style.decompose()
    for found in soup.find_all("table"):
        found.attrs = {"class": "figures"}
        for row in found.find_all("tr"):
            row.attrs = {}
        for head in found.find_all("th"):
            _tell_head(head)
        _name_rows(found)
        found.wrap(soup.new_tag("div", attrs=_region(label)))
    return str(soup)


def _region(label: str) -> dict[str, str]:
    return {"class": "scrolls", "role": "region", "tabindex": "0", "aria-label": label}


def _tell_head(head: Tag) -> None:
    """What a head is the head of; an empty one is none."""
    head.attrs = {key: head.attrs[key] for key in ("rowspan", "colspan") if key in head.attrs}
    head["scope"] = "col" if head.find_parent("thead") else "row"
    if not head.get_text(strip=True):
        head.name, head.attrs = "td", {}


def _name_rows(found: Tag) -> None:
    """The names of a table's rows, which pandas puts beneath the heads, stand beside them."""
    top = found.find("thead")
    rows = top.find_all("tr") if top else []
    if len(rows) == 2:
        heads, names = (row.find_all(["th", "td"]) for row in rows)
        for name, head in zip(names, heads, strict=False):
            if name.get_text(strip=True):
                head.replace_with(name)
        rows[1].decompose()


def image(card: dict[str, Any], root: str, lazy: bool = True) -> str:
    """The picture of a figure, at the size that it has on its page."""
    width, height = _size(card)
    loading = ' loading="lazy"' if lazy else ""
    return (
        f'<img src="{root}figures/{card["name"]}.svg" width="{width}" height="{height}"{loading} '
        f'alt="{escape(card["alt"])}">'
    )


def drawing(card: dict[str, Any], root: str, told: Callable[[str], str] = escape) -> str:
    """A figure with its caption, `told` as HTML, and its source; it leads to its own page."""
    page = f'href="{root}gallery/{card["figure"]}.html"'
    more = f'<a {page}>Files, numbers and how to cite<span class="visually-hidden"> {escape(card["title"])}</span></a>'
    return f'<figure class="drawing"><a {page}>{image(card, root)}</a>{_caption(card, more, told)}</figure>'


def enlarged(card: dict[str, Any], root: str) -> str:
    """A figure on its own page, which leads to the drawing alone, to be looked at closely."""
    own = f'<a href="{root}figures/{card["name"]}.svg">{image(card, root, lazy=False)}</a>'
    return f'<figure class="drawing">{own}{_caption(card)}</figure>'


def _caption(card: dict[str, Any], more: str = "", told: Callable[[str], str] = escape) -> str:
    return f"<figcaption>{told(card['caption'])} {escape(card['source'])} {more}</figcaption>"


def _size(card: dict[str, Any]) -> tuple[int, int]:
    """Width and height in CSS pixels, of which each is two of the PNG's."""
    head = (find_workspace().figures / f"{card['name']}.png").read_bytes()[16:24]
    return int.from_bytes(head[:4]) // 2, int.from_bytes(head[4:]) // 2
