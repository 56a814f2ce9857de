"""A slider with a field at each end, for the range of one figure."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from sectorbook.auditing.phrases import phrase
from sectorbook.exploring.controls import Adjustable, decimals
from sectorbook.exploring.state import Ends

OPEN = "open"
FIELD = widgets.Layout(width="6.5em", flex="0 0 auto")
SLIDER = widgets.Layout(width="auto", flex="1 1 auto", min_width="0")


class RangeControl:
    """A slider with a field at each end, that agree with each other.

    Parameters
    ----------
    figure : Adjustable
        A figure whose range can be moved.
    changed : callable
        Called without arguments after a reader has moved an end.

    Attributes
    ----------
    slider : ipywidgets.FloatRangeSlider
        Both ends at once.
    low, high : ipywidgets.Text
        The ends as numbers.
    """

    def __init__(self, figure: Adjustable, changed: Callable[[], None]) -> None:
        self.figure, self._changed, self._ends, self._is_setting = figure, changed, figure.ends, False
        least, most = figure.scale
        self.slider = widgets.FloatRangeSlider(
            value=self._places,
            min=least,
            max=most,
            step=figure.step,
            readout=False,
            layout=SLIDER,
        )
        self.low, self.high = (
            widgets.Text(
                continuous_update=False, layout=FIELD, tooltip=phrase("explore", side).format(label=figure.label)
            )
            for side in ("lowest", "highest")
        )
        self._show()
        self.slider.observe(self._slid, "value")
        for field in (self.low, self.high):
            field.observe(self._written, "value")

    @property
    def moved(self) -> Ends | None:
        """The range that a reader has set; None where it is as printed."""
        return None if self._ends == self.figure.ends else self._ends

    def reset(self) -> None:
        """Put both ends where they are printed."""
        self._set(self.figure.ends)

    def switch(self, is_on: bool) -> None:
        """Let the ends be moved, or not.

        Parameters
        ----------
        is_on : bool
        """
        for control in (self.slider, self.low, self.high):
            control.disabled = not is_on

    @property
    def _places(self) -> Ends:
        """Where the ends stand on the slider: an open one at its end."""
        return self._ends[0], min(self._ends[1], self.figure.scale[1]) if math.isinf(self._ends[1]) else self._ends[1]

    def _slid(self, change: dict[str, Any]) -> None:
        """Take the ends from the slider."""
        if not self._is_setting:
            low, high = (self.figure.snap(value, self._ends) for value in change["new"])
            self._take((min(low, high), high))

    def _written(self, change: dict[str, Any]) -> None:
        """Take an end from its field; what is no number there is put back."""
        if self._is_setting:
            return
        is_low, end = change["owner"] is self.low, self._read(change["new"])
        if end is None or (is_low and math.isinf(end)):
            self._set(self._ends)
        else:
            self._take((end, max(end, self._ends[1])) if is_low else (min(end, self._ends[0]), end))

    def _read(self, text: str) -> float | None:
        """Read an end within what the figure can be; None for what is no number."""
        if text.strip().lower() in ("", OPEN):
            return math.inf
        try:
            number = float(text.replace(",", ""))
        except ValueError:
            return None
        return None if math.isnan(number) else self.figure.limited(number)

    def _take(self, ends: Ends) -> None:
        """Set the ends, and report it where they are others than before."""
        before = self._ends
        self._set(ends)
        if ends != before:
            self._changed()

    def _set(self, ends: Ends) -> None:
        """Set the ends, the slider and the fields, without reporting it."""
        self._ends = ends
        self._show()

    def _show(self) -> None:
        """Write the ends into the fields, and move the slider, whose scale is made longer where it has to be."""
        self._is_setting = True
        try:
            low, high = self._places
            self.slider.max, self.slider.min = max(self.slider.max, high), min(self.slider.min, low)
            self.slider.value = (low, high)
            self.low.value, self.high.value = map(self._write, self._ends)
        finally:
            self._is_setting = False

    def _write(self, end: float) -> str:
        """Write an end with all its digits."""
        if math.isinf(end):
            return OPEN
        text = f"{end:,.{decimals(self.figure.step)}f}"
        return text if float(text.replace(",", "")) == end else f"{end:,.10g}" if abs(end) < 1e10 else repr(end)
