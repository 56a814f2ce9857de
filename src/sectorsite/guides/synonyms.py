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
    """Other words for what a page is about, by which a search finds it too.

    Parameters
    ----------
    text : str
        The page's text, which may have tags of HTML.

    Returns
    -------
    str
        Words with commas between them; empty where there are none.
    """
    present = {word.removesuffix("s") for word in re.findall(r"[a-z]+", re.sub(r"<[^>]*>", " ", text.lower()))}
    words = [word for first, *others in GROUPS if first in present for word in others if word not in present]
    return ", ".join(words)
