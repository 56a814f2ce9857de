"""The gallery, and a page for each figure: files, numbers, how to cite it, what it rests on."""

from __future__ import annotations

import csv
from html import escape
from pathlib import Path
from typing import Any

import yaml

from sectorbook.figures.profiles import load_profile, profile_names
from sectorbook.ledger.workspace import find_workspace
from sectorbook.runs.notebooks import find_notebook, read_notebook
from sectorbook.runs.parameters import declared_parameters, format_settings
from sectorsite.markup import enlarged, image, raw, table
from sectorsite.reading import question_of

HEAD = """# Gallery

What the notebooks draw when they run as they stand. Each figure has a page of its own, with files for print and screen,
the plotted numbers, and how to cite it. The drawings are CC BY 4.0; the figures they show are cited from their sources.
"""
SHOWN = 60
"""Rows of a figure's numbers that stand on its page; the CSV has all."""


def gallery_page(cards: list[dict[str, Any]]) -> str:
    """All figures with thumbnails, by notebook."""
    parts = [HEAD]
    for notebook in dict.fromkeys(card["notebook"] for card in cards):
        own = [card for card in cards if card["notebook"] == notebook]
        parts += [f"## {question(notebook)}", raw(f'<ul class="thumbnails">{"".join(map(_thumbnail, own))}</ul>')]
    return "\n\n".join([*parts, _tree(card["figure"] for card in cards)])


def figure_page(card: dict[str, Any]) -> str:
    """One figure: large, with everything that belongs to it."""
    stem = Path(card["notebook"]).stem
    settings = ", ".join(f"`{one}`" for one in _settings(card)) or "as it stands"
    return "\n\n".join(
        [
            f"# {card['title']}",
            f"{card['subtitle']}" if card.get("subtitle") else "",
            raw(enlarged(card, "../")),
            "## Files",
            raw(_files(card)),
            "For a journal's column, a web page or a slide it is laid out anew, at the size and with the type that the "
            f"target asks for: `sectorbook export {card['figure']} --profile nature-1 --to out`.",
            raw(_targets()),
            "## Cite this figure",
            _citations(card),
            "## Where it is from",
            f"Notebook [{question(card['notebook'])}](../read/{stem}), {settings}. {card['source']}",
            f"The same again: `sectorbook run {stem[:2]} --to out`. What it rests on, by SHA-256: report "
            f"`{card['report_sha256'][:16]}`, plotted numbers `{card['data_sha256'][:16]}`.",
            "## In words",
            card["alt"].replace("$", "\\$"),
            "## Numbers",
            raw(_numbers(card)),
        ]
    )


def question(notebook: str) -> str:
    """The question of a notebook, by its name."""
    return question_of(find_notebook(notebook))


def _settings(card: dict[str, Any]) -> list[str]:
    path = find_notebook(card["notebook"])
    known = declared_parameters(read_notebook(path), path.name)
    changed = {name: value for name, value in card["parameters"].items() if value != known[name].default}
    return format_settings(changed)


def _thumbnail(card: dict[str, Any]) -> str:
    return f'<li><a href="{card["figure"]}.html">{image(card, "../")}<span>{escape(card["title"])}</span></a></li>'


USES = {
    ".pdf": "for print, with fonts and tags",
    ".svg": "for print and the web, to be edited",
    ".png": "for the screen",
    ".csv": "the plotted numbers",
    ".json": "caption, alt text, source, parameters, SHA-256 of each file",
}


def _files(card: dict[str, Any]) -> str:
    names = [*card["files_sha256"], f"{card['name']}.json"]
    items = (
        f'<li><a href="../figures/{name}" download>{Path(name).suffix[1:].upper()}</a> '
        f"{USES[Path(name).suffix]}, {_size(find_workspace().figures / name)}</li>"
        for name in names
    )
    return f'<ul class="files">{"".join(items)}</ul>'


def _size(file: Path) -> str:
    size = file.stat().st_size
    return f"{size:,} bytes" if size < 1000 else f"{size / 1000:,.0f} kB"


def _targets() -> str:
    profiles = [load_profile(name) for name in profile_names() if name != "report"]
    rows = [
        (profile.name, [f"{profile.width:g} mm", ", ".join(profile.formats).upper(), escape(profile.rule)])
        for profile in profiles
    ]
    return table(("profile", "width", "files", "whose rule"), rows, "Other profiles")


def _citations(card: dict[str, Any]) -> str:
    about = yaml.safe_load((find_workspace().root / "CITATION.cff").read_text(encoding="utf-8"))
    authors = " and ".join(one.get("name") or f"{one['given-names']} {one['family-names']}" for one in about["authors"])
    version = about["version"]
    title = card["title"].replace("$", "\\$").replace("%", "\\%").replace("&", "\\&")
    text = (
        f"{authors}: “{card['title']}.” Figure {card['figure']} of {about['title']} {version}, CC BY 4.0. "
        f"{card['source']}"
    )
    bibtex = (
        f"@misc{{sectorbook_{card['figure']},\n  author = {{{{{authors}}}}},\n  title = {{{title}}},\n"
        f"  note = {{Figure {card['figure'].replace('_', chr(92) + '_')} of {about['title']} "
        f"{version}, CC BY 4.0}}\n}}"
    )
    return f"```text\n{text}\n```\n\n```bibtex\n{bibtex}\n```"


def _numbers(card: dict[str, Any]) -> str:
    with (find_workspace().figures / f"{card['name']}.csv").open(encoding="utf-8", newline="") as lines:
        head, *rows = csv.reader(lines)
    more = f"<p>The first {SHOWN} of {len(rows)} rows; all are in the CSV.</p>" if len(rows) > SHOWN else ""
    told = ((escape(first), [escape(cell) for cell in others]) for first, *others in rows[:SHOWN])
    return table(map(escape, head), told, "Plotted numbers") + more


def _tree(pages: Any) -> str:
    return "```{toctree}\n:hidden:\n" + "\n".join(pages) + "\n```\n"
