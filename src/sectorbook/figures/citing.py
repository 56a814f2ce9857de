"""How to cite a chart, in a sentence."""

from importlib.metadata import version
from typing import Any

LICENCE = "CC BY 4.0"
AUTHORS = "The sectorbook authors"


def chart_citation(card: dict[str, Any]) -> str:
    """How to cite a chart in a sentence.

    Parameters
    ----------
    card : dict
        The chart's card.

    Returns
    -------
    str
        Plain text.
    """
    return f"{AUTHORS}: “{card['title']}.” {published_in(card)}. {card['source']}"


def published_in(card: dict[str, Any]) -> str:
    """What a chart is part of.

    Parameters
    ----------
    card : dict
        The chart's card.

    Returns
    -------
    str
        Plain text.
    """
    return f"Chart {card['figure']} of sectorbook {version('sectorbook')}, {LICENCE}"
