"""Checks of a drawing as matplotlib renders it: whether it is legible, honest, accessible, and of the right size.

Each check takes a `Subject` and yields what is wrong, in words; the first line of its docstring is its description in
docs/figure-checks.md. `checks.files` has the checks of written files. The rules are those of publishers and of
WCAG 2.1.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axes._secondary_axes import SecondaryAxis
from matplotlib.axis import Axis
from matplotlib.patches import Rectangle

from sectorbook.figures.checks.colours import colour_pairs, mark_contrast, text_contrast
from sectorbook.figures.checks.glyphs import fonts_of, glyphs
from sectorbook.figures.checks.rendered import RenderedFigure, Subject, TextBox, flatten, is_date, shorten
from sectorbook.figures.checks.roundings import roundings
from sectorbook.figures.checks.titles import title, title_numbers
from sectorbook.figures.profiles import FONTS, MM_PER_INCH, Profile
from sectorbook.figures.spec import FigureSpec
from sectorbook.figures.typesetting import curl_quotes
from sectorbook.values.expressions.finding import unknown_numbers
from sectorbook.values.units import unit_style, unit_titles

SIZES = 4
"""Greatest number of different sizes of type."""
THINNEST = 0.3
"""Least width of a line, in points."""
ALT_LENGTH = (60, 600)
CHART = re.compile(r"\b(charts?|plot|graph|map|diagram|plane|histogram|timeline|grid|dots?|bars?|lines?)\b", re.I)
IMAGE = re.compile(r"\s*(an? |the )?(image|picture|graphic|photo|figure) (of|showing)", re.I)
SELF_EVIDENT = re.compile(r"(19|20)\d\d|.*° [NESW]")
"""Tick labels that need no unit: years, and degrees with a direction."""
UNIT = re.compile(
    r"\([^()]+\)|[%$€£]|\b(number|count|share|people|companies|jobs|firms|hours?|years?|days?|months?)\b", re.I
)


Check = Callable[[Subject], Iterable[str]]


def check_drawing(rendered: RenderedFigure, spec: FigureSpec, profile: Profile) -> list[str]:
    """Run every check of a drawing.

    Parameters
    ----------
    rendered : RenderedFigure
        The drawing.
    spec : FigureSpec
        Its data and texts.
    profile : Profile
        The publication target.

    Returns
    -------
    list of str
        Complaints, each with the name of its check first; empty if the drawing passes.
    """
    subject = Subject(rendered, spec, profile)
    return [f"{name}: {words}" for name, check in CHECKS.items() for words in check(subject)]


def size(subject: Subject) -> Iterator[str]:
    """As wide as the profile says, and no higher."""
    width, height = (length * MM_PER_INCH for length in subject.rendered.figure.get_size_inches())
    if abs(width - subject.profile.width) > 0.5:
        yield f"the figure is {width:.1f} mm wide, {subject.profile.name} asks for {subject.profile.width:g} mm"
    if height > subject.profile.max_height + 0.5:
        yield f"the figure is {height:.1f} mm high, {subject.profile.name} ends at {subject.profile.max_height:g} mm"


def type_size(subject: Subject) -> Iterator[str]:
    """Every text within the profile's sizes, and few sizes."""
    least, most = subject.profile.type_min, subject.profile.type_max
    for word in subject.rendered.text_boxes:
        if not least - 0.01 <= word.size <= most + 0.01:
            yield f"{word.quoted} is {word.size:.1f} points, {subject.profile.name} takes {least:g} to {most:g}"
    sizes = sorted({round(word.size, 1) for word in subject.rendered.text_boxes})
    if len(sizes) > SIZES:
        yield f"there are {len(sizes)} sizes of type ({', '.join(map(str, sizes))}), more than {SIZES}"


def fonts(subject: Subject) -> Iterator[str]:
    """The package's own fonts alone, whatever the machine has."""
    for word in subject.rendered.text_boxes:
        for file in fonts_of(word.artist):
            if file.parent != FONTS:
                yield f"{word.quoted} is set in {file.name}, not in the package's font"


