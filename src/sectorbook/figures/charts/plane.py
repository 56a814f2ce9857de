"""Planes of two parts of a whole."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon
from matplotlib.ticker import MaxNLocator

from sectorbook.errors import NoRoom
from sectorbook.figures.charts.rows import MOST_TICKS, SCALE, STEPS, write_tick
from sectorbook.figures.layout import figure_of, panel_width, request_height
from sectorbook.figures.marks import DECOR, FOLLOWS, GREY, LEAD, PALE, PRINTED, annotate, in_points
from sectorbook.figures.profiles import MM_PER_INCH
from sectorbook.figures.typesetting import em, line_height, text_width, wrap

WIDE = 45
"""Width of a panel in sizes of type, below which the plane is higher."""
CORNER_AT = (-0.3, 0.7)
"""Offset of the label of what is possible from its corner, in sizes of type."""
LEAST = 25
"""Width of a panel in sizes of type, below which the names of the lines lie on each other."""
LABEL_WIDTHS = (40.0, 10.0, 7.0, 5.0)
"""Widths of that label to try, in sizes of type."""
LEAD_WIDTH = 6.0
"""Width of the lead's label, in sizes of type."""
CLEAR = 0.4
"""Least distance of the label of what is possible from a line, in sizes of type."""


def plane(data: pd.DataFrame, ax: Axes) -> Axes:
    """Draw what two parts of a whole can be together, and the lead beside it.

    Parameters
    ----------
    data : DataFrame
        Columns kind, x, y and label; the first row of a kind has its label. "corner" rows are the corners of what is
        possible, in order; "printed" rows the ends of the first part as printed; "low" and "high" rows one point each
        of the lines on which the parts add up to an end of the whole; "lead" rows points to compare with them, "gap"
        rows the ends of their distance from what is possible.
    ax : Axes
        The Axes to draw in.

    Returns
    -------
    Axes
        `ax`.

    Raises
    ------
    NoRoom
        If the figure is too narrow for the names of the lines.
    """
    if panel_width(ax) < LEAST * em():
        width = figure_of(ax).get_figwidth() * MM_PER_INCH
        raise NoRoom(
            f"the names of a plane's lines would lie on each other in a figure {width:.0f} mm wide", "Draw it wider."
        )
    groups = dict(list(data.groupby("kind", sort=False)))
    _frame(ax, data, groups)
    if "printed" in groups:
        _shade(ax, groups)
        bottom = ax.get_ylim()[0]
        style: dict[str, Any] = {"linewidth": in_points(0.55), "clip_on": False, "zorder": 3}
        ax.plot(groups["printed"]["x"], [bottom, bottom], color=PRINTED, **style)
        _label(ax, groups["printed"], (0.3, 0.7), y=bottom)
    for end in [end for end in ("low", "high") if end in groups]:
        dashes = "--" if end == "low" else "-"
        ax.axline(groups[end][["x", "y"]].iloc[0], slope=-1, color=GREY, linewidth=in_points(0.1), linestyle=dashes)
        _on_line(ax, groups[end].iloc[0], at_top=end == "high")
    outline = groups["corner"][["x", "y"]].to_numpy()
    edge = 0 if len(outline) > 2 else in_points(0.35)
    ax.add_patch(Polygon(outline, closed=True, facecolor=FOLLOWS, edgecolor=FOLLOWS, linewidth=edge, zorder=3))
    _label_corner(ax, groups)
    if "gap" in groups:
        ax.plot(groups["gap"]["x"], groups["gap"]["y"], ":", color=LEAD, linewidth=in_points(0.22), zorder=3)
    if "lead" in groups:
        ax.plot(groups["lead"]["x"], groups["lead"]["y"], "D", color=LEAD, markersize=in_points(0.75), zorder=4)
        offset = (0.9, -0.5) if "gap" in groups else (0.5, 0.5)  # what is possible may lie on the greatest sum's line
        _label(ax, groups["lead"].assign(label=_lead_label(groups["lead"])), offset, va="bottom")
    request_height(ax, _lines(ax))
    return ax


def _shade(ax: Axes, groups: dict[str, pd.DataFrame]) -> None:
    """Shade where the first part is as printed, between the lines of the whole where it has ends."""
    ends = groups["printed"]["x"].tolist()
    bottom, top = ax.get_ylim()
    lower, upper = ([_rest(groups, end, x, edge) for x in ends] for end, edge in (("low", bottom), ("high", top)))
    corners = [*zip(ends, lower, strict=True), *zip(reversed(ends), reversed(upper), strict=True)]
    ax.add_patch(Polygon(corners, closed=True, facecolor=PALE, linewidth=0, gid=DECOR))


