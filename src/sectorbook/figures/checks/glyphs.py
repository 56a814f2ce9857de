"""Checks that every letter is there: no frame or blank stands in its place, in a drawing or in a file."""

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from matplotlib.cbook import is_math_text
from matplotlib.mathtext import MathTextParser
from matplotlib.text import Text

from sectorbook.figures.checks.rendered import Subject
from sectorbook.figures.typesetting import is_blank, missing_letters, shape_line

COMPLEX = ("R", "AL", "NSM")
"""Directions of letters that a formula, which sets letter by letter, neither joins nor orders."""
UNREADABLE = ("Co", "Cn")
"""Categories of codes that stand for no letter: for private use, and not assigned."""


def glyphs(subject: Subject) -> Iterator[str]:
    """A glyph for every letter: none that the package's fonts lack, none that a formula cannot join."""
    for word in subject.rendered.text_boxes:
        lacking = (_missing_in_formula if _is_formula(word.artist) else _missing)(word.artist)
        if lacking:
            yield f"no font has {name_letters(lacking)} in {word.quoted}"


def fonts_of(text: Text) -> set[Path]:
    """Files of the fonts that a text's letters resolve to.

    Parameters
    ----------
    text : Text
        The text.

    Returns
    -------
    set of Path
        Without the font of frames that stand for missing letters.
    """
    lines = text.get_text().split("\n")
    shaped = [glyph for line in lines for glyph in shape_line(line, text.get_fontproperties())]
    return {Path(str(glyph.ft_object.fname)) for glyph in shaped if not is_blank(glyph)}


def name_letters(letters: Iterable[str]) -> str:
    """Write letters with their codes and names in Unicode.

    Parameters
    ----------
    letters : iterable of str
        The letters.

    Returns
    -------
    str
        Such as "U+4E2D CJK UNIFIED IDEOGRAPH-4E2D, U+0985 BENGALI LETTER A".
    """
    return ", ".join(f"U+{ord(letter):04X} {unicodedata.name(letter, 'without a name')}" for letter in letters)


def _is_formula(text: Text) -> bool:
    """Whether matplotlib sets a text as a formula, which has fonts of its own."""
    return bool(text.get_parse_math() and is_math_text(text.get_text()))


def _missing(text: Text) -> str:
    """Return the letters of a text that none of its fonts has."""
    return missing_letters(text.get_text(), text.get_fontproperties())


def _missing_in_formula(text: Text) -> str:
    """Return the letters of a formula that are drawn as another sign, or that it would leave unjoined."""
    words = text.get_text()
    drawn = {glyph[2] for glyph in MathTextParser("path").parse(words, 72, text.get_fontproperties()).glyphs}
    foreign = (letter for letter in words if not letter.isascii() and not letter.isspace())
    return "".join(
        dict.fromkeys(
            letter for letter in foreign if ord(letter) not in drawn or unicodedata.bidirectional(letter) in COMPLEX
        )
    )
