"""The region that a system allows, in free amounts: those from which all others follow exactly."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sectorbook.exact.extremes import Extreme, extremes, tightest_bounds
from sectorbook.exact.programs import Constraint
from sectorbook.exact.relations import End
from sectorbook.exact.system import System

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Bounds = Mapping[str, tuple[Fraction, Fraction]]
Sum = dict[str, Fraction]
"""Coefficients of amounts; that of "" is a constant."""
Direction = tuple[tuple[str, Fraction], ...]
"""Coefficients of a sum of free amounts, the first of which is 1."""


@dataclass(frozen=True)
class Region:
    """What a connected part of a system allows.

    Attributes
    ----------
    sums : mapping
        Every amount as a sum of free ones and a constant.
    free : System
        The box of the free amounts, which is the tightest, as their natural ends; the sums that cut it as identities.
    inside : mapping
        The amounts at a point inside.
    """

    sums: Mapping[str, Sum]
    free: System
    inside: Mapping[str, Fraction]

    def amounts(self, free: Mapping[str, Array], n: int) -> dict[str, Array]:
        """Compute every amount from draws of the free ones.

        Parameters
        ----------
        free : mapping
            The draws of each free amount.
        n : int
            Their number.

        Returns
        -------
        dict
            The draws of each amount.
        """
        drawn = {**free, "": np.ones(n)}
        nothing = np.zeros(n)
        return {
            name: sum((float(c) * drawn[one] for one, c in form.items()), nothing) for name, form in self.sums.items()
        }


def bounded_region(part: System) -> Region:
    """Find the free amounts of a connected part of a system.

    Each equation, and each bound that always holds with equality, leaves one free amount less: the widest one follows
    from the others. All of it is in exact fractions.

    Parameters
    ----------
    part : System
        A feasible system, every amount of which is bounded.

    Returns
    -------
    Region
    """
    tightest = tightest_bounds(part)
    bounds = {name: (low.value or Fraction(0), high.value or Fraction(0)) for name, (low, high) in tightest.items()}
    reached = [extremes(part, row.coefficients) for row in part.rows]
    equations = [
        {**row.coefficients, "": -(low.value or Fraction(0))}
        for row, (low, high) in zip(part.rows, reached, strict=True)
        if low.value == high.value
    ]
    sums = _solve(bounds, equations)
    limits = [(_substitute(row.coefficients, sums), row.low, row.high) for row in part.rows]
    limits += [(form, *bounds[name]) for name, form in sums.items()]
    box = {name: bounds[name] for name, form in sums.items() if form == {name: 1}}
    return Region(sums, System(box, (), _cuts(limits, box)), _inner_point([*tightest.values(), *reached], bounds))


def _solve(bounds: Bounds, equations: Iterable[Sum]) -> dict[str, Sum]:
    """Write each amount as a sum of free ones and a constant."""
    sums = {name: {"": low} if low == high else {name: Fraction(1)} for name, (low, high) in bounds.items()}
    for equation in equations:
        form = _substitute(equation, sums)
        names = [name for name in form if name]
        if names:
            widest = max(names, key=lambda name: abs(form[name]) * (bounds[name][1] - bounds[name][0]))
            follows = {name: -c / form[widest] for name, c in form.items() if name != widest}
            sums |= {name: _substitute(one, {widest: follows}) for name, one in sums.items() if widest in one}
    return sums


def _substitute(form: Mapping[str, Fraction], sums: Mapping[str, Sum]) -> Sum:
    """Put sums in the place of the amounts that have one."""
    result: Sum = {}
    for name, times in form.items():
        for one, c in sums.get(name, {name: Fraction(1)}).items():
            result[one] = result.get(one, Fraction(0)) + times * c
    return {name: c for name, c in result.items() if c}


def _inner_point(pairs: Iterable[tuple[Extreme, Extreme]], bounds: Bounds) -> Sum:
    """Return the mean of all extreme points, which leaves room to every bound that is no equation."""
    points = [extreme.point for pair in pairs for extreme in pair]
    totals = {name: sum((point.get(name, low) for point in points), Fraction(0)) for name, (low, _) in bounds.items()}
    return {name: total / len(points) for name, total in totals.items()}


def _cuts(limits: Iterable[tuple[Sum, End, End]], box: Bounds) -> tuple[Constraint, ...]:
    """Return the sums of free amounts that cut their box, each once."""
    cuts: dict[Direction, tuple[End, End]] = {}
    for form, *ends in limits:
        names = sorted(name for name in form if name)
        if len(names) > 1:
            times, constant = form[names[0]], form.get("", Fraction(0))
            direction = tuple((name, form[name] / times) for name in names)
            low, high = (None if end is None else (end - constant) / times for end in ends[:: 1 if times > 0 else -1])
            least, most = cuts.get(direction, (None, None))
            cuts[direction] = (
                max((end for end in (low, least) if end is not None), default=None),
                min((end for end in (high, most) if end is not None), default=None),
            )
    rows = (_cut(str(number), dict(one), *ends, box) for number, (one, ends) in enumerate(cuts.items()))
    return tuple(row for row in rows if (row.low, row.high) != (None, None))


def _cut(name: str, form: Sum, least: End, most: End, box: Bounds) -> Constraint:
    """Make the row of a sum, without the ends that the box keeps anyway."""
    reach = [sorted(c * end for end in box[one]) for one, c in form.items()]
    low, high = sum(low for low, _ in reach), sum(high for _, high in reach)
    return Constraint(
        name,
        form,
        None if least is None or least <= low else least,
        None if most is None or most >= high else most,
    )
