"""Links of an executed notebook: to its charts where they end up, and only to what lies beside it."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from nbformat import NotebookNode

MARKDOWN = re.compile(r"\[(?P<words>[^\[\]]*)\]\((?P<target>[^()\s]+)\)")
HTML = re.compile(r'<a href="(?P<target>[^"]*)">(?P<words>.*?)</a>')


def settle_links(notebook: NotebookNode, home: Path, running: Path, stored: Path) -> None:
    """Direct the relative links of an executed notebook to where its files go.

    Links to charts lead to where these are moved. Other files do not move with a notebook that is stored elsewhere, and
    its links to them become plain words.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook, which is changed.
    home : Path
        Folder that it ran in, from which its links are relative.
    running : Path
        Folder of its charts while it ran; they are moved to the folder above.
    stored : Path
        Folder that the notebook goes to.
    """
    home, running, stored = home.resolve(), running.resolve(), stored.resolve()

    def settle(match: re.Match[str]) -> str:
        """Write one link anew."""
        address = urlsplit(match["target"])
        if address.scheme or not address.path:
            return match[0]
        file = Path(os.path.normpath(home / unquote(address.path)))
        if file.is_relative_to(running):
            moved = os.path.relpath(running.parent / file.relative_to(running), stored)
            return match[0].replace(match["target"], quote(Path(moved).as_posix()))
        return match[0] if stored == home else match["words"]

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = MARKDOWN.sub(settle, cell.source)
        for output in cell.get("outputs", []):
            _settle_output(output.get("data", {}), settle)


def _settle_output(data: dict[str, str], settle: Callable[[re.Match[str]], str]) -> None:
    """Write the links of an output anew."""
    for kind, link in (("text/markdown", MARKDOWN), ("text/html", HTML)):
        if kind in data:
            data[kind] = link.sub(settle, data[kind])
