"""Start a new report from `template/report`, which is a report that loads as it is."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sectorbook.errors import SectorbookError
from sectorbook.ledger.report import SLUG
from sectorbook.ledger.workspace import find_workspace

_TEMPLATE = Path(__file__).parent / "template" / "report"
_PLACEHOLDER = b"report-name"
"""Text of the template's files that the report's name replaces."""


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
    if not SLUG.fullmatch(slug):
        raise SectorbookError(
            f'"{slug}" cannot be a report\'s name. Use lower-case letters, digits and -, as in nepal-2022.'
        )
    parent = parent or find_workspace().reports
    folder = parent / slug
    if folder.exists():
        raise SectorbookError(f"{folder} exists. Choose another name, or remove it.")
    parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=parent, prefix=".new-") as temporary:
        draft = Path(temporary) / slug
        draft.mkdir()
        for file in _TEMPLATE.iterdir():
            (draft / file.name).write_bytes(file.read_bytes().replace(_PLACEHOLDER, slug.encode("utf-8")))
        draft.rename(folder)
    return folder
