"""The rules of each publication target: size, type and formats, as a row of `profiles.csv` and a style file."""

import csv
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from sectorbook.errors import FigureError, shown, suggestion
from sectorbook.inputs import is_file, read_text

DEFAULT = "report"
FAMILIES = ("Liberation Sans", "Noto Naskh Arabic", "Noto Sans Devanagari")
"""The package's own fonts: that of all figures, and those of letters that it lacks."""
MM_PER_INCH = 25.4
PACKAGE = Path(str(files("sectorbook.figures")))
STYLES, FONTS = PACKAGE / "styles", PACKAGE / "fonts"
COLUMNS = ["profile", "width_mm", "max_height_mm", "type_min_pt", "type_max_pt", "dpi", "formats", "title_inside"]
"""What a table of profiles must have; fills, rule, url and read may be left out."""

Format = Literal["pdf", "svg", "png", "tiff"]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


@dataclass(frozen=True)
class Profile:
    """The rules of one publication target, validated from a row of `profiles.csv`.

    Attributes
    ----------
    name : str
        Name of the profile.
    width, max_height : float
        Width and greatest height of a figure in print, in mm.
    type_min, type_max : float
        Smallest and largest type size, in points.
    dpi : int
        Resolution of raster files, in pixels per inch.
    formats : tuple of {"pdf", "svg", "png", "tiff"}
        Formats that a figure is written in.
    title_inside : bool
        Whether title and source are part of the figure.
    sheet : Path
        The matplotlib style file.
    fills : bool
        Whether a figure takes all of the height, in the largest type in which the drawing has room.
    rule : str
        Whose rule it is, in words.
    url, read : str
        Where the rule is published, and the date on which it was read there; empty for our own choices.
    """

    name: Annotated[str, Field(validation_alias="profile")]
    width: Annotated[Positive, Field(validation_alias="width_mm")]
    max_height: Annotated[Positive, Field(validation_alias="max_height_mm")]
    type_min: Annotated[Positive, Field(validation_alias="type_min_pt")]
    type_max: Annotated[Positive, Field(validation_alias="type_max_pt")]
    dpi: Annotated[int, Field(gt=0)]
    formats: Annotated[tuple[Format, ...], Field(min_length=1), BeforeValidator(str.split)]
    title_inside: bool
    sheet: Path
    fills: bool = False
    rule: str = ""
    url: str = ""
    read: str = ""

    @property
    def inches(self) -> float:
        """The width in inches, a whole number of pixels."""
        return self.round_to_pixels(self.width / MM_PER_INCH)

    def round_to_pixels(self, inches: float) -> float:
        """Round a length to a whole number of pixels, so that saving cuts none off.

        Parameters
        ----------
        inches : float
            A length in inches.

        Returns
        -------
        float
            The rounded length in inches.
        """
        return (round(inches * self.dpi) + 1e-4) / self.dpi

    @property
    def read_on(self) -> str:
        """When the rule was read, in words."""
        return f"read {self.read}" if self.read else "the day it was read is not known"

    @property
    def locator(self) -> str:
        """The name or absolute path by which `load_profile` finds the profile from any folder."""
        return self.name if self.sheet.parent == STYLES else str(self.sheet.resolve())

    def file_stem(self, name: str) -> str:
        """Name of a figure's files in this profile.

        Parameters
        ----------
        name : str
            Name of the figure.

        Returns
        -------
        str
            File name without its suffix: "people", "people_web".
        """
        return name if self.name == DEFAULT else f"{name}_{self.name}"


def parse_profiles(words: str) -> tuple[Profile, ...]:
    """Load the profiles of a list in text form.

    Parameters
    ----------
    words : str
        Names or paths of style files, separated by commas or spaces: "report, nature-1". A list with a path is
        separated by commas only. "all" stands for all profiles of the package.

    Returns
    -------
    tuple of Profile
        In the order of `words`, without repetitions.

    Raises
    ------
    FigureError
        If `words` is empty or a profile is unknown or invalid.
    """
    separator = "," if ".mplstyle" in words else None  # a path may have spaces
    listed = [name.strip() for part in words.split(",") for name in part.split(separator) if name.strip()]
    names = [name for word in listed for name in (profile_names() if word == "all" else [word])]
    if not names:
        raise FigureError(f"No profile is named. Known are {', '.join(_profiles())}.")
    return tuple(load_profile(name) for name in dict.fromkeys(names))


def load_profile(name: str) -> Profile:
    """Load a profile.

    Parameters
    ----------
    name : str
        A profile of the package, or the path of a style file of your own: "mine/thesis.mplstyle". A file
        `profiles.csv` beside it, with the columns of the package's, has its row.

    Returns
    -------
    Profile

    Raises
    ------
    FigureError
        If the profile is unknown, or its row or style file is invalid.
    """
    if name.endswith(".mplstyle"):
        return _load_own(_expanded(name))
    if name not in _profiles():
        hint = suggestion(name, _profiles(), f"Known are {', '.join(_profiles())}.", limit=3, cutoff=0.7)
        raise FigureError(f'There is no profile "{name}". {hint}')
    return _profiles()[name]


