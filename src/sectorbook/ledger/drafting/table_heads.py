"""The heads of a table's columns and rows in HTML, which say what its numbers are of."""

from typing import Any

CELLS = ("td", "th")


def column_head(cell: Any) -> str:
    """Return the head of the column that a cell of a table stands in.

    Parameters
    ----------
    cell : bs4.element.Tag
        An element `td` or `th`.

    Returns
    -------
    str
        Its text; empty in the first row, and where no row of heads is the first or cells span several columns or rows.
    """
    row, table = cell.find_parent("tr"), cell.find_parent("table")
    if row is None or table is None:
        return ""
    heads = _heads(table)
    place = len(cell.find_previous_siblings(CELLS))
    return heads[place] if place < len(heads) and row is not table.find("tr") else ""


def _heads(table: Any) -> tuple[str, ...]:
    """Return the heads of a table's columns; none where its first row has other cells, or any cell spans several."""
    first, spans = table.find("tr"), table.find(CELLS, colspan=_is_several) or table.find(CELLS, rowspan=_is_several)
    if first is None or spans or (first.find("td") is not None and first.find_parent("thead") is None):
        return ()
    return tuple(" ".join(head.get_text(" ").split()) for head in first.find_all(CELLS))


def _is_several(span: str | None) -> bool:
    """Tell whether an attribute says that a cell spans several columns or rows."""
    return span is not None and span.strip() != "1"
