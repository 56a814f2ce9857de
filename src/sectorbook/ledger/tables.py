"""Read the tables of a data package: tolerant of how programs write CSV files, strict about what the cells say.

Columns are found by their names, in any order. Frictionless checks the cells against `schemas.json`, in memory: what a
package's own datapackage.json says of schemas and files is never followed.
"""

import csv
import io
import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import frictionless

from sectorbook.errors import InputError, Problem, suggestion
from sectorbook.inputs import read_bytes

CELL_FORMS = {
    "amount": (
        r"-?[0-9]{1,25}(\.[0-9]{1,25}|/0{0,9}[1-9][0-9]{0,24})?",
        "a number",
        "Write a plain decimal such as 3.5 or a fraction such as 200/3, digits 0 to 9 only.",
    ),
    "number": (r"-?[0-9]+(\.[0-9]+)?", "a number", "Write a plain decimal such as 3.5, digits 0 to 9 only."),
    "integer": (r"-?[0-9]+", "a whole number", "Write a whole number, digits 0 to 9 only."),
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date", "Write the date as 2025-11-20."),
}
"""How cells of a type are written, what they are called, and what to do about others."""
_MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE = re.compile(
    rf"\d{{1,2}}[-/. ]{_MONTH}([-/. ]\d{{2,4}})?|{_MONTH}[-/. ]\d{{1,4}}|\d{{4}}-\d{{2}}-\d{{2}}( 00:00(:00)?)?"
    r"|\d{1,2}(?P<between>[/.])\d{1,2}(?P=between)\d{2,4}",
    re.IGNORECASE,
)
"""Dates as spreadsheets write them."""
AS_TEXT = "Format the column as text in the spreadsheet, then write again what is printed."
SAVE_AS = (
    "In Excel: File > Save As > CSV UTF-8 (Comma delimited). In LibreOffice: File > Save As > Text CSV, tick Edit "
    "filter settings, then Unicode (UTF-8) and a comma as field delimiter."
)
"""How to save a table so that it is read."""
_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of workbooks, of today's and of older programs."""
_JOINERS = "\u200c\u200d"
"""Zero-width characters that belong to the spelling of some scripts, such as that of Urdu."""
REMEDIES = {
    "constraint": "Use a value that the column's rule allows.",
    "foreign": "Add the missing row to the other table, or correct the id.",
    "primary": "Give every row an id of its own.",
    "type": "Write the value in the column's type.",
}
REPORT_TABLES = ("statements", "identities", "sources")
CONTEXT_TABLES = (
    *("it_exports", "freelance_exports", "freelancers", "freelancer_incomes", "companies", "population", "literacy"),
    *("districts", "electricity", "outages", "exchange_rates", "parks", "comparators"),
)
"""Tables of published figures that no report prints; they share a schema."""
MAY_BE_EMPTY = ("corrections", "identities", "indicators", "not_figures", "questions", "ratios", "units")
"""Tables that may have a header and no row."""

MOST_ROWS, MOST_COLUMNS = 20_000, 1_000
"""How many rows a table may have, and how many cells a row."""
LOOKED_AT = 10_000
"""How many characters of a table are looked at to find out what stands between its cells."""

Line = tuple[int, list[str]]
"""The number of a line of a file, as an editor counts them, and its cells."""


