"""What other sources print, beside what the report's own figures leave."""

from __future__ import annotations

import math

from sectorbook.analysis.publication_history import compare_sources, corrections_table
from sectorbook.auditing.naming import amount, quoted, subject_in_sentence
from sectorbook.auditing.phrases import phrase
from sectorbook.figures import charts
from sectorbook.figures.parts import part_name
from sectorbook.ledger.report import Report
from sectorbook.pages.page import Page
from sectorbook.pages.written import Field, Plain
from sectorbook.values.wording import capitalize, count_of, join_words

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
        fit = Plain("fits" if agreeing == 1 else "fit")
        page.say(phrase("sources", "agree"), count=Plain(capitalize(count_of(agreeing, "figure"))), fit=fit)
    clashing = others.loc[fits.index[fits["verdict"] == "clashes"]]
    for _, rows in clashing.groupby(["variable", "relation", "of_variable"], sort=False, dropna=False):
        _tell(held, [str(name) for name in rows.index])
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


def _tell(page: Page, names: list[str]) -> None:
    """Tell what other sources print of one thing that cannot be."""
    report = page.result.report
    row = report.statements.loc[names[0]]
    claims = [_claim(report, name) for name in names]
    fields: dict[str, Field] = {
        "label": Plain(subject_in_sentence(report, names[0])),
        "claims": Plain(join_words(dict.fromkeys(claims))),
    }
    if row["relation"]:
        page.say(phrase("sources", "clash_relation"), **fields)
    else:
        page.say(phrase("sources", "clash"), left=amount(page.evaluate(str(row["variable"]))), **fields)


def _claim(report: Report, name: str) -> str:
    """Quote a statement with its publisher."""
    publisher = report.sources.at[report.statements.at[name, "source"], "publisher"]
    return phrase("sources", "claim").format(publisher=publisher, claim=quoted(report, name))


def _draw(page: Page) -> None:
    """Draw who prints what, of the amounts that several sources print."""
    compared = compare_sources(page.result.report)
    several = compared.groupby("indicator")["source"].transform("nunique")
    data = compared[several >= LEAST]
    if data.empty:
        return
    indicators = list(dict.fromkeys(data["indicator"]))
    parts = math.ceil(len(indicators) / MOST)
    size = math.ceil(len(indicators) / parts)
    subtitle = phrase("sources", "subtitle") + (phrase("printed", "part") if parts > 1 else "")
    for number, start in enumerate(range(0, len(indicators), size), start=1):
        names = indicators[start : start + size]
        part = data[data["indicator"].isin(names)]
        different = part.loc[part["same"] != "yes", "indicator"].nunique()
        page.publish(
            part_name("who_prints_what", number),
            charts.printings,
            part,
            phrase("sources", "title" if different else "same"),
            formulas={"different": different, "amounts": len(names), "part": number, "parts": parts},
            subtitle=subtitle,
            caption=phrase("sources", "caption"),
            sources=list(part["source_id"].unique()),
            where_it_fits=True,
        )
