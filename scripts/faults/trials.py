"""Kill a command at some moment, and judge what it leaves and what the next one makes of that."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workspace import NEW, Command, copy_of, digests, finish, left_behind, processes_of, set_state, start

PATIENCE = 5
"""Seconds that a process may outlive its killed parent."""
TO_END = 2
"""Seconds that all of a run may take to end after a signal."""


@dataclass(frozen=True)
class Bench:
    """What trials start from and are compared with.

    Attributes
    ----------
    base : Path
        The workspace with old figures.
    old, new : dict
        The digests of each set's files, by command and set.
    folder : Path
        Where trials are made.
    """

    base: Path
    old: dict[str, dict[str, dict[str, str]]]
    new: dict[str, dict[str, dict[str, str]]]
    folder: Path


@dataclass
class Verdict:
    """What one trial came to.

    Attributes
    ----------
    after : str
        What was there right after the kill: "old", "new", "both" (one set of each), or "in between", with a plan.
    faults : list of str
        What should not be.
    """

    after: str = ""
    faults: list[str] = field(default_factory=list)


def kill_after(bench: Bench, command: Command, number: int, whom: str) -> Verdict:
    """Kill a command after one of its operations on files."""
    folder = _begin(bench, f"{command.name}-{number}-{whom}".replace(" ", "-"))
    log = folder.with_suffix(".log")
    at = {"FAULTS_FOLDER": str(folder), "FAULTS_LOG": str(log), "FAULTS_AT": str(number), "FAULTS_WHOM": whom}
    process = start(folder, command.words, **at)
    process.communicate(timeout=300)
    return _judge(bench, command, folder, number)


def kill_at(bench: Bench, command: Command, moment: float, number: signal.Signals, place: int) -> Verdict:
    """Send a command a signal at some moment."""
    folder = _begin(bench, f"{command.name}-{place}-{number.name}".replace(" ", "-"))
    process = start(folder, command.words)
    time.sleep(moment)
    process.send_signal(number)
    begun = time.monotonic()
    while list(processes_of(folder)) and time.monotonic() - begun < TO_END:
        process.poll()
        time.sleep(0.02)
    late = list(processes_of(folder))
    process.communicate(timeout=300)
    verdict = _judge(bench, command, folder, place)
    if late:
        verdict.faults.append(f"orphans: {late} more than {TO_END} s after {number.name}")
    return verdict


def _begin(bench: Bench, name: str) -> Path:
    """Copy the workspace, and change what its figures are made from."""
    folder = copy_of(bench.base, bench.folder / name)
    set_state(folder, NEW)
    return folder


def _judge(bench: Bench, command: Command, folder: Path, number: int) -> Verdict:
    """Look at what a killed command left, and at what the next ones make of it; by turns the other command is first."""
    verdict = Verdict()
    if orphans := _orphans(folder):
        verdict.faults.append(f"orphans: {orphans}")
    states = _states(bench, command, folder)
    is_planned = any("-complete-" in name for name in left_behind(folder))
    verdict.after = "/".join(sorted(set(states.values()))).replace("mixed", "in between" if is_planned else "mixed")
    if "mixed" in verdict.after:
        verdict.faults.append(f"mixed with no plan: {states}")
    if number % 2:
        _next(folder, command.other, verdict)
        if "mixed" in _states(bench, command, folder).values():
            verdict.faults.append("mixed after another command")
    _next(folder, command.words, verdict)
    if set(_states(bench, command, folder).values()) != {"new"}:
        verdict.faults.append("not new after the next run")
    if left := left_behind(folder):
        verdict.faults.append(f"left behind: {left}")
    if not verdict.faults:
        shutil.rmtree(folder)
    return verdict


def _next(folder: Path, words: tuple[str, ...], verdict: Verdict) -> None:
    """Run a command to its end, and note where it needs help."""
    code, printed = finish(folder, words)
    if code:
        verdict.faults.append(f"needs help: {printed[-300:]}")


def _orphans(folder: Path) -> list[int]:
    """Return the processes that are still there after a while."""
    ends = time.monotonic() + PATIENCE
    while (left := list(processes_of(folder))) and time.monotonic() < ends:
        time.sleep(0.05)
    for process in left:
        os.kill(process, signal.SIGKILL)
    return left


def _states(bench: Bench, command: Command, folder: Path) -> dict[str, str]:
    """Tell of each set whether it is the old one, the new one, or a mixture."""
    states = {}
    for name, patterns in command.sets.items():
        is_now = digests(folder, patterns)
        whole = {"old": bench.old[command.name][name], "new": bench.new[command.name][name]}
        states[name] = next((state for state, files in whole.items() if files == is_now), "mixed")
    return states


def evenly(count: int, most: int) -> list[int]:
    """Return the numbers from 1 to `count`, or so many of them evenly spread."""
    if not most or count <= most:
        return list(range(1, count + 1))
    return sorted({round(1 + step * (count - 1) / (most - 1)) for step in range(most)})


def random_moments(seconds: Mapping[str, float], count: int, commands: Iterable[Command]) -> list[tuple]:
    """Draw commands, moments and signals, the same ones each time."""
    draw = random.Random(1)
    known = list(commands)
    drawn = []
    for place in range(count):
        command = draw.choice(known)
        number = draw.choice([signal.SIGKILL, signal.SIGTERM])
        drawn.append((command, draw.uniform(0, seconds[command.name]), number, place))
    return drawn
