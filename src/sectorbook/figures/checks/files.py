"""Checks of a figure's file, by whatever program it was written: PDF, SVG, PNG or TIFF.

Each yields what is wrong, in words: size and resolution, fonts, alt text, title, source and licence.
"""

import math
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from PIL import Image
from pypdf import PdfReader

from sectorbook.errors import FigureError, shown
from sectorbook.figures.checks.glyphs import pdf_glyphs, svg_glyphs
from sectorbook.figures.export.raster import TIFF_COPYRIGHT, TIFF_DESCRIPTION, TIFF_TITLE, TIFF_XMP
from sectorbook.figures.export.svg import SVG
from sectorbook.figures.profiles import MM_PER_INCH, Profile
from sectorbook.inputs import MEGABYTE, read_bytes

NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*")
MEGABYTES = 10
MOST_BYTES = 128 * MEGABYTE
"""How large a file may be that is checked at all."""
POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "mm": 72 / MM_PER_INCH, "cm": 720 / MM_PER_INCH, "": 0.75}
LENGTH = re.compile(r"(\d+(?:\.\d+)?)(pt|px|in|mm|cm|)")
DC = "{http://purl.org/dc/elements/1.1/}"
XML = "{http://www.w3.org/XML/1998/namespace}"


def check_file(file: Path, profile: Profile | None = None, alt: str | None = None) -> list[str]:
    """Check a figure's file.

    Parameters
    ----------
    file : Path
        A PDF, SVG, PNG or TIFF.
    profile : Profile, optional
        The publication target whose sizes and formats the file is compared with.
    alt : str, optional
        The alt text that the file should contain.

    Returns
    -------
    list of str
        Complaints; empty if the file passes.

    Raises
    ------
    FigureError
        If the file cannot be read as the format of its suffix.
    """
    reader = ENDINGS.get(file.suffix.lower())
    if reader is None:
        raise FigureError(f"{file} is none of {', '.join(ENDINGS)}. Give a figure's file.")
    read_bytes(file, MOST_BYTES)  # raises for what is no file, and for one that is too large
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # Pillow only warns of some broken files
            complaints = [*_common(file, profile), *reader(file, profile, alt)]
    except MemoryError:
        raise
    except Exception as error:  # readers fail in any way for a file that is not of the format of its suffix
        reason = shown(str(error) or type(error).__name__)
        raise FigureError(f"{file} cannot be read as {file.suffix[1:].upper()} ({reason}). Export it again.") from error
    return [f"{file.name}: {complaint}" for complaint in complaints]


def _common(file: Path, profile: Profile | None) -> Iterator[str]:
    """Check what all formats have in common: name, size in bytes, and whether the profile takes the format."""
    if not NAME.fullmatch(file.name):
        yield "the file's name has other signs than lower-case ASCII letters, digits, point, hyphen and _"
    if file.stat().st_size > MEGABYTES * 10**6:
        yield f"it has {file.stat().st_size / 10**6:.1f} MB, {MEGABYTES} are the most that journals take"
    if profile and file.suffix.lower().lstrip(".") not in profile.formats:
        yield f"{profile.name} takes {', '.join(profile.formats)}"


def _pdf(file: Path, profile: Profile | None, alt: str | None) -> Iterator[str]:
    """Check a PDF: its size, fonts, tags and texts."""
    reader = PdfReader(file)
    page: Any = reader.pages[0]
    yield from _size(profile, float(page.mediabox.width), float(page.mediabox.height))
    yield from _pdf_fonts(page)
    yield from pdf_glyphs(page)
    if profile:
        yield from _pdf_type(page, profile)
    root: Any = reader.trailer["/Root"]
    xmp, metadata = reader.xmp_metadata, reader.metadata
    properties = {
        "title": metadata and metadata.title and xmp and xmp.dc_title,
        "description": xmp and xmp.dc_description,
        "source": xmp and xmp.dc_source,
        "licence": xmp and xmp.dc_rights,
        "language (/Lang)": "/Lang" in root,
        "tags (/MarkInfo, /StructTreeRoot)": "/StructTreeRoot" in root and root.get("/MarkInfo", {}).get("/Marked"),
        "title shown by readers (/DisplayDocTitle)": root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"),
    }
    yield from _missing(properties)
    yield from _alt(next(_alternatives(root.get("/StructTreeRoot")), None), alt)


def _pdf_fonts(page: Any) -> Iterator[str]:
    """Check that each font is embedded and none of Type 3."""
    for font in (page.get("/Resources", {}).get("/Font") or {}).values():
        font = font.get_object()
        name = font.get("/BaseFont", font.get("/Name", "without a name"))
        if font["/Subtype"] == "/Type3":
            yield f"the font {name} is of Type 3: shapes that no one can edit or search"
            continue
        inner = font["/DescendantFonts"][0].get_object() if font["/Subtype"] == "/Type0" else font
        descriptor = inner.get("/FontDescriptor", {})
        descriptor = descriptor.get_object() if descriptor else {}
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor):
            yield f"the font {name} is not embedded"


def _pdf_type(page: Any, profile: Profile) -> Iterator[str]:
    """Check the sizes of type as they are on the page, with all transformations."""
    sizes: set[float] = set()

    def visit(text: str, user: list[float], own: list[float], _font: object, size: float) -> None:
        if text.strip():
            sizes.add(round(size * math.sqrt(abs(_area(user) * _area(own))), 1))

    page.extract_text(visitor_text=visit)
    wrong = sorted(size for size in sizes if not profile.type_min - 0.05 <= size <= profile.type_max + 0.05)
    if wrong:
        listed = ", ".join(f"{size:g}" for size in wrong)
        yield f"type of {listed} points, {profile.name} takes {profile.type_min:g} to {profile.type_max:g}"


