"""Write small notebooks, run them by papermill, and compare what they show."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from sectorbook.runs.notebooks import find_notebook

Cells = dict[str, NotebookNode]
KERNELSPEC = {"name": "python3", "language": "python", "display_name": "Python 3"}


def write_notebook(
    path: Path, *sources: str, cell_metadata: dict[str, object] | None = None, **metadata: object
) -> Path:
    """A notebook of code cells named cell-0, cell-1 ..., and its metadata besides the kernel's."""
    cells = [
        nbformat.v4.new_code_cell(source, metadata=cell_metadata or {}, id=f"cell-{place}")
        for place, source in enumerate(sources)
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC, **metadata}), path)
    return path


def run_notebook(path: Path, engine: str | None = "forked", **options: object) -> Cells:
    """The executed cells by their ids, also where a cell failed."""
    to = path.with_name(f"{path.stem}-{engine}.ipynb")
    with suppress(PapermillExecutionError):  # it raises for cells that may fail, too, when all are done
        papermill.execute_notebook(path, to, engine_name=engine, progress_bar=False, cwd=path.parent, **options)
    return {cell.id: cell for cell in nbformat.read(to, 4).cells}


def show_with(name: str, parameters: dict[str, Any]) -> Cells:
    """The cells of a notebook of ours that ran with other parameters; its figures are shown and stored nowhere."""
    path = find_notebook(name)
    options = {"kernel_name": "python3", "language": "python", "progress_bar": False, "cwd": path.parent}
    executed = papermill.execute_notebook(path, None, parameters, engine_name="forked", **options)
    return {cell.id: cell for cell in executed.cells}


def text_of(cells: Cells, place: int = 0) -> str:
    """What a cell printed."""
    return "".join(output.text for output in cells[f"cell-{place}"].outputs if output.output_type == "stream")


def comparable_outputs(cell: NotebookNode) -> list[NotebookNode]:
    """A cell's outputs without what differs between any two kernels, streams put together."""
    outputs: list[NotebookNode] = []
    for output in nbformat.from_dict(cell.get("outputs", [])):
        if output.output_type == "stream":
            same = [other for other in outputs if other.get("name") == output.name]
            if same:
                same[0].text += output.text
                continue
        outputs.append(output)
    text = nbformat.v4.nbjson.writes(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=outputs, id="a")])
    )
    for varies, same in ((r"ipykernel_\d+/\d+", "ipykernel_N/N"), (r"0x[0-9a-f]+", "0xN"), (r"T_[0-9a-f]{5}", "T_N")):
        text = re.sub(varies, same, text)
    return nbformat.reads(text, 4).cells[0].outputs
