"""One function for each kind of drawing: data and an Axes in, the Axes out.

Marks: a printed range is a solid segment with both ends labelled; one that follows from several statements is
a thin line between ticks; "about" has open ends, an open end is an arrow, one exact value a dot. No mid-point is
drawn anywhere.
"""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from sectorbook.intervals import DIGITS, write_range

__all__ = ["draws", "plane", "printings", "ranges"]

PRINTED, OUTSIDE, FOLLOWS = "#0072B2", "#D55E00", "#000000"
TEXT, QUIET, FAINT, PALE = "#222222", "#767676", "#E6E6E6", "#E3EFF7"
COLOURS = {"printed": PRINTED, "follows": FOLLOWS, "lead": OUTSIDE}
ARROW = 0.12
"""How much of the axis an arrow at an open end takes."""
BEYOND = 10
"""How many times the next greatest end is too far to be drawn."""
MOST_TICKS = 6
"""Steps of an axis at most; more of them crowd beside long labels."""
ROOM = 1.6
"""The axis over the greatest end, to leave room for its label."""


def ranges(data: pd.DataFrame, ax: Axes) -> Axes:
    """Ranges of one unit beneath each other, each labelled with its ends.

    `data` has the columns label, low, high (infinite or NaN where open), unit, about ("yes" or "no"), and kind:
    "printed", "follows" (from several statements) or "lead" (to hold against the others); it may have digits, as many
    as the labels show. The first row is on top.
    """
    ax.set_xlim(0, ROOM * _farthest(data))
    for place, row in enumerate(data.to_dict("records")):
        low = row["low"] if math.isfinite(row["low"]) else -math.inf
        high = row["high"] if math.isfinite(row["high"]) else math.inf
        drawn = high if high <= ax.get_xlim()[1] else math.inf
        edge = _mark(ax, place, low, drawn, row["kind"], row["about"] == "yes")
        words = ("about " if row["about"] == "yes" else "") + write_range(
            low, high, row["unit"], row.get("digits", DIGITS)
        )
        ax.annotate(words, (edge, place), xytext=(8, 0), textcoords="offset points", va="center")
    ax.set_yticks(range(len(data)), list(data["label"]))
    ax.set_ylim(len(data) - 0.5, -0.5)
    _quiet_axis(ax)
    ax.locator_params(axis="x", nbins=MOST_TICKS)
    if (data["unit"] == "percent").all():
        ax.set_xticks([tick for tick in ax.get_xticks() if tick <= 100])
    return ax


def plane(data: pd.DataFrame, ax: Axes) -> Axes:
    """What two parts of a whole can be together, and what the lead says they are.

    `data` has the columns kind, x, y and label. "corner" rows are the corners of what is possible, in order;
    "printed" rows the ends of the first part as printed; "low" and "high" rows one point each of the lines on
    which the parts add up to an end of the whole; "lead" rows points to hold against them. The first row of a kind
    has the label.
    """
    groups = dict(list(data.groupby("kind", sort=False)))
    corners = groups["corner"]
    width = data["x"].max() - data["x"].min()
    ax.set_xlim(data["x"].min() - 0.12 * width, data["x"].max() + 0.3 * width)
    ax.set_ylim(0, 2 * data["y"].max())
    if "printed" in groups:
        ax.axvspan(*groups["printed"]["x"], color=PALE, linewidth=0)
        _label(ax, groups["printed"], PRINTED, (4, 0), y=0.06 * ax.get_ylim()[1])
    for end in [end for end in ("low", "high") if end in groups]:
        ax.axline(groups[end][["x", "y"]].iloc[0], slope=-1, color=QUIET, linewidth=1)
        _on_line(ax, groups[end].iloc[0], at_top=end == "high")
    outline = corners[["x", "y"]].to_numpy()
    edge = 0 if len(corners) > 2 else 3  # a line or a point has no area to fill; an area needs no edge that widens it
    ax.add_patch(Polygon(outline, closed=True, facecolor=FOLLOWS, edgecolor=FOLLOWS, linewidth=edge, zorder=3))
    _label(ax, corners.sort_values("x"), FOLLOWS, (4, 8))
    if "lead" in groups:
        lead = groups["lead"]
        ax.plot(lead["x"], lead["y"], "D", color=OUTSIDE, markersize=7, zorder=4)
        _label(ax, lead, TEXT, (8, -3))
    return ax


