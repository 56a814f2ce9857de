"""JupyterLab as `make lab` starts it in a clone of its own, and a reader who clicks and types in it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
from playwright.sync_api import Locator, Page, Route, expect

from helpers.clone import ROOT
from helpers.processes import gone, wait_for
from sectorbook.runs.notebooks import read_notebook

IDLE = "Python 3 (ipykernel) | Idle"
WAIT_SECONDS = 120
CODE = ".jp-Notebook .jp-CodeCell"
DIRTY = ".lm-DockPanel-tabBar .jp-mod-dirty"
ERROR = '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]'
OPTIONS = "--no-browser --ip=127.0.0.1 --port=0 --allow-root --LabApp.expose_app_in_browser=True"
DOCUMENTS = "@jupyterlab/docmanager-extension/plugin.jupyterlab-settings"
TRACKER = "@jupyterlab/notebook-extension/tracker.jupyterlab-settings"

CLOSE_ALL = """async () => {
    document.querySelectorAll(".jp-Dialog .jp-mod-reject").forEach(button => button.click());
    [...jupyterapp.shell.widgets("main")].forEach(widget => widget.dispose());
    const {sessions, terminals} = jupyterapp.serviceManager;
    await Promise.all([sessions.shutdownAll(), terminals.shutdownAll()]);
}"""

# Read by the server and its kernels when they start. A browser sees only its own requests.
REFUSE_OTHERS = """
import sys

def refuse(event, arguments):
    asked = {"socket.getaddrinfo": 0, "socket.connect": 1}.get(event)
    if asked is None:
        return
    host = arguments[asked][0] if isinstance(arguments[asked], tuple) else arguments[asked]
    if host and host not in ("127.0.0.1", b"127.0.0.1", "localhost", b"localhost") and not str(host).startswith("/"):
        with open(FILE, "a") as file:
            print(host, file=file)
        raise ConnectionRefusedError(host)

sys.addaudithook(refuse)
"""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab, with all that it keeps in one folder."""

    home: Path
    clone: Path
    server: int
    root: Path
    address: str
    token: str
    elsewhere: list[str] = field(default_factory=list)
    """Other hosts that a page asked for something."""

    @property
    def asked(self) -> list[str]:
        """Other hosts that the server or a kernel looked for."""
        kept = self.home / "asked"
        return kept.read_text().split() if kept.exists() else []

    def choose(self, settings: str, **chosen: object) -> None:
        """Set what a reader can choose in the lab."""
        path = self.home / "JUPYTERLAB_SETTINGS_DIR" / settings
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(chosen))

    def only_own(self, route: Route) -> None:
        """Answer requests to this machine and within the browser, such as to its reader of PDF, and note others."""
        address = urlsplit(route.request.url)
        if address.hostname == "127.0.0.1" or address.scheme not in ("http", "https", "ws", "wss"):
            return route.fallback()
        self.elsewhere.append(str(address.hostname))
        return route.abort()


def clone_into(folder: Path) -> Path:
    """The repository's files as they are now, all of them committed."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "-c", "user.name=A reader", "-c", "user.email=reader@example.org", "commit", "--quiet", "-m", "All")
    return folder


def git(folder: Path, *words: str) -> str:
    """What git prints."""
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True).stdout


@contextmanager
def started(home: Path, clone: Path, options: str = "") -> Iterator[Lab]:
    """A server that `make lab` starts in a clone; it ends with its kernels."""
    runtime = home / "JUPYTER_RUNTIME_DIR"
    surroundings = _surroundings(home)
    make = ["make", "--no-print-directory", "--assume-old=.venv/.done", f"BIN={_python(home)}", "lab"]
    with (home / "log").open("wb") as log:
        command = [*make, f"LAB={OPTIONS} {options}"]
        process = subprocess.Popen(command, cwd=clone, env=surroundings, stdout=log, stderr=log)
        told = wait_for(lambda: process.poll() is not None or any(map(_is_complete, runtime.glob("jpserver-*.json"))))
        assert told, (home / "log").read_text()
        assert process.poll() is None, (home / "log").read_text()
        (server,) = (json.loads(file.read_text()) for file in runtime.glob("jpserver-*.json"))
        try:
            yield Lab(home, clone, server["pid"], Path(server["root_dir"]), server["url"], server["token"])
        finally:
            os.kill(server["pid"], signal.SIGTERM)
            process.wait(timeout=60)
            assert wait_for(lambda: gone(server["pid"]))


def _is_complete(file: Path) -> bool:
    return file.read_text(encoding="utf-8").endswith("}")


def _python(home: Path) -> Path:
    """A folder with a `python` that is this one, and that tells which other hosts it and its kernels look for."""
    folder = home / "bin"
    folder.mkdir()
    (folder / "python").write_text(f'#!/bin/sh\nPYTHONPATH={home}/PYTHONPATH exec {sys.executable} "$@"\n')
    (folder / "python").chmod(0o755)
    return folder


def _surroundings(home: Path) -> dict[str, str]:
    """What the server is started in: nothing of the user's own, and everything it writes below one folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON", "PYTHON"))}
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "HOME", "PYTHONPATH")
    places += ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")
    for name in places:
        (home / name).mkdir()
        kept[name] = str(home / name)
    (home / "PYTHONPATH/sitecustomize.py").write_text(REFUSE_OTHERS.replace("FILE", repr(str(home / "asked"))))
    outside = os.pathsep.join(part for part in os.get_exec_path() if not part.startswith(sys.prefix))
    return kept | {"JUPYTER_TOKEN": "a-reader", "JUPYTER_PLATFORM_DIRS": "1", "PATH": outside}


