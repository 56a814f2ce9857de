"""What a figure's file is, where it is from, whether it is still what the data give, and how to make it again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sectorbook.errors import FigureError, SectorbookError
from sectorbook.figures.checks.files import check_file
from sectorbook.figures.profiles import load_profile
from sectorbook.figures.sidecar import file_digest, sidecar_of
from sectorbook.ledger.context import load_context
from sectorbook.ledger.report import load_report


def describe_figure(file: Path) -> list[str]:
    """A figure's file in lines to read: what, from where, whether still so, and the command that makes it again.

    Raises `FigureError` for a file that is not there, or that no card lies beside.
    """
    card = _card(file)
    if "notebook" not in card:
        made = "no notebook: it was published from Python"
    else:
        settings = _settings(card)
        made = card["notebook"] + (f" with {', '.join(settings)}" if settings else " as it stands")
    changed = list(differences(file))
    state = ["changed since: " + one for one in changed] or [
        "still what the data give: file, data, report and notebook are as they were"
    ]
    complaints = [f"complaint: {words}" for words in card["complaints"]]
    return [
        f"{file}: the figure {card['figure']} in the profile {card['profile']}",
        f"title: {card['title']}",
        f"from: {made}; report {card['report']}" + (f" ({'; '.join(card['changes'])})" if card["changes"] else ""),
        f"{card['source']} Licence: {card['licence']}",
        *state,
        *complaints,
        f"to make it again: {export_command(card)}",
    ]


def differences(file: Path) -> Iterator[str]:
    """What is not as it was when a figure was drawn: its files, the report's data, the notebook."""
    from sectorbook.runs.notebooks import (  # here, as files are checked also where no notebook can run
        content_digest,
        find_notebook,
        read_notebook,
    )

    card = _card(file)
    for name, digest in card["files_sha256"].items():
        path = file.with_name(name)
        if not path.is_file():
            yield f"{name} is not there"
        elif file_digest(path) != digest:
            yield f"{name} was altered"
    try:
        report = load_report(card.get("parameters", {}).get("report", card["report"]))
        if report.digest != card["report_sha256"]:
            yield f"the data of the report {card['report']}"
        if "context_sha256" in card and load_context().digest != card["context_sha256"]:
            yield "the data around the reports"
        for slug, digest in card.get("others_sha256", {}).items():
            if load_report(slug).digest != digest:
                yield f"the data of the report {slug}"
        if (
            "notebook" in card
            and content_digest(read_notebook(find_notebook(card["notebook"]))) != card["notebook_sha256"]
        ):
            yield f"the notebook {card['notebook']}"
    except SectorbookError as error:
        yield str(error)


def file_complaints(file: Path, profile: str | None = None) -> list[str]:
    """What the checks say of a figure's file: of the file itself and, where a card lies beside, of its drawing.

    Sizes are held against `profile`, or that of the card; without either they are not.
    """
    card, name = sidecar_of(file), profile or profile_of(file)
    of_drawing = [words for words in card["complaints"] if not words.startswith(f"{file.name}: ")] if card else []
    found = check_file(file, load_profile(name) if name else None, card["alt"] if card else None)
    return found + [f"{file.name}, as it was drawn: {words}" for words in of_drawing]


def profile_of(file: Path) -> str | None:
    """The profile that the card beside a file names; None where there is no card."""
    card = sidecar_of(file)
    return str(card.get("profile_file", card["profile"])) if card else None


def export_command(card: dict[str, Any]) -> str:
    """The command that makes a figure again."""
    if "notebook" not in card:
        return "run the code that published it"
    words = ["sectorbook", "export", card["figure"], "--profile", card.get("profile_file", card["profile"])]
    words += [word for setting in _settings(card) for word in ("--set", setting)]
    return shlex.join([*words, "--to", "FOLDER"])


def _card(file: Path) -> dict[str, Any]:
    if not file.is_file():
        raise FigureError(f"There is no file {file}. Give a figure's file, such as figures/feasible_region.pdf.")
    card = sidecar_of(file)
    if card is None:
        raise FigureError(
            f"No card lies beside {file} ({file.stem}.json is missing), so nothing says where it is from."
        )
    return card


def _settings(card: dict[str, Any]) -> list[str]:
    """The parameters that differ from the notebook's own, as words for --set."""
    from sectorbook.runs.notebooks import find_notebook, read_notebook
    from sectorbook.runs.parameters import declared_parameters, format_settings

    try:
        path = find_notebook(card["notebook"])
        known = declared_parameters(read_notebook(path), path.name)
    except SectorbookError:
        known = {}
    return format_settings(
        {name: value for name, value in card["parameters"].items() if name not in known or known[name].default != value}
    )