def printings(data: pd.DataFrame, ax: Axes) -> Axes:
    """Which source prints which indicator: a dot for the core's ends, a diamond for others, both for both.

    `data` has the columns indicator, source and same ("yes", "no" or "both"), in order of appearance.
    """
    rows, columns = (list(dict.fromkeys(data[name])) for name in ("indicator", "source"))
    for same, mark, face, colour, size in (
        ("yes", "o", PRINTED, PRINTED, 7),
        ("no", "D", "none", OUTSIDE, 9),
    ):
        part = data[data["same"].isin([same, "both"])]
        xs, ys = part["source"].map(columns.index), part["indicator"].map(rows.index)
        ax.plot(xs, ys, mark, color=colour, markerfacecolor=face, markersize=size, markeredgewidth=1.5)
    staggered = [name + "\n" * (place % 3) for place, name in enumerate(columns)]
    ax.set_xticks(range(len(columns)), staggered)
    ax.set_yticks(range(len(rows)), rows)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    ax.hlines([y + 0.5 for y in range(len(rows) - 1)], -0.5, len(columns) - 0.5, color=FAINT, linewidth=0.6)
    ax.spines[:].set_visible(False)
    return ax


def draws(data: pd.DataFrame, ax: Axes) -> Axes:
    """How often draws fall where, between the ends of what is possible.

    `data` has the columns low and high (of a bar), share (of the draws, in percent) and unit. The outermost ends are
    those of what is possible.
    """
    ends = data["low"].min(), data["high"].max()
    width = ends[1] - ends[0]
    ax.bar(data["low"], data["share"], width=data["high"] - data["low"], align="edge", color=PALE, edgecolor="white")
    ax.plot(
        ends, [0, 0], "|-", color=FOLLOWS, linewidth=1.5, markersize=14, markeredgewidth=1.5, clip_on=False, zorder=3
    )
    for end, side in zip(ends, ("right", "left"), strict=True):
        words = write_range(end, end, data["unit"].iloc[0], 3)
        shift = -6 if side == "right" else 6
        ax.annotate(words, (end, 0), xytext=(shift, 6), textcoords="offset points", ha=side)
    ax.set_xlim(ends[0] - 0.15 * width, ends[1] + 0.15 * width)
    ax.set_ylim(bottom=0)
    ax.set_ylabel("% of the draws")
    _quiet_axis(ax)
    return ax


def _label(ax: Axes, rows: pd.DataFrame, colour: str, offset: tuple[int, int], y: float | None = None) -> None:
    first = rows.iloc[0]
    words = next((label for label in rows["label"] if label), "")
    place = (first["x"], first["y"] if y is None else y)
    ax.annotate(words, place, xytext=offset, textcoords="offset points", color=colour)


def _on_line(ax: Axes, row: pd.Series, at_top: bool) -> None:
    """Write a line's label beside the line, outside the strip between the two lines."""
    y = (0.88 if at_top else 0.2) * ax.get_ylim()[1]
    place = (row["x"] + row["y"] - y, y)
    ax.annotate(
        row["label"],
        place,
        xytext=(2, 1) if at_top else (-2, -1),
        textcoords="offset points",
        ha="left" if at_top else "right",
        va="bottom" if at_top else "top",
    )


def _farthest(data: pd.DataFrame) -> float:
    """The greatest end to draw in full; one far beyond all others becomes an arrow, its label says where it goes."""
    ends = sorted({end for end in data[["low", "high"]].to_numpy().ravel() if math.isfinite(end)}) or [1.0]
    return float(ends[-2] if len(ends) > 1 and ends[-1] > BEYOND * ends[-2] else ends[-1])


def _mark(ax: Axes, place: int, low: float, high: float, kind: str, about: bool) -> float:
    """Draw one range; gives where it ends on the right."""
    colour = COLOURS[kind]
    start = 0.0 if math.isinf(low) else low
    if math.isinf(high):
        end = start + ARROW * ax.get_xlim()[1]
        ax.annotate("", (end, place), (start, place), arrowprops=_arrow(colour))
        return end
    if start == high:
        face = "white" if about else colour
        mark = "D" if kind == "lead" else "o"
        (dot,) = ax.plot([high], [place], mark, color=colour, markerfacecolor=face, markersize=6, markeredgewidth=1.5)
        dot.set_clip_on(False)
    elif kind == "follows":
        ax.plot(
            [start, high],
            [place, place],
            "|-",
            color=colour,
            linewidth=1.5,
            markersize=10,
            markeredgewidth=1.5,
        )
    else:
        ax.plot([start, high], [place, place], color=colour, linewidth=5)
        if about:
            ax.plot([start, high], [place, place], "o", color=colour, markerfacecolor="white", markersize=6)
    return high


def _arrow(colour: str) -> dict[str, object]:
    return {"arrowstyle": "-|>", "color": colour, "linewidth": 2, "shrinkA": 0, "shrinkB": 0}


def _quiet_axis(ax: Axes) -> None:
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=FAINT, linewidth=0.6)
    ax.xaxis.set_major_formatter("{x:,g}")
