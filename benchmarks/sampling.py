"""How long 1,000 joint draws take: of 40 shares of 100%, with and without their own ranges, and of a table by chains.

    python benchmarks/sampling.py

Each the median of 5 rounds after one that does not count. Exits 1 where 40 shares take 2 s or more.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterable

import numpy as np
import pandas as pd

import sectorbook as sb
from sectorbook.reconcile.result import Result

DRAWS, RUNS, WANTED_S = 1000, 5, 2.0
SHARES, SIDE = 40, 5


def main() -> int:
    """Measure all three, print them; 1 where the shares take too long."""
    taken = {
        f"{SHARES} shares of 100%": measure(shares(np.zeros(SHARES), np.full(SHARES, 100.0))),
        f"{SHARES} shares of 100% with ranges": measure(shares(*around(100 / SHARES))),
        f"a table of {SIDE} by {SIDE} with its sums": measure(table()),
    }
    for name, (seconds, attrs) in taken.items():
        chains = f"{attrs['steps']} steps, R-hat {attrs['r_hat']:.3f}" if attrs["steps"] else "direct"
        print(f"{name}: {seconds:.2f} s for {DRAWS} draws, {attrs['dimensions']} dimensions, {chains}")
    return int(any(seconds >= WANTED_S for name, (seconds, _) in taken.items() if "shares" in name))


def measure(result: Result) -> tuple[float, dict[str, float]]:
    """Seconds of a sample, and how its draws came about."""
    times = []
    for seed in range(RUNS + 1):
        begun = time.perf_counter()
        drawn = sb.sample(result, DRAWS, seed)
        times.append(time.perf_counter() - begun)
    return statistics.median(times[1:]), drawn.attrs


def around(middle: float) -> tuple[np.ndarray, np.ndarray]:
    """Ends on both sides of a number."""
    rng = np.random.default_rng(20251120)
    return middle * (1 - rng.random(SHARES)), middle * (1 + rng.random(SHARES))


def shares(low: np.ndarray, high: np.ndarray) -> Result:
    """Shares within ranges that make 100%."""
    ranges = {f"share {i}": ends for i, ends in enumerate(zip(low, high, strict=True))}
    return reconciled(ranges | {"all": (100, 100)}, [(list(ranges), "all")])


def table() -> Result:
    """A table of amounts of which the sums of rows and columns are known."""
    cells = np.array([[f"cell {row} {column}" for column in range(SIDE)] for row in range(SIDE)])
    sums = [(list(line), f"sum {number}") for number, line in enumerate([*cells, *cells.T])]
    ranges = dict.fromkeys(cells.ravel(), (0, 100)) | {whole: (10 * SIDE, 10 * SIDE) for _, whole in sums}
    return reconciled(ranges, sums)


def reconciled(ranges: dict[str, tuple[float, float]], sums: Iterable[tuple[list[str], str]]) -> Result:
    """Ranges whose parts make their wholes."""
    rows = [
        (f"into {whole}", name, c) for parts, whole in sums for name, c in [*((part, 1) for part in parts), (whole, -1)]
    ]
    bounds = pd.DataFrame.from_dict(ranges, orient="index", columns=["low", "high"])
    return sb.reconcile_bounds(bounds, pd.DataFrame(rows, columns=["identity", "term", "coefficient"]))


if __name__ == "__main__":
    sys.exit(main())
