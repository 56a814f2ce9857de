"""The cards that lie beside figures: what each figure is, where it is from, and whether its files are as written."""

import hashlib
import json
from pathlib import Path
from typing import Any

from sectorbook.figures.profiles import DEFAULT
from sectorbook.ledger.workspace import find_workspace

Sidecar = dict[str, Any]
KEYS = {"figure", "name", "profile", "complaints", "files_sha256"}
"""What a file must have to be taken for a card."""


def load_sidecars(folder: Path | None = None, profile: str | None = DEFAULT) -> list[Sidecar]:
    """The card of every figure of a profile (None: of all), by notebook and name; other files are left alone.

    They are those of a folder, or of the figures of the workspace in use.
    """
    folder = folder or find_workspace().figures
    found = [card for file in folder.glob("*.json") if (card := _read(file))]
    wanted = [card for card in found if profile is None or card["profile"] == profile]
    return sorted(wanted, key=lambda card: (card.get("notebook", ""), card["name"]))


def sidecar_of(file: Path) -> Sidecar | None:
    """The card beside a figure's file, or the file itself if it is one; None where there is none."""
    return _read(file.with_suffix(".json"))


def is_intact(notebook: str, profiles: tuple[str, ...] = (DEFAULT,), folder: Path | None = None) -> bool:
    """Whether a notebook's figures are there in each profile, of the same data, and every file as it was written."""
    folder = folder or find_workspace().figures
    made = {
        name: [card for card in load_sidecars(folder, name) if card.get("notebook") == notebook]
        for name in (DEFAULT, *profiles)
    }
    current = _drawn_from(made[DEFAULT])
    own = [card for of_profile in made.values() for card in of_profile]
    files = [(folder / name, digest) for card in own for name, digest in card["files_sha256"].items()]
    whole = all(file.is_file() and file_digest(file) == digest for file, digest in files)
    return bool(files) and whole and all(_drawn_from(of_profile) == current for of_profile in made.values())


def file_digest(file: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _drawn_from(own: list[Sidecar]) -> set[tuple[str, ...]]:
    """What figures were drawn from, without the profile."""
    keys = (
        "figure",
        "report_sha256",
        "context_sha256",
        "others_sha256",
        "data_sha256",
        "content_sha256",
        "notebook_sha256",
    )
    return {tuple(str(card.get(key)) for key in keys) for card in own}


def _read(file: Path) -> Sidecar | None:
    try:
        card = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        return None
    is_card = isinstance(card, dict) and set(card) >= KEYS and card["name"] == file.stem
    return card if is_card else None
