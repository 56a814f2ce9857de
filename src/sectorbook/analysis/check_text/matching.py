"""Whether a number says what a figure says: all of it, one end of it, or it rounded."""

import re
from dataclasses import replace
from fractions import Fraction

from sectorbook.analysis.check_text.figure_kinds import Kind, KnownFigure
from sectorbook.values.expressions.amounts import EACH, TIMES, Expression, in_unit
from sectorbook.values.units import are_compatible, exact_factor, is_unit

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


def in_kind(read: Expression, kind: Kind) -> Expression:
    """Return a number in the unit of a kind, where it is measured in another one: 1.3 GW as 1,300 MW.

    Parameters
    ----------
    read : Expression
        The number.
    kind : Kind
        What can be counted by it.

    Returns
    -------
    Expression
        The number as it is, where it is of another kind, or of no unit.
    """
    rate, per = "/" in read.unit, kind.per or kind.time
    unit = base_unit(kind) if rate else kind.unit
    if read.unit and (rate or read.unit != unit) and _is_alike(read.unit, unit):
        read = replace(in_unit(replace(read, per=""), unit), unit=kind.unit, per=per if rate else read.per)
    return replace(read, per=per) if read.per != per and _is_same_unit(read.per, per) else read


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
    if read.per and read.per not in (TIMES if kind.time else ()) and not _is_same_unit(read.per, kind.per or kind.time):
        return False
    if kind.money or read.currencies:
        return kind.money and bool(read.currencies)
    percent = read.unit == "percent" or read.relation == "share"
    if percent or kind.unit == "percent":
        return percent and kind.unit == "percent"
    if not read.unit:
        return kind.unit not in TIMES
    return _is_alike(read.unit, base_unit(kind) if "/" in read.unit else kind.unit)


def _is_alike(one: str, other: str) -> bool:
    """Tell whether two units measure the same, as megawatts and gigawatts do; years are never spoken of as hours."""
    if one == other or {one, other} & TIMES:
        return one == other
    return is_unit(one) and is_unit(other) and are_compatible(one, other)


def _is_same_unit(one: str, other: str) -> bool:
    """Tell whether two names are of one unit, as "ha" and "hectare" are."""
    return one == other or (_is_alike(one, other) and exact_factor(one, other) == 1)


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
