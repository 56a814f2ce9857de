"""Assumed ranges as statements of a report's core."""

import math
import numbers
from collections.abc import Mapping, Sequence

import pandas as pd

from sectorbook.errors import SectorbookError, shown
from sectorbook.ledger.periods import UNDATED, split_variable
from sectorbook.ledger.readings import indicator_ends
from sectorbook.values.intervals import DASH

MOST = 1e15
"""How large an assumed number can be, and how many times smaller than 1."""
ASSUMED = "ASSUMED-"
"""What the id of an assumed range begins with."""
OURS = "our assumption"
"""Whom assumed ranges are attributed to."""


def assumption_rows(ranges: Mapping[str, Sequence[float]], variables: pd.DataFrame) -> dict[str, dict[str, object]]:
    """Return the statements of assumed ranges.

    Parameters
    ----------
    ranges : mapping
        Low and high end by variable, in its unit; an infinite high end is open.
    variables : DataFrame
        Unit, signed and limit of each variable.

    Returns
    -------
    dict
        The cells of each statement by its id.

    Raises
    ------
    SectorbookError
        For what is no range of a variable.
    """
    for name, ends in ranges.items():
        least, most = indicator_ends(variables.loc[name].to_dict())
        below = least is not None and _is_range(ends) and ends[0] < least
        if not _is_range(ends) or not ends[0] <= ends[1] or below or (most is not None and ends[0] > most):
            negative = "" if least is None else ", none negative"
            share = "" if most is None else f", and of a share at most {float(most):g}"
            found = shown(str(list(ends)) if isinstance(ends, (list, tuple)) else repr(ends))
            raise SectorbookError(
                f"The assumed range of {name} is {found}. Give a low and a high end{negative}{share}, "
                f"each 0 or between {1 / MOST:g} and {MOST:g}; the high one may be inf."
            )
    return {f"{ASSUMED}{name}": _assumption(name, *ends) for name, ends in ranges.items()}


def _is_range(ends: object) -> bool:
    """Tell whether a value is a pair of numbers that can be reckoned with, of which the high one may be infinite."""
    if not isinstance(ends, (list, tuple)) or len(ends) != 2:
        return False
    are_numbers = all(isinstance(end, numbers.Real) and not isinstance(end, bool) for end in ends)
    return are_numbers and _is_near(ends[0]) and (ends[1] == math.inf or _is_near(ends[1]))


def _is_near(end: float) -> bool:
    """Tell whether a number is 0, or neither larger nor nearer to 0 than a report's amounts can be."""
    return end == 0 or 1 / MOST <= abs(end) <= MOST


def _assumption(indicator: str, low: float, high: float) -> dict[str, object]:
    """Return the cells of a core statement of an assumed range."""
    return {
        "indicator": split_variable(indicator)[0],
        "variable": indicator,
        "of_variable": "",
        "years": 1,
        "is_rounded": False,
        "relation": "",
        "of": "",
        "of_period": "",
        "unit": "",
        "headline": "",
        "place": "",
        "shape": "at_least" if math.isinf(high) else "point" if low == high else "range",
        "low": float(low),
        "high": math.nan if math.isinf(high) else float(high),
        "about": "no",
        "rounded_to": 0.0,
        "period": split_variable(indicator)[1] or UNDATED,
        "role": "core",
        "source": "",
        "printed": f"{low}{DASH}{high}",
        "reading": "digits",
        "attributed_to": OURS,
        "note": "Assumed, not printed",
    }
