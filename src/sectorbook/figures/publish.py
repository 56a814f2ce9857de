"""Publish figures: draw each for every profile, show it with its alt text, and store it with its data and card."""

import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sectorbook.errors import NoRoom
from sectorbook.figures.charts.ranges import ranges
from sectorbook.figures.checks.drawing import check_drawing
from sectorbook.figures.checks.files import check_file
from sectorbook.figures.checks.rendered import RenderedFigure, fingerprint
from sectorbook.figures.export.formats import write_figure
from sectorbook.figures.export.raster import PREVIEW_DPI, render_png, screen_preview
from sectorbook.figures.layout import Draw, lay_out
from sectorbook.figures.profiles import DEFAULT, Profile, parse_profiles, profile_style
from sectorbook.figures.showing import show_caption, show_files, show_picture, show_text, show_written
from sectorbook.figures.sidecar import Sidecar, file_digest, files_of, refusal, sidecar_of
from sectorbook.figures.spec import LICENCE_URL, FigureSpec, make_spec
from sectorbook.folders import own_files
from sectorbook.ledger.context import Context
from sectorbook.ledger.report import Report
from sectorbook.ledger.workspace import current_workspace
from sectorbook.staging import is_stage, lock, stage, switch

PATIENCE = 30
"""Seconds that a figure waits where another process stores some in the same folder."""


@dataclass(frozen=True)
class Picture:
    """A figure as a picture for the screen.

    Attributes
    ----------
    png : bytes
        The picture.
    alt : str
        Its description.
    """

    png: bytes
    alt: str


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
        not_for: Mapping[str, str] = MappingProxyType({}),
        where_it_fits: bool = False,
    ) -> None:
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
        not_for : mapping of str to str, optional
            Profiles that the figure is not made for, each with the reason as a clause: in these it is left out.
        where_it_fits : bool, default False
            Whether profiles are left out that the drawing has no room in, other than the one that is shown.

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
            self.report,
            name,
            data=data,
            sources=sources,
            computed=computed or {},
            context=self.context,
            not_for=not_for,
            **text,
        )
        names: list[str] = []
        for profile in self.profiles:
            if profile.name in spec.not_for:
                self._leave_out(spec, profile, spec.not_for[profile.name])
                continue
            try:
                self._draw(draw, spec, profile, height)
                names += _file_names(spec, profile)
            except NoRoom as error:
                if profile == self.profiles[0] or not where_it_fits:
                    raise
                self._leave_out(spec, profile, error.reason)
        if names and (chosen := self._chosen_folder):
            show_written(chosen, names)

    @property
    def _chosen_folder(self) -> Path | None:
        """The folder, where it is not that of a build, which is hidden and soon gone."""
        return None if self.folder is None or self.folder.resolve().name.startswith(".") else self.folder

    def _draw(self, draw: Draw, spec: FigureSpec, profile: Profile, height: float | None) -> None:
        """Draw a figure for one profile, show it where that is the first, and store it."""
        with _drawn(draw, spec, profile, height, is_stored=bool(self.folder)) as figure:
            if profile == self.profiles[0]:
                _show(figure, spec, profile)
                if not self._chosen_folder:
                    _show_files(figure, spec, profile, self.folder)
            if self.folder:
                _store(figure, spec, profile, self.folder)

    def _leave_out(self, spec: FigureSpec, profile: Profile, reason: str) -> None:
        """Say why a figure is not made for a profile: in its place where it would be shown, and on a card."""
        card = {**_card(spec, profile), "left_out": reason, "complaints": [], "files_sha256": {}}
        if profile == self.profiles[0]:
            show_text(refusal(card))
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write_card(card, self.folder)

    def picture(self, draw: Draw, name: str, **parts: Any) -> Picture:
        """Draw a figure for the first profile as quickly as it can be drawn: neither stored nor checked.

        Parameters
        ----------
        draw : callable
            Called with an empty matplotlib figure and the data.
        name : str
            Name of the figure, in lower case.
        **parts
            Data and texts, as `publish` takes them.

        Returns
        -------
        Picture

        Raises
        ------
        FigureError
            If a part is missing, or if the drawing does not fit the profile.
        """
        spec, profile = make_spec(self.report, name, context=self.context, **parts), self.profiles[0]
        with profile_style(profile, salt=spec.stem):
            return Picture(render_png(lay_out(draw, spec.data, spec, profile), PREVIEW_DPI), spec.alt)


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


def store_figure(draw: Draw, spec: FigureSpec, profile: Profile, folder: Path) -> dict[str, Any]:
    """Draw a figure, and store its files.

    Parameters
    ----------
    draw : callable
        Called with an empty matplotlib figure and the data.
    spec : FigureSpec
        Data and texts.
    profile : Profile
        The publication target.
    folder : Path
        Where the files go.

    Returns
    -------
    dict
        The figure's card.

    Raises
    ------
    FigureError
        If the drawing does not fit the profile.
    """
    with _drawn(draw, spec, profile) as figure:
        return _store(figure, spec, profile, folder)


