"""What a printed expression says, put together from its words; and the error for one that is refused."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, NamedTuple

from sectorbook.errors import SectorbookError, UnitMismatch
from sectorbook.values.expressions.numerals import Numeral
from sectorbook.values.units import exact_factor, is_unit, money_of, named_unit

Shape = Literal["point", "range", "at_least", "more_than", "at_most", "less_than"]
Relation = Literal["", "share", "change", "yearly", "times", "per", "more"]
Refusal = Literal["unread", "ambiguous", "no amount"]
MIRRORED: dict[Shape, Shape] = {
    "more_than": "less_than",
    "less_than": "more_than",
    "at_least": "at_most",
    "at_most": "at_least",
}
TIMES = {"second", "minute", "hour", "day", "week", "month", "quarter", "year", "decade", "century"}
EACH = "each"
"""What an amount is for each of where it does not say of what: "40 seats each"."""
COUNTED = {"person", "company", "park", "hub", "job", "centre", "household", "operator"}
"""Units of what is counted, whose words are not held against an indicator's unit."""
POINTS = {"percentage_point": Fraction(1), "basis_point": Fraction(1, 100)}
PERCENTAGES = ("share", "percent_of", "change", "yearly")
"""Relations whose ends are in percent."""
READ_AS = {
    "share": ("share",),
    "percent_of": ("share",),
    "change": ("change",),
    "yearly": ("yearly", "change"),
    "times": ("times",),
    "per": ("per",),
    "more": ("more",),
}
"""What an expression of a relation may be read as, besides a plain number."""
SHOWN = 60
"""How many characters of an expression a message shows."""


class ExpressionError(SectorbookError, ValueError):
    """Raised for an expression that is not read, with the word at which it is refused and why.

    Attributes
    ----------
    printed
        The whole expression.
    start, end
        Where the word stands in it.
    reason
        What is wrong about the word.
    kind
        `unread` (not of the grammar), `ambiguous` (two readings, both named) or `no amount` (a year, a date ...).
    """

    def __init__(self, printed: str, start: int, end: int, reason: str, kind: Refusal = "unread") -> None:
        self.printed, self.start, self.end, self.reason, self.kind = printed, start, end, reason, kind
        word = f'"{_shown(printed[start:end])}"' if printed[start:end].strip() else "its end"
        super().__init__(f'"{_shown(printed)}" could not be read because of {word}: {reason}')

    def __reduce__(self) -> tuple[type[ExpressionError], tuple[str, int, int, str, Refusal]]:
        """How it goes from process to process: by its parts, not by its message."""
        return ExpressionError, (self.printed, self.start, self.end, self.reason, self.kind)


