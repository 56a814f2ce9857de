"""What a head earns, told for a reader: ratios with what binds them, what they hang on, and draws."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sectorbook.errors import OpenEnd
from sectorbook.reconcile.ratios import EARNINGS, RATIOS, SHARES, STAFFING, Ratio, available_ratios
from sectorbook.reconcile.result import Result
from sectorbook.reconcile.sampling import ASSUMPTION, sample
from sectorbook.values.intervals import write_number, write_range
from sectorbook.values.units import conversion_factor
from sectorbook.values.wording import capitalize, join_words

SCOPE = (
    "no core statement gives {label}; what other ranges leave for them may include unpaid, part-time or remote people, "
    "or the printed ranges do not share a scope"
)
WITHOUT = "Without "
WHOLE = 100
SIGNS = {"USD/person/year": "$", "kUSD/company/year": "$", "MUSD/year": "$"}


def ratios_table(result: Result) -> pd.DataFrame:
    """Each ratio's tightest range, what binds its ends, and the warning where a scope may not be shared."""
    rows = {}
    for ratio, found in available_ratios(result, (*EARNINGS, *SHARES, *STAFFING)):
        low, high = result.binding(ratio.numerator, ratio.denominator)
        rows[ratio.title] = [
            ratio.write(found),
            ", ".join(low) or "nothing",
            ", ".join(high) or "nothing",
            warning(result, ratio),
        ]
    columns = ["range", "low held by", "high held by", "mind"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis(columns=result.assumptions_label)


def range_rows(result: Result, unit: str) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: the ratios in a unit, but for a share that may be anything."""
    rows = [
        (
            capitalize(ratio.title) + (" (scope may differ)" if warning(result, ratio) else ""),
            found.low,
            found.high,
            unit,
            ratio.digits,
        )
        for ratio, found in available_ratios(result, RATIOS)
        if ratio.unit == unit and not (unit == "percent" and found.low <= 0 and found.high >= WHOLE)
    ]
    return pd.DataFrame(rows, columns=["label", "low", "high", "unit", "digits"]).assign(about="no", kind="follows")


def values_to_record(result: Result) -> dict[str, float | None]:
    """What a table of many runs keeps of this: both ends of each ratio in its own unit; an open end is None."""
    return {
        f"{ratio.title.replace(' ', '_').replace(chr(39), '')}_{end}": value if math.isfinite(value) else None
        for ratio, found in available_ratios(result, RATIOS)
        for end, value in (("low", found.low), ("high", found.high))
    }


def headline(data: pd.DataFrame, reading: str) -> str:
    """The first of some ratios as a headline: what the statements leave it under a reading, said in words."""
    first_row = data.iloc[0]
    ends = write_range(first_row["low"], first_row["high"], first_row["unit"], int(first_row["digits"]))
    verb = "is" if first_row["low"] == first_row["high"] else "can be"
    return f"{first_row['label']} {verb} {ends} a year, {reading}"


def shares_headline(data: pd.DataFrame) -> str:
    """The first two shares as a headline: which of them is the greater, if the ranges tell."""
    told = [
        f"{row['label']}, {write_range(row['low'], row['high'], row['unit'], int(row['digits']))},"
        for row in data.head(2).to_dict("records")
    ]
    if len(told) < 2:
        return f"{told[0]} is all that the statements allow"
    (first_low, second_low), (first_high, second_high) = data["low"].head(2), data["high"].head(2)
    second = told[1][:1].lower() + told[1][1:]
    verdict = "is above" if first_low > second_high else "is below" if first_high < second_low else "may equal"
    return f"{told[0]} {verdict} {second}".rstrip(",")


def scope_note(result: Result, unit: str) -> str:
    """The warning for the caption of ratios in a unit; nothing where each is of printed indicators."""
    warnings = dict.fromkeys(
        warning(result, ratio) for ratio, _ in available_ratios(result, RATIOS) if ratio.unit == unit
    )
    return " ".join(f"Mind the scope: {words}." for words in warnings if words)


def first_ratio(result: Result) -> Ratio | None:
    """The ratio that the notebook looks at closely: the first that the report has."""
    return next((ratio for ratio, _ in available_ratios(result, RATIOS)), None)


def drivers_table(result: Result, ratio: Ratio) -> pd.DataFrame:
    """What a ratio hangs on, in words: its range without each statement, and how far its ends move with each end.

    Statements and identities that change nothing are left out.
    """
    found = result.drivers(ratio.numerator, ratio.denominator)
    scale, whole = _scale(result, ratio), ratio.write(ratio.range(result))
    rows = {}
    for name, row in found.iterrows():
        without = write_range(row["low"] * scale, row["high"] * scale, ratio.unit, ratio.digits)
        moves = [_move(row, side, scale, ratio) for side in ("low", "high")]
        if without != whole or any(moves):
            printed = result.report.statements["printed"].get(name, "")
            rows[element_label(result, str(name))] = [printed, without, *(move or "nothing" for move in moves)]
    columns = ["printed", "range without it", "as its low end rises by 1", "as its high end rises by 1"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis(columns=result.assumptions_label)


def without_each(result: Result, ratio: Ratio) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: a ratio with everything, and without each element that changes it."""
    found = result.drivers(ratio.numerator, ratio.denominator)
    whole = result.ratio(ratio.numerator, ratio.denominator, ratio.unit)
    scale = _scale(result, ratio)
    rows = [("With everything", whole.low, whole.high)]
    for name, row in found.iterrows():
        low, high = row["low"] * scale, row["high"] * scale
        if not (math.isclose(low, whole.low) and math.isclose(high, whole.high)):
            rows.append((WITHOUT + element_label(result, str(name)), low, high))
    return pd.DataFrame(rows, columns=["label", "low", "high"]).assign(
        unit=ratio.unit, digits=ratio.digits, about="no", kind="follows"
    )


def drivers_headline(data: pd.DataFrame, ratio: Ratio) -> str:
    """The rows of `without_each` as a headline: what a ratio hangs on most, and what it could be without that."""
    without = data.iloc[1:]
    if without.empty:
        return f"No single statement or identity changes {ratio.title}"
    widest = without.loc[(without["high"] - without["low"]).idxmax()]
    left = write_range(widest["low"], widest["high"], ratio.unit, ratio.digits)
    name = widest["label"].removeprefix(WITHOUT)
    return f"{capitalize(ratio.title)} hangs most on {name}; without it, the rest allows {left}"


def ratio_definitions(result: Result, unit: str) -> str:
    """What is divided by what in each ratio of a unit that the report has, for a caption."""
    label = result.report.label_in_sentence
    told = [
        f"{ratio.title}: {label(ratio.numerator)} over {label(ratio.denominator)}"
        for ratio, _ in available_ratios(result, RATIOS)
        if ratio.unit == unit
    ]
    return capitalize("; ".join(told)) + "." if told else ""


def draw_ratios(result: Result, n: int, seed: int) -> pd.DataFrame:
    """Draws of every ratio whose indicators have ends; a column a ratio.

    `attrs` has the assumption, the most steps and the greatest R-hat of any of them, and the ratios that cannot be
    drawn (`left_out`), each with the reason. Raises what `sample` does, but for open ends.
    """
    left_out, columns, attrs = {}, {}, []
    for ratio, _ in available_ratios(result, (*RATIOS, *STAFFING)):
        try:
            drawn = sample(result, n, seed, [ratio.numerator, ratio.denominator])
        except OpenEnd as error:
            left_out[ratio.title] = str(error)
            continue
        times = ratio.factor(result.report.indicators["unit"])
        columns[ratio.title] = drawn[ratio.numerator] / drawn[ratio.denominator] * times
        attrs.append(drawn.attrs)
    frame = pd.DataFrame(columns)
    worst = {name: max(each[name] for each in attrs) for name in ("steps", "r_hat")} if attrs else {}
    frame.attrs = {**worst, "assumption": ASSUMPTION, "left_out": left_out}
    return frame


def draws_sentence(drawn: pd.DataFrame) -> str:
    """How the draws came about, whether the chains agree, and what could not be drawn."""
    left_out = "".join(f" Left out is {title}. {reason}" for title, reason in drawn.attrs["left_out"].items())
    if drawn.empty:
        return f"Nothing could be drawn.{left_out}"
    return (
        f"The draws are **{drawn.attrs['assumption']}**: hit-and-run, {drawn.attrs['steps']} steps between two draws "
        f"of a chain. The chains agree (split R-hat {drawn.attrs['r_hat']:.3f}; 1 is perfect).{left_out}"
    )


def draws_table(result: Result, drawn: pd.DataFrame) -> pd.DataFrame:
    """The tightest range of each ratio beside the middle nine tenths of its draws, which rest on our assumption."""
    rows = {}
    for ratio, found in available_ratios(result, (*RATIOS, *STAFFING)):
        if ratio.title in drawn:
            low, high = np.quantile(drawn[ratio.title], [0.05, 0.95])
            rows[ratio.title] = [ratio.write(found), write_range(low, high, ratio.unit, ratio.digits)]
    columns = ["what the statements allow", f"middle 90% of the draws, {ASSUMPTION}"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis(columns=result.assumptions_label)


def histogram_rows(result: Result, ratio: Ratio, drawn: pd.DataFrame, bars: int = 30) -> pd.DataFrame:
    """The rows that `charts.draws` draws: how many of a ratio's draws fall into each of so many equal steps."""
    found = ratio.range(result)
    counts, ends = np.histogram(drawn[ratio.title], bins=bars, range=(found.low, found.high))
    rows = zip(ends[:-1], ends[1:], 100 * counts / len(drawn), strict=True)
    return pd.DataFrame(rows, columns=["low", "high", "share"]).assign(unit=ratio.unit)


def answer_text(result: Result) -> str:
    """What a head earns and whose share is what, in two sentences, with the warning on scope."""
    told = [f"{ratio.title} {ratio.write(found)} a year" for ratio, found in available_ratios(result, EARNINGS)]
    shares = [f"{ratio.title} {ratio.write(found)}" for ratio, found in available_ratios(result, SHARES)]
    warned = [ratio.title for ratio, _ in available_ratios(result, RATIOS) if warning(result, ratio)]
    if not told and not shares:
        return "The report prints no revenue and people that could be divided."
    sentences = [f"**{capitalize(join_words(told or shares))}.**"]
    if told and shares:
        sentences.append(f"{capitalize(join_words(shares))}.")
    if warned:
        sentences.append(f"Not to be taken at face value: {join_words(warned)}, whose ranges may not share a scope.")
    return " ".join(sentences) + result.caveat


def _scale(result: Result, ratio: Ratio) -> float:
    """From the unit in which a result gives a ratio to the ratio's own."""
    return conversion_factor(result.ratio(ratio.numerator, ratio.denominator).unit, ratio.unit)


def warning(result: Result, ratio: Ratio) -> str:
    """Why a ratio is not to be taken at face value; empty where the core prints both of its indicators."""
    unprinted = [name for name in (ratio.numerator, ratio.denominator) if not result.bounds.at[name, "printings"]]
    return (
        SCOPE.format(label=join_words(result.report.label_in_sentence(name) for name in unprinted)) if unprinted else ""
    )


def _move(row: pd.Series, side: str, scale: float, ratio: Ratio) -> str:
    told = []
    for end in ("low", "high"):
        by = row[f"{end}_per_{side}"] * scale
        if by and not math.isnan(by):
            sign = "+" if by > 0 else "\N{MINUS SIGN}"
            told.append(f"{end} end {sign}{SIGNS.get(ratio.unit, '')}{write_number(abs(by), 3)}")
    return ", ".join(told)


def element_label(result: Result, name: str) -> str:
    """A statement or identity as the rows of `drivers` name it."""
    statements = result.report.statements
    if name not in statements.index:
        return f"the identity: {result.report.formula(name)}"
    return f"{name} ({result.report.label_in_sentence(statements.at[name, 'indicator'])})"
