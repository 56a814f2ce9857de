"""Shares, growth, means and years of published reports, restated from their figures and worked out by hand."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest

import sectorbook as sb
from helpers.small_report import statement, write_report
from sectorbook.analysis.questions import Question, letter, list_questions
from sectorbook.errors import Inconsistent
from sectorbook.ledger.report import Report
from sectorbook.reconcile.result import Result

F = Fraction
AMOUNT = {"relation": "", "of": "", "of_period": "", "unit": "", "headline": "", "rounded_to": "1"}


def indicator(name: str, unit: str, **others: str) -> dict[str, str]:
    said = {
        "id": name,
        "label": name.replace("_", " ").capitalize(),
        "unit": unit,
        "definition": name,
        "topic": "sector",
    }
    return said | {"signed": "", "whole": "", "limit": ""} | others


def row(name: str, what: str, printed: str, number: str, **others: str) -> dict[str, str]:
    return statement(name, what, printed, number, number, **AMOUNT | others)


def load(folder: Path, period: str, tables: dict[str, list[dict[str, str]]]) -> Report:
    path = write_report(folder / "restated", **tables)
    descriptor = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
    (path / "datapackage.json").write_text(json.dumps(descriptor | {"period": period}), encoding="utf-8")
    return sb.load_report(path)


@pytest.fixture
def games(tmp_path: Path) -> Report:
    """New Zealand's game studios in 2018 and 2019, as two outlets gave their association's survey."""
    growth = {"relation": "change", "of": "revenue", "of_period": "2018", "period": "2019", "role": "test"}
    part = {"relation": "share", "period": "2019"}
    rows = [
        row("G-1", "revenue", "$143 million", "143", period="2018"),
        row("G-2", "revenue", "$203 million", "203", period="2019"),
        row("G-3", "revenue", "43 per cent", "43", **growth),
        row("G-4", "revenue", "42%", "42", **growth),
        row("G-5", "revenue_of_ten", "93%", "93", of="revenue", **part),
        row("G-6", "staff", "683", "683", period="2019", rounded_to="0"),
        row("G-7", "staff_of_ten", "77%", "77", of="staff", **part),
        row("G-8", "revenue", "$99.9 million", "99.9", period="2017", rounded_to="0.1"),
        statement(
            "G-9", "revenue", "more than doubled", "2", "", **AMOUNT
            | {"relation": "times", "of": "revenue", "of_period": "2017", "shape": "more_than", "period": "2019",
               "role": "test", "rounded_to": "0", "reading": "words"}
        ),
    ]  # fmt: skip
    money, people = ("revenue", "revenue_of_ten"), ("staff", "staff_of_ten")
    indicators = [indicator(name, "MNZD/year") for name in money]
    indicators += [indicator(name, "person", whole="yes") for name in people]
    return load(tmp_path, "2019", {"statements": rows, "indicators": indicators, "identities": []})


def verdicts(report: Report, about: str) -> dict[str, str]:
    return dict(sb.reconcile(report, about).fits()["verdict"])


@pytest.mark.parametrize(
    ("about", "growth_of_43", "growth_of_42"),
    [
        ("printed", "clashes", "clashes"),  # 143 x 1.43 = 204.49, 143 x 1.42 = 203.06
        ("rounding", "clashes", "fits"),  # 143 x 1.425 = 203.775 to 205.205, and 202.345 to 203.775
        ("all-rounded", "narrows", "narrows"),  # 142.5 x 1.425 = 203.0625, which rounds to 203
    ],
)
def test_the_outlet_that_prints_the_right_growth_is_not_the_one_that_clashes(
    games: Report, about: str, growth_of_43: str, growth_of_42: str
) -> None:
    found = verdicts(games, about)
    assert (found["G-3"], found["G-4"]) == (growth_of_43, growth_of_42)
    assert found["G-9"] == "fits"  # 203 / 99.9 is above 2


def test_growth_that_misses_by_its_digits_is_reported_with_its_gap_in_points(games: Report) -> None:
    fit = sb.reconcile(games).fits().loc["G-3"]
    assert fit["by"] == pytest.approx(float(43 - (F(203, 143) - 1) * 100))
    assert set(fit["against"]) == {"G-1", "G-2"}


def test_shares_of_two_wholes_give_a_mean(games: Report) -> None:
    # 93% of 203 million over 77% of 683 people; with half a step of each percentage at its outer end
    printed = sb.reconcile(games).ratio("revenue_of_ten", "staff_of_ten", "NZD/person/year")
    exact = F(93, 100) * 203 * 10**6 / (F(77, 100) * 683)
    assert (printed.low, printed.high) == (pytest.approx(float(exact)), pytest.approx(float(exact)))
    assert round(printed.low) == 358_978
    rounding = sb.reconcile(games, "rounding").ratio("revenue_of_ten", "staff_of_ten", "NZD/person/year")
    assert (round(rounding.low), round(rounding.high)) == (354_744, 363_267)


def test_a_share_that_is_no_whole_number_as_printed_is_one_when_rounded(games: Report) -> None:
    printed, rounding = sb.reconcile(games), sb.reconcile(games, "rounding")
    # 77% of 683 are 525.91; 76.5% are 522.495 and 77.5% are 529.325
    assert printed.whole_numbers_sentence == (
        "No whole numbers can do it: 77% of 683 people is 525.91 people (G-6 and G-7)."
    )
    assert not printed.conflicts()
    assert rounding.whole_numbers().possible
    shown = next(line for line in str(rounding).splitlines() if "523" in line)
    assert "523–529" in shown


def test_two_years_of_one_indicator_live_side_by_side(games: Report) -> None:
    bounds = sb.reconcile(games).bounds
    assert bounds.loc[["revenue", "revenue@2018", "revenue@2017"], "low"].tolist() == [203, 143, 99.9]
    assert games.label("revenue@2018") == "Revenue, 2018"
    assert sb.reconcile(games.assume(**{"revenue@2018": (140, 150)})).bounds.at["revenue@2018", "high"] == 150


def asked(report: Report, about: str) -> dict[str, Question]:
    return {question.id: question for question in list_questions(sb.reconcile(report, about))}


def would_narrow(question: Question, place: int) -> dict[str, tuple[str, str]]:
    return {title: (before, after) for title, before, after in question.answers[place].narrows}


def test_the_exact_share_is_asked_for_where_it_is_known_as_rounded(games: Report) -> None:
    question = asked(games, "rounding")["G-5"]
    assert question.fact == "Revenue of ten, as a share of revenue: the exact figure"
    assert [answer.answer for answer in question.answers] == ["it is 92.5%", "it is 93.5%"]
    before = sb.write_range(203 * 0.925, 203 * 0.935, "MNZD/year")
    for place, share in enumerate((0.925, 0.935)):
        after = sb.write_range(203 * share, 203 * share, "MNZD/year")
        assert would_narrow(question, place) == {"Revenue of ten": (before, after)}
    assert "G-5" not in asked(games, "printed")  # 93% leaves nothing to ask


def test_a_question_can_fix_growth_and_an_amount_of_another_year(tmp_path: Path) -> None:
    growth = {"relation": "change", "of": "revenue", "of_period": "2018", "period": "2019", "role": "test"}
    rows = [
        row("G-1", "revenue", "$143 million", "143", period="2018"),
        row("G-2", "revenue", "$203 million", "203", period="2019"),
        row("G-3", "revenue", "43 per cent", "43", **growth),
    ]
    questions = [
        {"id": name, "fact": name, "indicator": fixes, "identity": "", "statements": "G-3", "question": "How much?"}
        | {"note": ""}
        for name, fixes in (("growth", "G-3"), ("before", "revenue@2018"), ("now", "revenue@2019"))
    ]
    tables = {"statements": rows, "questions": questions, "identities": []}
    report = load(tmp_path, "2019", tables | {"indicators": [indicator("revenue", "MNZD/year")]})
    found = asked(report, "all-rounded")
    # from 202.5 / 143.5 to 203.5 / 142.5, and at either end both amounts are known
    assert [answer.answer for answer in found["growth"].answers] == ["it is 41.11%", "it is 42.81%"]
    write = partial(sb.write_range, unit="MNZD/year")
    now, then = (write(202.5, 203.5), write(142.5, 143.5))
    expected = {"Revenue": (now, write(202.5, 202.5)), "Revenue, 2018": (then, write(143.5, 143.5))}
    assert would_narrow(found["growth"], 0) == expected
    # nothing holds the years together but the growth that is tested, so that an amount of one settles nothing else
    assert [answer.narrows for answer in found["before"].answers] == [(), ()]
    assert found["before"].answers[0].answer == f"it is {write(142.5, 142.5)}"
    assert found["now"].answers[0].answer == f"it is {write(202.5, 202.5)}"
    held = asked(report.including("G-3"), "all-rounded")
    # 142.5 grows to 142.5 x 1.425 at least, and 203.5 / 1.425 is the most that it can have been
    assert would_narrow(held["before"], 0) == {}
    assert would_narrow(held["before"], 1) == {"Revenue": (write(203.0625, 203.5), write(203.5, 203.5))}


def test_a_question_about_what_no_row_names_is_refused(tmp_path: Path) -> None:
    rows = [row("G-2", "revenue", "$203 million", "203", period="2019")]
    question = {"id": "Q", "fact": "Q", "indicator": "revenue@2016", "identity": "", "statements": "G-2", "note": ""}
    tables = {"statements": rows, "questions": [question | {"question": "How much?"}], "identities": []}
    with pytest.raises(sb.SectorbookError, match=r'questions\.csv.*row 2.*"revenue@2016"'):
        load(tmp_path, "2019", tables | {"indicators": [indicator("revenue", "MNZD/year")]})


INDUSTRY = {"it_services": "61.4", "bpm": "26.3", "software_and_engineering": "24.3", "others": "37.2"}
COUNTRY = {"usa": "92.1", "europe": "25.2", "uk": "17.2", "asia": "11.4", "rest": "3.3"}


@pytest.fixture
def survey(tmp_path: Path) -> Report:
    """India's Economic Survey 2021-22: exports of 2020-21 in US$ billion, by industry and by country."""
    names = ["exports", *INDUSTRY, *COUNTRY]
    identities = [
        {
            "identity": name, "indicator": one, "coefficient": c, "relation": "=", "period": "", "basis": "stated",
            "words": "total", "paragraph": "1", "note": "",
        }
        for name, parts in (("by-industry", INDUSTRY), ("by-country", COUNTRY))
        for one, c in (*((part, "1") for part in parts), ("exports", "-1"))
    ]  # fmt: skip
    decimal = {"period": "2020-21", "rounded_to": "0.1"}
    rows = [row("E-1", "exports", "149.1 [billion dollars]", "149.1", **decimal)]
    parts = {**INDUSTRY, **COUNTRY}.items()
    rows += [row(f"P-{i}", name, f"{n} [billion dollars]", n, **decimal) for i, (name, n) in enumerate(parts)]
    rows.append(row("E-2", "exports", "138 [billion dollars]", "138", period="2019-20"))
    centres = AMOUNT | {"rounded_to": "0", "shape": "more_than", "period": "2020-21"}
    rows.append(statement("E-3", "centres", "more than 1,000", "1000", "", **centres))
    indicators = [*(indicator(name, "GUSD/year") for name in names), indicator("centres", "company")]
    return load(tmp_path, "2020-21", {"statements": rows, "indicators": indicators, "identities": identities})


