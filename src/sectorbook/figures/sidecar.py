"""Cards: the JSON files beside figures, with what each figure is, where it is from, and the digests of its files."""

import hashlib
from pathlib import Path
from typing import Any

from sectorbook.errors import InputError
from sectorbook.figures.profiles import DEFAULT
from sectorbook.folders import own_files
from sectorbook.inputs import is_file, read_json
from sectorbook.ledger.workspace import find_workspace

Sidecar = dict[str, Any]
Exported = tuple[list[Path], list[str], list[str]]
"""The files of charts, what their checks complain of, and sentences on what was left out."""
KEYS = {"figure", "name", "profile", "complaints", "files_sha256"}
"""Keys by which a JSON file is recognised as a card."""


INPUTS = ["figure", *(f"{part}_sha256" for part in ("report", "context", "others", "data", "notebook"))]
"""Keys of the figure, and of the digests that are the same in every profile."""
LETTERS = ("glyphs: ", "fonts: ")
"""How complaints begin of letters that no font has, and of fonts that are not the package's."""
CONTENT = "content_sha256"
"""Key of the digest of what a figure shows; that one is the same in every profile that it is drawn in."""


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
    unaltered = all(is_file(file) and file_digest(file) == digest for file, digest in files)
    return bool(files) == draws and unaltered and all(_are_alike(of_profile, cards[0]) for of_profile in cards)


def file_digest(file: Path) -> str:
    """SHA-256 of a file, as hexadecimal digits."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def files_of(card: Sidecar) -> list[str]:
    """Names of a figure's files, its card the last."""
    return [*card["files_sha256"], f"{card['name']}.json"]


def refusal(card: Sidecar) -> str:
    """Why a figure was left out of a profile.

    Parameters
    ----------
    card : dict
        Its card there.

    Returns
    -------
    str
        A sentence; empty where the figure was drawn.
    """
    if "left_out" not in card:
        return ""
    return f"The chart {card['figure']} is not made for the profile {card['profile']}: {card['left_out']}."


def lacks_letters(complaint: str) -> bool:
    """Tell whether a complaint on a card is of a letter that no font has, or of a font that is not ours."""
    return complaint.startswith(LETTERS)


def _are_alike(cards: list[Sidecar], others: list[Sidecar]) -> bool:
    """Whether cards of two profiles are of the same figures, and those that are drawn show the same."""
    drawn = [card for card in cards if not refusal(card)]
    return _values(cards, INPUTS) == _values(others, INPUTS) and _values(drawn, [*INPUTS, CONTENT]) <= _values(
        others, [*INPUTS, CONTENT]
    )


def _values(cards: list[Sidecar], keys: list[str]) -> set[tuple[str, ...]]:
    """Return what cards have under some keys."""
    return {tuple(str(card.get(key)) for key in keys) for card in cards}


def _read(file: Path) -> Sidecar | None:
    """Read a card; None for a file that is none."""
    try:
        card = read_json(file)
    except (InputError, OSError):
        return None
    is_card = isinstance(card, dict) and set(card) >= KEYS and card["name"] == file.stem
    return card if is_card else None
