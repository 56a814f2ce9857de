"""Attack the command line with broken packages, arguments, notebooks and sweeps, and fuzz every way in.

make attack            all of it
python tests/attack packages|arguments|notebooks|fuzz
"""

from __future__ import annotations

import sys

import broken_packages
from harness import attempt, workspace

if __name__ == "__main__":
    wanted = sys.argv[1:]
    with workspace("data", "notebooks") as home:
        bad = n = 0
        for case in broken_packages.cases():
            if len(wanted) > 1 and wanted[1] not in f"{case.kind} {case.name}":
                continue
            done = attempt(case, home)
            n += 1
            if done.faults:
                bad += 1
                print(f"{case.kind}: {case.name}: {'; '.join(done.faults)}\n   {done.said[:300]!r}", flush=True)
            elif len(wanted) > 1:
                print(case.name, done.said[:600])
        print(bad, "of", n)
