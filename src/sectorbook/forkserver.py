"""The process that calls are forked from: it has a single thread, and does nothing but fork and tell how forks end."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import importlib
import os
import pickle
import select
import signal
import socket
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, NoReturn

__all__ = ["is_fork", "main"]

KILL_WITH_PARENT = 1  # PR_SET_PDEATHSIG of <linux/prctl.h>

_in_fork = False


def is_fork() -> bool:
    """Whether this process is a fork of the server."""
    return _in_fork


def serve(control: socket.socket) -> None:
    """Fork for each request until the caller is gone; then end all forks."""
    wakes, wake = socket.socketpair()
    for end in (wakes, wake):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    living: dict[int, Connection] = {}
    while True:
        ready, _, _ = select.select([control, wakes], [], [])
        if wakes in ready:
            wakes.recv(4096)
            _bury(living)
        if control in ready:
            size, handles, _, _ = socket.recv_fds(control, 8, 1)
            if not size:
                break
            connection, request = Connection(handles[0]), _read(control, int.from_bytes(size))
            if not (pid := os.fork()):
                signal.set_wakeup_fd(-1)
                for other in (control, wakes, wake):
                    other.close()
                for caller in living.values():
                    caller.close()
                _call(connection, request)
            living[pid] = connection
    for pid in living:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def _read(control: socket.socket, size: int) -> bytes:
    parts = []
    while size and (part := control.recv(min(size, 1 << 20))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _bury(living: dict[int, Connection]) -> None:
    """Tell each caller how its fork ended."""
    while living:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        connection = living.pop(pid)
        _tell(connection, ("died", _how(os.waitstatus_to_exitcode(status))))
        connection.close()


def _how(code: int) -> str:
    if code < 0:
        return f"was ended by the signal {signal.Signals(-code).name}"
    return f"ended by itself, with exit code {code}"


def _tell(connection: Connection, event: tuple[str, Any]) -> None:
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the caller no longer listens
        connection.send(event)


def _call(connection: Connection, request: bytes) -> NoReturn:
    """Do what was asked for in this fork, and end it."""
    code = 1
    try:
        _part()
        connection.send(("started", os.getpid()))
        function, arguments, sends, folder, environment = pickle.loads(request)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        sender = (lambda event: connection.send(("sent", event)),) if sends else ()
        end = ("returned", _named(function)(*sender, *arguments))
        code = 0
    except BaseException as error:
        end = ("raised", _portable(error))
    _tell(connection, end)
    with contextlib.suppress(BaseException):
        atexit._run_exitfuncs()
    os._exit(code)


def _named(function: Callable[..., Any] | str) -> Callable[..., Any]:
    """A function, or the one of a name like "module:function"."""
    if not isinstance(function, str):
        return function
    module, name = function.split(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def _part() -> None:
    """Become a process of one's own: own session, own random numbers, no longer than the server."""
    global _in_fork
    _in_fork = True
    server = os.getppid()
    ctypes.CDLL(None).prctl(KILL_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != server:
        os._exit(1)
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # the standard library reseeds its own


def _portable(error: BaseException) -> BaseException:
    """An error as it can go from process to process."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def main(handle: str, prepare: str) -> None:
    """Prepare, and serve."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _named(prepare)()
    gc.collect()
    gc.freeze()  # the collector would write on every page that forks share
    serve(socket.socket(fileno=int(handle)))


if __name__ == "__main__":
    # Under its own name: functions that are sent here have to find this module, not a copy.
    importlib.import_module("sectorbook.forkserver").main(*sys.argv[1:])
