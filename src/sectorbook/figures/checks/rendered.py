"""What matplotlib paints for a figure: texts with their outlines, marks with their colours and data."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from matplotlib import colors
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import Collection
from matplotlib.dates import AutoDateFormatter, ConciseDateFormatter, DateFormatter
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Affine2D, BboxBase
from numpy.typing import NDArray

from sectorbook.figures.layout import NOTE, line_alignment, row_positions
from sectorbook.figures.marks import DECOR
from sectorbook.figures.profiles import Profile
from sectorbook.figures.spec import FigureSpec
from sectorbook.figures.typesetting import UNMARKED, text_width
from sectorbook.values.intervals import DASH

TOUCH = 0.5
"""Points by which the boxes of texts may overlap, since they have a margin."""
Array = NDArray[np.float64]


@dataclass(frozen=True)
class TextBox:
    """One painted text: its content, size in points, and the corners of its box in pixels."""

    artist: Text
    text: str
    size: float
    corners: Array

    @property
    def flat(self) -> str:
        """The text on one line."""
        return flatten(self.text.replace(f"{DASH}\n", DASH))

    @property
    def quoted(self) -> str:
        """The beginning of the text in quotes, for a message."""
        return f'"{shorten(self.text)}"'

    @property
    def is_note(self) -> bool:
        """Whether it is a title, key or source around the drawing."""
        return self.artist.get_gid() == NOTE

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The upright box around the text, in pixels: left, bottom, right, top."""
        (x0, y0), (x1, y1) = self.corners.min(axis=0), self.corners.max(axis=0)
        return float(x0), float(y0), float(x1), float(y1)

    def rows(self, slack: float, within: BboxBase | None = None) -> list[Path]:
        """Outlines of the lines of the text.

        Parameters
        ----------
        slack : float
            Margin of each line that is left out, in pixels.
        within : BboxBase, optional
            A box that the outlines are cut to.

        Returns
        -------
        list of Path
            Outlines in pixels.
        """
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
        """The box of each line in pixels: an equal share of the height, as wide as the line, aligned as the text."""
        lines, (x0, y0, x1, y1) = self.text.split("\n"), self.box
        if len(lines) == 1 or self.artist.get_rotation():
            return [self.box]
        widths = [text_width(line) for line in lines]
        spare = [(x1 - x0) * (1 - width / max(widths)) if max(widths) else 0.0 for width in widths]
        before = {"left": 0.0, "center": 0.5, "right": 1.0}[line_alignment(self.artist)]
        height = (y1 - y0) / len(lines)
        return [
            (x0 + room * before, y1 - height * (place + 1), x1 - room * (1 - before), y1 - height * place)
            for place, room in enumerate(spare)
        ]

    @property
    def outline(self) -> Path:
        """The box of the text as it is turned."""
        return Path(np.vstack([self.corners, self.corners[:1]]), closed=True)


NUMERIC = re.compile(r"[-−]?[$€£]?\d[\d,]*(\.\d+)?([%km]|° [NESW])?")

NO_LINE = ("None", "", " ")


@dataclass(frozen=True)
class Mark:
    """One painted mark that carries data: its ground and its colours as painted, outlines in pixels, values."""

    artist: Artist
    axes: Axes
    background: str
    colours: tuple[str, ...]
    outlines: tuple[Path, ...]
    values: Array


