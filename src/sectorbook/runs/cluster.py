"""Many runs on a Dask cluster: scheduling, workers and retries are Dask's, each run is a fork as on one machine.

Needs `distributed`, which the extra [cluster] brings. Workers on other machines need the notebook and the workspace at
the same path, or on a disk that they share.
"""

from __future__ import annotations

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


def run_on(
    scheduler: str, notebook: Path, parameters: Sequence[Mapping[str, Any]], jobs: int | None = None
) -> Iterator[RunOutcome]:
    """Run a notebook once for each set of parameters on a scheduler's workers; gives outcomes like `run_many`.

    "local" starts a cluster on this machine with `jobs` workers, by default one a core. The runs of a worker that
    dies are done again by others.
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
            except Exception as error:  # Dask's own, such as a run that no worker survives
                yield RunOutcome(futures.index(future), {}, f"{type(error).__name__}: {error}")
            future.release()


def run_on_worker(notebook: Path, workspace: Path | None, place: int, parameters: Mapping[str, Any]) -> RunOutcome:
    """A run on a worker, in a fork of a process that is the worker's own."""
    run = partial(recorded_values, notebook, dict(parameters))
    with use_workspace(workspace):
        return run_outcome(place, (lambda: start_run(run).result()) if can_fork() else run)
