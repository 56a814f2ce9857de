"""Call a function in a fork of a warm process: start it, receive what it sends, learn how it ended.

The warm process (`forkserver`), one for each rehearsal, imports and prepares what calls need, once. Each call is a
fork of it: it starts at once, and what it changes dies with it. `multiprocessing`'s own fork server would import its
caller's script again in every process, and reports nothing of a call before it ends.

A fork ends with its server, and a server with the process that started it, however that one ends.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import re
import signal
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from multiprocessing import connection
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from papermill_forked.forkserver import READY, describe_exit, kill_group, send_request

REHEARSAL_TIMEOUT = 300
"""Seconds that a rehearsal may take: no notebook waits for ever for one that hangs."""
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""A fork lacks the threads that a library started in the server, so it must start none; and calls share the cores."""

OUT_OF_MEMORY = re.compile(r"MemoryError|failed to map segment|[Cc]annot allocate memory")
"""How processes say that they are short of memory."""

_lock = threading.Lock()
_servers: dict[str, _Server] = {}


class ForkError(RuntimeError):
    """Raised when no process can be forked; the message says why."""


class Fork:
    """A call in a process of its own, which `start` makes.

    Parameters
    ----------
    events : Connection
        Where the call sends what it sends, returns or raises.
    death : Connection
        Where the server writes how the process ended.

    Attributes
    ----------
    pid : int
        The process's id, which is also that of its process group.
    """

    def __init__(self, events: Connection, death: Connection) -> None:
        self._connections = self._events, self._death = events, death
        self._end: tuple[str, Any] = ("", None)
        kind, value = self._receive(None)
        if kind != "started":
            raise ForkError(f"The forked process {value}")
        self.pid: int = value

    def events(self, timeout: Callable[[], float | None] = lambda: None) -> Iterator[Any]:
        """Iterate over what the call sends, as it comes, until the call returns, raises or dies.

        Parameters
        ----------
        timeout : callable, optional
            Gives the seconds to wait for the next event, None for no limit; called before each wait.

        Yields
        ------
        object
            What the call sent.

        Raises
        ------
        TimeoutError
            Where nothing came in time; the call goes on.
        """
        while not self._end[0]:
            kind, value = self._receive(timeout())
            if kind == "sent":
                yield value
                continue
            self._end = kind, value
            self._wait_for_exit()  # so that the process is gone once its end is known
            for each in self._connections:
                each.close()

    def result(self) -> Any:
        """Wait for the end of the call; what it still sends is dropped.

        Returns
        -------
        object
            What the call returned.

        Raises
        ------
        ChildProcessError
            Where the process died; the message says how.
        BaseException
            What the call raised.
        """
        for _ in self.events():
            pass
        kind, value = self._end
        if kind == "raised":
            raise value
        return value

    def kill(self) -> None:
        """End the call at once, with the processes that it started."""
        if not self._end[0]:
            kill_group(self.pid)

    def _receive(self, timeout: float | None) -> tuple[str, Any]:
        """Receive the next event; what was sent before a death comes first, save for a last one that was cut off."""
        if not connection.wait(self._connections, timeout):
            raise TimeoutError(f"nothing came within {timeout:g} s")
        with contextlib.suppress(EOFError, OSError, pickle.UnpicklingError):
            if self._events.poll():
                event: tuple[str, Any] = self._events.recv()
                return event
        return "raised", ChildProcessError(self._wait_for_exit())

    def _wait_for_exit(self) -> str:
        """Wait until the process has ended, and describe how it did."""
        try:
            return str(self._death.recv())
        except (EOFError, OSError):
            return "ended with the one that it was forked from"


