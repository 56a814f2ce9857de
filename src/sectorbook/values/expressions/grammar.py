"""The grammar of printed expressions: what "around $3 to $4 million" says, or at which word it is refused.

Every word has a meaning in the language's table, is taken as what the number counts, or is refused.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from sectorbook.values.expressions.amounts import (
    MIRRORED,
    Expression,
    ExpressionError,
    Parts,
    Quantity,
    Shape,
    expression,
)
from sectorbook.values.expressions.numerals import meaning, read_numeral
from sectorbook.values.expressions.quantities import QuantityReader
from sectorbook.values.expressions.tokens import DASHES, REMEMBERED, Token, tokenize

YEARS = "calendar_year"
BLANKS = " \t\r\n\"'\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
LONG_DASH = "\N{EM DASH}"
NEGATED: dict[str, Shape] = {
    "more_than": "at_most",
    "less_than": "at_least",
    "at_least": "less_than",
    "at_most": "more_than",
}
OPENED = {"about", "bound", "change", "change_by", "change_of", "empty", "times", "yearly"}
"""Kinds of words that can stand behind the "a" of "a rise of 5%"."""
LEVELLED = {"change", "change_by", "change_of", "move", "to"}
"""Kinds of words that say nothing before a level."""
TAIL = {
    "adverb", "and", "article", "by", "change_by", "empty", "fiscal", "in", "in_time", "label", "lasting", "month",
    "move", "of", "ordinal", "the", "time_noun", "which_time",
}  # fmt: skip
"""Kinds of words that can stand behind the number and say nothing of it."""
TAIL_SIGNS = {"&", "-", "/", "/-", "[", "]"}
DATED = {"in_time", "in", "of", "fiscal", "by"}
"""Kinds of words that a year can stand behind."""


@lru_cache(REMEMBERED)
def read_expression(printed: str, language: str = "english", unit: str = "") -> Expression:
    """Read a whole printed expression, every word of it.

    Parameters
    ----------
    printed
        The expression as it is printed: "at least about $3.5 million", "one in five firms".
    language
        The name of the language's table.
    unit
        The unit of what is printed, where it is known; `calendar_year` lets a year be read as a number.

    Returns
    -------
    Expression
        What it says, with the meaning of each word.

    Raises
    ------
    ExpressionError
        A word has no place in it, it has two readings, or it is no amount; the error says at which word.
    """
    opening = len(printed) - len(printed.lstrip(BLANKS))
    tokens = tokenize(printed.rstrip(f"{BLANKS}.,;:"), language)
    tokens = [token for token in tokens if token.start >= opening]
    return Reader(printed, tokens, whole=True, years=unit == YEARS).read(0)[0]


class Reader(QuantityReader):
    """Reads expressions out of tokens: one that all of them are, or one that begins at a token.

    Parameters
    ----------
    printed
        The text of the tokens.
    tokens
        What `tokenize` gives of it.
    whole
        Whether the expression has to take every token; words behind the number are then what is counted.
    years
        Whether digits that look like a year can be a number.
    """

    def __init__(self, printed: str, tokens: Sequence[Token], whole: bool, years: bool = False) -> None:
        super().__init__(printed, tokens)
        self.whole, self.years = whole, years
        self.trouble: ExpressionError | None = None

    def read(self, at: int, moved: bool = False) -> tuple[Expression, int]:
        """The expression that begins at a token, and the token behind it.

        `moved` says that a verb somewhere before it makes "from 5 to 4" a change. Raises `ExpressionError`.
        """
        self.parts, self.trouble = Parts(self.printed, at), None
        while self._lead():
            pass
        self.parts.moved = self.parts.moved or (moved and self.parts.opening == "from")
        self._numbers()
        while self._behind():
            pass
        if self.whole and self.parts.at < len(self.tokens):
            raise self.trouble or self.refusal(self.parts.at)
        self._check_year(at)
        self._check_change(at)
        return expression(self.parts), self.parts.at

    def _lead(self) -> bool:
        """Take a word that can stand before the number, if there is one."""
        parts = self.parts
        if self.next("bound") is not None or self.next("near_bound") is not None:
            self._bound()
        elif self.take("about") is not None:
            parts.about = True
        elif self.take("exact") is not None:
            parts.exact = True
        elif self.take("between", "from") is not None:
            parts.opening = parts.meanings[-1].kind
        else:
            empty = self.take("empty", "the") is not None
            return empty or self._direction() or self._negated_bound() or self._opener()
        return True

    def _bound(self) -> None:
        """Take a bound; what "more than the 300 of last year" is compared with is none."""
        than = self.next("than") is not None
        self.parts.about = self.parts.about or self.next("near_bound") is not None
        self.parts.bounds.append(_shape(self.take("bound", "near_bound")))
        self.skip_hyphen()
        if than and self.next("the") is not None:
            raise self.refusal(self.parts.at, "what is compared with, not a bound")

    def _direction(self) -> bool:
        """Take a word such as "fell", with the word behind it that says whether a change or a level follows."""
        change = self.take("change", "change_by", "change_of", "yearly", "move")
        if change is None:
            return False
        parts, kind = self.parts, self.parts.meanings[-1].kind
        while self.take("adverb", "span") is not None:
            pass
        if self.next("by") is not None and not change:
            raise self.refusal(self.parts.at, "a change of which neither word says up or down")
        if self.take("by") is not None:
            parts.manner = "by"
        elif self.take("from") is not None:
            parts.moved, parts.opening = True, "from"
            return True
        elif self.next("to") is not None or self.next("threshold") is not None or kind == "move":
            return self._level()
        else:
            parts.manner = {"change": "bare", "change_by": "object"}.get(kind, "of")
        parts.change, parts.yearly = int(change), kind == "yearly"
        return True

    def _level(self) -> bool:
        """Let the words of "rose to" and "fell below" say nothing but the bound: what follows is a level."""
        self.take("to")
        words = self.parts.meanings
        words[-2:] = [word._replace(kind="empty") if word.kind in LEVELLED else word for word in words[-2:]]
        return True

    def _negated_bound(self) -> bool:
        """Take "not more than" and its like as the bound that it is."""
        if self.next("not") is None or self.next("bound", 1) is None:
            return False
        self.take("not")
        self.parts.bounds.append(NEGATED[_shape(self.take("bound"))])
        return True

    def _opener(self) -> bool:
        """Take the "a" of "a 5% rise", or a plus before a number, which makes it a change."""
        at = self.parts.at
        if self.next("article") is not None and read_numeral(self.tokens, at) is None:
            known = at + 1 < len(self.tokens) and OPENED.intersection(self.tokens[at + 1].meanings)
            return (bool(known) or self.starts_number(at + 1)) and self.use("empty")
        signed = at < len(self.tokens) and self.glued(at + 1) and self.starts_number(at + 1)
        if signed and (self.tokens[at].text == "+" or self._is_fall(at)):
            self.parts.change = 1 if self.tokens[at].text == "+" else -1
            return self.use("change")
        return False

    def _is_fall(self, at: int) -> bool:
        """Whether a minus and its number are alone in a bracket, which says by how much something fell: "(-5%)"."""
        ahead = self.tokens[at + 1 :]
        number = bool(ahead) and ahead[0].kind == "number" and "minus" in self.tokens[at].meanings
        percent = number and len(ahead) > 1 and ahead[1].meanings.get("unit") == "percent"
        closing = ahead[1 + percent : 2 + percent] if number else []
        return self.bracketed(at) and bool(closing) and closing[0].text in (")", "]")

    def _numbers(self) -> None:
        """Take one number, or the two of a range, a margin or a change between levels."""
        quantity = self.quantity()
        self.parts.ends.append(quantity)
        if not self._second() and (self.parts.opening or self.parts.moved):
            raise self.trouble or self.refusal(self.parts.at, "the second end is missing")

    def _second(self) -> bool:
        """Take a second number, if one follows that belongs to the first."""
        saved = self.parts.copy()
        try:
            if self._join():
                self._add_second(saved.at)
                return True
        except ExpressionError as error:
            if error.kind == "ambiguous":
                raise
            self.trouble = error
        self.parts.restore(saved)
        return False

    def _join(self) -> bool:
        """Take the word or dash between two numbers, if there is one."""
        parts = self.parts
        if parts.moved:
            parts.bounds, parts.about = [], False
            return self.take("to") is not None
        if parts.opening == "between" and self.take("and") is not None:
            return True
        if self.take("plus_minus") is not None:
            parts.margin = True
            return True
        return self._upper_bound() or self.take("to", "or") is not None or self._dash()

    def _upper_bound(self) -> bool:
        """Take the "but less than" of "more than 40 but less than 50", which makes both bounds the ends of a range."""
        bounds, upper = self.parts.bounds, self.next("bound", 1)
        joined = self.next("and") is not None or self.next("but") is not None
        if not joined or upper not in ("less_than", "at_most") or bounds not in (["more_than"], ["at_least"]):
            return False
        self.parts.exact = self.parts.exact or (bounds == ["more_than"] and upper == "less_than")
        self.parts.bounds = []
        return self.use("to") and self.use("bound", upper)

    def _dash(self) -> bool:
        """Take a dash between two numbers, or the "- to" of "15- to 24-year-olds"; a long one with spaces is none."""
        at = self.parts.at
        if at + 1 >= len(self.tokens) or self.tokens[at].text not in DASHES:
            return False
        if self.tokens[at].text == LONG_DASH and not (self.glued(at) and self.glued(at + 1)):
            return False
        self.use("to")
        self.take("to")
        return True

    def _add_second(self, at: int) -> None:
        """Take the number behind the word at a place that joins it."""
        parts = self.parts
        while parts.moved and self._lead():
            pass
        parts.about = self.take("about") is not None or parts.about
        first, second = parts.ends[0], self.quantity()
        if not (parts.margin or first.joins(second)):
            raise self.refusal(at, "what stands before and behind it is of two kinds")
        if self.tokens[at].meanings.get("or") is not None and second.numeral.value - first.numeral.value != 1:
            raise self.refusal(at)
        if parts.change and not parts.moved and "to" in self.tokens[at].meanings and self._can_be_level(first, second):
            raise parts.refusal("the second number can be the other end of a range, or the new level", "ambiguous")
        parts.ends.append(second)

    def _can_be_level(self, first: Quantity, second: Quantity) -> bool:
        """Whether "to" behind a change can lead to the new level: "rose by $3m to $8m", "fell by 3 to 8"."""
        bare = self.parts.manner == "by" and not second.percent
        return bool(first.currencies) or bare or (bool(first.unit) and self.parts.manner != "of")

    def _behind(self) -> bool:
        """Take a word that can stand behind the number, if there is one."""
        parts, free = self.parts, not self.starts_number(self.parts.at + 1)
        if free and self.take("about_behind") is not None:
            parts.about = True
            self._late_unit()
        elif free and self._is_bound_behind():
            parts.bounds.append(_shape(self.take("bound_behind")))
            self._late_unit()
        else:
            return self._complement() or (self._tail() if self.whole else self._noun_before_bound())
        return True

    def _complement(self) -> bool:
        """Take what says how, for each of what or compared with what the number is."""
        if self.parts.ends[-1].unit == "times" and self.take("compared") is not None:
            return True
        return self._limit() or self._change_behind() or self.rate() or self.take("span") is not None

    def _late_unit(self) -> None:
        """Take the unit of "30-odd per cent", which stands behind another word."""
        last = self.parts.ends[-1]
        if not last.unit and not last.numeral.part and (unit := self.take("unit")) is not None:
            self.parts.ends[-1] = replace(last, unit=unit)

    def _is_bound_behind(self) -> bool:
        """Whether a bound stands here that belongs to the number before; a plus does so only without a space."""
        if self.next("bound_behind") is None:
            return False
        return self.tokens[self.parts.at].text != "+" or self.glued(self.parts.at)

    def _limit(self) -> bool:
        """Take "and over" and its like, unless they stand before a number of their own."""
        joined = self.next("and") is not None or self.next("or") is not None
        limit = self.next("limit", 1) if joined else None
        if limit is None or self.starts_number(self.parts.at + 2):
            return False
        self.parts.bounds.append(_shape(limit))
        return self.use("bound_behind") and self.use("bound_behind", limit)

    def _change_behind(self) -> bool:
        """Take "increase" and its like; "20% fall below" and "30% decline to answer" have none."""
        kinds = ("more_behind", "change_behind") if self.parts.ends[-1].percent else ("more_behind",)
        on = int(self.next("span") is not None)
        change = next((value for kind in kinds if (value := self.next(kind, on)) is not None), None)
        if self.parts.change or change is None or not self._ends_change(on):
            return False
        self.take("span")
        self.parts.change = int(change)
        return self.use("change", change)

    def _ends_change(self, on: int) -> bool:
        """Whether what stands behind a word of change leaves it one, and does not make it a verb or a bound."""
        number = self.starts_number(self.parts.at + on + 1)
        if self.next("bound", on) is not None and number and not self.parts.ends[-1].percent:
            return False
        if self.next("bound", on + 1) is not None and self.next("throughout", on + 1) is None:
            return False
        return self.next("to", on + 1) is None or self.starts_number(self.parts.at + on + 2)

    def _tail(self) -> bool:
        """Take a word of what is counted: a noun, or a word that says nothing of the number."""
        at = self.parts.at
        if at >= len(self.tokens):
            return False
        token, before = self.tokens[at], self.tokens[at - 1]
        if token.year_alone or token.kind in ("date", "years"):
            dated = DATED.intersection(before.meanings) or ("the" in before.meanings and token.kind == "years")
            return bool(dated) and self.use("period")
        if token.kind == "sign" and "unit" not in token.meanings:
            joins = token.text in TAIL_SIGNS and (token.text != "/" or self.parts.meanings[-1].kind != "number")
            return joins and self.use("empty")
        unit = token.meanings.get("unit")
        if unit is not None and unit != "percent":
            self._count(unit)
            return self.use("unit")
        known = TAIL.intersection(token.meanings)
        if token.meanings and not known:
            return "throughout" in token.meanings and self.parts.change != 0 and self.use("empty")
        return token.kind in ("word", "id", "ordinal") and self.use(min(known, default="counted"))

    def _count(self, unit: str) -> None:
        """Let a number without a unit be of one that stands at the end of a noun: "14 IT companies"."""
        last = self.parts.ends[-1]
        if not self.is_attributive() and not last.unit and not last.numeral.part and not last.currencies:
            self.parts.ends[-1] = replace(last, unit=unit)

    def _noun_before_bound(self) -> bool:
        """Take the noun of "300 freelancers or more", so that what stands behind it is not left out."""
        ahead = self.tokens[self.parts.at : self.parts.at + 4]
        for size, token in enumerate(ahead):
            if size and "or_behind" in token.meanings:
                for _ in range(size):
                    self.use("counted")
                return True
            if token.kind != "word" or (token.meanings and "unit" not in token.meanings):
                return False
        return False

    def _check_change(self, at: int) -> None:
        """Refuse what does not say whether the number is a change or a level: "rose 40", "increased by three times"."""
        parts, last = self.parts, self.parts.ends[-1]
        if last.unit == "times" and (parts.change < 0 or parts.manner in ("by", "of")):
            raise parts.refusal("a multiple, or so many times more or less", "ambiguous")
        said = last.currencies or last.unit or self.next("against") is not None
        known = last.percent or (parts.manner == "bare" and said)
        if parts.manner in ("bare", "object") and not known:
            raise self.refusal(at, "a change by what follows, or the amount itself")

    def _check_year(self, at: int) -> None:
        """Refuse what is more likely a year than a number: digits such as 2018 without anything that they count."""
        ends = self.parts.ends
        if self.years or not (all(end.year for end in ends) or self._begins_in_year(at)):
            return
        bare = not any(end.unit or end.currencies or end.numeral.magnitude > 1 for end in ends)
        before = at if self.parts.meanings[0].kind != "number" else at - 1
        dated = before >= 0 and meaning(self.tokens, before, "in_time") is not None
        bounded = bool(self.parts.bounds) and (self.whole or self._compares(at)) and not dated
        if (bare and not bounded) or (dated and not self.whole):
            raise self.refusal(at, "a year, or a number if it counts something", "no amount")

    def _begins_in_year(self, at: int) -> bool:
        """Whether the first number is the year of "in 2003 to $5 million"."""
        return self.parts.ends[0].year and meaning(self.tokens, at - 1, "in_time") is not None and at > 0

    def _compares(self, at: int) -> bool:
        """Whether the word at a place compares, as "more than" does and "over" does not."""
        return meaning(self.tokens, at, "than") is not None


def _shape(bound: str | None) -> Shape:
    """A bound of the language's table as a shape."""
    return next(shape for shape in MIRRORED if shape == bound)
