"""What a printed percentage of those who answered can be: which counts round to it, and what a sample would say."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import hypergeom

from sectorbook.ledger.report import Report
from sectorbook.values.intervals import Interval, write_number, write_range
from sectorbook.values.wording import join_words

MOST = 120
"""Answers that are looked at, at most."""
LEVEL = 0.95
CONDITION = "if the respondents were a random sample, which the report does not say"


def printed_share(report: Report, indicator: str) -> float | None:
    """The percentage that the core prints of an indicator as one whole number; None where it prints none."""
    core = report.core
    said = core[(core["indicator"] == indicator) & (core["shape"] == "point")]
    whole = said[said["low"] % 1 == 0]
    return None if whole.empty else float(whole["low"].iloc[0])


def counts(percent: float, most: int = MOST) -> pd.DataFrame:
    """Every count k of n answers, n up to `most`, whose share rounds to a whole percentage.

    Columns n, k, share (percent), low and high (what rounds to the percentage; a half is rounded up). These are the
    rows that `charts.fractions` draws.
    """
    double = round(2 * percent)
    rows = [
        (n, k, 100 * k / n, percent - 0.5, percent + 0.5)
        for n in range(1, most + 1)
        for k in range(n + 1)
        if (double - 1) * n <= 200 * k < (double + 1) * n
    ]
    return pd.DataFrame(rows, columns=["n", "k", "share", "low", "high"])


def headline(found: pd.DataFrame, percent: float) -> str:
    """How few can have answered, as a headline."""
    few, many = found.iloc[0], found.iloc[-1]
    told = [f"{count['k']:.0f} of {count['n']:.0f}" for count in (few, many)]
    return f"{percent:g}%, if rounded, can be {told[0]} firms or {told[1]}: nobody printed the number of answers"


def counts_sentence(found: pd.DataFrame, most: int = MOST) -> str:
    """How few can have answered, and with how many answers no count rounds to the percentage."""
    first = found.iloc[0]
    missing = sorted(set(range(int(first["n"]), most + 1)) - set(found["n"]))
    none = f" With {join_words(map(str, missing))} no count does." if missing else ""
    return (
        f"If it is a rounded value, at least {first['n']:.0f} answered: {first['k']:.0f} of {first['n']:.0f} is the "
        f"smallest count that rounds to it.{none}"
    )


def share_interval(found: pd.DataFrame, answered: int, firms: int, level: float = LEVEL) -> Interval | None:
    """The share of all firms, of which so many were drawn at random and answered, by the exact hypergeometric test.

    Every share that neither tail of the distribution rejects at the level; over all counts of `found` with so many
    answers. None where none of them has so many, or where there are fewer firms than answers.
    """
    fits = [_fitting(int(k), answered, firms, level) for k in found.loc[found["n"] == answered, "k"]]
    if not fits or firms < answered:
        return None
    kept = np.concatenate(fits)
    return Interval(100 * float(kept.min()) / firms, 100 * float(kept.max()) / firms, "percent")


def sample_headline(drawn: pd.DataFrame, answered: int) -> str:
    """The widest of the ranges as a headline, with its condition."""
    widest = drawn.loc[(drawn["high"] - drawn["low"]).idxmax()]
    ends = write_range(widest["low"], widest["high"], "percent", 3)
    among = f"{widest['label'][:1].lower()}{widest['label'][1:]}"
    return f"Had {answered} firms answered: {ends} {among}, at 95%, {CONDITION}"


def _fitting(k: int, answered: int, firms: int, level: float) -> np.ndarray:
    """The numbers of firms with the answer that a sample with k of them does not reject."""
    whole = np.arange(k, max(k, firms - answered + k) + 1)
    tail = (1 - level) / 2
    above, below = hypergeom.sf(k - 1, firms, whole, answered), hypergeom.cdf(k, firms, whole, answered)
    fits: np.ndarray = whole[(above > tail) & (below > tail)]
    return fits


def size_problem(found: pd.DataFrame, answered: int) -> str:
    """Why so many answers cannot be, with the nearest numbers that can; empty where they can."""
    if answered in set(found["n"]):
        return ""
    able = sorted(set(found["n"]), key=lambda n: (abs(n - answered), n))[:2]
    return (
        f"With {answered} answers no count rounds to the printed percentage, so that there is nothing to draw. Set "
        f"survey_size to {' or '.join(map(str, sorted(able)))}."
    )


def sample_rows(found: pd.DataFrame, answered: int, sizes: list[int]) -> pd.DataFrame:
    """The rows that `charts.ranges` draws: the share among so many firms each, where so many answered."""
    rows = [
        (f"Among {write_number(size)} firms", share.low, share.high)
        for size in sizes
        if (share := share_interval(found, answered, size)) is not None
    ]
    return pd.DataFrame(rows, columns=["label", "low", "high"]).assign(
        unit="percent", digits=3, about="no", kind="follows"
    )
