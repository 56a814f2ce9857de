"""A chart as a picture of a page: laid out for a telephone on narrow screens, drawn dark on a dark page."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sectorbook.formats.markup import escape_html
from sectorbook.ledger.workspace import find_workspace
from sectorsite.drawings.dark import darkened

NARROW = "(max-width: 640px)"
"""Screens on which the layout for telephones is shown."""
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Chart:
    """A chart's files.

    Attributes
    ----------
    card : dict
        Its card.
    folder : Path
        Where its files are.
    phone : Path or None
        Its drawing for telephones; None where it is not made for them.
    address : str
        Folder of the files on the site, such as "figures".
    """

    card: dict[str, Any]
    folder: Path
    phone: Path | None
    address: str

    @property
    def drawing(self) -> Path:
        """The drawing for wide screens."""
        return self.folder / f"{self.card['name']}.svg"

    def picture(self, root: str, lazy: bool = True) -> str:
        """The chart as pictures for either theme, of which the page shows one.

        Parameters
        ----------
        root : str
            Path from the page to the site's root.
        lazy : bool, default True
            Whether it is loaded only when it comes into view.

        Returns
        -------
        str
            HTML.
        """
        # In an element of their own: the theme hides the caption beside a picture of the other theme.
        pictures = "".join(self._of_theme(theme, f"{root}{self.address}", lazy) for theme in THEMES)
        return f'<span class="chart">{pictures}</span>'

    def thumbnail(self, root: str) -> str:
        """The chart in small, for either theme: the drawing for telephones, whose type is larger.

        Parameters
        ----------
        root : str
            Path from the page to the site's root.

        Returns
        -------
        str
            HTML.
        """
        drawing = self.phone or self.drawing
        images = (_image(self.card, drawing, theme, f"{root}{self.address}", lazy=True) for theme in THEMES)
        return f'<span class="chart">{"".join(images)}</span>'

    def copy(self, folder: Path) -> None:
        """Copy the chart's files, and write its drawings for the dark page.

        Parameters
        ----------
        folder : Path
            An existing folder.
        """
        for name in (*self.card["files_sha256"], f"{self.card['name']}.json"):
            shutil.copy(self.folder / name, folder)
        for drawing in filter(None, (self.drawing, self.phone)):
            shutil.copy(drawing, folder)
            text = darkened(drawing.read_text(encoding="utf-8"))
            (folder / _dark_name(drawing)).write_text(text, encoding="utf-8")

    def _of_theme(self, theme: str, folder: str, lazy: bool) -> str:
        """Write the picture for one theme."""
        narrow = (
            self.phone and f'<source media="{NARROW}" srcset="{folder}/{_name(self.phone, theme)}" {_size(self.phone)}>'
        )
        image = _image(self.card, self.drawing, theme, folder, lazy)
        return f'<picture class="only-{theme}">{narrow or ""}{image}</picture>'


_CHARTS: dict[str, Chart] = {}
"""The charts that the workspace publishes, by their names, as `show_charts` was given them."""


def show_charts(charts: Mapping[str, Chart]) -> None:
    """Let `chart_of` find charts that are prepared.

    Parameters
    ----------
    charts : mapping of str to Chart
        By their names.
    """
    _CHARTS.clear()
    _CHARTS.update(charts)


def chart_of(card: dict[str, Any]) -> Chart:
    """Return the chart of a card, with its drawing for telephones where that is prepared.

    Parameters
    ----------
    card : dict
        The card of a chart that the workspace publishes.

    Returns
    -------
    Chart
    """
    return _CHARTS.get(card["figure"]) or Chart(card, find_workspace().figures, None, "figures")


def _image(card: Mapping[str, Any], drawing: Path, theme: str, folder: str, lazy: bool) -> str:
    """Write a drawing for one theme."""
    loading = ' loading="lazy"' if lazy else ""
    source, alt = f"{folder}/{_name(drawing, theme)}", escape_html(card["alt"])
    return f'<img src="{source}" class="only-{theme}" {_size(drawing)}{loading} alt="{alt}">'


def _name(drawing: Path, theme: str) -> str:
    """Return the name of a drawing for a theme."""
    return drawing.name if theme == THEMES[0] else _dark_name(drawing)


def _dark_name(drawing: Path) -> str:
    """Return the name of a drawing for the dark page."""
    return f"{drawing.stem}_dark.svg"


def _size(drawing: Path) -> str:
    """Read a drawing's size, as attributes in CSS pixels."""
    head = drawing.read_text(encoding="utf-8")[:2000]
    width, height = (
        round(float(head.partition(f' {side}="')[2].partition("pt")[0]) / 0.75) for side in ("width", "height")
    )
    return f'width="{width}" height="{height}"'
