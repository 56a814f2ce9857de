"""Ranges of ours, as statements that take the place of printed ones."""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping, Sequence

import pandas as pd

from sectorbook.errors import SectorbookError
from sectorbook.values.intervals import DASH

__all__ = ["assumed"]


def assumed(ranges: Mapping[str, Sequence[float]], units: pd.Series) -> dict[str, dict[str, object]]:
    """The rows of statements, by id, that say what is assumed of some indicators: a low and a high end each.

    An infinite high end is open. Raises `SectorbookError` for what is no such range.
    """
    for name, ends in ranges.items():
        most = 100 if units[name] == "percent" else math.inf
        if not _is_range(ends) or not 0 <= ends[0] <= ends[1] or ends[0] > most:
            share = ", and of a share at most 100" if most == 100 else ""
            told = list(ends) if isinstance(ends, (list, tuple)) else repr(ends)
            raise SectorbookError(
                f"The assumed range of {name} is {told}. Give a low and a high end, none negative{share}."
            )
    return {f"ASSUMED-{name}": _row(name, ends[0], ends[1]) for name, ends in ranges.items()}


def _is_range(ends: object) -> bool:
    return isinstance(ends, (list, tuple)) and len(ends) == 2 and all(isinstance(end, numbers.Real) for end in ends)


def _row(indicator: str, low: float, high: float) -> dict[str, object]:
    return {
        "indicator": indicator,
        "shape": "at_least" if math.isinf(high) else "point" if low == high else "range",
        "low": float(low),
        "high": math.nan if math.isinf(high) else float(high),
        "about": "no",
        "rounded_to": 0.0,
        "period": "undated",
        "role": "core",
        "source": "",
        "printed": f"{low}{DASH}{high}",
        "reading": "digits",
        "attributed_to": "our assumption",
        "note": "Assumed, not printed",
    }
