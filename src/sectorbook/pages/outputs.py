"""What a notebook's cells put out: text, numbers with their origin, and results that sweeps collect."""

import math
from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from IPython.display import display
from nbformat import NotebookNode

from sectorbook.errors import NotebookError
from sectorbook.formats.markup import Link, html_table
from sectorbook.pages.written import Written
from sectorbook.values.intervals import Interval

ANSWER = "sectorbook-answer"
"""Key in the metadata of an answer's output."""
NUMBERS = "application/vnd.sectorbook.numbers+json"
"""MIME type of the numbers in an output: value, unit, formula and the rows that each rests on."""
RECORD = "application/vnd.sectorbook.record+json"
"""MIME type of recorded results."""
LEAST_WITH_EXPONENT = 1e21
"""The least whole number that JavaScript writes with an exponent; it writes those below as 120, never as 120.0."""
Value = str | float | bool | None


def show_text(markdown: str, plain: str, numbers: Sequence[dict[str, Any]] = (), **metadata: Any) -> None:
    """Show a text.

    Parameters
    ----------
    markdown : str
        Markdown.
    plain : str
        The same as plain text.
    numbers : sequence of dict, optional
        The numbers in the plain text, as from `Written.as_json`.
    **metadata
        Metadata of the output.
    """
    bundle: dict[str, Any] = {"text/markdown": markdown, "text/plain": plain}
    display(bundle | ({NUMBERS: list(numbers)} if numbers else {}), metadata=metadata, raw=True)


Cell = str | int | Written | Link


def show_table(rows: Sequence[Mapping[str, Cell]]) -> None:
    """Show a table: words to the left, numbers and ranges to the right.

    Parameters
    ----------
    rows : sequence of mapping
        Cells by the heads of their columns, the same in each row; nothing is shown where there is none.
    """
    if not rows:
        return
    numbers = [
        cell.as_json(cell=[place, column])
        for place, row in enumerate(rows)
        for column, cell in enumerate(row.values())
        if isinstance(cell, Written)
    ]
    numeric = {head for row in rows for head, cell in row.items() if isinstance(cell, Written) and not cell.is_prose}
    right = {place for place, head in enumerate(rows[0]) if head in numeric}
    cells = [[cell if isinstance(cell, Link) else " ".join(str(cell).split()) for cell in row.values()] for row in rows]
    html, text = html_table(cells, list(rows[0]), right), _as_text([list(rows[0]), *cells], right)
    display({"text/html": html, "text/plain": text} | ({NUMBERS: numbers} if numbers else {}), raw=True)


def _as_text(rows: Sequence[Sequence[object]], right: Container[int]) -> str:
    """Write a table as text, each row on one line."""
    columns = [list(map(str, column)) for column in zip(*rows, strict=True)]
    widths = [max(map(len, column)) for column in columns]
    aligned = [
        [cell.rjust(width) if place in right else cell.ljust(width) for cell in column]
        for place, (column, width) in enumerate(zip(columns, widths, strict=True))
    ]
    return "\n".join("  ".join(row).rstrip() for row in zip(*aligned, strict=True))


def record(**values: Value | Interval) -> None:
    """Record results of a notebook, each of which becomes a column in the table of a sweep.

    Parameters
    ----------
    **values : str, float, bool, None or Interval
        Results by name; scalars of numpy are converted. None stands for a result that does not exist. A range becomes
        two columns that name its unit, such as "share_low [percent]" and "share_high [percent]", None for an open end.

    Raises
    ------
    NotebookError
        Where a value is of another type, infinite or NaN.
    """
    each = {column: one for name, value in values.items() for column, one in _columns(name, value)}
    plain = {name: _plain(name, value) for name, value in each.items()}
    values_word = "value" if len(plain) == 1 else "values"
    display({RECORD: plain, "text/plain": f"Recorded {len(plain)} {values_word} for sweeps."}, raw=True)


def recorded(notebook: NotebookNode) -> dict[str, Value]:
    """Collect what the cells of an executed notebook recorded.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook.

    Returns
    -------
    dict of str to str, float, bool or None
        Results by name; of a name recorded twice, the last value.
    """
    results: dict[str, Value] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            results |= output.get("data", {}).get(RECORD, {})
    return results


def _columns(name: str, value: Value | Interval) -> Iterator[tuple[str, Value]]:
    """Yield the columns of a result: for a range one for each end, whose name ends with the unit."""
    if not isinstance(value, Interval):
        yield name, value
        return
    unit = f" [{value.unit}]" if value.unit else ""
    for end in ("low", "high"):
        number = getattr(value, end)
        yield f"{name}_{end}{unit}", number if math.isfinite(number) else None


def _plain(name: str, value: Any) -> Value:
    """Convert a scalar to what JupyterLab saves unchanged; raise `NotebookError` for what cannot be recorded."""
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float) and plain.is_integer() and abs(plain) < LEAST_WITH_EXPONENT:
        return int(Decimal(repr(plain)))
    if isinstance(plain, float) and not math.isfinite(plain):
        raise NotebookError(f'"{name}" cannot be recorded: {plain} is no number. Record None for what has no end.')
    if plain is None or isinstance(plain, str | bool | int | float):
        return plain
    kind = type(value).__name__
    raise NotebookError(f'"{name}" cannot be recorded: it is a {kind}. Record numbers, words, True, False or None.')
