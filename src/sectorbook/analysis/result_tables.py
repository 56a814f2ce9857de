"""A result told for a reader: its tables and its sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from sectorbook.analysis.wholes import AT_MOST
from sectorbook.ledger.readings import READINGS
from sectorbook.ledger.report import Report
from sectorbook.reconcile.ratios import RATIOS, available_ratios
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.values.intervals import write_number, write_range
from sectorbook.values.wording import capitalize, join_words

RANGES = {
    "freelancers' revenue": "freelancer_revenue",
    "company employees": "company_employees",
    "active companies": "active_companies",
}
"""Shown under each reading, left out where a report lacks one."""


def all_readings(report: Report, about: str = "printed") -> dict[str, Result]:
    """The report reconciled under each named reading and the one asked for, and with every assumed `=` as at most."""
    found = {name: reconcile(report, about=name) for name in dict.fromkeys((*READINGS, about))}
    relaxed = _relaxed(report)
    if relaxed is not report:
        found[AT_MOST] = reconcile(relaxed, about="printed")
    return {name: result for name, result in found.items() if result.is_feasible}


def ends_sentence(result: Result) -> str:
    """Why low with low and high with high is not what the statements say, for each whole of two parts."""
    told = []
    for part, other, whole in result.report.wholes_of_two:
        printed = result.bounds.loc[[part, other, whole], ["printed_low", "printed_high"]]
        for end in printed.columns if printed.notna().all(axis=None) else []:
            first, second, total = (write_number(value) for value in printed[end])
            added = write_number(printed[end].iloc[:2].sum())
            verdict = "the printed" if added == total else "not the printed"
            name = result.report.label_in_sentence(whole)
            told.append(
                f"{first} + {second} = {added}, {verdict} {total} ({name}, {end.removeprefix('printed_')} ends)"
            )
    return f"Here: {'; '.join(told)}." if told else "Here no whole and its two parts are printed with all their ends."


def identities_table(report: Report) -> pd.DataFrame:
    """Each identity as a formula of labels, with the words it rests on."""
    rows = {}
    for name, terms in report.identities.groupby(level=0, sort=False):
        first = terms.iloc[0]
        rows[name] = [capitalize(report.formula(str(name))), first["basis"], f'"{first["words"]}"', first["note"]]
    columns = ["identity", "basis", "words", "what they leave open"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("name")
    return table.rename_axis(columns="; ".join(report.changes) or None)


def values_to_record(result: Result) -> dict[str, float | str | None]:
    """What a table of many runs keeps of this: by its id how each of the lead's statements lies to the rest, and ends.

    Verdicts are those of `Result.fits`; the ends are the main indicators', an open one is None.
    """
    known = result.bounds
    ends = {
        f"{name}_{end}": float(known.at[name, end]) if math.isfinite(known.at[name, end]) else None
        for name in RANGES.values()
        if name in known.index
        for end in ("low", "high")
    }
    verdicts = result.fits()["verdict"]
    return {str(name): verdicts[name] for name in result.report.lead.index if name in verdicts.index} | ends


def bounds_table(result: Result) -> pd.DataFrame:
    """The tightest range of each indicator beside the printed one, in words, with what holds its ends."""
    shown = result.bounds
    core = result.report.core.groupby("indicator")["printed"].agg("; ".join)
    return (
        pd.DataFrame(
            {
                "what": shown.index.map(result.report.label),
                "printed": shown.index.map(core).fillna("nowhere"),
                "tightest": _written(shown),
                "low held by": [", ".join(low) or "nothing" for low, _ in shown["binding"]],
                "high held by": [", ".join(high) or "nothing" for _, high in shown["binding"]],
            }
        )
        .set_index("what")
        .rename_axis(None)
        .rename_axis(columns=result.assumptions_label)
    )


def readings_table(results: Mapping[str, Result]) -> pd.DataFrame:
    """Ranges and ratios under each reading, in words; rows are readings."""
    table = pd.DataFrame.from_dict({name: _row(result) for name, result in results.items()}, orient="index")
    return table.rename_axis(columns=_changes(results))


def fits_table(report: Report, found: pd.DataFrame) -> pd.DataFrame:
    """The verdicts of `Result.fits` in words."""
    units = found["indicator"].map(report.indicators["unit"])
    gaps = [
        write_range(by, by, unit) if by and math.isfinite(by) else ""
        for by, unit in zip(found["by"], units, strict=True)
    ]
    return pd.DataFrame(
        {
            "what": found["indicator"].map(report.label),
            "printed": report.statements.loc[found.index, "printed"],
            "by": report.statements.loc[found.index, "source"],
            "verdict": found["verdict"],
            "by how much": gaps,
            "against": found["against"].map(", ".join),
        }
    ).rename_axis(columns=found.columns.name)


def verdicts_table(results: Mapping[str, Result]) -> pd.DataFrame:
    """The verdict on each test statement of the report's own account, a column for each reading."""
    own = results[next(iter(results))].report.own
    columns = {name: result.fits()["verdict"] for name, result in results.items()}
    table = pd.DataFrame(columns)
    table = table[table.index.isin(own.index)]
    table.insert(0, "in print", own.loc[table.index, "printed"])
    return table.rename_axis(None).rename_axis(columns=_changes(results))


