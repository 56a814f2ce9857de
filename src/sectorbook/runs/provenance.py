"""Describe a figure's file: its origin, whether it is up to date with the data, and how to make it again."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sectorbook.errors import FigureError, SectorbookError
from sectorbook.figures.checks.files import check_file
from sectorbook.figures.citing import chart_citation
from sectorbook.figures.profiles import load_profile
from sectorbook.figures.sidecar import file_digest, refusal, sidecar_of
from sectorbook.inputs import is_file
from sectorbook.ledger.context import load_context
from sectorbook.ledger.report import load_report


def describe_figure(file: Path) -> list[str]:
    """Describe a figure's file.

    Parameters
    ----------
    file : Path
        One of the files of a figure.

    Returns
    -------
    list of str
        Lines: title, origin, what has changed since, complaints, and the command that makes it again.

    Raises
    ------
    FigureError
        Where there is no such file, or no card beside it.
    """
    card = _card(file)
    origin = f"the table {card['table']}" if "table" in card else "no notebook: it was published from Python"
    if "notebook" in card:
        settings = ", ".join(_settings(card))
        origin = card["notebook"] + (f" with {settings}" if settings else " as it stands")
    changes = "; ".join(card.get("changes", []))
    unchanged = "still what the data give: its files and all that it was drawn from are as they were"
    changed = [f"changed since: {difference}" for difference in differences(file)]
    complaints = [f"complaint: {complaint}" for complaint in card["complaints"]]
    refused = [f"left out: {refusal(card)}"] if refusal(card) else []
    return [
        f"{file}: the figure {card['figure']} in the profile {card['profile']}",
        f"title: {card['title']}",
        f"from: {origin}"
        + (f"; report {card['report']}" if "report" in card else "")
        + (f" ({changes})" if changes else ""),
        f"{card['source']} Licence: {card['licence']}",
        *(changed or [unchanged]),
        *complaints,
        *refused,
        f"to make it again: {export_command(card)}",
        f"to cite it: {chart_citation(card)}",
    ]


def differences(file: Path) -> Iterator[str]:
    """List what has changed since a figure was drawn.

    Parameters
    ----------
    file : Path
        One of the files of a figure.

    Yields
    ------
    str
        A file of the figure, the data of a report, the context, or the notebook; or why they cannot be compared.

    Raises
    ------
    FigureError
        Where there is no such file, or no card beside it.
    """
    # Here, because files are checked also where the packages that run notebooks are not installed.
    from sectorbook.runs.notebooks import content_digest, find_notebook, read_notebook

    card = _card(file)
    for part, digest in card["files_sha256"].items():
        path = file.with_name(part)
        if not is_file(path):
            yield f"{part} is not there"
        elif file_digest(path) != digest:
            yield f"{part} was altered"
    if "table" in card:
        yield from _differences_of_table(card)
        return
    try:
        report = load_report(card.get("parameters", {}).get("report", card["report"]))
        if report.digest != card["report_sha256"]:
            yield f"the data of the report {card['report']}"
        if "context_sha256" in card and load_context().digest != card["context_sha256"]:
            yield "the data around the reports"
        for slug, digest in card.get("others_sha256", {}).items():
            if load_report(slug).digest != digest:
                yield f"the data of the report {slug}"
        name = card.get("notebook")
        if name and content_digest(read_notebook(find_notebook(name))) != card["notebook_sha256"]:
            yield f"the notebook {name}"
    except SectorbookError as error:
        yield str(error)


def _differences_of_table(card: dict[str, Any]) -> Iterator[str]:
    """Yield whether a table of the current folder differs from the one that was drawn."""
    table = Path(card["table"])
    if not is_file(table):
        yield f"the table {table} is not in the current folder, so nobody can tell whether it changed"
    elif file_digest(table) != card["table_sha256"]:
        yield f"the table {table}"


def file_complaints(file: Path, profile: str | None = None) -> list[str]:
    """Check a figure's file.

    Parameters
    ----------
    file : Path
        The file.
    profile : str, optional
        Profile whose sizes are required; by default that of the card. Without either, sizes are not checked.

    Returns
    -------
    list of str
        Complaints of the file itself and, where it has a card, of its drawing.
    """
    card, name = sidecar_of(file), profile or profile_of(file)
    of_drawing = [words for words in card["complaints"] if not words.startswith(f"{file.name}: ")] if card else []
    of_file = check_file(file, load_profile(name) if name else None, card["alt"] if card else None)
    return of_file + [f"{file.name}, as it was drawn: {words}" for words in of_drawing]


def profile_of(file: Path) -> str | None:
    """Return the profile that the card beside a figure's file names.

    Parameters
    ----------
    file : Path
        A figure's file.

    Returns
    -------
    str or None
        Name or style file of the profile; None where there is no card.
    """
    card = sidecar_of(file)
    return str(card.get("profile_file", card["profile"])) if card else None


def export_command(card: dict[str, Any]) -> str:
    """Return the command that makes a figure again.

    Parameters
    ----------
    card : dict
        The figure's card.

    Returns
    -------
    str
        The command for a shell, with FOLDER in place of a folder.
    """
    if "table" in card:
        return str(card["command"])
    if "notebook" not in card:
        return "run the code that published it"
    words = ["sectorbook", "export", card["figure"], "--profile", card.get("profile_file", card["profile"])]
    words += [word for setting in _settings(card) for word in ("--set", setting)]
    return shlex.join([*words, "--to", "FOLDER"])


def _card(file: Path) -> dict[str, Any]:
    """Read the card beside a file; raise `FigureError` where one of the two is missing."""
    if not is_file(file):
        raise FigureError(f"There is no file {file}. Give a figure's file, such as figures/feasible_region.pdf.")
    card = sidecar_of(file)
    if card is None:
        raise FigureError(
            f"No card lies beside {file} ({file.stem}.json is missing), so nothing says where it is from."
        )
    return card


def _settings(card: dict[str, Any]) -> list[str]:
    """Write the parameters that differ from the notebook's defaults as values of --set."""
    from sectorbook.runs.notebooks import declared_parameters, find_notebook, read_notebook
    from sectorbook.runs.parameters import format_settings

    try:
        path = find_notebook(card["notebook"])
        known = declared_parameters(read_notebook(path), path.name)
    except SectorbookError:
        known = {}
    return format_settings(
        {name: value for name, value in card["parameters"].items() if name not in known or known[name].default != value}
    )
