"""The rules of a report that a table's schema cannot hold.

Each rule takes the report's rows and yields the problems that it finds; none stops at the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction

from sectorbook.errors import Problem, suggestion
from sectorbook.ledger.tables import Rows
from sectorbook.values.units import are_compatible, is_unit

ENDS = {"point": ("low", "high"), "range": ("low", "high"), "at_least": ("low",), "at_most": ("high",)}
STATEMENTS, IDENTITIES, SOURCES = "statements.csv", "identities.csv", "sources.csv"
QUESTIONS = "questions.csv"
CORRECTIONS = "corrections.csv"


def find_problems(tables: dict[str, Rows], catalogue: Rows) -> list[Problem]:
    """Every problem of a report whose tables have the right form.

    `catalogue` is the shared indicators.csv, the report's own may stand in `tables`.
    """
    own = tables.get("indicators", [])
    units = {row["id"]: row["unit"] for row in (*own, *catalogue)}
    rules = (
        _own_indicators(own, catalogue),
        _indicators_exist(STATEMENTS, tables["statements"], units),
        _indicators_exist(IDENTITIES, tables["identities"], units),
        _shapes(tables["statements"]),
        _limits(tables["statements"], units),
        _steps(tables["statements"]),
        _copies(tables["sources"]),
        _identities(tables["identities"], units),
        _questions(tables, units),
        _corrections(tables),
    )
    return [problem for rule in rules for problem in rule]


def _numbered(rows: Rows) -> Iterable[tuple[int, dict[str, str]]]:
    return enumerate(rows, start=2)


def _own_indicators(own: Rows, catalogue: Rows) -> Iterator[Problem]:
    shared = {row["id"]: row for row in catalogue}
    for number, row in _numbered(own):
        if not is_unit(row["unit"]):
            what = "pint does not know the unit"
            yield Problem("indicators.csv", number, "unit", row["unit"], what, "Use one of units.csv or pint's.")
        for column, cell in row.items():
            if row["id"] in shared and shared[row["id"]][column] != cell:
                what = f'the shared catalogue says "{shared[row["id"]][column]}"'
                yield Problem("indicators.csv", number, column, cell, what, "Say the same, or use another id.")


def _indicators_exist(file: str, rows: Rows, units: dict[str, str]) -> Iterator[Problem]:
    for number, row in _numbered(rows):
        if row["indicator"] not in units:
            remedy = suggestion(row["indicator"], units, "Add it to indicators.csv.")
            yield Problem(file, number, "indicator", row["indicator"], "there is no such indicator", remedy)


def _shapes(rows: Rows) -> Iterator[Problem]:
    for number, row in _numbered(rows):
        for end in ("low", "high"):
            wanted = end in ENDS.get(row["shape"], (end,))
            if wanted != bool(row[end]):
                what = f"a statement of the shape {row['shape']} has {'a' if wanted else 'no'} {end} end"
                remedy = "Write it." if wanted else "Leave the cell empty, or change the shape."
                yield Problem(STATEMENTS, number, end, row[end], what, remedy)
        ends = _numbers(row)
        if len(ends) == 2 and ends[0] > ends[1]:
            what = f"the low end is above the high end {row['high']}"
            yield Problem(STATEMENTS, number, "low", row["low"], what, "Swap the two, or correct them by the source.")
        elif len(ends) == 2 and (ends[0] == ends[1]) != (row["shape"] == "point"):
            what = f"the ends are {'equal' if ends[0] == ends[1] else 'not equal'}, the shape is {row['shape']}"
            yield Problem(STATEMENTS, number, "shape", row["shape"], what, "Use point for one value, range for two.")


def _limits(rows: Rows, units: dict[str, str]) -> Iterator[Problem]:
    for number, row in _numbered(rows):
        percent = units.get(row["indicator"]) == "percent"
        for end in ("low", "high"):
            value = _number(row[end])
            if value is not None and value < 0:
                what = "counts, amounts and shares are not negative"
                yield Problem(STATEMENTS, number, end, row[end], what, "Correct it by the source.")
            elif value is not None and percent and value > 100:
                yield Problem(STATEMENTS, number, end, row[end], "a share is above 100%", "Correct it by the source.")


def _steps(rows: Rows) -> Iterator[Problem]:
    for number, row in _numbered(rows):
        step = _number(row["rounded_to"])
        uneven = step and any(end % step for end in _numbers(row))
        if uneven:
            what = "the ends are no multiples of the step"
            remedy = "Give the step of the printed numbers: 0.1 for 3.5, 10 for 110 to 120."
            yield Problem(STATEMENTS, number, "rounded_to", row["rounded_to"], what, remedy)


def _copies(rows: Rows) -> Iterator[Problem]:
    ids = {row["id"] for row in rows}
    for number, row in _numbered(rows):
        if row["copies"] == row["id"]:
            yield Problem(SOURCES, number, "copies", row["copies"], "a source copies itself", "Leave the cell empty.")
        elif row["copies"] and row["copies"] not in ids:
            yield Problem(SOURCES, number, "copies", row["copies"], "there is no such source", "Add it, or correct it.")


def _identities(rows: Rows, units: dict[str, str]) -> Iterator[Problem]:
    terms: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for number, row in _numbered(rows):
        terms[row["identity"]].append((number, row))
        if _number(row["coefficient"]) == 0:
            what = "a term with the coefficient 0 says nothing"
            yield Problem(IDENTITIES, number, "coefficient", row["coefficient"], what, "Remove the row or correct it.")
    for name, members in terms.items():
        yield from _one_identity(name, members, units)


def _one_identity(name: str, members: list[tuple[int, dict[str, str]]], units: dict[str, str]) -> Iterator[Problem]:
    number, first = members[0]
    if len(members) < 2:
        yield Problem(IDENTITIES, number, "identity", name, "it has one term only", "Add the other terms.")
    seen: set[str] = set()
    for row_number, row in members:
        indicator = row["indicator"]
        if indicator in seen:
            what = f'the indicator is twice in "{name}"'
            yield Problem(IDENTITIES, row_number, "indicator", indicator, what, "Add the two coefficients up.")
        seen.add(indicator)
        for column in ("relation", "basis", "words", "paragraph"):
            if row[column] != first[column]:
                what = f'the first row of "{name}" says "{first[column]}"'
                yield Problem(IDENTITIES, row_number, column, row[column], what, "Say the same in every row.")
        pair = (units.get(indicator, ""), units.get(first["indicator"], ""))
        if all(map(is_unit, pair)) and not are_compatible(*pair):
            what = f'its unit {pair[0]} cannot be added to {pair[1]} of "{first["indicator"]}"'
            yield Problem(IDENTITIES, row_number, "indicator", indicator, what, "Relate indicators of like units.")


def _questions(tables: dict[str, Rows], units: dict[str, str]) -> Iterator[Problem]:
    statements = {row["id"] for row in tables["statements"]}
    known = {"indicator": set(units), "identity": {row["identity"] for row in tables["identities"]}}
    for number, row in _numbered(tables.get("questions", [])):
        if row["indicator"] and row["identity"]:
            what = "a question fixes an indicator or an identity"
            yield Problem(QUESTIONS, number, "identity", row["identity"], what, "Ask two questions.")
        for column, names in known.items():
            if row[column] and row[column] not in names:
                yield _unknown(number, column, row[column], names)
        for name in row["statements"].split():
            if name not in statements:
                yield _unknown(number, "statements", name, statements)


def _corrections(tables: dict[str, Rows]) -> Iterator[Problem]:
    roles = {row["id"]: row["role"] for row in tables["statements"]}
    of = {row["id"]: row["indicator"] for row in tables["statements"]}
    for number, row in _numbered(tables.get("corrections", [])):
        for column in ("statement", "supersedes"):
            if row[column] not in roles:
                yield _unknown(number, column, row[column], set(roles), CORRECTIONS)
        if row["statement"] == row["supersedes"]:
            what = "a statement takes its own place"
            yield Problem(CORRECTIONS, number, "supersedes", row["supersedes"], what, "Name the one that stood before.")
        elif of.get(row["statement"]) != of.get(row["supersedes"]):
            what = "the two statements are not of one indicator"
            yield Problem(CORRECTIONS, number, "supersedes", row["supersedes"], what, "Name the one that it replaces.")
        elif roles.get(row["supersedes"]) == "core":
            what = "what was superseded is still of the role core"
            yield Problem(CORRECTIONS, number, "supersedes", row["supersedes"], what, "Give it the role test.")


def _unknown(number: int, column: str, name: str, known: set[str], file: str = QUESTIONS) -> Problem:
    remedy = suggestion(name, sorted(known), "Use one that the report has.")
    return Problem(file, number, column, name, "the report has none of this name", remedy)


def _number(cell: str) -> Fraction | None:
    try:
        return Fraction(cell)
    except ValueError:  # empty, or a problem that the reading of the table has named
        return None


def _numbers(row: dict[str, str]) -> list[Fraction]:
    return [value for value in (_number(row["low"]), _number(row["high"])) if value is not None]
