"""Checks of colours: contrast as defined by WCAG 2.1, and distances of colours as colour-blind readers see them."""

import itertools
import math
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
from coloraide import Color as PlainColor
from coloraide.filters.cvd import Deutan, Protan, Tritan
from coloraide.spaces.cam02 import CAM02JMh
from coloraide.spaces.cam02_ucs import CAM02UCS
from matplotlib import colors
from numpy.typing import ArrayLike, NDArray

from sectorbook.figures.checks.rendered import Subject

TEXT_CONTRAST, MARK_CONTRAST = 4.5, 3.0
"""WCAG 2.1, 1.4.3 and 1.4.11: not rounded."""
APART = 10.0
"""Least distance of two colours of marks in CAM02-UCS; our choice, passed by the palette of Okabe and Ito."""
SPECKS = 2
"""Number of pixels of poor contrast allowed beneath a text: the corner of a mark, not a line."""
VISIONS = ("normal", "deutan", "protan", "tritan")


class _Color(PlainColor):
    """Coloraide's colours, with CAM02-UCS and the filters of colour blindness."""


_Color.register([CAM02JMh(), CAM02UCS(), Protan(), Deutan(), Tritan()], overwrite=True)


def contrast(one: ArrayLike, other: ArrayLike) -> NDArray[np.float64]:
    """Contrast ratio of colours by WCAG 2.1.

    Parameters
    ----------
    one, other : array_like, shape (..., 3)
        Red, green and blue in sRGB, from 0 to 1.

    Returns
    -------
    ndarray
        Ratios from 1 to 21.
    """
    first, second = _luminance(np.asarray(one)), _luminance(np.asarray(other))
    return np.asarray((np.maximum(first, second) + 0.05) / (np.minimum(first, second) + 0.05))


@cache
def distance(one: str, other: str, vision: str) -> float:
    """Distance of two colours in CAM02-UCS.

    Parameters
    ----------
    one, other : str
        Colours as hexadecimal digits.
    vision : {"normal", "deutan", "protan", "tritan"}
        Kind of vision; colour blindness is complete, as simulated by Machado et al. 2009
        (https://doi.org/10.1109/TVCG.2009.113).

    Returns
    -------
    float
    """
    return math.dist(_coordinates(one, vision), _coordinates(other, vision))


def closest(paints: Iterable[str], vision: str) -> tuple[float, str, str] | None:
    """Find the two colours that are closest.

    Parameters
    ----------
    paints : iterable of str
        Colours as hexadecimal digits.
    vision : {"normal", "deutan", "protan", "tritan"}
        Kind of vision.

    Returns
    -------
    tuple of (float, str, str) or None
        Distance in CAM02-UCS and both colours; None if there are fewer than two.
    """
    pairs = itertools.combinations(sorted(set(paints)), 2)
    return min(((distance(one, other, vision), one, other) for one, other in pairs), default=None)


@cache
def _coordinates(colour: str, vision: str) -> tuple[float, ...]:
    """Return a colour's coordinates in CAM02-UCS."""
    perceived = _Color(colors.to_hex(colour))
    if vision != "normal":
        perceived = perceived.filter(vision, 1, method="machado", space="srgb-linear").convert("srgb").clip()
    return tuple(perceived.convert("cam02-ucs").coords())


def _luminance(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the relative luminance of colours in sRGB, as WCAG 2.1 defines it."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear[..., :3] @ np.array([0.2126, 0.7152, 0.0722]))


def text_contrast(subject: Subject) -> Iterator[str]:
    """Every text stands out from each pixel beneath it, and from each line that crosses it, however thin."""
    slack, strokes = subject.rendered.slack, subject.rendered.strokes
    for word in subject.rendered.text_boxes:
        rows = word.rows(slack)
        crossing = [paint for paint, line in strokes if any(row.intersects_path(line, filled=False) for row in rows)]
        beneath, alpha = subject.rendered.background_of(word), word.artist.get_alpha()
        own = np.array(colors.to_rgb(word.artist.get_color()))
        blended = own if alpha is None else own * alpha + beneath * (1 - alpha)
        ratios = np.sort(contrast(blended, beneath))
        crossed = [float(contrast(own, colors.to_rgb(paint))) for paint in crossing]
        worst = min([*ratios[SPECKS : SPECKS + 1].tolist(), *crossed], default=TEXT_CONTRAST)
        if worst < TEXT_CONTRAST:
            yield f"{word.quoted} has a contrast of {worst:.2f} to 1, {TEXT_CONTRAST} are needed"


def mark_contrast(subject: Subject) -> Iterator[str]:
    """Every mark that carries data stands out from its ground, its opacity included."""
    painted = dict.fromkeys(
        (paint, mark.background, len(mark.colours)) for mark in subject.rendered.marks for paint in mark.colours
    )
    for paint, ground, count in painted:
        ratio = float(contrast(colors.to_rgb(paint), colors.to_rgb(ground)))
        if ratio < MARK_CONTRAST and (paint != ground or count == 1):
            yield f"a mark of {paint} has a contrast of {ratio:.2f} to 1 on {ground}, {MARK_CONTRAST:g} are needed"


def colour_pairs(subject: Subject) -> Iterator[str]:
    """Any two colours of marks are told apart, also by who is colour-blind."""
    paints = {paint for mark in subject.rendered.marks for paint in mark.colours if paint != mark.background}
    for vision in VISIONS:
        pair = closest(paints, vision)
        if pair and pair[0] < APART:
            yield f"{pair[1]} and {pair[2]} are {pair[0]:.1f} apart in {vision} vision, {APART:g} are needed"
