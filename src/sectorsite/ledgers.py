"""The ledger as pages: statements of each report, their tightest ranges, and the context."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import pandas as pd

from sectorbook.analysis.publication_history import corrections_sentence, corrections_table
from sectorbook.analysis.result_tables import identities_table
from sectorbook.auditing.naming import quoted
from sectorbook.formats.markdown import escape_markdown
from sectorbook.formats.markup import escape_html
from sectorbook.ledger.context import Context
from sectorbook.ledger.periods import UNDATED, write_period
from sectorbook.ledger.report import Report
from sectorbook.pages.page import Page
from sectorbook.pages.written import write_value
from sectorbook.reconcile.result import Result
from sectorbook.values.wording import capitalize, join_words
from sectorsite.links import in_words, paragraph
from sectorsite.markup import folded, raw, table
from sectorsite.notes import Marker, Notes
from sectorsite.reading import result_of
from sectorsite.reports.citations import as_html, report_entries

WEB = ("http://", "https://")
ROLES = {
    "core": "core",
    "test": "compared with the core",
    "quote": "quoted, never computed with",
    "draft": "not yet looked at",
}
HEAD = """# {title}

This page has every statement as it is printed, the sums that tie them to each other, and the sources. *Core*
statements come first, and take part in what is computed; the others are compared with them. The same tables are in
`data/reports/{slug}/`. [The audit](../audits/{slug}.ipynb) says what they come to.
"""
AROUND = """# Around the reports

