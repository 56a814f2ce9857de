"""How reports and statements are displayed: briefly, in words, and with every text escaped."""

from __future__ import annotations

import io
from dataclasses import replace

import pandas as pd
import pytest

from sectorbook.errors import SectorbookError
from sectorbook.ledger.display import name_in_words
from sectorbook.ledger.report import Report, load_report
from sectorbook.values.intervals import Interval

HOSTILE = '<script>alert("1")</script> & <img src=x onerror=alert(1)>'


def cells(shown: str) -> dict[str, str]:
    (table,) = pd.read_html(io.StringIO(shown))
    return dict(table.iloc[:, :2].astype(str).to_numpy().tolist())


def test_a_report_is_a_line_and_a_small_table(report: Report) -> None:
    changed = report.assume(company_revenue=(3, 4))
    assert repr(changed).startswith("Report gilgit-baltistan-2025: Gilgit-Baltistan IT and ITeS")
    assert repr(changed).endswith("; assuming company_revenue $3m–$4m")
    assert "\n" not in repr(report)
    assert len(repr(report)) < 300
    shown = cells(changed._repr_html_())
    assert shown["content"] == "16 figures of its own, 64 to compare, 3 only quoted"
    assert shown["taken for granted"].startswith("freelancers' revenue + companies' revenue = the sector's revenue")
    assert shown["changed here"] == "assuming company_revenue $3m–$4m"
    assert "period" not in shown
    assert cells(load_report("malta-tourism-2001")._repr_html_())["period"] == "2001"
    assert len(report._repr_html_()) < 1500


def test_a_statement_says_what_is_printed_of_what_and_where(report: Report) -> None:
    statement = report.statement("EST-18")
    assert repr(
        statement
    ) == 'EST-18: "Approximately 300" for registered companies (Business Recorder, 20 November 2025, ' + (
        f"paragraph {report.statements.at['EST-18', 'paragraph']})"
    )
    shown = cells(statement._repr_html_())
    assert (shown["printed"], shown["read as"]) == ("“Approximately 300”", "about 300 companies")
    assert "claimed by the opening" in report.statement("EST-01")._repr_html_()
    with pytest.raises(SectorbookError, match='no statement "EST-3"'):
        report.statement("EST-3")


def test_a_place_in_the_sources_own_count_stands_before_its_paragraph(report: Report) -> None:
    placed = replace(report, statements=report.statements.assign(place="p. 4"))
    assert placed.statement("EST-18").where == "Business Recorder, 20 November 2025, p. 4"


def test_every_statement_of_every_role_can_be_displayed(report: Report) -> None:
    for name in report.statements.index:
        assert name in repr(report.statement(name))
        assert len(report.statement(name)._repr_html_()) < 3000


def test_the_texts_of_a_report_are_no_markup(report: Report) -> None:
    statements = report.statements.assign(printed=HOSTILE, note=HOSTILE)
    indicators = report.indicators.assign(label=HOSTILE)
    hostile = replace(report, title=HOSTILE, statements=statements, indicators=indicators, changes=(HOSTILE,))
    for shown in (hostile._repr_html_(), hostile.statement("EST-03")._repr_html_()):
        assert "&lt;script&gt;" in shown
        assert "<script" not in shown
        assert "<img" not in shown


def test_what_is_printed_cannot_break_a_line_or_be_endless(report: Report) -> None:
    hostile = replace(report, statements=report.statements.assign(printed="1\n2\u202e" + "x" * 1000))
    for shown in (repr(hostile.statement("EST-03")), name_in_words(hostile, "EST-03")):
        assert "1\\n2\\u202e" in shown
        assert len(shown) < 310


@pytest.mark.parametrize(
    ("interval", "row"),
    [
        (Interval(0.002875, 0.0048333333, "MUSD / person / a"), ["2875", "4834", "US$ per person and year"]),
        (Interval(42.857142857, 66.6666667, "percent"), ["42.85", "66.67", "%"]),
        (Interval(0.875, float("inf"), "USD/person/year"), ["0.875", "open", "US$ per person and year"]),
    ],
)
def test_a_ratio_has_its_ends_to_the_right_in_a_readable_unit(interval: Interval, row: list[str]) -> None:
    shown = interval._repr_html_()
    (table,) = pd.read_html(io.StringIO(shown), converters=dict.fromkeys(range(3), str))  # without the commas
    assert [table.columns.tolist(), table.iloc[0].tolist()] == [["from", "to", "unit"], row]
    assert shown.count('<td align="right" nowrap style="text-align: right; white-space: nowrap">') == 2
