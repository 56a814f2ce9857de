"""Cards: the JSON files beside figures, with what each figure is, where it is from, and the digests of its files."""

import hashlib
import json
from pathlib import Path
from typing import Any

from sectorbook.figures.profiles import DEFAULT
from sectorbook.folders import own_files
from sectorbook.ledger.workspace import find_workspace

Sidecar = dict[str, Any]
KEYS = {"figure", "name", "profile", "complaints", "files_sha256"}
"""Keys by which a JSON file is recognised as a card."""


INPUTS = [f"{part}_sha256" for part in ("report", "context", "others", "data", "content", "notebook")]
"""Keys of the digests that are the same in every profile."""


def load_sidecars(folder: Path | None = None, profile: str | None = DEFAULT) -> list[Sidecar]:
    """Load the cards of the figures in a folder, ordered by notebook and name.

    Parameters
    ----------
    folder : Path, optional
        The folder; by default that of the figures of the workspace in use.
    profile : str or None
        Name of the profile; None loads the cards of all profiles.

    Returns
    -------
    list of dict
    """
    folder = folder or find_workspace().figures
    cards = [card for file in own_files(folder, "*.json") if (card := _read(file))]
    of_profile = [card for card in cards if profile is None or card["profile"] == profile]
    return sorted(of_profile, key=lambda card: (card.get("notebook", ""), card["name"]))


def sidecar_of(file: Path) -> Sidecar | None:
    """Load the card of a figure's file.

    Parameters
    ----------
    file : Path
        A file of the figure, or its card.

    Returns
    -------
    dict or None
        None where there is no card.
    """
    return _read(file.with_suffix(".json"))


def is_intact(
    notebook: str, profiles: tuple[str, ...] = (DEFAULT,), folder: Path | None = None, draws: bool = True
) -> bool:
    """Whether a notebook's figures exist in each profile, show the same data, and every file is as it was written.

    Parameters
    ----------
    notebook : str
        Name of the notebook's file.
    profiles : tuple of str
        Names of the profiles besides the default one.
    folder : Path, optional
        The folder; by default that of the figures of the workspace in use.
    draws : bool, default True
        Whether the notebook publishes figures at all.

    Returns
    -------
    bool
    """
    folder = folder or find_workspace().figures
    cards = [
        [card for card in load_sidecars(folder, name) if card.get("notebook") == notebook]
        for name in (DEFAULT, *profiles)
    ]
    digests = [card["files_sha256"].items() for of_profile in cards for card in of_profile]
    files = [(folder / name, digest) for of_card in digests for name, digest in of_card]
    unaltered = all(file.is_file() and file_digest(file) == digest for file, digest in files)
    return bool(files) == draws and unaltered and all(_inputs(of_profile) == _inputs(cards[0]) for of_profile in cards)


def file_digest(file: Path) -> str:
    """SHA-256 of a file, as hexadecimal digits."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _inputs(cards: list[Sidecar]) -> set[tuple[str, ...]]:
    """Return what figures were drawn from and show, whatever the profile."""
    return {tuple(str(card.get(key)) for key in ("figure", *INPUTS)) for card in cards}


def _read(file: Path) -> Sidecar | None:
    """Read a card; None for a file that is none."""
    try:
        card = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        return None
    is_card = isinstance(card, dict) and set(card) >= KEYS and card["name"] == file.stem
    return card if is_card else None
