"""Lay a figure out for a profile: its title above, its source below, the drawing as high as it needs between them.

Every position is fixed before the figure is saved: matplotlib's layout engines move things again at each save.
"""

from collections.abc import Callable
from weakref import WeakKeyDictionary

import matplotlib as mpl
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from sectorbook.errors import FigureError
from sectorbook.figures.profiles import MM_PER_INCH, Profile
from sectorbook.figures.spec import FigureSpec
from sectorbook.figures.typesetting import SPACING, balance_lines, curl_quotes, em, line_height

Draw = Callable[[Figure, pd.DataFrame], object]

MARGIN = 0.08
"""White border of a figure at least, in inches: 2 mm."""
GAP = 0.8
"""Between title, drawing and source, in sizes of type."""
LEAST = 6
"""Sizes of type that a drawing is high at least, with its scale."""
NOTE = "note"
"""The group id of title, subtitle, key and source."""
NARROWER = (0.97, 0.94, 0.9)
"""Shares of the width that a note is wrapped to where its letters, set on whole pixels, take more than they should."""
DECIMALS = 5
"""Of a position, in widths or heights of the figure."""
PROPORTION = 0.56
"""Height over width of a drawing that asks for no height."""

_requested: WeakKeyDictionary[Axes, float] = WeakKeyDictionary()
_rows: WeakKeyDictionary[Axes, list[float]] = WeakKeyDictionary()
_keys: WeakKeyDictionary[Figure, list[str]] = WeakKeyDictionary()
_pages: WeakKeyDictionary[Figure, float] = WeakKeyDictionary()


def figure_of(artist: Artist) -> Figure:
    """Return the figure that an artist is part of, without its type being optional."""
    figure = artist.get_figure(root=True)
    assert figure is not None
    return figure


def request_height(ax: Axes, lines: float) -> None:
    """Ask that an Axes be so many lines of its type high, whatever the profile; several of a figure add up."""
    _requested[ax] = lines * line_height()


def set_row_positions(ax: Axes, places: list[float]) -> None:
    """Say that an Axes has rows beneath each other, at these heights in its own units: room, not a value."""
    _rows[ax] = places


def row_positions(ax: Axes) -> list[float]:
    """The heights of an Axes' rows; none where its heights are values."""
    return _rows.get(ax, [])


def request_key(ax: Axes, words: str) -> None:
    """Ask for a key beneath the whole drawing, in lines that fit; several stand beneath each other."""
    _keys.setdefault(figure_of(ax), []).append(words)


def available_lines(figure: Figure) -> float:
    """How many lines of type the profile leaves for a drawing, above each other."""
    return _pages.get(figure, float("inf")) / line_height()


def panel_width(ax: Axes) -> float:
    """The width in inches of the column of the figure that an Axes stands in, with its labels."""
    spec = ax.get_subplotspec()
    columns = 1 if spec is None else spec.get_gridspec().ncols
    return (figure_of(ax).get_figwidth() - 2 * margin()) / columns - em() / 2


def margin() -> float:
    """The white border of a figure in inches."""
    return max(MARGIN, 0.8 * em())


def lay_out(draw: Draw, data: pd.DataFrame, words: FigureSpec, profile: Profile, height: float | None = None) -> Figure:
    """A figure as wide as its profile, drawn and with every position fixed.

    `height` is the whole figure's in mm; None is as high as the drawing asks for. One that is higher than the profile
    allows raises `FigureError`.
    """
    figure = Figure(figsize=(profile.inches, profile.inches))
    above, below = _write_notes(figure, words, profile.type_min) if profile.title_inside else ([], [])
    around = sum(_text_height(text) for text in (*above, *below)) + 2 * (margin() + GAP * em())
    _pages[figure] = profile.max_height / MM_PER_INCH - around
    figure.set_layout_engine("constrained", w_pad=em() / 4, h_pad=em() / 4, hspace=0.1, wspace=0.06)
    draw(figure, data)
    below = [*(_note(figure, key) for key in _keys.get(figure, [])), *below]
    for text in figure.findobj(Text):
        text.set_text(curl_quotes(text.get_text()))
    notes = (above, below)
    needed = _needed(figure, notes) if height is None else height / MM_PER_INCH
    _check_height(needed, sum(_text_height(text) for side in notes for text in side), profile)
    _set_height(figure, notes, profile.round_to_pixels(needed))
    _freeze_positions(figure)
    return figure


def _freeze_positions(figure: Figure) -> None:
    """Fix every position, without the last digits: in those a layout differs from process to process."""
    _arrange(figure)
    _arrange(figure)
    figure.set_layout_engine(None)  # "none" would leave a placeholder, for which each save draws twice
    for ax in figure.axes:
        left, bottom, width, height = (
            round(float(length), DECIMALS) for length in ax.get_position(original=True).bounds
        )
        ax.set_position((left, bottom, width, height))


