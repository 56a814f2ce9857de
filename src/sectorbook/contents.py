"""What a figure shows, whatever its profile, so that two can be compared as data."""

from __future__ import annotations

import hashlib
import json

import numpy as np
from matplotlib.figure import Figure

from sectorbook.drawn import Drawn, Mark

__all__ = ["content", "content_digest_of"]


def content(figure: Figure) -> list[object]:
    """The labels without their line breaks and the marks with their colours and values; notes and scales aside.

    Of rows of labels only the order of the marks counts, not the room between them. Equal contents are one drawing.
    """
    drawn = Drawn(figure)
    shown = [word for word in drawn.words if not word.is_note and word.artist not in drawn.ticks]
    return [sorted(word.flat for word in shown), [_values(mark, drawn) for mark in drawn.marks]]


def content_digest_of(figure: Figure) -> str:
    """SHA-256 of a figure's content."""
    return hashlib.sha256(json.dumps(content(figure)).encode()).hexdigest()


def _values(mark: Mark, drawn: Drawn) -> list[object]:
    has_scale = any(label in drawn.ticks for label in mark.axes.get_yticklabels())
    values = np.round(mark.values, 9)
    return [type(mark.artist).__name__, *mark.paints, (values if has_scale else values[:, 0]).tolist()]
