"""Who prints what: a report's statements beside those of other sources."""

from __future__ import annotations

import pandas as pd

from sectorbook.ledger.report import Report
from sectorbook.values.intervals import write_range
from sectorbook.values.wording import write_date

SAME = {frozenset({True}): "yes", frozenset({False}): "no", frozenset({True, False}): "both"}


def ranges_in_words(report: Report, statements: pd.DataFrame) -> pd.Series:
    """The range that each statement is taken for, in words: "about 110–120 companies"."""
    units = statements["indicator"].map(report.indicators["unit"])
    lows = statements["low"].fillna(float("-inf"))
    highs = statements["high"].fillna(float("inf"))
    about = statements["about"].map({"yes": "about ", "no": ""})
    ranges = [write_range(low, high, unit) for low, high, unit in zip(lows, highs, units, strict=True)]
    return about + pd.Series(ranges, index=statements.index, dtype=object)


def compare_sources(report: Report) -> pd.DataFrame:
    """Each source's statements against the core's, one row a source and indicator that the core prints.

    Columns: indicator, inside (the indicator inside a sentence), source and copies (the source that it copies, or
    nothing), as shown to a reader; source_id; statement (ids); same ("yes" where the source's statements have the
    core's ends, "no" where none has, "both" where some have).
    """
    core = {name: {_ends(row) for _, row in rows.iterrows()} for name, rows in report.core.groupby("indicator")}
    published = report.statements[report.statements["source"] != ""]
    compared = published[published["indicator"].isin(core)]
    rows = [
        {
            "indicator": report.label(str(indicator)),
            "inside": report.label_in_sentence(str(indicator)),
            "source": _publisher(report, str(source)),
            "copies": _publisher(report, report.sources.at[source, "copies"]),
            "source_id": source,
            "statement": ", ".join(map(str, group.index)),
            "same": SAME[frozenset(_ends(row) in core[indicator] for _, row in group.iterrows())],
        }
        for (source, indicator), group in compared.groupby(["source", "indicator"], sort=False)
    ]
    return pd.DataFrame(rows, columns=["indicator", "inside", "source", "copies", "source_id", "statement", "same"])


def corrections_table(report: Report) -> pd.DataFrame:
    """What took the place of what, the newest first: date, what it is of, both expressions, and why."""
    said, rows = report.statements, report.corrections.sort_values("date", ascending=False)
    return pd.DataFrame(
        {
            "on": rows["date"].map(write_date),
            "what": rows["statement"].map(said["indicator"]).map(report.label),
            "now": rows["statement"].map(said["printed"]) + " (" + rows["statement"] + ")",
            "before": rows["supersedes"].map(said["printed"]) + " (" + rows["supersedes"] + ")",
            "why": rows["reason"],
        }
    ).reset_index(drop=True)


def corrections_sentence(report: Report) -> str:
    """How many corrections there are, and since when."""
    if report.corrections.empty:
        return "No correction of these statements is known."
    count = len(report.corrections)
    return f"{count} correction{'' if count == 1 else 's'}, the last of {write_date(report.corrections['date'].max())}."


def earlier_printings(report: Report) -> pd.DataFrame:
    """The core's values that a dated source printed before the report's account did, the oldest source of each.

    Indexed by the core statement; columns: what, printed there, by, on, days (before the account).
    """
    rows = {name: _first(report, report.core.loc[name], oldest) for name, oldest in _earlier(report).items()}
    columns = ["what", "printed there", "by", "on", "days before"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("statement")


def first_print_dates(report: Report) -> pd.DataFrame:
    """When each of the core's values was first in print, as far as dated sources tell; the oldest first.

    Indexed by the core statement; columns: label, date (NaT where no source has one), source (the id of the oldest).
    These are the rows that `charts.timeline` draws.
    """
    core = report.core[report.core["source"] != ""]
    found = pd.DataFrame({"label": core["indicator"].map(report.label), "source": core["source"]})
    for name, oldest in _earlier(report).items():
        found.loc[name, "source"] = oldest["source"]
    found["date"] = pd.to_datetime(found["source"].map(report.sources["date"]))
    return found.sort_values("date", kind="stable")


def _earlier(report: Report) -> dict[str, pd.Series]:
    """By core statement, the oldest dated statement with the same ends that was in print before it."""
    dated = report.statements.join(report.sources[["publisher", "date"]], on="source").dropna(subset="date")
    found = {}
    for name, own in report.core[report.core["source"] != ""].iterrows():
        account = report.sources["date"].get(own["source"])
        same = dated[(dated["indicator"] == own["indicator"]) & (dated["date"] < account)]
        alike = [_ends(own) == _ends(row) for _, row in same.iterrows()]
        same = same.loc[pd.Series(alike, index=same.index, dtype=bool)].sort_values("date")
        if len(same):
            found[str(name)] = same.iloc[0]
    return found


def _first(report: Report, own: pd.Series, oldest: pd.Series) -> list[object]:
    days = (report.sources["date"].get(own["source"]) - oldest["date"]).days
    return [report.label(own["indicator"]), oldest["printed"], oldest["publisher"], write_date(oldest["date"]), days]


def _ends(statement: pd.Series) -> tuple[float | None, float | None]:
    return tuple(None if pd.isna(statement[end]) else float(statement[end]) for end in ("low", "high"))  # type: ignore[return-value]


def _publisher(report: Report, source: str) -> str:
    """A source's publisher; where one publisher has several sources, with the source's id."""
    if not source:
        return ""
    names = report.sources["publisher"]
    return f"{names[source]} ({source})" if (names == names[source]).sum() > 1 else str(names[source])
