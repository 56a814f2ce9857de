"""What was read is put into the unit of an indicator, or refused where it is of another kind."""

import pickle
from fractions import Fraction

import pytest

from sectorbook.errors import SectorbookError, UnitMismatch
from sectorbook.values.amounts import ExpressionError, in_unit
from sectorbook.values.grammar import read_expression


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


def test_open_ends_stay_open_and_earlier_levels_are_scaled_too():
    assert in_unit(read_expression("up to $40 million"), "MUSD").low is None
    assert in_unit(read_expression("up from $3 million to $4 million"), "MUSD").before == 3


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("Rs 5 crore", "MUSD/year"),
        ("£4m", "MUSD"),
        ("$4m", "person"),
        ("88%", "MUSD"),
        ("88%", "person"),
        ("40 MW", "person"),
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
