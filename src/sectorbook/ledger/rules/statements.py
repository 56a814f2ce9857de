"""The rules of statements, each checked by itself."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

from sectorbook.errors import Problem, suggestion
from sectorbook.ledger.periods import canonical_period, months_of, years_between
from sectorbook.ledger.relations import NAMES, Side, relation_defects
from sectorbook.ledger.tables import Row, Rows
from sectorbook.values.units import are_compatible, exact_factor, is_unit

ENDS = {
    "point": ("low", "high"),
    "range": ("low", "high"),
    "at_least": ("low",),
    "more_than": ("low",),
    "at_most": ("high",),
    "less_than": ("high",),
}
"""The ends that a statement has, by its shape."""
NUMBERS = ("low", "high", "rounded_to")
MOST = 10**15
"""The largest amount that a table may have, in its unit."""
EXACT = {"low": "exact_low", "high": "exact_high", "rounded_to": "exact_step"}
"""Columns of numbers, and those of a report's statements that have fractions where floats are not exact."""
LOOSE = {"more_than": "at_least", "less_than": "at_most"}


def statement_problems(statements: Rows, indicators: Mapping[str, Row]) -> Iterator[Problem]:
    """Find what is wrong with statements, one by one.

    Parameters
    ----------
    statements : Rows
    indicators : mapping
        The indicators that can be named, by id.

    Yields
    ------
    Problem
    """
    units = {name: row["unit"] for name, row in indicators.items()}
    named = [row for row in statements if row["indicator"] or row["role"] != "draft"]
    looked_at = [row for row in statements if row["role"] != "draft"]
    yield from _needed(looked_at)
    yield from unknown_indicators(named, units)
    yield from _periods(statements)
    yield from _shapes(looked_at)
    yield from _sizes(statements)
    yield from _limits(looked_at, indicators)
    yield from _steps(looked_at)
    yield from _statement_units(named, units)
    yield from _relations(looked_at, indicators)


def exact_numbers(row: Row, unit: str) -> tuple[Fraction | None, ...]:
    """Return the ends and the step of a statement exactly; those of an amount in the unit of its indicator.

    Parameters
    ----------
    row : Row
        A statement that keeps the rules.
    unit : str
        Unit of its indicator; empty where a draft names none.

    Returns
    -------
    tuple of Fraction or None
        Low end, high end and step; None where the cell is empty.
    """
    converted = row["unit"] and unit and not row["relation"]
    factor = exact_factor(row["unit"], unit) if converted else Fraction(1)
    return tuple(None if (number := number_of(row[column])) is None else number * factor for column in NUMBERS)


def unit_problems(row: Row) -> Iterator[Problem]:
    """Yield a problem where the unit of a row is unknown.

    Parameters
    ----------
    row : Row
        A row with a column `unit`.

    Yields
    ------
    Problem
        At most one.
    """
    if not is_unit(row["unit"]):
        yield row.problem("unit", "pint does not know the unit", "Use one of units.csv or pint's.")


def crossed_ends(row: Row) -> Iterator[Problem]:
    """Yield a problem where the low end of a row is above its high end.

    Parameters
    ----------
    row : Row
        A row with columns `low` and `high`, which may be empty or malformed.

    Yields
    ------
    Problem
        At most one.
    """
    low, high = number_of(row["low"]), number_of(row["high"])
    if low is not None and high is not None and low > high:
        what = f"the low end is above the high end {row['high']}"
        yield row.problem("low", what, "Swap the two, or correct them by the source.")


def unknown_indicators(rows: Iterable[Row], units: Mapping[str, str]) -> Iterator[Problem]:
    """Find rows whose indicators do not exist.

    Parameters
    ----------
    rows : iterable of Row
    units : mapping
        Unit of each indicator.

    Yields
    ------
    Problem
    """
    for row in rows:
        if row["indicator"] not in units:
            remedy = suggestion(row["indicator"], units, "Add it to indicators.csv.")
            yield row.problem("indicator", "there is no such indicator", remedy)


def _needed(statements: Rows) -> Iterator[Problem]:
    """Check that what may be empty in a draft only is not empty elsewhere."""
    for row in statements:
        for column in ("indicator", "shape", "about"):
            if not row[column]:
                yield row.problem(column, f"a statement of the role {row['role']} needs it", "Write it.")
        if row["role"] in ("core", "test") and not row["rounded_to"]:
            what = f"a statement of the role {row['role']} needs the step of its printed numbers"
            yield row.problem("rounded_to", what, "Write it: 0.1 for 3.5, 10 for 110 to 120, 0 for an exact count.")


def _periods(statements: Rows) -> Iterator[Problem]:
    """Check that months are in their order."""
    for row in statements:
        for column in ("period", "of_period"):
            months = months_of(row[column])
            if months and months[0] > months[1]:
                yield row.problem(column, "it ends before it begins", "Write the first month first: 2023-M07/2024-M06.")


def _shapes(statements: Rows) -> Iterator[Problem]:
    """Check that statements have the ends that their shapes require, in order."""
    for row in statements:
        shape = row["shape"]
        for end in ("low", "high"):
            required = end in ENDS.get(shape, (end,))
            if required != bool(row[end]) and shape in ENDS:
                what = f"a statement of the shape {shape} has {'a' if required else 'no'} {end} end"
                yield row.problem(end, what, "Write it." if required else "Leave the cell empty, or change the shape.")
        yield from crossed_ends(row)
        low, high = number_of(row["low"]), number_of(row["high"])
        if low is not None and high is not None and low <= high and (low == high) != (shape == "point"):
            what = f"the ends are {'equal' if low == high else 'not equal'}, the shape is {shape}"
            yield row.problem("shape", what, "Use point for one value, range for two.")


