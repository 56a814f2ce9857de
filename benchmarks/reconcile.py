"""How fast the exact engine is, beside loops of linear programs, in one run with the same answers.

    make bench

Random systems (parts that add up to a whole) and printed ranges around values that satisfy them are solved by
`reconcile_bounds` and by the usual loop of `scipy.optimize.linprog`: two programs an indicator, each from scratch.
Cross-tables of printed cells with their margins are solved beside plain HiGHS: the same loop in one model, which goes
on from the last basis. Both loops give the ends only, in floating point; ours are exact and name what binds each.
Then, by the engine alone: the first report, 5,000 facts with 1,000 sums and 1,000 relations, what drives an amount that
is printed 5,000 times, and the conflict of a chain of 200 equalities.

Each time is the median of several runs, after one that is not counted. Written to benchmarks/: reconcile.csv,
reconcile.json and reconcile.png, how time grows with the size.
"""

from __future__ import annotations

import json
import math
import random
import resource
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import highspy
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

import sectorbook as sb
from sectorbook.exact.extremes import tightest_bounds
from sectorbook.exact.system import System
from sectorbook.reconcile.result import Result

HERE = Path(__file__).parent
Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]
"""Bounds, identities and relations."""
SIZES = ((15, 6), (30, 12), (60, 25), (125, 50), (250, 100), (500, 200))
WANTED = {60: 10.0, 500: 8.0}
"""How many times as fast as the loop, by the number of indicators."""
CROSSED = (10, 20)
TABLES_AT_MOST = 3.0
"""How many times the time of plain HiGHS a cross-table may take."""
REPORT_MS = 7.0
FACTS = (300, 625, 1250, 2500, 5000)
FACTS_SECONDS, FACTS_MB = 10.0, 1000.0
PRINTINGS, PRINTINGS_SECONDS = 5000, 10.0
LINKS, LINKS_SECONDS = 200, 10.0
AGREE = 1e-9
RUNS = {15: 9, 30: 9, 60: 9, 125: 5, 250: 3, 500: 3}


def main() -> int:
    """Measure all, print and write what came out; 1 where a bound is missed."""
    missed: list[str] = []

    def wanted(what: str, value: float, limit: float, unit: str, at_least: bool = False) -> None:
        print(f"{what}: {value:.1f} {unit} (wanted: {'at least' if at_least else 'under'} {limit:g})", flush=True)
        found.append({"what": what, "value": round(value, 3), "unit": unit, "wanted": limit})
        if value < limit if at_least else value >= limit:
            missed.append(what)

    found: list[dict[str, object]] = []
    report = sb.load_report("gilgit-baltistan-2025")
    own = timed(lambda: sb.reconcile(report).bounds, 41, time.process_time)
    wanted("the first report, of the processor", 1000 * own, REPORT_MS, "ms")
    table = pd.DataFrame([measure(indicators, identities) for indicators, identities in SIZES])
    print(table.to_string(index=False, float_format="%.2f"))
    for indicators, times in WANTED.items():
        ratio = table.set_index("indicators").at[indicators, "ratio"]
        wanted(f"{indicators} indicators, as fast as the loop", ratio, times, "times", at_least=True)
    for size in CROSSED:
        for kind in ("rounded", "estimated", "suppressed"):
            ratio = measure_table(*cross_table(size, kind, seed=size))
            wanted(f"{size} by {size} {kind} cells, as slow as plain HiGHS", ratio, TABLES_AT_MOST, "times")
    facts = {count: prove_facts(count) for count in FACTS}
    wanted(f"{FACTS[-1]:,} facts, every end proven", facts[FACTS[-1]], FACTS_SECONDS, "s")
    wanted("its memory at most", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, FACTS_MB, "MB")
    drivers = timed(lambda: printed_often(PRINTINGS).drivers("whole"), 1)
    wanted(f"what drives an amount printed {PRINTINGS:,} times", drivers, PRINTINGS_SECONDS, "s")
    conflicts = timed(lambda: chain(LINKS).conflicts(), 1)
    wanted(f"the conflict of a chain of {LINKS} equalities", conflicts, LINKS_SECONDS, "s")
    table.to_csv(HERE / "reconcile.csv", index=False, lineterminator="\n", float_format="%.3f")
    (HERE / "reconcile.json").write_text(json.dumps({"measured": found, "facts": facts}, indent=1), encoding="utf-8")
    plot(table, facts)
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


def measure_table(bounds: pd.DataFrame, terms: pd.DataFrame) -> float:
    """How many times as long as plain HiGHS a cross-table takes, once the two agree."""
    ours = sb.reconcile_bounds(bounds, terms).bounds[["low", "high"]].to_numpy(dtype=float)
    if not np.allclose(ours, plain_highs(bounds, terms), rtol=AGREE, atol=AGREE):
        sys.exit("Plain HiGHS does not agree.")
    fast = timed(lambda: plain_highs(bounds, terms), 5)
    return timed(lambda: sb.reconcile_bounds(bounds, terms).bounds, 5) / fast


