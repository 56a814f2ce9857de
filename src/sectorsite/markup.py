"""Markup of several kinds of pages: tables that scroll by themselves, figures with their captions."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from bs4 import BeautifulSoup, Tag

from sectorbook.formats.markup import escape_html
from sectorbook.values.wording import capitalize
from sectorsite.drawings.pictures import chart_of

TableRow = tuple[str, list[str]]
"""The head of a row, and its cells in HTML."""
MOST_ROWS = 12
"""Rows of a table that is not folded."""
WIDEST, WRAPPED, BETWEEN = 64, 20, 2
"""Letters of a table that a telephone scrolls, not shows as cards; of a cell before it wraps; between two columns."""
EVIDENT = {"What", "Of", "Where", "Source and standing", "Title", "Publisher", "Date"}
"""Heads of columns whose cells on a card say by themselves what they are."""
ROLES = {
    "table": "table",
    "thead, tbody": "rowgroup",
    "tr": "row",
    "thead th, thead td": "columnheader",
    "tbody th": "rowheader",
    "tbody td": "cell",
}
"""Roles of a table's parts, which they would lose where rows are laid out as cards."""
REGION = {"class": "scrolls", "role": "region", "tabindex": "0"}
"""Attributes of an element that scrolls by itself and that the keyboard reaches."""


def raw(html: str) -> str:
    """HTML as a block of a MyST page.

    Parameters
    ----------
    html : str
        HTML.

    Returns
    -------
    str
        MyST Markdown; empty where there is no HTML.
    """
    if not html.strip():
        return ""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", html)), default=0))
    return f"{fence}{{raw}} html\n{html}\n{fence}"


def toctree(pages: Iterable[str], option: str = ":hidden:") -> str:
    """A table of contents, by which Sphinx knows which pages belong to one.

    Parameters
    ----------
    pages : iterable of str
        Names of pages, relative to this one.
    option : str, default ":hidden:"
        An option of Sphinx's directive, such as ":maxdepth: 1".

    Returns
    -------
    str
        MyST Markdown.
    """
    lines = "\n".join(pages)
    return f"```{{toctree}}\n{option}\n{lines}\n```\n"


def folded(words: str, html: str) -> str:
    """A part of a page that opens when it is asked for, or when an address leads into it.

    Parameters
    ----------
    words : str
        What is in it, as plain text.
    html : str
        The part in HTML.

    Returns
    -------
    str
        HTML.
    """
    return f'<details class="fold"><summary>{escape_html(words)}</summary>{html}</details>'


def folded_where_long(html: str) -> str:
    """A table that opens when it is asked for, where it has more than `MOST_ROWS` rows.

    Parameters
    ----------
    html : str
        The table, whose heads are one row, and what belongs to it.

    Returns
    -------
    str
        HTML.
    """
    rows = html.count("<tr") - 1
    return folded(f"Table of {rows} rows", html) if rows > MOST_ROWS else html


