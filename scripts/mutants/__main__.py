"""Change the code of exact, values and ledger in single places, and see whether a test fails.

    python scripts/mutants [--count COUNT] [--seed SEED] [--only WORDS] [--again]

Prints a table, and exits with 1 where fewer than nine in ten mutants are killed. The tests that run the changed line
run in a fork of a process that has imported everything but the package, those of the cheapest file first.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import accumulate
from operator import itemgetter
from pathlib import Path

import pytest
from covering import Lines, measure
from forks import Copy
from mutations import Mutant, draw

ROOT = Path(__file__).resolve().parents[2]
MUTATED = ("exact", "values", "ledger")
TESTS = ("exact", "values", "ledger", "reconcile")
FIRST = 3.0
"""Seconds of each file's tests that run before the slow ones of any."""
ENOUGH = 0.9
KNOWN = "killed by an earlier run"


class _Chosen:
    """A plugin of pytest that leaves the chosen tests, the quickest first."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self.seconds = seconds

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((i for i in items if i.nodeid in self.seconds), key=lambda i: self.seconds[i.nodeid])


def tests_of(mutant: Mutant, lines: Lines, seconds: dict[str, float]) -> dict[str, dict[str, float]]:
    """Choose the tests that run the line, or its statement; where none does, those of its module, else all.

    What is in no function runs at the first import, for whichever test that is, and all tests of its module rest on it.
    """
    of_file = lines[mutant.file]
    of_line = (of_file.get(mutant.line) or of_file.get(mutant.statement)) if mutant.in_function else None
    chosen = of_line or set().union(*of_file.values()) or set(seconds)
    files: dict[str, dict[str, float]] = defaultdict(dict)
    for test in chosen:
        files[test.split("::")[0]][test] = seconds[test]
    own = f"test_{Path(mutant.file).name}"
    in_order = sorted(files, key=lambda file: (Path(file).name != own, sum(files[file].values())))
    return {file: files[file] for file in in_order}


def run(copy: Copy, chosen: dict[str, dict[str, float]], longest: float) -> int:
    """Run the quick tests of each file, then the others, until one fails or those that ran took so many seconds."""
    for file, seconds in _rounds(chosen):
        code = copy.pytest([file], _Chosen(seconds))
        longest -= sum(seconds.values())
        if code != pytest.ExitCode.OK or longest < 0:
            return code
    return 0


def _rounds(chosen: dict[str, dict[str, float]]) -> Iterator[tuple[str, dict[str, float]]]:
    """Divide the tests of each file: the quickest, which take some seconds together, and the others."""
    later: list[tuple[str, dict[str, float]]] = []
    for file, seconds in chosen.items():
        in_order = sorted(seconds.items(), key=itemgetter(1))
        until = list(accumulate(lasted for _, lasted in in_order))
        first = max(1, sum(end <= FIRST for end in until))
        yield file, dict(in_order[:first])
        later += [(file, dict(in_order[first:]))] if in_order[first:] else []
    yield from later


def fate(copy: Copy, mutant: Mutant, chosen: dict[str, dict[str, float]], longest: float) -> str:
    """Say what became of the mutant: killed, survived, and how."""
    if not chosen:
        return "survived: no test runs it"
    limit = 15 + 2 * min(longest, sum(sum(seconds.values()) for seconds in chosen.values()))
    with copy.changed(mutant.file, mutant.source):
        code = copy.fork(lambda: run(copy, chosen, longest), limit)
    how = {
        0: "survived",
        1: "killed",
        -signal.SIGXCPU: "killed: took too long",
        -signal.SIGALRM: "killed: waited too long",
    }
    return how.get(code, f"killed: code {code}")


def main() -> int:
    """Draw mutants, try each, and print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--count", type=int, default=400)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default="", help="try only those of the drawn whose line here has these words")
    options.add_argument("--again", action="store_true", help="try also those that earlier runs have killed")
    options.add_argument("--longest", type=float, default=60, help="seconds of tests for a mutant (60)")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        copy = Copy.of(ROOT, Path(home) / "copy")
        sources = sorted(_python(copy.root, "src/sectorbook", MUTATED))
        tests = sorted(file for file in _python(copy.root, "tests", TESTS) if Path(file).name.startswith("test_"))
        copy.warm(tests)
        lines, seconds = measure(copy, tests, sources, ROOT / "build" / "mutants")
        fates: dict[Mutant, str] = {}
        drawn = draw(copy.root, sources, asked.count, asked.seed)
        killed = Killed(ROOT / "build" / "mutants" / "killed.txt", asked.again)
        for mutant in random.Random(asked.seed).sample(drawn, len(drawn)):
            if asked.only in str(mutant):
                begun = time.monotonic()
                known = mutant in killed
                fates[mutant] = KNOWN if known else fate(copy, mutant, tests_of(mutant, lines, seconds), asked.longest)
                if not known and "killed" in fates[mutant]:
                    killed.add(mutant)
                print(f"{len(fates):4} {time.monotonic() - begun:5.1f} s  {fates[mutant]}: {mutant}", flush=True)
    return report(fates)


class Killed:
    """The mutants that were killed before: they stay so while their module is the same and no test is taken away."""

    def __init__(self, file: Path, again: bool) -> None:
        self.file = file
        self.digests = set() if again or not file.exists() else set(file.read_text(encoding="utf-8").split())

    def __contains__(self, mutant: Mutant) -> bool:
        return mutant.digest in self.digests

    def add(self, mutant: Mutant) -> None:
        """Keep one more."""
        with self.file.open("a", encoding="utf-8") as kept:
            kept.write(f"{mutant.digest}\n")


def _python(root: Path, folder: str, parts: tuple[str, ...]) -> list[str]:
    return [str(path.relative_to(root)) for part in parts for path in (root / folder / part).rglob("*.py")]


def report(fates: dict[Mutant, str]) -> int:
    """Print a row for each module, and the survivors."""
    tried, killed = Counter(m.file for m in fates), Counter(m.file for m, how in fates.items() if "killed" in how)
    print(f"\n{'module':58} mutants killed survived")
    for file in [*sorted(tried)]:
        print(f"{file:58} {tried[file]:7} {killed[file]:6} {tried[file] - killed[file]:8}")
    print(f"{'all':58} {tried.total():7} {killed.total():6} {tried.total() - killed.total():8}\n\nSurvivors:")
    print(*(f"{mutant}" for mutant, how in fates.items() if "survived" in how), sep="\n")
    return int(killed.total() < ENOUGH * tried.total())


if __name__ == "__main__":
    sys.exit(main())