def test_a_printed_total_that_misses_both_of_its_sums_has_two_conflicts(survey: Report) -> None:
    # 61.4 + 26.3 + 24.3 + 37.2 = 149.2 = 92.1 + 25.2 + 17.2 + 11.4 + 3.3, and the total is printed as 149.1
    result = sb.reconcile(survey)
    by_industry = {"E-1", "by-industry", *(f"P-{i}" for i in range(4))}
    by_country = {"E-1", "by-country", *(f"P-{i}" for i in range(4, 9))}
    assert set(result.conflicts()) == {frozenset(by_industry), frozenset(by_country)}
    assert sb.reconcile(survey, "rounding").is_feasible


@pytest.mark.parametrize("about", ["rounding", "all-rounded", "5%"])
def test_a_strict_bound_is_never_widened(survey: Report, about: str) -> None:
    result = sb.reconcile(survey.without("E-1"), about)
    assert result.bounds.at["centres", "low"] == 1000


def test_an_identity_holds_in_each_period_that_a_row_names(survey: Report) -> None:
    found = sb.reconcile(survey, "rounding").bounds
    assert found.loc["usa@2019-20", ["low", "high"]].tolist() == [0, 138]
    assert "by-country@2019-20" in found.at["usa@2019-20", "binding"][1]
    assert survey.formula("by-country@2019-20").startswith("in 2019-20: ")


