"""Counts that print as the same rounded percentage."""

import pandas as pd
from matplotlib.axes import Axes

from sectorbook.figures.layout import request_height
from sectorbook.figures.marks import DECOR, GREY, PALE, PRINTED, annotate, in_points
from sectorbook.values.intervals import write_number


def fractions(data: pd.DataFrame, ax: Axes) -> Axes:
    """Draw a dot for each count k of n whose share rounds to the printed one, and a band for all shares that do.

    Parameters
    ----------
    data : DataFrame
        Columns n, k, share (in percent), and low and high: the ends of what rounds to the printed percentage, the
        same in every row.
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
    first = data.iloc[0]
    annotate(ax, f"{first['k']:.0f} of {first['n']:.0f}", (first["n"], first["share"]), (0, 0.5), ha="center")
    ax.set_ylim(low - (high - low), high + (high - low))
    ax.set_yticks([low, high], [f"{write_number(end)}%" for end in (low, high)])
    ax.set_xlim(0, float(data["n"].max()) * 1.03)
    ax.set_xlabel("how many answered (number of companies)")
    ax.set_title("share of those who answered (%)")
    ax.grid(visible=False)
    request_height(ax, 12)
    return ax
