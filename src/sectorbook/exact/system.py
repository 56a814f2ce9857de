"""Systems of bounds on indicators, relations and identities between them, and proofs that a system is infeasible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from sectorbook.exact.elimination import Number
from sectorbook.exact.programs import Column, Constraint, Multipliers, Program
from sectorbook.exact.relations import End, Relation


@dataclass(frozen=True)
class Value:
    """The range of an indicator that a statement prints, under a reading.

    Attributes
    ----------
    name : str
        The first of `printings`.
    indicator : str
    low, high : Fraction or None
        The ends; None is unbounded.
    printings : tuple of str
        All statements that print this range of the indicator.
    """

    name: str
    indicator: str
    low: End
    high: End
    printings: tuple[str, ...]

    @property
    def ends(self) -> dict[str, Fraction]:
        """The bounded ends, by side: "low", "high"."""
        return {side: end for side, end in (("low", self.low), ("high", self.high)) if end is not None}


@dataclass
class ActiveBounds:
    """The intersection of an indicator's natural bounds and its values.

    Attributes
    ----------
    low, high : Fraction or None
        The ends; None is unbounded.
    low_by, high_by : list of str
        The values whose end this is; empty for a natural bound (a count is not negative), also where a value repeats
        it.
    """

    low: End
    high: End
    low_by: list[str] = field(default_factory=list)
    high_by: list[str] = field(default_factory=list)

    def intersect(self, value: Value) -> None:
        """Narrow the bounds by a value; all values with the same end are recorded."""
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
        """Whether the low end is above the high end."""
        return self.low is not None and self.high is not None and self.low > self.high


@dataclass(frozen=True)
class Proof:
    """Multipliers that prove an infeasibility or an optimum: positive ones of low ends, negative ones of high ends.

    Multiplied and added, the indicators of the values and the terms of the relations and identities cancel in a proof
    of infeasibility, while the ends add up to more than zero. In a proof of an optimum, they add up to the objective
    and the ends to its optimal value.

    Attributes
    ----------
    elements : dict
        By value or identity.
    natural : dict
        By indicator, for natural bounds.
    relations : dict
        By relation and side; both ends of one may take part.
    """

    elements: dict[str, Number]
    natural: dict[str, Number]
    relations: dict[tuple[str, str], Number] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """The values, relations and identities that take part."""
        return frozenset(self.elements) | {name for name, _ in self.relations}


@dataclass(frozen=True)
class System:
    """Values of indicators, and relations and identities between them.

    Attributes
    ----------
    natural : mapping
        The natural bounds of each indicator, which need no statement: counts, amounts and shares are not negative.
    values : tuple of Value
        The printed ranges, in ledger order.
    identities : tuple of Constraint
    relations : tuple of Relation
        The printed relations, in ledger order.
    """

    natural: Mapping[str, tuple[End, End]]
    values: tuple[Value, ...]
    identities: tuple[Constraint, ...]
    relations: tuple[Relation, ...] = ()

    @cached_property
    def rows(self) -> tuple[Constraint, ...]:
        """The identities, and the ends of the relations, as linear rows."""
        return (*self.identities, *(row for relation in self.relations for row in relation.constraints.values()))

    @cached_property
    def element_of(self) -> dict[str, str]:
        """The identity or relation of each row, by the row's name."""
        own = {row.name: row.name for row in self.identities}
        return own | {row: name for row, (name, _) in self.relation_ends.items()}

    @cached_property
    def relation_ends(self) -> dict[str, tuple[str, str]]:
        """The relation and the side of each row that is an end of one, by the row's name."""
        return {row.name: (one.name, side) for one in self.relations for side, row in one.constraints.items()}

    @cached_property
    def elements(self) -> tuple[str, ...]:
        """The names of the values, of the relations and of the identities, each in ledger order."""
        statements = (*(value.name for value in self.values), *(relation.name for relation in self.relations))
        return (*statements, *(row.name for row in self.identities))

    @cached_property
    def positions(self) -> dict[str, int]:
        """The position of each element in the ledger's order."""
        return {name: position for position, name in enumerate(self.elements)}

    @cached_property
    def active_bounds(self) -> dict[str, ActiveBounds]:
        """The bounds of each indicator that follow from its own values."""
        bounds = {name: ActiveBounds(*ends) for name, ends in self.natural.items()}
        for value in self.values:
            bounds[value.indicator].intersect(value)
        return bounds

    def keep(self, elements: Set[str]) -> System:
        """Return the system with only these values, relations and identities; the indicators stay.

        Parameters
        ----------
        elements : set of str
            Their names.

        Returns
        -------
        System
        """
        return System(
            self.natural,
            tuple(value for value in self.values if value.name in elements),
            tuple(row for row in self.identities if row.name in elements),
            tuple(relation for relation in self.relations if relation.name in elements),
        )

    def drop(self, elements: Set[str]) -> System:
        """Return the system without these values, relations and identities; the indicators stay.

        Parameters
        ----------
        elements : set of str
            Their names.

        Returns
        -------
        System
        """
        return self.keep(set(self.elements) - elements)

    @cached_property
    def components(self) -> tuple[System, ...]:
        """The smallest systems into which this one can be split: relations and identities connect indicators."""
        groups = {name: {name} for name in self.natural}
        for row in self.rows:
            connected = set().union(*(groups[name] for name in row.coefficients))
            groups |= dict.fromkeys(connected, connected)
        distinct = {id(group): group for group in groups.values()}
        return tuple(map(self._restrict, distinct.values())) if len(distinct) > 1 else (self,)

    def connected_to(self, indicators: Iterable[str]) -> System:
        """Return the part of the system that rows connect to some indicators, directly or through others.

        Parameters
        ----------
        indicators : iterable of str

        Returns
        -------
        System
        """
        reached: set[str] = set()
        group = set(indicators)
        while reached != group:
            reached = set(group)
            for row in self.rows:
                if not group.isdisjoint(row.coefficients):
                    group |= row.coefficients.keys()
        return self._restrict(group)

    def _restrict(self, group: Set[str]) -> System:
        """Return the part of the system that concerns a group of indicators."""
        return System(
            {name: ends for name, ends in self.natural.items() if name in group},
            tuple(value for value in self.values if value.indicator in group),
            tuple(row for row in self.identities if not group.isdisjoint(row.coefficients)),
            tuple(relation for relation in self.relations if not group.isdisjoint((relation.indicator, relation.base))),
        )

    @cached_property
    def program(self) -> Program:
        """The linear program of the indicators in rows; no other indicator needs one."""
        related = dict.fromkeys(name for row in self.rows for name in row.coefficients)
        columns = [Column(name, self.active_bounds[name].low, self.active_bounds[name].high) for name in related]
        return Program(columns, self.rows)

    def is_feasible(self) -> bool:
        """Whether all values, relations and identities can be satisfied at once.

        Returns
        -------
        bool
        """
        return self.infeasibility_proof() is None

    def infeasibility_proof(self) -> Proof | None:
        """Return a proof that the system is infeasible; None where it is feasible.

        Returns
        -------
        Proof or None
        """
        for name, bounds in self.active_bounds.items():
            if bounds.is_empty:
                return self._proof([(name, 1), (name, -1)], {})
        for part in self.components:
            multipliers = part.program.infeasibility() if part.rows else None
            if multipliers is not None:
                return part.proof_from(multipliers)
        return None

    def proof_from(self, multipliers: Multipliers) -> Proof:
        """Attribute the multipliers of the program to values, relations and identities.

        Parameters
        ----------
        multipliers : Multipliers
            Of this system's program.

        Returns
        -------
        Proof
            An end that several values have is attributed to the first of them.
        """
        return self._proof(multipliers.columns.items(), multipliers.rows)

    def _proof(self, columns: Iterable[tuple[str, Number]], rows: Mapping[str, Number]) -> Proof:
        """Attribute the multiplier of each bound of an indicator to the value that has it."""
        elements: dict[str, Number] = {}
        natural: dict[str, Number] = {}
        for name, multiplier in columns:
            bounds = self.active_bounds[name]
            names = bounds.low_by if multiplier > 0 else bounds.high_by
            if names:
                elements[names[0]] = multiplier
            else:
                natural[name] = multiplier
        ends = self.relation_ends
        relations = {ends[name]: multiplier for name, multiplier in rows.items() if name in ends}
        identities = {name: multiplier for name, multiplier in rows.items() if name not in ends}
        return Proof(elements | identities, natural, relations)
