"""The rules of each publication target: size, type, formats, as rows of `profiles.csv` and one style file each."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import matplotlib as mpl
from matplotlib import style

from sectorbook.exceptions import FigureError

__all__ = ["Profile", "load_profile", "profile_names", "styled"]

MM_PER_INCH = 25.4


@dataclass(frozen=True)
class Profile:
    """One publication target. Lengths are millimetres at print size, type sizes points."""

    name: str
    width: float
    max_height: float
    type_min: float
    type_max: float
    dpi: int
    formats: tuple[str, ...]
    title_inside: bool

    def size(self, height: float) -> tuple[float, float]:
        """Width and height in inches for a figure of this height in mm; too high raises `FigureError`."""
        if height > self.max_height:
            raise FigureError(
                f"A figure {height:g} mm high does not fit the profile {self.name}, which ends at "
                f"{self.max_height:g} mm. Make it lower."
            )
        return self.width / MM_PER_INCH, height / MM_PER_INCH


def load_profile(name: str) -> Profile:
    """A profile by its name; an unknown one raises `FigureError` with those that exist."""
    if name not in _profiles():
        near = difflib.get_close_matches(name, _profiles(), n=1)
        hint = f'Did you mean "{near[0]}"?' if near else f"Known are {', '.join(_profiles())}."
        raise FigureError(f'There is no profile "{name}". {hint}')
    return _profiles()[name]


def profile_names() -> tuple[str, ...]:
    """The profiles there are, the default first."""
    return tuple(_profiles())


@contextmanager
def styled(profile: Profile, salt: str) -> Iterator[None]:
    """Matplotlib set up for one figure of a profile, whatever was set before and whatever file lies around.

    `salt` keeps the ids inside an SVG the same from run to run, and apart from those of other figures.
    """
    sheet = files("sectorbook").joinpath("styles", f"{profile.name}.mplstyle")
    with style.context(["default", str(sheet)]), mpl.rc_context({"svg.hashsalt": salt}):
        yield


@cache
def _profiles() -> dict[str, Profile]:
    text = files("sectorbook").joinpath("profiles.csv").read_text(encoding="utf-8")
    return {row["profile"]: _profile(row) for row in csv.DictReader(text.splitlines())}


def _profile(row: dict[str, str]) -> Profile:
    return Profile(
        name=row["profile"],
        width=float(row["width_mm"]),
        max_height=float(row["max_height_mm"]),
        type_min=float(row["type_min_pt"]),
        type_max=float(row["type_max_pt"]),
        dpi=int(row["dpi"]),
        formats=tuple(row["formats"].split()),
        title_inside=row["title_inside"] == "yes",
    )
