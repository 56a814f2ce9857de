"""Run a notebook: check its parameters, execute it with papermill, and replace the files of its last run together."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.translators import PythonTranslator

from papermill_forked import ForkError
from sectorbook.errors import FigureError, Inconsistent, NoRoom, NotebookError, ParameterError
from sectorbook.figures.profiles import DEFAULT, parse_profiles
from sectorbook.figures.sidecar import Sidecar, files_of, lacks_letters, load_sidecars
from sectorbook.folders import own_files
from sectorbook.ledger.display import name_in_words
from sectorbook.ledger.report import Report, find_report, load_report, only_report, report_names
from sectorbook.ledger.workspace import (
    SLUG,
    check_output_folder,
    find_workspace,
    in_package,
    use_workspace,
    workspace_for,
)
from sectorbook.pages.checking import check_parameters
from sectorbook.pages.outputs import recorded
from sectorbook.reconcile.clashes import is_counted, whole_end
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.runs.links import settle_links
from sectorbook.runs.notebooks import (
    AUDIT,
    content_digest,
    declared_parameters,
    find_notebook,
    normalize_notebook,
    read_notebook,
)
from sectorbook.runs.parameters import parse_settings
from sectorbook.shortages import explain_end, explain_printed, explain_shortage
from sectorbook.staging import lock, stage, switch
from sectorbook.values.wording import join_words

MOST_LACKING = 20
"""How many texts with missing letters a message lists."""
Addition = Callable[[Path], object]
"""Adds files to a folder in which those of a run are complete, and have not yet replaced earlier ones."""


@dataclass(frozen=True)
class _Destination:
    """Where the files of a run go.

    Attributes
    ----------
    figures, notebook : Path
        Folders of the figures and of the notebook.
    wait : float
        Seconds to wait for another run that writes there, as `lock` takes them.
    is_locked : bool
        Whether the caller keeps other runs out.
    add : callable or None
        Called with the folder of the files before they replace others.
    """

    figures: Path
    notebook: Path
    wait: float = 0
    is_locked: bool = False
    add: Addition | None = None


def run(
    notebook: str | Path,
    to: str | Path,
    parameters: Mapping[str, Any] | None = None,
    *,
    wait: float = 0,
    add: Addition | None = None,
    is_build: bool = False,
) -> list[Path]:
    """Run a notebook with other parameters.

    Parameters
    ----------
    notebook : str or Path
        A path, a name, or a number such as "03".
    to : str or Path
        Folder for the executed notebook and its figures. Files of an earlier run of the same notebook are replaced once
        this one is complete; a run that fails leaves them unchanged.
    parameters : mapping, optional
        Values by name; others keep their defaults.
    wait : float, default 0
        Seconds to wait where another run writes to the folder; -1 for as long as it takes.
    add : callable, optional
        Called with the folder that the files are in before they replace earlier ones; it may add some.
    is_build : bool, default False
        Whether the folder may be one among the workspace's figures, as for `make figures REPORT=NAME`.

    Returns
    -------
    list of Path
        The files written, the notebook first.

    Raises
    ------
    ParameterError
        Where a parameter does not fit the notebook's `parameters` cell; no kernel starts then.
    NotebookError
        Where a cell fails, a chart lacks a letter, or the machine a resource.
    FolderInUse
        Where another run writes to the folder.
    """
    path = find_notebook(notebook)
    if not is_build:
        check_output_folder(to, path.parent)
    with use_workspace(workspace_for(path)):
        given = _given(path, parameters or {})
        source = PythonTranslator.codify(given, "Parameters") if given else None
        return _run(path, _Destination(Path(to), Path(to), wait, add=add), given, source)


def run_with_settings(notebook: str | Path, to: str | Path, settings: list[str], wait: float = 0) -> list[Path]:
    """Run a notebook like `run`, with parameters as text.

    Parameters
    ----------
    notebook : str or Path
        A path, a name, or a number such as "03".
    to : str or Path
        Folder for the executed notebook and its figures.
    settings : list of str
        Such as "about=printed" or "assume.company_revenue=3.0:4.0".
    wait : float, default 0
        As `run` has it.

    Returns
    -------
    list of Path
        The files written, the notebook first.

    Raises
    ------
    ParameterError, NotebookError
        As `run`.
    """
    path = find_notebook(notebook)
    known = declared_parameters(read_notebook(path), path.name)
    with use_workspace(workspace_for(path)):
        return run(path, to, parse_settings(settings, known, path.name), wait=wait)


def rerun(
    notebook: str | Path,
    figures: Path | None = None,
    profiles: str = "",
    is_locked: bool = False,
    *,
    add: Addition | None = None,
) -> list[Path]:
    """Run a notebook with its own parameters, and store the outputs in it.

    Parameters
    ----------
    notebook : str or Path
        A path, a name, or a number such as "03".
    figures : Path, optional
        Folder for its figures; by default that of the workspace in use.
    profiles : str, optional
        Profiles to draw besides the default one, which the notebook shows.
    is_locked : bool, default False
        Whether the caller keeps other runs out of the folder, as one that runs several notebooks into it does.
    add : callable, optional
        As `run` has it.

    Returns
    -------
    list of Path
        The files written, the notebook first.

    Raises
    ------
    ParameterError
        Where the notebook is part of the installed package, which is not changed.
    NotebookError, FolderInUse
        As `run`.
    """
    path = find_notebook(notebook)
    if in_package(path):
        raise ParameterError(f"{path.name} came with sectorbook and stays as it is. Run it into a folder of your own.")
    figures = figures or find_workspace().figures
    hidden = {"profile": f"{DEFAULT}, {profiles}"} if profiles else {}
    with use_workspace(workspace_for(path)):
        return _run(path, _Destination(figures, path.parent, 0, is_locked, add), {}, None, hidden)


def recorded_values(notebook: str | Path, parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Run a notebook without storing anything.

    Parameters
    ----------
    notebook : str or Path
        A path, a name, or a number such as "03".
    parameters : mapping, optional
        Values by name; others keep their defaults.

    Returns
    -------
    dict
        What the notebook recorded, by name.

    Raises
    ------
    ParameterError, NotebookError
        As `run`.
    """
    path = find_notebook(notebook)
    with use_workspace(workspace_for(path)):
        given = _given(path, parameters or {})
        _check_report(_settings(path, given), path.stem == AUDIT)
        return recorded(_execute(path, None, given))


