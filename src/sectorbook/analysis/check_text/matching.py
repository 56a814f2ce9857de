"""Whether a number says what a figure says: all of it, one end of it, or it rounded."""

import re
from dataclasses import replace
from fractions import Fraction

from sectorbook.analysis.check_text.known_figures import Kind, KnownFigure
from sectorbook.values.amounts import EACH, TIMES, Expression

COARSEST = Fraction(1, 20)
"""How coarsely a computed number may be rounded, as a part of it."""
TOP = re.compile(r"\b(?:top|upper|high\w*|max\w*|most|ceiling|best|overshoots?|up to)\b", re.IGNORECASE)
BOTTOM = re.compile(r"\b(?:bottom|low\w*|min\w*|least|floor|worst)\b", re.IGNORECASE)
"""Words that say which end of a range a single number is."""


def base_unit(kind: Kind) -> str:
    """Write a kind's base unit as a pint expression.

    Parameters
    ----------
    kind : Kind
        Any.

    Returns
    -------
    str
    """
    return "/".join(filter(None, (kind.unit or "dimensionless", kind.per, kind.time)))


def figure_expression(figure: KnownFigure, kind: Kind) -> Expression:
    """Return what a figure says as an expression in base units.

    Parameters
    ----------
    figure : KnownFigure
        The figure.
    kind : Kind
        What it counts.

    Returns
    -------
    Expression
    """
    currencies, unit = ((kind.unit,), "") if kind.money else ((), kind.unit)
    shape = figure.shape if figure.low != figure.high else "point"
    per = kind.per or kind.time
    return Expression(shape, figure.low, figure.high, figure.about, Fraction(0), "", unit, per, currencies)


def is_kind(read: Expression, kind: Kind) -> bool:
    """Tell whether a number can count something, its currency aside.

    Parameters
    ----------
    read : Expression
        The number.
    kind : Kind
        What is counted.

    Returns
    -------
    bool
    """
    if read.relation in ("change", "yearly", "times", "more"):
        return False
    if read.per == EACH:
        read = replace(read, per=kind.per)
    if read.per and read.per not in (TIMES if kind.time else ()) and read.per != (kind.per or kind.time):
        return False
    if kind.money or read.currencies:
        return kind.money and bool(read.currencies)
    percent = read.unit == "percent" or read.relation == "share"
    if percent or kind.unit == "percent":
        return percent and kind.unit == "percent"
    return read.unit == kind.unit if read.unit else kind.unit not in TIMES


def is_rounded(read: Expression, here: str, figure: KnownFigure, kind: Kind) -> bool:
    """Tell whether a number is a computed range, or one end of it, rounded as it is printed.

    Parameters
    ----------
    read : Expression
        The number.
    here : str
        The words at it.
    figure : KnownFigure
        A computed one.
    kind : Kind
        What the figure counts.

    Returns
    -------
    bool
    """
    if read.shape != figure.shape:
        return is_end(read, here, figure, kind)
    sides = zip(figure.ends, (read.low, read.high), (-1, 1) if read.shape == "range" else (0, 0), strict=True)
    return _is_currency(read, kind) and all(_rounds(end, ours, read.rounded_to, side) for end, ours, side in sides)


def is_end(read: Expression, here: str, figure: KnownFigure, kind: Kind) -> bool:
    """Tell whether a number is one end of a range, and its bound or a word at it says which.

    Parameters
    ----------
    read : Expression
        The number.
    here : str
        The words at it.
    figure : KnownFigure
        The range; a printed one is not rounded further, and keeps its "about".
    kind : Kind
        What the figure counts.

    Returns
    -------
    bool
    """
    changed = figure.id and (read.about != figure.about or figure.shape != "range")
    if figure.low == figure.high or changed or not _is_currency(read, kind):
        return False
    single = read.shape == "point"
    top, bottom = TOP.search(here), BOTTOM.search(here)
    step = Fraction(0) if figure.id else read.rounded_to
    if read.shape == "at_most" or (single and top and not bottom):
        return _rounds(figure.high, read.high, step, 1)
    low = read.shape == "at_least" or (single and bottom and not top)
    return bool(low) and _rounds(figure.low, read.low, step, -1)


def _is_currency(read: Expression, kind: Kind) -> bool:
    """Tell whether a number can be of a figure's currency."""
    return not kind.money or kind.unit in read.currencies


def _rounds(end: Fraction | None, ours: Fraction | None, step: Fraction, side: int) -> bool:
    """Tell whether a number is an end, rounded by a step to the nearest, or outward: a high end (side 1) up."""
    if end is None or ours is None or end == ours:
        return end == ours
    if not step or step > COARSEST * abs(ours):
        return False
    return 2 * abs(end - ours) <= step or 0 < side * (ours - end) < step
