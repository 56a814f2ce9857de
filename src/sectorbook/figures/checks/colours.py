"""How colours look, and the checks of it: contrast as WCAG defines it, distances as colour-blind readers see them."""

import itertools
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
from coloraide import Color as PlainColor
from coloraide.filters.cvd import Deutan, Protan, Tritan
from coloraide.spaces.cam02 import CAM02JMh
from coloraide.spaces.cam02_ucs import CAM02UCS
from matplotlib import colors
from numpy.typing import ArrayLike, NDArray

from sectorbook.figures.checks.rendered import TOUCH, Subject

TEXT_CONTRAST, MARK_CONTRAST = 4.5, 3.0
"""WCAG 2.1, 1.4.3 and 1.4.11: not rounded."""
APART = 10.0
"""CAM02-UCS between two colours of marks; our choice: Okabe and Ito's palette passes, matplotlib's own fails."""
SPECKS = 2
"""Pixels of poor contrast that may lie beneath a text: the corner of a mark, not a line."""
VISIONS = ("normal", "deutan", "protan", "tritan")


class _Color(PlainColor):
    """Coloraide's colours with the space in which distances are measured."""


_Color.register([CAM02JMh(), CAM02UCS(), Protan(), Deutan(), Tritan()], overwrite=True)


def contrast(one: ArrayLike, other: ArrayLike) -> NDArray[np.float64]:
    """Contrast ratio of colours given as red, green, blue from 0 to 1, from 1 to 21 (WCAG 2.1)."""
    first, second = _luminance(np.asarray(one)), _luminance(np.asarray(other))
    return np.asarray((np.maximum(first, second) + 0.05) / (np.minimum(first, second) + 0.05))


@cache
def distance(one: str, other: str, vision: str) -> float:
    """Distance of two colours (hex) in CAM02-UCS as a kind of vision sees them (Machado et al. 2009, complete)."""
    seen = [_coordinates(colour, vision) for colour in (one, other)]
    return float(np.linalg.norm(np.subtract(seen[0], seen[1])))


def closest(paints: Iterable[str], vision: str) -> tuple[float, str, str] | None:
    """The two colours that are closest for a kind of vision, with their distance; None where there are not two."""
    pairs = itertools.combinations(sorted(set(paints)), 2)
    return min(((distance(one, other, vision), one, other) for one, other in pairs), default=None)


@cache
def _coordinates(colour: str, vision: str) -> tuple[float, ...]:
    seen = _Color(colors.to_hex(colour))
    if vision != "normal":
        seen = seen.filter(vision, 1, method="machado", space="srgb-linear").convert("srgb").clip()
    return tuple(seen.convert("cam02-ucs").coords())


def _luminance(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear[..., :3] @ np.array([0.2126, 0.7152, 0.0722]))


def text_contrast(subject: Subject) -> Iterator[str]:
    """Every text stands out from each pixel beneath it, and from each line that crosses it, however thin."""
    slack = TOUCH * subject.rendered.figure.dpi / 72
    for word in subject.rendered.text_boxes:
        rows = word.rows(slack)
        strokes = subject.rendered.strokes
        crossing = [paint for paint, line in strokes if any(row.intersects_path(line, filled=False) for row in rows)]
        beneath, alpha = subject.rendered.background_of(word), word.artist.get_alpha()
        own = np.array(colors.to_rgb(word.artist.get_color()))
        seen = own if alpha is None else own * alpha + beneath * (1 - alpha)
        found = np.sort(contrast(seen, beneath))
        crossed = [float(contrast(own, colors.to_rgb(paint))) for paint in crossing]
        worst = min([*found[SPECKS : SPECKS + 1].tolist(), *crossed], default=TEXT_CONTRAST)
        if worst < TEXT_CONTRAST:
            yield f"{word.quoted} has a contrast of {worst:.2f} to 1, {TEXT_CONTRAST} are needed"


def mark_contrast(subject: Subject) -> Iterator[str]:
    """Every mark that carries data stands out from its ground, its opacity reckoned in."""
    painted = dict.fromkeys(
        (paint, mark.background, len(mark.colours)) for mark in subject.rendered.marks for paint in mark.colours
    )
    for paint, ground, count in painted:
        found = float(contrast(colors.to_rgb(paint), colors.to_rgb(ground)))
        if found < MARK_CONTRAST and (paint != ground or count == 1):
            yield f"a mark of {paint} has a contrast of {found:.2f} to 1 on {ground}, {MARK_CONTRAST:g} are needed"


def colour_pairs(subject: Subject) -> Iterator[str]:
    """Any two colours of marks are told apart, also by who is colour-blind."""
    paints = {paint for mark in subject.rendered.marks for paint in mark.colours if paint != mark.background}
    for vision in VISIONS:
        pair = closest(paints, vision)
        if pair and pair[0] < APART:
            yield f"{pair[1]} and {pair[2]} are {pair[0]:.1f} apart in {vision} vision, {APART:g} are needed"
