"""The phrases of an audit, from `phrases.toml`."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _phrases() -> dict[str, dict[str, str]]:
    """Read the phrases by section."""
    text = files("sectorbook.auditing").joinpath("phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def phrase(section: str, name: str) -> str:
    """Return a phrase, whose fields are still to be filled.

    Parameters
    ----------
    section : str
        Section of the audit.
    name : str
        Name of the phrase in the section.

    Returns
    -------
    str
    """
    return _phrases()[section][name]
