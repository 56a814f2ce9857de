"""Is this drawing legible, honest, accessible, and of the right size? Each check gives what is wrong, in words.

They look at what matplotlib paints, before it is written; `file_checks` looks at the files. What each asks rests on
the rules of publishers and of WCAG 2.1; the rules' sources stand in docs/figure-checks.md.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib import colors, font_manager
from matplotlib.axes import Axes
from matplotlib.axes._secondary_axes import SecondaryAxis
from matplotlib.axis import Axis

from sectorbook.figures.checks.bars import bar_faults
from sectorbook.figures.checks.colours import VISIONS, closest, contrast
from sectorbook.figures.checks.rendered import Drawn, is_date
from sectorbook.values.text_numbers import untraced
from sectorbook.figures.spec import Plate
from sectorbook.figures.profiles import FONTS, MM_PER_INCH, Profile
from sectorbook.figures.typesetting import curl
from sectorbook.values.wording import UNIT_TITLES
from sectorbook.figures.checks.text_boxes import Word

__all__ = ["CHECKS", "Subject", "check_drawing"]

TEXT_CONTRAST, MARK_CONTRAST = 4.5, 3.0
"""WCAG 2.1, 1.4.3 and 1.4.11: not rounded."""
APART = 10.0
"""CAM02-UCS between two colours of marks; our choice: Okabe and Ito's palette passes, matplotlib's own fails."""
SIZES = 4
"""Different sizes of type at most."""
THINNEST = 0.3
"""Points that a line has at least."""
TOUCH = 0.5
"""Points by which texts may overlap: boxes have air at their edges."""
SPECKS = 2
"""Pixels of poor contrast that may lie beneath a text: the corner of a mark, not a line."""
ALT_LENGTH = (60, 600)
CHART = re.compile(r"\b(charts?|plot|graph|map|diagram|plane|histogram|timeline|grid|dots?|bars?|lines?)\b", re.I)
IMAGE = re.compile(r"\s*(an? |the )?(image|picture|graphic|photo|figure) (of|showing)", re.I)
SELF_EVIDENT = re.compile(r"(19|20)\d\d|.*° [NESW]")
"""Numbers that need no unit: years, and degrees that bring theirs."""
UNIT = re.compile(
    r"\([^()]+\)|[%$€£]|\b(number|count|share|people|companies|jobs|firms|hours?|years?|days?|months?)\b", re.I
)


@dataclass(frozen=True)
class Subject:
    """What is checked: a drawing, what it shows and says, and for which profile."""

    drawn: Drawn
    plate: Plate
    profile: Profile


Check = Callable[[Subject], Iterable[str]]


def check_drawing(drawn: Drawn, plate: Plate, profile: Profile) -> list[str]:
    """Every complaint about a drawing, each with the name of its check first; none is a pass."""
    subject = Subject(drawn, plate, profile)
    return [f"{name}: {words}" for name, check in CHECKS.items() for words in check(subject)]


def size(subject: Subject) -> Iterator[str]:
    """As wide as the profile says, and no higher."""
    width, height = (length * MM_PER_INCH for length in subject.drawn.figure.get_size_inches())
    if abs(width - subject.profile.width) > 0.5:
        yield f"the figure is {width:.1f} mm wide, {subject.profile.name} asks for {subject.profile.width:g} mm"
    if height > subject.profile.max_height + 0.5:
        yield f"the figure is {height:.1f} mm high, {subject.profile.name} ends at {subject.profile.max_height:g} mm"


def type_size(subject: Subject) -> Iterator[str]:
    """Every text within the profile's sizes, and few sizes."""
    least, most = subject.profile.type_min, subject.profile.type_max
    for word in subject.drawn.words:
        if not least - 0.01 <= word.size <= most + 0.01:
            yield f"{_quote(word)} is {word.size:.1f} points, {subject.profile.name} takes {least:g} to {most:g}"
    sizes = sorted({round(word.size, 1) for word in subject.drawn.words})
    if len(sizes) > SIZES:
        yield f"there are {len(sizes)} sizes of type ({', '.join(map(str, sizes))}), more than {SIZES}"


def fonts(subject: Subject) -> Iterator[str]:
    """One family, from the package's own files, whatever the machine has."""
    for word in subject.drawn.words:
        found = font_manager.findfont(word.artist.get_fontproperties())
        if not found.startswith(str(FONTS)):
            yield f"{_quote(word)} is set in {found.rsplit('/', 1)[-1]}, not in the package's font"


