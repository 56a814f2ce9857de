"""Read the tables of a data package strictly: first their bytes and cells, then with Frictionless and their schemas."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from decimal import InvalidOperation
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd

from sectorbook.errors import Problem

CELL_FORMS = {
    "number": (r"-?[0-9]+(\.[0-9]+)?", "a number", "Write a plain decimal such as 3.5, digits 0 to 9 only."),
    "integer": (r"-?[0-9]+", "a whole number", "Write a whole number, digits 0 to 9 only."),
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date", "Write the date as 2025-11-20."),
}
"""How cells of a type are written, what they are called, and what to do about others."""
REMEDIES = {
    "constraint-error": "Use a value that the column's rule in datapackage.json allows.",
    "foreign-key": "Add the missing row to the other table, or correct the id.",
    "primary-key": "Give every row an id of its own.",
    "type-error": "Write the value in the column's type.",
}
REPORT_TABLES = ("statements", "identities", "sources")
CONTEXT_TABLES = (
    "it_exports",
    "freelance_exports",
    "freelancers",
    "freelancer_incomes",
    "companies",
    "population",
    "literacy",
    "districts",
    "electricity",
    "outages",
    "exchange_rates",
    "parks",
    "comparators",
)
"""Tables of published figures that no report prints; they share a schema."""
MAY_BE_EMPTY = ("corrections", "identities", "indicators", "not_figures", "questions")
"""Tables that may have a header and no row."""


class Row(dict[str, str]):
    """A line of a table: its cells by column, and its place.

    Attributes
    ----------
    file : str
        Name of the file.
    number : int
        Line of the file; the header is line 1.
    """

    def __init__(self, cells: Iterable[tuple[str, str]], file: str, number: int) -> None:
        super().__init__(cells)
        self.file, self.number = file, number

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
    """Return the schema of each table by name, which every package's datapackage.json has to repeat."""
    text = files("sectorbook.ledger").joinpath("schemas.json").read_text(encoding="utf-8")
    by_name = dict(json.loads(text))
    return by_name | dict.fromkeys(CONTEXT_TABLES, by_name.pop("observations"))


def apply_schema(name: str, rows: Rows, index: str | None) -> pd.DataFrame:
    """Convert the cells of a table to the types of its schema.

    Parameters
    ----------
    name : str
        Name of the table.
    rows : Rows
        Its rows.
    index : str or None
        The column that becomes the index, if any.

    Returns
    -------
    pandas.DataFrame
        Decimals are the nearest floats, which are written as they were read; integers are nullable.
    """
    fields = schemas()[name]["fields"]
    frame = pd.DataFrame(rows, columns=[field["name"] for field in fields])
    for field in fields:
        column = frame[field["name"]]
        if field["type"] == "number":
            frame[field["name"]] = pd.to_numeric(column)
        elif field["type"] == "integer":
            frame[field["name"]] = pd.to_numeric(column).astype("Int64")
        elif field["type"] == "date":
            frame[field["name"]] = pd.to_datetime(column)
    return frame.set_index(index) if index else frame


def read_package(folder: Path, needed: tuple[str, ...] = REPORT_TABLES) -> tuple[dict[str, Rows], list[Problem]]:
    """Read the tables of a data package, and check their form.

    Parameters
    ----------
    folder : Path
        The package's folder.
    needed : tuple of str
        Names of the tables that have to be there.

    Returns
    -------
    tables : dict of str to Rows
        The tables by name; without those that cannot be read.
    problems : list of Problem
        All problems of form, at most one a cell.
    """
    descriptor, problems = _read_descriptor(folder, needed)
    tables: dict[str, Rows] = {}
    for resource in descriptor.get("resources", []):
        name = str(resource.get("name"))
        if name in schemas():
            rows, mistakes = _read_table(folder / f"{name}.csv", schemas()[name])
            problems += mistakes
            if rows or (name in MAY_BE_EMPTY and not mistakes):
                tables[name] = rows
    if descriptor and all(name in tables for name in needed):
        problems += _validate(folder, problems)
    return tables, problems


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


def _read_table(file: Path, schema: dict[str, Any]) -> tuple[Rows, list[Problem]]:
    """Read the rows of a CSV file, none where it cannot be read, and list the problems of its bytes and cells."""
    if not file.is_file():
        return [], [Problem(file.name, 0, "", "nothing", "the file is missing", "Add it.")]
    raw = file.read_bytes()
    names = [field["name"] for field in schema["fields"]]
    problems = list(_byte_problems(file.name, raw, ",".join(names)))
    if problems:
        return [], problems
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8"), newline="")))
    if len(rows) < 2 and file.stem not in MAY_BE_EMPTY:
        return [], [Problem(file.name, 1, "", "a header only", "the table has no row", "Add at least one row.")]
    problems += _cell_problems(file.name, rows[1:], schema)
    if any(len(row) != len(names) for row in rows):
        return [], problems
    return [Row(zip(names, row, strict=True), file.name, line) for line, row in enumerate(rows[1:], 2)], problems


