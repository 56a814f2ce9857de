"""What a statement's columns may say: shapes, roles, negative amounts, fractions, relations, and what is printed."""

from fractions import Fraction
from pathlib import Path

import pytest

import sectorbook as sb
from helpers.small_report import TABLES, statement, write_report
from helpers.told import problems_told
from sectorbook.errors import LedgerError
from sectorbook.ledger.rules.printed import differing_columns
from sectorbook.values.intervals import write_exact
from sectorbook.values.wording import label_range
from sectorsite.ledgers import ledger_page

FULL = {"relation": "", "of": "", "of_period": "", "unit": "", "headline": ""}
INDICATORS = [
    {**row, "signed": "yes" if row["id"] == "catch_growth" else "", "whole": "", "limit": limit}
    for row, limit in zip(TABLES["indicators"], ("", "", "", "", "100"), strict=True)
]


def loaded(folder: Path, *rows: dict[str, str], indicators: list[dict[str, str]] = INDICATORS) -> sb.Report:
    return sb.load_report(write_report(folder / "harbour", statements=rows, indicators=indicators))


def refused(
    folder: Path, *rows: dict[str, str], indicators: list[dict[str, str]] = INDICATORS
) -> list[tuple[int, str, str]]:
    with pytest.raises(LedgerError) as caught:
        loaded(folder, *rows, indicators=indicators)
    return [(problem.row, problem.column, problem.what) for problem in problems_told(caught.value)]


def row(name: str, indicator: str, printed: str, low: str, high: str, **others: str) -> dict[str, str]:
    return statement(name, indicator, printed, low, high, **FULL | others)


PRINTED = {
    "point": row("B-1", "boats", "62 boats", "62", "62"),
    "exact count": row("B-1", "boats", "62 boats", "62", "62", rounded_to="0"),
    "more than": row("B-1", "boats", "over 1,200", "1200", "", shape="more_than", rounded_to="0"),
    "more than, loose": row("B-1", "boats", "over 1,200", "1200", "", shape="at_least", rounded_to="0"),
    "more than, loose with its digits' step": row(
        "B-1", "boats", "over 1,200", "1200", "", shape="at_least", rounded_to="100"
    ),
    "less than": row("B-1", "boats", "fewer than 50", "", "50", shape="less_than", rounded_to="0"),
    "at most": row("B-1", "boats", "no more than 40", "", "40", shape="at_most", rounded_to="10"),
    "ten beside nine": row("B-1", "full_berths", "10%", "10", "10", rounded_to="1"),
    "a thousand and 700 to the ten": row("B-1", "boats", "1,700", "1700", "1700", rounded_to="10"),
    "a range to the one": row("B-1", "boats", "100-120", "100", "120", shape="range", rounded_to="1"),
    "zeros behind the point": row("B-1", "harbour_dues", "$1.70 billion", "1700", "1700", rounded_to="10"),
    "money": row(
        "B-1", "harbour_dues", "about $2.5–3.5 million", "2.5", "3.5", shape="range", about="yes", rounded_to="0.1"
    ),
    "a magnitude from the context": row("B-1", "harbour_dues", "15 [million dollars]", "15", "15"),
    "two thirds": row("B-1", "full_berths", "two thirds", "200/3", "200/3", rounded_to="20/3"),
    "another unit": row("B-1", "harbour_dues", "$850,000", "850000", "850000", rounded_to="10000", unit="USD/year"),
    "words": row("B-1", "harbour_dues", "$10 million and $15 million", "10", "15", shape="range", reading="words"),
    "implied": row("B-1", "boats", "the two ferries", "2", "2", reading="implied"),
    "a date as a quote": row("B-1", "boats", "12 October 2025", "12", "12", role="quote", rounded_to=""),
    "a loss": row("B-1", "catch_growth", "fell by 3.5%", "-3.5", "-3.5", rounded_to="0.1"),
    "a share of": row("B-1", "moored_boats", "43 per cent", "43", "43", relation="share", of="boats"),
    "half of": row("B-1", "moored_boats", "half", "50", "50", relation="share", of="boats", rounded_to="5"),
    "debt to revenue": row(
        "B-1", "harbour_dues", "130%", "130", "130", relation="percent_of", of="sector_revenue", rounded_to="10"
    ),
    "a fall": row(
        "B-1",
        "boats",
        "fell by at least 5%",
        "",
        "-5",
        relation="change",
        of="boats",
        of_period="2023",
        shape="at_most",
    ),
    "growth above 100": row(
        "B-1", "boats", "rose by 130%", "130", "130", relation="change", of="boats", of_period="2023", rounded_to="10"
    ),
    "a year": row(
        "B-1",
        "boats",
        "grew 4.3% a year",
        "4.3",
        "4.3",
        relation="yearly",
        of="boats",
        of_period="2019",
        rounded_to="0.1",
    ),
    "doubled": row(
        "B-1", "boats", "doubled", "2", "2", relation="times", of="boats", of_period="2023", rounded_to="0.2"
    ),
    "a mean": row(
        "B-1", "harbour_dues", "$4,723 per boat", "4723", "4723", relation="per", of="boats", unit="USD/year/company"
    ),
    "less by": row(
        "B-1", "harbour_dues", "fell by $4 million", "-4", "-4", relation="more", of="harbour_dues", of_period="2023"
    ),
    "a draft without an indicator": row("B-1", "", "130 nets", "130", "130", role="draft", rounded_to="10"),
    "a draft with nothing but words": row(
        "B-1", "", "some nets", "", "", role="draft", shape="", about="", rounded_to=""
    ),
}


