"""Write a figure as PDF, SVG, PNG or TIFF, with title, alt text, source and licence inside each file.

Files are the same from run to run: they have no time and no random id.
"""

import hashlib
import io
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from matplotlib import _text_helpers
from matplotlib.backends.backend_pdf import Op, RendererPdf
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, GlyphIndexType
from matplotlib.transforms import Affine2D
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2
from pypdf import PdfReader, PdfWriter, generic
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from sectorbook.figures.profiles import Profile
from sectorbook.figures.spec import LICENCE_URL, FigureSpec
from sectorbook.figures.typesetting import UNMARKED, load_fonts

PREVIEW_DPI, COLOURS = 144, 128
SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
SVG_NAMESPACES = {
    "": SVG,
    "xlink": XLINK,
    "dc": "http://purl.org/dc/elements/1.1/",
    "cc": "http://creativecommons.org/ns#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
REFERENCE = re.compile(r"url\(#([^)]+)\)")
LAY_OUT: Any = _text_helpers.layout
DRAW: Any = RendererPdf.draw_text
"""What matplotlib shapes and draws a line of a PDF with."""
TIFF_TITLE, TIFF_DESCRIPTION, TIFF_COPYRIGHT, TIFF_XMP = 269, 270, 33432, 700


def write_figure(figure: Figure, spec: FigureSpec, profile: Profile, folder: Path) -> list[Path]:
    """Write a figure in each format of a profile.

    Parameters
    ----------
    figure : Figure
        The figure, laid out for the profile.
    spec : FigureSpec
        Title, alt text and source that the files contain.
    profile : Profile
        Formats, resolution and file names.
    folder : Path
        An existing folder.

    Returns
    -------
    list of Path
        The files.
    """
    files = []
    for ending in profile.formats:
        file = folder / f"{profile.file_stem(spec.stem)}.{ending}"
        file.write_bytes(WRITERS[ending](figure, spec, profile))
        files.append(file)
    return files


def screen_preview(figure: Figure) -> bytes:
    """Render a figure as a small PNG for the screen.

    Parameters
    ----------
    figure : Figure
        The figure.

    Returns
    -------
    bytes
        A PNG of 144 dpi and 128 colours, which are more than a chart has.
    """
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(render_png(figure, PREVIEW_DPI))) as image:
        small = image.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _save(figure: Figure, kind: str, metadata: dict[str, str | None], dpi: float | None = None) -> bytes:
    """Save a figure with matplotlib; entries of the metadata that are None are left out."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, dpi=dpi, metadata=metadata)
    return buffer.getvalue()


def render_png(figure: Figure, dpi: float, **metadata: str) -> bytes:
    """Render a figure as PNG.

    Parameters
    ----------
    figure : Figure
        The figure.
    dpi : float
        Pixels per inch.
    **metadata
        Texts that the file contains.

    Returns
    -------
    bytes
    """
    return _save(figure, "png", {**metadata, "Software": None}, dpi)


def _png(figure: Figure, spec: FigureSpec, profile: Profile) -> bytes:
    """Render a figure as PNG with its texts in tEXt and iTXt chunks."""
    return render_png(
        figure, profile.dpi, Title=spec.title, Description=spec.alt, Source=spec.source, Copyright=LICENCE_URL
    )


def _tiff(figure: Figure, spec: FigureSpec, profile: Profile) -> bytes:
    """Render a figure as TIFF in RGB without alpha and with LZW, as journals take it.

    Its texts are UTF-8, as XMP and, for older readers, as tags.
    """
    tags = ImageFileDirectory_v2()
    for tag, text in ((TIFF_TITLE, spec.title), (TIFF_DESCRIPTION, spec.alt), (TIFF_COPYRIGHT, LICENCE_URL)):
        tags[tag] = text.encode("utf-8")
    tags[TIFF_XMP] = xmp_packet(spec)
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(render_png(figure, profile.dpi))) as image:
        flat = image.convert("RGB")
    flat.save(buffer, "TIFF", compression="tiff_lzw", dpi=(profile.dpi, profile.dpi), tiffinfo=tags)
    return buffer.getvalue()


def _pdf(figure: Figure, spec: FigureSpec, _profile: Profile) -> bytes:
    """Render a figure as tagged PDF."""
    with _readable_letters():
        return tag_pdf(_save(figure, "pdf", {"CreationDate": None, "Creator": None, "Producer": None}), spec)


class _Glyph(NamedTuple):
    """A glyph as matplotlib lays it out, with the letters that are read where it stands."""

    ft_object: FT2Font
    char: str
    glyph_index: GlyphIndexType
    x: float
    y: float
    prev_kern: float


@contextmanager
def _readable_letters() -> Iterator[None]:
    """Let matplotlib write PDFs whose texts can be searched and copied where letters are joined or change places.

    By itself it says of each glyph of a syllable that it is the whole syllable, which is then read twice.
    """
    _text_helpers.layout = _lay_out_readably  # type: ignore[assignment]
    RendererPdf.draw_text = _draw_readably  # type: ignore[method-assign]
    try:
        yield
    finally:
        _text_helpers.layout, RendererPdf.draw_text = LAY_OUT, DRAW  # type: ignore[method-assign]


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
    if any(unicodedata.bidirectional(sign) in ("R", "AL", "AN") for sign in words):
        return True
    return "".join(glyph.char for glyph in _lay_out_readably(words, load_fonts(font))) == words


def _svg(figure: Figure, spec: FigureSpec, profile: Profile) -> bytes:
    """Render a figure as an SVG that screen readers take for one image, with ids that are unique on any page."""
    metadata = {"Source": spec.source, "Rights": LICENCE_URL, "Date": None, "Creator": None, "Format": None}
    root = ET.fromstring(_save(figure, "svg", metadata))
    _prefix_ids(root, profile.file_stem(spec.stem))
    _add_texts(root, spec, profile.file_stem(spec.stem))
    for prefix, address in SVG_NAMESPACES.items():
        ET.register_namespace(prefix, address)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _prefix_ids(root: ET.Element, name: str) -> None:
    """Put the figure's name before every id and every reference to one, and number repeated ids."""
    seen: dict[str, int] = {}
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "id":
                seen[value] = seen.get(value, 0) + 1
                element.set(key, f"{name}-{value}" + (f"-{seen[value]}" if seen[value] > 1 else ""))
            elif key == f"{{{XLINK}}}href" and value.startswith("#"):
                element.set(key, f"#{name}-{value[1:]}")
            elif "url(#" in value:
                element.set(key, REFERENCE.sub(rf"url(#{name}-\1)", value))


