"""Conflicts between values and identities, and repairs: which of them to set aside.

A conflict is a minimal set that is infeasible (irreducible infeasible subset: Chinneck and Dravnieks 1991,
doi:10.1287/ijoc.3.2.157). A repair is a minimal set without which the others are feasible (error localization: Fellegi
and Holt 1976, doi:10.1080/01621459.1976.10481472). The repairs are the minimal hitting sets of the conflicts, and the
conflicts those of the repairs (Reiter 1987, doi:10.1016/0004-3702(87)90062-2), so both are enumerated together, as in
MARCO (Liffiton et al. 2016, doi:10.1007/s10601-015-9183-0).
"""

import heapq
import itertools
import math
from collections.abc import Iterable, Mapping, Set
from fractions import Fraction
from functools import cached_property, partial
from typing import NamedTuple

from sectorbook.errors import SectorbookError
from sectorbook.exact.programs import Column, Constraint, Program
from sectorbook.exact.system import Proof, System

COMPLETE_UP_TO = 60
"""Number of values up to which all minimal sets of a system are enumerated by default."""
LIMIT, MANY = 1000, 100_000
"""Default limits of a larger system, and of one that small, which rarely has so many sets."""
Names = frozenset[str]


class MinimalSets(list[Names]):
    """Minimal sets of values and identities, smallest first, then in ledger order.

    Parameters
    ----------
    sets : iterable of frozenset
    complete : bool
    system : System
    proofs : mapping

    Attributes
    ----------
    complete : bool
        Whether there are no other sets.
    printings : dict
        The statements that print each value, by its name, which is the first of them.
    proofs : dict
        For each conflict, the multipliers that prove it infeasible; empty for repairs.
    """

    def __init__(self, sets: Iterable[Names], complete: bool, system: System, proofs: Mapping[Names, Proof]) -> None:
        super().__init__(sorted(sets, key=partial(_rank, system)))
        self.complete = complete
        self.printings = {value.name: value.printings for value in system.values}
        self.printings |= {relation.name: relation.printings for relation in system.relations}
        self.proofs = dict(proofs)


def find_conflicts(system: System, limit: int | None = None) -> MinimalSets:
    """Enumerate the conflicts.

    Parameters
    ----------
    system : System
    limit : int, optional
        Number of conflicts or candidate repairs of a component after which its search stops. By default 100,000 for
        systems of up to 60 values, else 1000.

    Returns
    -------
    MinimalSets

    Raises
    ------
    SectorbookError
        If the limit is not a positive integer.
    """
    limit = _check_limit(system, limit)
    searches = [_search(part, limit) for part in system.components]
    proofs = {names: proof for search in searches for names, proof in search.conflicts.items()}
    return MinimalSets(proofs, all(search.complete for search in searches), system, proofs)


def find_repairs(system: System, limit: int | None = None, keep: Iterable[str] = ()) -> MinimalSets:
    """Enumerate the repairs.

    Parameters
    ----------
    system : System
    limit : int, optional
        Greatest number of repairs, and of the conflicts or candidate repairs of a component after which its search
        stops. By default 100,000 for systems of up to 60 values, else 1000.
    keep : iterable of str
        Values and identities that no repair may contain.

    Returns
    -------
    MinimalSets
        Empty where the system is feasible.

    Raises
    ------
    SectorbookError
        If the limit is not a positive integer.
    """
    limit = _check_limit(system, limit)
    kept = frozenset(keep)
    searches = [search for search in (_search(part, limit) for part in system.components) if search.conflicts]
    rank = partial(_rank, system)
    choices = [sorted((names for names in search.repairs if not names & kept), key=rank) for search in searches]
    count = math.prod(map(len, choices)) if choices else 0
    sets = (frozenset().union(*chosen) for chosen in itertools.product(*choices))
    complete = all(search.complete for search in searches) and count <= limit
    return MinimalSets(itertools.islice(sets, min(count, limit)), complete, system, {})


class _Search(NamedTuple):
    """The conflicts of a component with their proofs, its repairs, and whether these are all."""

    conflicts: dict[Names, Proof]
    repairs: set[Names]
    complete: bool