def load(lab: Lab, page: Page) -> None:
    """Load the lab with nothing open, and let it render what is not in view too, so that a test can read it."""
    lab.choose(TRACKER, windowingMode="none")
    page.goto(f"{lab.address}lab/workspaces/tests?token={lab.token}")
    page.wait_for_function("window.jupyterapp")
    page.evaluate("() => jupyterapp.restored")


def close_all(page: Page) -> None:
    """Close what is open without saving it, end its kernels and terminals, and choose the usual theme."""
    page.evaluate(CLOSE_ALL)
    choose_theme(page, "JupyterLab Light")


def open_file(lab: Lab, page: Page, file: Path, factory: str = "default") -> None:
    """Open a file, as a click in the file browser or in the menu `Open With` does."""
    asked = {"path": str(file.relative_to(lab.root)), "factory": factory}
    page.evaluate("asked => void jupyterapp.commands.execute('docmanager:open', asked)", asked)


def open_notebook(lab: Lab, page: Page, notebook: Path) -> None:
    """Open a notebook, and wait until its kernel is ready."""
    open_file(lab, page, notebook)
    page.get_by_text(IDLE).wait_for()


def write_notebook(path: Path, source: str) -> Path:
    """Write a notebook of one cell; without the name of its kernel, JupyterLab would ask for one."""
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3 (ipykernel)"}
    cells = [nbformat.v4.new_code_cell(source)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def menu(page: Page, *names: str) -> None:
    """Choose an entry of a menu, or of a menu within it."""
    page.locator(".lm-MenuBar-itemLabel").get_by_text(names[0], exact=True).click()
    for name in names[1:]:
        page.locator(".lm-Menu-itemLabel").get_by_text(name, exact=True).click()


def choose_theme(page: Page, theme: str) -> None:
    """Choose a theme, and wait until the page wears it."""
    page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", theme)


def run_all(page: Page) -> None:
    """Run all cells, with no output left from before, and wait until none is waiting or running."""
    menu(page, "Edit", "Clear Outputs of All Cells")
    expect(page.locator(f"{CODE} .jp-OutputArea-output")).to_have_count(0)
    menu(page, "Run", "Run All Cells")
    done = last_outputs(page).or_(page.locator(ERROR))
    done.first.wait_for()
    expect(page.locator(".jp-InputPrompt", has_text="*")).to_have_count(0)
    page.get_by_text(IDLE).wait_for()


def last_outputs(page: Page) -> Locator:
    """The outputs of the last cell of code."""
    return page.locator(f"{CODE} >> nth=-1").locator(".jp-OutputArea-output")


def save(page: Page) -> None:
    """Press Ctrl+S, and wait until the file is written."""
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "/api/contents/" in answer.url):
        page.keyboard.press("Control+s")
    expect(page.locator(DIRTY)).to_have_count(0)


def saved(page: Page, notebook: Path) -> nbformat.NotebookNode:
    """The notebook as it is after Ctrl+S."""
    save(page)
    return read_notebook(notebook)
