"""Kill runs after every operation on files, and at random; run two at once; take disk and memory away.

    python scripts/faults [--operations MOST] [--random COUNT] [--jobs JOBS] [--only WORDS]

Prints a table, and exits with 1 where anything is wrong. Each trial begins with a workspace of two notebooks whose
figures are old, in which everything that the figures are made from has changed.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from limits import two_at_once, with_disk, with_limit
from trials import Bench, Verdict, evenly, kill_after, kill_at, random_moments
from workspace import COMMANDS, FIGURES, NEW, RUN, copy_of, digests, finish, set_state, write_base

Trial = Callable[[], Verdict]
BLOCK, MEMORY = 64, (100, 250, 400, 600, 750, 900)
"""Bytes that a file may have in the trials with a limit, and megabytes that a process may take."""


def prepare(home: Path) -> tuple[Bench, dict[str, int], dict[str, float]]:
    """Build the workspace with old and with new figures; returns it, and the operations and seconds of each command."""
    base, fresh = home / "base", home / "fresh"
    base.mkdir()
    write_base(base)
    for command in COMMANDS:
        for words in (command.words, command.other):
            code, printed = finish(base, words)
            assert not code, printed
    old = {command.name: {name: digests(base, files) for name, files in command.sets.items()} for command in COMMANDS}
    copy_of(base, fresh)
    set_state(fresh, NEW)
    counts, seconds = {}, {}
    for command in COMMANDS:
        log, begun = home / f"{command.name}.log", time.monotonic()
        code, printed = finish(fresh, command.words, FAULTS_FOLDER=str(fresh), FAULTS_LOG=str(log))
        assert not code, printed
        seconds[command.name] = time.monotonic() - begun
        counts[command.name] = len(log.read_text(encoding="utf-8").splitlines())
    new = {command.name: {name: digests(fresh, files) for name, files in command.sets.items()} for command in COMMANDS}
    for name, sets in old.items():
        for part, files in sets.items():
            both = [(digest, new[name][part][file]) for file, digest in files.items()]
            assert both, f"{name} makes nothing"
            assert all(one != other for one, other in both), f"{name}: a file is the same in old and new"
    return Bench(base, old, new, home), counts, seconds


def trials_of(
    bench: Bench, counts: dict[str, int], seconds: dict[str, float], most: int, count: int
) -> dict[str, list[Trial]]:
    """List all trials by the row of the table that they belong to."""
    rows: dict[str, list[Trial]] = {}
    for command in COMMANDS:
        numbers = evenly(counts[command.name], most)
        title = f"{command.name}: killed after {len(numbers)} of {counts[command.name]} operations"
        whom = ("all", "all", "one")
        rows[title] = [partial(kill_after, bench, command, number, whom[number % 3]) for number in numbers]
    title = f"killed at {count} random moments, by SIGKILL or SIGTERM"
    rows[title] = [partial(kill_at, bench, *drawn) for drawn in random_moments(seconds, count, COMMANDS)]
    rows["two at once: one is refused"] = [partial(two_at_once, bench, command, False) for command in COMMANDS]
    rows["two at once: one waits"] = [partial(two_at_once, bench, command, True) for command in COMMANDS]
    for what in ("full disk", "read-only"):
        rows[what] = [partial(with_disk, bench, command, what) for command in (RUN, FIGURES)]
    sized = partial(with_limit, what="file-size limit", kind=resource.RLIMIT_FSIZE, limit=BLOCK)
    rows["file-size limit"] = [partial(sized, bench, command) for command in (RUN, FIGURES)]
    small = partial(with_limit, what="memory limit", kind=resource.RLIMIT_AS)
    rows["memory limit"] = [partial(small, bench, command, limit=size << 20) for size in MEMORY for command in COMMANDS]
    return rows


KINDS = {"mixed": "mixed sets", "needs help": "need help", "orphans": "orphans", "left behind": "files left"}


def write_row(title: str, verdicts: list[Verdict]) -> str:
    """Write a row of the table: how many trials, what was there after the kill, and how many faults of each kind."""
    after = Counter(verdict.after for verdict in verdicts if verdict.after)
    words = ", ".join(f"{count} {state}" for state, count in sorted(after.items()))
    kinds = Counter(
        next((kind for kind in KINDS if fault.startswith(kind)), "other") for one in verdicts for fault in one.faults
    )
    cells = [title, str(len(verdicts)), words, *(str(kinds[kind]) for kind in (*KINDS, "other"))]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Make all trials, and print the table last."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--operations", type=int, default=0, help="most operations of a command; by default all")
    parser.add_argument("--random", type=int, default=200, help="how many kills at random moments")
    parser.add_argument("--jobs", type=int, default=2, help="trials at once")
    parser.add_argument("--only", default="", help="make only the trials in whose row of the table this stands")
    given = parser.parse_args()
    home, begun = Path(tempfile.mkdtemp(prefix="faults-")), time.monotonic()
    bench, counts, seconds = prepare(home)
    table, faults = [], []
    with ThreadPoolExecutor(given.jobs) as pool:
        rows = trials_of(bench, counts, seconds, given.operations, given.random)
        for title, trials in rows.items():
            if given.only not in title:
                continue
            alone = "limit" in title
            verdicts = [trial() for trial in trials] if alone else list(pool.map(lambda trial: trial(), trials))
            found = [f"{title}, trial {place}: {words}" for place, one in enumerate(verdicts) for words in one.faults]
            print(f"{time.monotonic() - begun:5.0f} s  {title}", *found, sep="\n  ", flush=True)
            table.append(write_row(title, verdicts))
            faults += found
    header = ["trial", "count", "what was there after the kill", *KINDS.values(), "other faults"]
    print(f"\n| {' | '.join(header)} |", "|".join(["", *["---"] * len(header), ""]), *table, sep="\n")
    if not faults:
        shutil.rmtree(home)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
