"""Run the command line in a fork of this process, with limits, and judge how it refused what it was given."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import re
import resource
import select
import shutil
import signal
import socket
import stat
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import papermill
from click.testing import CliRunner

from sectorbook.cli import main
from sectorbook.ledger.report import load_report

SECONDS = 5
"""How many seconds of the processor a case may take, on which other programs have no influence."""
PATIENCE = 60
"""After how many seconds on the clock a case counts as one that waits for ever."""
MEMORY = 4 << 30
"""How much address space the process of a case has."""
LONGEST_MESSAGE = 12_000
ROOT = Path(__file__).resolve().parents[2]
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no terminal may get of another's text."""


@dataclass(frozen=True)
class Case:
    """A command in a workspace that was spoilt first.

    Attributes
    ----------
    kind : str
        What is wrong, for the table.
    name : str
        What is wrong where.
    words : tuple of str
        The words of the command line.
    spoil : callable, optional
        Changes the files of the workspace that it is given.
    """

    kind: str
    name: str
    words: tuple[str, ...]
    spoil: Callable[[Path], object] = field(default=lambda _: None)


@dataclass(frozen=True)
class Outcome:
    """How a case ended: what is wrong with how it was refused, nothing where it was refused well."""

    case: Case
    faults: list[str]
    said: str
    seconds: float


@contextmanager
def workspace(*parts: str) -> Iterator[Path]:
    """Make a workspace with the repository's data and notebooks."""
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        home = Path(folder).resolve() / "home"
        for part in parts:
            shutil.copytree(ROOT / part, home / part, ignore=shutil.ignore_patterns(".*"))
        for notebook in home.glob("notebooks/*.ipynb"):
            content = json.loads(notebook.read_text(encoding="utf-8"))
            for cell in content["cells"]:
                cell |= {"outputs": []} if cell["cell_type"] == "code" else {}
            notebook.write_text(json.dumps(content), encoding="utf-8")
        yield home


def warm(home: Path) -> None:
    """Read everything once, so that each fork need not: schemas, units, the modules of every command."""
    before = Path.cwd()
    os.chdir(home)
    load_report("nepal-2022")
    os.chdir(before)


def attempt(case: Case, home: Path) -> Outcome:
    """Try a case in a copy of a workspace."""
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        copy = Path(folder).resolve() / "home"
        shutil.copytree(home, copy)
        case.spoil(copy)
        before = contents(copy)
        told = in_fork(lambda: command(case.words, copy), PATIENCE)
        seconds = told["seconds"]
        faults = list(judge(told, seconds))
        if contents(copy) != before:
            changed = set(contents(copy).items()) ^ set(before.items())
            faults.append(f"touched {', '.join(sorted({name for name, _ in changed}))}")
        return Outcome(case, faults, told.get("said", ""), seconds)


def judge(told: dict[str, Any], seconds: float) -> Iterator[str]:
    """Yield what is wrong with how a command ended that should have refused what it was given."""
    said = told.get("said", "")
    if "died" in told:
        yield told["died"]
        return
    if told["raised"]:
        yield f"raised {told['raised']}"
    elif told["code"] != 1:
        yield f"exit code {told['code']}"
    if told["asked"]:
        yield f"asked for {told['asked']}"
    if seconds > SECONDS:
        yield f"took {seconds:.1f} s"
    if said.count("sectorbook: ") + said.count("Error: ") != 1 and told["code"] == 1:
        yield "no message, or more than one"
    if "Traceback" in said or UNSEEN.search(said) or len(said) > LONGEST_MESSAGE:
        yield "a traceback, signs that cannot be seen, or a message without end"


def command(words: Sequence[str], home: Path) -> dict[str, Any]:
    """Run the command line inside a workspace, where no kernel may start and nothing may be asked of a network."""
    os.chdir(home)
    asked: list[str] = []
    no_network(asked)
    papermill.execute_notebook = started
    importlib.import_module("sectorbook.runs.sweep").run_many = started  # the package's own name of it is the function
    done = CliRunner().invoke(main, list(words))
    foreign = done.exception if not isinstance(done.exception, SystemExit) else None
    raised = "".join(traceback.format_exception(foreign))[-1500:] if foreign else ""
    return {"code": done.exit_code, "said": done.output, "raised": raised, "asked": asked}


def started(*_words: object, **_settings: object) -> None:
    """Stand for papermill: what is wrong is refused before a kernel starts."""
    raise AssertionError("a kernel was started")


def no_network(asked: list[str]) -> None:
    """Let no socket of this process reach anything, and note who asked."""

    def refuse(_self: socket.socket, address: object) -> None:
        asked.append(str(address))
        raise ConnectionRefusedError("no network")

    def resolve(host: object, *_others: object, **_more: object) -> None:
        asked.append(str(host))
        raise socket.gaierror("no network")

    socket.socket.connect = refuse  # type: ignore[assignment,method-assign]
    socket.getaddrinfo = resolve  # type: ignore[assignment]


def in_fork(work: Callable[[], dict[str, Any]], seconds: float, memory: int = MEMORY) -> dict[str, Any]:
    """Do work in a fork with limits, and return what it told, or how it died."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        with os.fdopen(writer, "w") as out:
            try:
                told = work()
            except BaseException:
                told = {"died": traceback.format_exc()}
            json.dump(told, out)
        os._exit(0)
    os.close(writer)
    try:
        told = _told(reader, time.monotonic() + seconds)
    finally:
        os.close(reader)
        with_children = os.getpgid(child) == child
        (os.killpg if with_children else os.kill)(child, signal.SIGKILL)
        _, _, used = os.wait4(child, 0)
    return {"seconds": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss >> 10} | told


def _told(reader: int, until: float) -> dict[str, Any]:
    """Read what a fork tells, up to a time."""
    text = b""
    while select.select([reader], [], [], max(until - time.monotonic(), 0))[0]:
        if not (part := os.read(reader, 1 << 16)):
            return dict(json.loads(text)) if text else {"died": "the process died without a word"}
        text += part
    return {"died": "it did not end in time"}


def contents(folder: Path) -> dict[str, str]:
    """Digest everything in a folder apart from `out`, with what is no regular file by its kind."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        mode = path.lstat().st_mode
        if name != "out" and not name.startswith("out/"):
            is_small_file = stat.S_ISREG(mode) and path.lstat().st_size < 1 << 26
            data = path.read_bytes() if is_small_file else str(stat.S_IFMT(mode)).encode()
            found[name] = hashlib.sha256(data).hexdigest()
    return found