class RenderedFigure:
    """A figure's texts and marks, and the pixels beneath its texts, each looked up once.

    Parameters
    ----------
    figure : Figure
        The figure, with every position fixed.
    """

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self.canvas = figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)

    @property
    def slack(self) -> float:
        """Pixels by which texts may overlap."""
        return TOUCH * self.figure.dpi / 72

    @cached_property
    def axes(self) -> tuple[Axes, ...]:
        """Every Axes, those inside of others too."""
        return tuple(self.figure.findobj(Axes))

    @cached_property
    def text_boxes(self) -> tuple[TextBox, ...]:
        """Every text that is painted; tick labels outside the view are not."""
        return tuple(self._word(text) for text in self._painted[0])

    @property
    def background(self) -> NDArray[np.uint8]:
        """The picture without its texts: rows from the top, columns, red, green and blue from 0 to 255."""
        return self._painted[1]

    @cached_property
    def _painted(self) -> tuple[list[Text], NDArray[np.uint8]]:
        """The texts that are painted, and the picture without them."""
        seen: dict[Text, None] = {}
        with _set_aside(seen):
            self.canvas.draw()
        return list(seen), np.asarray(self.canvas.buffer_rgba())[..., :3]

    @cached_property
    def ticks(self) -> frozenset[Text]:
        """The numbers of scales: they change with the room that there is."""
        labels = {label for ax in self.axes for axis in (ax.xaxis, ax.yaxis) for label in _scale(axis)}
        return frozenset(word.artist for word in self.text_boxes if word.artist in labels)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Every mark that carries data: what is not decoration, in every Axes."""
        return tuple(mark for ax in self.axes for mark in _marks(ax))

    @cached_property
    def strokes(self) -> tuple[tuple[str, Path], ...]:
        """Every line that is painted, grid and decoration too: its colour over its ground, where it is in pixels."""
        strokes = []
        for ax in self.axes:
            ground = _ground(ax)
            for line in (*ax.lines, *ax.get_xgridlines(), *ax.get_ygridlines()):
                if line.get_visible() and line.get_linestyle() not in NO_LINE:
                    points = line.get_transform().transform(np.asarray(line.get_xydata(), dtype=float))
                    strokes.append((_over(colors.to_rgba(line.get_color(), line.get_alpha()), ground), Path(points)))
        return tuple(strokes)

    def background_of(self, word: TextBox) -> Array:
        """Pixels beneath a text, line by line, without those at the edge of its boxes.

        Parameters
        ----------
        word : TextBox
            A text of the figure.

        Returns
        -------
        ndarray, shape (n, 3)
            Red, green and blue, from 0 to 1.
        """
        if word.artist.get_rotation() % 90 == 0:
            return np.vstack([self._pixels(box).reshape(-1, 3) for box in word.row_boxes])
        part, height = self._pixels(word.box), self.background.shape[0]
        top, left = max(0, int(np.ceil(height - word.box[3]))), max(0, int(np.ceil(word.box[0])))
        ys, xs = np.mgrid[top : top + part.shape[0], left : left + part.shape[1]]
        inside = word.outline.contains_points(np.column_stack([xs.ravel() + 0.5, height - ys.ravel() - 0.5]))
        return np.asarray(part.reshape(-1, 3)[inside])

    def _pixels(self, box: tuple[float, float, float, float]) -> Array:
        """Return the pixels of the background that lie in a box."""
        x0, y0, x1, y1 = box
        height = self.background.shape[0]
        rows = slice(max(0, int(np.ceil(height - y1))), max(0, int(height - y0)))
        return self.background[rows, max(0, int(np.ceil(x0))) : max(0, int(x1))] / 255

    def _word(self, text: Text) -> TextBox:
        """Measure a text's corners, since matplotlib returns only the upright box of a turned text."""
        turn, renderer = text.get_rotation(), self.canvas.get_renderer()
        upright = Text.get_window_extent(text, renderer)
        corners = upright.corners()[[0, 1, 3, 2]]
        if turn % 90:
            text.set_rotation(0)
            flat = Text.get_window_extent(text, renderer)
            text.set_rotation(turn)
            middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
            flat_corners = flat.corners()[[0, 1, 3, 2]]
            centred = flat_corners - flat_corners.mean(axis=0)
            corners = Affine2D().rotate_deg(turn).transform(centred) + middle
        return TextBox(text, text.get_text(), float(text.get_fontsize()), np.asarray(corners, dtype=float))


@contextmanager
def _set_aside(seen: dict[Text, None]) -> Iterator[None]:
    """Record each text instead of painting it: only so is it known which tick labels matplotlib paints."""
    draw = Text.draw

    def record(text: Text, renderer: object, *args: object, **named: object) -> None:
        if not (text.get_visible() and text.get_text().strip()):
            return
        seen[text] = None
        if text.get_bbox_patch():  # the box around the text is beneath it
            alpha = text.get_alpha()
            text.set_alpha(0)
            draw(text, renderer, *args, **named)  # type: ignore[arg-type]
            text.set_alpha(alpha)

    Text.draw = record  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Text.draw = draw  # type: ignore[method-assign]


