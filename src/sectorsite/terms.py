"""How the end of a range comes about: as a sum of printed ends, or one end over another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from sectorbook.reconcile.ratios import Ratio
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import Interval, write_range

__all__ = ["quotients", "sums"]

MINUS = " \N{MINUS SIGN} "


def sums(result: Result, indicator: str) -> tuple[str, str]:
    """The low and the high end of an indicator as sums, "$15m − $3.5m"; empty where an end is no such sum."""
    row = result.bounds.loc[indicator]
    low, high = row["binding"]
    return _sum(result, indicator, low, row["low"], -1), _sum(result, indicator, high, row["high"], 1)


def _sum(result: Result, indicator: str, binding: Sequence[str], end: float, way: int) -> str:
    """An end as the sum of printed ends, where one identity binds it and that sum is the end."""
    rows = [row for row in result.system.rows if row.name in binding]
    held = {value.indicator: value for value in result.system.values if value.name in binding}
    if len(rows) != 1 or set(held) != set(rows[0].coefficients) - {indicator} or len(held) < 2:
        return ""
    own = rows[0].coefficients[indicator]
    terms = [(-rows[0].coefficients[name] / own, value) for name, value in held.items()]
    ends = [(times, value.high if times * way > 0 else value.low, value.indicator) for times, value in terms]
    if (
        any(known is None for _, known, _ in ends)
        or float(sum(times * (known or 0) for times, known, _ in ends)) != end
    ):
        return ""
    ends.sort(key=lambda term: term[0] < 0)
    units = result.report.indicators["unit"]
    return "".join(
        _term(times, write_range(float(known or 0), float(known or 0), units[name]), first=place == 0)
        for place, (times, known, name) in enumerate(ends)
    )


def _term(times: Fraction, written: str, first: bool) -> str:
    """A term with its sign: the first without a plus."""
    sign = (MINUS.lstrip() if first else MINUS) if times < 0 else ("" if first else " + ")
    return f"{sign}{'' if abs(times) == 1 else f'{float(abs(times)):g} × '}{written}"


def quotients(result: Result, ratio: Ratio, found: Interval) -> str:
    """The ends of a ratio as one end over another: "$11.5m ÷ 4,000 people to $14.5m ÷ 3,000 people".

    Empty where the ends that it would take are not possible together, so that the ratio's are others.
    """
    above, below = (result.bounds.loc[name] for name in (ratio.above, ratio.below))
    times = ratio.factor(result.report.indicators["unit"])
    pairs = [(above["low"], below["high"], found.low), (above["high"], below["low"], found.high)]
    if not all(_is_quotient(top, bottom, times, end) for top, bottom, end in pairs):
        return ""
    written = [
        f"{write_range(top, top, above['unit'])} ÷ {write_range(bottom, bottom, below['unit'])}"
        for top, bottom, _ in pairs
    ]
    return " to ".join(dict.fromkeys(written))


def _is_quotient(top: float, bottom: float, times: float, end: float) -> bool:
    finite = math.isfinite(top) and math.isfinite(bottom) and bottom != 0
    return finite and math.isclose(times * top / bottom, end, rel_tol=1e-9)
