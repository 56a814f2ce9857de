"""How soon an exploration answers: from a slider's move to the new verdict and ranges, and then to the picture.

    python benchmarks/explore.py

For the first report, and for the two with the most relations, whose figures contradict each other as printed; a slider
that a sum or relation ties to others is moved from place to place. What JupyterLab takes to send the move and to show
the answer is not in it. Exits 1 where the median of the first report is above 100 ms.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from time import perf_counter

import sectorbook as sb
from sectorbook.exploring import answers
from sectorbook.exploring.controls import linked_variables
from sectorbook.exploring.explorer import Explorer

SLIDERS = {
    "gilgit-baltistan-2025": "company_revenue",
    "malta-tourism-2001": "british",
    "portugal-footwear-2013": "exports_to_eu",
}
MOVES, WANTED = 20, 100


def main() -> int:
    """Measure all, print them; 1 where the first report takes too long."""
    medians = [asyncio.run(measure(*case, about)) for case in SLIDERS.items() for about in ("printed", "rounding")]
    return int(medians[0] > WANTED)


async def measure(slug: str, slider: str, about: str) -> float:
    """Print the median and the worst time of a report under a reading; return the median, in milliseconds.

    Within an event loop, which has no turn here: no picture follows by itself.
    """
    report = sb.load_report(slug)
    explored, linked = sb.explore(report), linked_variables(report)
    explored.reading.value = about
    times = [timed(move) for move in moves(explored, slider)][1:]
    result = explored.state.reconcile(report)
    pictures = [timed(lambda: answers.picture(result, linked)) for _ in range(4)][1:]
    median = statistics.median(times)
    print(
        f"{slug}, {about}: verdict and ranges {median:.0f} ms (worst {max(times):.0f}),"
        f" picture {statistics.median(pictures):.0f} ms"
    )
    return median


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
