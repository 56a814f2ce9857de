"""Dot charts of which source prints which indicator."""

import itertools
from collections.abc import Iterator
from string import ascii_uppercase

import pandas as pd
from matplotlib.axes import Axes

from sectorbook.figures.charts.rows import write_labels
from sectorbook.figures.layout import request_key
from sectorbook.figures.marks import DECOR, LEAD, PRINTED, draw_dots

MARKS = "Dot: the report's own ends; diamond: others; both: both are printed"


def printings(data: pd.DataFrame, ax: Axes) -> Axes:
    """Draw which source prints which indicator; a letter stands for each source, with a key below.

    Parameters
    ----------
    data : DataFrame
        Columns indicator, source, copies (the source that it copies, or empty) and same, in order of appearance:
        "yes" is a dot for the report's own ends, "no" a diamond for others, "both" is both.
    ax : Axes
        The Axes to draw in.

    Returns
    -------
    Axes
        `ax`.
    """
    rows, columns = (list(dict.fromkeys(data[name])) for name in ("indicator", "source"))
    places, _ = write_labels(ax, rows, beside=True, pitch=1.3)
    for same, shape, face, colour, size in (("yes", "o", PRINTED, PRINTED, 0.75), ("no", "D", "none", LEAD, 0.92)):
        part = data[data["same"].isin([same, "both"])]
        xs, ys = part["source"].map(columns.index), [places[rows.index(name)] for name in part["indicator"]]
        draw_dots(ax, xs, ys, shape, colour, face, size)
    letters = list(itertools.islice(_letters(), len(columns)))
    ax.set_xticks(range(len(columns)), letters)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    between = [(one + other) / 2 for one, other in itertools.pairwise(places)]
    ax.hlines(between, -0.5, len(columns) - 0.5, color="#DDDDDD", linewidth=0.5, gid=DECOR)
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)
    copied = dict(zip(data["source"], data["copies"], strict=True))
    letter_of = dict(zip(columns, letters, strict=True))
    key = [f"{letter}\N{NO-BREAK SPACE}{name}{_copy(copied[name], letter_of)}" for name, letter in letter_of.items()]
    request_key(ax, MARKS)
    request_key(ax, "; ".join(key))
    return ax


def _letters() -> Iterator[str]:
    """Yield A to Z, then AA, AB and so on."""
    for length in itertools.count(1):
        yield from map("".join, itertools.product(ascii_uppercase, repeat=length))


def _copy(copied: str, letter_of: dict[str, str]) -> str:
    """Name the source that another one copies, by its letter where it has one."""
    return f" (copies {letter_of.get(copied, copied)})" if copied else ""
