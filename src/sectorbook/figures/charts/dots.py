"""Matrices of dots: how many of a whole are a part."""

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sectorbook.errors import FigureError
from sectorbook.figures.layout import panel_width, request_height
from sectorbook.figures.marks import DECOR, FOLLOWS, GREY, PRINTED, annotate, draw_dots
from sectorbook.figures.typesetting import em, line_height, wrap
from sectorbook.values.units import unit_style
from sectorbook.values.wording import capitalize, label_range

COLUMNS = 20
"""Dots in a row: ten of them are half a row, a hundred are five."""
MOST = 1000
"""Greatest number of dots that a reader can take in."""
PITCH = 1.15
"""Distance of two dots at most, in sizes of type."""
WIDEST = 50
"""Width of a panel over that distance at most, so that the dots fill a slide."""
BESIDE = 12
"""Least width beside the dots that labels are written in, in sizes of type; in a narrower panel they stand beneath."""
GAP = 0.7
"""Between two labels, in lines of type."""
STYLES = {"whole": (GREY, 0.3), "part": (PRINTED, 0.5), "ringed": (FOLLOWS, 0.76)}
"""Colour and size of the dots of each kind, the size in distances of two dots."""
Row = dict[Any, Any]


def dot_matrix(data: pd.DataFrame, ax: Axes) -> Axes:
    """Draw a dot for each of a whole, and mark those of its parts, which lie one inside the other.

    Of a range, the dots up to its low end are filled and those on to its high end open.

    Parameters
    ----------
    data : DataFrame
        Columns label (what stands behind the number, as in "registered"), low, high, unit, about ("yes" or "no"), and
        kind: one "whole", then one "part" of it and at most one number that is "ringed" within the part.
    ax : Axes
        The Axes to draw in.

    Returns
    -------
    Axes
        `ax`.

    Raises
    ------
    FigureError
        If a number is not whole, exceeds the one that it is a part of, or is too great.
    """
    rows = data.to_dict("records")
    _check(rows)
    for row, inner in zip(rows, [*rows[1:], {}], strict=True):
        row["begin"] = int(inner["high"]) if inner.get("kind") == "part" else 0
    width = panel_width(ax) / em()
    pitch = min(max(PITCH, width / WIDEST), width / COLUMNS)
    ax.set_xlim(-0.5, width / pitch - 0.5)
    for row in rows:
        _draw_row(ax, row, pitch)
    end = _write_labels(ax, rows, width, pitch)
    ax.set_ylim(end - 0.5, -0.5)
    request_height(ax, end * pitch * em() / line_height())
    ax.axis("off")
    ax.set_title(f"number of {unit_style(str(rows[0]['unit'])).title} (one dot each)")
    return ax


def _check(rows: list[Row]) -> None:
    """Raise `FigureError` for numbers that cannot be drawn as dots."""
    limit = float(MOST)
    for row in rows:
        low, high = float(row["low"]), float(row["high"])
        is_fit = row["kind"] in STYLES and 0 <= low <= high <= limit and low % 1 == high % 1 == 0
        if not is_fit or (row["kind"] == "ringed" and low != high):
            raise FigureError(
                f"The row {row['label']!r} ({row['kind']}, {low:g} to {high:g}) cannot be drawn as dots. It needs a "
                f"kind of {', '.join(STYLES)}, and whole numbers of at most {limit:g}; what is ringed is one number."
            )
        limit = low if row["kind"] == "part" else high


def _draw_row(ax: Axes, row: Row, pitch: float) -> None:
    """Draw the dots of a row that are not those of its part, filled up to its low end."""
    colour, size = STYLES[row["kind"]]
    low, high = max(row["begin"], int(row["low"])), int(row["high"])
    face = "none" if row["kind"] == "ringed" else colour
    for cells, inside in ((range(row["begin"], low), face), (range(low, high), "none")):
        if cells:
            xs, ys = [cell % COLUMNS for cell in cells], [cell // COLUMNS for cell in cells]
            draw_dots(ax, xs, ys, "o", colour, inside, size * pitch, clip_on=False)


def _write_labels(ax: Axes, rows: list[Row], width: float, pitch: float) -> float:
    """Write the labels with their marks, from the inmost on, and return how many rows of dots all take."""
    height = math.ceil(max(row["high"] for row in rows) / COLUMNS)
    is_beside = width - COLUMNS * pitch > BESIDE
    left, place = (COLUMNS + 0.5, 0.0) if is_beside else (0.0, height + 0.5)
    line = line_height() / em() / pitch
    for row in reversed(rows):
        place = max(place, row["begin"] // COLUMNS)
        colour, size = STYLES[row["kind"]]
        marks = [colour if row["kind"] != "ringed" else "none", *(["none"] if row["low"] < row["high"] else [])]
        for step, inside in enumerate(marks):
            draw_dots(ax, [left + step], [place], "o", colour, inside, size * pitch, clip_on=False, gid=DECOR)
        begin = left + len(marks)
        words = wrap(capitalize(f"{label_range(row)} {row['label']}"), (width / pitch - begin - 1.5) * pitch * em())
        annotate(ax, words, (begin - 0.2, place), (0, 0.5), va="top", linespacing=1.1)
        place += (words.count("\n") + 1 + GAP) * line
    return max(float(height), place)
