"""Run a notebook: check its parameters, execute it with papermill, and replace the files of its last run all at once.

A run writes into a hidden folder beside its destination. Once all files are there, that folder is renamed to that of a
complete run, and its files are moved out; the next run finishes this for a run that was killed meanwhile.
"""

import json
import shutil
from collections.abc import Mapping
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
from sectorbook.figures.sidecar import files_of, load_sidecars
from sectorbook.folders import own_files
from sectorbook.ledger.display import name_in_words
from sectorbook.ledger.report import find_report, load_report, only_report, report_names
from sectorbook.ledger.workspace import (
    SLUG,
    check_output_folder,
    find_workspace,
    in_package,
    use_workspace,
    workspace_for,
)
from sectorbook.pages.declarations import check_parameters
from sectorbook.pages.outputs import recorded
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.runs.links import settle_links
from sectorbook.runs.notebooks import AUDIT, content_digest, find_notebook, normalize_notebook, read_notebook
from sectorbook.runs.parameters import declared_parameters, parse_settings
from sectorbook.values.wording import join_words

RUNNING, COMPLETE = "running", "complete"
"""Endings of the names of hidden folders."""
MANIFEST = ".made.json"
"""File that lists a complete run's figures, so that files of others can be removed even if another run moves it out."""


def run(notebook: str | Path, to: str | Path, parameters: Mapping[str, Any] | None = None) -> list[Path]:
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

    Returns
    -------
    list of Path
        The files written, the notebook first.

    Raises
    ------
    ParameterError
        Where a parameter does not fit the notebook's `parameters` cell; no kernel starts then.
    NotebookError
        Where a cell fails.
    """
    path = find_notebook(notebook)
    check_output_folder(to, path.parent)
    with use_workspace(workspace_for(path)):
        given = _given(path, parameters or {})
        source = PythonTranslator.codify(given, "Parameters") if given else None
        return _run(path, Path(to), given, Path(to), source)


def run_with_settings(notebook: str | Path, to: str | Path, settings: list[str]) -> list[Path]:
    """Run a notebook like `run`, with parameters as text.

    Parameters
    ----------
    notebook : str or Path
        A path, a name, or a number such as "03".
    to : str or Path
        Folder for the executed notebook and its figures.
    settings : list of str
        Such as "about=printed" or "assume.company_revenue=3.0:4.0".

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
        return run(path, to, parse_settings(settings, known, path.name))


def rerun(notebook: str | Path, figures: Path | None = None, profiles: str = "") -> list[Path]:
    """Run a notebook with its own parameters, and store the outputs in it.

    Parameters
    ----------
    notebook : str or Path
        A path, a name, or a number such as "03".
    figures : Path, optional
        Folder for its figures; by default that of the workspace in use.
    profiles : str, optional
        Profiles to draw besides the default one, which the notebook shows.

    Returns
    -------
    list of Path
        The files written, the notebook first.

    Raises
    ------
    ParameterError
        Where the notebook is part of the installed package, which is not changed.
    NotebookError
        Where a cell fails.
    """
    path = find_notebook(notebook)
    if in_package(path):
        raise ParameterError(f"{path.name} came with sectorbook and stays as it is. Run it into a folder of your own.")
    figures = figures or find_workspace().figures
    hidden = {"profile": f"{DEFAULT}, {profiles}"} if profiles else {}
    with use_workspace(workspace_for(path)):
        return _run(path, figures, {}, path.parent, None, hidden)


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
    figures: Path,
    given: dict[str, Any],
    stored: Path,
    source: str | None,
    hidden: Mapping[str, Any] | None = None,
) -> list[Path]:
    """Run a notebook into a hidden folder, then move its figures to `figures` and the notebook to `stored`.

    `source` is what the cell of injected parameters shows; `hidden` parameters are passed without being shown.
    """
    settings = _settings(path, given)
    _check_report(settings, path.stem == AUDIT)
    running, complete = (figures / f".{path.stem}-{state}" for state in (RUNNING, COMPLETE))
    figures.mkdir(parents=True, exist_ok=True)
    if _is_stale(complete / path.name, path, stored):
        shutil.rmtree(complete)
    _move_out(complete, figures, stored, path.name)
    shutil.rmtree(running, ignore_errors=True)
    passed = {"export_to": str(running.resolve()), **(hidden or {})}
    running.mkdir()
    try:
        given = given | {name: passed[name] for name in passed if name in settings}
        _run_into(running, path, stored, given, source, settings)
        if _is_stale(running / path.name, path, stored):
            raise NotebookError(f"{path.name} was changed while it ran. Nothing was replaced; run it again.")
        running.rename(complete)
    finally:
        shutil.rmtree(running, ignore_errors=True)
    return _move_out(complete, figures, stored, path.name)


