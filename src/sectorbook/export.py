"""Write a figure for a publication: laid out for a profile, shown with alt text, stored with data and caption.

Nothing that is written changes from run to run: no time, no random id, no layout that depends on what was saved
before.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pandas as pd
from IPython.display import display
from matplotlib.figure import Figure
from matplotlib.text import Text

from sectorbook.exceptions import FigureError
from sectorbook.ledger import Report
from sectorbook.profiles import Profile, load_profile, styled
from sectorbook.wording import plain_dollars

__all__ = ["Edition", "edition", "publish"]

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
NAME = re.compile(r"[a-z][a-z0-9_]*")
LONGEST = 60
"""Characters of a file's name that say what was changed; beyond, a digest stands for the rest."""
SHOWN_DPI = 144
MARGIN = 2.0
"""White border of a figure, mm."""

Draw = Callable[[Figure, pd.DataFrame], object]


@dataclass(frozen=True)
class Edition:
    """What a notebook's figures are published for: a report, a profile, and a folder (None: only shown)."""

    report: Report
    profile: Profile
    folder: Path | None


@dataclass(frozen=True)
class Plate:
    """One figure and all that is printed or stored with it."""

    name: str
    title: str
    caption: str
    alt: str
    source: str
    data: pd.DataFrame


_current: list[Edition] = []


def edition(report: Report, profile: str = "report", export_to: str = "") -> Edition:
    """Say once in a notebook what its figures are for; `publish` follows it, and tables are shown in full.

    `export_to` is the folder that the files go to; empty, figures are only shown. An unknown profile raises
    `FigureError`.
    """
    pd.set_option("display.max_colwidth", None)
    pd.set_option("display.max_rows", None)
    pd.set_option("display.html.use_mathjax", False)  # a dollar sign is no formula
    chosen = Edition(report, load_profile(profile), Path(export_to) if export_to else None)
    _current[:] = [chosen]
    return chosen


def publish(
    draw: Draw,
    name: str,
    *,
    data: pd.DataFrame,
    title: str,
    caption: str,
    alt: str,
    sources: Sequence[str],
    height: float = 90,
) -> None:
    """Draw a figure, show it with its alt text and caption, and store it where the edition says so.

    Parameters
    ----------
    draw : called with an empty figure and `data`
    name : the name of the files, lower case
    data : what is plotted; stored beside the figure as CSV
    title : the finding
    caption : what is drawn, under which reading; differs from `alt`
    alt : kind of chart, what it shows, the finding and its numbers, for who cannot see it
    sources : ids of the report's sources
    height : in mm

    Raises `FigureError` where a part is missing, and where no edition was chosen.
    """
    if not _current:
        raise FigureError(f'The figure "{name}" has no edition. Call sb.edition(report, ...) first.')
    current = _current[0]
    plate = _plate(current.report, name, data, title, caption, alt, sources)
    with styled(current.profile, salt=name):
        figure = _lay_out(draw, plate, current.profile, height)
        _show(figure, plate)
        if current.folder:
            _store(figure, plate, current)


def _plate(
    report: Report, name: str, data: pd.DataFrame, title: str, caption: str, alt: str, sources: Sequence[str]
) -> Plate:
    if not NAME.fullmatch(name):
        raise FigureError(f'"{name}" cannot be a file\'s name. Use lower-case letters, digits and _.')
    for part, text in (("title", title), ("caption", caption), ("alt text", alt)):
        if not text.strip():
            raise FigureError(f'The figure "{name}" has no {part}. Write one.')
    if alt.strip() in (caption.strip(), title.strip()):
        raise FigureError(f'The alt text of "{name}" repeats the caption or title. Say what the drawing shows.')
    if data.empty or not sources:
        raise FigureError(f'The figure "{name}" has no {"data" if data.empty else "source"}. Give it some.')
    marks = f" Changed here: {'; '.join(report.changes)}." if report.changes else ""
    named = [report.cite(source, short=len(sources) > 2) for source in sources]
    source = f"Source{'s' if len(named) > 1 else ''}: {'; '.join(named)}."
    caption, alt = (text if marks.strip() in text else text + marks for text in (caption, alt))
    return Plate(_file_name(name, report), title, caption, alt, source + marks, data)


def _file_name(name: str, report: Report) -> str:
    """The name of a figure's files; one of a changed report says in its name what was changed."""
    if not report.changes:
        return name
    changes = "; ".join(report.changes).lower().replace(".", "_")
    words = re.sub(r"[^a-z0-9_]+", "-", changes).strip("-")
    short = words if len(words) <= LONGEST else f"{words[:LONGEST]}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"
    return f"{name}--{short}"


