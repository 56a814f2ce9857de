"""What is run before pages are built: audits, and charts for telephones; kept as long as nothing of it changes."""

import shutil
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from papermill_forked import can_fork
from sectorbook.errors import NotebookError
from sectorbook.figures.sidecar import load_sidecars
from sectorbook.formats.terminal import complain
from sectorbook.ledger.workspace import find_workspace
from sectorbook.runs.basis import basis_of
from sectorbook.runs.notebooks import audit_notebook
from sectorbook.runs.rehearsal import start_run
from sectorsite.drawings.pictures import Chart

WORKERS = 2
SCREEN, PHONE = "web", "phone"
"""Profiles of charts for wide and for narrow screens."""
TABLES = "*.csv"
FOLDER = "%FOLDER%"
"""Stands among arguments for the folder that files go to."""


@dataclass(frozen=True)
class Run:
    """A run whose files pages need.

    Attributes
    ----------
    name : str
        What is run.
    basis : str
        Digest of what its result depends on.
    function : str
        Name of the function that runs it, as "module:function".
    arguments : tuple
        Arguments of the function, with `FOLDER` among them.
    is_needed : bool
        Whether pages cannot be built without it.
    """

    name: str
    basis: str
    function: str
    arguments: tuple[Any, ...]
    is_needed: bool = True

    def folder(self, cache: Path) -> Path:
        """Folder of its files, whose name changes with what they depend on."""
        return cache / f"{self.name}-{self.basis}"

    def make(self, cache: Path) -> None:
        """Run it into a folder that gets its name once it is complete."""
        folder = self.folder(cache)
        running = folder.with_name(f".{folder.name}")
        shutil.rmtree(running, ignore_errors=True)
        arguments = [str(running) if one == FOLDER else one for one in self.arguments]
        if can_fork():
            start_run(self.function, *arguments).result()
        else:
            module, _, name = self.function.partition(":")
            getattr(import_module(module), name)(*arguments)
        running.rename(folder)


def audit_run(report: str) -> Run:
    """Describe the audit of a report of the workspace.

    Parameters
    ----------
    report : str
        Name of its folder.

    Returns
    -------
    Run
    """
    workspace, notebook = find_workspace(), audit_notebook()
    data = [workspace.reports / report, *sorted(workspace.data.glob(TABLES))]
    arguments = (report, FOLDER, "printed", None, f"{SCREEN}, {PHONE}")
    return Run(f"audit-{report}", basis_of(notebook, data), "sectorbook.runs.audit:audit", arguments)


def phone_run(notebook: Path) -> Run:
    """Describe the run of a notebook that draws its charts for telephones.

    Parameters
    ----------
    notebook : Path
        A notebook.

    Returns
    -------
    Run
    """
    arguments = (str(notebook), FOLDER, {"profile": PHONE})
    data = [find_workspace().data]
    basis = basis_of(notebook, data)
    return Run(f"phone-{notebook.stem}", basis, "sectorbook.runs.execute:run", arguments, is_needed=False)


def make_all(runs: Iterable[Run], cache: Path) -> None:
    """Make what is not there yet, two at once, and remove what nothing needs any more.

    Parameters
    ----------
    runs : iterable of Run
        All runs that the pages need.
    cache : Path
        Folder with a folder for each run.
    """
    cache.mkdir(parents=True, exist_ok=True)
    wanted = {run.folder(cache): run for run in runs}
    for folder in set(cache.iterdir()) - set(wanted):
        shutil.rmtree(folder)
    missing = [run for folder, run in wanted.items() if not folder.is_dir()]
    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(lambda run: _make(run, cache), missing))


def _make(run: Run, cache: Path) -> None:
    """Make a run; where one fails that pages can do without, say so and go on."""
    try:
        run.make(cache)
    except NotebookError as error:
        if run.is_needed:
            raise
        complain(f"{error} Telephones get its charts as wide screens do.")


def charts_of_audit(folder: Path, address: str) -> dict[str, Chart]:
    """The charts of an audit.

    Parameters
    ----------
    folder : Path
        Of the audit's files.
    address : str
        Where they will be on the site.

    Returns
    -------
    dict of str to Chart
        By their names.
    """
    narrow = _drawings(folder)
    cards = (card for card in load_sidecars(folder, SCREEN) if card["files_sha256"])
    return {card["figure"]: Chart(card, folder, narrow.get(card["figure"]), address) for card in cards}


def published_charts(cache: Path, notebooks: Iterable[Path]) -> Mapping[str, Chart]:
    """The charts that notebooks of the workspace publish.

    Parameters
    ----------
    cache : Path
        As `make_all` filled it.
    notebooks : iterable of Path
        The notebooks.

    Returns
    -------
    mapping of str to Chart
        By their names.
    """
    folders = [phone_run(notebook).folder(cache) for notebook in notebooks]
    narrow = {name: file for folder in folders for name, file in _drawings(folder).items()}
    figures = find_workspace().figures
    cards = load_sidecars() if folders else []
    return {card["figure"]: Chart(card, figures, narrow.get(card["figure"]), "figures") for card in cards}


def _drawings(folder: Path) -> dict[str, Path]:
    """Return the drawings for telephones in a folder, by the names of their charts."""
    cards = (card for card in load_sidecars(folder, PHONE) if card["files_sha256"])
    return {card["figure"]: folder / f"{card['name']}.svg" for card in cards}
