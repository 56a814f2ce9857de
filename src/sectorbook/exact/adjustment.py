"""The least adjustment of printed ends with which a system is feasible.

The sum of the relative changes is minimized (L1), as in the balancing of national accounts (Stone, Champernowne and
Meade 1942, doi:10.2307/2967664), with ranges in place of variances. Changes are measured by the printed numbers: a
percentage by the percentage. Identities do not change, nor do ends at zero, of which no change is a share. Amounts and
differences are adjusted by a linear program, and ends of ratios together with them by `ratio_changes`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from sectorbook.errors import Inconsistent
from sectorbook.exact.programs import Column, Constraint, Program
from sectorbook.exact.ratio_changes import Known, RatioEnd, RatioProgram
from sectorbook.exact.system import System


@dataclass(frozen=True)
class Adjustment:
    """An adjustment of printed ends with which a system is feasible, the least or nearly so.

    Attributes
    ----------
    total : float
        The sum of |change| / |end|; 0 where nothing has to change.
    at_least : float
        What each adjustment that suffices comes to, which is proven in fractions; 0 where nothing is.
    is_least : bool
        Whether it is proven that no other adjustment has a smaller sum.
    moves : DataFrame
        The ends that change. Columns id, end ("low" or "high"), printed (under the reading) and adjusted.
    ties : DataFrame
        The ends that other adjustments of the same total change by other amounts. Columns id, end, printed, nearest
        and farthest. Empty where the least adjustment is unique.
    """

    total: float
    at_least: float
    is_least: bool
    moves: pd.DataFrame
    ties: pd.DataFrame


@dataclass(frozen=True)
class Move:
    """The change of one end of a value or relation, outward, in the unit of its statement.

    Attributes
    ----------
    name : str
        The value or relation.
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
        As `least_adjustment` does.
    """
    total, found, at_least = least_adjustment(system)
    moves = [(move.name, move.end, float(move.printed), float(move.at(move.by))) for move in found if move.by]
    ties = [
        (move.name, move.end, float(move.printed), float(move.at(move.least)), float(move.at(move.most)))
        for move in found
        if move.least != move.most
    ]
    return Adjustment(
        float(total),
        float(at_least),
        total == at_least,
        pd.DataFrame(moves, columns=["id", "end", "printed", "adjusted"]),
        pd.DataFrame(ties, columns=["id", "end", "printed", "nearest", "farthest"]),
    )


class Found(NamedTuple):
    """An adjustment in fractions.

    Attributes
    ----------
    total : Fraction
        The sum of |change| / |end|.
    moves : list of Move
        The ends that change, or could in another adjustment of the same sum. Where only ends of amounts change: of all
        these adjustments, the one in which the first ends of the ledger change least.
    at_least : Fraction
        What each adjustment that suffices comes to: the total where this is proven to be the least.
    """

    total: Fraction
    moves: list[Move]
    at_least: Fraction


def least_adjustment(system: System) -> Found:
    """Compute the least adjustment, exactly where no end of a ratio moves, and otherwise as near as it is searched.

    Parameters
    ----------
    system : System

    Returns
    -------
    Found
        That it suffices is computed in fractions. The end of a ratio changes only where that makes the sum smaller.

    Raises
    ------
    Inconsistent
        If identities and ends at zero exclude each other.
    """
    found = [_adjust(part) for part in system.components if not part.is_feasible()]
    total, at_least = (sum((getattr(one, name) for one in found), Fraction(0)) for name in ("total", "at_least"))
    return Found(total, [move for one in found for move in one.moves], at_least)


def _adjust(part: System) -> Found:
    """Compute the least adjustment of an infeasible component."""
    ends = _movable_ends(part)
    amounts = _adjust_amounts(part, ends)
    ratios = list(_movable_ratio_ends(part))
    if amounts and ratios and any(move.at(move.by) == 0 for move in amounts.moves):
        amounts = None  # an amount moved to 0 fulfils every ratio to it, which cures nothing
    given = [Known(amounts.total, {})] if amounts else []
    known, at_least = _ratio_program(part, ends, ratios).minimize(*given) if ratios else (None, Fraction(0))
    if amounts and (known is None or known in given):
        return amounts._replace(at_least=at_least) if known else amounts
    if known is None:
        raise Inconsistent(
            "No change of ends was found that suffices. Result.repairs() says what to set aside."
            if ratios
            else "Identities and ends at zero exclude each other, whatever the other ends are."
        )
    return _combined(known, at_least, ends, ratios)


@dataclass(frozen=True)
class _End:
    """An end of a value or of a difference: the number, and the row that it bounds in multiples of a scale."""

    name: str
    side: str
    number: Fraction
    form: Mapping[str, Fraction]
    scale: Fraction = Fraction(1)

    @property
    def slack(self) -> str:
        """The name of the variable by which the end moves; no indicator has such a name."""
        return f"\0{self.side} of {self.name}"

    @property
    def cost(self) -> Fraction:
        """What the change of the row by a unit costs."""
        return 1 / abs(self.number * self.scale)

    @property
    def relaxed(self) -> Constraint:
        """The bound, which can move outward."""
        end = self.number * self.scale
        sign, bounds = (1, (end, None)) if self.side == "low" else (-1, (None, end))
        return Constraint(self.slack, {**self.form, self.slack: Fraction(sign)}, *bounds)


def _movable_ends(part: System) -> list[_End]:
    """List the ends of values and differences that can move: those that are not 0."""
    one = Fraction(1)
    ends = [_End(v.name, side, end, {v.indicator: one}) for v in part.values for side, end in v.ends.items()]
    for relation in part.relations:
        form = {relation.indicator: one, relation.base: -relation.conversion}
        if relation.is_difference:
            ends += [_End(relation.name, side, end, form, relation.scale) for side, end in relation.ends.items()]
    return [end for end in ends if end.number]


def _movable_ratio_ends(part: System) -> Iterator[RatioEnd]:
    """Yield the ends of ratios that can move: those of a base that can only be 0 hold whatever they are."""
    bases = {column.name for column in _fixed_columns(part) if column.high != 0}
    for relation in part.relations:
        if not relation.is_difference and relation.base in bases:
            yield from (RatioEnd(relation, side) for side in relation.movable_ends)


def _adjust_amounts(part: System, ends: Sequence[_End]) -> Found | None:
    """Compute the least adjustment of amounts and differences; None where the other rows exclude each other."""
    costs = {end.slack: end.cost for end in ends}
    columns = [*_fixed_columns(part), *(Column(name, Fraction(0), None) for name in costs)]
    rows = [*_fixed_rows(part, []), *(end.relaxed for end in ends)]
    program = Program(columns, rows)
    if program.infeasibility():
        return None
    first = program.minimize(costs)
    total, changes = first.value or Fraction(0), first.point
    rows.append(Constraint("\0sum", costs, total, total))
    ties = _ties(Program(columns, rows), changes, list(costs))
    if ties:
        changes = _first_adjustment(columns, rows, ties)
    moves = [_move(end, changes[end.slack], ties) for end in ends]
    return Found(total, [move for move in moves if move.most], total)


def _ratio_program(part: System, ends: Sequence[_End], ratios: Sequence[RatioEnd]) -> RatioProgram:
    """Make the program in which ends of ratios move too."""
    columns = [*_fixed_columns(part), *(Column(end.slack, Fraction(0), None) for end in ends)]
    rows = [*_fixed_rows(part, ratios), *(end.relaxed for end in ends)]
    return RatioProgram(columns, rows, {end.slack: end.cost for end in ends}, ratios)


def _combined(known: Known, at_least: Fraction, ends: Sequence[_End], ratios: Sequence[RatioEnd]) -> Found:
    """List the moves of a change of ends of ratios together with others."""
    moves = [_move(end, known.point[end.slack], {}) for end in ends if known.point[end.slack]]
    needed = [(end, end.needed(known.point)) for end in ratios]
    moves += [Move(end.relation.name, end.side, end.number, by, by, by) for end, by in needed if by]
    return Found(known.total, moves, at_least)


def _move(end: _End, by: Fraction, ties: Mapping[str, tuple[Fraction, Fraction]]) -> Move:
    """Make the move of an end, in the unit of its number."""
    least, most = ties.get(end.slack, (by, by))
    return Move(end.name, end.side, end.number, by / end.scale, least / end.scale, most / end.scale)


def _fixed_columns(part: System) -> list[Column]:
    """Make the columns of the indicators, between their natural bounds and the printed ends at zero."""
    zeros = {(v.indicator, side): end for v in part.values for side, end in v.ends.items() if end == 0}
    columns = []
    for name, (low, high) in part.natural.items():
        lows = [end for end in (low, zeros.get((name, "low"))) if end is not None]
        highs = [end for end in (high, zeros.get((name, "high"))) if end is not None]
        columns.append(Column(name, max(lows, default=None), min(highs, default=None)))
    return columns


def _fixed_rows(part: System, ratios: Sequence[RatioEnd]) -> list[Constraint]:
    """List the rows that do not move: identities, limits, and the ends of relations that are no differences."""
    movable = {(end.relation.name, end.side) for end in ratios}
    rows = list(part.identities)
    for relation in part.relations:
        own = relation.movable_ends if relation.is_difference else {}
        fixed = (row for side, row in relation.constraints.items() if side not in own)
        rows += [row for row in fixed if part.relation_ends[row.name] not in movable]
        if relation.limit is not None and (relation.name, "high") in movable:
            rows.append(relation.end_constraint("high", relation.limit))
    return rows


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
