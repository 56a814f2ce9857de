"""Where a reader can go from every page: three entries at its head, the rest at its foot."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from sectorsite.front.languages import load_languages

MENU = (
    (("read/index", "audits/index"), "Read", ("read/", "gallery/", "ledger/", "audits/", "settle")),
    (("what-if",), "What if", ("what-if",)),
    (("add-a-report",), "Your own", ("add-a-report",)),
)
"""Entries of the menu: pages, of which the first that there is counts, words, and how the names of pages begin that
belong to it."""
FOOT = (
    (
        "Read",
        (
            ("read/index", "Seven questions"),
            ("gallery/index", "Charts"),
            ("settle", "What would settle it"),
            ("ledger/index", "The ledger"),
            ("audits/index", "Audited reports"),
            ("how-it-works", "How it works"),
            ("glossary", "Glossary"),
        ),
    ),
    (
        "Try",
        (
            ("what-if", "What if"),
            ("rerun", "Rerun the notebooks"),
            ("sweeps", "Run many at once"),
            ("figures", "Charts for print"),
        ),
    ),
    (
        "Your own",
        (
            ("add-a-report", "Audit a report"),
            ("check-text", "Check a text"),
            ("expressions", "What is read as a number"),
            ("relations", "Shares, growth, means and years"),
        ),
    ),
    (
        "Look up",
        (
            ("reference/index", "Reference"),
            ("figure-checks", "What the checks found"),
            ("contributing", "Contributing"),
        ),
    ),
)
"""Entries of the foot; those whose page there is not are left out."""


def menu(pages: Container[str]) -> list[tuple[str, str, tuple[str, ...]]]:
    """The entries at the head of each page.

    Parameters
    ----------
    pages : container of str
        The names of the pages that there are.

    Returns
    -------
    list of (str, str, tuple)
        Pages, their words, and how the names of pages begin that belong to them.
    """
    found = [([name for name in names if name in pages], words, begins) for names, words, begins in MENU]
    return [(names[0], words, begins) for names, words, begins in found if names]


def foot(pages: Container[str]) -> list[tuple[str, list[tuple[str, ...]]]]:
    """The entries at the foot of each page.

    Parameters
    ----------
    pages : container of str
        The names of the pages that there are.

    Returns
    -------
    list of (str, list)
        Titles, with the pages, their words and, where it is another than the site's, their language.
    """
    groups: list[tuple[str, list[Any]]] = [(title, [(*one, "") for one in entries]) for title, entries in FOOT]
    languages = [(one.page, one.name, one.code) for one in load_languages()[1:]]
    groups[-1][1].extend(languages)
    kept = [(title, [entry for entry in entries if entry[0] in pages]) for title, entries in groups]
    return [(title, entries) for title, entries in kept if entries]
