"""A report of few rows, written as files, for tests that spoil them or save them as other programs do."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

Cells = Mapping[str, str]

STATEMENT = {
    "period": "2024",
    "shape": "point",
    "about": "no",
    "rounded_to": "1",
    "role": "core",
    "source": "POST",
    "paragraph": "1",
    "reading": "digits",
    "attributed_to": "",
    "note": "",
}
TABLES: dict[str, list[dict[str, str]]] = {
    "sources": [
        {
            "id": "POST",
            "title": "Harbour firms in numbers",
            "publisher": "The Harbour Post",
            "date": "2024-03-05",
            "date_quality": "printed",
            "url": "",
            "archived_url": "",
            "accessed": "",
            "kind": "account",
            "copies": "",
            "about_report": "yes",
            "note": "",
        }
    ],
    "identities": [
        {
            "identity": "moored",
            "indicator": indicator,
            "coefficient": coefficient,
            "relation": "<=",
            "basis": "stated",
            "words": "of them moored",
            "paragraph": "1",
            "note": "",
        }
        for indicator, coefficient in (("moored_boats", "1"), ("boats", "-1"))
    ],
    "indicators": [
        {"id": name, "label": label, "unit": unit, "definition": f"{label} of the harbour", "topic": "harbour"}
        for name, label, unit in (
            ("boats", "Boats", "company"),
            ("moored_boats", "Moored boats", "company"),
            ("harbour_dues", "Harbour dues", "MUSD/year"),
            ("catch_growth", "Growth of the catch", "percent"),
            ("full_berths", "Berths that are full", "percent"),
        )
    ],
    "statements": [
        STATEMENT
        | {"id": "B-1", "indicator": "boats", "low": "62", "high": "62", "printed": "62 boats", "note": "At the Môle"},
        STATEMENT
        | {
            "id": "B-2",
            "indicator": "moored_boats",
            "shape": "at_least",
            "low": "40",
            "high": "",
            "rounded_to": "10",
            "printed": "at least 40",
        },
        STATEMENT
        | {
            "id": "B-3",
            "indicator": "harbour_dues",
            "shape": "range",
            "low": "2.5",
            "high": "3.5",
            "about": "yes",
            "rounded_to": "0.1",
            "printed": "about $2.5–3.5 million",
            "note": 'With a comma, and a quote: "dues"',
        },
    ],
}
"""The tables of the report, in the columns that the first reports had."""


def csv_bytes(
    rows: Sequence[Cells], columns: Sequence[str] = (), line: str = "\n", quoting: int = csv.QUOTE_MINIMAL
) -> bytes:
    """Rows as Python's csv writes them."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns or list(rows[0]), lineterminator=line, quoting=quoting, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def write_report(folder: Path, **tables: Sequence[Cells]) -> Path:
    """Write the report, with some tables replaced by others."""
    folder.mkdir(parents=True, exist_ok=True)
    resources = []
    for name, rows in (TABLES | tables).items():
        if not rows:
            rows = [dict.fromkeys(TABLES[name][0], "")]  # a row of empty cells is none
        columns = list(dict.fromkeys(column for row in rows for column in row))
        (folder / f"{name}.csv").write_bytes(csv_bytes(rows, columns))
        resources.append({"name": name, "path": f"{name}.csv"})
    descriptor = {"name": folder.name, "title": "Harbour firms", "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def statement(name: str, indicator: str, printed: str, low: str, high: str, **others: str) -> dict[str, str]:
    """A row of statements.csv; what is not given is that of an exact point of the core."""
    cells = {"id": name, "indicator": indicator, "printed": printed, "low": low, "high": high}
    return STATEMENT | cells | others
