"""Files of others are read within limits: regular ones of bounded size and depth, and nothing is waited for."""

from __future__ import annotations

import os
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from sectorbook.errors import FigureError, InputError, SectorbookError, listed
from sectorbook.figures.profiles import load_profile
from sectorbook.inputs import DEPTH, is_file, parse_json, read_bytes, read_json, read_text, strange_kind
from sectorbook.runs.notebooks import find_notebook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes")

STRANGE: dict[str, Callable[[Path], object]] = {
    "a named pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a folder": Path.mkdir,
}


@pytest.mark.parametrize("kind", STRANGE)
def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    STRANGE[kind](tmp_path / "x.csv")
    with pytest.raises(InputError, match=rf"x\.csv: it is {kind}"):
        read_bytes(tmp_path / "x.csv")


def test_a_file_of_gigabytes_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"a")
    os.truncate(tmp_path / "x.csv", 20 << 30)
    with pytest.raises(InputError, match=r"20,480 MB, more than the 16 MB"):
        read_bytes(tmp_path / "x.csv")


def test_a_file_of_the_most_bytes_is_read_and_one_more_is_not(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"123")
    assert read_bytes(tmp_path / "x", 3) == b"123"
    with pytest.raises(InputError):
        read_bytes(tmp_path / "x", 2)


def test_text_is_utf_8_with_or_without_a_mark(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\xef\xbb\xbfa\xc3\xa9")
    assert read_text(tmp_path / "x") == "aé"
    (tmp_path / "x").write_bytes(b"a\xe9")
    with pytest.raises(InputError, match=r"not UTF-8 \(byte 1\)"):
        read_text(tmp_path / "x")


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "[" * 100 + "]" * 100, '{"a": NaN}', "1e999", "9" * 10_000, '{"a": "\\ud800"}', "{", ""]
)
def test_json_that_is_deep_endless_or_half_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_json(text, "x.json")


def test_json_of_the_greatest_depth_is_read(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("[" * DEPTH + "]" * DEPTH, encoding="utf-8")
    assert read_json(tmp_path / "x")
    with pytest.raises(InputError, match="too deep"):
        parse_json("[" * (DEPTH + 2) + "]" * (DEPTH + 2), "x")


def test_a_link_is_strange_only_where_it_leads_out_of_its_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for file in (home / "a", tmp_path / "b"):
        file.touch()
    (home / "inside").symlink_to("a")
    (home / "outside").symlink_to("../b")
    assert [strange_kind(home / name, home) for name in ("a", "inside", "outside")] == [
        *("", ""),
        "a link that leads out of the folder",
    ]


def test_a_message_lists_twenty_problems_and_counts_the_rest() -> None:
    assert listed(range(20)) == [str(number) for number in range(20)]
    assert listed(range(1021))[19:] == ["19", "And 1,001 more problems."]
    assert listed(range(21))[20:] == ["And 1 more problem."]


@pytest.mark.parametrize("name", ["é" * 150 + ".ipynb", "a/" * 3000 + "x.ipynb", "x\0y.ipynb"])
def test_a_name_that_no_file_can_have_is_none(name: str) -> None:
    assert not is_file(Path(name))
    with pytest.raises(SectorbookError, match="There is no notebook"):
        find_notebook(name)
    with pytest.raises(FigureError, match="does not exist"):
        load_profile(f"{name}.mplstyle")


def test_reading_takes_the_memory_of_the_file_and_not_that_of_the_largest_one(tmp_path: Path) -> None:
    small = tmp_path / "small.csv"
    small.write_text("a,b\n1,2\n", encoding="utf-8")
    tracemalloc.start()
    try:
        assert read_bytes(small, most=1 << 30) == b"a,b\n1,2\n"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 << 20
