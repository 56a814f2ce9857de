"""What follows from the figures: amounts that nobody printed, and what printed ones leave of each other."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from sectorbook.auditing.charting import publish_in_parts
from sectorbook.auditing.naming import amount, dated_label, in_sentence, is_assumed, listed
from sectorbook.auditing.phrases import phrase
from sectorbook.ledger.report import Report
from sectorbook.pages.page import Page
from sectorbook.pages.written import Written
from sectorbook.reconcile.formulas import Evaluated, evaluate
from sectorbook.reconcile.result import Result
from sectorbook.values.wording import capitalize, uncapitalize, write_number_word

WIDEST = 2
"""Greatest ratio of high to low end of an amount that is said to follow."""
RELATED_DIGITS = "3"
"""Significant digits of what follows from a share or a growth."""
LEAST = 0.01
"""By which share of its width a printed range has to be narrowed to be worth telling."""


@dataclass(frozen=True)
class Follows:
    """An amount that follows from printed figures, and that nobody printed.

    Attributes
    ----------
    label : str
        What it is of, as inside a sentence.
    much : Written
        The amount.
    rows : tuple of str
        Ids of the statements and names of the identities that it follows from.
    """

    label: str
    much: Written
    rows: tuple[str, ...]


def show_implied(page: Page) -> None:
    """Say which amounts follow that nobody printed; nothing where there are none.

    Parameters
    ----------
    page : Page
    """
    held = page.holding
    following = follows(held.result)
    if not following:
        return
    page.heading(phrase("implied", "heading"))
    page.say(phrase("implied", "intro"))
    report = held.result.report
    held.show(
        [
            {
                "Amount": capitalize(one.label),
                "It must be": one.much,
                "It follows from": capitalize(listed(report, one.rows)),
            }
            for one in following
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
    page.say(phrase("implied", f"narrowed_{_taken(held.result.report)}_intro"))
    held.show([_narrowed_row(held, name) for name in narrowed_names(held.result)])
    title, subtitle = narrowed_titles(held.result.report, data)
    publish_in_parts(held, "narrowed", data, title, subtitle, {})


def _narrowed_row(page: Page, name: str) -> dict[str, str | Written]:
    """Make a row of the table: what is printed, what is left, and because of what."""
    report, row = page.result.report, page.result.bounds.loc[name]
    first, *more = row["printings"]
    printed = capitalize(listed(report, row["printings"]))
    return {
        "Amount": dated_label(report, name),
        "Printed": printed if more else Written(printed, page.evaluate(first), is_prose=True),
        "What is left": amount(page.evaluate(name)),
        "Because of": capitalize(listed(report, _others(row))),
    }


def narrowed_rows(page: Page) -> pd.DataFrame:
    """Make the rows of a chart of what the figures leave of each other: what is printed above what is left.

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
        assumed = any(map(is_assumed, row["printings"]))
        forms = ("as_assumed" if assumed else "as_printed", "left")
        before, left = (phrase("implied", form).format(label=label) for form in forms)
        rows += [[before, row["printed_low"], row["printed_high"], row["unit"], "printed", (name,)]]
        rows += [[left, row["low"], row["high"], row["unit"], "follows", _binding(row)]]
    return pd.DataFrame(rows, columns=["label", "low", "high", "unit", "kind", "rows"]).assign(about="no")


def narrowed_titles(report: Report, data: pd.DataFrame) -> tuple[str, str]:
    """Write the title and the subtitle of a chart of what the figures leave of each other.

    Parameters
    ----------
    report : Report
    data : DataFrame
        Rows from `narrowed_rows`.

    Returns
    -------
    title, subtitle : str
    """
    count = int((data["kind"] == "printed").sum())
    taken = _taken(report)
    number, ranges = capitalize(write_number_word(count)), "range is" if count == 1 else "ranges are"
    title = phrase("implied", f"narrowed_{taken}").format(count=number, ranges=ranges)
    return title, phrase("implied", f"narrowed_{taken}_subtitle")


def _taken(report: Report) -> str:
    """Tell whether figures are only printed or assumed too, by the end of a phrase's name."""
    return "assumed" if any(map(is_assumed, report.core.index)) else "printed"


def follows(result: Result) -> list[Follows]:
    """List what follows though nobody printed it: amounts, and what a whole has without its parts.

    Parameters
    ----------
    result : Result
        Feasible.

    Returns
    -------
    list of Follows
    """
    report, bounds = result.report, result.bounds
    amounts = [
        Follows(
            uncapitalize(dated_label(report, name)),
            _written(result, evaluate(name, result)),
            _binding(bounds.loc[name]),
        )
        for name in implied_names(result)
    ]
    return [*amounts, *_rests(result)]


def _rests(result: Result) -> Iterator[Follows]:
    """Yield what is left of each whole beside its parts, where that is something and has narrow limits."""
    report, covered = result.report, set(result.bounds.index)
    for whole, parts, assumed in _parts_of(result):
        if not {whole, *parts} <= covered:
            continue
        value = evaluate(" - ".join([whole, *parts]), result)
        if value.low is not None and value.high is not None and 0 < value.high <= WIDEST * value.low:
            form = phrase("implied", "rest" if len(parts) == 1 else "rests")
            label = form.format(
                whole=in_sentence(report, whole),
                part=in_sentence(report, parts[0]),
                count=write_number_word(len(parts)),
            )
            yield Follows(label, _written(result, value), tuple(dict.fromkeys((*value.rows, *assumed))))


def _parts_of(result: Result) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield wholes with parts that may be less, and the identity that says so; else by shares printed alone."""
    for row in result.system.identities:
        wholes = [name for name, times in row.coefficients.items() if times == -1]
        parts = tuple(name for name, times in row.coefficients.items() if times == 1)
        if row.low is None and len(wholes) == 1 and len(parts) + 1 == len(row.coefficients):
            yield wholes[0], parts, (row.name,)
    relations = result.report.relations
    shares = relations[(relations["relation"] == "share") & (relations["role"] == "core")]
    for whole, rows in shares.groupby("of_variable", sort=False):
        if rows["variable"].nunique() == 1:
            yield str(whole), (str(rows["variable"].iloc[0]),), ()


def _written(result: Result, value: Evaluated) -> Written:
    """Write an amount, with few digits where it follows from a share or a growth."""
    relations = result.report.relations
    ratios = relations.index[relations["relation"] != "more"]
    return amount(value, RELATED_DIGITS if set(value.rows) & set(ratios) else "")


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
    """Tell whether other figures leave noticeably less than what is printed."""
    low, high = _open(row["printed_low"], -math.inf), _open(row["printed_high"], math.inf)
    cut = max(row["low"] - low, 0.0) + max(high - row["high"], 0.0)
    if math.isfinite(high - low):
        return bool(cut > LEAST * (high - low))
    return bool(_others(row) and cut > 0 and (row["low"] > 0 or math.isfinite(row["high"])))


def _open(end: float, infinite: float) -> float:
    """Return an end, or the infinite one where it is open."""
    return infinite if math.isnan(end) else end


def _others(row: pd.Series) -> tuple[str, ...]:
    """Return what holds the two ends, without what prints them."""
    return tuple(name for name in _binding(row) if name not in row["printings"])


def _binding(row: pd.Series) -> tuple[str, ...]:
    """Return what holds the two ends."""
    return tuple(dict.fromkeys(name for end in row["binding"] for name in end))
