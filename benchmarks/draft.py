"""How long a draft takes: of ten pages of text with their numbers, once everything is imported.

    python benchmarks/draft.py

The text is of our own, some 5000 words in fifty paragraphs, with seven numbers in each. The median of nine drafts
after one that is not counted, in seconds of the processor. Exits 1 from 0.5 s on.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from sectorbook.ledger.drafting.draft import draft_report

RUNS, WANTED = 9, 0.5
PARAGRAPHS = 50
PARAGRAPH = (
    "In {year}, about {some} companies of the valley ran ferries on its lakes, and by the count of their guild they "
    "earned between ${low} million and ${high} million a year, most of it in the warm months, when visitors come from "
    "the towns of the plain. Fares rose by {rise}% against the year before, while {share} per cent of the firms said "
    "that fuel was dear; a third of the crews were new to the trade, and none of the owners whom we asked wanted to "
    "sell. The harbour at the mouth of the river has been rebuilt twice since it was opened."
)


def main() -> int:
    """Measure, and print the median; 1 where it is too long."""
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "ferries.txt"
        text.write_text("\n\n".join(map(paragraph, range(PARAGRAPHS))), encoding="utf-8")
        seconds = [once(text, f"{folder}/draft-{run}") for run in range(RUNS + 1)][1:]
        words = len(text.read_text(encoding="utf-8").split())
    median = statistics.median(seconds)
    print(f"{words} words in {median:.2f} s (wanted: below {WANTED:g} s)")
    return int(median >= WANTED)


def paragraph(number: int) -> str:
    """A paragraph of the text, with numbers of its own."""
    return PARAGRAPH.format(
        year=1990 + number % 30,
        some=1000 + 37 * number,
        low=10 + number,
        high=20 + 2 * number,
        rise=f"{1 + number / 10:.1f}",
        share=number % 99 + 1,
    )


def once(text: Path, folder: str) -> float:
    """How many seconds of the processor one draft takes."""
    begun = time.process_time()
    draft_report(text, folder)
    return time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())
