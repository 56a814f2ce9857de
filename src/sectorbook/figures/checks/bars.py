"""Whether bars are as long as what they stand for: from zero, or on another bar, on a linear scale with zero."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

__all__ = ["bar_faults"]


def bar_faults(axes: Iterable[Axes]) -> Iterator[str]:
    """What is wrong with the bars of some Axes."""
    for ax in axes:
        for container in ax.containers:
            patches = [patch for patch in container if isinstance(patch, Rectangle)]
            if patches:
                yield from _bars_of(ax, patches, getattr(container, "orientation", "vertical") == "horizontal")


def _bars_of(ax: Axes, patches: list[Rectangle], flat: bool) -> Iterator[str]:
    low, high = sorted(ax.get_xlim() if flat else ax.get_ylim())
    if (ax.get_xscale() if flat else ax.get_yscale()) != "linear":
        yield "bars stand on an axis that is not linear"
    elif low > 0 or high < 0:
        yield f"the axis of the bars shows no zero ({low:g} to {high:g})"
    others = [bar for bar in ax.patches if isinstance(bar, Rectangle)]
    if any(not _stands(bar, others, flat) for bar in patches if _length(bar, flat)):
        yield "a bar starts away from zero: draw a range as a segment"


def _stands(bar: Rectangle, others: list[Rectangle], flat: bool) -> bool:
    """Whether a bar starts at zero, or where another one at its place ends."""
    if not round(_base(bar, flat), 9):
        return True
    beneath = [
        other for other in others if other is not bar and abs(_base(other, not flat) - _base(bar, not flat)) < 1e-9
    ]
    return any(abs(_base(other, flat) + _length(other, flat) - _base(bar, flat)) < 1e-9 for other in beneath)


def _base(bar: Rectangle, flat: bool) -> float:
    return float(bar.get_x() if flat else bar.get_y())


def _length(bar: Rectangle, flat: bool) -> float:
    return float(bar.get_width() if flat else bar.get_height())
