"""Measure each text, and look up its fonts, once while a figure is drawn.

matplotlib measures a text anew in each renderer, of which each size of a figure that is tried has its own, and looks
its fonts up each time. Everything here stands in for private functions of matplotlib while a figure is drawn.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from matplotlib import text
from matplotlib.font_manager import FontManager, FontProperties

MEASURE: Any = text._get_text_metrics_with_cache  # type: ignore[attr-defined]
FIND: Any = FontManager._find_fonts_by_props
Size = tuple[float, float, float]
"""Width, height and descent of a line of text in pixels."""


@contextmanager
def measured_once() -> Iterator[None]:
    """Let matplotlib measure each text once for each kind of renderer and resolution, under one style."""
    sizes: dict[tuple[object, ...], Size] = {}
    found: dict[FontProperties, list[Any]] = {}

    def measure(renderer: Any, words: str, properties: FontProperties, ismath: Any, dpi: float) -> Size:
        kind = type(
            getattr(renderer, "_renderer", renderer)
        )  # a vector format's, in the renderer that may mix in pixels
        key = kind, words, hash(properties), ismath, dpi
        if key not in sizes:
            sizes[key] = MEASURE(renderer, words, properties, ismath, dpi)
        return sizes[key]

    def find(fonts: FontManager, properties: FontProperties, **settings: Any) -> list[Any]:
        if settings:
            return list(FIND(fonts, properties, **settings))
        if properties not in found:
            found[properties.copy()] = FIND(fonts, properties)
        return found[properties]

    text._get_text_metrics_with_cache = measure  # type: ignore[attr-defined]
    FontManager._find_fonts_by_props = find  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        text._get_text_metrics_with_cache = MEASURE  # type: ignore[attr-defined]
        FontManager._find_fonts_by_props = FIND  # type: ignore[method-assign]
