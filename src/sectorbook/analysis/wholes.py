"""Two parts of a whole: their joint range, and the lead's distance from it, as headlines and chart data."""

import math
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from sectorbook.ledger.report import Report
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.values.intervals import write_ends, write_exact, write_printed, write_range

AT_MOST = "printed, identities as at most"
AT_MOST_IN_SHORT = "parts at most the whole"


def lead_statement(report: Report, indicator: str) -> pd.Series | None:
    """What the lead says of an indicator; None where it says nothing.

    Parameters
    ----------
    report : Report
        The report with the lead.
    indicator : str
        Name of an indicator.

    Returns
    -------
    Series or None
        The first such statement; its name is the statement's id.
    """
    lead = report.lead[report.lead["indicator"] == indicator]
    return None if lead.empty else lead.iloc[0]


def plane_rows(result: Result, part: str, other: str, whole: str) -> pd.DataFrame:
    """The rows that `charts.plane` draws: corners of what is possible, the whole's ends, and the lead.

    Parameters
    ----------
    result : Result
        A feasible result.
    part, other : str
        Indicators of the two axes.
    whole : str
        Indicator of their sum.

    Returns
    -------
    DataFrame
        Columns kind, x, y (in the units of the parts) and label.
    """
    report, known = result.report, result.bounds
    unit, row = report.variables.at[part, "unit"], known.loc[part]
    corners = result.region(part, other)
    labels = [f"can be {_possible(result, part)}", *[""] * (len(corners) - 1)]
    rows = [("corner", x, y, label) for (x, y), label in zip(corners, labels, strict=True)]
    height, printed = corners[0][1], (row["printed_low"], row["printed_high"])
    if all(map(math.isfinite, printed)):
        rows += [("printed", end, height, f"printed: {write_printed(*printed, unit)}") for end in printed]
    for end in ("low", "high"):
        total = known.at[whole, f"printed_{end}"]
        if math.isfinite(total):
            rows.append((end, total - height, height, f"together {write_printed(total, total, unit)}"))
    return pd.DataFrame([*rows, *_lead_rows(result, part, other)], columns=["kind", "x", "y", "label"])


def _lead_rows(result: Result, part: str, other: str) -> list[tuple[str, float, float, str]]:
    """Place the lead on the plane, with the segment from the first part's range to it; no rows without a lead."""
    first, second = (lead_statement(result.report, name) for name in (part, other))
    if first is None or second is None:
        return []
    unit, gap = result.report.variables.at[part, "unit"], distance_from_range(result, first)
    x, y = first["low" if gap > 0 else "high"], second["high"]  # of a range, the end that is nearer
    if not (math.isfinite(x) and math.isfinite(y)):
        return []
    label = f"lead: {write_printed(first['low'], first['high'], unit)}"
    if not gap:
        return [("lead", x, y, label)]
    distance = f"{write_range(abs(gap), abs(gap), unit)} {'above' if gap > 0 else 'below'}"
    return [("lead", x, y, f"{label}, {distance}"), ("gap", x - gap, y, ""), ("gap", x, y, "")]


def distance_from_range(result: Result, statement: pd.Series) -> float:
    """The signed distance of a statement's range from the tightest range of its indicator.

    Parameters
    ----------
    result : Result
        A feasible result.
    statement : Series
        A row of `Report.statements`.

    Returns
    -------
    float
        In the indicator's unit: positive where the statement lies above, negative below, 0 where the ranges overlap.
    """
    low, high = result.bounds.loc[statement["indicator"], ["low", "high"]]
    least = -math.inf if math.isnan(statement["low"]) else statement["low"]
    most = math.inf if math.isnan(statement["high"]) else statement["high"]
    return float(max(least - high, 0.0) + min(most - low, 0.0))


def lead_headline(result: Result, indicator: str) -> str:
    """What an indicator can be, and how far the lead lies from it, as a headline.

    Parameters
    ----------
    result : Result
        A feasible result.
    indicator : str
        Name of an indicator.

    Returns
    -------
    str
        A headline without a full stop.
    """
    name, unit = result.report.label_in_sentence(indicator), result.report.variables.at[indicator, "unit"]
    low, high = result.bounds.loc[indicator, ["low", "high"]]
    lead = lead_statement(result.report, indicator)
    if lead is None:
        return f"{result.report.label(indicator)} can be {_possible(result, indicator)}, no more and no less"
    gap = distance_from_range(result, lead)
    lead_says = f"The lead's {write_printed(lead['low'], lead['high'], unit)} for {name}"
    if not gap:
        return f"{lead_says} fits what the statements allow, {_possible(result, indicator)}"
    least, most = write_ends(low, high, unit, whole=indicator in result.report.whole_variables)
    side, extreme, end = ("more", "most", most) if gap > 0 else ("less", "least", least)
    return (
        f"{lead_says} is {write_range(abs(gap), abs(gap), unit)} {side} than the {end} that "
        f"the rest allows at {extreme}, {result.short_reading}"
    )


def printed_label(result: Result, indicator: str) -> str:
    """An indicator with what the core prints of it, inside a sentence: "companies' revenue (about $3.5 million)".

    Parameters
    ----------
    result : Result
        A reconciled report.
    indicator : str
        Name of an indicator.

    Returns
    -------
    str
        Label and printed expressions.
    """
    core = result.report.core
    printed = "; ".join(core.loc[core["indicator"] == indicator, "printed"]) or "printed nowhere"
    return f"{result.report.label_in_sentence(indicator)} ({printed})"


