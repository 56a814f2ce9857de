"""What a report prints, as a table in the order of the text and as charts."""

from __future__ import annotations

import pandas as pd

from sectorbook.auditing.charting import publish_in_parts
from sectorbook.auditing.naming import dated_label, subject_in_sentence
from sectorbook.auditing.phrases import phrase
from sectorbook.pages.page import Page
from sectorbook.pages.written import Plain, Written
from sectorbook.values.wording import capitalize, count_of, label_range

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
    page.show([_row(page, str(name), row) for name, row in own.iterrows()])
    _draw(page)


def _row(page: Page, name: str, row: pd.Series) -> dict[str, str | Written]:
    """Make a row of the table."""
    return {
        "Paragraph": "" if pd.isna(row["paragraph"]) else str(row["paragraph"]),
        "Printed": page.quote(f"“{row['printed']}”", name),
        "Of": capitalize(subject_in_sentence(page.result.report, name)),
        "Read as": page.quote(label_range({**row, "unit": page.evaluate(name).unit}), name),
    }


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