class Row(dict[str, str]):
    """A line of a table: its cells by column, and its place.

    Attributes
    ----------
    file : str
        Name of the file.
    number : int
        Line of the file; the header is line 1.
    left_out : frozenset of str
        Columns that the file does not have; their cells are empty.
    """

    def __init__(
        self, cells: Iterable[tuple[str, str]], file: str, number: int, left_out: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(cells)
        self.file, self.number, self.left_out = file, number, left_out

    def problem(self, column: str, what: str, remedy: str, value: str | None = None) -> Problem:
        """Describe a problem of one cell.

        Parameters
        ----------
        column : str
            Column of the cell.
        what : str
            What is wrong, as a clause.
        remedy : str
            What to do about it, as a sentence.
        value : str, optional
            The part of the cell that is wrong; by default all of it.

        Returns
        -------
        Problem
            The problem, with the row's place.
        """
        return Problem(self.file, self.number, column, self[column] if value is None else value, what, remedy)


Rows = list[Row]


@cache
def schemas() -> dict[str, Any]:
    """Return the schema of each table by name; `holds` and `mayBeLeftOut` in a field are words of our own."""
    text = files("sectorbook.ledger").joinpath("schemas.json").read_text(encoding="utf-8")
    by_name = dict(json.loads(text))
    return by_name | dict.fromkeys(CONTEXT_TABLES, by_name.pop("observations"))


def column_names(name: str) -> list[str]:
    """Return the columns of a table, in the order in which they are written.

    Parameters
    ----------
    name : str
        Name of the table.

    Returns
    -------
    list of str
        Names of the columns.
    """
    return [field["name"] for field in schemas()[name]["fields"]]


def unreported(problems: Iterable[Problem], reported: Iterable[Problem]) -> list[Problem]:
    """Select the problems of cells that are not reported yet, so that one mistake gives one message.

    Parameters
    ----------
    problems : iterable of Problem
        New problems.
    reported : iterable of Problem
        Problems reported before.

    Returns
    -------
    list of Problem
        The new ones, without those of cells reported before.
    """
    cells = {(problem.file, problem.row, problem.column) for problem in reported}
    return [problem for problem in problems if (problem.file, problem.row, problem.column) not in cells]


def read_table(file: Path) -> tuple[Rows, list[Problem]]:
    """Read a CSV file of one of the tables that `schemas` describes.

    Parameters
    ----------
    file : Path
        The file, named after the table.

    Returns
    -------
    rows : Rows
        Its rows with all columns of the table, in the table's order; none where it cannot be read.
    problems : list of Problem
        What is wrong with its bytes, header and cells.
    """
    if not os.path.lexists(file):
        return [], [Problem(file.name, 0, "", "nothing", "the file is missing", "Add it.")]
    lines, problems = read_lines(file)
    rows, mistakes = ([], problems) if problems else rows_of(file, lines)
    if not rows and not mistakes and file.stem not in MAY_BE_EMPTY:
        return [], [Problem(file.name, 1, "", "a header only", "the table has no row", "Add at least one row.")]
    return rows, mistakes + list(_cell_problems(rows))


def rows_of(file: Path, lines: Sequence[Line]) -> tuple[Rows, list[Problem]]:
    """Return the rows of a table, whatever stands in its cells.

    Parameters
    ----------
    file : Path
        The file, named after the table.
    lines : sequence of Line
        Its lines.

    Returns
    -------
    rows : Rows
        Its rows with all columns of the table, in the table's order.
    problems : list of Problem
        What is wrong with its header and the length of its rows; then there are no rows.
    """
    (_, header), *body = lines or [(1, [""])]
    problems = list(_header_problems(file, header)) or list(_length_problems(file.name, header, body))
    left_out = frozenset(column_names(file.stem)) - {*header}
    rows = [_row(file, number, dict(zip(header, cells, strict=False)), left_out) for number, cells in body]
    return ([] if problems else rows), problems


def _row(file: Path, number: int, cells: Mapping[str, str], left_out: frozenset[str]) -> Row:
    """Return a row with its cells in the table's order, composed as Unicode recommends for texts (NFC)."""
    ordered = ((name, unicodedata.normalize("NFC", cells.get(name, ""))) for name in column_names(file.stem))
    return Row(ordered, file.name, number, left_out)


def read_lines(file: Path, any_delimiter: bool = False) -> tuple[list[Line], list[Problem]]:
    """Read the lines of a CSV file that have any text, of whatever line ends and quotes, with or without a mark.

    Parameters
    ----------
    file : Path
        The file.
    any_delimiter : bool, default False
        Whether semicolons or tabs may stand in place of commas, as some spreadsheets write them.

    Returns
    -------
    lines : list of Line
        The header first; empty cells behind the last named column are left out.
    problems : list of Problem
        What is wrong with its bytes; then there are no lines.
    """
    try:
        raw = read_bytes(file)
    except InputError as error:
        return [], [error.problem]
    if problem := _byte_problem(file.name, raw):
        return [], [problem]
    text = raw.decode("utf-8-sig")
    delimiter = _delimiter(text) if any_delimiter else ","
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    lines, number = [], 1
    try:
        for cells in reader:
            lines.append((number, cells))
            number = reader.line_num + 1
    except csv.Error as error:
        what = "the quotes of the row cannot be read, or a cell is too long"
        return [], [Problem(file.name, number, "", str(error), what, "Close each quote; write one in a cell twice.")]
    lines = [line for line in lines if any(line[1])]
    if problem := _size_problem(file.name, lines):
        return [], [problem]
    if not any_delimiter and (problem := _delimiter_problem(file.name, lines[:1])):
        return [], [problem]
    width = max((place for _, cells in lines[:1] for place, cell in enumerate(cells, start=1) if cell), default=0)
    return [(number, cells[:width] + _without_empty_end(cells[width:])) for number, cells in lines], []


def _delimiter(text: str) -> str:
    """Find out what stands between the cells of a table: what parts most of its first rows into the same number."""

    def evenness(delimiter: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(text[:LOOKED_AT], newline=""), delimiter=delimiter)
        widths = Counter(len(cells) for cells in rows if len(cells) > 1)
        width, rows_of_it = widths.most_common(1)[0] if widths else (0, 0)
        return rows_of_it, width

    try:
        return max(",;\t", key=evenness)
    except csv.Error:  # told of when the table is read
        return ","


def _without_empty_end(cells: Sequence[str]) -> list[str]:
    """Return cells without the empty ones at their end."""
    end = next((place for place in range(len(cells), 0, -1) if cells[place - 1]), 0)
    return list(cells[:end])


def _size_problem(file: str, lines: Sequence[Line]) -> Problem | None:
    """Find out whether a table has more rows or columns than are read."""
    if len(lines) > MOST_ROWS:
        what = f"the table has {len(lines):,} rows, more than the {MOST_ROWS:,} that are read"
        return Problem(file, 0, "", f"{len(lines)} rows", what, "Give a part of it.")
    for number, cells in lines:
        if len(cells) > MOST_COLUMNS:
            what = f"the row has {len(cells):,} cells, more than the {MOST_COLUMNS:,} that are read"
            return Problem(file, number, "", f"{len(cells)} cells", what, "Remove what is behind the last column.")
    return None


def _byte_problem(file: str, raw: bytes) -> Problem | None:
    """Find out whether a file is a workbook, or text in another encoding than UTF-8."""
    if raw.startswith(_WORKBOOKS):
        return Problem(file, 0, "", "a workbook", "it is a workbook that was renamed, no CSV file", SAVE_AS)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or raw.count(0) > len(raw) / 4:
        return Problem(file, 0, "", "UTF-16", "its text is in UTF-16, not in UTF-8", SAVE_AS)
    if b"\0" in raw:
        what = "the file holds a NUL byte, which no text has"
        return Problem(file, _line_of(raw, raw.index(0)), "", "NUL", what, f"Save the table again. {SAVE_AS}")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        wrong = raw[error.start : error.end]
        meant = wrong.decode("cp1252", errors="replace")
        what = f'it is not UTF-8; in Windows-1252 the byte would be "{meant}"'
        return Problem(file, _line_of(raw, error.start), "", repr(wrong), what, SAVE_AS)
    return None


def _line_of(raw: bytes, place: int) -> int:
    """Return the number of the line that a byte stands in."""
    return len(re.findall(rb"\r\n|\r|\n", raw[:place])) + 1


def _delimiter_problem(file: str, first: Sequence[Line]) -> Problem | None:
    """Find out whether something else than a comma stands between the names of the columns."""
    header = "".join(cell for _, cells in first for cell in cells)
    for sign, name in _DELIMITERS.items():
        if sign in header:
            what = f"{name} stand between the cells of the header, where commas should"
            remedy = f"{SAVE_AS} Where numbers have a decimal comma, write a point."
            return Problem(file, 1, "", header, what, remedy)
    return None


def _header_problems(file: Path, header: Sequence[str]) -> Iterator[Problem]:
    """Check that a table has each of its columns once, those aside that may be left out, and no other."""
    fields = schemas()[file.stem]["fields"]
    known = [field["name"] for field in fields]
    missing = [field["name"] for field in fields if field["name"] not in header and not field.get("mayBeLeftOut")]
    for place, name in enumerate(header):
        if name in header[:place] and name:
            yield Problem(file.name, 1, name, name, "the header names the column twice", "Keep one of the two.")
        elif name not in known:
            what = f"the header has a column that {file.name} does not have" if name else "a column has no name"
            what += f": it holds {held}" if (held := hidden_sign(name)) else ""
            remedy = suggestion(name, missing or known, f"Remove it, or use one of {', '.join(known)}.")
            yield Problem(file.name, 1, name, name, what, remedy)
    for name in missing:
        yield Problem(file.name, 1, name, ",".join(header), "the header lacks the column", "Add the column.")


def _length_problems(file: str, header: Sequence[str], body: Iterable[Line]) -> Iterator[Problem]:
    """Check that each row has as many cells as the header."""
    for number, cells in body:
        if len(cells) != len(header):
            what = f"the row has {len(cells)} cells, the header {len(header)}"
            yield Problem(file, number, "", ",".join(cells), what, "Add or remove commas; quote cells that hold one.")


def _cell_problems(rows: Rows) -> Iterator[Problem]:
    """Check that cells are written as their types require, and hold nothing that cannot be seen."""
    for row in rows:
        for field in schemas()[Path(row.file).stem]["fields"]:
            yield from _cell_problem(row, field)


def _cell_problem(row: Row, field: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the form of one cell, if anything."""
    name, cell = field["name"], row[field["name"]]
    pattern, kind, remedy = CELL_FORMS.get(field.get("holds", field["type"]), ("", "", ""))
    if cell and pattern and not re.fullmatch(pattern, cell):
        why, other = why_no(cell, kind)
        yield row.problem(name, f"it is not {kind}{why}", other or remedy)
    elif held := hidden_sign(cell):
        yield row.problem(name, f"the cell holds {held}", "Remove it, or write an ordinary space.")
    elif cell != cell.strip():
        yield row.problem(name, "the cell starts or ends with a space", "Remove it.")


def why_no(cell: str, kind: str) -> tuple[str, str]:
    """Explain why a cell is no number or date, and what to do about it, where its form tells.

    Parameters
    ----------
    cell : str
        The cell.
    kind : str
        What it should be, as in `CELL_FORMS`.

    Returns
    -------
    why, remedy : str
        The rest of a clause, and a sentence; empty where the form does not tell.
    """
    if held := hidden_sign(cell):
        return f": it holds {held}", "Remove it."
    if re.fullmatch(r"-?[0-9]+,([0-9]{1,2}|[0-9]{4,})", cell):
        return ": it has a decimal comma", "Write a point: 3.5."
    if is_date_of_spreadsheet(cell) and kind != "a date":
        return " but a date, which a spreadsheet made of it", AS_TEXT
    return "", ""


def is_date_of_spreadsheet(cell: str) -> bool:
    """Tell whether a cell looks like a date that a spreadsheet made of something else, as "12-Oct" of 10-12.

    Parameters
    ----------
    cell : str
        The cell.

    Returns
    -------
    bool
        True for all of a date.
    """
    return _DATE.fullmatch(cell) is not None


def hidden_sign(cell: str) -> str:
    """Name the first character of a cell that cannot be seen, or cannot be told from a space.

    Parameters
    ----------
    cell : str
        The cell.

    Returns
    -------
    str
        Its name in Unicode and its place, such as "a NO-BREAK SPACE (U+00A0) at its end"; empty where there is none.
    """
    for place, sign in () if cell.isprintable() else enumerate(cell):
        if is_hidden(cell, place):
            where = "at its start" if not place else "at its end" if place == len(cell) - 1 else "inside"
            return f"a {_sign_name(sign)} (U+{ord(sign):04X}) {where}"
    return ""


def is_hidden(cell: str, place: int) -> bool:
    """Tell whether a character of a cell cannot be seen, or cannot be told from a space.

    Parameters
    ----------
    cell : str
        The cell.
    place : int
        Place of the character.

    Returns
    -------
    bool
        False for joiners inside a word of a script that is spelled with them, such as that of Urdu.
    """
    around = cell[max(place - 1, 0) : place], cell[place + 1 : place + 2]
    joins = cell[place] in _JOINERS and all(beside > "\u02ff" for beside in around)
    return not cell[place].isprintable() and not joins


def _sign_name(sign: str) -> str:
    """Return the Unicode name of a character that cannot be seen."""
    return "line break" if sign in "\r\n" else unicodedata.name(sign, "control character")


def constraint_problems(tables: Mapping[str, Rows], known: Sequence[Problem]) -> list[Problem]:
    """Check the cells and keys of rows of which no problem is known yet.

    Parameters
    ----------
    tables : mapping of str to Rows
        A package's tables by name.
    known : sequence of Problem
        What is wrong with their form.

    Returns
    -------
    list of Problem
    """
    rows = {(problem.file, problem.row) for problem in known}
    return [
        problem
        for name, members in tables.items()
        for row, problems in zip(members, _key_problems(name, tables), strict=True)
        if (row.file, row.number) not in rows
        for problem in (*_constraint_problems(name, row), *problems)
    ]


@cache
def _cell_readers(name: str) -> Mapping[str, Any]:
    """Return what Frictionless reads the cells of a table with, by column."""
    return dict(frictionless.Schema.from_descriptor(schemas()[name]).create_cell_readers())


def _constraint_problems(name: str, row: Row) -> Iterator[Problem]:
    """Yield what is wrong with the cells of a row by the types and constraints of the schema."""
    for column, read in _cell_readers(name).items():
        _, notes = read(row[column])
        for kind, note in (notes or {}).items():
            remedy = _allowed(name, column) if kind == "enum" else REMEDIES.get(kind, REMEDIES["constraint"])
            yield row.problem(column, note, remedy, row[column] or ", ".join(row.values()))


def _key_problems(name: str, tables: Mapping[str, Rows]) -> Iterator[list[Problem]]:
    """Yield what is wrong with the keys of each row: its own has to be there once, another's in the other's table."""
    own = schemas()[name].get("primaryKey", [])
    others = [(key["fields"][0], key["reference"]) for key in schemas()[name].get("foreignKeys", [])]
    known = [{row[to["fields"][0]] for row in tables[to["resource"] or name]} for _, to in others]
    seen: dict[tuple[str, ...], int] = {}
    for row in tables[name]:
        key, problems = tuple(row[column] for column in own), []
        if any(key) and key in seen:
            what = f"the same as in the row at line {seen[key]}"
            problems.append(row.problem(", ".join(own), what, REMEDIES["primary"], row[own[0]]))
        seen[key] = row.number
        for (column, to), there in zip(others, known, strict=True):
            if row[column] and row[column] not in there:
                what = f"it is not in the lookup table, column {to['fields'][0]} of {to['resource'] or name}.csv"
                problems.append(row.problem(column, what, REMEDIES["foreign"]))
        yield problems


def _allowed(name: str, column: str) -> str:
    """List the values that a column may have, as a remedy."""
    values = next(field["constraints"]["enum"] for field in schemas()[name]["fields"] if field["name"] == column)
    return f"Use one of {', '.join(values)}."
