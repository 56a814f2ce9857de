"""A notebook in a fork of the warm process, followed from outside: its cells as they come, its timeouts, its end."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.log import logger

from papermill_forked.forks import Fork, can_fork, start
from papermill_forked.forkserver import claim

__all__ = ["execute", "prepare", "relay", "run_here", "why_not"]

PYTHONS = ("python", "python3")
LOGS = ("log_output", "stdout_file", "stderr_file")
Shown = dict[str, Any]


def why_not(kernel_name: str) -> str:
    """Why a kernel has to be started for a notebook; empty where a fork does."""
    if not can_fork():
        return f"{sys.platform} cannot fork a process that has threads or loaded frameworks"
    return _whose(kernel_name, os.environ.get("JUPYTER_PATH"))


@cache
def _whose(kernel_name: str, _jupyter_path: str | None) -> str:
    """Why a kernel is not this Python's own, as Jupyter's path has it; empty where it is.

    Raises `NoSuchKernel` as papermill does.
    """
    command = KernelSpecManager().get_kernel_spec(kernel_name).argv
    own = "ipykernel_launcher" in command and (command[0] in PYTHONS or Path(command[0]) == Path(sys.executable))
    return "" if own else f"the kernel {kernel_name} is not this Python's own"


def prepare() -> None:
    """Make a process ready that runs are forked from."""
    from papermill_forked.kernel import warm

    warm()
    why_not("python3")


def _client(nb_man: Any, options: dict[str, Any]) -> PapermillNotebookClient:
    from papermill_forked.kernel import Client  # imported and ready in a fork, slow anywhere else

    known = PapermillNotebookClient.class_traits()
    chosen = {name: value for name, value in options.items() if name in known and name != "nb"}
    return Client(nb_man, log=logger, **chosen)


def run_here(nb_man: Any, options: dict[str, Any]) -> None:
    """Execute in this process, which is a fork already."""
    _client(nb_man, options).execute()


def relay(nb_man: Any, options: dict[str, Any]) -> None:
    """Execute in a fork, and do to papermill's manager here what happens to the one there."""
    timeout, timeout_of = options.get("execution_timeout") or options.get("timeout"), options.pop("timeout_func", None)
    logs = PapermillNotebookClient(nb_man, log=logger, **{name: options.pop(name, None) for name in LOGS})
    fork = start(execute, nb_man.nb, options, sends=True)
    following = _Relay(nb_man, logs, lambda cell: timeout_of(cell) if timeout_of else timeout)
    try:
        following.follow(fork)
        metadata, *cells = fork.result()
    except ChildProcessError as error:
        raise DeadKernelError(f"Kernel died: its process {error}") from None
    finally:
        fork.kill()
        following.end()
    nb_man.nb.metadata.update(metadata)
    for cell, shown in zip(nb_man.nb.cells, cells, strict=True):  # once more: a later cell may have updated a display
        _take(cell, shown)


class _Relay:
    """Takes over each cell of a fork as it comes."""

    def __init__(self, nb_man: Any, logs: PapermillNotebookClient, timeout: Callable[[NotebookNode], Any]) -> None:
        self._manager, self._logs, self._timeout = nb_man, logs, timeout
        self._running: int | None = None
        self._ends = math.inf

    def follow(self, fork: Fork) -> None:
        """Follow a fork to its end; raises `CellTimeoutError` where a cell takes too long."""
        try:
            while event := fork.next(None if math.isinf(self._ends) else max(0.0, self._ends - time.monotonic())):
                what, *about = event[0]
                getattr(self, what)(*about)
        except TimeoutError:
            cell = self._manager.nb.cells[self._running]
            raise CellTimeoutError.error_from_timeout_and_cell(
                "Cell execution timed out", self._timeout(cell), cell
            ) from None

    def start(self, index: int) -> None:
        """A cell starts."""
        cell = self._manager.nb.cells[index]
        limit = self._timeout(cell)
        self._running, self._ends = index, time.monotonic() + limit if limit and limit > 0 else math.inf
        self._manager.cell_start(cell, index)

    def fail(self, index: int, shown: Shown, error: BaseException) -> None:
        """A cell fails."""
        cell = _take(self._manager.nb.cells[index], shown)
        self._manager.cell_exception(cell, index, exception=error)

    def complete(self, index: int, shown: Shown) -> None:
        """A cell is done, or has failed."""
        for output in _take(self._manager.nb.cells[index], shown).get("outputs", []):
            self._logs.log_output_message(output)
        self.end()

    def end(self) -> None:
        """Nothing runs any more, whatever the reason."""
        if self._running is not None:
            self._manager.cell_complete(self._manager.nb.cells[self._running], self._running)
        self._running, self._ends = None, math.inf


def _shown(cell: NotebookNode) -> Shown:
    """What executing a cell changes of it."""
    found = {name: cell[name] for name in ("outputs", "execution_count") if name in cell}
    return found | ({"execution": cell.metadata["execution"]} if "execution" in cell.metadata else {})


def _take(cell: NotebookNode, shown: Shown) -> NotebookNode:
    """Change a cell as executing it did elsewhere."""
    cell.update({name: value for name, value in shown.items() if name != "execution"})
    if "execution" in shown:
        cell.metadata["execution"] = shown["execution"]
    return cell


class _Reporter:
    """Stands for papermill's manager in the fork, and tells the one outside."""

    def __init__(self, notebook: NotebookNode, send: Callable[[Any], None]) -> None:
        self.nb, self._send = notebook, send

    def cell_start(self, _cell: NotebookNode, cell_index: int) -> None:
        """Tell that a cell starts."""
        self._send(("start", cell_index))

    def cell_exception(self, cell: NotebookNode, cell_index: int, exception: BaseException) -> None:
        """Tell that it fails, and with what."""
        self._send(("fail", cell_index, _shown(cell), exception))

    def cell_complete(self, cell: NotebookNode, cell_index: int) -> None:
        """Tell what it shows."""
        self._send(("complete", cell_index, _shown(cell)))

    def autosave_cell(self) -> None:
        """The one outside saves."""


def execute(send: Callable[[Any], None], notebook: NotebookNode, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Execute a notebook in this fork; sends each cell's start and end, gives the whole's metadata and all cells'."""
    claim()
    done = _client(_Reporter(notebook, send), options).execute()
    told = {name: value for name, value in done.metadata.items() if name != "papermill"}  # the one outside keeps that
    return [told, *map(_shown, done.cells)]