def _add_texts(root: ET.Element, spec: FigureSpec, name: str) -> None:
    """Add title and description to an SVG, and link them from the image."""
    root.attrib |= {
        "role": "img",
        "lang": "en",
        "{http://www.w3.org/XML/1998/namespace}lang": "en",
        "aria-labelledby": f"{name}-title",
        "aria-describedby": f"{name}-desc",
    }
    for place, (kind, text) in enumerate((("title", spec.title), ("desc", spec.alt))):
        element = ET.Element(f"{{{SVG}}}{kind}", {"id": f"{name}-{kind}"})
        element.text = text
        root.insert(place, element)


WRITERS: dict[str, Callable[[Figure, FigureSpec, Profile], bytes]] = {
    "pdf": _pdf,
    "svg": _svg,
    "png": _png,
    "tiff": _tiff,
}


LANGUAGE = "en"
XMP_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}


def tag_pdf(pdf: bytes, spec: FigureSpec) -> bytes:
    """Tag a PDF for PDF/UA-1: its page becomes one figure with alternative text.

    Parameters
    ----------
    pdf : bytes
        A PDF of one page.
    spec : FigureSpec
        Title, alt text and source.

    Returns
    -------
    bytes
        The tagged PDF.
    """
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    page = writer.pages[0]
    contents = page.get_contents()
    drawing = contents.get_data() if contents is not None else b""
    stream = generic.DecodedStreamObject()
    stream.set_data(b"/Figure <</MCID 0>> BDC\n" + drawing + b"\nEMC\n")
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    page[NameObject("/StructParents")] = NumberObject(0)
    page[NameObject("/Tabs")] = NameObject("/S")
    _add_structure(writer, spec)
    keywords = f"{spec.source} Licence: {LICENCE_URL}"
    writer.metadata = {"/Title": spec.title, "/Subject": spec.alt, "/Keywords": keywords}
    mark = hashlib.sha256(drawing + spec.alt.encode()).digest()[:16]
    writer._ID = ArrayObject([generic.ByteStringObject(mark), generic.ByteStringObject(mark)])
    writer.pdf_header = "%PDF-1.7"
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def xmp_packet(spec: FigureSpec, universal: bool = False) -> bytes:
    """Write title, alt text, source and licence as an XMP packet.

    Parameters
    ----------
    spec : FigureSpec
        Title, alt text and source.
    universal : bool, optional
        Whether the packet claims conformance to PDF/UA-1.

    Returns
    -------
    bytes
        XML in UTF-8.
    """
    spaces = " ".join(f'xmlns:{name}="{address}"' for name, address in XMP_NAMESPACES.items() if name != "rdf")
    properties = "".join(
        f"<{name}><rdf:{kind}><rdf:li{language}>{escape(text)}</rdf:li></rdf:{kind}></{name}>"
        for name, kind, language, text in (
            ("dc:title", "Alt", ' xml:lang="x-default"', spec.title),
            ("dc:description", "Alt", ' xml:lang="x-default"', spec.alt),
            ("dc:language", "Bag", "", LANGUAGE),
            ("dc:rights", "Alt", ' xml:lang="x-default"', LICENCE_URL),
        )
    )
    claim = "<pdfuaid:part>1</pdfuaid:part>" if universal else ""
    text = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{XMP_NAMESPACES["rdf"]}">'
        f'<rdf:Description rdf:about="" {spaces}>{properties}<dc:source>{escape(spec.source)}</dc:source>'
        f"<xmpRights:WebStatement>{LICENCE_URL}</xmpRights:WebStatement>{claim}"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )
    return text.encode("utf-8")


