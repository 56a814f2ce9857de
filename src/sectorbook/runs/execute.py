"""Run a notebook: check its parameters, let papermill execute it, and replace what it made before all at once.

A run is made in a hidden folder beside its destination. Only when all is there does that folder get the name of a
complete run, and only then are its files moved out; a run that was killed in between is finished by the next one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.translators import PythonTranslator

from papermill_forked import ForkError
from sectorbook.errors import FigureError, NotebookError, ParameterError
from sectorbook.figures.profiles import DEFAULT, parse_profiles
from sectorbook.figures.sidecar import load_sidecars
from sectorbook.ledger.report import SLUG, find_report, load_report, only_report, report_names
from sectorbook.ledger.workspace import (
    current_workspace,
    find_workspace,
    in_package,
    use_workspace,
    workspace_for,
)
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.runs.display import recorded
from sectorbook.runs.notebooks import content_digest, find_notebook, normalize_notebook, read_notebook
from sectorbook.runs.parameters import check_parameters, declared_parameters, parse_settings
from sectorbook.values.wording import join_words

RUNNING, COMPLETE = "running", "complete"
MADE = ".made.json"
"""What a complete run has made, so that who finishes moving it out knows what is no longer made."""


def run(notebook: str | Path, to: str | Path, parameters: Mapping[str, Any] | None = None) -> list[Path]:
    """Run a notebook with some parameters; the executed notebook and its figures go to the folder `to`.

    Gives the files written, the notebook first. Files of an earlier run of the same notebook are replaced once this
    one is complete; a run that fails leaves them as they are.

    Raises
    ------
    ParameterError
        before a kernel starts, where a parameter does not fit the notebook's `parameters` cell.
    NotebookError
        where a cell fails.
    """
    path = find_notebook(notebook)
    check_output_folder(Path(to), path.parent)
    with use_workspace(workspace_for(path)):
        given = _given(path, parameters or {})
        source = PythonTranslator.codify(given, "Parameters") if given else None
        return _run(path, Path(to), given, Path(to), source)


def run_with_settings(notebook: str | Path, to: str | Path, settings: list[str]) -> list[Path]:
    """Like `run`, with parameters as words: "about=printed", "assume.company_revenue=3.0:4.0"."""
    path = find_notebook(notebook)
    known = declared_parameters(read_notebook(path), path.name)
    with use_workspace(workspace_for(path)):
        return run(path, to, parse_settings(settings, known, path.name))


def rerun(notebook: str | Path, figures: Path | None = None, profiles: str = "") -> list[Path]:
    """Run a notebook as it stands; its outputs are stored in it, its figures go to `figures`.

    By default that is the folder of the workspace in use. `profiles` are drawn besides the default one, which is what
    a stored notebook shows. Raises `ParameterError` for a notebook that came with the package, which stays as it is.
    """
    path = find_notebook(notebook)
    if in_package(path):
        raise ParameterError(f"{path.name} came with sectorbook and stays as it is. Run it into a folder of your own.")
    figures = figures or find_workspace().figures
    also = {"profile": ", ".join(filter(None, (DEFAULT, profiles)))} if profiles else {}
    with use_workspace(workspace_for(path)):
        return _run(path, figures, {}, path.parent, None, also)


def recorded_values(notebook: str | Path, parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Run a notebook, store nothing, and give what it recorded; raises what `run` does."""
    path = find_notebook(notebook)
    with use_workspace(workspace_for(path)):
        given = _given(path, parameters or {})
        _check_report(_settings(path, given))
        return recorded(_execute(path, None, given))


