"""How soon the page "What if" answers: all tightest ranges and what holds them, the planes, or the clash.

    python benchmarks/what_if.py

In Chromium, for the first report, as printed and with its lead held too (then it clashes), and for the one with the
most relations, taken as rounded: each the median of 20 answers after one that is not counted. Exits 1 above 50 ms, and
above 150 ms for the relations.
"""

from __future__ import annotations

import shutil
import statistics
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

import sectorbook as sb
from sectorbook.ledger.report import Report
from sectorsite.what_if import report_model

FIRST, RELATED = "gilgit-baltistan-2025", "malta-tourism-2001"
STATIC = Path(__file__).resolve().parents[1] / "docs" / "_static"
RUNS = 20
CALM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
TIMES = """([model, setting, runs]) => Array.from({length: runs}, () => {
  const begun = performance.now();
  whatIf.tightest(model, setting);
  model.wholes.forEach(([part, other]) => whatIf.region(model, setting, part, other));
  return performance.now() - begun;
}).slice(1)"""


def main() -> int:
    """Measure all, print them; 1 where one takes too long."""
    first, related = sb.load_report(FIRST), sb.load_report(RELATED)
    lead = {"about": "printed", "held": dict.fromkeys(first.lead.index, True)}
    cases: list[tuple[str, Report, dict[str, Any], float]] = [
        ("the first report as printed", first, {"about": "printed"}, 50),
        ("the first report with its lead", first, lead, 50),
        (f"{len(related.relations)} relations as rounded", related, {"about": "rounding"}, 150),
    ]
    missed = False
    for name, report, setting, wanted in cases:
        taken = statistics.median(measure(report_model(report), setting))
        print(f"{name}: {taken:.1f} ms (wanted: under {wanted:.0f})")
        missed = missed or taken > wanted
    return int(missed)


def measure(model: dict[str, Any], setting: dict[str, Any]) -> list[float]:
    """Milliseconds of each answer, in a browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(CALM))
        page = browser.new_page()
        for script in ("yalps.min.js", "what-if.js"):
            page.add_script_tag(path=STATIC / script)
        times: list[float] = page.evaluate(TIMES, [model, setting, RUNS + 1])
        browser.close()
    return times


if __name__ == "__main__":
    sys.exit(main())
