"""The least adjustment of printed ends with which a system is feasible.

The sum of the relative changes is minimized (L1), as in the balancing of national accounts (Stone, Champernowne and
Meade 1942, doi:10.2307/2967664), with ranges in place of variances. Identities do not change, nor do ends at zero, of
which no change is a share.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from sectorbook.errors import Inconsistent
from sectorbook.exact.programs import Column, Constraint, Program
from sectorbook.exact.system import System, Value


@dataclass(frozen=True)
class Adjustment:
    """The least adjustment of printed ends with which a system is feasible.

    Attributes
    ----------
    total : float
        The sum of |change| / |end|; 0 where nothing has to change.
    moves : DataFrame
        The ends that change. Columns id, end ("low" or "high"), printed (under the reading) and adjusted.
    ties : DataFrame
        The ends that other adjustments of the same total change by other amounts. Columns id, end, printed, nearest
        and farthest. Empty where the least adjustment is unique.
    """

    total: float
    moves: pd.DataFrame
    ties: pd.DataFrame


@dataclass(frozen=True)
class Move:
    """The change of one end of a value, outward.

    Attributes
    ----------
    name : str
        The value.
    end : str
        "low" or "high".
    printed : Fraction
        The end before the change.
    by : Fraction
        The change in the first of the least adjustments.
    least, most : Fraction
        The range of the change among all least adjustments.
    """

    name: str
    end: str
    printed: Fraction
    by: Fraction
    least: Fraction
    most: Fraction

    def at(self, by: Fraction) -> Fraction:
        """Return the end after a change by this much, outward."""
        return self.printed - by if self.end == "low" else self.printed + by


def adjust(system: System) -> Adjustment:
    """Compute the least adjustment as tables.

    Parameters
    ----------
    system : System

    Returns
    -------
    Adjustment

    Raises
    ------
    Inconsistent
        If identities and ends at zero exclude each other.
    """
    total, found = least_adjustment(system)
    moves = [(move.name, move.end, float(move.printed), float(move.at(move.by))) for move in found if move.by]
    ties = [
        (move.name, move.end, float(move.printed), float(move.at(move.least)), float(move.at(move.most)))
        for move in found
        if move.least != move.most
    ]
    return Adjustment(
        float(total),
        pd.DataFrame(moves, columns=["id", "end", "printed", "adjusted"]),
        pd.DataFrame(ties, columns=["id", "end", "printed", "nearest", "farthest"]),
    )


def least_adjustment(system: System) -> tuple[Fraction, list[Move]]:
    """Compute the least adjustment exactly.

    Parameters
    ----------
    system : System

    Returns
    -------
    total : Fraction
        The least sum of |change| / |end|.
    moves : list of Move
        The ends that change, or could in another adjustment of the same sum. Of all these adjustments, the one in which
        the first ends of the ledger change least.

    Raises
    ------
    Inconsistent
        If identities and ends at zero exclude each other.
    """
    found = [_adjust(part) for part in system.components if not part.is_feasible()]
    return sum((total for total, _ in found), Fraction(0)), [move for _, moves in found for move in moves]


def _adjust(part: System) -> tuple[Fraction, list[Move]]:
    """Compute the least adjustment of an infeasible component."""
    ends = [(value, side, end) for value in part.values for side, end in value.ends.items() if end]
    costs = {_slack(value, side): 1 / abs(end) for value, side, end in ends}
    columns = [*_fixed_columns(part), *(Column(name, Fraction(0), None) for name in costs)]
    rows = [*part.rows, *(_relaxed(value, side, end) for value, side, end in ends)]
    program = Program(columns, rows)
    if program.infeasibility():
        raise Inconsistent("Identities and ends at zero exclude each other, whatever the other ends are.")
    first = program.minimize(costs)
    total, changes = first.value or Fraction(0), first.point
    rows.append(Constraint("\0sum", costs, total, total))
    ties = _ties(Program(columns, rows), changes, list(costs))
    if ties:
        changes = _first_adjustment(columns, rows, ties)
    moves = [
        Move(value.name, side, end, changes[name], *ties.get(name, (changes[name], changes[name])))
        for (value, side, end), name in zip(ends, costs, strict=True)
    ]
    return total, [move for move in moves if move.most]


def _fixed_columns(part: System) -> list[Column]:
    """Make the columns of the indicators, between their natural bounds and the printed ends at zero."""
    columns = []
    for name, (low, high) in part.natural.items():
        zeros = {side: end for v in part.values if v.indicator == name for side, end in v.ends.items() if end == 0}
        lows = [end for end in (low, zeros.get("low")) if end is not None]
        highs = [end for end in (high, zeros.get("high")) if end is not None]
        columns.append(Column(name, max(lows, default=None), min(highs, default=None)))
    return columns


def _relaxed(value: Value, side: str, end: Fraction) -> Constraint:
    """Make the bound of an end that can move outward."""
    sign, bounds = (1, (end, None)) if side == "low" else (-1, (None, end))
    name = _slack(value, side)
    return Constraint(name, {value.indicator: Fraction(1), name: Fraction(sign)}, *bounds)


def _slack(value: Value, side: str) -> str:
    """Name the variable by which an end moves; no indicator has such a name."""
    return f"\0{side} of {value.name}"


def _ties(program: Program, changes: Mapping[str, Fraction], names: list[str]) -> dict[str, tuple[Fraction, Fraction]]:
    """Compute the range of each change among all least adjustments, where it is more than a point."""
    unchanged = {name: Fraction(1) for name in names if not changes[name]}
    if unchanged and program.maximize(unchanged).value == 0:
        names = [name for name in names if changes[name]]
    ranges = {}
    for name in names:
        least, most = program.minimize({name: Fraction(1)}).value, program.maximize({name: Fraction(1)}).value
        if least != most:
            ranges[name] = (least or Fraction(0), most or Fraction(0))
    return ranges


def _first_adjustment(
    columns: list[Column], rows: list[Constraint], ties: Mapping[str, object]
) -> Mapping[str, Fraction]:
    """Minimize one tied change after the other."""
    for name in ties:
        least = Program(columns, rows).minimize({name: Fraction(1)})
        rows = [*rows, Constraint(f"\0least {name}", {name: Fraction(1)}, least.value, least.value)]
    return least.point
