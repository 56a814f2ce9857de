"""The languages of the start page, each of which is a file of texts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

FIRST = "en"


@dataclass(frozen=True)
class Language:
    """The start page's texts in one language, as its file has them.

    Attributes
    ----------
    code, direction, name : str
        Such as "ur", "rtl" and the language's own name for itself.
    page : str
        Name of the page.
    description : str
        What a shared link says of the page.
    remark : str
        What is to be said of the translation; may be empty.
    money : dict of str to str
        How one amount and a range of amounts are written; empty for the package's own writing.
    hero, ways, picture, more : dict
        Texts of the parts of the page.
    steps : list of dict
        The steps of the story.
    share : dict of str to str
        Texts of the picture for links; empty where the language has none of its own.
    """

    code: str
    direction: str
    name: str
    page: str
    description: str
    remark: str
    money: dict[str, str]
    hero: dict[str, str]
    ways: dict[str, Any]
    steps: list[dict[str, Any]]
    picture: dict[str, str]
    more: dict[str, str]
    share: dict[str, str] = field(default_factory=dict)


def load_languages() -> list[Language]:
    """The languages that there are texts in.

    Returns
    -------
    list of Language
        That of the rest of the site first.
    """
    texts = (file for file in files("sectorsite.front").iterdir() if file.name.endswith(".toml"))
    found = [Language(**tomllib.loads(file.read_text(encoding="utf-8"))) for file in texts]
    return sorted(found, key=lambda one: (one.code != FIRST, one.code))
