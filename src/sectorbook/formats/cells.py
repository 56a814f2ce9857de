"""Cells of CSV files that we write: no spreadsheet computes them, and every processor gives the same ones."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What the cells begin with that spreadsheets compute."""
NUMBERS = re.compile(r"[-+]?[0-9.]+(e[-+]?[0-9]+)?(:[-+]?[0-9.]+(e[-+]?[0-9]+)?)*|[-+]?inf", re.IGNORECASE)
"""A number, or numbers between colons. A percentage is none: a spreadsheet would keep a hundredth of it."""
LINE_END = "\r\n"
SETTLED = 12
"""How many digits of a number are written that is not whole: of the 17 it may have, processors differ in the last."""


def guarded(cell: object) -> object:
    """Return a cell that no spreadsheet computes.

    Parameters
    ----------
    cell : object
        A text, or a value that is written as it is.

    Returns
    -------
    object
        A text that would begin a formula, and is no number, after an apostrophe; anything else unchanged.
    """
    is_formula = isinstance(cell, str) and cell.startswith(FORMULA) and not NUMBERS.fullmatch(cell)
    return f"'{cell}" if is_formula else cell


def settled(cell: object) -> object:
    """Return a cell that does not depend on the processor which computed it.

    Parameters
    ----------
    cell : object
        A number or a text.

    Returns
    -------
    object
        A float that is not whole, rounded to twelve digits; anything else unchanged.
    """
    is_computed = isinstance(cell, float) and not cell.is_integer()
    return float(f"{cell:.{SETTLED}g}") if is_computed else cell


def csv_text(rows: Iterable[Sequence[object]], *, ends: str = "\n", is_data: bool = False) -> str:
    """Write rows as CSV, a cell quoted where it has to be.

    Parameters
    ----------
    rows : iterable of sequence
        The head and the rows.
    ends : str, optional
        What ends a row.
    is_data : bool, optional
        Whether the table is read again as it is, such as a report's own; its cells are not guarded then.

    Returns
    -------
    str
    """
    return "".join(_row(row if is_data else [guarded(cell) for cell in row]) + ends for row in rows)


def csv_of(frame: pd.DataFrame) -> str:
    """Write a frame as CSV, without its index.

    Parameters
    ----------
    frame : pandas.DataFrame
        With text, numbers and dates; a line end in a text is written as one sign.

    Returns
    -------
    str
    """
    safe = frame.map(_on_lines).rename(columns=_on_lines)
    return str(safe.to_csv(index=False, lineterminator="\n"))


def _row(cells: Sequence[object]) -> str:
    """Write a row; csv quotes only those line ends that it writes itself, and reads others as ends of rows too."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=LINE_END).writerow(cells)
    return out.getvalue().removesuffix(LINE_END)


def _on_lines(cell: object) -> object:
    """Guard a cell, and write each line end in it as one sign."""
    text = guarded(cell)
    return text.replace(LINE_END, "\n").replace("\r", "\n") if isinstance(text, str) else text
