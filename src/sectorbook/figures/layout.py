"""Lay a figure out for a profile: title above, source below, and between them a chart as high as it needs.

Every position is fixed before the figure is saved: matplotlib's layout engines move things again at each save.
"""

import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal
from weakref import WeakKeyDictionary

import matplotlib as mpl
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text

from sectorbook.errors import NoRoom
from sectorbook.figures.profiles import MM_PER_INCH, Profile
from sectorbook.figures.spec import FigureSpec
from sectorbook.figures.typesetting import (
    SPACING,
    balance_lines,
    curl_quotes,
    em,
    is_right_to_left,
    keep_direction,
    line_height,
    text_width,
    wrap,
)

Draw = Callable[[Figure, pd.DataFrame], object]

MARGIN = 0.08
"""White border of a figure at least, in inches: 2 mm."""
GAP = 0.8
"""Between title, drawing and source, in sizes of type."""
LEAST = 6
"""Least height of a drawing with its scale, in sizes of type."""
NOTE = "note"
"""The group id of title, subtitle, key and source."""
NARROWER = (0.97, 0.94, 0.9)
"""Shares of the width that a note is wrapped to where its letters, set on whole pixels, take more than they should."""
DECIMALS = 5
"""Of a position, in widths or heights of the figure."""
CLOSE = 0.7
"""Share of a panel's width above which a title may be too wide for what its scale leaves."""
SIZED = ("font.", "axes.label", "axes.title", "xtick.label", "ytick.label", "legend.font", "figure.title")
SIZES: list[Any] = [f"{part}size" for part in SIZED]
"""The settings of sizes of type."""
PROPORTION, LINES = 0.56, 14
"""Height over width of a figure whose drawing requests no height, and what is left to it at least, in lines of type."""
ENLARGED = (1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 1.0)
"""Sizes of type to try where a figure fills a page, in those of its style."""

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
    """Request a height for an Axes, whatever the profile.

    Parameters
    ----------
    ax : Axes
        The Axes; heights of Axes beneath each other add up.
    lines : float
        Height in lines of type.
    """
    _requested[ax] = lines * line_height()


def set_row_positions(ax: Axes, places: list[float]) -> None:
    """Declare that an Axes has rows beneath each other, whose heights are no values of the data.

    Parameters
    ----------
    ax : Axes
        The Axes.
    places : list of float
        Heights of the rows, in the coordinates of the data.
    """
    _rows[ax] = places


def row_positions(ax: Axes) -> list[float]:
    """Heights of an Axes' rows.

    Parameters
    ----------
    ax : Axes
        The Axes.

    Returns
    -------
    list of float
        Heights in the coordinates of the data; empty where they are values.
    """
    return _rows.get(ax, [])


def request_key(ax: Axes, words: str) -> None:
    """Request a key beneath the drawing.

    Parameters
    ----------
    ax : Axes
        An Axes of the figure.
    words : str
        The key, which is wrapped to the figure's width; several keys stand beneath each other.
    """
    _keys.setdefault(figure_of(ax), []).append(words)


def available_lines(figure: Figure) -> float:
    """Height that the profile leaves for a drawing.

    Parameters
    ----------
    figure : Figure
        A figure that is being laid out.

    Returns
    -------
    float
        Height in lines of type; infinite for any other figure.
    """
    return _pages.get(figure, float("inf")) / line_height()


def panel_width(ax: Axes) -> float:
    """Width of the column of the figure that an Axes is in.

    Parameters
    ----------
    ax : Axes
        The Axes.

    Returns
    -------
    float
        Width with the labels, in inches.
    """
    spec = ax.get_subplotspec()
    columns = 1 if spec is None else spec.get_gridspec().ncols
    return (figure_of(ax).get_figwidth() - 2 * margin()) / columns - em() / 2


def margin() -> float:
    """Width of a figure's white border, in inches."""
    return max(MARGIN, 0.8 * em())


def lay_out(draw: Draw, data: pd.DataFrame, words: FigureSpec, profile: Profile, height: float | None = None) -> Figure:
    """Draw a figure for a profile, with every position fixed.

    Where the profile asks for figures that fill its page, the type is the largest in which the drawing has room.

    Parameters
    ----------
    draw : callable
        Called with an empty figure and `data`.
    data : DataFrame
        The plotted data.
    words : FigureSpec
        Title, subtitle and credit.
    profile : Profile
        Width, greatest height and type sizes.
    height : float, optional
        Height of the figure in mm; by default as high as the drawing requests.

    Returns
    -------
    Figure

    Raises
    ------
    NoRoom
        If the figure is higher than the profile allows, or too low for a drawing.
    """
    *larger, least = ENLARGED if profile.fills and height is None else (1.0,)
    for scale in larger:
        with suppress(NoRoom), mpl.rc_context(_enlarged(scale, profile.type_max)):
            return _lay_out(draw, data, words, profile, height)
    with mpl.rc_context(_enlarged(least, profile.type_max)):
        return _lay_out(draw, data, words, profile, height)


