"""Ranges of variables and linear identities between them, as one system that is checked for contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from sectorbook.exact.elimination import Number
from sectorbook.exact.programs import Column, Constraint, Multipliers, Program

End = Fraction | None


@dataclass(frozen=True)
class Value:
    """What one statement says under a reading, or several that say the same: its printings, the first one its name."""

    name: str
    indicator: str
    low: End
    high: End
    printings: tuple[str, ...]


@dataclass
class ActiveBounds:
    """The range that the values of one indicator leave to it, and which of them hold each end.

    An end that needs no statement (a count is not negative) is held by none, also where one repeats it.
    """

    low: End
    high: End
    low_by: list[str] = field(default_factory=list)
    high_by: list[str] = field(default_factory=list)

    def take(self, value: Value) -> None:
        """Intersect with one more value; several that give the same end are all remembered."""
        if value.low is not None and (self.low is None or value.low > self.low):
            self.low, self.low_by = value.low, [value.name]
        elif value.low == self.low and self.low_by:
            self.low_by.append(value.name)
        if value.high is not None and (self.high is None or value.high < self.high):
            self.high, self.high_by = value.high, [value.name]
        elif value.high == self.high and self.high_by:
            self.high_by.append(value.name)

    @property
    def is_empty(self) -> bool:
        """Whether two values exclude each other."""
        return self.low is not None and self.high is not None and self.low > self.high


@dataclass(frozen=True)
class Proof:
    """Weights of ends that add up to a proof: positive ones of low ends, negative ones of high ends.

    Of a contradiction: each value's indicator and each identity's terms, times their weights, add up to nothing, while
    their ends add up to more than nothing. Of a tightest end: they add up to what is measured, their ends to the end.

    Attributes
    ----------
    elements : by value or identity
    natural : by indicator, for ends that need no statement
    """

    elements: dict[str, Number]
    natural: dict[str, Number]


@dataclass(frozen=True)
class System:
    """Values of indicators and identities between them.

    Attributes
    ----------
    natural : the ends of each indicator that need no statement: counts, amounts and shares are not negative
    values : what the statements say, in ledger order
    rows : the identities
    """

    natural: Mapping[str, tuple[End, End]]
    values: tuple[Value, ...]
    rows: tuple[Constraint, ...]

    @cached_property
    def elements(self) -> tuple[str, ...]:
        """What can be given up, in ledger order: the values, then the identities."""
        return (*(value.name for value in self.values), *(row.name for row in self.rows))

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each element stands in the ledger's order."""
        return {name: place for place, name in enumerate(self.elements)}

    @cached_property
    def active_bounds(self) -> dict[str, ActiveBounds]:
        """What holds each indicator, all values of it together."""
        found = {name: ActiveBounds(*ends) for name, ends in self.natural.items()}
        for value in self.values:
            found[value.indicator].take(value)
        return found

    def keep(self, elements: Set[str]) -> System:
        """The system of some of its values and identities."""
        values = tuple(value for value in self.values if value.name in elements)
        return replace(self, values=values, rows=tuple(row for row in self.rows if row.name in elements))

    def drop(self, elements: Set[str]) -> System:
        """The system without some of its values and identities."""
        return self.keep(set(self.elements) - elements)

    @cached_property
    def components(self) -> tuple[System, ...]:
        """The system in pieces that share no indicator."""
        groups = {name: {name} for name in self.natural}
        for row in self.rows:
            joined = set().union(*(groups[name] for name in row.coefficients))
            groups |= dict.fromkeys(joined, joined)
        distinct = {id(groups[name]): groups[name] for name in self.natural}
        return tuple(map(self._piece, distinct.values())) if len(distinct) > 1 else (self,)

    def connected_to(self, indicators: Iterable[str]) -> System:
        """The part of the system that has to do with some indicators."""
        group = set(indicators)
        while (
            grown := {n for row in self.rows if not group.isdisjoint(row.coefficients) for n in row.coefficients}
            - group
        ):
            group |= grown
        return self._piece(group)

    def _piece(self, group: Set[str]) -> System:
        return System(
            {name: ends for name, ends in self.natural.items() if name in group},
            tuple(value for value in self.values if value.indicator in group),
            tuple(row for row in self.rows if not group.isdisjoint(row.coefficients)),
        )

    @cached_property
    def program(self) -> Program:
        """The linear program of the indicators that identities relate; the others stand alone."""
        related = dict.fromkeys(name for row in self.rows for name in row.coefficients)
        columns = [Column(name, self.active_bounds[name].low, self.active_bounds[name].high) for name in related]
        return Program(columns, self.rows)

    def is_feasible(self) -> bool:
        """Whether any values satisfy every statement and identity at once."""
        return self.infeasibility_proof() is None

    def infeasibility_proof(self) -> Proof | None:
        """What proves that nothing satisfies the system; None where it can hold."""
        for name, held in self.active_bounds.items():
            if held.is_empty:
                low, high = (self._holders({name: way}) for way in (1, -1))
                return Proof(low.elements | high.elements, low.natural | high.natural)
        for part in self.components:
            multipliers = part.program.infeasibility() if part.rows else None
            if multipliers is not None:
                return part.proof_from(multipliers)
        return None

    def proof_from(self, multipliers: Multipliers) -> Proof:
        """The multipliers of a proof as those of values and identities; of several printings the first has it."""
        found = self._holders(multipliers.columns)
        return Proof(found.elements | dict(multipliers.rows), found.natural)

    def _holders(self, columns: Mapping[str, Number]) -> Proof:
        proof = Proof({}, {})
        for name, price in columns.items():
            by = self.active_bounds[name].low_by if price > 0 else self.active_bounds[name].high_by
            (proof.elements if by else proof.natural)[by[0] if by else name] = price
        return proof
