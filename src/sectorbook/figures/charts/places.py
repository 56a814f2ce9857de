"""Maps of dots, without borders."""

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sectorbook.figures.charts.rows import STEPS
from sectorbook.figures.layout import available_lines, figure_of, panel_width, request_height
from sectorbook.figures.marks import GREY, PRINTED, annotate, draw_dots
from sectorbook.figures.typesetting import em, line_height, text_width

LEAST = 0.1
"""Least extent of a map, in degrees."""
STEPS_AT_MOST = 4
Box = tuple[float, float, float, float]
SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, -1), (1, 1), (-1, 1))
"""Sides of a dot on which its label is tried, in order: right, left, above, below, and the corners."""
BENEATH = 1.6
"""Height of the degrees below the map in lines of type, which a map of a fixed shape hides from the layout engine."""
TICK_LABELS = 4
"""Width of the degrees on the left, in sizes of type."""


def places(data: pd.DataFrame, ax: Axes) -> Axes:
    """Draw a dot for each place, with its label.

    No borders are drawn: where they are disputed, any line would take a side. A degree of longitude is as long as it is
    at the mean latitude.

    Parameters
    ----------
    data : DataFrame
        Columns label, longitude and latitude (in degrees), and marked: "yes" fills the dot, "no" leaves it open.
    ax : Axes
        The Axes to draw in.

    Returns
    -------
    Axes
        `ax`.
    """
    for marked, colour, face in (("yes", PRINTED, PRINTED), ("no", GREY, "none")):
        part = data[data["marked"] == marked]
        draw_dots(ax, part["longitude"], part["latitude"], "o", colour, face, 0.7)
    _frame(ax, data)
    for row, (across, up) in zip(data.itertuples(), _sides(ax, data), strict=True):
        point, offset = (row.longitude, row.latitude), (0.7 * across, 1.2 * up)
        aligned = {-1: "right", 0: "center", 1: "left"}[across]
        annotate(ax, str(row.label), point, offset, va="center_baseline", ha=aligned)
    ax.xaxis.set_major_formatter("{x:g}° E")
    ax.yaxis.set_major_formatter("{x:g}° N")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(STEPS_AT_MOST, steps=STEPS))
    ax.grid(visible=False)
    return ax


def _sides(ax: Axes, data: pd.DataFrame) -> list[tuple[int, int]]:
    """Choose the side of each label: the first one where it overlaps no other dot and no label south of it."""
    west, inch, sides, taken = ax.get_xlim()[0], _degrees(ax, data), dict[int, tuple[int, int]](), list[Box]()
    rows = list(data.itertuples())
    dots = [_box(row, 0, (0, 0), inch) for row in rows]
    for place in sorted(range(len(rows)), key=lambda place: rows[place].latitude):
        others = [*dots[:place], *dots[place + 1 :], *taken]
        width = text_width(str(rows[place].label))
        boxes = [(side, _box(rows[place], width, side, inch)) for side in SIDES]
        free = [(side, box) for side, box in boxes if box[0] > west and not any(_overlap(box, each) for each in others)]
        side, box = (free or boxes)[0]
        sides[place] = side
        taken.append(box)
    return [sides[place] for place in range(len(rows))]


def _box(row: Any, width: float, side: tuple[int, int], inch: tuple[float, float]) -> Box:
    """Return the box, in degrees, of a label beside a dot; of the dot itself where the label's width in inches is 0."""
    half = ((width or 0.7 * em()) / 2 * inch[0], (line_height() if width else 0.7 * em()) / 2 * inch[1])
    x = row.longitude + side[0] * (half[0] + 0.7 * em() * inch[0])
    y = row.latitude + side[1] * (half[1] + 0.6 * em() * inch[1])
    return x - half[0], x + half[0], y - half[1], y + half[1]


def _overlap(one: Box, other: Box) -> bool:
    """Whether two boxes overlap."""
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _degrees(ax: Axes, data: pd.DataFrame) -> tuple[float, float]:
    """Return how many degrees of longitude and of latitude an inch of the map spans."""
    across, up = (high - low for low, high in (ax.get_xlim(), ax.get_ylim()))
    height = (available_lines(figure_of(ax)) - TICK_LABELS) * line_height()
    wide = across / (panel_width(ax) - TICK_LABELS * em())
    return max(wide, up / _longitude_scale(data) / height), max(wide * _longitude_scale(data), up / height)


def _longitude_scale(data: pd.DataFrame) -> float:
    """Return the length of a degree of longitude at the mean latitude, over that of a degree of latitude."""
    return math.cos(math.radians(float(data["latitude"].mean())))


def _frame(ax: Axes, data: pd.DataFrame) -> None:
    """Set the limits to what dots and labels need, and request a panel of that shape."""
    taken = min(0.4, (max(text_width(str(label)) for label in data["label"]) + em()) / panel_width(ax))
    west, east = float(data["longitude"].min()), float(data["longitude"].max())
    south, north = float(data["latitude"].min()), float(data["latitude"].max())
    span, rise = max(east - west, LEAST), max(north - south, LEAST)
    ax.set_xlim(west - 0.08 * span, east + span * taken / (1 - taken))
    ax.set_ylim(south - 0.1 * rise, north + 0.1 * rise)
    shape = 1 / _longitude_scale(data)
    ax.set_aspect(shape)
    across, up = (high - low for low, high in (ax.get_xlim(), ax.get_ylim()))
    wanted = (panel_width(ax) - TICK_LABELS * em()) * up * shape / across / line_height() + BENEATH
    request_height(ax, min(wanted, available_lines(figure_of(ax)) - TICK_LABELS))
