"""Pages about the figures, written from their cards: the gallery, and what the checks found in every profile."""

from pathlib import Path
from typing import Any

from sectorbook.figures.profiles import load_profile, profile_names
from sectorbook.figures.sidecar import load_sidecars
from sectorbook.ledger.workspace import find_workspace

HEAD = """# Figures

What the notebooks draw when they run as they stand. Each figure comes as PDF and SVG for print, PNG for the screen, the
plotted numbers as CSV, and a JSON card with caption, alt text, source, parameters and the files' SHA-256. The drawings
are CC BY 4.0; the figures they show are cited from their sources. For a journal's column, a web page or a slide:
[docs/figures.md](../docs/figures.md). To cite one: The sectorbook authors, its title, "figure" and its name, sectorbook
and its version, CC BY 4.0, and the source that stands beneath it.

This page is written by `make figures`.
"""
CHECKS_HEAD = """# What the checks found

Every figure in every profile is drawn anew, checked as it is drawn, and each of its files checked as written. This page
is written by `make figures PROFILES=all`.
"""


def write_gallery(folder: Path | None = None) -> None:
    """Write the gallery's page anew, in a folder of figures or in that of the workspace in use."""
    folder = folder or find_workspace().figures
    text = "\n".join([HEAD, *map(_entry, load_sidecars(folder))])
    (folder / "README.md").write_text(text, encoding="utf-8")


def write_checks(folder: Path, docs: Path) -> None:
    """Write the page of checks anew, from the figures of all profiles in a folder."""
    docs.mkdir(exist_ok=True)
    parts = [CHECKS_HEAD, _found(folder), "## The checks\n", _checks(), "## The profiles\n", _profiles()]
    (docs / "figure-checks.md").write_text("\n".join(parts), encoding="utf-8")


def _entry(card: dict[str, Any]) -> str:
    name = card["name"]
    alt = card["alt"].replace("[", "\\[").replace("]", "\\]")
    notebook = card.get("notebook")
    origin = f" · from [{notebook}](../notebooks/{notebook})" if notebook else ""
    links = " · ".join(f"[{Path(file).suffix[1:].upper()}]({file})" for file in (*card["files_sha256"], f"{name}.json"))
    return f"## {card['title']}\n\n![{alt}]({name}.png)\n\n{card['caption']} {card['source']}\n\n{links}{origin}\n"


def _found(folder: Path) -> str:
    """A table of figures by profiles, then every complaint in full."""
    made = {(card["figure"], card["profile"]): card for card in load_sidecars(folder, None)}
    names = profile_names()
    rows = [
        [figure, *(_verdict(made.get((figure, name))) for name in names)]
        for figure in dict.fromkeys(key[0] for key in made)
    ]
    complaints = [f"- {card['name']}: {words}" for card in made.values() for words in card["complaints"]]
    shown = {figure: {card["content_sha256"] for (of, _), card in made.items() if of == figure} for figure, *_ in rows}
    unlike = [figure for figure, contents in shown.items() if len(contents) > 1]
    same = (
        f"Not the same content in all profiles: {', '.join(unlike)}."
        if unlike
        else "Each has the same content in all profiles."
    )
    told = "\n".join(complaints) if complaints else "There are no complaints."
    return f"{_table(['figure', *names], rows)}\n{same}\n\n{told}\n"


def _verdict(card: dict[str, Any] | None) -> str:
    if card is None:
        return "not made"
    return f"{len(card['complaints'])} complaints" if card["complaints"] else "passed"


def _checks() -> str:
    from sectorbook.figures.checks.drawing import (
        CHECKS,  # here, as it brings all that draws, and most builds change no figure
    )

    rows = [[name, (check.__doc__ or "").splitlines()[0]] for name, check in CHECKS.items()]
    return f"{_table(['check of a drawing', 'what it asks'], rows)}\n{FILES}"


FILES = """Of each file as written: width, height and pixels; in a PDF the sizes of type, fonts embedded and none of
Type 3, tags, language, alt text, title, description, source and licence; in an SVG one title and description, linked
from the image, and no id twice; in PNG and TIFF the resolution, title, description, source and licence; in a TIFF no
alpha and LZW.
"""


def _profiles() -> str:
    rows = []
    for profile in map(load_profile, profile_names()):
        rule = f"[{profile.rule}]({profile.url}), {profile.read_on}" if profile.url else profile.rule
        size = f"{profile.width:g} mm, at most {profile.max_height:g} mm high"
        kind = f"{profile.type_min:g} to {profile.type_max:g} points"
        files = f"{', '.join(profile.formats).upper()}; {profile.dpi} dpi"
        rows.append([profile.name, size, kind, files, "inside" if profile.title_inside else "on the card", rule])
    return _table(["profile", "size", "type", "files", "title and source", "whose rule"], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
