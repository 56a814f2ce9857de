"""Measure each text, place its lines, and look up its fonts, once while a figure is drawn.

matplotlib measures a text anew in each renderer, of which each size of a figure that is tried has its own, and looks
its fonts up and places its lines whenever it is asked how large the text is. Everything here stands in for private
functions of matplotlib while a figure is drawn.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from matplotlib import text
from matplotlib.font_manager import FontManager, FontProperties

LAY_OUT: Any = text.Text._get_layout  # type: ignore[attr-defined]
MEASURE: Any = text._get_text_metrics_with_cache  # type: ignore[attr-defined]
FIND: Any = FontManager._find_fonts_by_props
PLACES: tuple[tuple[Any, str], ...] = (
    (text.Text, "_get_layout"),
    (text, "_get_text_metrics_with_cache"),
    (FontManager, "_find_fonts_by_props"),
)
Size = tuple[float, float, float]
"""Width, height and descent of a line of text in pixels."""


@contextmanager
def measured_once() -> Iterator[None]:
    """Let matplotlib measure each text once for each kind of renderer and resolution, under one style."""
    _put(_remembered_layouts(), _remembered_sizes(), _remembered_fonts())
    try:
        yield
    finally:
        _put(LAY_OUT, MEASURE, FIND)


def _put(*functions: Any) -> None:
    """Set matplotlib's functions, in the order of `PLACES`."""
    for (place, name), function in zip(PLACES, functions, strict=True):
        setattr(place, name, function)


def _remembered_sizes() -> Callable[..., Size]:
    """Make a function that measures a line, once."""
    sizes: dict[tuple[object, ...], Size] = {}

    def measure(renderer: Any, words: str, properties: FontProperties, ismath: Any, dpi: float) -> Size:
        key = _kind(renderer), words, hash(properties), ismath, dpi
        if key not in sizes:
            sizes[key] = MEASURE(renderer, words, properties, ismath, dpi)
        return sizes[key]

    return measure


def _remembered_layouts() -> Callable[..., Any]:
    """Make a method that places the lines of a text relative to the point where it stands, once."""
    layouts: dict[tuple[object, ...], Any] = {}

    def lay_out(written: Any, renderer: Any) -> Any:
        if written.get_wrap():  # its lines depend on the place
            return LAY_OUT(written, renderer)
        properties, sides = written.get_fontproperties(), (written.get_ha(), written.get_va())
        turned = written.get_rotation(), written.get_rotation_mode()
        lines = written._get_multialignment(), written._linespacing, written.get_parse_math(), written.get_usetex()
        dpi = written.get_figure(root=True).dpi
        key = _kind(renderer), written.get_text(), hash(properties), dpi, *sides, *turned, *lines
        if key not in layouts:
            layouts[key] = LAY_OUT(written, renderer)
        return layouts[key]

    return lay_out


def _remembered_fonts() -> Callable[..., list[Any]]:
    """Make a method that looks up the fonts of a text, once."""
    found: dict[FontProperties, list[Any]] = {}

    def find(fonts: FontManager, properties: FontProperties, **settings: Any) -> list[Any]:
        if settings:
            return list(FIND(fonts, properties, **settings))
        if properties not in found:
            found[properties.copy()] = FIND(fonts, properties)
        return found[properties]

    return find


def _kind(renderer: Any) -> type:
    """Return the class of a renderer: a vector format's, in the renderer that may mix in pixels."""
    return type(getattr(renderer, "_renderer", renderer))
