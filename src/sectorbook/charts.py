"""One function for each kind of drawing: data and an Axes in, the Axes out.

Marks: a printed range is a solid segment with both ends labelled; one that follows from several statements is
a thin line between ticks; "about" has open ends, an open end is an arrow, one exact value a dot. No mid-point is
drawn anywhere. All sizes go by the size of the type, so that a drawing is the same at any width.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from matplotlib.ticker import MaxNLocator

from sectorbook.intervals import DIGITS, NOUNS, write_range
from sectorbook.layout import ask_height, ask_key, em, page_lines, panel_width, text_width, wrap
from sectorbook.marks import DECOR, FOLLOWS, GREY, LEAD, PALE, PRINTED, mark_range, points
from sectorbook.wording import unit_title

__all__ = ["draws", "panels", "plane", "printings", "ranges"]

BEYOND = 10
"""How many times the next greatest end is too far to be drawn."""
MOST_TICKS = 6
"""Steps of an axis at most."""
TICK_ROOM = 6
"""Sizes of type that a step of an axis needs at least."""
STEPS = [1, 2, 5, 10]
NARROW = 28
"""Sizes of type; in a panel that is narrower, labels stand above their marks, not beside them."""
LABEL_SHARE = 0.42
"""Of a panel's width, that labels beside the marks may take."""
VALUE_SHARE = 0.7
"""Of the width left to the marks, that the written ends may take."""
ZOOM = 0.6
"""Where all ends lie above this share of the greatest, the axis begins near the least; a segment is no bar."""


