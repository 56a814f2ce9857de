"""Links to the ledger's rows, and how rows are cited in notes and tables."""

from collections.abc import Iterable

import pandas as pd

from sectorbook.auditing.naming import assumption
from sectorbook.formats.markup import escape_html
from sectorbook.ledger.context import Context
from sectorbook.ledger.display import written_place
from sectorbook.ledger.report import Report
from sectorbook.values.wording import capitalize, join_words

ROOT = "%ROOT%/"
"""Stands for the path to the site's root, which differs from page to page."""
CONTEXT = "ledger/context.html"
SHORT = ("it", "ict", "bop", "ebops", "pseb", "sbp", "secp")


def row_link(report: Report, statement: str) -> str:
    """A statement's id as a link to its row in the ledger.

    Parameters
    ----------
    report : Report
        The report of the statement.
    statement : str
        The statement's id.

    Returns
    -------
    str
        HTML, in which `ROOT` stands for the path to the site's root.
    """
    return _link(f"ledger/{report.slug}.html", statement)


def context_link(row: str) -> str:
    """The id of a row of the context as a link to it.

    Parameters
    ----------
    row : str
        The row's id.

    Returns
    -------
    str
        HTML, in which `ROOT` stands for the path to the site's root.
    """
    return _link(CONTEXT, row)


def listed_rows(report: Report, context: Context | None, names: Iterable[str]) -> str:
    """Rows that a number rests on as a list in a sentence.

    Parameters
    ----------
    report : Report
    context : Context or None
    names : iterable of str
        Ids of statements and of rows of the context, and names of identities.

    Returns
    -------
    str
        HTML: each row as a link with what it prints, each identity as what is taken for granted.
    """
    return join_words(_row(report, context, name) for name in names)


def cited(holder: Report | Context, source: str) -> str:
    """Cite a source, as a link where it has an address.

    Parameters
    ----------
    holder : Report or Context
        Has the source.
    source : str
        Id of the source.

    Returns
    -------
    str
        HTML.
    """
    url, words = holder.sources.at[source, "url"], escape_html(capitalize(holder.cite(source)))
    return f'<a href="{escape_html(url)}">{words}</a>' if url else words


def paragraph(statement: pd.Series) -> str:
    """The position of a statement in its source: ", p. 4" or ", paragraph 2".

    Parameters
    ----------
    statement : Series
        A row of `Report.statements`.

    Returns
    -------
    str
        Empty where neither place nor paragraph is known.
    """
    place = written_place(statement)
    return f", {escape_html(place)}" if place else ""


def in_words(name: str) -> str:
    """A name of a table or measure for a reader: "it_exports" is "IT exports".

    Parameters
    ----------
    name : str
        Words with underscores between.

    Returns
    -------
    str
        Words with blanks between.
    """
    return " ".join(word.upper() if word in SHORT else word for word in name.split("_"))


def _row(report: Report, context: Context | None, name: str) -> str:
    """Write one row that a number rests on."""
    if name in report.statements.index:
        return f"“{escape_html(report.statements.at[name, 'printed'])}” ({row_link(report, name)})"
    if name.partition("@")[0] in report.identities.index:
        return f"the assumption that {escape_html(assumption(report, name))}"
    for table in context.tables.values() if context else ():
        if name in table.index:
            return f"“{escape_html(table.at[name, 'printed'])}” ({context_link(name)})"
    return escape_html(name)


def _link(page: str, row: str) -> str:
    """Write the id of a row as a link to a page of the ledger."""
    return f'<a class="id" href="{ROOT}{page}#{row}">{escape_html(row)}</a>'
