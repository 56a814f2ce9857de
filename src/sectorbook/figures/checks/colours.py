"""How colours look: contrast as WCAG defines it, and distances as three kinds of colour blindness leave them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from functools import cache

import numpy as np
from coloraide import Color as PlainColor
from coloraide.filters.cvd import Deutan, Protan, Tritan
from coloraide.spaces.cam02 import CAM02JMh
from coloraide.spaces.cam02_ucs import CAM02UCS
from matplotlib import colors
from numpy.typing import ArrayLike, NDArray

__all__ = ["VISIONS", "closest", "contrast", "distance"]

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
