"""Two parts of a whole: what they can be together, and how the lead stands to it, as headlines and as rows to draw."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from sectorbook.ledger.report import Report
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import write_range

AT_MOST = "printed, identities as at most"
AT_MOST_IN_SHORT = "parts at most the whole"


def lead_statement(report: Report, indicator: str) -> pd.Series | None:
    """What the lead says of an indicator; None where it says nothing."""
    said = report.lead[report.lead["indicator"] == indicator]
    return None if said.empty else said.iloc[0]


def plane_rows(result: Result, part: str, other: str, whole: str) -> pd.DataFrame:
    """The rows that `charts.plane` draws: corners of what is possible, the whole's ends, and the lead."""
    report, known = result.report, result.bounds
    unit, printed = report.indicators.at[part, "unit"], known.loc[part]
    possible = f"can be {write_range(printed['low'], printed['high'], unit)}"
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
            rows.append((end, total - height, height, f"together {write_range(total, total, unit)}"))
    rows += _lead_rows(result, part, other)
    return pd.DataFrame(rows, columns=["kind", "x", "y", "label"])


def _lead_rows(result: Result, part: str, other: str) -> list[tuple[str, float, float, str]]:
    """The lead's point on a plane, and how far beyond what the first part can be it lies; nothing without a lead."""
    said = [lead_statement(result.report, name) for name in (part, other)]
    if said[0] is None or said[1] is None:
        return []
    unit, gap = result.report.indicators.at[part, "unit"], distance_from_range(result, said[0])
    x, y = said[0]["low" if gap > 0 else "high"], said[1]["high"]  # of a range, the end that is nearer
    if not (math.isfinite(x) and math.isfinite(y)):
        return []
    words = f"lead: {write_range(said[0]['low'], said[0]['high'], unit)}"
    if not gap:
        return [("lead", x, y, words)]
    side = "above" if gap > 0 else "below"
    told = f"{words}, {write_range(abs(gap), abs(gap), unit)} {side}"
    return [("lead", x, y, told), ("gap", x - gap, y, ""), ("gap", x, y, "")]


def distance_from_range(result: Result, said: pd.Series) -> float:
    """How far a statement's whole range lies above what its indicator can be, negative below it, 0 where they meet."""
    low, high = result.bounds.loc[said["indicator"], ["low", "high"]]
    least, most = (-math.inf if math.isnan(said["low"]) else said["low"]), said["high"]
    return float(max(least - high, 0.0) + min((math.inf if math.isnan(most) else most) - low, 0.0))


def lead_headline(result: Result, indicator: str) -> str:
    """What an indicator can be, and how far the lead lies from it, as a headline."""
    name, unit = result.report.label(indicator), result.report.indicators.at[indicator, "unit"]
    low, high = result.bounds.loc[indicator, ["low", "high"]]
    said, inside = lead_statement(result.report, indicator), result.report.label_in_sentence(indicator)
    if said is None:
        return f"{name} can be {write_range(low, high, unit)}, no more and no less"
    gap = distance_from_range(result, said)
    lead_says = f"The lead's {write_range(said['low'], said['high'], unit)}"
    if not gap:
        return f"{lead_says} for {inside} fits what the statements allow, {write_range(low, high, unit)}"
    side, end = ("more", high) if gap > 0 else ("less", low)
    return (
        f"{lead_says} for {inside} is {write_range(abs(gap), abs(gap), unit)} {side} than the "
        f"{write_range(end, end, unit)} that the rest allows at {'most' if gap > 0 else 'least'}, "
        f"{result.short_reading}"
    )


def printed_label(result: Result, indicator: str) -> str:
    """An indicator with what the core prints of it, inside a sentence: "companies' revenue (about $3.5 million)"."""
    core = result.report.core
    printed = "; ".join(core.loc[core["indicator"] == indicator, "printed"]) or "printed nowhere"
    return f"{result.report.label_in_sentence(indicator)} ({printed})"


def narrowing_headline(result: Result, indicator: str) -> str:
    """How much of an indicator's printed range is possible, as a headline."""
    name, unit = result.report.label_in_sentence(indicator), result.report.indicators.at[indicator, "unit"]
    row = result.bounds.loc[indicator]
    printed, tight = (
        write_range(row[low], row[high], unit) for low, high in (("printed_low", "printed_high"), ("low", "high"))
    )
    taken = f", {result.short_reading}"
    if printed == tight:
        return f"All of the {printed} printed for {name} is possible{taken}"
    return f"Of the {printed} printed for {name}, only {tight} is possible{taken}"


def drawable_wholes(result: Result) -> list[tuple[str, str, str]]:
    """The wholes of two parts that can be drawn on a plane: both parts have both ends, and one of them has room."""
    width = result.bounds["high"] - result.bounds["low"]
    return [
        (part, other, whole)
        for part, other, whole in result.report.wholes_of_two
        if 0 < max(width[part], width[other]) < math.inf
    ]


def ranges_by_reading(results: Mapping[str, Result], indicator: str) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: an indicator as printed, under each reading, and in the lead."""
    report = next(iter(results.values())).report
    unit = report.indicators.at[indicator, "unit"]
    core = report.core[report.core["indicator"] == indicator]
    rows = [(f"printed ({name})", row["low"], row["high"], row["about"], "printed") for name, row in core.iterrows()]
    for name, result in results.items():
        low, high = result.bounds.loc[indicator, ["low", "high"]]
        rows.append(
            (f"can be, {AT_MOST_IN_SHORT if name == AT_MOST else result.short_reading}", low, high, "no", "follows")
        )
    said = lead_statement(report, indicator)
    if said is not None:
        rows.append((f"lead ({said.name})", said["low"], said["high"], said["about"], "lead"))
    frame = pd.DataFrame(rows, columns=["label", "low", "high", "about", "kind"])
    return frame.assign(unit=unit)
