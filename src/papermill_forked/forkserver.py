"""The process that calls are forked from: it gets ready, then does nothing but fork and report how forks ended.

`fork` copies the calling thread only. A lock that another thread held at that moment stays locked in the fork for ever,
and a library whose worker threads are missing waits for them. So this process has one thread: it waits for signals and
requests with `select`, starts nothing, and refuses a rehearsal that leaves a thread behind.
"""

import atexit
import contextlib
import ctypes
import gc
import importlib
import os
import pickle
import pkgutil
import select
import signal
import socket
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

READY = b"\0ready"
"""What a server sends its caller once it can fork; anything else is why it cannot."""
PR_SET_PDEATHSIG = 1  # of <linux/prctl.h>
GC_THRESHOLD = 20_000
"""Objects made between two collections in a fork: with the default of 700 they take a tenth of a run's time."""
EXIT_TIMEOUT = 5
"""Seconds that the exit functions of a fork may take."""

_is_fresh_fork = False


def take_fresh_fork() -> bool:
    """Whether this process is a fork in which no notebook was executed yet; from now on one was."""
    global _is_fresh_fork
    fresh, _is_fresh_fork = _is_fresh_fork, False
    return fresh


def describe_exit(code: int) -> str:
    """Describe how a process ended, by its exit code as `subprocess` and `os.waitstatus_to_exitcode` have it."""
    if code < 0:
        names = {int(known): known.name for known in signal.Signals}
        return f"was ended by the signal {names.get(-code, -code)}"
    return f"ended by itself, with exit code {code}"


def kill_group(pid: int) -> None:
    """End a process that leads a process group, with all that it started, or what is left of the group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def serve(control: socket.socket) -> None:
    """Give each request to a fork until the caller is gone; then end all forks."""
    wakes, wake = socket.socketpair()
    for end in (wakes, wake):
        end.setblocking(False)
    # The handler does nothing, but with one the end of a child writes to `wake`, which `select` can wait for.
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    forks = _ForkPool(control, wakes, wake)
    while True:
        ready, _, _ = select.select([control, wakes], [], [])
        if wakes in ready:
            wakes.recv(4096)
            forks.reap()
        if control in ready:
            request, handles = _receive_request(control, 2)
            if not handles:
                break
            forks.submit(request, *handles)
    signal.set_wakeup_fd(-1)  # closed on return, while the forks' ends still arrive
    forks.kill()


class _ForkPool:
    """The forks that have a request, and a spare one that waits for the next, so that no call waits for its fork."""

    def __init__(self, *own: socket.socket) -> None:
        self._own, self._running = own, dict[int, Connection]()
        self._fork_spare()

    def submit(self, request: bytes, events: int, death: int) -> None:
        """Give a request to the spare fork, and fork the next spare one."""
        try:
            send_request(self._spare_socket, request, events)
        except OSError:  # it was ended from outside
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self._spare, 0)
            self._spare_socket.close()
            self._fork_spare()
            send_request(self._spare_socket, request, events)
        os.close(events)
        self._running[self._spare] = Connection(death)
        self._spare_socket.close()
        self._fork_spare()

    def reap(self) -> None:
        """Collect the forks that have ended, and report to each caller how."""
        while self._running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            kill_group(pid)  # what it started and left behind
            if death := self._running.pop(pid, None):
                _send(death, describe_exit(os.waitstatus_to_exitcode(status)))
                death.close()

    def kill(self) -> None:
        """End all forks."""
        for pid in (self._spare, *self._running):
            kill_group(pid)

    def _fork_spare(self) -> None:
        """Fork the process that will execute the next request."""
        self._spare_socket, theirs = socket.socketpair()
        self._spare = os.fork()
        if not self._spare:
            signal.set_wakeup_fd(-1)
            # A copy that stays open here would keep a caller from seeing that another fork has ended.
            inherited: list[socket.socket | Connection] = [self._spare_socket, *self._own, *self._running.values()]
            for each in inherited:
                each.close()
            _wait_for_request(theirs)
        theirs.close()


def send_request(to: socket.socket, request: bytes, *handles: int) -> None:
    """Send a pickled call and file descriptors, which the receiver gets copies of."""
    socket.send_fds(to, [len(request).to_bytes(8)], handles)
    to.sendall(request)


def _receive_request(control: socket.socket, count: int) -> tuple[bytes, list[int]]:
    """Receive a pickled call and so many file descriptors; none once the sender is gone."""
    size, handles, _, _ = socket.recv_fds(control, 8, count)
    parts, left = [], int.from_bytes(size)
    while left and (part := control.recv(min(left, 1 << 20))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts), handles


def _wait_for_request(control: socket.socket) -> NoReturn:
    """Be the spare fork, then the one that answers a request."""
    _detach()
    request, handles = _receive_request(control, 1)
    if not handles:
        os._exit(0)
    control.close()
    _answer(Connection(handles[0]), request)


def _send(connection: Connection, event: object) -> None:
    """Send the caller an event, unless it has ended."""
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        connection.send(event)


def _answer(connection: Connection, request: bytes) -> NoReturn:
    """Call what a request asks for in this fork, and end it."""
    code = 1
    try:
        connection.send(("started", os.getpid()))
        function, arguments, sends, folder, environment = pickle.loads(request)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        function = pkgutil.resolve_name(function) if isinstance(function, str) else function
        sender = (lambda event: connection.send(("sent", event)),) if sends else ()
        end = ("returned", function(*sender, *arguments))
        code = 0
    except BaseException as error:
        end = ("raised", _make_picklable(error))
    _send(connection, end)
    # A notebook may have registered exit functions that never return. They run for a while, as in a kernel that is
    # asked to shut down. `os._exit`, and not a return: below on the stack is the server's loop, not this fork's.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(EXIT_TIMEOUT)
    with contextlib.suppress(BaseException):
        atexit._run_exitfuncs()
    os._exit(code)


def _make_picklable(error: BaseException) -> BaseException:
    """Replace an error that cannot go from process to process with its meaning by one with its words."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(_describe(error))
    return ImportError(_describe(error)) if type(error) is ImportError and _origin(error) else error


