"""A papermill engine, `forked`: each notebook in a fork of a warm process instead of in a kernel started for it.

`papermill --engine forked` and `papermill.execute_notebook(..., engine_name="forked")` find it by its entry point.
Where one cannot fork, or for another kernel than this Python's, it is papermill's ordinary engine, and warns once.

What a notebook would otherwise wait for in every run, the warm process can do once: the notebook's metadata name a
function of an installed module,

    "forked": {"rehearse": "module:function"}

which imports what the notebook imports and calls what is slow the first time. It must leave no thread, file or figure
open. A rehearsal that fails is a warning, and the notebook runs without it.
"""

import math
import os
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger

from papermill_forked.forks import Fork, can_fork, start
from papermill_forked.forkserver import take_fresh_fork

LOG_OPTIONS = ("log_output", "stdout_file", "stderr_file")
TIMEOUT_OPTIONS = ("execution_timeout", "timeout", "timeout_func")


class ForkedEngine(NBClientEngine):
    """Executes notebooks in forks of a warm process; outputs, timeouts and errors are those of papermill's own."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        """Execute a notebook under papermill's manager, which is notified as each cell starts and ends.

        Parameters
        ----------
        nb_man : papermill.engines.NotebookExecutionManager
            Holds the notebook, whose metadata may name a rehearsal.
        kernel_name : str
            The kernelspec that the notebook asks for.
        **options
            Those of papermill's own engine.

        Raises
        ------
        CellTimeoutError
            Where a cell takes longer than `execution_timeout` seconds.
        DeadKernelError
            Where the process died; the message says how.
        NoSuchKernel
            Where there is no such kernelspec.
        papermill_forked.ForkError
            Where no process can be forked, though this system can.
        """
        if reason := unsupported_reason(kernel_name):
            _warn_once(reason)
            super().execute_managed_notebook(nb_man, kernel_name, **options)
        elif not any(options.get(name) for name in TIMEOUT_OPTIONS) and take_fresh_fork():
            _make_client(nb_man, options).execute()  # a timeout needs a second process, which ends the one that runs
        else:
            _execute_in_fork(nb_man, options)


@cache
def _warn_once(reason: str) -> None:
    """Warn that notebooks run in kernels, once for each reason."""
    warnings.warn(f"Notebooks run in kernels started for each: {reason}.", stacklevel=5)


def unsupported_reason(kernel_name: str) -> str:
    """Why a kernel has to be started for a notebook; empty where a fork will do.

    Raises
    ------
    NoSuchKernel
        Where there is no such kernelspec, as papermill does.
    """
    if not can_fork():
        return f"{sys.platform} cannot fork a process that has threads or loaded frameworks"
    return _kernelspec_mismatch(kernel_name, os.environ.get("JUPYTER_PATH"))


@cache
def _kernelspec_mismatch(kernel_name: str, _jupyter_path: str | None) -> str:
    """Explain why a kernelspec does not start this Python; empty where it does. Cached for each Jupyter path."""
    command = KernelSpecManager().get_kernel_spec(kernel_name).argv
    python = command[0] in ("python", "python3") or Path(command[0]) == Path(sys.executable)
    return "" if "ipykernel_launcher" in command and python else f"the kernel {kernel_name} is not this Python's own"


def _make_client(nb_man: Any, options: dict[str, Any]) -> PapermillNotebookClient:
    """Build the client that executes a notebook in this process, with those options that are traits of papermill's."""
    from papermill_forked.kernel import Client  # only in a fork: it is ready there, slow elsewhere, and needs POSIX

    traits = PapermillNotebookClient.class_traits()
    return Client(nb_man, log=logger, **{name: options[name] for name in options if name in traits and name != "nb"})


def _execute_in_fork(nb_man: Any, options: dict[str, Any]) -> None:
    """Execute in a fork, and repeat on papermill's manager here what happens to the notebook there."""
    timeout, timeout_of = options.get("execution_timeout") or options.get("timeout"), options.pop("timeout_func", None)
    logs = PapermillNotebookClient(nb_man, log=logger, **{name: options.pop(name, None) for name in LOG_OPTIONS})
    fork = start(execute, nb_man.nb, options, sends=True, rehearse=_rehearsal(nb_man.nb))
    follower = _Follower(nb_man, logs, lambda cell: timeout_of(cell) if timeout_of else timeout)
    try:
        follower.follow(fork)
        executed = fork.result()
    except ChildProcessError as error:
        raise DeadKernelError(f"Kernel died: its process {error}") from None
    finally:
        fork.kill()
        follower.finish_cell()
    nb_man.nb.metadata.update({name: value for name, value in executed.metadata.items() if name != "papermill"})
    for done, cell in zip(executed.cells, nb_man.nb.cells, strict=True):  # again: a later cell may update a display
        _copy_result(done, cell)