def conflicts(name: str, about: str) -> set[frozenset[str]]:
    return set(sb.reconcile(sb.load_report(name), about).conflicts())


def bounds(name: str, about: str, *without: str) -> Result:
    return sb.reconcile(sb.load_report(name).without(*without), about)


def near(low: Fraction, high: Fraction) -> list[object]:
    return [pytest.approx(float(low), rel=1e-14), pytest.approx(float(high), rel=1e-14)]


def test_the_falls_that_malta_prints_hold_only_as_rounded() -> None:
    # 106,855 + 4,892 = 111,747, of which 4.4% is 4,916.868; 27,107 / 376,122 is 7.20697%
    sums = [{"MT-01", "MT-02", "MT-03"}, {"MT-14", "MT-15", "MT-16"}, {"MT-14", "MT-15", "MT-17"}]
    assert conflicts("malta-tourism-2001", "printed") == {*map(frozenset, [*sums, {"MT-15", "MT-16", "MT-17"}])}
    found = bounds("malta-tourism-2001", "rounding").bounds[["low", "high"]]
    # 181 / 169 and 183 / 167 million; 77,437 over 49.95% and 49.85%
    assert found.loc["arrivals@2000"].tolist() == near(F(181000000, 169), F(183000000, 167))
    assert found.loc["cruise_passengers@2000"].tolist() == near(77437 / F("0.4995"), 77437 / F("0.4985"))


