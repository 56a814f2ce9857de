"""What a report prints, as a table in the order of the text and as charts."""

from __future__ import annotations

import pandas as pd

from sectorbook.auditing.charting import publish_in_parts
from sectorbook.auditing.naming import dated_label, read_as, subject_in_sentence
from sectorbook.auditing.phrases import phrase
from sectorbook.ledger.display import written_place
from sectorbook.pages.page import Page
from sectorbook.pages.written import Plain, Written
from sectorbook.values.wording import capitalize, count_of

LEAST = 3
"""Least number of amounts of a unit that are drawn; of ranges and open ends, one less."""
FEWEST = {"Source": 2, "Paragraph": 1, "Where": 1}
"""How many values a column of the table has at least, else it is left out."""


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
    spread = f" {phrase('printed', 'spread')}" if (own["shape"] == "range").any() else ""
    count = Plain(capitalize(count_of(len(own), "figure")))
    page.say(phrase("printed", "one" if len(own) == 1 else "intro") + spread, figures=count)
    rows = [_row(page, str(name), row) for name, row in own.iterrows()]
    heads = [head for head in rows[0] if len({row[head] for row in rows} - {""}) >= FEWEST.get(head, 0)]
    page.show([{head: row[head] for head in heads} for row in rows])
    _draw(page)


def _row(page: Page, name: str, row: pd.Series) -> dict[str, str | Written]:
    """Make a row of the table."""
    report = page.result.report
    return {
        "Source": str(report.sources.at[row["source"], "publisher"]),
        **_where(row, bool((report.statements["place"] != "").any())),
        "Printed": page.quote(f"“{row['printed']}”", name),
        "Of": capitalize(subject_in_sentence(report, name)),
        "Read as": Written(read_as(report, name), page.evaluate(name)),
    }


def _where(row: pd.Series, has_places: bool) -> dict[str, str]:
    """Make the cell that tells where a figure stands; the source's own count is used where any row has it."""
    if has_places:
        return {"Where": written_place(row)}
    return {"Paragraph": "" if pd.isna(row["paragraph"]) else str(row["paragraph"])}


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
            "shape": core["shape"],
            "kind": "printed",
            "rows": [(name,) for name in core.index],
        }
    )
    is_range = core["shape"] != "point"
    drawn = data["unit"].map((data["unit"].value_counts() + is_range.groupby(data["unit"]).any()) >= LEAST)
    data, ranges = data[drawn], int(is_range[drawn].sum())
    if data.empty:
        return
    form = _form(ranges, len(data))
    counts = {"ranges": ranges, "amounts": len(data)}
    publish_in_parts(page, "printed", data, phrase("printed", form), phrase("printed", "subtitle"), counts)


def _form(ranges: int, amounts: int) -> str:
    """Choose the title by how many of the amounts are ranges."""
    if ranges in (0, amounts):
        return "all" if ranges else "points"
    return "one_range" if ranges == 1 else "ranges"
