"""The XMP packet that a PDF and a TIFF contain: title, alt text, source and licence."""

from sectorbook.figures.spec import LICENCE_URL, FigureSpec
from sectorbook.formats.markup import escape_xml

LANGUAGE = "en"
XMP_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}


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
        f"<{name}><rdf:{kind}><rdf:li{language}>{escape_xml(text)}</rdf:li></rdf:{kind}></{name}>"
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
        f'<rdf:Description rdf:about="" {spaces}>{properties}<dc:source>{escape_xml(spec.source)}</dc:source>'
        f"<xmpRights:WebStatement>{LICENCE_URL}</xmpRights:WebStatement>{claim}"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )
    return text.encode("utf-8")
