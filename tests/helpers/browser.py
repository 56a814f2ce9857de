"""Debian's Chromium, headless, as the slow tests use it, and a server on this machine for the pages that it opens."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

OFFLINE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Options that keep the browser from contacting other hosts."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; that there is none is an error: `scripts/system-packages` installs it."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("There is no chromium. scripts/system-packages installs it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OFFLINE))
        yield browser
        browser.close()


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder while it is served on this machine only."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    # Ten times a second it looks whether it is to stop, which whoever used it waits for.
    threading.Thread(target=server.serve_forever, args=[0.1], daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
