"""Where reports, notebooks and figures are kept: in a workspace, and, in part, in what comes with the package.

A workspace is a folder with `data/`, in which there is `reports/` or `indicators.csv`. The one in use is, in this
order: the one that `sectorbook --workspace` or the variable SECTORBOOK_WORKSPACE names; the current folder, or the
nearest folder above it that is one. It is looked for whenever it is needed, so that changing the folder changes it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sectorbook.errors import SectorbookError

VARIABLE = "SECTORBOOK_WORKSPACE"
"""Names the workspace in use, for this process and those that it starts."""

_PACKAGE = Path(__file__).resolve().parents[1]
_TEMPLATE = Path(__file__).parent / "template" / "workspace"
_IN_A_CLONE = {"catalogue": "data", "notebooks": "notebooks"}


@dataclass(frozen=True)
class Workspace:
    """A folder with `data/`.

    Attributes
    ----------
    root : the folder, in full
    """

    root: Path

    @property
    def data(self) -> Path:
        """What is measured, the reports, and what is around them."""
        return self.root / "data"

    @property
    def reports(self) -> Path:
        """One folder a report."""
        return self.data / "reports"

    @property
    def notebooks(self) -> Path:
        """The notebooks that a name or a number is looked for among."""
        return self.root / "notebooks"

    @property
    def figures(self) -> Path:
        """What the notebooks draw as they stand."""
        return self.root / "figures"

    @property
    def docs(self) -> Path:
        """Pages and settings of the site."""
        return self.root / "docs"


def find_workspace() -> Workspace:
    """The workspace in use.

    Raises
    ------
    SectorbookError
        where there is none, with how to name one and how to make one.
    """
    if (workspace := current_workspace()) is None:
        raise SectorbookError(
            f"There is no workspace here: neither {Path.cwd()} nor a folder above it has a folder data with reports "
            "or indicators.csv in it. Go to one, name one with --workspace, or make one: sectorbook init DIR"
        )
    return workspace


def current_workspace() -> Workspace | None:
    """The workspace in use, or None; one that is named and is none raises `SectorbookError`."""
    if not (named := os.environ.get(VARIABLE)):
        return workspace_around(Path.cwd())
    if not _is_workspace(Path(named)):
        raise SectorbookError(
            f"{named} is no workspace: it has no folder data with reports or indicators.csv in it. "
            f"Name another, or make it one: sectorbook init {named}"
        )
    return Workspace(Path(named).resolve())


def workspace_around(folder: Path) -> Workspace | None:
    """The workspace that a folder is, or else the nearest one above it; None where there is none."""
    folder = folder.resolve()
    return next((Workspace(place) for place in (folder, *folder.parents) if _is_workspace(place)), None)


def workspace_for(notebook: Path) -> Path | None:
    """The folder of the workspace that a notebook is run in: the one in use, else the one that it lies in."""
    workspace = current_workspace() or (None if in_package(notebook) else workspace_around(notebook.parent))
    return workspace.root if workspace else None


@contextmanager
def standing_in(workspace: Path | None) -> Iterator[None]:
    """Have a folder be the workspace in use, here and in the processes that are started; None changes nothing."""
    before = os.environ.get(VARIABLE, "")
    if workspace is not None:
        os.environ[VARIABLE] = str(workspace.resolve())
    try:
        yield
    finally:
        if before:
            os.environ[VARIABLE] = before
        else:
            os.environ.pop(VARIABLE, None)


def shipped(part: str) -> Path:
    """The folder `catalogue` or `notebooks` that came with the package; in a clone, where they are edited."""
    in_wheel = _PACKAGE / "shipped" / part
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parents[1] / _IN_A_CLONE[part]


def in_package(path: Path) -> bool:
    """Whether a file or folder is part of the installed package, where nothing may be written."""
    return path.resolve().is_relative_to(_PACKAGE)


def catalogue_for(folder: Path) -> Path:
    """The folder of the shared catalogue that a package in `folder` is read with.

    It is that of the workspace that the folder lies in, else of the workspace in use, else the one that came with the
    package, which is also taken where a workspace has none.
    """
    workspace = workspace_around(folder) or current_workspace()
    has_one = workspace is not None and (workspace.data / "indicators.csv").is_file()
    return workspace.data if workspace is not None and has_one else shipped("catalogue")


def init_workspace(folder: Path) -> Path:
    """Make a folder a workspace: the shared catalogue, room for reports, a short README.md; gives the folder.

    The folder may be there already; a README.md in it stays as it is. Nothing is half-written.

    Raises
    ------
    SectorbookError
        where the folder has a `data` already, or is a file.
    """
    if (folder / "data").exists():
        raise SectorbookError(f"{folder / 'data'} exists. Nothing was written; choose another folder.")
    if folder.exists() and not folder.is_dir():
        raise SectorbookError(f"{folder} is a file. Nothing was written; choose another name.")
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".init-") as made:
        data = Path(made) / "data"
        (data / "reports").mkdir(parents=True)
        for name in ("indicators.csv", "datapackage.json"):
            shutil.copyfile(shipped("catalogue") / name, data / name)
        if not (folder / "README.md").exists():
            shutil.copyfile(_TEMPLATE / "README.md", folder / "README.md")
        data.rename(folder / "data")
    return folder


def _is_workspace(folder: Path) -> bool:
    data = folder / "data"
    return (data / "reports").is_dir() or (data / "indicators.csv").is_file()