def panels(data: pd.DataFrame, fig: Figure) -> Figure:
    """`ranges` of several units, a panel for each, beneath each other, or in two columns where the page is low."""
    units = list(dict.fromkeys(data["unit"]))
    lines = 1.7 * len(data) + 4 * len(units)
    columns = 2 if len(units) > 1 and lines > page_lines(fig) else 1
    axes = fig.subplots(-(-len(units) // columns), columns, squeeze=False)
    for ax, unit in zip(axes.ravel(), units, strict=False):
        ranges(data[data["unit"] == unit], ax)
    for ax in axes.ravel()[len(units) :]:
        ax.remove()
    return fig


def ranges(data: pd.DataFrame, ax: Axes) -> Axes:
    """Ranges of one unit beneath each other, each labelled with its ends.

    `data` has the columns label, low, high (infinite or NaN where open), unit, about ("yes" or "no"), and kind:
    "printed", "follows" (from several statements) or "lead" (to hold against the others); it may have digits, as many
    as the labels show. The first row is on top; the panel's title names the unit.
    """
    rows = data.to_dict("records")
    values = [_written(row) for row in rows]
    places, room = _write_labels(ax, list(data["label"]))
    _set_scale(ax, rows, values, room)
    for place, row, value in zip(places, rows, values, strict=True):
        low, high = _ends(row)
        high = high if high <= _farthest(rows) else math.inf
        edge, shift = mark_range(ax, place, low, high, row["kind"], row["about"] == "yes")
        ax.annotate(
            value, (edge, place), xytext=(shift + points(0.7), 0), textcoords="offset points", va="center_baseline"
        )
    ax.set_title(unit_title(data["unit"].iloc[0]))
    return ax


def plane(data: pd.DataFrame, ax: Axes) -> Axes:
    """What two parts of a whole can be together, and what the lead says they are.

    `data` has the columns kind, x, y and label. "corner" rows are the corners of what is possible, in order;
    "printed" rows the ends of the first part as printed; "low" and "high" rows one point each of the lines on
    which the parts add up to an end of the whole; "lead" rows points to hold against them. The first row of a kind
    has the label.
    """
    groups = dict(list(data.groupby("kind", sort=False)))
    _frame(ax, data, groups)
    if "printed" in groups:
        ax.axvspan(*groups["printed"]["x"], color=PALE, linewidth=0, gid=DECOR)
        y = 0.05 * ax.get_ylim()[1]
        ax.plot(groups["printed"]["x"], [y, y], color=PRINTED, linewidth=points(0.55))
        _label(ax, groups["printed"], (0.2, 0.6), y=y)
    for end in [end for end in ("low", "high") if end in groups]:
        ax.axline(groups[end][["x", "y"]].iloc[0], slope=-1, color=GREY, linewidth=points(0.1))
        _on_line(ax, groups[end].iloc[0], at_top=end == "high")
    outline = groups["corner"][["x", "y"]].to_numpy()
    edge = 0 if len(outline) > 2 else points(0.35)  # a line or a point has no area; an area needs no edge to widen it
    ax.add_patch(Polygon(outline, closed=True, facecolor=FOLLOWS, edgecolor=FOLLOWS, linewidth=edge, zorder=3))
    long = panel_width(ax) * (outline[:, 0].max() - outline[:, 0].min()) / (ax.get_xlim()[1] - ax.get_xlim()[0])
    _label(ax, groups["corner"].sort_values("x"), (0.4, 0.7), width=0.75 * long)
    if "lead" in groups:
        ax.plot(groups["lead"]["x"], groups["lead"]["y"], "D", color=LEAD, markersize=points(0.75), zorder=4)
        _label(ax, groups["lead"], (0.9, -0.35))
    ask_height(ax, 16 if panel_width(ax) > NARROW * em() else 20)  # steep lines leave room for labels
    return ax


def printings(data: pd.DataFrame, ax: Axes) -> Axes:
    """Which source prints which indicator: a dot for the core's ends, a diamond for others, both for both.

    `data` has the columns indicator, source, copies (the source that it copies, or empty) and same ("yes", "no" or
    "both"), in order of appearance. Sources have a letter each, whose key stands beneath.
    """
    rows, columns = (list(dict.fromkeys(data[name])) for name in ("indicator", "source"))
    places, _ = _write_labels(ax, rows, beside=True, pitch=1.3)
    for same, mark, face, colour, size in (("yes", "o", PRINTED, PRINTED, 0.75), ("no", "D", "none", LEAD, 0.92)):
        part = data[data["same"].isin([same, "both"])]
        xs, ys = part["source"].map(columns.index), [places[rows.index(name)] for name in part["indicator"]]
        style: dict[str, Any] = {"markerfacecolor": face, "markersize": points(size), "markeredgewidth": points(0.16)}
        ax.plot(xs, ys, mark, color=colour, **style)
    letters = [chr(ord("A") + place) for place in range(len(columns))]
    ax.set_xticks(range(len(columns)), letters)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    between = [(one + other) / 2 for one, other in itertools.pairwise(places)]
    ax.hlines(between, -0.5, len(columns) - 0.5, color="#DDDDDD", linewidth=0.5, gid=DECOR)
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)
    copied = dict(zip(data["source"], data["copies"], strict=True))
    told = [
        f"{letter}\N{NO-BREAK SPACE}{name}" + _copy(copied[name], columns, letters)
        for name, letter in zip(columns, letters, strict=True)
    ]
    ask_key(ax, "; ".join(told))
    return ax


def draws(data: pd.DataFrame, ax: Axes) -> Axes:
    """How often draws fall where, between the ends of what is possible.

    `data` has the columns low and high (of a bar), share (of the draws, in percent) and unit. The outermost ends are
    those of what is possible.
    """
    import seaborn  # slow to import, and only this drawing needs it

    edges = [*data["low"], data["high"].iloc[-1]]
    seaborn.histplot(data, x="low", weights="share", bins=edges, ax=ax, color=GREY, alpha=1, edgecolor="white")
    ends = edges[0], edges[-1]
    low = -0.06 * ax.get_ylim()[1]
    mark_range(ax, low, *ends, kind="follows", about=False)
    for end, side, shift in zip(ends, ("left", "right"), (0, 0), strict=True):
        words = write_range(end, end, data["unit"].iloc[0], 3)
        ax.annotate(words, (end, low), xytext=(shift, -points(0.6)), textcoords="offset points", ha=side, va="top")
    width = ends[1] - ends[0]
    ax.set_xlim(ends[0] - 0.02 * width, ends[1] + 0.02 * width)
    ax.set_ylim(bottom=4 * low)
    ax.set_yticks([tick for tick in ax.get_yticks() if 0 <= tick <= ax.get_ylim()[1]])
    ax.spines["left"].set_bounds(0, ax.get_ylim()[1])
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", visible=False)
    ax.set_ylabel("")
    ax.set_title("% of the draws")
    ax.xaxis.set_major_formatter("{x:,g}")
    ax.xaxis.set_major_locator(MaxNLocator(MOST_TICKS, steps=STEPS))
    ask_height(ax, 14)
    return ax


def _written(row: dict[str, object]) -> str:
    about = "about " if row["about"] == "yes" else ""
    digits = row.get("digits", DIGITS)
    return about + write_range(*_ends(row), str(row["unit"]), int(digits))  # type: ignore[call-overload]


def _ends(row: dict[str, object]) -> tuple[float, float]:
    low, high = float(row["low"]), float(row["high"])  # type: ignore[arg-type]
    return (low if math.isfinite(low) else -math.inf, high if math.isfinite(high) else math.inf)


def _write_labels(ax: Axes, labels: list[str], beside: bool = False, pitch: float = 1.6) -> tuple[list[float], float]:
    """Write rows' labels beside their marks, or above them in a narrow panel.

    Gives the heights of the rows' marks, in lines from the top, and the width in inches that is left to the marks.
    """
    width = panel_width(ax)
    beside = beside or width > NARROW * em()
    wrapped = [wrap(ax.figure, label, (LABEL_SHARE if beside else 1) * width) for label in labels]
    lines = [label.count("\n") + 1 for label in wrapped]
    heights = [count - 1 + pitch if beside else count + 1.8 for count in lines]
    ends = list(itertools.accumulate(heights))
    ask_height(ax, ends[-1])
    ax.set_ylim(ends[-1], 0)
    if beside:
        places = [end - height / 2 for end, height in zip(ends, heights, strict=True)]
        ax.set_yticks(places, wrapped, linespacing=1.1)
        ax.tick_params(axis="y", pad=points(0.7))
        return places, width - max(text_width(ax.figure, label) for label in wrapped) - 1.5 * em()
    places = [end - 0.9 for end in ends]
    for place, label in zip(places, wrapped, strict=True):
        where: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "bottom"}
        ax.annotate(label, (0, place), xytext=(0, points(0.65)), linespacing=1.1, **where)
    ax.set_yticks([])
    ax.grid(visible=False)
    return places, width - em()


