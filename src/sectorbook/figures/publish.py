"""Publish figures: draw each for every profile, show it with its alt text, and store it with its data and card."""

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sectorbook.figures.charts.ranges import ranges
from sectorbook.figures.checks.drawing import check_drawing
from sectorbook.figures.checks.files import check_file
from sectorbook.figures.checks.rendered import RenderedFigure, fingerprint
from sectorbook.figures.formats import screen_preview, write_figure
from sectorbook.figures.layout import Draw, lay_out
from sectorbook.figures.profiles import DEFAULT, Profile, parse_profiles, profile_style
from sectorbook.figures.showing import show_caption, show_picture
from sectorbook.figures.sidecar import file_digest
from sectorbook.figures.spec import LICENCE_URL, FigureSpec, make_spec
from sectorbook.ledger.context import Context
from sectorbook.ledger.report import Report


@dataclass(frozen=True)
class FigureSettings:
    """Report, profiles and folder that figures are published with.

    Attributes
    ----------
    report : Report
        The report that figures are about, with what was changed in it.
    profiles : tuple of Profile
        Publication targets; the first one is shown.
    folder : Path or None
        Where files go; None shows figures only.
    context : Context or None
        What is published around the reports, where figures rest on it.
    """

    report: Report
    profiles: tuple[Profile, ...]
    folder: Path | None
    context: Context | None = None

    def publish(
        self,
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
    ) -> list[str]:
        """Draw a figure once for each profile, show the first with alt text and caption, and store them all.

        Parameters
        ----------
        draw : callable
            Called with an empty matplotlib figure and `data`.
        name : str
            Name of the files, in lower case.
        data : DataFrame
            What is plotted; stored beside the figure as CSV.
        title : str
            The finding.
        caption : str
            What is plotted, under which reading; differs from `alt`.
        alt : str
            Kind of chart, what it shows, the finding and its numbers, for readers who cannot see it.
        sources : sequence of str
            Ids of the report's sources, or of the context's.
        subtitle : str
            What is measured, where and when.
        computed : mapping of str to float, optional
            Numbers in the text that are neither plotted nor printed by the report, by what they are.
        height : float, optional
            Height in mm; by default as high as the drawing requests.

        Returns
        -------
        list of str
            The names of the files that were stored, without their endings.

        Raises
        ------
        FigureError
            If a part is missing, or if the drawing does not fit a profile.
        """
        text = {"title": title, "subtitle": subtitle, "caption": caption, "alt": alt}
        spec = make_spec(
            self.report, name, data=data, sources=sources, computed=computed or {}, context=self.context, **text
        )
        for profile in self.profiles:
            with profile_style(profile, salt=profile.file_stem(spec.stem)), warnings.catch_warnings():
                if self.folder:  # the card has a complaint of each letter that no font has
                    warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font", UserWarning)
                figure = lay_out(draw, spec.data, spec, profile, height)
                if profile == self.profiles[0]:
                    _show(figure, spec, profile)
                if self.folder:
                    _store(figure, spec, profile, self.report, self.folder)
        return [profile.file_stem(spec.stem) for profile in self.profiles if self.folder]


def configure_figures(
    report: Report, profile: str = DEFAULT, export_to: str = "", context: Context | None = None
) -> FigureSettings:
    """Settings for a notebook's figures; pandas then shows its tables in full.

    Parameters
    ----------
    report : Report
        The report that figures are about.
    profile : str
        One or more publication targets, "report, nature-1", or "all"; the first is shown.
    export_to : str
        The folder that the files go to; empty, figures are only shown.
    context : Context, optional
        What is published around the report, where figures rest on it.

    Returns
    -------
    FigureSettings

    Raises
    ------
    FigureError
        If a profile is unknown.
    """
    show_tables_in_full()
    return FigureSettings(report, parse_profiles(profile), Path(export_to) if export_to else None, context)


def show_tables_in_full() -> None:
    """Let pandas show every row of a table, each cell in full and a dollar sign as what it is."""
    pd.set_option("display.max_colwidth", None)
    pd.set_option("display.max_rows", None)
    pd.set_option("display.html.use_mathjax", False)


def _show(figure: Figure, spec: FigureSpec, profile: Profile) -> None:
    """Show the figure, its caption and its description."""
    show_picture(screen_preview(figure), spec.alt, spec.name)
    heading = "" if profile.title_inside else f"{spec.title}. "
    show_caption(f"{heading}{spec.caption} {spec.source}", spec.alt)


def _store(figure: Figure, spec: FigureSpec, profile: Profile, report: Report, folder: Path) -> None:
    """Write a figure's files, and its card once they are all there."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".figure-") as temporary:
        card = _write(figure, spec, profile, report, Path(temporary))
        for name in card["files_sha256"]:
            (Path(temporary) / name).replace(folder / name)
    text = json.dumps(card, indent=1, ensure_ascii=False) + "\n"
    (folder / f"{card['name']}.json").write_text(text, encoding="utf-8")


def _write(figure: Figure, spec: FigureSpec, profile: Profile, report: Report, folder: Path) -> dict[str, Any]:
    """Write and check a figure's files, and return its card."""
    stem = profile.file_stem(spec.stem)
    files = write_figure(figure, spec, profile, folder)
    table = folder / f"{stem}.csv"
    table.write_text(spec.table, encoding="utf-8")
    rendered = RenderedFigure(figure)
    complaints = check_drawing(rendered, spec, profile)
    complaints += [complaint for file in files for complaint in check_file(file, profile, spec.alt)]
    return {
        "figure": spec.name,
        "name": stem,
        "profile": profile.name,
        **({} if profile.locator == profile.name else {"profile_file": profile.locator}),
        "title": spec.title,
        "subtitle": spec.subtitle,
        "caption": spec.caption,
        "alt": spec.alt,
        "source": spec.source,
        "licence": LICENCE_URL,
        "report": report.slug,
        "changes": list(report.changes),
        "computed": spec.computed,
        "report_sha256": report.digest,
        **({"context_sha256": spec.around} if spec.around else {}),
        **({"others_sha256": dict(spec.others)} if spec.others else {}),
        "data_sha256": spec.data_digest,
        "content_sha256": fingerprint(rendered),
        "complaints": complaints,
        "files_sha256": {file.name: file_digest(file) for file in (*files, table)},
    }


def rehearse(report: Report) -> None:
    """Draw, write and check a figure and discard it, so that all modules are imported and caches filled.

    Parameters
    ----------
    report : Report
        The report that the figure is about.
    """
    data = report.core.head(1)[["low", "high", "about"]].assign(label="A range", unit="person", kind="printed")
    words = {"title": "Title", "subtitle": "", "caption": "Caption", "alt": "Alt"}
    spec = make_spec(report, "rehearsal", data=data, sources=report.own_sources, computed={}, context=None, **words)
    profile = parse_profiles(DEFAULT)[0]
    with profile_style(profile, salt=spec.stem), TemporaryDirectory() as folder:
        figure = lay_out(lambda figure, data: ranges(data, figure.subplots()), spec.data, spec, profile)
        screen_preview(figure)
        _write(figure, spec, profile, report, Path(folder))
