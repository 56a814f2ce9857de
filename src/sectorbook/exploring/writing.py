"""The answer of an exploration as HTML, in the colours of JupyterLab's theme."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from sectorbook.auditing.phrases import phrase
from sectorbook.exploring.answers import Answer
from sectorbook.exploring.controls import Adjustable
from sectorbook.values.wording import join_words

STYLE = """<style>
.sectorbook-figure { align-items: center; flex-flow: row wrap; min-height: 34px; }
</style>"""


def write_label(figure: Adjustable) -> str:
    """Write what a figure is of, and what is printed.

    Parameters
    ----------
    figure : Adjustable

    Returns
    -------
    str
        HTML.
    """
    printed = escape(join_words(figure.printed.values()))
    return f'<div class="sectorbook-label">{escape(figure.label)}<br><small>{printed}</small></div>'


def write_answer(answer: Answer) -> tuple[str, str]:
    """Write the verdict, and the table of the possible ranges.

    Parameters
    ----------
    answer : Answer

    Returns
    -------
    verdict, table : str
        HTML; the table is empty where not all can be true.
    """
    verdict = f'<p role="status"><strong>{escape(answer.short)}</strong> {escape(answer.reasons)}</p>'
    heads = "".join(f"<th>{escape(phrase('explore', head))}</th>" for head in ("figure", "set", "possible"))
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in answer.ranges)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
    return _rendered(verdict), _rendered(table)


def write_catches(catches: Iterable[tuple[str, list[str]]]) -> str:
    """Write what cannot all be true.

    Parameters
    ----------
    catches : iterable of (str, list of str)
        Sentences, and the figures that each is about.

    Returns
    -------
    str
        HTML.
    """
    told = (f"<p>{escape(sentence)}</p>{_list(figures)}" for sentence, figures in catches)
    return _rendered("".join(told))


def _list(items: list[str]) -> str:
    """Write a list; nothing for none."""
    return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>" if items else ""


def _rendered(html: str) -> str:
    """Put HTML into what JupyterLab styles as its own."""
    return f'<div class="jp-RenderedHTMLCommon">{html}</div>' if html else ""
