"""The grammar of printed expressions: what "around $3 to $4 million" says, word by word, or at which word it is refused.

Every word has a meaning in the language's table, is taken as what the number counts, or is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from sectorbook.values.amounts import (
    NEGATED,
    TIMES,
    Expression,
    ExpressionError,
    Meaning,
    Parts,
    Quantity,
    Refusal,
    expression,
)
from sectorbook.values.numerals import COARSE, Numeral, behind_hyphen, meaning, read_numeral
from sectorbook.values.tokens import DASHES, NO_AMOUNTS, Token, load_language, tokenize

YEARS = "calendar_year"
QUOTES = "\"'“”‘’«»„"
TAIL = {"empty", "the", "of", "in", "in_time", "and", "label", "ordinal", "month", "fiscal", "article", "by"}
"""Kinds of words that can stand behind the number and say nothing of it."""
OPENED = {"about", "bound", "change", "change_by", "empty", "times", "yearly"}
"""Kinds of words that can stand behind the "a" of "a rise of 5%"."""
REASONS = {
    "not": "a negation that no bound follows",
    "negation": "a negation",
    "quantifier": "it says which part of what follows is meant",
    "bound": "a bound where none belongs",
    "about": "a word for an approximation where none belongs",
    "fraction": "a part of something else",
    "times": "a multiple of something else",
    "cardinal": "a second number",
    "tens": "a second number",
    "scale": "a second number",
    "dozen": "a second number",
    "currency": "a currency where none belongs",
    "to": "a range whose second end is missing",
    "or": "two things in one",
    "vague": "it names no number",
    "indefinite": "it names no number",
    "change": "a change where none belongs",
    "ordinal": "a place in an order",
    "label": "a name that a number stands behind",
    "per": "a rate for more than one, or for what is not named",
    "suffix": "a magnitude or a unit such as the metre",
}
NO_NUMBERS = {"vague", "indefinite", "ordinal", "label"}
UNCLEAR = {"suffix", "unclear_fold", "unclear_currency"}


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
    opening = len(printed) - len(printed.lstrip(f" \t\r\n{QUOTES}"))
    tokens = tokenize(printed.rstrip(f" \t\r\n{QUOTES}.,;:"), load_language(language))
    reader = Reader(printed, [token for token in tokens if token.start >= opening], whole=True, years=unit == YEARS)
    return reader.read(0)[0]


class Reader:
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
        self.printed, self.tokens, self.whole, self.years = printed, tokens, whole, years
        self.parts = Parts(printed, 0)
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
            raise self.trouble or self._refusal(self.parts.at)
        self._check_years(at)
        self._check_change(at)
        return expression(self.parts), self.parts.at

    def _take(self, *kinds: str) -> str | None:
        """The value of the next word as one of the kinds, and on to the word behind; None where it is none of them."""
        for kind in kinds:
            value = self._next(kind)
            if value is not None:
                self._use(kind, value)
                return value
        return None

    def _next(self, kind: str, ahead: int = 0) -> str | None:
        return meaning(self.tokens, self.parts.at + ahead, kind)

    def _use(self, kind: str, value: str) -> None:
        token = self.tokens[self.parts.at]
        self.parts.meanings.append(Meaning(token.start, token.end, token.text, kind, value))
        self.parts.at += 1

    def _skip_hyphen(self) -> None:
        if behind_hyphen(self.tokens, self.parts.at) > self.parts.at:
            self._use("empty", "")

    def _refusal(self, at: int, reason: str = "", kind: Refusal = "unread") -> ExpressionError:
        """The error for the word at a place, or for the end."""
        if at >= len(self.tokens):
            end = len(self.printed)
            return ExpressionError(self.printed, end, end, reason or "a number is missing", kind)
        token = self.tokens[at]
        if not reason:
            reason, kind = _reason(token)
        return ExpressionError(self.printed, token.start, token.end, reason, kind)

    # Before the number

    def _lead(self) -> bool:
        """Take a word that can stand before the number, if there is one."""
        parts = self.parts
        if (bound := self._take("near_bound", "bound")) is not None:
            parts.bounds.append(bound)
            parts.about = parts.about or parts.meanings[-1].kind == "near_bound"
            self._skip_hyphen()
            if parts.meanings[-1].text.endswith("than") and self._next("the") is not None:
                raise self._refusal(parts.at, "what is compared with, not a bound")
        elif self._take("about") is not None:
            parts.about = True
        elif self._take("exact") is not None:
            parts.exact = True
        elif self._take("between", "from") is not None:
            parts.opening = parts.meanings[-1].kind
        else:
            return (
                self._take("empty", "the") is not None or self._direction() or self._negated_bound() or self._opener()
            )
        return True

    def _direction(self) -> bool:
        """Take a word such as "fell", with the word behind it that says whether a change or a level follows."""
        change = self._take("change", "change_by", "yearly", "move")
        if change is None:
            return False
        kind, text = self.parts.meanings[-1].kind, self.parts.meanings[-1].text
        while self._take("adverb") is not None:
            pass
        by = self._take("by") is not None
        if kind == "change_by" and not by:
            raise self._refusal(self.parts.at, "it can be the amount or the change")
        if not by and self._take("from") is not None:
            self.parts.moved, self.parts.opening = True, "from"
        elif (not by and self._next("to") is not None) or kind == "move":
            return self._take("to") is None or self._level()
        else:
            self.parts.change, self.parts.yearly = int(change), kind == "yearly"
            self.parts.manner = "by" if by else "of" if text.endswith("of") else "bare"
        return True

    def _level(self) -> bool:
        """Let the words of "rose to" say nothing: what follows is a level."""
        for place in (-2, -1):
            self.parts.meanings[place] = replace(self.parts.meanings[place], kind="empty")
        return True

    def _negated_bound(self) -> bool:
        """Take "not more than" and its like as the bound that it is."""
        if self._next("not") is None or self._next("bound", 1) is None:
            return False
        self._take("not")
        self.parts.bounds.append(NEGATED[str(self._take("bound"))])
        return True

    def _opener(self) -> bool:
        """Take the "a" of "a 5% rise", or a plus before a number, which makes it a change."""
        at = self.parts.at
        if self._next("article") is not None and read_numeral(self.tokens, at) is None:
            known = at + 1 < len(self.tokens) and OPENED.intersection(self.tokens[at + 1].meanings)
            return (bool(known) or self._starts_number(at + 1)) and self._take_as("empty")
        if (
            at < len(self.tokens)
            and self.tokens[at].text == "+"
            and self._glued(at + 1)
            and self._starts_number(at + 1)
        ):
            self.parts.change = 1
            return self._take_as("change")
        return False

    # The number

    def _numbers(self) -> None:
        """Take one number, or the two of a range, a margin or a change between levels."""
        parts = self.parts
        quantity = self._quantity()
        parts.ends.append(quantity)
        opened = parts.opening or ("moved" if parts.moved else "")
        if not self._second() and opened:
            raise self.trouble or self._refusal(self.parts.at, "the second end is missing")

    def _second(self) -> bool:
        """Take a second number, if one follows that belongs to the first."""
        saved = self.parts.copy()
        try:
            joined = self._join()
            if joined:
                self._add_second(saved.at)
        except ExpressionError as error:
            if error.kind == "ambiguous":
                raise
            self.trouble, joined = error, False
        if not joined:
            self.parts.restore(saved)
        return joined

    def _join(self) -> bool:
        """Take the word or dash between two numbers, if there is one."""
        parts = self.parts
        if parts.moved:
            parts.bounds, parts.about = [], False
            return self._take("to") is not None
        if parts.opening == "between" and self._take("and") is not None:
            return True
        if self._take("plus_minus") is not None:
            parts.margin = True
            return True
        return self._take("to", "or") is not None or self._dash()

    def _dash(self) -> bool:
        """Take a dash between two numbers."""
        at = self.parts.at
        if at + 1 >= len(self.tokens) or self.tokens[at].text not in DASHES:
            return False
        self._use("to", "")
        self._take("to")
        return True

    def _add_second(self, at: int) -> None:
        """Take the number behind the join at a place."""
        parts = self.parts
        while parts.moved and self._lead():
            pass
        parts.about = self._take("about") is not None or parts.about
        first, second = parts.ends[0], self._quantity()
        if not (parts.margin or first.joins(second)):
            raise self._refusal(at, "what stands before and behind it is of two kinds")
        if self.tokens[at].meanings.get("or") is not None and second.numeral.value - first.numeral.value != 1:
            raise self._refusal(at)
        if parts.change and not parts.moved and self._can_be_level(first):
            raise self.parts.refusal("the second number can be the other end of a range, or the new level", "ambiguous")
        parts.ends.append(second)

    def _can_be_level(self, first: Quantity) -> bool:
        """Whether "to" behind a change can lead to the new level: "rose by $3 million to $8 million"."""
        whole = bool(first.unit or first.currencies)
        return whole and (bool(first.currencies) or self.parts.manner != "of")

    def _quantity(self) -> Quantity:
        """Take a number with its sign, currency and unit."""
        negative = self._minus()
        currencies = self._currency()
        multiple = None if currencies else self._take("times")
        if multiple is not None:
            value = Fraction(multiple)
            return Quantity(Numeral(value, value * COARSE, self.parts.at, words=True), unit="times")
        start = self.parts.at
        numeral = read_numeral(self.tokens, start, between=self.parts.opening == "between" and not self.parts.ends)
        if numeral is None:
            raise self._refusal(start)
        self._use_number(numeral)
        year = self.tokens[start].looks_like_a_year and numeral.end == start + 1
        quantity = self._ratio(Quantity(numeral, currencies, year=year)) or self._with_unit(
            Quantity(numeral, currencies, year=year)
        )
        return quantity.scaled(Fraction(-1)) if negative else quantity

    def _use_number(self, numeral: Numeral) -> None:
        start, end = self.tokens[self.parts.at].start, self.tokens[numeral.end - 1].end
        self.parts.meanings.append(Meaning(start, end, self.printed[start:end], "number", str(numeral.value)))
        self.parts.at = numeral.end

    def _minus(self) -> bool:
        """Take a minus, which a sign is only where it stands right before its number and behind no word."""
        at = self.parts.at
        sign = at < len(self.tokens) and self.tokens[at].kind == "sign"
        if sign and ((self.tokens[at].glued and at > 0) or not self._glued(at + 1)):
            return False
        return self._take("minus") is not None

    def _glued(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].glued

    def _currency(self) -> tuple[str, ...]:
        """Take a currency before its number."""
        if self._next("unclear_currency") is not None and self._starts_number(self.parts.at + 1):
            raise self._refusal(self.parts.at)
        kinds = ("currency", "currency_glued") if self._glued(self.parts.at + 1) else ("currency",)
        return tuple((self._take(*kinds) or "").split())

    def _starts_number(self, at: int) -> bool:
        """Whether a number, or a currency before one, stands at a place."""
        kinds = ("currency", "currency_glued", "cardinal", "tens")
        known = any(meaning(self.tokens, at, kind) is not None for kind in kinds)
        return known or (at < len(self.tokens) and self.tokens[at].kind in ("number", "fraction", "unclear"))

    def _ratio(self, quantity: Quantity) -> Quantity | None:
        """Take the rest of "one in five" or "7 out of 10" as the part that it is."""
        part, saved = quantity.numeral, self.parts.copy()
        small = part.value <= 9 or part.value == 1
        kinds = ("out_of", "in") if small else ("out_of",)
        if quantity.currencies or part.value.denominator > 1 or self._take(*kinds) is None:
            return None
        link = self.parts.meanings[-1].kind
        while link == "out_of" and self._take("the", "empty") is not None:
            pass
        whole = read_numeral(self.tokens, self.parts.at)
        if whole is None or not self._fits_ratio(part, whole, link):
            self.parts.restore(saved)
            return None
        self._use_number(whole)
        value = part.value / whole.value
        return Quantity(Numeral(value, value * COARSE, whole.end, part=True, words=True))

    def _fits_ratio(self, part: Numeral, whole: Numeral, link: str) -> bool:
        """Whether the whole of a ratio is a round number above its part; "3 in 14 parks" is no ratio."""
        round_number = whole.value <= 10 or whole.value in (12, 20, 50) or whole.value % 100 == 0 or part.value == 1
        year = self.tokens[self.parts.at].looks_like_a_year and link == "in"
        return (
            whole.value.denominator == 1
            and part.value < whole.value
            and not year
            and (link == "out_of" or round_number)
        )

    def _with_unit(self, quantity: Quantity) -> Quantity:
        """Take the currency and the unit behind a number."""
        if not quantity.currencies and not self._starts_number(self.parts.at + 1):
            kinds = ("currency", "currency_scaled") if quantity.numeral.magnitude > 1 else ("currency",)
            quantity = replace(quantity, currencies=tuple((self._take(*kinds) or "").split()))
        if self._next("subunit") is not None or self._next("unclear_fold") is not None:
            raise self._refusal(self.parts.at)
        if quantity.numeral.part:
            return self._with_unit_of_part(quantity)
        saved = self.parts.copy()
        self._skip_hyphen()
        if self._take("fold") is not None:
            coarse = replace(quantity.numeral, step=quantity.numeral.value * COARSE)
            return replace(quantity, numeral=coarse if coarse.words else quantity.numeral, unit="times")
        unit = self._take("unit")
        if unit is None:
            self.parts.restore(saved)
        return replace(quantity, unit=unit or "")

    def _with_unit_of_part(self, quantity: Quantity) -> Quantity:
        """Take the unit of "half an hour" or "half a percentage point"; other parts are of what follows."""
        saved = self.parts.copy()
        self._take("of")
        self._take("article")
        self._skip_hyphen()
        unit = self._take("unit")
        if unit in TIMES or (unit or "").startswith("percent"):
            return replace(quantity, numeral=replace(quantity.numeral, part=False), unit=unit or "")
        self.parts.restore(saved)
        return quantity

    # Behind the number

    def _behind(self) -> bool:
        """Take a word that can stand behind the number, if there is one."""
        parts, free = self.parts, not self._starts_number(self.parts.at + 1)
        if free and self._take("about_behind") is not None:
            parts.about = True
        elif free and self._is_bound_behind():
            parts.bounds.append(str(self._take("bound_behind")))
        elif (limit := self._limit()) is not None:
            parts.bounds.append(limit)
        elif not parts.change and self._is_change_behind():
            self._take("span")
            parts.change = int(str(self._take("more_behind", "change_behind")))
        elif not parts.per and ((rate := self._take("rate")) is not None or (rate := self._rate()) is not None):
            parts.per = rate
        elif self._take("span") is not None:
            pass
        elif self.whole:
            return self._tail()
        else:
            return self._noun_before_bound()
        return True

    def _is_bound_behind(self) -> bool:
        """Whether a bound stands here that belongs to the number before; a plus does so only without a space."""
        return self._next("bound_behind") is not None and (
            self.tokens[self.parts.at].text != "+" or self._glued(self.parts.at)
        )

    def _limit(self) -> str | None:
        """Take "and over" and its like, unless they stand before a number of their own."""
        ahead = (self._next("and") is not None or self._next("or") is not None) and self._next("limit", 1)
        if not ahead or self._starts_number(self.parts.at + 2):
            return None
        self._use("bound_behind", "")
        self._use("bound_behind", ahead)
        return ahead

    def _is_change_behind(self) -> bool:
        """Whether a word such as "increase" stands here; "20% fall below" and "30% decline to answer" have none."""
        kinds = ("more_behind", "change_behind") if self.parts.ends[-1].percent else ("more_behind",)
        on = int(self._next("span") is not None)
        if all(self._next(kind, on) is None for kind in kinds) or self._next("bound", on + 1) is not None:
            return False
        than = self._next("bound", on) is not None
        if than and not self.parts.ends[-1].percent and self._starts_number(self.parts.at + on + 1):
            return False
        return self._next("to", on + 1) is None or self._starts_number(self.parts.at + on + 2)

    def _rate(self) -> str | None:
        """Take "a year", "per freelancer" and their like, and give what it is for each of."""
        saved = self.parts.copy()
        if self._take("to") is not None and self._take("the") is not None and (code := self._take("currency")):
            return code.split()[0]
        self.parts.restore(saved)
        self._skip_hyphen()
        if (per := self._take("per")) is not None or self._take("article") is not None:
            self._skip_hyphen()
            unit = self._next("unit") or self._next("unit_per")
            if unit is not None and (per is not None or unit in TIMES or self._next("unit_per") is not None):
                self._use("rate", unit)
                return unit
            token = self.tokens[self.parts.at] if self.parts.at < len(self.tokens) else None
            if per is not None and unit is None and token is not None and token.kind == "word" and not token.meanings:
                self._use("counted", "")
                return token.text
        self.parts.restore(saved)
        return None

    def _tail(self) -> bool:
        """Take a word of what is counted: a noun, or a word that says nothing of the number."""
        if self.parts.at >= len(self.tokens):
            return False
        token, before = self.tokens[self.parts.at], self.parts.meanings[-1].kind
        if token.looks_like_a_year or token.kind in ("date", "years"):
            return self._take_as("period") if before in ("in_time", "in", "of", "fiscal", "by") else False
        if token.kind == "sign" and "unit" not in token.meanings:
            return token.text in "&-/[]" and self._take_as("empty")
        unit = token.meanings.get("unit")
        if unit is not None and unit != "percent":
            self._count(unit)
            return self._take_as("unit")
        known = TAIL.intersection(token.meanings)
        if token.meanings and not known:
            return False
        return token.kind in ("word", "id", "ordinal") and self._take_as(next(iter(sorted(known)), "counted"))

    def _take_as(self, kind: str) -> bool:
        self._use(kind, "")
        return True

    def _count(self, unit: str) -> None:
        """Let the number be of a unit that stands behind other words, if it has none."""
        last = self.parts.ends[-1]
        if not last.unit and not last.numeral.part and not last.currencies:
            self.parts.ends[-1] = replace(last, unit=unit)

    def _noun_before_bound(self) -> bool:
        """Take the noun of "300 freelancers or more", so that what stands behind it is not left out."""
        for size in (1, 2, 3):
            behind = [kind for kind in ("bound_behind", "about_behind") if self._next(kind, size) is not None]
            if behind and self.tokens[self.parts.at + size].meanings.get("or_behind") is not None:
                for _ in range(size):
                    self._use("counted", "")
                return True
            token = self.tokens[self.parts.at + size - 1] if self.parts.at + size <= len(self.tokens) else None
            if token is None or token.kind != "word" or (token.meanings and "unit" not in token.meanings):
                return False
        return False

    def _check_change(self, at: int) -> None:
        """Refuse a plain number behind a bare verb of change: "rose 40" can be by it or to it."""
        last = self.parts.ends[-1]
        if last.unit == "times" and (self.parts.change < 0 or self.parts.manner in ("by", "of")):
            raise self.parts.refusal("a multiple, or so many times more or less", "ambiguous")
        if self.parts.manner == "bare" and not self.parts.moved and not (last.percent or last.currencies or last.unit):
            raise self._refusal(at, "a change by what follows, or to it")

    def _check_years(self, at: int) -> None:
        """Refuse what is more likely a year than a number: digits such as 2018 without anything that they count."""
        ends = self.parts.ends
        if self.years or not any(end.year for end in ends):
            return
        bare = not any(end.unit or end.currencies or end.numeral.magnitude > 1 for end in ends)
        lead = (
            meaning(self.tokens, at if self.parts.meanings[0].kind != "number" else at - 1, "in_time") if at else None
        )
        bound = bool(self.parts.bounds) and (lead is None if self.whole else self.tokens[at].text.endswith("than"))
        if (bare and not bound) or (not self.whole and at and lead is not None):
            raise self._refusal(at, "a year, or a number if it counts something", "no amount")


def _reason(token: Token) -> tuple[str, Refusal]:
    """Why a token has no place where it stands."""
    if token.kind in NO_AMOUNTS:
        return token.reason, "ambiguous" if "spreadsheet" in token.reason else "no amount"
    if token.kind == "unclear":
        return f"it can be {token.reason}", "ambiguous"
    if token.kind == "number":
        return "a second number", "unread"
    kind = next((kind for kind in (*REASONS, *token.notes) if kind in token.meanings), "")
    reason = REASONS.get(kind) or token.notes.get(kind) or "it has no meaning there"
    refusal: Refusal = "no amount" if kind in NO_NUMBERS else "ambiguous" if kind in UNCLEAR else "unread"
    return token.notes.get("vague") or token.notes.get("indefinite") or reason, refusal
