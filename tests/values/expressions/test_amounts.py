"""What was read is put into the unit of an indicator, or refused where it is of another kind."""

import pickle
from fractions import Fraction

import pytest

from sectorbook.errors import SectorbookError, UnitMismatch
from sectorbook.values.expressions.amounts import ExpressionError, in_unit
from sectorbook.values.expressions.grammar import read_expression


@pytest.mark.parametrize(
    ("printed", "unit", "low", "step"),
    [
        ("$3.5 million", "MUSD/year", "7/2", "1/10"),
        ("$3.5 million a year", "MUSD/year", "7/2", "1/10"),
        ("$3.5 million", "kUSD/year", "3500", "100"),
        ("$3.5 million", "USD/year", "3500000", "100000"),
        ("NZ$203 million", "MNZD", "203", "1"),
        ("Rs 5 crore", "MPKR", "50", "10"),
        ("Rs 5 crore", "MINR", "50", "10"),
        ("Rs 280 per dollar", "PKR/USD", "280", "10"),
        ("1.2 million", "MUSD/year", "6/5", "1/10"),
        ("3,000", "person", "3000", "1000"),
        ("45 individual freelancers", "person", "45", "1"),
        ("88%", "percent", "88", "1"),
        ("3 percentage points", "percent", "3", "1"),
        ("50 basis points", "percent", "1/2", "1/10"),
        ("three to four hours", "hour/day", "3", "1"),
        ("130 MW", "MW", "130", "10"),
        ("1.3 GW", "MW", "1300", "100"),
        ("2022", "calendar_year", "2022", "1"),
        ("a third", "MUSD", "100/3", "10/3"),
        ("fell by 30.5%", "MUSD", "-61/2", "1/10"),
        ("doubled", "person", "2", "1/5"),
    ],
)
def test_ends_and_step_are_in_the_units_scale(printed, unit, low, step):
    read = in_unit(read_expression(printed, unit=unit), unit)
    assert (read.low, read.rounded_to) == (Fraction(low), Fraction(step))


@pytest.mark.parametrize(
    ("printed", "unit", "low"),
    [
        ("4.5 million toe", "Mtoe/year", "4.5"),
        ("4.5 Mtoe a year", "ktoe/year", "4500"),
        ("11.63 TWh", "Mtoe", "1"),  # International Energy Agency
        ("30 Mtce", "Mtoe", "21"),  # the same: 7 and 10 gigacalories
        ("3 million tonnes of oil equivalent", "Mtoe", "3"),
        ("36 PJ", "TWh", "10"),
        ("250 gigawatt-hours", "GWh/year", "250"),
        ("900 kilowatt hours", "MWh", "0.9"),
        ("5 MWp", "kW", "5000"),
        ("600 MVA", "kVA", "600000"),
        ("132 kV", "kV", "132"),
        ("1,000 MMBtu", "GJ", "1055.056"),  # ISO 31-4
        ("2.5 million barrels a day", "barrel/day", "2500000"),
        ("2.5 mb/d", "barrel/day", "2500000"),
        ("100 barrels", "litre", "15898.7294928"),  # of 42 gallons of 231 cubic inches
        ("3 billion cubic metres", "bcm/year", "3"),
        ("2 bcf", "m**3", "56633693.184"),  # a foot is 0.3048 m
        ("500 mmcfd", "mmcf/day", "500"),
        ("5,000 cusecs", "m**3/second", "141.58423296"),
        ("6.2 MAF", "acre_foot", "6200000"),
        ("2,500 km2", "hectare", "250000"),
        ("2,500 sq. km of forest", "km**2", "2500"),
        ("1,200 m3", "litre", "1200000"),
        ("1,200 m² of floor", "hectare", "0.12"),
        ("3 tonnes per hectare", "tonne/ha", "3"),
        ("3 t/ha", "tonne/ha", "3"),
        ("45 kt", "tonne", "45000"),
        ("45 thousand metric tons", "kt/year", "45"),
        ("12 quintals", "tonne", "1.2"),
        ("5 MT", "tonne", "5"),
        ("5 Mt", "tonne", "5000000"),
        ("4.5 MtCO2e", "Mt/year", "4.5"),
        ("2 short tons", "kg", "1814.36948"),  # 2,000 pounds of 0.45359237 kg
        ("80,000 dwt", "kt", "80"),
        ("1.2 million TEUs", "TEU/year", "1200000"),
        ("30 billion tonne-km", "tonne*km/year", "30000000000"),
        ("30 billion passenger-kilometres", "person*km/year", "30000000000"),
        ("40 Gbps", "megabit/second", "40000"),
    ],
)
def test_the_units_of_energy_transport_farming_and_trade_are_read(printed, unit, low):
    assert in_unit(read_expression(printed), unit).low == Fraction(low)


def test_open_ends_stay_open_and_earlier_levels_are_scaled_too():
    assert in_unit(read_expression("up to $40 million"), "MUSD").low is None
    assert in_unit(read_expression("up from $3 million to $4 million"), "MUSD").before == 3


def test_a_count_stays_as_it_is_where_the_indicator_calls_what_is_counted_by_another_name():
    assert in_unit(read_expression("14 companies"), "operator").low == 14


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("Rs 5 crore", "MUSD/year"),
        ("£4m", "MUSD"),
        ("$4m", "person"),
        ("88%", "MUSD"),
        ("88%", "person"),
        ("40 MW", "person"),
        ("40 MW", "MWh"),
        ("40 tonnes of oil equivalent", "tonne"),
        ("40 barrels", "tonne"),
        ("40 boe", "toe"),  # it is 5.7 to 6.2 gigajoules, depending on who counts
        ("40 TEU", "tonne"),
        ("40 tonne-km", "tonne"),
        ("3 hours", "percent"),
        ("$4m a month", "MUSD/year"),
    ],
)
def test_another_currency_time_or_kind_of_unit_is_refused(printed, unit):
    with pytest.raises(UnitMismatch, match=unit.split("/")[0]):
        in_unit(read_expression(printed), unit)


def test_the_error_of_an_expression_is_the_projects_own_and_a_value_error():
    assert issubclass(ExpressionError, SectorbookError)
    assert issubclass(ExpressionError, ValueError)


def test_the_error_goes_from_process_to_process():
    error = pickle.loads(pickle.dumps(ExpressionError("half of 300", 8, 11, "a second number", "unread")))
    assert (error.start, error.end, error.kind) == (8, 11, "unread")
    assert str(error) == '"half of 300" could not be read because of "300": a second number'


def test_a_message_shows_no_control_characters_and_not_more_than_a_line_bears():
    message = str(ExpressionError("40\x1b[31m" + "x" * 500, 0, 2, "a reason"))
    assert "\x1b" not in message
    assert len(message) < 150
