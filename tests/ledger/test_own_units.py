"""Units of a report's own: read, converted and written in that report, and known to no other."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import frictionless
import pytest

import sectorbook as sb
from helpers.small_report import TABLES, statement, write_report
from helpers.told import problems_told
from sectorbook.errors import LedgerError
from sectorbook.ledger.tidy import tidy
from sectorbook.values.units import exact_factor, forget_units, is_unit, own_row

STYLE = {"definition": "", "before": "", "behind": "", "singular": "", "plural": "", "title": "as it is"}
BALE = STYLE | {"unit": "bale", "definition": "170 * kilogram", "singular": "bale", "plural": "bales", "title": "bales"}
UNITS = [
    STYLE | {"unit": "Mbale/year", "singular": "million bales a year", "plural": "million bales a year"},
    BALE,
    STYLE | {"unit": "crPKR", "definition": "1e7 * PKR", "plural": "crore rupees", "title": "crore rupees"},
    STYLE | {"unit": "crPKR/year", "plural": "crore rupees a year", "title": "crore rupees a year"},
]
LEFT = {"relation": "", "of": "", "of_period": "", "unit": "", "headline": ""}
INDICATORS = [
    {"id": name, "label": label, "unit": unit, "definition": label, "topic": "cotton"}
    for name, label, unit in (
        ("crop", "Crop", "Mbale/year"),
        ("exports", "Exports", "kt/year"),
        ("sales_in_rupees", "Sales in rupees", "crPKR/year"),
        ("sales_in_dollars", "Sales in dollars", "MUSD/year"),
    )
]
RATE = {"relation": "per", "of": "sales_in_dollars", "unit": "PKR/USD", "source": "BANK"}
BANK = {"id": "BANK", "title": "Exchange rates", "publisher": "The bank", "kind": "dataset", "about_report": "no"}


def row(name: str, indicator: str, printed: str, low: str, high: str, **others: str) -> dict[str, str]:
    return statement(name, indicator, printed, low, high, **LEFT | others)


STATEMENTS = [
    row("C-1", "crop", "8.5 million bales", "8.5", "8.5", rounded_to="0.1"),
    row("C-2", "exports", "200,000 bales of cotton", "200000", "200000", unit="bale/year", rounded_to="100000"),
    row("C-3", "sales_in_rupees", "Rs 5,320 to 5,600 crore", "5320", "5600", shape="range", rounded_to="10"),
    row("C-4", "sales_in_dollars", "at least $195 million", "195", "", shape="at_least"),
    row("C-5", "sales_in_rupees", "Rs 280 to the dollar", "280", "280", **RATE | {"rounded_to": "10"}),
]


@pytest.fixture(autouse=True)
def _nothing_stays_defined() -> Iterator[None]:
    yield
    forget_units([unit for unit in ("Mbale/year", "bale", "crPKR", "crPKR/year", "gin") if own_row(unit)])


def write_cotton(
    folder: Path,
    units: list[dict[str, str]] = UNITS,
    statements: list[dict[str, str]] = STATEMENTS,
    indicators: list[dict[str, str]] = INDICATORS,
) -> Path:
    sources = [TABLES["sources"][0], TABLES["sources"][0] | BANK]
    tables = {"identities": [], "sources": sources, "statements": statements, "indicators": indicators}
    return write_report(folder, **tables, **({"units": units} if units else {}))


def written(result: sb.Result, name: str) -> str:
    row = result.bounds.loc[name]
    return sb.write_range(row["low"], row["high"], row["unit"])


def problems_of(folder: Path) -> list[tuple[str, int, str, str]]:
    with pytest.raises(LedgerError) as caught:
        sb.load_report(folder)
    return [(problem.file, problem.row, problem.column, problem.what) for problem in problems_told(caught.value)]


def test_amounts_are_read_converted_and_written_in_a_reports_own_units(tmp_path: Path) -> None:
    result = sb.reconcile(sb.load_report(write_cotton(tmp_path / "cotton")))
    assert exact_factor("bale/year", "kt/year") == Fraction(17, 10**5)  # 170 kg in a million kg
    assert written(result, "exports") == "34 kt a year"  # 200,000 x 170 kg
    assert written(result, "crop") == "8.5 million bales a year"
    ratio = result.ratio("exports", "crop")
    assert (ratio.unit, ratio.low) == ("percent", pytest.approx(100 * 34 / (8.5e6 * 170 / 1e6)))


def test_amounts_in_two_currencies_are_tied_by_a_rate(tmp_path: Path) -> None:
    # 5,600 crore are 56,000,000,000 rupees, at 280 for a dollar $200m; $195m are 54,600,000,000 rupees, 5,460 crore
    result = sb.reconcile(sb.load_report(write_cotton(tmp_path / "cotton")))
    assert written(result, "sales_in_rupees") == "5,460–5,600 crore rupees a year"
    assert written(result, "sales_in_dollars") == "$195m–$200m"
    assert result.bounds.at["sales_in_rupees", "binding"] == (("C-4", "C-5"), ("C-3",))
    assert result.bounds.at["sales_in_dollars", "binding"] == (("C-4",), ("C-3", "C-5"))


def test_the_table_is_part_of_the_package_and_of_the_digest(tmp_path: Path) -> None:
    folder = write_cotton(tmp_path / "cotton")
    tidy(folder)
    assert frictionless.Package(str(folder / "datapackage.json")).validate().valid
    assert '"units.csv"' in (folder / "datapackage.json").read_text(encoding="utf-8")
    with_units = sb.load_report(folder)
    otherwise = [one | {"title": "otherwise"} if one is BALE else one for one in UNITS]
    forget_units([one["unit"] for one in UNITS])
    assert sb.load_report(write_cotton(folder, units=otherwise)).digest != with_units.digest


def test_another_report_does_not_know_them(tmp_path: Path) -> None:
    plain = write_cotton(tmp_path / "plain", units=[], statements=STATEMENTS[:1], indicators=INDICATORS[:1])
    before = problems_of(plain)
    sb.load_report(write_cotton(tmp_path / "cotton"))
    assert [problem[:3] for problem in problems_of(plain)] == [problem[:3] for problem in before]
    assert problems_of(plain)[0][3] == "pint does not know the unit, and only another report defines it"


def test_words_of_another_reports_units_are_not_read_as_such(tmp_path: Path) -> None:
    rows = [row("C-1", "exports", "200 bales", "200", "200", rounded_to="100")]
    plain = write_cotton(tmp_path / "plain", units=[], statements=rows, indicators=INDICATORS[1:2])
    before = sb.load_report(plain).statements
    sb.load_report(write_cotton(tmp_path / "cotton"))
    assert sb.load_report(plain).statements.equals(before)


def test_a_name_has_one_meaning_in_a_process(tmp_path: Path) -> None:
    sb.load_report(write_cotton(tmp_path / "cotton"))
    sb.load_report(write_cotton(tmp_path / "the-same"))
    american = [one | {"definition": "480 * pound"} if one is BALE else one for one in UNITS]
    assert problems_of(write_cotton(tmp_path / "american", units=american)) == [
        ("units.csv", 3, "unit", "another report has a unit of this name that is defined or written otherwise")
    ]
    assert exact_factor("bale", "kilogram") == 170


def test_a_report_that_is_refused_leaves_no_unit_behind(tmp_path: Path) -> None:
    wrong = [*STATEMENTS[:-1], row("C-5", "nothing", "280", "280", "280", rounded_to="10")]
    problems_of(write_cotton(tmp_path / "cotton", statements=wrong))
    assert not is_unit("bale")
    american = [one | {"definition": "480 * pound"} if one is BALE else one for one in UNITS]
    sb.load_report(write_cotton(tmp_path / "cotton", units=american))
    assert exact_factor("bale", "pound") == 480


REFUSED = {
    "unknown base": ({"definition": "170 * kilogramm"}, "definition", 'the unit "kilogramm" is not known'),
    "a power of a power": ({"definition": "9**9**9 * kilogram"}, "definition", "it is no number times a unit"),
    "nothing times": ({"definition": "0 * kilogram"}, "definition", "it is nothing of a unit"),
    "a known name": ({"unit": "kt"}, "unit", "a unit of this name is known, and means something else"),
    "a known currency": ({"unit": "AOK"}, "unit", "a unit of this name is known, and means something else"),
    "a known dimension": (
        {"unit": "length", "definition": "[length]"},
        "unit",
        "a unit of this name is known, and means something else",
    ),
    "another's dimension": ({"definition": "[person]"}, "definition", "it is no dimension of the unit's own"),
    "no name": ({"unit": "bale/year"}, "unit", "it is no single name"),
    "not defined": ({"definition": ""}, "unit", "pint does not know the unit"),
    "known words": (
        {"unit": "MUSD/year", "definition": ""},
        "unit",
        "the unit is known, and it is no report's own how it is written",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_row_is_refused_that_defines_nothing_or_something_known_otherwise(tmp_path: Path, kind: str) -> None:
    cells, column, what = REFUSED[kind]
    folder = write_report(tmp_path / "harbour", units=[BALE | cells])
    assert problems_of(folder) == [("units.csv", 2, column, what)]


def test_what_is_counted_can_be_like_nothing_else(tmp_path: Path) -> None:
    gin = BALE | {"unit": "gin", "definition": "[gin]"}
    sb.load_report(write_report(tmp_path / "harbour", units=[gin]))
    assert is_unit("gin/year")
    with pytest.raises(sb.SectorbookError, match="cannot be turned into"):
        exact_factor("gin", "company")


def test_a_known_unit_may_be_defined_again_as_what_it_is(tmp_path: Path) -> None:
    sb.load_report(write_report(tmp_path / "harbour", units=[BALE | {"unit": "kt", "definition": "1e6 * kilogram"}]))
    assert own_row("kt") is None
