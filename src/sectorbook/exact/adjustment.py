"""The least adjustment of printed ends with which a system is feasible.

The sum of the relative changes is minimized (L1), as in the balancing of national accounts (Stone, Champernowne and
Meade 1942, doi:10.2307/2967664), with ranges in place of variances. Changes are measured by the printed numbers: a
percentage by the percentage. Identities do not change, nor do ends at zero, of which no change is a share.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from sectorbook.errors import Inconsistent
from sectorbook.exact.extremes import extremes, ratio_extremes
from sectorbook.exact.programs import Column, Constraint, Program
from sectorbook.exact.relations import Relation
from sectorbook.exact.system import System


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

    The ends of amounts and differences are adjusted together. Against the best of these stand the adjustments in which
    one end of one ratio moves and nothing else; those in which it moves together with other ends are not searched.

    Parameters
    ----------
    system : System

    Returns
    -------
    total : Fraction
        The least sum of |change| / |end|.
    moves : list of Move
        The ends that change, or could in another adjustment of the same sum. Of all these adjustments, the one in which
        the first ends of the ledger change least; the end of a ratio changes only where it makes the sum smaller.

    Raises
    ------
    Inconsistent
        If identities and ends at zero exclude each other, or several ends of ratios would have to move.
    """
    found = [_adjust(part) for part in system.components if not part.is_feasible()]
    return sum((total for total, _ in found), Fraction(0)), [move for _, moves in found for move in moves]


def _adjust(part: System) -> tuple[Fraction, list[Move]]:
    """Compute the least adjustment of an infeasible component."""
    amounts = _adjust_amounts(part)
    if amounts and part.relations and any(move.at(move.by) == 0 for move in amounts[1]):
        amounts = None  # an amount moved to 0 fulfils every ratio to it, which cures nothing
    found = [adjustment for adjustment in (amounts, *_adjust_ratios(part)) if adjustment]
    if not found:
        if part.relations:
            raise Inconsistent(
                "Neither ends of amounts alone nor one end of a single ratio cure this, and adjustments in which "
                "several ends of ratios move are not searched. Result.repairs() says what to set aside."
            )
        raise Inconsistent("Identities and ends at zero exclude each other, whatever the other ends are.")
    total = min(total for total, _ in found)
    first, *others = [moves for size, moves in found if size == total]
    if not others:
        return total, first
    # Each of several equal adjustments leaves the ends of the others where they are.
    return total, [
        *(replace(move, least=Fraction(0)) for move in first),
        *(replace(move, by=Fraction(0), least=Fraction(0)) for moves in others for move in moves),
    ]


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


def _adjust_amounts(part: System) -> tuple[Fraction, list[Move]] | None:
    """Compute the least adjustment of amounts and differences; None where the other rows exclude each other."""
    ends = _movable_ends(part)
    costs = {end.slack: 1 / abs(end.number * end.scale) for end in ends}
    columns = [*_fixed_columns(part), *(Column(name, Fraction(0), None) for name in costs)]
    rows = [*_fixed_rows(part), *(end.relaxed for end in ends)]
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
    return total, [move for move in moves if move.most]


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


def _fixed_rows(part: System) -> list[Constraint]:
    """List the rows that do not move: identities, ratios, and the ends of differences at zero."""
    fixed = [
        row
        for relation in part.relations
        for side, row in relation.constraints.items()
        if not (relation.is_difference and relation.ends[side])
    ]
    return [*part.identities, *fixed]


def _adjust_ratios(part: System) -> Iterator[tuple[Fraction, list[Move]]]:
    """Yield the adjustment of each single end of a ratio that makes the component feasible."""
    for relation in part.relations:
        for side, end in relation.ends.items() if not relation.is_difference else ():
            opened = _with_relation(part, relation.with_end(side, None))
            adjusted = _nearest_number(opened, relation, side) if end and opened.is_feasible() else None
            if adjusted is not None:
                by = abs(adjusted - end)
                if _with_relation(part, relation.with_end(side, adjusted)).is_feasible():
                    yield by / abs(end), [Move(relation.name, side, end, by, by, by)]


def _with_relation(part: System, changed: Relation) -> System:
    """Replace the relation of the same name."""
    return replace(part, relations=tuple(changed if old.name == changed.name else old for old in part.relations))


def _nearest_number(part: System, relation: Relation, side: str) -> Fraction | None:
    """Compute the number nearest to an end of a ratio that the system without the end allows; None without a ratio."""
    one = Fraction(1)
    if extremes(part, {relation.base: one})[1].value == 0:
        return None
    low, high = ratio_extremes(part, {relation.indicator: one}, {relation.base: one})
    factor = high.value if side == "low" else low.value
    return None if factor is None else relation.number(factor, side == "low")


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
