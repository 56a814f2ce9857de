"""Where something is: a map of dots, without borders."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sectorbook.charts.rows import STEPS
from sectorbook.layout import ask_height, page_lines, panel_width
from sectorbook.marks import GREY, PRINTED, points
from sectorbook.typesetting import em, line, text_width

__all__ = ["places"]

LEAST = 0.1
"""Degrees that a map shows at least."""
STEPS_AT_MOST = 4
TICK_LABELS = 4
"""Sizes of type that the degrees on the left take."""


def places(data: pd.DataFrame, ax: Axes) -> Axes:
    """A dot for each place at its coordinates, its label beside it: filled where `marked` is "yes".

    `data` has the columns label, longitude and latitude (degrees), and marked ("yes" or "no"). No borders are drawn:
    where they are disputed, any line would take a side. A degree of longitude is as long as it is in the middle.
    """
    for marked, face in (("yes", PRINTED), ("no", "none")):
        part = data[data["marked"] == marked]
        colour = PRINTED if marked == "yes" else GREY
        style: dict[str, Any] = {"markerfacecolor": face, "markersize": points(0.7), "markeredgewidth": points(0.16)}
        ax.plot(part["longitude"], part["latitude"], "o", color=colour, **style)
    for row in data.itertuples():
        shift = (points(0.7), 0)
        where = (row.longitude, row.latitude)
        ax.annotate(str(row.label), where, xytext=shift, textcoords="offset points", va="center_baseline")
    _frame(ax, data)
    ax.xaxis.set_major_formatter("{x:g}° E")
    ax.yaxis.set_major_formatter("{x:g}° N")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(STEPS_AT_MOST, steps=STEPS))
    ax.grid(visible=False)
    return ax


def _frame(ax: Axes, data: pd.DataFrame) -> None:
    """As much of the earth as the dots and their labels need, in a panel of its shape."""
    taken = min(0.4, (max(text_width(str(label)) for label in data["label"]) + em()) / panel_width(ax))
    west, east = float(data["longitude"].min()), float(data["longitude"].max())
    south, north = float(data["latitude"].min()), float(data["latitude"].max())
    span, rise = max(east - west, LEAST), max(north - south, LEAST)
    ax.set_xlim(west - 0.08 * span, east + span * taken / (1 - taken))
    ax.set_ylim(south - 0.1 * rise, north + 0.1 * rise)
    shape = 1 / math.cos(math.radians(float(data["latitude"].mean())))
    ax.set_aspect(shape)
    across, up = (high - low for low, high in (ax.get_xlim(), ax.get_ylim()))
    wanted = (panel_width(ax) - TICK_LABELS * em()) * up * shape / across / line()
    figure = ax.get_figure(root=True)
    ask_height(ax, min(wanted, page_lines(figure) - TICK_LABELS) if figure else wanted)
