"""Show a figure in a notebook: the picture as an output of its own, its caption with a description, its files."""

import base64
import hashlib
import io
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from IPython.display import display
from PIL import Image

from sectorbook.formats.markdown import escape_for_notebook
from sectorbook.formats.markup import escape_html_in_markdown
from sectorbook.values.wording import join_words

CAPTION = "sectorbook-caption"
"""Key in the metadata of a caption's output."""
FILES = "sectorbook-files"
"""Key in the metadata of an output that links to a figure's files."""


def show_picture(png: bytes, alt: str, name: str) -> None:
    """Show a picture as an output of its own, which every front end draws.

    Parameters
    ----------
    png : bytes
        The picture.
    alt : str
        Its description. The output's text is this with a digest of the pixels, so that a changed picture changes it.
    name : str
        Name of the figure.
    """
    with Image.open(io.BytesIO(png)) as image:
        pixels = image.convert("RGB")
        digest = hashlib.sha256(pixels.tobytes()).hexdigest()
    data = {"image/png": base64.b64encode(png).decode("ascii"), "text/plain": f"Chart {name} ({digest[:16]}): {alt}"}
    display(data, metadata={"image/png": {"alt": alt, "figure": name}}, raw=True)


def show_text(text: str) -> None:
    """Show a sentence in place of a picture.

    Parameters
    ----------
    text : str
        Plain text.
    """
    display({"text/markdown": escape_for_notebook(text), "text/plain": text}, raw=True)


def show_caption(caption: str, description: str) -> None:
    """Show the caption beneath a picture, with its description in a fold.

    Parameters
    ----------
    caption : str
        Plain text.
    description : str
        What the picture shows, for those who cannot see it.
    """
    fold = f"<details><summary>Description of the chart</summary>{escape_html_in_markdown(description)}</details>"
    markdown = f"*{escape_for_notebook(caption)}*\n\n{fold}"
    display({"text/markdown": markdown, "text/plain": caption}, metadata={CAPTION: True}, raw=True)


def show_files(folder: Path, names: Sequence[str]) -> None:
    """Show links to a figure's files.

    Parameters
    ----------
    folder : Path
        The folder that the files lie in.
    names : sequence of str
        Their names, that of the table last.
    """
    *drawings, table = (f"[{Path(name).suffix[1:].upper()}]({relative_address(folder / name)})" for name in names)
    markdown = f"This chart as {join_words(drawings)}; its numbers as {table}."
    display({"text/markdown": markdown, "text/plain": f"Files: {', '.join(names)}"}, metadata={FILES: True}, raw=True)


def show_written(folder: Path, names: Sequence[str]) -> None:
    """Show which files were written to which folder, with links to them.

    Parameters
    ----------
    folder : Path
        The folder that the files lie in, which is named in full.
    names : sequence of str
        Their names.
    """
    links = join_words(f"[{escape_for_notebook(name)}]({relative_address(folder / name)})" for name in names)
    markdown = f"Written to {escape_for_notebook(str(folder.resolve()))}: {links}."
    plain = f"Written to {folder.resolve()}: {join_words(names)}."
    display({"text/markdown": markdown, "text/plain": plain}, metadata={FILES: True}, raw=True)


def relative_address(file: Path) -> str:
    """Return the address of a file for a link of the notebook that runs in the current folder.

    Parameters
    ----------
    file : Path
        The file.

    Returns
    -------
    str
        The relative path with `/` between the folders, its other signs escaped as an address demands.
    """
    try:
        path = os.path.relpath(file)
    except ValueError:  # on another drive
        path = str(file)
    return quote(Path(path).as_posix())