def lines(subject: Subject) -> Iterator[str]:
    """No line so thin that print loses it."""
    grids = [line for ax in subject.rendered.axes for line in (*ax.get_xgridlines(), *ax.get_ygridlines())]
    artists = [*(mark.artist for mark in subject.rendered.marks), *(line for line in grids if line.get_visible())]
    widths = [float(np.min(getattr(artist, "get_linewidth", lambda: THINNEST)())) for artist in artists]
    thin = [width for width in widths if 0 < width < THINNEST]
    if thin:
        yield f"a line is {min(thin):g} points thick, print needs {THINNEST}"


def horizontal(subject: Subject) -> Iterator[str]:
    """No text that makes the reader turn the head, and no second scale on one panel."""
    for word in subject.rendered.text_boxes:
        if word.artist.get_rotation() % 360:
            yield f"{word.quoted} is turned by {word.artist.get_rotation():g} degrees"
    if any(isinstance(child, SecondaryAxis) for ax in subject.rendered.axes for child in ax.child_axes):
        yield "two scales share one panel: draw two panels"
    for one, other in itertools.combinations(subject.rendered.figure.axes, 2):
        if one.get_position().bounds == other.get_position().bounds:
            yield "two scales share one panel: draw two panels"


def overlaps(subject: Subject) -> Iterator[str]:
    """No text on another, as each is turned."""
    for one, other in itertools.combinations(subject.rendered.text_boxes, 2):
        if _boxes_overlap(one, other, subject.rendered.slack) and one.outline.intersects_path(
            other.outline, filled=True
        ):
            yield f"{one.quoted} overlaps {other.quoted}"


def covered(subject: Subject) -> Iterator[str]:
    """No text on a mark that carries data, other than an area."""
    for word, mark in itertools.product(subject.rendered.text_boxes, subject.rendered.marks):
        rows = word.rows(subject.rendered.slack, mark.axes.bbox if mark.artist.get_clip_on() else None)
        if any(row.intersects_path(outline, filled=False) for row in rows for outline in mark.outlines):
            yield f"{word.quoted} lies on a mark"


def clipped(subject: Subject) -> Iterator[str]:
    """No text beyond the edge of the chart."""
    width, height = subject.rendered.figure.bbox.size
    for word in subject.rendered.text_boxes:
        x0, y0, x1, y1 = word.box
        if x0 < -0.5 or y0 < -0.5 or x1 > width + 0.5 or y1 > height + 0.5:
            yield f"{word.quoted} leaves the figure"


def hatches(subject: Subject) -> Iterator[str]:
    """No pattern as a code: it flickers, and print fills it."""
    for mark in subject.rendered.marks:
        if getattr(mark.artist, "get_hatch", lambda: None)():
            yield "a mark is hatched: use a plain colour and a label"


def bars(subject: Subject) -> Iterator[str]:
    """A bar's length is its value: it starts at zero or on another bar, on a linear axis with zero."""
    for ax in subject.rendered.axes:
        for container in ax.containers:
            patches = [patch for patch in container if isinstance(patch, Rectangle)]
            if patches:
                yield from _bars_of(ax, patches, getattr(container, "orientation", "vertical") == "horizontal")


def units(subject: Subject) -> Iterator[str]:
    """Every scale of numbers names its unit, and it is the data's."""
    said = subject.spec.data["unit"].unique() if "table" in subject.spec.origin else ()  # whatever the command was told
    titles = unit_titles().union(unit_style(unit).title for unit in said)
    for ax in subject.rendered.axes:
        for axis in (ax.xaxis, ax.yaxis):
            labels = _numbers_of(axis, subject.rendered)
            title = f"{axis.get_label_text()} {_titles(ax)}".strip()
            needs_unit = not all(map(SELF_EVIDENT.fullmatch, labels))
            if needs_unit and not UNIT.search(title) and title not in titles:
                yield f"an axis has numbers but no unit ({title!r})"
    words = " ".join(f"{_titles(ax)} {ax.get_xlabel()} {ax.get_ylabel()}" for ax in subject.rendered.figure.axes)
    for unit in subject.spec.data.get("unit", ()):
        if not isinstance(unit, str):
            yield "a row of the data has no unit"
            break
        if unit_style(unit).title not in words:
            yield f"the data's unit {unit_style(unit).title!r} stands on no axis"
            break


