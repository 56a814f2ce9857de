"""The picture of a sum that does not keep to its total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from sectorbook.auditing.naming import in_sentence, is_assumed
from sectorbook.auditing.phrases import phrase
from sectorbook.figures import charts
from sectorbook.ledger.periods import split_variable
from sectorbook.ledger.report import Report
from sectorbook.pages.page import Page
from sectorbook.values.wording import capitalize

NO_BARS = ("sum", "excess")
"""Kinds of rows that are written beside the bars."""


def draw_overshoot(page: Page, conflicts: Iterable[frozenset[str]]) -> None:
    """Draw the first conflict whose printed parts exceed a printed total, as a sum beside its total.

    Parameters
    ----------
    page : Page
    conflicts : iterable of frozenset of str
    """
    rows = (overshoot_rows(page, members) for members in conflicts)
    data = next((data for data in rows if not data.empty), None)
    if data is not None:
        title, subtitle = phrase("overshoot", "title"), overshoot_subtitle(page.result.report, data)
        page.publish("overshoot", charts.sum_and_total, data, title, subtitle=subtitle, where_it_fits=True)


def overshoot_subtitle(report: Report, data: pd.DataFrame, kind: str = "") -> str:
    """Say what the bars of a sum are, and how a range is drawn where there is one.

    Parameters
    ----------
    report : Report
    data : DataFrame
        The rows of the chart.
    kind : str, optional
        The phrase for the bars; without it, they are printed, or printed and assumed.

    Returns
    -------
    str
    """
    kind = kind or ("assumed_subtitle" if any(map(is_assumed, report.core.index)) else "subtitle")
    bars = data[~data["kind"].isin(NO_BARS)]
    return phrase("overshoot", kind) + phrase("overshoot", "open_bars") * bool((bars["low"] < bars["high"]).any())


def overshoot_rows(page: Page, members: frozenset[str]) -> pd.DataFrame:
    """Make the rows of a chart of a sum beside its total.

    Parameters
    ----------
    page : Page
    members : frozenset of str
        A conflict.

    Returns
    -------
    DataFrame
        The rows of `charts.sum_and_total`; none unless printed parts exceed a printed total.
    """
    report = page.result.report
    total, parts = _total_and_parts(report, members)
    excess = f"low({' + '.join(parts)}) - high({total})"
    if not total or (page.evaluate(excess).low or 0) <= 0:
        return pd.DataFrame()
    claims = [name for name in parts if report.statements.at[name, "headline"] == "yes"]
    return page.table(
        total=_labelled(report, [total]),
        claim=_labelled(report, claims),
        part=_labelled(report, [name for name in parts if name not in claims]),
        sum={phrase("overshoot", "sum"): " + ".join(parts)},
        excess={phrase("overshoot", "excess"): excess},
    )


def _total_and_parts(report: Report, members: frozenset[str]) -> tuple[str, list[str]]:
    """Return the statements of a total and of all its parts, where a conflict is one of these; else nothing."""
    amounts = report.amounts[report.amounts.index.isin(members)]
    identities = [name for name in members if name not in report.statements.index]
    if len(identities) != 1 or len(amounts) + 1 != len(members):
        return "", []
    identity, period = split_variable(identities[0])
    terms = report.identities.loc[[identity]]
    placed = {str(name): split_variable(variable) for name, variable in amounts["variable"].items()}
    of = {indicator: name for name, (indicator, when) in placed.items() if when == period}
    if set(of) != set(terms["indicator"]) or not set(terms["coefficient"]) <= {1, -1}:
        return "", []
    wholes = terms.loc[terms["coefficient"] == -1, "indicator"]
    parts = terms.loc[terms["coefficient"] == 1, "indicator"]
    return (of[wholes.iloc[0]], [of[part] for part in parts]) if len(wholes) == 1 else ("", [])


def _labelled(report: Report, names: Sequence[str]) -> dict[str, str]:
    """Return statements by their labels, of which what the opening claims is said."""
    labels = {}
    for name in names:
        label = in_sentence(report, report.statements.at[name, "variable"])
        claimed = report.statements.at[name, "headline"] == "yes"
        labels[capitalize(phrase("overshoot", "claim").format(label=label) if claimed else label)] = name
    return labels
