"""Printed English expressions such as "around $3 to $4 million": read as ranges, and found in a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from sectorbook.values.units import unit_registry

Shape = Literal["point", "range", "at_least", "at_most"]

SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
NUMBER_WORDS = {word: value for value, word in enumerate(f"{SMALL} sixteen seventeen eighteen nineteen twenty".split())}
MAGNITUDES = {
    "hundred": Decimal(10**2),
    "thousand": Decimal(10**3),
    "lakh": Decimal(10**5),
    "million": Decimal(10**6),
    "crore": Decimal(10**7),
    "billion": Decimal(10**9),
    "trillion": Decimal(10**12),
}
ABOUT = ("around", "about", "approximately", "nearly", "almost", "roughly", "close to")
AT_LEAST = ("over", "more than", "at least")
AT_MOST = ("fewer than", "less than", "under", "up to", "within")
LEADS = (
    dict.fromkeys(ABOUT, "about")
    | dict.fromkeys(AT_LEAST, "at_least")
    | dict.fromkeys(AT_MOST, "at_most")
    | {"between": "range", "from": "range", "only": "no meaning of its own"}
)
UNSPOKEN = {"$", "%", "percent", "usd", "dollars"}
JOINERS = {"to", "and", "-", "\N{EN DASH}"}

# Values in units of these dimensions are stored as printed: three hours are 3, not 10800.
AS_PRINTED = {"[time]", "[length]", "[mass]", "[temperature]", "[current]", "[luminosity]", "[substance]"}

PIECE = re.compile(r"\d+(?:,\d+)*(?:\.\d+)?|[a-z]+|\S")
GROUPED = re.compile(r"\d+|\d{1,3}(?:,\d{2,3})*,\d{3}")  # also South Asian groups: 10,00,000
COUNTS = "|".join([*NUMBER_WORDS, "dozens?", "hundreds?", "thousands?"])
TOKEN = re.compile(
    r"(?P<digits>\d+(?:[.,]\d+)*(?:\N{EN DASH}\d+(?:[.,]\d+)*)*)"
    rf"|(?<!\d )\b(?:{COUNTS})(?:[ -](?:{COUNTS}))*\b",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(r"[.,;:!?()\N{EM DASH}]")
PLURALS = {"people", "children", "men", "women"}
NOT_PLURALS = {
    "as",
    "was",
    "has",
    "does",
    "its",
    "his",
    "always",
    "perhaps",
    "towards",
    "besides",
    "sometimes",
    "says",
}

TYPOGRAPHY = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u201b\u02bc", "'")
    | dict.fromkeys("\u201c\u201d\u201f", '"')
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff", "")
)


@dataclass(frozen=True)
class Expression:
    """What a printed expression says in base units: ends, None where open, and the step of its numbers."""

    low: Decimal | None
    high: Decimal | None
    about: bool
    step: Decimal
    shape: Shape


@dataclass(frozen=True)
class Token:
    """A number that stands in a text, from `start` to `end`, in digits or as a word."""

    start: int
    end: int
    digits: bool
    counts: bool  # digits, or a word that stands before a plural noun


def tokens(text: str) -> tuple[Token, ...]:
    """The numbers of a text that `plain` has normalised, in its order; a range with a dash is one."""
    found = []
    for match in TOKEN.finditer(text):
        digits = match["digits"] is not None
        counts = digits or _plural_follows(text[match.end() :])
        found.append(Token(match.start(), match.end(), digits, counts))
    return tuple(found)


def _plural_follows(text: str) -> bool:
    """Whether one of the next five words of the clause is a plural noun, as far as its ending tells."""
    clause = CLAUSE_END.split(text, maxsplit=1)[0]
    return any(_is_plural(word.casefold().strip("\"'")) for word in clause.split()[:5])


def _is_plural(word: str) -> bool:
    if word in PLURALS:
        return True
    noun = word.replace("-", "").isalpha() and word not in NOT_PLURALS
    return noun and word.endswith("s") and not word.endswith(("ss", "us", "is"))


@dataclass(frozen=True)
class Line:
    """A paragraph of a text that `plain` has normalised, and the numbers in it."""

    number: int
    text: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The numbers in their order."""
        return tokens(self.text)

    def label_in_sentence(self, start: int, end: int) -> tuple[Token, ...]:
        """The numbers that stand between two places, whole or in part."""
        return tuple(token for token in self.tokens if token.start < end and start < token.end)

    def spans(self, printed: str) -> list[tuple[int, int]]:
        """Where an expression stands, with whole words and whole numbers only."""
        found = re.finditer(rf"(?:\b|(?=\W)){re.escape(printed)}(?:\b|(?<=\W))", self.text)
        return [match.span() for match in found if self._whole(*match.span())]

    def _whole(self, start: int, end: int) -> bool:
        return all(start <= token.start and token.end <= end for token in self.label_in_sentence(start, end))

    def says_more(self, start: int, end: int) -> str | None:
        """An expression with the words directly before or behind it, where these give it another meaning."""
        printed, before, behind = self.text[start:end], self.text[:start].split(), self.text[end:].split()
        wider = [" ".join([*before[-size:], printed]) for size in (1, 2)]
        wider.append(" ".join([printed, *behind[:1]]))
        same_numbers = [other for other in wider if len(tokens(other)) == len(tokens(printed))]
        return next((other for other in same_numbers if _read(other) not in (None, _read(printed))), None)

    def around(self, start: int, end: int) -> str:
        """The text from one place to another, with its first and last words whole."""
        start = self.text.rfind(" ", 0, max(start, 0) + 1) + 1
        end = self.text.find(" ", end) if " " in self.text[end:] else len(self.text)
        return self.text[start:end].strip(" .,;:")