def _shown(text: str) -> str:
    """A text for a message: without control characters, and not longer than a line bears."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text[:SHOWN])
    return shown if len(text) <= SHOWN else f"{shown[:-3]}..."


class Meaning(NamedTuple):
    """A word of an expression, from `start` to `end`, with the kind and the value that it was taken for."""

    start: int
    end: int
    text: str
    kind: str
    value: str


@dataclass(frozen=True)
class Expression:
    """What a printed expression says, in base units: percent as percent, a multiple as a factor, money in one's.

    An end of None is open.
    """

    shape: Shape
    low: Fraction | None
    high: Fraction | None
    about: bool
    rounded_to: Fraction
    """The unit of the last printed digit that is not zero or is a decimal; 0 for strict bounds and exact numbers."""
    relation: Relation = ""
    unit: str = ""
    """What the number counts, as a pint expression: `percent`, `person`, `megawatt`; empty where it is not known."""
    per: str = ""
    """What it is for each of: `year` of "a year", `person` of "per freelancer", or `EACH`."""
    currencies: tuple[str, ...] = ()
    """The currencies that can be meant, as ISO 4217 codes; the first is meant where nothing else is known."""
    magnitude: Fraction = Fraction(1)
    """What the last number was multiplied with: 1000000 of "$3 to $4 million"."""
    before: Fraction | None = None
    """The earlier of two levels: 5 of "down from 5 to 4"."""
    counted: str = ""
    """The words for what is counted."""
    meanings: tuple[Meaning, ...] = ()


def in_unit(read: Expression, unit: str) -> Expression:
    """An expression with its ends in the unit of an indicator.

    Parameters
    ----------
    read
        What was read, in base units.
    unit
        A pint expression such as `MUSD/year`. What the expression leaves out is taken from it; shares, changes and
        multiples stay as they are.

    Returns
    -------
    Expression
        The same with `low`, `high`, `rounded_to` and `before` in the unit.

    Raises
    ------
    UnitMismatch
        The expression has another currency, another time or another kind of unit.
    """
    if read.relation in ("share", "change", "yearly", "times"):
        return read
    scale = _scale(read, unit)
    low, high, before = (None if end is None else end * scale for end in (read.low, read.high, read.before))
    return replace(read, low=low, high=high, before=before, rounded_to=read.rounded_to * scale)


def relation_said(read: Expression, stored: str, unit: str, signed: bool) -> str:
    """The relation that is stored of a statement, where its expression can say it; else the one that it says.

    Parameters
    ----------
    read
        What was read, in the statement's unit.
    stored
        The relation that is stored; empty for an amount.
    unit
        The statement's unit.
    signed
        Whether what it is of can be negative, so that a loss or a fall can be an amount of it.

    Returns
    -------
    str
        A relation; "none" where the expression says none.
    """
    if stored in PERCENTAGES and not read.relation and read.unit != "percent":
        return "none, as it is no percentage"
    if stored:
        return stored if read.relation in ("", *READ_AS[stored]) else read.relation or "none"
    percent = unit == "percent"
    fits: dict[Relation, bool] = {
        "": True,
        "share": percent,
        "change": percent,
        "yearly": percent,
        "times": unit == "dimensionless",
        "per": "/" in unit,
        "more": signed,
    }
    return "" if fits[read.relation] else read.relation


def _scale(read: Expression, unit: str) -> Fraction:
    """What the numbers of an expression are multiplied with to be in a unit."""
    first, *others = unit.split("/")
    times = TIMES.intersection(others)
    if read.per in TIMES and times and read.per not in times:
        raise UnitMismatch(f'"{read.per}" is not the time of "{unit}". Correct the expression or the unit.')
    money = money_of(first)
    if money and read.currencies and money[0] not in read.currencies:
        raise UnitMismatch(f'{" or ".join(read.currencies)} is not the currency of "{unit}". Correct one of the two.')
    if bool(money) < bool(read.currencies) or (money and read.unit):
        raise UnitMismatch(f'"{read.unit or read.currencies[0]}" is no amount in "{unit}". Correct one of the two.')
    if money:
        return 1 / money[1]
    return _between(read.unit or named_unit(read.counted, first), unit if "/" in read.unit else first)


def _between(unit: str, other: str) -> Fraction:
    """What an amount in one unit is multiplied with to be in the other."""
    if unit in POINTS:
        return POINTS[unit] * _between("percent", other)
    if not unit or unit in COUNTED or not is_unit(unit):
        return Fraction(1)
    return exact_factor(unit, other)


@dataclass(frozen=True)
class Quantity:
    """One number of an expression with its currency and unit."""

    numeral: Numeral
    currencies: tuple[str, ...] = ()
    unit: str = ""
    year: bool = False
    """Whether it is four digits alone that are mostly a year."""

    @property
    def percent(self) -> bool:
        """Whether it is printed as a percentage or as a part of one."""
        return self.unit == "percent" or (self.numeral.part and not self.unit)

    def scaled(self, times: Fraction, unit: str = "") -> Quantity:
        """The quantity multiplied, in another unit where one is given."""
        value, step = self.numeral.value * times, self.numeral.step * abs(times)
        return replace(self, numeral=replace(self.numeral, value=value, step=step, part=False), unit=unit or self.unit)

    def joins(self, other: Quantity) -> bool:
        """Whether this and what follows can be the ends of one range or two levels of one thing."""
        if self.unit and self.unit != other.unit:
            return False
        return not self.currencies or not other.currencies or bool({*self.currencies} & {*other.currencies})


@dataclass
class Parts:
    """What is known of an expression while it is read, up to the token at `at`."""

    printed: str
    at: int
    bounds: list[Shape] = field(default_factory=list)
    ends: list[Quantity] = field(default_factory=list)
    meanings: list[Meaning] = field(default_factory=list)
    opening: str = ""
    """`between` or `from`, where one of them begins a range."""
    about: bool = False
    exact: bool = False
    change: int = 0
    """The sign of a change; 0 where there is none."""
    manner: str = ""
    """How a change is said before its number: `bare` ("fell 5%"), `object` ("lost 5%"), `by` or `of` ("a fall of")."""
    yearly: bool = False
    moved: bool = False
    """Whether the two numbers are levels before and after a change."""
    margin: bool = False
    """Whether the second number is what the first can be off by."""
    per: str = ""

    def copy(self) -> Parts:
        """The parts as they are now, to come back to."""
        copied = copy(self)
        copied.bounds, copied.ends, copied.meanings = [*self.bounds], [*self.ends], [*self.meanings]
        return copied

    def restore(self, saved: Parts) -> None:
        """Make them what they were when they were copied."""
        vars(self).update(vars(saved.copy()))

    def refusal(self, reason: str, kind: Refusal = "unread") -> ExpressionError:
        """The error for the whole of them."""
        return ExpressionError(self.printed, self.meanings[0].start, self.meanings[-1].end, reason, kind)


def expression(parts: Parts) -> Expression:
    """What the parts say together. Raises `ExpressionError`."""
    ends = _alike(parts.ends)
    last = ends[-1]
    shape, numbers = _shape(parts, [end.numeral.value for end in (ends[1:] if parts.moved else ends)])
    strict = parts.exact or shape in ("more_than", "less_than")
    return Expression(
        shape,
        None if shape in ("at_most", "less_than") else numbers[0],
        None if shape in ("at_least", "more_than") else numbers[-1],
        parts.about,
        Fraction(0) if strict else min(end.numeral.step for end in ends),
        _relation(parts),
        "" if last.unit == "times" else last.unit,
        parts.per,
        _currencies(ends),
        last.numeral.magnitude,
        ends[0].numeral.value if parts.moved else None,
        " ".join(word.text for word in parts.meanings if word.kind in ("counted", "unit") and word.value != "percent"),
        tuple(parts.meanings),
    )


def _relation(parts: Parts) -> Relation:
    """What kind of statement it is; it is an amount where nothing speaks for another."""
    last = parts.ends[-1]
    if last.unit == "times":
        return "" if parts.per in TIMES else "times"
    if parts.change and not last.percent:
        return "more"
    if parts.change:
        return "yearly" if parts.yearly or parts.per == "year" else "change"
    if last.numeral.part and not last.unit:
        return "share"
    return "per" if parts.per and parts.per not in TIMES else ""


def _alike(ends: list[Quantity]) -> list[Quantity]:
    """The ends in one unit: parts of one as percent, a magnitude or unit at the second end for both."""
    first, last = ends[0], ends[-1]
    magnitude = last.numeral.magnitude
    if (
        len(ends) == 2
        and first.numeral.magnitude == 1 < magnitude
        and first.numeral.value < last.numeral.value / magnitude
    ):
        first = first.scaled(magnitude)
    first = replace(first, unit=first.unit or last.unit)
    ends = [first, last] if len(ends) == 2 else ends
    return [end.scaled(Fraction(100), "percent") if end.numeral.part and not end.unit else end for end in ends]


def _shape(parts: Parts, numbers: list[Fraction]) -> tuple[Shape, list[Fraction]]:
    """The shape, and the one or two numbers that it is of."""
    if parts.margin:
        middle, margin = numbers
        relative = parts.ends[1].unit == "percent" != parts.ends[0].unit
        margin *= middle / 100 if relative else 1
        numbers = [middle - margin, middle + margin]
    if len(numbers) == 2 and numbers[0] >= numbers[1]:
        raise parts.refusal("the second end of the range is not above the first")
    shapes: list[Shape] = [*parts.bounds, "range"] if len(numbers) == 2 else [*parts.bounds]
    if len(shapes) > 1:
        raise parts.refusal(f"it is {' and '.join(shape.replace('_', ' ') for shape in shapes)} in one")
    shape = shapes[0] if shapes else "point"
    falls = parts.change < 0
    below = parts.ends[-1].unit == "times" and numbers[0] < 1  # "more than halved" is less than a half
    if falls != below:
        shape = MIRRORED.get(shape, shape)
    return shape, [-number for number in reversed(numbers)] if falls else numbers


def _currencies(ends: list[Quantity]) -> tuple[str, ...]:
    """The currencies that all ends can have which have one."""
    named = [end.currencies for end in ends if end.currencies]
    return tuple(code for code in named[0] if all(code in codes for codes in named)) if named else ()
