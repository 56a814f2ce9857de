"""HTML of what notebooks display, in which every text is escaped: reports are the words of others."""

from collections.abc import Container, Iterable, Sequence
from html import escape

NO_FORMULAS = "tex2jax_ignore"
"""Class of an element in which JupyterLab takes a dollar sign for itself."""


def html_table(rows: Iterable[Sequence[str]], heads: Sequence[str] = (), right: Container[int] = ()) -> str:
    """Write a table of texts.

    Parameters
    ----------
    rows : iterable of sequence of str
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
    head = "".join(
        f'<th style="text-align: {"right" if column in right else "left"}">{escape(text)}</th>'
        for column, text in enumerate(heads)
    )
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
    return f'<p class="{NO_FORMULAS}">{escape(text)}</p>'


def _cells(row: Sequence[str], right: Container[int]) -> str:
    """Write the cells of a row."""
    styles = ("right; white-space: nowrap" if column in right else "left" for column in range(len(row)))
    return "".join(
        f'<td style="text-align: {style}">{escape(text)}</td>' for style, text in zip(styles, row, strict=True)
    )
