"""Random systems with relations, and what they allow by elimination in exact fractions."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from helpers.brute_force import without

F = Fraction
End = Fraction | None
Row = tuple[dict[str, Fraction], Fraction]
"""A linear form, and what it is at most."""


@dataclass(frozen=True)
class Case:
    """Plain tables of ranges, identities and relations."""

    ranges: dict[str, tuple[End, End]]
    sums: dict[str, tuple[str, dict[str, int]]]
    relations: dict[str, tuple[str, str, str, End, End, int]]

    @property
    def tables(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """The three tables that `reconcile_bounds` takes."""
        bounds = pd.DataFrame.from_dict(self.ranges, orient="index", columns=["low", "high"], dtype=object)
        terms = [(name, term, c, sign) for name, (sign, form) in self.sums.items() for term, c in form.items()]
        identities = pd.DataFrame(terms, columns=["identity", "term", "coefficient", "relation"])
        columns = ["relation", "indicator", "of", "low", "high", "years"]
        return bounds, identities, pd.DataFrame.from_dict(self.relations, orient="index", columns=columns, dtype=object)

    @property
    def elements(self) -> tuple[str, ...]:
        """The names of what can be set aside."""
        printed = (name for name, ends in self.ranges.items() if ends != (None, None))
        return (*printed, *self.relations, *self.sums)

    def rows(self, kept: Iterable[str]) -> list[Row]:
        """What some elements say as "at most", and that no amount is negative."""
        kept = set(kept)
        rows: list[Row] = [({name: F(-1)}, F(0)) for name in self.ranges]
        for name, (low, high) in self.ranges.items():
            if name in kept:
                rows += between({name: F(1)}, low, high)
        for name, (sign, form) in self.sums.items():
            exact = {term: F(c) for term, c in form.items()}
            if name in kept:
                rows += between(exact, F(0) if sign == "=" else None, F(0))
        for name, relation in self.relations.items():
            if name in kept:
                rows += relation_rows(*relation)
        return rows


def between(form: Mapping[str, Fraction], low: End, high: End) -> list[Row]:
    """A form between two ends."""
    rows: list[Row] = []
    if high is not None:
        rows.append((dict(form), high))
    if low is not None:
        rows.append(({name: -c for name, c in form.items()}, -low))
    return rows


def relation_rows(kind: str, a: str, b: str, low: End, high: End, years: int) -> list[Row]:
    """The rows of a relation, written out for each kind."""
    if kind == "more":
        return between({a: F(1), b: F(-1)}, low, high)
    if kind == "share":
        high = F(100) if high is None else high
    rows: list[Row] = []
    for is_low, end in ((True, low), (False, high)):
        if end is None:
            continue
        if kind in ("share", "percent_of"):
            times = end / 100
        elif kind == "change":
            times = 1 + end / 100
        elif kind == "yearly":
            times = F(1)
            for _ in range(years):
                times *= 1 + end / 100
        else:
            times = end
        form = {a: F(1), b: -times}
        rows.append(({name: -c for name, c in form.items()}, F(0)) if is_low else (form, F(0)))
    return rows


def feasible(rows: list[Row], names: Iterable[str]) -> bool:
    """Whether a point satisfies all rows, by Fourier-Motzkin elimination."""
    for name in names:
        rows = without(name, rows)
    return all(end >= 0 for _, end in rows)


def greatest(rows: list[Row], names: Iterable[str], form: Mapping[str, Fraction]) -> End:
    """The greatest value of a form over rows that a point satisfies; None where it has none."""
    rows = [*rows, ({"form": F(1), **{n: -c for n, c in form.items()}}, F(0))]
    for name in names:
        rows = without(name, rows)
    return min((end / row["form"] for row, end in rows if row.get("form", F(0)) > 0), default=None)


def random_case(seed: int) -> Case:
    """A case of a few amounts of which most are near a point that satisfies all."""
    draw = random.Random(seed)
    names = [f"v{i}" for i in range(draw.choice([2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9]))]
    point = {name: F(draw.choice([0, 1, 2, 3, 5, 8, 12, 20])) for name in names}
    ranges: dict[str, tuple[End, End]] = {}
    for name in names:
        slack = [F(draw.choice([0, 0, 1, 2, 4]), draw.choice([1, 3])) for _ in range(2)]
        moved = point[name] + draw.choice([0, 0, 0, 0, 2])
        low, high = max(F(0), moved - slack[0]), moved + slack[1]
        ranges[name] = draw.choice([(low, high), (low, high), (low, None), (None, high), (None, None)])
    sums: dict[str, tuple[str, dict[str, int]]] = {}
    if len(names) > 2 and draw.random() < 0.7:
        parts = draw.sample(names, 3)
        ranges[parts[2]] = (None, None) if draw.random() < 0.5 else ranges[parts[2]]
        sums["sum"] = (draw.choice(["=", "=", "<="]), {parts[0]: 1, parts[1]: 1, parts[2]: -1})
    relations: dict[str, tuple[str, str, str, End, End, int]] = {}
    for i in range(draw.randint(1, max(3, len(names) // 2))):
        a, b = draw.sample(names, 2)
        relation = random_relation(draw, a, b, point)
        # What two statements print alike is one element.
        if relation_rows(*relation) not in [relation_rows(*other) for other in relations.values()]:
            relations[f"r{i}"] = relation
    return Case(ranges, sums, relations)


def random_relation(
    draw: random.Random, a: str, b: str, point: Mapping[str, Fraction]
) -> tuple[str, str, str, End, End, int]:
    """A relation that mostly holds at a point."""
    kind = draw.choice(["share", "percent_of", "change", "yearly", "times", "per", "more"])
    ratio = point[a] / point[b] if point[b] else F(draw.choice([0, 1, 2]))
    years = draw.randint(1, 3) if kind == "yearly" else 1
    number = {
        "share": min(F(100), 100 * ratio),
        "percent_of": 100 * ratio,
        "change": 100 * (ratio - 1),
        "yearly": F(draw.choice([-100, -50, 0, 10, 25, 100])),
        "more": point[a] - point[b],
    }.get(kind, ratio)
    width = F(draw.choice([0, 0, 1, 5]), draw.choice([1, 2])) * (1 if kind in ("more", "times", "per") else 10)
    low, high = number - width, number + width + draw.choice([0, 0, 0, 1])
    least = {"share": F(0), "more": None, "change": F(-100), "yearly": F(-100)}.get(kind, F(0))
    low = low if least is None else max(least, low)
    high = min(F(100), high) if kind == "share" else high
    if draw.random() < 0.2:
        return (kind, a, b, low, None, years) if draw.random() < 0.5 else (kind, a, b, None, high, years)
    return kind, a, b, low, high, years
