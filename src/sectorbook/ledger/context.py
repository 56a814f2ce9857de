"""Published figures beyond the reports: series of the country, its districts, comparators; each with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from sectorbook.errors import LedgerError, Problem, SectorbookError, suggestion
from sectorbook.ledger.packages import read_package
from sectorbook.ledger.report import Report, apply_schema, cite, tables_digest
from sectorbook.ledger.rules.statements import crossed_ends, unit_problems
from sectorbook.ledger.rules.units import strange_units
from sectorbook.ledger.tables import CONTEXT_TABLES, Rows, unreported
from sectorbook.ledger.workspace import find_workspace
from sectorbook.values.units import UNITS


@dataclass(frozen=True)
class Context:
    """Published figures that no report prints.

    Attributes
    ----------
    tables : dict of str to pandas.DataFrame
        Tables by name, each with one printed value a row, indexed by id; low and high are floats in `unit`, NaN where
        open.
    seats : pandas.DataFrame
        Seats of the districts, with latitude and longitude in degrees.
    sources : pandas.DataFrame
        One publication a row.
    digest : str
        SHA-256 of what its tables say.
    others : mapping of str to str
        Reports whose sources it includes, by name, with the SHA-256 of their files.
    """

    tables: dict[str, pd.DataFrame]
    seats: pd.DataFrame
    sources: pd.DataFrame
    digest: str
    others: Mapping[str, str] = field(default_factory=dict)

    def including(self, *reports: Report) -> Context:
        """Add the sources of some reports, named as in "nepal-2022:NBA".

        Parameters
        ----------
        *reports : Report

        Returns
        -------
        Context
            A copy with more sources, and with the digests of the reports.
        """
        others = [report.sources.add_prefix(f"{report.slug}:", axis="index") for report in reports]
        digests = {report.slug: report.digest for report in reports}
        return replace(self, sources=pd.concat([self.sources, *others]), others={**self.others, **digests})

    def table(self, name: str) -> pd.DataFrame:
        """Return a table, including the rows that are not for use in computations.

        Parameters
        ----------
        name : str
            Name of the table.

        Returns
        -------
        pandas.DataFrame
            The table, indexed by id.

        Raises
        ------
        SectorbookError
            Where there is no such table.
        """
        return self.tables[_known(name, list(self.tables), "table")]

    def values(self, name: str, measure: str, subject: str | None = None) -> pd.DataFrame:
        """Return the rows of a measure that may be used in computations.

        Parameters
        ----------
        name : str
            Name of the table.
        measure : str
            What is measured.
        subject : str, optional
            Of what; by default of all subjects.

        Returns
        -------
        pandas.DataFrame
            Rows of the table.

        Raises
        ------
        SectorbookError
            Where the table, the measure or the subject is unknown.
        """
        table = self.table(name)
        table = table[table["measure"] == _known(measure, list(table["measure"].unique()), f"measure of {name}")]
        if subject is not None:
            table = table[table["subject"] == _known(subject, list(table["subject"].unique()), f"subject of {measure}")]
        return table[table["use"] == "yes"]

    def cite(self, source: str, short: bool = False) -> str:
        """Cite a source in one line.

        Parameters
        ----------
        source : str
            Id of the source.
        short : bool, default False
            Whether to leave out the title.

        Returns
        -------
        str
            Publisher, title, and the date where it is known.

        Raises
        ------
        SectorbookError
            Where there is no such source.
        """
        return cite(self.sources, _known(source, list(self.sources.index), "source"), short)


def load_context(folder: Path | None = None) -> Context:
    """Load the published figures beyond the reports.

    Parameters
    ----------
    folder : Path, optional
        Folder of the data package; by default `data/context` of the workspace in use.

    Returns
    -------
    Context
        The loaded tables.

    Raises
    ------
    LedgerError
        With all problems of the files: file, row, column, value, and what to do.
    SectorbookError
        Where neither a folder nor a workspace is given.
    """
    folder = folder or find_workspace().data / "context"
    tables, problems = read_package(folder, needed=(*CONTEXT_TABLES, "seats", "sources"))
    problems += unreported(_problems(tables), problems)
    if problems:
        raise LedgerError(folder.name, problems)
    observations = {name: apply_schema(name, tables[name], "id") for name in CONTEXT_TABLES}
    seats = apply_schema("seats", tables["seats"], "district")
    sources = apply_schema("sources", tables["sources"], "id")
    return Context(observations, seats, sources, tables_digest(tables, UNITS))


def _known(name: str, known: list[str], kind: str) -> str:
    """Return a name; raise `SectorbookError` where it is unknown."""
    if name not in known:
        hint = suggestion(name, known, f"Known are {', '.join(known)}.")
        raise SectorbookError(f'data/context has no {kind} "{name}". {hint}')
    return name


def _problems(tables: dict[str, Rows]) -> Iterator[Problem]:
    """Check the units, ends and notes of the observations, and the addresses of the sources."""
    for row in (row for name in CONTEXT_TABLES for row in tables.get(name, [])):
        yield from unit_problems(row)
        if not row["low"] and not row["high"]:
            yield row.problem("low", "both ends are open", "Write the one that is printed.")
        yield from crossed_ends(row)
        if row["use"] == "no" and not row["note"]:
            yield row.problem("note", "nothing says why it is never used", "Write the reason.")
    yield from strange_units(tables)
    for row in tables.get("sources", []):
        if not row["url"]:
            yield row.problem("url", "the source has no address", "Write it.")
