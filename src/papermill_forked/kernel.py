"""A Python kernel without sockets: ipykernel's own, whose messages stay in the process.

It is built once, in the warm process, and executes a notebook's cells in a fork of it. What a cell shows becomes its
outputs by nbclient's own rules, as if it came from a kernel in another process. Sockets would need threads, which do
not survive a fork, and a handshake for each run.

This module alone needs POSIX, and only the warm process and its forks import it.
"""

import asyncio
import codecs
import fcntl
import importlib
import io
import os
import pkgutil
import select
import sys
import termios
import threading
import time
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, cast
from warnings import catch_warnings

import nbformat
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import Session
from jupyter_core.utils import run_sync
from nbclient.client import timestamp
from nbclient.exceptions import CellExecutionComplete
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from tornado.ioloop import IOLoop
from traitlets.config import Config

from papermill_forked.execution import unsupported_reason

INLINE_BACKEND = "module://matplotlib_inline.backend_inline"
PER_RUN_IMPORTS = ("IPython.core.logger", "bdb", "tornado.platform.asyncio", "papermill.execute")
"""What every run imports when it starts or executes its first cell."""
Message = dict[str, Any]


class RecordingSession(Session):
    """Records each message instead of writing it to a socket."""

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._messages: list[Message] = []
        self._lock = threading.RLock()  # a cell's threads send messages too

    def send(
        self, stream: object, msg_or_type: Any, content: Any = None, parent: Any = None, *others: Any, **rest: Any
    ) -> Message:
        """Record a message as it would arrive: later changes do not affect it, and what JSON cannot express raises."""
        del stream
        _ident, buffers, _track, header, metadata = [*others, *[None] * 5][:5]
        message = msg_or_type
        if isinstance(message, str):
            message = self.msg(message, content, parent, rest.get("header", header), rest.get("metadata", metadata))
        received = cast("Message", self.unpack(self.pack(message)))
        received |= {"header": dict(message["header"]), "buffers": rest.get("buffers", buffers) or []}
        with self._lock:
            self._messages.append(received)
        return cast("Message", message)

    def pop_messages(self) -> list[Message]:
        """Return the messages since the last call."""
        with self._lock:
            messages, self._messages = self._messages, []
        return messages


class UnthreadedIOPub(IOPubThread):
    """Publishes a stream's text whenever it is flushed, as each display and each cell's end does, without a thread."""

    def __init__(self) -> None:
        self.thread = self.io_loop = cast("Any", None)

    def schedule(self, f: object) -> None:
        """Leave the text to the next flush."""


class Stream(OutStream):
    """A cell's standard output or error, with what other code and other processes write to its file descriptor."""

    def __init__(self, session: Session, name: str) -> None:
        self._reading, self._bytes_read = threading.Lock(), 0
        self._fid: int
        super().__init__(session, UnthreadedIOPub(), name, watchfd="force")

    def write(self, string: str) -> int:
        """Keep text for the next flush; a process that the cell forked writes to the file descriptor of the cell's."""
        if self._is_master_process():
            return int(super().write(string) or 0)
        return os.write(self._original_stdstream_fd, string.encode())

    def drain(self) -> None:
        """Wait until all that was written to the file descriptor so far is in the stream.

        FIONREAD says how much is still in the pipe, so that the end of a cell waits for neither more nor less: there is
        no silence to wait for while a process in the background goes on writing.
        """
        unread = bytearray(4)
        with self._reading:
            fcntl.ioctl(self._fid, termios.FIONREAD, unread)
            written = self._bytes_read + int.from_bytes(unread, sys.byteorder)
        while self._bytes_read < written:
            time.sleep(0.0005)

    def _watch_pipe_fd(self) -> None:
        """Copy what is written to the file descriptor into the stream, in a thread of its own."""
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        while True:
            select.select([self._fid], [], [])
            with self._reading:
                received = os.read(self._fid, 1 << 16)
                self.write(decoder.decode(received))
                self._bytes_read += len(received)


