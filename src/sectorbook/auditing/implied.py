"""What follows from the figures: amounts that nobody printed, and what printed ones leave of each other."""

from __future__ import annotations

import math

import pandas as pd

from sectorbook.auditing.charting import publish_in_parts
from sectorbook.auditing.naming import dated_label, is_assumed, listed, premise
from sectorbook.auditing.phrases import phrase
from sectorbook.pages.page import Page
from sectorbook.pages.written import Written, write_value
from sectorbook.reconcile.result import Result

WIDEST = 2
"""Greatest ratio of high to low end of an amount that is said to follow."""
RELATED_DIGITS = "3"
"""Significant digits of what follows from a share or a growth."""
LEAST = 0.01
"""By which share of its width a printed range has to be narrowed to be worth telling."""


def show_implied(page: Page) -> None:
    """Say which amounts follow that nobody printed; nothing where there are none.

    Parameters
    ----------
    page : Page
    """
    held = page.holding
    names = implied_names(held.result)
    if not names:
        return
    page.heading(phrase("implied", "heading"))
    page.say(phrase("implied", "intro") + premise(page))
    report, bounds = held.result.report, held.result.bounds
    held.show(
        [
            {
                "Amount": dated_label(report, name),
                "It must be": _written(held, name),
                "It follows from": str(listed(report, _binding(bounds.loc[name]))),
            }
            for name in names
        ]
    )


def show_narrowed(page: Page) -> None:
    """Say which printed amounts have less room together than each alone; nothing where none has.

    Parameters
    ----------
    page : Page
    """
    held = page.holding
    data = narrowed_rows(held)
    if data.empty:
        return
    page.heading(phrase("implied", "narrowed_heading"))
    page.say(phrase("implied", "narrowed") + premise(page))
    title, subtitle = phrase("implied", "narrowed_title"), phrase("implied", "narrowed_subtitle")
    publish_in_parts(held, "narrowed", data, title, subtitle, {})


def narrowed_rows(page: Page) -> pd.DataFrame:
    """Make the rows of a chart of how the figures narrow each other.

    Parameters
    ----------
    page : Page
        Of a feasible result.

    Returns
    -------
    DataFrame
        The rows of `charts.panels`.
    """
    bounds, report = page.result.bounds, page.result.report
    rows: list[list[object]] = []
    for name in narrowed_names(page.result):
        row, label = bounds.loc[name], dated_label(report, name)
        printed = (row["printed_low"], row["printed_high"])
        taken = "assumed" if any(map(is_assumed, row["printings"])) else "printed"
        rows += [[f"{label}, as {taken}", *printed, row["unit"], "printed", (name,)]]
        rows += [[f"{label}, together", row["low"], row["high"], row["unit"], "follows", _binding(row)]]
    return pd.DataFrame(rows, columns=["label", "low", "high", "unit", "kind", "rows"]).assign(about="no")


def _written(page: Page, name: str) -> Written:
    """Write an amount, with few digits where it follows from a share or a growth."""
    value, relations = page.evaluate(name), page.result.report.relations
    ratios = relations.index[relations["relation"] != "more"]
    return write_value(value, RELATED_DIGITS if set(value.rows) & set(ratios) else "")


def implied_names(result: Result) -> list[str]:
    """List the variables that nothing prints and that the figures leave little room, the tightest first.

    Parameters
    ----------
    result : Result
        A feasible result.

    Returns
    -------
    list of str
    """
    bounds = result.bounds
    printed = set(result.report.core["variable"])
    unprinted = bounds[~bounds.index.isin(printed) & (bounds["low"] > 0) & (bounds["high"] < math.inf)]
    tight = unprinted[unprinted["high"] <= WIDEST * unprinted["low"]]
    return [str(name) for name in (tight["high"] / tight["low"]).sort_values(kind="stable").index]


def narrowed_names(result: Result) -> list[str]:
    """List the variables whose printed range is wider than what is possible together with the others.

    Parameters
    ----------
    result : Result
        A feasible result.

    Returns
    -------
    list of str
    """
    return [str(name) for name, row in result.bounds.iterrows() if row["printings"] and _is_narrowed(row)]


def _is_narrowed(row: pd.Series) -> bool:
    """Tell whether what is possible is noticeably less than what is printed."""
    low, high = _open(row["printed_low"], -math.inf), _open(row["printed_high"], math.inf)
    cut = max(row["low"] - low, 0.0) + max(high - row["high"], 0.0)
    if math.isfinite(high - low):
        return bool(cut > LEAST * (high - low))
    return bool(cut > 0 and (row["low"] > 0 or math.isfinite(row["high"])))


def _open(end: float, infinite: float) -> float:
    """Return an end, or the infinite one where it is open."""
    return infinite if math.isnan(end) else end


def _binding(row: pd.Series) -> tuple[str, ...]:
    """Return what holds the two ends."""
    return tuple(dict.fromkeys(name for end in row["binding"] for name in end))
