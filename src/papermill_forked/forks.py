"""Forks of one warm process: each call starts where the imports are done, and leaves nothing behind for the next.

A server (`forkserver`), a process of its own, imports and prepares what calls need, once. Each call is a fork of it:
what it changes dies with it. `multiprocessing`'s own fork server would import its caller's script again in
every process, and tells nothing of a call before it ends.

A fork ends with the server, the server with the process that started it, however that one ends.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from sectorbook.errors import SectorbookError

__all__ = ["Fork", "can_fork", "first", "start"]

PREPARE = "papermill_forked.relay:prepare"
"""What a server does before its first fork."""
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""A library's threads would not be there any more in a fork; and calls share the cores already."""

_lock = threading.Lock()
_server: _Server | None = None


class Fork:
    """A call in a process of its own."""

    def __init__(self, events: Connection, death: Connection) -> None:
        self._events, self._death = events, death
        self._end: tuple[str, Any] | None = None
        kind, value = self._receive(None)
        if kind != "started":
            raise SectorbookError(f"No process could be forked: it {value}.")
        self.pid: int = value

    def next(self, timeout: float | None = None) -> tuple[Any] | None:
        """The next that it sends, alone in a tuple; None at its end.

        Raises what the call raised, `TimeoutError` after so many seconds, and `ChildProcessError` where it died.
        """
        if self._end is None:
            kind, value = self._receive(timeout)
            if kind == "sent":
                return (value,)
            self._end = (kind, value)
            if kind != "died":
                self._how()  # it is gone when its end is told
            self.close()
        kind, value = self._end
        if isinstance(value, BaseException) and kind == "raised":
            raise value
        if kind == "died":
            raise ChildProcessError(value)
        return None

    def result(self) -> Any:
        """What the call returned, or raises what it raised; what it sends is dropped."""
        while self.next() is not None:
            pass
        return self._end[1] if self._end else None

    def kill(self) -> None:
        """End it at once, with the processes that it started."""
        if self._end is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Listen no longer."""
        self._events.close()
        self._death.close()

    def handles(self) -> tuple[Connection, Connection]:
        """What to wait for: one of them has something to read once there is something to tell."""
        return self._events, self._death

    def _receive(self, timeout: float | None) -> tuple[str, Any]:
        """The next event; what was sent before a death comes before it, but for a last one that was cut off."""
        if not wait(self.handles(), timeout):
            raise TimeoutError(f"nothing came within {timeout:g} s")
        with contextlib.suppress(EOFError, OSError, pickle.UnpicklingError):
            if self._events.poll():
                event: tuple[str, Any] = self._events.recv()
                return event
        return "died", self._how()

    def _how(self) -> str:
        """How the process ended, once it has."""
        try:
            return str(self._death.recv())
        except (EOFError, OSError):
            return "ended with the one that it was forked from"


class _Server:
    """The warm process, as its caller sees it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "papermill_forked.forkserver", str(theirs.fileno()), PREPARE]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=os.environ | ONE_THREAD,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()
        self._control = ours
        self.owner = os.getpid()

    def start(self, request: bytes) -> Fork:
        pairs = socket.socketpair(), socket.socketpair()
        with pairs[0][1] as events, pairs[1][1] as death:
            socket.send_fds(self._control, [len(request).to_bytes(8)], [events.fileno(), death.fileno()])
            self._control.sendall(request)
        return Fork(*(Connection(ours.detach()) for ours, _ in pairs))

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        self._control.close()
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:  # still getting ready: it has no forks to end
            self._process.kill()
            self._process.wait()


def can_fork() -> bool:
    """Whether this system lets one fork a process with its imports done: Linux does, macOS and Windows do not."""
    return sys.platform == "linux"


def start(function: Callable[..., object] | str, *arguments: Any, sends: bool = False) -> Fork:
    """Call a function of an installed module in a fork; `sends` gives it a first argument to call with what it sends.

    "module:function" names one that is slow to import here and ready there.

    The fork has this process's folder and environment. The first call waits for the server to be ready.
    """
    request = pickle.dumps((function, arguments, sends, str(Path.cwd()), dict(os.environ)))
    global _server
    with _lock:
        if _server is None or _server.owner != os.getpid() or not _server.is_alive():
            _server = _Server()
            atexit.register(_server.close)
        try:
            return _server.start(request)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise SectorbookError("The process that runs are forked from has ended. Try again.") from error
        except KeyboardInterrupt:  # half a request may be on its way, or a fork that nobody knows
            _server.close()
            raise


def first(forks: list[Fork], timeout: float | None = None) -> list[Fork]:
    """Those of the forks that have something to tell."""
    told = set(wait([handle for fork in forks for handle in fork.handles()], timeout))
    return [fork for fork in forks if not told.isdisjoint(fork.handles())]
