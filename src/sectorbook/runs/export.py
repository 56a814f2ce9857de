"""Draw figures again for other profiles, into a folder of the user's."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from sectorbook.errors import FigureError, suggestion
from sectorbook.figures.profiles import parse_profiles
from sectorbook.figures.sidecar import Exported, files_of, load_sidecars, refusal, sidecar_of
from sectorbook.ledger.workspace import check_output_folder
from sectorbook.runs.execute import run_with_settings
from sectorbook.runs.notebooks import all_notebooks, figures_of, read_notebook
from sectorbook.staging import lock, stage, switch


def export_figures(
    figures: Sequence[str], profile: str, to: Path, settings: Sequence[str] = (), *, wait: float = 0
) -> Iterator[Exported]:
    """Run the notebooks that publish some figures, and keep those figures' files.

    Parameters
    ----------
    figures : sequence of str
        Names of figures; all where empty.
    profile : str
        One or more profiles, with commas between.
    to : Path
        Folder for the files.
    settings : sequence of str, optional
        Parameters of the notebooks, as in "about=rounding".
    wait : float, default 0
        Seconds to wait where another run writes to the folder; -1 for as long as it takes.

    Yields
    ------
    files : list of Path
        The files written, notebook by notebook.
    complaints : list of str
        The complaints of their checks.
    left_out : list of str
        Which figures are not made for a profile, and why.

    Raises
    ------
    FigureError
        Where a figure or a profile is unknown, the notebook does not draw it with these parameters, or the folder
        cannot be written to or has the same figure with other parameters.
    ParameterError, NotebookError
        As `sectorbook.runs.execute.run`.
    FolderInUse
        Where another run writes to the folder.
    """
    parse_profiles(profile)
    check_output_folder(to)
    by_notebook = _by_notebook(figures)
    with ExitStack() as held:
        try:
            held.enter_context(lock(to, wait))
        except OSError as error:
            raise FigureError(f"Cannot write into {to}: {error.strerror}. Give another folder with --to.") from error
        for notebook, names in by_notebook.items():
            with stage(to, "export") as staged:
                run_with_settings(notebook, staged, [*settings, f"profile={profile}"])
                yield _keep(staged, names if figures else None, to, notebook)


def _by_notebook(figures: Sequence[str]) -> dict[str, list[str]]:
    """Group figures, by default all, by the notebook that publishes them; raise `FigureError` for an unknown one."""
    notebooks = {figure: path.name for path in all_notebooks() for figure in figures_of(read_notebook(path))}
    groups: dict[str, list[str]] = {}
    for name in figures or notebooks:
        if name not in notebooks:
            hint = suggestion(name, notebooks, f"There are {', '.join(notebooks)}.")
            raise FigureError(f'There is no figure "{name}". {hint}')
        groups.setdefault(notebooks[name], []).append(name)
    return groups


def _keep(folder: Path, names: list[str] | None, to: Path, notebook: str) -> Exported:
    """Move the files of the named figures, by default all; return them, the complaints, and what was left out."""
    cards = [card for card in load_sidecars(folder, None) if names is None or card["figure"] in names]
    missing = set(names or ()) - {card["figure"] for card in cards}
    if missing:
        raise FigureError(
            f"{notebook} drew no {', '.join(sorted(missing))} with these parameters. Nothing was exported of it."
        )
    left_out = [refusal(card) for card in cards if refusal(card)]
    cards = [card for card in cards if not refusal(card)]
    for card in cards:
        present = sidecar_of(to / f"{card['name']}.json")
        if present and present.get("parameters") != card["parameters"]:
            raise FigureError(f"{to} holds {card['name']} of other parameters. Give another folder with --to.")
    files = [name for card in cards for name in files_of(card)]
    moved = switch(folder, dict.fromkeys(files, to))
    return moved, [f"{card['name']}: {words}" for card in cards for words in card["complaints"]], left_out
