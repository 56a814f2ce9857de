"""A number that a result can vouch for, and what it counts."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from sectorbook.values.expressions.amounts import TIMES, Shape
from sectorbook.values.units import money_of

Cue = Literal["", "sum", "gap", "computed"]
"""What the words around a number have to say for it to be this one; empty where its subject suffices."""


@dataclass(frozen=True)
class Kind:
    """What a number counts, in its base unit.

    Attributes
    ----------
    unit : str
        "percent", "person", another unit, or a currency's code for money; empty for a plain number.
    per : str
        What it is for each of, such as "person"; times are left out.
    time : str
        The time that it is for, such as "year".
    money : bool
        Whether the unit is a currency.
    scale : Fraction
        How many base units one of the indicator's unit is: 1000000 for MUSD.
    """

    unit: str
    per: str = ""
    time: str = ""
    money: bool = False
    scale: Fraction = Fraction(1)


@dataclass(frozen=True)
class KnownFigure:
    """A number that is printed or computed.

    Attributes
    ----------
    subjects : tuple of str
        The subjects that it is about, any of which may be named.
    low, high : Fraction or None
        Its ends in the base unit of its kind; None is open.
    shape : Shape
        The shape of a statement, such as "more_than".
    about : bool
        Whether a word such as "about" belongs to it.
    source : str
        Where it is printed, or how it is computed, in words.
    id : str
        The statement's id; empty for what is computed.
    own : bool
        Whether the report's own account prints it.
    cue : str
        What the words around have to say for it to be meant.
    publisher : str
        Who prints it.
    parts : tuple of str
        The subjects that a sum is of.
    addends : tuple of Fraction
        What a sum adds up, in base units.
    ids : str
        What it rests on, by ids; of a printed one its own.
    words : str
        Its number as it is printed, or as it is written where it is computed.
    place : str
        Where it is printed, such as "paragraph 1" or "p. 4"; empty where that is not known.
    """

    subjects: tuple[str, ...]
    low: Fraction | None
    high: Fraction | None
    shape: Shape
    about: bool
    source: str
    id: str = ""
    own: bool = False
    cue: Cue = ""
    publisher: str = ""
    parts: tuple[str, ...] = ()
    addends: tuple[Fraction, ...] = ()
    ids: str = ""
    words: str = ""
    place: str = ""

    @property
    def ends(self) -> tuple[Fraction | None, Fraction | None]:
        """Both ends."""
        return self.low, self.high

    @property
    def proposal(self) -> str:
        """What to write for it: the printed words, or what follows."""
        where = f" ({self.place})" if self.place else ""
        return f"write “{self.words}”, as {self.publisher} does{where}" if self.id else self.source

    @property
    def quotation(self) -> str:
        """Its words, in quotation marks where they are printed."""
        return f"“{self.words}”" if self.id else self.words


def kind_of(unit: str) -> Kind:
    """Return what an indicator's unit counts.

    Parameters
    ----------
    unit : str
        A pint expression, such as "MUSD/year".

    Returns
    -------
    Kind
    """
    first, *others = unit.replace(" ", "").split("/")
    time = next((part for part in others if part in TIMES), "")
    per = next((part for part in others if part not in TIMES), "")
    if money := money_of(first):
        return Kind(money[0], per, time, True, money[1])
    return Kind("" if first == "dimensionless" else first, per, time)
