"""Run a notebook many times on a Dask cluster, which schedules and repeats; each run is a fork, as on one machine.

Needs `distributed`, which the extra [cluster] installs. Workers on other machines need the notebook and the workspace
at the same path, or on a shared disk.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from papermill_forked import can_fork
from sectorbook.errors import SectorbookError, missing_extra
from sectorbook.ledger.workspace import use_workspace, workspace_for
from sectorbook.runs.execute import recorded_values
from sectorbook.runs.many import RunOutcome, run_outcome
from sectorbook.runs.rehearsal import start_run

LOCAL = "local"
"""Scheduler address that stands for a cluster on this machine."""


def run_on(
    scheduler: str, notebook: Path, parameters: Sequence[Mapping[str, Any]], jobs: int | None = None
) -> Iterator[RunOutcome]:
    """Run a notebook once for each set of parameters on the workers of a Dask scheduler.

    Parameters
    ----------
    scheduler : str
        Address of the scheduler, such as "tcp://host:8786"; "local" starts a cluster on this machine.
    notebook : Path
        The notebook.
    parameters : sequence of mapping
        One set of parameters a run.
    jobs : int, optional
        Workers of the local cluster, by default one a core.

    Yields
    ------
    RunOutcome
        Outcomes as they come, as from `run_many`. The runs of a worker that dies are repeated by others.

    Raises
    ------
    MissingExtra
        Where `distributed` is not installed.
    SectorbookError
        Where no scheduler answers.
    """
    try:
        from distributed import Client, LocalCluster, as_completed
    except ModuleNotFoundError as error:
        raise missing_extra(error) from None
    cluster = LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None) if scheduler == LOCAL else None
    try:
        client = Client(cluster or scheduler)
    except (OSError, ValueError) as error:
        raise SectorbookError(f"No scheduler answers at {scheduler}: {error}. Look for its address.") from error
    with cluster or nullcontext(), client:
        futures = client.map(
            partial(run_on_worker, notebook, workspace_for(notebook)), range(len(parameters)), parameters, pure=False
        )
        for future in as_completed(futures):
            try:
                yield future.result()
            except Exception as error:  # an error of Dask, such as for a run that ended each worker that tried it
                yield RunOutcome(futures.index(future), {}, f"{type(error).__name__}: {error}")
            future.release()


def run_on_worker(notebook: Path, workspace: Path | None, place: int, parameters: Mapping[str, Any]) -> RunOutcome:
    """Run a notebook once on a worker, in a fork of a process that the worker has started.

    Parameters
    ----------
    notebook : Path
        The notebook.
    workspace : Path or None
        Folder of the workspace to use.
    place : int
        Number of the run, from 0.
    parameters : mapping
        The run's parameters.

    Returns
    -------
    RunOutcome
        What it recorded, or its error.
    """
    run = partial(recorded_values, notebook, dict(parameters))
    with use_workspace(workspace):
        return run_outcome(place, (lambda: start_run(run).result()) if can_fork() else run)
