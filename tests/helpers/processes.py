"""Wait for what other processes do."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from papermill_forked import forks


def gone(process: int) -> bool:
    # The file is missing before it is opened, or the process ends between open and read.
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_for(condition: Callable[[], bool], seconds: float = 90) -> bool:
    """Whether a condition comes to hold in time."""
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            return False
        time.sleep(0.02)
    return True


def forks_of(server: int) -> list[int]:
    """The forks of a warm process, the one that waits for a call among them."""
    return list(map(int, Path(f"/proc/{server}/task/{server}/children").read_text(encoding="utf-8").split()))


def server_of(rehearse: str = "") -> int:
    """The warm process that this one has for a rehearsal."""
    return forks._servers[rehearse]._process.pid
