"""The true cause is named where the machine lacks something."""

from __future__ import annotations

import errno
import re

import pytest

from sectorbook.shortages import explain_printed, explain_shortage


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "a/b.pdf"), "The disk is full. .* It stopped at a/b.pdf.$"),
        (OSError(errno.EFBIG, "File too large"), r"larger than this shell allows \(ulimit -f\)"),
        (PermissionError(errno.EACCES, "Permission denied", "a"), "You have no permission. .* It stopped at a.$"),
        (MemoryError(), r"not enough memory, .* \(ulimit -v\)"),
        (ImportError("lib.so: failed to map segment from shared object"), "not enough memory"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "a"), "^$"),
        (ValueError("28"), "^$"),
    ],
)
def test_an_error_is_explained_where_a_limit_is_behind_it(error: BaseException, words: str) -> None:
    assert re.search(words, explain_shortage(error))


def test_an_error_of_another_process_is_explained_by_its_words() -> None:
    words = explain_printed("OSError: [Errno 28] No space left on device: '/out/a b.pdf'")
    assert words == "The disk is full. Free some space, then run it again. It stopped at /out/a b.pdf."
    assert explain_printed("OSError: [Errno 2] No such file or directory: 'x'") == ""
