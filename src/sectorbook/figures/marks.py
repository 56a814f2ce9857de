"""The marks that a range is drawn with, and the colours: what is printed, what follows, what is held against them."""

from __future__ import annotations

import math
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.path import Path

PRINTED, LEAD, FOLLOWS = "#0072B2", "#D55E00", "#000000"
GREY, PALE = "#767676", "#E3EFF7"
COLOURS = {"printed": PRINTED, "follows": FOLLOWS, "lead": LEAD}
DECOR = "decor"
"""The group id of what carries no data: bands, rules between rows, the white within a mark."""
ARROW = 2.6
"""Length of the arrow at an open end, and of what stands for the rest of a cut range, in sizes of type."""
BREAK = Path([(-0.45, -0.5), (0.05, 0.5), (0.45, 0.5), (-0.05, -0.5)])
STROKES = Path(BREAK.vertices, [Path.MOVETO, Path.LINETO, Path.MOVETO, Path.LINETO])
"""Where a cut range is interrupted: a white gap between two strokes."""


def in_points(sizes: float) -> float:
    """A length in sizes of type, in points."""
    return sizes * float(mpl.rcParams["font.size"])


def draw_range(ax: Axes, place: float, low: float, high: float, kind: str, about: bool) -> tuple[float, float]:
    """Draw one range at a height; gives where it ends on the right: the value, and points beyond it."""
    colour = COLOURS[kind]
    if math.isinf(low) and math.isinf(high):
        return ax.get_xlim()[0], 0.0  # nothing is known: its label says so
    if math.isinf(low) or math.isinf(high):
        return _mark_open(ax, place, low, high, kind, about)
    if low == high:
        shape = "D" if kind == "lead" else "o"
        _dots(ax, [low], place, shape, colour, open_=about)
        return high, in_points(0.35)
    if kind == "follows":
        style: dict[str, Any] = {"markersize": in_points(0.9), "markeredgewidth": in_points(0.17)}
        ax.plot(
            [low, high],
            [place, place],
            "|-",
            color=colour,
            linewidth=in_points(0.17),
            clip_on=False,
            zorder=3,
            **style,
        )
        return high, 0.0
    ax.plot([low, high], [place, place], color=colour, linewidth=in_points(0.55))
    if about:
        _hollow(ax, place, low, high, colour)
    return high, 0.0


def draw_truncated_range(ax: Axes, place: float, low: float, edge: float, kind: str) -> tuple[float, float]:
    """Draw a range that ends far beyond the scale: a line to the scale's edge, a break, and the end behind it.

    Where the scale ends is no value: only the low end counts as drawn from data.
    """
    colour = COLOURS[kind]
    style: dict[str, Any] = {"color": colour, "linewidth": in_points(0.17), "shrinkA": 0, "shrinkB": 0}
    style["arrowstyle"] = "]-, widthA=0.45, lengthA=0"
    ax.plot([low, edge], [place, place], color=colour, linewidth=in_points(0.17), clip_on=False, zorder=3, gid=DECOR)
    where: dict[str, Any] = {
        "xytext": (in_points(ARROW), 0),
        "textcoords": "offset points",
        "annotation_clip": False,
    }
    ax.annotate("", (edge, place), arrowprops=style, **where)
    for path, edges, width in ((BREAK, "none", 0.0), (STROKES, colour, in_points(0.13))):
        ax.plot(
            [edge], [place], marker=path, markersize=in_points(1.1), markerfacecolor="white", markeredgecolor=edges,
            markeredgewidth=width, clip_on=False, zorder=4, gid=DECOR,
        )  # fmt: skip
    _dots(ax, [low], place, "|" if kind == "follows" else "o", colour, open_=False)
    return edge, in_points(ARROW)


def _hollow(ax: Axes, place: float, low: float, high: float, colour: str) -> None:
    """Make a printed range's bar white within: about."""
    ax.plot([low, high], [place, place], color="white", linewidth=in_points(0.25), gid=DECOR)
    style: dict[str, Any] = {"markersize": in_points(0.55), "markeredgewidth": in_points(0.15)}
    ax.plot([low, high], [place, place], "|", color=colour, clip_on=False, **style)


def _dots(ax: Axes, values: list[float], place: float, shape: str, colour: str, open_: bool) -> None:
    style: dict[str, Any] = {
        "markersize": in_points(0.9 if shape == "|" else 0.66),
        "markeredgewidth": in_points(0.16),
        "markerfacecolor": "white" if open_ else colour,
    }
    ax.plot(values, [place] * len(values), shape, color=colour, clip_on=False, zorder=3, **style)


def _mark_open(ax: Axes, place: float, low: float, high: float, kind: str, about: bool) -> tuple[float, float]:
    """An arrow from the end that there is to the open one; a dot at a printed end, a tick at one that follows."""
    colour = COLOURS[kind]
    up = math.isinf(high)
    end = low if up and math.isfinite(low) else (ax.get_xlim()[0] if up else high)
    length = in_points(ARROW) if up else -in_points(ARROW)
    arrow = {"arrowstyle": "<|-", "color": colour, "linewidth": in_points(0.22), "shrinkA": 0, "shrinkB": 0}
    where: dict[str, Any] = {"xytext": (length, 0), "textcoords": "offset points", "annotation_clip": False}
    ax.annotate("", (end, place), arrowprops=arrow, **where)
    if math.isfinite(low) or not up:
        _dots(ax, [end], place, "|" if kind == "follows" else "o", colour, open_=about)
    return end, in_points(ARROW) if up else in_points(0.35)