def _rank(system: System, names: Names) -> tuple[int, list[int]]:
    """Sort key of a set: its size, then the positions of its members in the ledger."""
    return len(names), sorted(system.positions[name] for name in names)


def _check_limit(system: System, limit: int | None) -> int:
    """Return the limit, by default one that depends on the size of the system."""
    if limit is None:
        return LIMIT if len(system.values) > COMPLETE_UP_TO else MANY
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise SectorbookError(f"The limit is {limit!r}. Give a whole number of sets, at least 1, or none.")
    return limit


class _Trials:
    """What of a component is feasible: one program, in which each value is a row and any row can be left open.

    It only finds points, from one basis after the other. Proofs come from programs of their own, so that they do not
    depend on what was tried before.
    """

    def __init__(self, part: System) -> None:
        self.part = part
        self.elements = frozenset(part.elements)

    @cached_property
    def program(self) -> Program:
        """The program."""
        columns = [Column(name, *ends) for name, ends in self.part.natural.items()]
        one = Fraction(1)
        values = [Constraint(value.name, {value.indicator: one}, value.low, value.high) for value in self.part.values]
        return Program(columns, [*values, *self.part.rows])

    def proof(self, kept: Set[str]) -> Proof | None:
        """Prove that some elements are infeasible; None where they are not."""
        if kept == self.elements or not self.part.rows:
            return self.part.keep(kept).infeasibility_proof()
        self.program.leave_open(self.elements - kept | self._rows_of(self.elements - kept))
        return None if self.program.is_feasible() else self.part.keep(kept).infeasibility_proof()

    def _rows_of(self, elements: Set[str]) -> set[str]:
        """Return the names of the rows of elements."""
        return {row for row, element in self.part.element_of.items() if element in elements}

    def conflict_proof(self, kept: Set[str]) -> Proof | None:
        """Prove one conflict; None where the elements are feasible.

        The last elements of the first proof are dropped first, as long as the others are infeasible.
        """
        proof = self.proof(kept)
        for name in reversed(self.part.elements) if proof else ():
            if proof and name in proof.names:
                proof = self.proof(proof.names - {name}) or proof
        return proof


def _search(part: System, limit: int) -> _Search:
    """Enumerate the conflicts and repairs of a component.

    The smallest minimal hitting set of the conflicts so far is tried: either the others are feasible without it, and
    it is a repair, or they contain a new conflict.
    """
    trials = _Trials(part)
    conflicts: dict[Names, Proof] = {}
    repairs: set[Names] = set()
    hitting: set[Names] = {frozenset()}
    untried = [(_rank(part, frozenset()), frozenset[str]())]
    while untried and max(len(conflicts), len(hitting)) <= limit:
        _, candidate = heapq.heappop(untried)
        if candidate not in hitting:
            continue
        proof = trials.conflict_proof(trials.elements - candidate)
        if proof is None:
            repairs.add(candidate)
            continue
        conflicts[proof.names] = proof
        extended = _hit_another(hitting, proof.names)
        for names in extended - hitting:
            heapq.heappush(untried, (_rank(part, names), names))
        hitting = extended
    complete = not any(names in hitting for _, names in untried)
    if not repairs:
        repairs.add(_extend_to_repair(trials, min(hitting, key=partial(_rank, part)), conflicts))
    return _Search(conflicts, repairs, complete)


def _extend_to_repair(trials: _Trials, names: Names, conflicts: dict[Names, Proof]) -> Names:
    """Extend a hitting set of the conflicts so far to a repair, and record the new conflicts on the way."""
    positions = trials.part.positions
    while proof := trials.conflict_proof(trials.elements - names):
        conflicts[proof.names] = proof
        names |= {max(proof.names, key=positions.__getitem__)}
    for name in sorted(names, key=positions.__getitem__):
        if trials.proof(trials.elements - names | {name}) is None:
            names -= {name}
    return names


def _hit_another(hitting: set[Names], conflict: Names) -> set[Names]:
    """Compute the minimal hitting sets of one conflict more (Berge 1989, Hypergraphs)."""
    already = {names for names in hitting if names & conflict}
    extended = {names | {name} for names in hitting - already for name in conflict}
    return already | {names for names in extended if not any(other < names for other in already)}
