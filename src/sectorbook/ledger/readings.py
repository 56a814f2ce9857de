"""What a statement allows under a reading, and an indicator by what it is.

A reading defines how far the true value may lie outside the printed ends:

printed      not at all
rounding     half a step of the printed numbers, where the statement says "about", the number has a decimal point, or it
             is a percentage, a factor or a mean
all-rounded  half a step of the printed numbers, in every statement that has a step
N%           N percent of each end, where the statement says "about"
"""

import math
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sectorbook.errors import ReadingError, shown, suggestion
from sectorbook.exact.relations import End
from sectorbook.exact.solving.programs import exact_fraction
from sectorbook.values.expressions.amounts import PERCENTAGES, TIMES

READINGS = ("printed", "rounding", "all-rounded")
DECIMAL_POINT = re.compile(r"\.[0-9]")
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
        known = f"Use {', '.join(READINGS)} or a percentage such as 5%."
        hint = suggestion(str(about), READINGS, known)
        raise ReadingError(f'There is no reading "{shown(str(about))}". {hint}')
    return about


def widen(statement: Mapping[Any, Any], about: str) -> tuple[End, End]:
    """Compute the ends of a statement under a reading.

    Parameters
    ----------
    statement : mapping
        Its cells `low`, `high` (NaN where open), `about`, `rounded_to` and `is_rounded`; the fractions `exact_low`,
        `exact_high` and `exact_step`, where they are there, take the place of the floats.
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
    rounds = not percent and (about == "all-rounded" or statement["is_rounded"])
    half = (_exact(statement, "rounded_to", "exact_step") or Fraction(0)) / 2 if rounds else Fraction(0)
    share = exact_fraction(percent[1]) / 100 if percent and says_about else Fraction(0)
    return (
        None if low is None else low - half - abs(low) * share,
        None if high is None else high + half + abs(high) * share,
    )


def is_rounded(statement: Mapping[Any, Any], unit: str) -> bool:
    """Tell whether the reading `rounding` takes the numbers of a statement as rounded.

    Parameters
    ----------
    statement : mapping
        Its cells `about`, `relation` and `printed`.
    unit : str
        The unit of its numbers.

    Returns
    -------
    bool
        Whether it says "about", has a decimal point, or is a percentage, a factor or a mean.
    """
    divisors = set(unit.split("/")[1:]) - TIMES
    is_mean = statement["relation"] == "per" or (statement["relation"] != "more" and bool(divisors))
    is_ratio = statement["relation"] in (*PERCENTAGES, "times") or unit == "percent"
    return statement["about"] == "yes" or is_ratio or is_mean or bool(DECIMAL_POINT.search(statement["printed"]))


def _exact(statement: Mapping[Any, Any], column: str, exact: str) -> Fraction | None:
    """Return a number of a statement exactly; None where it has none."""
    if math.isnan(statement[column]):
        return None
    fraction = statement.get(exact)
    return fraction if isinstance(fraction, Fraction) else exact_fraction(statement[column])


def natural_ends(unit: str) -> tuple[End, End]:
    """Return the bounds that a unit implies: values are not negative, shares at most 100 percent.

    Parameters
    ----------
    unit : str
        A unit.

    Returns
    -------
    tuple of Fraction or None
        Low and high end; None where open.
    """
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
