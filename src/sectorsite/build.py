"""Write the site's sources, from which Sphinx builds the pages."""

from __future__ import annotations

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
from sectorsite.galleries import figure_page, gallery_page
from sectorsite.ledgers import context_page, ledger_page, settle_page
from sectorsite.marking import Marker
from sectorsite.markup import raw
from sectorsite.origins import Origins
from sectorsite.reading import notebook_page, reports, shared_context
from sectorsite.start_page import question_section, start_page
from sectorsite.what_if import what_if_page

GUIDES = ("add-a-report", "figures", "sweeps", "figure-checks")
"""Pages of docs/ that stand on the site as they are, but for their links."""
LINKS = {
    "docs/figures.md": "figures.md",
    "docs/sweeps.md": "sweeps.md",
    "docs/add-a-report.md": "add-a-report.md",
    "docs/figure-checks.md": "figure-checks.md",
    "figures/README.md": "gallery/index.md",
    "CONTRIBUTING.md": "contributing.md",
}
"""Files of the repository, and the pages that say the same."""
RERUN = ("Rerun", "Export", "Ask", "Without make")
HOW = ("How a range is read", "The data", "Cite")
"""Sections of the README that make up a page."""
READ = """# Seven questions

Each page has its answer at the top, how it is found below, and the code one click away.
"""
REFERENCE = """# Reference

What `import sectorbook as sb` gives, in a notebook or anywhere else.

```{{eval-rst}}
{entries}
```
"""


def write_pages(home: Path) -> None:
    """Write all sources into an empty folder: `pages` for Sphinx, and `files` that stand on the site as they are."""
    shutil.rmtree(home, ignore_errors=True)
    folder = home / "pages"
    for name in ("read", "ledger", "gallery"):
        (folder / name).mkdir(parents=True)
    write_notebooks(folder / "read")
    write_gallery(folder / "gallery")
    for slug, report in reports().items():
        (folder / f"ledger/{slug}.md").write_text(ledger_page(slug, report), encoding="utf-8")
    (folder / "ledger/context.md").write_text(context_page(shared_context()), encoding="utf-8")
    (folder / "ledger/index.md").write_text(_ledgers(list(reports())), encoding="utf-8")
    (folder / "settle.md").write_text(settle_page(reports()), encoding="utf-8")
    (folder / "what-if.md").write_text(what_if_page(list(reports().values())), encoding="utf-8")
    (folder / "reference.md").write_text(_reference(), encoding="utf-8")
    write_guides(folder)
    (folder / "index.md").write_text(start_page(), encoding="utf-8")
    copy_figures(home / "files" / "figures")


def write_notebooks(folder: Path) -> None:
    """The notebooks, ready for pages."""
    names = [path.stem for path in all_notebooks()]
    for path in all_notebooks():
        nbformat.write(notebook_page(path), folder / path.name)
    marker = Marker(Origins(), "../")
    answers = (question_section(path.name, marker, "../", "", 2) for path in all_notebooks())
    tree = "```{toctree}\n:hidden:\n" + "\n".join(names) + "\n```\n"
    (folder / "index.md").write_text("\n\n".join([READ, *answers, raw(marker.notes()), tree]), encoding="utf-8")


def write_gallery(folder: Path) -> None:
    """The gallery and its figures' pages."""
    shown = sorted(load_sidecars(), key=lambda card: str(card["notebook"]))
    (folder / "index.md").write_text(gallery_page(shown), encoding="utf-8")
    for card in shown:
        (folder / f"{card['figure']}.md").write_text(figure_page(card), encoding="utf-8")


def copy_figures(folder: Path) -> None:
    """The files of all figures."""
    folder.mkdir(parents=True)
    for card in load_sidecars():
        for name in (*card["files_sha256"], f"{card['name']}.json"):
            shutil.copy(find_workspace().figures / name, folder)


def write_guides(folder: Path) -> None:
    """The guides of docs/, and the README's sections as pages."""
    clone = find_workspace()
    for name in GUIDES:
        (folder / f"{name}.md").write_text(_linked(clone.docs / f"{name}.md", clone.docs), encoding="utf-8")
    shutil.copy(clone.docs / "sweep.png", folder)
    readme = _linked(clone.root / "README.md", clone.root)
    set_up = "From a copy of the repository: `make figures`, on a machine with Python 3.11 or newer, make and git.\n"
    (folder / "rerun.md").write_text(f"# Rerun\n\n{set_up}\n{_sections(readme, RERUN)}", encoding="utf-8")
    (folder / "how-it-works.md").write_text(f"# How it works\n\n{_sections(readme, HOW)}", encoding="utf-8")
    (folder / "contributing.md").write_text(_linked(clone.root / "CONTRIBUTING.md", clone.root), encoding="utf-8")


def _sections(text: str, names: tuple[str, ...]) -> str:
    parts = {part.partition("\n")[0]: part for part in re.split(r"^## ", text, flags=re.M)[1:]}
    return "\n".join(f"## {parts[name]}" for name in names)


def _linked(file: Path, home: Path) -> str:
    """A Markdown file with links to pages where there are such, and plain words where there is none."""

    def link(found: re.Match[str]) -> str:
        words, target = found[1], found[2]
        path, _, anchor = target.partition("#")
        if "://" in target or not path:
            return found[0]
        name = (home / path).resolve().relative_to(find_workspace().root).as_posix()
        if name.startswith("notebooks/"):
            return f"[{words}](read/{Path(name).name})"
        if name in LINKS:
            return f"[{words}]({LINKS[name]}{'#' + anchor if anchor else ''})"
        return f"{words} (`{name}`)" if words.strip("`") != name else f"`{name}`"

    return re.sub(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)", link, file.read_text(encoding="utf-8"))


def _ledgers(slugs: list[str]) -> str:
    head = "# The ledger\n\nWhat each report prints, row by row, with source and paragraph; and what is around them.\n"
    return f"{head}\n```{{toctree}}\n:maxdepth: 1\n" + "\n".join([*slugs, "context"]) + "\n```\n"


def _reference() -> str:
    """Every public name, by its docstring."""
    entries = []
    for name in sb.__all__:
        found = getattr(sb, name)
        kind = "class" if isinstance(found, type) else "module" if not callable(found) else "function"
        address = found.__name__ if kind == "module" else f"{found.__module__}.{found.__qualname__}"
        entries.append(f".. auto{kind}:: {address}\n" + ("   :members:\n" if kind != "function" else ""))
    return REFERENCE.format(entries="\n".join(entries))


def build(home: Path) -> int:
    """Write the sources and build all pages anew; gives Sphinx's exit code, in which a warning is an error."""
    write_pages(home)
    extra = f"html_extra_path={(home / 'files').resolve()}"
    folders = [str(home / name) for name in ("pages", "html")]
    settings = ["-c", str(find_workspace().docs), "-d", str(home / "doctrees"), "-D", extra]
    options = ["-q", "-W", "--keep-going", "-E", *settings]
    return build_main([*options, "-b", "html", *folders])


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1])))