@pytest.mark.parametrize("kind", PRINTED)
def test_a_row_loads_that_says_what_is_printed(tmp_path: Path, kind: str) -> None:
    report = loaded(tmp_path, PRINTED[kind], row("B-9", "boats", "71 boats", "71", "71", role="test"))
    assert list(report.statements.index) == ["B-1", "B-9"]
    amount = not PRINTED[kind]["relation"] and PRINTED[kind]["role"] in ("core", "test")
    assert list(report.core.index) == (["B-1"] if amount else [])


@pytest.mark.parametrize(
    ("unit", "printed", "low", "unknown"),
    [
        ("Mtoe/year", "4.5 million therms", "4.5", "therms"),
        ("Mtoe/year", "4.5 million therms of town gas", "4.5", "therms town gas"),
        ("km**2", "4.5 million marlas", "4.5", "marlas"),
        ("Mtoe/year", "4.5 million toe", "4", ""),
        ("Mtoe/year", "4.5 million", "4.5", ""),
        ("company", "4.5 million boats", "4.5", ""),
        ("percent", "4.5 million boats", "4.5", ""),
        ("MUSD/year", "4.5 million therms", "4", ""),
    ],
)
def test_a_word_that_is_not_known_as_a_unit_is_named(tmp_path, unit, printed, low, unknown) -> None:
    measured = [INDICATORS[0] | {"id": "measured", "unit": unit}]
    one = row("B-1", "measured", printed, low, low, rounded_to="0")
    what = [what for *_, what in refused(tmp_path, one, indicators=[*INDICATORS, *measured])]
    named = [f'as "{unknown}" is not known as a unit' in said for said in what]
    assert named == [bool(unknown)] * len(what)
    assert [" not known " in said for said in what] == named


