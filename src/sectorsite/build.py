"""Write the site's sources, from which Sphinx builds the pages."""

import re
import shutil
import sys
from pathlib import Path

import nbformat
from sphinx.cmd.build import build_main

import sectorbook as sb
from sectorbook.figures.sidecar import load_sidecars
from sectorbook.ledger.workspace import find_workspace
from sectorbook.runs.notebooks import all_notebooks
from sectorsite.front.sharing import FOLDER, write_pictures
from sectorsite.galleries import figure_page, gallery_page
from sectorsite.ledgers import context_page, ledger_page, settle_page
from sectorsite.markup import raw, toctree
from sectorsite.notes import Notes
from sectorsite.reading import notebook_page, reports, shared_context
from sectorsite.start_page import question_section, start_pages, story_numbers
from sectorsite.what_if import what_if_page

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
READ = """# Seven questions

Each page has its answer at the top and, below it, how it is found. The code is one click away.
"""
LEDGERS = """# The ledger

These pages list what each report prints, row by row, with source and paragraph, and what is published around the
reports.

"""
REFERENCE = """# Reference

This is what `import sectorbook as sb` gives you, in a notebook or anywhere else.

```{{eval-rst}}
{entries}
```
"""


def write_pages(home: Path) -> None:
    """Write all sources into an empty folder: `pages` for Sphinx, and `files` that are copied to the site as they are.

    Parameters
    ----------
    home : Path
        The folder, which is emptied first.
    """
    shutil.rmtree(home, ignore_errors=True)
    folder = home / "pages"
    for name in ("read", "ledger", "gallery"):
        (folder / name).mkdir(parents=True)
    write_notebooks(folder / "read")
    write_gallery(folder / "gallery")
    pages = {f"ledger/{slug}": ledger_page(slug, report) for slug, report in reports().items()} | {
        "ledger/context": context_page(shared_context()),
        "ledger/index": LEDGERS + toctree([*reports(), "context"], ":maxdepth: 1"),
        "settle": settle_page(reports()),
        "what-if": what_if_page(list(reports().values())),
        "reference": _reference(),
    }
    pages |= start_pages()
    for name, text in pages.items():
        _write(folder / f"{name}.md", text)
    write_guides(folder)
    copy_figures(home / "files" / "figures")
    write_pictures(story_numbers(), home / "files" / FOLDER)


def _write(file: Path, text: str) -> None:
    """Write a source."""
    file.write_text(text, encoding="utf-8")


def write_notebooks(folder: Path) -> None:
    """Write the notebooks, ready for pages, and the page that lists them.

    Parameters
    ----------
    folder : Path
        An existing folder of sources.
    """
    for path in all_notebooks():
        nbformat.write(notebook_page(path), folder / path.name)
    notes = Notes("../")
    answers = [question_section(path.name, notes, "", 2) for path in all_notebooks()]
    names = toctree(path.stem for path in all_notebooks())
    _write(folder / "index.md", "\n\n".join([READ, *answers, raw(notes.html()), names]))


def write_gallery(folder: Path) -> None:
    """Write the gallery and its figures' pages.

    Parameters
    ----------
    folder : Path
        An existing folder of sources.
    """
    shown = sorted(load_sidecars(), key=lambda card: str(card["notebook"]))
    _write(folder / "index.md", gallery_page(shown))
    for card in shown:
        _write(folder / f"{card['figure']}.md", figure_page(card))


def copy_figures(folder: Path) -> None:
    """Copy the files of all figures.

    Parameters
    ----------
    folder : Path
        A folder that does not exist yet.
    """
    folder.mkdir(parents=True)
    for card in load_sidecars():
        for name in (*card["files_sha256"], f"{card['name']}.json"):
            shutil.copy(find_workspace().figures / name, folder)


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
    _write(folder / "rerun.md", f"# Rerun\n\n{set_up}\n{_sections(readme, RERUN)}")
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


def _reference() -> str:
    """Write a directive of autodoc for every public name."""
    entries = []
    for name in sb.__all__:
        value = getattr(sb, name)
        kind = "class" if isinstance(value, type) else "function" if callable(value) else "module"
        address = value.__name__ if kind == "module" else f"{value.__module__}.{value.__qualname__}"
        entries.append(f".. auto{kind}:: {address}\n" + ("   :members:\n" if kind != "function" else ""))
    return REFERENCE.format(entries="\n".join(entries))


def build(home: Path) -> int:
    """Write the sources and build all pages anew.

    Parameters
    ----------
    home : Path
        The folder, which is emptied first.

    Returns
    -------
    int
        Sphinx's exit code; a warning is an error.
    """
    write_pages(home)
    extra = f"html_extra_path={(home / 'files').resolve()}"
    folders = [str(home / name) for name in ("pages", "html")]
    settings = ["-c", str(Path(__file__).parent), "-d", str(home / "doctrees"), "-D", extra]
    options = ["-q", "-W", "--keep-going", "-E", *settings]
    return build_main([*options, "-b", "html", *folders])


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1])))
