"""Line charts of values over time."""

import itertools

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sectorbook.figures.charts.rows import MOST_TICKS, STEPS, TICK_ROOM, write_tick
from sectorbook.figures.layout import panel_width, request_height
from sectorbook.figures.marks import FOLLOWS, LEAD, PRINTED, annotate, in_points
from sectorbook.figures.typesetting import em, text_width, wrap
from sectorbook.values.units import unit_style

COLOURS, SHAPES = (PRINTED, LEAD, FOLLOWS), ("o", "D", "s")
MOST_ROOM = 0.45
"""Greatest share of the panel's width that the lines' names may take."""
LINES = 14
"""Height of the panel, in lines of type."""


def series(data: pd.DataFrame, ax: Axes) -> Axes:
    """Draw a line for each series over its years, on a scale from zero, with its name at its end.

    Parameters
    ----------
    data : DataFrame
        Columns series, year, value and unit; at most three series, which differ in colour and shape, of one unit.
    ax : Axes
        The Axes to draw in.

    Returns
    -------
    Axes
        `ax`.
    """
    import seaborn  # slow to import

    names = list(dict.fromkeys(data["series"]))
    style = {"hue_order": names, "style_order": names, "palette": list(COLOURS[: len(names)]), "dashes": False}
    seaborn.lineplot(
        data, x="year", y="value", hue="series", style="series", markers=list(SHAPES[: len(names)]), ax=ax,
        errorbar=None, legend=False, markersize=in_points(0.6), markeredgewidth=0, **style,
    )  # fmt: skip
    _scale(ax, data, names)
    _name_lines(ax, data, names)
    ax.set_title(unit_style(data["unit"].iloc[0]).title)
    ax.set_xlabel("")
    ax.set_ylabel("")
    return ax


def _name_lines(ax: Axes, data: pd.DataFrame, names: list[str]) -> None:
    """Write each line's name beside its end, or beside its beginning where all end in one point."""
    ordered = data.sort_values("year").groupby("series", sort=False)
    meet = _ends_meet(data)
    rows = (ordered.first() if meet else ordered.last()).loc[names]
    offset, side = (-0.8, "right") if meet else (0.8, "left")
    wrapped = _wrap_names(ax, names)
    lines = [name.count("\n") + 1 for name in wrapped]
    for name, year, height in zip(wrapped, rows["year"], _spread(rows["value"].tolist(), ax, lines), strict=True):
        annotate(ax, name, (year, height), (offset, 0), va="center_baseline", ha=side, linespacing=1.1)


def _wrap_names(ax: Axes, names: list[str]) -> list[str]:
    """Break the names of lines that take more than their share of the panel's width."""
    return [wrap(name, MOST_ROOM * panel_width(ax) - 1.2 * em()) for name in names]


def _ends_meet(data: pd.DataFrame) -> bool:
    """Whether several lines all end in one point."""
    ends = data.sort_values("year").groupby("series", sort=False).last()
    return len(ends) > 1 and len(ends.drop_duplicates(["year", "value"])) == 1


def _scale(ax: Axes, data: pd.DataFrame, names: list[str]) -> None:
    """Set both scales, with room for the names beside the lines."""
    first, last = float(data["year"].min()), float(data["year"].max())
    taken = min(MOST_ROOM, (max(map(text_width, _wrap_names(ax, names))) + 2 * em()) / panel_width(ax))
    span = max(last - first, 1)
    room = span / (1 - taken) - span
    ax.set_xlim(*((first - room, last + span / 30) if _ends_meet(data) else (first - span / 30, last + room)))
    steps = max(1, min(MOST_TICKS, int((1 - taken) * panel_width(ax) / em() / TICK_ROOM)))
    years = MaxNLocator(steps, steps=STEPS, integer=True).tick_values(first, last)
    ax.set_xticks([year for year in years if first <= year <= last])
    ax.spines["bottom"].set_bounds(first, last)
    ax.set_ylim(min(0.0, float(data["value"].min())), None)
    ax.yaxis.set_major_locator(MaxNLocator(MOST_TICKS, steps=STEPS))
    ax.yaxis.set_major_formatter(write_tick)
    ax.spines["left"].set_visible(False)
    ax.grid(visible=False, axis="x")
    request_height(ax, LINES)


def _spread(heights: list[float], ax: Axes, lines: list[int]) -> list[float]:
    """Return heights at which names of so many lines each do not overlap, in the order of the lines' ends."""
    low, high = ax.get_ylim()
    line = 1.1 * (high - low) / LINES
    order = np.argsort(heights, kind="stable")
    placed = np.array(heights, dtype=float)
    for below, above in itertools.pairwise(order):
        placed[above] = max(placed[above], placed[below] + (lines[below] + lines[above]) / 2 * line)
    return [float(height) for height in placed]