def _rehearsal(notebook: NotebookNode) -> str:
    """Look up which rehearsal a notebook names; empty for none."""
    settings = notebook.metadata.get("forked")
    return str(settings.get("rehearse") or "") if isinstance(settings, Mapping) else ""


class _Follower:
    """Repeats each event of a fork's notebook on this process's notebook, and watches the time."""

    def __init__(self, nb_man: Any, logs: PapermillNotebookClient, timeout: Callable[[NotebookNode], Any]) -> None:
        self._manager, self._logs, self._timeout = nb_man, logs, timeout
        self._running: int | None = None
        self._deadline = math.inf

    def follow(self, fork: Fork) -> None:
        """Follow a fork to its end; raises `CellTimeoutError` where a cell takes too long."""
        try:
            for name, *arguments in fork.events(self._seconds_left):
                getattr(self, name)(*arguments)
        except TimeoutError:
            cell = self._manager.nb.cells[self._running]
            error = CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", self._timeout(cell), cell)
            raise error from None

    def cell_start(self, index: int) -> None:
        """Note that a cell starts, and when it has to end."""
        cell = self._manager.nb.cells[index]
        limit = self._timeout(cell)
        self._running, self._deadline = index, time.monotonic() + limit if limit and limit > 0 else math.inf
        self._manager.cell_start(cell, index)

    def cell_exception(self, index: int, executed: NotebookNode, error: BaseException) -> None:
        """Note that a cell failed, and with what."""
        cell = self._manager.nb.cells[index]
        _copy_result(executed, cell)
        self._manager.cell_exception(cell, index, exception=error)

    def cell_complete(self, index: int, executed: NotebookNode) -> None:
        """Take over the outputs of a cell, whether or not it failed."""
        _copy_result(executed, self._manager.nb.cells[index])
        for output in executed.get("outputs", []):
            self._logs.log_output_message(output)
        self.finish_cell()

    def finish_cell(self) -> None:
        """Note that no cell runs any more, whatever the reason."""
        if self._running is not None:
            self._manager.cell_complete(self._manager.nb.cells[self._running], self._running)
        self._running, self._deadline = None, math.inf

    def _seconds_left(self) -> float | None:
        """Return the time that the running cell has left; None for no limit."""
        return None if math.isinf(self._deadline) else max(0.0, self._deadline - time.monotonic())


def _copy_result(executed: NotebookNode, cell: NotebookNode) -> None:
    """Change a cell as executing it in the fork did; the rest of its metadata is papermill's, and kept here."""
    cell.update({name: executed[name] for name in ("outputs", "execution_count") if name in executed})
    if "execution" in executed.metadata:
        cell.metadata["execution"] = executed.metadata["execution"]


class _ManagerProxy:
    """Takes the place of papermill's manager in the fork, and sends its notifications to the process outside."""

    def __init__(self, notebook: NotebookNode, send: Callable[[Any], None]) -> None:
        self.nb, self._send = notebook, send

    def cell_start(self, _cell: NotebookNode, cell_index: int) -> None:
        """Send that a cell starts."""
        self._send(("cell_start", cell_index))

    def cell_exception(self, cell: NotebookNode, cell_index: int, exception: BaseException) -> None:
        """Send that a cell failed, and with what."""
        self._send(("cell_exception", cell_index, cell, exception))

    def cell_complete(self, cell: NotebookNode, cell_index: int) -> None:
        """Send a cell with its outputs."""
        self._send(("cell_complete", cell_index, cell))

    def autosave_cell(self) -> None:
        """Do nothing: the manager outside saves."""


def execute(send: Callable[[Any], None], notebook: NotebookNode, options: dict[str, Any]) -> NotebookNode:
    """Execute a notebook in this process, which is a fork.

    Parameters
    ----------
    send : callable
        Called with the name and the arguments of each event: a cell starts, fails, is complete.
    notebook : NotebookNode
        What to execute; not changed for the caller, which is another process.
    options : dict
        Those of papermill's engine.

    Returns
    -------
    NotebookNode
        The notebook with its outputs.
    """
    take_fresh_fork()  # what a cell runs by this engine has to go into another fork
    _make_client(_ManagerProxy(notebook, send), options).execute()
    return notebook