def prove_facts(count: int) -> float:
    """Seconds for every end of so many facts, from their tables, once each proof is verified."""
    tables = facts_with_relations(count, seed=1)
    verify(sb.reconcile_bounds(*tables).system)
    return timed(lambda: sb.reconcile_bounds(*tables).bounds, 1)


def verify(system: System) -> None:
    """Check in fractions that a point attains each end, and that the multipliers of its proof add up to it."""
    values = {value.name: value for value in system.values}
    rows = {row.name: row for row in system.identities}
    ends = {(one.name, side): row for one in system.relations for side, row in one.constraints.items()}
    for name, pair in tightest_bounds(system).items():
        for sign, extreme in zip((1, -1), pair, strict=True):
            if extreme.value is None:
                continue
            proof = extreme.proof
            parts = [(c, {n: Fraction(1)}, *system.natural[n]) for n, c in proof.natural.items()]
            for element, c in proof.elements.items():
                one = values.get(element)
                form = {one.indicator: Fraction(1)} if one else rows[element].coefficients
                parts.append((c, form, one.low, one.high) if one else (c, form, rows[element].low, rows[element].high))
            parts += [(c, ends[end].coefficients, ends[end].low, ends[end].high) for end, c in proof.relations.items()]
            total, sums = Fraction(0), defaultdict[str, Fraction](Fraction)
            for c, form, low, high in parts:
                total += c * (low if c > 0 else high)
                for indicator, coefficient in form.items():
                    sums[indicator] += c * coefficient
            is_proven = total == sign * extreme.value and {n: c for n, c in sums.items() if c} == {name: sign}
            if not is_proven or extreme.point[name] != extreme.value:
                sys.exit(f"An end of {name} is not proven.")


