"""How fast the tightest ranges are found, beside a loop of `scipy.optimize.linprog`, in one run with the same answers.

    make bench

Two systems of random identities (parts that add up to a whole) and printed ranges around values that satisfy them are
solved by both, and the first report by `reconcile` alone. Each time is the median of several runs, after one that is
not counted. The loop is the usual way: two programs an indicator, each from scratch. It gives the ends only; ours
also names what binds each. Written to benchmarks/: reconcile.csv and reconcile.png, how time grows with the size.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

import sectorbook as sb

HERE = Path(__file__).parent
SIZES = ((15, 6), (30, 12), (60, 25), (125, 50), (250, 100), (500, 200))
WANTED = {60: 10.0, 500: 4.0}
"""How many times as fast as the loop, by the number of indicators."""
REPORT_MS = 10.0
AGREE = 1e-9
RUNS = {15: 9, 30: 9, 60: 9, 125: 5, 250: 3, 500: 3}


def main() -> int:
    """Measure all, print and write what came out; 1 where a bound is missed."""
    rows = [measure(indicators, identities) for indicators, identities in SIZES]
    table = pd.DataFrame(rows)
    table.to_csv(HERE / "reconcile.csv", index=False, lineterminator="\n", float_format="%.3f")
    plot(table)
    print(table.to_string(index=False, float_format="%.2f"))
    report = sb.load_report("gilgit-baltistan-2025")
    own = 1000 * timed(lambda: sb.reconcile(report).bounds, 21)
    print(f"the first report: {own:.1f} ms (wanted: under {REPORT_MS:.0f})")
    missed = [f"{n} indicators" for n, times in WANTED.items() if table.set_index("indicators").at[n, "ratio"] < times]
    missed += ["the report"] if own >= REPORT_MS else []
    print(f"missed: {', '.join(missed)}" if missed else "every bound is met")
    return 1 if missed else 0


def measure(indicators: int, identities: int) -> dict[str, float]:
    """The times of both for one system, in milliseconds, once they agree."""
    bounds, terms = random_system(indicators, identities, seed=indicators)
    ours = sb.reconcile_bounds(bounds, terms).bounds[["low", "high"]].to_numpy(dtype=float)
    theirs = loop(bounds, terms)
    if not np.allclose(ours, theirs, rtol=AGREE, atol=AGREE):
        sys.exit(f"{indicators} indicators: the two do not agree.")
    runs = RUNS[indicators]
    fast = 1000 * timed(lambda: sb.reconcile_bounds(bounds, terms).bounds, runs)
    slow = 1000 * timed(lambda: loop(bounds, terms), runs if indicators < 250 else 1)
    return {
        "indicators": indicators,
        "identities": identities,
        "sectorbook": fast,
        "linprog": slow,
        "ratio": slow / fast,
    }


def timed(action: Callable[[], object], runs: int) -> float:
    """Seconds, the median of some runs."""
    action()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def random_system(indicators: int, identities: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Wholes that are sums of two or three others, and ranges with one decimal around values that satisfy them.

    One end in ten is open.
    """
    chance = random.Random(seed)
    names = [f"x{i}" for i in range(indicators)]
    wholes = chance.sample(range(indicators), identities)
    free = [i for i in range(indicators) if i not in wholes]
    values = {i: round(chance.uniform(1, 100), 1) for i in free}
    rows = []
    for number, whole in enumerate(wholes):
        parts = chance.sample([*free, *wholes[:number]], chance.choice([2, 3]))
        values[whole] = round(sum(values[part] for part in parts), 1)
        rows += [(f"sum{number}", names[part], 1.0) for part in parts] + [(f"sum{number}", names[whole], -1.0)]
    ends = {
        side: [
            math.nan if chance.random() < 0.1 else round(values[i] * (1 + way * chance.uniform(0.02, 0.3)), 1)
            for i in range(indicators)
        ]
        for side, way in (("low", -1), ("high", 1))
    }
    return pd.DataFrame(ends, index=names), pd.DataFrame(rows, columns=["identity", "term", "coefficient"])


def loop(bounds: pd.DataFrame, terms: pd.DataFrame) -> np.ndarray:
    """The low and high end of each indicator, each by a program of its own."""
    place = {name: i for i, name in enumerate(bounds.index)}
    row = {name: i for i, name in enumerate(dict.fromkeys(terms["identity"]))}
    entries = (terms["coefficient"], (terms["identity"].map(row), terms["term"].map(place)))
    matrix = csr_matrix(entries, shape=(len(row), len(place)))
    matrix = matrix if len(place) > 100 else matrix.toarray()
    ends = [tuple(None if math.isnan(end) else end for end in pair) for pair in bounds.to_numpy()]
    found = np.empty((len(place), 2))
    for i in range(len(place)):
        for side, sign in enumerate((1.0, -1.0)):
            costs = np.zeros(len(place))
            costs[i] = sign
            solved = linprog(costs, A_eq=matrix, b_eq=np.zeros(len(row)), bounds=ends, method="highs")
            found[i, side] = sign * (solved.fun if solved.status == 0 else -math.inf)
    return found


def plot(table: pd.DataFrame) -> None:
    """How both times grow, on two logarithmic scales."""
    figure, ax = plt.subplots(figsize=(6, 4), layout="constrained")
    for column, colour in (("linprog", "#767676"), ("sectorbook", "#0072B2")):
        ax.plot(table["indicators"], table[column], "o-", color=colour)
        last = table.iloc[-1]
        ax.annotate(
            column, (last["indicators"], last[column]), xytext=(8, -4), textcoords="offset points", color=colour
        )
    ax.set(xscale="log", yscale="log", xlabel="indicators (two identities for every five)", ylabel="ms for all ranges")
    ax.set_xlim(right=1100)
    ax.spines[["top", "right"]].set_visible(False)
    figure.savefig(HERE / "reconcile.png", dpi=144, metadata={"Software": None})


if __name__ == "__main__":
    sys.exit(main())
