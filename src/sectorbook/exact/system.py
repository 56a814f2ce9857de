"""Systems of bounds on indicators, relations and identities between them, and proofs that a system is infeasible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

from sectorbook.exact.relations import End, Relation
from sectorbook.exact.solving.elimination import Number
from sectorbook.exact.solving.programs import Column, Constraint, Multipliers, Program

Part = TypeVar("Part")


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
    solved : dict
        What was computed of this system so far, by what it is: see `sectorbook.exact.extremes`.
    """

    natural: Mapping[str, tuple[End, End]]
    values: tuple[Value, ...]
    identities: tuple[Constraint, ...]
    relations: tuple[Relation, ...] = ()
    solved: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    _earlier: Sequence[System] = field(default=(), init=False, compare=False, repr=False)

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

    def changed(self, **changes: Any) -> System:
        """Return the system with other values, identities or relations.

        Components that stay as they are keep what was computed of them.

        Parameters
        ----------
        **changes
            Attributes, as for `dataclasses.replace`.

        Returns
        -------
        System
        """
        changed = replace(self, **changes)
        object.__setattr__(changed, "_earlier", self.components)
        return changed

    @cached_property
    def components(self) -> tuple[System, ...]:
        """The smallest systems into which this one can be split: relations and identities connect indicators."""
        earlier = {next(iter(part.natural)): part for part in self._earlier if part.natural}
        known = ((part, earlier.get(next(iter(part.natural), ""))) for part in self._parts())
        return tuple(other if other is not None and part == other else part for part, other in known)

    def _parts(self) -> tuple[System, ...]:
        """Split the system into its components."""
        group_of: dict[str, int] = {}
        for number, name in enumerate(self.natural):
            if name not in group_of:
                group_of |= dict.fromkeys(self._reached_from([name]), number)
        numbers = dict.fromkeys(group_of[name] for name in self.natural)
        return self._split(group_of, numbers) if len(numbers) > 1 else (self,)

    def connected_to(self, indicators: Iterable[str]) -> System:
        """Return the part of the system that rows connect to some indicators, directly or through others.

        Parameters
        ----------
        indicators : iterable of str

        Returns
        -------
        System
        """
        found = {id(part): part for part in map(self._component_of.get, indicators) if part is not None}
        if len(found) == 1:
            return next(iter(found.values()))
        return self._split({name: 0 for part in found.values() for name in part.natural}, [0])[0]

    @cached_property
    def _component_of(self) -> dict[str, System]:
        """The component of each indicator."""
        return {name: part for part in self.components for name in part.natural}

    def _reached_from(self, indicators: Iterable[str]) -> set[str]:
        """Return the indicators that rows connect to some, and these themselves."""
        reached = set(indicators)
        waiting = list(reached)
        while waiting:
            for row in self._rows_of.get(waiting.pop(), ()):
                waiting += row.coefficients.keys() - reached
                reached |= row.coefficients.keys()
        return reached

    @cached_property
    def _rows_of(self) -> dict[str, list[Constraint]]:
        """The rows of each indicator that has any."""
        rows: dict[str, list[Constraint]] = defaultdict(list)
        for row in self.rows:
            for name in row.coefficients:
                rows[name].append(row)
        return rows

    def _split(self, group_of: Mapping[str, int], groups: Iterable[int]) -> tuple[System, ...]:
        """Return the part of the system that concerns each group of indicators; no row connects two groups."""
        names = _grouped(self.natural, group_of.get)
        values = _grouped(self.values, lambda value: group_of.get(value.indicator))
        identities = _grouped(self.identities, lambda row: group_of.get(next(iter(row.coefficients), "")))
        relations = _grouped(self.relations, lambda relation: group_of.get(relation.indicator))
        return tuple(
            System(
                {name: self.natural[name] for name in names[group]},
                tuple(values[group]),
                tuple(identities[group]),
                tuple(relations[group]),
            )
            for group in groups
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

    def element_at(self, number: int, is_low: bool) -> str:
        """Return the value, relation or identity that an end of the program's column or row is of; empty if natural.

        Parameters
        ----------
        number : int
            Of the column or row.
        is_low : bool
            Whether it is the low end.

        Returns
        -------
        str
            Of several values with the same end, the first.
        """
        name, width = self.program.names[number], self.program.matrix.width
        return self.value_at(name, is_low) if number < width else self.element_of[name]

    def value_at(self, indicator: str, is_low: bool) -> str:
        """Return the first of the values whose end bounds an indicator; empty for a natural bound.

        Parameters
        ----------
        indicator : str
        is_low : bool
            Whether it is the low end.

        Returns
        -------
        str
        """
        bounds = self.active_bounds[indicator]
        return next(iter(bounds.low_by if is_low else bounds.high_by), "")

    def _proof(self, columns: Iterable[tuple[str, Number]], rows: Mapping[str, Number]) -> Proof:
        """Attribute the multiplier of each bound of an indicator to the value that has it."""
        elements: dict[str, Number] = {}
        natural: dict[str, Number] = {}
        for name, multiplier in columns:
            value = self.value_at(name, multiplier > 0)
            if value:
                elements[value] = multiplier
            else:
                natural[name] = multiplier
        ends = self.relation_ends
        relations = {ends[name]: multiplier for name, multiplier in rows.items() if name in ends}
        identities = {name: multiplier for name, multiplier in rows.items() if name not in ends}
        return Proof(elements | identities, natural, relations)


def _grouped(parts: Iterable[Part], group: Callable[[Part], int | None]) -> dict[int, list[Part]]:
    """Sort parts of a system into groups; those without one are left out."""
    groups: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        number = group(part)
        if number is not None:
            groups[number].append(part)
    return groups
