"""What a figure shows, whatever its profile, so that two can be compared as data."""

from __future__ import annotations

import hashlib
import json

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from sectorbook.figures.checks.rendered import Drawn, Mark
from sectorbook.figures.layout import rows_of
from sectorbook.figures.checks.text_boxes import Word

__all__ = ["content", "content_digest_of"]


def content(drawn: Drawn) -> list[object]:
    """The labels without their line breaks and the marks with their colours and values; notes and scales aside.

    Of rows beneath each other the number of the row counts, not the room between them. Equal contents are one drawing.
    """
    shown = [word for word in drawn.words if not word.is_note and word.artist not in drawn.ticks]
    return [sorted((*_row(word, drawn.figure), word.flat) for word in shown), [_values(mark) for mark in drawn.marks]]


def content_digest_of(drawn: Drawn) -> str:
    """SHA-256 of a drawing's content."""
    return hashlib.sha256(json.dumps(content(drawn)).encode()).hexdigest()


def _row(word: Word, figure: Figure) -> tuple[int, int]:
    """The Axes and the row that a text belongs to; (-1, -1) where it belongs to none, or the Axes has no rows."""
    for number, ax in enumerate(figure.axes):
        own = word.artist.axes is ax or word.artist in ax.get_yticklabels()
        if own and (places := rows_of(ax)):
            x0, y0, x1, y1 = word.box
            height = ax.transData.inverted().transform(((x0 + x1) / 2, (y0 + y1) / 2))[1]
            return number, int(np.argmin(np.abs(np.array(places) - height)))
    return -1, -1


def _values(mark: Mark) -> list[object]:
    values = np.round(mark.values, 9)
    places = rows_of(mark.axes)
    if places and not isinstance(mark.artist, FancyArrowPatch):
        values[:, 1] = [int(np.argmin(np.abs(np.array(places) - height))) for height in values[:, 1]]
    return [type(mark.artist).__name__, *mark.paints, values.tolist()]