def is_date(axis: Axis) -> bool:
    """Whether an axis is one of dates.

    Parameters
    ----------
    axis : Axis
        The axis.

    Returns
    -------
    bool
    """
    return isinstance(axis.get_major_formatter(), (DateFormatter, ConciseDateFormatter, AutoDateFormatter))


def _scale(axis: Axis) -> Iterator[Text]:
    """Yield the tick labels of an axis that are dates, or numbers equal to their position."""
    for minor in (False, True):
        for place, label in zip(axis.get_ticklocs(minor=minor), axis.get_ticklabels(minor=minor), strict=False):
            text = label.get_text()
            if is_date(axis) or (NUMERIC.fullmatch(text) and np.isclose(_number(text), place, rtol=1e-3, atol=1e-9)):
                yield label


def _number(text: str) -> float:
    """Convert a tick label to a number."""
    return float(re.sub(r"[^\d.\-\N{MINUS SIGN}]", "", text).replace("\N{MINUS SIGN}", "-"))


def _marks(ax: Axes) -> Iterator[Mark]:
    """Yield the marks of an Axes that carry data."""
    arrows = [text.arrow_patch for text in ax.texts if isinstance(text, Annotation) and text.arrow_patch]
    for artist in (*ax.lines, *ax.patches, *ax.collections, *arrows):
        if artist.get_visible() and not (artist.get_gid() or "").startswith(DECOR):
            ground = _ground(ax)
            paints = tuple(dict.fromkeys(_over(paint, ground) for paint in _paints(artist) if paint[3] > 0))
            if paints:
                yield Mark(artist, ax, colors.to_hex(ground), paints, tuple(_outlines(artist)), _values(artist))


def _ground(ax: Axes) -> tuple[float, float, float]:
    """Return the colour behind the marks of an Axes: its own, or the figure's where it has none."""
    face, figure = colors.to_rgba(ax.get_facecolor()), ax.get_figure(root=True)
    return colors.to_rgb(face if face[3] or figure is None else figure.get_facecolor())


def _paints(artist: Artist) -> list[tuple[float, float, float, float]]:
    """Return the colours of a mark with their opacity: its faces, with its edges where a face is white or open."""
    if isinstance(artist, Line2D):
        return _line_paints(artist)
    if not isinstance(artist, Patch | Collection):
        return []
    faces, edges = (
        [colors.to_rgba(paint) for paint in np.atleast_2d(group) if len(paint)]
        for group in (artist.get_facecolor(), artist.get_edgecolor())
    )
    is_open = any(paint[:3] == (1.0, 1.0, 1.0) or paint[3] == 0 for paint in faces)
    return faces if faces and not (is_open and np.max(artist.get_linewidth()) > 0) else faces + edges


def _line_paints(line: Line2D) -> list[tuple[float, float, float, float]]:
    """Return the colour of a line, and of its markers the face, or the edge where the face is open."""
    alpha, paints = line.get_alpha(), []
    if line.get_linestyle() not in NO_LINE:
        paints.append(line.get_color())
    if line.get_marker() not in (*NO_LINE, None):
        face = line.get_markerfacecolor()
        is_open = line.get_marker() in ("|", "_", "+", "x") or (isinstance(face, str) and face in ("none", "white"))
        paints.append(line.get_markeredgecolor() if is_open else face)
    return [colors.to_rgba(paint, alpha) for paint in paints]


def _over(paint: tuple[float, float, float, float], ground: tuple[float, float, float]) -> str:
    """Blend a colour with its background."""
    alpha = paint[3]
    red, green, blue = (one * alpha + other * (1 - alpha) for one, other in zip(paint, ground, strict=False))
    return colors.to_hex((red, green, blue))


def _outlines(artist: Artist) -> Iterator[Path]:
    """Yield the outlines of a mark, in pixels."""
    if isinstance(artist, Line2D):
        points = artist.get_transform().transform(np.asarray(artist.get_xydata(), dtype=float))
        yield from _dots(artist, points)
        if artist.get_linestyle() not in NO_LINE and len(points) > 1:
            yield Path(points)
    elif isinstance(artist, FancyArrowPatch):
        for path in artist._get_path_in_displaycoord()[0]:  # type: ignore[attr-defined]
            yield from map(Path, path.to_polygons(closed_only=False))
    elif isinstance(artist, Patch):
        yield artist.get_transform().transform_path(artist.get_path())
    elif isinstance(artist, Collection):
        offsets = artist.get_offset_transform().transform(artist.get_offsets())
        for path in artist.get_paths():
            yield from (
                artist.get_transform().transform_path(path).transformed(Affine2D().translate(*at)) for at in offsets
            )


