"""Histograms of random draws."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sectorbook.figures.charts.rows import MOST_TICKS, SCALE, STEPS, write_tick
from sectorbook.figures.layout import panel_width, request_height
from sectorbook.figures.marks import GREY, annotate, draw_range
from sectorbook.figures.typesetting import em, wrap
from sectorbook.reconcile.sampling import ASSUMPTION
from sectorbook.values.intervals import write_ends
from sectorbook.values.units import unit_style


def draws(data: pd.DataFrame, ax: Axes) -> Axes:
    """Draw a histogram of draws, with the range of what is possible below it.

    Parameters
    ----------
    data : DataFrame
        Columns low and high (of a bar), share (of the draws, in percent) and unit. The outermost ends are those of
        what is possible.
    ax : Axes
        The Axes to draw in.

    Returns
    -------
    Axes
        `ax`.
    """
    import seaborn  # slow to import

    edges = [*data["low"], data["high"].iloc[-1]]
    seaborn.histplot(data, x="low", weights="share", bins=edges, ax=ax, color=GREY, alpha=1, edgecolor="white")
    ends = edges[0], edges[-1]
    low = -0.06 * ax.get_ylim()[1]
    draw_range(ax, low, *ends, kind="follows", about=False)
    written = write_ends(*ends, data["unit"].iloc[0], 3)
    for end, text, side in zip(ends, written, ("left", "right"), strict=True):
        annotate(ax, text, (end, low), (0, -0.6), ha=side, va="top")
    annotate(ax, "what is possible", (sum(ends) / 2, low), (0, -0.6), ha="center", va="top")
    width = ends[1] - ends[0]
    ax.set_xlim(ends[0] - 0.02 * width, ends[1] + 0.02 * width)
    ax.set_ylim(bottom=4 * low)
    ax.set_yticks([tick for tick in ax.get_yticks() if 0 <= tick <= ax.get_ylim()[1]])
    ax.spines["left"].set_bounds(0, ax.get_ylim()[1])
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", visible=False)
    ax.set(xlabel=unit_style(data["unit"].iloc[0]).title, ylabel="")
    ax.set_title(wrap(f"% of the draws, {ASSUMPTION}", panel_width(ax) - SCALE * em(), weight="bold"))
    ax.xaxis.set_major_formatter(write_tick)
    ax.xaxis.set_major_locator(MaxNLocator(MOST_TICKS, steps=STEPS))
    request_height(ax, 14)
    return ax
