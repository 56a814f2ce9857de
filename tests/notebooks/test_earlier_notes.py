"""Numbers that had a note on the site before the notebooks were written anew: each has one today, or a reason why not.

`earlier_notes.csv` has a number a row: the notebook, the number as it was written, its ends in US dollars, percent or
plainly, the rows that its note named, and, if no notebook prints it any more, why.
"""

from __future__ import annotations

import csv
import re
from fractions import Fraction
from pathlib import Path

import pytest

from helpers.clone import ROOT
from sectorbook.pages.outputs import NUMBERS
from sectorbook.runs.notebooks import read_notebook

ROUNDED = Fraction(3, 100)
"""By how much of itself a number was rounded at most where it was written, as in 13% for 13.35%."""
SCALES = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9}
Today = list[tuple[str, list[Fraction], set[str]]]


def earlier() -> list[dict[str, str]]:
    with Path(__file__).with_name("earlier_notes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def has_note(row: dict[str, str], today: Today) -> bool:
    """Whether both ends of a number stand in outputs that name one of its rows."""
    rows = set(row["rows"].split())
    ends = [end for unit, found, named in today if unit == row["unit"] and named & rows for end in found]
    wanted = [Fraction(row["low"]), Fraction(row["high"])]
    return all(any(abs(end - one) <= ROUNDED * abs(one) for end in ends) for one in wanted)


@pytest.fixture(scope="module")
def today() -> Today:
    """The numbers of all stored notebooks, the audit's too: kind of unit, ends and rows."""
    found = []
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        outputs = [output for cell in read_notebook(path).cells for output in cell.get("outputs", [])]
        for number in (number for output in outputs for number in output.get("data", {}).get(NUMBERS, [])):
            money = re.match(r"([kMG]?)USD\b", number["unit"])
            unit = "USD" if money else "percent" if number["unit"] == "percent" else "number"
            ends = [number.get(name) for name in ("value", "low", "high")]
            scale = SCALES[money[1]] if money else 1
            found.append((unit, [scale * Fraction(end) for end in ends if end is not None], set(number["rows"])))
    return found


def test_every_number_that_had_a_note_has_one_or_a_reason(today: Today) -> None:
    lost = [row for row in earlier() if not row["gone"] and not has_note(row, today)]
    assert [(row["notebook"], row["written"], row["rows"]) for row in lost] == []


def test_no_reason_is_given_for_a_number_that_is_there(today: Today) -> None:
    assert [row["written"] for row in earlier() if row["gone"] and has_note(row, today)] == []


def test_the_list_is_of_all_seven() -> None:
    rows = earlier()
    assert {row["notebook"] for row in rows} == {f"0{number}" for number in range(1, 8)}
    assert sum(not row["gone"] for row in rows) > len(rows) / 3