def _set_scale(ax: Axes, rows: list[dict[str, object]], values: list[str], room: float) -> None:
    """An axis that leaves room for the written ends, with steps only as far as the marks go."""
    far, near = _farthest(rows), min([low for row in rows for low in _ends(row) if math.isfinite(low)], default=0.0)
    percent = all(row["unit"] == "percent" for row in rows)
    steps = max(2, min(MOST_TICKS, int(room / (TICK_ROOM * em()))))
    locator = MaxNLocator(steps, steps=STEPS, integer=rows[0]["unit"] in NOUNS, min_n_ticks=1)
    begin = near - (far - near) / 5 if near > ZOOM * far and not percent and far > near else min(0.0, near)
    ticks = [float(tick) for tick in locator.tick_values(begin, 100 if percent else far)]
    ticks = [tick for tick in ticks if tick <= 100 or not percent]
    end = max(_room_for(row, value, ticks[0], far, room, ax) for row, value in zip(rows, values, strict=True))
    ax.set_xlim(ticks[0], max(end, ticks[-1]))
    ax.set_xticks(ticks)
    ax.spines["bottom"].set_bounds(ticks[0], ticks[-1])
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_formatter("{x:,g}")


def _room_for(row: dict[str, object], value: str, begin: float, far: float, room: float, ax: Axes) -> float:
    """Where the axis has to end so that a row's written ends fit to the right of its mark."""
    low, high = _ends(row)
    arrow = 0.0 if high <= far else 3.2 * em()
    end = high if high <= far else (low if math.isfinite(low) else begin)
    taken = min(VALUE_SHARE, (text_width(ax.figure, value) + arrow + em()) / room)
    return begin + (end - begin) / (1 - taken)


def _farthest(rows: list[dict[str, object]]) -> float:
    """The greatest end to draw in full; one far beyond all others becomes an arrow, its label says where it goes."""
    ends = sorted({end for row in rows for end in _ends(row) if math.isfinite(end)}) or [1.0]
    return ends[-2] if len(ends) > 1 and ends[-1] > BEYOND * ends[-2] > 0 else ends[-1]


def _frame(ax: Axes, data: pd.DataFrame, groups: dict[str, pd.DataFrame]) -> None:
    """Axes of a plane with room for the lead's label on the right."""
    least, most = data["x"].min(), data["x"].max()
    width = most - least
    lead = groups["lead"]["label"].iloc[0] if "lead" in groups else ""
    taken = min(0.5, (text_width(ax.figure, lead) + 2 * em()) / panel_width(ax))
    ax.set_xlim(least - 0.1 * width, least + width * (1.1 if not lead else max(1.1, 1 / (1 - taken))))
    ax.set_ylim(0, 2 * data["y"].max())
    ax.grid(visible=False)
    for axis, format_ in ((ax.xaxis, "{x:,g}"), (ax.yaxis, "{x:,g}")):
        axis.set_major_formatter(format_)
        axis.set_major_locator(MaxNLocator(MOST_TICKS + 1, steps=STEPS))


def _label(
    ax: Axes, rows: pd.DataFrame, offset: tuple[float, float], y: float | None = None, width: float = math.inf
) -> None:
    """Write a group's label beside its first point; the offset is in sizes of type, the width in inches."""
    first = rows.iloc[0]
    words = next((label for label in rows["label"] if label), "")
    place = (first["x"], first["y"] if y is None else y)
    words = wrap(ax.figure, words, width)
    ax.annotate(words, place, xytext=(points(offset[0]), points(offset[1])), textcoords="offset points")


def _on_line(ax: Axes, row: pd.Series, at_top: bool) -> None:
    """Write a line's label beside the line, outside the strip between the two lines."""
    y = (0.88 if at_top else 0.3) * ax.get_ylim()[1]
    side = ("left", "bottom") if at_top else ("right", "top")
    shift = points(0.3) if at_top else -points(0.3)
    place = (row["x"] + row["y"] - y, y)
    ax.annotate(row["label"], place, xytext=(shift, shift), textcoords="offset points", ha=side[0], va=side[1])


def _copy(copied: str, columns: list[str], letters: list[str]) -> str:
    if not copied:
        return ""
    return f" (copies {letters[columns.index(copied)] if copied in columns else copied})"
