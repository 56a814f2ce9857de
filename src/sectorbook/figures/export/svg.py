"""Write a figure as an SVG that screen readers take for one image."""

import re
from xml.etree import ElementTree as ET

from matplotlib.figure import Figure

from sectorbook.figures.export.raster import save
from sectorbook.figures.profiles import Profile
from sectorbook.figures.spec import LICENCE_URL, FigureSpec
from sectorbook.formats.markup import legal_in_xml

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
SVG_NAMESPACES = {
    "": SVG,
    "xlink": XLINK,
    "dc": "http://purl.org/dc/elements/1.1/",
    "cc": "http://creativecommons.org/ns#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
REFERENCE = re.compile(r"url\(#([^)]+)\)")


def write_svg(figure: Figure, spec: FigureSpec, profile: Profile) -> bytes:
    """Render a figure as an SVG that screen readers take for one image, with ids that are unique on any page.

    Parameters
    ----------
    figure : Figure
        The figure, laid out for the profile.
    spec : FigureSpec
        Title, alt text and source.
    profile : Profile
        The name of the file, with which ids begin.

    Returns
    -------
    bytes
    """
    metadata = {
        "Source": legal_in_xml(spec.source),
        "Rights": LICENCE_URL,
        "Date": None,
        "Creator": None,
        "Format": None,
    }
    root = ET.fromstring(save(figure, "svg", metadata))
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
        element.text = legal_in_xml(text)
        root.insert(place, element)
