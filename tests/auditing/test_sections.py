"""An audit says what is true of each report, and nothing of what is not there."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sectorbook as sb
from helpers.clashing_report import clashing_report
from helpers.small_report import TABLES, statement, write_report
from sectorbook.auditing.naming import described
from sectorbook.ledger.report import Report, report_names
from sectorbook.pages.page import Page

IN_ORDER = (sb.auditing.show_contradictions, sb.auditing.show_implied, sb.auditing.show_ratios)
SECTIONS = tuple(getattr(sb.auditing, name) for name in sb.auditing.__all__)
Show = Callable[..., list[dict[str, Any]]]


@functools.cache
def of_shipped(slug: str, about: str) -> sb.Result:
    """The figures of a report of the repository, reconciled once for all tests: a result never changes."""
    return sb.reconcile(sb.load_report(slug), about=about)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Show:
    """Calls sections with a page, and returns what each displays."""
    outputs: list[dict[str, Any]] = []

    def keep(data: dict[str, Any], **_: Any) -> None:
        outputs.append(data)

    for module in ("sectorbook.pages.outputs", "sectorbook.figures.showing"):
        monkeypatch.setattr(f"{module}.display", keep)

    def show(report: Report | str, *sections: Callable[[Page], None], about: str = "printed") -> list[dict[str, Any]]:
        outputs.clear()
        page = Page(of_shipped(report, about) if isinstance(report, str) else sb.reconcile(report, about=about))
        for section in sections or SECTIONS:
            section(page)
        return list(outputs)

    return show


def text_of(outputs: list[dict[str, Any]]) -> str:
    return "\n".join(output["text/plain"] for output in outputs)


def small(folder: Path, *rows: dict[str, str], identities: list[dict[str, str]] | None = None) -> Report:
    return sb.load_report(write_report(folder / "small", statements=list(rows), identities=identities or []))


SLOW = {"gilgit-baltistan-2025", "korea-cosmetics-2015"}
"""Reports of which all sections take several seconds."""


@pytest.mark.parametrize(
    "slug", [pytest.param(slug, marks=[pytest.mark.slow] if slug in SLOW else []) for slug in report_names()]
)
def test_no_heading_is_empty_and_no_sentence_has_a_gap(shown: Show, slug: str) -> None:
    outputs = shown(slug)
    headings = [output.get("text/markdown", "").startswith("## ") for output in outputs]
    assert not any(one and other for one, other in zip(headings, [*headings[1:], True], strict=True))
    for output in outputs:
        assert not re.search(r"\b(?:nan|None|inf)\b|[{}]|[a-z]@", output["text/plain"])
        assert not re.search(r"\b(?:1|one) (?:figures|shares|sums)\b", output["text/plain"], re.IGNORECASE)


def test_a_contradiction_is_told_by_what_the_others_leave(shown: Show) -> None:
    text = text_of(shown("portugal-footwear-2013", sb.auditing.show_contradictions))
    # 223 + 1,510 = 1,733; (223 - 151) / 151 = 47.68%
    sums = (
        "With “€223 million” and “€1.51 billion”, footwear exports must be at least €1.733bn. The opening claims “€1.70"
    )
    growth = "“€223 million” and “€151 million” imply a rise of 47.7%. The report has “a surge of 47%”."
    assert sums in text
    assert growth in text
    assert "As printed." in text  # no bar is a range
    # 1,705 is less than 222.5 + 1,505, but 222.5 / 151.5 is a rise of 46.9%: rounding excuses only the growth
    assert text.index(sums) < text.index(growth)


def test_each_contradiction_says_whether_rounding_explains_it_and_the_others_come_first(
    shown: Show, tmp_path: Path
) -> None:
    text = text_of(shown(clashing_report(tmp_path), sb.auditing.show_contradictions))
    told = [line for line in text.splitlines() if "The report has" in line]
    assert "Four contradictions can be found. One of them would remain even if every number were rounded." in text
    # 94.5 less 61.5 + 29.5; 95.5 / 75 and 94.5 / 85 are +27.3% and +11.2%; 8,600 / 412 is 20.87
    assert told[0].startswith("With “$61 million” and “$29 million”, the sector's revenue must be $90m.")
    assert "Even if every number is rounded, the figures are $3.5m apart." in told[0]
    assert "imply a rise of 18.8%" in told[1]
    assert all("The figures fit if every number is rounded." in line for line in told[1:3])
    assert told[3].startswith("“412” and “8,600” imply an average of 20.9 people")
    assert told[3].endswith(
        "The figures fit if decimals, percentages, averages and whatever is called “about” are rounded."
    )
    assert "more contradiction" not in text  # all four are told


def test_a_count_that_has_to_change_changes_to_a_whole_number(shown: Show, tmp_path: Path) -> None:
    text = text_of(shown(clashing_report(tmp_path), sb.auditing.show_contradictions))
    # 8,600 / 21 is 409.52
    assert "“412” for active companies would have to be fewer than 410 companies" in text
    assert "smaller ones might do" not in text
    each = {"relation": "per", "of": "active_companies"}
    rows = [
        statement("S-1", "active_companies", "412", "412", "412", headline="yes"),
        statement("S-2", "company_employees", "8,600", "8600", "8600"),
        statement("S-3", "company_employees", "21", "21", "21", **each),
    ]
    opening = text_of(shown(small(tmp_path, *rows), sb.auditing.show_contradictions))
    assert "active companies must be between 409 and 410 companies. The opening claims “412”." in opening
    rows[1] |= {"printed": "8,600 to 8,640", "shape": "range", "high": "8640"}  # 8,640 / 21 is 411.4
    between = text_of(shown(small(tmp_path, *rows), sb.auditing.show_contradictions))
    assert "active companies must be 410 to 411 companies." in between


def test_contradictions_that_are_not_told_are_listed_or_can_be_seen(shown: Show) -> None:
    text = text_of(shown("korea-cosmetics-2015", sb.auditing.show_contradictions))
    assert text.count("The report has") == 5
    assert "Beyond these, 63 more contradictions can be found. These are the shortest:" in text  # of 68
    # 698 million, 36.9% up each year from 2011 to 2015, is 2.45 billion
    assert "- “$2.5 billion”, “$698 million” and “36.9 percent annually”" in text
    assert "`result.conflicts()` lists all of them" in text


def test_a_figure_of_one_of_several_sources_is_told_with_its_source() -> None:
    report = sb.load_report("nepal-2022")
    several = [name for name, row in report.core_rows if pd.notna(row["paragraph"])][:2]
    assert len(report.own_sources) > 1
    for name in several:
        source = report.cite(report.statements.at[name, "source"], short=True)
        assert f"({source}, paragraph {report.statements.at[name, 'paragraph']})" in described(report, name)
    gilgit = sb.load_report("gilgit-baltistan-2025")
    assert described(gilgit, "EST-07") == "“approximately $3.5 million” for companies' revenue (paragraph 2)"


def test_rounding_that_excuses_a_contradiction_is_said(shown: Show) -> None:
    malta = text_of(shown("malta-tourism-2001", sb.auditing.show_verdict))
    assert "They can only if decimals, percentages, averages and whatever is called “about” are rounded." in malta
    korea = text_of(shown("korea-cosmetics-2015", sb.auditing.show_verdict))
    assert "They could not even if every number were taken as rounded." in korea


def test_an_assumed_range_is_told_as_one_and_drawn(shown: Show, report: Report) -> None:
    text = text_of(shown(report.assume(company_revenue=(3.4, 3.6)), sb.auditing.show_contradictions))
    # 18 - 3.4 = 14.6; 15 + 3.4 = 18.4
    assert "and the assumed $3.4m–$3.6m, freelancers' revenue must be at most $14.6m. The opening claims" in text
    assert "Companies' revenue: $3.4m–$3.6m; together: $18.4m–$18.6m." in text
    assert "“3.4" not in text


def test_the_opening_that_does_not_fit_is_the_verdict(shown: Show, report: Report) -> None:
    text = text_of(shown(report, sb.auditing.show_verdict))
    assert "It claims $15m for freelancers' revenue; the figures further down leave $11.5m to $14.5m." in text
    assert "It fits only if every number is rounded." in text
    text = text_of(shown(report, sb.auditing.show_verdict, about="all-rounded"))
    # 14.5 - 3.55 to 18.5 - 3.45
    assert "The opening fits. It claims $15m for freelancers' revenue; the figures further down leave" in text
    assert "leave $10.95m to $15.05m." in text


def test_what_nobody_printed_is_said_with_what_it_follows_from(shown: Show) -> None:
    [*_, table] = shown("malta-tourism-2001", sb.auditing.show_implied)
    # 106,855 + 4,892; 44,869 - 13,945
    assert re.search(
        r"Tourist arrivals in October \(2000\)\s+111,747 people\s+“106,855” and “dropped by 4,892”", table["text/plain"]
    )
    assert re.search(r"Cruise passengers in October \(2000\)\s+30,924 people", table["text/plain"])


def test_what_the_rounding_of_a_whole_exceeds_is_not_taken_from_it(shown: Show) -> None:
    text = text_of(shown("gilgit-baltistan-2025", sb.auditing.show_implied))
    # "around 3,000 to 4,000" freelancers, right to a thousand, less 45; 300 companies, right to a hundred, less 120
    assert "Freelancers other than" not in text
    assert re.search(r"Registered companies other than active companies\s+180 to 190 companies", text)


def test_what_no_contradiction_touches_still_follows(shown: Show) -> None:
    text = text_of(shown("portugal-footwear-2013", *IN_ORDER))
    assert text.count("What is computed below uses only figures that nothing ties to a contradiction.") == 1
    # 48% of 427; 427 over 1.028; 427 million over 50 million; 35,355 over 1,354
    assert re.search(r"Footwear imports from Spain \(2013\)\s+€205m\s+“€427 million” and “48%”", text)
    assert re.search(r"Footwear imports \(2012\)\s+€415m", text)
    assert re.search(r"Value per pair imported\s+€8\.5", text)
    assert re.search(r"Employees per footwear firm\s+26 people a company", text)
    assert "Value per pair exported" not in text


def test_a_report_of_one_figure_has_nothing_to_check(shown: Show, tmp_path: Path) -> None:
    text = text_of(shown(small(tmp_path, statement("S-1", "freelancers", "3,000", "3000", "3000", rounded_to="1000"))))
    assert "There is one figure, and nothing to check it against." in text
    assert "What cannot all be true" not in text
    assert "What follows" not in text


def test_a_report_without_sums_says_so(shown: Show, tmp_path: Path) -> None:
    rows = [
        statement("S-1", "freelancers", "3,000", "3000", "3000", rounded_to="1000"),
        statement("S-2", "workforce", "6,000", "6000", "6000", rounded_to="1000"),
    ]
    text = text_of(shown(small(tmp_path, *rows)))
    assert "The report prints two figures; no sum, share or growth connects any two." in text


def test_words_of_a_report_stay_words(shown: Show, tmp_path: Path) -> None:
    rows = [statement("S-1", "freelancers", "3,000 <script>x</script>", "3000", "3000", rounded_to="1000")]
    outputs = shown(small(tmp_path, *rows))
    assert all("<script>" not in output.get("text/html", "") for output in outputs)
    assert all("<script>" not in output.get("text/markdown", "") for output in outputs)


SHARE = {"relation": "share", "of": "workforce", "unit": "percent"}
SUM = {"basis": "stated", "words": "together", "paragraph": "1", "note": "", "relation": "="}
PARTS = [
    SUM | {"identity": "people", "indicator": name, "coefficient": times}
    for name, times in (("freelancers", "1"), ("company_employees", "1"), ("workforce", "-1"))
]


def test_a_report_of_shares_alone_is_shown_and_not_said_to_hold(shown: Show, tmp_path: Path) -> None:
    rows = [
        statement("S-1", "freelancers", "60%", "60", "60", **SHARE),
        statement("S-2", "company_employees", "25%", "25", "25", **SHARE),
    ]
    text = text_of(shown(small(tmp_path, *rows)))
    assert "No figure can be checked against the others." in text
    assert "can all be true" not in text
    assert re.search(r"“60%”\s+Freelancers as a share of the sector's workforce\s+60%", text)


def test_the_verdict_names_what_nobody_printed(shown: Show) -> None:
    text = text_of(shown("nepal-2022", sb.auditing.show_verdict))
    # 515.4 - 201; 515.4 / 1.4% = 36,814
    assert "They imply $314.4m for freelancers' exports (if freelancers' exports and companies' exports" in text
    assert "$36.8bn for gross domestic product, which nobody printed." in text


def test_the_part_that_is_left_of_a_whole_follows(shown: Show, tmp_path: Path) -> None:
    text = text_of(shown("sco-2025", sb.auditing.show_verdict))
    assert (
        "They imply 7 centres for IT centres in both territories beyond the two printed parts (if techn" in text
    )  # 100 - 17 - 76
    rows = [
        statement("S-1", "workforce", "6,000", "6000", "6000", rounded_to="1000"),
        statement("S-2", "freelancers", "60%", "60", "60", **SHARE),
    ]
    left = text_of(shown(small(tmp_path, *rows), sb.auditing.show_implied))
    assert re.search(r"The sector's workforce other than freelancers\s+2,400 people\s+“6,000” and “60%”", left)


def test_an_end_that_nothing_else_limits_is_not_narrowed(shown: Show, tmp_path: Path) -> None:
    fewer = statement("S-1", "freelancers", "fewer than 9,000", "", "9000", shape="less_than", rounded_to="0")
    assert not shown(small(tmp_path, fewer), sb.auditing.show_narrowed)


def test_a_narrowed_range_names_what_it_rests_on(shown: Show, report: Report) -> None:
    text = text_of(shown(report, sb.auditing.show_narrowed))
    assert re.search(
        r"Active companies\s+“100–120”\s+110 to 120 companies.*the assumption that companies with revenue are part of "
        r"active companies",
        text,
    )
    assert "Two printed ranges are wider than the other figures allow" in text


def test_a_change_is_a_rise_or_a_fall(shown: Show) -> None:
    malta = "malta-tourism-2001"
    printed = text_of(shown(malta, sb.auditing.show_printed))
    assert re.search(r"“dropped by 4,892”.*a fall of 4,892 people", printed)
    assert re.search(r"“7.2 per cent”.*a rise of 7.2%", printed)
    assert "would have to be a fall of 4.378%" in text_of(shown(malta, sb.auditing.show_contradictions))
    assert "“One of" not in printed
    assert "One of these 12 amounts is a range or open-ended" in printed


def test_a_strict_end_is_strict_in_the_chart_too(shown: Show, report: Report) -> None:
    text = text_of(shown(report, sb.auditing.show_printed))
    assert "Students trained at the parks: more than 3,000 people" in text
    assert "at least 3,000" not in text


def test_a_multiple_keeps_its_strict_end(shown: Show) -> None:
    text = text_of(shown("korea-cosmetics-2015", sb.auditing.show_printed))
    assert re.search(r"“more than tripled”.*more than 3 times", text)


def test_a_column_without_content_is_left_out(shown: Show) -> None:
    text = text_of(shown("sco-2025", sb.auditing.show_printed))
    assert re.search(r"Source\s+Printed\s+Of\s+Read as", text)
    single = text_of(shown("malta-tourism-2001", sb.auditing.show_printed))
    assert re.search(r"Paragraph\s+Printed\s+Of\s+Read as", single)
    assert "Source  " not in single


def test_a_place_in_the_sources_own_count_is_told_where_there_is_one(shown: Show, tmp_path: Path) -> None:
    boats = statement("B-1", "boats", "62 boats", "62", "62", place="p. 4")
    moored = statement("B-2", "moored_boats", "70", "70", "70", place="")
    report = small(tmp_path, boats, moored, identities=TABLES["identities"])
    printed = text_of(shown(report, sb.auditing.show_printed))
    assert re.search(r"Where\s+Printed\s+Of\s+Read as", printed)
    assert re.search(r"p\. 4\s+“62 boats”", printed)
    assert re.search(r"paragraph 1\s+“70", printed)
    assert "“62 boats” for boats (p. 4)" in text_of(shown(report, sb.auditing.show_contradictions))


def test_what_others_print_of_one_thing_is_told_once(shown: Show, report: Report) -> None:
    text = text_of(shown(report, sb.auditing.show_sources))
    assert text.count("the report's figures leave $11.5m to $14.5m") == 1
    assert "world-economist.com has “$15 million”, artisantimes.com has “nearly $15 million”" in text
    assert "Sources print two of these seven amounts differently" in text


def test_a_limit_at_nothing_is_at_most(shown: Show, tmp_path: Path) -> None:
    rows = [
        statement("S-1", "workforce", "85", "85", "85", rounded_to="0", period="2022"),
        statement("S-2", "freelancers", "73", "73", "73", rounded_to="0", period="2022"),
        statement("S-3", "company_employees", "16", "16", "16", rounded_to="0", period="2022"),
    ]
    outputs = shown(small(tmp_path, *rows, identities=PARTS), sb.auditing.show_contradictions)
    text = text_of(outputs)
    # the whole is told of, of which 73 + 16 are a part; its only period needs no mention
    assert "With “73” and “16”, the sector's workforce must be at least 89 people. The report has “85”." in text
    assert "(2022)" not in text
    assert "The parts exceed their total" in text
    parts = [rows[0], statement("S-4", "freelancers", "70%", "70", "70", period="2022", **SHARE), *rows[2:]]
    share = text_of(shown(small(tmp_path, *parts, identities=PARTS), sb.auditing.show_contradictions))
    assert "imply a share of at most 81.2%" not in share  # 69 of 85 are 81.2%: 70% is less, and no conflict


def test_no_growth_is_computed_to_a_period_without_a_year(shown: Show, tmp_path: Path) -> None:
    rows = [
        statement("S-1", "freelancers", "3,000", "3000", "3000", rounded_to="1000", period="2022"),
        statement("S-2", "freelancers", "4,000", "4000", "4000", rounded_to="1000", period="undated"),
    ]
    assert not shown(small(tmp_path, *rows), sb.auditing.show_ratios)


def test_a_growth_is_in_percent(shown: Show) -> None:
    text = text_of(shown("korea-cosmetics-2015", sb.auditing.show_ratios))
    # 131 - 118 = 13, of 118 are 11.02%
    assert re.search(r"Change in countries exported to from 2011 to 2015\s+11%", text)


def test_two_single_numbers_are_no_chart_but_two_ranges_are(shown: Show, tmp_path: Path) -> None:
    points = [
        statement("S-1", "freelancers", "3,000", "3000", "3000", rounded_to="0"),
        statement("S-2", "workforce", "6,000", "6000", "6000", rounded_to="0"),
    ]
    assert "Chart printed" not in text_of(shown(small(tmp_path, *points), sb.auditing.show_printed))
    ranges = [
        statement("S-1", "freelancers", "3,000 to 3,500", "3000", "3500", shape="range", rounded_to="0"),
        statement("S-2", "workforce", "6,000 or more", "6000", "", shape="at_least", rounded_to="0"),
    ]
    text = text_of(shown(small(tmp_path, *ranges), sb.auditing.show_printed))
    assert "Each of these two amounts is a range or open-ended." in text
    mixed = text_of(shown(small(tmp_path, points[0], ranges[1]), sb.auditing.show_printed))
    assert "One of these two amounts is a range or open-ended." in mixed


def test_what_an_answer_would_narrow_is_a_sentence(shown: Show, report: Report) -> None:
    text = text_of(shown(report, sb.auditing.show_questions))
    asked = "Do the companies' revenue and the freelancers' add up to the sector's"
    line = next(line for line in text.splitlines() if asked in line)
    assert "? The answer would narrow the possible range of freelancers' revenue, " in line


def test_an_assumed_range_that_is_narrowed_is_not_called_printed(shown: Show, report: Report) -> None:
    # 18 - 10 leaves the companies 8
    text = text_of(shown(report.assume(company_revenue=(2, 9)), sb.auditing.show_narrowed))
    assert re.search(r"Companies' revenue\s+The assumed \$2m–\$9m\s+\$2m to \$8m", text)
    assert "Two ranges are wider than the other figures allow. Companies' revenue, as assumed: $2m–$9m" in text
    assert "Each of these is printed or assumed" in text


def test_the_verdict_does_not_call_an_assumed_range_printed(shown: Show, tmp_path: Path) -> None:
    rows = [
        statement("S-1", "workforce", "6,000", "6000", "6000", rounded_to="0"),
        statement("S-2", "company_employees", "2,000 to 3,000", "2000", "3000", shape="range", rounded_to="0"),
    ]
    report = small(tmp_path, *rows, identities=PARTS).assume(freelancers=(1000, 5000))
    text = text_of(shown(report, sb.auditing.show_verdict))
    assert "They leave 3,000 to 4,000 people of the assumed 1,000–5,000 people for freelancers." in text
    assert "is printed" not in text
