"""The guides of the repository as pages: those of docs/, and sections of its README."""

import re
import shutil
from pathlib import Path

from sectorbook.ledger.workspace import Workspace, find_workspace

GUIDES = ("add-a-report", "check-text", "expressions", "relations", "figures", "sweeps", "figure-checks")
"""Pages of docs/ that the site has as they are, except for their links."""
LINKS = {
    "docs/figures.md": "figures.md",
    "docs/sweeps.md": "sweeps.md",
    "docs/add-a-report.md": "add-a-report.md",
    "docs/check-text.md": "check-text.md",
    "docs/expressions.md": "expressions.md",
    "docs/relations.md": "relations.md",
    "docs/figure-checks.md": "figure-checks.md",
    "figures/README.md": "gallery/index.md",
    "CONTRIBUTING.md": "contributing.md",
}
"""Files of the repository, and the pages with the same content."""
RERUN = ("Rerun", "Export", "Ask", "Check a text", "Without make")
HOW = ("How a range is read", "The data", "Cite")
"""Sections of the README that make up a page."""


def has_guides(workspace: Workspace) -> bool:
    """Tell whether a workspace is the repository, whose site has the story, the notebooks and the guides.

    Parameters
    ----------
    workspace : Workspace
        Any workspace.

    Returns
    -------
    bool
    """
    return all((workspace.docs / f"{name}.md").is_file() for name in GUIDES)


def write_guides(folder: Path) -> None:
    """Write the guides of docs/, and the README's sections as pages.

    Parameters
    ----------
    folder : Path
        An existing folder of sources.
    """
    clone = find_workspace()
    for name in GUIDES:
        _write(folder / f"{name}.md", _linked(clone.docs / f"{name}.md", clone.docs))
    shutil.copy(clone.docs / "sweep.png", folder)
    readme = _linked(clone.root / "README.md", clone.root)
    set_up = "Begin with a copy of the repository and `make figures`. It needs Python 3.11 or newer, make and git.\n"
    rerun = _sections(readme, RERUN).removeprefix(f"## {RERUN[0]}\n")
    _write(folder / "rerun.md", f"# Rerun the notebooks\n\n{set_up}\n{rerun}")
    _write(folder / "how-it-works.md", f"# How it works\n\n{_sections(readme, HOW)}")
    _write(folder / "contributing.md", _linked(clone.root / "CONTRIBUTING.md", clone.root))


def _sections(text: str, names: tuple[str, ...]) -> str:
    """Join some sections of the second level of a Markdown text."""
    parts = {part.partition("\n")[0]: part for part in re.split(r"^## ", text, flags=re.M)[1:]}
    return "\n".join(f"## {parts[name]}" for name in names)


def _linked(file: Path, home: Path) -> str:
    """Read a Markdown file, with its links directed to the site's pages; plain words where there is none."""

    def link(match: re.Match[str]) -> str:
        """Direct one link."""
        words, target = match.groups()
        path, _, anchor = target.partition("#")
        if "://" in target or not path:
            return match[0]
        name = (home / path).resolve().relative_to(find_workspace().root).as_posix()
        if name.startswith("notebooks/"):
            return f"[{words}](read/{Path(name).name})"
        if name in LINKS:
            return f"[{words}]({LINKS[name]}{'#' + anchor if anchor else ''})"
        return f"{words} (`{name}`)" if words.strip("`") != name else f"`{name}`"

    return re.sub(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)", link, file.read_text(encoding="utf-8"))


def _write(file: Path, text: str) -> None:
    """Write a source."""
    file.write_text(text, encoding="utf-8")
