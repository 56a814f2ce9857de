"""A result told for a reader: its tables, its sentences, and the data of its drawings."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from sectorbook.intervals import write_number, write_range
from sectorbook.ledger import Report
from sectorbook.reconciliation import Result, reconcile
from sectorbook.system import READINGS, build_system
from sectorbook.wording import listing

__all__ = [
    "adding_up",
    "all_readings",
    "bounds",
    "ends_together",
    "fits",
    "identities",
    "lead",
    "plane",
    "ranges_by_reading",
    "readings",
    "verdicts",
]

AT_MOST = "printed, identities as at most"
RANGES = {
    "freelancers' revenue": "freelancer_revenue",
    "company employees": "company_employees",
    "active companies": "active_companies",
}
RATIOS = {
    "a freelancer earns": ("freelancer_revenue", "freelancers", "USD/person/year", 3),
    "an employee earns": ("company_revenue", "company_employees", "USD/person/year", 3),
    "a company earns": ("company_revenue", "earning_companies", "kUSD/company/year", 3),
    "freelancers' share of revenue": ("freelancer_revenue", "sector_revenue", "percent", 2),
    "freelancers' share of the workforce": ("freelancers", "workforce", "percent", 2),
}
"""What is divided by what, in which unit, with how many digits; left out where a report lacks an indicator."""


def all_readings(report: Report, about: str = "printed") -> dict[str, Result]:
    """The report reconciled under each named reading and the one asked for, and with every assumed `=` as at most."""
    found = {name: reconcile(report, about=name) for name in dict.fromkeys((*READINGS, about))}
    terms = report.identities
    assumed = terms[(terms["relation"] == "=") & (terms["basis"] == "assumed")].index.unique()
    if len(assumed):
        found[AT_MOST] = reconcile(report.relax(*map(str, assumed)))
    return {name: result for name, result in found.items() if result.feasible}


def ends_together(result: Result) -> str:
    """Why low with low and high with high is not what the statements say, for each whole of two parts."""
    told = []
    for part, other, whole in result.report.wholes:
        printed = result.bounds.loc[[part, other, whole], ["printed_low", "printed_high"]]
        for end in printed.columns if printed.notna().all(axis=None) else []:
            first, second, total = (write_number(value) for value in printed[end])
            added = write_number(printed[end].iloc[:2].sum())
            verdict = "the printed" if added == total else "not the printed"
            name = result.report.label(whole).lower()
            told.append(
                f"{first} + {second} = {added}, {verdict} {total} ({name}, {end.removeprefix('printed_')} ends)"
            )
    return f"Here: {'; '.join(told)}." if told else "Here no whole and its two parts are printed with all their ends."


def identities(report: Report) -> pd.DataFrame:
    """Each identity as a formula of labels, with the words it rests on."""
    rows = {}
    for name, terms in report.identities.groupby(level=0, sort=False):
        left = [_term(report, row) for _, row in terms[terms["coefficient"] > 0].iterrows()]
        right = [_term(report, row) for _, row in terms[terms["coefficient"] < 0].iterrows()]
        first = terms.iloc[0]
        formula = f"{' + '.join(left)} {first['relation']} {' + '.join(right) or '0'}"
        rows[name] = [formula, first["basis"], f'"{first["words"]}"', first["note"]]
    columns = ["identity", "basis", "words", "what they leave open"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("name")


def bounds(result: Result) -> pd.DataFrame:
    """The tightest range of each indicator beside the printed one, in words, with what holds its ends."""
    shown = result.bounds
    core = result.report.core.groupby("indicator")["printed"].agg("; ".join)
    return pd.DataFrame(
        {
            "what": shown.index.map(result.report.label),
            "printed": shown.index.map(core).fillna("nowhere"),
            "tightest": _written(shown),
            "low held by": [", ".join(low) or "nothing" for low, _ in shown["binding"]],
            "high held by": [", ".join(high) or "nothing" for _, high in shown["binding"]],
        }
    ).set_index("what")


def readings(results: Mapping[str, Result]) -> pd.DataFrame:
    """Ranges and ratios under each reading, in words; rows are readings."""
    return pd.DataFrame.from_dict({name: _row(result) for name, result in results.items()}, orient="index")


def fits(report: Report, found: pd.DataFrame) -> pd.DataFrame:
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
    )


def verdicts(results: Mapping[str, Result]) -> pd.DataFrame:
    """The verdict on each test statement of the report's own account, a column for each reading."""
    own = results[next(iter(results))].report.own
    columns = {name: result.fits()["verdict"] for name, result in results.items()}
    table = pd.DataFrame(columns)
    table = table[table.index.isin(own.index)]
    table.insert(0, "in print", own.loc[table.index, "printed"])
    return table


def lead(report: Report, indicator: str) -> pd.Series | None:
    """What the lead says of an indicator; None where it says nothing."""
    said = report.lead[report.lead["indicator"] == indicator]
    return None if said.empty else said.iloc[0]


