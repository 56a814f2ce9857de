"""Write the tables and datapackage.json of a folder in one form, and tell what is changed by that."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from sectorbook.errors import LedgerError, shown
from sectorbook.folders import own_files
from sectorbook.formats.cells import csv_text
from sectorbook.ledger.packages import read_descriptor
from sectorbook.ledger.rules.printed import is_passed_over, row_unit
from sectorbook.ledger.rules.report import complete_indicators
from sectorbook.ledger.rules.statements import LOOSE
from sectorbook.ledger.tables import (
    CELL_FORMS,
    Line,
    Row,
    Rows,
    column_names,
    is_hidden,
    read_lines,
    read_table,
    rows_of,
    schemas,
)
from sectorbook.ledger.workspace import catalogue_for
from sectorbook.values.expressions.amounts import ExpressionError
from sectorbook.values.expressions.grammar import read_expression
from sectorbook.values.intervals import write_exact

_FORM = {
    "scheme": "file",
    "format": "csv",
    "mediatype": "text/csv",
    "encoding": "utf-8",
    "dialect": {"csv": {"delimiter": ","}},
}
"""What datapackage.json says of the form of every table."""
LONG = 26
"""How many characters a number has at least that is left as it is."""
_STALE = ("bytes", "hash", "stats", "profile")
"""What an entry of a table may say that would no longer be true."""
_OURS = ("holds", "mayBeLeftOut")
"""Words of our own in the schemas, which other programs have no use for."""


@dataclass(frozen=True)
class Tidied:
    """A file in its canonical form.

    Attributes
    ----------
    file : Path
        The file.
    text : str
        What it should hold.
    changes : tuple of str
        How that differs from what it holds, one sentence each; empty where it does not.
    """

    file: Path
    text: str
    changes: tuple[str, ...]


def tidy(folder: Path, check: bool = False) -> list[str]:
    """Rewrite the tables and datapackage.json of a report, the context or a catalogue in canonical form.

    Parameters
    ----------
    folder : Path
        Folder of the data package.
    check : bool, default False
        Whether to leave the files as they are, and only list what would change.

    Returns
    -------
    list of str
        What changes, with file, row and column where it is a cell.

    Raises
    ------
    LedgerError
        Where a file cannot be read; nothing is written then.
    """
    files = [file for file in own_files(folder, "*.csv") if file.stem in schemas()]
    descriptor, problems = read_descriptor(folder, ())
    problems = [problem for problem in problems if problem.column != "resources" or problem.value not in schemas()]
    lines = {}
    for file in files:
        lines[file], mistakes = read_lines(file)
        problems += mistakes
    if not problems:
        lines = {file: [(number, list(map(_clean, cells))) for number, cells in read] for file, read in lines.items()}
        problems = [problem for file in files for problem in rows_of(file, lines[file])[1]]
    if problems:
        raise LedgerError(folder.name, problems)
    tidied = [*_tables(folder, files, lines), _descriptor(folder, descriptor, [file.stem for file in files])]
    if not check:
        write_files({one.file: one.text for one in tidied if one.changes})
    return [change for one in tidied for change in one.changes]


def _tables(folder: Path, files: Sequence[Path], lines: Mapping[Path, Sequence[Line]]) -> Iterator[Tidied]:
    """Yield each table in canonical form."""
    tables = {file.stem: rows_of(file, lines[file])[0] for file in files}
    complete_indicators(tables)
    _mark_passed_over(tables, catalogue_for(folder) / "indicators.csv")
    for file in files:
        rows = tables[file.stem]
        for row in rows:
            _settle(row, file.stem)
        text = table_text(file.stem, rows)
        yield Tidied(file, text, tuple(_changes(file, text, rows)))


def _mark_passed_over(tables: Mapping[str, Rows], catalogue: Path) -> None:
    """Give the reading words to statements of an older file that nothing is held against when it is loaded."""
    shared = read_table(catalogue)[0] if catalogue.is_file() else []
    units = {row["id"]: row["unit"] for row in (*tables.get("indicators", []), *shared)}
    for row in tables.get("statements", []):
        if is_passed_over(row, row_unit(row, units)):
            row["reading"] = "words"


def _clean(cell: str) -> str:
    """Compose a cell's letters, strip it, and write spaces for what looks like one and nothing for what is not seen."""
    composed = unicodedata.normalize("NFC", cell)
    return "".join(_seen(composed, place) for place in range(len(composed))).strip()


def _seen(cell: str, place: int) -> str:
    """Return a character of a cell as it can be seen; line breaks stay, for loading to tell of them."""
    if not is_hidden(cell, place):
        return cell[place]
    return {"Zs": " ", "Cf": ""}.get(unicodedata.category(cell[place]), cell[place])


def _settle(row: Row, name: str) -> None:
    """Write the numbers of a row with no more digits than they need, and strict bounds in their own shape."""
    for field in schemas()[name]["fields"]:
        kind, cell = field.get("holds", field["type"]), row[field["name"]]
        if cell and kind in ("amount", "number", "integer") and re.fullmatch(CELL_FORMS[kind][0], cell):
            row[field["name"]] = write_exact(Fraction(cell)) if len(cell) < LONG else cell
    if name == "statements" and row["reading"] == "digits":
        strict = _shape_of(row["printed"])
        if LOOSE.get(strict) == row["shape"]:
            row["shape"], row["rounded_to"] = strict, "0"


