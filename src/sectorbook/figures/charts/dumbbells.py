"""Two amounts in each row, joined by a line."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sectorbook.errors import FigureError
from sectorbook.figures.charts.rows import MOST_TICKS, STEPS, TICK_ROOM, write_labels, write_tick
from sectorbook.figures.layout import request_height
from sectorbook.figures.marks import DECOR, FOLLOWS, GREY, PRINTED, annotate, draw_dots, in_points
from sectorbook.figures.typesetting import em, text_width
from sectorbook.values.intervals import write_number
from sectorbook.values.units import unit_style

COLOURS = (PRINTED, FOLLOWS)
PITCH, FOOT = 2.0, 1.4
"""Height of a row, and of the two names beneath the last one, in lines of type."""
DOT = 0.66
"""Diameter of an amount, and width of a range, in sizes of type."""


def dumbbells(data: pd.DataFrame, ax: Axes) -> Axes:
    """Draw two amounts in each row, joined by a line; the names of the two stand beneath the last row.

    Parameters
    ----------
    data : DataFrame
        Columns label (of the row), name (one of two), low, high, unit and about ("yes" or "no"); the first name is that
        of the smaller amounts. An amount with two ends is a thick line, one that is printed as "about" is hollow.
    ax : Axes
        The Axes to draw in.

    Returns
    -------
    Axes
        `ax`.

    Raises
    ------
    FigureError
        If a row has not exactly one amount of each of two names.
    """
    names = list(dict.fromkeys(data["name"]))
    rows = {label: pair.to_dict("records") for label, pair in data.groupby("label", sort=False)}
    for label, pair in rows.items():
        if len(names) != 2 or [amount["name"] for amount in pair] != names:
            raise FigureError(f'The row "{label}" cannot be drawn. It needs two amounts, named in the same order.')
    places, room, _ = write_labels(ax, [str(label) for label in rows], [""] * len(rows), pitch=PITCH)
    _set_scale(ax, data, room)
    for place, pair in zip(places, rows.values(), strict=True):
        ends = [pair[0]["low"], pair[1]["high"]]
        ax.plot(ends, [place, place], color=GREY, linewidth=in_points(0.13), zorder=1, gid=DECOR)
        for amount, colour, side in zip(pair, COLOURS, (-1, 1), strict=True):
            _draw(ax, place, amount, colour, side)
    for amount in pair:  # of the last row
        middle = (amount["low"] + amount["high"]) / 2
        annotate(ax, amount["name"], (middle, places[-1]), (0, -0.7), ha="center", va="top")
    ax.set_title(unit_style(data["unit"].iloc[0]).title)
    return ax


def _draw(ax: Axes, place: float, amount: dict[str, object], colour: str, side: int) -> None:
    """Draw an amount, and write it on the side that is away from the other."""
    low, high = float(amount["low"]), float(amount["high"])  # type: ignore[arg-type]
    face = "white" if amount["about"] == "yes" else colour
    if low < high:
        ax.plot([low, high], [place, place], color=colour, linewidth=in_points(DOT))
    else:
        draw_dots(ax, [low], [place], "o", colour, face, DOT, zorder=3)
    align = "right" if side < 0 else "left"
    annotate(ax, _written(amount), (low if side < 0 else high, place), (side * 0.7, 0), ha=align, va="center_baseline")


def _written(amount: dict[str, object]) -> str:
    """Write an amount without its unit."""
    ends = dict.fromkeys(write_number(float(amount[end]), 3) for end in ("low", "high"))  # type: ignore[arg-type]
    return ("about " if amount["about"] == "yes" else "") + "\N{EN DASH}".join(ends)


def _set_scale(ax: Axes, data: pd.DataFrame, room: float) -> None:
    """Set a scale from zero, with room for what is written on both sides, and for the names beneath."""
    most = float(data["high"].max())
    ticks = MaxNLocator(max(2, min(MOST_TICKS, int(room / em() / TICK_ROOM))), steps=STEPS).tick_values(0, most)
    written = [(text_width(_written(row)) + 1.2 * em()) / room * ticks[-1] for row in data.to_dict("records")]
    left, right = float((data["low"] - written).min()), float((data["high"] + written).max())
    ax.set_xlim(min(ticks[0], left), max(ticks[-1], right))
    ax.set_xticks(ticks)
    ax.spines["bottom"].set_bounds(ticks[0], ticks[-1])
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_formatter(write_tick)
    bottom = ax.get_ylim()[0] + FOOT
    ax.set_ylim(bottom, 0)
    request_height(ax, bottom)