def _sizes(statements: Rows) -> Iterator[Problem]:
    """Check that amounts are not so large that they can only be slips."""
    for row in statements:
        for column in NUMBERS:
            number = number_of(row[column])
            if number is not None and abs(number) > MOST:
                yield row.problem(column, f"it is beyond {MOST:,}", "Correct it, or use a unit such as MUSD.")


def _limits(statements: Rows, indicators: Mapping[str, Row]) -> Iterator[Problem]:
    """Check that ends are amounts that the indicator can have."""
    for row in [row for row in statements if not row["relation"]]:
        least, most = _allowed_ends(row, indicators.get(row["indicator"], {}))
        for end in ("low", "high"):
            value = number_of(row[end])
            if value is not None and least is not None and value < least:
                what = "counts, amounts and shares are not negative" if not least else f"it is below {least}"
                remedy = "Correct it by the source, or mark the indicator as signed in indicators.csv."
                yield row.problem(end, what, remedy)
            elif value is not None and most is not None and value > most:
                percent = "a share is above 100%" if most == 100 else f"it is above {most}, the indicator's limit"
                yield row.problem(end, percent, "Correct it by the source, or the limit in indicators.csv.")


def _allowed_ends(row: Row, indicator: Mapping[str, str]) -> tuple[Fraction | None, Fraction | None]:
    """Return what the ends of an amount lie between; None where nothing limits them."""
    least = None if indicator.get("signed") == "yes" else Fraction(0)
    return least, None if row["unit"] else number_of(indicator.get("limit", ""))


def _steps(statements: Rows) -> Iterator[Problem]:
    """Check that steps are not negative, and ends multiples of the step that they are rounded to."""
    for row in statements:
        step = number_of(row["rounded_to"])
        if step is not None and step < 0:
            yield row.problem("rounded_to", "a step is not negative", "Write it without its sign.")
        elif step and any((number_of(row[end]) or 0) % step for end in ("low", "high")):
            remedy = "Give the step of the printed numbers: 0.1 for 3.5, 10 for 110 to 120."
            yield row.problem("rounded_to", "the ends are no multiples of the step", remedy)


def _statement_units(statements: Rows, units: Mapping[str, str]) -> Iterator[Problem]:
    """Check the units that rows name: those of amounts have to be of the indicator's kind."""
    for row in statements:
        unit, own = row["unit"], units.get(row["indicator"], "")
        if unit and not is_unit(unit):
            yield from unit_problems(row)
        elif unit and not row["relation"] and is_unit(own) and not are_compatible(unit, own):
            what = f"amounts in it cannot be turned into {own}, the unit of the indicator"
            yield row.problem("unit", what, "Leave the cell empty, or use a unit of the same kind.")


def _relations(statements: Rows, indicators: Mapping[str, Row]) -> Iterator[Problem]:
    """Check that relations are such as can be, and that amounts are compared with nothing."""
    for row in statements:
        for column in ("of", "of_period"):
            if not row["relation"] and row[column]:
                yield row.problem(column, "an amount is compared with nothing", "Write the relation, or remove it.")
        if row["relation"] and row["relation"] not in NAMES:
            yield row.problem("relation", "there is no such relation", f"Use one of {', '.join(NAMES)}.")
            continue
        if row["relation"] and not row["of"]:
            yield row.problem("of", "the relation lacks what it compares with", "Write the id of an indicator.")
        elif row["relation"] and row["of"] not in indicators:
            remedy = suggestion(row["of"], indicators, "Add it to indicators.csv.")
            yield row.problem("of", "there is no such indicator", remedy)
        elif row["relation"] and row["indicator"] in indicators:
            yield from _one_relation(row, indicators)


def _one_relation(row: Row, indicators: Mapping[str, Row]) -> Iterator[Problem]:
    """Check a relation between two indicators that exist."""
    before, after = (canonical_period(period) for period in (row["of_period"] or row["period"], row["period"]))
    if (row["of"], before) == (row["indicator"], after):
        yield row.problem("of", "it is compared with itself", "Write what it is compared with, or when.")
    if row["relation"] == "yearly" and years_between(before, after) is None:
        what = f"no whole number of years lies between {before} and {after}"
        yield row.problem("of_period", what, "Write two periods of one form, such as 2015 and 2018, the earlier here.")
    side, base = (
        Side(one["unit"], one["signed"] == "yes") for one in (indicators[row["indicator"]], indicators[row["of"]])
    )
    ends = (number_of(row["low"]), number_of(row["high"]))
    for defect in relation_defects(row["relation"], ends, row["unit"], side, base):
        yield row.problem(*defect)


@lru_cache(maxsize=4096)
def number_of(cell: str) -> Fraction | None:
    """Read a cell exactly, once where several rules ask for it.

    Parameters
    ----------
    cell : str

    Returns
    -------
    Fraction or None
        None for an empty cell, and for a malformed one, which reading the table has reported.
    """
    try:
        return Fraction(cell)
    except (ValueError, ZeroDivisionError):
        return None
