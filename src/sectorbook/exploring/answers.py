"""What follows from a state: the verdict, the possible ranges, what cannot all be true, and a picture of it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pandas as pd

from sectorbook.auditing.clashes import clash_in_words, clashes_of
from sectorbook.auditing.implied import narrowed_rows, narrowed_titles
from sectorbook.auditing.naming import dated_label, described, is_assumed
from sectorbook.auditing.overshoot import overshoot_rows, overshoot_subtitle
from sectorbook.auditing.phrases import phrase
from sectorbook.auditing.verdict import verdict_of
from sectorbook.figures import charts
from sectorbook.figures.parts import split_rows
from sectorbook.figures.publish import Picture
from sectorbook.ledger.assumptions import ASSUMED
from sectorbook.pages.page import Page
from sectorbook.reconcile.clashes import claim_of
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.values.intervals import DASH, write_printed, write_range
from sectorbook.values.wording import capitalize

PROFILE = "web"
LIMIT = 20
"""How many contradictions are searched for, so that an answer does not take seconds."""
MOST = 3
"""How many contradictions are told."""


@dataclass(frozen=True)
class Answer:
    """What can be true, in a sentence and a table.

    Attributes
    ----------
    short, reasons : str
        The verdict in a short sentence, and the reasons.
    ranges : list of (str, str, str)
        What each linked figure is of, the range that is printed or set, and what is possible; empty where not all can
        be true.
    """

    short: str
    reasons: str
    ranges: list[tuple[str, str, str]]


def answer(result: Result, variables: Collection[str]) -> Answer:
    """Answer whether a state can be true.

    Parameters
    ----------
    result : Result
    variables : collection of str
        Those whose ranges are listed.

    Returns
    -------
    Answer
    """
    page, verdict = Page(result, PROFILE), verdict_of(result, LIMIT)
    short, reasons = (page.fill(text, **verdict.fields).text for text in (verdict.short, verdict.reasons))
    return Answer(short, reasons, list(_ranges(result, variables)) if result.is_feasible else [])


def _ranges(result: Result, variables: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Write the printed and the possible range of each variable."""
    bounds = result.bounds
    for name, row in bounds[bounds.index.isin(list(variables))].iterrows():
        low, high = row["printed_low"], row["printed_high"]
        low, high = -math.inf if math.isnan(low) else low, math.inf if math.isnan(high) else high
        printed = write_printed(low, high, row["unit"]) if row["printings"] else DASH
        possible = write_range(row["low"], row["high"], row["unit"], whole=row["whole"])
        yield dated_label(result.report, str(name)), printed, possible


def catches(result: Result) -> Iterator[tuple[str, list[str]]]:
    """Tell what cannot all be true, and that whole numbers cannot, as sentences with the figures that each is about.

    Parameters
    ----------
    result : Result

    Yields
    ------
    sentence : str
    figures : list of str
    """
    if result.is_feasible:
        if sentence := result.whole_numbers_sentence:
            yield phrase("whole", "cannot").format(sentence=sentence), []
        return
    page = Page(result, PROFILE)
    for clash in clashes_of(result, result.conflicts(LIMIT), MOST):
        text, fields = clash_in_words(result, clash)
        figures = [described(result.report, name) for name in (*clash.others, clash.claim)]
        yield capitalize(page.fill(text, **fields).text), figures


def picture(result: Result, variables: Collection[str]) -> Picture | None:
    """Draw the sum that a state is about, else what the figures leave of each other, else what is possible.

    Parameters
    ----------
    result : Result
    variables : collection of str
        Those whose ranges are drawn where nothing is narrowed.

    Returns
    -------
    Picture or None
        None where there is none of these, as where no sum is what the figures contradict each other by.
    """
    page = Page(result, PROFILE)
    data, title, subtitle = _overshoot(page), "title", ""
    if data.empty and result.is_feasible:
        data, title, subtitle = _kept_sum(page), "kept_title", "kept_subtitle"
    if not data.empty:
        said = phrase("overshoot", title), overshoot_subtitle(result.report, data, subtitle)
        return page.picture(charts.sum_and_total, data, *said)
    return _ranges_picture(page, variables) if result.is_feasible else None


def _ranges_picture(page: Page, variables: Collection[str]) -> Picture | None:
    """Draw what the figures leave of each other; where they do not, the possible ranges that are closed."""
    narrowed = narrowed_rows(page)
    if not narrowed.empty:
        shown = split_rows(narrowed)[0]
        return page.picture(charts.panels, shown, *narrowed_titles(page.result.report, shown))
    bounds = page.result.bounds
    closed = bounds[bounds.index.isin(list(variables)) & (bounds["high"] < math.inf) & (bounds["low"] > -math.inf)]
    if closed.empty:
        return None
    data = split_rows(page.table(follows=list(map(str, closed.index))))[0]
    return page.picture(
        charts.panels, data, phrase("explore", "possible_title"), phrase("explore", "possible_subtitle")
    )


def _overshoot(page: Page) -> pd.DataFrame:
    """Make the rows of the first sum that exceeds its total: of a contradiction, or of what the opening claims."""
    held = page.result
    if held.is_feasible:
        claim = claim_of(held)
        if not claim:
            return pd.DataFrame()
        held = reconcile(held.report.including(claim), held.about)
    drawn = (overshoot_rows(page, members) for members in held.conflicts(LIMIT))
    return next((data for data in drawn if not data.empty), pd.DataFrame())


def _kept_sum(page: Page) -> pd.DataFrame:
    """Make the rows of a sum that keeps to its total, the first with an assumed part or total, else the first."""
    sums = list(_sums(page.result))
    assumed = {name.removeprefix(ASSUMED) for name in page.result.report.core.index if is_assumed(name)}
    if not sums:
        return pd.DataFrame()
    total, parts = next((one for one in sums if assumed & {one[0], *one[1]}), sums[0])
    core = page.result.report.core
    claimed = set(core.loc[core["headline"] == "yes", "variable"])
    return page.table(
        total=[total],
        claim=[part for part in parts if part in claimed],
        part=[part for part in parts if part not in claimed],
        sum={phrase("overshoot", "sum"): " + ".join(parts)},
    )


def _sums(result: Result) -> Iterator[tuple[str, list[str]]]:
    """Yield total and parts of each equation of the main period whose ranges are all closed."""
    identities = result.report.identities
    for _, terms in identities[identities["relation"] == "="].groupby(level=0, sort=False):
        parts = [str(name) for name in terms.loc[terms["coefficient"] == 1, "indicator"]]
        wholes = [str(name) for name in terms.loc[terms["coefficient"] == -1, "indicator"]]
        known = set(terms["indicator"]) <= set(result.bounds.index)
        if len(wholes) != 1 or len(parts) + 1 != len(terms) or not known:
            continue
        bounds = result.bounds.loc[list(terms["indicator"])]
        if bounds["unit"].nunique() == 1 and (bounds["low"] >= 0).all() and (bounds["high"] < math.inf).all():
            yield wholes[0], parts
