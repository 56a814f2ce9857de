"""Which values and identities cannot all hold, and which of them to set aside.

A conflict is a minimal set that cannot hold (irreducible infeasible subset: Chinneck and Dravnieks 1991,
doi:10.1287/ijoc.3.2.157). A repair is a minimal set without which the rest can hold (error localisation: Fellegi and
Holt 1976, doi:10.1080/01621459.1976.10481472). Each repair meets every conflict and each conflict every repair
(Reiter 1987, doi:10.1016/0004-3702(87)90062-2), so both are found together, as in MARCO (Liffiton et al. 2016,
doi:10.1007/s10601-015-9183-0).
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sectorbook.errors import SectorbookError
from sectorbook.exact.system import Proof, System

COMPLETE_UP_TO = 60
"""Values in a system whose minimal sets are all found, unless a limit is given."""
LIMIT, MANY = 1000, 100_000
"""Sets that are looked for in a larger system; and in a smaller one, which rarely has so many."""
Names = frozenset[str]


class MinimalSets(list[Names]):
    """Sets of values and identities, each value by its first printing; smallest first, then in ledger order.

    Attributes
    ----------
    complete : whether these are all there are
    printings : by value, the statements that print it
    proofs : by conflict, the weights which prove that it cannot hold
    """

    def __init__(self, sets: Iterable[Names], complete: bool, system: System, proofs: Mapping[Names, Proof]) -> None:
        super().__init__(sorted(sets, key=_Order(system)))
        self.complete = complete
        self.printings = {value.name: value.printings for value in system.values}
        self.proofs = dict(proofs)


def find_conflicts(system: System, limit: int | None = None) -> MinimalSets:
    """Every conflict; of each part of the system not many more than `limit` where one is given.

    Without one all are found in systems of up to 60 values, unless a part has some thousands; in larger ones up to
    1000 a part. `complete` says so.
    """
    searches = [_search(part, _checked(limit) or _limit_for(system)) for part in system.components]
    proofs = {names: proof for found in searches for names, proof in found.conflicts.items()}
    return MinimalSets(proofs, all(found.complete for found in searches), system, proofs)


def find_repairs(system: System, limit: int | None = None, keep: Iterable[str] = ()) -> MinimalSets:
    """Every repair that leaves the elements of `keep` in place; none where the system can hold.

    Without a limit all are found in systems of up to 60 values (100,000 at most), in larger ones up to 1000.
    """
    limit = _checked(limit) or _limit_for(system)
    kept = frozenset(keep)
    searches = [found for found in (_search(part, limit) for part in system.components) if found.conflicts]
    choices = [sorted((names for names in found.repairs if not names & kept), key=_Order(system)) for found in searches]
    together = math.prod(map(len, choices)) if choices else 0
    sets = (frozenset().union(*chosen) for chosen in itertools.product(*choices))
    complete = all(found.complete for found in searches) and together <= limit
    return MinimalSets(itertools.islice(sets, min(together, limit)), complete, system, {})


@dataclass(frozen=True)
class _Found:
    conflicts: dict[Names, Proof]
    repairs: set[Names]
    complete: bool


class _Order:
    """Smallest first, then by the places of the members in the ledger."""

    def __init__(self, system: System) -> None:
        self.place = {name: i for i, name in enumerate(system.elements)}

    def __call__(self, names: Names) -> tuple[int, list[int]]:
        return len(names), sorted(self.place[name] for name in names)


def _checked(limit: int | None) -> int | None:
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 1):
        raise SectorbookError(f"The limit is {limit!r}. Give a whole number of sets, at least 1, or none.")
    return limit


def _limit_for(system: System) -> int:
    return LIMIT if len(system.values) > COMPLETE_UP_TO else MANY


def _search(part: System, limit: int) -> _Found:
    """The conflicts and repairs of a part, found by turns.

    A smallest set that meets every conflict known is tried: either the rest can hold without it, and it is a repair,
    or the rest has a conflict that was not known.
    """
    order = _Order(part)
    found: dict[Names, Proof] = {}
    cures: set[Names] = set()
    meeting: set[Names] = {frozenset()}
    untried = [(order(frozenset()), frozenset[str]())]
    while untried and max(len(found), len(meeting)) <= limit:
        _, tried = heapq.heappop(untried)
        if tried not in meeting:
            continue
        new = _conflict(part.drop(tried))
        if new is None:
            cures.add(tried)
            continue
        names = frozenset(new.elements)
        found[names] = new
        grown = _meeting_too(meeting, names)
        for candidate in grown - meeting:
            heapq.heappush(untried, (order(candidate), candidate))
        meeting = grown
    complete = not any(names in meeting for _, names in untried)
    if not cures:
        cures.add(_cure(part, min(meeting, key=order), found))
    return _Found(found, cures, complete)


def _cure(part: System, tried: Names, found: dict[Names, Proof]) -> Names:
    """One repair where none was met, from a set that meets the conflicts known; those met on the way are added."""
    while new := _conflict(part.drop(tried)):
        names = frozenset(new.elements)
        found[names] = new
        tried |= {max(names, key=part.positions.__getitem__)}
    for name in sorted(tried, key=part.positions.__getitem__):
        if part.drop(tried - {name}).is_feasible():
            tried -= {name}
    return tried


def _meeting_too(meeting: set[Names], conflict: Names) -> set[Names]:
    """The minimal sets that meet one conflict more (Berge 1989, Hypergraphs)."""
    already = {names for names in meeting if names & conflict}
    grown = {names | {name} for names in meeting - already for name in conflict}
    return already | {names for names in grown if not any(other < names for other in already)}


def _conflict(system: System) -> Proof | None:
    """One conflict, by its proof: of the elements of a first proof, the last ones are tried without first."""
    proof = system.infeasibility_proof()
    for name in reversed(system.elements) if proof else ():
        if proof and name in proof.elements:
            proof = system.keep(proof.elements.keys() - {name}).infeasibility_proof() or proof
    return proof
