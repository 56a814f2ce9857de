"""Say in one sentence which limit of the machine stopped a run: a full disk, a folder that is read-only, memory."""

import errno
import re
from collections.abc import Iterator

from sectorbook.errors import SectorbookError

MEGABYTE = 1 << 20
TO_START, TO_RUN = 40, 850
"""Megabytes of addresses that suffice to load the command, and to run a notebook."""
HOPELESS = 0.8
"""The part of them with which it is not even tried: elsewhere libraries may take somewhat less."""
_CAUSES = {
    errno.ENOSPC: "The disk is full. Free some space, then run it again.",
    errno.EDQUOT: "Your share of the disk is used up. Free some space, then run it again.",
    errno.EFBIG: "A file would be larger than this shell allows (ulimit -f). Allow more, then run it again.",
    errno.EROFS: "The disk is read-only. Choose another folder.",
    errno.EACCES: "You have no permission. Choose another folder, or change who may read and write it.",
    errno.EPERM: "You have no permission. Choose another folder, or change who may read and write it.",
    errno.EMFILE: "Too many files are open for this shell (ulimit -n). Allow more, then run it again.",
    errno.ENFILE: "Too many files are open on this machine. Close some programs, then run it again.",
    errno.EAGAIN: "No more processes may be started (ulimit -u). End some, then run it again.",
}
_PRINTED = re.compile(r"\[Errno (\d+)\] [^:]*(?:: '(?P<file>[^']*)')?")
_OUT_OF_MEMORY = re.compile(
    r"MemoryError|[Cc]annot allocate memory|failed to map segment|Unable to allocate|start new thread"
)


def explain_shortage(error: BaseException) -> str:
    """Explain an error that a limit of the machine causes.

    Parameters
    ----------
    error : BaseException
        Any error.

    Returns
    -------
    str
        Sentences with the cause, the file and what to do; empty where no such limit is behind it.
    """
    if isinstance(error, SectorbookError):  # it says what is wrong, perhaps in words of a user
        return ""
    if isinstance(error, OSError) and error.errno in _CAUSES:
        return _sentences(error.errno, str(error.filename2 or error.filename or ""))  # of a copy, the second
    return next(filter(None, (explain_printed(f"{type(one).__name__}: {one}") for one in _chain(error))), "")


def require_memory(needed: int, what: str) -> None:
    """Refuse what cannot end well, before a library of C ends the process or an import fails half-way.

    Parameters
    ----------
    needed : int
        Megabytes of addresses that suffice for it.
    what : str
        What takes them, for the message.

    Raises
    ------
    SectorbookError
        Where the shell allows a process far less.
    """
    if memory_allowed() < needed * MEGABYTE * HOPELESS:
        raise SectorbookError(_no_memory(f", and {what} takes some {needed} MB", f" to {needed * 1024} or more"))


def memory_allowed() -> float:
    """Return the bytes of addresses that this process may take; infinite without a limit, or where there is none.

    Returns
    -------
    float
    """
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return float("inf")
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return float("inf") if soft == resource.RLIM_INFINITY else soft


def _no_memory(than: str = "", to: str = "") -> str:
    """Write which limit of memory was reached, what it is less than, and what to raise it to."""
    if (allowed := memory_allowed()) == float("inf"):
        return "There is not enough memory. End some programs, then run it again."
    limit = f"this shell allows a process {allowed / MEGABYTE:,.0f} MB (ulimit -v)"
    return f"There is not enough memory: {limit}{than}. Raise the limit{to}, then run it again."


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, and of an import that failed also what it was raised from."""
    one: BaseException | None = error
    while one is not None:
        yield one
        one = (one.__cause__ or one.__context__) if isinstance(one, ImportError) else None


def explain_printed(words: str) -> str:
    """Explain an error of another process, of which there are only the words.

    Parameters
    ----------
    words : str
        Type and message, as a traceback ends with them.

    Returns
    -------
    str
        As `explain_shortage`.
    """
    if _OUT_OF_MEMORY.search(words):
        return _no_memory()
    printed = _PRINTED.search(words)
    return _sentences(int(printed[1]), printed["file"] or "") if printed and int(printed[1]) in _CAUSES else ""


def explain_end(words: str) -> str:
    """Explain how a process ended that should not have.

    Parameters
    ----------
    words : str
        How it ended, as a sentence without its point.

    Returns
    -------
    str
        As `explain_shortage` where a limit is behind it; otherwise the sentence, and where to look for the cause.
    """
    by_system = ", as Linux ends one where the machine or its container is short of memory"
    return explain_printed(words) or f"{words}{by_system * ('SIGKILL' in words)}. Look for what ends it."


def _sentences(number: int, file: str) -> str:
    """Write the cause of an error number, and the file that it stopped."""
    return f"{_CAUSES[number]}{f' It stopped at {file}.' if file else ''}"
