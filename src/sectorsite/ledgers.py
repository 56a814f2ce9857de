"""The ledger as pages: what each report prints, what that leaves, what is around it, and what would settle it."""

from __future__ import annotations

from html import escape

import pandas as pd

from sectorbook.analysis.publication_history import corrections_sentence, corrections_table
from sectorbook.analysis.questions import letter, narrowing_table
from sectorbook.analysis.result_tables import bounds_table, identities_table
from sectorbook.ledger.context import Context
from sectorbook.ledger.report import Report
from sectorsite.marking import Marker
from sectorsite.markup import raw, table, tidy_table
from sectorsite.reading import origins_in, questions_of, result_of
from sectorsite.tracing import in_words, paragraph

ROLES = {"core": "core", "test": "held against the core", "quote": "quoted, never reckoned with"}
HEAD = """# {title}

Every statement as it is printed, the identities between what they are about, and the sources. *Core* statements take
part in what is computed; the others are held against them. The same as tables: `data/reports/{slug}/`.
"""
AROUND = """# Around the reports

Series of the country, figures of districts and of other sectors, as they are printed. Values that disagree stand beside
each other; those marked *not used* are in no notebook, and say why. The same as tables: `data/context/`.
"""
SETTLE = """# What would settle it

Some facts would tell more than any calculation, and nobody printed them. Each is held at either end of what it can be;
the table says which ranges would get narrower. Below is the same as a letter, ready to be sent to the publisher.
"""


def ledger_page(slug: str, report: Report) -> str:
    """A report's statements, what they leave, identities, sources and corrections."""
    parts = [HEAD.format(title=report.title, slug=slug), "## Statements", raw(_statements(report))]
    result = result_of(slug)
    if result.is_feasible:
        marker = Marker(origins_in(slug), "../")
        told = f"<strong>Computed</strong> from the statements and identities of this page. {result.reading}"
        shown = marker.html(_table(bounds_table(result), "Tightest ranges"), told)
        parts += ["## The tightest ranges", result.reading, raw(shown), raw(marker.notes())]
    parts += ["## Identities", raw(_table(identities_table(report), "Identities"))]
    parts += ["## Corrections", corrections_sentence(report)]
    if len(report.corrections):
        parts.append(raw(_table(corrections_table(report), "Corrections")))
    return "\n\n".join([*parts, "## Sources", raw(_sources(report.sources))]) + "\n"


def context_page(context: Context) -> str:
    """The tables of what is around the reports, and their sources."""
    parts = [AROUND]
    for name, observed in context.tables.items():
        title = in_words(name)
        parts += [f"## {title[:1].upper()}{title[1:]}", raw(_observations(context, observed, title))]
    return "\n\n".join([*parts, "## Sources", raw(_sources(context.sources))]) + "\n"


def settle_page(reports: dict[str, Report]) -> str:
    """What nobody printed of each report, and what it would narrow."""
    parts = [SETTLE]
    first = Marker(origins_in(), "")
    for slug, report in reports.items():
        result, marker = result_of(slug), Marker(origins_in(slug), "")
        marker.share(first)
        if result.is_feasible:
            shown = marker.html(_table(narrowing_table(result, questions_of(slug)), "Questions"), "", supposed=True)
            text = escape(letter(result, questions_of(slug)))
            parts += [f"## {report.title}", raw(shown)]
            parts += [raw(f"<details><summary>The letter</summary><pre>{text}</pre></details>")]
    return "\n\n".join([*parts, raw(first.notes())]) + "\n"


def _statements(report: Report) -> str:
    rows = [
        (
            str(name),
            [
                escape(report.label(row["indicator"])) + _aside(row["note"]),
                f"“{escape(row['printed'])}”",
                escape(_period(row["period"])),
                _where(report, row),
                ROLES[row["role"]],
            ],
        )
        for name, row in report.statements.iterrows()
    ]
    return table(["statement", "what", "printed", "period", "where", "role"], rows, "Statements", linked=True)


def _period(period: str) -> str:
    return "no year printed" if period == "undated" else period


def _where(report: Report, row: pd.Series) -> str:
    by = f"; attributed to {escape(row['attributed_to'])}" if row["attributed_to"] else ""
    return f'<a href="#{row["source"]}">{escape(report.cite(row["source"], short=True))}</a>{paragraph(row)}{by}'


def _observations(context: Context, observed: pd.DataFrame, title: str) -> str:
    rows = [
        (
            str(name),
            [
                escape(row["subject"]),
                escape(in_words(row["measure"])) + _aside(row["note"]),
                f"“{escape(row['printed'])}”",
                escape(row["period"]),
                f'<a href="#{row["source"]}">{escape(context.cite(row["source"], short=True))}</a>'
                + _aside(row["standing"] + ("" if row["use"] == "yes" else "; not used")),
            ],
        )
        for name, row in observed.iterrows()
    ]
    return table(["row", "of", "what", "printed", "period", "source and standing"], rows, title, linked=True)


def _aside(words: str) -> str:
    """What stands beneath, in small type."""
    return f' <span class="aside">{escape(words)}</span>' if words else ""


def _sources(sources: pd.DataFrame) -> str:
    rows = [
        (
            str(name),
            [
                escape(row["publisher"]),
                f'<a href="{escape(row["url"])}">{escape(row["title"])}</a>' if row["url"] else escape(row["title"]),
                "" if pd.isna(row["date"]) else f"{row['date']:%Y-%m-%d}",
                escape(row["note"]),
            ],
        )
        for name, row in sources.iterrows()
    ]
    return table(["source", "publisher", "title", "date", "note"], rows, "Sources", linked=True)


def _table(shown: pd.DataFrame, label: str) -> str:
    with pd.option_context("display.max_colwidth", None, "display.max_rows", None):
        return tidy_table(shown.to_html(), label)
