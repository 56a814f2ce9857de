"""Counts that print as the same rounded percentage."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sectorbook.figures.charts.rows import SCALE
from sectorbook.figures.layout import panel_width, request_height
from sectorbook.figures.marks import DECOR, GREY, PALE, PRINTED, annotate, in_points
from sectorbook.figures.typesetting import em, text_width
from sectorbook.values.intervals import write_number


def fractions(data: pd.DataFrame, ax: Axes) -> Axes:
    """Draw a dot for each count k of n whose share rounds to the printed one, and a band for all shares that do.

    Parameters
    ----------
    data : DataFrame
        Columns n, k, share (in percent), and low and high: the ends of what rounds to the printed percentage, the
        same in every row. Of a column marked, the rows with "yes" are labelled; without it, the first.
    ax : Axes
        The Axes to draw in.

    Returns
    -------
    Axes
        `ax`.
    """
    low, high = float(data["low"].iloc[0]), float(data["high"].iloc[0])
    ax.axhspan(low, high, color=PALE, linewidth=0, gid=DECOR)
    for end in (low, high):
        ax.axhline(end, color=GREY, linewidth=in_points(0.08), gid=DECOR)
    ax.plot(data["n"], data["share"], "o", color=PRINTED, markersize=in_points(0.4), clip_on=False)
    ax.set_xlim(0, float(data["n"].max()) * 1.03)
    marked = data[data["marked"] == "yes"] if "marked" in data else data.head(1)
    for place, row in enumerate(marked.to_dict("records")):
        _mark(ax, row, is_above=place % 2 == 1)
    ax.set_ylim(low - (high - low), high + (high - low))
    ax.set_yticks([low, high], [f"{write_number(end)}%" for end in (low, high)])
    ax.set_xlabel("how many answered (number of companies)")
    ax.set_title("share of those who answered (%)")
    ax.grid(visible=False)
    request_height(ax, 12)
    return ax


def _mark(ax: Axes, row: dict[Any, Any], is_above: bool) -> None:
    """Label a dot outside the band, where no other dot is, with a line to it."""
    beyond = (row["high"] - row["low"]) / 6
    end = row["high"] + beyond if is_above else row["low"] - beyond
    ax.plot([row["n"], row["n"]], [row["share"], end], color=GREY, linewidth=in_points(0.08), gid=DECOR)
    words = f"{row['k']:.0f} of {row['n']:.0f}"
    across = (panel_width(ax) - SCALE * em()) / ax.get_xlim()[1]
    is_at_edge = row["n"] * across < text_width(words) / 2 + em() / 4
    side: dict[str, Any] = {"ha": "left" if is_at_edge else "center", "va": "bottom" if is_above else "top"}
    annotate(ax, words, (row["n"], end), (-0.3 if is_at_edge else 0, 0.2 if is_above else -0.2), **side)