def _area(matrix: list[float]) -> float:
    """Return the factor by which a transformation enlarges areas."""
    return matrix[0] * matrix[3] - matrix[1] * matrix[2]


def _alternatives(node: Any) -> Iterator[str]:
    """Yield the alternative texts of all figures of a structure tree."""
    if node is None or isinstance(node, int):
        return
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _alternatives(child)
    elif isinstance(node, dict):
        if node.get("/S") == "/Figure" and node.get("/Alt"):
            yield str(node["/Alt"])
        yield from _alternatives(node.get("/K"))


def _svg(file: Path, profile: Profile | None, alt: str | None) -> Iterator[str]:
    """Check an SVG: its size, texts and ids."""
    root = ET.fromstring(file.read_bytes())
    lengths = [LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if all(lengths):
        yield from _size(profile, *(float(length[1]) * POINTS[length[2]] for length in lengths if length))
    elif profile:
        yield "it has no width and height"
    titles, descriptions = (root.findall(f"{{{SVG}}}{name}") for name in ("title", "desc"))
    if len(titles) > 1 or len(descriptions) > 1:
        yield "it has more than one title or description"
    ids = Counter(value for element in root.iter() if (value := element.get("id")))
    named = all(set((root.get(key) or "-").split()) <= set(ids) for key in ("aria-labelledby", "aria-describedby"))
    properties = {
        "title": titles and titles[0].text,
        "source": any(map(_text, root.iter(f"{DC}source"))),
        "licence": any(map(_text, root.iter(f"{DC}rights"))),
        "role of an image": root.get("role") == "img",
        "language": root.get(f"{XML}lang") or root.get("lang"),
        "link from the image to its title and description": named,
    }
    yield from _missing(properties)
    yield from _alt(_text(descriptions[0]) if descriptions else None, alt)
    yield from svg_glyphs(root)
    repeated = [name for name, count in ids.items() if count > 1]
    if repeated:
        yield f"{len(repeated)} ids are there twice, the first is {repeated[0]}"


def _png(file: Path, profile: Profile | None, alt: str | None) -> Iterator[str]:
    """Check a PNG: its size, resolution and texts."""
    with Image.open(file) as image:
        image.verify()  # every chunk's checksum: a file that was cut short has a whole head
    with Image.open(file) as image:
        yield from _pixels(image, profile)
        keys = {"title": "Title", "source": "Source", "licence": "Copyright"}
        yield from _missing({name: image.info.get(key) for name, key in keys.items()})
        yield from _alt(image.info.get("Description"), alt)


def _tiff(file: Path, profile: Profile | None, alt: str | None) -> Iterator[str]:
    """Check a TIFF: its size, resolution, colours, compression and texts."""
    with Image.open(file) as image:
        yield from _pixels(image, profile)
        image.load()
        tags: Any = image.tag_v2  # type: ignore[attr-defined]
        if image.mode not in ("RGB", "L"):
            yield f"its colours are {image.mode}; journals take RGB or grey, flat and without alpha"
        if image.info.get("compression") != "tiff_lzw":
            yield f"its compression is {image.info.get('compression')}, not LZW"
        sourced = b"dc:source" in tags.get(TIFF_XMP, b"")
        yield from _missing({"title": tags.get(TIFF_TITLE), "licence": tags.get(TIFF_COPYRIGHT), "source": sourced})
        description = tags.get(TIFF_DESCRIPTION, "")
        yield from _alt(description.encode("latin-1").decode("utf-8", "replace"), alt)


def _pixels(image: Image.Image, profile: Profile | None) -> Iterator[str]:
    """Compare a picture's pixels and resolution with the profile."""
    if not profile:
        return
    wanted = profile.inches * profile.dpi
    if abs(image.width - wanted) > 1:
        yield f"it is {image.width} pixels wide, {profile.name} asks for {wanted:.0f}"
    if image.height > profile.max_height / MM_PER_INCH * profile.dpi + 1:
        yield f"it is {image.height} pixels high, more than {profile.name}'s {profile.max_height:g} mm"
    dpi = float(image.info.get("dpi", (0,))[0])
    if abs(dpi - profile.dpi) > 0.5:
        yield f"it says {dpi:.0f} pixels an inch, {profile.name} asks for {profile.dpi}"


def _size(profile: Profile | None, width: float, height: float) -> Iterator[str]:
    """Compare width and height in points with the profile."""
    if profile is None:
        return
    width, height = width * MM_PER_INCH / 72, height * MM_PER_INCH / 72
    if abs(width - profile.width) > 0.5:
        yield f"it is {width:.1f} mm wide, {profile.name} asks for {profile.width:g}"
    if height > profile.max_height + 0.5:
        yield f"it is {height:.1f} mm high, {profile.name} ends at {profile.max_height:g}"


def _missing(properties: Mapping[str, object]) -> Iterator[str]:
    """Complain of each property that is empty or false."""
    for name, value in properties.items():
        if not value:
            yield f"it has no {name}"


def _alt(text: str | None, wanted: str | None) -> Iterator[str]:
    """Check that there is an alt text, and that it is the wanted one."""
    if not text:
        yield "it has no alt text"
    elif wanted and text != wanted:
        yield "its alt text is not that of its card"


def _text(element: ET.Element) -> str:
    """Return all text inside an element."""
    return "".join(element.itertext()).strip()


ENDINGS: dict[str, Callable[[Path, Profile | None, str | None], Iterator[str]]] = {
    ".pdf": _pdf,
    ".svg": _svg,
    ".png": _png,
    ".tiff": _tiff,
    ".tif": _tiff,
}