@pytest.mark.parametrize(
    ("kind", "changed", "column", "what"),
    [
        ("point", {"low": "61", "high": "61"}, {"low", "high"}, 'the printed "62 boats" gives 62'),
        ("point", {"about": "yes"}, {"about"}, "gives no"),
        ("point", {"shape": "at_least", "high": ""}, {"shape", "high"}, "gives"),
        ("more than", {"shape": "less_than", "low": "", "high": "1200"}, {"shape", "low", "high"}, "gives"),
        ("at most", {"shape": "less_than"}, {"shape"}, "gives at_most"),
        ("money", {"low": "2500000", "high": "3500000"}, {"low", "high"}, "gives"),
        ("money", {"rounded_to": "0.5"}, {"rounded_to"}, "gives 0.1"),
        ("ten beside nine", {"rounded_to": "0.1"}, {"rounded_to"}, "gives 10"),
        ("ten beside nine", {"rounded_to": "5"}, {"rounded_to"}, "gives 10"),
        ("a range to the one", {"rounded_to": "20"}, {"rounded_to"}, "gives 10"),
        ("zeros behind the point", {"rounded_to": "100"}, {"rounded_to"}, "gives 10"),
        ("money", {"about": "no"}, {"about"}, "gives yes"),
        ("two thirds", {"low": "66.7", "high": "66.7", "rounded_to": "0"}, {"low", "high"}, "gives 200/3"),
        (
            "a share of",
            {"relation": "change", "of_period": "2023", "printed": "half"},
            {"relation", "low", "high", "rounded_to"},
            "gives",
        ),
        ("a fall", {"shape": "at_least", "low": "5", "high": ""}, {"shape", "low", "high"}, "gives"),
        ("a fall", {"relation": "", "of": "", "of_period": "", "low": "", "high": "5"}, {"relation", "high"}, "gives"),
        ("words", {"reading": "digits"}, {"printed"}, "could not be read because of"),
        ("a mean", {"unit": ""}, {"low", "high", "rounded_to"}, "gives 0.00"),
        ("money", {"printed": "about EUR 2.5–3.5 million"}, {"printed"}, "EUR is not the currency"),
    ],
)
def test_each_column_that_differs_from_what_is_printed_is_named(
    tmp_path: Path, kind: str, changed: dict[str, str], column: set[str], what: str
) -> None:
    found = refused(tmp_path, PRINTED[kind] | changed)
    assert {name for _, name, _ in found} == column
    assert what in found[0][2]


def test_differing_columns_are_the_same_of_a_loaded_row(tmp_path: Path) -> None:
    report = loaded(tmp_path, PRINTED["two thirds"], PRINTED["another unit"] | {"id": "B-2"})
    assert report.statements.at["B-2", "low"] == 0.85
    for name, unit in (("B-1", "percent"), ("B-2", "MUSD/year")):
        assert differing_columns(report.statements.loc[name], unit) == {}
    changed = report.statements.loc["B-2"].copy()
    changed["low"] = 0.8
    assert differing_columns(changed, "MUSD/year") == {"low": ("0.8", "0.85")}


@pytest.mark.parametrize(
    ("changed", "column", "what"),
    [
        ({"low": "-62", "high": "-62"}, "low", "not negative"),
        ({"rounded_to": ""}, "rounded_to", "needs the step"),
        ({"rounded_to": "", "role": "test"}, "rounded_to", "needs the step"),
        ({"indicator": ""}, "indicator", "the role core needs it"),
        ({"shape": ""}, "shape", "the role core needs it"),
        ({"low": "1/0"}, "low", "not a number"),
        ({"low": "9000000000000000", "high": "9000000000000000"}, "high", "beyond 1,000,000,000,000,000"),
        ({"unit": "prozent"}, "unit", "pint does not know"),
        ({"unit": "company/0"}, "unit", "pint does not know"),
        ({"unit": "company**9**9**9"}, "unit", "pint does not know"),
        ({"unit": "company" * 20}, "unit", "pint does not know"),
        ({"unit": "person"}, "unit", "cannot be turned into company"),
        ({"of": "boats"}, "of", "compared with nothing"),
        ({"relation": "share"}, "of", "lacks what it compares with"),
        ({"relation": "share", "of": "yachts"}, "of", "no such indicator"),
        ({"relation": "change", "of": "boats"}, "of", "compared with itself"),
        ({"relation": "share", "of": "moored_boats", "low": "130", "high": "130"}, "high", "not above 100%"),
        ({"relation": "share", "of": "moored_boats", "low": "-3", "high": "-3"}, "high", "not below 0"),
        ({"relation": "change", "of": "moored_boats", "low": "-130", "high": "-130"}, "high", "not below -100"),
        ({"relation": "times", "of": "moored_boats", "low": "-2", "high": "-2"}, "high", "not below 0"),
        ({"relation": "ratio", "of": "moored_boats"}, "relation", "enum"),
        ({"headline": "perhaps"}, "headline", "enum"),
    ],
)
def test_what_no_statement_can_say_is_refused(tmp_path: Path, changed: dict[str, str], column: str, what: str) -> None:
    found = refused(tmp_path, PRINTED["point"] | {"reading": "words"} | changed)
    assert column in {name for _, name, _ in found}
    assert any(what in said for _, _, said in found), found