def _describe(error: BaseException) -> str:
    """Write an error's type and message, and of an import that failed also what it was raised from."""
    words, origin = f"{type(error).__name__}: {error}", _origin(error)
    return f"{words} ({_describe(origin)})" if origin and isinstance(error, ImportError) else words


def _origin(error: BaseException) -> BaseException | None:
    """Return what an error was raised from, which is not pickled with it."""
    return error.__cause__ or error.__context__


def _detach() -> None:
    """Make this fork a process in its own right: own session, own random numbers, no longer alive than the server."""
    global _is_fresh_fork
    _is_fresh_fork = True
    server = os.getppid()
    _end_with_parent(signal.SIGKILL)
    if os.getppid() != server:  # it ended before the line above
        os._exit(1)
    os.setsid()  # a process group of its own, so that what it starts can be ended with it
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # the standard library reseeds its own


def _end_with_parent(number: int) -> None:
    """Have the kernel send this process a signal, or with 0 none, when the thread that started it ends.

    A parent that is killed can end nothing itself. A fork would notice a closed socket only between two cells.
    """
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def _prepare() -> str:
    """Get the kernel ready; returns why that is impossible, or an empty string."""
    try:
        importlib.import_module("papermill_forked.kernel").prepare()
    except Exception as error:
        return f"raised {_describe(error)}"
    return ""


def _rehearse(name: str, seconds: int) -> str:
    """Call a rehearsal; returns what is wrong with it, or an empty string."""
    signal.alarm(seconds)  # ends the process, also where the rehearsal hangs in C
    try:
        importlib.import_module("papermill_forked.kernel").rehearse(name)
    except BaseException as error:
        return f"raised {_describe(error)}"
    signal.alarm(0)
    _own, *threads = Path("/proc/self/task").iterdir()
    return f"left {len(threads)} thread(s) running, which a fork would lack" if threads else ""


def main(handle: str, rehearsal: str, seconds: str, caller: str) -> None:
    """Get ready, rehearse, and serve.

    Parameters
    ----------
    handle : str
        File descriptor of the socket that connects this process with its caller.
    rehearsal : str
        "module:function" to call first, or nothing.
    seconds : str
        How long the rehearsal may take.
    caller : str
        Id of the process that started this one.
    """
    control = socket.socket(fileno=int(handle))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The thread that started this process waits until it is ready. Later, when that thread may end before the process
    # that it is part of, the closed socket says that the caller is gone.
    _end_with_parent(signal.SIGKILL)
    if os.getppid() != int(caller):  # it ended while this process was still being started, and before the line above
        os._exit(1)
    if failure := _prepare():
        control.sendall(failure.encode(errors="replace")[:4096])
        os._exit(1)
    if rehearsal and (failure := _rehearse(rehearsal, int(seconds))):
        control.sendall(failure.encode(errors="replace")[:4096])
        os._exit(1)
    _end_with_parent(0)
    control.sendall(READY)
    gc.set_threshold(GC_THRESHOLD)
    gc.collect()
    gc.freeze()  # a collection writes to every object that it visits, and so copies the pages that forks share
    serve(control)


if __name__ == "__main__":
    # Under its own name: functions that are sent here have to find this module, not a copy.
    importlib.import_module("papermill_forked.forkserver").main(*sys.argv[1:])