def plain(text: str) -> str:
    """The text with one way of writing spaces, quotes and dashes; a range of digits has an en dash."""
    text = " ".join(text.translate(TYPOGRAPHY).replace("--", "\N{EM DASH}").split())
    text = re.sub(r"(?<=\d)(?: ?- ?|\N{EM DASH})(?=\d)", "\N{EN DASH}", text)
    return re.sub(r" ?\N{EM DASH} ?| - ", " \N{EM DASH} ", text).strip()


def read_expression(printed: str) -> Expression:
    """Read a printed English expression; words behind the number say nothing and are passed over.

    "3.5 million" gives 3500000, and "88%" gives 88. Raises `ValueError` with the part that could not be read.
    """
    pieces = [piece for piece in PIECE.findall(plain(printed).casefold()) if piece not in UNSPOKEN]
    try:
        first = next(at for at, piece in enumerate(pieces) if _is_number(piece))
    except StopIteration:
        raise ValueError(f'"{printed}" holds no number that could be read') from None
    kinds = _read_lead(printed, pieces[:first])
    numbers, rest = _read_numbers(printed, pieces[first:])
    second = next((piece for piece in rest if _is_number(piece)), None)
    if second is not None:
        raise ValueError(f'"{second}" in "{printed}" could not be read as part of one number or range')
    return _expression(printed, kinds, numbers)


def _read(printed: str) -> Expression | None:
    try:
        return read_expression(printed)
    except ValueError:
        return None


def read_columns(printed: str, unit: str) -> dict[str, str | Decimal | None]:
    """What an expression gives for the columns of `statements.csv`, in the indicator's unit.

    Raises `ValueError` as `read_expression` does.
    """
    read, scale = read_expression(printed), _scale(unit)
    ends = {"low": read.low, "high": read.high, "rounded_to": read.step}
    scaled = {column: end if end is None else end / scale for column, end in ends.items()}
    return {"shape": read.shape, "about": "yes" if read.about else "no", **scaled}


def _scale(unit: str) -> Decimal:
    """How many base units one of the unit is: 1000000 for MUSD/year."""
    scale = Decimal(1)
    for part, power in unit_registry().Quantity(1, unit).unit_items():
        if not AS_PRINTED.issuperset(unit_registry().get_dimensionality(part)):
            scale *= Decimal(str(unit_registry().get_root_units(part)[0])) ** Decimal(str(power))
    return scale


def _expression(printed: str, kinds: set[str], numbers: list[Decimal]) -> Expression:
    shape = _shape(printed, kinds, numbers)
    low = None if shape == "at_most" else numbers[0]
    high = None if shape == "at_least" else numbers[-1]
    return Expression(low, high, "about" in kinds, _step(numbers), shape)


def _shape(printed: str, kinds: set[str], numbers: list[Decimal]) -> Shape:
    bounds: tuple[Shape, ...] = ("at_least", "at_most")
    ends = [shape for shape in bounds if shape in kinds]
    if len(numbers) == 2:
        ends.append("range")
    elif "range" in kinds:
        raise ValueError(f'the second end of the range "{printed}" could not be read')
    if len(ends) > 1:
        raise ValueError(f'"{printed}" could not be read as one shape: it is {" and ".join(ends)}')
    return ends[0] if ends else "point"


def _step(numbers: Iterable[Decimal]) -> Decimal:
    """The greatest power of ten that divides every number; 1 for zero alone."""
    exponents = [int(number.normalize().as_tuple().exponent) for number in numbers if number]
    return Decimal(1).scaleb(min(exponents, default=0))


def _is_number(piece: str) -> bool:
    return piece[0].isdigit() or piece in NUMBER_WORDS


def _read_lead(printed: str, words: list[str]) -> set[str]:
    """What the words before the number say."""
    rest, kinds = " ".join(words) + " ", set()
    while rest.strip():
        lead = next((lead for lead in LEADS if rest.startswith(lead + " ")), None)
        if lead is None:
            raise ValueError(f'"{rest.strip()}" before the number in "{printed}" could not be read')
        kinds.add(LEADS[lead])
        rest = rest[len(lead) + 1 :]
    return kinds


def _read_numbers(printed: str, pieces: list[str]) -> tuple[list[Decimal], list[str]]:
    """One number or the two of a range, and the pieces behind them."""
    low, magnitude, rest = _take_number(printed, pieces)
    if len(rest) < 2 or rest[0] not in JOINERS or not _is_number(rest[1]):
        return [low * magnitude], rest
    high, last_magnitude, rest = _take_number(printed, rest[1:])
    # "$10 to $15 million" means millions twice, "$800,000 to $1 million" does not.
    if magnitude == 1 and low < high:
        magnitude = last_magnitude
    numbers = [low * magnitude, high * last_magnitude]
    if numbers[0] >= numbers[1]:
        raise ValueError(f'"{printed}" could not be read as a range: its second end is not above the first')
    return numbers, rest


def _take_number(printed: str, pieces: list[str]) -> tuple[Decimal, Decimal, list[str]]:
    """The first number, its magnitude (1 where none is printed) and the pieces behind."""
    number, magnitude, rest = _value(printed, pieces[0]), Decimal(1), pieces[1:]
    while rest and rest[0] in MAGNITUDES:
        magnitude *= MAGNITUDES[rest[0]]
        rest = rest[1:]
    return number, magnitude, rest


def _value(printed: str, piece: str) -> Decimal:
    if piece in NUMBER_WORDS:
        return Decimal(NUMBER_WORDS[piece])
    whole, point, decimals = piece.partition(".")
    if not GROUPED.fullmatch(whole):
        raise ValueError(f'the separators of "{piece}" in "{printed}" could not be read')
    return Decimal(whole.replace(",", "") + point + decimals)
