"""How long the verdicts on the numbers of a text of ten pages take, once everything is imported.

    python benchmarks/check_text.py

The text is one of the tests, about the first report, repeated until it has ten pages of 400 words. The report is
reconciled before; listing what it can vouch for counts. The median of several runs; exits 1 above half a second.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from pathlib import Path

import sectorbook as sb
from sectorbook.analysis.check_text import check_text
from sectorbook.ledger.documents import plain_paragraphs

TEXT = Path(__file__).resolve().parents[1] / "tests/analysis/checked_texts/gilgit-baltistan-2025.second.md"
WORDS = 10 * 400
RUNS, WANTED = 7, 0.5


def main() -> int:
    """Measure, print; 1 where it takes too long."""
    page = re.sub(r"\{\{(.+?): \w+\}\}", r"\1", TEXT.read_text(encoding="utf-8"), flags=re.DOTALL)
    paragraphs = plain_paragraphs("\n".join([page] * round(WORDS / len(page.split()))))
    times = [measure(paragraphs) for _ in range(RUNS + 1)][1:]
    numbers = len(check_text(paragraphs, sb.reconcile(sb.load_report("gilgit-baltistan-2025"))))
    taken = statistics.median(times)
    print(f"{WORDS} words with {numbers} numbers: {taken:.2f} s (wanted: under {WANTED:g})")
    return int(taken > WANTED)


def measure(paragraphs: tuple) -> float:
    """Seconds of all verdicts, for a report that was just reconciled."""
    result = sb.reconcile(sb.load_report("gilgit-baltistan-2025"))
    begun = time.perf_counter()
    check_text(paragraphs, result)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
