"""Pictures of links to pages: of the story one that is drawn for it, of another page its first chart."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from PIL import Image, ImageOps

from sectorbook.figures import charts
from sectorbook.figures.publish import Picture
from sectorbook.pages.page import Page
from sectorsite.drawings.pictures import Chart
from sectorsite.front.numbers import FORMULAS, Numbers
from sectorsite.front.sharing import SIZE

PROFILE = Path(__file__).with_name("share.mplstyle")
"""Publication target of the story's picture."""
DRAWN = {"total": "total", "claim": "opening", "part": "companies", "sum": "together", "excess": "excess"}
"""Numbers of the story by what they are in the chart."""
MARGIN, PAPER = 30, "white"
"""Least margin around a chart in pixels, and what is behind it."""


def write_pictures(stories: Iterable[Numbers], folder: Path) -> None:
    """Write the picture of each language that has texts for one; the others show the first one's.

    Parameters
    ----------
    stories : iterable of Numbers
    folder : Path
        For the pictures.
    """
    for numbers in (one for one in stories if one.language.share):
        picture = draw_picture(numbers)
        _write(folder / numbers.language.page, picture.png, picture.alt)


def draw_picture(numbers: Numbers) -> Picture:
    """Draw the finding as a picture for links, as charts are drawn for any publication target.

    Parameters
    ----------
    numbers : Numbers
        Of the story, in its language.

    Returns
    -------
    Picture
        `SIZE` pixels large.
    """
    words = numbers.language.share
    page = Page(numbers.result, profile=str(PROFILE))
    kinds: dict[str, Any] = {kind: {words[kind]: FORMULAS[name]} for kind, name in DRAWN.items()}
    title, subtitle = (numbers.fill(words[part]).text for part in ("title", "subtitle"))
    return page.picture(charts.sum_and_total, page.table(**kinds), title, subtitle)


def write_chart(chart: Chart | None, page: Path) -> None:
    """Write a chart as the picture of a page.

    Parameters
    ----------
    chart : Chart or None
        A chart that has a raster picture among its files; of another, or of none, nothing is written.
    page : Path
        Folder for the pictures, and in it the page's name.
    """
    raster = chart.folder / f"{chart.card['name']}.png" if chart else None
    if chart and raster and raster.is_file():
        with Image.open(raster) as drawn:
            width, height = (side - 2 * MARGIN for side in SIZE)
            inside = ImageOps.pad(drawn.convert("RGB"), (width, height), color=PAPER)
        fitted = ImageOps.expand(inside, MARGIN, PAPER)
        written = io.BytesIO()
        fitted.save(written, "png", optimize=True)
        _write(page, written.getvalue(), chart.card["alt"])


def first_chart(notebook: NotebookNode) -> str:
    """Return the name of the first chart that an executed notebook shows; empty where it has none."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    names = (output.get("metadata", {}).get("image/png", {}).get("figure", "") for output in outputs)
    return next(filter(None, names), "")


def _write(page: Path, png: bytes, alt: str) -> None:
    """Write a picture and its description."""
    page.parent.mkdir(parents=True, exist_ok=True)
    page.with_name(f"{page.name}.png").write_bytes(png)
    page.with_name(f"{page.name}.txt").write_text(alt + "\n", encoding="utf-8")
