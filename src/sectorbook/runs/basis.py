"""What the result of a run depends on, as one digest: runs of the same digest need not be repeated."""

import hashlib
import json
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from sectorbook.folders import own_files
from sectorbook.runs.notebooks import content_digest, read_notebook

_PACKAGE = Path(__file__).resolve().parents[1]


def basis_of(notebook: Path, data: Iterable[Path]) -> str:
    """Digest what all runs of a notebook depend on: its cells, data, the package and the versions of all packages.

    Parameters
    ----------
    notebook : Path
        The notebook.
    data : iterable of Path
        Files and folders of data. The names of files in a folder count, the folder's own name does not.

    Returns
    -------
    str
        As from `digest_of`.
    """
    contents = [entry for path in data for entry in _contents(path)]
    return digest_of([content_digest(read_notebook(notebook)), contents, _package()])


def digest_of(content: object) -> str:
    """Return 16 hexadecimal digits of the SHA-256 of what JSON can express."""
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


@cache
def _package() -> str:
    """Digest this package's files, and the versions of Python and of all packages; once for each process."""
    versions = sorted({f"{package.name} {package.version}" for package in distributions()})
    return digest_of([_contents(_PACKAGE), sys.version, versions])


def _contents(path: Path) -> list[list[str]]:
    """List a file, or the files of a folder and the folders in it, each with its SHA-256."""
    files = [path] if path.is_file() else own_files(path, "**/*.*")
    home = path.parent if path.is_file() else path
    return [[file.relative_to(home).as_posix(), hashlib.sha256(file.read_bytes()).hexdigest()] for file in files]
