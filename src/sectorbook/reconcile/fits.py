"""How statements that are tested compare with what a report's core allows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from sectorbook.exact.extremes import Extreme, extremes, ratio_extremes
from sectorbook.exact.programs import exact_fraction
from sectorbook.exact.relations import End, Relation
from sectorbook.exact.system import System
from sectorbook.ledger.readings import widen
from sectorbook.values.intervals import interval_from_exact


class Fit(NamedTuple):
    """How a tested statement compares with the core's range, in the statement's unit.

    Attributes
    ----------
    low, high : float
        The tested ends; infinite where open.
    verdict : str
        "fits", "narrows", "clashes", or "only at zero".
    by : float
        How much of the core's range lies outside the statement, or the gap between the two.
    against : tuple of str
        The statements, relations and identities that force the core's range there.
    """

    low: float
    high: float
    verdict: str
    by: float
    against: tuple[str, ...]


def fit_amount(system: System, statement: Mapping[Any, Any], about: str, core: Mapping[Any, Any]) -> Fit:
    """Compare a statement of an amount with the core's range of it.

    Parameters
    ----------
    system : System
        The core.
    statement : mapping
        The tested statement's cells.
    about : str
        The reading.
    core : mapping
        The row of `Result.bounds`.

    Returns
    -------
    Fit
    """
    tested = interval_from_exact(*widen(statement, about), "")
    low, high = tested.low, tested.high
    low_by, high_by = core["binding"]
    if low > core["high"]:
        return Fit(low, high, "clashes", _difference(low, core["high"]), high_by)
    if high < core["low"]:
        return Fit(low, high, "clashes", _difference(core["low"], high), low_by)
    excess = [max(0.0, _difference(low, core["low"])), max(0.0, _difference(core["high"], high))]
    against = _in_order(system, [by for by, size in zip((low_by, high_by), excess, strict=True) if size])
    return Fit(low, high, "narrows" if any(excess) else "fits", sum(excess), against)


def fit_relation(system: System, relation: Relation) -> Fit:
    """Compare a printed relation with the ratios or differences that the core allows.

    Parameters
    ----------
    system : System
        The core, which is feasible.
    relation : Relation
        The tested relation.

    Returns
    -------
    Fit
        A ratio is compared where the base is not 0. Where the base can only be 0 for the relation to hold, the verdict
        is "only at zero".
    """
    tested = interval_from_exact(relation.low, relation.high, "")
    possible = possible_factors(system, relation)
    if possible is None:
        return _fit_at_zero(system, relation)
    low, high = possible
    factors = {side: relation.factor(end) for side, end in relation.ends.items()}
    above = _gap(factors.get("low"), high.value)
    below = _gap(low.value, factors.get("high"))
    if above > 0 or below > 0:
        can_be_zero = not relation.is_difference and _with(system, relation).is_feasible()
        gap = _number_gap(relation, low.value, high.value, above > 0)
        against = high.binding if above > 0 else low.binding
        return Fit(tested.low, tested.high, "only at zero" if can_be_zero else "clashes", gap, against)
    excess = _excess(relation, low.value, high.value)
    against = _in_order(system, [e.binding for e, size in zip((low, high), excess, strict=True) if size])
    return Fit(tested.low, tested.high, "narrows" if any(excess) else "fits", float(sum(excess)), against)


def possible_factors(system: System, relation: Relation) -> tuple[Extreme, Extreme] | None:
    """Compute how many times its base an indicator can be; for a difference, by how much it can exceed it.

    Parameters
    ----------
    system : System
        A feasible system.
    relation : Relation
        Its ends do not matter.

    Returns
    -------
    tuple of Extreme or None
        None for a ratio whose base can only be 0.
    """
    one = Fraction(1)
    if relation.is_difference:
        return extremes(system, {relation.indicator: one, relation.base: -relation.conversion})
    if extremes(system, {relation.base: one})[1].value == 0:
        return None
    return ratio_extremes(system, {relation.indicator: one}, {relation.base: one})


def allowed_numbers(system: System, relation: Relation) -> tuple[End, End]:
    """Compute which numbers of a relation a system without it allows.

    Parameters
    ----------
    system : System
        A feasible system.
    relation : Relation
        Its ends do not matter.

    Returns
    -------
    tuple of Fraction or None
        The least and the greatest number, such as the percent of a change; None where it is unbounded, or where the
        base can only be 0.
    """
    factors = possible_factors(system, relation)
    low, high = (None, None) if factors is None else (end.value for end in factors)
    return (
        None if low is None else relation.number(low, is_low=True),
        None if high is None else relation.number(high, is_low=False),
    )


def _fit_at_zero(system: System, relation: Relation) -> Fit:
    """Compare a ratio whose base can only be 0."""
    tested = interval_from_exact(relation.low, relation.high, "")
    is_printed = any(value.indicator == relation.base and value.high == 0 for value in system.values)
    verdict = "clashes" if not _with(system, relation).is_feasible() else "fits" if is_printed else "only at zero"
    return Fit(tested.low, tested.high, verdict, math.nan, extremes(system, {relation.base: Fraction(1)})[1].binding)


def _with(system: System, relation: Relation) -> System:
    """Add a relation to a system."""
    return System(system.natural, system.values, system.identities, (*system.relations, relation))


def _gap(one: End, other: End) -> Fraction:
    """Subtract the second end from the first; 0 where one is unbounded."""
    return Fraction(0) if one is None or other is None else one - other


def _number_gap(relation: Relation, low: End, high: End, is_above: bool) -> float:
    """Compute the gap between the tested numbers and the nearest number that the core allows."""
    if is_above and relation.low is not None and high is not None:
        return float(relation.low - relation.number(high, is_low=False))
    if relation.high is not None and low is not None:
        return float(relation.number(low, is_low=True) - relation.high)
    return math.nan


def _excess(relation: Relation, low: End, high: End) -> tuple[float, float]:
    """Compute how far the core's range, as numbers of the relation, reaches beyond the tested ends."""
    return (
        _beyond(relation.low, None if low is None else relation.number(low, is_low=True)),
        _beyond(None if high is None else relation.number(high, is_low=False), relation.high, is_high=True),
    )


def _beyond(upper: End, lower: End, is_high: bool = False) -> float:
    """Subtract the lower end from the upper, at least 0; an end of the core that is unbounded is infinitely far."""
    tested, core = (lower, upper) if is_high else (upper, lower)
    if tested is None:
        return 0.0
    if core is None:
        return math.inf
    return float(max(Fraction(0), core - tested if is_high else tested - core))


def _in_order(system: System, bindings: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Join sets of elements in the order of the system."""
    names = {name for binding in bindings for name in binding}
    return tuple(name for name in system.elements if name in names)


def _difference(one: float, other: float) -> float:
    """Subtract exactly as the decimals are written; the difference of equal infinite ends is 0."""
    if one == other:
        return 0.0
    if math.isinf(one) or math.isinf(other):
        return one - other
    return float(exact_fraction(one) - exact_fraction(other))