def _arrange(figure: Figure) -> None:
    """Let the layout engine place the Axes; that is less than half of a drawing, which would do it too."""
    engine = figure.get_layout_engine()
    assert engine is not None
    engine.execute(figure)


def _write_notes(figure: Figure, words: FigureSpec, least: float) -> tuple[list[Text], list[Text]]:
    """Title and subtitle above, credit below, as texts whose heights are set later."""
    title = _note(figure, words.title, size=float(mpl.rcParams["figure.titlesize"]), weight="bold")
    subtitle = [_note(figure, words.subtitle)] if words.subtitle else []
    return [title, *subtitle], [_note(figure, words.credit, size=least)]


def _note(figure: Figure, words: str, size: float | None = None, weight: str = "normal") -> Text:
    size = em() * 72 if size is None else size
    room = figure.get_figwidth() - 2 * margin()
    x = margin() / figure.get_figwidth()
    wrapped = balance_lines(words, room, size, weight)
    note = figure.text(x, 0, wrapped, va="top", linespacing=SPACING, size=size, weight=weight, gid=NOTE)
    for share in NARROWER:
        if note.get_window_extent().width <= (room + margin() / 2) * figure.dpi:
            break
        note.set_text(balance_lines(words, share * room, size, weight))
    return note


def _set_height(figure: Figure, notes: tuple[list[Text], list[Text]], height: float) -> None:
    """Give a figure its height in inches, put the notes at its edges and the drawing between them."""
    figure.set_figheight(height)
    border, gap = margin(), GAP * em()
    room = [border, border]
    for edge, texts in enumerate(notes):
        tall = [_text_height(text) for text in texts]
        room[edge] += sum(tall) + gap * (len(tall) + 1) / 2 if tall else 0
        place = height - border if edge == 0 else room[edge] - gap / 2 - (gap / 2 if tall else 0)
        for text, one in zip(texts, tall, strict=True):
            text.set_y(place / height)
            place -= one + gap / 2
    side = border / figure.get_figwidth()
    layout = figure.get_layout_engine()
    assert layout is not None
    layout.set(rect=(side, room[1] / height, 1 - 2 * side, 1 - sum(room) / height))  # type: ignore[call-arg]


def _text_height(text: Text) -> float:
    return float(text.get_window_extent().height / figure_of(text).dpi)


def _needed(figure: Figure, notes: tuple[list[Text], list[Text]]) -> float:
    """The height in inches at which the Axes are as high as they asked for: what is around them keeps its height."""
    tried = figure.get_figwidth() * 2
    _share_out(figure)
    _set_height(figure, notes, tried)
    _arrange(figure)
    rows = {spec.rowspan.start: ax for ax in figure.axes if (spec := ax.get_subplotspec())}
    if not rows or not all(ax in _requested for ax in rows.values()):
        return figure.get_figwidth() * PROPORTION
    return tried + sum(_requested[ax] - ax.get_position(original=True).height * tried for ax in rows.values())


def _share_out(figure: Figure) -> None:
    """Give the rows of a grid of Axes the proportions that they asked for."""
    specs = {ax: ax.get_subplotspec() for ax in figure.axes if ax in _requested}
    tallest: dict[int, float] = {}
    for ax, spec in specs.items():
        if spec is not None:
            row = spec.rowspan.start
            tallest[row] = max(tallest.get(row, 0), _requested[ax])
    grid = next((spec.get_gridspec() for spec in specs.values() if spec is not None), None)
    if grid is not None and len(tallest) == grid.nrows:
        grid.set_height_ratios([tallest[row] for row in sorted(tallest)])
        for ax, spec in specs.items():
            if spec is not None:
                _requested[ax] = tallest[spec.rowspan.start]


def _check_height(height: float, notes: float, profile: Profile) -> None:
    """Raise `FigureError` for a height in inches that the profile does not allow, or that leaves no drawing."""
    if not notes + LEAST * em() < height < float("inf"):
        raise FigureError(
            f"A figure {height * MM_PER_INCH:.0f} mm high leaves no room for a drawing beside "
            f"{notes * MM_PER_INCH:.0f} mm of title and source. Make it higher, or leave the height out."
        )
    if height * MM_PER_INCH > profile.max_height + 0.05:
        raise FigureError(
            f"A figure {height * MM_PER_INCH:.0f} mm high does not fit the profile {profile.name}, which ends at "
            f"{profile.max_height:g} mm. Make it lower, or draw less in it."
        )
