"""A workspace of two small notebooks, built with old and with new figures, and what state a copy of it is in."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INJECTED = Path(__file__).resolve().parent / "injected"
FIRST, SECOND = "01_first", "02_second"
PARAMETERS = 'export_to: str = ""'
DRAW = """
import hashlib, json, pathlib, time
high = pathlib.Path("../data/high.txt").read_text()
files = {{f"{name}.{{kind}}": f"{{kind}} up to {{high}}" for kind in ("pdf", "svg", "csv")}}
keys = ("title", "caption", "alt", "source")
card = dict.fromkeys(keys, "") | {{"figure": "{name}", "name": "{name}", "profile": "report", "complaints": []}}
card |= {{"report_sha256": "", "content_sha256": high}}
card["files_sha256"] = {{file: hashlib.sha256(words.encode()).hexdigest() for file, words in files.items()}}
if export_to:
    for file, words in {{**files, "{name}.json": json.dumps(card)}}.items():
        pathlib.Path(export_to, file).write_text(words)
        time.sleep(0.02)
def publish(name):
    print(f"{{name}} is {{high}}.")
publish("{name}")
"""
"""What page.publish leaves, without the seconds of drawing; the chart shows the number in data/high.txt."""
SQUARE = "import sectorbook as sb\nsb.record(square=number**2)"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
}
OLD, NEW = "2\n", "3\n"
HIDDEN = ".sectorbook-*"


NO_REHEARSAL = "\n\ndef rehearse() -> None:\n    pass\n\n\nload = rehearse\n"
"""What replaces the rehearsal of drawing: these notebooks draw nothing, and hundreds of runs need not wait for it."""
COMMAND = ("-c", "from sectorbook.cli import main; main()")


@dataclass(frozen=True)
class Command:
    """A command of a workspace, and the files that it replaces.

    Attributes
    ----------
    name : str
        As the table has it.
    words : tuple of str
        Its arguments behind Python.
    sets : dict of str to tuple of str
        Patterns of the files that belong together, by the name of their set.
    other : tuple of str
        Another command, after which each set has to be whole too.
    """

    name: str
    words: tuple[str, ...]
    sets: dict[str, tuple[str, ...]]
    other: tuple[str, ...]


RUN = Command(
    "run",
    (*COMMAND, "run", "01", "--to", "out"),
    {"01": ("out/01_*", "out/first.*")},
    (*COMMAND, "run", "02", "--to", "out"),
)
FIGURES = Command(
    "make figures",
    ("-m", "doit", "-n", "2", "-P", "thread", "notebook", "gallery"),
    {"01": ("notebooks/01_*", "figures/first.*"), "02": ("notebooks/02_*", "figures/second.*")}
    | {"audit": ("notebooks/audit.ipynb", "figures/audit/*")},
    ("-m", "doit", "parameters"),
)
SWEEP = Command(
    "sweep",
    (*COMMAND, "sweep", "square.ipynb", "rows.csv", "--to", "swept"),
    {"results": ("swept/results.csv",)},
    (*COMMAND, "sweep", "square.ipynb", "rows.csv", "--to", "swept"),
)
COMMANDS = (RUN, FIGURES, SWEEP)


def write_notebook(path: Path, *sources: str) -> None:
    """Write a notebook whose first cell has the parameters."""
    cells = [
        {"cell_type": "code", "id": f"cell-{place}", "metadata": {}, "source": source, "outputs": []}
        for place, source in enumerate(sources)
    ]
    for cell in cells:
        cell["execution_count"] = None
    cells[0]["metadata"] = {"tags": ["parameters"]}
    notebook = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), encoding="utf-8")


def write_base(base: Path) -> None:
    """Write the workspace that all others are copies of."""
    for name in ("src", "data"):
        shutil.copytree(ROOT / name, base / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("dodo.py", "uv.lock"):
        shutil.copy2(ROOT / name, base / name)
    for name in ("notebooks", "figures", "docs"):
        (base / name).mkdir()
    of_report = f'report: str = "gilgit-baltistan-2025"\n{PARAMETERS}'
    write_notebook(base / "notebooks" / "audit.ipynb", of_report, DRAW.format(name="audited"))
    write_notebook(base / "notebooks" / f"{FIRST}.ipynb", PARAMETERS, DRAW.format(name="first"))
    write_notebook(base / "notebooks" / f"{SECOND}.ipynb", PARAMETERS, DRAW.format(name="second"))
    write_notebook(base / "square.ipynb", "number: int = 1", SQUARE)
    with (base / "src" / "sectorbook" / "runs" / "rehearsal.py").open("a", encoding="utf-8") as rehearsal:
        rehearsal.write(NO_REHEARSAL)
    set_state(base, OLD)


def set_state(folder: Path, high: str) -> None:
    """Set what figures and results are made from, on which every file that a command makes depends."""
    (folder / "data" / "high.txt").write_text(high, encoding="utf-8")
    rows = {OLD: (1, 2), NEW: (1, 2, 3, 4)}[high]
    (folder / "rows.csv").write_text("\n".join(["number", *map(str, rows)]) + "\n", encoding="utf-8")


def copy_of(base: Path, folder: Path) -> Path:
    """Copy the workspace; the package, which nothing changes, is shared."""
    shutil.copytree(base, folder, ignore=lambda at, _: ["src"] if Path(at) == base else [], symlinks=True)
    (folder / "src").symlink_to(base / "src")
    return folder


def start(folder: Path, words: tuple[str, ...], **variables: str) -> subprocess.Popen[str]:
    """Start a command in a workspace, in a session of its own."""
    path = os.pathsep.join([str(INJECTED), str((folder / "src").resolve())])
    own = {"PYTHONPATH": path, "FAULTS_WORKSPACE": str(folder), "SECTORBOOK_WORKSPACE": str(folder)}
    around = {name: value for name, value in os.environ.items() if not name.startswith("FAULTS_")}
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=folder,
        env={**around, **own, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def finish(folder: Path, words: tuple[str, ...], **variables: str) -> tuple[int, str]:
    """Run a command to its end; returns its exit code and what it printed."""
    process = start(folder, words, **variables)
    printed, _ = process.communicate(timeout=300)
    return process.returncode, printed


def digests(folder: Path, patterns: tuple[str, ...]) -> dict[str, str]:
    """Digest the files of a set."""
    files = {file for pattern in patterns for file in folder.glob(pattern) if file.is_file()}
    own = [file for file in files if not file.name.startswith(".")]
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(own)}


def left_behind(folder: Path) -> list[str]:
    """List what runs hide while they run."""
    return [str(file.relative_to(folder)) for file in folder.rglob(HIDDEN)]


def processes_of(folder: Path) -> Iterator[int]:
    """Yield the processes that were started in a workspace and have not ended."""
    mark = f"FAULTS_WORKSPACE={folder}\0".encode()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (place / "environ").read_bytes():
                yield int(place.name)
        except OSError:
            continue
