"""Write a figure as a tagged PDF."""

import hashlib
import io

from matplotlib.figure import Figure
from pypdf import PdfReader, PdfWriter, generic
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from sectorbook.figures.export.letters import as_printed
from sectorbook.figures.export.raster import save
from sectorbook.figures.export.xmp import LANGUAGE, xmp_packet
from sectorbook.figures.profiles import Profile
from sectorbook.figures.spec import LICENCE_URL, FigureSpec


def write_pdf(figure: Figure, spec: FigureSpec, _profile: Profile) -> bytes:
    """Render a figure as tagged PDF.

    Parameters
    ----------
    figure : Figure
        The figure, laid out for the profile.
    spec : FigureSpec
        Title, alt text and source.

    Returns
    -------
    bytes
    """
    with as_printed():
        return tag_pdf(save(figure, "pdf", {"CreationDate": None, "Creator": None, "Producer": None}), spec)


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
