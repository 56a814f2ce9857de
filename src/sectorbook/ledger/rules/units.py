"""The units of a report's own: what their rows have to keep, and how they become known while the report is read."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction

from sectorbook.errors import Problem
from sectorbook.ledger.tables import Row, Rows
from sectorbook.values.units import (
    are_compatible,
    define_units,
    exact_factor,
    forget_units,
    is_dimension,
    is_unit,
    own_row,
    own_units,
)

NAME = re.compile(r"[^\W\d_]\w*")
DEFINITION = re.compile(r"(?:(?P<times>[0-9]{1,15}(?:\.[0-9]{1,15})?(?:e[0-9]{1,2})?) *\* *)?(?P<base>[^\d\s(*/].*)")
"""A definition by another unit, such as "170 * kilogram"."""
WRITTEN = ("definition", "before", "behind", "singular", "plural", "title")


@contextmanager
def known_units(rows: Rows, problems: list[Problem]) -> Iterator[None]:
    """Make a report's own units known; they stay so if it can be loaded, and are forgotten if an error is raised.

    Parameters
    ----------
    rows : Rows
        Its units.csv.
    problems : list of Problem
        Those of the report's files, to which what is wrong with the rows is added.
    """
    mistaken = {(problem.file, problem.row) for problem in problems}
    added: list[str] = []
    ordered = sorted(rows, key=lambda row: not row["definition"])
    try:
        for row in (row for row in ordered if (row.file, row.number) not in mistaken):
            cells = {column: row[column] for column in WRITTEN}
            if own_row(row["unit"]) == cells:
                continue
            mistakes = list(_defined(row) if row["definition"] else _described(row))
            problems.extend(mistakes)
            if not mistakes and not (row["definition"] and is_unit(row["unit"])):
                define_units({row["unit"]: cells})
                added.append(row["unit"])
        yield
    except BaseException:
        forget_units(added)
        raise


def _defined(row: Row) -> Iterator[Problem]:
    """Check a unit with a definition: it is of known units, and no known one is meant otherwise by its name."""
    unit, definition = row["unit"], row["definition"]
    parts = DEFINITION.fullmatch(definition)
    if not NAME.fullmatch(unit):
        yield row.problem("unit", "it is no single name", "Define units by names, such as bale; bale/year follows.")
    elif own_row(unit) is not None:
        what = "another report has a unit of this name that is defined or written otherwise"
        remedy = "Choose another name; where it is this report that was changed, start Python anew."
        yield row.problem("unit", what, remedy)
    elif definition.startswith("["):
        if definition != f"[{unit}]":
            yield row.problem("definition", "it is no dimension of the unit's own", f"Write [{unit}].")
        elif is_unit(unit) or is_dimension(unit):
            yield _taken(row)
    elif parts and not Fraction(parts["times"] or "1"):
        yield row.problem("definition", "it is nothing of a unit", "Write a number above 0.")
    elif parts is None or not is_unit(parts["base"]):
        what = f'the unit "{parts["base"]}" is not known' if parts else "it is no number times a unit"
        remedy = "Write a number times a unit, such as 170 * kilogram, or define that unit in a row above."
        yield row.problem("definition", what, remedy)
    elif is_unit(unit) and not _is_as_much(unit, parts):
        yield _taken(row)


def _is_as_much(unit: str, parts: re.Match[str]) -> bool:
    """Tell whether a known unit is what a definition says."""
    same = are_compatible(unit, parts["base"])
    return same and exact_factor(unit, parts["base"]) == Fraction(parts["times"] or "1")


def _taken(row: Row) -> Problem:
    """Return the problem of a name that is known and means something else."""
    return row.problem("unit", "a unit of this name is known, and means something else", "Choose another name.")


def _described(row: Row) -> Iterator[Problem]:
    """Check a row that only says how a unit is written: it is made of one of the report's own."""
    if not is_unit(row["unit"]):
        yield row.problem("unit", "pint does not know the unit", "Give it a definition, such as 170 * kilogram.")
    elif not own_units(row["unit"]):
        what = "the unit is known, and it is no report's own how it is written"
        yield row.problem("unit", what, "Remove the row, or define a unit of your own.")


def strange_units(tables: Mapping[str, Rows]) -> Iterator[Problem]:
    """Find units that only another report of this process has defined.

    Parameters
    ----------
    tables : mapping of str to Rows
        A package's tables by name.

    Yields
    ------
    Problem
    """
    own = {row["unit"] for row in tables.get("units", [])}
    for row in (row for rows in tables.values() for row in rows if "unit" in row):
        if own_units(row["unit"]) - own:
            what = "pint does not know the unit, and only another report defines it"
            yield row.problem("unit", what, "Define it in the units.csv of this report's folder, or use another.")
