"""The answer of a notebook, in one or two sentences built from computed numbers.

A notebook gives it at its end; `sectorbook run` copies it to the top, beneath the question.
"""

from __future__ import annotations

import math
from typing import Any

from IPython.display import display
from nbformat import NotebookNode

from sectorbook.errors import NotebookError
from sectorbook.runs.notebooks import ANSWER
from sectorbook.values.wording import literal_dollars


def answer(text: str) -> None:
    """Show the notebook's answer, a Markdown text, and mark it as such."""
    display(_bundle(text), metadata={ANSWER: True}, raw=True)


def say(text: str) -> None:
    """Show a Markdown text with computed numbers in it."""
    display(_bundle(text), raw=True)


def _bundle(text: str) -> dict[str, str]:
    return {"text/markdown": literal_dollars(text), "text/plain": text}


RECORD = "application/vnd.sectorbook.record+json"
Value = str | float | bool | None


def record(**values: Value) -> None:
    """Record results by name: numbers, words, yes or no, or None for what there is not.

    Each is a column in the table of a sweep. Raises `NotebookError` for any other value.
    """
    kept = {name: _plain(name, value) for name, value in values.items()}
    told = ", ".join(f"{name} {value}" for name, value in kept.items())
    display({RECORD: kept, "text/plain": f"Recorded: {told}"}, raw=True)


def recorded(notebook: NotebookNode) -> dict[str, Value]:
    """What the cells of an executed notebook recorded; of a name recorded twice, the last value."""
    found: dict[str, Value] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            found |= output.get("data", {}).get(RECORD, {})
    return found


def _plain(name: str, value: Any) -> Value:
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float) and not math.isfinite(plain):
        raise NotebookError(f'"{name}" cannot be recorded: {plain} is no number. Record None for what has no end.')
    if plain is None or isinstance(plain, str | bool | int | float):
        return plain
    kind = type(value).__name__
    raise NotebookError(f'"{name}" cannot be recorded: it is a {kind}. Record numbers, words, True, False or None.')