def numbers(subject: Subject) -> Iterator[str]:
    """Every number of the drawing and the alt text is plotted, printed by the report, or named as computed."""
    texts = [word.flat for word in subject.rendered.text_boxes if word.artist not in subject.rendered.ticks]
    others = {flatten(curl_quotes(note)) for note in (subject.spec.credit, subject.spec.title)}
    for text in dict.fromkeys([*texts, subject.spec.alt]):
        for number in unknown_numbers(text, subject.spec.known) if text not in others else ():
            yield f'{number.words} in "{shorten(text)}" is no statement, plotted value or computed result'


def source(subject: Subject) -> Iterator[str]:
    """Source and title stand inside where the profile wants them, and nowhere inside where it does not."""
    inside = [word.flat for word in subject.rendered.text_boxes]
    cited = any(re.match(r"Sources?: \S.{10,}", text) for text in inside)
    titled = flatten(curl_quotes(subject.spec.title)) in inside
    if subject.profile.title_inside and not (cited and (titled or subject.spec.untitled)):
        yield f"the figure has no {'title' if cited else 'note that begins with Source:'}"
    if not subject.profile.title_inside and (cited or titled):
        yield f"{subject.profile.name} takes neither title nor source inside the figure"


def alt_text(subject: Subject) -> Iterator[str]:
    """The alt text names the kind of chart and its numbers, and is neither too short, too long, nor the caption."""
    alt, (least, most) = subject.spec.alt, ALT_LENGTH
    if not least <= len(alt) <= most:
        yield f"the alt text has {len(alt)} characters, {least} to {most} are asked for"
    if IMAGE.match(alt):
        yield 'the alt text begins like "image of": a reader knows that'
    if not CHART.search(alt):
        yield "the alt text does not name the kind of chart"
    if not any(symbol.isdigit() for symbol in alt):
        yield "the alt text has no number"
    if flatten(alt) in (flatten(subject.spec.caption), flatten(subject.spec.title)):
        yield "the alt text repeats caption or title"


CHECKS: dict[str, Check] = {
    check.__name__.replace("_", " "): check
    for check in (
        *(size, type_size, fonts, glyphs, lines, horizontal, overlaps, covered, clipped, text_contrast, mark_contrast),
        *(colour_pairs, hatches, bars, units, numbers, roundings, title, title_numbers, source, alt_text),
    )
}


def _titles(ax: Axes) -> str:
    """Return an Axes' titles: left, centre and right."""
    return " ".join(ax.get_title(loc) for loc in ("left", "center", "right"))


def _numbers_of(axis: Axis, rendered: RenderedFigure) -> list[str]:
    """Return the tick labels of an axis of numbers; none for an axis of dates."""
    if is_date(axis):
        return []
    return [label.get_text() for label in axis.get_ticklabels(which="both") if label in rendered.ticks]


def _boxes_overlap(one: TextBox, other: TextBox, slack: float) -> bool:
    """Whether two upright boxes overlap by more than `slack` pixels."""
    (a0, b0, a1, b1), (c0, d0, c1, d1) = one.box, other.box
    return min(a1, c1) - max(a0, c0) > slack and min(b1, d1) - max(b0, d0) > slack


def _bars_of(ax: Axes, patches: list[Rectangle], flat: bool) -> Iterator[str]:
    """Check the bars of one container; `flat` ones are horizontal."""
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
    base, place = _base(bar, flat), _base(bar, not flat)
    beneath = [other for other in others if other is not bar and abs(_base(other, not flat) - place) < 1e-9]
    return not round(base, 9) or any(abs(_base(each, flat) + _length(each, flat) - base) < 1e-9 for each in beneath)


def _base(bar: Rectangle, flat: bool) -> float:
    """Return where a bar starts."""
    return float(bar.get_x() if flat else bar.get_y())


def _length(bar: Rectangle, flat: bool) -> float:
    """Return the length of a bar."""
    return float(bar.get_width() if flat else bar.get_height())
