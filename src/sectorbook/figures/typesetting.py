"""Measure texts as they are printed, and break them into lines. Widths are in inches, sizes of type in points.

matplotlib shapes texts with libraqm: it joins letters, orders what runs from right to left, and takes letters that a
font lacks from the next one of `font.family`.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font, LayoutItem, LoadFlags

from sectorbook.values.intervals import DASH

SPACING = 1.2
"""Distance between lines of text, in sizes of type."""
MEASURED_AT = 100
"""Size of the type that texts are measured in, in points."""
OPENING = re.compile(r"(?<![\w.,;:!?)\]])['\"](?=\w)")
OPENERS = {"'": "\u2018", '"': "\u201c"}
CLOSERS = str.maketrans({"'": "\u2019", '"': "\u201d"})
LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}"
"""Signs without width that a line of a text begins with where its first letter runs the other way."""
UNMARKED = str.maketrans("", "", LEFT_TO_RIGHT + RIGHT_TO_LEFT)
BLANK_FONTS = ("LastResort", "AdobeNotDef", "AdobeBlank")
"""Beginnings of the names of fonts whose glyphs are frames or blanks in place of letters that no other font has."""


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
    font = load_fonts(FontProperties(family=list(family), weight=weight))
    font.set_size(MEASURED_AT, 72)
    font.set_text(word, 0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 / 72 / MEASURED_AT


def load_fonts(properties: FontProperties) -> FT2Font:
    """Load the font of a text, with those for letters that it lacks behind it.

    Parameters
    ----------
    properties : FontProperties
        The families, in the order in which they are asked, with their weight and style.

    Returns
    -------
    FT2Font
    """
    return get_font([findfont(_of_family(properties, family)) for family in properties.get_family()])


def _of_family(properties: FontProperties, family: str) -> FontProperties:
    """Copy the properties of a font with one family only."""
    single = properties.copy()
    single.set_family(family)
    return single


def shape_line(line: str, properties: FontProperties) -> list[LayoutItem]:
    """Shape a line: join its letters and order them as they are printed, from left to right.

    Parameters
    ----------
    line : str
        A text without line breaks.
    properties : FontProperties
        Its fonts.

    Returns
    -------
    list of LayoutItem
        The glyphs, each with its font and the letters that it is of.
    """
    return load_fonts(properties)._layout(line, LoadFlags.NO_HINTING)


def missing_letters(words: str, properties: FontProperties) -> str:
    """Letters of a text that none of its fonts has.

    Parameters
    ----------
    words : str
        The text.
    properties : FontProperties
        Its fonts.

    Returns
    -------
    str
        Each letter once, in the order of the text; empty if the text can be printed.
    """
    glyphs = [glyph for line in words.split("\n") for glyph in shape_line(line, properties)]
    lacking = {letter for glyph in glyphs if is_blank(glyph) for letter in glyph.char}
    return "".join(dict.fromkeys(letter for letter in words if letter in lacking and not _has(properties, letter)))


def is_blank(glyph: LayoutItem) -> bool:
    """Whether a glyph is the frame or blank that stands for a letter that no font has."""
    return glyph.glyph_index == 0 or Path(str(glyph.ft_object.fname)).name.startswith(BLANK_FONTS)


def _has(properties: FontProperties, letter: str) -> bool:
    """Whether a font has a letter by itself, as where only the mark on it is missing."""
    return not any(map(is_blank, shape_line(letter, properties)))


def is_right_to_left(words: str) -> bool:
    """Whether a text runs from right to left: most of its letters do.

    Parameters
    ----------
    words : str
        The text. Digits and punctuation have no direction of their own.

    Returns
    -------
    bool
    """
    directions = [unicodedata.bidirectional(sign) for sign in words.translate(UNMARKED)]
    return directions.count("R") + directions.count("AL") > directions.count("L")


def _starts_right_to_left(line: str) -> bool:
    """Whether a line is shaped from right to left: its first letter or mark that has a direction does."""
    directions = (unicodedata.bidirectional(sign) for sign in line)
    return next((direction != "L" for direction in directions if direction in ("L", "R", "AL")), False)


def keep_direction(words: str) -> str:
    """Keep the direction of a text in each of its lines, each of which is shaped by itself, as its first letter runs.

    Parameters
    ----------
    words : str
        The text, broken into lines.

    Returns
    -------
    str
        The text; a line that would run the other way begins with a mark.
    """
    backwards = is_right_to_left(words)
    mark = RIGHT_TO_LEFT if backwards else LEFT_TO_RIGHT
    return "\n".join(line if _starts_right_to_left(line) == backwards else mark + line for line in words.split("\n"))


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
        The text with line breaks and curly quotes. A line that would run against the text begins with a mark.
    """
    lines = [""]
    for word in curl_quotes(words).split(" "):
        for place, part in enumerate(_parts(word, width, size, weight)):
            longer = f"{lines[-1]}{' ' if lines[-1] and not place else ''}{part}"
            if lines[-1] and text_width(longer, size, weight) > width:
                lines.append(part)
            else:
                lines[-1] = longer
    return keep_direction("\n".join(lines))


def _parts(word: str, width: float, size: float | None, weight: str) -> list[str]:
    """Split a word that is wider than a line: after each dash, or where that is not enough, into letters."""
    if text_width(word, size, weight) <= width:
        return [word]
    parts = re.findall(f"[^{DASH}]*{DASH}|[^{DASH}]+", word)
    if any(text_width(part, size, weight) > width for part in parts):
        return _letters(word)
    return [str(part) for part in parts]


def _letters(word: str) -> list[str]:
    """Split a word into letters, each with its vowel signs, accents and joiners."""
    letters: list[str] = []
    for sign in word:
        joined = unicodedata.category(sign) in ("Mn", "Mc", "Me", "Cf") or (letters and _is_joiner(letters[-1][-1]))
        if letters and joined:
            letters[-1] += sign
        else:
            letters.append(sign)
    return letters


def _is_joiner(sign: str) -> bool:
    """Whether a sign joins the next letter to the one before, as a virama does."""
    return sign == "\N{ZERO WIDTH JOINER}" or unicodedata.combining(sign) == 9


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
