"""The committed notebooks are what a run of them gives, and readable as they lie there.

pytest's nbval plugin, as `make test-slow` calls it, runs each of them in a kernel and compares every output: text,
tables, and the figures, which are text to it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from statistics import median

import nbformat
import papermill
import pytest
from click.testing import CliRunner
from papermill.cli import papermill as papermill_command
from PIL import Image

from helpers.notebook_runs import write_notebook
from sectorbook.figures.sidecar import load_sidecars
from sectorbook.pages.outputs import ANSWER
from sectorbook.runs.notebooks import (
    all_notebooks,
    cell_tags,
    content_digest,
    figures_of,
    normalize_notebook,
    read_notebook,
    remove_run_details,
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


def is_answer(output: nbformat.NotebookNode) -> bool:
    return bool(output.get("metadata", {}).get(ANSWER))


@notebooks
def test_the_answer_of_this_run_stands_beneath_the_question_and_the_parameters(path: Path) -> None:
    cells = read_notebook(path).cells
    assert cells[0].source.startswith("# ")
    assert cells[0].source.split("\n")[0].endswith("?")
    assert "parameters" in cell_tags(cells[1])
    answers = [place for place, cell in enumerate(cells) for output in cell.get("outputs", []) if is_answer(output)]
    assert answers == [2]
    assert not any(ANSWER in cell_tags(cell) for cell in cells)


@notebooks
def test_cells_are_short(path: Path) -> None:
    lengths = []
    for cell in code_cells(path):
        lines = cell.source.splitlines()
        assert len(lines) <= (20 if any(map(is_answer, cell.outputs)) else 15)
        assert max(map(len, lines)) <= 72
        lengths.append(len(lines))
    assert median(lengths) <= 6


@notebooks
def test_parameters_have_a_type_and_a_comment_each(path: Path) -> None:
    cells = [cell for cell in code_cells(path) if "parameters" in cell_tags(cell)]
    assert len(cells) == 1
    for line in cells[0].source.splitlines():
        assert re.fullmatch(r"\w+: .+ = .+  # \S.*", line), line


@notebooks
def test_every_figure_is_shown_with_alt_text_and_source(path: Path) -> None:
    outputs = [output for cell in code_cells(path) for output in cell.outputs]
    places = [place for place, output in enumerate(outputs) if "image/png" in output.get("data", {})]
    assert bool(places) == any(".publish(" in cell.source for cell in code_cells(path))
    for picture, caption in ((outputs[place], outputs[place + 1]) for place in places):
        alt = picture.metadata["image/png"]["alt"]
        assert len(alt) > 60
        assert re.fullmatch(rf"Chart \w+ \([0-9a-f]{{16}}\): {re.escape(alt)}", picture.data["text/plain"])
        assert re.search(r"Sources?: .+\.", caption.data["text/plain"])
        assert "<details><summary>Description of the chart</summary>" in caption.data["text/markdown"]


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
    help_text = CliRunner().invoke(papermill_command, ["--help-notebook", str(path)]).output
    for line in next(cell.source for cell in code_cells(path) if "parameters" in cell_tags(cell)).splitlines():
        name, comment = line.split(":")[0], line.split("  # ")[1]
        assert re.search(rf"\b{name}: .*\n?\s*{re.escape(comment)}", help_text), f"{name}\n{help_text}"


@pytest.mark.slow
@pytest.mark.parametrize("changed", ["a word", "a pixel", "a formula"])
def test_nbval_notices_a_stored_output_that_a_run_does_not_give(tmp_path: Path, changed: str) -> None:
    code = """from sectorbook.figures.showing import show_picture
from sectorbook.pages.outputs import show_text
show_picture(open("dot.png", "rb").read(), "A dot.", "dot")
show_text("It is 2.", "It is 2.", [{"at": [6, 7], "value": "2", "how": "1 + 1"}])"""
    Image.new("RGB", (2, 2), "red").save(tmp_path / "dot.png")
    path = write_notebook(tmp_path / "stored.ipynb", code)
    papermill.execute_notebook(str(path), str(path), cwd=str(tmp_path), progress_bar=False)
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", str(path)]
    assert subprocess.run(command, capture_output=True, cwd=tmp_path, check=False).returncode == 0
    if changed == "a pixel":
        Image.new("RGB", (2, 2), "blue").save(tmp_path / "dot.png")
    else:
        notebook = nbformat.read(path, as_version=4)
        data = notebook.cells[-1].outputs[1].data
        if changed == "a word":
            data["text/plain"] = "It is 3."
        else:
            data["application/vnd.sectorbook.numbers+json"][0]["how"] = "3 - 1"
        nbformat.write(notebook, path)
    assert subprocess.run(command, capture_output=True, cwd=tmp_path, check=False).returncode == 1


@notebooks
def test_the_figures_that_a_notebooks_code_names_are_those_that_it_made(path: Path) -> None:
    made = [card["figure"] for card in load_sidecars() if card["notebook"] == path.name]
    assert sorted(figures_of(read_notebook(path))) == made


def test_a_cell_that_is_no_plain_python_names_no_figure() -> None:
    sources = [
        "%matplotlib inline\nfigures.publish(f, 'one')",
        "page.publish('two', draw)\npublish(draw, name)",
        "print('x')",
    ]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    assert figures_of(nbformat.v4.new_notebook(cells=cells)) == ["two"]


def test_what_a_run_leaves_is_removed_before_a_notebook_is_saved() -> None:
    code, never = nbformat.v4.new_code_cell("1 + 1"), nbformat.v4.new_code_cell("2")
    code.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "2"}, execution_count=37)]
    code.execution_count, code.metadata = 37, {"execution": {"iopub.status.busy": "now"}, "tags": ["mine"]}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(" "), never, code])
    notebook.metadata = {"language_info": {"name": "python", "version": "3.99.1"}, "mine": 1}
    remove_run_details(notebook)
    assert notebook.metadata == {"language_info": {"name": "python"}, "mine": 1}
    assert code.metadata == {"tags": ["mine"]}
    assert (never.execution_count, code.execution_count, code.outputs[0].execution_count) == (None, 2, 2)


@notebooks
def test_numbers_are_stored_as_javascript_writes_them(path: Path) -> None:
    def whole(number: str) -> float:
        assert not re.fullmatch(r"-?\d+\.0", number), number
        return float(number)

    json.loads(path.read_text(encoding="utf-8"), parse_float=whole)
