"""The gallery of the default run's figures, `figures/README.md`, from the card that lies beside each."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sectorbook.places import FIGURES

__all__ = ["cards", "intact", "write_gallery"]

HEAD = """# Figures

What the notebooks draw when they run as they stand. Each figure comes as PDF and SVG for print, PNG for the screen, the
plotted numbers as CSV, and a JSON card with caption, alt text, source, parameters and the files' SHA-256. The drawings
are CC BY 4.0; the figures they show are cited from their sources.

This page is written by `make figures`.
"""


def cards(folder: Path = FIGURES) -> list[dict[str, Any]]:
    """The card of every figure, by notebook and name; other files of a user's folder are left alone."""
    found = [card for file in folder.glob("*.json") if (card := _card(file))]
    return sorted(found, key=lambda card: (card.get("notebook", ""), card["name"]))


def intact(notebook: str, folder: Path = FIGURES) -> bool:
    """Whether a notebook has figures and every file of theirs is as it was written."""
    own = [card for card in cards(folder) if card.get("notebook") == notebook]
    files = [(folder / name, digest) for card in own for name, digest in card["files_sha256"].items()]
    return bool(files) and all(
        file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == digest for file, digest in files
    )


def write_gallery(folder: Path = FIGURES) -> None:
    """Write the gallery's page anew."""
    text = "\n".join([HEAD, *map(_entry, cards(folder))])
    (folder / "README.md").write_text(text, encoding="utf-8")


def _card(file: Path) -> dict[str, Any] | None:
    try:
        card = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return None
    is_card = isinstance(card, dict) and card.get("name") == file.stem and isinstance(card.get("files_sha256"), dict)
    return card if is_card else None


def _entry(card: dict[str, Any]) -> str:
    name = card["name"]
    alt = card["alt"].replace("[", "\\[").replace("]", "\\]")
    links = " · ".join(f"[{Path(file).suffix[1:].upper()}]({file})" for file in (*card["files_sha256"], f"{name}.json"))
    return (
        f"## {card['title']}\n\n![{alt}]({name}.png)\n\n{card['caption']} {card['source']}\n\n"
        f"{links} · from [{card['notebook']}](../notebooks/{card['notebook']})\n"
    )
