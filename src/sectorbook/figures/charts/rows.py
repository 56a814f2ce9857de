"""Rows of labels, beside their marks or above them, and what scales have in common."""

import itertools

from matplotlib.axes import Axes

from sectorbook.figures.layout import panel_width, request_height, set_row_positions
from sectorbook.figures.marks import annotate, in_points
from sectorbook.figures.typesetting import em, text_width, wrap

MOST_TICKS = 6
"""Steps of an axis at most."""
TICK_ROOM = 6
"""Sizes of type that a step of an axis needs at least."""
STEPS = [1, 2, 5, 10]
SCALE = 3.0
"""Sizes of type that the numbers of a vertical scale take."""
NARROW = 28
"""Sizes of type; in a panel that is narrower, labels stand above their marks, not beside them."""
LABEL_SHARE = 0.42
"""Of a panel's width, that labels beside the marks may take."""


def write_tick(value: float, _place: float) -> str:
    """A number of a scale: thousands in groups, never as a power of ten."""
    return (
        f"{value:,.10f}".rstrip("0").rstrip(".").replace("-", "\N{MINUS SIGN}") if abs(value) < 1e15 else f"{value:g}"
    )


def write_labels(ax: Axes, labels: list[str], beside: bool = False, pitch: float = 1.6) -> tuple[list[float], float]:
    """Write rows' labels beside their marks, or above them in a narrow panel.

    Gives the heights of the rows' marks, in lines from the top, and the width in inches that is left to the marks.
    """
    width = panel_width(ax)
    beside = beside or width > NARROW * em()
    wrapped = [wrap(label, (LABEL_SHARE if beside else 1) * width) for label in labels]
    lines = [label.count("\n") + 1 for label in wrapped]
    heights = [count - 1 + pitch if beside else count + 1.8 for count in lines]
    ends = list(itertools.accumulate(heights))
    request_height(ax, ends[-1])
    ax.set_ylim(ends[-1], 0)
    if beside:
        places = [end - height / 2 for end, height in zip(ends, heights, strict=True)]
        set_row_positions(ax, places)
        ax.set_yticks(places, wrapped, linespacing=1.1)
        ax.tick_params(axis="y", pad=in_points(0.7))
        return places, width - max(text_width(label) for label in wrapped) - 1.5 * em()
    places = [end - 0.9 for end in ends]
    set_row_positions(ax, places)
    for place, label in zip(places, wrapped, strict=True):
        annotate(ax, label, (0, place), (0, 0.65), xycoords=("axes fraction", "data"), va="bottom", linespacing=1.1)
    ax.set_yticks([])
    ax.grid(visible=False)
    return places, width - em()