def _expanded(name: str) -> Path:
    """Return a path in which "~" is one's home; a user whom there is not, or cannot be, stays as written."""
    try:
        return Path(os.path.expanduser(name))  # noqa: PTH111 - that of Path raises for an unknown user
    except ValueError:  # a zero byte
        return Path(name)


def profile_names() -> tuple[str, ...]:
    """Names of the package's profiles, the default first.

    Returns
    -------
    tuple of str
    """
    return tuple(_profiles())


@contextmanager
def profile_style(profile: Profile, salt: str) -> Iterator[None]:
    """Set matplotlib up for one figure of a profile, whatever was set before.

    Parameters
    ----------
    profile : Profile
        The publication target.
    salt : str
        Seed of the ids inside an SVG: they are the same from run to run, and differ from those of other figures.
    """
    import matplotlib as mpl  # here, as most callers that load profiles draw nothing
    from matplotlib import style

    from sectorbook.figures.measuring import measured_once

    _add_fonts()
    sheets = ["default", str(STYLES / "base.mplstyle"), str(profile.sheet)]
    with style.context(sheets), mpl.rc_context({"svg.hashsalt": salt}), measured_once():
        yield


@cache
def _add_fonts() -> None:
    """Make the package's own files the only ones of their families; a system's might be of another version."""
    from matplotlib import font_manager

    manager = font_manager.fontManager
    manager.ttflist = [font for font in manager.ttflist if font.name not in FAMILIES]
    with (FONTS / "SOURCES.csv").open(encoding="utf-8", newline="") as listed:
        fonts = [FONTS / row["file"] for row in csv.DictReader(listed)]
    for file in sorted(fonts):
        try:
            manager.addfont(file)
        except (OSError, RuntimeError) as error:  # RuntimeError is FreeType's for a file that is no font
            raise FigureError(
                f"The font {file.name} of the package is missing or broken ({error}). Install sectorbook again."
            ) from error


@cache
def _profiles() -> dict[str, Profile]:
    """Load the package's profiles, by name."""
    return _read(PACKAGE / "profiles.csv", STYLES)


def _load_own(sheet: Path) -> Profile:
    """Load the profile of a user's style file from the table beside it."""
    table = sheet.parent / "profiles.csv"
    for file in (sheet, table):
        if not is_file(file):
            raise FigureError(
                f"{shown(str(file))} does not exist. A profile of your own is a style file and a row in profiles.csv "
                "beside it."
            )
    _check_style(sheet)
    own = _read(table, sheet.parent)
    if sheet.stem in _profiles():
        raise FigureError(f'{sheet}: "{sheet.stem}" is a profile of the package. Call yours by another name.')
    if sheet.stem not in own:
        raise FigureError(f'{table} has no row "{sheet.stem}". It has {", ".join(own) or "none"}.')
    return own[sheet.stem]


def _check_style(sheet: Path) -> None:
    """Raise `FigureError` for a setting that matplotlib does not know, since matplotlib only logs it."""
    import matplotlib as mpl

    for line, text in enumerate(read_text(sheet).splitlines(), start=1):
        name = text.partition("#")[0].partition(":")[0].strip()
        if name and name not in mpl.rcParams:
            hint = suggestion(name, mpl.rcParams, "")
            raise FigureError(f'{sheet}, line {line}: matplotlib has no setting "{name}". {hint}'.rstrip())


def _read(table: Path, sheets: Path) -> dict[str, Profile]:
    """Read a table of profiles whose style files are in the folder `sheets`."""
    rows = csv.DictReader(read_text(table).splitlines(), restkey="rest", restval="")
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise FigureError(f"{table} lacks the column {missing[0]}. It needs {', '.join(COLUMNS)}, with commas between.")
    profiles = [_profile(row, table, line, sheets) for line, row in enumerate(rows, 2)]
    return {profile.name: profile for profile in profiles}


def _profile(row: dict[str, str], table: Path, line: int, sheets: Path) -> Profile:
    """Validate one row; an invalid cell raises `FigureError` with its line and column."""
    try:
        profile = TypeAdapter(Profile).validate_python(row | {"sheet": _style_file(row["profile"], sheets)})
    except ValidationError as error:
        first = error.errors()[0]
        raise _misfit(table, line, row, str(first["loc"][0]), first["msg"]) from error
    if profile.type_min > profile.type_max:
        raise _misfit(table, line, row, "type_max_pt", "it is less than type_min_pt")
    return profile


def _misfit(table: Path, line: int, row: dict[str, str], column: str, reason: str) -> FigureError:
    """Build the error for a cell that does not fit its column."""
    return FigureError(
        f"{table}, line {line}, column {column}: {row[column]!r} does not fit ({reason}). "
        "See the package's profiles.csv."
    )


def _style_file(name: str, sheets: Path) -> Path:
    """Find a profile's own style file, or that of its family: "nature-1" and "nature-2" share one."""
    own = sheets / f"{name}.mplstyle"
    return own if is_file(own) else sheets / f"{re.sub(r'-[0-9]$', '', name)}.mplstyle"
