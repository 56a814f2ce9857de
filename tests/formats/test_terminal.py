"""Text of others does nothing to a terminal or a spreadsheet; numbers in a table depend on no processor."""

from __future__ import annotations

import math

import pytest

from sectorbook.formats.cells import guarded, settled
from sectorbook.formats.terminal import complain, for_terminal


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