def _dots(line: Line2D, points: Array) -> Iterator[Path]:
    """Yield a circle for each marker of a line, in pixels."""
    if line.get_marker() not in (*NO_LINE, None):
        radius = line.get_markersize() / 2 * line.get_figure(root=True).dpi / 72  # type: ignore[union-attr]
        for x, y in points:
            yield Path.circle((float(x), float(y)), radius)


def _values(artist: Artist) -> Array:
    """Return a mark's data: the points of a line, the corners of a patch, the offsets and corners of a collection."""
    if isinstance(artist, Line2D):
        return np.asarray(artist.get_xydata(), dtype=float)
    if isinstance(artist, FancyArrowPatch):
        (x0, y0), (x1, y1) = artist._posA_posB  # type: ignore[attr-defined]
        return np.asarray(np.sign([[x1 - x0, y1 - y0]]))
    if isinstance(artist, Patch):
        return np.asarray(artist.get_patch_transform().transform(artist.get_path().vertices), dtype=float)
    if not isinstance(artist, Collection):
        return np.empty((0, 2))
    offsets = np.asarray(artist.get_offsets(), dtype=float)
    return np.vstack([offsets, *(np.asarray(path.vertices, dtype=float) for path in artist.get_paths())])


@dataclass(frozen=True)
class Subject:
    """What is checked: a drawing with its specification and profile."""

    rendered: RenderedFigure
    spec: FigureSpec
    profile: Profile


def shown_content(rendered: RenderedFigure) -> list[object]:
    """Content of a drawing that is the same in all profiles.

    Parameters
    ----------
    rendered : RenderedFigure
        The drawing.

    Returns
    -------
    list
        The labels without their line breaks, and the marks with their colours and values; without titles, notes and
        scales. Of rows below each other the number of the row counts, not its height.
    """
    labels = [word for word in rendered.text_boxes if not word.is_note and word.artist not in rendered.ticks]
    return [
        sorted((*_row(word, rendered.figure), word.flat) for word in labels),
        [_rounded_values(mark) for mark in rendered.marks],
    ]


def fingerprint(rendered: RenderedFigure) -> str:
    """SHA-256 of a drawing's content.

    Parameters
    ----------
    rendered : RenderedFigure
        The drawing.

    Returns
    -------
    str
        Hexadecimal digits.
    """
    return hashlib.sha256(json.dumps(shown_content(rendered)).encode()).hexdigest()


def _row(word: TextBox, figure: Figure) -> tuple[int, int]:
    """Return the numbers of the Axes and row of a text; (-1, -1) where it has none, or the Axes has no rows."""
    for number, ax in enumerate(figure.axes):
        is_tick = word.artist in ax.get_yticklabels()
        if (is_tick or word.artist.axes is ax) and (places := row_positions(ax)):
            x0, y0, _, y1 = word.box  # a label above its mark may reach far up, but its lower edge is near the mark
            height = ax.transData.inverted().transform((x0, (y0 + y1) / 2 if is_tick else y0))[1]
            return number, int(np.argmin(np.abs(np.array(places) - height)))
    return -1, -1


def _rounded_values(mark: Mark) -> list[object]:
    """Return a mark's kind, colours and values, with the number of the row instead of its height."""
    values = np.round(mark.values, 9)
    places = row_positions(mark.axes)
    if places and not isinstance(mark.artist, FancyArrowPatch):
        values[:, 1] = [int(np.argmin(np.abs(np.array(places) - height))) for height in values[:, 1]]
    return [type(mark.artist).__name__, *mark.colours, values.tolist()]


def flatten(text: str) -> str:
    """The text on one line, with single spaces and without the marks of a line's direction."""
    return " ".join(text.translate(UNMARKED).split())


def shorten(text: str) -> str:
    """The text on one line, cut to 40 characters."""
    flat = flatten(text)
    return flat if len(flat) <= 40 else f"{flat[:37]}..."
