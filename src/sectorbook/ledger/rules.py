"""The rules of a report that the schemas of its tables cannot express.

Each rule takes rows and yields all problems that it finds in them; none stops at the first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction

from sectorbook.errors import Problem, suggestion
from sectorbook.ledger.tables import Row, Rows
from sectorbook.values.units import are_compatible, is_unit

ENDS = {"point": ("low", "high"), "range": ("low", "high"), "at_least": ("low",), "at_most": ("high",)}
"""The ends that a statement has, by its shape."""


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
    units = {row["id"]: row["unit"] for row in (*own, *catalogue)}
    rules = (
        _own_indicators(own, catalogue),
        _unknown_indicators((*tables["statements"], *tables["identities"]), units),
        _shapes(tables["statements"]),
        _limits(tables["statements"], units),
        _steps(tables["statements"]),
        _copies(tables["sources"]),
        _identities(tables["identities"], units),
        _questions(tables, units),
        _corrections(tables),
    )
    return [problem for rule in rules for problem in rule]


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
            if row[column] != cell:
                yield row.problem(column, f'the shared catalogue says "{cell}"', "Say the same, or use another id.")


def _unknown_indicators(rows: Iterable[Row], units: dict[str, str]) -> Iterator[Problem]:
    """Check that the indicators that rows name exist."""
    for row in rows:
        if row["indicator"] not in units:
            remedy = suggestion(row["indicator"], units, "Add it to indicators.csv.")
            yield row.problem("indicator", "there is no such indicator", remedy)


def _shapes(statements: Rows) -> Iterator[Problem]:
    """Check that statements have the ends that their shapes require, in order."""
    for row in statements:
        shape = row["shape"]
        for end in ("low", "high"):
            required = end in ENDS.get(shape, (end,))
            if required != bool(row[end]):
                what = f"a statement of the shape {shape} has {'a' if required else 'no'} {end} end"
                yield row.problem(end, what, "Write it." if required else "Leave the cell empty, or change the shape.")
        yield from crossed_ends(row)
        low, high = _number(row["low"]), _number(row["high"])
        if low is not None and high is not None and low <= high and (low == high) != (shape == "point"):
            what = f"the ends are {'equal' if low == high else 'not equal'}, the shape is {shape}"
            yield row.problem("shape", what, "Use point for one value, range for two.")


def _limits(statements: Rows, units: dict[str, str]) -> Iterator[Problem]:
    """Check that ends are not negative, and those of percentages at most 100."""
    for row in statements:
        for end in ("low", "high"):
            value = _number(row[end]) or 0
            if value < 0:
                yield row.problem(end, "counts, amounts and shares are not negative", "Correct it by the source.")
            elif value > 100 and units.get(row["indicator"]) == "percent":
                yield row.problem(end, "a share is above 100%", "Correct it by the source.")


def _steps(statements: Rows) -> Iterator[Problem]:
    """Check that ends are multiples of the step that they are rounded to."""
    for row in statements:
        step = _number(row["rounded_to"])
        if step and any((_number(row[end]) or 0) % step for end in ("low", "high")):
            remedy = "Give the step of the printed numbers: 0.1 for 3.5, 10 for 110 to 120."
            yield row.problem("rounded_to", "the ends are no multiples of the step", remedy)


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
        for column in ("relation", "basis", "words", "paragraph"):
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
    except ValueError:
        return None
