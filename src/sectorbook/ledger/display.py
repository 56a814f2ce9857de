"""How reports and statements are displayed in notebooks, and named in messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from sectorbook.errors import shown
from sectorbook.formats.markup import html_line, html_table
from sectorbook.ledger.assumptions import OURS
from sectorbook.ledger.rules.printed import row_unit
from sectorbook.values.intervals import write_printed
from sectorbook.values.wording import count_of, uncapitalize, write_strict

if TYPE_CHECKING:
    from sectorbook.ledger.report import Report

LONGEST = 8
"""Of how many identities a report's display tells at most."""
ROLES = {
    "core": "one of the report's own figures, which are reconciled",
    "test": "compared with the report's own figures",
    "quote": "quoted, and not reckoned with",
    "draft": "not looked at yet",
}
"""What a statement's role means."""


@dataclass(frozen=True)
class Statement:
    """A statement as it is displayed.

    Attributes
    ----------
    id : str
    subject : str
        What it is of.
    printed : str
        The printed expression.
    range : str
        The range that it is taken for; empty where there is none.
    where : str
        The source, and the place or the paragraph in it.
    role : str
        What it is used for, in words.
    note : str
    """

    id: str
    subject: str
    printed: str
    range: str
    where: str
    role: str
    note: str

    def __repr__(self) -> str:
        """Display it in one line."""
        where = f" ({self.where})" if self.where else ""
        return shown(f'{self.id}: "{self.printed}" for {uncapitalize(self.subject)}{where}', most=300)

    def _repr_html_(self) -> str:
        """Display it in a notebook, a line each for what there is."""
        rows = {
            "printed": f"\N{LEFT DOUBLE QUOTATION MARK}{self.printed}\N{RIGHT DOUBLE QUOTATION MARK}",
            "of": self.subject,
            "read as": self.range,
            "in": self.where,
            "used as": self.role,
            "note": self.note,
        }
        return html_table([[name, text] for name, text in rows.items() if text], [self.id, ""])


def display_statement(report: Report, name: str) -> Statement:
    """Collect what is displayed of a statement.

    Parameters
    ----------
    report : Report
    name : str
        Id of the statement.

    Returns
    -------
    Statement
    """
    row = report.statements.loc[name]
    printed = "" if row[["low", "high"]].isna().all() else write_printed(row["low"], row["high"], _unit(report, name))
    where = [report.cite(row["source"], short=True) if row["source"] else "", written_place(row)]
    about = "about " if row["about"] == "yes" and printed else ""
    claimed = "; claimed by the opening or a title" if row["headline"] == "yes" else ""
    return Statement(
        name,
        _subject(report, name),
        str(row["printed"]),
        about + write_strict(printed, row["shape"]),
        ", ".join(filter(None, where)),
        ROLES[row["role"]] + claimed,
        str(row["note"]),
    )


def written_place(row: Mapping[Any, Any]) -> str:
    """Write where on its source a statement is printed.

    Parameters
    ----------
    row : mapping
        The statement, such as a row of `Report.statements`.

    Returns
    -------
    str
        Its place in the source's own count, such as "p. 4", else "paragraph 2"; empty where neither is known.
    """
    if place := row.get("place", ""):
        return str(place)
    number = row.get("paragraph")
    return "" if number is None or pd.isna(number) else f"paragraph {number}"


def _subject(report: Report, name: str) -> str:
    """Return what a statement is of, which a draft may not say yet."""
    row = report.statements.loc[name]
    if row["variable"]:
        return report.subject(name)
    return report.label(row["indicator"]) if row["indicator"] else "nothing yet"


def _unit(report: Report, name: str) -> str:
    """Return the unit of a statement's ends."""
    row = report.statements.loc[name].to_dict()
    return row_unit(row, report.units)


def name_in_words(report: Report, name: str) -> str:
    """Name a statement by what it prints and of what, and an identity by its sum.

    Parameters
    ----------
    report : Report
    name : str
        Id of the statement, or name of the identity with the period where it is not the main one.

    Returns
    -------
    str
        Such as '"$3.5 million" for companies' revenue'; of tables without words, the name alone.
    """
    if name not in report.statements.index:
        return f"that {report.formula(name)}"
    row = report.statements.loc[name]
    if not row["printed"]:
        return f'"{shown(name)}"'
    if row["attributed_to"] == OURS:
        words = f"{write_printed(row['low'], row['high'], _unit(report, name))}, which is assumed,"
    else:
        words = f'"{shown(row["printed"])}"'
    return f"{words} for {uncapitalize(report.subject(name))}"


def report_line(report: Report) -> str:
    """Say in one line what a report has.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
    """
    return shown("; ".join([f"Report {report.slug}: {report.title}", _counts(report), *report.changes]), most=400)


def report_html(report: Report) -> str:
    """Display a report in a notebook: its title, what it has, what is assumed and what was changed.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
        HTML.
    """
    rows = {"content": _counts(report), "sources": "; ".join(_own_sources(report))}
    assumed = list(map(report.formula, report.identities.index.unique()))
    more = [f"and {len(assumed) - LONGEST} more"] if len(assumed) > LONGEST else []
    rows |= {"taken for granted": "; ".join([*assumed[:LONGEST], *more])}
    rows |= {"period": "" if report.period == "undated" else report.period, "changed here": "; ".join(report.changes)}
    table = html_table([[name, text] for name, text in rows.items() if text])
    return html_line(f"{report.title} ({report.slug})") + table


def _counts(report: Report) -> str:
    """Count a report's statements by what they are used for."""
    roles = report.statements["role"].value_counts()
    words = {"test": "to compare", "quote": "only quoted", "draft": "not looked at yet"}
    others = [f"{roles[role]} {text}" for role, text in words.items() if role in roles]
    return ", ".join([f"{count_of(int(roles.get('core', 0)), 'figure')} of its own", *others])


def _own_sources(report: Report) -> list[str]:
    """Cite the sources of a report's own figures."""
    return [report.cite(source, short=True) for source in report.own_sources if source in report.sources.index]
