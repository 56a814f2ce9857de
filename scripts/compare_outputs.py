"""Compare the outputs of two checkouts: figures and CSV by byte, notebooks by output, the site's pages by text.

Usage: python scripts/compare_outputs.py BEFORE AFTER

Both folders are checkouts in which `make figures` and `make docs` have run. Prints every difference and exits with 1
if there is one. Cards (JSON) are left out of the figures, and the code and the reference out of the site: they name the
code and its digests, which a change of code changes.
"""

import difflib
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup

DRAWN = ("*.pdf", "*.svg", "*.png", "*.csv", "*.md")
CODE = ("reference.html", "contributing.html", "genindex.html", "search.html")


def figures(before: Path, after: Path) -> Iterator[str]:
    """Yield the figures and tables that one folder lacks, or whose bytes differ."""
    names = sorted({file.name for side in (before, after) for kind in DRAWN for file in (side / "figures").glob(kind)})
    for name in names:
        old, new = (side / "figures" / name for side in (before, after))
        if not (old.is_file() and new.is_file()):
            yield f"figures/{name}: only in {'BEFORE' if old.is_file() else 'AFTER'}"
        elif old.read_bytes() != new.read_bytes():
            yield f"figures/{name}: other bytes"


def notebooks(before: Path, after: Path) -> Iterator[str]:
    """Yield the code cells whose outputs differ, by notebook and number."""
    for old in sorted((before / "notebooks").glob("*.ipynb")):
        new = after / "notebooks" / old.name
        if not new.is_file():
            yield f"notebooks/{old.name}: only in BEFORE"
            continue
        sides = [
            [cell.outputs for cell in nbformat.read(file, 4).cells if cell.cell_type == "code"] for file in (old, new)
        ]
        if len(sides[0]) != len(sides[1]):
            yield f"notebooks/{old.name}: {len(sides[0])} code cells, now {len(sides[1])}"
        for number, (was, now) in enumerate(zip(*sides, strict=False), start=1):
            if was != now:
                yield f"notebooks/{old.name}, code cell {number}: other outputs"


def pages(before: Path, after: Path) -> Iterator[str]:
    """Yield the pages of the site whose text differs, with the first lines that do."""
    homes = [side / "build" / "site" / "html" for side in (before, after)]
    names = sorted({str(file.relative_to(home)) for home in homes for file in home.rglob("*.html")} - {*CODE})
    for name in names:
        files = [home / name for home in homes]
        if not all(file.is_file() for file in files):
            yield f"site/{name}: only in {'BEFORE' if files[0].is_file() else 'AFTER'}"
            continue
        lines = [_text(file) for file in files]
        changed = [
            line for line in difflib.unified_diff(*lines, lineterm="", n=0) if not line.startswith(("---", "+++", "@@"))
        ]
        if changed:
            yield "\n    ".join([f"site/{name}: {len(changed)} other lines", *changed[:6]])


def _text(file: Path) -> list[str]:
    """Return the lines of a page's text that are not empty, without code."""
    soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
    for code in soup.find_all(["script", "style", "pre"]):
        code.decompose()
    return [line for line in (line.strip() for line in soup.get_text("\n").splitlines()) if line]


def main() -> int:
    """Print the differences of the two folders that the command line names."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    before, after = map(Path, sys.argv[1:])
    differences = [*figures(before, after), *notebooks(before, after), *pages(before, after)]
    print("\n".join(differences) or "No difference.")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