def test_a_percentage_of_a_whole_ends_at_100_and_another_where_its_limit_is(tmp_path: Path) -> None:
    full = row("B-1", "full_berths", "130%", "130", "130", rounded_to="10")
    assert [name for _, name, _ in refused(tmp_path, full)] == ["high", "low"]
    growth = row("B-1", "catch_growth", "130%", "130", "130", rounded_to="10")
    bounds = sb.reconcile(loaded(tmp_path, growth)).bounds
    assert bounds.loc["catch_growth", ["low", "high"]].tolist() == [130, 130]


def test_only_what_is_signed_can_be_negative_in_what_is_reckoned(tmp_path: Path) -> None:
    fall = row("B-1", "catch_growth", "no more than 5%", "", "5", shape="at_most")
    full = row("B-2", "full_berths", "no more than 5%", "", "5", shape="at_most")
    bounds = sb.reconcile(loaded(tmp_path, fall, full)).bounds
    assert bounds.loc["catch_growth", ["low", "high"]].tolist() == [float("-inf"), 5]
    assert bounds.loc["full_berths", ["low", "high"]].tolist() == [0, 5]


def test_a_table_without_the_column_signed_has_what_its_statements_print(tmp_path: Path) -> None:
    loss = statement("B-1", "harbour_dues", "a loss of $3.5 million", "-3.5", "-3.5", rounded_to="0.1")
    report = loaded(tmp_path, loss, indicators=TABLES["indicators"])
    assert report.indicators.at["harbour_dues", "signed"] == "yes"
    assert sb.reconcile(report).bounds.at["harbour_dues", "low"] == -3.5
    counted = statement("B-1", "boats", "-3 boats", "-3", "-3")
    assert "not negative" in refused(tmp_path, counted, indicators=TABLES["indicators"])[0][2]
    assert "not negative" in refused(tmp_path, loss)[0][2]


def test_fractions_are_kept_exactly_in_what_is_reckoned(tmp_path: Path) -> None:
    report = loaded(tmp_path, PRINTED["two thirds"])
    (value,) = sb.reconcile(report, "all-rounded").system.values
    assert (value.low, value.high) == (Fraction(190, 3), Fraction(210, 3))


@pytest.mark.parametrize(("printed", "ends"), [("0 per cent", (0, 0.5)), ("100 per cent", (99.5, 100))])
def test_no_reading_widens_a_share_beyond_nothing_and_the_whole(
    tmp_path: Path, printed: str, ends: tuple[float, float]
) -> None:
    number = printed.split()[0]
    share = row("B-2", "moored_boats", printed, number, number, relation="share", of="boats", rounded_to="1")
    (relation,) = sb.reconcile(loaded(tmp_path, PRINTED["point"], share), "rounding").system.relations
    assert (relation.low, relation.high) == ends


@pytest.mark.parametrize(
    ("number", "written"),
    [("5/2", "2.5"), ("-7/4", "-1.75"), ("200/3", "200/3"), ("0.000000000001", "0.000000000001"), ("-1/8", "-0.125")],
)
def test_a_number_is_written_with_no_more_digits_than_it_needs(number: str, written: str) -> None:
    assert write_exact(Fraction(number)) == written


