"""Replace files all at once or not at all, whatever ends the process that does it.

New files are written into a hidden folder, a stage, of the folder that they go to. Once they are on the disk, together
with a plan of where each goes and which files become obsolete, one renaming says that they are complete. Before it the
old files hold, and the next run removes the stage. After it the new ones hold, and the next run carries out the rest of
the plan. So nobody has to mend anything after a kill or a power failure, whenever it came.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sectorbook.errors import FolderInUse, SectorbookError
from sectorbook.shortages import explain_shortage

PREFIX = ".sectorbook-"
"""How the names of all that is hidden here begin; git ignores it."""
RUNNING, COMPLETE, WRITTEN, LOCK = (f"{PREFIX}{kind}" for kind in ("running-", "complete-", "written-", "lock"))
PLAN = ".plan.json"
SYNCED_AT_ONCE = 8
"""How many files are written to the disk at once, whose waits then overlap."""
FOR_EVER = -1.0


@contextmanager
def lock(folder: Path, wait: float = 0) -> Iterator[None]:
    """Keep other runs out of a folder, having completed or undone what a run that was killed left there.

    Parameters
    ----------
    folder : Path
        The folder, which is made where it is missing.
    wait : float, default 0
        Seconds to wait for a run that writes to it; `FOR_EVER` without limit.

    Raises
    ------
    FolderInUse
        Where a run still writes to it.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    file = folder / LOCK
    held = FileLock(file, timeout=wait, thread_local=False)
    try:
        held.acquire()
    except Timeout:
        raise FolderInUse(
            f"Another run writes to {folder}. Wait until it has ended, or have this one wait (--wait; WAIT=yes for "
            "make figures), or choose another folder. Nothing was changed."
        ) from None
    try:
        settle(folder)
        yield
    finally:
        with suppress(OSError):  # a run that waits for this file notices that it is gone, and makes its own
            file.unlink()
        held.release()


def settle(folder: Path) -> None:
    """Carry out what complete runs that were killed had still to do in a folder, and remove what others left.

    Parameters
    ----------
    folder : Path
        The folder, which no other run may be writing to.
    """
    for left in sorted(folder.glob(f"{PREFIX}*")):
        if left.name.startswith(COMPLETE):
            _carry_out(left)
        elif left.name.startswith((RUNNING, WRITTEN)):
            _discard(left)


@contextmanager
def stage(folder: Path, name: str) -> Iterator[Path]:
    """Make a stage for a folder, and remove it at the end unless it was switched.

    Parameters
    ----------
    folder : Path
        The folder that the files go to.
    name : str
        What is made, for those who look into the folder meanwhile.

    Yields
    ------
    Path
        The stage. No two have the same name: a process that outlives its killed run writes into no other's.
    """
    made = Path(mkdtemp(prefix=f"{RUNNING}{name}-", dir=folder))
    try:
        yield made
    finally:
        _discard(made)


def is_stage(folder: Path) -> bool:
    """Tell whether a folder is a stage, whose files nobody reads yet."""
    return folder.name.startswith(RUNNING)


def switch(staged: Path, moves: Mapping[str, Path], obsolete: Iterable[str] = ()) -> list[Path]:
    """Let the files of a stage take the places of others.

    Parameters
    ----------
    staged : Path
        The stage.
    moves : mapping of str to Path
        The folder that each of its files goes to. Where the first one's place changes before anything was moved, as by
        an edit between a kill and the next run, nothing will be.
    obsolete : iterable of str
        Names of files in the stage's folder to remove.

    Returns
    -------
    list of Path
        The files in their new places.

    Raises
    ------
    SectorbookError
        Where a folder has the name of one of the files.
    """
    places = {name: folder / name for name, folder in moves.items()}
    if taken := next((place for place in places.values() if place.is_dir()), None):
        raise SectorbookError(
            f"{taken} is a folder, and a file has to go there. Move it away, or choose another folder."
        )
    relative = {name: os.path.relpath(folder.resolve(), staged.parent.resolve()) for name, folder in moves.items()}
    plan = {
        "moves": relative,
        "obsolete": list(obsolete),
        "replaces": [_digest(place) for place in places.values()][:1],
    }
    (staged / PLAN).write_text(json.dumps(plan), encoding="utf-8")
    _sync([staged, *(staged / name for name in (*moves, PLAN))])
    complete = staged.with_name(staged.name.replace(RUNNING, COMPLETE, 1))
    staged.rename(complete)
    _sync([staged.parent])
    _carry_out(complete)
    return list(places.values())


def write_file(file: Path, text: str) -> None:
    """Write a file as a whole: whoever reads it, and whatever ends this process, finds the old text or the new one.

    Parameters
    ----------
    file : Path
        The file.
    text : str
        What it shall hold.
    """
    written = file.with_name(f"{WRITTEN}{file.name}")
    try:
        written.write_text(text, encoding="utf-8", newline="")
        _sync([written])
        written.replace(file)
    finally:
        written.unlink(missing_ok=True)
    _sync([file.parent])


def _carry_out(complete: Path) -> None:
    """Do what the plan of a complete run says and was not done yet, or nothing where it has none any more."""
    plan, folder = _read_plan(complete), complete.parent
    places = {complete / name: folder / to / name for name, to in plan["moves"].items()}
    first, last = next(iter(places), complete), plan["replaces"]
    if places and first.exists() and [_digest(places[first])] != last:
        _discard(complete)
        return
    try:
        for file, place in places.items():
            with suppress(FileNotFoundError):  # it was moved before
                file.replace(place)
        for name in plan["obsolete"]:
            (folder / name).unlink(missing_ok=True)
        _sync({folder, *(place.parent for place in places.values())})
    except OSError as error:
        if first.exists():
            _discard(complete)
            raise
        why = explain_shortage(error) or str(error)
        raise SectorbookError(
            f"{why} What is missing lies in {complete}; the next run puts it in its place."
        ) from error
    _discard(complete)


def _read_plan(complete: Path) -> dict[str, Any]:
    """Read the plan of a complete run; an empty one where it is gone, or not ours."""
    try:
        plan = json.loads((complete / PLAN).read_text(encoding="utf-8"))
        names = [*plan["moves"], *plan["obsolete"]]
        is_ours = all(name == Path(name).name for name in names) and all(map(str.strip, plan["moves"].values()))
        if is_ours and isinstance(plan["replaces"], list):
            return dict(plan)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    return {"moves": {}, "obsolete": [], "replaces": []}


def _discard(left: Path) -> None:
    """Remove a stage or a file; the plan goes first, so that the rest is never taken for a complete run."""
    with suppress(FileNotFoundError, NotADirectoryError):
        (left / PLAN).unlink()
    if left.is_dir() and not left.is_symlink():
        shutil.rmtree(left, ignore_errors=True)  # what a process of a killed run still writes goes next time
    else:
        left.unlink(missing_ok=True)


def _digest(file: Path) -> str:
    """Return the SHA-256 of a file; empty where there is none."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def _sync(paths: Iterable[Path]) -> None:
    """Wait until files and folders are on the disk, where a power failure does not touch them."""
    each = list(paths)
    try:
        with ThreadPoolExecutor(SYNCED_AT_ONCE) as pool:
            list(pool.map(_sync_one, each))
    except RuntimeError:  # no thread can be started any more, where memory or processes are limited
        for path in each:
            _sync_one(path)


def _sync_one(path: Path) -> None:
    """Wait until a file or a folder is on the disk; Windows cannot do so for folders."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
