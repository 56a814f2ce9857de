"""How a sweep grows with its runs, and what Dask adds on one machine.

    python benchmarks/sweeps.py

Runs of the small notebook of `run.py`: 10, 100 and 1,000 by `run_many`, then 1,000 by a local Dask cluster with as many
workers, each after a first run that does not count. Prints seconds a run.
"""

import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from run import write_notebook

from sectorbook.runs.cluster import LOCAL, run_on
from sectorbook.runs.many import RunOutcome, run_many

COUNTS = (10, 100, 1000)


def seconds(outcomes: Iterable[RunOutcome]) -> float:
    """Seconds a run, from the first outcome to the last."""
    ended = []
    for outcome in outcomes:
        assert not outcome.error, outcome.error
        ended.append(time.perf_counter())
    return (ended[-1] - ended[0]) / (len(ended) - 1)


def main(counts: tuple[int, ...]) -> None:
    """Measure, and print."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_notebook(Path(folder))
        list(run_many(path, [{}]))
        for count in counts:
            print(f"run_many, {count} runs: {seconds(run_many(path, [{}] * count)):.3f} s a run", flush=True)
        on_dask = seconds(run_on(LOCAL, path, [{}] * counts[-1], None))
        print(f"local Dask cluster, {counts[-1]} runs: {on_dask:.3f} s a run")


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1].split(","))) if sys.argv[1:] else COUNTS)
