"""Tables of a page: each number of a DataFrame is held against the formula that says where it is from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sectorbook.errors import FormulaError, suggestion
from sectorbook.formats.markup import Link
from sectorbook.pages.outputs import Cell
from sectorbook.pages.written import Written, hold
from sectorbook.reconcile.formulas import Evaluated
from sectorbook.values.intervals import DIGITS, write_printed, write_range
from sectorbook.values.wording import count_of, write_date

if TYPE_CHECKING:
    from sectorbook.pages.page import Page

Formulas = str | Iterable[str]
"""A formula for each row; or one for all, in which a column's head in braces stands for its cell or that's formula."""
How = Formulas | Mapping[str, Formulas]
"""Formulas by the heads of columns; or formulas of which the columns "low" and "high" are the ends."""
ENDS = ("low", "high")
ID = "id"
"""Name of an index that is shown as the last column."""


def table_rows(
    frame: pd.DataFrame, how: How, unit: str | Mapping[str, str], digits: int, pages: Sequence[Page]
) -> list[dict[str, Cell]]:
    """Write the cells of a DataFrame.

    Parameters
    ----------
    frame : DataFrame
    how : str, sequence or mapping
        Where its numbers, and the words of printed rows, are from.
    unit : str or mapping
        Unit of the numbers, or that of each column; by default that of the formula.
    digits : int
        Significant digits of what was divided; 0 for `DIGITS`.
    pages : sequence of Page
        What evaluates the formulas of each row.

    Returns
    -------
    list of dict
        Cells by the heads of their columns.

    Raises
    ------
    FormulaError
        If a formula gives another number than stands in the cell, or a number has none.
    """
    flat = _flat(frame)
    formulas = _formulas(flat, how)
    units = unit if isinstance(unit, Mapping) else dict.fromkeys(flat.columns, unit)
    written = {}
    for head, cells in flat.items():
        end = str(head) if not isinstance(how, Mapping) else ""
        hows, own = formulas.get(str(head), [""] * len(cells)), units.get(str(head), "")
        written[str(head)] = [
            _cell(page, str(head), cell, formula, end, own, digits)
            for page, cell, formula in zip(pages, cells, hows, strict=True)
        ]
    return [dict(zip(written, row, strict=True)) for row in zip(*written.values(), strict=True)]


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Make the index the first column, or the last if it is of ids; one that only counts the rows is left out."""
    if isinstance(frame.index, pd.RangeIndex):
        return frame
    name = frame.index.name or ""
    flat = frame.copy()
    flat.insert(len(flat.columns) if name == ID else 0, name, frame.index.map(str))
    return flat


def _formulas(flat: pd.DataFrame, how: How) -> dict[str, list[str]]:
    """List the formulas of each column."""
    if not isinstance(how, Mapping):
        how = how if isinstance(how, str) else list(how)
        how = dict.fromkeys([head for head in ENDS if head in flat], how)
    rows = [{str(head): cell for head, cell in row.items()} for row in flat.to_dict("records")]
    listed = {}
    for head, given in how.items():
        if head not in flat:
            hint = suggestion(head, map(str, flat.columns), "Name one of the table's columns.")
            raise FormulaError(f'Formulas are given for a column "{head}", which the table does not have. {hint}')
        listed[head] = [_filled(given, row) for row in rows] if isinstance(given, str) else list(map(str, given))
        if len(listed[head]) != len(flat):
            counts = f"{count_of(len(listed[head]), 'formula')} and {count_of(len(flat), 'row')}"
            raise FormulaError(f'The column "{head}" has {counts}. Give a formula for each row, or one for all.')
        for row, formula in zip(rows, listed[head], strict=True):
            row[head] = f"({formula})"
    return listed


def _filled(template: str, row: Mapping[str, Any]) -> str:
    """Fill a formula's fields from a row."""
    try:
        return template.format_map(row)
    except (KeyError, ValueError, AttributeError) as error:
        raise FormulaError(f'The formula "{template}" has a field that is no column of the table: {error}.') from error


def _cell(page: Page, head: str, cell: Any, formula: str, end: str, unit: str, digits: int) -> Cell:
    """Write a cell."""
    if isinstance(cell, Written | Link):
        return cell
    if isinstance(cell, bool | np.bool_):
        return "yes" if cell else "no"
    if isinstance(cell, Real) and formula:
        return _number(page, float(cell), formula, end, unit, digits)
    if pd.isna(cell):
        return ""
    if isinstance(cell, pd.Timestamp):
        return write_date(cell)
    if isinstance(cell, Real):
        raise FormulaError(
            f'The column "{head}" has a number, {float(cell):g}, and no formula says where it is from. Give one in '
            "`how`, or make a number that is a name, such as that of a year, a text."
        )
    return page.quote(str(cell), formula) if formula and cell else str(cell)


def _number(page: Page, cell: float, formula: str, end: str, unit: str, digits: int) -> Cell:
    """Write a number once its formula has given the same."""
    value = page.evaluate(formula)
    value = _end(value.to(unit) if unit else value, end)
    if value.low is None and not math.isfinite(cell):
        return "open"
    number = hold(cell, value)
    if value.is_quotient:
        return Written(write_range(number, number, value.unit, digits or DIGITS), value)
    return Written(write_printed(number, number, value.unit), value)


def _end(value: Evaluated, end: str) -> Evaluated:
    """Return one end of a range as a number of its own; all of what has one number, or of no end asked for."""
    if not end or value.low == value.high:
        return value
    number = value.low if end == "low" else value.high
    return replace(value, low=number, high=number, how=f"{end}({value.how})", is_printed=False)