This page has series for the country, and figures for districts and other sectors, as they are printed. Values that
disagree stand beside each other; those marked *not used* are in no notebook, and say why. The same tables are in
`data/context/`.
"""


def ledger_page(slug: str, report: Report) -> str:
    """The page of a report: statements, tightest ranges, identities, corrections and sources.

    Parameters
    ----------
    slug : str
        Name of the report's folder.
    report : Report
        The report.

    Returns
    -------
    str
        MyST Markdown.
    """
    head = HEAD.format(title=escape_markdown(report.title), slug=slug)
    parts = [head, "## Statements", *map(raw, _statements(report))]
    result = result_of(slug)
    if result.is_feasible:
        notes = Notes("../")
        parts += ["## The tightest ranges", result.reading, raw(_ranges(result, notes)), raw(notes.html())]
    parts += ["## Identities", raw(_table(identities_table(report), "Identities"))]
    parts += ["## Corrections", escape_markdown(corrections_sentence(report))]
    if len(report.corrections):
        parts.append(raw(_table(corrections_table(report), "Corrections")))
    parts += ["## Sources", raw(_sources(report.sources)), "## Cite this report", raw(as_html(report_entries(report)))]
    return "\n\n".join(parts) + "\n"


def context_page(context: Context) -> str:
    """The page of the figures around the reports, with their sources.

    Parameters
    ----------
    context : Context
        The figures around the reports.

    Returns
    -------
    str
        MyST Markdown.
    """
    parts = [AROUND]
    for name, observed in context.tables.items():
        title = in_words(name)
        rows = f"Show {len(observed)} rows"
        parts += [f"## {capitalize(title)}", raw(folded(rows, _observations(context, observed, title)))]
    return (
        "\n\n".join(
            [*parts, "## Sources", raw(folded(f"Show {len(context.sources)} sources", _sources(context.sources)))]
        )
        + "\n"
    )


def _ranges(result: Result, notes: Notes) -> str:
    """Write what is printed and what is possible of each indicator, with notes."""
    page, marker, rows = Page(result), Marker(notes, result.report), []
    for name in map(str, result.bounds.index):
        printed = [quoted(result.report, statement) for statement in result.bounds.at[name, "printings"]]
        possible = write_value(page.evaluate(name))
        button = notes.button(possible.text, marker.note(possible.as_json()))
        label, words = result.report.label(name), join_words(printed) if printed else ""
        rows.append((escape_html(label), [escape_html(words), button]))
    return table(("what", "printed", "possible together"), rows, "The tightest ranges")


def _statements(report: Report) -> Iterator[str]:
    """Write the statements of a report as a table for each role; only the core is not folded."""
    for role, words in ROLES.items():
        own = report.statements[report.statements["role"] == role]
        if len(own):
            undated = bool((own["period"] == UNDATED).all())
            heads = ["statement", "what", "printed", *["period"] * (not undated), "where"]
            cells = partial(_statement_cells, report, undated)
            shown = "<p>No year is printed with any of these.</p>" * undated
            shown += _linked_table(heads, own, f"Statements: {words}", cells)
            yield shown if role == "core" else folded(f"{len(own)} {words}", shown)


def _statement_cells(report: Report, undated: bool, row: pd.Series) -> Iterator[str]:
    """Write the cells of a statement; where all are undated, none says so."""
    yield _subject(report, row) + _aside(row["note"])
    yield f"“{escape_html(row['printed'])}”"
    if not undated:
        yield "no year printed" if row["period"] == UNDATED else escape_html(write_period(row["period"]))
    by = f"; attributed to {escape_html(row['attributed_to'])}" if row["attributed_to"] else ""
    yield f"{_source_link(report, row['source'])}{paragraph(row)}{by}"


def _subject(report: Report, row: pd.Series) -> str:
    """Write what a statement is of: its indicator, and what a relation compares it with."""
    if not row["indicator"]:
        return "not named yet"
    return escape_html(report.label(row["variable"])) + _aside(report.comparison(row))


def _source_link(holder: Report | Context, source: str) -> str:
    """Cite a source in short, as a link to its row further down the page."""
    return f'<a href="#{escape_html(source)}">{escape_html(holder.cite(source, short=True))}</a>'


def _observations(context: Context, observed: pd.DataFrame, title: str) -> str:
    """Write one table of the context."""
    heads = ["row", "of", "what", "printed", "period", "source and standing"]
    return _linked_table(heads, observed, title, partial(_observation_cells, context))


def _observation_cells(context: Context, row: pd.Series) -> Iterator[str]:
    """Write the cells of a row of the context."""
    yield escape_html(row["subject"])
    yield escape_html(in_words(row["measure"])) + _aside(row["note"])
    yield f"“{escape_html(row['printed'])}”"
    yield escape_html(row["period"])
    standing = row["standing"] + ("" if row["use"] == "yes" else "; not used")
    yield _source_link(context, row["source"]) + _aside(standing)


def _linked_table(
    heads: list[str], frame: pd.DataFrame, label: str, cells: Callable[[pd.Series], Iterable[str]]
) -> str:
    """Write the rows of a frame as a table in which the head of each row is its address."""
    rows = [(escape_html(str(name)), list(cells(row))) for name, row in frame.iterrows()]
    return table(heads, rows, label, linked=True)


def _aside(words: str) -> str:
    """Write a remark in small type; empty where there is none."""
    return f' <span class="aside">{escape_html(words)}</span>' if words else ""


def _sources(sources: pd.DataFrame) -> str:
    """Write sources as a table."""
    return _linked_table(["source", "publisher", "title", "date", "note"], sources, "Sources", _source_cells)


def _source_cells(row: pd.Series) -> Iterator[str]:
    """Write the cells of a source."""
    title = escape_html(row["title"])
    yield escape_html(row["publisher"])
    yield f'<a href="{escape_html(row["url"])}">{title}</a>' if row["url"].startswith(WEB) else title
    yield "" if pd.isna(row["date"]) else f"{row['date']:%Y-%m-%d}"
    yield escape_html(row["note"])


def _table(shown: pd.DataFrame, label: str) -> str:
    """Write a table in full, as a table of the site."""
    rows = [(escape_html(str(name)), [escape_html(str(cell)) for cell in cells]) for name, *cells in shown.itertuples()]
    heads = [str(shown.index.name or ""), *map(str, shown.columns)]
    return table(map(escape_html, heads), rows, label)
