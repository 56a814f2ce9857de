"""Write a figure as PNG or TIFF, and render it for the screen."""

import io

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from sectorbook.figures.export.xmp import xmp_packet
from sectorbook.figures.profiles import Profile
from sectorbook.figures.spec import LICENCE_URL, FigureSpec

PREVIEW_DPI, COLOURS = 144, 128
TIFF_TITLE, TIFF_DESCRIPTION, TIFF_COPYRIGHT, TIFF_XMP = 269, 270, 33432, 700


def render(figure: Figure, dpi: float) -> Image.Image:
    """Render a figure as a picture.

    Parameters
    ----------
    figure : Figure
        The figure, whose ground is opaque.
    dpi : float
        Pixels per inch.

    Returns
    -------
    Image
        In red, green and blue.
    """
    canvas, usual = FigureCanvasAgg(figure), figure.dpi
    figure.dpi = dpi
    try:
        canvas.draw()
    finally:
        figure.dpi = usual
    return Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")


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
    small = render(figure, PREVIEW_DPI).quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(buffer, "PNG")
    return buffer.getvalue()


def save(figure: Figure, kind: str, metadata: dict[str, str | None]) -> bytes:
    """Save a figure with matplotlib as vectors.

    Parameters
    ----------
    figure : Figure
        The figure.
    kind : str
        The format, as matplotlib names it.
    metadata : dict
        Texts that the file contains; entries that are None are left out.

    Returns
    -------
    bytes
    """
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, metadata=metadata)
    return buffer.getvalue()


def render_png(figure: Figure, dpi: float, **texts: str) -> bytes:
    """Render a figure as PNG.

    Parameters
    ----------
    figure : Figure
        The figure.
    dpi : float
        Pixels per inch.
    **texts
        What the file contains beside the picture, in tEXt and iTXt chunks.

    Returns
    -------
    bytes
    """
    chunks = PngInfo()
    for key, text in texts.items():
        chunks.add_text(key, text)
    buffer = io.BytesIO()
    render(figure, dpi).save(buffer, "PNG", dpi=(dpi, dpi), pnginfo=chunks)
    return buffer.getvalue()


def write_png(figure: Figure, spec: FigureSpec, profile: Profile) -> bytes:
    """Render a figure as PNG with its texts in tEXt and iTXt chunks.

    Parameters
    ----------
    figure : Figure
        The figure, laid out for the profile.
    spec : FigureSpec
        Title, alt text and source.
    profile : Profile
        The resolution.

    Returns
    -------
    bytes
    """
    return render_png(
        figure, profile.dpi, Title=spec.title, Description=spec.alt, Source=spec.source, Copyright=LICENCE_URL
    )


def write_tiff(figure: Figure, spec: FigureSpec, profile: Profile) -> bytes:
    """Render a figure as TIFF in RGB without alpha and with LZW, as journals take it.

    Its texts are UTF-8, as XMP and, for older readers, as tags.

    Parameters
    ----------
    figure : Figure
        The figure, laid out for the profile.
    spec : FigureSpec
        Title, alt text and source.
    profile : Profile
        The resolution.

    Returns
    -------
    bytes
    """
    tags = ImageFileDirectory_v2()
    for tag, text in ((TIFF_TITLE, spec.title), (TIFF_DESCRIPTION, spec.alt), (TIFF_COPYRIGHT, LICENCE_URL)):
        tags[tag] = text.encode("utf-8")
    tags[TIFF_XMP] = xmp_packet(spec)
    buffer = io.BytesIO()
    picture = render(figure, profile.dpi)
    picture.save(buffer, "TIFF", compression="tiff_lzw", dpi=(profile.dpi, profile.dpi), tiffinfo=tags)
    return buffer.getvalue()
