"""Range charts."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sectorbook.errors import FigureError
from sectorbook.figures.charts.rows import MOST_TICKS, STEPS, TICK_ROOM, write_labels, write_tick
from sectorbook.figures.layout import available_lines
from sectorbook.figures.marks import COLOURS, annotate, draw_range, draw_truncated_range, in_points
from sectorbook.figures.typesetting import em, text_width
from sectorbook.values.units import unit_style
from sectorbook.values.wording import label_range

GROUND = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
"""Behind written ends, so that no grid line runs through them."""
BEYOND = 30
"""Multiple of the next greatest end beyond which an end is too far to be drawn."""
VALUE_SHARE = 0.7
"""Greatest share of the marks' width that the written ends may take."""
SMALL_SHARE = 10
"""Percent up to which all shares are too small for a scale to the whole."""
TICK = 0.55
"""Half the height of a rule's piece in each row, in lines of type: no label above a row's mark lies on it."""
ZOOM = 0.6
"""Where all ends lie above this share of the greatest, the axis begins near the least; a segment is no bar."""


def panels(data: pd.DataFrame, fig: Figure) -> Figure:
    """Draw `ranges` of several units, one panel for each: below each other, or in two columns on a low page.

    Parameters
    ----------
    data : DataFrame
        The rows of `ranges`, of any units.
    fig : Figure
        An empty figure.

    Returns
    -------
    Figure
        `fig`.
    """
    units = list(dict.fromkeys(data["unit"]))
    lines = 1.7 * len(data) + 4 * len(units)
    columns = 2 if len(units) > 1 and lines > available_lines(fig) else 1
    axes = fig.subplots(-(-len(units) // columns), columns, squeeze=False)
    for ax, unit in zip(axes.ravel(), units, strict=False):
        ranges(data[data["unit"] == unit], ax)
    for ax in axes.ravel()[len(units) :]:
        ax.remove()
    return fig


def ranges(data: pd.DataFrame, ax: Axes) -> Axes:
    """Draw ranges of one unit below each other, each labelled with its ends; the title names the unit.

    Parameters
    ----------
    data : DataFrame
        Columns label, low and high (infinite or NaN where open), unit, about ("yes" or "no"), and kind: "printed",
        "follows" (from several statements), "lead" (to compare with the others) or "rule" (the same, with a line
        through all rows). Optional columns are digits, the number of significant digits in the label of what follows,
        whole, whether that is a count, and value, the label itself where it is not empty. The first row is on top.
    ax : Axes
        The Axes to draw in.

    Returns
    -------
    Axes
        `ax`.

    Raises
    ------
    FigureError
        If a row has no label, an unknown kind, or a low end above the high one.
    """
    rows = data.to_dict("records")
    for row in rows:
        _check(row)
    values = [label_range(row) for row in rows]
    far, rule = _farthest(rows), _rule(rows)
    places, room, values = write_labels(ax, list(data["label"]), values)
    _set_scale(ax, rows, values, room)
    last = ax.get_xticks()[-1]
    for place, row, value in zip(places, rows, values, strict=True):
        low, high = _ends(row)
        if _is_cut(row, far):
            edge, beyond = draw_truncated_range(ax, place, low, last, row["kind"])
        else:
            edge, beyond = draw_range(ax, place, low, high, row["kind"], row["about"] == "yes")
        annotate(ax, value, (max(edge, rule), place), (beyond + 0.7, 0), va="center_baseline", bbox=GROUND)
    if math.isfinite(rule):
        tops, bottoms = ([place + side * TICK for place in places] for side in (-1, 1))
        ax.vlines([rule] * len(places), tops, bottoms, color=COLOURS["rule"], linewidth=in_points(0.12), zorder=1)
    ax.set_title(unit_style(data["unit"].iloc[0]).title)
    return ax


@contextmanager
def named_rows(data: pd.DataFrame, ax: Axes) -> Iterator[pd.DataFrame]:
    """Name the rows of a range chart and write their ends, around marks that you draw, as with `seaborn.objects`.

    What is drawn inside has the profile's type, colours and widths of lines; the scale follows when it is drawn.

    Parameters
    ----------
    data : DataFrame
        The rows of `ranges`, with both ends each.
    ax : Axes
        The Axes to draw in.

    Yields
    ------
    DataFrame
        The rows, with the height of each in a column `row`.

    Raises
    ------
    FigureError
        If a row has no label, an unknown kind, or a low end above the high one.
    """
    from seaborn.objects import Plot  # slow to import

    rows = data.to_dict("records")
    for row in rows:
        _check(row)
    places, room, values = write_labels(ax, list(data["label"]), [label_range(row) for row in rows])
    ticks, names, limits = ax.get_yticks(), [label.get_text() for label in ax.get_yticklabels()], ax.get_ylim()
    kept = dict(Plot.config.theme)
    Plot.config.theme.update(mpl.rcParams)
    try:
        yield data.reset_index(drop=True).assign(row=places)
    finally:
        Plot.config.theme.update(kept)
    ax.set(xlabel="", ylabel="", ylim=limits)
    ax.set_yticks(ticks, names, linespacing=1.1)
    _set_scale(ax, rows, values, room)
    for place, row, value in zip(places, rows, values, strict=True):
        annotate(ax, value, (max(row["high"], _rule(rows)), place), (1.05, 0), va="center_baseline", bbox=GROUND)
    ax.set_title(unit_style(data["unit"].iloc[0]).title)


def _rule(rows: list[dict[str, object]]) -> float:
    """Return where a line runs through all rows, right of which their ends are written; minus infinity without one."""
    return max((_ends(row)[1] for row in rows if row["kind"] == "rule"), default=-math.inf)


def _check(row: dict[str, object]) -> None:
    """Raise `FigureError` for a row that cannot be drawn."""
    low, high = _ends(row)
    if not isinstance(row["label"], str) or row["kind"] not in COLOURS or low > high:
        kinds = ", ".join(COLOURS)
        raise FigureError(
            f"The row {row['label']!r} ({row['kind']}, {low:g} to {high:g}) cannot be drawn. It needs a label, a kind "
            f"of {kinds}, and a low end that is not above the high one."
        )


def _ends(row: dict[str, object]) -> tuple[float, float]:
    """Return the ends of a row, infinite where they are open."""
    low, high = float(row["low"]), float(row["high"])  # type: ignore[arg-type]
    return (low if math.isfinite(low) else -math.inf, high if math.isfinite(high) else math.inf)


def _set_scale(ax: Axes, rows: list[dict[str, object]], values: list[str], room: float) -> None:
    """Set an axis that leaves room for the written ends, with steps only as far as the marks go."""
    far, near = _farthest(rows), min([low for row in rows for low in _ends(row) if math.isfinite(low)], default=0.0)
    percent = all(row["unit"] == "percent" for row in rows) and far > SMALL_SHARE
    written = [_share(value, row, far, room) for row, value in zip(rows, values, strict=True) if _is_cut(row, far)]
    tick_room = max(TICK_ROOM * em(), text_width(write_tick(float(round(far)), 0)) + 2 * em())
    steps = max(2, min(MOST_TICKS, int((1 - max(written, default=0)) * room / tick_room)))
    locator = MaxNLocator(steps, steps=STEPS, integer=unit_style(str(rows[0]["unit"])).is_counted, min_n_ticks=1)
    begin = near - (far - near) / 5 if near > ZOOM * far and not percent and far > near else min(0.0, near)
    ticks = [float(tick) for tick in locator.tick_values(begin, 100 if percent and far <= 100 else far)]
    ticks = [tick for tick in ticks if tick <= 100 or not percent or far > 100]
    rule = _rule(rows)
    end = max(_room_for(row, value, ticks, far, room, rule) for row, value in zip(rows, values, strict=True))
    ax.set_xlim(ticks[0], max(end, ticks[-1]))
    wide = max(text_width(write_tick(tick, 0)) for tick in ticks) + em()
    apart = room * (ticks[-1] - ticks[0]) / (max(end, ticks[-1]) - ticks[0]) / max(1, len(ticks) - 1)
    ticks = ticks[:: math.ceil(wide / apart)] if apart else ticks  # written ends can leave the scale little room
    ax.set_xticks(ticks)
    ax.spines["bottom"].set_bounds(ticks[0], ticks[-1])
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_formatter(write_tick)


def _room_for(row: dict[str, object], value: str, ticks: list[float], far: float, room: float, rule: float) -> float:
    """Return where the axis has to end so that a row's written ends fit to the right of its mark."""
    low, high = _ends(row)
    begin, cut = ticks[0], _is_cut(row, far)
    end = ticks[-1] if cut else high if math.isfinite(high) else low if math.isfinite(low) else begin
    return begin + (max(end, rule) - begin) / (1 - _share(value, row, far, room))


def _share(value: str, row: dict[str, object], far: float, room: float) -> float:
    """Return the share of the marks' width that a row's written ends take, with an arrow or a cut end before them."""
    arrow = 3.2 * em() if _is_cut(row, far) or math.isinf(_ends(row)[1]) else 0.0
    return min(VALUE_SHARE, (text_width(value) + arrow + em()) / room)


def _farthest(rows: list[dict[str, object]]) -> float:
    """Return the greatest end that is drawn; a range that ends far beyond all others is cut and has its label."""
    ends = sorted({end for row in rows for end in _ends(row) if math.isfinite(end)}) or [1.0]
    if len(ends) < 2 or ends[-1] <= BEYOND * ends[-2] or ends[-2] <= 0:
        return ends[-1]
    long = [row for row in rows if _ends(row)[1] == ends[-1]]
    return ends[-2] if all(_is_cut(row, ends[-2]) for row in long) else ends[-1]


def _is_cut(row: dict[str, object], far: float) -> bool:
    """Whether a closed range begins within what is drawn and ends beyond it."""
    low, high = _ends(row)
    return math.isfinite(low) and low <= far < high and math.isfinite(high)
