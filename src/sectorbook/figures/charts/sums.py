"""A sum beside the total that it has to keep to."""

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sectorbook.figures.charts.rows import STEPS, write_tick
from sectorbook.figures.layout import panel_width, request_height, set_row_positions
from sectorbook.figures.marks import DECOR, FOLLOWS, GREY, LEAD, PRINTED, annotate, in_points
from sectorbook.figures.typesetting import balance_lines, em
from sectorbook.values.intervals import write_range
from sectorbook.values.units import unit_style

Row = dict[Any, Any]
COLOURS = {"total": GREY, "claim": LEAD, "part": PRINTED, "left": GREY}
BAR, GAP = 1.5, 1.1
"""Height of a bar, and the distance to the text of the next, in lines of type."""
ROOM = 1.04
"""Length of the scale, over the greatest end."""


def sum_and_total(data: pd.DataFrame, ax: Axes) -> Axes:
    """Draw a total, beneath it the parts that are said to make it, and what the total leaves of the claim.

    A full bar reaches to the low end of a range, an open one on to the high end. What sticks out beyond the total at
    its most is black.

    Parameters
    ----------
    data : DataFrame
        Columns label, low, high, unit and kind: one "total"; a "claim" and further "part" rows, to be stacked; their
        "sum"; optionally the "excess" of the sum over the total, and what the total has "left" for the claim.
    ax : Axes
        The Axes to draw in.

    Returns
    -------
    Axes
        `ax`.
    """
    rows = {kind: group.to_dict("records") for kind, group in data.groupby("kind", sort=False)}
    parts, excess = [*rows.get("claim", []), *rows["part"]], rows.get("excess", [])
    total = rows["total"][0]
    place, places = 0.0, []
    for group in (rows["total"], parts, rows.get("left", [])):
        if group:
            place = _write(ax, _caption(group, rows["sum"][0] if group is parts else None), place)
            places.append(place + BAR / 2)
            _stack(ax, group, places[-1], float(total["high"]) if excess else math.inf)
            place += BAR + (2 * GAP if excess and group is parts else GAP)
    for row in excess:
        _mark_excess(ax, row, float(total["high"]), places)
    _scale(ax, data[data["kind"] != "excess"], place, places)
    return ax


def _caption(group: list[Row], whole: Row | None) -> str:
    """Write the labels of bars that stand in one row with their ranges, and their sum."""
    written = " + ".join(f"{row['label']} {_written(row)}" for row in group)
    return written if whole is None else f"{written} = {_written(whole)}"


def _written(row: Row) -> str:
    """Write the range of a row."""
    return write_range(float(row["low"]), float(row["high"]), str(row["unit"]))


def _write(ax: Axes, text: str, place: float) -> float:
    """Write a text above its bar, and return where the bar begins."""
    wrapped = balance_lines(text, panel_width(ax) - em(), 72 * em(), "normal")
    annotate(ax, wrapped, (0, place), (0, 0), xycoords=("axes fraction", "data"), va="top", linespacing=1.1)
    return place + 1.15 * (wrapped.count("\n") + 1) + 0.25


def _stack(ax: Axes, group: list[Row], place: float, limit: float) -> None:
    """Draw bars end to end: full ones of the low ends, black beyond a limit, then open ones of the rest."""
    end = 0.0
    for row in group:
        low, colour = float(row["low"]), COLOURS[row["kind"]]
        within = max(0.0, min(low, limit - end))
        _draw_bar(ax, place, end, within, colour, colour)
        _draw_bar(ax, place, end + within, low - within, FOLLOWS, FOLLOWS)
        end += low
    for row in group:
        more = float(row["high"]) - float(row["low"])
        _draw_bar(ax, place, end, more, "white", COLOURS[row["kind"]])
        end += more


def _draw_bar(ax: Axes, place: float, begin: float, length: float, face: str, edge: str) -> None:
    """Draw a bar, unless it has no length."""
    if length > 0:
        style: dict[str, Any] = {"facecolor": face, "edgecolor": edge, "linewidth": in_points(0.1)}
        ax.barh(place, length, left=begin, height=BAR, **style)


def _mark_excess(ax: Axes, row: Row, limit: float, places: list[float]) -> None:
    """Write by how much the parts exceed the total, and draw a line at the total's high end."""
    for place in places[:2]:
        style: dict[str, Any] = {
            "color": FOLLOWS,
            "linewidth": in_points(0.1),
            "linestyle": (0, (2.5, 2)),
            "gid": DECOR,
        }
        ax.plot([limit, limit], [place - 0.65 * BAR, place + 0.65 * BAR], **style)
    point = (limit + float(row["high"]), places[1] + BAR / 2)
    annotate(ax, f"{_written(row)} {row['label']}", point, (0, -0.35), va="top", ha="right", weight="bold")


def _scale(ax: Axes, data: pd.DataFrame, end: float, places: list[float]) -> None:
    """Set the scale from zero, and the height."""
    unit = unit_style(str(data["unit"].iloc[0]))
    ax.set_xlim(0, float(data["high"].max()) * ROOM)
    ax.set_ylim(end, 0)
    set_row_positions(ax, places)
    request_height(ax, end)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_locator(MaxNLocator(4, steps=STEPS))
    ax.xaxis.set_major_formatter(write_tick)
    ax.grid(visible=False)
    ax.set_title(unit.title)