def table(heads: Iterable[str], rows: Iterable[TableRow], label: str, linked: bool = False) -> str:
    """A table of the site.

    Parameters
    ----------
    heads : iterable of str
        Heads of the columns, in HTML.
    rows : iterable of (str, list of str)
        Head and cells of each row, in HTML.
    label : str
        Name for screen readers.
    linked : bool, default False
        Whether the head of each row is its address too.

    Returns
    -------
    str
        HTML.
    """
    head = " ".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(_row(row, linked) for row in rows)
    return tidy_table(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>", label)


def _row(row: TableRow, linked: bool) -> str:
    """Write a row of a table."""
    name, cells = row
    address = f' id="{name}"' if linked else ""
    return f'<tr{address}><th scope="row">{name}</th>{" ".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def tidy_table(html: str, label: str = "Table") -> str:
    """A table of pandas without its own style, with marked-up heads, in a region that scrolls by itself.

    Parameters
    ----------
    html : str
        As from `DataFrame.to_html`.
    label : str, default "Table"
        Name for screen readers.

    Returns
    -------
    str
        HTML.
    """
    soup = BeautifulSoup(html, "html.parser")
    for style in soup.find_all("style"):
        style.decompose()
    for frame in soup.find_all("table"):
        frame.attrs = {"class": "figures"}
        for row in frame.find_all("tr"):
            row.attrs = {key: row.attrs[key] for key in ("id",) if key in row.attrs}
        for head in frame.find_all("th"):
            _mark_head(head)
        _style_cells(frame)
        _name_rows(frame)
        _label_cells(frame)
        frame.wrap(soup.new_tag("div", attrs=REGION | {"aria-label": label}))
    return str(soup)


def _mark_head(head: Tag) -> None:
    """Mark up what a cell is the head of; an empty one is no head. A head is words, unless it is code."""
    head.attrs = {key: head.attrs[key] for key in ("rowspan", "colspan") if key in head.attrs}
    head["scope"] = "col" if head.find_parent("thead") else "row"
    words = head.string
    if head["scope"] == "col" and words and not head.find("code"):
        head.string = capitalize(words.strip())
    if not head.get_text(strip=True):
        head.name, head.attrs = "td", {}


def _name_rows(frame: Tag) -> None:
    """Move the names of a table's index, which pandas puts beneath the heads, into their row."""
    top = frame.find("thead")
    rows = top.find_all("tr") if top else []
    if len(rows) == 2:
        heads, names = (row.find_all(["th", "td"]) for row in rows)
        for name, head in zip(names, heads, strict=False):
            if name.get_text(strip=True):
                head.replace_with(name)
        rows[1].decompose()


def _style_cells(frame: Tag) -> None:
    """Keep of the cells' own styles only that they stand to the right, as a class."""
    for cell in frame.find_all(["th", "td"]):
        if "right" in str(cell.attrs.pop("style", "")) and cell.name == "td":
            cell["class"] = "right"
        for name in ("align", "nowrap"):
            cell.attrs.pop(name, None)


def _label_cells(frame: Tag) -> None:
    """Give each cell the name of its column and its role, so that rows can be cards where the table is too wide."""
    tops = frame.select("thead tr:last-child > *")
    heads = [head.get_text(" ", strip=True) for head in tops]
    rows = [row.find_all(["th", "td"]) for row in frame.select("tbody tr")]
    if frame.select("[rowspan], [colspan]") or any(len(row) != len(heads) for row in rows):
        return
    for top, column in zip(tops, zip(*rows, strict=True), strict=False):
        if all(cell.get("class") == "right" for cell in column):
            top["class"] = "right"
    for row in rows:
        for head, cell in zip(heads, row, strict=True):
            cell["data-label"] = "" if head in EVIDENT else head
    if _width([heads, *([cell.get_text(" ", strip=True) for cell in row] for row in rows)]) > WIDEST:
        frame["class"] = "figures cards"
        for name, role in ROLES.items():
            for element in [frame] if name == "table" else frame.select(name):
                element["role"] = role


def _width(rows: list[list[str]]) -> int:
    """Estimate the width of a table, in letters; longer cells are wrapped."""
    return sum(min(max(map(len, column)), WRAPPED) + BETWEEN for column in zip(*rows, strict=True))


def image(card: dict[str, Any], root: str, lazy: bool = True) -> str:
    """The picture of a figure, at its size on the page.

    Parameters
    ----------
    card : dict of str to object
        The figure's sidecar.
    root : str
        Path from the page to the site's root.
    lazy : bool, default True
        Whether it is loaded only when it comes into view.

    Returns
    -------
    str
        HTML.
    """
    return chart_of(card).picture(root, lazy)


def drawing(card: dict[str, Any], root: str, write: Callable[[str], str] = escape_html) -> str:
    """A figure with its caption and source, which links to its own page.

    Parameters
    ----------
    card : dict of str to object
        The figure's sidecar.
    root : str
        Path from the page to the site's root.
    write : callable, default `escape_html`
        Converts the caption to HTML.

    Returns
    -------
    str
        HTML.
    """
    page = f'href="{root}gallery/{card["figure"]}.html"'
    title = f'<span class="visually-hidden"> {escape_html(card["title"])}</span>'
    more = f"<a {page}>Files, numbers and how to cite{title}</a>"
    caption = f"<figcaption>{_caption(card, write)} {more}</figcaption>"
    return f'<figure class="drawing"><a {page}>{image(card, root)}</a>{caption}</figure>'


def enlarged(card: dict[str, Any], root: str, more: str) -> str:
    """A figure on its own page, which links to the SVG alone.

    Parameters
    ----------
    card : dict of str to object
        The figure's sidecar.
    root : str
        Path from the page to the site's root.
    more : str
        HTML that follows the caption.

    Returns
    -------
    str
        HTML.
    """
    own = f'<a href="{root}figures/{card["name"]}.svg">{image(card, root, lazy=False)}</a>'
    return f'<figure class="drawing alone">{own}<figcaption>{_caption(card)}</figcaption>{more}</figure>'


def _caption(card: dict[str, Any], write: Callable[[str], str] = escape_html) -> str:
    """Write the caption of a figure with its source for those who hear it: both stand in the chart."""
    return f'<span class="visually-hidden">{write(card["caption"])} {escape_html(card["source"])}</span>'