def _enlarged(scale: float, most: float) -> dict[Any, float]:
    """Return the sizes of type of the style in use times `scale`, none above `most`."""
    return {name: min(most, scale * float(mpl.rcParams[name])) for name in SIZES}


def _lay_out(draw: Draw, data: pd.DataFrame, words: FigureSpec, profile: Profile, height: float | None) -> Figure:
    """Draw a figure in the sizes of type in use."""
    ground = mpl.rcParams["savefig.facecolor"]
    figure = Figure((profile.inches, profile.inches), facecolor=None if ground == "auto" else ground)
    above, below = _write_notes(figure, words, profile.type_min) if profile.title_inside else ([], [])
    around = sum(_text_height(text) for text in (*above, *below)) + 2 * (margin() + GAP * em())
    _pages[figure] = profile.max_height / MM_PER_INCH - around
    figure.set_layout_engine("constrained", w_pad=em() / 4, h_pad=em() / 4, hspace=0.1, wspace=0.06)
    draw(figure, data)
    below = [*(_note(figure, key) for key in _keys.get(figure, [])), *below]
    for text in figure.findobj(Text):
        text.set_text(keep_direction(curl_quotes(text.get_text())))
        text.set_multialignment(line_alignment(text))
    notes = (above, below)
    _wrap_titles(figure, notes)
    needed = _needed_height(figure, notes) if height is None else height / MM_PER_INCH
    _check_height(needed, sum(_text_height(text) for side in notes for text in side), profile)
    fills = profile.fills and height is None
    _set_height(figure, notes, profile.round_to_pixels(profile.max_height / MM_PER_INCH if fills else needed))
    _freeze_positions(figure)
    return figure


def line_alignment(text: Text) -> Literal["left", "center", "right"]:
    """Side on which the lines of a text are aligned.

    Parameters
    ----------
    text : Text
        The text.

    Returns
    -------
    {"left", "center", "right"}
        The text's own side, but right where it is to begin on the left and runs from right to left.
    """
    side: Literal["left", "center", "right"] = text.get_horizontalalignment()
    return "right" if side == "left" and is_right_to_left(text.get_text()) else side


def _freeze_positions(figure: Figure) -> None:
    """Fix every position, rounded, since the last digits of a layout differ from process to process."""
    _engine(figure).execute(figure)
    _engine(figure).execute(figure)
    figure.set_layout_engine(None)  # "none" would leave a placeholder, for which each save draws twice
    for ax in figure.axes:
        left, bottom, width, height = (
            round(float(length), DECIMALS) for length in ax.get_position(original=True).bounds
        )
        ax.set_position((left, bottom, width, height))


