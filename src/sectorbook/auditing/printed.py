"""What a report prints, as a table in the order of the text and as charts."""

from __future__ import annotations

import pandas as pd

from sectorbook.analysis.publication_history import ranges_in_words
from sectorbook.auditing.charting import publish_in_parts
from sectorbook.auditing.naming import dated_label, subject_in_sentence
from sectorbook.auditing.phrases import phrase
from sectorbook.ledger.report import Report
from sectorbook.pages.page import Page
from sectorbook.pages.written import Plain
from sectorbook.values.intervals import write_range
from sectorbook.values.wording import capitalize, count_of

LEAST = 2
"""Least number of amounts of a unit that are drawn."""


def show_printed(page: Page) -> None:
    """Show the report's own figures in the order of the text.

    Parameters
    ----------
    page : Page
    """
    report = page.result.report
    statements = report.statements[report.statements["role"] != "draft"]
    own = statements[statements["source"].isin(report.own_sources)]
    if own.empty:
        return
    page.heading(phrase("printed", "heading"))
    page.say(phrase("printed", "intro"), figures=Plain(capitalize(count_of(len(own), "figure"))))
    page.show([_row(report, str(name), row) for name, row in own.iterrows()])
    _draw(page)


def _row(report: Report, name: str, row: pd.Series) -> dict[str, str]:
    """Make a row of the table."""
    return {
        "Paragraph": "" if pd.isna(row["paragraph"]) else str(row["paragraph"]),
        "Printed": f"“{row['printed']}”",
        "Of": capitalize(subject_in_sentence(report, name)),
        "Read as": _read_as(report, name, row),
    }


def _read_as(report: Report, name: str, row: pd.Series) -> str:
    """Write what a statement is taken for."""
    if not row["relation"]:
        return str(ranges_in_words(report, report.statements.loc[[name]]).iloc[0])
    about = "about " if row["about"] == "yes" else ""
    return about + write_range(row["low"], row["high"], row["unit"] or report.variables.at[row["variable"], "unit"])


def _draw(page: Page) -> None:
    """Draw the core's amounts, unit by unit."""
    report = page.result.report
    core = report.core[report.core["source"] != ""]
    data = pd.DataFrame(
        {
            "label": [dated_label(report, name) for name in core["variable"]],
            "low": core["low"],
            "high": core["high"],
            "unit": core["variable"].map(report.variables["unit"]),
            "about": core["about"],
            "kind": "printed",
            "rows": [(name,) for name in core.index],
        }
    )
    data = data[data["unit"].map(data["unit"].value_counts()) >= LEAST]
    ranges = int((core.loc[data.index, "shape"] != "point").sum())
    if data.empty:
        return
    title = phrase("printed", "ranges" if ranges else "points")
    counts = {"ranges": ranges, "amounts": len(data)}
    publish_in_parts(page, "printed", data, title, phrase("printed", "subtitle"), counts)
