"""Which source prints which indicator."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from string import ascii_uppercase
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sectorbook.figures.charts.rows import write_labels
from sectorbook.figures.layout import request_key
from sectorbook.figures.marks import DECOR, LEAD, PRINTED, in_points

MARKS = "Dot: the report's own ends; diamond: others; both: both are printed"


def printings(data: pd.DataFrame, ax: Axes) -> Axes:
    """Which source prints which indicator: a dot for the report's own ends, a diamond for others, both for both.

    `data` has the columns indicator, source, copies (the source that it copies, or empty) and same ("yes", "no" or
    "both"), in order of appearance. Sources have a letter each, whose key stands beneath.
    """
    rows, columns = (list(dict.fromkeys(data[name])) for name in ("indicator", "source"))
    places, _ = write_labels(ax, rows, beside=True, pitch=1.3)
    for same, mark, face, colour, size in (("yes", "o", PRINTED, PRINTED, 0.75), ("no", "D", "none", LEAD, 0.92)):
        part = data[data["same"].isin([same, "both"])]
        xs, ys = part["source"].map(columns.index), [places[rows.index(name)] for name in part["indicator"]]
        style: dict[str, Any] = {
            "markerfacecolor": face,
            "markersize": in_points(size),
            "markeredgewidth": in_points(0.16),
        }
        ax.plot(xs, ys, mark, color=colour, **style)
    letters = list(itertools.islice(_letters(), len(columns)))
    ax.set_xticks(range(len(columns)), letters)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    between = [(one + other) / 2 for one, other in itertools.pairwise(places)]
    ax.hlines(between, -0.5, len(columns) - 0.5, color="#DDDDDD", linewidth=0.5, gid=DECOR)
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)
    copied = dict(zip(data["source"], data["copies"], strict=True))
    told = [
        f"{letter}\N{NO-BREAK SPACE}{name}" + _copy(copied[name], columns, letters)
        for name, letter in zip(columns, letters, strict=True)
    ]
    request_key(ax, MARKS)
    request_key(ax, "; ".join(told))
    return ax


def _letters() -> Iterator[str]:
    """A to Z, then AA, AB and so on."""
    for length in itertools.count(1):
        yield from map("".join, itertools.product(ascii_uppercase, repeat=length))


def _copy(copied: str, columns: list[str], letters: list[str]) -> str:
    if not copied:
        return ""
    return f" (copies {letters[columns.index(copied)] if copied in columns else copied})"
