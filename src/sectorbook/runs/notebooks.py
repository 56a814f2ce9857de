"""Notebooks as files: find and read them, and remove what changes from run to run."""

import ast
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from sectorbook.errors import InputError, ParameterError, shown, suggestion
from sectorbook.folders import own_files
from sectorbook.inputs import MEGABYTE, is_file, parse_json, read_text
from sectorbook.ledger.workspace import current_workspace, shipped
from sectorbook.pages.declarations import Parameter, read_declarations
from sectorbook.runs.rehearsal import REHEARSAL

AUDIT = "audit"
"""Name of the notebook that audits any report; it is none of the numbered ones."""
MOST_BYTES = 64 * MEGABYTE
"""How large a notebook may be."""
INJECTED = "injected-parameters"
KEPT_METADATA = ("jupyter", "mystnb", "tags")
"""What a cell keeps of its metadata; "jupyter" has whether its code is folded."""
NOTEBOOK_METADATA = {
    "forked": {"rehearse": REHEARSAL},
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
"""What JupyterLab writes, so that opening and saving a notebook changes nothing; without the version of Python."""


def all_notebooks() -> list[Path]:
    """List the numbered notebooks of the workspace in use, in order, then those that only the package has."""
    workspace = current_workspace()
    by_name: dict[str, Path] = {}
    for folder in [*([workspace.notebooks] if workspace else []), shipped("notebooks")]:
        for notebook in own_files(folder, "[0-9][0-9]_*.ipynb"):
            by_name.setdefault(notebook.name, notebook)
    return list(by_name.values())


def audit_notebook() -> Path:
    """Return the notebook that audits any report: the workspace's own, else the package's."""
    workspace = current_workspace()
    folders = [*([workspace.notebooks] if workspace else []), shipped("notebooks")]
    paths = [folder / f"{AUDIT}.ipynb" for folder in folders]
    return next((path for path in paths if path.is_file()), paths[-1])


def find_notebook(name: str | Path) -> Path:
    """Find a notebook.

    Parameters
    ----------
    name : str or Path
        Its path, its name, or the number that its name starts with.

    Returns
    -------
    Path
        The notebook.

    Raises
    ------
    ParameterError
        Where there is none; the message names those that exist.
    """
    path = Path(name)
    if path.suffix == ".ipynb" and is_file(path):
        return path.resolve()
    name = shown(str(name))
    known = [*all_notebooks(), audit_notebook()]
    for notebook in known:
        if str(name) in (notebook.stem, notebook.name, notebook.stem.split("_")[0]):
            return notebook
    stems = [notebook.stem for notebook in known]
    hint = suggestion(str(name), stems, f"There are {', '.join(stems)}.")
    raise ParameterError(f'There is no notebook "{name}". {hint}')


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    NotebookNode
        The notebook, converted to version 4 of the format.

    Raises
    ------
    ParameterError
        Where the file is not a notebook.
    """
    try:
        content = parse_json(text := read_text(path, MOST_BYTES), path.name)
        if not isinstance(content, dict) or "nbformat" not in content:  # nbformat would take it for one of version 1
            raise InputError(path.name, "it names no version of the format", "Give the path of an .ipynb file.")
        notebook: NotebookNode = nbformat.convert(nbformat.reader.reads(text), 4)
        nbformat.validate(notebook)
    except InputError as error:
        raise ParameterError(f"{path} is not a notebook: {error.what}. {error.remedy}") from error
    except (OSError, MemoryError):
        raise
    except Exception as error:  # nbformat takes parts of JSON for granted, so that it fails in any way
        reason = shown(str(error).partition("\n")[0] or type(error).__name__)
        raise ParameterError(f"{path} is not a notebook ({reason}). Give the path of an .ipynb file.") from error
    if defect := _defect(notebook):
        raise ParameterError(f"{path} is not a notebook that can be run: {defect}. Correct it in JupyterLab.")
    return notebook


def _defect(notebook: NotebookNode) -> str:
    """Say what the format allows in a notebook and nothing here can use; empty where there is nothing."""
    if any(not isinstance(tag, str) for cell in notebook.cells for tag in cell_tags(cell)):
        return "a tag of a cell is no text"
    count = sum("parameters" in cell_tags(cell) for cell in notebook.cells)
    return f"{count} cells are tagged parameters, and only one can be" if count > 1 else ""


def figures_of(notebook: NotebookNode) -> list[str]:
    """List the names of the figures that a notebook publishes, in the order of its code.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook.

    Returns
    -------
    list of str
        Names as its code has them, without repetitions.
    """
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return list(dict.fromkeys(name for source in code for name in _published(source)))


def _published(source: str) -> Iterator[str]:
    """Yield the first string among the arguments of each call of `publish` in a cell that is plain Python."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # IPython's own commands, or what no parser takes
        return
    for node in nodes:
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "publish":
            texts = [word.value for word in node.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
            yield from texts[:1]


def has_run(notebook: NotebookNode) -> bool:
    """Tell whether every code cell that is not empty has been run, and its outputs not been cleared since.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook.

    Returns
    -------
    bool
        False where an execution count is missing.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    return all(cell.execution_count for cell in cells)


def cell_tags(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell.

    Parameters
    ----------
    cell : NotebookNode
        The cell.

    Returns
    -------
    list of str
        Its tags, empty where it has none.
    """
    tags = cell.metadata.get("tags") or []
    return list(tags) if isinstance(tags, list) else [tags]


def declared_parameters(notebook: NotebookNode, name: str) -> dict[str, Parameter]:
    """Read the parameters of a notebook from its cell tagged `parameters`.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook.
    name : str
        Its file name, for messages.

    Returns
    -------
    dict of str to Parameter
        Parameters by name; none where there is no such cell.

    Raises
    ------
    ParameterError
        Where the cell cannot be read.
    """
    cells = [cell for cell in notebook.cells if "parameters" in cell_tags(cell)]
    return read_declarations(cells[0].source if cells else "", name)


def content_digest(notebook: NotebookNode) -> str:
    """Return the SHA-256 of the sources, types and tags of a notebook's cells.

    Outputs, execution counts and other metadata do not count.
    """
    cells = [[cell.cell_type, cell.source, cell_tags(cell)] for cell in notebook.cells]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def normalize_notebook(notebook: NotebookNode, parameters_source: str | None) -> NotebookNode:
    """Remove from an executed notebook what differs from run to run.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook; its cells are changed.
    parameters_source : str or None
        Source of the cell of injected parameters, which is removed where it is None.

    Returns
    -------
    NotebookNode
        The notebook, with execution counts from 1.
    """
    cells = [cell for cell in notebook.cells if parameters_source is not None or INJECTED not in cell_tags(cell)]
    for cell in cells:
        cell.metadata = NotebookNode({k: cell.metadata[k] for k in KEPT_METADATA if cell.metadata.get(k)})
        if INJECTED in cell_tags(cell):
            cell.id, cell.source = INJECTED, parameters_source
    _number(cells)
    normalized: NotebookNode = nbformat.from_dict({**notebook, "cells": cells, "metadata": NOTEBOOK_METADATA})
    nbformat.validate(normalized)
    return normalized


def remove_run_details(notebook: dict[str, Any]) -> None:
    """Remove what depends on the machine or on when and how often cells were run, before JupyterLab saves a notebook.

    That is the version of Python, the times of cells, and how often others ran before them: a cell that has run is
    numbered by its place. Whatever else was changed stays.

    Parameters
    ----------
    notebook : dict
        The notebook as JupyterLab sends it, which is changed.
    """
    notebook["metadata"].get("language_info", {}).pop("version", None)
    for cell in notebook["cells"]:
        cell["metadata"].pop("execution", None)
    _number(notebook["cells"])


def _number(cells: list[dict[str, Any]]) -> None:
    """Number code cells that have run, and their results, by their places among those that are not empty."""
    code = [cell for cell in cells if cell["cell_type"] == "code" and "".join(cell["source"]).strip()]
    for count, cell in enumerate(code, start=1):
        if cell["execution_count"] is None:
            continue
        cell["execution_count"] = count
        for output in cell["outputs"]:
            if output["output_type"] == "execute_result":
                output["execution_count"] = count
