"""How to cite charts and reports, as text and as BibTeX, with source, year and address."""

import re
from typing import Any

import pandas as pd

from sectorbook.figures.spec import LICENCE
from sectorbook.ledger.report import Report

AUTHORS = "The sectorbook authors"
SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "$%&#_{}"},
}
"""Signs that LaTeX reads as its own, and how they are written as text."""


def citation_of_report(report: Report) -> str:
    """How to cite what a report's figures are taken from.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        MyST Markdown: an entry of BibTeX for each of its own sources.
    """
    rows = (report.sources.loc[source] for source in report.own_sources)
    return _fence("\n\n".join(_source_entry(row, report.slug) for row in rows))


def citation_of_chart(card: dict[str, Any], report: Report) -> str:
    """How to cite a chart, and the sources of the report that it is about.

    Parameters
    ----------
    card : dict
        The chart's card.
    report : Report
        The report.

    Returns
    -------
    str
        MyST Markdown.
    """
    entry = _entry(
        "misc",
        f"sectorbook_{card['figure']}",
        author=f"{{{AUTHORS}}}",
        title=escape_latex(card["title"]),
        howpublished=escape_latex(f"Chart {card['figure']} of sectorbook, {LICENCE}"),
        note=escape_latex(card["source"]),
    )
    rows = (report.sources.loc[source] for source in report.own_sources)
    text = f"{AUTHORS}: “{card['title']}.” Chart {card['figure']} of sectorbook, {LICENCE}. {card['source']}"
    entries = "\n\n".join([entry, *(_source_entry(row, report.slug) for row in rows)])
    return f"```text\n{text}\n```\n\n{_fence(entries)}"


def escape_latex(text: str) -> str:
    """Write a text so that LaTeX prints it as it stands.

    Parameters
    ----------
    text : str
        Plain text.

    Returns
    -------
    str
        With the signs escaped that LaTeX reads as its own.
    """
    return "".join(SPECIAL.get(sign, sign) for sign in " ".join(text.split()))


def _source_entry(row: pd.Series, slug: str) -> str:
    """Write the entry of a source; what is not known of it is left out."""
    date = row["date"]
    return _entry(
        "misc",
        re.sub(r"[^a-z0-9]+", "_", f"{slug}_{row.name}".lower()),
        author=f"{{{escape_latex(row['publisher'])}}}",
        title=f"{{{escape_latex(row['title'])}}}",
        year="" if pd.isna(date) else f"{date:%Y}",
        date="" if pd.isna(date) else f"{date:%Y-%m-%d}",
        url=row["url"].translate({ord("{"): "%7B", ord("}"): "%7D", ord("\\"): "%5C"}),
        note=escape_latex(row["note"]),
    )


def _entry(kind: str, key: str, **fields: str) -> str:
    """Write an entry of BibTeX with the fields that are not empty."""
    lines = (f"  {name} = {{{value}}}," for name, value in fields.items() if value)
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _fence(entries: str) -> str:
    """Write entries as a block of a MyST page, whatever signs are in them."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", entries)), default=0))
    return f"{fence}bibtex\n{entries}\n{fence}"
