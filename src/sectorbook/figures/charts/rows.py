"""Labels of rows, beside or above their marks, and what the scales of charts have in common."""

import itertools
from typing import Any

from matplotlib.axes import Axes

from sectorbook.figures.layout import panel_width, request_height, set_row_positions
from sectorbook.figures.marks import annotate, in_points
from sectorbook.figures.typesetting import em, text_width, wrap

MOST_TICKS = 6
"""Greatest number of steps of an axis."""
TICK_ROOM = 6
"""Least width of a step of an axis, in sizes of type."""
STEPS = [1, 2, 5, 10]
SCALE = 3.0
"""Width of the numbers of a vertical scale, in sizes of type."""
NARROW = 28
"""Width of a panel in sizes of type, below which labels are above their marks instead of beside them."""
SHORT = 0.3
"""Share of a narrow panel's width up to which labels are beside their marks even there."""
TIGHT = 20
"""Width of a panel in sizes of type, below which values are above their marks where labels are."""
LABEL_LINE = 1.35
"""Distance of a label from the value beneath it, in sizes of type."""
LABEL_SHARE = 0.42
"""Greatest share of a panel's width that labels beside the marks may take."""


def write_tick(value: float, _place: float) -> str:
    """Format a number of a scale, with groups of thousands and no power of ten.

    Parameters
    ----------
    value : float
        The number.

    Returns
    -------
    str
    """
    if abs(value) >= 1e15:
        return f"{value:g}"
    return f"{value:,.10f}".rstrip("0").rstrip(".").replace("-", "\N{MINUS SIGN}")


def write_labels(
    ax: Axes, labels: list[str], values: list[str], beside: bool = False, pitch: float = 1.6
) -> tuple[list[float], float, list[str]]:
    """Write rows' labels beside their marks; long ones of a narrow panel above them, in a tight one with the values.

    Parameters
    ----------
    ax : Axes
        The Axes to write in.
    labels : list of str
        Labels of the rows, from the top.
    values : list of str
        What is to be written of each row, in a tight panel at the right end of a label above its mark.
    beside : bool, optional
        Whether labels are beside their marks even in a narrow panel.
    pitch : float, optional
        Height of a row whose label has one line, in lines of type.

    Returns
    -------
    places : list of float
        Heights of the rows' marks, in lines of type from the top.
    room : float
        Width that is left to the marks, in inches.
    values : list of str
        What is still to be written beside the marks: `values`, or empty texts.
    """
    width = panel_width(ax)
    beside = beside or width > NARROW * em() or max(map(text_width, labels)) < SHORT * width
    wrapped = [wrap(label, (LABEL_SHARE if beside else 1) * width) for label in labels]
    none = [""] * len(labels)
    above, left = (none, values) if beside or width > TIGHT * em() else (values, none)
    lines = [
        label.count("\n") + 1 + _overflows(label, value, width) for label, value in zip(wrapped, above, strict=True)
    ]
    heights = [count - 1 + pitch if beside else count + 1.6 for count in lines]
    ends = list(itertools.accumulate(heights))
    request_height(ax, ends[-1])
    ax.set_ylim(ends[-1], 0)
    if beside:
        places = [end - height / 2 for end, height in zip(ends, heights, strict=True)]
        set_row_positions(ax, places)
        ax.set_yticks(places, wrapped, linespacing=1.1)
        ax.tick_params(axis="y", pad=in_points(0.7))
        return places, width - max(text_width(label) for label in wrapped) - 1.5 * em(), left
    places = [end - 0.8 for end in ends]
    set_row_positions(ax, places)
    style: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "va": "bottom", "linespacing": 1.1}
    for place, label, value in zip(places, wrapped, above, strict=True):
        annotate(ax, label, (0, place), (0, 0.65 + LABEL_LINE * _overflows(label, value, width)), **style)
        annotate(ax, value, (1, place), (0, 0.65), ha="right", **style)
    ax.set_yticks([])
    ax.grid(visible=False)
    return places, width - em(), left


def _overflows(label: str, value: str, width: float) -> bool:
    """Whether a value has no room behind its label, which may take several lines, and needs a line of its own."""
    return bool(value) and ("\n" in label or text_width(label) + text_width(value) + em() > width)
