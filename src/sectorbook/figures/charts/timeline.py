"""Timelines of dots."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, date2num, num2date

from sectorbook.figures.charts.rows import write_labels
from sectorbook.figures.layout import request_key
from sectorbook.figures.marks import PRINTED, annotate, in_points
from sectorbook.figures.typesetting import em, text_width
from sectorbook.values.wording import join_words, write_date

MOST_ROOM = 0.6
"""Greatest share of the dots' width that the last date may take."""
YEAR_ROOM = 3.5
"""Least width of a year of the scale, in sizes of type."""


def timeline(data: pd.DataFrame, ax: Axes) -> Axes:
    """Draw a dot for each row at its date, the oldest on top; rows without a date are listed below.

    Parameters
    ----------
    data : DataFrame
        Columns label and date (NaT where none is known).
    ax : Axes
        The Axes to draw in.

    Returns
    -------
    Axes
        `ax`.
    """
    dated = data.dropna(subset="date").sort_values("date", kind="stable")
    dates = [write_date(date) for date in dated["date"]]
    places, room, dates = write_labels(ax, list(dated["label"]), dates, pitch=1.4)
    ax.plot(dated["date"], places, "o", color=PRINTED, markersize=in_points(0.66), clip_on=False)
    for place, date, written in zip(places, dated["date"], dates, strict=True):
        annotate(ax, written, (date, place), (0.7, 0), va="center_baseline")
    first, last = dated["date"].min(), dated["date"].max()
    span = max(last - first, pd.Timedelta(days=365))
    taken = min(MOST_ROOM, (text_width(dates[-1]) + em()) / room)
    ax.set_xlim(first - span / 20, first + span / (1 - taken))
    begin, end = ax.get_xlim()[0], date2num(last)
    starts = [date2num(pd.Timestamp(year, 1, 1)) for year in range(num2date(begin).year, last.year + 1)]
    starts = [start for start in starts if begin <= start <= end]
    ax.set_xticks(starts[:: -(-len(starts) // max(1, int(room * (1 - taken) / em() / YEAR_ROOM))) or 1])
    ax.xaxis.set_major_formatter(DateFormatter("%Y"))
    ax.spines["bottom"].set_bounds(begin, end)
    ax.spines["left"].set_visible(False)
    undated = data.loc[data["date"].isna(), "label"]
    if len(undated):
        request_key(ax, f"Without a known date: {join_words(undated)}.")
    return ax