def test_portugals_parts_never_make_their_printed_total() -> None:
    # 223 / 151 is 47.68% more; 223 + 1,510 is not 1,700, and rounded at least 1,727.5, where €1.70bn is 1,705 at most
    total = {
        frozenset({"PT-02", "PT-05", "PT-07", "exports"}),
        frozenset({"PT-02", "PT-04", "PT-06", "PT-07", "exports"}),
    }
    assert conflicts("portugal-footwear-2013", "printed") == {frozenset({"PT-04", "PT-05", "PT-06"}), *total}
    assert conflicts("portugal-footwear-2013", "rounding") == {frozenset({"PT-04", "PT-05", "PT-06"}), *total}
    assert conflicts("portugal-footwear-2013", "all-rounded") == total
    found = bounds("portugal-footwear-2013", "all-rounded", "PT-02").bounds[["low", "high"]]
    assert found.loc["footwear_exports"].tolist() == near(F("1727.5"), F("1738.4625"))
    assert found.loc["exports_outside_eu@2012"].tolist() == near(F("222.5") / F("1.475"), F("151.5"))
    assert found.loc["exports_to_eu@2012"].tolist() == near(1505 / F("1.0385"), 1515 / F("1.0375"))


def test_koreas_shares_never_hold_and_its_yearly_rate_does_once_rounded() -> None:
    # 698 x 1.369 x 1.369 x 1.369 x 1.369 is 2,451.71 and not 2,500
    assert frozenset({"KR-03", "KR-05", "KR-06"}) in conflicts("korea-cosmetics-2015", "printed")
    assert [len(conflicts("korea-cosmetics-2015", about)) for about in ("rounding", "all-rounded")] == [23, 15]
    found = bounds("korea-cosmetics-2015", "rounding", "KR-10", "KR-12", "KR-14", "KR-18").bounds[["low", "high"]]
    high = 698 * F("1.3695") ** 4
    assert found.at["cosmetics_exports", "high"] == pytest.approx(float(high), rel=1e-14)


