"""Read a data package's tables strictly: the bytes first, then Frictionless with the package's own schema."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import InvalidOperation
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd

from sectorbook.errors import Problem

Rows = list[dict[str, str]]
"""A table: one mapping of column to cell per line; the line's number in the file is its index + 2."""

CELL_FORMS = {
    "number": (re.compile(r"-?[0-9]+(\.[0-9]+)?"), "Write a plain decimal such as 3.5, digits 0 to 9 only."),
    "integer": (re.compile(r"-?[0-9]+"), "Write a whole number, digits 0 to 9 only."),
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "Write the date as 2025-11-20."),
}
NAMES = {"number": "a number", "integer": "a whole number", "date": "a date"}
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
"""Tables of what is around the reports; they share a schema."""
MAY_BE_EMPTY = ("corrections", "identities", "indicators", "not_figures", "questions")
"""Tables of which a header alone says enough: nothing adds up, nothing looks like a figure and is none, no question."""


@cache
def schemas() -> dict[str, Any]:
    """The schema of each table by its name, as every package's datapackage.json has to repeat it."""
    text = files("sectorbook.ledger").joinpath("schemas.json").read_text(encoding="utf-8")
    found = dict(json.loads(text))
    return found | dict.fromkeys(CONTEXT_TABLES, found.pop("observations"))


def apply_schema(name: str, rows: Rows, index: str | None) -> pd.DataFrame:
    """A table with the types of its schema; decimals become the nearest floats, which print as they stood."""
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
    """Every table of a package by name, and every problem of its form.

    Tables that cannot be read at all are left out. `needed` names those that have to be there.
    """
    descriptor, problems = _read_descriptor(folder, needed)
    tables: dict[str, Rows] = {}
    for resource in descriptor.get("resources", []):
        name = str(resource.get("name"))
        if name in schemas():
            rows, found = read_table(folder / f"{name}.csv", schemas()[name])
            problems += found
            tables |= {name: rows} if rows or (name in MAY_BE_EMPTY and not found) else {}
    if descriptor and all(name in tables for name in needed):
        problems += _validate(folder, problems)
    return tables, problems


def read_table(file: Path, schema: dict[str, Any]) -> tuple[Rows, list[Problem]]:
    """The rows of one CSV file and what is wrong with its bytes; no rows where it cannot be read."""
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
    return [dict(zip(names, row, strict=False)) for row in rows[1:]], problems


def _read_descriptor(folder: Path, needed: tuple[str, ...]) -> tuple[dict[str, Any], list[Problem]]:
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
    """A package that loosens a rule would let through what the rule is there to stop."""
    file = "datapackage.json"
    if name not in schemas():
        what, remedy = "there is no table of this name", f"Use one of {', '.join(schemas())}."
        yield Problem(file, 0, "resources", name, what, remedy)
    elif resource.get("schema") != schemas()[name]:
        what = f'the schema of "{name}" is not the one that reports share'
        yield Problem(file, 0, "schema", name, what, "Copy the schema from another report's datapackage.json.")
    elif resource.get("path") != f"{name}.csv":
        what = f'the path of "{name}" is not "{name}.csv"'
        yield Problem(file, 0, "path", str(resource.get("path")), what, "Rename the file and the path.")


def _byte_problems(file: str, raw: bytes, header: str) -> Iterator[Problem]:
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
    fields = schema["fields"]
    for number, row in enumerate(rows, start=2):
        if len(row) != len(fields):
            what = f"the row has {len(row)} cells, the header {len(fields)}"
            yield Problem(file, number, "", ",".join(row), what, "Add or remove commas; quote cells that hold one.")
        for field, cell in zip(fields, row, strict=False):
            form, remedy = CELL_FORMS.get(field["type"], (None, ""))
            if cell and form and not form.fullmatch(cell):
                yield Problem(file, number, field["name"], cell, f"it is not {NAMES[field['type']]}", remedy)
            elif cell != cell.strip() or not cell.isprintable():
                what = "the cell starts or ends with a space, or holds a line break or control character"
                yield Problem(file, number, field["name"], cell, what, "Remove it.")


def _validate(folder: Path, known: list[Problem]) -> list[Problem]:
    """What Frictionless finds beyond the problems already known of the same cells and rows."""
    seen = {(problem.file, problem.row) for problem in known}
    try:
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
    except InvalidOperation:  # Frictionless stumbles over "sNaN", which is among the known problems
        return []
    except frictionless.FrictionlessException as error:
        note = str(error.error.note)
        return [Problem("datapackage.json", 0, "", note, "Frictionless refuses the package", "Correct it.")]
    found = [_translate(task.place, error) for task in report.tasks for error in task.errors]
    return [problem for problem in found if (problem.file, problem.row) not in seen]


def _translate(place: str, error: Any) -> Problem:
    if error.type == "primary-key":
        column, cell = "id", next(iter(error.cells), "")
    else:
        column = getattr(error, "field_name", "") or ", ".join(getattr(error, "field_names", []))
        cells = getattr(error, "field_cells", getattr(error, "cells", []))
        cell = getattr(error, "cell", "") or ", ".join(map(str, cells))
    allowed = _allowed(place, column) if "enum" in error.note else ""
    remedy = allowed or REMEDIES.get(error.type, "Correct the row.")
    return Problem(place, getattr(error, "row_number", 0), column, cell, error.note.rstrip("."), remedy)


def _allowed(place: str, column: str) -> str:
    """The values that a column's rule lists, as a remedy."""
    fields = schemas()[Path(place).stem]["fields"]
    values = next(field["constraints"]["enum"] for field in fields if field["name"] == column)
    return f"Use one of {', '.join(values)}."