def _given(path: Path, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Resolve parameters for the workspace in use.

    Where it lacks the report that the notebook names by default, the parameter becomes its only report.
    """
    given = resolve_parameters(parameters)
    declaration = declared_parameters(read_notebook(path), path.name).get("report")
    default = declaration.default if declaration and "report" not in given else None
    if isinstance(default, str) and SLUG.fullmatch(default) and default not in report_names():
        given["report"] = only_report()
    return given


def _settings(path: Path, given: dict[str, Any]) -> dict[str, Any]:
    """Return all parameters of a run, with defaults for those not given; raise `ParameterError` for a wrong one."""
    known = declared_parameters(read_notebook(path), path.name)
    settings = {name: parameter.default for name, parameter in known.items()} | given
    check_parameters(settings, known, path.name)
    return settings


def _run(
    path: Path,
    to: _Destination,
    given: dict[str, Any],
    source: str | None,
    hidden: Mapping[str, Any] | None = None,
) -> list[Path]:
    """Run a notebook into a hidden folder, then let its files take the places of those of the last run.

    `source` is what the cell of injected parameters shows; `hidden` parameters are passed without being shown.
    """
    settings = _settings(path, given)
    _check_report(settings, path.stem == AUDIT)
    with _shortages_explained(path), nullcontext() if to.is_locked else lock(to.figures, to.wait):
        to.figures.mkdir(parents=True, exist_ok=True)
        with stage(to.figures, path.stem) as staged:
            passed = {"export_to": str(staged.resolve()), **(hidden or {})}
            given = given | {name: passed[name] for name in passed if name in settings}
            _run_into(staged, path, to.notebook, given, source, settings)
            if to.add:
                to.add(staged)
            if to.notebook == path.parent and _is_edited(path, staged):
                raise NotebookError(f"{path.name} was changed while it ran. Nothing was replaced; run it again.")
            return switch(staged, _moves(staged, path, to), _obsolete(staged, path, to.figures))


@contextmanager
def _shortages_explained(path: Path) -> Iterator[None]:
    """Raise `NotebookError` with the true cause where the machine lacks something that a run takes."""
    try:
        yield
    except (OSError, MemoryError) as error:
        raise NotebookError(f"{path.name}: {explain_shortage(error) or error} Nothing was replaced.") from error


def _run_into(
    folder: Path, path: Path, stored: Path, given: dict[str, Any], source: str | None, settings: dict[str, Any]
) -> None:
    """Execute a notebook into a folder, from which it goes to `stored`, and complete its figures' cards."""
    digest = content_digest(read_notebook(path))
    executed = _execute(path, folder / path.name, given)
    settle_links(executed, _home(path), folder, stored)
    nbformat.write(normalize_notebook(executed, source), folder / path.name)
    _complete_cards(folder, path.name, digest, settings)
    _check_letters(path.name, load_sidecars(folder, None))


def _check_letters(notebook: str, cards: list[Sidecar]) -> None:
    """Raise `NotebookError` where a chart shows frames in place of letters, or has not our fonts."""
    lacking = [f"{card['name']}: {words}" for card in cards for words in card["complaints"] if lacks_letters(words)]
    if lacking:
        more = [f"and {len(lacking) - MOST_LACKING} more"] if len(lacking) > MOST_LACKING else []
        what = f"{notebook}: charts lack letters or the package's fonts. Nothing was replaced."
        raise NotebookError("\n".join([what, *lacking[:MOST_LACKING], *more]))


def _moves(staged: Path, path: Path, to: _Destination) -> dict[str, Path]:
    """Return the folder that each file goes to, the notebook first."""
    others = [file.name for file in own_files(staged) if file.name != path.name]
    return {path.name: to.notebook, **dict.fromkeys(others, to.figures)}


def _obsolete(staged: Path, path: Path, figures: Path) -> list[str]:
    """List the files of figures that the notebook has published before, and does not any more."""
    cards = load_sidecars(staged, None)
    published, profiles = ({card[key] for card in cards} for key in ("figure", "profile"))
    former = [card for card in load_sidecars(figures, None) if card.get("notebook") == path.name]
    gone = [card for card in former if card["figure"] not in published or card["profile"] in profiles]
    names = {Path(name).name for card in gone for name in files_of(card)}
    return sorted(names - {name for card in cards for name in files_of(card)})


def resolve_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Make relative paths in parameters absolute, since a notebook runs in its own folder.

    Parameters
    ----------
    parameters : mapping
        Values by name; `report` may be a folder, `profile` may name style files.

    Returns
    -------
    dict
        The parameters.

    Raises
    ------
    ParameterError
        Where `export_to` is among them, which a run sets itself.
    SectorbookError
        Where a report or a profile does not exist.
    """
    given = dict(parameters)
    if "export_to" in given:
        raise ParameterError("A run's figures go where its notebook goes. Give the folder as `to`, not as export_to.")
    if isinstance(given.get("report"), str) and given["report"] not in report_names():
        given["report"] = str(find_report(given["report"]))
    if isinstance(given.get("profile"), str) and ".mplstyle" in given["profile"]:
        given["profile"] = ", ".join(profile.locator for profile in parse_profiles(given["profile"]))
    return given


def _check_report(settings: dict[str, Any], may_contradict: bool) -> None:
    """Load and change the report as the notebook will, so that errors are raised before a kernel starts."""
    if "report" in settings:
        without, relax = (one if isinstance(one, list) else [] for one in map(settings.get, ("without", "relax")))
        report = load_report(settings["report"]).without(*without).relax(*relax)
        report = report.assume(**settings.get("assume", {}))
        if "about" in settings:
            result = reconcile(report, settings["about"])
            if not may_contradict:
                _check_feasibility(result)


def _check_feasibility(result: Result) -> None:
    """Raise `ParameterError` where the core cannot hold, with one conflict, what repairs it and what to do."""
    if result.is_feasible:
        return
    first = result.first_reading
    audit = f" sectorbook audit {result.report.slug} --to out shows all contradictions." * (not result.report.changes)
    what = (
        f"With these parameters ({result.assumptions_label}) the report's figures cannot all hold. "
        f"{result.conflict_sentence} {_least_change(result)}"
    )
    cell, command = (
        form.format(first) * bool(first) for form in (', read it so (about="{}")', ", read it so (--set about={})")
    )
    raise ParameterError(
        f"{what}Assume other ranges{cell}, or give one of them the role test in statements.csv."
    ).with_command(
        f"{what}Assume other ranges (--set assume.NAME=LOW:HIGH){command}, or give one of them the role test in "
        f"statements.csv.{audit}"
    )


def _least_change(result: Result) -> str:
    """Write the change that makes the core possible as a sentence; empty where none was found."""
    try:
        adjustment = result.adjustment()
    except Inconsistent:
        return ""
    report = result.report
    changes = [
        f"the {row.end} end of {name_in_words(report, row.id)} from {row.printed:g} to {_moved(report, row):g}"
        for row in adjustment.moves.itertuples()
    ]
    return f"{'The least' if adjustment.is_least else 'A'} change that mends it: {join_words(changes)}. "


def _moved(report: Report, move: Any) -> float:
    """Return where an end moves to, of a count a whole number."""
    is_count = is_counted(report, report.statements.loc[move.id])
    return whole_end(move.printed, move.adjusted) if is_count else float(move.adjusted)


def _is_edited(notebook: Path, folder: Path) -> bool:
    """Tell whether a notebook was edited since what is in a folder was executed."""
    return content_digest(read_notebook(folder / notebook.name)) != content_digest(read_notebook(notebook))


def _home(path: Path) -> Path:
    """Return the folder that a notebook runs in."""
    return Path.cwd() if in_package(path) else path.parent


def _execute(path: Path, to: Path | None, parameters: dict[str, Any]) -> NotebookNode:
    """Execute a notebook with papermill, and write it to a file, if one is given."""
    try:
        executed: NotebookNode = papermill.execute_notebook(
            str(path),
            to and str(to),
            parameters=parameters,
            cwd=str(_home(path)),
            engine_name="forked",
            kernel_name="python3",
            language="python",
            progress_bar=False,
            record_timing=False,
            request_save_on_cell_execute=False,
            extra_arguments=["--IPKernelApp.log_level=ERROR"],  # no warning about local ports that are not encrypted
        )
    except (DeadKernelError, ForkError) as error:
        raise NotebookError(f"{path.name}: {explain_end(str(error))} Nothing was replaced.") from error
    except PapermillExecutionError as error:
        if short := explain_printed(f"{error.ename}: {error.evalue}"):
            raise NotebookError(f"{path.name}: {short} Nothing was replaced.") from error
        # a mistake in the figure or its profile, which the cell does not explain
        if error.ename in (FigureError.__name__, NoRoom.__name__):
            raise NotebookError(f"{path.name}: {error.evalue} Nothing was replaced.") from error
        raise NotebookError(
            f"{path.name} failed in its code cell {error.exec_count}: {error.ename}: {error.evalue}\n"
            f"The cell:\n{indent(error.source, '    ')}\n"
            "Nothing was replaced. Open the notebook, run it to this cell and correct it."
        ) from error
    return executed


def _complete_cards(folder: Path, notebook: str, digest: str, parameters: dict[str, Any]) -> None:
    """Add to each figure's card which notebook published it, with which parameters."""
    shown = {name: value for name, value in parameters.items() if name not in ("export_to", "profile")}
    for file in own_files(folder, "*.json"):
        card = json.loads(file.read_text(encoding="utf-8"))
        card |= {"notebook": notebook, "notebook_sha256": digest, "parameters": shown}
        file.write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
