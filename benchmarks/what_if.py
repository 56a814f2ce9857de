"""How soon the page "What if" answers a change: whether all of it can be true, why not, and the ranges that it shows.

    python benchmarks/what_if.py

In Chromium, for each report, 100 states that a reader can set (the ends of a figure moved, figures set aside or
included, other readings, sums relaxed): the median and the worst. Each is the fastest of five answers, which the other
work of the machine disturbs least. Exits 1 where one of them is above 20 ms.
"""

from __future__ import annotations

import random
import shutil
import statistics
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

import sectorbook as sb
from sectorbook.ledger.report import report_names
from sectorsite.what_if import SCRIPTS, report_model

STATIC = Path(__file__).resolve().parents[1] / "src" / "sectorsite" / "_static"
SEED, STATES, RUNS, LIMIT = 20251120, 100, 5, 20
CALM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
TIMES = """([model, settings, runs]) => settings.map((setting) => {
  const view = { model, setting, sum: model.sums[0] };
  const times = Array.from({ length: runs }, () => {
    const begun = performance.now();
    whatIf.tightest(model, setting, whatIfSum.shown(view));
    return performance.now() - begun;
  });
  return Math.min(...times);
})"""


def main() -> int:
    """Measure all, print them; 1 where an answer takes too long."""
    worst = 0.0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(CALM))
        page = browser.new_page()
        for script in SCRIPTS:
            page.add_script_tag(path=STATIC / script)
        for name in report_names():
            times = measure(page, report_model(sb.load_report(name)))
            print(f"{name}: median {statistics.median(times):.1f} ms, worst {max(times):.1f} ms")
            worst = max(worst, *times)
        browser.close()
    print(f"wanted: each under {LIMIT} ms")
    return int(worst > LIMIT)


def measure(page: Page, model: dict[str, Any]) -> list[float]:
    """Milliseconds of each answer."""
    rng = random.Random(SEED)
    settings = [random_setting(model, rng) for _ in range(STATES)]
    times: list[float] = page.evaluate(TIMES, [model, settings, RUNS])
    return times


def random_setting(model: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A state some moves away from the printed one."""
    statements, identities = model["statements"], model["identities"]
    moved = rng.sample(statements, min(len(statements), rng.randint(0, 3)))
    turned = rng.sample(statements, rng.randint(0, 1))
    relaxed = rng.sample(identities, min(len(identities), rng.randint(0, 1)))
    return {
        "about": rng.choice(["printed", "printed", "rounding", "all-rounded", "5%"]),
        "ends": {one["id"]: moved_ends(one, rng.uniform(0.8, 1.2)) for one in moved},
        "held": {one["id"]: one["role"] == "lead" for one in turned},
        "relations": {one["id"]: "<=" for one in relaxed},
    }


def moved_ends(statement: dict[str, Any], times: float) -> list[float | None]:
    """Both ends of a statement, so many times as large."""
    ends = [None if end is None else round(end * times, 3) for end in (statement["low"], statement["high"])]
    return ends if None in ends else sorted(ends, key=float)


if __name__ == "__main__":
    sys.exit(main())
