"""Words that readers may search for in place of those that a page has."""

import re

GROUPS = (
    ("opening", "lead", "headline"),
    ("core", "body"),
    ("sum", "identity"),
    ("contradict", "conflict", "clash"),
    ("range", "interval"),
    ("chart", "plot", "graph", "diagram"),
    ("cite", "citation", "bibtex"),
)
"""A word of these pages, and others for the same thing; each stands for its plural too."""


def search_words(text: str) -> str:
    """What makes a page be found by other words for what it is about.

    Parameters
    ----------
    text : str
        The page's text.

    Returns
    -------
    str
        MyST Markdown that shows nothing; empty where there are no other words.
    """
    present = {word.removesuffix("s") for word in re.findall(r"[a-z]+", re.sub(r"<[^>]*>", " ", text.lower()))}
    words = [word for first, *others in GROUPS if first in present for word in others if word not in present]
    return f"```{{eval-rst}}\n.. meta::\n   :keywords: {', '.join(words)}\n```\n" if words else ""
