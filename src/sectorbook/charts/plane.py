"""What two parts of a whole can be together."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon
from matplotlib.ticker import MaxNLocator

from sectorbook.charts.rows import MOST_TICKS, NARROW, STEPS, write_tick
from sectorbook.layout import ask_height, panel_width
from sectorbook.marks import DECOR, FOLLOWS, GREY, LEAD, PALE, PRINTED, points
from sectorbook.typesetting import em, text_width, wrap

__all__ = ["plane"]


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
        bottom = ax.get_ylim()[0]
        ax.plot(
            groups["printed"]["x"], [bottom, bottom], color=PRINTED, linewidth=points(0.55), clip_on=False, zorder=3
        )
        _label(ax, groups["printed"], (0.3, 0.7), y=bottom)
    for end in [end for end in ("low", "high") if end in groups]:
        ax.axline(groups[end][["x", "y"]].iloc[0], slope=-1, color=GREY, linewidth=points(0.1))
        _on_line(ax, groups[end].iloc[0], at_top=end == "high")
    outline = groups["corner"][["x", "y"]].to_numpy()
    edge = 0 if len(outline) > 2 else points(0.35)  # a line or a point has no area; an area needs no edge to widen it
    ax.add_patch(Polygon(outline, closed=True, facecolor=FOLLOWS, edgecolor=FOLLOWS, linewidth=edge, zorder=3))
    long = panel_width(ax) * (outline[:, 0].max() - outline[:, 0].min()) / (ax.get_xlim()[1] - ax.get_xlim()[0])
    _label(ax, groups["corner"].sort_values("x"), (0.4, 0.7), width=0.65 * long)
    if "lead" in groups:
        ax.plot(groups["lead"]["x"], groups["lead"]["y"], "D", color=LEAD, markersize=points(0.75), zorder=4)
        _label(ax, groups["lead"], (0.9, -0.35))
    ask_height(ax, 16 if panel_width(ax) > NARROW * em() else 20)  # steep lines leave room for labels
    return ax


def _frame(ax: Axes, data: pd.DataFrame, groups: dict[str, pd.DataFrame]) -> None:
    """Axes of a plane with room for the lead's label on the right."""
    least, most = data["x"].min(), data["x"].max()
    width = most - least
    lead = groups["lead"]["label"].iloc[0] if "lead" in groups else ""
    taken = min(0.5, (text_width(lead) + 2 * em()) / panel_width(ax))
    ax.set_xlim(least - 0.1 * width, least + width * (1.1 if not lead else max(1.1, 1 / (1 - taken))))
    ax.set_ylim(min(0.0, 2 * data["y"].min()), 2 * data["y"].max())
    ax.grid(visible=False)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(write_tick)
        axis.set_major_locator(MaxNLocator(MOST_TICKS + 1, steps=STEPS))


def _label(
    ax: Axes, rows: pd.DataFrame, offset: tuple[float, float], y: float | None = None, width: float = math.inf
) -> None:
    """Write a group's label beside its first point; the offset is in sizes of type, the width in inches."""
    first = rows.iloc[0]
    words = next((label for label in rows["label"] if label), "")
    place = (first["x"], first["y"] if y is None else y)
    words = wrap(words, width)
    ax.annotate(words, place, xytext=(points(offset[0]), points(offset[1])), textcoords="offset points")


def _on_line(ax: Axes, row: pd.Series, at_top: bool) -> None:
    """Write a line's label beside the line, outside the strip between the two lines."""
    y = (0.88 if at_top else 0.3) * ax.get_ylim()[1]
    side = ("left", "bottom") if at_top else ("right", "top")
    shift = points(0.3) if at_top else -points(0.3)
    place = (row["x"] + row["y"] - y, y)
    ax.annotate(row["label"], place, xytext=(shift, shift), textcoords="offset points", ha=side[0], va=side[1])
