"""The rows of a table in a CSV file, each cell with the head of its column, as tables of web pages have them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sectorbook.errors import DocumentError
from sectorbook.ledger.drafting.printed_periods import period_of_head
from sectorbook.ledger.tables import read_lines
from sectorbook.values.expressions.amounts import ExpressionError
from sectorbook.values.expressions.grammar import read_expression

TableRow = tuple[int, list[str], tuple[str, ...]]
"""The number of a row in its file, its cells that are not empty, and the head of the column of each."""


def delimited_rows(file: Path) -> Iterator[TableRow]:
    """Yield the rows of a CSV file that have any text.

    Parameters
    ----------
    file : Path
        A table with commas, semicolons or tabs between its cells, in UTF-8 with or without a mark.

    Yields
    ------
    TableRow
        Rows of one cell above the heads, such as a title, have no heads; the row of heads itself has empty ones.

    Raises
    ------
    DocumentError
        It is no table that can be read: the message names the row and what to do.
    """
    lines, problems = read_lines(file, any_delimiter=True)
    if problems:
        raise DocumentError(str(problems[0]))
    rows = [(number, [" ".join(cell.split()).replace("|", "/") for cell in cells]) for number, cells in lines]
    first = next((at for at, (_, cells) in enumerate(rows) if len(list(filter(None, cells))) > 1), len(rows))
    for number, cells in rows[:first]:
        yield number, list(filter(None, cells)), ()
    heads = rows[first][1] if first < len(rows) and _are_heads(rows[first][1]) else []
    for at, (number, cells) in enumerate(rows[first:]):
        own = heads if at else []
        padded = [*own, *[""] * len(cells)]
        kept = [(cell, head) for cell, head in zip(cells, padded, strict=False) if cell]
        yield number, [cell for cell, _ in kept], tuple(head for _, head in kept)


def _are_heads(cells: Sequence[str]) -> bool:
    """Tell whether the cells of a first row can be heads: years can, amounts in digits cannot."""
    return not any(map(_is_amount, cells))


def _is_amount(cell: str) -> bool:
    """Tell whether a cell is a number alone, a percentage or an amount of money."""
    if not any(sign.isdecimal() for sign in cell) or period_of_head(cell):
        return False
    try:
        read = read_expression(cell)
    except ExpressionError:
        return False
    return bool(read.currencies) or read.unit == "percent" or not any(sign.isalpha() for sign in cell)
