"""Months and spans of months as periods: read, counted, written and kept in order."""

from pathlib import Path

import pytest

import sectorbook as sb
from helpers.small_report import TABLES, statement, write_report
from helpers.told import problems_told
from sectorbook.errors import LedgerError
from sectorbook.ledger.drafting.printed_periods import printed_period
from sectorbook.ledger.periods import write_period, years_between
from sectorbook.values.expressions.finding import find_expressions

LEFT = {"relation": "", "of": "", "of_period": "", "unit": "", "headline": ""}


def loaded(folder: Path, period: str, of_period: str = "2000-M10", relation: str = "change") -> sb.Report:
    rows = [
        statement("B-1", "boats", "100 boats", "100", "100", **LEFT | {"period": "2000-M10", "rounded_to": "0"}),
        statement(
            "B-2", "boats", "21%", "21", "21",
            **LEFT | {"period": period, "relation": relation, "of": "boats", "of_period": of_period, "rounded_to": "1"},
        ),
    ]  # fmt: skip
    return sb.load_report(write_report(folder / "harbour", statements=rows, identities=TABLES["identities"]))


@pytest.mark.parametrize(
    ("before", "after", "years"),
    [
        ("2000-M10", "2002-M10", 2),
        ("2000-M10", "2002-M09", None),
        ("2014-M07/2015-M06", "2017-M07/2018-M06", 3),
        ("2014-M07/2015-M06", "2017-M08/2018-M06", None),
        ("2015-M06", "2014-M07/2015-M06", None),
        ("2015", "2018-M06", None),
        ("2018-M06", "2015-M06", None),
        ("2018-M06", "2018-M06", None),
        ("2015", "2018", 3),
        ("2017-18", "2020-21", 3),
        ("FY21", "FY2024", 3),
        ("FY21", "2024", None),
        ("2017-18", "2020", None),
        ("2018", "2018", None),
        ("2018", "2015", None),
    ],
)
def test_years_lie_between_the_same_months(before: str, after: str, years: int | None) -> None:
    assert years_between(before, after) == years


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2018", "2018"),
        ("FY2018", "FY2018"),
        ("2000-M10", "October 2000"),
        ("2014-M07/2015-M06", "the year to June 2015"),
        ("2014-M01/2014-M12", "the year to December 2014"),
        ("2001-M01/2001-M10", "January to October 2001"),
        ("2001-M11/2002-M02", "November 2001 to February 2002"),
    ],
)
def test_a_period_is_written_in_words(period: str, words: str) -> None:
    assert write_period(period) == words


def test_amounts_of_two_months_are_related(tmp_path: Path) -> None:
    # 100 boats, 10% more in each of two years: 121, and 10% of change alone would be 110
    result = sb.reconcile(loaded(tmp_path, "2002-M10"))
    assert result.bounds.at["boats@2002-M10", "high"] == 121
    assert result.report.label("boats@2002-M10") == "Boats, October 2002"
    yearly = sb.reconcile(loaded(tmp_path, "2002-M10", relation="yearly"))
    assert yearly.bounds.at["boats@2002-M10", "high"] == pytest.approx(100 * 1.21**2)


@pytest.mark.parametrize(("period", "clashes"), [("2024", True), ("2023", False), ("", True)])
def test_an_identity_of_one_period_holds_in_that_one_only(tmp_path: Path, period: str, clashes: bool) -> None:
    # in 2024 70 of 62 boats are moored; of 2023 only the boats are told, so that there is no main period
    amounts = [("B-1", "boats", "62", "2024"), ("B-2", "moored_boats", "70", "2024"), ("B-3", "boats", "90", "2023")]
    rows = [statement(name, of, low, low, low, **LEFT | {"period": year}) for name, of, low, year in amounts]
    identities = [row | {"period": period} for row in TABLES["identities"]]
    report = sb.load_report(write_report(tmp_path / "harbour", statements=rows, identities=identities))
    printed = [conflict & {"B-1", "B-2", "B-3"} for conflict in sb.reconcile(report).conflicts()]
    assert printed == ([{"B-1", "B-2"}] if clashes else [])


@pytest.mark.parametrize("period", ["2000-M13", "2000-M1", "2000-10-M10", "2001-M10/2001-M02", "2000-M10/M12"])
def test_months_that_are_none_or_go_backwards_are_refused(tmp_path: Path, period: str) -> None:
    with pytest.raises(LedgerError) as caught:
        loaded(tmp_path, period)
    assert {(problem.row, problem.column) for problem in problems_told(caught.value)} == {(3, "period")}


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("In October 2000, 115,000 tourists came.", "2000-M10"),
        ("In the year to June 2015 exports were $40 million.", "2014-M07/2015-M06"),
        ("Exports were $40 million in the 12 months to 31 March 2015.", "2014-M04/2015-M03"),
        ("In the twelve months ended December 2015, 40 ships came.", "2015-M01/2015-M12"),
        ("115,000 tourists came between January and October 2001.", "2001-M01/2001-M10"),
        ("Said on 31 March 2015: 40 ships came.", ""),
        ("Between October and January 2001, 40 ships came.", ""),
        ("In 2015, 40 ships came.", "2015"),
    ],
)
def test_a_printed_month_is_found(text: str, period: str) -> None:
    found = [printed_period(text, finding) for finding in find_expressions(text)]
    assert [one for one in found if one] == ([period] if period else [])
