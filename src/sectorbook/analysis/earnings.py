"""Revenue a head for a reader: ratios with what binds them, their drivers, and draws."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sectorbook.analysis.result_tables import chart_rows, index_table, record_ratios, row_range
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
DRAWN = 2
"""Significant digits that ten thousand draws carry."""
HUNDRED = 100
"""A share up to which nothing is excluded, in percent."""
SIGNS = {"USD/person/year": "$", "kUSD/company/year": "$", "MUSD/year": "$"}


def ratios_table(result: Result) -> pd.DataFrame:
    """Each ratio's tightest range, what binds its ends, and the warning where a scope may not be shared.

    Parameters
    ----------
    result : Result
        A reconciled report.

    Returns
    -------
    DataFrame
        Columns range, "low held by", "high held by" and mind, indexed by the ratio's title.
    """
    rows = {}
    for ratio, interval in available_ratios(result, (*EARNINGS, *SHARES, *STAFFING)):
        held = [", ".join(names) or "nothing" for names in result.binding(ratio.numerator, ratio.denominator)]
        rows[ratio.title] = [ratio.write(interval), *held, warning(result, ratio)]
    return index_table(rows, ["range", "low held by", "high held by", "mind"], result.assumptions_label)


def range_rows(result: Result, unit: str) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: the ratios in a unit, but for a share that may be anything.

    Parameters
    ----------
    result : Result
        A reconciled report.
    unit : str
        Unit of the ratios, such as "USD/person/year" or "percent".

    Returns
    -------
    DataFrame
        As from `result_tables.chart_rows`.
    """
    shown = [
        (ratio, interval)
        for ratio, interval in available_ratios(result, RATIOS)
        if ratio.unit == unit and not (unit == "percent" and interval.low <= 0 and interval.high >= HUNDRED)
    ]
    rows = []
    for ratio, interval in shown:
        scope = " (scope may differ)" if warning(result, ratio) else ""
        rows.append((capitalize(ratio.title) + scope, interval.low, interval.high))
    return chart_rows(rows, unit, shown[0][0].digits if shown else 0)


def values_to_record(result: Result) -> dict[str, float | None]:
    """Both ends of each ratio, for a table of many runs.

    Parameters
    ----------
    result : Result
        A reconciled report.

    Returns
    -------
    dict of str to float or None
        Each ratio in its own unit; None for an open end.
    """
    return record_ratios(result, RATIOS)


def headline(data: pd.DataFrame, reading: str) -> str:
    """The first of some ratios as a headline: what the statements leave it under a reading, said in words.

    Parameters
    ----------
    data : DataFrame
        As from `range_rows`, with one row at least.
    reading : str
        The reading of "about", as from `Result.short_reading`.

    Returns
    -------
    str
        A headline without a full stop.
    """
    first = data.iloc[0]
    verb = "is" if first["low"] == first["high"] else "can be"
    return f"{first['label']} {verb} {row_range(first, int(first['digits']))} a year, {reading}"


def shares_headline(data: pd.DataFrame) -> str:
    """The first two shares as a headline: which of them is the greater, if the ranges tell.

    Parameters
    ----------
    data : DataFrame
        As from `range_rows`, with one row at least.

    Returns
    -------
    str
        A headline without a full stop.
    """
    shares = [f"{row['label']}, {row_range(row, int(row['digits']))}," for row in data.head(2).to_dict("records")]
    if len(shares) < 2:
        return f"{shares[0]} is all that the statements allow"
    (first_low, second_low), (first_high, second_high) = data["low"].head(2), data["high"].head(2)
    second = shares[1][:1].lower() + shares[1][1:]
    verdict = "is above" if first_low > second_high else "is below" if first_high < second_low else "may equal"
    return f"{shares[0]} {verdict} {second}".rstrip(",")


