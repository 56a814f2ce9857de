"""The rules of a report that the schemas of its tables cannot express.

Each rule takes rows and yields all problems that it finds in them; none stops at the first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from sectorbook.errors import Problem, UnitMismatch, shown, suggestion
from sectorbook.ledger.periods import canonical_period, years_between
from sectorbook.ledger.relations import Side, relation_defects, usual_unit
from sectorbook.ledger.tables import AS_TEXT, Row, Rows, is_date_of_spreadsheet
from sectorbook.values.amounts import MONEY, ExpressionError, in_unit, relation_said
from sectorbook.values.grammar import read_expression
from sectorbook.values.intervals import write_exact
from sectorbook.values.units import are_compatible, exact_factor, is_unit, unit_style

ENDS = {
    "point": ("low", "high"),
    "range": ("low", "high"),
    "at_least": ("low",),
    "more_than": ("low",),
    "at_most": ("high",),
    "less_than": ("high",),
}
"""The ends that a statement has, by its shape."""
UNREAD = "Print the whole expression, or give the row the reading words: nothing is held against it then."
CORRECT = "Correct the one that is wrong, or give the row the reading words."
UNIT_WORDS = "Add it to values/language/english.csv, where the words of units stand, or give the row the reading words."
NUMBERS = ("low", "high", "rounded_to")
MOST = 10**15
"""The largest amount that a table may have, in its unit."""
EXACT = {"low": "exact_low", "high": "exact_high", "rounded_to": "exact_step"}
"""Columns of numbers, and those of a report's statements that have fractions where floats are not exact."""
LOOSE = {"more_than": "at_least", "less_than": "at_most"}
"""Strict shapes, and the loose ones that they may be stored as."""


def find_problems(tables: dict[str, Rows], catalogue: Rows) -> list[Problem]:
    """Find all problems of a report whose tables have the right form.

    Parameters
    ----------
    tables : dict of str to Rows
        The report's tables by name; statements, identities and sources have to be there.
    catalogue : Rows
        The shared indicators.csv, to which the report's own is added.

    Returns
    -------
    list of Problem
        Empty where the report keeps every rule.
    """
    own = tables.get("indicators", [])
    indicators = {row["id"]: row for row in (*own, *catalogue)}
    units = {name: row["unit"] for name, row in indicators.items()}
    named = [row for row in tables["statements"] if row["indicator"] or row["role"] != "draft"]
    looked_at = [row for row in tables["statements"] if row["role"] != "draft"]
    rules = (
        _own_indicators(own, catalogue),
        _needed(looked_at),
        _unknown_indicators((*named, *tables["identities"]), units),
        _shapes(looked_at),
        _sizes(tables["statements"]),
        _limits(looked_at, indicators),
        _steps(looked_at),
        _statement_units(named, units),
        _relations(looked_at, indicators),
        _ratios(tables.get("ratios", []), units),
        _copies(tables["sources"]),
        _identities(tables["identities"], units),
        _questions(tables, units),
        _corrections(tables),
    )
    problems = [problem for rule in rules for problem in rule]
    mistaken = {(problem.file, problem.row) for problem in problems}
    sound = [row for row in looked_at if (row.file, row.number) not in mistaken]
    return problems + list(_printed(sound, indicators))


def complete_indicators(tables: Mapping[str, Rows]) -> None:
    """Fill in what an indicators.csv does not say that was written before it had all of its columns.

    Parameters
    ----------
    tables : mapping of str to Rows
        A package's tables by name. Without a column `limit`, percentages are of a whole, so at most 100. Without a
        column `signed`, what is not counted can be negative where a statement says that it is.
    """
    amounts = [row for row in tables.get("statements", []) if not row["relation"]]
    negative = {row["indicator"] for row in amounts if row["low"].startswith("-") or row["high"].startswith("-")}
    for row in tables.get("indicators", []):
        if "limit" in row.left_out and row["unit"] == "percent":
            row["limit"] = "100"
        if "signed" in row.left_out and row["id"] in negative and not unit_style(row["unit"]).is_counted:
            row["signed"] = "yes"


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
    return tuple(None if (number := _number(row[column])) is None else number * factor for column in NUMBERS)


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
    low, high = _number(row["low"]), _number(row["high"])
    if low is not None and high is not None and low > high:
        what = f"the low end is above the high end {row['high']}"
        yield row.problem("low", what, "Swap the two, or correct them by the source.")


