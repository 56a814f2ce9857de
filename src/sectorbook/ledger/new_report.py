"""The beginning of a new report: a copy of `template/report`, a report that loads as it is, under a name of its own."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from sectorbook.errors import SectorbookError
from sectorbook.ledger.report import SLUG
from sectorbook.ledger.workspace import find_workspace

_TEMPLATE = Path(__file__).parent / "template" / "report"
_PLACEHOLDER = b"report-name"
"""Stands in the template's files where the report's name goes."""


def new_report(slug: str, parent: Path | None = None) -> Path:
    """Write the folder of a new report, with examples to replace in each table; nothing is half-written.

    Parameters
    ----------
    slug : the report's name: lower-case letters, digits and -
    parent : the folder to write it into; by default `data/reports` of the workspace in use

    Returns
    -------
    The report's folder.

    Raises
    ------
    SectorbookError
        where the name cannot be one or is taken, or there is neither a parent nor a workspace.
    """
    if not SLUG.fullmatch(slug):
        raise SectorbookError(
            f'"{slug}" cannot be a report\'s name. Use lower-case letters, digits and -, as in nepal-2022.'
        )
    parent = parent or find_workspace().reports
    folder = parent / slug
    if folder.exists():
        raise SectorbookError(f"{folder} exists. Choose another name, or remove it.")
    parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=parent, prefix=".new-") as made:
        begun = Path(made) / slug
        begun.mkdir()
        for file in _TEMPLATE.iterdir():
            (begun / file.name).write_bytes(file.read_bytes().replace(_PLACEHOLDER, slug.encode("utf-8")))
        begun.rename(folder)
    return folder