def narrowing_headline(result: Result, indicator: str) -> str:
    """How much of an indicator's printed range is possible, as a headline.

    Parameters
    ----------
    result : Result
        A feasible result.
    indicator : str
        Name of an indicator.

    Returns
    -------
    str
        A headline without a full stop.
    """
    name, unit = result.report.label_in_sentence(indicator), result.report.variables.at[indicator, "unit"]
    row = result.bounds.loc[indicator]
    printed = write_printed(row["printed_low"], row["printed_high"], unit)
    tight = _possible(result, indicator)
    if printed == tight:
        return f"All of the {printed} printed for {name} is possible, {result.short_reading}"
    return f"Of the {printed} printed for {name}, only {tight} is possible, {result.short_reading}"


def drawable_wholes(result: Result) -> list[tuple[str, str, str]]:
    """The wholes of two parts that can be drawn on a plane: both parts have both ends, and one of them has room.

    Parameters
    ----------
    result : Result
        A feasible result.

    Returns
    -------
    list of (str, str, str)
        Part, other part and whole.
    """
    width = result.bounds["high"] - result.bounds["low"]
    return [whole for whole in result.report.wholes_of_two if 0 < max(width[whole[0]], width[whole[1]]) < math.inf]


def ranges_by_reading(results: Mapping[str, Result], indicator: str) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: an indicator as printed, under each reading, and in the lead.

    Parameters
    ----------
    results : mapping of str to Result
        As from `result_tables.all_readings`.
    indicator : str
        Name of an indicator.

    Returns
    -------
    DataFrame
        Columns label, low, high, about, kind and unit.
    """
    report = next(iter(results.values())).report
    core = report.core[report.core["indicator"] == indicator]
    rows = [(f"printed ({name})", row["low"], row["high"], row["about"], "printed") for name, row in core.iterrows()]
    for name, result in results.items():
        low, high = result.bounds.loc[indicator, ["low", "high"]]
        reading = AT_MOST_IN_SHORT if name == AT_MOST else result.short_reading
        rows.append((f"can be, {reading}", low, high, "no", "follows"))
    lead = lead_statement(report, indicator)
    if lead is not None:
        rows.append((f"lead ({lead.name})", lead["low"], lead["high"], lead["about"], "lead"))
    frame = pd.DataFrame(rows, columns=["label", "low", "high", "about", "kind"])
    return frame.assign(unit=report.variables.at[indicator, "unit"])


def coarsest_step(low: Fraction, high: Fraction) -> Fraction:
    """The greatest step that both ends of a printed range are multiples of: 3 for 15 to 18.

    Parameters
    ----------
    low, high : Fraction
        The ends, not both 0.

    Returns
    -------
    Fraction
        Their greatest common divisor.
    """
    common = math.gcd(low.numerator * high.denominator, high.numerator * low.denominator)
    return Fraction(common, low.denominator * high.denominator)


def steps_table(result: Result) -> pd.DataFrame:
    """What a part can be if every end is rounded, with its whole rounded to its printed step, or to a coarser one.

    How finely a number was rounded is not printed. One that heaps on 3 or 5 may be coarser than its last digit, up to
    the greatest step that both of its ends are multiples of.

    Parameters
    ----------
    result : Result
        A reconciled report; its own reading plays no part.

    Returns
    -------
    DataFrame
        Two rows for each whole that a coarser step is possible for. Columns "rounded to", "the part can be" and "the
        opening" (its verdict, empty where it says nothing), indexed by the expression of the whole.
    """
    rows = [
        [row["printed"], *_rounded_so(result.report, str(name), step, part)]
        for part, _, whole in drawable_wholes(result)
        for name, row in result.report.core[result.report.core["indicator"] == whole].iterrows()
        if row["shape"] == "range" and (coarsest := coarsest_step(*_ends(row))) > row["rounded_to"]
        for step in (Fraction(str(row["rounded_to"])), coarsest)
    ]
    columns = ["the whole", "rounded to", "the part can be", "the opening"]
    return pd.DataFrame(rows, columns=columns).set_index("the whole").rename_axis(columns="all ends rounded")


def _possible(result: Result, indicator: str) -> str:
    """Write the tightest range of an indicator."""
    row = result.bounds.loc[indicator]
    return write_range(row["low"], row["high"], row["unit"], whole=bool(row["whole"]))


def _ends(row: pd.Series) -> tuple[Fraction, Fraction]:
    """Return both ends of a range exactly."""
    return Fraction(str(row["low"])), Fraction(str(row["high"]))


def _rounded_so(report: Report, name: str, step: Fraction, part: str) -> list[str]:
    """Reconcile a report with another step for a statement; write the range of a part and the opening's verdict."""
    statements = report.statements.copy()
    statements.loc[name, "rounded_to"] = float(step)
    result = reconcile(replace(report, statements=statements), "all-rounded")
    lead = lead_statement(report, part)
    verdict = "" if lead is None else str(result.fits().at[lead.name, "verdict"])
    return [write_exact(step), f"{report.label_in_sentence(part)} {_possible(result, part)}", verdict]
