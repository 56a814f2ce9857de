"""Debian's Firefox, headless, over WebDriver BiDi, which it speaks itself, and what goes wrong on a page in it."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from websocket import WebSocket, WebSocketException, create_connection

PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "http://127.0.0.1:9/",
    "toolkit.telemetry.server": "",
}
"""What keeps the browser from contacting other hosts."""
PORT_FILE = "WebDriverBiDiServer.json"
START, ANSWER = 60.0, 60.0
"""Seconds that the browser may take to start, and to answer."""


class Firefox:
    """A tab, and what went wrong in it: errors, and requests for what is not at an address.

    Parameters
    ----------
    socket : WebSocket
        A connection that has a session.
    """

    def __init__(self, socket: WebSocket) -> None:
        self._socket, self._number, self._own = socket, 0, ""
        self.complaints: list[str] = []
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        self._tab = self.ask("browsingContext.create", type="tab")["context"]

    def ask(self, method: str, **parameters: Any) -> Any:
        """Send a command and return its result; what happens meanwhile is looked at."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == self._number:
                assert message["type"] == "success", message
                return message["result"]
            self._look_at(message)

    def _look_at(self, message: dict[str, Any]) -> None:
        told = message.get("params", {})
        if message.get("method") == "log.entryAdded" and told["level"] == "error":
            self.complaints.append(str(told["text"]))
        if message.get("method") == "network.beforeRequestSent":
            url = told["request"]["url"]
            if told.get("context") == self._tab and not url.startswith((self._own, "data:", "blob:")):
                self.complaints.append(f"asks {url}")

    def open(self, address: str, name: str) -> None:
        """Load a page of the site at an address."""
        self._own = address
        self.ask("browsingContext.navigate", context=self._tab, url=f"{address}/{name}", wait="complete")

    def resize(self, width: int, height: int = 900) -> None:
        """Give the tab a size in CSS pixels."""
        self.ask("browsingContext.setViewport", context=self._tab, viewport={"width": width, "height": height})

    def evaluate(self, code: str) -> Any:
        """Evaluate an expression, or wait for a promise; the result goes through JSON."""
        wrapped = f"Promise.resolve({code}).then((found) => JSON.stringify(found ?? null))"
        found = self.ask("script.evaluate", expression=wrapped, target={"context": self._tab}, awaitPromise=True)
        assert found["type"] == "success", found
        return json.loads(found["result"]["value"])

    def screenshot(self) -> bytes:
        """Take a picture of what is in sight."""
        return base64.b64decode(self.ask("browsingContext.captureScreenshot", context=self._tab)["data"])


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """A browser with an empty profile; that there is none is an error: `scripts/system-packages` installs it."""
    path = shutil.which("firefox-esr")
    if path is None:
        pytest.fail("There is no firefox-esr. scripts/system-packages installs it.")
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items())
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [path, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            socket = _connected(profile / PORT_FILE)
            yield Firefox(socket)
            with suppress(WebSocketException, OSError):
                socket.close()
        finally:
            process.terminate()


def _connected(file: Path) -> WebSocket:
    """Connect once the browser has written where it listens."""
    ends = time.monotonic() + START
    while not file.is_file() or not file.read_text(encoding="utf-8"):
        assert time.monotonic() < ends, "Firefox did not start."
        time.sleep(0.1)
    port = json.loads(file.read_text(encoding="utf-8"))["ws_port"]
    return create_connection(f"ws://127.0.0.1:{port}/session", timeout=ANSWER, suppress_origin=True)
