"""Write pages about the figures from their cards: the gallery, and the results of the checks in every profile."""

from pathlib import Path
from typing import Any

from sectorbook.figures.citing import chart_citation
from sectorbook.figures.profiles import load_profile, profile_names
from sectorbook.figures.sidecar import CONTENT, load_sidecars, refusal
from sectorbook.formats.markdown import escape_for_notebook, escape_markdown, link
from sectorbook.ledger.workspace import find_workspace
from sectorbook.staging import write_file

HEAD = """# Figures

These are the charts that the notebooks draw when they run as they stand, as PDF and SVG for print, PNG for the screen,
and with their numbers as CSV. They are CC BY 4.0; beneath each stands how to cite it.
[docs/figures.md](../docs/figures.md) tells how to lay one out for a journal's column, a web page or a slide.
"""
FOOT = """---

The JSON card of a chart has its caption, alt text, source and parameters, and the SHA-256 of its files. This page is
written by `make figures`.
"""
CHECKS_HEAD = """# What the checks found

Every chart is drawn anew in every profile and checked as it is drawn, and each of its files is checked as written.
This page is written by `make figures PROFILES=all`.
"""


def write_gallery(folder: Path | None = None) -> None:
    """Write the gallery's page.

    Parameters
    ----------
    folder : Path, optional
        The folder of the figures; by default that of the workspace in use.
    """
    folder = folder or find_workspace().figures
    text = "\n".join([HEAD, *map(_entry, load_sidecars(folder)), FOOT])
    write_file(folder / "README.md", text)


def write_checks(folder: Path, docs: Path) -> None:
    """Write the page of checks.

    Parameters
    ----------
    folder : Path
        The folder of the figures, in all profiles.
    docs : Path
        The folder that the page is written to.
    """
    docs.mkdir(exist_ok=True)
    parts = [CHECKS_HEAD, _results(folder), "## The checks\n", _checks(), "## The profiles\n", _profiles()]
    write_file(docs / "figure-checks.md", "\n".join(parts))


def _entry(card: dict[str, Any]) -> str:
    """Write a figure's part of the gallery."""
    name = card["name"]
    title, caption = (escape_for_notebook(card[part]) for part in ("title", "caption"))
    alt = escape_markdown(card["alt"])
    notebook = card.get("notebook")
    origin = f" · from [{notebook}](../notebooks/{notebook})" if notebook else ""
    links = " · ".join(f"[{Path(file).suffix[1:].upper()}]({file})" for file in (*card["files_sha256"], f"{name}.json"))
    cite = escape_for_notebook(chart_citation(card))
    return f"## {title}\n\n![{alt}]({name}.png)\n\n{caption}\n\n{links}{origin}\n\nTo cite it: {cite}\n"


def _results(folder: Path) -> str:
    """Write a table of figures by profiles, then every complaint in full."""
    figures: dict[str, dict[str, dict[str, Any]]] = {}
    cards = load_sidecars(folder, None)
    for card in cards:
        figures.setdefault(card["figure"], {})[card["profile"]] = card
    names = profile_names()
    rows = [[figure, *(_verdict(of_profile.get(name)) for name in names)] for figure, of_profile in figures.items()]
    complaints = [f"{card['name']}: {words}" for card in cards for words in card["complaints"]]
    contents = {
        figure: {card[CONTENT] for card in of_profile.values() if not refusal(card)}
        for figure, of_profile in figures.items()
    }
    unlike = [figure for figure, digests in contents.items() if len(digests) > 1]
    same = "Each chart has the same content in all profiles."
    if unlike:
        same = f"These do not have the same content in all profiles: {', '.join(unlike)}."
    listed = "\n".join(f"- {escape_markdown(complaint)}" for complaint in complaints) or "There are no complaints."
    left_out = "".join(f"- {escape_markdown(refusal(card))}\n" for card in cards if refusal(card))
    return f"{_table(['chart', *names], rows)}\n{left_out}\n{same}\n\n{listed}\n".replace("\n\n\n", "\n\n")


def _verdict(card: dict[str, Any] | None) -> str:
    """Summarise the result of one figure in one profile."""
    if card is None:
        return "not made"
    if refusal(card):
        return "left out"
    return f"{len(card['complaints'])} complaints" if card["complaints"] else "passed"


def _checks() -> str:
    """Write a table of the checks of drawings, and what is checked of files."""
    # here, as it imports matplotlib, and most builds change no figure
    from sectorbook.figures.checks.drawing import CHECKS

    rows = [[name, (check.__doc__ or "").splitlines()[0]] for name, check in CHECKS.items()]
    return f"{_table(['check of a drawing', 'what it asks'], rows)}\n{FILES}"


FILES = """Each file is checked as written for its width, height and pixels. A PDF is checked for the sizes of type,
for embedded fonts, none of them of Type 3, for frames in place of letters, for tags, language, alt text, title,
description, source and licence; an SVG for one title and description, linked from the image, for matplotlib's frames
in place of letters, and for repeated ids; PNG and TIFF for resolution, title, description, source and licence, and
TIFF also for LZW and the lack of an alpha channel.
"""


def _profiles() -> str:
    """Write a table of the profiles."""
    rows = []
    for profile in map(load_profile, profile_names()):
        rule = f"{link(profile.rule, profile.url)}, {profile.read_on}" if profile.url else profile.rule
        size = f"{profile.width:g} mm, at most {profile.max_height:g} mm high"
        kind = f"{profile.type_min:g} to {profile.type_max:g} points"
        files = f"{', '.join(profile.formats).upper()}; {profile.dpi} dpi"
        rows.append([profile.name, size, kind, files, "inside" if profile.title_inside else "on the card", rule])
    return _table(["profile", "size", "type", "files", "title and source", "whose rule"], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    """Write a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
