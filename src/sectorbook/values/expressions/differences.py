"""What differs between two printed expressions: the number, its bound, its "about", currency, unit or rate.

Spelling makes no difference: "$3.5m" says what "$3.5 million" says.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from sectorbook.errors import UnitMismatch
from sectorbook.values.expressions.amounts import COUNTED, EACH, Expression, Meaning, in_unit

LOWER, UPPER = ("more_than", "at_least"), ("less_than", "at_most")
WRITTEN = {
    "point": "a number",
    "range": "a range",
    "more_than": '"more than"',
    "at_least": '"at least"',
    "less_than": '"less than"',
    "at_most": '"at most"',
}
"""Shapes as they are named in a sentence."""
SAYS = {
    "": "an amount",
    "share": "a share",
    "change": "a change",
    "yearly": "a change a year",
    "times": "a multiple",
    "per": "a mean",
    "more": "a change in amount",
}
"""Relations as they are named in a sentence."""
BESIDE = {
    "negation": "it is negated",
    "quantifier": "a quantity stands before it",
    "vague": "a quantity stands before it",
    "part": "it is the whole of a part",
    "whole": "it is a part of another number",
    "change": "it belongs to a change",
    "plus_minus": "it is a margin",
}
"""What a word beside a number makes of it, by the word's kind."""
MAGNITUDES = {Fraction(10) ** power for power in (2, 3, 5, 6, 7, 9, 11, 12)}
"""Factors by which two magnitudes differ."""
PERCENTAGES = ({"", "share"},)
"""Relations that are one and the same of a percentage."""


class Difference(NamedTuple):
    """One difference: its kind, and what changed as a clause.

    Kinds are `number`, `magnitude`, `bound`, `about`, `currency`, `unit`, `rate`, `relation`, `negation`, `quantifier`.
    """

    kind: str
    what: str


def differences(
    printed: Expression, found: Expression, beside: Iterable[Meaning] = (), unit: str = ""
) -> tuple[Difference, ...]:
    """Name what another expression says otherwise.

    Parameters
    ----------
    printed : Expression
        What is known to be printed.
    found : Expression
        What is compared with it.
    beside : iterable of Meaning, optional
        Words near the second expression that change what it means, as from `find_expressions`.
    unit : str, optional
        The unit of what is measured, as a pint expression. An expression may leave out what this says.

    Returns
    -------
    tuple of Difference
        Empty where the two say the same, however they are spelled.
    """
    pair = printed, found
    own = (*_sizes(*pair), *_bounds(*pair), *_abouts(*pair), *_relations(*pair))
    measured = (*_currencies(*pair, unit), *_units(*pair, unit), *_rates(*pair, unit))
    return (*own, *measured, *beside_differences(beside))


def _sizes(printed: Expression, found: Expression) -> Iterator[Difference]:
    """Compare the numbers, whatever they are the ends of."""
    ours, theirs = _numbers(printed), _numbers(found)
    if ours == theirs:
        return
    factors = {their / our for our, their in zip(ours, theirs, strict=False) if our}
    factor = factors.pop() if len(ours) == len(theirs) and len(factors) == 1 else Fraction(1)
    if printed.magnitude != found.magnitude and max(abs(factor), 1 / abs(factor) if factor else 0) in MAGNITUDES:
        yield Difference("magnitude", f"it is {_times(factor)}")
    elif ours == tuple(-number for number in theirs):
        yield Difference("relation", "the sign is the other one")
    else:
        yield Difference("number", "the number is another one")


def _numbers(read: Expression) -> tuple[Fraction, ...]:
    """Return the printed numbers of an expression in their order."""
    ends = [read.before, read.low, read.high if read.high != read.low else None]
    return tuple(end for end in ends if end is not None)


def _times(factor: Fraction) -> str:
    """Say how many times as large something is."""
    return f"{float(factor):,.15g} times as much" if factor > 1 else f"a {float(1 / factor):,.15g}th of it"


