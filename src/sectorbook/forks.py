"""Forks of one warm process: each call starts where the imports are done, and leaves nothing behind for the next.

A server, a process of its own with a single thread, imports and prepares what calls need, once. Each call is a fork
of it: what it changes dies with it. `multiprocessing`'s own fork server would import its caller's script again in
every process, and tells nothing of a call before it ends.

A fork ends with the server, the server with the process that started it, however that one ends.
"""

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
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, NoReturn

from sectorbook.exceptions import SectorbookError

__all__ = ["Fork", "can_fork", "is_fork", "start"]

PREPARE = "sectorbook.kernel:warm"
"""What a server does before its first fork."""
KILL_WITH_PARENT = 1  # PR_SET_PDEATHSIG of <linux/prctl.h>
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""A library's threads would not be there any more in a fork; and calls share the cores already."""

_in_fork = False
_lock = threading.Lock()
_server: _Server | None = None


class Fork:
    """A call in a process of its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._end: tuple[str, Any] | None = None
        kind, value = self._receive()
        if kind != "started":
            raise SectorbookError(f"No process could be forked: it died {value}.")
        self.pid: int = value

    def __iter__(self) -> Iterator[Any]:
        """What the call sends, as it comes; at its end raises what it raised."""
        while (event := self.next()) is not None:
            yield event[0]

    def next(self, timeout: float | None = None) -> tuple[Any] | None:
        """The next that it sends, alone in a tuple; None at its end.

        Raises what the call raised, `TimeoutError` after so many seconds, and `ChildProcessError` where it died.
        """
        if self._end is None:
            if not self._connection.poll(timeout):
                raise TimeoutError(f"nothing came within {timeout:g} s")
            kind, value = self._receive()
            if kind == "sent":
                return (value,)
            self._close(kind, value)
        kind, value = self._end or ("", None)
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
        for end in (os.killpg, os.kill) if self._end is None else ():  # it has no group of its own at its very start
            with contextlib.suppress(ProcessLookupError):
                end(self.pid, signal.SIGKILL)

    def fileno(self) -> int:
        """So that one can wait for several forks at once."""
        return self._connection.fileno()

    def _receive(self) -> tuple[str, Any]:
        try:
            found: tuple[str, Any] = self._connection.recv()
        except (EOFError, ConnectionResetError):
            return "died", "with the process that it was forked from"
        return found

    def _close(self, kind: str, value: Any) -> None:
        """Keep how the call ended, and read on to what the server tells of the process."""
        while kind != "died":
            self._end = (kind, value)
            kind, value = self._receive()
        self._end = self._end or (kind, value)
        self._connection.close()


class _Server:
    """The warm process, as its caller sees it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "sectorbook.forks", str(theirs.fileno()), PREPARE]
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
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [len(request).to_bytes(8)], [theirs.fileno()])
            self._control.sendall(request)
        return Fork(Connection(ours.detach()))

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        self._control.close()
        self._process.wait()


def can_fork() -> bool:
    """Whether this system lets one fork a process with its imports done: Linux does, macOS and Windows do not."""
    return sys.platform == "linux"


def is_fork() -> bool:
    """Whether this process is a fork of the server."""
    return _in_fork


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


def first(forks: list[Fork], timeout: float | None = None) -> list[Fork]:
    """Those of the forks that have something to tell."""
    handles = {fork.fileno(): fork for fork in forks}
    return [handles[handle] for handle in wait(handles, timeout) if isinstance(handle, int)]


# What follows runs in the server and its forks.


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
                for other in (control, wakes, wake):
                    other.close()
                for caller in living.values():
                    caller.close()
                _call(connection, request)
            living[pid] = connection
            _tell(connection, ("started", pid))
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
    signal.set_wakeup_fd(-1)
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
    importlib.import_module("sectorbook.forks").main(*sys.argv[1:])
