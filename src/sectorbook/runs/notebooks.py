"""Notebooks as files: find one, tell what counts as its content, and strip what changes from run to run."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from sectorbook.errors import ParameterError, suggestion
from sectorbook.ledger.workspace import current_workspace, shipped

ANSWER = "sectorbook-answer"
"""The key in an output's metadata by which an answer is known, and the tag of the cell at the top."""
INJECTED = "injected-parameters"
KEPT_METADATA = ("tags", "mystnb")
REHEARSAL = "sectorbook.runs.rehearsal:rehearse"
"""What the process does first that a notebook is forked from, wherever it runs with `papermill --engine forked`."""
NOTEBOOK_METADATA = {
    "forked": {"rehearse": REHEARSAL},
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def all_notebooks() -> list[Path]:
    """The numbered notebooks of the workspace in use, in order, then those of the package that it has not got."""
    workspace = current_workspace()
    found: dict[str, Path] = {}
    for folder in [*([workspace.notebooks] if workspace else []), shipped("notebooks")]:
        for notebook in sorted(folder.glob("[0-9][0-9]_*.ipynb")):
            found.setdefault(notebook.name, notebook)
    return list(found.values())


def find_notebook(name: str | Path) -> Path:
    """A notebook by its path, its name, or the number that its name starts with.

    Raises `ParameterError` with the notebooks that exist.
    """
    path = Path(name)
    if path.suffix == ".ipynb" and path.is_file():
        return path.resolve()
    for notebook in all_notebooks():
        if str(name) in (notebook.stem, notebook.name, notebook.stem.split("_")[0]):
            return notebook
    stems = [notebook.stem for notebook in all_notebooks()]
    hint = suggestion(str(name), stems, f"There are {', '.join(stems)}.")
    raise ParameterError(f'There is no notebook "{name}". {hint}')


def read_notebook(path: Path) -> NotebookNode:
    """A notebook as nbformat 4; a file that is none raises `ParameterError`."""
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError) as error:
        raise ParameterError(f"{path} is not a notebook ({error}). Give the path of an .ipynb file.") from error
    return notebook


def figures_of(notebook: Path) -> list[str]:
    """The names of the figures that a notebook publishes, as its code writes them, in order."""
    code = [cell.source for cell in read_notebook(notebook).cells if cell.cell_type == "code"]
    return list(dict.fromkeys(name for source in code for name in _published(source)))


def _published(source: str) -> Iterator[str]:
    """The first text that each call of something called `publish` is given, in a cell that is plain Python."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:  # IPython's own commands
        return
    for node in nodes:
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "publish":
            texts = [word.value for word in node.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
            yield from texts[:1]


def has_run(notebook: NotebookNode) -> bool:
    """Whether every code cell with a source has been run, and its outputs not been cleared since."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    return all(cell.execution_count for cell in cells)


def cell_tags(cell: NotebookNode) -> list[str]:
    """The tags of a cell."""
    return list(cell.metadata.get("tags") or [])


def content_digest(notebook: NotebookNode) -> str:
    """SHA-256 of what counts as a notebook's content: the source, type and tags of its cells.

    Outputs, run counts and metadata do not count, nor does the answer, which a run writes.
    """
    cells = [[cell.cell_type, cell.source, cell_tags(cell)] for cell in notebook.cells if ANSWER not in cell_tags(cell)]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def normalize_notebook(notebook: NotebookNode, parameters_source: str | None) -> NotebookNode:
    """An executed notebook without anything that differs from run to run, its answer beneath its question.

    The cell of injected parameters gets `parameters_source`, or goes where that is None; run counts are 1 to n.
    """
    cells = [cell for cell in notebook.cells if parameters_source is not None or INJECTED not in cell_tags(cell)]
    for cell in cells:
        cell.metadata = NotebookNode({k: cell.metadata[k] for k in KEPT_METADATA if cell.metadata.get(k)})
        if INJECTED in cell_tags(cell):
            cell.id, cell.source = INJECTED, parameters_source
    _count(cells)
    _answer_on_top(cells)
    settled: NotebookNode = nbformat.from_dict({**notebook, "cells": cells, "metadata": NOTEBOOK_METADATA})
    nbformat.validate(settled)
    return settled


def _count(cells: list[NotebookNode]) -> None:
    run = [cell for cell in cells if cell.cell_type == "code" and cell.source.strip()]
    for count, cell in enumerate(run, start=1):
        cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count


def _answer_on_top(cells: list[NotebookNode]) -> None:
    outputs: list[Any] = [output for cell in cells for output in cell.get("outputs", [])]
    answers = [output.data["text/markdown"] for output in outputs if output.get("metadata", {}).get(ANSWER)]
    for cell in cells:
        if ANSWER in cell_tags(cell) and answers:
            cell.source = answers[-1]
