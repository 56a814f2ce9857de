"""Random systems, and reference results by slow methods in fractions: enumeration and Fourier-Motzkin elimination."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterable, Mapping
from fractions import Fraction

from sectorbook.exact.solving.programs import Constraint
from sectorbook.exact.system import Proof, System, Value

Limit = tuple[Mapping[str, Fraction | int], Fraction]
"""A linear form, and what it is at most."""
WholeLimit = tuple[dict[str, int], int, int]
"""The same of whole numbers, and the size of the coefficient that is eliminated."""
Names = frozenset[str]
SIZES = [Fraction(1, 10**6), Fraction(1), Fraction(1000), Fraction(10**9)]
Table = list[list[Fraction]]


def limits(system: System) -> list[Limit]:
    """The natural ends, values and identities of a system as "at most"."""
    one = Fraction(1)
    ends = [({name: one}, *pair) for name, pair in system.natural.items()]
    ends += [({value.indicator: one}, value.low, value.high) for value in system.values]
    ends += [(dict(row.coefficients), row.low, row.high) for row in system.rows]
    closed: list[Limit] = [(form, high) for form, _, high in ends if high is not None]
    return closed + [({name: -c for name, c in form.items()}, -low) for form, low, _ in ends if low is not None]


def without(name: str, known: Iterable[Limit]) -> list[Limit]:
    """Eliminate an indicator: add each limit that bounds it from above to each that bounds it from below.

    Whole numbers throughout, several times as fast as fractions: each limit times its denominators.
    """
    sides: dict[int, list[WholeLimit]] = {-1: [], 0: [], 1: []}
    for form, end in known:
        times = math.lcm(end.denominator, *(c.denominator for c in form.values()))
        rest = {n: c.numerator * (times // c.denominator) for n, c in form.items()}
        c = rest.pop(name, 0)
        sides[(c > 0) - (c < 0)].append((rest, end.numerator * (times // end.denominator), abs(c)))
    for (above, one, a), (below, other, b) in itertools.product(sides[1], sides[-1]):
        total = {n: b * c for n, c in above.items()}
        for n, c in below.items():
            total[n] = total.get(n, 0) + a * c
        sides[0].append(({n: c for n, c in total.items() if c}, b * one + a * other, 0))
    tightest: dict[tuple[tuple[str, int], ...], Fraction] = {}
    for form, end, _ in sides[0]:
        size = math.gcd(*form.values()) or 1
        key = tuple(sorted((n, c // size) for n, c in form.items()))
        exact = Fraction(end, size)
        tightest[key] = min(exact, tightest.get(key, exact))
    return [(dict(key), end) for key, end in tightest.items()]


def feasible(system: System) -> bool:
    known = limits(system)
    for name in system.natural:
        known = without(name, known)
    return all(end >= 0 for _, end in known)


def greatest(system: System, form: Mapping[str, Fraction]) -> Fraction | None:
    """The greatest value of a form over a feasible system; None where it is unbounded."""
    known = [*limits(system), ({"form": Fraction(1)} | {n: -c for n, c in form.items()}, Fraction(0))]
    known.append(({n: -c for n, c in known[-1][0].items()}, Fraction(0)))
    for name in system.natural:
        known = without(name, known)
    return min((end / form["form"] for form, end in known if form.get("form", Fraction(0)) > 0), default=None)


def brute_force(system: System) -> tuple[set[Names], set[Names]]:
    """All conflicts and all repairs, from the feasibility of each subset of the elements."""
    all_names = frozenset(system.elements)
    feasible_sets: set[Names] = set()
    for size in range(len(all_names), -1, -1):
        for names in map(frozenset, itertools.combinations(system.elements, size)):
            if any(names < larger for larger in feasible_sets) or feasible(system.keep(names)):
                feasible_sets.add(names)
    infeasible_sets = {
        names
        for size in range(len(all_names) + 1)
        for names in map(frozenset, itertools.combinations(system.elements, size))
        if names not in feasible_sets
    }
    conflicts = {names for names in infeasible_sets if all(names - {name} in feasible_sets for name in names)}
    repairs = {
        all_names - names
        for names in feasible_sets
        if all(names | {name} in infeasible_sets for name in all_names - names)
    }
    return conflicts, (repairs if all_names in infeasible_sets else set())


def proves(system: System, proof: Proof) -> bool:
    """Whether the forms, times their multipliers, add up to zero and the ends to more."""
    values = {value.name: value for value in system.values}
    rows = {row.name: row for row in system.rows}
    forms: dict[str, Fraction] = {}
    total = Fraction(0)
    parts = [(proof.natural[name], {name: Fraction(1)}, *system.natural[name]) for name in proof.natural]
    for name, weight in proof.elements.items():
        if name in values:
            parts.append((weight, {values[name].indicator: Fraction(1)}, values[name].low, values[name].high))
        else:
            parts.append((weight, rows[name].coefficients, rows[name].low, rows[name].high))
    parts += [(weight, *relation_end(system, *end)) for end, weight in proof.relations.items()]
    for weight, form, low, high in parts:
        end = low if weight > 0 else high
        if not weight or end is None:
            return False
        total += weight * end
        for indicator, c in form.items():
            forms[indicator] = forms.get(indicator, Fraction(0)) + weight * c
    return total > 0 and not any(forms.values())


def relation_end(system: System, name: str, side: str) -> tuple[dict[str, Fraction], Fraction | None, Fraction | None]:
    """The form of one end of a relation and its two ends, of which one is open."""
    relation = next(relation for relation in system.relations if relation.name == name)
    number = relation.low if side == "low" else relation.high
    assert number is not None
    times, end = relation.conversion, relation.scale * number
    if not relation.is_difference:
        for _ in range(relation.years):
            times *= relation.offset + relation.scale * number
        end = Fraction(0)
    form = {relation.indicator: Fraction(1), relation.base: -times}
    return (form, end, None) if side == "low" else (form, None, end)


def random_system(seed: int) -> System:
    """A system of at most 8 elements, most of which a common point satisfies."""
    draw = random.Random(seed)
    names = ["a", "b", "c", "d"][: draw.randint(2, 4)]
    size = {name: draw.choice(SIZES) for name in names}
    point = {name: Fraction(draw.randint(-3, 6)) for name in names}
    natural = {
        name: (Fraction(0), None) if point[name] >= 0 and draw.random() < 0.5 else (None, None) for name in names
    }
    values = []
    for i in range(draw.randint(2, 5)):
        name = draw.choice(names)
        low = point[name] + draw.choice([-2, -1, 0, 0, 0, 1, 2]) - Fraction(draw.choice([0, 0, 1]), 3)
        high = low + draw.choice([0, 0, 1, 3])
        ends = [low * size[name], high * size[name]]
        if draw.random() < 0.25:
            ends[draw.randint(0, 1)] = None  # type: ignore[call-overload]
        printings = (f"v{i}", f"v{i} again") if draw.random() < 0.3 else (f"v{i}",)
        values.append(Value(f"v{i}", name, ends[0], ends[1], printings))
    if draw.random() < 0.2:
        values.append(Value("same", *(getattr(values[0], part) for part in ("indicator", "low", "high")), ("same",)))
    rows = []
    for i in range(draw.randint(1, 2)):
        used = draw.sample(names, draw.randint(2, min(3, len(names))))
        form = {name: Fraction(draw.choice([1, 1, 1, -1, -1, 2, -3])) / size[name] for name in used}
        end = sum(c * size[name] * point[name] for name, c in zip(form, form.values(), strict=True))
        rows.append(Constraint(f"r{i}", form, end if draw.random() < 0.6 else None, end))
    if draw.random() < 0.3:  # the first identity once more, times a number
        times = Fraction(draw.choice([2, 7, 1000]))
        low, high = (None if end is None else end * times for end in (rows[0].low, rows[0].high))
        rows.append(Constraint("again", {name: c * times for name, c in rows[0].coefficients.items()}, low, high))
    return System(natural, tuple(values), tuple(rows))


def gauss(table: Table, unknowns: int) -> list[Fraction] | None:
    """The solution of dense equations, each with its constant last; None where there is none, or more than one."""
    rows = [list(map(Fraction, row)) for row in table]
    for place in range(unknowns):
        pivot = next((row for row in rows[place:] if row[place]), None)
        if pivot is None:
            return None
        rows.remove(pivot)
        rows.insert(place, [c / pivot[place] for c in pivot])
        for i, row in enumerate(rows):
            if i != place:
                rows[i] = [c - row[place] * p for c, p in zip(row, rows[place], strict=True)]
    return None if any(row[-1] for row in rows[unknowns:]) else [row[-1] for row in rows[:unknowns]]
