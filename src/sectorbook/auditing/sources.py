"""What other sources print, beside what the report's own figures leave."""

from __future__ import annotations

import math

from sectorbook.analysis.publication_history import compare_sources, corrections_table
from sectorbook.auditing.naming import quoted, subject_in_sentence
from sectorbook.auditing.phrases import phrase
from sectorbook.figures import charts
from sectorbook.figures.parts import part_name
from sectorbook.pages.page import Page
from sectorbook.pages.written import Plain
from sectorbook.values.wording import capitalize, count_of

LEAST, MOST = 2, 12
"""Least number of sources of an amount that is drawn, and greatest number of amounts of a chart."""


def show_sources(page: Page) -> None:
    """Say which of the figures that others print agree with the report's; nothing where nobody else prints any.

    Parameters
    ----------
    page : Page
    """
    held = page.holding
    report = page.result.report
    tested = report.statements[report.statements["role"] == "test"]
    others = tested[~tested["source"].isin(report.own_sources)]
    if others.empty:
        return
    fits = held.result.fits()
    fits = fits[fits.index.isin(others.index)]
    page.heading(phrase("sources", "heading"))
    agreeing = int((fits["verdict"] != "clashes").sum())
    if agreeing:
        page.say(phrase("sources", "agree"), count=Plain(capitalize(count_of(agreeing, "figure"))))
    for name in fits.index[fits["verdict"] == "clashes"]:
        _tell(held, str(name))
    _draw(page)


def show_corrections(page: Page) -> None:
    """Show what took the place of what; nothing where no correction is known.

    Parameters
    ----------
    page : Page
    """
    table = corrections_table(page.result.report)
    if len(table):
        page.heading(phrase("sources", "corrections"))
        page.show([{str(head): str(cell) for head, cell in row.items()} for row in table.to_dict("records")])


def _tell(page: Page, name: str) -> None:
    """Tell what another source prints that cannot be."""
    report = page.result.report
    row = report.statements.loc[name]
    values = {
        "publisher": Plain(report.sources.at[row["source"], "publisher"]),
        "claim": Plain(quoted(report, name)),
        "label": Plain(subject_in_sentence(report, name)),
    }
    if row["relation"]:
        page.say(phrase("sources", "clash_relation"), **values)
    else:
        page.say(phrase("sources", "clash"), left=str(row["variable"]), **values)


def _draw(page: Page) -> None:
    """Draw who prints what, of the amounts that several sources print."""
    compared = compare_sources(page.result.report)
    several = compared.groupby("indicator")["source"].transform("nunique")
    data = compared[several >= LEAST]
    if data.empty:
        return
    indicators = list(dict.fromkeys(data["indicator"]))
    size = math.ceil(len(indicators) / math.ceil(len(indicators) / MOST))
    for number, start in enumerate(range(0, len(indicators), size), start=1):
        part = data[data["indicator"].isin(indicators[start : start + size])]
        page.publish(
            part_name("who_prints_what", number),
            charts.printings,
            part,
            phrase("sources", "title"),
            subtitle=phrase("sources", "subtitle"),
            caption=phrase("sources", "caption"),
            sources=list(part["source_id"].unique()),
            where_it_fits=True,
        )