def _run_into(
    folder: Path, path: Path, stored: Path, given: dict[str, Any], source: str | None, settings: dict[str, Any]
) -> None:
    """Execute a notebook into a folder, from which it goes to `stored`; complete its figures' cards, and list these."""
    digest = content_digest(read_notebook(path))
    executed = _execute(path, folder / path.name, given)
    settle_links(executed, _home(path), folder, stored)
    nbformat.write(normalize_notebook(executed, source), folder / path.name)
    _complete_cards(folder, path.name, digest, settings)
    figures = [{key: card[key] for key in ("name", "figure", "profile")} for card in load_sidecars(folder, None)]
    (folder / MANIFEST).write_text(json.dumps(figures), encoding="utf-8")


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
    """Raise `ParameterError` where the core cannot hold, with one conflict and what repairs it."""
    if not result.is_feasible:
        first = result.first_reading
        raise ParameterError(
            f"With these parameters ({result.assumptions_label}) the report's figures cannot all hold. "
            f"{result.conflict_sentence} {_least_change(result)}Assume other ranges{', or read it so' * bool(first)}, "
            "or give one of them the role test."
        )


def _least_change(result: Result) -> str:
    """Write the change that makes the core possible as a sentence; empty where none was found."""
    try:
        adjustment = result.adjustment()
    except Inconsistent:
        return ""
    changes = [
        f"the {row.end} end of {name_in_words(result.report, row.id)} from {row.printed:g} to {row.adjusted:g}"
        for row in adjustment.moves.itertuples()
    ]
    return f"{'The least' if adjustment.is_least else 'A'} change that mends it: {join_words(changes)}. "


def _is_stale(executed: Path, notebook: Path, stored: Path) -> bool:
    """Tell whether storing an executed notebook would overwrite edits made since it started."""
    if not executed.is_file() or stored != notebook.parent:
        return False
    return content_digest(read_notebook(executed)) != content_digest(read_notebook(notebook))


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
        raise NotebookError(f"{path.name}: {error}. Nothing was replaced; look for what ends it.") from error
    except PapermillExecutionError as error:
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


def _move_out(complete: Path, figures: Path, stored: Path, notebook: str) -> list[Path]:
    """Move the files of a complete run to their destinations, and remove figures that it no longer publishes."""
    if not complete.is_dir():
        return []
    manifest = json.loads((complete / MANIFEST).read_text(encoding="utf-8"))
    files = sorted(own_files(complete), key=lambda file: file.name != notebook)
    names, published, profiles = ({card[key] for card in manifest} for key in ("name", "figure", "profile"))
    former = [card for card in load_sidecars(figures, None) if card.get("notebook") == notebook]
    moved = [file.replace((stored if file.name == notebook else figures) / file.name) for file in files]
    present = [card for card in load_sidecars(figures, None) if card["name"] in names]
    written = {name for card in present for name in files_of(card)}
    for card in former:
        is_replaced = card["figure"] not in published or card["profile"] in profiles
        for name in set(files_of(card)) - written if is_replaced else ():
            (figures / Path(name).name).unlink(missing_ok=True)
    (complete / MANIFEST).unlink()
    complete.rmdir()
    return moved
