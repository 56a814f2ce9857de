"""How long the verdicts on the numbers of a text of ten pages take, once everything is imported.

    python benchmarks/check_text.py

The text is README.md and one of the tests' about the first report, which is full of numbers, in turns until there are
ten pages of 400 words. The report is reconciled before; listing what it can vouch for counts. The median of several
runs, in time of the processor, since other work can take part of the machine; exits 1 above half a second.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from pathlib import Path

import sectorbook as sb
from sectorbook.analysis.check_text import check_text
from sectorbook.ledger.drafting.documents import Paragraph, plain_paragraphs

ROOT = Path(__file__).resolve().parents[1]
TEXTS = (ROOT / "tests/analysis/checked_texts/gilgit-baltistan-2025.second.md", ROOT / "README.md")
WORDS = 10 * 400
RUNS, WANTED = 7, 0.5


def main() -> int:
    """Measure, print; 1 where it takes too long."""
    text = "\n\n".join(file.read_text(encoding="utf-8") for file in TEXTS * 3)
    plain = re.sub(r"\{\{(.+?):\s\w+\}\}", r"\1", text, flags=re.DOTALL)
    paragraphs = plain_paragraphs(plain[: [word.end() for word in re.finditer(r"\S+", plain)][WORDS - 1]])
    times = [measure(paragraphs) for _ in range(RUNS + 1)][1:]
    numbers = len(check_text(paragraphs, sb.reconcile(sb.load_report("gilgit-baltistan-2025"))))
    taken = statistics.median(times)
    print(f"{WORDS} words with {numbers} numbers: {taken:.2f} s (wanted: under {WANTED:g})")
    return int(taken > WANTED)


def measure(paragraphs: tuple[Paragraph, ...]) -> float:
    """Seconds of all verdicts, for a report that was just reconciled."""
    result = sb.reconcile(sb.load_report("gilgit-baltistan-2025"))
    begun = time.process_time()
    check_text(paragraphs, result)
    return time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())
