"""The true cause is named where the machine lacks something."""

from __future__ import annotations

import errno
import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.clone import ROOT
from sectorbook.cli import NEEDED, OTHERWISE
from sectorbook.errors import DocumentError
from sectorbook.shortages import TO_START, explain_end, explain_printed, explain_shortage


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "a/b.pdf"), "The disk is full. .* It stopped at a/b.pdf.$"),
        (OSError(errno.EFBIG, "File too large"), r"larger than this shell allows \(ulimit -f\)"),
        (PermissionError(errno.EACCES, "Permission denied", "a"), "You have no permission. .* It stopped at a.$"),
        (OSError(errno.ENOSPC, "No space left on device", "from.csv", None, "to.csv"), "It stopped at to.csv.$"),
        (MemoryError(), "There is not enough memory. End some programs, then run it again."),
        (ImportError("lib.so: failed to map segment from shared object"), "not enough memory"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "a"), "^$"),
        (ValueError("28"), "^$"),
        (RuntimeError("can't start new thread"), "not enough memory"),
        (DocumentError('a.csv, row 2: no number (found "MemoryError"). Correct it.'), "^$"),
    ],
)
def test_an_error_is_explained_where_a_limit_is_behind_it(error: BaseException, words: str) -> None:
    assert re.search(words, explain_shortage(error))


def test_an_error_of_another_process_is_explained_by_its_words() -> None:
    words = explain_printed("OSError: [Errno 28] No space left on device: '/out/a b.pdf'")
    assert words == "The disk is full. Free some space, then run it again. It stopped at /out/a b.pdf."
    assert explain_printed("OSError: [Errno 2] No such file or directory: 'x'") == ""


def test_an_import_that_failed_is_explained_by_what_it_was_raised_from() -> None:
    def fail(cause: str) -> None:
        try:
            raise ImportError(cause)
        except ImportError as error:
            raise ImportError("Unable to import required dependency numpy") from error

    for cause, shortage in (("failed to map segment", "There is not enough memory"), ("No module named six", "")):
        with pytest.raises(ImportError) as raised:
            fail(cause)
        assert explain_shortage(raised.value).partition(".")[0] == shortage


def test_a_signal_that_the_system_sends_where_memory_ends_is_said_to_be_that() -> None:
    ended = "Its process was ended by the signal SIGKILL"
    assert explain_end(ended) == (
        f"{ended}, as Linux ends one where the machine or its container is short of memory. Look for what ends it."
    )
    assert explain_end("Its process ended by itself") == "Its process ended by itself. Look for what ends it."


def sectorbook(megabytes: int, words: str) -> subprocess.CompletedProcess[str]:
    """Run the command where the shell allows a process so much memory."""
    import resource

    def restrict() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20,) * 2)

    command = [sys.executable, "-m", "sectorbook", *words.split()]
    return subprocess.run(command, capture_output=True, text=True, preexec_fn=restrict, cwd=ROOT, check=False)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit addresses")
@pytest.mark.parametrize(
    ("megabytes", "words", "needed"),
    [
        (25, "--help", "the command takes some 40 MB"),
        (100, "ask gilgit-baltistan-2025", "sectorbook ask takes some 270 MB"),
        (300, "chart {tmp}/a.csv --to {tmp}", "sectorbook chart takes some 500 MB"),
        (600, "run 02 --to {tmp}", "sectorbook run takes some 850 MB"),
    ],
)
def test_too_little_memory_is_said_in_one_line_before_anything_is_done(
    tmp_path: Path, megabytes: int, words: str, needed: str
) -> None:
    (tmp_path / "a.csv").write_text("label,low,high\na,1,2\n", encoding="utf-8")
    done = sectorbook(megabytes, words.format(tmp=tmp_path))
    said = (
        f"sectorbook: There is not enough memory: this shell allows a process {megabytes} MB (ulimit -v), and {needed}"
    )
    assert (done.returncode, done.stdout, done.stderr.partition(".")[0]) == (1, "", said)
    assert done.stderr.count("\n") == 1
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit addresses")
@pytest.mark.parametrize(
    "words",
    [
        "ask gilgit-baltistan-2025",
        "tidy gilgit-baltistan-2025 --check",
        "check-text {tmp}/a.md --report gilgit-baltistan-2025",
        "show figures/overshoot.pdf",
        "check figures/overshoot.pdf figures/overshoot.svg figures/overshoot.png",
        "chart {tmp}/a.csv --to {tmp}",
        "run 02 --to {tmp}",
        "audit gilgit-baltistan-2025 --to {tmp}",
        "export overshoot --profile nature-1 --to {tmp}",
    ],
)
def test_the_memory_that_is_said_to_suffice_does(tmp_path: Path, words: str) -> None:
    (tmp_path / "a.csv").write_text("label,low,high\na,1,2\n", encoding="utf-8")
    (tmp_path / "a.md").write_text("The sector earns between $15 million and $18 million.\n", encoding="utf-8")
    done = sectorbook(NEEDED.get(words.split()[0], OTHERWISE), words.format(tmp=tmp_path))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit addresses")
def test_help_is_written_with_the_memory_that_suffices_to_start() -> None:
    assert sectorbook(TO_START, "run --help").returncode == 0
