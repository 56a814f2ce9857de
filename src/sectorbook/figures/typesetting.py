"""Set words in lines: how wide they are in print, and where they break. Widths are inches, sizes points."""

import re
from functools import cache

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags

from sectorbook.values.intervals import DASH

SPACING = 1.2
"""Of lines of text, in sizes of type."""
MEASURED_AT = 100
"""Points of the type that words are measured in."""
OPENING = re.compile(r"(?<![\w.,;:!?)\]])['\"](?=\w)")
OPENERS = {"'": "\u2018", '"': "\u201c"}
CLOSERS = str.maketrans({"'": "\u2019", '"': "\u201d"})


def em() -> float:
    """The size of the type in inches: what widths of text go by."""
    return float(mpl.rcParams["font.size"]) / 72


def line_height() -> float:
    """The height of a line of type in inches."""
    return em() * SPACING


def text_width(words: str, size: float | None = None, weight: str = "normal") -> float:
    """How wide words are in inches, in the type's own size if none is given; the widest line counts."""
    size = em() * 72 if size is None else size
    return max(_line_width(line_height, size, weight) for line_height in words.split("\n"))


def _line_width(line: str, size: float, weight: str) -> float:
    """Word by word, since most words of a text are measured many times."""
    words, family = line.split(" "), tuple(mpl.rcParams["font.family"])
    return size * (
        sum(_advance(word, family, weight) for word in words) + _advance(" ", family, weight) * (len(words) - 1)
    )


@cache
def _advance(word: str, family: tuple[str, ...], weight: str) -> float:
    """The width of a word in inches, for each point of its size, as in print: without hinting."""
    font = get_font(font_manager.findfont(font_manager.FontProperties(family=list(family), weight=weight)))
    font.set_size(MEASURED_AT, 72)
    font.set_text(word, 0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 / 72 / MEASURED_AT


def curl_quotes(words: str) -> str:
    """Words with a printer's quotes and apostrophes in place of a typewriter's."""
    return OPENING.sub(lambda quote: OPENERS[quote[0]], words).translate(CLOSERS)


def wrap(words: str, width: float, size: float | None = None, weight: str = "normal") -> str:
    """Words in as few lines as a width in inches allows; a word that is wider is broken, a range behind its dash."""
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
    """A word, or its parts if it is wider: up to each dash, and where that is not enough, its letters."""
    if text_width(word, size, weight) <= width:
        return [word]
    parts = re.findall(f"[^{DASH}]*{DASH}|[^{DASH}]+", word)
    if any(text_width(part, size, weight) > width for part in parts):
        return list(word)
    return [str(part) for part in parts]


def balance_lines(words: str, width: float, size: float, weight: str) -> str:
    """Words wrapped into lines of nearly the same length, no more of them than needed."""
    wrapped = wrap(words, width, size, weight)
    count, least = wrapped.count("\n"), 0.5 * width
    for _ in range(5 if count else 0):
        tried = wrap(words, (least + width) / 2, size, weight)
        if tried.count("\n") == count:
            wrapped, width = tried, (least + width) / 2
        else:
            least = (least + width) / 2
    return wrapped
