"""How soon an exploration answers: from a slider's move to the new verdict and ranges, and then to the picture.

    python benchmarks/explore.py

For the first report, and for the two with the most relations, whose figures contradict each other as printed; a slider
that a sum or relation ties to others is moved from place to place. What JupyterLab takes to send the move and to show
the answer is not in it. Exits 1 where the median of the first report is above 100 ms.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from time import perf_counter

import sectorbook as sb
from sectorbook.exploring import explorer
from sectorbook.exploring.explorer import Explorer
from sectorbook.reconcile.result import Result

SLIDERS = {
    "gilgit-baltistan-2025": "company_revenue",
    "malta-tourism-2001": "british",
    "portugal-footwear-2013": "exports_to_eu",
}
MOVES, WANTED = 20, 100


def main() -> int:
    """Measure all, print them; 1 where the first report takes too long."""
    medians = [
        measure(report, slider, about) for report, slider in SLIDERS.items() for about in ("printed", "rounding")
    ]
    return int(medians[0] > WANTED)


def measure(report: str, slider: str, about: str) -> float:
    """Print the median and the worst time of a report under a reading; return the median, in milliseconds."""
    explored, later = held(report)
    explored.reading.value = about
    answers = [timed(move) for move in moves(explored, slider)][1:]
    pictures = [timed(later) for _ in range(3)]
    median = statistics.median(answers)
    print(
        f"{report}, {about}: verdict and ranges after {median:.0f} ms (worst {max(answers):.0f}),"
        f" picture {statistics.median(pictures):.0f} ms after that"
    )
    return median


def held(report: str) -> tuple[Explorer, Callable[[], None]]:
    """An exploration whose picture does not follow by itself, and what draws it."""
    results: list[Result] = []
    complete = Explorer._complete
    Explorer._complete = lambda _, result: results.append(result)  # type: ignore[method-assign]
    explored = explorer.explore(report)
    return explored, lambda: complete(explored, sb.reconcile(results[-1].report, results[-1].about))


def moves(explored: Explorer, slider: str) -> Iterator[Callable[[], None]]:
    """Moves of the high end, back and forth, each to another place than before."""
    control = explored.ranges[slider]
    low, high = control.figure.ends
    for steps in islice(cycle(range(1, 8)), MOVES + 1):
        yield lambda steps=steps: setattr(control.slider, "value", (low, high + steps * control.figure.step))


def timed(do: Callable[[], None]) -> float:
    """Milliseconds that something takes."""
    begun = perf_counter()
    do()
    return 1000 * (perf_counter() - begun)


if __name__ == "__main__":
    sys.exit(main())