def _own_indicators(own: Rows, catalogue: Rows) -> Iterator[Problem]:
    """Check the report's own indicators: their units, and that they agree with the catalogue where it has them too."""
    shared = {row["id"]: row for row in catalogue}
    for row in own:
        yield from unit_problems(row)
        for column, cell in shared.get(row["id"], {}).items():
            if row[column] != cell and column not in row.left_out:
                yield row.problem(column, f'the shared catalogue says "{cell}"', "Say the same, or use another id.")


def _unknown_indicators(rows: Iterable[Row], units: dict[str, str]) -> Iterator[Problem]:
    """Check that the indicators that rows name exist."""
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
        low, high = _number(row["low"]), _number(row["high"])
        if low is not None and high is not None and low <= high and (low == high) != (shape == "point"):
            what = f"the ends are {'equal' if low == high else 'not equal'}, the shape is {shape}"
            yield row.problem("shape", what, "Use point for one value, range for two.")


def _sizes(statements: Rows) -> Iterator[Problem]:
    """Check that amounts are not so large that they can only be slips."""
    for row in statements:
        for column in NUMBERS:
            number = _number(row[column])
            if number is not None and abs(number) > MOST:
                yield row.problem(column, f"it is beyond {MOST:,}", "Correct it, or use a unit such as MUSD.")


def _limits(statements: Rows, indicators: Mapping[str, Row]) -> Iterator[Problem]:
    """Check that ends are amounts that the indicator can have."""
    for row in [row for row in statements if not row["relation"]]:
        least, most = _allowed_ends(row, indicators.get(row["indicator"], {}))
        for end in ("low", "high"):
            value = _number(row[end])
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
    return least, None if row["unit"] else _number(indicator.get("limit", ""))


