"""Publish a figure: drawn anew for each profile that is wanted, shown with its alt text, stored with data and card."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from IPython.display import display
from matplotlib.figure import Figure

from sectorbook.figures.sidecar import sha256
from sectorbook.figures.charts.ranges import ranges
from sectorbook.figures.checks.drawing import check_drawing
from sectorbook.figures.checks.rendered import content_digest_of
from sectorbook.ledger.context import Context
from sectorbook.figures.checks.rendered import Drawn
from sectorbook.errors import FigureError
from sectorbook.figures.checks.files import check_file
from sectorbook.figures.formats import preview, write_figure
from sectorbook.figures.layout import Draw, lay_out
from sectorbook.ledger.report import Report
from sectorbook.figures.spec import LICENCE_URL, Plate, make_plate
from sectorbook.figures.profiles import DEFAULT, Profile, chosen_profiles, styled
from sectorbook.values.wording import escape_dollars, plain_dollars

@dataclass(frozen=True)
class Edition:
    """What a notebook's figures are published for: a report, profiles, a folder (None: only shown), what is around it.

    The first profile is the one that is shown.
    """

    report: Report
    profiles: tuple[Profile, ...]
    folder: Path | None
    context: Context | None = None


_current: list[Edition] = []


def edition(report: Report, profile: str = DEFAULT, export_to: str = "", context: Context | None = None) -> Edition:
    """Say once in a notebook what its figures are for; `publish` follows it, and tables are shown in full.

    `profile` names one or more, "report, nature-1", or "all"; the first is shown. `export_to` is the folder that the
    files go to; empty, figures are only shown. `context` is what is around the report, where figures rest on it. An
    unknown profile raises `FigureError`.
    """
    pd.set_option("display.max_colwidth", None)
    pd.set_option("display.max_rows", None)
    pd.set_option("display.html.use_mathjax", False)  # a dollar sign is no formula
    chosen = Edition(report, chosen_profiles(profile), Path(export_to) if export_to else None, context)
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
    subtitle: str = "",
    computed: Mapping[str, float] | None = None,
    height: float | None = None,
) -> None:
    """Draw a figure once for each profile, show the first with alt text and caption, and store them all.

    Parameters
    ----------
    draw : called with an empty figure and `data`
    name : the name of the files, lower case
    data : what is plotted; stored beside the figure as CSV
    title : the finding
    caption : what is drawn, under which reading; differs from `alt`
    alt : kind of chart, what it shows, the finding and its numbers, for who cannot see it
    sources : ids of the report's sources, or of those of what is around it
    subtitle : what is measured, where and when
    computed : numbers in the words that are neither plotted nor printed by the report, by what they are
    height : in mm; by default as high as the drawing asks for

    Raises `FigureError` where a part is missing, where no edition was chosen, and where the drawing does not fit.
    """
    if not _current:
        raise FigureError(f'The figure "{name}" has no edition. Call sb.edition(report, ...) first.')
    current = _current[0]
    words = {"title": title, "subtitle": subtitle, "caption": caption, "alt": alt}
    plate = make_plate(
        current.report, name, data=data, sources=sources, computed=computed or {}, context=current.context, **words
    )
    for profile in current.profiles:
        with styled(profile, salt=profile.stem(plate.stem)):
            figure = lay_out(draw, plate.data, plate, profile, height)
            if profile == current.profiles[0]:
                _show(figure, plate, profile)
            if current.folder:
                _store(figure, plate, profile, current.report, current.folder)


def _show(figure: Figure, plate: Plate, profile: Profile) -> None:
    """Show the figure as Markdown: the one form whose alt text survives everywhere a notebook is read."""
    code = base64.b64encode(preview(figure)).decode("ascii")
    alt = re.sub(r"([\\\[\]])", r"\\\1", " ".join(plate.alt.split()))
    heading = "" if profile.title_inside else f"**{plate.title}**\n\n"
    words = f"*{plate.caption}* {plate.source}"
    markdown = (
        f"{plain_dollars(heading)}![{escape_dollars(alt)}](data:image/png;base64,{code})\n\n{plain_dollars(words)}"
    )
    display({"text/markdown": markdown, "text/plain": f"Figure: {plate.alt}"}, raw=True)


def _store(figure: Figure, plate: Plate, profile: Profile, report: Report, folder: Path) -> None:
    """Write a figure's files, and its card once they are all there."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".figure-") as made:
        card = _make(figure, plate, profile, report, Path(made))
        for name in card["files_sha256"]:
            (Path(made) / name).replace(folder / name)
    text = json.dumps(card, indent=1, ensure_ascii=False) + "\n"
    (folder / f"{card['name']}.json").write_text(text, encoding="utf-8")


def _make(figure: Figure, plate: Plate, profile: Profile, report: Report, folder: Path) -> dict[str, Any]:
    """Write and check a figure's files; gives what its card says."""
    stem = profile.stem(plate.stem)
    files = write_figure(figure, plate, profile, folder)
    table = folder / f"{stem}.csv"
    table.write_text(plate.table, encoding="utf-8")
    drawn = Drawn(figure)
    complaints = check_drawing(drawn, plate, profile)
    complaints += [words for file in files for words in check_file(file, profile, plate.alt)]
    return {
        "figure": plate.name,
        "name": stem,
        "profile": profile.name,
        **({} if profile.address == profile.name else {"profile_file": profile.address}),
        "title": plate.title,
        "subtitle": plate.subtitle,
        "caption": plate.caption,
        "alt": plate.alt,
        "source": plate.source,
        "licence": LICENCE_URL,
        "report": report.slug,
        "changes": list(report.changes),
        "computed": plate.computed,
        "report_sha256": report.digest,
        **({"context_sha256": plate.around} if plate.around else {}),
        **({"others_sha256": dict(plate.others)} if plate.others else {}),
        "data_sha256": plate.data_digest,
        "content_sha256": content_digest_of(drawn),
        "complaints": complaints,
        "files_sha256": {file.name: sha256(file) for file in (*files, table)},
    }


def rehearse(report: Report) -> None:
    """Draw, write and check a figure of a report, and throw it away: what is slow the first time is then done."""
    data = report.core.head(1)[["low", "high", "about"]].assign(label="A range", unit="person", kind="printed")
    words = {"title": "Title", "subtitle": "", "caption": "Caption", "alt": "Alt"}
    plate = make_plate(report, "rehearsal", data=data, sources=report.account, computed={}, context=None, **words)
    profile = chosen_profiles(DEFAULT)[0]
    with styled(profile, salt=plate.stem), TemporaryDirectory() as folder:
        figure = lay_out(lambda figure, data: ranges(data, figure.subplots()), plate.data, plate, profile)
        preview(figure)
        _make(figure, plate, profile, report, Path(folder))
