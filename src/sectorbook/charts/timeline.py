"""When something was first seen in print."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

from sectorbook.charts.rows import MOST_TICKS, TICK_ROOM, write_labels
from sectorbook.layout import ask_key
from sectorbook.marks import PRINTED, points
from sectorbook.typesetting import em, text_width
from sectorbook.wording import day, listing

__all__ = ["timeline"]

MOST_ROOM = 0.6
"""Of the width left to the dots, that the last date may take."""


def timeline(data: pd.DataFrame, ax: Axes) -> Axes:
    """A dot for each row at its date, the date beside it; rows without a date are listed beneath.

    `data` has the columns label and date (NaT where none is known). The oldest is on top.
    """
    dated = data.dropna(subset="date").sort_values("date", kind="stable")
    places, room = write_labels(ax, list(dated["label"]), beside=True, pitch=1.4)
    ax.plot(dated["date"], places, "o", color=PRINTED, markersize=points(0.66), clip_on=False)
    for place, date in zip(places, dated["date"], strict=True):
        where: dict[str, Any] = {"xytext": (points(0.7), 0), "textcoords": "offset points", "va": "center_baseline"}
        ax.annotate(day(date), (date, place), **where)
    first, last = dated["date"].min(), dated["date"].max()
    span = max(last - first, pd.Timedelta(days=365))
    taken = min(MOST_ROOM, (text_width(day(last)) + em()) / room)
    ax.set_xlim(first - span / 20, first + span / (1 - taken))
    locator = AutoDateLocator(minticks=2, maxticks=max(3, min(MOST_TICKS, int(room / em() / TICK_ROOM))))
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
    ax.spines["bottom"].set_bounds(*date2num([first, last]))
    ax.set_xticks([tick for tick in ax.get_xticks() if ax.get_xlim()[0] <= tick <= date2num(last)])
    ax.spines["left"].set_visible(False)
    undated = data.loc[data["date"].isna(), "label"]
    if len(undated):
        ask_key(ax, f"Without a known date: {listing(undated)}.")
    return ax
