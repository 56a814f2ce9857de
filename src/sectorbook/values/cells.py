"""Cells of CSV files that we write: a text that a spreadsheet would compute becomes one that it shows."""

import re

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What the cells begin with that spreadsheets compute."""
NUMBERS = re.compile(r"[-+]?[0-9.]+(e[-+]?[0-9]+)?(:[-+]?[0-9.]+(e[-+]?[0-9]+)?)*|[-+]?inf", re.IGNORECASE)
"""A number, or numbers between colons. A percentage is none: a spreadsheet would keep a hundredth of it."""


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