def scope_note(result: Result, unit: str) -> str:
    """The warning for the caption of ratios in a unit; nothing where each is of printed indicators.

    Parameters
    ----------
    result : Result
        A reconciled report.
    unit : str
        Unit of the ratios.

    Returns
    -------
    str
        One sentence for each distinct warning.
    """
    ratios = [ratio for ratio, _ in available_ratios(result, RATIOS) if ratio.unit == unit]
    warnings = dict.fromkeys(warning(result, ratio) for ratio in ratios)
    return " ".join(f"Mind the scope: {words}." for words in warnings if words)


def first_ratio(result: Result) -> Ratio | None:
    """The ratio that the notebook looks at closely: the first that the report has.

    Parameters
    ----------
    result : Result
        A reconciled report.

    Returns
    -------
    Ratio or None
        None where the report has no ratio.
    """
    return next((ratio for ratio, _ in available_ratios(result, RATIOS)), None)


def drivers_table(result: Result, ratio: Ratio) -> pd.DataFrame:
    """What a ratio hangs on, in words: its range without each statement, and how far its ends move with each end.

    Statements and identities that change nothing are left out.

    Parameters
    ----------
    result : Result
        A reconciled report.
    ratio : Ratio
        A ratio of two of its indicators.

    Returns
    -------
    DataFrame
        Indexed by the label of the statement or identity.
    """
    scale, full = _scale(result, ratio), ratio.write(ratio.range(result))
    rows = {}
    for name, row in result.drivers(ratio.numerator, ratio.denominator).iterrows():
        without = write_range(row["low"] * scale, row["high"] * scale, ratio.unit, ratio.digits)
        moves = [_move(row, side, scale, ratio) for side in ("low", "high")]
        if without != full or any(moves):
            printed = result.report.statements["printed"].get(name, "")
            rows[element_label(result, str(name))] = [printed, without, *(move or "nothing" for move in moves)]
    columns = ["printed", "range without it", "as its low end rises by 1", "as its high end rises by 1"]
    return index_table(rows, columns, result.assumptions_label)


