"""Tables and sentences about a result, and the constructors that the other modules of this package share."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from sectorbook.analysis.wholes import AT_MOST
from sectorbook.ledger.readings import READINGS
from sectorbook.ledger.report import Report
from sectorbook.reconcile.ratios import RATIOS, Ratio, available_ratios
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.values.intervals import DIGITS, write_number, write_printed, write_range
from sectorbook.values.wording import capitalize, join_words

RANGES = {
    "freelancers' revenue": "freelancer_revenue",
    "company employees": "company_employees",
    "active companies": "active_companies",
}
"""Shown under each reading, left out where a report lacks one."""


def chart_rows(rows: Iterable[Sequence[object]], unit: str, digits: int, *more: str) -> pd.DataFrame:
    """Computed ranges as the data of `charts.ranges`.

    Parameters
    ----------
    rows : iterable of sequences
        One row for each range: label, low, high, and a value for each further column.
    unit : str
        Unit of all ends.
    digits : int
        Significant digits of the written ends.
    *more : str
        Names of the further columns.

    Returns
    -------
    DataFrame
        Columns label, low, high, those of `more`, unit, digits, about ("no") and kind ("follows").
    """
    frame = pd.DataFrame(rows, columns=["label", "low", "high", *more])
    return frame.assign(unit=unit, digits=digits, about="no", kind="follows")


def index_table(rows: Mapping[str, Sequence[object]], columns: list[str], corner: str | None) -> pd.DataFrame:
    """A table from its rows by their label, with a name in the corner that heads its columns.

    Parameters
    ----------
    rows : mapping of str to sequence
        Cells of each row, one for each column.
    columns : list of str
        Names of the columns.
    corner : str or None
        Name of the axis of columns.

    Returns
    -------
    DataFrame
        Indexed by the labels; has its columns even where there are no rows.
    """
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis(columns=corner)


def row_range(row: Mapping[Any, Any], digits: int = DIGITS) -> str:
    """The range of a row, written for a reader.

    Parameters
    ----------
    row : mapping or Series
        Has low, high and unit; optionally whole, whether it is a count.
    digits : int, default 4
        Significant digits.

    Returns
    -------
    str
        Such as "$11.5m–$14.5m".
    """
    return write_range(row["low"], row["high"], row["unit"], digits, bool(row.get("whole", False)))


def record_ends(ranges: Iterable[tuple[str, float, float]]) -> dict[str, float | None]:
    """Both ends of named ranges, as one row of a table of many runs.

    Parameters
    ----------
    ranges : iterable of (str, float, float)
        Name, low end and high end of each range.

    Returns
    -------
    dict of str to float or None
        Keys NAME_low and NAME_high; None for an open end.
    """
    return {
        f"{name}_{end}": float(value) if math.isfinite(value) else None
        for name, low, high in ranges
        for end, value in (("low", low), ("high", high))
    }


def record_ratios(result: Result, ratios: tuple[Ratio, ...]) -> dict[str, float | None]:
    """Both ends of the available ratios, as one row of a table of many runs.

    Parameters
    ----------
    result : Result
        A reconciled report.
    ratios : tuple of Ratio
        Those that the report lacks indicators of are left out.

    Returns
    -------
    dict of str to float or None
        Each ratio in its own unit; None for an open end.
    """
    return record_ends(
        (ratio.title.replace(" ", "_").replace("'", ""), interval.low, interval.high)
        for ratio, interval in available_ratios(result, ratios)
    )


def all_readings(report: Report, about: str = "printed") -> dict[str, Result]:
    """The report reconciled under each named reading and the one asked for, and with every assumed `=` as at most.

    Parameters
    ----------
    report : Report
        The report to reconcile.
    about : str, default "printed"
        A further reading of "about", such as "5%".

    Returns
    -------
    dict of str to Result
        Only readings under which the core is feasible.
    """
    results = {name: reconcile(report, about=name) for name in dict.fromkeys((*READINGS, about))}
    relaxed = _relaxed(report)
    if relaxed is not report:
        results[AT_MOST] = reconcile(relaxed, about="printed")
    return {name: result for name, result in results.items() if result.is_feasible}


def ends_sentence(result: Result) -> str:
    """Why low with low and high with high is not what the statements say, for each whole of two parts.

    Parameters
    ----------
    result : Result
        A reconciled report.

    Returns
    -------
    str
        The sums of the printed ends, each beside the printed total.
    """
    sums = []
    for part, other, whole in result.report.wholes_of_two:
        printed = result.bounds.loc[[part, other, whole], ["printed_low", "printed_high"]]
        for end in printed.columns if printed.notna().all(axis=None) else []:
            first, second, total = (_plain(value) for value in printed[end])
            added = _plain(printed[end].iloc[:2].sum())
            verdict = "the printed" if added == total else "not the printed"
            ends = f"{result.report.label_in_sentence(whole)}, {end.removeprefix('printed_')} ends"
            sums.append(f"{first} + {second} = {added}, {verdict} {total} ({ends})")
    return f"Here: {'; '.join(sums)}." if sums else "Here no whole and its two parts are printed with all their ends."


def _plain(value: float) -> str:
    """Write a printed number without its unit."""
    return write_printed(value, value, "dimensionless")


def identities_table(report: Report) -> pd.DataFrame:
    """Each identity as a formula of labels, with the words it rests on.

    Parameters
    ----------
    report : Report
        The report with the identities.

    Returns
    -------
    DataFrame
        Indexed by the identity's name.
    """
    rows = {}
    for name, terms in report.identities.groupby(level=0, sort=False):
        first = terms.iloc[0]
        rows[name] = [capitalize(report.formula(str(name))), first["basis"], f'"{first["words"]}"', first["note"]]
    columns = ["identity", "basis", "words", "what they leave open"]
    return index_table(rows, columns, "; ".join(report.changes) or None).rename_axis("name")


def values_to_record(result: Result) -> dict[str, float | str | None]:
    """The verdict on each statement of the lead, and both ends of the main indicators, for a table of many runs.

    Parameters
    ----------
    result : Result
        A reconciled report.

    Returns
    -------
    dict of str to float, str or None
        Verdicts are those of `Result.fits`, by the statement's id; None for an open end.
    """
    known = result.bounds
    ends = record_ends(
        (name, known.at[name, "low"], known.at[name, "high"]) for name in RANGES.values() if name in known.index
    )
    verdicts = result.fits()["verdict"]
    return {str(name): verdicts[name] for name in result.report.lead.index if name in verdicts.index} | ends


def bounds_table(result: Result) -> pd.DataFrame:
    """The tightest range of each indicator beside the printed one, in words, with what holds its ends.

    Parameters
    ----------
    result : Result
        A reconciled report.

    Returns
    -------
    DataFrame
        One row for each indicator, indexed by its label.
    """
    bounds = result.bounds
    core = result.report.core.groupby("indicator")["printed"].agg("; ".join)
    columns = {
        "printed": bounds.index.map(core).fillna("nowhere"),
        "tightest": _written(bounds).to_numpy(),
        "low held by": [", ".join(low) or "nothing" for low, _ in bounds["binding"]],
        "high held by": [", ".join(high) or "nothing" for _, high in bounds["binding"]],
    }
    table = pd.DataFrame(columns, index=bounds.index.map(result.report.label))
    return table.rename_axis(index=None, columns=result.assumptions_label)


def readings_table(results: Mapping[str, Result]) -> pd.DataFrame:
    """Ranges and ratios under each reading, in words; rows are readings.

    Parameters
    ----------
    results : mapping of str to Result
        As from `all_readings`.

    Returns
    -------
    DataFrame
        One row for each reading.
    """
    table = pd.DataFrame.from_dict({name: _row(result) for name, result in results.items()}, orient="index")
    return table.rename_axis(columns=_changes(results))


def fits_table(report: Report, fits: pd.DataFrame) -> pd.DataFrame:
    """The verdicts of `Result.fits` in words.

    Parameters
    ----------
    report : Report
        The report with the statements.
    fits : DataFrame
        Rows of `Result.fits`.

    Returns
    -------
    DataFrame
        Indexed by the statement's id.
    """
    units = fits["indicator"].map(report.variables["unit"])
    gaps = zip(fits["by"], units, strict=True)
    columns = {
        "what": fits["indicator"].map(report.label),
        "printed": report.statements.loc[fits.index, "printed"],
        "by": report.statements.loc[fits.index, "source"],
        "verdict": fits["verdict"],
        "by how much": [write_range(gap, gap, unit) if gap and math.isfinite(gap) else "" for gap, unit in gaps],
        "against": fits["against"].map(", ".join),
    }
    return pd.DataFrame(columns).rename_axis(columns=fits.columns.name)


def verdicts_table(results: Mapping[str, Result]) -> pd.DataFrame:
    """The verdict on each test statement of the report's own account, a column for each reading.

    Parameters
    ----------
    results : mapping of str to Result
        As from `all_readings`.

    Returns
    -------
    DataFrame
        Indexed by the statement's id; the first column is its printed expression.
    """
    own = results[next(iter(results))].report.own
    table = pd.DataFrame({name: result.fits()["verdict"] for name, result in results.items()})
    table = table[table.index.isin(own.index)]
    table.insert(0, "in print", own.loc[table.index, "printed"])
    return table.rename_axis(index=None, columns=_changes(results))


def answer_text(results: Mapping[str, Result], result: Result) -> str:
    """What the opening describes, and whether the report's figures add up, and under which reading if not as printed.

    That the opening takes an end of the report's own range needs no assumption and stands first.

    Parameters
    ----------
    results : mapping of str to Result
        As from `all_readings`.
    result : Result
        The reading that the answer is about.

    Returns
    -------
    str
        Markdown.
    """
    return _own_end(result) + _adding_up(results, result) + result.caveat


def _own_end(result: Result) -> str:
    """State of which printed range the opening takes an end; empty where it takes none."""
    report, own = result.report, result.report.own
    body = own[(own["role"] == "core") | own.index.isin(report.set_aside)]  # printed still where a range is assumed
    printed = body.groupby("indicator").agg({"low": "min", "high": "max"})
    for name, row in report.lead[report.lead["indicator"].isin(printed.index)].iterrows():
        low, high = printed.loc[row["indicator"]]
        if low < high and row["low"] == row["high"] and row["low"] in (low, high):
            end = "top" if row["low"] == high else "bottom"
            ends = write_printed(low, high, report.variables.at[row["indicator"], "unit"])
            return (
                f"**The opening describes the {end} of the article's own range.** It gives {row['printed']} ({name}), "
                f"and further down {report.label_in_sentence(row['indicator'])} is {ends}. "
            )
    return ""


def _adding_up(results: Mapping[str, Result], result: Result) -> str:
    """Write the answer without the caveat: whether the lead fits, and what the statements leave."""
    report, fits = result.report, result.fits()
    clashing = fits[(fits["verdict"] == "clashes") & fits.index.isin(report.lead.index)]
    if not clashing.empty:
        return f"**Not with the lead.** {_clash(results, report, clashing)} {_tightened(result)}"
    if include_lead(result).is_feasible:
        return f"{_yes(result, fits)} {_tightened(result)}"
    return (
        "**Not with the lead.** Each of its statements fits what the body allows, but all of them together do not. "
        f"{_tightened(result)}"
    )


def _clash(results: Mapping[str, Result], report: Report, clashing: pd.DataFrame) -> str:
    """Describe the statement of the lead that is farthest outside its range, and name the others that clash."""
    clashing = clashing.loc[_by_size(report, clashing)]
    name, first = clashing.index[0], clashing.iloc[0]
    gap = write_range(first["by"], first["by"], report.variables.at[first["indicator"], "unit"])
    fitting = [about for about, other in results.items() if other.fits().at[name, "verdict"] != "clashes"]
    others = f" So do {join_words(map(str, clashing.index[1:]))}." if len(clashing) > 1 else ""
    share = gap_in_percent(report, str(name), first["by"])
    but = f" but {join_words(fitting)}" if fitting else ""
    return (
        f"{report.label(first['indicator'])}: the lead's {report.statements.at[name, 'printed']} ({name}) lies {gap}, "
        f"{share} of it, outside what the body allows ({join_words(first['against'])}).{_assumed(report, first)}"
        f"{others} Of the readings compared below it clashes under all{but}."
    )


def gap_in_percent(report: Report, statement: str, gap: float) -> str:
    """A distance from a statement's range as a share of the statement's own size, written: "3.3%".

    Parameters
    ----------
    report : Report
        The report with the statement.
    statement : str
        Its id.
    gap : float
        The distance, in the unit of the indicator.

    Returns
    -------
    str
        To two digits.
    """
    return f"{write_number(100 * gap / report.statements.loc[statement, ['low', 'high']].abs().max(), 2)}%"


def _assumed(report: Report, fit: pd.Series) -> str:
    """State which assumed identities a verdict rests on; empty where it rests on none."""
    basis = report.identities["basis"].groupby(level=0).first()
    formulas = [report.formula(name) for name in fit["against"] if basis.get(name) == "assumed"]
    return f" That assumes {join_words(formulas)}." if formulas else ""


def _yes(result: Result, fits: pd.DataFrame) -> str:
    """State that body and lead are feasible together, and name the statements of other sources that clash."""
    lead = "The body's statements can hold together" + (", and the lead with them." if len(result.report.lead) else ".")
    others = fits[fits["verdict"] == "clashes"]
    if others.empty:
        return f"**Yes.** {lead}"
    printed = [
        f"{result.report.label_in_sentence(row['indicator'])} {result.report.statements.at[name, 'printed']} ({name})"
        for name, row in others.iterrows()
    ]
    against = f"Other sources print what cannot hold at the same time: {join_words(printed)}."
    return f"**Yes, but not with every source.** {lead} {against}"


def _by_size(report: Report, clashing: pd.DataFrame) -> list[str]:
    """Sort clashing statements by their distance relative to their own size, the largest first."""
    ends = report.statements.loc[clashing.index, ["low", "high"]].abs().max(axis=1)
    return [str(name) for name in (clashing["by"] / ends).sort_values(ascending=False, kind="stable").index]


def _changes(results: Mapping[str, Result]) -> str:
    """List what was changed in the report, for the corner of a table whose rows or columns are its readings."""
    return "; ".join(["reading of about", *next(iter(results.values())).report.changes])


def _tightened(result: Result) -> str:
    """State which printed ranges are narrower once all statements are read together."""
    bounds = result.bounds
    printed = bounds[bounds["printings"].map(len) > 0].fillna({"printed_low": 0.0, "printed_high": math.inf})
    tighter = printed[(printed["low"] > printed["printed_low"]) | (printed["high"] < printed["printed_high"])]
    left = [f"{row_range(row)} ({result.report.label(str(name))})" for name, row in tighter.iterrows()]
    return f"Read together, the statements leave {join_words(left)}." if left else "No printed range gets tighter."


def include_lead(result: Result) -> Result:
    """The result with the lead's statements as part of the core, under the same reading.

    Parameters
    ----------
    result : Result
        A reconciled report.

    Returns
    -------
    Result
        Includes the lead's statements about the result's indicators; `result` itself where there are none.
    """
    report = result.report
    lead = report.lead[report.lead["indicator"].isin(result.bounds.index)]
    return reconcile(report.including(*map(str, lead.index)), result.about) if len(lead) else result


def equal_and_at_most(result: Result) -> pd.DataFrame:
    """The printed range of each indicator, and the tightest with every assumed identity as `=` and as at most.

    Indicators that are one number either way are left out.

    Parameters
    ----------
    result : Result
        A reconciled report.

    Returns
    -------
    DataFrame
        Columns printed, "tightest, =" and "tightest, at most", indexed by the indicator's label.
    """
    relaxed = reconcile(_relaxed(result.report), result.about)
    is_range = (result.bounds["low"] < result.bounds["high"]) | (relaxed.bounds["low"] < relaxed.bounds["high"])
    equal, loose = bounds_table(result), bounds_table(relaxed)
    columns = {"printed": equal["printed"], "tightest, =": equal["tightest"], "tightest, at most": loose["tightest"]}
    return pd.DataFrame(columns)[is_range.to_numpy()].rename_axis(columns=result.assumptions_label)


def _relaxed(report: Report) -> Report:
    """Relax every assumed `=` of a report to at most; the report itself where there is none."""
    terms = report.identities
    assumed = terms[(terms["relation"] == "=") & (terms["basis"] == "assumed")].index.unique()
    return report.relax(*map(str, assumed)) if len(assumed) else report


def _written(bounds: pd.DataFrame) -> pd.Series:
    """Write the range of each row."""
    return pd.Series([row_range(row) for _, row in bounds.iterrows()], index=bounds.index, dtype=object)


def _row(result: Result) -> dict[str, str]:
    """Write the ranges of the main indicators and of the ratios under one reading."""
    known = result.bounds
    ranges = {title: row_range(known.loc[name]) for title, name in RANGES.items() if name in known.index}
    return ranges | {ratio.title: ratio.write(interval) for ratio, interval in available_ratios(result, RATIOS)}
