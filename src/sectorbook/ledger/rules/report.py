"""The rules of a report that the schemas of its tables cannot express.

Each rule takes rows and yields all problems that it finds in them; none stops at the first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from sectorbook.errors import Problem, suggestion
from sectorbook.ledger.periods import UNDATED, canonical_period
from sectorbook.ledger.rules.printed import printed_problems
from sectorbook.ledger.rules.statements import (
    number_of,
    statement_problems,
    unit_problems,
    unknown_indicators,
)
from sectorbook.ledger.rules.units import strange_units
from sectorbook.ledger.tables import Row, Rows
from sectorbook.values.units import are_compatible, is_unit, unit_style


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
    rules = (
        _own_indicators(own, catalogue),
        unknown_indicators(tables["identities"], units),
        statement_problems(tables["statements"], indicators),
        _ratios(tables.get("ratios", []), units),
        _copies(tables["sources"]),
        _identities(tables["identities"], units),
        _questions(tables, units),
        _corrections(tables),
        strange_units(tables),
    )
    problems = [problem for rule in rules for problem in rule]
    mistaken = {(problem.file, problem.row) for problem in problems}
    sound = [row for row in tables["statements"] if row["role"] != "draft"]
    sound = [row for row in sound if (row.file, row.number) not in mistaken]
    return problems + list(printed_problems(sound, indicators))


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


def _own_indicators(own: Rows, catalogue: Rows) -> Iterator[Problem]:
    """Check the report's own indicators: their units, and that they agree with the catalogue where it has them too."""
    shared = {row["id"]: row for row in catalogue}
    for row in own:
        yield from unit_problems(row)
        for column, cell in shared.get(row["id"], {}).items():
            if row[column] != cell and column not in row.left_out:
                yield row.problem(column, f'the shared catalogue says "{cell}"', "Say the same, or use another id.")


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
        if number_of(row["coefficient"]) == 0:
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
    """Check that each question fixes one indicator, relation or identity, and that the names in it exist."""
    statements = {row["id"] for row in tables["statements"]}
    related = {row["id"] for row in tables["statements"] if row["relation"]}
    named = {canonical_period(row[column]) for row in tables["statements"] for column in ("period", "of_period")}
    dated = {f"{name}@{period}" for name in units for period in named - {"", UNDATED}}
    known = {"indicator": {*units, *dated, *related}, "identity": {row["identity"] for row in tables["identities"]}}
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
