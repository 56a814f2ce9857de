"""Find where reports, notebooks and figures are kept, in a workspace or in the package itself, and begin new ones.

A workspace is a folder with `data/`, in which there is `reports/` or `indicators.csv`. The one in use is, in this
order: the one that `sectorbook --workspace` or the variable SECTORBOOK_WORKSPACE names; the current folder, or the
nearest folder above it that is one. It is searched for at each use, so that it follows a change of the current folder.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sectorbook.errors import ParameterError, SectorbookError, shown
from sectorbook.folders import own_files

VARIABLE = "SECTORBOOK_WORKSPACE"
"""Environment variable that names the workspace in use, for this process and those that it starts."""

_PACKAGE = Path(__file__).resolve().parents[1]
_TEMPLATE = Path(__file__).parent / "template"
_IN_A_CLONE = {"catalogue": "data", "notebooks": "notebooks"}
REPORT_TEMPLATE = _TEMPLATE / "report"
"""Folder of a report that new ones are begun with."""
_PLACEHOLDER = b"report-name"
"""Text of the template's files that a new report's name replaces."""
SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
"""How the names of reports are written."""


@dataclass(frozen=True)
class Workspace:
    """A folder with reports, and with the notebooks and figures about them.

    Attributes
    ----------
    root : Path
        The folder, as an absolute path.
    """

    root: Path

    @property
    def data(self) -> Path:
        """Folder of the catalogue of indicators, the reports and the context."""
        return self.root / "data"

    @property
    def reports(self) -> Path:
        """Folder with one folder a report."""
        return self.data / "reports"

    @property
    def notebooks(self) -> Path:
        """Folder of the notebooks that can be called by name or number."""
        return self.root / "notebooks"

    @property
    def figures(self) -> Path:
        """Folder of the figures that the notebooks publish when they are run without other parameters."""
        return self.root / "figures"

    @property
    def docs(self) -> Path:
        """Folder of the site's pages and settings."""
        return self.root / "docs"


def find_workspace() -> Workspace:
    """Return the workspace in use.

    Returns
    -------
    Workspace
        The workspace.

    Raises
    ------
    SectorbookError
        Where there is none; the message explains how to name or make one.
    """
    if (workspace := current_workspace()) is None:
        raise SectorbookError(
            f"There is no workspace here: neither {Path.cwd()} nor a folder above it has a folder data with reports "
            "or indicators.csv in it. Go to one, name one with --workspace, or make one: sectorbook init DIR"
        )
    return workspace


def current_workspace() -> Workspace | None:
    """Return the workspace in use, if any.

    Returns
    -------
    Workspace or None
        The workspace.

    Raises
    ------
    SectorbookError
        Where the folder that the environment variable names is not a workspace.
    """
    if not (named := os.environ.get(VARIABLE)):
        return workspace_around(Path.cwd())
    if not _is_workspace(Path(named)):
        raise SectorbookError(
            f"{named} is no workspace: it has no folder data with reports or indicators.csv in it. "
            f"Name another, or make it one: sectorbook init {named}"
        )
    return Workspace(Path(named).resolve())


def workspace_around(folder: Path) -> Workspace | None:
    """Find the workspace that a folder is or lies in.

    Parameters
    ----------
    folder : Path
        The folder.

    Returns
    -------
    Workspace or None
        The nearest one; None where there is none.
    """
    folder = folder.resolve()
    return next((Workspace(parent) for parent in (folder, *folder.parents) if _is_workspace(parent)), None)


def workspace_for(notebook: Path) -> Path | None:
    """Find the workspace that a notebook runs in.

    Parameters
    ----------
    notebook : Path
        The notebook.

    Returns
    -------
    Path or None
        Root of the workspace in use, else of the one that the notebook lies in; None where there is none.
    """
    workspace = current_workspace() or (None if in_package(notebook) else workspace_around(notebook.parent))
    return workspace.root if workspace else None


@contextmanager
def use_workspace(folder: Path | None) -> Iterator[None]:
    """Use a folder as workspace inside a `with` statement, also in processes that are started there.

    Parameters
    ----------
    folder : Path or None
        The folder; None changes nothing.
    """
    before = os.environ.get(VARIABLE, "")
    if folder is not None:
        os.environ[VARIABLE] = str(folder.resolve())
    try:
        yield
    finally:
        if before:
            os.environ[VARIABLE] = before
        else:
            os.environ.pop(VARIABLE, None)


def shipped(part: str) -> Path:
    """Return a folder of data or notebooks that the package includes.

    Parameters
    ----------
    part : {"catalogue", "notebooks"}
        Which folder.

    Returns
    -------
    Path
        The folder in the installed package; in a clone, the one that it is built from.
    """
    in_wheel = _PACKAGE / "shipped" / part
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parents[1] / _IN_A_CLONE[part]


def in_package(path: Path) -> bool:
    """Tell whether a file or folder is part of the installed package, where nothing may be written.

    Parameters
    ----------
    path : Path
        The file or folder.

    Returns
    -------
    bool
        True inside the package's folder.
    """
    return path.resolve().is_relative_to(_PACKAGE)


def catalogue_for(folder: Path) -> Path:
    """Return the folder of the catalogue that a data package is read with.

    Parameters
    ----------
    folder : Path
        Folder of the data package.

    Returns
    -------
    Path
        That of the workspace that the folder lies in, else of the workspace in use; where there is no workspace, or it
        has no catalogue, the package's own.
    """
    workspace = workspace_around(folder) or current_workspace()
    if workspace and (workspace.data / "indicators.csv").is_file():
        return workspace.data
    return shipped("catalogue")


