"""Make figures again for another profile, in a folder of one's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sectorbook.errors import FigureError, suggestion
from sectorbook.figures.profiles import parse_profiles
from sectorbook.figures.sidecar import load_sidecars, sidecar_of
from sectorbook.runs.execute import check_output_folder, run_with_settings
from sectorbook.runs.notebooks import all_notebooks, figures_of


def export_figures(
    figures: Sequence[str], profile: str, to: Path, settings: Sequence[str] = ()
) -> Iterator[tuple[list[Path], list[str]]]:
    """Run the notebooks that make some figures (none named: all), and keep those figures' files in the folder `to`.

    Gives, notebook by notebook, the files written and the complaints of their checks. `profile` names one or more;
    `settings` are parameters of the notebooks, as in "about=rounding".

    Raises
    ------
    FigureError
        where a figure or a profile is unknown, or the notebook did not draw it under these parameters.
    ParameterError, NotebookError
        as a run does.
    """
    parse_profiles(profile)
    check_output_folder(to)
    wanted = _by_notebook(figures)
    try:
        to.mkdir(parents=True, exist_ok=True)
        TemporaryDirectory(dir=to, prefix=".export-").cleanup()
    except OSError as error:
        raise FigureError(f"Cannot write into {to}: {error.strerror}. Give another folder with --to.") from error
    for notebook, names in wanted.items():
        with TemporaryDirectory(dir=to, prefix=".export-") as folder:
            run_with_settings(notebook, folder, [*settings, f"profile={profile}"])
            yield _keep(Path(folder), names if figures else None, to, notebook)


def _by_notebook(figures: Sequence[str]) -> dict[str, list[str]]:
    """The notebooks that make the named figures, or all; an unknown one raises `FigureError`."""
    made = {figure: notebook.name for notebook in all_notebooks() for figure in figures_of(notebook)}
    for name in figures:
        if name not in made:
            hint = suggestion(name, made, f"There are {', '.join(made)}.")
            raise FigureError(f'There is no figure "{name}". {hint}')
    wanted: dict[str, list[str]] = {}
    for name in figures or made:
        wanted.setdefault(made[name], []).append(name)
    return wanted


def _keep(folder: Path, names: list[str] | None, to: Path, notebook: str) -> tuple[list[Path], list[str]]:
    made = [card for card in load_sidecars(folder, None) if names is None or card["figure"] in names]
    missing = set(names or ()) - {card["figure"] for card in made}
    if missing:
        raise FigureError(
            f"{notebook} drew no {', '.join(sorted(missing))} with these parameters. Nothing was exported of it."
        )
    for card in made:
        there = sidecar_of(to / f"{card['name']}.json")
        if there and there.get("parameters") != card["parameters"]:
            raise FigureError(f"{to} holds {card['name']} of other parameters. Give another folder with --to.")
    files = [name for card in made for name in (*card["files_sha256"], f"{card['name']}.json")]
    moved = [Path(shutil.move(folder / name, to / name)) for name in files]
    return moved, [f"{card['name']}: {words}" for card in made for words in card["complaints"]]