class _Server:
    """The warm process as its caller sees it; the other side is `forkserver.main`."""

    def __init__(self, rehearse: str) -> None:
        self._control, theirs = socket.socketpair()
        arguments = str(theirs.fileno()), rehearse, str(REHEARSAL_TIMEOUT), str(os.getpid())
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "papermill_forked.forkserver", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=os.environ | ONE_THREAD,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C in a terminal reaches the caller alone, which then ends the rest
            )
        self._owner = os.getpid()

    def wait_until_ready(self) -> str:
        """Wait until it can fork; returns why it never will, or an empty string."""
        try:
            answer = self._control.recv(1 << 16)
        except BaseException:
            self.close()
            raise
        if answer == READY:
            return ""
        code = self.close()
        return answer.decode(errors="replace") or (
            f"took more than {REHEARSAL_TIMEOUT} s" if code == -signal.SIGALRM else describe_exit(code)
        )

    def start(self, request: bytes) -> Fork:
        """Pass a request to a fork, and return the call."""
        events, death = socket.socketpair(), socket.socketpair()
        with events[1], death[1]:
            send_request(self._control, request, events[1].fileno(), death[1].fileno())
        return Fork(Connection(events[0].detach()), Connection(death[0].detach()))

    def is_usable(self) -> bool:
        """Whether it lives, and is this process's own: one that was forked inherits what its parent had."""
        return self._owner == os.getpid() and self._process.poll() is None

    def close(self) -> int:
        """End it, with all forks and with what a rehearsal left running; returns its exit code."""
        self._control.close()
        try:
            return self._process.wait(1)
        except subprocess.TimeoutExpired:  # it is not ready yet, so it has no forks that it would have to end
            self._process.kill()
            return self._process.wait()
        finally:
            if self._owner == os.getpid():  # and not a process that was forked since, and inherited the exit function
                kill_group(self._process.pid)


def can_fork() -> bool:
    """Whether this system lets one fork a process that has imported libraries: Linux does, macOS and Windows do not.

    Returns
    -------
    bool
    """
    return sys.platform == "linux"


def start(function: Callable[..., object] | str, *arguments: Any, sends: bool = False, rehearse: str = "") -> Fork:
    """Call a function in a fork of a warm process, in this process's folder and with its environment variables.

    The first call for each rehearsal starts a server, and waits until it is ready. Servers stay until this process
    ends. Each has its own copy of what it imported, from some 70 MB without a rehearsal to 300 MB and more with pandas
    and matplotlib, so let the notebooks that one process runs share one rehearsal.

    Parameters
    ----------
    function : callable or str
        A function of an installed module; "module:function" names one that is slow to import here and ready there.
    *arguments
        Its arguments, which are pickled.
    sends : bool, optional
        Whether the function's first argument is to be a callable, which sends what it is called with to `Fork.events`.
    rehearse : str, optional
        "module:function", called without arguments in the server before the first fork; by default nothing.

    Returns
    -------
    Fork
        The call, which goes on by itself.

    Raises
    ------
    ForkError
        Where no process can be forked.

    Warns
    -----
    UserWarning
        Where the rehearsal fails. Calls then go to the server that rehearsed nothing.
    """
    if not can_fork():
        raise ForkError(f"{sys.platform} cannot fork a process that has threads or loaded frameworks")
    request = pickle.dumps((function, arguments, sends, str(Path.cwd()), dict(os.environ)))
    with _lock:
        server = _get_server(rehearse)
        try:
            return server.start(request)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise ForkError("The process that calls are forked from has ended; start the call again") from error
        except KeyboardInterrupt:  # half a request may be on its way, or a fork that nobody knows
            server.close()
            raise


def _get_server(rehearse: str) -> _Server:
    """Find the server for a rehearsal, or start it; the plain one where the rehearsal fails."""
    if rehearse in _servers and _servers[rehearse].is_usable():
        return _servers[rehearse]
    server = _Server(rehearse)
    failure = server.wait_until_ready()
    if not failure:
        _servers[rehearse] = server
        atexit.register(server.close)
    elif not rehearse or OUT_OF_MEMORY.search(failure):  # without the rehearsal it would be short of memory later
        raise ForkError(f"The process that calls are forked from {failure} before it was ready")
    else:
        _servers[rehearse] = _get_server("")  # remembered: it is not tried again for each call
        warnings.warn(f'Notebooks run without the rehearsal "{rehearse}": it {failure}.', stacklevel=3)
    return _servers[rehearse]


def wait(forks: list[Fork], timeout: float | None = None) -> list[Fork]:
    """Wait until at least one of some forks has sent something or has ended.

    Parameters
    ----------
    forks : list of Fork
        Those to wait for.
    timeout : float, optional
        Seconds to wait at most; by default without limit.

    Returns
    -------
    list of Fork
        Those whose `events` or `result` do not have to wait; empty after the timeout.
    """
    ready = set(connection.wait([each for fork in forks for each in fork._connections], timeout))
    return [fork for fork in forks if not ready.isdisjoint(fork._connections)]
