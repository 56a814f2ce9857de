"""What a person waits for: the commands of one or more checkouts in one sequence.

    python benchmarks/commands.py ROUNDS CHECKOUT [CHECKOUT ...]

Each checkout has its own environment (`make .venv/.done`) and is at rest: what `make figures` builds is built. In each
round every command runs once in every checkout, in turn; medians of the rounds are printed, in seconds of the clock.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

FORGET = ".doit.json"
COMMANDS = {
    "sectorbook run 02": [".venv/bin/sectorbook", "run", "02", "--to", "{folder}"],
    "sectorbook ask": [".venv/bin/sectorbook", "ask", "gilgit-baltistan-2025"],
    "make figures, unchanged": ["make", "--silent", "figures"],
    "make figures, all": ["make", "--silent", "figures"],
}


def main(rounds: int, checkouts: list[Path]) -> int:
    """Measure, and print the medians."""
    times: dict[tuple[str, Path], list[float]] = {(name, place): [] for name in COMMANDS for place in checkouts}
    for place in checkouts:
        subprocess.run(COMMANDS["make figures, all"], cwd=place, check=True, stdout=subprocess.DEVNULL)
    for _ in range(rounds):
        for name, place in times:
            times[name, place].append(seconds(name, place))
    table = pd.Series({key: statistics.median(all_of_it) for key, all_of_it in times.items()}).unstack()
    print(table.loc[list(COMMANDS), checkouts].to_string(float_format="%.2f"))
    return 0


def seconds(name: str, place: Path) -> float:
    """Run a command in a checkout, and return how long it took."""
    if name == "make figures, all":
        (place / FORGET).unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [word.format(folder=folder) for word in COMMANDS[name]]
        begun = time.perf_counter()
        subprocess.run(command, cwd=place, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), [*map(Path, sys.argv[2:])]))