def _steps(statements: Rows) -> Iterator[Problem]:
    """Check that steps are not negative, and ends multiples of the step that they are rounded to."""
    for row in statements:
        step = _number(row["rounded_to"])
        if step is not None and step < 0:
            yield row.problem("rounded_to", "a step is not negative", "Write it without its sign.")
        elif step and any((_number(row[end]) or 0) % step for end in ("low", "high")):
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
    ends = (_number(row["low"]), _number(row["high"]))
    for defect in relation_defects(row["relation"], ends, row["unit"], side, base):
        yield row.problem(*defect)


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
        stored in the loose shape, and the step may be 0 or that of the printed digits.

    Raises
    ------
    ExpressionError
        Where the expression cannot be read.
    UnitMismatch
        Where it is of another currency, time or kind of unit.
    """
    if row["reading"] != "digits":
        return {}
    read = in_unit(read_expression(str(row["printed"]), unit=unit), unit)
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
        may_be = (None, 0, amount if loose else number) if column == "rounded_to" else (number,)
        if amount not in may_be:
            differing[column] = write_exact(amount), write_exact(number)
    return differing


def _stored(row: Mapping[Any, Any], column: str) -> Fraction | None:
    """Return a number of a row exactly, whether it is text, a number or a fraction; None where it is empty."""
    exact = row.get(EXACT[column])
    return exact if isinstance(exact, Fraction) else _number(str(row[column]))


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


def _printed(statements: Rows, indicators: Mapping[str, Row]) -> Iterator[Problem]:
    """Check that the columns of statements are what their printed expressions say."""
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
    plain = not read.unit and not read.currencies and not read.relation
    return read.counted if measured and plain and not MONEY.fullmatch(first) else ""


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


def _ratios(rows: Rows, units: Mapping[str, str]) -> Iterator[Problem]:
    """Check that ratios are of two indicators that exist."""
    for row in rows:
        for column in ("numerator", "denominator"):
            yield from _unknown(row, column, row[column], units)
        if row["numerator"] == row["denominator"]:
            yield row.problem("denominator", "it is divided by itself", "Write another indicator.")


def _copies(sources: Rows) -> Iterator[Problem]:
    """Check that sources copy other sources of the table."""
    ids = {row["id"] for row in sources}
    for row in sources:
        if row["copies"] == row["id"]:
            yield row.problem("copies", "a source copies itself", "Leave the cell empty.")
        elif row["copies"] and row["copies"] not in ids:
            yield row.problem("copies", "there is no such source", "Add it, or correct it.")


def _identities(rows: Rows, units: dict[str, str]) -> Iterator[Problem]:
    """Check the terms of all identities, and the rows of each against one another."""
    terms: dict[str, Rows] = defaultdict(list)
    for row in rows:
        terms[row["identity"]].append(row)
        if _number(row["coefficient"]) == 0:
            what = "a term with the coefficient 0 says nothing"
            yield row.problem("coefficient", what, "Remove the row or correct it.")
    for name, members in terms.items():
        yield from _one_identity(name, members, units)


def _one_identity(name: str, members: Rows, units: dict[str, str]) -> Iterator[Problem]:
    """Check that an identity has several terms, of different indicators and like units, that agree with one another."""
    first = members[0]
    if len(members) < 2:
        yield first.problem("identity", "it has one term only", "Add the other terms.")
    seen: set[str] = set()
    for row in members:
        indicator = row["indicator"]
        if indicator in seen:
            yield row.problem("indicator", f'the indicator is twice in "{name}"', "Add the two coefficients up.")
        seen.add(indicator)
        for column in ("relation", "period", "basis", "words", "paragraph"):
            if row[column] != first[column]:
                what = f'the first row of "{name}" says "{first[column]}"'
                yield row.problem(column, what, "Say the same in every row.")
        pair = (units.get(indicator, ""), units.get(first["indicator"], ""))
        if all(map(is_unit, pair)) and not are_compatible(*pair):
            what = f'its unit {pair[0]} cannot be added to {pair[1]} of "{first["indicator"]}"'
            yield row.problem("indicator", what, "Relate indicators of like units.")


def _questions(tables: dict[str, Rows], units: dict[str, str]) -> Iterator[Problem]:
    """Check that each question fixes one indicator or one identity, and that the names in it exist."""
    statements = {row["id"] for row in tables["statements"]}
    known = {"indicator": set(units), "identity": {row["identity"] for row in tables["identities"]}}
    for row in tables.get("questions", []):
        if row["indicator"] and row["identity"]:
            yield row.problem("identity", "a question fixes an indicator or an identity", "Ask two questions.")
        for column, names in known.items():
            if row[column]:
                yield from _unknown(row, column, row[column], names)
        for name in row["statements"].split():
            yield from _unknown(row, "statements", name, statements)


def _corrections(tables: dict[str, Rows]) -> Iterator[Problem]:
    """Check that corrections replace one statement by another of the same indicator, which is no longer core."""
    roles = {row["id"]: row["role"] for row in tables["statements"]}
    indicators = {row["id"]: row["indicator"] for row in tables["statements"]}
    for row in tables.get("corrections", []):
        for column in ("statement", "supersedes"):
            yield from _unknown(row, column, row[column], roles)
        if row["statement"] == row["supersedes"]:
            yield row.problem("supersedes", "a statement takes its own place", "Name the one that stood before.")
        elif indicators.get(row["statement"]) != indicators.get(row["supersedes"]):
            what = "the two statements are not of one indicator"
            yield row.problem("supersedes", what, "Name the one that it replaces.")
        elif roles.get(row["supersedes"]) == "core":
            what = "what was superseded is still of the role core"
            yield row.problem("supersedes", what, "Give it the role test.")


def _unknown(row: Row, column: str, name: str, known: Collection[str]) -> Iterator[Problem]:
    """Yield a problem where a name in a cell is not among the known ones."""
    if name not in known:
        remedy = suggestion(name, sorted(known), "Use one that the report has.")
        yield row.problem(column, "the report has none of this name", remedy, name)


def _number(cell: str) -> Fraction | None:
    """Read a cell exactly; None for an empty cell, and for a malformed one, which reading the table has reported."""
    try:
        return Fraction(cell)
    except (ValueError, ZeroDivisionError):
        return None
