"""The core statements and identities of a report as one linear system, under a reading of "about".

A reading defines how far the true value may lie outside the printed ends:

printed      not at all
rounding     half a step of the printed numbers, where the statement says "about"
all-rounded  half a step of the printed numbers, in every statement
N%           N percent of each end, where the statement says "about"
"""

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
from sectorbook.values.units import exact_factor

READINGS = ("printed", "rounding", "all-rounded")
COLUMNS = ("indicator", "low", "high", "about", "rounded_to", "exact_low", "exact_high", "exact_step")
"""Columns of the statements that a reading depends on; the exact ones only where floats are not exact enough."""
PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)%")


def check_reading(about: str) -> str:
    """Return a reading unchanged, if it exists.

    Parameters
    ----------
    about : str
        The reading: printed, rounding, all-rounded, or a percentage such as 5%.

    Returns
    -------
    str
        The same.

    Raises
    ------
    ReadingError
        Where there is no such reading; the message lists those that exist.
    """
    if about not in READINGS and not (isinstance(about, str) and PERCENT.fullmatch(about)):
        raise ReadingError(f'There is no reading "{about}". Use {", ".join(READINGS)} or a percentage such as 5%.')
    return about


def widen(statement: Mapping[Any, Any], about: str) -> tuple[End, End]:
    """Compute the ends of a statement under a reading.

    Parameters
    ----------
    statement : mapping
        Its cells `low`, `high` (NaN where open), `about` and `rounded_to`; the fractions `exact_low`, `exact_high` and
        `exact_step`, where they are there, take their place.
    about : str
        The reading.

    Returns
    -------
    tuple of Fraction or None
        Low and high end, exactly; None where open.
    """
    low, high = _exact(statement, "low", "exact_low"), _exact(statement, "high", "exact_high")
    if about == "printed":
        return low, high
    says_about = statement["about"] == "yes"
    percent = PERCENT.fullmatch(about)
    rounds = not percent and (about == "all-rounded" or says_about)
    half = (_exact(statement, "rounded_to", "exact_step") or Fraction(0)) / 2 if rounds else Fraction(0)
    share = exact_fraction(percent[1]) / 100 if percent and says_about else Fraction(0)
    return (
        None if low is None else low - half - abs(low) * share,
        None if high is None else high + half + abs(high) * share,
    )


def _exact(statement: Mapping[Any, Any], column: str, exact: str) -> Fraction | None:
    """Return a number of a statement exactly; None where it has none."""
    if math.isnan(statement[column]):
        return None
    fraction = statement.get(exact)
    return fraction if isinstance(fraction, Fraction) else exact_fraction(statement[column])


def build_system(
    indicators: pd.DataFrame, statements: pd.DataFrame, identities: pd.DataFrame, about: str = "printed"
) -> System:
    """Build the linear system of the core statements and all identities.

    Parameters
    ----------
    indicators, statements, identities : pandas.DataFrame
        Tables of a report.
    about : str, default "printed"
        The reading.

    Returns
    -------
    System
        Every indicator is a column, bounded by what it is: not negative unless it is signed, at most its limit.

    Raises
    ------
    ReadingError
        Where there is no such reading.
    """
    check_reading(about)
    natural = {str(name): indicator_ends(row) for name, row in indicators.to_dict("index").items()}
    return System(natural, tuple(_values(core_statements(statements), about)), tuple(_rows(indicators, identities)))


def core_statements(statements: pd.DataFrame) -> pd.DataFrame:
    """Select the statements that take part in reconciliation.

    Parameters
    ----------
    statements : pandas.DataFrame
        Table of statements.

    Returns
    -------
    pandas.DataFrame
        Those of the role core that state an amount.
    """
    amounts = amount_statements(statements)
    return amounts[amounts["role"] == "core"]


def amount_statements(statements: pd.DataFrame) -> pd.DataFrame:
    """Select the statements of amounts that were looked at.

    Parameters
    ----------
    statements : pandas.DataFrame
        Table of statements.

    Returns
    -------
    pandas.DataFrame
        All but relations, which are shown and not reckoned with yet, and drafts.
    """
    looked_at = statements["role"] != "draft"
    return statements[looked_at & (statements["relation"] == "")] if "relation" in statements else statements[looked_at]


def natural_ends(unit: str) -> tuple[End, End]:
    """Return the bounds that a unit implies: values are not negative, shares at most 100 percent.

    Parameters
    ----------
    unit : str
        A unit.

    Returns
    -------
    tuple of Fraction or None
        Low and high end; None where open. A dimensionless value has no bounds.
    """
    if unit == "dimensionless":
        return None, None
    return Fraction(0), Fraction(100) if unit == "percent" else None


def indicator_ends(indicator: Mapping[Any, Any]) -> tuple[End, End]:
    """Return the bounds that an indicator has by what it is, whatever is printed.

    Parameters
    ----------
    indicator : mapping
        Its cells `unit`, `signed` and `limit`; without the last two, they follow from the unit.

    Returns
    -------
    tuple of Fraction or None
        Low and high end in its unit; None where open.
    """
    least, most = natural_ends(str(indicator["unit"]))
    if "limit" in indicator:
        most = None if math.isnan(indicator["limit"]) else exact_fraction(indicator["limit"])
    return None if indicator.get("signed") == "yes" else least, most


def _values(statements: pd.DataFrame, about: str) -> Iterator[Value]:
    """Yield the range of each indicator that statements give, once for those that give the same range."""
    printings: dict[tuple[str, End, End], list[str]] = defaultdict(list)
    names = [name for name in COLUMNS if name in statements]
    columns = [statements[name].tolist() for name in names]
    for name, *cells in zip(statements.index, *columns, strict=True):
        printings[cells[0], *widen(dict(zip(names, cells, strict=True)), about)].append(str(name))
    for (indicator, low, high), names in printings.items():
        yield Value(names[0], indicator, low, high, tuple(names))


def _rows(indicators: pd.DataFrame, identities: pd.DataFrame) -> Iterator[Constraint]:
    """Yield each identity as a constraint, its coefficients converted to the unit of its first indicator."""
    units = indicators["unit"].to_dict()
    terms: dict[str, list[tuple[str, Fraction]]] = defaultdict(list)
    columns = [identities[column].tolist() for column in ("indicator", "coefficient", "relation")]
    relations = dict(zip(identities.index, columns.pop(), strict=True))
    for name, indicator, coefficient in zip(identities.index, *columns, strict=True):
        first = terms[name][0][0] if terms[name] else indicator
        terms[name].append((indicator, exact_fraction(coefficient) * exact_factor(units[indicator], units[first])))
    for name, pairs in terms.items():
        yield Constraint(str(name), dict(pairs), Fraction(0) if relations[name] == "=" else None, Fraction(0))
