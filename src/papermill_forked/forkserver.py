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

__all__ = ["claim", "main"]

KILL_WITH_PARENT = 1  # PR_SET_PDEATHSIG of <linux/prctl.h>

RARELY = 20_000
"""Objects made before the collector looks at them: as often as by default costs a run a tenth of its time."""
LAST_WORDS = 5
"""Seconds that a fork's exit functions may take."""

_fresh = False


def claim() -> bool:
    """Whether this process is a fork in which nothing was executed yet; from now on something was."""
    global _fresh
    fresh, _fresh = _fresh, False
    return fresh


def serve(control: socket.socket) -> None:
    """Give each request to a fork until the caller is gone; then end all forks."""
    wakes, wake = socket.socketpair()
    for end in (wakes, wake):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    forks = _Forks(control, wakes, wake)
    while True:
        ready, _, _ = select.select([control, wakes], [], [])
        if wakes in ready:
            wakes.recv(4096)
            forks.bury()
        if control in ready:
            size, handles, _, _ = socket.recv_fds(control, 8, 2)
            if not size:
                break
            forks.call(_read(control, int.from_bytes(size)), *handles)
    forks.kill()


class _Forks:
    """Those that have a call, and one that waits for the next: so that no call waits for its fork."""

    def __init__(self, *own: socket.socket) -> None:
        self._own, self._living = own, dict[int, Connection]()
        self._spare, self._to_spare = self._fork()

    def call(self, request: bytes, events: int, death: int) -> None:
        """Give a call to the one that waits, and have the next one wait."""
        try:
            _give(self._to_spare, request, events)
        except OSError:  # it was ended from outside
            self._to_spare.close()
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self._spare, 0)
            self._spare, self._to_spare = self._fork()
            _give(self._to_spare, request, events)
        os.close(events)
        self._living[self._spare] = Connection(death)
        self._to_spare.close()
        self._spare, self._to_spare = self._fork()

    def bury(self) -> None:
        """Tell each caller how its fork ended."""
        while self._living:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)  # what it started and left behind
            if death := self._living.pop(pid, None):
                _tell(death, _how(os.waitstatus_to_exitcode(status)))
                death.close()

    def kill(self) -> None:
        """End all."""
        for pid in (self._spare, *self._living):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)

    def _fork(self) -> tuple[int, socket.socket]:
        ours, theirs = socket.socketpair()
        if not (pid := os.fork()):
            signal.set_wakeup_fd(-1)
            for other in (ours, *self._own):
                other.close()
            for caller in self._living.values():
                caller.close()
            _await(theirs)
        theirs.close()
        return pid, ours


def _give(to: socket.socket, request: bytes, events: int) -> None:
    socket.send_fds(to, [len(request).to_bytes(8)], [events])
    to.sendall(request)


def _await(calls: socket.socket) -> NoReturn:
    """Wait for a call in this fork."""
    _part()
    size, handles, _, _ = socket.recv_fds(calls, 8, 1)
    if not size:
        os._exit(0)
    request = _read(calls, int.from_bytes(size))
    calls.close()
    _call(Connection(handles[0]), request)


def _read(control: socket.socket, size: int) -> bytes:
    parts = []
    while size and (part := control.recv(min(size, 1 << 20))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _how(code: int) -> str:
    if code < 0:
        names = {int(known): known.name for known in signal.Signals}
        return f"was ended by the signal {names.get(-code, -code)}"
    return f"ended by itself, with exit code {code}"


def _tell(connection: Connection, event: object) -> None:
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the caller no longer listens
        connection.send(event)


def _call(connection: Connection, request: bytes) -> NoReturn:
    """Do what was asked for in this fork, and end it."""
    code = 1
    try:
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
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(LAST_WORDS)
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
    global _fresh
    _fresh = True
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
    gc.set_threshold(RARELY)
    gc.collect()
    gc.freeze()  # the collector would write on every page that forks share
    serve(socket.socket(fileno=int(handle)))


if __name__ == "__main__":
    # Under its own name: functions that are sent here have to find this module, not a copy.
    importlib.import_module("papermill_forked.forkserver").main(*sys.argv[1:])