@contextmanager
def _drawn(
    draw: Draw, spec: FigureSpec, profile: Profile, height: float | None = None, is_stored: bool = True
) -> Iterator[Figure]:
    """Draw a figure in the style of a profile, which it also has to be stored in."""
    with profile_style(profile, salt=profile.file_stem(spec.stem)), warnings.catch_warnings():
        if is_stored:  # the card has a complaint of each letter that no font has
            warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font", UserWarning)
        yield lay_out(draw, spec.data, spec, profile, height)


def _show(figure: Figure, spec: FigureSpec, profile: Profile) -> None:
    """Show the figure, its caption and its description."""
    show_picture(screen_preview(figure), spec.alt, spec.name)
    heading = "" if profile.title_inside else f"{spec.title}. "
    show_caption(f"{heading}{spec.cited_caption}", spec.alt)


def _show_files(figure: Figure, spec: FigureSpec, profile: Profile, folder: Path | None) -> None:
    """Show links to the files of a figure, which are stored now or which a run of the workspace stored."""
    if folder := folder or _folder_of(figure, spec, profile.file_stem(spec.stem)):
        show_files(folder, _file_names(spec, profile))


def _file_names(spec: FigureSpec, profile: Profile) -> list[str]:
    """Return the names of a figure's files for one profile, that of the table last."""
    return [f"{profile.file_stem(spec.stem)}.{ending}" for ending in (*profile.formats, "csv")]


def _folder_of(figure: Figure, spec: FigureSpec, stem: str) -> Path | None:
    """Find the folder in which the workspace has the files of this very drawing; None where it has only others."""
    if not (workspace := current_workspace()):
        return None
    cards = own_files(workspace.figures, f"**/{stem}.json")
    for file in sorted(cards, key=lambda file: len(file.parts)):
        card = sidecar_of(file)
        if card and card["data_sha256"] == spec.data_digest and _is_drawn(figure, card):
            return file.parent
    return None


def _is_drawn(figure: Figure, card: Sidecar) -> bool:
    """Tell whether a figure shows what the card describes."""
    return bool(card["content_sha256"] == fingerprint(RenderedFigure(figure)))


def _store(figure: Figure, spec: FigureSpec, profile: Profile, folder: Path) -> Sidecar:
    """Store a figure's files and its card, all at once."""
    if is_stage(folder):  # whose files all appear at once
        return _write_all(figure, spec, profile, folder)
    with lock(folder, PATIENCE), stage(folder, spec.name) as staged:
        card = _write_all(figure, spec, profile, staged)
        switch(staged, dict.fromkeys(files_of(card), folder))
    return card


def _write_all(figure: Figure, spec: FigureSpec, profile: Profile, folder: Path) -> Sidecar:
    """Write a figure's files and its card."""
    card = _write(figure, spec, profile, folder)
    _write_card(card, folder)
    return card


def _write_card(card: Sidecar, folder: Path) -> None:
    """Write a card as JSON."""
    text = json.dumps(card, indent=1, ensure_ascii=False) + "\n"
    (folder / f"{card['name']}.json").write_text(text, encoding="utf-8")


def _write(figure: Figure, spec: FigureSpec, profile: Profile, folder: Path) -> Sidecar:
    """Write and check a figure's files, and return its card."""
    stem = profile.file_stem(spec.stem)
    files = write_figure(figure, spec, profile, folder)
    table = folder / f"{stem}.csv"
    table.write_text(spec.table, encoding="utf-8")
    rendered = RenderedFigure(figure)
    complaints = check_drawing(rendered, spec, profile)
    complaints += [complaint for file in files for complaint in check_file(file, profile, spec.alt)]
    return {
        **_card(spec, profile),
        "content_sha256": fingerprint(rendered),
        "complaints": complaints,
        "files_sha256": {file.name: file_digest(file) for file in (*files, table)},
    }


def _card(spec: FigureSpec, profile: Profile) -> Sidecar:
    """Return what a card says of a figure whether or not it is drawn."""
    return {
        "figure": spec.name,
        "name": profile.file_stem(spec.stem),
        "profile": profile.name,
        **({} if profile.locator == profile.name else {"profile_file": profile.locator}),
        "title": spec.title,
        "subtitle": spec.subtitle,
        "caption": spec.caption,
        "alt": spec.alt,
        "source": spec.source,
        "licence": LICENCE_URL,
        **spec.origin,
        "computed": spec.computed,
        **spec.digests,
        **({"not_for": dict(spec.not_for)} if spec.not_for else {}),
        "data_sha256": spec.data_digest,
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
    spec = make_spec(
        report, "rehearsal", data=data, sources=report.own_sources, computed={}, context=None, not_for={}, **words
    )
    profile = parse_profiles(DEFAULT)[0]
    with profile_style(profile, salt=spec.stem), TemporaryDirectory() as folder:
        figure = lay_out(lambda figure, data: ranges(data, figure.subplots()), spec.data, spec, profile)
        screen_preview(figure)
        _write(figure, spec, profile, Path(folder))