def timed(action: Callable[[], object], runs: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds, the median of some runs."""
    action()
    times = []
    for _ in range(runs):
        start = clock()
        action()
        times.append(clock() - start)
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
    # An amount is not negative, whether or not that is printed.
    ends = [tuple(None if math.isnan(end) else end for end in pair) for pair in bounds.fillna({"low": 0.0}).to_numpy()]
    found = np.empty((len(place), 2))
    for i in range(len(place)):
        for side, sign in enumerate((1.0, -1.0)):
            costs = np.zeros(len(place))
            costs[i] = sign
            solved = linprog(costs, A_eq=matrix, b_eq=np.zeros(len(row)), bounds=ends, method="highs")
            found[i, side] = sign * (solved.fun if solved.status == 0 else -math.inf)
    return found


def cross_table(size: int, kind: str, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cells with the sums of rows and columns and the total.

    All rounded to tens; all estimated, within 2% to 30%; or three cells in ten suppressed and all others to the unit.
    """
    chance = random.Random(seed)
    cells = {f"cell{i}.{j}": chance.randint(10, 999) for i in range(size) for j in range(size)}
    sums = {f"row{i}": [f"cell{i}.{j}" for j in range(size)] for i in range(size)}
    sums |= {f"column{j}": [f"cell{i}.{j}" for i in range(size)] for j in range(size)}
    values = cells | {name: sum(map(cells.__getitem__, parts)) for name, parts in sums.items()}
    values["total"] = sum(cells.values())
    ends = {name: printed_cell(value, kind, name in cells, chance) for name, value in values.items()}
    sums |= {"total": [f"row{i}" for i in range(size)], "total again": [f"column{j}" for j in range(size)]}
    terms = [(f"sum of {name}", part, 1.0) for name, parts in sums.items() for part in parts]
    terms += [(f"sum of {name}", name.removesuffix(" again"), -1.0) for name in sums]
    frame = pd.DataFrame.from_dict(ends, orient="index", columns=["low", "high"])
    return frame, pd.DataFrame(terms, columns=["identity", "term", "coefficient"])


def printed_cell(value: int, kind: str, is_inner: bool, chance: random.Random) -> tuple[float, float]:
    """The ends of a number in a cross-table."""
    if kind == "rounded":
        return 10 * round(value / 10) - 5.0, 10 * round(value / 10) + 5.0
    if kind == "estimated":
        return round(value * (1 - chance.uniform(0.02, 0.3)), 1), round(value * (1 + chance.uniform(0.02, 0.3)), 1)
    return (math.nan, math.nan) if is_inner and chance.random() < 0.3 else (value - 0.5, value + 0.5)


def plain_highs(bounds: pd.DataFrame, terms: pd.DataFrame) -> np.ndarray:
    """The ends of each indicator by one model, which is solved from the last basis; infinite where it is unbounded."""
    solver = highspy.Highs()
    for option, value in (("output_flag", False), ("presolve", "off"), ("threads", 1), ("simplex_strategy", 4)):
        solver.setOptionValue(option, value)
    place = {name: i for i, name in enumerate(bounds.index)}
    lows, highs = bounds["low"].fillna(0).to_numpy(), bounds["high"].fillna(highspy.kHighsInf).to_numpy()
    solver.addVars(len(place), np.maximum(lows, 0.0), highs)
    for _, rows in terms.groupby("identity", sort=False):
        columns = rows["term"].map(place).to_numpy(dtype=np.int32)
        solver.addRow(0.0, 0.0, len(columns), columns, rows["coefficient"].to_numpy())
    found = np.empty((len(place), 2))
    for i in range(len(place)):
        for side, sign in enumerate((1.0, -1.0)):
            solver.changeColCost(i, sign)
            solver.run()
            is_bounded = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
            found[i, side] = sign * solver.getInfo().objective_function_value if is_bounded else -sign * math.inf
            solver.changeColCost(i, 0.0)
    return found


def facts_with_relations(count: int, seed: int) -> Tables:
    """As many facts as asked for, and a fifth as many sums and relations each, with the room that rounding leaves."""
    bounds, terms = random_system(count, count // 5, seed)
    chance = random.Random(seed)
    middles = bounds.mean(axis=1).where(bounds.notna().all(axis=1))
    known = list(middles.dropna().index)
    rows = {}
    for number in range(count // 5):
        one, other = chance.sample(known, 2)
        ratio = middles[one] / middles[other]
        if number % 3 == 0 and ratio < 0.5:
            rows[f"relation{number}"] = ("share", one, other, math.floor(50 * ratio), math.ceil(200 * ratio))
        elif number % 3 == 1:
            low, high = math.floor(100 * (0.7 * ratio - 1)), math.ceil(100 * (1.4 * ratio - 1))
            rows[f"relation{number}"] = ("change", one, other, low, high)
        else:
            rows[f"relation{number}"] = ("times", one, other, math.floor(7 * ratio) / 10, math.ceil(14 * ratio) / 10)
    relations = pd.DataFrame.from_dict(rows, orient="index", columns=["relation", "indicator", "of", "low", "high"])
    return bounds, terms, relations


def printed_often(times: int) -> Result:
    """A report that prints one part of a whole many times, ever less exactly, and the other part once."""
    bounds = pd.DataFrame({"low": [90.0, 10.0, math.nan], "high": [110.0, 20.0, math.nan]}, ["part", "other", "whole"])
    terms = pd.DataFrame({"identity": "sum", "term": ["part", "other", "whole"], "coefficient": [1.0, 1.0, -1.0]})
    report = sb.reconcile_bounds(bounds, terms).report
    again = pd.concat([report.statements.loc[["part"]]] * times)
    again = again.assign(low=[90 - i / 100 for i in range(times)], exact_low=None, exact_high=None)
    again.index = pd.Index([f"printing{i}" for i in range(times)], name="id")
    return sb.reconcile(replace(report, statements=pd.concat([report.statements.drop("part"), again])))


def chain(links: int) -> Result:
    """Indicators that are all equal, of which the first is at most 1 and the last at least 2."""
    names = [f"x{i}" for i in range(links + 1)]
    bounds = pd.DataFrame({"low": math.nan, "high": math.nan}, index=names)
    bounds.loc[names[0], "high"], bounds.loc[names[-1], "low"] = 1.0, 2.0
    terms = [(f"link{i}", name, sign) for i in range(links) for name, sign in ((names[i], 1), (names[i + 1], -1))]
    return sb.reconcile_bounds(bounds, pd.DataFrame(terms, columns=["identity", "term", "coefficient"]))


def plot(table: pd.DataFrame, facts: Mapping[int, float]) -> None:
    """How the times grow, on two logarithmic scales."""
    figure, axes = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    lines = {name: (table["indicators"], table[name] / 1000) for name in ("linprog", "sectorbook")}
    for column, colour in (("linprog", "#767676"), ("sectorbook", "#0072B2")):
        draw(axes[0], *lines[column], column, colour)
    draw(axes[1], list(facts), list(facts.values()), "sectorbook", "#0072B2")
    axes[0].set(xlabel="indicators (two identities for every five)", ylabel="seconds for all ranges, proven")
    axes[1].set(xlabel="facts (a sum and a relation for every five)")
    figure.savefig(HERE / "reconcile.png", dpi=144, metadata={"Software": None})


def draw(ax: Axes, sizes: Sequence[int], seconds: Sequence[float], name: str, colour: str) -> None:
    """Draw one line, with its name at the end."""
    ax.plot(sizes, seconds, "o-", color=colour)
    end = list(sizes)[-1], list(seconds)[-1]
    ax.annotate(name, end, xytext=(8, -4), textcoords="offset points", color=colour)
    ax.set(xscale="log", yscale="log")
    ax.set_xlim(right=3 * end[0])
    ax.spines[["top", "right"]].set_visible(False)


if __name__ == "__main__":
    sys.exit(main())
