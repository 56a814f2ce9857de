"""A copy of the repository, and forks of a warm process that run its tests."""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest

OWN = ("sectorbook", "sectorsite", "papermill_forked", "tests", "helpers", "__main__")
OPTIONS = "-x -q --tb=no -o addopts= --import-mode=importlib -p no:cacheprovider --strict-markers"
MEMORY = 4 << 30
"""Bytes that a fork may have: a change may let a loop collect without end."""


@dataclass(frozen=True)
class Copy:
    """A copy of what git has or would take, so that no change reaches files of the clone."""

    root: Path

    @classmethod
    def of(cls, clone: Path, root: Path) -> Copy:
        """Copy the clone, and make the copy's package the one that is imported, here and by processes started here."""
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        for name in filter(None, subprocess.check_output(listed, cwd=clone, text=True).split("\0")):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(clone / name, root / name)
        for command in ("init -q", "add -A", "-c user.name=m -c user.email=m commit -qm m"):
            subprocess.run(["git", *command.split()], cwd=root, check=True)
        sys.path.insert(0, str(root / "src"))
        os.environ |= {"PYTHONPATH": str(root / "src"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        return cls(root)

    @property
    def output(self) -> Path:
        """The file that the last fork's output went to."""
        return self.root.parent / "output.txt"

    def warm(self, tests: list[str]) -> None:
        """Import what the tests import, save for the package and the tests themselves."""
        listed = self.root.parent / "modules.txt"
        everything = [str(Path(test)) for test in tests]
        self.fork(
            lambda: self.pytest(["--collect-only", *everything]) or listed.write_text("\n".join(sys.modules)), 300
        )
        for name in listed.read_text().split():
            if name.split(".")[0] not in OWN and not name.startswith("test_"):
                with contextlib.suppress(Exception):
                    importlib.import_module(name)

    def pytest(self, arguments: list[str], *plugins: object) -> int:
        """Run tests in this process; hypothesis draws the same examples each time, and shrinks none."""
        phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
        hypothesis.settings.register_profile(
            "mutants", derandomize=True, database=None, deadline=None, max_examples=50, phases=phases
        )
        hypothesis.settings.load_profile("mutants")
        return int(pytest.main([*OPTIONS.split(), "-m", "not slow or case", *arguments], plugins))

    def fork(self, work: Callable[[], int | None], limit: float) -> int:
        """Return what the work returned in a fork, or minus the signal that ended it, as after so many seconds."""
        sys.stdout.flush()
        child = os.fork()
        if not child:
            self._work(work, limit)
        status = os.waitpid(child, 0)[1]
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        return os.waitstatus_to_exitcode(status)

    def _work(self, work: Callable[[], int | None], limit: float) -> None:
        code = 99
        try:
            os.setsid()
            signal.alarm(int(limit) * 8)
            resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit) + 5))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            os.chdir(self.root)
            with self.output.open("w") as output:
                os.dup2(output.fileno(), 1)
                os.dup2(output.fileno(), 2)
            code = work() or 0
        finally:
            os._exit(code)

    @contextlib.contextmanager
    def changed(self, file: str, source: str) -> Iterator[None]:
        """Write a file anew for a while, and then undo whatever was written in the copy."""
        path = self.root / file
        before, times = path.read_bytes(), path.stat()
        path.write_text(source, encoding="utf-8")
        os.utime(path, (0, 0))
        sys.dont_write_bytecode = True
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        try:
            yield
        finally:
            path.write_bytes(before)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
            subprocess.run(["git", "checkout", "-q", "."], cwd=self.root, check=True)
            subprocess.run(["git", "clean", "-fdq"], cwd=self.root, check=True)
