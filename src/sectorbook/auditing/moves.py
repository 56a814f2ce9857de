"""The ends that a change of printed numbers moves, in words."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from typing import Any

import pandas as pd

from sectorbook.auditing.naming import is_change, quoted, short_unit, subject_in_sentence
from sectorbook.auditing.phrases import phrase
from sectorbook.ledger.report import Report
from sectorbook.pages.written import MOST_DIGITS
from sectorbook.reconcile.clashes import is_counted, whole_end
from sectorbook.values.intervals import DIGITS, write_printed, write_range
from sectorbook.values.units import exact_factor


def describe_move(report: Report, move: dict[Hashable, Any]) -> str:
    """Write an end that a change moves, and where to.

    Parameters
    ----------
    report : Report
    move : dict
        A row of `Adjustment.moves`.

    Returns
    -------
    str
        A clause.
    """
    row = report.statements.loc[move["id"]]
    unit = row["unit"] or report.variables.at[row["variable"], "unit"]
    form = "move_point" if row["low"] == row["high"] else f"move_{move['end']}"
    return phrase("contradictions", form).format(
        printed=quoted(report, move["id"]),
        label=subject_in_sentence(report, move["id"]),
        adjusted=_moved_count(row, move, unit)
        if is_counted(report, row)
        else _moved_words(row, move["printed"], move["adjusted"], unit),
    )


def _moved_count(row: pd.Series, move: dict[Hashable, Any], unit: str) -> str:
    """Write the adjusted end of a count, of which there are no halves: "fewer than 410 companies" for 409.5."""
    printed, adjusted = move["printed"], move["adjusted"]
    if not is_change(row) or printed * adjusted <= 0:
        return _whole_words(printed, adjusted, unit, row["low"] != row["high"])
    much = _whole_words(abs(printed), abs(adjusted), unit, row["low"] != row["high"])
    return phrase("move", "fall" if adjusted < 0 else "rise").format(much=much)


def _whole_words(printed: float, adjusted: float, unit: str, is_range: bool) -> str:
    """Write an adjusted count: of a range its new end, else what it has to be fewer or more than."""
    whole = Fraction(whole_end(printed, adjusted))
    if is_range or whole == adjusted:
        return write_printed(whole, whole, unit)
    form, limit = ("fewer", whole + 1) if whole < printed else ("more", whole - 1)
    return phrase("move", form).format(much=write_printed(limit, limit, unit))


def _moved_words(row: pd.Series, printed: float, adjusted: float, unit: str) -> str:
    """Write an adjusted end, of a change as a rise or a fall."""
    if not is_change(row) or printed * adjusted <= 0:
        return write_moved(printed, adjusted, unit)
    much = write_moved(abs(printed), abs(adjusted), unit)
    return phrase("move", "fall" if adjusted < 0 else "rise").format(much=much)


def write_moved(printed: float, adjusted: float, unit: str) -> str:
    """Write an adjusted end with as many digits as tell it from the printed one.

    Parameters
    ----------
    printed, adjusted : float
        The end before and after.
    unit : str
        A pint expression.

    Returns
    -------
    str
    """
    short = short_unit(unit, Fraction(adjusted))
    factor = float(exact_factor(unit, short))
    after, before = adjusted * factor, write_range(printed * factor, printed * factor, short, MOST_DIGITS)
    written = (write_range(after, after, short, digits) for digits in range(DIGITS, MOST_DIGITS))
    return next((text for text in written if text != before), before)
