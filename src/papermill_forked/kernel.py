"""A Python kernel without sockets: ipykernel's own, whose messages stay in the process.

It is built once, in the warm process, and executes a notebook's cells in a fork of it. What a cell shows becomes its
outputs by nbclient's own rules, as if it came from a kernel in another process.
"""

from __future__ import annotations

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
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

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

__all__ = ["Client", "warm"]

INLINE = "module://matplotlib_inline.backend_inline"
Message = dict[str, Any]


class KeptSession(Session):
    """Keeps each message instead of writing it to a socket."""

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._kept: list[Message] = []
        self._keeping = threading.RLock()

    def send(
        self, stream: object, msg_or_type: Any, content: Any = None, parent: Any = None, *others: Any, **rest: Any
    ) -> Message:
        """Keep a message as it would arrive: what is no JSON raises here, later changes do not reach it."""
        del stream
        _ident, buffers, _track, header, metadata = [*others, *[None] * 5][:5]
        message = msg_or_type
        if isinstance(message, str):
            message = self.msg(message, content, parent, rest.get("header", header), rest.get("metadata", metadata))
        arriving = cast("Message", self.unpack(self.pack(message)))
        arriving |= {"header": dict(message["header"]), "buffers": rest.get("buffers", buffers) or []}
        with self._keeping:
            self._kept.append(arriving)
        return cast("Message", message)

    def take(self) -> list[Message]:
        """The messages since the last call."""
        with self._keeping:
            taken, self._kept = self._kept, []
        return taken


class Unthreaded(IOPubThread):
    """What a stream sends through: at once, whenever it is flushed, which each display and each cell's end does."""

    def __init__(self) -> None:
        self.thread = self.io_loop = cast("Any", None)

    def schedule(self, f: object) -> None:
        """Leave it to the next flush."""


class Stream(OutStream):
    """A cell's standard output or error, with what other code and other processes write to its file descriptor."""

    def __init__(self, session: Session, name: str) -> None:
        self._reading, self._read = threading.Lock(), 0
        self._fid: int
        super().__init__(session, Unthreaded(), name, watchfd="force")

    def write(self, string: str) -> int:
        """Keep text for the next flush; a process that the cell forked hands it to the cell's own."""
        if self._is_master_process():
            return int(super().write(string) or 0)
        return os.write(self._original_stdstream_fd, string.encode())

    def drain(self) -> None:
        """Wait until all that was written to the file descriptor so far is in the stream."""
        unread = bytearray(4)
        with self._reading:
            fcntl.ioctl(self._fid, termios.FIONREAD, unread)
            written = self._read + int.from_bytes(unread, sys.byteorder)
        while self._read < written:
            time.sleep(0.0005)

    def _watch_pipe_fd(self) -> None:
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        while True:
            select.select([self._fid], [], [])
            with self._reading:
                found = os.read(self._fid, 1 << 16)
                self.write(decoder.decode(found))
                self._read += len(found)


class Kernel(IPythonKernel):
    """ipykernel's kernel, in the process of its client."""

    def __init__(self) -> None:
        app = IPKernelApp.instance(config=Config({"HistoryManager": {"enabled": False}}))  # else a thread would save it
        super().__init__(parent=app, session=KeptSession(), iopub_socket=io.BytesIO(), log=app.log, user_ns=None)
        app.kernel = self
        app.shell = self.shell
        self._execute_sleep = 0.0

    def enter(self) -> None:
        """Take this process over, as a kernel's start would: streams, event loop, folder, backend of drawings."""
        kept = cast("Session", self.session)
        kept.pid = os.getpid()
        sys.stdout, sys.stderr = Stream(kept, "stdout"), Stream(kept, "stderr")
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)
        self.io_loop = IOLoop.current()
        self.shell_channel_thread = SimpleNamespace(parent_thread=threading.main_thread())
        packages = [place for place, path in enumerate(sys.path) if path.endswith(("site-packages", "dist-packages"))]
        sys.path.insert(min(packages, default=0), "")
        if not os.environ.get("MPLBACKEND"):
            os.environ["MPLBACKEND"] = INLINE
        sys.modules["matplotlib"].rcParams["backend"] = os.environ["MPLBACKEND"]

    def execute(self, source: str, stop_on_error: bool) -> list[Message]:
        """Execute a cell; gives what it sent, the reply among it."""
        kept = cast("KeptSession", self.session)
        content = {"code": source, "silent": False, "store_history": True, "user_expressions": {}}
        content |= {"allow_stdin": False, "stop_on_error": stop_on_error}
        request = kept.msg("execute_request", content)
        self.loop.run_until_complete(self._answer(request))
        return [message for message in kept.take() if message["parent_header"].get("msg_id") == request["msg_id"]]

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
        """Nothing is queued: the client decides what follows an error."""


class Client(PapermillNotebookClient):
    """Executes a notebook's cells in this process, which is to be a fork of the warm one."""

    def execute(self, **_: Any) -> NotebookNode:
        """Execute all cells, each reported to papermill's notebook manager."""
        self.kernel = cast("Kernel", IPKernelApp.instance().kernel)
        self.kernel.enter()
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


def warm() -> None:
    """Build the kernel, import what notebooks do, and draw a figure: what forks then have behind them."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # a third of a second to import, and no run needs it
    kernel = Kernel()
    del sys.modules["debugpy"]
    with cast("Any", kernel.shell).builtin_trap:  # pandas asks, while it is imported, whether it is in a notebook
        package = str(Path(__file__).parents[1] / "sectorbook")
        own = [module.name for module in pkgutil.walk_packages([package], "sectorbook.")]
        for name in (
            "pandas.io.formats.style",
            "seaborn",
            "matplotlib.pyplot",
            "papermill.execute",
            "IPython.core.logger",
            "bdb",
            "tornado.platform.asyncio",
            *own,
        ):
            importlib.import_module(name)
        from matplotlib import rc_context, rcdefaults

        from sectorbook.errors import SectorbookError
        from sectorbook.figures.publish import rehearse
        from sectorbook.ledger.report import load_report, report_names

        with rc_context():
            rcdefaults()  # a matplotlibrc that lies around may ask for what is not there, such as LaTeX
            _rehearse_others()
        for slug in report_names()[:1]:
            with suppress(SectorbookError):  # a report that is broken: who loads it is told
                rehearse(load_report(slug))


def _rehearse_others() -> None:
    """Show a table and draw a figure as any notebook may, without our styles."""
    from matplotlib import rcsetup
    from matplotlib.figure import Figure
    from pandas import DataFrame

    rcsetup.validate_backend(INLINE)  # reads which backends are installed
    nbformat.reads(nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])), 4)
    table = DataFrame({"x": [0.5, 1.5], "y": ["a", "b"]})
    table.describe()._repr_html_()
    repr(table)
    figure = Figure()
    figure.subplots().plot([1, 2], label="$x$")
    figure.suptitle("A title")
    figure.legend()
    for ending in ("png", "svg", "pdf"):
        figure.savefig(io.BytesIO(), format=ending)
