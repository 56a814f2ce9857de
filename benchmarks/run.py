"""What a run costs, by which tool: seconds a run of one small notebook, and of two of the repository.

    make bench-runs

Every way runs in a process of its own, which first does one run that is not counted; "ready" is what that and all
imports took. The cells in one warm process are the limit: nothing is started, read or stored. Ways that start a kernel
for each run are timed on the least number of runs only, as each of their runs begins from nothing. Medians of the
rounds, in which the ways take turns. Written to benchmarks/README.md.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any

import nbformat

HERE = Path(__file__).parent
ROOT = HERE.parent
SMALL, OWN = {6: 5, 60: 5, 600: 2}, {3: 3}
"""How many rounds of how many runs, of the small notebook and of the first two of the repository."""
CELLS = (
    "low, out = 10.0, ''",
    "import io, pathlib\nimport numpy as np\nimport pandas as pd\nfrom matplotlib.figure import Figure",
    "frame = pd.DataFrame({'x': np.linspace(0, 1, 50)})\nframe['y'] = low + frame['x'] ** 2\nframe.describe()",
    "def draw(name, style):\n    figure = Figure(figsize=(4, 3))\n    ax = figure.subplots()\n"
    "    ax.plot(frame['x'], frame['y'], style)\n    ax.set(title=name, xlabel='x', ylabel='y')\n"
    "    for ending in ('png', 'svg', 'pdf'):\n        figure.savefig(io.BytesIO(), format=ending)",
    "draw('A line', '-')",
    "draw('Dots', 'o')",
    "frame['y'].sum()",
)


def write_notebook(folder: Path) -> Path:
    """The small notebook: a table, and two figures in three formats each."""
    cells = [nbformat.v4.new_code_cell(cell, id=f"cell-{i}") for i, cell in enumerate(CELLS)]
    cells[0].metadata["tags"] = ["parameters"]
    about = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    path = folder / "small.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=about), path)
    return path


# Each way gives a function that does so many runs of a notebook.


def limit(path: Path, _folder: Path) -> Callable[[int], None]:
    """The cells, in one warm process."""
    from papermill_forked.kernel import IPKernelApp, prepare, rehearse
    from sectorbook.runs.rehearsal import REHEARSAL

    prepare()
    rehearse(REHEARSAL)
    kernel = IPKernelApp.instance().kernel
    kernel.activate()
    sources = [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    os.chdir(path.parent)

    def run(count: int) -> None:
        for _ in range(count):
            for source in sources:
                reply = next(m for m in kernel.execute(source, True) if m["msg_type"] == "execute_reply")
                assert reply["content"]["status"] == "ok", reply["content"]

    return run


def forked(path: Path, folder: Path, workers: int = 1) -> Callable[[int], None]:
    """Ours: forks of a warm process."""
    from papermill import execute_notebook

    from papermill_forked import wait
    from sectorbook.runs.rehearsal import start_run

    def run(count: int) -> None:
        running, left = [], count
        while running or left:
            while left and len(running) < workers:
                left -= 1
                options = {"engine_name": "forked", "progress_bar": False, "request_save_on_cell_execute": False}
                to = str(folder / f"forked-{left}.ipynb")
                running.append(start_run(partial(execute_notebook, str(path), to, cwd=str(path.parent), **options)))
            for fork in wait(running):
                fork.result()
                running.remove(fork)

    return run


def papermill_api(path: Path, folder: Path) -> Callable[[int], None]:
    """Papermill, called from Python."""
    from papermill import execute_notebook

    return repeat(
        lambda: execute_notebook(str(path), str(folder / "api.ipynb"), progress_bar=False, cwd=str(path.parent))
    )


def papermill_command(path: Path, folder: Path) -> Callable[[int], None]:
    """The command of papermill, in a loop."""
    return repeat(lambda: command("-m", "papermill", "--no-progress-bar", str(path), str(folder / "command.ipynb")))


def nbconvert(path: Path, folder: Path) -> Callable[[int], None]:
    """The command of nbconvert, in a loop."""
    options = ("--to", "notebook", "--execute", "--output-dir", str(folder), "--output", "nbconvert.ipynb")
    return repeat(lambda: command("-m", "jupyter", "nbconvert", *options, str(path)))


def ploomber(path: Path, folder: Path, workers: int = 1) -> Callable[[int], None]:
    """ploomber-engine: all runs in the process, or shared among some."""
    if workers == 1:
        return repeat(partial(one_ploomber, str(path), str(folder / "ploomber.ipynb")))
    from run import (
        one_ploomber as task,
    )  # by a name that lasts: each run puts a module of its own in place of the main one

    pool = ProcessPoolExecutor(workers, get_context("spawn"))

    def run(count: int) -> None:
        list(pool.map(task, [str(path)] * count, [str(folder / f"ploomber-{i}.ipynb") for i in range(count)]))

    return run


def one_ploomber(path: str, to: str) -> None:
    """A run in this process."""
    from ploomber_engine import execute_notebook

    os.chdir(Path(path).parent)
    execute_notebook(path, to, progress_bar=False, verbose=False)


def jupyter_cache(path: Path, folder: Path) -> Callable[[int], None]:
    """jupyter-cache, its parallel executor over as many copies."""
    from jupyter_cache import get_cache
    from jupyter_cache.executors import load_executor

    def run(count: int) -> None:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            cache = get_cache(Path(place) / "cache")
            for i in range(count):
                copy = Path(place) / f"copy-{i}.ipynb"
                copy.write_text(path.read_text(encoding="utf-8").replace("10.0", f"10.{i:03}"), encoding="utf-8")
                cache.add_nb_to_project(str(copy))
            load_executor("local-parallel", cache).run_and_cache()

    return run


def marimo(path: Path, folder: Path) -> Callable[[int], None]:
    """The command of marimo that runs a notebook and exports a page, in a loop; the notebook is converted before."""
    notebook = folder / "marimo.py"
    command("-m", "marimo", "convert", str(path), "-o", str(notebook))
    return repeat(
        lambda: command("-m", "marimo", "export", "html", str(notebook), "-o", str(folder / "marimo.html"), "-f")
    )


def repeat(once: Callable[[], object]) -> Callable[[int], None]:
    """So many times, one after the other."""

    def run(count: int) -> None:
        for _ in range(count):
            once()

    return run


def command(*arguments: str) -> None:
    """A command of this Python, quiet."""
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


WAYS: dict[str, tuple[Callable[..., Callable[[int], None]], bool]] = {
    "cells in one warm process": (limit, False),
    "forked, 1 worker": (forked, False),
    "forked, 2 workers": (partial(forked, workers=2), False),
    "ploomber-engine, 1 process": (ploomber, False),
    "ploomber-engine, 2 processes": (partial(ploomber, workers=2), False),
    "jupyter-cache, parallel": (jupyter_cache, True),
    "papermill, API": (papermill_api, True),
    "papermill, command": (papermill_command, True),
    "nbconvert, command": (nbconvert, True),
    "marimo, command": (marimo, True),
}
"""Each way, and whether it starts a kernel for each run."""


def measure(way: str, path: Path, count: int, folder: Path) -> dict[str, float]:
    """Time a way in a process of its own; gives seconds to be ready and a run, and what its process holds after."""
    arguments = [str(Path(__file__)), "--way", way, str(path), str(count), str(folder)]
    environment = os.environ | {"PLOOMBER_STATS_ENABLED": "false", "OPENBLAS_NUM_THREADS": "1"}
    out = subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True, env=environment)
    found: dict[str, float] = json.loads(out.stdout.splitlines()[-1])
    return found


def time_way(way: str, path: Path, count: int, folder: Path) -> None:
    """What `measure` starts."""
    out = os.fdopen(os.dup(1), "w")
    make, _ = WAYS[way]
    began = time.perf_counter()
    run = make(path, folder)
    run(1)
    ready, before = time.perf_counter(), held()
    run(count)
    told = {"ready": ready - began, "run": (time.perf_counter() - ready) / count}
    out.write(json.dumps(told | {f"{name} more": now - before[name] for name, now in held().items()}) + "\n")
    out.flush()
    for worker in active_children():
        worker.kill()
    os._exit(0)


def held() -> dict[str, float]:
    """Memory in MB, open files and children of this process and of the servers that runs are forked from."""
    from papermill_forked import forks

    places = [Path("/proc/self"), *(Path(f"/proc/{server._process.pid}") for server in forks._servers.values())]
    status = [dict(line.split(":", 1) for line in (p / "status").read_text().splitlines()) for p in places]
    children = [len((p / "task" / p.resolve().name / "children").read_text().split()) for p in places]
    return {
        "MB": sum(int(one["VmRSS"].split()[0]) for one in status) / 1024,
        "files": sum(len(list((p / "fd").iterdir())) for p in places),
        "processes": sum(children),
    }


def tabulate(path: Path, counts: dict[int, int], ways: list[str]) -> list[dict[str, Any]]:
    """Medians of each way for each number of runs, of so many rounds; the ways take turns."""
    rows = []
    for count, rounds in counts.items():
        found: dict[str, list[dict[str, float]]] = {way: [] for way in ways if count == min(counts) or not WAYS[way][1]}
        for _ in range(rounds):
            for way in found:
                with tempfile.TemporaryDirectory() as folder:
                    found[way].append(measure(way, path, count, Path(folder)))
                print(path.stem, count, way, found[way][-1], flush=True)
        for way, told in found.items():
            rows.append(
                {"runs": count, "way": way} | {name: statistics.median(one[name] for one in told) for name in told[0]}
            )
    return rows


def as_markdown(rows: list[dict[str, Any]]) -> str:
    """The table, with how many times the limit and how many times as fast as papermill's API each way is."""
    lines = [
        "| runs | way | s a run | times the limit | papermill's API is so many times as slow | s to be ready "
        "| more MB, files, processes after |",
        "|---:|---|---:|---:|---:|---:|---|",
    ]
    api = next(row["run"] for row in rows if row["way"] == "papermill, API")
    for row in rows:
        same = {other["way"]: other["run"] for other in rows if other["runs"] == row["runs"]}
        grown = f"{row['MB more']:+.0f}, {row['files more']:+.0f}, {row['processes more']:+.0f}"
        lines.append(
            f"| {row['runs']} | {row['way']} | {row['run']:.3f} | {row['run'] / same['cells in one warm process']:.2f} "
            f"| {api / row['run']:.1f} | {row['ready']:.1f} | {grown} |"
        )
    return "\n".join(lines)


def main(small: dict[int, int], own: dict[int, int]) -> None:
    """Measure all, and write the page."""
    kept = [way for way in WAYS if way.startswith(("cells", "forked", "papermill, API"))]
    with tempfile.TemporaryDirectory() as folder:
        first = as_markdown(tabulate(write_notebook(Path(folder)), small, list(WAYS)))
        parts = [
            f"### {path.stem}\n\n{as_markdown(tabulate(path, own, kept))}"
            for path in sorted((ROOT / "notebooks").glob("*.ipynb"))[:2]
        ]
    words = (HERE / "words.md").read_text(encoding="utf-8")
    turns = ", ".join(f"{rounds} of {count} runs" for count, rounds in small.items())
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; rounds: {turns}"
    page = words.replace("{machine}", machine).replace("{small}", first).replace("{own}", "\n\n".join(parts))
    (HERE / "README.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        time_way(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5]))
    elif len(sys.argv) > 1:
        main({6: int(sys.argv[1])}, {1: int(sys.argv[1])})
    else:
        main(SMALL, OWN)
