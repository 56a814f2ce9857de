"""Take from a command what it needs, or run two at once, and judge the message, the old files and the next run."""

from __future__ import annotations

import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from trials import Bench, Verdict, _judge, _states
from workspace import FIGURES, NEW, RUN, SWEEP, Command, copy_of, finish, left_behind, set_state, start

CAUSES = {
    "full disk": "The disk is full.",
    "read-only": "The disk is read-only.",
    "file-size limit": "A file would be larger than this shell allows (ulimit -f).",
    "memory limit": "There is not enough memory: this shell allows a process ",
}
PLACES = {RUN.name: "out", FIGURES.name: "figures", SWEEP.name: "swept"}


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Mount a file system of its own at a folder, with the files that were there."""
    kept = folder.with_name(f"{folder.name}-kept")
    folder.rename(kept)
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder], check=True)
    try:
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        for option in options:
            subprocess.run(["mount", "-o", f"remount,{option}", folder], check=True)
        yield
        subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
        shutil.rmtree(kept)
        shutil.copytree(folder, kept)
    finally:
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()
        kept.rename(folder)


def full(folder: Path) -> None:
    """Fill the disk of a folder."""
    with (folder / "ballast").open("wb", buffering=0) as out, suppress(OSError):
        while out.write(b"x" * 4096):
            pass


def with_disk(bench: Bench, command: Command, what: str) -> Verdict:
    """Run a command whose folder is on a full disk, or on one that is read-only."""
    folder = _begin(bench, command, what)
    place = folder / PLACES[command.name]
    with mounted(place, *(["ro"] if what == "read-only" else [])):
        if what == "full disk":
            full(place)
        code, printed = finish(folder, command.words)
        if what == "full disk":
            (place / "ballast").unlink()
        verdict = _look(bench, command, folder, what, code, printed)
    return _and_next(bench, command, folder, verdict)


def with_limit(bench: Bench, command: Command, what: str, kind: int, limit: int) -> Verdict:
    """Run a command under a limit of the shell, which may be enough for it."""
    folder = _begin(bench, command, f"{what}-{limit}")

    def restrict() -> None:
        resource.setrlimit(kind, (limit, limit))

    code, printed = finish_limited(folder, command, restrict)
    return _and_next(bench, command, folder, _look(bench, command, folder, what, code, printed))


def finish_limited(folder: Path, command: Command, restrict: Callable[[], None]) -> tuple[int, str]:
    """Run a command to its end, restricted from its start."""
    original = subprocess.Popen

    def popen(*arguments, **options):
        return original(*arguments, **options, preexec_fn=restrict)

    subprocess.Popen = popen
    try:
        return finish(folder, command.words)
    finally:
        subprocess.Popen = original


def two_at_once(bench: Bench, command: Command, waits: bool) -> Verdict:
    """Start a command twice at the same time."""
    folder = _begin(bench, command, f"two{waits}")
    words = (*command.words, "--wait") if waits and command is not FIGURES else command.words
    both = [start(folder, words, **({"WAIT": "yes"} if waits else {})) for _ in range(2)]
    ended = [(process.communicate(timeout=300)[0], process.returncode) for process in both]
    verdict = Verdict()
    failed = [printed for printed, code in ended if code]
    if waits and failed:
        verdict.faults.append(f"failed though it waits: {failed[0][-300:]}")
    if not waits and not (len(failed) == 1 and failed[0].count("Another run writes to") == 1):
        verdict.faults.append(f"{len(failed)} of two failed: {''.join(failed)[-300:]}")
    if any("Traceback" in printed for printed, _ in ended):
        verdict.faults.append("a traceback")
    if set(_states(bench, command, folder).values()) != {"new"}:
        verdict.faults.append("not new")
    return _and_next(bench, command, folder, verdict)


def _begin(bench: Bench, command: Command, what: str) -> Path:
    """Copy the workspace, and change what its figures are made from."""
    folder = copy_of(bench.base, bench.folder / f"{command.name}-{what}".replace(" ", "-"))
    set_state(folder, NEW)
    return folder


def _look(bench: Bench, command: Command, folder: Path, what: str, code: int, printed: str) -> Verdict:
    """Judge the message of a command that could not be carried out, and what it left."""
    verdict = Verdict()
    states = set(_states(bench, command, folder).values())
    if what == "memory limit" and not code:
        verdict.faults += [] if states == {"new"} else ["the new set is not whole"]
    elif code != 1 or CAUSES[what] not in printed or "Traceback" in printed:
        verdict.faults.append(f"exit code {code}: {printed[-500:]}")
    elif states != {"old"}:
        verdict.faults.append("the old set is not whole")
    if left := left_behind(folder):
        verdict.faults.append(f"left behind: {left}")
    return verdict


def _and_next(bench: Bench, command: Command, folder: Path, verdict: Verdict) -> Verdict:
    """Judge the next run as well."""
    verdict.faults += _judge(bench, command, folder, 0).faults
    return verdict