def answer_text(results: Mapping[str, Result], result: Result) -> str:
    """Whether the report's figures add up, in two or three sentences, and under which reading if not as printed."""
    return _adding_up(results, result) + result.caveat


def _adding_up(results: Mapping[str, Result], result: Result) -> str:
    report = result.report
    found = result.fits()
    clashing = found[(found["verdict"] == "clashes") & found.index.isin(report.lead.index)]
    if clashing.empty and not _holds_with_lead(result):
        return (
            "**Not with the lead.** Each of its statements fits what the body allows, but all of them together do not. "
            f"{_tightened(result)}"
        )
    if clashing.empty:
        return f"{_yes(result, found)} {_tightened(result)}"
    clashing = clashing.loc[_by_size(report, clashing)]
    name, first = clashing.index[0], clashing.iloc[0]
    unit = report.indicators.at[first["indicator"], "unit"]
    gap, said = write_range(first["by"], first["by"], unit), report.statements.at[name, "printed"]
    label = report.label(first["indicator"])
    fitting = [about for about, other in results.items() if other.fits().at[name, "verdict"] != "clashes"]
    others = f" So do {join_words(map(str, clashing.index[1:]))}." if len(clashing) > 1 else ""
    escape = f"Of the readings compared below it clashes under all{f' but {join_words(fitting)}' if fitting else ''}."
    return (
        f"**Not with the lead.** {label}: the lead's {said} ({name}) lies {gap} outside what the body allows "
        f"({join_words(first['against'])}).{others} {escape} {_tightened(result)}"
    )


def _yes(result: Result, found: pd.DataFrame) -> str:
    """That the body can hold with its lead, and what other sources print that cannot hold with it at the same time."""
    lead = "The body's statements can hold together" + (", and the lead with them." if len(result.report.lead) else ".")
    others = found[found["verdict"] == "clashes"]
    if others.empty:
        return f"**Yes.** {lead}"
    said = [
        f"{result.report.label_in_sentence(row['indicator'])} {result.report.statements.at[name, 'printed']} ({name})"
        for name, row in others.iterrows()
    ]
    against = f"Other sources print what cannot hold at the same time: {join_words(said)}."
    return f"**Yes, but not with every source.** {lead} {against}"


def _by_size(report: Report, clashing: pd.DataFrame) -> list[str]:
    """Clashing statements, those first that are farthest off for their size."""
    ends = report.statements.loc[clashing.index, ["low", "high"]].abs().max(axis=1)
    return [str(name) for name in (clashing["by"] / ends).sort_values(ascending=False, kind="stable").index]


def _changes(results: Mapping[str, Result]) -> str:
    """What was changed in the report, for the corner of a table whose rows or columns are its readings."""
    return "; ".join(["reading of about", *next(iter(results.values())).report.changes])


def _tightened(result: Result) -> str:
    shown = result.bounds
    printed = shown[shown["printings"].map(len) > 0].fillna({"printed_low": 0.0, "printed_high": math.inf})
    tighter = printed[(printed["low"] > printed["printed_low"]) | (printed["high"] < printed["printed_high"])]
    written = _written(tighter)
    told = [f"{written[name]} ({result.report.label(str(name))})" for name in tighter.index]
    return f"Read together, the statements leave {join_words(told)}." if told else "No printed range gets tighter."


def include_lead(result: Result) -> Result:
    """The core and what the lead says of the same indicators, held together under the same reading."""
    report = result.report
    said = report.lead[report.lead["indicator"].isin(result.bounds.index)]
    return reconcile(report.including(*map(str, said.index)), result.about) if len(said) else result


def equal_and_at_most(result: Result) -> pd.DataFrame:
    """The printed range of each indicator, and the tightest with every assumed identity as `=` and as at most.

    Indicators that are one number either way are left out.
    """
    relaxed = reconcile(_relaxed(result.report), result.about)
    is_range = (result.bounds["low"] < result.bounds["high"]) | (relaxed.bounds["low"] < relaxed.bounds["high"])
    told, loose = bounds_table(result), bounds_table(relaxed)
    columns = {"printed": told["printed"], "tightest, =": told["tightest"], "tightest, at most": loose["tightest"]}
    return pd.DataFrame(columns)[is_range.to_numpy()].rename_axis(columns=result.assumptions_label)


def _relaxed(report: Report) -> Report:
    """The report with every assumed `=` read as at most; itself where there is none."""
    terms = report.identities
    assumed = terms[(terms["relation"] == "=") & (terms["basis"] == "assumed")].index.unique()
    return report.relax(*map(str, assumed)) if len(assumed) else report


def _holds_with_lead(result: Result) -> bool:
    """Whether the core still can hold when all that the lead says is added to it."""
    return include_lead(result).is_feasible


def _written(shown: pd.DataFrame) -> pd.Series:
    rows = zip(shown["low"], shown["high"], shown["unit"], strict=True)
    return pd.Series([write_range(*row) for row in rows], index=shown.index, dtype=object)


def _row(result: Result) -> dict[str, str]:
    known = result.bounds
    row = {
        title: write_range(known.at[name, "low"], known.at[name, "high"], known.at[name, "unit"])
        for title, name in RANGES.items()
        if name in known.index
    }
    row |= {ratio.title: ratio.write(found) for ratio, found in available_ratios(result, RATIOS)}
    return row
