"""A folder's own files: not those that editors, spreadsheets and file managers leave there."""

from pathlib import Path

LEFT_BY_SYSTEMS = ("__pycache__", "desktop.ini", "thumbs.db")
"""Names, in lower case, of what Python and Windows leave in folders."""


def is_own(name: str) -> bool:
    """Tell whether a file or folder belongs to the folder that it lies in.

    Parameters
    ----------
    name : str
        Its name.

    Returns
    -------
    bool
        False for what is hidden, such as JupyterLab's `.ipynb_checkpoints`, macOS's `.DS_Store` and LibreOffice's
        `.~lock.table.csv#`; for Excel's `~$table.xlsx`; and for what Python and Windows leave behind.
    """
    return not name.startswith((".", "~$")) and name.lower() not in LEFT_BY_SYSTEMS


def own_files(folder: Path, pattern: str = "*") -> list[Path]:
    """List a folder's own files.

    Parameters
    ----------
    folder : Path
        The folder; one that does not exist has no files.
    pattern : str, default "*"
        Which files, as `Path.glob` reads it: "*.csv", or "**/*.csv" for those in its folders too.

    Returns
    -------
    list of Path
        In the order of their names.
    """
    files = (file for file in folder.glob(pattern) if all(map(is_own, file.relative_to(folder).parts)))
    return sorted(file for file in files if file.is_file())
