"""The rules of each publication target: size, type, formats, as rows of `profiles.csv` and one style file each."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from sectorbook.errors import FigureError, suggestion

DEFAULT = "report"
FAMILY = "Liberation Sans"
FORMATS = ("pdf", "svg", "png", "tiff")
MM_PER_INCH = 25.4
PACKAGE = Path(str(files("sectorbook.figures")))
STYLES, FONTS = PACKAGE / "styles", PACKAGE / "fonts"


@dataclass(frozen=True)
class Profile:
    """One publication target. Lengths are millimetres at print size, type sizes points.

    `rule` says whose rule it is, `url` and `read` where it stands and when it was read there; empty for our own
    choices. `sheet` is its matplotlib style file.
    """

    name: str
    width: float
    max_height: float
    type_min: float
    type_max: float
    dpi: int
    formats: tuple[str, ...]
    title_inside: bool
    rule: str
    url: str
    read: str
    sheet: Path

    @property
    def inches(self) -> float:
        """Its width in inches, a whole number of pixels."""
        return self.whole_pixels(self.width / MM_PER_INCH)

    def whole_pixels(self, inches: float) -> float:
        """The length nearest to one in inches that is a whole number of pixels, of which saving cuts off none."""
        return (round(inches * self.dpi) + 1e-4) / self.dpi

    @property
    def read_on(self) -> str:
        """When its rule was read."""
        return f"read {self.read}" if self.read else "the day it was read is not known"

    @property
    def locator(self) -> str:
        """What `load_profile` finds it by from anywhere."""
        return self.name if self.sheet.parent == STYLES else str(self.sheet.resolve())

    def file_stem(self, name: str) -> str:
        """How the files of a figure are called in this profile, without their endings."""
        return name if self.name == DEFAULT else f"{name}_{self.name}"


def parse_profiles(words: str) -> tuple[Profile, ...]:
    """The profiles named in `words`, with commas or spaces between: "report, nature-1"; "all" are those of the package.

    Each is a name, or the path of a user's own style file; unknown ones raise `FigureError`.
    """
    own = ".mplstyle" in words  # a path may have spaces
    listed = [word for part in words.split(",") for word in ([part.strip()] if own else part.split()) if word]
    names = [name for word in listed for name in (profile_names() if word == "all" else [word])]
    if not names:
        raise FigureError(f"No profile is named. Known are {', '.join(_profiles())}.")
    return tuple(load_profile(name) for name in dict.fromkeys(names))


def load_profile(name: str) -> Profile:
    """A profile by its name, or by the path of a style file of one's own: "mine/thesis.mplstyle".

    One's own has its row in `profiles.csv` beside the style file, with the columns of the package's. What is unknown
    or malformed raises `FigureError`.
    """
    sheet = Path(name).expanduser()
    if sheet.suffix == ".mplstyle":
        return _own(sheet)
    if name not in _profiles():
        hint = suggestion(name, _profiles(), f"Known are {', '.join(_profiles())}.", limit=3, cutoff=0.7)
        raise FigureError(f'There is no profile "{name}". {hint}')
    return _profiles()[name]


def profile_names() -> tuple[str, ...]:
    """The profiles of the package, the default first."""
    return tuple(_profiles())


@contextmanager
def profile_style(profile: Profile, salt: str) -> Iterator[None]:
    """Matplotlib set up for one figure of a profile, whatever was set before and whatever file lies around.

    `salt` keeps the ids inside an SVG the same from run to run, and apart from those of other figures.
    """
    import matplotlib as mpl  # here, as much of what asks for profiles draws nothing
    from matplotlib import style

    _bring_fonts()
    sheets = ["default", str(STYLES / "base.mplstyle"), str(profile.sheet)]
    with style.context(sheets), mpl.rc_context({"svg.hashsalt": salt}):
        yield


@cache
def _bring_fonts() -> None:
    """Make the package's own files the only ones of their family; a system's might be of another version."""
    from matplotlib import font_manager

    manager = font_manager.fontManager
    manager.ttflist = [font for font in manager.ttflist if font.name != FAMILY]
    for file in sorted(FONTS.glob("*.ttf")):
        manager.addfont(file)


@cache
def _profiles() -> dict[str, Profile]:
    return _read(PACKAGE / "profiles.csv", STYLES)


def _own(sheet: Path) -> Profile:
    table = sheet.parent / "profiles.csv"
    for file in (sheet, table):
        if not file.is_file():
            raise FigureError(
                f"{file} does not exist. A profile of your own is a style file and a row in profiles.csv beside it."
            )
    _check_style(sheet)
    own = _read(table, sheet.parent)
    if sheet.stem in _profiles():
        raise FigureError(f'{sheet}: "{sheet.stem}" is a profile of the package. Call yours by another name.')
    if sheet.stem not in own:
        raise FigureError(f'{table} has no row "{sheet.stem}". It has {", ".join(own) or "none"}.')
    return own[sheet.stem]


def _check_style(sheet: Path) -> None:
    """Raise `FigureError` for a setting that matplotlib does not know; it would only log it."""
    import matplotlib as mpl

    for line, text in enumerate(sheet.read_text(encoding="utf-8-sig").splitlines(), start=1):
        name = text.partition("#")[0].partition(":")[0].strip()
        if name and name not in mpl.rcParams:
            hint = suggestion(name, mpl.rcParams, "")
            raise FigureError(f'{sheet}, line {line}: matplotlib has no setting "{name}". {hint}'.rstrip())


def _read(table: Path, sheets: Path) -> dict[str, Profile]:
    try:
        rows = csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines())
    except UnicodeDecodeError as error:
        raise FigureError(f"{table} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    columns = ["profile", *READERS]
    missing = [column for column in columns if column not in (rows.fieldnames or ())]
    if missing:
        raise FigureError(f"{table} lacks the column {missing[0]}. It needs {', '.join(columns)}, with commas between.")
    return {
        profile.name: profile for line, row in enumerate(rows, 2) for profile in [_profile(row, table, line, sheets)]
    }


def _profile(row: dict[str, str], table: Path, line: int, sheets: Path) -> Profile:
    values: dict[str, Any] = {}
    for column, reader in READERS.items():
        try:
            values[column] = reader(row[column] or "")
        except (KeyError, ValueError) as error:
            raise _misfit(table, line, column, row[column], str(error)) from error
    width, height, least, most, dpi, formats, inside = values.values()
    if least > most:
        raise _misfit(table, line, "type_max_pt", row["type_max_pt"], "it is less than type_min_pt")
    rule, url, read = (row.get(key) or "" for key in ("rule", "url", "read"))
    name = row["profile"]
    return Profile(name, width, height, least, most, dpi, formats, inside, rule, url, read, _sheet(name, sheets))


def _misfit(table: Path, line: int, column: str, value: str, why: str) -> FigureError:
    return FigureError(
        f"{table}, line {line}, column {column}: {value!r} does not fit ({why}). See the package's profiles.csv."
    )


def _positive(words: str) -> float:
    number = float(words)
    if not 0 < number < float("inf"):
        raise ValueError("a number above 0 is needed")
    return number


def _whole(words: str) -> int:
    number = _positive(words)
    if not number.is_integer():
        raise ValueError("a whole number is needed")
    return int(number)


def _formats(words: str) -> tuple[str, ...]:
    formats = tuple(words.split())
    if not formats or not set(formats) <= set(FORMATS):
        raise ValueError(f"one or more of {', '.join(FORMATS)} are needed")
    return formats


def _yes_or_no(words: str) -> bool:
    if words not in ("yes", "no"):
        raise ValueError("yes or no is needed")
    return words == "yes"


READERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("width_mm", "max_height_mm", "type_min_pt", "type_max_pt"), _positive),
    "dpi": _whole,
    "formats": _formats,
    "title_inside": _yes_or_no,
}
"""How each column of a table of profiles is read."""


def _sheet(name: str, sheets: Path) -> Path:
    """A profile's own style file, or that of its family: "nature-1" and "nature-2" have one."""
    own = sheets / f"{name}.mplstyle"
    return own if own.is_file() else sheets / f"{re.sub(r'-[0-9]$', '', name)}.mplstyle"