def check_output_folder(to: str | Path, *others: Path) -> None:
    """Check that results would not come among what belongs to the workspace or the package.

    Parameters
    ----------
    to : str or Path
        Folder for results.
    *others : Path
        Further folders that it must not be.

    Raises
    ------
    ParameterError
        Where it is empty, or is, holds or lies in the workspace's data, notebooks, figures or history.
    """
    if not str(to).strip():
        raise ParameterError("The folder for the results is empty. Name one, such as out.")
    workspace, place = current_workspace(), _resolved(to)
    own = [workspace.data, workspace.notebooks, workspace.figures, workspace.root / ".git"] if workspace else []
    if place in {folder.resolve() for folder in others} or in_package(place):
        raise ParameterError(f"{to} holds the workspace's own notebooks or figures. Give a folder of your own.")
    for folder in (folder.resolve() for folder in own):
        if place.is_relative_to(folder) or folder.is_relative_to(place):
            how = "is" if place == folder else "lies in" if place.is_relative_to(folder) else "holds"
            own_way = workspace and folder == workspace.figures.resolve() and (workspace.root / "dodo.py").is_file()
            audits = " make figures REPORT=NAME writes the audit of a report to figures/NAME." if own_way else ""
            raise ParameterError(
                f"{to} {how} {folder}, which belongs to the workspace. Give a folder of your own, such as out.{audits}"
            )


def init_workspace(folder: Path) -> Path:
    """Make a folder a workspace, with the catalogue, an empty folder for reports, and a short README.md.

    Parameters
    ----------
    folder : Path
        The folder, which may exist; a README.md in it is kept.

    Returns
    -------
    Path
        The same folder.

    Raises
    ------
    SectorbookError
        Where it has a folder `data` already, or is a file; nothing is written then.
    """
    if (folder / "data").exists():
        raise SectorbookError(f"{folder / 'data'} exists. Nothing was written; choose another folder.")
    if folder.exists() and not folder.is_dir():
        raise SectorbookError(f"{folder} is a file. Nothing was written; choose another name.")
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".init-") as temporary:
        data = Path(temporary) / "data"
        (data / "reports").mkdir(parents=True)
        for name in ("indicators.csv", "datapackage.json"):
            shutil.copyfile(shipped("catalogue") / name, data / name)
        if not (folder / "README.md").exists():
            shutil.copyfile(_TEMPLATE / "workspace" / "README.md", folder / "README.md")
        data.rename(folder / "data")
    return folder


def new_report(slug: str, parent: Path | None = None) -> Path:
    """Write the folder of a new report, with examples to replace in each table.

    Parameters
    ----------
    slug : str
        Name of the report, of lower-case letters, digits and -.
    parent : Path, optional
        Folder to write it into; by default `data/reports` of the workspace in use.

    Returns
    -------
    Path
        The report's folder.

    Raises
    ------
    SectorbookError
        Where the name is invalid or taken, or there is neither a parent nor a workspace; nothing is written then.
    """
    folder = _free_folder(slug, parent)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=".new-") as temporary:
        begun = Path(temporary) / slug
        begun.mkdir()
        for file in own_files(REPORT_TEMPLATE):
            (begun / file.name).write_bytes(file.read_bytes().replace(_PLACEHOLDER, slug.encode("utf-8")))
        begun.rename(folder)
    return folder


def new_report_folder(name: str) -> Path:
    """Return the folder that a new report gets; it is not made yet.

    Parameters
    ----------
    name : str
        Name of the report in the workspace in use, or the path of a folder, which has a separator or begins with a
        point.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    SectorbookError
        Where the name is invalid or taken, or there is no workspace for a name.
    """
    if not name.strip():
        raise SectorbookError("The name of the new report is empty. Give one, such as nepal-2022.")
    path = _resolved(name)
    return _free_folder(path.name, None if Path(name).name == name != ".." else path.parent)


def _free_folder(slug: str, parent: Path | None) -> Path:
    """Return the folder of a report that does not exist yet; raise `SectorbookError` where it does or may not."""
    if not SLUG.fullmatch(slug):
        raise SectorbookError(
            f'"{shown(slug)}" cannot be a report\'s name. Use lower-case letters, digits and -, as in nepal-2022.'
        )
    if parent is not None:
        _check_parent(parent)
    folder = (parent or find_workspace().reports) / slug
    if folder.exists():
        raise SectorbookError(f"{folder} exists. Choose another name, or remove it.")
    return folder


def _resolved(path: str | Path) -> Path:
    """Return a path in full; raise `ParameterError` for a text that can be none."""
    try:
        place = Path(path).resolve()
        with suppress(FileNotFoundError, NotADirectoryError):
            place.stat()  # raises where no system can have it; `exists` does not for a long name from Python 3.14 on
        return place
    except (OSError, RuntimeError, ValueError) as error:
        raise ParameterError(f'"{shown(str(path))}" is no path: {error}. Name a folder, such as out.') from error


def _check_parent(parent: Path) -> None:
    """Raise `ParameterError` where new reports may not be written into a folder: among other things of a workspace."""
    workspace, place = workspace_around(parent), parent.resolve()
    if workspace and not place.is_relative_to(workspace.reports.resolve()):
        kept = (workspace.data, workspace.notebooks, workspace.figures, workspace.root / ".git")
        if inside := next((one for one in kept if place.is_relative_to(one.resolve())), None):
            raise ParameterError(f"{parent} lies in {inside}, where no reports belong. Give a folder of your own.")


def _is_workspace(folder: Path) -> bool:
    """Tell whether a folder has a folder `data` with reports or a catalogue."""
    data = folder / "data"
    return (data / "reports").is_dir() or (data / "indicators.csv").is_file()
