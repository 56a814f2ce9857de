"""Measure texts as they are printed, and break them into lines. Widths are in inches, sizes of type in points."""

import re
from functools import cache

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags

from sectorbook.values.intervals import DASH

SPACING = 1.2
"""Distance between lines of text, in sizes of type."""
MEASURED_AT = 100
"""Size of the type that texts are measured in, in points."""
OPENING = re.compile(r"(?<![\w.,;:!?)\]])['\"](?=\w)")
OPENERS = {"'": "\u2018", '"': "\u201c"}
CLOSERS = str.maketrans({"'": "\u2019", '"': "\u201d"})


def em() -> float:
    """Size of the type, in inches."""
    return float(mpl.rcParams["font.size"]) / 72


def line_height() -> float:
    """Height of a line of type, in inches."""
    return em() * SPACING


def text_width(words: str, size: float | None = None, weight: str = "normal") -> float:
    """Width of a text as it is printed.

    Parameters
    ----------
    words : str
        The text; of several lines the widest counts.
    size : float, optional
        Size of the type in points; by default that of the style in use.
    weight : str
        Weight of the font.

    Returns
    -------
    float
        Width in inches.
    """
    size = em() * 72 if size is None else size
    return max(_line_width(line, size, weight) for line in words.split("\n"))


def _line_width(line: str, size: float, weight: str) -> float:
    """Add up the widths of a line's words, since most words of a text are measured many times."""
    words, family = line.split(" "), tuple(mpl.rcParams["font.family"])
    return size * (
        sum(_advance(word, family, weight) for word in words) + _advance(" ", family, weight) * (len(words) - 1)
    )


@cache
def _advance(word: str, family: tuple[str, ...], weight: str) -> float:
    """Return the width of a word in inches for each point of its size, without hinting as in print."""
    font = get_font(font_manager.findfont(font_manager.FontProperties(family=list(family), weight=weight)))
    font.set_size(MEASURED_AT, 72)
    font.set_text(word, 0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 / 72 / MEASURED_AT


def curl_quotes(words: str) -> str:
    """Replace straight quotes and apostrophes by curly ones.

    Parameters
    ----------
    words : str
        The text.

    Returns
    -------
    str
    """
    return OPENING.sub(lambda quote: OPENERS[quote[0]], words).translate(CLOSERS)


def wrap(words: str, width: float, size: float | None = None, weight: str = "normal") -> str:
    """Break a text into as few lines as possible.

    Parameters
    ----------
    words : str
        The text. A word that is wider than a line is broken: a range after its dash, any other word between letters.
    width : float
        Greatest width of a line, in inches.
    size : float, optional
        Size of the type in points; by default that of the style in use.
    weight : str
        Weight of the font.

    Returns
    -------
    str
        The text with line breaks and curly quotes.
    """
    lines = [""]
    for word in curl_quotes(words).split(" "):
        for place, part in enumerate(_parts(word, width, size, weight)):
            longer = f"{lines[-1]}{' ' if lines[-1] and not place else ''}{part}"
            if lines[-1] and text_width(longer, size, weight) > width:
                lines.append(part)
            else:
                lines[-1] = longer
    return "\n".join(lines)


def _parts(word: str, width: float, size: float | None, weight: str) -> list[str]:
    """Split a word that is wider than a line: after each dash, or where that is not enough, into letters."""
    if text_width(word, size, weight) <= width:
        return [word]
    parts = re.findall(f"[^{DASH}]*{DASH}|[^{DASH}]+", word)
    if any(text_width(part, size, weight) > width for part in parts):
        return list(word)
    return [str(part) for part in parts]


def balance_lines(words: str, width: float, size: float, weight: str) -> str:
    """Break a text into lines of nearly the same length, no more of them than needed.

    Parameters
    ----------
    words : str
        The text.
    width : float
        Greatest width of a line, in inches.
    size : float
        Size of the type, in points.
    weight : str
        Weight of the font.

    Returns
    -------
    str
        The text with line breaks and curly quotes.
    """
    wrapped = wrap(words, width, size, weight)
    count, least = wrapped.count("\n"), 0.5 * width
    for _ in range(5 if count else 0):
        middle = (least + width) / 2
        narrower = wrap(words, middle, size, weight)
        if narrower.count("\n") == count:
            wrapped, width = narrower, middle
        else:
            least = middle
    return wrapped
