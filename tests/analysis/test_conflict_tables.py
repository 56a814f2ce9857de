"""Tables and sentences of conflicts, against sums done by hand."""

import pandas as pd
import pytest

import sectorbook as sb
from sectorbook.analysis import conflict_tables
from sectorbook.analysis.result_tables import include_lead
from sectorbook.ledger.report import Report
from sectorbook.reconcile.result import Result


@pytest.fixture(scope="module")
def together(report: Report) -> Result:
    return include_lead(sb.reconcile(report))


def test_a_conflict_is_told_with_all_printings_and_its_sum(together: Result) -> None:
    (row,) = conflict_tables.conflict_table(together).to_dict("records")
    assert row["statements"] == (
        'Freelancers\' revenue: "$15 million" (EST-01), Companies\' revenue: "$3.5 million per year" (EST-02, EST-07) '
        'and Revenue of the tech sector: "between $15 million and $18 million" (EST-03)'
    )
    assert row["identities"] == "revenue"
    assert row["the sum"] == "$15m + $3.5m = $18.5m, above $18m"


def test_each_repair_says_what_it_leaves(together: Result) -> None:
    repairs = conflict_tables.repair_table(together)
    left = dict(zip(repairs["set aside"], repairs["what that leaves"], strict=True))
    assert left['Freelancers\' revenue: "$15 million" (EST-01)'].endswith("$11.5m–$14.5m; Companies' revenue $3.5m")
    assert left['Revenue of the tech sector: "between $15 million and $18 million" (EST-03)'].startswith(
        "Revenue of the tech sector $18.5m;"
    )
    # 15 to 18 less 15
    assert "Companies' revenue $0m–$3m" in left['Companies\' revenue: "$3.5 million per year" (EST-02, EST-07)']
    assert "the identity revenue" in left


def test_the_least_adjustment_is_told_with_its_share(together: Result) -> None:
    (row,) = conflict_tables.adjustment_table(together).to_dict("records")
    assert row == {"end": "high", "as read": "$18m", "adjusted": "$18.5m", "change": "2.78%"}
    assert conflict_tables.adjustment_sentence(together).endswith("add up to 2.78%. No other has a sum as small.")


def test_every_table_says_what_was_added_and_how_about_is_read(together: Result) -> None:
    for table in (
        conflict_tables.conflict_table(together),
        conflict_tables.repair_table(together),
        conflict_tables.adjustment_table(together),
    ):
        assert table.columns.name == "about: printed; including EST-01, EST-02"


def test_where_all_can_be_true_the_tables_are_empty_and_a_sentence_says_so(report: Report) -> None:
    fine = include_lead(sb.reconcile(report, about="all-rounded"))
    assert conflict_tables.conflicts_sentence(fine).startswith("All of it can be true")
    assert conflict_tables.adjustment_sentence(fine) == "Nothing has to change."
    assert conflict_tables.conflict_table(fine).empty
    assert conflict_tables.repair_table(fine).empty
    assert conflict_tables.adjustment_table(fine).empty


def test_a_sum_with_coefficients_shows_them() -> None:
    bounds = pd.DataFrame({"low": [4.0, 1.0], "high": [5.0, 6.0]}, index=["half", "whole"])
    terms = pd.DataFrame({"identity": ["r", "r"], "term": ["half", "whole"], "coefficient": [2, -1]})
    (row,) = conflict_tables.conflict_table(sb.reconcile_bounds(bounds, terms)).to_dict("records")
    assert row["the sum"] == "2 x 4 = 8, above 6"


def test_ties_are_named() -> None:
    bounds = pd.DataFrame({"low": [2.0, 4.0], "high": [2.0, 4.0]}, index=["a", "b"])
    terms = pd.DataFrame({"identity": ["r", "r"], "term": ["a", "b"], "coefficient": [2, -1]})
    assert conflict_tables.adjustment_sentence(sb.reconcile_bounds(bounds, terms)) == "Nothing has to change."
    bounds.loc["b"] = [6.0, 6.0]
    # a up by 1 is half of it, b down by 2 a third: only one least
    assert "No other" in conflict_tables.adjustment_sentence(sb.reconcile_bounds(bounds, terms))
    even = pd.DataFrame({"low": [2.0, 2.0, 5.0], "high": [2.0, 2.0, 5.0]}, index=["a", "b", "c"])
    three = pd.DataFrame({"identity": ["r"] * 3, "term": ["a", "b", "c"], "coefficient": [1, 1, -1]})
    # c down by 1 is a fifth, a or b up by 1 a half
    assert "No other" in conflict_tables.adjustment_sentence(sb.reconcile_bounds(even, three))
    even.loc["c"] = [3.0, 3.0]
    # a or b down by 1 is a half each, c up by 1 a third
    assert sb.reconcile_bounds(even, three).adjustment().total == pytest.approx(1 / 3)
    even.loc["c"] = [1.0, 1.0]
    # a and b down by 3 together, each 1 a half: 1.5; c up by 3 is 3; a at 2 can go down by 2
    sentence = conflict_tables.adjustment_sentence(sb.reconcile_bounds(even, three))
    assert "Others of the same sum move" in sentence


def test_a_relation_and_its_two_amounts_are_told_with_what_it_gives() -> None:
    # 376,122 x 1.072 = 403,202.784, which falls short of 403,229; 151 x 1.47 = 221.97
    malta = conflict_tables.conflict_table(sb.reconcile(sb.load_report("malta-tourism-2001")))
    assert "7.2% above 376,122 people is 403,203 people, below 403,229 people" in set(malta["the sum"])
    portugal = conflict_tables.conflict_table(sb.reconcile(sb.load_report("portugal-footwear-2013")))
    assert portugal["the sum"].iloc[0].startswith("47% above €151m is €221.97m, ")
    statement = 'Footwear exports outside the EU, changed from that of 2012: "a surge of 47%" (PT-04)'
    assert statement in portugal["statements"].iloc[0]


def test_a_change_that_may_not_be_the_least_is_told_with_what_is_proven() -> None:
    # 15/1000 + 39/664 + 61.5/274 + 57/167 + 0.2/24.8 + 0.04/4.6 + 0.66918/36.9
    korea = sb.reconcile(sb.load_report("korea-cosmetics-2015"))
    sentence = conflict_tables.adjustment_sentence(korea)
    assert sentence.endswith("add up to 67.44%. They suffice. None with a sum below 67.43% does.")
    changes = conflict_tables.adjustment_table(korea).set_index("as read")[["adjusted", "change"]]
    assert changes.loc["24.8%"].tolist() == ["25%", "0.81%"]
    assert changes.loc["$664m"].tolist() == ["$625m", "5.87%"]
    portugal = conflict_tables.adjustment_sentence(sb.reconcile(sb.load_report("portugal-footwear-2013")))
    assert portugal.endswith("add up to 2.34%. No other has a smaller sum.")
