"""The answer of an exploration as HTML, in the colours of JupyterLab's theme."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from sectorbook.auditing.phrases import phrase
from sectorbook.exploring.answers import Answer
from sectorbook.exploring.controls import Adjustable
from sectorbook.figures.publish import Picture
from sectorbook.formats.markup import escape_html
from sectorbook.values.wording import join_words

STYLE = """<style>
.sectorbook-explore .widget-html-content { line-height: 1.35; white-space: normal; }
.sectorbook-explore .sectorbook-title { font-size: 1.15em; font-weight: bold; margin: 0 0 4px; }
.sectorbook-explore .sectorbook-label { display: flex; flex-wrap: wrap; gap: 0 1em; justify-content: space-between; }
.sectorbook-explore .sectorbook-label span + span { color: var(--jp-ui-font-color2, #616161); }
.sectorbook-explore .jp-RenderedHTMLCommon { padding-right: 0; }
.sectorbook-explore table { margin: 0; }
.sectorbook-explore :is(th, td) { text-align: right; white-space: nowrap; padding: 3px 6px; }
.sectorbook-explore :is(th, td):first-child { text-align: left; white-space: normal; }
.sectorbook-explore .sectorbook-possible { max-height: 26em; overflow-y: auto; }
.sectorbook-explore .widget-checkbox { height: auto; }
.sectorbook-explore .widget-checkbox label { align-items: baseline; display: flex; height: auto; line-height: 1.35;
  padding: 4px 0; white-space: normal; }
.sectorbook-explore img { max-width: 640px; width: 100%; }
.sectorbook-explore .sectorbook-waiting { opacity: 0.4; }
.sectorbook-explore .sectorbook-verdict { font-size: 1.1em; }
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
    spans = (f"<span>{escape_html(text)}</span>" for text in (figure.label, join_words(figure.printed.values())))
    return f'<div class="sectorbook-label">{"".join(spans)}</div>'


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
    words = f"<strong>{escape_html(answer.short)}</strong> {escape_html(answer.reasons)}"
    verdict = f'<p class="sectorbook-verdict" role="status">{words}</p>'
    heads = "".join(f"<th>{escape_html(phrase('explore', head))}</th>" for head in ("figure", "set", "possible"))
    rows = "".join(f"<tr>{''.join(f'<td>{escape_html(cell)}</td>' for cell in row)}</tr>" for row in answer.ranges)
    table = (
        f'<div class="sectorbook-possible"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
        if rows
        else ""
    )
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
    told = (f"<p>{escape_html(sentence)}</p>{_list(figures)}" for sentence, figures in catches)
    return _rendered("".join(told))


def write_picture(picture: Picture | None) -> str:
    """Write a picture with its description.

    Parameters
    ----------
    picture : Picture or None

    Returns
    -------
    str
        HTML; empty where there is none.
    """
    if not picture:
        return ""
    data = base64.b64encode(picture.png).decode("ascii")
    return f'<img alt="{escape_html(picture.alt)}" src="data:image/png;base64,{data}">'


def _list(items: list[str]) -> str:
    """Write a list; nothing for none."""
    return f"<ul>{''.join(f'<li>{escape_html(item)}</li>' for item in items)}</ul>" if items else ""


def _rendered(html: str) -> str:
    """Put HTML into what JupyterLab styles as its own."""
    return f'<div class="jp-RenderedHTMLCommon">{html}</div>' if html else ""
