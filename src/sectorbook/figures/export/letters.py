"""How matplotlib writes letters into a PDF: readable where they join, in fonts that have only what is drawn.

Everything here stands in for private functions of matplotlib while a PDF is written.
"""

import io
import itertools
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from fontTools import subset
from matplotlib import _text_helpers
from matplotlib.backends import _backend_pdf_ps
from matplotlib.backends.backend_pdf import Op, RendererPdf
from matplotlib.font_manager import FontPath, FontProperties
from matplotlib.ft2font import FT2Font, GlyphIndexType
from matplotlib.transforms import Affine2D

from sectorbook.figures.typesetting import UNMARKED, load_fonts

LAY_OUT: Any = _text_helpers.layout
DRAW: Any = RendererPdf.draw_text
"""What matplotlib shapes and draws a line of a PDF with."""
SUBSET: Any = _backend_pdf_ps.get_glyphs_subset
SUBSETS = 128
"""Number of subsets of fonts that are kept."""
UNUSED_TABLES = ["FFTM", "GDEF", "GPOS", "GSUB", "kern"]
"""Tables of a font that shape lines, for a reader's software too late: a PDF says where each glyph stands."""


UNSHAPED = re.compile("[ -~\u00a0-\u024f\u2010-\u2044\u20a0-\u20bf\u2212]*")
"""Texts of Latin letters, punctuation and signs of currencies alone, which are set letter by letter."""


class _Glyph(NamedTuple):
    """A glyph as matplotlib lays it out, with the letters that are read where it stands."""

    ft_object: FT2Font
    char: str
    glyph_index: GlyphIndexType
    x: float
    y: float
    prev_kern: float


class _Saved(NamedTuple):
    """A subset of a font that is saved already."""

    font: bytes
    glyph_index_map: dict[int, int]

    def save(self, file: io.BytesIO, **_: bool) -> None:
        """Write it, as fontTools does."""
        file.write(self.font)


@contextmanager
def as_printed() -> Iterator[None]:
    """Let matplotlib write PDFs whose texts can be searched and copied where letters are joined or change places.

    By itself it says of each glyph of a syllable that it is the whole syllable, which is then read twice. It also
    includes tables of fonts that no PDF needs.
    """
    _text_helpers.layout = _lay_out_readably  # type: ignore[assignment]
    RendererPdf.draw_text = _draw_readably  # type: ignore[method-assign]
    _backend_pdf_ps.get_glyphs_subset = _subset  # type: ignore[assignment]
    try:
        yield
    finally:
        _text_helpers.layout, RendererPdf.draw_text = LAY_OUT, DRAW  # type: ignore[method-assign]
        _backend_pdf_ps.get_glyphs_subset = SUBSET


def _subset(font: FontPath, glyphs: set[GlyphIndexType]) -> Any:
    """Reduce a font to some glyphs, as a context in which matplotlib saves it."""
    saved = _save_subset(str(font), font.face_index, frozenset(glyphs))
    return nullcontext(_backend_pdf_ps.SubsetResults(saved, saved.glyph_index_map))


@lru_cache(SUBSETS)
def _save_subset(path: str, face: int, glyphs: frozenset[GlyphIndexType]) -> _Saved:
    """Reduce a font to the outlines of some glyphs."""
    options = subset.Options(recommended_glyphs=True, hinting=False, layout_closure=False, font_number=face)
    options.drop_tables += UNUSED_TABLES
    subsetter = subset.Subsetter(options)
    subsetter.populate(gids=glyphs)
    file = io.BytesIO()
    with subset.load_font(path, options) as font:
        subsetter.subset(font)
        font.save(file, reorderTables=False)
    return _Saved(file.getvalue(), subsetter.glyph_index_map)


def _lay_out_readably(words: str, font: FT2Font, **style: Any) -> Iterator[_Glyph]:
    """Lay a line out as matplotlib does, with each letter said once."""
    items = [_Glyph(*(getattr(item, name) for name in _Glyph._fields)) for item in LAY_OUT(words, font, **style)]
    for _, group in itertools.groupby(items, key=attrgetter("char")):
        yield from _share_letters(list(group))


def _draw_readably(
    pdf: Any, gc: Any, x: float, y: float, words: str, font: Any, angle: float, ismath: Any = False, mtext: Any = None
) -> None:
    """Draw a line as matplotlib does, with its words beside it where its glyphs by themselves say something else."""
    if ismath or gc.get_url() or _spells_itself(words, font):
        DRAW(pdf, gc, x, y, words, font, angle, ismath, mtext)
        return
    pdf.check_gc(gc, gc._rgb)
    turn, code = Affine2D().rotate_deg(angle).translate(x, y), words.translate(UNMARKED).encode("utf-16-be").hex()
    pdf.file.output(Op.gsave, *map(float, turn.to_values()), Op.concat_matrix)
    pdf.file.write(f"/Span <</ActualText <feff{code}>>> BDC\n".encode())
    DRAW(pdf, gc, 0, 0, words, font, 0, ismath, mtext)
    pdf.file.write(b"EMC\n")
    pdf.file.output(Op.grestore)


def _share_letters(glyphs: list[_Glyph]) -> list[_Glyph]:
    """Share the letters of a syllable among its glyphs: to each its own, and what is left to the others in turn."""
    letters = glyphs[0].char
    if len(glyphs) == 1 or len(letters) == 1:
        return glyphs
    own = [_own_letter(glyph) for glyph in glyphs]
    rest, others = "".join(letter for letter in letters if letter not in own), own.count("")
    shares = [*rest[: others - 1], rest[others - 1 :]] if 0 < others <= len(rest) else [letters] * others
    left = iter(shares)
    return [glyph._replace(char=letter or next(left)) for glyph, letter in zip(glyphs, own, strict=True)]


def _own_letter(glyph: _Glyph) -> str:
    """Return the letter of a syllable that a glyph is of by the font's own table; empty for a joined or other form."""
    same = (letter for letter in glyph.char if glyph.ft_object.get_char_index(ord(letter)) == glyph.glyph_index)
    return next(same, "")


def _spells_itself(words: str, font: FontProperties) -> bool:
    """Whether a text is read as it is written glyph by glyph, or from right to left, which readers put in order."""
    if UNSHAPED.fullmatch(words):
        return True
    if any(unicodedata.bidirectional(sign) in ("R", "AL", "AN") for sign in words):
        return True
    return "".join(glyph.char for glyph in _lay_out_readably(words, load_fonts(font))) == words
