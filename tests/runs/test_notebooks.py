"""The committed notebooks are what a run of them gives, and readable as they lie there.

pytest's nbval plugin runs each of them and compares every output: text, tables, and the figures, which are text to it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from sectorbook.figures.sidecar import load_sidecars
from sectorbook.runs.notebooks import (
    ANSWER,
    all_notebooks,
    cell_tags,
    content_digest,
    figures_of,
    normalize_notebook,
    read_notebook,
)

notebooks = pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read_notebook(path).cells if cell.cell_type == "code"]


@notebooks
def test_run_counts_are_1_to_n_and_outputs_are_stored(path: Path) -> None:
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert any(cell.outputs for cell in cells)


@notebooks
def test_nothing_that_differs_from_run_to_run_is_stored(path: Path) -> None:
    assert normalize_notebook(read_notebook(path), None) == read_notebook(path)


@notebooks
def test_the_answer_stands_beneath_the_question_and_is_the_computed_one(path: Path) -> None:
    cells = read_notebook(path).cells
    assert cells[0].source.startswith("# ")
    assert cells[0].source.rstrip().endswith("?")
    assert ANSWER in cell_tags(cells[1])
    outputs = [output for cell in code_cells(path) for output in cell.outputs]
    answers = [output.data["text/markdown"] for output in outputs if output.get("metadata", {}).get(ANSWER)]
    assert [cells[1].source] == answers


@notebooks
def test_cells_are_short(path: Path) -> None:
    for cell in code_cells(path):
        lines = cell.source.splitlines()
        assert len(lines) <= 15
        assert max(map(len, lines)) <= 72


@notebooks
def test_parameters_have_a_type_and_a_comment_each(path: Path) -> None:
    cells = [cell for cell in code_cells(path) if "parameters" in cell_tags(cell)]
    assert len(cells) == 1
    for line in cells[0].source.splitlines():
        assert re.fullmatch(r"\w+: .+ = .+  # \S.*", line), line


@notebooks
def test_every_figure_is_shown_with_alt_text_and_source(path: Path) -> None:
    outputs = [output for cell in code_cells(path) for output in cell.outputs]
    shown = [output.data["text/markdown"] for output in outputs if "](data:" in output.data.get("text/markdown", "")]
    assert shown
    for markdown in shown:
        alt = re.match(r"!\[(.*?)\]\(data:image/png;base64,[A-Za-z0-9+/=]+\)\n\n\*.+\* Sources?: .+\.", markdown)
        assert alt is not None, markdown[:200]
        assert len(alt[1]) > 60


@notebooks
def test_a_stored_notebook_is_small(path: Path) -> None:
    assert path.stat().st_size < 500_000


@notebooks
def test_saving_without_a_change_is_no_change(path: Path) -> None:
    notebook = read_notebook(path)
    digest = content_digest(notebook)
    notebook.metadata["language_info"] = {"name": "python", "version": "3.99"}
    for cell in notebook.cells:
        cell.metadata["collapsed"] = False
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    assert content_digest(notebook) == digest
    notebook.cells[-1].source += " "
    assert content_digest(notebook) != digest


@notebooks
def test_papermill_lists_every_parameter(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "papermill", "--help-notebook", str(path)], capture_output=True, text=True, check=False
    )
    for line in next(cell.source for cell in code_cells(path) if "parameters" in cell_tags(cell)).splitlines():
        name, comment = line.split(":")[0], line.split("  # ")[1]
        assert re.search(rf"\b{name}: .*\n?\s*{re.escape(comment)}", done.stdout), f"{name}\n{done.stdout}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new"),
    [("It is 2.", "It is 3."), ("iVBORw0KGgo", "iVBORw0KGgp")],
    ids=["a changed word", "a changed picture"],
)
def test_nbval_notices_a_stored_output_that_a_run_does_not_give(tmp_path: Path, old: str, new: str) -> None:
    picture = "![A dot, for a test.](data:image/png;base64,iVBORw0KGgo=)"
    code = f"from sectorbook import say\nsay({picture!r} + ' It is 2.')"
    cell = nbformat.v4.new_code_cell(code, id="one", execution_count=1)
    data = {"text/markdown": f"{picture} It is 2.", "text/plain": f"{picture} It is 2."}
    cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": {"name": "python3", "display_name": ""}})
    path = tmp_path / "stored.ipynb"
    nbformat.write(notebook, path)
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", str(path)]
    assert subprocess.run(command, capture_output=True, cwd=tmp_path, check=False).returncode == 0
    cell.outputs[0].data["text/markdown"] = data["text/markdown"].replace(old, new)
    nbformat.write(notebook, path)
    assert subprocess.run(command, capture_output=True, cwd=tmp_path, check=False).returncode == 1


@notebooks
def test_the_figures_that_a_notebooks_code_names_are_those_that_it_made(path: Path) -> None:
    made = [card["figure"] for card in load_sidecars() if card["notebook"] == path.name]
    assert sorted(figures_of(path)) == made


def test_a_cell_that_is_no_plain_python_names_no_figure(tmp_path: Path) -> None:
    sources = [
        "%matplotlib inline\nfigures.publish(f, 'one')",
        "page.publish('two', draw)\npublish(draw, name)",
        "print('x')",
    ]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "some.ipynb")
    assert figures_of(tmp_path / "some.ipynb") == ["two"]