def _rest(groups: dict[str, pd.DataFrame], end: str, x: float, edge: float) -> float:
    """Return what an end of the whole leaves to the second part beside x of the first; without an end the edge."""
    return float(groups[end][["x", "y"]].iloc[0].sum()) - x if end in groups else edge


def _lines(ax: Axes) -> int:
    """Return the plane's height in lines of type: more in a narrow panel, since steep lines leave room for labels."""
    return 16 if panel_width(ax) > WIDE * em() else 20


def _label_corner(ax: Axes, groups: dict[str, pd.DataFrame]) -> None:
    """Write what is possible above its left end, in as few lines as keep clear of the greatest sum's line."""
    corners = groups["corner"].sort_values("x")
    if "low" in groups:  # the label begins to the right of the least sum's line, which may run through what is possible
        least = groups["low"][["x", "y"]].iloc[0].sum()
        corners["x"] = corners["x"].clip(lower=least - corners["y"].iloc[0])
    wrapped = [wrap(_first_label(corners), width * em()) for width in LABEL_WIDTHS]
    fitting = [text for text in wrapped if "high" not in groups or _is_clear(ax, text, corners.iloc[0], groups["high"])]
    _label(ax, corners.assign(label=[*fitting, wrapped[-1]][0]), CORNER_AT)


def _is_clear(ax: Axes, text: str, corner: pd.Series, high: pd.DataFrame) -> bool:
    """Whether a label above a corner ends to the left of the line on which the parts add up to the greatest sum."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    across = (panel_width(ax) - SCALE * em()) / (right - left)
    up = _lines(ax) * line_height() / (top - bottom)
    total = float(high["x"].iloc[0] + high["y"].iloc[0])
    for place, row in enumerate(reversed(text.split("\n")), start=1):
        height = corner["y"] + (CORNER_AT[1] * em() + place * line_height()) / up
        end = corner["x"] + (CORNER_AT[0] * em() + text_width(row)) / across
        if end > total - height - CLEAR * em() / across:
            return False
    return True


def _frame(ax: Axes, data: pd.DataFrame, groups: dict[str, pd.DataFrame]) -> None:
    """Set the scales, with room for the lead's label on the right."""
    least, most = data["x"].min(), data["x"].max()
    width = most - least
    lead = _lead_label(groups["lead"]) if "lead" in groups else ""
    taken = min(0.5, (text_width(lead) + 2 * em()) / panel_width(ax))
    ax.set_xlim(least - 0.1 * width, least + width * (1.1 if not lead else max(1.1, 1 / (1 - taken))))
    pale = _rest(groups, "high", groups["printed"]["x"].min(), 0.0) if "printed" in groups else 0.0
    ax.set_ylim(min(0.0, 2 * data["y"].min()), max(2 * data["y"].max(), pale))
    ax.grid(visible=False)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(write_tick)
        axis.set_major_locator(MaxNLocator(MOST_TICKS + 1, steps=STEPS))


def _lead_label(rows: pd.DataFrame) -> str:
    """Wrap the lead's label into short lines, since it is at the edge."""
    return wrap(rows["label"].iloc[0], LEAD_WIDTH * em())


def _first_label(rows: pd.DataFrame) -> str:
    """Return the first label of a group that is not empty."""
    return next((label for label in rows["label"] if label), "")


def _label(
    ax: Axes, rows: pd.DataFrame, offset: tuple[float, float], y: float | None = None, va: str = "baseline"
) -> None:
    """Write a group's label beside its first point; the offset is in sizes of type."""
    first = rows.iloc[0]
    annotate(ax, _first_label(rows), (first["x"], first["y"] if y is None else y), offset, va=va)


def _on_line(ax: Axes, row: pd.Series, at_top: bool) -> None:
    """Write a line's label beside the line, outside the strip between the two lines."""
    height, shift, ha, va = (0.88, 0.3, "left", "bottom") if at_top else (0.3, -0.3, "right", "top")
    y = height * ax.get_ylim()[1]
    annotate(ax, row["label"], (row["x"] + row["y"] - y, y), (shift, shift), ha=ha, va=va)
