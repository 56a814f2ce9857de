"""The first minimal set of elements that forces an extreme, among all proofs of it.

The proofs of an optimum are the multipliers of the bounds that are tight at an optimal point, whichever, as long as
they add up to the objective (complementary slackness). They differ by multipliers that add up to nothing, and those are
few: redundant identities, and bounds that meet by coincidence. So the search is exact and small in large systems, too.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sectorbook.exact.certificates import ConstraintMatrix
from sectorbook.exact.elimination import Number, null_space
from sectorbook.exact.programs import Multipliers, Solution
from sectorbook.exact.simplex import Tableau
from sectorbook.exact.system import Proof, System

Vector = Mapping[int, Number]
"""The multipliers of some columns and rows, by their number."""


def first_proof(part: System, solution: Solution) -> Proof:
    """Return the proof of an optimum by the first minimal set of elements that forces it.

    Parameters
    ----------
    part : System
        A component with rows.
    solution : Solution
        The optimum of a form of its indicators, as minimized.

    Returns
    -------
    Proof
        By what is left when the last elements of the ledger are dropped first, as long as the others force the optimum.
    """
    tight = (solution.at_low | solution.at_high).tolist()
    vectors = list(_differences(part.program.matrix, tight, solution))
    if not vectors:
        return part.proof_from(solution.multipliers)
    choice = _Choice(part, solution, vectors)
    for element in sorted(choice.sides, key=part.positions.__getitem__, reverse=True):
        choice.drop(element)
    chosen = part.program.name_multipliers({**solution.proof, **choice.multipliers})
    apart = {name: c for name, c in solution.multipliers.columns.items() if name not in part.program.index}
    return part.proof_from(Multipliers({**chosen.columns, **apart}, chosen.rows))


class _Choice:
    """The proofs of an optimum: one of them, plus any multiple of each difference that leaves the signs possible."""

    def __init__(self, part: System, solution: Solution, vectors: Sequence[Vector]) -> None:
        self.proof = solution.proof
        numbers = sorted({i for vector in vectors for i in vector})
        self.places = {i: place for place, i in enumerate(numbers, len(vectors))}
        self.sides: dict[str, list[tuple[int, bool]]] = defaultdict(list)
        ends: list[tuple[Number | None, Number | None]] = [(None, None)] * len(vectors)
        for i in numbers:
            zero, is_low, is_high = -self.proof.get(i, 0), bool(solution.at_low[i]), bool(solution.at_high[i])
            ends.append((None if is_high else zero, None if is_low else zero))
            for is_own, side in ((is_low, True), (is_high, False)):
                element = part.element_at(i, side) if is_own else ""
                if element:
                    self.sides[element].append((i, side))
        forms = [{k: vector[i] for k, vector in enumerate(vectors) if i in vector} for i in numbers]
        self.tableau = Tableau(ends, forms)
        self.multipliers: dict[int, Number] = {i: self.proof.get(i, 0) for i in numbers}

    def drop(self, element: str) -> None:
        """Forbid the multipliers of an element, unless every proof that is left needs one."""
        before = {self.places[i]: self.tableau.ends[self.places[i]] for i, _ in self.sides[element]}
        for i, is_low in self.sides[element]:
            zero, (low, high) = -self.proof.get(i, 0), self.tableau.ends[self.places[i]]
            self.tableau.ends[self.places[i]] = (low, zero) if is_low else (zero, high)
        if any(self.multipliers[i] > 0 if is_low else self.multipliers[i] < 0 for i, is_low in self.sides[element]):
            if self.tableau.make_feasible() is not None:
                self.tableau.ends |= before
                self.tableau.make_feasible()
            moved = {i: self.tableau.value(place) for i, place in self.places.items()}
            self.multipliers = {i: self.proof.get(i, 0) + change for i, change in moved.items()}


def _differences(matrix: ConstraintMatrix, tight: Sequence[bool], solution: Solution) -> Iterator[Vector]:
    """Yield a basis of the differences between a proof and others, as far as these are connected to it."""
    seen: set[int] = set()
    waiting = list(solution.proof)
    while waiting:
        i = waiting.pop()
        for row in [i] if i >= matrix.width else matrix.transposed.get(i, ()):
            if tight[row] and row not in seen:
                if row not in solution.blocks:
                    equations, rows = _block(matrix, tight, row)
                    vectors = [matrix.reduced_costs(v, {}) | v for v in null_space(equations, sorted(rows))]
                    solution.blocks.update(dict.fromkeys(rows, (rows, vectors)))
                rows, vectors = solution.blocks[row]
                seen |= rows
                for vector in vectors:
                    waiting += vector
                    yield vector


def _block(matrix: ConstraintMatrix, tight: Sequence[bool], start: int) -> tuple[list[Vector], set[int]]:
    """Return the tight rows that columns connect to one, which are at no end, and what has to be zero for each column.

    The multiplier of a column at an end makes up for those of its rows.
    """
    equations: dict[int, Vector] = {}
    rows, waiting = {start}, [start]
    while waiting:
        for column in matrix.forms[waiting.pop() - matrix.width]:
            if not tight[column] and column not in equations:
                equations[column] = {row: c for row, c in matrix.transposed[column].items() if tight[row]}
                waiting += equations[column].keys() - rows
                rows |= equations[column].keys()
    return list(equations.values()), rows