def _place(figure: Figure) -> None:
    """Place all Axes of a figure that is high enough; raise `NoRoom` where what is written leaves one no width."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", "constrained_layout not applied", UserWarning)
        try:
            _engine(figure).execute(figure)
        except UserWarning as error:
            width = figure.get_figwidth() * MM_PER_INCH
            raise NoRoom(
                f"what is written in the drawing leaves no room for its marks in a figure {width:.0f} mm wide",
                "Write less in it, or draw it wider.",
            ) from error


def _engine(figure: Figure) -> ConstrainedLayoutEngine:
    """Return the layout engine, without its type being optional."""
    engine = figure.get_layout_engine()
    assert isinstance(engine, ConstrainedLayoutEngine)
    return engine


def _write_notes(figure: Figure, words: FigureSpec, least: float) -> tuple[list[Text], list[Text]]:
    """Write title and subtitle above and the credit below, as texts whose heights are set later."""
    size = float(mpl.rcParams["figure.titlesize"])
    title = [] if words.untitled else [_note(figure, words.title, size=size, weight="bold")]
    subtitle = [_note(figure, words.subtitle)] if words.subtitle else []
    return [*title, *subtitle], [_note(figure, words.credit, size=least)]


def _note(figure: Figure, words: str, size: float | None = None, weight: str = "normal") -> Text:
    """Write a text across the figure, wrapped into lines of nearly the same length."""
    size = em() * 72 if size is None else size
    room = figure.get_figwidth() - 2 * margin()
    x = margin() / figure.get_figwidth()
    side, x = ("right", 1 - x) if is_right_to_left(words) else ("left", x)
    wrapped = balance_lines(words, room, size, weight)
    note = figure.text(x, 0, wrapped, ha=side, va="top", linespacing=SPACING, size=size, weight=weight, gid=NOTE)
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
        heights = [_text_height(text) for text in texts]
        room[edge] += sum(heights) + gap * (len(heights) + 1) / 2 if texts else 0
        top = height - border if edge == 0 else room[edge] - gap / 2 - (gap / 2 if texts else 0)
        for text, text_height in zip(texts, heights, strict=True):
            text.set_y(top / height)
            top -= text_height + gap / 2
    side = border / figure.get_figwidth()
    _engine(figure).set(rect=(side, room[1] / height, 1 - 2 * side, 1 - sum(room) / height))


def _text_height(text: Text) -> float:
    """Return the height of a text in inches."""
    return float(text.get_window_extent().height / figure_of(text).dpi)


def _wrap_titles(figure: Figure, notes: tuple[list[Text], list[Text]]) -> None:
    """Break titles of Axes and of their horizontal scales that are wider than the room for them."""
    size, weight = float(mpl.rcParams["axes.titlesize"]), str(mpl.rcParams["axes.titleweight"])
    titles = [(ax, ax.get_title("left"), ax.get_xlabel()) for ax in figure.axes]
    if not any(
        max(text_width(title, size, weight), text_width(label)) > CLOSE * panel_width(ax) for ax, title, label in titles
    ):
        return
    _set_height(figure, notes, figure.get_figwidth() * 2)
    _place(figure)
    for ax, title, label in titles:
        begin, end = (figure.get_figwidth() * place for place in ax.get_position(original=True).intervalx)
        right = _right_edge(ax)
        ax.set_title(wrap(title, right - begin, size, weight), loc="left")
        ax.set_xlabel(wrap(label, 2 * min(right - (begin + end) / 2, (begin + end) / 2 - margin())))


def _right_edge(ax: Axes) -> float:
    """Return where the column of the figure that an Axes is in ends, in inches."""
    spec, room = ax.get_subplotspec(), figure_of(ax).get_figwidth() - 2 * margin()
    return margin() + room * (1.0 if spec is None else spec.colspan.stop / spec.get_gridspec().ncols)


def _needed_height(figure: Figure, notes: tuple[list[Text], list[Text]]) -> float:
    """Return the height in inches at which the Axes have the heights that they request."""
    tried = figure.get_figwidth() * 2
    _set_ratios(figure)
    _set_height(figure, notes, tried)
    _place(figure)
    rows = {spec.rowspan.start: ax for ax in figure.axes if (spec := ax.get_subplotspec())}
    if not rows or not all(ax in _requested for ax in rows.values()):
        around = tried * (1 - sum(ax.get_position(original=True).height for ax in rows.values()))
        return max(figure.get_figwidth() * PROPORTION, around + LINES * line_height())
    return tried + sum(_requested[ax] - ax.get_position(original=True).height * tried for ax in rows.values())


def _set_ratios(figure: Figure) -> None:
    """Give the rows of a grid of Axes the proportions that they request."""
    specs = {ax: spec for ax in figure.axes if ax in _requested and (spec := ax.get_subplotspec())}
    tallest: dict[int, float] = {}
    for ax, spec in specs.items():
        tallest[spec.rowspan.start] = max(tallest.get(spec.rowspan.start, 0), _requested[ax])
    grids = [spec.get_gridspec() for spec in specs.values()]
    if grids and len(tallest) == grids[0].nrows:
        grids[0].set_height_ratios([tallest[row] for row in sorted(tallest)])
        _requested.update({ax: tallest[spec.rowspan.start] for ax, spec in specs.items()})


def _check_height(height: float, notes: float, profile: Profile) -> None:
    """Raise `NoRoom` for a height in inches that the profile does not allow, or that leaves no drawing."""
    if not notes + LEAST * em() < height < float("inf"):
        raise NoRoom(
            f"a figure {height * MM_PER_INCH:.0f} mm high leaves no room for a drawing beside "
            f"{notes * MM_PER_INCH:.0f} mm of title and source",
            "Make it higher, or leave the height out.",
        )
    if height * MM_PER_INCH > profile.max_height + 0.05:
        raise NoRoom(
            f"a figure {height * MM_PER_INCH:.0f} mm high does not fit the profile {profile.name}, which ends at "
            f"{profile.max_height:g} mm",
            "Make it lower, or draw less in it.",
        )
