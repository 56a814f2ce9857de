"""Shares, growth and averages that follow: the printed relations, and the divisions that the report names."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sectorbook.auditing.naming import in_sentence
from sectorbook.auditing.phrases import phrase
from sectorbook.errors import SectorbookError
from sectorbook.ledger.periods import split_variable, years_between
from sectorbook.pages.page import Page
from sectorbook.pages.written import Written, write_value
from sectorbook.values.wording import capitalize


def show_ratios(page: Page) -> None:
    """Show which shares, changes and averages are possible; nothing where there are none.

    Parameters
    ----------
    page : Page
    """
    held = page.holding
    rows = list(_rows(held))
    if not rows:
        return
    page.heading(phrase("ratios", "heading"))
    if any(value.value.low != value.value.high for row in rows for value in row.values() if isinstance(value, Written)):
        page.say(phrase("ratios", "intro"))
    page.show(rows)


def _rows(page: Page) -> Iterator[dict[str, str | Written]]:
    """Make a row of each ratio that is bounded."""
    report = page.result.report
    for row in report.ratios.to_dict("records"):
        yield from _row(page, row["words"], f"{row['numerator']} / {row['denominator']}")
    stated = set(map(tuple, report.relations[["variable", "of_variable"]].to_numpy().tolist()))
    for after, before in _periods(page):
        if (after, before) not in stated:
            label, earlier = in_sentence(report, after), split_variable(before)[1]
            words = phrase("ratios", "growth").format(label=label, before=earlier, after=report.period)
            yield from _row(page, words, f"({after} - {before}) / {before}", "percent")


def _row(page: Page, words: str, formula: str, unit: str = "") -> Iterator[dict[str, str | Written]]:
    """Make a row of a ratio, if it is bounded."""
    try:
        value = page.evaluate(formula)
    except SectorbookError:  # a part that nothing bounds, or that can be 0
        return
    if value.low is not None and value.high is not None:
        yield {"Of": capitalize(words), "Possible": write_value(value, unit)}


def _periods(page: Page) -> Iterator[tuple[str, str]]:
    """Yield each variable of the main period with the same of an earlier one, where both are bounded."""
    bounds = page.result.bounds
    finite = bounds[(bounds["low"] > 0) & (bounds["high"] < math.inf)]
    for name in map(str, finite.index):
        indicator, period = split_variable(name)
        if period and indicator in finite.index and years_between(period, page.result.report.period):
            yield indicator, name
