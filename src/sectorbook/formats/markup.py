"""Text in HTML, SVG and XML, in which every sign stands for itself: reports are the words of others."""

import json
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from sectorbook.formats.markdown import DOLLAR, SPACES

NO_FORMULAS = "tex2jax_ignore"
"""Class of an element in which JupyterLab takes a dollar sign for itself."""
UNBROKEN = 40
"""How many signs of a table's cell are kept on one line."""
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The signs that XML cannot hold."""


def escape_html(text: str) -> str:
    """Escape a plain text for HTML, in an element or between quotes in an attribute.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    return escape(text).replace("\r", "&#13;")


def escape_html_in_markdown(text: str) -> str:
    """Escape a plain text for an element of HTML within Markdown, where a dollar sign would begin a formula.

    Parameters
    ----------
    text : str
        In any number of lines, which become one: an empty one would end the element.

    Returns
    -------
    str
    """
    return escape(SPACES.sub(" ", text).strip(), quote=False).replace("$", DOLLAR.replace("$", "&#36;"))


def escape_xml(text: str) -> str:
    """Escape a plain text for XML, without the signs that XML cannot hold.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    return escape_html(legal_in_xml(text))


def legal_in_xml(text: str) -> str:
    """Leave out the signs that XML cannot hold, for a library that escapes the others.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    return ILLEGAL.sub("", text)


def script_json(value: Any) -> str:
    """Write a value as JSON that no text in it can end the element of.

    Parameters
    ----------
    value : object
        What JSON can hold.

    Returns
    -------
    str
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@dataclass(frozen=True)
class Link:
    """Words in a table that lead to a file.

    Attributes
    ----------
    words : str
    address : str
    """

    words: str
    address: str

    def __str__(self) -> str:
        return self.words


def html_table(rows: Iterable[Sequence[str | Link]], heads: Sequence[str] = (), right: Container[int] = ()) -> str:
    """Write a table of texts.

    Parameters
    ----------
    rows : iterable of sequence of str or Link
        The cells of each row.
    heads : sequence of str, optional
        The heads of the columns.
    right : container of int, optional
        The columns of numbers, which are aligned to the right and not broken over lines.

    Returns
    -------
    str
        HTML.
    """
    head = "".join(f"<th {_placed(column in right)}>{escape_html(text)}</th>" for column, text in enumerate(heads))
    body = "".join(f"<tr>{_cells(row, right)}</tr>" for row in rows)
    thead = f"<thead><tr>{head}</tr></thead>" if heads else ""
    return f'<table class="dataframe {NO_FORMULAS}">{thead}<tbody>{body}</tbody></table>'


def html_line(text: str) -> str:
    """Write a line of text.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        HTML.
    """
    return f'<p class="{NO_FORMULAS}">{escape_html(text)}</p>'


def _cells(row: Sequence[str | Link], right: Container[int]) -> str:
    """Write the cells of a row; an id, a number, a range and other short words are not broken over lines."""
    return "".join(
        f"<td {_placed(column in right, column in right or len(str(cell)) <= UNBROKEN)}>{_content(cell)}</td>"
        for column, cell in enumerate(row)
    )


def _content(cell: str | Link) -> str:
    """Write what stands in a cell."""
    text = escape_html(str(cell)).replace("$", DOLLAR)
    return f'<a href="{escape_html(cell.address)}">{text}</a>' if isinstance(cell, Link) and cell.address else text


def _placed(is_right: bool, is_unbroken: bool = False) -> str:
    """Write how a cell is aligned and broken, also as attributes: hosts of code keep these and remove styles."""
    side = "right" if is_right else "left"
    nowrap, style = ("nowrap ", "; white-space: nowrap") if is_unbroken else ("", "")
    return f'align="{side}" {nowrap}style="text-align: {side}{style}"'
