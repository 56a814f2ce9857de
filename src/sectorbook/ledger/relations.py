"""What a relation between two indicators needs, whichever table it stands in."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from sectorbook.exact.relations import End
from sectorbook.values.units import are_compatible, is_unit, quotient_unit

RELATIONS = ("share", "percent_of", "change", "yearly", "times", "per", "more")
SIGNED = ("change", "times", "per", "percent_of", "more")
"""Relations of an indicator that can be negative."""
NAMES = {
    "share": "a share",
    "percent_of": "a percentage of something",
    "change": "a change",
    "yearly": "a yearly rate",
    "times": "a factor",
    "per": "an amount for each",
    "more": "a difference",
}
"""Each relation in words, for messages."""


class Defect(NamedTuple):
    """What is wrong with a column of a relation, and what to do about it."""

    column: str
    what: str
    remedy: str


@dataclass(frozen=True)
class Side:
    """An indicator of a relation: its unit, and whether it can be negative."""

    unit: str
    is_signed: bool


def relation_defects(kind: str, ends: tuple[End, End], unit: str, side: Side, base: Side) -> Iterator[Defect]:
    """Find what is wrong with a relation between two known indicators.

    Parameters
    ----------
    kind : str
        One of `RELATIONS`.
    ends : tuple of Fraction or None
        The printed numbers; None is open.
    unit : str
        The unit of the numbers; empty for the usual one.
    side, base : Side
        The indicator, and what it is compared with.

    Yields
    ------
    Defect
    """
    if side.is_signed and kind not in SIGNED:
        yield Defect("relation", f"{NAMES[kind]} is of what cannot be negative", "Use change or percent_of instead.")
    if base.is_signed and kind != "more":
        what = f"{NAMES[kind]} needs something to compare with that cannot be negative"
        yield Defect("of", what, "Use the relation more, which is a difference, or another indicator.")
    yield from _unit_defects(kind, unit, side, base)
    yield from _limit_defects(kind, ends, side.is_signed)


def usual_unit(kind: str, unit: str, base_unit: str) -> str:
    """Return the unit of a relation's numbers where its row names none.

    Parameters
    ----------
    kind : str
        One of `RELATIONS`.
    unit, base_unit : str
        The units of the indicator and of what it is compared with.

    Returns
    -------
    str
        A pint expression.
    """
    if kind == "per" and not are_compatible(unit, base_unit):
        return quotient_unit(unit, base_unit) if "/" in base_unit else f"{unit}/{base_unit}"
    return {"more": unit, "times": "dimensionless", "per": "dimensionless"}.get(kind, "percent")


def _unit_defects(kind: str, unit: str, side: Side, base: Side) -> Iterator[Defect]:
    """Find units that the relation cannot have."""
    if not all(map(is_unit, filter(None, (unit, side.unit, base.unit)))):
        return  # reported where the units stand
    if kind == "per":
        quotient = f"({side.unit})/({base.unit})"
        if unit and not are_compatible(unit, quotient):
            yield Defect("unit", f"it is no unit of {side.unit} for each {base.unit}", "Correct the unit, or leave it.")
        return
    if not are_compatible(side.unit, base.unit):
        what = f"{NAMES[kind]} needs like units, and {side.unit} is not like {base.unit}"
        yield Defect("of", what, "Use the relation per, or another indicator.")
    usual = usual_unit(kind, side.unit, base.unit)
    if unit and not are_compatible(unit, usual):
        yield Defect("unit", f"{NAMES[kind]} is in {usual}", "Leave the cell empty.")


def _limit_defects(kind: str, ends: tuple[End, End], is_signed: bool) -> Iterator[Defect]:
    """Find numbers that the relation cannot have."""
    least, most = number_limits(kind, is_signed)
    for column, number in zip(("low", "high"), ends, strict=True):
        if number is not None and least is not None and number < least:
            yield Defect(column, f"{NAMES[kind]} is not below {least}", "Correct it by the source.")
        elif number is not None and most is not None and number > most:
            yield Defect(column, f"{NAMES[kind]} is not above {most}%", "Use percent_of for what is no part.")


def number_limits(kind: str, is_signed: bool) -> tuple[End, End]:
    """Return what the numbers of a relation lie between.

    Parameters
    ----------
    kind : str
        One of `RELATIONS`.
    is_signed : bool
        Whether the indicator can be negative.

    Returns
    -------
    tuple of Fraction or None
        None where nothing limits them.
    """
    if kind == "share":
        return Fraction(0), Fraction(100)
    if kind == "more" or is_signed:
        return None, None
    return Fraction(-100) if kind in ("change", "yearly") else Fraction(0), None