def lines(subject: Subject) -> Iterator[str]:
    """No line so thin that print loses it."""
    grids = [line for ax in subject.drawn.axes for line in (*ax.get_xgridlines(), *ax.get_ygridlines())]
    artists = [*(mark.artist for mark in subject.drawn.marks), *(line for line in grids if line.get_visible())]
    found = [float(np.min(getattr(artist, "get_linewidth", lambda: THINNEST)())) for artist in artists]
    thin = [width for width in found if 0 < width < THINNEST]
    if thin:
        yield f"a line is {min(thin):g} points thick, print needs {THINNEST}"


def horizontal(subject: Subject) -> Iterator[str]:
    """No text that makes the reader turn the head, and no second scale on one panel."""
    for word in subject.drawn.words:
        if word.artist.get_rotation() % 360:
            yield f"{_quote(word)} is turned by {word.artist.get_rotation():g} degrees"
    if any(isinstance(child, SecondaryAxis) for ax in subject.drawn.axes for child in ax.child_axes):
        yield "two scales share one panel: draw two panels"
    for one, other in itertools.combinations(subject.drawn.figure.axes, 2):
        if one.get_position().bounds == other.get_position().bounds:
            yield "two scales share one panel: draw two panels"


def overlaps(subject: Subject) -> Iterator[str]:
    """No text on another, as each is turned."""
    slack = TOUCH * subject.drawn.figure.dpi / 72
    for one, other in itertools.combinations(subject.drawn.words, 2):
        if _boxes_meet(one, other, slack) and one.outline.intersects_path(other.outline, filled=True):
            yield f"{_quote(one)} overlaps {_quote(other)}"


def covered(subject: Subject) -> Iterator[str]:
    """No text on a mark that carries data, other than an area."""
    slack = TOUCH * subject.drawn.figure.dpi / 72
    for word, mark in itertools.product(subject.drawn.words, subject.drawn.marks):
        rows = word.rows(slack, mark.axes.bbox if mark.artist.get_clip_on() else None)
        if any(row.intersects_path(outline, filled=False) for row in rows for outline in mark.outlines):
            yield f"{_quote(word)} lies on a mark"


def clipped(subject: Subject) -> Iterator[str]:
    """No text beyond the edge of the figure."""
    width, height = subject.drawn.figure.bbox.size
    for word in subject.drawn.words:
        x0, y0, x1, y1 = word.box
        if x0 < -0.5 or y0 < -0.5 or x1 > width + 0.5 or y1 > height + 0.5:
            yield f"{_quote(word)} leaves the figure"


def text_contrast(subject: Subject) -> Iterator[str]:
    """Every text stands out from each pixel beneath it, and from each line that crosses it, however thin."""
    slack = TOUCH * subject.drawn.figure.dpi / 72
    for word in subject.drawn.words:
        rows = word.rows(slack)
        strokes = subject.drawn.strokes
        crossing = [paint for paint, line in strokes if any(row.intersects_path(line, filled=False) for row in rows)]
        beneath, alpha = subject.drawn.beneath(word), word.artist.get_alpha()
        own = np.array(colors.to_rgb(word.artist.get_color()))
        seen = own if alpha is None else own * alpha + beneath * (1 - alpha)
        found = np.sort(contrast(seen, beneath))
        crossed = [float(contrast(own, colors.to_rgb(paint))) for paint in crossing]
        worst = min([*found[SPECKS : SPECKS + 1].tolist(), *crossed], default=TEXT_CONTRAST)
        if worst < TEXT_CONTRAST:
            yield f"{_quote(word)} has a contrast of {worst:.2f} to 1, {TEXT_CONTRAST} are needed"


def mark_contrast(subject: Subject) -> Iterator[str]:
    """Every mark that carries data stands out from its ground, its opacity reckoned in."""
    painted = dict.fromkeys(
        (paint, mark.ground, len(mark.paints)) for mark in subject.drawn.marks for paint in mark.paints
    )
    for paint, ground, count in painted:
        found = float(contrast(colors.to_rgb(paint), colors.to_rgb(ground)))
        if found < MARK_CONTRAST and (paint != ground or count == 1):
            yield f"a mark of {paint} has a contrast of {found:.2f} to 1 on {ground}, {MARK_CONTRAST:g} are needed"


def colour_pairs(subject: Subject) -> Iterator[str]:
    """Any two colours of marks are told apart, also by who is colour-blind."""
    paints = {paint for mark in subject.drawn.marks for paint in mark.paints if paint != mark.ground}
    for vision in VISIONS:
        pair = closest(paints, vision)
        if pair and pair[0] < APART:
            yield f"{pair[1]} and {pair[2]} are {pair[0]:.1f} apart in {vision} vision, {APART:g} are needed"


