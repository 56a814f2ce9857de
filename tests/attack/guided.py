"""Fuzz every way in with Atheris, which looks for inputs that reach code that none before them reached.

make attack-guided                            each way for a minute
python tests/attack/guided.py [SECONDS [WAY]]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RESULT = "RESULT "
LONGEST = 4000
"""Bytes of an input."""


def main(seconds: str = "60", way: str = "") -> int:
    """Fuzz each way in a process of its own, print the table, and return 1 where anything went wrong."""
    if way:
        _fuzz(way, float(seconds))
    rows = [(name, *_told(name, seconds)) for name in _names()]
    for name, cases, faults, slowest in rows:
        print(f"{name:22}  {cases:>9,} cases  {faults} faults  {slowest:.1f} s the slowest")
    return int(any(faults for _, _, faults, _ in rows))


def _names() -> list[str]:
    """List the ways in; in a process of its own, since what is imported here is not watched."""
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import fuzz, tempfile; print(*fuzz._names("
    code += "tempfile.mkdtemp()), sep='\\n')"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()


def _told(name: str, seconds: str) -> tuple[int, int, float]:
    """Fuzz one way; return cases, faults and the seconds of the slowest case."""
    command = [sys.executable, __file__, seconds, name]
    with tempfile.TemporaryDirectory() as folder:
        told_where = os.environ | {"TMPDIR": folder}
        done = subprocess.run(command, capture_output=True, text=True, check=False, errors="replace", env=told_where)
    line = next((line for line in done.stdout.splitlines() if line.startswith(RESULT)), "")
    if not line:
        print(f"{name}: {done.stdout[-500:]}{done.stderr[-1500:]}", flush=True)
        return 0, 1, 0.0
    told = json.loads(line.removeprefix(RESULT))
    for one in told["foreign"]:
        print(f"{name}: {one}", flush=True)
    return told["cases"], told["faults"], told["slowest"]


def _fuzz(way: str, seconds: float) -> None:
    """Be the process that fuzzes one way, and end it."""
    import atheris  # type: ignore[import-not-found]

    with atheris.instrument_imports(include=["sectorbook"]):
        import fuzz
    from sectorbook.ledger.workspace import use_workspace

    home = fuzz._home(tempfile.mkdtemp(prefix="guided-"))
    work = home / "work"
    work.mkdir()
    with use_workspace(home):
        os.chdir(work)
        _, texts, read = fuzz.Ways(home if way == "packages" else work).all()[way]
        tried, ends = fuzz._Tried(read), time.monotonic() + seconds

        def attempt(data: bytes) -> None:
            tried.attempt(data.decode("utf-8", "replace"))
            if time.monotonic() > ends:
                told = {"cases": tried.cases, "faults": tried.faults, "slowest": tried.slowest}
                print(RESULT + json.dumps(told | {"foreign": list(tried.foreign.values())}), flush=True)
                os._exit(0)

        atheris.Setup([sys.argv[0], f"-max_len={LONGEST}", _seeds(home, (*texts, *fuzz.PARTS))], attempt)
        atheris.Fuzz()


def _seeds(folder: Path, texts: tuple[str, ...]) -> str:
    """Write the inputs to begin with, and return their folder."""
    seeds = folder / "seeds"
    seeds.mkdir()
    for number, text in enumerate(texts):
        (seeds / str(number)).write_bytes(text.encode("utf-8", "replace"))
    return str(seeds)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
