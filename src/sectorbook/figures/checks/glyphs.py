"""Checks that every letter is there: no frame or blank stands in its place, in a drawing or in a file."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from matplotlib.cbook import is_math_text
from matplotlib.mathtext import MathTextParser
from matplotlib.text import Text
from pypdf.generic import ContentStream

from sectorbook.figures.checks.rendered import Subject, shorten
from sectorbook.figures.export.svg import SVG, XLINK
from sectorbook.figures.typesetting import BLANK_FONTS, is_blank, missing_letters, shape_line

COMPLEX = ("R", "AL", "NSM")
"""Directions of letters that a formula, which sets letter by letter, neither joins nor orders."""
UNREADABLE = ("Co", "Cn")
"""Categories of codes that stand for no letter: for private use, and not assigned."""
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
FRAME = re.compile(r"#.*LastResort[A-Za-z]*-Regular-[0-9a-f]+$")
"""What an SVG of matplotlib calls the frame of a letter that no font has."""
SHOWING = (b"Tj", b"TJ", b"'", b'"')
INVISIBLE = 3
"""The mode in which a PDF shows text that is only there to be found, over a scanned page."""
HEX = re.compile(rb"<([0-9a-fA-F\s]*)>")
BF_CHAR = re.compile(rb"<([0-9a-fA-F]+)>()\s*(<[0-9a-fA-F\s]*>)")
BF_RANGE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*(<[0-9a-fA-F\s]*>|\[[^\]]*\])")


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


def pdf_glyphs(page: Any) -> Iterator[str]:
    """Check that no text of a PDF's page shows a frame or blank in place of a letter that its font lacks.

    Parameters
    ----------
    page : PageObject
        A page.

    Yields
    ------
    str
        What is wrong, each once.
    """
    complaints = (_frames(_PdfFont.load(font), codes) for font, codes in _shown(page, page.get_contents(), page))
    yield from dict.fromkeys(complaint for complaint in complaints if complaint)


def svg_glyphs(root: ET.Element) -> Iterator[str]:
    """Check what an SVG says of missing letters: codes that stand for no letter, and frames that matplotlib drew.

    Text that is kept as text is drawn in fonts of the reader's, of which nothing can be known.

    Parameters
    ----------
    root : Element
        The SVG.

    Yields
    ------
    str
        What is wrong.
    """
    for text in dict.fromkeys("".join(element.itertext()) for element in root.iter(f"{{{SVG}}}text")):
        strange = [sign for sign in text if sign == REPLACEMENT or unicodedata.category(sign) in UNREADABLE]
        if strange:
            yield f'{name_letters(dict.fromkeys(strange))} in "{shorten(text)}" stands for no letter'
    if any(FRAME.search(element.get(f"{{{XLINK}}}href", "")) for element in root.iter(f"{{{SVG}}}use")):
        yield "frames stand in place of letters that no font has"


@dataclass(frozen=True)
class _PdfFont:
    """A font of a PDF: its name, how many bytes a code has, the letters of codes, and codes without a glyph."""

    name: str
    width: int
    letters: Mapping[int, str]
    lacks: Callable[[int], bool]

    @classmethod
    def load(cls, font: Any) -> "_PdfFont":
        """Load a font; of one that cannot be read nothing is said to be missing."""
        name = str(font.get("/BaseFont") or font.get("/Name") or "").lstrip("/").rpartition("+")[2]
        letters = _letters_of_codes(_entry(font, "/ToUnicode").get_data()) if "/ToUnicode" in font else {}
        composite = font["/Subtype"] == "/Type0"
        if name.startswith(BLANK_FONTS):
            return cls(name, 2 if composite else 1, letters, lambda _: True)
        return cls(name, 2 if composite else 1, letters, _composite(font) if composite else _simple(font))


def _frames(font: _PdfFont, codes: bytes) -> str:
    """Return what is wrong with one shown text; empty where each code has a glyph."""
    numbers = [int.from_bytes(codes[at : at + font.width], "big") for at in range(0, len(codes), font.width)]
    text = "".join(font.letters.get(number, REPLACEMENT) for number in numbers)
    lacking = [number for number in dict.fromkeys(numbers) if font.lacks(number)]
    known = "".join(font.letters.get(number, "") for number in lacking)
    letters = [letter for letter in dict.fromkeys(known) if not letter.isspace() and letter.isprintable()]
    if letters:
        return f'no font has {name_letters(letters)} in "{shorten(text)}"'
    unknown = [number for number in lacking if number not in font.letters]
    return f"the font {font.name} has no glyph for its code {unknown[0]:#06x}" if unknown else ""


def _composite(font: Any) -> Callable[[int], bool]:
    """Return whether a code of a font of Type 0 shows glyph 0; of encodings other than by glyph nothing is known."""
    inner = font["/DescendantFonts"][0].get_object()
    if font.get("/Encoding") not in ("/Identity-H", "/Identity-V"):
        return lambda _: False
    table = inner.get("/CIDToGIDMap", "/Identity")
    if table == "/Identity" or inner["/Subtype"] == "/CIDFontType0":
        return lambda code: code == 0
    glyphs = table.get_object().get_data()
    return lambda code: not any(glyphs[2 * code : 2 * code + 2])


def _simple(font: Any) -> Callable[[int], bool]:
    """Return whether a code of a font of one byte is declared to have no glyph, or has no drawing in Type 3."""
    encoding, names, place = _entry(font, "/Encoding"), dict[int, str](), 0
    for entry in _entry(encoding, "/Differences") if isinstance(encoding, dict) else ():
        if isinstance(entry, str):
            names[place] = entry
            place += 1
        else:
            place = int(entry)
    drawn = _entry(font, "/CharProcs") if font["/Subtype"] == "/Type3" else None
    return lambda code: names.get(code) == "/.notdef" or (drawn is not None and names.get(code) not in drawn)


def _letters_of_codes(table: bytes) -> dict[int, str]:
    """Read the letters of codes from a table that a PDF has for searching and copying."""
    letters: dict[int, str] = {}
    for kind, block in re.findall(rb"beginbf(char|range)(.*?)endbf", table, re.DOTALL):
        for first, last, listed in (BF_RANGE if kind == b"range" else BF_CHAR).findall(block):
            numbers, texts = range(int(first, 16), int(last or first, 16) + 1), HEX.findall(listed)
            for place, number in enumerate(numbers):
                text = bytes.fromhex(texts[min(place, len(texts) - 1)].decode()).decode("utf-16-be", "replace")
                step = place - min(place, len(texts) - 1)
                letters[number] = text[:-1] + chr(ord(text[-1]) + step) if text else ""
    return letters


def _shown(owner: Any, contents: Any, page: Any, outer: tuple[int, ...] = ()) -> Iterator[tuple[Any, bytes]]:
    """Yield each visible text of a page, and of the forms in it, as its font and its codes."""
    resources = _entry(owner, "/Resources") or _entry(page, "/Resources")
    fonts, forms = _entry(resources, "/Font"), _entry(resources, "/XObject")
    font, mode = None, 0
    kept: list[tuple[Any, int]] = []
    for operands, operator in ContentStream(contents, page.pdf).operations if contents is not None else ():
        if operator == b"q":
            kept.append((font, mode))
        elif operator == b"Q" and kept:
            font, mode = kept.pop()
        elif operator == b"Tf":
            font = fonts.get(operands[0])
        elif operator == b"Tr":
            mode = int(operands[0])
        elif operator in SHOWING and font is not None and mode != INVISIBLE:
            parts = operands[0] if operator == b"TJ" else operands[-1:]
            yield font.get_object(), b"".join(_bytes(part) for part in parts)
        elif operator == b"Do" and operands[0] in forms:
            form = forms[operands[0]].get_object()
            if form["/Subtype"] == "/Form" and id(form) not in outer:
                yield from _shown(form, form, page, (*outer, id(form)))


def _entry(owner: Any, key: str) -> Any:
    """Return an entry of a PDF's dictionary, wherever it is stored; an empty one where there is none."""
    found = owner.get(key)
    return {} if found is None else found.get_object()


def _bytes(part: Any) -> bytes:
    """Return the codes of a string; none of a number, which only moves what follows."""
    if isinstance(part, bytes):
        return bytes(part)
    return bytes(getattr(part, "original_bytes", b""))
