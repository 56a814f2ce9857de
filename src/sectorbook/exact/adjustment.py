"""The least change of printed ends with which everything can hold.

The sum of the relative changes is least (L1), as in the balancing of national accounts (Stone, Champernowne and Meade
1942, doi:10.2307/2967664), with ranges in place of variances. Identities stay, and so do ends at zero, of which no
change is a share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from sectorbook.errors import Inconsistent
from sectorbook.exact.programs import Column, Constraint, Program
from sectorbook.exact.system import End, System, Value


@dataclass(frozen=True)
class Adjustment:
    """The least change of printed ends with which everything can hold.

    Attributes
    ----------
    total : the sum of |change| / |end|, 0 where nothing has to change
    moves : a row an end that moves; columns id, end ("low" or "high"), printed (as read), adjusted
    ties : the ends that other adjustments of the same total move by other amounts; columns id, end, printed, and
        adjusted, from nearest to farthest. Empty where the least adjustment is the only one.
    """

    total: float
    moves: pd.DataFrame
    ties: pd.DataFrame


def adjust(system: System) -> Adjustment:
    """The least adjustment of a system as tables; see `least_adjustment`."""
    total, found = least_adjustment(system)
    moves = [(move.name, move.end, float(move.printed), float(move.at(move.by))) for move in found if move.by]
    ties = [
        (move.name, move.end, *(float(value) for value in (move.printed, move.at(move.least), move.at(move.most))))
        for move in found
        if move.least != move.most
    ]
    return Adjustment(
        float(total),
        pd.DataFrame(moves, columns=["id", "end", "printed", "adjusted"]),
        pd.DataFrame(ties, columns=["id", "end", "printed", "nearest", "farthest"]),
    )


@dataclass(frozen=True)
class Move:
    """How far one end of a value is moved outward, and what the least adjustments leave open (`least` to `most`)."""

    name: str
    end: str
    printed: Fraction
    by: Fraction
    least: Fraction
    most: Fraction

    def at(self, by: Fraction) -> Fraction:
        """The end, moved outward."""
        return self.printed - by if self.end == "low" else self.printed + by


def least_adjustment(system: System) -> tuple[Fraction, list[Move]]:
    """The least sum of |change| / |end|, and the ends that move, or could in another adjustment of the same sum.

    Where several have the least sum, the first ends of the ledger move least. Raises `Inconsistent` where identities
    and ends at zero exclude each other.
    """
    found = [_adjust(part) for part in system.components if not part.is_feasible()]
    return sum((total for total, _ in found), Fraction(0)), [move for _, moves in found for move in moves]


def _adjust(part: System) -> tuple[Fraction, list[Move]]:
    ends = list(_movable(part))
    costs = {_slack(value, side): 1 / abs(end) for value, side, end in ends}
    columns = [*_fixed(part), *(Column(name, Fraction(0), None) for name in costs)]
    rows = [*part.rows, *(_moved(value, side, end) for value, side, end in ends)]
    program = Program(columns, rows)
    if program.infeasibility():
        raise Inconsistent("Identities and ends at zero exclude each other; no change of other ends mends that.")
    first = program.minimize(costs)
    total = first.value or Fraction(0)
    least_sum = Program(columns, [*rows, Constraint("\0sum", costs, total, total)])
    ties = _open_moves(least_sum, first.point, list(costs))
    by = _first_moves(columns, [*rows, Constraint("\0sum", costs, total, total)], ties) if ties else first.point
    moves = [
        Move(value.name, side, end, by[name], *ties.get(name, (by[name], by[name])))
        for (value, side, end), name in zip(ends, costs, strict=True)
    ]
    return total, [move for move in moves if move.most]


def _movable(part: System) -> Iterator[tuple[Value, str, Fraction]]:
    for value in part.values:
        for side, end in (("low", value.low), ("high", value.high)):
            if end:
                yield value, side, end


def _fixed(part: System) -> Iterator[Column]:
    """The indicators, between their natural ends and the printed ends at zero."""
    for name, (low, high) in part.natural.items():
        zeros = {side for v in part.values if v.indicator == name for side, end in _sides(v) if end == 0}
        least = [end for end in (low, Fraction(0) if "low" in zeros else None) if end is not None]
        most = [end for end in (high, Fraction(0) if "high" in zeros else None) if end is not None]
        yield Column(name, max(least, default=None), min(most, default=None))


def _sides(value: Value) -> tuple[tuple[str, End], tuple[str, End]]:
    return ("low", value.low), ("high", value.high)


def _moved(value: Value, side: str, end: Fraction) -> Constraint:
    name = _slack(value, side)
    way = Fraction(1 if side == "low" else -1)
    ends = (end, None) if side == "low" else (None, end)
    return Constraint(name, {value.indicator: Fraction(1), name: way}, *ends)


def _slack(value: Value, side: str) -> str:
    """The name of how far an end moves; no indicator has a name like it."""
    return f"\0{side} of {value.name}"


def _open_moves(
    program: Program, point: Mapping[str, Fraction], names: list[str]
) -> dict[str, tuple[Fraction, Fraction]]:
    """How far each end can move among all adjustments of the least sum, where that is not one amount."""
    resting = {name: Fraction(1) for name in names if not point[name]}
    if resting and program.maximize(resting).value == 0:
        names = [name for name in names if point[name]]
    ranges = {name: (program.minimize({name: Fraction(1)}), program.maximize({name: Fraction(1)})) for name in names}
    found = {name: (low.value or Fraction(0), high.value or Fraction(0)) for name, (low, high) in ranges.items()}
    return {name: ends for name, ends in found.items() if ends[0] != ends[1]}


def _first_moves(columns: list[Column], rows: list[Constraint], ties: Mapping[str, object]) -> Mapping[str, Fraction]:
    """The adjustment in which one tied end after the other moves as little as it can."""
    for name in ties:
        least = Program(columns, rows).minimize({name: Fraction(1)})
        rows = [*rows, Constraint(f"\0least {name}", {name: Fraction(1)}, least.value, least.value)]
    return least.point
