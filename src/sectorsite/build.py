"""Build the site: `python -m sectorsite.build FOLDER` writes FOLDER/html."""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.cmd.build import build_main

from sectorbook.ledger.workspace import find_workspace
from sectorsite.write_pages import stage

__all__ = ["build"]


def build(home: Path) -> int:
    """Write the sources and build all pages anew; gives Sphinx's exit code, in which a warning is an error."""
    stage(home)
    extra = f"html_extra_path={(home / 'files').resolve()}"
    folders = [str(home / name) for name in ("pages", "html")]
    options = [
        "-q",
        "-W",
        "--keep-going",
        "-E",
        "-c",
        str(find_workspace().docs),
        "-d",
        str(home / "doctrees"),
        "-D",
        extra,
    ]
    return build_main([*options, "-b", "html", *folders])


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1])))
