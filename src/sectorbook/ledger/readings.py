"""The core statements and identities of a report as one linear system, under a reading of "about".

A reading says how far the true value may lie outside the printed ends:

printed      not at all
rounding     half a step of the printed numbers, where the statement says "about"
all-rounded  half a step of the printed numbers, in every statement
N%           N percent of each end, where the statement says "about"
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from sectorbook.errors import ReadingError
from sectorbook.exact.programs import Constraint, exact_fraction
from sectorbook.exact.system import End, System, Value
from sectorbook.values.units import conversion_factor

READINGS = ("printed", "rounding", "all-rounded")
READ = ("indicator", "low", "high", "about", "rounded_to")
PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)%")


def check_reading(about: str) -> str:
    """Give the reading back, or raise `ReadingError` with those that exist."""
    if about not in READINGS and not (isinstance(about, str) and PERCENT.fullmatch(about)):
        raise ReadingError(f'There is no reading "{about}". Use {", ".join(READINGS)} or a percentage such as 5%.')
    return about


def widen(statement: Mapping[Any, Any], about: str) -> tuple[End, End]:
    """The ends of a statement under a reading, exactly; None is open."""
    low, high = (None if math.isnan(statement[end]) else exact_fraction(statement[end]) for end in ("low", "high"))
    if about == "printed":
        return low, high
    says_about = statement["about"] == "yes"
    percent = PERCENT.fullmatch(about)
    half = exact_fraction(statement["rounded_to"]) / 2 if about == "all-rounded" or says_about else Fraction(0)
    share = exact_fraction(percent[1]) / 100 if percent and says_about else Fraction(0)
    if percent:
        half = Fraction(0)
    return (
        None if low is None else low - half - abs(low) * share,
        None if high is None else high + half + abs(high) * share,
    )


def build_system(
    indicators: pd.DataFrame, statements: pd.DataFrame, identities: pd.DataFrame, about: str = "printed"
) -> System:
    """The system of the core statements and all identities; every indicator is a column.

    Counts, amounts and shares are never negative, shares at most 100 percent. An unknown reading raises
    `ReadingError`.
    """
    check_reading(about)
    natural = {str(name): natural_ends(unit) for name, unit in indicators["unit"].to_dict().items()}
    return System(natural, tuple(_values(core_statements(statements), about)), tuple(_rows(indicators, identities)))


def core_statements(statements: pd.DataFrame) -> pd.DataFrame:
    """The statements that take part in reconciliation."""
    return statements[statements["role"] == "core"]


def natural_ends(unit: str) -> tuple[End, End]:
    """The ends that a value in a unit has without any statement: it is not negative, and a share 100 percent at most.

    Only what is dimensionless has none.
    """
    if unit == "dimensionless":
        return None, None
    return Fraction(0), Fraction(100) if unit == "percent" else None


def _values(statements: pd.DataFrame, about: str) -> Iterator[Value]:
    printings: dict[tuple[str, End, End], list[str]] = defaultdict(list)
    columns = [statements[name].tolist() for name in READ]
    for name, *cells in zip(statements.index, *columns, strict=True):
        printings[cells[0], *widen(dict(zip(READ, cells, strict=True)), about)].append(str(name))
    for (indicator, low, high), names in printings.items():
        yield Value(names[0], indicator, low, high, tuple(names))


def _rows(indicators: pd.DataFrame, identities: pd.DataFrame) -> Iterator[Constraint]:
    units = indicators["unit"].to_dict()
    terms: dict[str, list[tuple[str, Fraction]]] = defaultdict(list)
    columns = [identities[column].tolist() for column in ("indicator", "coefficient", "relation")]
    relations = dict(zip(identities.index, columns.pop(), strict=True))
    for name, indicator, coefficient in zip(identities.index, *columns, strict=True):
        first = terms[name][0][0] if terms[name] else indicator
        terms[name].append(
            (indicator, exact_fraction(coefficient) * exact_fraction(conversion_factor(units[indicator], units[first])))
        )
    for name, pairs in terms.items():
        yield Constraint(str(name), dict(pairs), Fraction(0) if relations[name] == "=" else None, Fraction(0))
