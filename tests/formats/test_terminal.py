"""Text of others does nothing to a terminal or a spreadsheet; numbers in a table depend on no processor."""

from __future__ import annotations

import io
import math
import sys

import pytest

from sectorbook.formats.cells import guarded, settled
from sectorbook.formats.terminal import bear_any_encoding, complain, for_terminal, say


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("back\rover", "back\\rover"),
        ("a\u202eb", "a\\u202eb"),
        ("half \ud800", "half \\ud800"),
        ("two\n\tlines – é ٣", "two\n\tlines – é ٣"),
    ],
)
def test_signs_that_steer_a_terminal_are_shown_as_their_codes(text: str, shown: str) -> None:
    assert for_terminal(text) == shown


@pytest.mark.parametrize(
    ("encoding", "text", "written"),
    [
        ("iso8859-1", "“$10m–$14.5m”, and −5% of 2½ …", b'"$10m-$14.5m", and -5% of 2\xbd ...'),
        ("cp1252", "“$10m–$14.5m”, and −5% of 2½ …", b"\x93$10m\x96$14.5m\x94, and -5% of 2\xbd \x85"),
        ("iso8859-9", "İstanbul: 3⅔ — ٥١\u202fkm", b"\xddstanbul: 3 2/3 - 51 km"),
        ("iso8859-1", "İstanbul", b"?stanbul"),
        ("utf-8", "−5% – İ", "−5% – İ".encode()),
    ],
)
def test_a_range_keeps_its_dash_and_a_number_its_sign_where_the_encoding_lacks_them(
    monkeypatch: pytest.MonkeyPatch, encoding: str, text: str, written: bytes
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    bear_any_encoding()
    say(text, nl=False)
    stream.flush()
    assert stream.buffer.getvalue() == written  # type: ignore[attr-defined]


def test_no_line_of_a_message_is_endless(capsys: pytest.CaptureFixture[str]) -> None:
    complain("x" * 100_000 + "\nwhat to do")
    first, second = capsys.readouterr().err.splitlines()
    assert (len(first) < 2100, second) == (True, "what to do")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(0)", "-", "+a", "-5%"]
)
def test_a_text_that_a_spreadsheet_computes_is_written_after_an_apostrophe(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-1", "+2.5", "-1e6", "-3:4", "3.0:4.0", "a=b", "", "-inf", -1.5, None, "−4"])
def test_numbers_and_other_texts_are_written_as_they_are(cell: object) -> None:
    assert guarded(cell) is cell


@pytest.mark.parametrize("number", [25.303030624306853, 0.1 + 0.2, 88.23529411764706, -1 / 3, 1e-9 / 7])
def test_a_number_is_written_the_same_where_the_last_digit_was_computed_otherwise(number: float) -> None:
    assert {settled(math.nextafter(number, end)) for end in (-math.inf, math.inf)} == {settled(number)}
    assert settled(number) == pytest.approx(number, rel=1e-12)


@pytest.mark.parametrize(
    "cell", [0.1, 4834.0, 123456789012345.0, 1e300, math.inf, 87.5, 12345678901234567, "1.23", None]
)
def test_whole_numbers_short_ones_and_texts_stay_as_they_are(cell: object) -> None:
    assert settled(cell) == cell
