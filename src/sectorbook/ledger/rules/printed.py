"""What printed expressions say, held against the columns of their statements."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from sectorbook.errors import Problem, UnitMismatch, shown
from sectorbook.ledger.relations import usual_unit
from sectorbook.ledger.rules.statements import EXACT, LOOSE, NUMBERS, number_of
from sectorbook.ledger.tables import AS_TEXT, Row, Rows, is_date_of_spreadsheet
from sectorbook.values.expressions.amounts import Expression, ExpressionError, in_unit, relation_said
from sectorbook.values.expressions.grammar import read_expression
from sectorbook.values.intervals import write_exact
from sectorbook.values.units import are_compatible, is_unit, money_of, named_unit, unit_style

UNREAD = "Print the whole expression, or give the row the reading words: nothing is held against it then."
CORRECT = "Correct the one that is wrong, or give the row the reading words."
UNIT_WORDS = (
    "Make it the noun of a unit in the report's units.csv, or add it to values/expressions/language/english.csv, where "
    "the words of units stand, or give the row the reading words."
)


def differing_columns(row: Mapping[Any, Any], unit: str, signed: bool = False) -> dict[str, tuple[str, str]]:
    """Compare the columns of a statement with what its printed expression says.

    Parameters
    ----------
    row : mapping
        The statement's cells by column, as text or as a report has them.
    unit : str
        Unit of its ends and step: the row's own, else that of its indicator or its relation.
    signed : bool, default False
        Whether the indicator can be negative, so that a loss or a fall can be an amount of it.

    Returns
    -------
    dict of str to tuple of str
        For each of shape, low, high, about, relation and rounded_to that differs, what is stored and what the
        expression gives. Nothing is compared where the reading is `words` or `implied`; a strict expression may be
        stored in the loose shape, and the step may be 0, that of the printed digits, or a finer one where the zeros of
        a whole number are printed digits too.

    Raises
    ------
    ExpressionError
        Where the expression cannot be read.
    UnitMismatch
        Where it is of another currency, time or kind of unit.
    """
    if row["reading"] != "digits":
        return {}
    printed = read_expression(str(row["printed"]), unit=unit)
    read = in_unit(printed, unit)
    given = {
        "shape": read.shape,
        "about": "yes" if read.about else "no",
        "relation": relation_said(read, str(row["relation"]), unit, signed),
    }
    stored = {column: str(row[column]) for column in given}
    loose = stored["shape"] == LOOSE.get(read.shape)
    differing = {name: (stored[name], given[name]) for name in given if stored[name] != given[name]}
    if loose:
        del differing["shape"]
    for column, number in {"low": read.low, "high": read.high, "rounded_to": read.rounded_to}.items():
        amount = _stored(row, column)
        may_be = (None, 0, *([amount] if loose else _steps(read, printed))) if column == "rounded_to" else (number,)
        if amount not in may_be:
            differing[column] = write_exact(amount), write_exact(number)
    return differing


def _steps(read: Expression, printed: Expression) -> list[Fraction]:
    """Return the steps that a printed number can have, in the row's unit: 100, 10 or 1 for 1,700."""
    numbers = [word.text.replace(",", "") for word in printed.meanings if word.kind == "number"]
    zeros = min((len(ending[0]) for number in numbers if (ending := re.search(r"0*(?=\D*$)", number))), default=0)
    whole = printed.rounded_to >= printed.magnitude
    return [read.rounded_to / 10**finer for finer in range(zeros + 1 if whole else 1)]


def _stored(row: Mapping[Any, Any], column: str) -> Fraction | None:
    """Return a number of a row exactly, whether it is text, a number or a fraction; None where it is empty."""
    exact = row.get(EXACT[column])
    return exact if isinstance(exact, Fraction) else number_of(str(row[column]))


def row_unit(row: Mapping[Any, Any], units: Mapping[str, str]) -> str:
    """Return the unit that the ends of a statement are in.

    Parameters
    ----------
    row : mapping
        The statement's cells.
    units : mapping of str to str
        The units of the indicators.

    Returns
    -------
    str
        The row's own unit, else that of its indicator or the usual one of its relation.
    """
    own, base = units.get(row["indicator"], ""), units.get(row["of"], "")
    if row["unit"] or not row["relation"]:
        return str(row["unit"] or own)
    known = is_unit(own) and is_unit(base)
    return usual_unit(row["relation"], own, base) if known or row["relation"] != "per" else f"{own}/{base}"


def printed_problems(statements: Rows, indicators: Mapping[str, Row]) -> Iterator[Problem]:
    """Find columns of statements that are not what their printed expressions say.

    Parameters
    ----------
    statements : Rows
        Those that break no other rule.
    indicators : mapping
        The indicators by id.

    Yields
    ------
    Problem
    """
    units = {name: row["unit"] for name, row in indicators.items()}
    for row in statements:
        indicator: Mapping[str, str] = indicators.get(row["indicator"], {})
        unit = row_unit(row, units)
        if not all(map(is_unit, unit.split("/"))):
            continue  # reported already
        if row["reading"] == "digits" and row["role"] != "quote" and is_date_of_spreadsheet(row["printed"]):
            yield row.problem("printed", "it is a date, which a spreadsheet made of a number or a range", AS_TEXT)
            continue
        if is_passed_over(row, unit):
            continue
        try:
            differing = differing_columns(row, unit, indicator.get("signed") == "yes")
        except (ExpressionError, UnitMismatch) as error:
            if row["role"] != "quote":
                yield row.problem("printed", str(error).rstrip("."), UNREAD)
            continue
        for column, (_, given) in differing.items():
            what = f'the printed "{shown(row["printed"])}" gives {given or "an empty cell"}'
            if column in NUMBERS and (unknown := _unknown_unit(row["printed"], unit)):
                yield row.problem(column, f'{what}, as "{shown(unknown)}" is not known as a unit', UNIT_WORDS)
                continue
            exact = " A count that is exact has the step 0." if column == "rounded_to" else ""
            yield row.problem(column, what, f"{CORRECT}{exact}")


def _unknown_unit(printed: str, unit: str) -> str:
    """Return the words behind a number that name no known unit, where the row's unit is one to measure in."""
    first, read = unit.split("/")[0], read_expression(printed, unit=unit)
    measured = not unit_style(first).is_counted and not are_compatible(first, "dimensionless")
    plain = not read.unit and not read.currencies and not read.relation and not named_unit(read.counted, first)
    return read.counted if measured and plain and not money_of(first) else ""


def is_passed_over(row: Row, unit: str) -> bool:
    """Tell whether nothing is held against a row because its file is older than the rule that does.

    Parameters
    ----------
    row : Row
        A statement.
    unit : str
        The unit that its ends are in.

    Returns
    -------
    bool
        True where a file without the column `relation` has an expression that cannot be read, or a number alone whose
        magnitude only its context gives.
    """
    if "relation" not in row.left_out or row["reading"] != "digits":
        return False
    try:
        return bool(differing_columns(row, unit)) and not differing_columns(row, "dimensionless")
    except ExpressionError:
        return True
    except UnitMismatch:
        return False
