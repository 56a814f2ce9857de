"""What `make lab` sets of JupyterLab, before the options of LAB=."""

import os
import sys
from functools import partial
from pathlib import Path

import bleach
from jupyter_server.serverapp import ServerApp

from sectorbook.runs.notebooks import remove_run_details

HERE = Path(__file__).resolve().parent
HEADINGS = {f"h{level}" for level in range(1, 7)}
TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
SAFE_TAGS = {*bleach.ALLOWED_TAGS, *HEADINGS, *TABLES, "br", "details", "div", "hr", "p", "pre", "span", "summary"}
SAFE_ATTRIBUTES = {**bleach.ALLOWED_ATTRIBUTES, "*": ["align", "class", "id", "nowrap"]}


def before_saving(model, **_):
    """Let a notebook that was only looked at, or run as it is stored, be saved as it is stored."""
    if model["type"] == "notebook":
        remove_run_details(model["content"])


def write_privately(self, url, stream, write=ServerApp._write_browser_open_file):
    """Write the page that the browser is started with, which holds the token, for nobody else to read."""
    if hasattr(os, "fchmod"):
        os.fchmod(stream.fileno(), 0o600)
    write(self, url, stream)


ServerApp._write_browser_open_file = write_privately
c = get_config()  # noqa: F821
c.ServerApp.root_dir = str(HERE.parents[1])
# A kernel that is busy does not answer a request to end: after half of these seconds it gets a signal.
c.KernelManager.shutdown_wait_time = 1.0
c.LabApp.app_settings_dir = str(HERE)
c.LabApp.default_url = "/lab/tree/START.md"
c.LabApp.custom_css = True
c.ServerApp.tornado_settings = {"static_custom_path": [str(HERE)]}
c.FileContentsManager.pre_save_hook = before_saving
# "Save and Export Notebook As HTML" sanitizes, and nbconvert's own list of tags has neither paragraphs nor headings:
# it writes them as text.
c.HTMLExporter.filters = {"clean_html": partial(bleach.clean, tags=SAFE_TAGS, attributes=SAFE_ATTRIBUTES)}

# In a terminal, and after "!" in a cell, `sectorbook` is this environment's. A shell that is named here is no login
# shell, which would set PATH anew.
os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
if os.name != "nt":
    c.ServerApp.terminado_settings = {"shell_command": [os.environ.get("SHELL") or "sh"]}
