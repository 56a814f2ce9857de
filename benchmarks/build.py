"""What `make figures` takes beside the cells alone, all seven notebooks with their figures written.

    python benchmarks/build.py

The limit is each notebook's code, run for the second time in one warm process: nothing is started, stored or compared.
A build from nothing may take 1.5 times that and 3 s, one in which nothing changed 2 s; exits 1 above either.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sectorbook.runs.notebooks import all_notebooks, cell_tags, read_notebook
from sectorbook.runs.rehearsal import start_run

ROOT = Path(__file__).resolve().parents[1]
TIMES, MORE, UNCHANGED = 1.5, 3.0, 2.0


def cells_alone(path: str, folder: str) -> float:
    """Seconds of a notebook's code in a process that has run it before; its figures go to a folder."""
    from papermill_forked.kernel import IPKernelApp

    kernel = IPKernelApp.instance().kernel
    kernel.activate()
    os.chdir(Path(path).parent)
    sources = [
        cell.source + (f"\nexport_to = {folder!r}" if "parameters" in cell_tags(cell) else "")
        for cell in read_notebook(Path(path)).cells
        if cell.cell_type == "code"
    ]
    for _ in range(2):
        begun = time.perf_counter()
        for source in sources:
            reply = next(one for one in kernel.execute(source, True) if one["msg_type"] == "execute_reply")
            assert reply["content"]["status"] == "ok", reply["content"]
        took = time.perf_counter() - begun
    return took


def build() -> float:
    """Seconds of `make figures`."""
    begun = time.perf_counter()
    subprocess.run(["make", "--silent", "figures"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main() -> int:
    """Measure and compare."""
    with tempfile.TemporaryDirectory() as folder:
        limit = sum(start_run(cells_alone, str(path), folder).result() for path in all_notebooks())
    build()
    unchanged = build()
    for file in ROOT.glob(".doit.json*"):
        file.unlink()
    cold, wanted = build(), TIMES * limit + MORE
    print(f"cells alone {limit:.1f} s; from nothing {cold:.1f} s (at most {wanted:.1f}); unchanged {unchanged:.2f} s")
    return int(cold > wanted or unchanged > UNCHANGED)


if __name__ == "__main__":
    # Under a name by which a fork finds the function, not as the program.
    sys.path.insert(0, str(Path(__file__).parent))
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    import build as itself

    sys.exit(itself.main())
