"""Attack the command line with broken packages, arguments, notebooks and sweeps, and fuzz every way in.

make attack                                   all of it
python tests/attack packages|arguments|notebooks|fuzz [WORDS [SHARE]]
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

import arguments
import broken_packages
from harness import Case, Outcome, attempt, warm, workspace

import notebooks

GROUPS = {"packages": broken_packages.cases, "arguments": arguments.cases, "notebooks": notebooks.cases}


def attack(cases: Iterable[Case], words: str) -> list[Outcome]:
    """Try cases, and tell at once which were not refused well."""
    outcomes = []
    with workspace("data", "notebooks") as home:
        warm(home)
        for case in cases:
            if words not in f"{case.kind} {case.name}":
                continue
            outcomes.append(done := attempt(case, home))
            if done.faults or words:
                told = "; ".join(done.faults).replace("\n", "\n    ")
                print(f"{case.kind}: {case.name}: {told}\n    {done.said[:400]!r}", flush=True)
    return outcomes


def table(rows: Iterable[tuple[object, ...]]) -> str:
    """Write rows with columns beneath one another."""
    written = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*written, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in written)


def main(wanted: str, words: str, share: str) -> int:
    """Attack, print the table, and return how many cases were not refused well."""
    rows: list[tuple[object, ...]] = [("attack", "kind", "cases", "faults", "slowest")]
    for group, cases in GROUPS.items():
        outcomes = attack(cases(), words) if wanted in ("", group) else []
        for kind in dict.fromkeys(one.case.kind for one in outcomes):
            of_kind = [one for one in outcomes if one.case.kind == kind]
            faults = sum(bool(one.faults) for one in of_kind)
            rows.append((group, kind, len(of_kind), faults, f"{max(one.seconds for one in of_kind):.1f} s"))
    if wanted in ("", "fuzz"):
        from fuzz import fuzz

        rows += fuzz(words, float(share or 1))
    print(table(rows))
    return sum(int(str(row[3])) for row in rows[1:])


if __name__ == "__main__":
    sys.exit(min(main(*(*sys.argv[1:4], "", "", "")[:3]), 1))
