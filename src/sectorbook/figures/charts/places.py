"""Where something is: a map of dots, without borders."""

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
"""Degrees that a map shows at least."""
STEPS_AT_MOST = 4
Box = tuple[float, float, float, float]
SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, -1), (1, 1), (-1, 1))
"""Where a label is tried: right, left, above, below, and between those."""
BENEATH = 1.6
"""Lines that the degrees beneath take: a map of a fixed shape hides them from the layout until its last round."""
TICK_LABELS = 4
"""Sizes of type that the degrees on the left take."""


def places(data: pd.DataFrame, ax: Axes) -> Axes:
    """A dot for each place at its coordinates, its label beside it: filled where `marked` is "yes".

    `data` has the columns label, longitude and latitude (degrees), and marked ("yes" or "no"). No borders are drawn:
    where they are disputed, any line would take a side. A degree of longitude is as long as it is in the middle.
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
    """On which side of its dot each label stands: the first where it meets no other dot and no label south of it."""
    west, inch, found, taken = ax.get_xlim()[0], _degrees(ax, data), dict[int, tuple[int, int]](), list[Box]()
    rows = list(data.itertuples())
    dots = [_box(row, 0, (0, 0), inch) for row in rows]
    for place in sorted(range(len(rows)), key=lambda place: rows[place].latitude):
        others = [*dots[:place], *dots[place + 1 :], *taken]
        width = text_width(str(rows[place].label))
        tried = [(side, _box(rows[place], width, side, inch)) for side in SIDES]
        free = [(side, box) for side, box in tried if box[0] > west and not any(_meets(box, each) for each in others)]
        side, box = (free or tried)[0]
        found[place] = side
        taken.append(box)
    return [found[place] for place in range(len(rows))]


def _box(row: Any, width: float, side: tuple[int, int], inch: tuple[float, float]) -> Box:
    """What a label of a width in inches takes beside a dot, in degrees; without a width the dot itself."""
    half = ((width or 0.7 * em()) / 2 * inch[0], (line_height() if width else 0.7 * em()) / 2 * inch[1])
    x = row.longitude + side[0] * (half[0] + 0.7 * em() * inch[0])
    y = row.latitude + side[1] * (half[1] + 0.6 * em() * inch[1])
    return x - half[0], x + half[0], y - half[1], y + half[1]


def _meets(one: Box, other: Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _degrees(ax: Axes, data: pd.DataFrame) -> tuple[float, float]:
    """How many degrees of longitude and of latitude an inch of the map has."""
    across, up = (high - low for low, high in (ax.get_xlim(), ax.get_ylim()))
    height = (available_lines(figure_of(ax)) - TICK_LABELS) * line_height()
    wide = across / (panel_width(ax) - TICK_LABELS * em())
    return max(wide, up / _flat(data) / height), max(wide * _flat(data), up / height)


def _flat(data: pd.DataFrame) -> float:
    """How long a degree of longitude is in the middle, beside one of latitude."""
    return math.cos(math.radians(float(data["latitude"].mean())))


def _frame(ax: Axes, data: pd.DataFrame) -> None:
    """As much of the earth as the dots and their labels need, in a panel of its shape."""
    taken = min(0.4, (max(text_width(str(label)) for label in data["label"]) + em()) / panel_width(ax))
    west, east = float(data["longitude"].min()), float(data["longitude"].max())
    south, north = float(data["latitude"].min()), float(data["latitude"].max())
    span, rise = max(east - west, LEAST), max(north - south, LEAST)
    ax.set_xlim(west - 0.08 * span, east + span * taken / (1 - taken))
    ax.set_ylim(south - 0.1 * rise, north + 0.1 * rise)
    shape = 1 / _flat(data)
    ax.set_aspect(shape)
    across, up = (high - low for low, high in (ax.get_xlim(), ax.get_ylim()))
    wanted = (panel_width(ax) - TICK_LABELS * em()) * up * shape / across / line_height() + BENEATH
    request_height(ax, min(wanted, available_lines(figure_of(ax)) - TICK_LABELS))
