"""What a person waits for: the commands of one or more checkouts, in one sequence.

    python benchmarks/commands.py ROUNDS CHECKOUT [CHECKOUT ...]
    python benchmarks/commands.py plot

Each checkout has its own environment and is at rest: what its figures and its site keep from one build to the next is
built first. In each round every command runs once in every checkout, in turn. Medians of the rounds, in seconds of the
clock, are printed, and are a row of history.csv for each checkout, which history.svg shows.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

HISTORY, PLOT = (Path(__file__).with_name(f"history.{ending}") for ending in ("csv", "svg"))
FORGET = ".doit.json"
COMMANDS = {
    "sectorbook run 02": [".venv/bin/sectorbook", "run", "02", "--to", "{folder}"],
    "sectorbook ask": [".venv/bin/sectorbook", "ask", "gilgit-baltistan-2025"],
    "make figures, unchanged": ["make", "--silent", "figures"],
    "make figures, all": ["make", "--silent", "figures"],
    "make docs": ["make", "--silent", "docs"],
}


def main(rounds: int, checkouts: list[Path]) -> None:
    """Measure, print the medians, and add them to the history."""
    for place in checkouts:
        for name in ("make figures, all", "make docs"):
            subprocess.run(COMMANDS[name], cwd=place, check=True, stdout=subprocess.DEVNULL)
    times: dict[tuple[str, Path], list[float]] = {(name, place): [] for name in COMMANDS for place in checkouts}
    for _ in range(rounds):
        for name, place in times:
            times[name, place].append(seconds(name, place))
    table = pd.Series({key: statistics.median(all_of_it) for key, all_of_it in times.items()}).unstack()
    table = table.loc[list(COMMANDS), checkouts].round(2)
    print(table.to_string())
    measured = {"measured": datetime.now(tz=UTC).date(), "rounds": rounds, "cores": os.cpu_count()}
    machine = measured | {"machine": platform.machine(), "python": platform.python_version()}
    rows = [described(place) | machine | table[place].to_dict() for place in checkouts]
    kept = [pd.read_csv(HISTORY, dtype={"version": str})] if HISTORY.exists() else []
    pd.concat([*kept, pd.DataFrame(rows)]).to_csv(HISTORY, index=False)
    plot()


def seconds(name: str, place: Path) -> float:
    """Run a command in a checkout, and return how long it took."""
    if name == "make figures, all":
        (place / FORGET).unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [word.format(folder=folder) for word in COMMANDS[name]]
        begun = time.perf_counter()
        subprocess.run(command, cwd=place, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.perf_counter() - begun


def described(place: Path) -> dict[str, str]:
    """Return what a checkout is: its commit's name, or its tag's, and its date."""
    told = ("describe", "--tags", "--always"), ("log", "-1", "--format=%cs")
    version, date = (subprocess.check_output(["git", *words], cwd=place, text=True).strip() for words in told)
    return {"version": version, "date": date}


def plot() -> None:
    """Draw the history: seconds of each command, from the first version to the last."""
    history = pd.read_csv(HISTORY, dtype={"version": str})
    with plt.rc_context({"svg.hashsalt": "history"}):
        figure, axes = plt.subplots(1, len(COMMANDS), figsize=(2.4 * len(COMMANDS), 2.6), layout="constrained")
        for ax, name in zip(axes, COMMANDS, strict=True):
            ax.plot(history["version"], history[name], "o-")
            ax.set_title(name, fontsize=9)
            ax.set_ylim(bottom=0)
            ax.tick_params(axis="x", rotation=60, labelsize=7)
        axes[0].set_ylabel("seconds")
        figure.savefig(PLOT, metadata={"Date": None})


if __name__ == "__main__":
    if sys.argv[1:] == ["plot"]:
        plot()
    else:
        main(int(sys.argv[1]), [*map(Path, sys.argv[2:])])
