"""No number of a notebook's own text is out of thin air: each is printed by a report or around it, or the code's."""

from pathlib import Path

import pytest

import sectorbook as sb
from sectorbook.ledger.report import report_names
from sectorbook.runs.notebooks import all_notebooks, read_notebook
from sectorbook.values.expressions.finding import find_numbers, unknown_numbers

OURS = {0.5, 95.0}
"""Half a step, of which readings and rounding are; and the level of the test."""


def known_numbers() -> set[float]:
    """Every number of the statements and of what is around them: ends, expressions, periods."""
    reports = [sb.load_report(slug).statements for slug in report_names()]
    tables = [*reports, *sb.load_context().tables.values()]
    ends = {float(end) for table in tables for end in table[["low", "high"]].to_numpy(dtype=float).ravel()}
    words = " ".join(text for table in tables for column in ("printed", "period") for text in table[column])
    years = words.replace("FY", " ").replace("CY", " ").replace("-", " ")
    return ends | {number.value for text in (words, years) for number in find_numbers(text)} | OURS


@pytest.fixture(scope="module")
def known() -> set[float]:
    return known_numbers()


@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)
def test_every_number_of_the_text_is_in_the_data(path: Path, known: set[float]) -> None:
    texts = [cell.source for cell in read_notebook(path).cells if cell.cell_type == "markdown"]
    assert {number.words for text in texts for number in unknown_numbers(text.replace("FY", " "), known)} == set()


@pytest.mark.parametrize(
    ("text", "value", "is_known"),
    [
        ("4.5", 4.46, True),
        ("4.5", 4.4, False),
        ("4.0", 4.2, False),
        ("42", 42.3, True),
        ("4", 4.2, False),
        ("0.25", 0.254, True),
    ],
)
def test_a_number_is_known_where_a_value_is_rounded_to_its_last_digit(text: str, value: float, is_known: bool) -> None:
    assert (not unknown_numbers(f"It is {text} then.", [value])) == is_known


def test_a_number_that_nobody_printed_is_found(known: set[float]) -> None:
    assert [number.words for number in unknown_numbers("About 4,321 firms and $3.5m.", known)] == ["4,321"]
