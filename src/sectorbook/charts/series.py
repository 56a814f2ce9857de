"""Values over time, each line named at its end."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sectorbook.charts.rows import MOST_TICKS, STEPS, TICK_ROOM, write_tick
from sectorbook.layout import ask_height, panel_width
from sectorbook.marks import FOLLOWS, LEAD, PRINTED, points
from sectorbook.typesetting import em, text_width
from sectorbook.wording import unit_title

__all__ = ["series"]

COLOURS, SHAPES = (PRINTED, LEAD, FOLLOWS), ("o", "D", "s")
MOST_ROOM = 0.45
"""Of the panel's width, that the lines' names may take."""
LINES = 14
"""Height of the panel, in lines of type."""


def series(data: pd.DataFrame, ax: Axes) -> Axes:
    """One line for each series over its years, in one unit, from zero; at most three, told apart by shape too.

    `data` has the columns series, year, value and unit.
    """
    import seaborn  # slow to import

    names = list(dict.fromkeys(data["series"]))
    style = {"hue_order": names, "style_order": names, "palette": list(COLOURS[: len(names)]), "dashes": False}
    seaborn.lineplot(
        data, x="year", y="value", hue="series", style="series", markers=list(SHAPES[: len(names)]), ax=ax,
        errorbar=None, legend=False, markersize=points(0.6), markeredgewidth=0, **style,
    )  # fmt: skip
    _scale(ax, data, names)
    ends = data.sort_values("year").groupby("series", sort=False).last().loc[names]
    for (name, end), height in zip(ends.iterrows(), _apart(ends["value"].tolist(), ax), strict=True):
        shift = (points(0.8), 0)
        ax.annotate(str(name), (end["year"], height), xytext=shift, textcoords="offset points", va="center_baseline")
    ax.set_title(unit_title(data["unit"].iloc[0]))
    ax.set_xlabel("")
    ax.set_ylabel("")
    return ax


def _scale(ax: Axes, data: pd.DataFrame, names: list[str]) -> None:
    """Both scales, with room for the names on the right."""
    first, last = float(data["year"].min()), float(data["year"].max())
    taken = min(MOST_ROOM, (max(map(text_width, names)) + 2 * em()) / panel_width(ax))
    span = max(last - first, 1)
    ax.set_xlim(first - span / 30, first + span / (1 - taken))
    steps = max(1, min(MOST_TICKS, int((1 - taken) * panel_width(ax) / em() / TICK_ROOM)))
    years = MaxNLocator(steps, steps=STEPS, integer=True).tick_values(first, last)
    ax.set_xticks([year for year in years if first <= year <= last])
    ax.spines["bottom"].set_bounds(first, last)
    ax.set_ylim(min(0.0, float(data["value"].min())), None)
    ax.yaxis.set_major_locator(MaxNLocator(MOST_TICKS, steps=STEPS))
    ax.yaxis.set_major_formatter(write_tick)
    ax.spines["left"].set_visible(False)
    ax.grid(visible=False, axis="x")
    ask_height(ax, LINES)


def _apart(heights: list[float], ax: Axes) -> list[float]:
    """Heights for names that do not overlap: in the order of the lines' ends, a line of type apart at least."""
    low, high = ax.get_ylim()
    least = 1.1 * (high - low) / LINES
    order = np.argsort(heights, kind="stable")
    placed = np.array(heights, dtype=float)
    for below, above in itertools.pairwise(order):
        placed[above] = max(placed[above], placed[below] + least)
    return [float(height) for height in placed]
