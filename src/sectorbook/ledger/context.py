"""What is around the reports: the country's series, districts, comparators; each value with its source and standing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from sectorbook.errors import LedgerError, Problem, SectorbookError, suggestion
from sectorbook.ledger.report import cite, package_digest
from sectorbook.ledger.tables import CONTEXT_TABLES, Rows, apply_schema, read_package
from sectorbook.ledger.workspace import find_workspace
from sectorbook.values.units import is_unit


@dataclass(frozen=True)
class Context:
    """Published figures that no report prints.

    Attributes
    ----------
    tables : by name, one printed value a row, indexed by id; low and high are floats in `unit`, NaN where open
    seats : the seats of the districts, with latitude and longitude in degrees
    sources : one publication a row
    digest : SHA-256 of the files it was loaded from
    others : the reports whose sources it has too, by name with the SHA-256 of their files
    """

    tables: dict[str, pd.DataFrame]
    seats: pd.DataFrame
    sources: pd.DataFrame
    digest: str
    others: Mapping[str, str] = field(default_factory=dict)

    def table(self, name: str) -> pd.DataFrame:
        """A table as it is kept, with what is never reckoned with; an unknown one raises `SectorbookError`."""
        return self.tables[_known(name, list(self.tables), "table")]

    def values(self, name: str, measure: str, subject: str | None = None) -> pd.DataFrame:
        """The rows of a measure that may be reckoned with, of one subject or of all.

        An unknown table, measure or subject raises `SectorbookError`.
        """
        table = self.table(name)
        table = table[table["measure"] == _known(measure, list(table["measure"].unique()), f"measure of {name}")]
        if subject is not None:
            table = table[table["subject"] == _known(subject, list(table["subject"].unique()), f"subject of {measure}")]
        return table[table["use"] == "yes"]

    def cite(self, source: str, short: bool = False) -> str:
        """A source in one line: publisher, title unless `short`, date where one is visible."""
        return cite(self.sources, _known(source, list(self.sources.index), "source"), short)


def load_context(folder: Path | None = None) -> Context:
    """Load what is around the reports, from a folder or from `data/context` of the workspace in use.

    Raises `LedgerError` with every problem of its files: file, row, column, value, and what to do.
    """
    folder = folder or find_workspace().data / "context"
    tables, problems = read_package(folder, needed=(*CONTEXT_TABLES, "seats", "sources"))
    seen = {(problem.file, problem.row, problem.column) for problem in problems}
    broken = [*_observation_problems(tables), *_source_problems(tables.get("sources", []))]
    problems += [problem for problem in broken if (problem.file, problem.row, problem.column) not in seen]
    if problems:
        raise LedgerError(folder.name, problems)
    observations = {name: apply_schema(name, tables[name], "id") for name in CONTEXT_TABLES}
    seats, sources = (
        apply_schema("seats", tables["seats"], "district"),
        apply_schema("sources", tables["sources"], "id"),
    )
    return Context(observations, seats, sources, package_digest(folder))


def _known(name: str, known: list[str], kind: str) -> str:
    if name not in known:
        hint = suggestion(name, known, f"Known are {', '.join(known)}.")
        raise SectorbookError(f'data/context has no {kind} "{name}". {hint}')
    return name


def _observation_problems(tables: dict[str, Rows]) -> Iterator[Problem]:
    for name in CONTEXT_TABLES:
        for number, row in enumerate(tables.get(name, []), start=2):
            file = f"{name}.csv"
            if not is_unit(row["unit"]):
                what = "pint does not know the unit"
                yield Problem(file, number, "unit", row["unit"], what, "Use one of units.csv or pint's.")
            if not row["low"] and not row["high"]:
                yield Problem(file, number, "low", "", "both ends are open", "Write the one that is printed.")
            elif row["low"] and row["high"] and float(row["low"]) > float(row["high"]):
                what = f"the low end is above the high end {row['high']}"
                yield Problem(file, number, "low", row["low"], what, "Swap the two, or correct them by the source.")
            if row["use"] == "no" and not row["note"]:
                what = "nothing says why it is never reckoned with"
                yield Problem(file, number, "note", "", what, "Write the reason.")


def _source_problems(rows: Rows) -> Iterator[Problem]:
    for number, row in enumerate(rows, start=2):
        if not row["url"]:
            yield Problem("sources.csv", number, "url", "", "the source has no address", "Write it.")
