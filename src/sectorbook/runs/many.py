"""Run a notebook many times on one machine, in forks of a warm process, as many at once as there are cores."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from papermill_forked import Fork, can_fork, wait
from sectorbook.errors import SectorbookError
from sectorbook.runs.execute import recorded_values
from sectorbook.runs.notebooks import find_notebook
from sectorbook.runs.rehearsal import start_run
from sectorbook.shortages import explain_end, explain_shortage


@dataclass(frozen=True)
class RunOutcome:
    """How one of many runs ended.

    Attributes
    ----------
    place : int
        Number of the run, from 0.
    values : dict
        What it recorded, by name.
    error : str
        Why it failed; empty where it did not.
    """

    place: int
    values: dict[str, Any]
    error: str = ""


def run_many(
    notebook: str | Path, parameters: Sequence[Mapping[str, Any]], jobs: int | None = None
) -> Iterator[RunOutcome]:
    """Run a notebook once for each set of parameters; no files are stored.

    Parameters
    ----------
    notebook : str or Path
        A path, a name, or a number such as "03".
    parameters : sequence of mapping
        One set of parameters a run.
    jobs : int, optional
        Runs at once, by default one a core.

    Yields
    ------
    RunOutcome
        Outcomes as they come. A run that fails does not end the others; closing the iterator ends them all.

    Raises
    ------
    ParameterError
        Where there is no such notebook.
    """
    path = find_notebook(notebook)
    jobs = jobs or os.cpu_count() or 1
    waiting = deque(enumerate(map(dict, parameters)))
    running: dict[Fork, int] = {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs and can_fork():
                place, given = waiting.popleft()
                running[start_run(recorded_values, path, given)] = place
            if not running:  # this system cannot fork: run one after the other, in kernels
                place, given = waiting.popleft()
                yield run_outcome(place, partial(recorded_values, path, given))
                continue
            for fork in wait(list(running)):
                yield run_outcome(running.pop(fork), fork.result)
    finally:
        for fork in running:
            fork.kill()


def run_outcome(place: int, run: Callable[[], dict[str, Any]]) -> RunOutcome:
    """Call a function that runs a notebook, and return its values or the error that it raised.

    Parameters
    ----------
    place : int
        Number of the run, from 0.
    run : callable
        Returns what the run recorded.

    Returns
    -------
    RunOutcome
        The outcome.
    """
    try:
        return RunOutcome(place, run())
    except SectorbookError as error:
        return RunOutcome(place, {}, str(error))
    except ChildProcessError as error:
        return RunOutcome(place, {}, explain_end(f"Its process {error}"))
    except Exception as error:
        return RunOutcome(place, {}, explain_shortage(error) or f"{type(error).__name__}: {error}")
