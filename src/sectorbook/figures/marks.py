"""The marks and colours of a range: printed, derived from several statements, or a lead to compare with them."""

import math
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.path import Path

PRINTED, LEAD, FOLLOWS = "#0072B2", "#D55E00", "#000000"
GREY, PALE = "#767676", "#E3EFF7"
COLOURS = {"printed": PRINTED, "follows": FOLLOWS, "lead": LEAD, "rule": LEAD}
DECOR = "decor"
"""The group id of what carries no data: bands, rules between rows, the white within a mark."""
ARROW = 2.6
"""Length of the arrow at an open end, and of what stands for the rest of a cut range, in sizes of type."""
BREAK = Path([(-0.45, -0.5), (0.05, 0.5), (0.45, 0.5), (-0.05, -0.5)])
STROKES = Path(BREAK.vertices, [Path.MOVETO, Path.LINETO, Path.MOVETO, Path.LINETO])
"""Where a cut range is interrupted: a white gap between two strokes."""


def in_points(sizes: float) -> float:
    """Convert a length from sizes of type to points."""
    return sizes * float(mpl.rcParams["font.size"])


def annotate(ax: Axes, text: str, point: tuple[Any, Any], offset: tuple[float, float], **style: Any) -> None:
    """Write a text beside a point.

    Parameters
    ----------
    ax : Axes
        The Axes to write in.
    text : str
        The text.
    point : tuple of float or date
        The point, in the coordinates of the data unless `style` names others.
    offset : tuple of float
        Distance of the text from the point, to the right and up, in sizes of type.
    **style : Any
        Further arguments of `Axes.annotate`.
    """
    offset = in_points(offset[0]), in_points(offset[1])
    ax.annotate(text, point, xytext=offset, textcoords="offset points", **style)


def draw_dots(
    ax: Axes, xs: Sequence[float], ys: Sequence[float], shape: str, colour: str, face: str, size: float, **style: Any
) -> None:
    """Draw dots with an edge.

    Parameters
    ----------
    ax : Axes
        The Axes to draw in.
    xs, ys : sequence of float
        The coordinates of the dots.
    shape : str
        Their matplotlib marker.
    colour, face : str
        Colours of the edge and of the inside.
    size : float
        Diameter, in sizes of type.
    **style : Any
        Further arguments of `Axes.plot`.
    """
    style |= {"markersize": in_points(size), "markeredgewidth": in_points(0.16), "markerfacecolor": face}
    ax.plot(xs, ys, shape, color=colour, **style)


def draw_range(ax: Axes, place: float, low: float, high: float, kind: str, about: bool) -> tuple[float, float]:
    """Draw one range.

    Parameters
    ----------
    ax : Axes
        The Axes to draw in.
    place : float
        Height of the range, in the coordinates of the data.
    low, high : float
        The ends; an infinite one is open.
    kind : {"printed", "follows", "lead", "rule"}
        What the range is.
    about : bool
        Whether it is printed as "about".

    Returns
    -------
    edge : float
        Where the mark ends on the right, in the coordinates of the data.
    beyond : float
        How far it extends beyond that, in sizes of type.
    """
    colour = COLOURS[kind]
    if math.isinf(low) and math.isinf(high):
        return ax.get_xlim()[0], 0.0  # nothing is known: its label says so
    if math.isinf(low) or math.isinf(high):
        return _draw_open(ax, place, low, high, kind, about)
    if low == high:
        _draw_dot(ax, low, place, "D" if kind in ("lead", "rule") else "o", colour, hollow=about)
        return high, 0.35
    if kind == "follows":
        style: dict[str, Any] = {
            "linewidth": in_points(0.17),
            "markersize": in_points(0.9),
            "markeredgewidth": in_points(0.17),
        }
        ax.plot([low, high], [place, place], "|-", color=colour, clip_on=False, zorder=3, **style)
        return high, 0.0
    ax.plot([low, high], [place, place], color=colour, linewidth=in_points(0.55))
    if about:
        _draw_hollow(ax, place, low, high, colour)
    return high, 0.0


def draw_truncated_range(ax: Axes, place: float, low: float, edge: float, kind: str) -> tuple[float, float]:
    """Draw a range that ends far beyond the scale: a line to the scale's edge, a break, and an end behind it.

    The end of the scale is no value of the data: only the low end counts as plotted.

    Parameters
    ----------
    ax : Axes
        The Axes to draw in.
    place : float
        Height of the range, in the coordinates of the data.
    low : float
        The low end.
    edge : float
        The end of the scale.
    kind : {"printed", "follows", "lead"}
        What the range is.

    Returns
    -------
    edge : float
        Where the line ends, in the coordinates of the data.
    beyond : float
        How far the mark extends beyond that, in sizes of type.
    """
    colour = COLOURS[kind]
    ax.plot([low, edge], [place, place], color=colour, linewidth=in_points(0.17), clip_on=False, zorder=3, gid=DECOR)
    _draw_arrow(ax, edge, place, ARROW, colour, "]-, widthA=0.45, lengthA=0", width=0.17)
    for path, edges, width in ((BREAK, "none", 0.0), (STROKES, colour, in_points(0.13))):
        ax.plot(
            [edge], [place], marker=path, markersize=in_points(1.1), markerfacecolor="white", markeredgecolor=edges,
            markeredgewidth=width, clip_on=False, zorder=4, gid=DECOR,
        )  # fmt: skip
    _draw_end(ax, low, place, kind, hollow=False)
    return edge, ARROW


def _draw_hollow(ax: Axes, place: float, low: float, high: float, colour: str) -> None:
    """Draw the white inside of a range that is printed as "about", and its ends."""
    ax.plot([low, high], [place, place], color="white", linewidth=in_points(0.25), gid=DECOR)
    style: dict[str, Any] = {"markersize": in_points(0.55), "markeredgewidth": in_points(0.15)}
    ax.plot([low, high], [place, place], "|", color=colour, clip_on=False, **style)


def _draw_dot(ax: Axes, value: float, place: float, shape: str, colour: str, hollow: bool) -> None:
    """Draw one value as a dot, or as a tick where the shape is "|"."""
    size = 0.9 if shape == "|" else 0.66
    draw_dots(ax, [value], [place], shape, colour, "white" if hollow else colour, size, clip_on=False, zorder=3)


def _draw_end(ax: Axes, value: float, place: float, kind: str, hollow: bool) -> None:
    """Draw the only end of a range: a dot where it is printed, a tick where it is derived."""
    _draw_dot(ax, value, place, "|" if kind == "follows" else "o", COLOURS[kind], hollow)


def _draw_arrow(ax: Axes, x: float, place: float, length: float, colour: str, arrow: str, width: float) -> None:
    """Draw an arrow whose length and line width are in sizes of type."""
    style = {"arrowstyle": arrow, "color": colour, "linewidth": in_points(width), "shrinkA": 0, "shrinkB": 0}
    annotate(ax, "", (x, place), (length, 0), arrowprops=style, annotation_clip=False)


def _draw_open(ax: Axes, place: float, low: float, high: float, kind: str, about: bool) -> tuple[float, float]:
    """Draw a range with one open end: an arrow from its finite end, which is marked."""
    up = math.isinf(high)
    end = low if up else high
    _draw_arrow(ax, end, place, ARROW if up else -ARROW, COLOURS[kind], "<|-", width=0.22)
    _draw_end(ax, end, place, kind, hollow=about)
    return end, ARROW if up else 0.35
