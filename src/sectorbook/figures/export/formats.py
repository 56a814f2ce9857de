"""Write a figure in each format of a profile."""

from collections.abc import Callable
from pathlib import Path

from matplotlib.figure import Figure

from sectorbook.figures.export.pdf import write_pdf
from sectorbook.figures.export.raster import write_png, write_tiff
from sectorbook.figures.export.svg import write_svg
from sectorbook.figures.profiles import Profile
from sectorbook.figures.spec import FigureSpec

WRITERS: dict[str, Callable[[Figure, FigureSpec, Profile], bytes]] = {
    "pdf": write_pdf,
    "svg": write_svg,
    "png": write_png,
    "tiff": write_tiff,
}


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
