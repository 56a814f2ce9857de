"""Texts are measured once while a figure is drawn, and come out as matplotlib measures them by itself."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib import text as texts
from matplotlib.figure import Figure
from matplotlib.font_manager import FontManager
from PIL import Image

from sectorbook.figures.export.raster import render
from sectorbook.figures.measuring import FIND, LAY_OUT, MEASURE, measured_once


def drawn(size: float) -> Figure:
    figure = Figure((3, 2))
    axes = figure.subplots()
    axes.plot([1, 5], label="a line")
    axes.set_title("Ünder 5 to 10", size=size, weight="bold")
    axes.legend()
    return figure


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_files_are_those_that_matplotlib_writes_by_itself(kind: str) -> None:
    def written() -> bytes:
        buffer = io.BytesIO()
        drawn(11).savefig(buffer, format=kind, metadata={"Date": None} if kind == "svg" else {"CreationDate": None})
        return buffer.getvalue()

    with rc_context({"svg.hashsalt": "x"}):
        expected = written()
        with measured_once():
            drawn(11).savefig(io.BytesIO(), format="svg" if kind == "pdf" else "pdf")  # fills what is remembered
            assert written() == expected


def test_sizes_and_resolutions_are_told_apart() -> None:
    ways = ((11, 100), (14, 100), (11, 200))

    def expected(size: float, dpi: float) -> Any:
        buffer = io.BytesIO()
        drawn(size).savefig(buffer, format="png", dpi=dpi)
        with Image.open(buffer) as picture:
            return np.asarray(picture.convert("RGB"))

    theirs = [expected(*way) for way in ways]
    with measured_once():
        ours = [np.asarray(render(drawn(size), dpi)) for size, dpi in ways]
    assert all(np.array_equal(*pair) for pair in zip(ours, theirs, strict=True))


WAYS: tuple[dict[str, Any], ...] = (
    {},
    {"rotation": 30},
    {"rotation": 30, "rotation_mode": "anchor"},
    {"ha": "center"},
    {"va": "top"},
    {"multialignment": "right"},
    {"linespacing": 2.0},
    {"size": 20},
    {"weight": "bold"},
    {"parse_math": False},
    {"wrap": True, "x": 0.9},
)


def test_lines_are_placed_as_matplotlib_places_them() -> None:
    def placed(way: dict[str, Any], dpi: float) -> str:
        figure = Figure((3, 2), dpi=dpi)
        text: Any = figure.text(**{"x": 0.5, "y": 0.5, "s": "a line $x^2$\nand a longer one"} | way)
        text.get_window_extent()  # so that it has a renderer to wrap its lines by
        box, *lines = text._get_layout(text._renderer)
        return f"{box.bounds} {lines}"

    theirs = [placed(way, dpi) for way in WAYS for dpi in (100, 150)]
    assert len(set(theirs)) == 2 * len(WAYS)
    with measured_once():
        assert [placed(way, dpi) for way in WAYS for dpi in (100, 150)] == theirs


def test_each_text_is_measured_once_and_matplotlib_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[Any] = []

    def measure(renderer: Any, words: str, *rest: Any) -> Any:
        measured.append((words, *rest[1:]))
        return MEASURE(renderer, words, *rest)

    monkeypatch.setattr("sectorbook.figures.measuring.MEASURE", measure)
    with measured_once():
        figure = drawn(11)
        for dpi in (100, 150, 100):
            render(figure, dpi)
        assert [dpi for words, _, dpi in measured if words == "Ünder 5 to 10"] == [100, 150]
        with measured_once():
            pass
    assert FontManager._find_fonts_by_props is FIND
    monkeypatch.undo()
    with measured_once():
        pass
    assert texts._get_text_metrics_with_cache is MEASURE  # type: ignore[attr-defined]
    assert texts.Text._get_layout is LAY_OUT  # type: ignore[attr-defined]
