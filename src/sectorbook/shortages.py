"""Say in one sentence which limit of the machine stopped a run: a full disk, a folder that is read-only, memory."""

import errno
import re

_NO_MEMORY = (
    "There is not enough memory, or this shell allows less than it takes (ulimit -v). Free some, or allow more."
)
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
    errno.ENOMEM: _NO_MEMORY,
}
_PRINTED = re.compile(r"\[Errno (\d+)\] [^:]*(?:: '(?P<file>[^']*)')?")
_OUT_OF_MEMORY = re.compile(
    r"MemoryError|Cannot allocate memory|failed to map segment|Unable to allocate|start new thread"
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
    if isinstance(error, MemoryError):
        return _NO_MEMORY
    if not isinstance(error, OSError) or error.errno not in _CAUSES:
        return explain_printed(f"{type(error).__name__}: {error}")
    return _sentences(error.errno, str(error.filename or ""))


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
        return _NO_MEMORY
    printed = _PRINTED.search(words)
    return _sentences(int(printed[1]), printed["file"] or "") if printed and int(printed[1]) in _CAUSES else ""


def _sentences(number: int, file: str) -> str:
    """Write the cause of an error number, and the file that it stopped."""
    return f"{_CAUSES[number]}{f' It stopped at {file}.' if file else ''}"