def _lay_out(draw: Draw, plate: Plate, profile: Profile, height: float) -> Figure:
    """The figure, its title above and its source below, with every position fixed.

    Matplotlib's layout engines move things again at each save, so they are switched off when done.
    """
    figure = Figure(figsize=profile.size(height))
    inch = 1 / 25.4
    top = bottom = MARGIN * inch
    if profile.title_inside:
        top += _note(figure, plate.title, profile.type_max, "bold", at_top=True) + 2 * inch
        bottom += _note(figure, _credit(plate), profile.type_min, "normal", at_top=False) + 2 * inch
    full_width, full_height = figure.get_size_inches()
    side = MARGIN * inch / full_width
    rect = (side, bottom / full_height, 1 - 2 * side, 1 - (top + bottom) / full_height)
    figure.set_layout_engine("constrained", rect=rect)
    draw(figure, plate.data)
    figure.draw_without_rendering()
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    return figure


def _credit(plate: Plate) -> str:
    return f"{plate.source} Drawing: sectorbook, {LICENCE}."


def _note(figure: Figure, words: str, size: float, weight: str, at_top: bool) -> float:
    """Write words along the figure's left edge, wrapped to its width; gives their height in inches."""
    width, height = figure.get_size_inches()
    inset = MARGIN / 25.4
    text = figure.text(
        inset / width,
        1 - inset / height if at_top else inset / height,
        "",
        size=size,
        weight=weight,
        va="top" if at_top else "bottom",
        linespacing=1.2,
    )
    _wrap(text, words, (width - 2 * inset) * figure.dpi)
    return float(text.get_window_extent().height / figure.dpi)


def _wrap(text: Text, words: str, width: float) -> None:
    lines = [""]
    for word in words.split():
        text.set_text(f"{lines[-1]} {word}".strip())
        if lines[-1] and text.get_window_extent().width > width:
            lines.append(word)
        else:
            lines[-1] = text.get_text()
    text.set_text("\n".join(lines))


def _show(figure: Figure, plate: Plate) -> None:
    """Show the figure as Markdown: the one form whose alt text survives everywhere a notebook is read."""
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=SHOWN_DPI, metadata={"Software": None})
    picture = base64.b64encode(buffer.getvalue()).decode("ascii")
    alt = re.sub(r"([\\\[\]])", r"\\\1", " ".join(plate.alt.split()))
    words = f"*{plate.caption}* {plate.source}"
    markdown = f"![{plain_dollars(alt)}](data:image/png;base64,{picture})\n\n{plain_dollars(words)}"
    display({"text/markdown": markdown, "text/plain": f"Figure: {plate.alt}"}, raw=True)


def _store(figure: Figure, plate: Plate, current: Edition) -> None:
    folder = current.folder
    assert folder is not None
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{plate.name}.{ending}" for ending in current.profile.formats]
    for file in files:
        figure.savefig(file, metadata=_metadata(plate, file.suffix))
    table = folder / f"{plate.name}.csv"
    plate.data.to_csv(table, index=False, lineterminator="\n")
    card = {
        "name": plate.name,
        "title": plate.title,
        "caption": plate.caption,
        "alt": plate.alt,
        "source": plate.source,
        "licence": LICENCE_URL,
        "report": current.report.slug,
        "changes": list(current.report.changes),
        "profile": current.profile.name,
        "report_sha256": current.report.digest,
        "files_sha256": {file.name: _sha256(file) for file in (*files, table)},
    }
    text = json.dumps(card, indent=1, ensure_ascii=False) + "\n"
    (folder / f"{plate.name}.json").write_text(text, encoding="utf-8")


def _metadata(plate: Plate, suffix: str) -> dict[str, str | None]:
    """What a file says of itself; the names are each format's own, and none of them is a time."""
    common: dict[str, str | None] = {"Title": plate.title}
    if suffix == ".pdf":
        keywords = f"{plate.source} Licence: {LICENCE_URL}"
        dates = {"CreationDate": None, "Creator": None, "Producer": None}
        return common | {"Subject": plate.alt, "Keywords": keywords} | dates
    common |= {"Description": plate.alt, "Source": plate.source}
    if suffix == ".svg":
        return common | {"Rights": LICENCE_URL, "Date": None, "Creator": None}
    return common | {"Copyright": LICENCE_URL, "Software": None}


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