def _read_descriptor(folder: Path, needed: tuple[str, ...]) -> tuple[dict[str, Any], list[Problem]]:
    """Read datapackage.json, which has to list the needed tables; an empty dict where it cannot be read."""
    file = folder / "datapackage.json"
    try:
        descriptor = json.loads(file.read_text(encoding="utf-8"))
        resources = {resource["name"]: resource for resource in descriptor["resources"]}
        if not isinstance(descriptor["title"], str):
            raise TypeError("the title is no text")
    except FileNotFoundError:
        return {}, [Problem(file.name, 0, "", "nothing", "the file is missing", "Copy one from another report.")]
    except (ValueError, KeyError, TypeError) as error:
        return {}, [Problem(file.name, 0, "", str(error), "it is not a data package", "Correct the JSON.")]
    problems = [
        Problem(file.name, 0, "resources", "nothing", f'the table "{name}" is not listed', "List it.")
        for name in needed
        if name not in resources
    ]
    problems += [problem for name, resource in resources.items() for problem in _resource_problems(name, resource)]
    return descriptor, problems


def _resource_problems(name: str, resource: dict[str, Any]) -> Iterator[Problem]:
    """Check that a listed table has the shared schema: a package that loosens a rule would let its mistakes through."""
    file = "datapackage.json"
    if name not in schemas():
        remedy = f"Use one of {', '.join(schemas())}."
        yield Problem(file, 0, "resources", name, "there is no table of this name", remedy)
    elif resource.get("schema") != schemas()[name]:
        what = f'the schema of "{name}" is not the one that reports share'
        yield Problem(file, 0, "schema", name, what, "Copy the schema from another report's datapackage.json.")
    elif resource.get("path") != f"{name}.csv":
        what = f'the path of "{name}" is not "{name}.csv"'
        yield Problem(file, 0, "path", str(resource.get("path")), what, "Rename the file and the path.")


def _byte_problems(file: str, raw: bytes, header: str) -> Iterator[Problem]:
    """Check that a file is plain UTF-8 with LF line ends and the expected header."""
    if raw.startswith(b"\xef\xbb\xbf"):
        yield Problem(file, 1, "", "byte order mark", "the file starts with an invisible mark", "Save as plain UTF-8.")
        raw = raw[3:]
    if b"\r" in raw:
        yield Problem(file, 1, "", "CR LF", "lines end as on Windows", "Save with line ends of LF only.")
    try:
        first = raw.decode("utf-8").splitlines()[:1]
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        yield Problem(file, row, "", repr(raw[error.start : error.end]), "it is not UTF-8", "Save as UTF-8.")
        return
    if first != [header]:
        yield Problem(file, 1, "", "".join(first), "the header is not the expected one", f"Write {header}")


def _cell_problems(file: str, rows: list[list[str]], schema: dict[str, Any]) -> Iterator[Problem]:
    """Check that rows are as long as the header, and that cells are printable and written as their types require."""
    fields = schema["fields"]
    for number, row in enumerate(rows, start=2):
        if len(row) != len(fields):
            what = f"the row has {len(row)} cells, the header {len(fields)}"
            yield Problem(file, number, "", ",".join(row), what, "Add or remove commas; quote cells that hold one.")
        for field, cell in zip(fields, row, strict=False):
            pattern, kind, remedy = CELL_FORMS.get(field["type"], ("", "", ""))
            if cell and pattern and not re.fullmatch(pattern, cell):
                yield Problem(file, number, field["name"], cell, f"it is not {kind}", remedy)
            elif cell != cell.strip() or not cell.isprintable():
                what = "the cell starts or ends with a space, or holds a line break or control character"
                yield Problem(file, number, field["name"], cell, what, "Remove it.")


def _validate(folder: Path, known: list[Problem]) -> list[Problem]:
    """Validate the package with Frictionless, and return the problems of rows of which none is known yet."""
    rows = {(problem.file, problem.row) for problem in known}
    try:
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
    except InvalidOperation:  # Frictionless raises it for "sNaN", which is among the known problems
        return []
    except frictionless.FrictionlessException as error:
        note = str(error.error.note)
        return [Problem("datapackage.json", 0, "", note, "Frictionless refuses the package", "Correct it.")]
    problems = [_translate(task.place, error) for task in report.tasks for error in task.errors]
    return [problem for problem in problems if (problem.file, problem.row) not in rows]


def _translate(place: str, error: Any) -> Problem:
    """Convert an error of Frictionless in the file `place`."""
    if error.type == "primary-key":
        column, cell = "id", next(iter(error.cells), "")
    else:
        column = getattr(error, "field_name", "") or ", ".join(getattr(error, "field_names", []))
        cells = getattr(error, "field_cells", getattr(error, "cells", []))
        cell = getattr(error, "cell", "") or ", ".join(map(str, cells))
    remedy = _allowed(place, column) if "enum" in error.note else REMEDIES.get(error.type, "Correct the row.")
    return Problem(place, getattr(error, "row_number", 0), column, cell, error.note.rstrip("."), remedy)


def _allowed(place: str, column: str) -> str:
    """List the values that a column may have, as a remedy."""
    fields = schemas()[Path(place).stem]["fields"]
    values = next(field["constraints"]["enum"] for field in fields if field["name"] == column)
    return f"Use one of {', '.join(values)}."
