"""How to cite charts and reports as BibTeX, with source, year and address."""

import re
from typing import Any

import pandas as pd

from sectorbook.figures.citing import AUTHORS, published_in
from sectorbook.formats.markup import escape_html
from sectorbook.ledger.report import Report

SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "$%&#_{}"},
}
"""Signs that LaTeX reads as its own, and how they are written as text."""


def report_entries(report: Report) -> str:
    """How to cite what a report's figures are taken from.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        An entry of BibTeX for each of its own sources.
    """
    return "\n\n".join(_source_entry(report.sources.loc[source], report.slug) for source in report.own_sources)


def chart_entries(card: dict[str, Any], report: Report) -> str:
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
        Entries of BibTeX.
    """
    entry = _entry(
        f"sectorbook_{card['figure']}",
        author=f"{{{AUTHORS}}}",
        title=escape_latex(card["title"]),
        howpublished=escape_latex(published_in(card)),
        note=escape_latex(card["source"]),
    )
    return f"{entry}\n\n{report_entries(report)}"


def as_html(entries: str) -> str:
    """Entries of BibTeX on a page.

    Parameters
    ----------
    entries : str
        The entries.

    Returns
    -------
    str
        HTML.
    """
    inside = f'<div class="highlight"><pre tabindex="0">{escape_html(entries)}</pre></div>'
    return f'<div class="highlight-bibtex notranslate">{inside}</div>'


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
        re.sub(r"[^a-z0-9]+", "_", f"{slug}_{row.name}".lower()),
        author=f"{{{escape_latex(row['publisher'])}}}",
        title=f"{{{escape_latex(row['title'])}}}",
        year="" if pd.isna(date) else f"{date:%Y}",
        date="" if pd.isna(date) else f"{date:%Y-%m-%d}",
        url=row["url"].translate({ord("{"): "%7B", ord("}"): "%7D", ord("\\"): "%5C"}),
        note=escape_latex(row["note"]),
    )


def _entry(key: str, **fields: str) -> str:
    """Write an entry of BibTeX with the fields that are not empty."""
    lines = (f"  {name} = {{{value}}}," for name, value in fields.items() if value)
    return "\n".join([f"@misc{{{key},", *lines, "}"])
