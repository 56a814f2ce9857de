"""Publication history: a report's statements beside those of other sources."""

import pandas as pd

from sectorbook.ledger.report import Report
from sectorbook.values.intervals import write_printed
from sectorbook.values.wording import write_date, write_strict

SAME = {frozenset({True}): "yes", frozenset({False}): "no", frozenset({True, False}): "both"}


def ranges_in_words(report: Report, statements: pd.DataFrame) -> pd.Series:
    """The range that each statement is taken for, in words: "about 110–120 companies".

    Parameters
    ----------
    report : Report
        The report with the indicators' units.
    statements : DataFrame
        Rows of `Report.statements`.

    Returns
    -------
    Series
        Indexed as `statements`.
    """
    units = statements["indicator"].map(report.variables["unit"])
    about = statements["about"].map({"yes": "about ", "no": ""})
    rows = zip(statements["low"], statements["high"], units, statements["shape"], strict=True)
    words = [write_strict(write_printed(low, high, unit), shape) for low, high, unit, shape in rows]
    return about + pd.Series(words, index=statements.index, dtype=object)


def compare_sources(report: Report) -> pd.DataFrame:
    """Each source's statements against the core's, one row a source and indicator that the core prints.

    Parameters
    ----------
    report : Report
        The report with the statements.

    Returns
    -------
    DataFrame
        Columns indicator, inside (the indicator inside a sentence), source and copies (the source that it copies, or
        nothing), as shown to a reader; source_id; statement (ids); same ("yes" where the source's statements have the
        core's ends, "no" where none has, "both" where some have).
    """
    core = {name: {_ends(row) for _, row in rows.iterrows()} for name, rows in report.core.groupby("indicator")}
    published = report.amounts[report.amounts["source"] != ""]
    compared = published[published["indicator"].isin(core)]
    rows = [
        (
            report.label(str(indicator)),
            report.label_in_sentence(str(indicator)),
            _publisher(report, str(source)),
            _publisher(report, report.sources.at[source, "copies"]),
            source,
            ", ".join(map(str, group.index)),
            SAME[frozenset(_ends(row) in core[indicator] for _, row in group.iterrows())],
        )
        for (source, indicator), group in compared.groupby(["source", "indicator"], sort=False)
    ]
    return pd.DataFrame(rows, columns=["indicator", "inside", "source", "copies", "source_id", "statement", "same"])


def corrections_table(report: Report) -> pd.DataFrame:
    """What took the place of what, the newest first: date, what it is of, both expressions, and why.

    Parameters
    ----------
    report : Report
        The report with the corrections.

    Returns
    -------
    DataFrame
        Columns on, what, now, before and why; one row for each correction.
    """
    statements, rows = report.statements, report.corrections.sort_values("date", ascending=False)
    columns = {
        "on": rows["date"].map(write_date),
        "what": rows["statement"].map(statements["indicator"]).map(report.label),
        "now": rows["statement"].map(statements["printed"]) + " (" + rows["statement"] + ")",
        "before": rows["supersedes"].map(statements["printed"]) + " (" + rows["supersedes"] + ")",
        "why": rows["reason"],
    }
    return pd.DataFrame(columns).reset_index(drop=True)


def corrections_sentence(report: Report) -> str:
    """How many corrections there are, and since when.

    Parameters
    ----------
    report : Report
        The report with the corrections.

    Returns
    -------
    str
        One sentence.
    """
    if report.corrections.empty:
        return "No correction of these statements is known."
    count = len(report.corrections)
    return f"{count} correction{'' if count == 1 else 's'}, the last of {write_date(report.corrections['date'].max())}."


def _ends(statement: pd.Series) -> tuple[float | None, ...]:
    """Read both ends of a statement so that they can be compared; None for an open end."""
    return tuple(None if pd.isna(statement[end]) else float(statement[end]) for end in ("low", "high"))


def _publisher(report: Report, source: str) -> str:
    """Name a source's publisher; where one publisher has several sources, with the source's id."""
    if not source:
        return ""
    names = report.sources["publisher"]
    return f"{names[source]} ({source})" if (names == names[source]).sum() > 1 else str(names[source])
