"""The counts that a printed percentage of respondents can round, and the population shares that they leave."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.stats import hypergeom

from sectorbook.analysis.result_tables import chart_rows
from sectorbook.exact.whole_numbers import rounded_share
from sectorbook.ledger.report import Report
from sectorbook.values.intervals import Interval, write_number, write_range
from sectorbook.values.wording import join_words

MOST = 120
"""The largest number of answers that is considered."""
LEVEL = 0.95
CONDITION = "if the respondents were a random sample, which the report does not say"


def printed_share(report: Report, indicator: str) -> float | None:
    """The percentage that the core prints of an indicator as one whole number; None where it prints none.

    Parameters
    ----------
    report : Report
        The report with the core.
    indicator : str
        A share in percent.

    Returns
    -------
    float or None
        In percent.
    """
    core = report.core
    points = core[(core["indicator"] == indicator) & (core["shape"] == "point") & (core["low"] % 1 == 0)]
    return None if points.empty else float(points["low"].iloc[0])


def counts(percent: float | str, most: int = MOST, least: int = 1, step: float | str = 1) -> pd.DataFrame:
    """Every count k of n answers whose share rounds to a percentage.

    Parameters
    ----------
    percent : float or str
        In percent, such as 88 or "12.5".
    most, least : int, default 120 and 1
        The largest and the smallest number of answers.
    step : float or str, default 1
        What the percentage is rounded to; 0 where it is exact. A half is rounded up.

    Returns
    -------
    DataFrame
        Columns n, k, share, low and high (in percent; what rounds to the percentage). These are the rows that
        `charts.fractions` draws.
    """
    ratio = rounded_share(percent, step=step)
    ends = (float(100 * ratio.low), float(100 * ratio.high))
    rows = [(n, k, 100 * k / n, *ends) for n in range(least, most + 1) for k in ratio.counts(n)]
    return pd.DataFrame(rows, columns=["n", "k", "share", "low", "high"])


def sizes_table(percents: Iterable[float | str], sizes: Iterable[int], step: float | str = 1) -> pd.DataFrame:
    """The counts behind several printed shares of one number of answers, for each number that is considered.

    Parameters
    ----------
    percents : iterable of float or str
        Shares of the same answers, in percent.
    sizes : iterable of int
        Numbers of answers.
    step : float or str, default 1
        As in `counts`.

    Returns
    -------
    DataFrame
        Indexed by n; a column for each percentage with its counts ("7", "87–88", or empty where none is) and `all`,
        whether each has one.
    """
    ratios = {f"{percent}%": rounded_share(percent, step=step) for percent in percents}
    rows = {n: [_written(ratio.counts(n)) for ratio in ratios.values()] for n in sizes}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(ratios)).rename_axis("n")
    return table.assign(all=table.ne("").all(axis=1))


def _written(found: range) -> str:
    """Write counts as a range; empty where there are none."""
    return write_range(found[0], found[-1], "dimensionless") if found else ""


def headline(counted: pd.DataFrame, percent: float) -> str:
    """How few can have answered, as a headline.

    Parameters
    ----------
    counted : DataFrame
        As from `counts`.
    percent : float
        The percentage of the counts.

    Returns
    -------
    str
        A headline without a full stop.
    """
    few, many = (f"{row['k']:.0f} of {row['n']:.0f}" for row in (counted.iloc[0], counted.iloc[-1]))
    return f"{percent:g}%, if rounded, can be {few} firms or {many}: nobody printed the number of answers"


def counts_sentence(counted: pd.DataFrame, most: int = MOST) -> str:
    """How few can have answered, and with how many answers no count rounds to the percentage.

    Parameters
    ----------
    counted : DataFrame
        As from `counts`.
    most : int, default 120
        The largest number of answers, as in `counts`.

    Returns
    -------
    str
        One or two sentences.
    """
    first = counted.iloc[0]
    missing = sorted(set(range(int(first["n"]), most + 1)) - set(counted["n"]))
    none = f" With {join_words(map(str, missing))} no count does." if missing else ""
    return (
        f"If it is a rounded value, at least {first['n']:.0f} answered: {first['k']:.0f} of {first['n']:.0f} is the "
        f"smallest count that rounds to it.{none}"
    )


def share_interval(counted: pd.DataFrame, answered: int, firms: int, level: float = LEVEL) -> Interval | None:
    """The share of all firms that a random sample of them leaves possible, by the exact hypergeometric test.

    Parameters
    ----------
    counted : DataFrame
        As from `counts`.
    answered : int
        Size of the sample.
    firms : int
        Size of the population.
    level : float, default 0.95
        Confidence level; each tail has half of the rest.

    Returns
    -------
    Interval or None
        In percent, over all counts with so many answers; None where there is none, or where there are fewer firms than
        answers.
    """
    fits = [_fitting(int(k), answered, firms, level) for k in counted.loc[counted["n"] == answered, "k"]]
    if not fits or firms < answered:
        return None
    kept = np.concatenate(fits)
    return Interval(100 * float(kept.min()) / firms, 100 * float(kept.max()) / firms, "percent")


def sample_headline(data: pd.DataFrame, answered: int) -> str:
    """The widest of the ranges as a headline, with its condition.

    Parameters
    ----------
    data : DataFrame
        As from `sample_rows`.
    answered : int
        Size of the sample.

    Returns
    -------
    str
        A headline without a full stop.
    """
    widest = data.loc[(data["high"] - data["low"]).idxmax()]
    ends = write_range(widest["low"], widest["high"], "percent", 3)
    among = f"{widest['label'][:1].lower()}{widest['label'][1:]}"
    return f"Had {answered} firms answered: {ends} {among}, at 95%, {CONDITION}"


def _fitting(k: int, answered: int, firms: int, level: float) -> np.ndarray:
    """List the population counts that a sample with k of them does not reject."""
    population = np.arange(k, max(k, firms - answered + k) + 1)
    tail = (1 - level) / 2
    above, below = hypergeom.sf(k - 1, firms, population, answered), hypergeom.cdf(k, firms, population, answered)
    fits: np.ndarray = population[(above > tail) & (below > tail)]
    return fits


def size_problem(counted: pd.DataFrame, answered: int) -> str:
    """Why so many answers cannot be, with the nearest numbers that can; empty where they can.

    Parameters
    ----------
    counted : DataFrame
        As from `counts`.
    answered : int
        The supposed number of answers.

    Returns
    -------
    str
        Two sentences, the second with what to set instead.
    """
    sizes = set(counted["n"])
    if answered in sizes:
        return ""
    nearest = sorted(sizes, key=lambda n: (abs(n - answered), n))[:2]
    return (
        f"With {answered} answers no count rounds to the printed percentage, so that there is nothing to draw. Set "
        f"survey_size to {' or '.join(map(str, sorted(nearest)))}."
    )


def sample_rows(counted: pd.DataFrame, answered: int, sizes: list[int]) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: the share among so many firms each, where so many answered.

    Parameters
    ----------
    counted : DataFrame
        As from `counts`.
    answered : int
        Size of the sample.
    sizes : list of int
        Sizes of the population.

    Returns
    -------
    DataFrame
        As from `result_tables.chart_rows`, in percent; without sizes that leave no share.
    """
    shares = {size: share_interval(counted, answered, size) for size in sizes}
    rows = [(f"Among {write_number(size)} firms", share.low, share.high) for size, share in shares.items() if share]
    return chart_rows(rows, "percent", 3)