def _bounds(printed: Expression, found: Expression) -> Iterator[Difference]:
    """Compare the shapes: inverted, dropped, added, strict or not."""
    ours, theirs = printed.shape, found.shape
    if ours == theirs or {ours, theirs} == {"point", "range"}:
        return
    if (ours in LOWER and theirs in UPPER) or (ours in UPPER and theirs in LOWER):
        yield Difference("bound", f"the bound is inverted, from {WRITTEN[ours]} to {WRITTEN[theirs]}")
    elif theirs in ("point", "range"):
        yield Difference("bound", f"the bound {WRITTEN[ours]} is dropped")
    elif ours in ("point", "range"):
        yield Difference("bound", f"the bound {WRITTEN[theirs]} is added")
    else:
        yield Difference("bound", f"the bound {WRITTEN[ours]} became {WRITTEN[theirs]}")


def _abouts(printed: Expression, found: Expression) -> Iterator[Difference]:
    """Compare whether the number is approximate."""
    if printed.about != found.about:
        yield Difference("about", f'the word for "about" is {"dropped" if printed.about else "added"}')


def _currencies(printed: Expression, found: Expression, unit: str) -> Iterator[Difference]:
    """Compare the currencies, one of which may leave open which dollar is meant."""
    ours, theirs = printed.currencies, found.currencies
    if ours and theirs and not {*ours} & {*theirs}:
        yield Difference("currency", f"the currency is {theirs[0]}, not {ours[0]}")
    elif ours and not theirs:
        yield Difference("currency", f"the currency {ours[0]} is dropped")
    elif theirs and not ours and (not unit or not _fits(found, unit)):
        yield Difference("currency", f"the currency {theirs[0]} is added")


def _units(printed: Expression, found: Expression, unit: str) -> Iterator[Difference]:
    """Compare the units; what is counted may be left out, not changed."""
    ours, theirs = printed.unit, found.unit
    if ours == theirs:
        return
    if not theirs:
        if ours not in COUNTED:
            yield Difference("unit", f'"{ours}" is dropped')
    elif ours or not _same_kind(found, unit):
        yield Difference("unit", f'"{theirs}" takes the place of "{ours}"' if ours else f'"{theirs}" is added')


def _same_kind(found: Expression, unit: str) -> bool:
    """Tell whether an expression's unit is that of what is measured, as far as a unit is known."""
    first = unit.split("/")[0]
    if found.unit in COUNTED:
        return first not in COUNTED or first == found.unit
    return bool(unit) and _fits(found, unit)


def _fits(found: Expression, unit: str) -> bool:
    """Tell whether an expression can be an amount in a unit."""
    try:
        in_unit(found, unit)
    except UnitMismatch:
        return False
    return True


def _rates(printed: Expression, found: Expression, unit: str) -> Iterator[Difference]:
    """Compare what the number is for each of; the unit may say it for either."""
    ours, theirs = printed.per, found.per
    parts = unit.split("/")[1:]
    if EACH in (ours, theirs) and (parts or (ours and theirs)):
        return
    if ours == theirs or (not ours and theirs in parts) or (not theirs and ours in parts):
        return
    if ours and theirs:
        yield Difference("rate", f"it is for each {theirs}, not for each {ours}")
        return
    said = f"for each {ours or theirs}" if EACH not in (ours, theirs) else EACH
    yield Difference("rate", f'"{said}" is {"dropped" if ours else "added"}')


def _relations(printed: Expression, found: Expression) -> Iterator[Difference]:
    """Compare what kind of statement it is: a level, a change, a share, a multiple."""
    ours, theirs = printed.relation, found.relation
    same = {ours, theirs} in PERCENTAGES and printed.unit == found.unit == "percent"
    if ours != theirs and not same and {ours, theirs} != {"", "per"}:
        yield Difference("relation", f"it is {SAYS[theirs]}, not {SAYS[ours]}")
    elif (printed.before is None) != (found.before is None):
        moved, level = "a change between two levels", "a single statement"
        yield Difference("relation", f"it is {level if found.before is None else moved}")


def beside_differences(beside: Iterable[Meaning]) -> Iterator[Difference]:
    """Name the words beside a number that change what it means.

    Parameters
    ----------
    beside : iterable of Meaning
        As from `find_expressions`.

    Yields
    ------
    Difference
        One for each such word.
    """
    for word in beside:
        if word.kind in BESIDE:
            kind = "negation" if word.kind == "negation" else "relation" if word.kind == "change" else "quantifier"
            yield Difference(kind, f'{BESIDE[word.kind]}, by "{word.text}"')
