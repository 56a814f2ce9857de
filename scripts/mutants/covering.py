"""Which test runs which lines, and how long it takes: measured once for each file of tests, and kept."""

from __future__ import annotations

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest
from forks import Copy

Lines = dict[str, dict[int, list[str]]]
"""The tests that run each line of each file."""
SLOWEST = 8.0
"""Seconds of a test above which it is left out."""


class _Contexts:
    """A plugin of pytest that tells coverage which test is running, and takes its time."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self.measured, self.seconds = measured, dict[str, float]()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.measured.switch_context(item.nodeid)
        begun = time.process_time()
        result = yield
        self.seconds[item.nodeid] = time.process_time() - begun
        return result


def measure(copy: Copy, tests: list[str], sources: list[str], kept: Path) -> tuple[Lines, dict[str, float]]:
    """Return the tests of each line of these files, and the seconds of each test."""
    lines: Lines = defaultdict(lambda: defaultdict(list))
    seconds: dict[str, float] = {}
    for file in tests:
        found = _kept(copy, file, sources, kept)
        quick = {test: lasted for test, lasted in found["seconds"].items() if lasted <= SLOWEST}
        seconds |= quick
        for source, numbers in found["lines"].items():
            for number, names in numbers.items():
                lines[source][int(number)] += [name for name in names if name in quick]
    return lines, seconds


def _kept(copy: Copy, file: str, sources: list[str], kept: Path) -> dict[str, dict]:
    """Read what was measured of the same code, or measure it."""
    digest = hashlib.sha256(b"\0".join((copy.root / name).read_bytes() for name in [file, *sources])).hexdigest()
    store = kept / f"{digest[:20]}.json"
    if not store.exists():
        print(f"measuring {file}", flush=True)
        kept.mkdir(parents=True, exist_ok=True)
        code = copy.fork(lambda: _measure(copy, file, sources, store), limit=600)
        if code != 0:
            raise SystemExit(f"{file} does not pass as it is; its output is in {copy.output}")
    return json.loads(store.read_text(encoding="utf-8"))


def _measure(copy: Copy, file: str, sources: list[str], store: Path) -> int:
    measured = coverage.Coverage(data_file=None, include=[str(copy.root / name) for name in sources])
    plugin = _Contexts(measured)
    measured.start()
    code = copy.pytest([file], plugin)
    measured.stop()
    data = measured.get_data()
    found = {name: data.contexts_by_lineno(str(copy.root / name)) for name in sources}
    lines = {name: {line: [*filter(None, tests)] for line, tests in by.items()} for name, by in found.items() if by}
    store.write_text(json.dumps({"seconds": plugin.seconds, "lines": lines}), encoding="utf-8")
    return code
