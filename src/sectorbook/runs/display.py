"""The answer of a notebook, in one or two sentences built from computed numbers.

A notebook gives it at its end; `sectorbook run` copies it to the top, beneath the question.
"""

from __future__ import annotations

from IPython.display import display

from sectorbook.runs.notebooks import ANSWER
from sectorbook.values.wording import plain_dollars

__all__ = ["answer", "say"]


def answer(text: str) -> None:
    """Show the notebook's answer, a Markdown text, and mark it as such."""
    display(_bundle(text), metadata={ANSWER: True}, raw=True)


def say(text: str) -> None:
    """Show a Markdown text with computed numbers in it."""
    display(_bundle(text), raw=True)


def _bundle(text: str) -> dict[str, str]:
    return {"text/markdown": plain_dollars(text), "text/plain": text}
