"""Dot charts of which source prints which indicator."""

import itertools
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from sectorbook.errors import NoRoom
from sectorbook.figures.charts.rows import write_labels
from sectorbook.figures.layout import figure_of, request_height, request_key
from sectorbook.figures.marks import DECOR, FOLLOWS, GREY, PRINTED, annotate, draw_dots, in_points
from sectorbook.figures.profiles import MM_PER_INCH
from sectorbook.figures.typesetting import em, text_width

MARKS = "A dot is the same number and a diamond another; where both stand, both are printed"
STEP = 1.15
"""Height of a step of the stairs on which the sources' names stand, in lines of type."""
PITCH = 1.6
"""Least distance of columns, in sizes of type, with which names stand on both sides."""
CLOSEST = 0.95
"""Least distance of columns, in sizes of type, with which their marks do not overlap."""
RULE = "#DDDDDD"


def printings(data: pd.DataFrame, ax: Axes) -> Axes:
    """Draw which source prints which indicator, a column a source; their names stand above, on stairs.

    Parameters
    ----------
    data : DataFrame
        Columns indicator, source, copies (the source that it copies, or empty) and same, in order of appearance:
        "yes" is a dot for the report's own ends, "no" a diamond for others, "both" is both.
    ax : Axes
        The Axes to draw in.

    Returns
    -------
    Axes
        `ax`.

    Raises
    ------
    NoRoom
        If the sources are too many for the figure's width.
    """
    rows, columns = (list(dict.fromkeys(data[name])) for name in ("indicator", "source"))
    places, room, _ = write_labels(ax, rows, [""] * len(rows), beside=True, pitch=1.3)
    for same, shape, face, colour, size in (("yes", "o", PRINTED, PRINTED, 0.75), ("no", "D", "none", FOLLOWS, 0.92)):
        part = data[data["same"].isin([same, "both"])]
        xs, ys = part["source"].map(columns.index), [places[rows.index(name)] for name in part["indicator"]]
        draw_dots(ax, xs, ys, shape, colour, face, size, clip_on=False)
    between = [(one + other) / 2 for one, other in itertools.pairwise(places)]
    ax.hlines(between, -0.5, len(columns) - 0.5, color=RULE, linewidth=0.5, gid=DECOR)
    copied = dict(zip(data["source"], data["copies"], strict=True))
    _write_names(ax, [f"{name}, a copy" if copied[name] else name for name in columns], room)
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)
    request_key(ax, MARKS)
    return ax


def _write_names(ax: Axes, names: Sequence[str], room: float) -> None:
    """Write a name above each column, on stairs, so that none is turned or cut.

    Names left of the middle end at their column, those right of it begin there. In a narrow panel, where that would
    leave too little room between the columns, all end at theirs.
    """
    count = len(names)
    for middle in ((count + 1) // 2, count):
        beyond = [text_width(name) + em() if place >= middle else 0 for place, name in enumerate(names)]
        pitch = min((room - width) / (place + 0.5) for place, width in enumerate(beyond))
        if pitch >= PITCH * em():
            break
    if pitch < CLOSEST * em():
        width = figure_of(ax).get_figwidth() * MM_PER_INCH
        raise NoRoom(
            f"the marks of {count} sources would overlap in a figure {width:.0f} mm wide",
            "Draw fewer sources, or a wider figure.",
        )
    for place, name in enumerate(names):
        side = "left" if place >= middle else "right"
        end = -STEP * (place if side == "right" else count - 1 - place)
        ax.plot([place, place], [end - STEP * 0.8, 0], color=GREY, linewidth=in_points(0.06), gid=DECOR)
        annotate(ax, name, (place, end), (0.3 if side == "left" else -0.3, 0.2), ha=side, va="bottom")
    bottom = ax.get_ylim()[0]
    ax.set_ylim(bottom, -STEP * middle)
    ax.set_xlim(-0.5, max(room / pitch, count) - 0.5)
    request_height(ax, bottom + STEP * middle)
