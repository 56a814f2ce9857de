"""Read the files of others: regular ones of bounded size only, as bytes, text or JSON of bounded depth.

Nothing is waited for, fetched or evaluated. Whatever is wrong with a file is an `InputError`, whatever library read it.
"""

import json
import os
import re
import stat
import sys
from pathlib import Path
from typing import Any, BinaryIO

from sectorbook.errors import InputError, shown

MEGABYTE = 1 << 20
MOST_BYTES = 16 * MEGABYTE
"""How large a table or another text may be."""
STANDARD_INPUT = "standard input"
DEPTH = 50
"""How many lists and objects of JSON may lie in one another."""
SURROGATE = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no encoding of text can write."""
KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def is_file(path: Path) -> bool:
    """Tell whether there is a file; there is none by a name that no system can have, such as one that is too long.

    Parameters
    ----------
    path : Path
        What a user names.

    Returns
    -------
    bool
    """
    try:
        return path.is_file()
    except OSError:
        return False


def strange_kind(path: Path, folder: Path | None = None) -> str:
    """Name what a path is, if it is neither a regular file nor a folder.

    Parameters
    ----------
    path : Path
        The path.
    folder : Path, optional
        A folder that the path may not lead out of.

    Returns
    -------
    str
        Such as "a named pipe" or "a link to nothing"; empty for a regular file or a folder.
    """
    try:
        mode, target = path.stat().st_mode, path.resolve()
    except (OSError, RuntimeError):  # nothing there, or links that lead to one another
        return "a link to nothing" if path.is_symlink() else ""
    if folder is not None and path.is_symlink() and not target.is_relative_to(folder.resolve()):
        return "a link that leads out of the folder"
    is_plain = stat.S_ISREG(mode) or stat.S_ISDIR(mode)
    return "" if is_plain else KINDS.get(stat.S_IFMT(mode), "no file")


def read_bytes(file: Path, most: int = MOST_BYTES) -> bytes:
    """Read a regular file of bounded size.

    Parameters
    ----------
    file : Path
        The file.
    most : int, optional
        How many bytes it may have.

    Returns
    -------
    bytes

    Raises
    ------
    FileNotFoundError
        Where there is none.
    InputError
        For what is no regular file, is too large, or cannot be read.
    """
    try:
        opened = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        if file.is_symlink():
            raise InputError(file.name, "it is a link to nothing", "Put the file itself there.") from None
        raise
    except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(file.name, f"it cannot be read: {reason}", "Put a regular file there.") from error
    try:
        return _read(opened, file.name, most)
    finally:
        os.close(opened)


def _read(opened: int, name: str, most: int) -> bytes:
    """Read an opened file, if it is a regular one and not too large."""
    found = os.fstat(opened)
    if not stat.S_ISREG(found.st_mode):
        kind = KINDS.get(stat.S_IFMT(found.st_mode), "no file")
        raise InputError(name, f"it is {kind}, not a regular file", "Put a regular file there.")
    with os.fdopen(opened, "rb", closefd=False) as stream:
        raw = _at_most(stream, most + 1) if found.st_size <= most else b""
    if found.st_size > most or len(raw) > most:
        size = max(found.st_size, len(raw)) / MEGABYTE
        what = f"it has {size:,.0f} MB, more than the {most / MEGABYTE:g} MB that are read"
        raise InputError(name, what, "Give a smaller file, or a part of it.")
    return raw


def _at_most(stream: BinaryIO, most: int) -> bytes:
    """Read so many bytes at most, in parts: memory for all of them would be taken at once, however few there are."""
    parts = bytearray()
    while part := stream.read(min(MEGABYTE, most - len(parts))):
        parts += part
    return bytes(parts)


def read_text(file: Path, most: int = MOST_BYTES) -> str:
    """Read a regular file of text in UTF-8, with or without a byte order mark.

    Parameters
    ----------
    file : Path
        The file.
    most : int, optional
        How many bytes it may have.

    Returns
    -------
    str

    Raises
    ------
    FileNotFoundError, InputError
        As `read_bytes`, and for another encoding.
    """
    try:
        return read_bytes(file, most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(file.name, f"it is not UTF-8 (byte {error.start})", "Save it as UTF-8.") from error


def read_standard_input(most: int = MOST_BYTES) -> str:
    """Read text in UTF-8 from the standard input to its end.

    Parameters
    ----------
    most : int, optional
        How many bytes it may have.

    Returns
    -------
    str

    Raises
    ------
    InputError
        Where it is closed or too large, or for another encoding.
    """
    if sys.stdin is None:
        raise InputError(STANDARD_INPUT, "it is closed", "Give a file in place of -.")
    raw = _at_most(sys.stdin.buffer, most + 1)
    if len(raw) > most:
        raise InputError(STANDARD_INPUT, f"it has more than {most / MEGABYTE:g} MB", "Give a part of it.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"it is not UTF-8 (byte {error.start})"
        raise InputError(STANDARD_INPUT, what, "Save it as a UTF-8 file, and give that in place of -.") from error


def read_json(file: Path, most: int = MOST_BYTES) -> Any:
    """Read a regular file of JSON.

    Parameters
    ----------
    file : Path
        The file.
    most : int, optional
        How many bytes it may have.

    Returns
    -------
    object

    Raises
    ------
    FileNotFoundError, InputError
        As `read_text`, and as `parse_json`.
    """
    return parse_json(read_text(file, most), file.name)


def parse_json(text: str, name: str) -> Any:
    """Parse JSON that is not nested too deep, and has finite numbers and whole characters only.

    Parameters
    ----------
    text : str
        The JSON.
    name : str
        What it is, for messages.

    Returns
    -------
    object

    Raises
    ------
    InputError
        For anything else.
    """
    try:
        content = json.loads(text, parse_constant=_no_number, parse_float=_finite)
        _check_parts(content)
    except RecursionError:
        raise InputError(name, "it is nested too deep", f"At most {DEPTH} levels are read.") from None
    except ValueError as error:  # also a whole number of thousands of digits
        raise InputError(name, f"it is not JSON that can be read: {shown(str(error))}", "Correct the JSON.") from None
    return content


def _no_number(word: str) -> None:
    """Refuse NaN and Infinity, which JSON does not have and Python's parser takes."""
    raise ValueError(f"{word} is no number")


def _finite(digits: str) -> float:
    """Read a decimal, and refuse one beyond what a float holds."""
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{digits} is too large")
    return number


def _check_parts(content: object) -> None:
    """Check how deep JSON is nested, level by level, and that its texts can be written."""
    level, depth = [content], 0
    while level:
        if depth > DEPTH:
            raise RecursionError
        texts = [part for part in level if isinstance(part, str)]
        inside = [part for part in level if isinstance(part, dict | list)]
        level = [value for part in inside for value in (part.values() if isinstance(part, dict) else part)]
        texts += [key for part in inside if isinstance(part, dict) for key in part]
        if held := next((text for text in texts if SURROGATE.search(text)), None):
            raise ValueError(f'"{held}" holds half a character')
        depth += 1