def test_strict_bounds_are_reckoned_as_closed_and_no_reading_widens_them(tmp_path: Path) -> None:
    report = loaded(tmp_path, PRINTED["more than"])
    for reading in ("printed", "rounding", "all-rounded"):
        assert sb.reconcile(report, reading).bounds.at["boats", "low"] == 1200


def test_strict_shapes_are_told_apart_in_words() -> None:
    jobs = {"low": 1000.0, "high": float("inf"), "unit": "job", "about": "no"}
    assert label_range(jobs | {"shape": "more_than"}) == "more than 1,000 jobs"
    assert label_range(jobs | {"shape": "at_least"}) == "at least 1,000 jobs"
    fewer = {"low": float("nan"), "high": 50.0, "unit": "person", "about": "yes", "shape": "less_than"}
    assert label_range(fewer) == "about less than 50 people"


def test_drafts_are_shown_and_not_reckoned_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = PRINTED["a share of"] | {"id": "B-2"}
    growth = PRINTED["growth above 100"] | {"id": "B-3", "role": "test"}
    draft = PRINTED["a draft without an indicator"] | {"id": "B-4"}
    begun = PRINTED["a share of"] | {"id": "B-5", "role": "draft", "of": ""}
    report = loaded(tmp_path, PRINTED["point"], share, growth, draft, begun)
    without = loaded(tmp_path / "without", PRINTED["point"], share, growth)
    assert sb.reconcile(report).bounds.equals(sb.reconcile(without).bounds)
    monkeypatch.setattr("sectorsite.reading.reports", lambda: {"harbour": report})
    page = ledger_page("harbour", report)
    assert "as a share of boats" in page
    assert "changed from that of 2023" in page
    assert "not named yet" in page
    assert "not yet looked at" in page


def test_a_relation_has_a_unit_of_its_own_and_an_amount_has_that_of_its_indicator(tmp_path: Path) -> None:
    share = PRINTED["a share of"] | {"id": "B-2"}
    mean = row("B-3", "harbour_dues", "$3 for each boat", "3", "3", relation="per", of="boats", unit="USD/company/year")
    report = loaded(tmp_path, PRINTED["point"], share, mean)
    assert list(report.statements["unit"]) == ["", "percent", "USD/company/year"]


def test_a_cell_that_is_empty_is_shown_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as caught:
        loaded(tmp_path, PRINTED["point"] | {"role": ""})
    (problem,) = problems_told(caught.value)
    assert (problem.row, problem.column) == (2, "role")
    assert problem.value.startswith("B-1, boats, 2024")


def test_an_identity_whose_first_indicator_is_unknown_is_refused(tmp_path: Path) -> None:
    first, *others = TABLES["identities"]
    with pytest.raises(LedgerError) as caught:
        sb.load_report(write_report(tmp_path / "harbour", identities=[first | {"indicator": "yachts"}, *others]))
    assert [(one.file, one.row, one.value) for one in problems_told(caught.value)] == [("identities.csv", 2, "yachts")]


def test_a_mean_of_an_unknown_unit_is_refused_where_the_unit_stands(tmp_path: Path) -> None:
    indicators = [one | {"unit": "prozent"} if one["id"] == "harbour_dues" else one for one in INDICATORS]
    mean = row("B-1", "harbour_dues", "$3 for each boat", "3", "3", relation="per", of="boats")
    found = refused(tmp_path, mean, indicators=indicators)
    assert any(name == "unit" and "pint does not know" in what for _, name, what in found)


def test_ratios_name_indicators_that_exist(tmp_path: Path) -> None:
    rows = [{"numerator": "harbour_dues", "denominator": "yachts", "words": "dues for each yacht"}]
    with pytest.raises(LedgerError, match=r"ratios\.csv, row 2, column denominator: the report has none of this name"):
        sb.load_report(write_report(tmp_path / "harbour", ratios=rows))


def test_the_openings_figures_are_marked(report: sb.Report) -> None:
    assert list(report.statements.index[report.statements["headline"] == "yes"]) == ["EST-01", "EST-02"]
