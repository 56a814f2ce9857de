"""Charts for a dark page: the same drawing with each colour replaced, none of them dimmed."""

import re
from functools import cache

from coloraide import Color

COLOURS = {
    "#ffffff": "#15191c",
    "#000000": "#ffffff",
    "#222222": "#e4e7e9",
    "#6e6e6e": "#9aa5ac",
    "#767676": "#9aa5ac",
    "#999999": "#7f8a91",
    "#dddddd": "#38424a",
    "#0072b2": "#5fb4e8",
    "#d55e00": "#ff8a3d",
    "#e3eff7": "#1f3a4d",
}
"""The colours of our own charts, and what each is on the page's dark ground."""
DARKEST, LIGHTEST = 0.21, 0.95
"""Lightness of the dark page, and of what is black on a white one."""
HEX = re.compile(r"#[0-9a-fA-F]{6}\b")


def darkened(svg: str) -> str:
    """Replace the colours of a drawing on white by those of one on the dark page.

    Parameters
    ----------
    svg : str
        A drawing.

    Returns
    -------
    str
        The same drawing; what has no colour, and so is black, is white.
    """
    swapped = HEX.sub(lambda match: dark_colour(match[0].lower()), svg)
    return swapped.replace("<svg ", f'<svg fill="{COLOURS["#000000"]}" ', 1)


@cache
def dark_colour(colour: str) -> str:
    """Return what a colour is on the dark page.

    Parameters
    ----------
    colour : str
        Such as "#0072b2".

    Returns
    -------
    str
        Of the same hue; the darker on white, the lighter.
    """
    if colour in COLOURS:
        return COLOURS[colour]
    turned = Color(colour).convert("oklch")
    turned["lightness"] = DARKEST + (LIGHTEST - DARKEST) * (1 - turned["lightness"]) ** 0.6
    return str(turned.convert("srgb").fit().to_string(hex=True))