def plane(result: Result, part: str, other: str, whole: str) -> pd.DataFrame:
    """The rows that `charts.plane` draws: corners of what is possible, the whole's ends, and the lead."""
    report, known = result.report, result.bounds
    unit, printed = report.indicators.at[part, "unit"], known.loc[part]
    possible = f"possible: {write_range(printed['low'], printed['high'], unit)}"
    corners = result.region(part, other)
    rows = [("corner", x, y, possible if i == 0 else "") for i, (x, y) in enumerate(corners)]
    both = math.isfinite(printed["printed_low"]) and math.isfinite(printed["printed_high"])
    for end in ("printed_low", "printed_high") if both else ():
        words = write_range(printed["printed_low"], printed["printed_high"], unit)
        rows.append(("printed", printed[end], corners[0][1], f"printed: {words}"))
    height = corners[0][1]
    for end in ("low", "high"):
        total = known.at[whole, f"printed_{end}"]
        if math.isfinite(total):
            rows.append((end, total - height, height, f"sum {write_range(total, total, unit)}"))
    said = [lead(report, name) for name in (part, other)]
    if said[0] is not None and said[1] is not None:
        words = write_range(said[0]["high"], said[0]["high"], unit)
        rows.append(("lead", said[0]["high"], said[1]["high"], f"the lead: {words}"))
    return pd.DataFrame(rows, columns=["kind", "x", "y", "label"])


def ranges_by_reading(results: Mapping[str, Result], indicator: str) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: an indicator as printed, under each reading, and in the lead."""
    report = next(iter(results.values())).report
    unit = report.indicators.at[indicator, "unit"]
    core = report.core[report.core["indicator"] == indicator]
    rows = [(f"printed ({name})", row["low"], row["high"], row["about"], "printed") for name, row in core.iterrows()]
    for name, result in results.items():
        low, high = result.bounds.loc[indicator, ["low", "high"]]
        rows.append((f"tightest, {name}", low, high, "no", "follows"))
    said = lead(report, indicator)
    if said is not None:
        rows.append((f"the lead ({said.name})", said["low"], said["high"], said["about"], "lead"))
    frame = pd.DataFrame(rows, columns=["label", "low", "high", "about", "kind"])
    return frame.assign(unit=unit)


def adding_up(results: Mapping[str, Result], result: Result) -> str:
    """Whether the report's figures add up, in two or three sentences."""
    report = result.report
    found = result.fits()
    clashing = found[(found["verdict"] == "clashes") & found.index.isin(report.lead.index)]
    if clashing.empty and not _holds_with_lead(result):
        return (
            "**Not with the lead.** Each of its statements fits what the body allows, but all of them together do not. "
            f"{_tightened(result)}"
        )
    if clashing.empty:
        return f"**Yes.** The body's statements can hold together, and the lead with them. {_tightened(result)}"
    name, first = clashing.index[0], clashing.iloc[0]
    unit = report.indicators.at[first["indicator"], "unit"]
    gap, said = write_range(first["by"], first["by"], unit), report.statements.at[name, "printed"]
    label = report.label(first["indicator"])
    fitting = [about for about, other in results.items() if other.fits().at[name, "verdict"] != "clashes"]
    escape = f"Of the readings compared below it clashes under all{f' but {listing(fitting)}' if fitting else ''}."
    return (
        f"**Not with the lead.** {label}: the lead's {said} ({name}) lies {gap} outside what the body allows "
        f"({listing(first['against'])}). {escape} {_tightened(result)}"
    )


def _tightened(result: Result) -> str:
    shown = result.bounds
    printed = shown[shown["printings"].map(len) > 0].fillna({"printed_low": 0.0, "printed_high": math.inf})
    tighter = printed[(printed["low"] > printed["printed_low"]) | (printed["high"] < printed["printed_high"])]
    written = _written(tighter)
    told = [f"{written[name]} ({result.report.label(str(name))})" for name in tighter.index]
    return f"Read together, the statements leave {listing(told)}." if told else "No printed range gets tighter."


def _holds_with_lead(result: Result) -> bool:
    """Whether the core still can hold when all that the lead says is added to it."""
    report = result.report
    statements = report.statements.copy()
    statements.loc[report.lead.index, "role"] = "core"
    return build_system(report.indicators, statements, report.identities, result.about).can_hold()


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
    for title, (top, bottom, unit, digits) in RATIOS.items():
        if top in known.index and bottom in known.index and known.at[bottom, "high"] > 0:
            ratio = result.ratio(top, bottom, unit)
            row[title] = write_range(ratio.low, ratio.high, unit, digits)
    return row


def _term(report: Report, row: pd.Series) -> str:
    times = abs(row["coefficient"])
    label = report.label(row["indicator"])
    return label if times == 1 else f"{times:g} x {label}"
