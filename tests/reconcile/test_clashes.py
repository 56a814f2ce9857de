"""How much of a contradiction is rounding, against what is worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import sectorbook as sb
from helpers.clashing_report import ADDS, clashing_report
from helpers.small_report import statement, write_report
from sectorbook.reconcile.clashes import excuse_of, gap_of, whole_end
from sectorbook.reconcile.result import Result

SUM = frozenset({"S-4", "S-7", "S-8", "split"})
MEAN = frozenset({"S-1", "S-2", "S-3"})


@pytest.fixture
def result(tmp_path: Path) -> Result:
    return sb.reconcile(clashing_report(tmp_path))


def named(result: Result, members: frozenset[str]) -> frozenset[str]:
    """The contradiction with these statements, whose identity is named with its period."""
    return next(found for found in result.conflicts() if members - {"split"} <= found and len(found) == len(members))


def test_a_mean_is_rounded_under_the_first_reading_and_a_sum_that_misses_by_5_under_none(result: Result) -> None:
    assert excuse_of(result, named(result, MEAN)) == "rounding"
    assert excuse_of(result, named(result, frozenset({"S-4", "S-5", "S-6"}))) == "all-rounded"
    assert excuse_of(result, named(result, SUM)) == ""


def test_the_gap_is_what_is_missing_when_every_number_is_rounded(result: Result) -> None:
    members = named(result, SUM)
    assert gap_of(result, members, "S-4") == Fraction("94.5") - Fraction("61.5") - Fraction("29.5")
    assert gap_of(result, members, "S-8") == Fraction("94.5") - Fraction("61.5") - Fraction("29.5")
    assert gap_of(result, named(result, MEAN), "S-3") is None


def test_figures_that_are_printed_twice_are_found_under_each_reading(tmp_path: Path) -> None:
    # 50 is printed with steps of 1 and of 10: as printed it is one figure, rounded it is two
    rows = [
        statement("S-1", "workforce", "50", "50", "50", rounded_to="10"),
        statement("S-2", "workforce", "50", "50", "50"),
        statement("S-3", "freelancers", "53", "53", "53", rounded_to="0"),
        statement("S-4", "company_employees", "0", "0", "0", rounded_to="0"),
    ]
    terms = {"freelancers": "1", "company_employees": "1", "workforce": "-1"}
    identities = [ADDS | {"indicator": name, "coefficient": times} for name, times in terms.items()]
    twice = sb.reconcile(sb.load_report(write_report(tmp_path / "twice", statements=rows, identities=identities)))
    [members] = twice.conflicts()
    assert excuse_of(twice, members) == ""  # 53 is within 45 to 55, not within 49.5 to 50.5


@pytest.mark.parametrize(("printed", "moved", "whole"), [(412, 409.52, 409), (400, 409.52, 410), (412, 409.0, 409)])
def test_a_count_moves_to_a_whole_number_that_is_far_enough(printed: float, moved: float, whole: int) -> None:
    assert whole_end(printed, moved) == whole


def test_the_error_in_a_cell_names_python_and_that_of_the_command_names_commands(result: Result) -> None:
    with pytest.raises(sb.Inconsistent) as raised:
        _ = result.bounds
    cell, command = str(raised.value), raised.value.on_command_line
    for told in (cell, command):
        assert '"$61 million" for freelancers\' revenue' in told  # not one that rounding explains
        assert "There are three more contradictions; rounding explains all of them." in told
    assert 'Set one aside, as in report.without("S-' in cell
    assert "report." not in command
    assert "sectorbook ask " in command
