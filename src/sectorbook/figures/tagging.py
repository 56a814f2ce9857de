"""Tag a PDF for those who hear it read: its language, its title, one figure with alt text, and XMP metadata."""

from __future__ import annotations

import hashlib
import io
from html import escape

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from sectorbook.figures.spec import LICENCE_URL, Plate

__all__ = ["packet", "tag"]

LANGUAGE = "en"
NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}


def tag(pdf: bytes, plate: Plate) -> bytes:
    """A one-page PDF, tagged: the whole page is one figure whose alternative text is the plate's."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    page = writer.pages[0]
    contents = page.get_contents()
    drawing = contents.get_data() if contents is not None else b""
    stream = DecodedStreamObject()
    stream.set_data(b"/Figure <</MCID 0>> BDC\n" + drawing + b"\nEMC\n")
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    page[NameObject("/StructParents")] = NumberObject(0)
    page[NameObject("/Tabs")] = NameObject("/S")
    _catalogue(writer, plate)
    keywords = f"{plate.source} Licence: {LICENCE_URL}"
    writer.metadata = {"/Title": plate.title, "/Subject": plate.alt, "/Keywords": keywords}
    mark = hashlib.sha256(drawing + plate.alt.encode()).digest()[:16]
    writer._ID = ArrayObject([ByteStringObject(mark), ByteStringObject(mark)])
    writer.pdf_header = "%PDF-1.7"
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def packet(plate: Plate, universal: bool = False) -> bytes:
    """The plate's title, alt text, source and licence as an XMP packet; `universal` claims PDF/UA-1."""
    spaces = " ".join(f'xmlns:{name}="{address}"' for name, address in NAMESPACES.items() if name != "rdf")
    words = "".join(
        f"<{name}><rdf:{kind}><rdf:li{language}>{escape(text)}</rdf:li></rdf:{kind}></{name}>"
        for name, kind, language, text in (
            ("dc:title", "Alt", ' xml:lang="x-default"', plate.title),
            ("dc:description", "Alt", ' xml:lang="x-default"', plate.alt),
            ("dc:language", "Bag", "", LANGUAGE),
            ("dc:rights", "Alt", ' xml:lang="x-default"', LICENCE_URL),
        )
    )
    claim = "<pdfuaid:part>1</pdfuaid:part>" if universal else ""
    text = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{NAMESPACES["rdf"]}">'
        f'<rdf:Description rdf:about="" {spaces}>{words}<dc:source>{escape(plate.source)}</dc:source>'
        f"<xmpRights:WebStatement>{LICENCE_URL}</xmpRights:WebStatement>{claim}"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )
    return text.encode("utf-8")


def _catalogue(writer: PdfWriter, plate: Plate) -> None:
    root, page = writer._root_object, writer.pages[0]
    box = ArrayObject([page.mediabox[place] for place in range(4)])
    layout = _dictionary(O=NameObject("/Layout"), BBox=box, Placement=NameObject("/Block"))
    figure = _dictionary(
        Type=NameObject("/StructElem"),
        S=NameObject("/Figure"),
        Pg=page.indirect_reference,
        K=NumberObject(0),
        Alt=TextStringObject(plate.alt),
        T=TextStringObject(plate.title),
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
    root[NameObject("/MarkInfo")] = _dictionary(Marked=BooleanObject(True))
    root[NameObject("/Lang")] = TextStringObject(LANGUAGE)
    root[NameObject("/ViewerPreferences")] = _dictionary(DisplayDocTitle=BooleanObject(True))
    root[NameObject("/Metadata")] = writer._add_object(_metadata(plate))


def _metadata(plate: Plate) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(packet(plate, universal=True))
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    return stream


def _dictionary(**entries: PdfObject | None) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items() if value is not None})