def hatches(subject: Subject) -> Iterator[str]:
    """No pattern as a code: it flickers, and print fills it."""
    for mark in subject.drawn.marks:
        if getattr(mark.artist, "get_hatch", lambda: None)():
            yield "a mark is hatched: use a plain colour and a label"


def bars(subject: Subject) -> Iterable[str]:
    """A bar's length is its value: it starts at zero or on another bar, on a linear axis with zero."""
    return bar_faults(subject.drawn.axes)


def units(subject: Subject) -> Iterator[str]:
    """Every scale of numbers names its unit, and it is the data's."""
    for ax in subject.drawn.axes:
        for axis in (ax.xaxis, ax.yaxis):
            labels = _numbers_of(axis, subject.drawn)
            named = f"{axis.get_label_text()} {_titles(ax)}"
            if (
                labels
                and not all(map(SELF_EVIDENT.fullmatch, labels))
                and not (UNIT.search(named) or named.strip() in UNIT_TITLES.values())
            ):
                yield f"an axis has numbers but no unit ({named.strip()!r})"
    words = " ".join(f"{_titles(ax)} {ax.get_xlabel()} {ax.get_ylabel()}" for ax in subject.drawn.figure.axes)
    for unit in subject.plate.data.get("unit", ()):
        if not isinstance(unit, str):
            yield "a row of the data has no unit"
            break
        if UNIT_TITLES.get(unit, unit) not in words:
            yield f"the data's unit {UNIT_TITLES.get(unit, unit)!r} stands on no axis"
            break


def numbers(subject: Subject) -> Iterator[str]:
    """Every number of the drawing and the alt text is plotted, printed by the report, or named as computed."""
    texts = [word.flat for word in subject.drawn.words if word.artist not in subject.drawn.ticks]
    credit = _flat(subject.plate.credit)
    for text in dict.fromkeys([*texts, subject.plate.title, subject.plate.alt]):
        for number in untraced(text, subject.plate.known) if _flat(text) != credit else ():
            yield f'{number.words} in "{_short(text)}" is no statement, plotted value or computed result'


def source(subject: Subject) -> Iterator[str]:
    """Source and title stand inside where the profile wants them, and nowhere inside where it does not."""
    inside = [word.flat for word in subject.drawn.words]
    cited = any(re.match(r"Sources?: \S.{10,}", text) for text in inside)
    titled = _flat(curl(subject.plate.title)) in inside
    if subject.profile.title_inside and not (cited and titled):
        yield f"the figure has no {'title' if cited else 'note that begins with Source:'}"
    if not subject.profile.title_inside and (cited or titled):
        yield f"{subject.profile.name} takes neither title nor source inside the figure"


def alt_text(subject: Subject) -> Iterator[str]:
    """The alt text names the kind of chart and its numbers, and is neither too short, too long, nor the caption."""
    alt, (least, most) = subject.plate.alt, ALT_LENGTH
    if not least <= len(alt) <= most:
        yield f"the alt text has {len(alt)} characters, {least} to {most} are asked for"
    if IMAGE.match(alt):
        yield 'the alt text begins like "image of": a reader knows that'
    if not CHART.search(alt):
        yield "the alt text does not name the kind of chart"
    if not any(symbol.isdigit() for symbol in alt):
        yield "the alt text has no number"
    if _flat(alt) in (_flat(subject.plate.caption), _flat(subject.plate.title)):
        yield "the alt text repeats caption or title"


CHECKS: dict[str, Check] = {
    check.__name__.replace("_", " "): check
    for check in (
        *(size, type_size, fonts, lines, horizontal, overlaps, covered, clipped, text_contrast, mark_contrast),
        *(colour_pairs, hatches, bars, units, numbers, source, alt_text),
    )
}


def _titles(ax: Axes) -> str:
    return " ".join(ax.get_title(loc) for loc in ("left", "center", "right"))


def _numbers_of(axis: Axis, drawn: Drawn) -> list[str]:
    if is_date(axis):
        return []
    return [label.get_text() for label in axis.get_ticklabels(which="both") if label in drawn.ticks]


def _boxes_meet(one: Word, other: Word, slack: float) -> bool:
    (a0, b0, a1, b1), (c0, d0, c1, d1) = one.box, other.box
    return min(a1, c1) - max(a0, c0) > slack and min(b1, d1) - max(b0, d0) > slack


def _flat(text: str) -> str:
    return " ".join(text.split())


def _short(text: str) -> str:
    flat = _flat(text)
    return flat if len(flat) <= 40 else f"{flat[:37]}..."


def _quote(word: Word) -> str:
    return f'"{_short(word.text)}"'