def without_each(result: Result, ratio: Ratio) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: a ratio with everything, and without each element that changes it.

    Parameters
    ----------
    result : Result
        A reconciled report.
    ratio : Ratio
        A ratio of two of its indicators.

    Returns
    -------
    DataFrame
        As from `result_tables.chart_rows`; the first row is the ratio with everything.
    """
    full = result.ratio(ratio.numerator, ratio.denominator, ratio.unit)
    scale = _scale(result, ratio)
    rows = [("With everything", full.low, full.high)]
    for name, row in result.drivers(ratio.numerator, ratio.denominator).iterrows():
        low, high = row["low"] * scale, row["high"] * scale
        if not (math.isclose(low, full.low) and math.isclose(high, full.high)):
            rows.append((WITHOUT + element_label(result, str(name)), low, high))
    return chart_rows(rows, ratio.unit, ratio.digits)


def drivers_headline(data: pd.DataFrame, ratio: Ratio) -> str:
    """The rows of `without_each` as a headline: what a ratio hangs on most, and what it could be without that.

    Parameters
    ----------
    data : DataFrame
        As from `without_each`.
    ratio : Ratio
        The ratio of the rows.

    Returns
    -------
    str
        A headline without a full stop.
    """
    without = data.iloc[1:]
    if without.empty:
        return f"No single statement or identity changes {ratio.title}"
    widest = without.loc[(without["high"] - without["low"]).idxmax()]
    left = write_range(widest["low"], widest["high"], ratio.unit, ratio.digits)
    name = widest["label"].removeprefix(WITHOUT)
    return f"{capitalize(ratio.title)} hangs most on {name}; without it, the rest allows {left}"


def ratio_definitions(result: Result, unit: str) -> str:
    """What is divided by what in each ratio of a unit that the report has, for a caption.

    Parameters
    ----------
    result : Result
        A reconciled report.
    unit : str
        Unit of the ratios.

    Returns
    -------
    str
        One sentence; empty where the report has no such ratio.
    """
    label = result.report.label_in_sentence
    definitions = [
        f"{ratio.title}: {label(ratio.numerator)} over {label(ratio.denominator)}"
        for ratio, _ in available_ratios(result, RATIOS)
        if ratio.unit == unit
    ]
    return capitalize("; ".join(definitions)) + "." if definitions else ""


def draw_ratios(result: Result, n: int, seed: int) -> pd.DataFrame:
    """Draws of every ratio whose indicators have ends; a column a ratio.

    Parameters
    ----------
    result : Result
        A reconciled report.
    n : int
        Number of draws.
    seed : int
        Seed of the random numbers.

    Returns
    -------
    DataFrame
        Shape (n, number of ratios), each in its own unit. `attrs` has the assumption, the most steps, the greatest
        R-hat and the least worth of any ratio (`steps`, `r_hat`, `worth`), and the ratios that cannot be drawn with the
        reason (`left_out`).

    Raises
    ------
    SectorbookError
        As `sample` does, but for open ends.
    """
    left_out, columns, attrs = {}, {}, []
    for ratio, _ in available_ratios(result, (*RATIOS, *STAFFING)):
        try:
            draws = sample(result, n, seed, [ratio.numerator, ratio.denominator])
        except OpenEnd as error:
            left_out[ratio.title] = str(error)
            continue
        factor = ratio.factor(result.report.variables["unit"])
        columns[ratio.title] = draws[ratio.numerator] / draws[ratio.denominator] * factor
        attrs.append(draws.attrs)
    frame = pd.DataFrame(columns)
    worst = {
        name: choose(each[name] for each in attrs)
        for name, choose in (("steps", max), ("r_hat", max), ("worth", min))
        if attrs
    }
    frame.attrs = {**worst, "assumption": ASSUMPTION, "left_out": left_out}
    return frame


def draws_sentence(draws: pd.DataFrame) -> str:
    """How the draws came about, whether the chains agree, and what could not be drawn.

    Parameters
    ----------
    draws : DataFrame
        As from `draw_ratios`.

    Returns
    -------
    str
        Markdown.
    """
    left_out = "".join(f" Left out is {title}. {reason}" for title, reason in draws.attrs["left_out"].items())
    if draws.empty:
        return f"Nothing could be drawn.{left_out}"
    return f"The draws are **{draws.attrs['assumption']}**{_how_drawn(draws.attrs)}.{left_out}"


def _how_drawn(attrs: Mapping[Any, Any]) -> str:
    """Say whether each draw is independent, or how far the chains agree."""
    if not attrs["steps"]:
        return "; each draw is independent of the others"
    return (
        f": hit-and-run, {attrs['steps']} steps between two draws of a chain. The chains agree (split R-hat "
        f"{attrs['r_hat']:.3f}; 1 is perfect), and their draws are worth {attrs['worth']:,} independent ones"
    )


def draws_table(result: Result, draws: pd.DataFrame) -> pd.DataFrame:
    """The tightest range of each ratio beside the middle nine tenths of its draws, which rest on our assumption.

    Parameters
    ----------
    result : Result
        The result of the draws.
    draws : DataFrame
        As from `draw_ratios`.

    Returns
    -------
    DataFrame
        Two columns of written ranges, indexed by the ratio's title.
    """
    rows = {}
    for ratio, interval in available_ratios(result, (*RATIOS, *STAFFING)):
        if ratio.title in draws:
            low, high = (float(f"{end:.{DRAWN}g}") for end in np.quantile(draws[ratio.title], [0.05, 0.95]))
            rows[ratio.title] = [ratio.write(interval), write_range(low, high, ratio.unit, DRAWN)]
    columns = ["what the statements allow", f"middle 90% of the draws, {ASSUMPTION}"]
    return index_table(rows, columns, result.assumptions_label)


def histogram_rows(result: Result, ratio: Ratio, draws: pd.DataFrame, bars: int = 30) -> pd.DataFrame:
    """The rows that `charts.draws` draws: how many of a ratio's draws fall into each of so many equal steps.

    Parameters
    ----------
    result : Result
        The result of the draws.
    ratio : Ratio
        A column of `draws`.
    draws : DataFrame
        As from `draw_ratios`.
    bars : int, default 30
        Number of equal steps between the ends of the ratio's range.

    Returns
    -------
    DataFrame
        Columns low, high, share (percent of the draws) and unit; one row for each step.
    """
    interval = ratio.range(result)
    counts, ends = np.histogram(draws[ratio.title], bins=bars, range=(interval.low, interval.high))
    rows = zip(ends[:-1], ends[1:], 100 * counts / len(draws), strict=True)
    return pd.DataFrame(rows, columns=["low", "high", "share"]).assign(unit=ratio.unit)


def answer_text(result: Result) -> str:
    """What a head earns and whose share is what, in two sentences, with the warning on scope.

    Parameters
    ----------
    result : Result
        A reconciled report.

    Returns
    -------
    str
        Markdown.
    """
    heads = [f"{ratio.title} {ratio.write(interval)} a year" for ratio, interval in available_ratios(result, EARNINGS)]
    shares = [f"{ratio.title} {ratio.write(interval)}" for ratio, interval in available_ratios(result, SHARES)]
    warned = [ratio.title for ratio, _ in available_ratios(result, RATIOS) if warning(result, ratio)]
    if not heads and not shares:
        return "The report prints no revenue and people that could be divided."
    sentences = [f"**{capitalize(join_words(heads or shares))}.**"]
    if heads and shares:
        sentences.append(f"{capitalize(join_words(shares))}.")
    if warned:
        sentences.append(f"Not to be taken at face value: {join_words(warned)}, whose ranges may not share a scope.")
    return " ".join(sentences) + result.caveat


def _scale(result: Result, ratio: Ratio) -> float:
    """Compute the factor from the unit in which a result has a ratio to the ratio's own."""
    return conversion_factor(result.ratio(ratio.numerator, ratio.denominator).unit, ratio.unit)