class Kernel(IPythonKernel):
    """ipykernel's kernel, in the process of its client."""

    def __init__(self) -> None:
        # The history would be written to the disk by a thread.
        app = IPKernelApp.instance(config=Config({"HistoryManager": {"enabled": False}}))
        super().__init__(parent=app, session=RecordingSession(), iopub_socket=io.BytesIO(), log=app.log, user_ns=None)
        app.kernel = self
        app.shell = self.shell
        self._execute_sleep = 0.0

    def activate(self) -> None:
        """Take over this process, a fork, as a kernel's start would: streams, event loop, `sys.path`, matplotlib."""
        session = cast("Session", self.session)
        session.pid = os.getpid()
        sys.stdout, sys.stderr = Stream(session, "stdout"), Stream(session, "stderr")
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)
        self.io_loop = IOLoop.current()
        self.shell_channel_thread = SimpleNamespace(parent_thread=threading.main_thread())
        packages = [place for place, path in enumerate(sys.path) if path.endswith(("site-packages", "dist-packages"))]
        sys.path.insert(min(packages, default=0), "")
        _choose_inline_backend()
        if matplotlib := sys.modules.get("matplotlib"):  # a rehearsal imported it, so it has read the variable already
            matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]
        with catch_warnings():
            pass  # it marks the filters as changed, so that what a rehearsal warned of is shown again

    def execute(self, source: str, stop_on_error: bool) -> list[Message]:
        """Execute a cell, and return the messages that it sent, the reply among them."""
        session = cast("RecordingSession", self.session)
        content = {"code": source, "silent": False, "store_history": True, "user_expressions": {}}
        content |= {"allow_stdin": False, "stop_on_error": stop_on_error}
        request = session.msg("execute_request", content)
        self.loop.run_until_complete(self._answer(request))
        sent = session.pop_messages()
        return [message for message in sent if message["parent_header"].get("msg_id") == request["msg_id"]]

    async def _answer(self, request: Message) -> None:
        self.set_parent([], request, channel="shell")
        self._publish_status("busy", "shell")
        self.pre_handler_hook()
        try:
            await self.execute_request(None, [], request)
        finally:
            self.post_handler_hook()
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, Stream):
                stream.drain()
            stream.flush()
        self._publish_status("idle", "shell")

    def _abort_queues(self, subshell_id: object = None) -> None:
        """Do nothing: there is no queue, and the client decides what follows an error."""


class Client(PapermillNotebookClient):
    """Executes a notebook's cells in this process, which is to be a fork of the warm one."""

    def execute(self, **_: Any) -> NotebookNode:
        """Execute all cells, each reported to papermill's notebook manager."""
        self.kernel = cast("Kernel", IPKernelApp.instance().kernel)
        self.kernel.activate()
        self.reset_execution_trackers()
        self.papermill_execute_cells()
        self.nb.metadata["language_info"] = self.kernel.language_info
        self.set_widgets_metadata()
        return cast("NotebookNode", self.nb)

    def execute_cell(self, cell: NotebookNode, cell_index: int, **_: Any) -> NotebookNode:
        """Execute a cell, and give it its outputs; raises `CellExecutionError` where it fails."""
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        if self.record_timing:
            cell.metadata["execution"] = {}
        cell.outputs = []
        self.clear_before_next_output = False
        self.code_cells_executed += 1
        allowed = not self.force_raise_errors and (self.allow_errors or "raises-exception" in tags)
        messages = self.kernel.execute(cell.source, stop_on_error=not allowed)
        reply = next(message for message in messages if message["msg_type"] == "execute_reply")
        for message in messages:
            if message is not reply:
                with suppress(CellExecutionComplete):
                    self.process_message(message, cell, cell_index)
        if self.record_timing:
            cell.metadata["execution"]["shell.execute_reply"] = timestamp(reply)
        run_sync(self._check_raise_for_error)(cell, cell_index, reply)
        return cell


def prepare() -> None:
    """Build the kernel in the process that will be forked, and import what any run needs."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # a third of a second to import, and no run needs it
    Kernel.instance()  # not `Kernel()`: widgets look for the instance
    del sys.modules["debugpy"]
    for name in PER_RUN_IMPORTS:
        importlib.import_module(name)
    nbformat.reads(nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])), 4)
    unsupported_reason("python3")
    _choose_inline_backend()


def rehearse(name: str) -> None:
    """Call the function of a name like "module:function" as a cell of the kernel would.

    A library may ask while it is imported whether it is in a notebook, as pandas does, which `builtin_trap` answers.
    """
    with cast("Any", IPKernelApp.instance().kernel.shell).builtin_trap:
        pkgutil.resolve_name(name)()


def _choose_inline_backend() -> None:
    """Have matplotlib draw into the notebook, as a kernel does, unless the caller chose otherwise."""
    if not os.environ.get("MPLBACKEND"):
        os.environ["MPLBACKEND"] = INLINE_BACKEND