def _shape_of(printed: str) -> str:
    """Return the shape of a printed expression; empty where it cannot be read."""
    try:
        return read_expression(printed).shape
    except ExpressionError:
        return ""


def visible(text: str) -> str:
    """Return a text as a cell of a table can hold it: on one line, without what cannot be seen.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The same in composed letters.
    """
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    if composed.isprintable():
        return composed
    seen = (
        sign if not is_hidden(composed, at) else " " if unicodedata.category(sign) == "Zs" else ""
        for at, sign in enumerate(composed)
    )
    kept = " ".join("".join(seen).split())
    return kept if kept == composed else visible(kept)


def table_text(name: str, rows: Sequence[Mapping[str, str]]) -> str:
    """Write rows as CSV, a cell quoted where it has to be.

    Parameters
    ----------
    name : str
        Name of the table.
    rows : sequence of mapping
        Its rows, cells by column; a column that a row lacks is empty.

    Returns
    -------
    str
        The table as it is stored.
    """
    columns = column_names(name)
    return csv_text([columns, *([row.get(column, "") for column in columns] for row in rows)], is_data=True)


def _changes(file: Path, text: str, rows: Rows) -> Iterator[str]:
    """Yield how the canonical form of a table differs from its file: first the form, then each cell."""
    raw = file.read_bytes()
    if raw == text.encode():
        return
    before = read_lines(file)[0]
    (_, header), *body = before or [(1, [])]
    forms = list(_forms(file, raw, header, len(body)))
    cells = list(_changed_cells(file.name, header, body, rows))
    yield from (f"{file.name}: {form}" for form in forms)
    yield from cells
    if not forms and not cells:
        yield f"{file.name}: kept quotes only where a cell needs them"


def _forms(file: Path, raw: bytes, header: Sequence[str], count: int) -> Iterator[str]:
    """Yield how a file differs in form."""
    names = [_clean(name) for name in header]
    added = [name for name in column_names(file.stem) if name not in names]
    kept = [name for name in column_names(file.stem) if name in names]
    if raw.startswith(b"\xef\xbb\xbf"):
        yield "left out the byte order mark"
    if b"\r" in raw:
        yield "ended lines with LF"
    if names != kept:
        yield "put the columns in order"
    if added:
        yield f"added the column{'s' if len(added) > 1 else ''} {', '.join(added)}"
    if len(list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))) > count + 1:
        yield "left out empty rows"


def _changed_cells(name: str, header: Sequence[str], body: Sequence[Line], rows: Rows) -> Iterator[str]:
    """Yield each cell that is written otherwise, with its place and both texts."""
    names = [_clean(column) for column in header]
    for (number, cells), row in zip(body, rows, strict=True):
        before = dict(zip(names, cells, strict=True))
        for column, cell in row.items():
            if before.get(column, "") != cell:
                what = f'"{shown(before.get(column, ""))}" becomes "{shown(cell)}"'
                yield f"{name}, row {number}, column {column}: {what}"


def _descriptor(folder: Path, descriptor: Mapping[str, Any], names: Sequence[str]) -> Tidied:
    """Return datapackage.json with an entry a table, and all else that it says."""
    file = folder / "datapackage.json"
    entries = {entry["name"]: entry for entry in descriptor["resources"]}
    listed = [name for name in entries if name in schemas()]
    resources = [_entry(name, entries.get(name, {})) for name in [*listed, *(n for n in names if n not in entries)]]
    text = json.dumps({**descriptor, "resources": resources}, ensure_ascii=False, indent=1) + "\n"
    raw = file.read_bytes()
    if raw == text.encode():
        return Tidied(file, text, ())
    changes = [
        f"{file.name}: wrote the entry of {name} anew"
        for name in names
        if entries.get(name) != _entry(name, entries.get(name, {}))
    ]
    return Tidied(file, text, tuple(changes or [f"{file.name}: wrote it in the form of other packages"]))


def _entry(name: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entry of a table in datapackage.json, with what it says besides its form and schema."""
    canonical = {"name": name, "type": "table", "path": f"{name}.csv", **_FORM, "schema": _plain_schema(name)}
    return canonical | {key: value for key, value in before.items() if key not in canonical and key not in _STALE}


def _plain_schema(name: str) -> dict[str, Any]:
    """Return the schema of a table without our own words."""
    schema: dict[str, Any] = schemas()[name]
    fields = [{key: value for key, value in field.items() if key not in _OURS} for field in schema["fields"]]
    return schema | {"fields": fields}


def write_files(texts: Mapping[Path, str]) -> None:
    """Write files, each as a whole: all of them to temporary files first, which then take their places.

    Parameters
    ----------
    texts : mapping of Path to str
        What each file shall hold.
    """
    ready: list[tuple[Path, Path]] = []
    try:
        for file, text in texts.items():
            with NamedTemporaryFile("wb", dir=file.parent, prefix=f".{file.name}-", delete=False) as out:
                ready.append((Path(out.name), file))
                out.write(text.encode())
        for temporary, file in ready:
            temporary.chmod(file.stat().st_mode if file.exists() else 0o644)
            temporary.replace(file)
    finally:
        for temporary, _ in ready:
            temporary.unlink(missing_ok=True)
