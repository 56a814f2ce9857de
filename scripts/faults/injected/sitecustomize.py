"""Number a run's operations on files across all its processes, and kill the run after one of them.

Python imports this module in each process of a run whose PYTHONPATH names its folder. FAULTS_FOLDER is the workspace
whose files count, FAULTS_LOG the file with a line for each operation. FAULTS_AT is the number of the one after which
to kill, FAULTS_WHOM what is killed: the process that did it ("one"), or that which was started first as well ("all").
"""

import builtins
import fcntl
import io
import os
import signal
from pathlib import Path

FOLDER, LOG = os.environ.get("FAULTS_FOLDER", ""), os.environ.get("FAULTS_LOG", "")
AT, WHOM = int(os.environ.get("FAULTS_AT", "0")), os.environ.get("FAULTS_WHOM", "all")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
OPEN = os.open


def place_of(path, folder):
    """Return the absolute path of what an operation is about; `folder` is the descriptor of its folder, if any."""
    if isinstance(path, int):
        return str(Path(f"/proc/self/fd/{path}").readlink())
    within = str(Path(f"/proc/self/fd/{folder}").readlink()) if folder is not None else str(Path.cwd())
    return os.path.normpath(Path(within) / os.fsdecode(path))


def note(kind, path, folder=None):
    """Note an operation that has been done, and kill where it is the one to kill after."""
    try:
        place = place_of(path, folder)
    except OSError:
        return
    if not place.startswith(FOLDER):
        return
    log = OPEN(LOG, os.O_RDWR | os.O_CREAT | os.O_APPEND)
    try:
        fcntl.flock(log, fcntl.LOCK_EX)
        number = os.pread(log, 1 << 22, 0).count(b"\n") + 1
        os.write(log, f"{number} {kind} {place}\n".encode())
        if number == AT:
            if WHOM == "all":
                os.kill(int(os.environ["FAULTS_FIRST"]), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
    finally:
        os.close(log)


def watch(module, name):
    """Have a function of `os` note what it has done."""
    original = getattr(module, name)

    def watched(path, *arguments, **options):
        result = original(path, *arguments, **options)
        to = arguments[0] if name in ("rename", "replace") else path
        folder = options.get("dst_dir_fd" if name in ("rename", "replace") else "dir_fd")
        if name != "open" or arguments[0] & WRITES:
            note(name, to, folder)
        return result

    watched.__name__ = name
    setattr(module, name, watched)


def watch_open(original):
    """Have `open` note that it has created or emptied a file, before anything is written."""

    def watched(file, mode="r", *arguments, **options):
        opened = original(file, mode, *arguments, **options)
        if set(mode) & set("wax+") and not isinstance(file, int):
            note("open", file)
        return opened

    return watched


if FOLDER and LOG:
    os.environ.setdefault("FAULTS_FIRST", str(os.getpid()))
    for function in ("open", "rename", "replace", "unlink", "remove", "mkdir", "rmdir", "fsync"):
        watch(os, function)
    builtins.open = io.open = watch_open(io.open)
