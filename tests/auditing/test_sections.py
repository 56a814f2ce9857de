"""An audit says what is true of each report, and nothing of what is not there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sectorbook as sb
from helpers.small_report import statement, write_report
from sectorbook.ledger.report import Report, report_names
from sectorbook.pages.page import Page

SECTIONS = tuple(getattr(sb.auditing, name) for name in sb.auditing.__all__)
Show = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Show:
    """Calls sections with a page, and returns what each displays."""
    outputs: list[dict[str, Any]] = []

    def keep(data: dict[str, Any], **_: Any) -> None:
        outputs.append(data)

    for module in ("sectorbook.pages.outputs", "sectorbook.figures.showing"):
        monkeypatch.setattr(f"{module}.display", keep)

    def show(report: Report, *sections: Callable[[Page], None], about: str = "printed") -> list[dict[str, Any]]:
        outputs.clear()
        page = Page(sb.reconcile(report, about=about))
        for section in sections or SECTIONS:
            section(page)
        return list(outputs)

    return show


def text_of(outputs: list[dict[str, Any]]) -> str:
    return "\n".join(output["text/plain"] for output in outputs)


def small(folder: Path, *rows: dict[str, str], identities: list[dict[str, str]] | None = None) -> Report:
    return sb.load_report(write_report(folder / "small", statements=list(rows), identities=identities or []))


@pytest.mark.parametrize("slug", report_names())
def test_no_heading_is_empty_and_no_sentence_has_a_gap(shown: Show, slug: str) -> None:
    outputs = shown(sb.load_report(slug))
    headings = [output.get("text/markdown", "").startswith("## ") for output in outputs]
    assert not any(one and other for one, other in zip(headings, [*headings[1:], True], strict=True))
    for output in outputs:
        assert not re.search(r"\b(?:nan|None|inf)\b|[{}]|[a-z]@", output["text/plain"])
        assert not re.search(r"\b(?:1|one) (?:figures|shares|sums)\b", output["text/plain"], re.IGNORECASE)


def test_a_contradiction_is_told_by_what_the_others_leave(shown: Show) -> None:
    text = text_of(shown(sb.load_report("portugal-footwear-2013"), sb.auditing.show_contradictions))
    # 223 + 1,510 = 1,733; (223 - 151) / 151 = 47.68%
    assert "“€223 million” and “€1.51 billion” leave €1,733m for footwear exports. The opening claims “€1.70" in text
    assert "“€223 million” and “€151 million” imply a change of 47.7%. The report has “a surge of 47%”." in text


def test_rounding_that_excuses_a_contradiction_is_said(shown: Show) -> None:
    malta = text_of(shown(sb.load_report("malta-tourism-2001"), sb.auditing.show_verdict))
    assert "They can if decimals, percentages and whatever is called “about” are rounded." in malta
    korea = text_of(shown(sb.load_report("korea-cosmetics-2015"), sb.auditing.show_verdict))
    assert "They could not even if every number were taken as rounded." in korea


def test_an_assumed_range_is_told_as_one_and_drawn(shown: Show, report: Report) -> None:
    text = text_of(shown(report.assume(company_revenue=(3.4, 3.6)), sb.auditing.show_contradictions))
    # 18 - 3.4 = 14.6 and 15 - 3.6 = 11.4; 15 + 3.4 = 18.4
    assert "the assumed $3.4m–$3.6m leave $11.4m to $14.6m for freelancers' revenue. The opening claims" in text
    assert "Companies' revenue: $3.4m–$3.6m; together: $18.4m–$18.6m." in text
    assert "“3.4" not in text


def test_the_opening_that_does_not_fit_is_the_verdict(shown: Show, report: Report) -> None:
    text = text_of(shown(report, sb.auditing.show_verdict))
    assert "It claims $15m for freelancers' revenue; the figures further down leave $11.5m to $14.5m." in text
    assert "It does fit if every number is rounded." in text
    assert "The opening" not in text_of(shown(report, sb.auditing.show_verdict, about="all-rounded"))


def test_what_nobody_printed_is_said_with_what_it_follows_from(shown: Show) -> None:
    [*_, table] = shown(sb.load_report("malta-tourism-2001"), sb.auditing.show_implied)
    # 106,855 + 4,892; 44,869 - 13,945
    assert re.search(
        r"Tourist arrivals in October, 2000\s+111,747 people\s+“106,855” and “dropped by 4,892”", table["text/plain"]
    )
    assert re.search(r"Cruise passengers in October, 2000\s+30,924 people", table["text/plain"])


def test_what_no_contradiction_touches_still_follows(shown: Show) -> None:
    report = sb.load_report("portugal-footwear-2013")
    text = text_of(shown(report, sb.auditing.show_implied, sb.auditing.show_ratios))
    assert "Only figures that nothing ties to a contradiction are used here." in text
    # 48% of 427; 427 over 1.028; 427 million over 50 million; 35,355 over 1,354
    assert re.search(r"Footwear imports from Spain, 2013\s+€205m\s+“€427 million” and “48%”", text)
    assert re.search(r"Footwear imports, 2012\s+€415m", text)
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
