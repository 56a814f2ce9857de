"""A painted text: what it says, and the box of each of its lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import BboxBase
from numpy.typing import NDArray

from sectorbook.values.intervals import DASH
from sectorbook.figures.layout import NOTE
from sectorbook.figures.typesetting import text_width

__all__ = ["Word"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Word:
    """One painted text: what it says, its size in points, the corners of its box in pixels."""

    artist: Text
    text: str
    size: float
    corners: Array

    @property
    def flat(self) -> str:
        """Its text on one line."""
        return " ".join(self.text.replace(f"{DASH}\n", DASH).split())

    @property
    def is_note(self) -> bool:
        """Whether it is a title, key or source around the drawing."""
        return self.artist.get_gid() == NOTE

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The upright box around it, in pixels: left, bottom, right, top."""
        (x0, y0), (x1, y1) = self.corners.min(axis=0), self.corners.max(axis=0)
        return float(x0), float(y0), float(x1), float(y1)

    def rows(self, slack: float, within: BboxBase | None = None) -> list[Path]:
        """The outlines of its lines without the air at their edges, in pixels, and only what lies `within` a box."""
        if self.artist.get_rotation() % 90:
            return [self.outline]
        boxes = self.row_boxes
        left, bottom, right, top = self.box if within is None else within.extents
        cut = [
            (max(x0 + slack, left), max(y0 + slack, bottom), min(x1 - slack, right), min(y1 - slack, top))
            for x0, y0, x1, y1 in boxes
        ]
        return [
            Path([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], closed=True)
            for x0, y0, x1, y1 in cut
            if x0 < x1 and y0 < y1
        ]

    @property
    def row_boxes(self) -> list[tuple[float, float, float, float]]:
        """The box of each line: as high as its share, as wide as its words, where the text is aligned to."""
        lines, (x0, y0, x1, y1) = self.text.split("\n"), self.box
        if len(lines) == 1 or self.artist.get_rotation():
            return [self.box]
        widths = [text_width(line) for line in lines]
        spare = [(x1 - x0) * (1 - width / max(widths)) if max(widths) else 0.0 for width in widths]
        before = {"left": 0.0, "center": 0.5, "right": 1.0}[self.artist.get_horizontalalignment()]
        height = (y1 - y0) / len(lines)
        return [
            (x0 + room * before, y1 - height * (place + 1), x1 - room * (1 - before), y1 - height * place)
            for place, room in enumerate(spare)
        ]

    @property
    def outline(self) -> Path:
        """Its box as it is turned."""
        return Path(np.vstack([self.corners, self.corners[:1]]), closed=True)