def _add_structure(writer: PdfWriter, spec: FigureSpec) -> None:
    """Add the structure tree and what PDF/UA-1 requires of a document's catalogue."""
    root, page = writer._root_object, writer.pages[0]
    box = ArrayObject([page.mediabox[place] for place in range(4)])
    layout = _dictionary(O=NameObject("/Layout"), BBox=box, Placement=NameObject("/Block"))
    figure = _dictionary(
        Type=NameObject("/StructElem"),
        S=NameObject("/Figure"),
        Pg=page.indirect_reference,
        K=NumberObject(0),
        Alt=TextStringObject(spec.alt),
        T=TextStringObject(spec.title),
        A=layout,
    )
    inner = writer._add_object(figure)
    document = _dictionary(Type=NameObject("/StructElem"), S=NameObject("/Document"), K=ArrayObject([inner]))
    outer = writer._add_object(document)
    parents = _dictionary(Nums=ArrayObject([NumberObject(0), ArrayObject([inner])]))
    tree = _dictionary(
        Type=NameObject("/StructTreeRoot"), K=ArrayObject([outer]), ParentTree=writer._add_object(parents)
    )
    tree[NameObject("/ParentTreeNextKey")] = NumberObject(1)
    top = writer._add_object(tree)
    figure[NameObject("/P")], document[NameObject("/P")] = outer, top
    root[NameObject("/StructTreeRoot")] = top
    root[NameObject("/MarkInfo")] = _dictionary(Marked=generic.BooleanObject(True))
    root[NameObject("/Lang")] = TextStringObject(LANGUAGE)
    root[NameObject("/ViewerPreferences")] = _dictionary(DisplayDocTitle=generic.BooleanObject(True))
    root[NameObject("/Metadata")] = writer._add_object(_metadata(spec))


def _metadata(spec: FigureSpec) -> generic.DecodedStreamObject:
    """Wrap the XMP packet in a PDF stream."""
    stream = generic.DecodedStreamObject()
    stream.set_data(xmp_packet(spec, universal=True))
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    return stream


def _dictionary(**entries: generic.PdfObject | None) -> DictionaryObject:
    """Build a PDF dictionary from the entries that are not None."""
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items() if value is not None})