def _given(path: Path, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as they hold for a notebook in the workspace in use.

    Where the report that the notebook names is of another workspace, it is the only report of this one.
    """
    given = resolve_parameters(parameters)
    declaration = declared_parameters(read_notebook(path), path.name).get("report")
    named = declaration.default if declaration and "report" not in given else None
    if isinstance(named, str) and SLUG.fullmatch(named) and named not in report_names():
        given["report"] = only_report()
    return given


def _settings(path: Path, given: dict[str, Any]) -> dict[str, Any]:
    """All parameters of a run, with the defaults of those that are not given; raises `ParameterError`."""
    known = declared_parameters(read_notebook(path), path.name)
    check_parameters(given, known, path.name)
    return {name: parameter.default for name, parameter in known.items()} | given


def _run(
    path: Path,
    figures: Path,
    given: dict[str, Any],
    stored: Path,
    source: str | None,
    also: Mapping[str, Any] | None = None,
) -> list[Path]:
    settings = _settings(path, given)
    _check_report(settings)
    running, complete = (figures / f".{path.stem}-{state}" for state in (RUNNING, COMPLETE))
    figures.mkdir(parents=True, exist_ok=True)
    if _is_stale(complete / path.name, path, stored):
        shutil.rmtree(complete)
    _move_out(complete, figures, stored, path.name)
    shutil.rmtree(running, ignore_errors=True)
    hidden = {"export_to": str(running.resolve())} | dict(also or {})
    running.mkdir()
    try:
        _make(path, running, given | {name: hidden[name] for name in hidden if name in settings}, source, settings)
        if _is_stale(running / path.name, path, stored):
            raise NotebookError(f"{path.name} was changed while it ran. Nothing was replaced; run it again.")
        running.rename(complete)
    finally:
        shutil.rmtree(running, ignore_errors=True)
    return _move_out(complete, figures, stored, path.name)


def _make(path: Path, running: Path, given: dict[str, Any], source: str | None, settings: dict[str, Any]) -> None:
    """Execute a notebook into a folder, complete its figures' cards, and write down what was made."""
    digest = content_digest(read_notebook(path))
    executed = _execute(path, running / path.name, given)
    nbformat.write(normalize_notebook(executed, source), running / path.name)
    _complete_cards(running, path.name, digest, settings)
    made = [{key: card[key] for key in ("name", "figure", "profile")} for card in load_sidecars(running, None)]
    (running / MADE).write_text(json.dumps(made), encoding="utf-8")


def resolve_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as they hold in a notebook's own folder: what they name by a path in this one, in full."""
    given = dict(parameters)
    if "export_to" in given:
        raise ParameterError("A run's figures go where its notebook goes. Give the folder as `to`, not as export_to.")
    if isinstance(given.get("report"), str) and given["report"] not in report_names():
        given["report"] = str(find_report(given["report"]))
    if isinstance(given.get("profile"), str) and ".mplstyle" in given["profile"]:
        given["profile"] = ", ".join(profile.locator for profile in parse_profiles(given["profile"]))
    return given


def check_output_folder(to: Path, *others: Path) -> None:
    """Raise `ParameterError` where results would replace the workspace's own notebooks or figures, or the package's."""
    workspace = current_workspace()
    own = [workspace.notebooks, workspace.figures] if workspace else []
    if to.resolve() in {folder.resolve() for folder in (*own, *others)} or in_package(to):
        raise ParameterError(f"{to} holds the workspace's own notebooks or figures. Give a folder of your own.")


def _check_report(settings: dict[str, Any]) -> None:
    """Raise what loading the report, and changing it as asked, would raise in the notebook."""
    if "report" in settings:
        report = load_report(settings["report"]).assume(**settings.get("assume", {}))
        if "about" in settings:
            _check_that_it_holds(reconcile(report, settings["about"]))


def _check_that_it_holds(result: Result) -> None:
    """Raise where the core cannot hold under a run's parameters, with what clashes and what mends it."""
    if not result.is_feasible:
        clash, *_ = result.conflicts()
        moves = result.adjustment().moves
        told = [f"{row.id} {row.end} {row.printed:g} to {row.adjusted:g}" for row in moves.itertuples()]
        raise ParameterError(
            f"With these parameters ({result.assumptions_label}) the core statements and identities cannot all hold: "
            f"{join_words(name for name in result.system.elements if name in clash)} exclude each other. "
            f"The least change that mends it: {join_words(told)}. Assume another range."
        )


def _is_stale(made: Path, notebook: Path, stored: Path) -> bool:
    """Whether storing a finished run would undo what was edited in the notebook since."""
    if not made.is_file() or stored != notebook.parent:
        return False
    return content_digest(read_notebook(made)) != content_digest(read_notebook(notebook))


def _execute(path: Path, to: Path | None, parameters: dict[str, Any]) -> NotebookNode:
    """Let papermill execute a notebook, and write it if there is a place for it."""
    try:
        executed: NotebookNode = papermill.execute_notebook(
            str(path),
            to and str(to),
            parameters=parameters,
            cwd=str(Path.cwd() if in_package(path) else path.parent),
            engine_name="forked",
            kernel_name="python3",
            language="python",
            progress_bar=False,
            record_timing=False,
            request_save_on_cell_execute=False,
            extra_arguments=["--IPKernelApp.log_level=ERROR"],  # no word on local ports that are not encrypted
        )
    except (DeadKernelError, ForkError) as error:
        raise NotebookError(f"{path.name}: {error}. Nothing was replaced; look for what ends it.") from error
    except PapermillExecutionError as error:
        if error.ename == FigureError.__name__:  # the figure's fault or its profile's: the cell says nothing more
            raise NotebookError(f"{path.name}: {error.evalue} Nothing was replaced.") from error
        raise NotebookError(
            f"{path.name} failed in its code cell {error.exec_count}: {error.ename}: {error.evalue}\n"
            f"The cell:\n{_indented(error.source)}\n"
            "Nothing was replaced. Open the notebook, run it to this cell and mend it."
        ) from error
    return executed


def _indented(source: str) -> str:
    return "\n".join(f"    {line}" for line in source.splitlines())


def _complete_cards(folder: Path, notebook: str, digest: str, parameters: dict[str, Any]) -> None:
    """Write into each figure's card which notebook made it, with which parameters."""
    shown = {name: value for name, value in parameters.items() if name not in ("export_to", "profile")}
    for file in sorted(folder.glob("*.json")):
        card = json.loads(file.read_text(encoding="utf-8"))
        card |= {"notebook": notebook, "notebook_sha256": digest, "parameters": shown}
        file.write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _move_out(complete: Path, figures: Path, stored: Path, notebook: str) -> list[Path]:
    """Move a complete run to where it belongs, and remove the notebook's figures that it no longer makes."""
    if not complete.is_dir():
        return []
    made = json.loads((complete / MADE).read_text(encoding="utf-8"))
    files = sorted(
        (file for file in complete.iterdir() if file.name != MADE), key=lambda file: (file.name != notebook, file.name)
    )
    names, figures_made, profiles = ({card[key] for card in made} for key in ("name", "figure", "profile"))
    moved = [file.replace((stored if file.name == notebook else figures) / file.name) for file in files]
    for card in load_sidecars(figures, None):
        gone = card["figure"] not in figures_made or (card["profile"] in profiles and card["name"] not in names)
        own = card.get("notebook") == notebook
        for name in (*card["files_sha256"], f"{card['name']}.json") if own and gone else ():
            (figures / Path(name).name).unlink(missing_ok=True)
    (complete / MADE).unlink()
    complete.rmdir()
    return moved