def warning(result: Result, ratio: Ratio) -> str:
    """Why a ratio is not to be taken at face value.

    Parameters
    ----------
    result : Result
        A reconciled report.
    ratio : Ratio
        A ratio of two of its indicators.

    Returns
    -------
    str
        A clause; empty where both indicators are printed, if only outside the core.
    """
    report = result.report
    tested = report.amounts[(report.amounts["role"] == "test") & ~report.amounts.index.isin(report.set_aside)]
    printed = {*tested["indicator"], *result.bounds.index[result.bounds["printings"].map(len) > 0]}
    unprinted = [name for name in (ratio.numerator, ratio.denominator) if name not in printed]
    labels = join_words(map(result.report.label_in_sentence, unprinted))
    return SCOPE.format(label=labels) if unprinted else ""


def _move(row: pd.Series, side: str, scale: float, ratio: Ratio) -> str:
    """Write how far each end of a ratio moves as one end of a statement rises by 1; empty where neither moves."""
    moves = []
    for end in ("low", "high"):
        derivative = row[f"{end}_per_{side}"] * scale
        if derivative and not math.isnan(derivative):
            sign = "+" if derivative > 0 else "\N{MINUS SIGN}"
            moves.append(f"{end} end {sign}{SIGNS.get(ratio.unit, '')}{write_number(abs(derivative), 3)}")
    return ", ".join(moves)


def element_label(result: Result, name: str) -> str:
    """A statement or identity as `drivers_table` labels it.

    Parameters
    ----------
    result : Result
        A reconciled report.
    name : str
        Id of a statement or name of an identity.

    Returns
    -------
    str
        Such as "EST-04 (freelancers)".
    """
    statements = result.report.statements
    if name not in statements.index:
        return f"the identity: {result.report.formula(name)}"
    return f"{name} ({result.report.label_in_sentence(statements.at[name, 'indicator'])})"
