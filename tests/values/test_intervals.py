"""Ranges and units as a reader sees them."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest

from sectorbook.errors import UnitMismatch
from sectorbook.exact.solving.programs import Column, Constraint, Program, exact_fraction
from sectorbook.values.intervals import Interval, write_ends, write_printed, write_range
from sectorbook.values.units import are_compatible, conversion_factor, exact_factor, is_unit, quotient_unit, unit_style
from sectorbook.values.wording import join_words, uncapitalize


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (10, 15, "MUSD/year", "$10m–$15m"),
        (3.5, 3.5, "MUSD/year", "$3.5m"),
        (11.45, 14.55, "MUSD/year", "$11.45m–$14.55m"),
        (6000, 7000, "person", "6,000–7,000 people"),
        (1, 1, "hub", "1 hub"),
        (0, 4000, "person", "0–4,000 people"),
        (76.6667, 80.5556, "percent", "76.66%–80.56%"),
        (1000, math.inf, "job", "at least 1,000 jobs"),
        (-math.inf, 50, "person", "at most 50 people"),
        (-math.inf, math.inf, "person", "anything"),
        (2022, 2022, "calendar_year", "2022"),
        (2875, 4833.33, "USD/person/year", "$2,875–$4,834"),
        (250, 300, "GWh/year", "250–300 GWh a year"),
        (4.5, 4.5, "Mtoe/year", "4.5 Mtoe a year"),
        (45, 45, "kt/year", "45 kt a year"),
        (29, 31, "MNZD/year", "NZ$29m–NZ$31m"),
        (1.7, 1.7, "GEUR", "€1.7bn"),
        (5, 6, "kCHF/person", "CHF 5k–CHF 6k"),
    ],
)
def test_a_range_is_written_with_its_unit(low: float, high: float, unit: str, text: str) -> None:
    assert write_range(low, high, unit) == text


@pytest.mark.parametrize(
    ("low", "high", "digits", "text"),
    [
        (Fraction(110, 3), 40, 2, "36%–40%"),
        (Fraction(110, 3), 40, 3, "36.6%–40%"),
        (110 / 3, 120 / 3.1, 3, "36.6%–38.8%"),
        (-0.4449, -0.4441, 3, "-0.445%–-0.444%"),  # outward is away from what lies between, also below 0
        (0.1 + 0.2, 3.5000000000000004, 3, "0.3%–3.5%"),  # noise of floats is no part of an end
        (Fraction(1, 3), Fraction(1, 3), 3, "0.333%"),
        (0.125, 0.125, 2, "0.13%"),  # halves upwards
        (9.9996, 99.9996, 4, "9.999%–100%"),
    ],
)
def test_ends_of_a_computed_range_are_rounded_outward(low: float, high: float, digits: int, text: str) -> None:
    assert write_range(low, high, "percent", digits) == text


def test_what_is_written_of_a_range_contains_it_and_not_a_step_more() -> None:
    draw = random.Random(5)
    for _ in range(2000):
        low, high = sorted(Fraction(draw.randrange(-(10**7), 10**7), draw.randrange(1, 10**4)) for _ in range(2))
        digits = draw.randint(1, 6)
        written = [Fraction(end.replace(",", "")) for end in write_range(low, high, "", digits).split("–")]
        for end, exact, sign in ((written[0], low, 1), (written[-1], high, -1)):
            step = Fraction(10) ** min(0, math.floor(math.log10(abs(exact))) - digits + 1) if exact else Fraction(0)
            assert 0 <= sign * (exact - end) < step or exact == end


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (36.2, 40.7, "37–40 companies"),
        (36.0, 40.0, "36–40 companies"),
        (0.5, 1.5, "1 company"),
        (1999.000000000000001, math.inf, "at least 1,999 companies"),
        (-math.inf, 7.9, "at most 7 companies"),
        (525.91, 525.91, "525.91 companies"),  # no whole number, which the exact ends show
        (3.25, 3.75, "3.25–3.75 companies"),
    ],
)
def test_ends_of_a_count_are_rounded_inward(low: float, high: float, text: str) -> None:
    assert write_range(low, high, "company", whole=True) == text


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (60.65, 60.65, "percent", "60.65%"),
        (14728, 51781.25, "person", "14,728–51,781.25 people"),
        (math.nan, 1000.125, "MUSD/year", "at most $1,000.125m"),
        (2 / 3, 2 / 3, "percent", "0.6667%"),
        (2022, 2023, "calendar_year", "2022–2023"),
    ],
)
def test_printed_ends_keep_all_their_digits(low: float, high: float, unit: str, text: str) -> None:
    assert write_printed(low, high, unit) == text


def test_each_end_is_written_as_in_its_range() -> None:
    assert write_ends(76.6667, 80.5556, "percent", 2) == ("76%", "81%")
    assert write_ends(36.2, math.inf, "company", whole=True) == ("37 companies", "open")


def test_currencies_have_multiples_and_are_not_alike() -> None:
    assert conversion_factor("MNZD/year", "kNZD/year") == 1000
    assert not are_compatible("MNZD", "MEUR")


@pytest.mark.parametrize(
    ("unit", "title"),
    [
        ("MNZD/year", "million New Zealand dollars a year"),
        ("KRW/person/year", "South Korean won per person and year"),
        ("JPY/EUR", "Japanese yen for a euro"),
        ("MUSD/year", "US$ million a year"),
    ],
)
def test_money_is_named_in_full_on_an_axis(unit: str, title: str) -> None:
    assert unit_style(unit).title == title


@pytest.mark.parametrize(
    ("unit", "to", "factor"),
    [
        ("mile", "km", "1.609344"),  # by the international agreement of 1959
        ("km", "mile", "15625/25146"),  # its inverse, which no float is
        ("toe", "GWh", "0.01163"),  # by the International Energy Agency
        ("GWh", "toe", "100000/1163"),
        ("GWh/year", "kWh/year", "1000000"),
        ("hectare", "km**2", "0.01"),
        ("kt", "tonne", "1000"),  # not a knot, as pint has it
        ("kilobarrel/day", "barrel/day", "1000"),
    ],
)
def test_factors_are_exact_both_ways(unit: str, to: str, factor: str) -> None:
    assert exact_factor(unit, to) == Fraction(factor)


def test_units_convert_and_unlike_ones_show_both() -> None:
    interval = Interval(0.0115, 0.0145, "MUSD/person/year").to("USD/person/year")
    assert (interval.low, interval.high) == pytest.approx((11500, 14500), rel=1e-12)
    with pytest.raises(UnitMismatch, match=r'"person" .* cannot be turned into "company"'):
        Interval(1, 2, "person").to("company")


def test_what_is_counted_is_never_mixed() -> None:
    assert are_compatible("MUSD/year", "USD/day")
    assert not are_compatible("person", "company")
    assert quotient_unit("person", "person") == "percent"


@pytest.mark.parametrize(
    ("expression", "known"),
    [("MUSD/year", True), ("percent", True), ("persoon", False), ("", False), ("kEUR/person", True), ("MXYZ", False)],
)
def test_a_unit_is_known_or_not(expression: str, known: bool) -> None:
    assert is_unit(expression) is known


def test_a_list_reads_as_a_sentence() -> None:
    assert [join_words([]), join_words(["a"]), join_words("ab"), join_words("abc")] == [
        "nothing",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_items_with_commas_are_parted_by_semicolons() -> None:
    assert join_words(["exports, 2015", "imports"]) == "exports, 2015 and imports"
    assert join_words(["1,200", "3,400", "5,600"]) == "1,200, 3,400 and 5,600"
    assert join_words(["exports, 2015", "imports", "firms"], "or") == "exports, 2015; imports; or firms"


def test_an_end_that_is_missing_is_open() -> None:
    assert write_range(1000, float("nan"), "person") == "at least 1,000 people"
    assert write_range(float("nan"), 5, "person") == "at most 5 people"


def test_decimals_become_exact_fractions() -> None:
    assert exact_fraction(0.1) * 10 == 1
    assert exact_fraction("3.5") == exact_fraction(3.5)


def test_a_program_gives_exact_ends_multipliers_and_open_directions() -> None:
    one, tenth = exact_fraction(1), exact_fraction("0.1")
    columns = [Column("x", tenth, None), Column("y", None, 3 * tenth)]
    program = Program(columns, [Constraint("x", {"x": one, "y": -one}, exact_fraction(0), exact_fraction(0))])
    assert program.maximize({"x": one}).value == 3 * tenth
    assert program.maximize({"x": one}).multipliers.rows == {"x": one}
    assert program.maximize({"x": one}).multipliers.columns == {"y": one}
    assert program.minimize({"y": one}).value == tenth
    assert Program([Column("z", None, None)], []).minimize({"z": one}).value is None
    assert Program(columns, [Constraint("r", {"x": one}, None, exact_fraction(0))]).infeasibility() is not None


@pytest.mark.parametrize(
    "label",
    [
        *("German tourists in October", "Dutch tourists", "Swiss tourists", "British tourists", "American firms"),
        *("New Zealand's exports", "South Korean firms", "Malta", "IT firms", "Chinese tax on products sold online"),
    ],
)
def test_a_proper_name_keeps_its_capital_inside_a_sentence(label: str) -> None:
    assert uncapitalize(label) == label


@pytest.mark.parametrize("label", ["Tourists from Malta", "New firms", "South", "Gold exports", "Freelancers' revenue"])
def test_another_word_loses_it(label: str) -> None:
    assert uncapitalize(label) == label[0].lower() + label[1:]