def test_a_share_that_fits_only_where_the_whole_is_nothing_does_not_fit(tmp_path: Path) -> None:
    # 40% and 50% are core and leave 10% of the whole; 33% of it would do only if the whole were 0
    rows = [
        row(f"S-{name}", name, f"{share}%", share, relation="share", of="all", role=role, rounded_to="0")
        for name, share, role in (("a", "40", "core"), ("b", "50", "core"), ("c", "33", "test"))
    ]
    identities = [
        {
            "identity": "sum", "indicator": name, "coefficient": c, "relation": "=", "period": "", "basis": "stated",
            "words": "all", "paragraph": "1", "note": "",
        }
        for name, c in (("a", "1"), ("b", "1"), ("c", "1"), ("all", "-1"))
    ]  # fmt: skip
    indicators = [indicator(name, "MUSD/year") for name in ("a", "b", "c", "all")]
    report = load(tmp_path, "2024", {"statements": rows, "indicators": indicators, "identities": identities})
    fit = sb.reconcile(report).fits().loc["S-c"]
    assert (fit["verdict"], fit["by"]) == ("only at zero", 23)


def test_at_least_a_percentage_of_what_is_printed_as_nothing_holds(tmp_path: Path) -> None:
    debt = {"relation": "percent_of", "of": "output", "shape": "at_least", "role": "test", "rounded_to": "0"}
    rows = [
        row("D-1", "output", "$0 million", "0", rounded_to="0"),
        row("D-2", "debt", "$5 million", "5"),
        statement("D-3", "debt", "at least 40%", "40", "", **AMOUNT | debt),
        statement("D-4", "debt", "at most 40%", "", "40", **AMOUNT | debt | {"shape": "at_most"}),
    ]
    indicators = [indicator(name, "MUSD/year") for name in ("output", "debt")]
    report = load(tmp_path, "2024", {"statements": rows, "indicators": indicators, "identities": []})
    # 5 is at least 40% of nothing, and not at most 40% of it
    assert verdicts(report, "printed") == {"D-3": "fits", "D-4": "clashes"}


def test_a_letter_says_what_each_quoted_relation_is_of_and_takes_amounts_of_other_years() -> None:
    text = " ".join(letter(sb.reconcile(sb.load_report("malta-tourism-2001"), "rounding")).split())
    mean = "days spent by tourists, January to October, 2000, for each of tourist arrivals, January to October, 2000"
    assert f'{mean}, "8.4 days each" (MT-36, paragraph 8)' in text
    assert f"What is the exact figure for {mean}" in text
    assert "French tourists, January to October, 2000 from" in text


@pytest.mark.parametrize(
    ("name", "first", "said"),
    [
        # 7.207% are 7.2% once the decimal is rounded
        (
            "malta-tourism-2001",
            "rounding",
            r'They fit if decimals, .* are rounded \(about="rounding"\)\. There are three',
        ),
        # 222.5 + 1,505 is more than 1,705; (223 - 151) / 151 is 47.7%, but (222.5 - 151.5) / 151.5 only 46.9%
        (
            "portugal-footwear-2013",
            "",
            "Not even rounding every number helps. There are two more .*; rounding explains one",
        ),
        ("korea-cosmetics-2015", "", "Not even rounding every number helps. There are at least"),
    ],
)
def test_a_core_that_cannot_hold_says_how_much_of_that_is_rounding(name: str, first: str, said: str) -> None:
    result = sb.reconcile(sb.load_report(name))
    assert result.first_reading == first
    assert re.search(said, repr(result))
    with pytest.raises(Inconsistent, match=f"These cannot all be true: .*{said}.*report.without") as raised:
        _ = result.bounds
    assert "report.without" not in raised.value.on_command_line
    assert f"sectorbook ask {name}" in raised.value.on_command_line
