"""One number of an expression, with its sign, its currency, its unit and what it is for each of."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from sectorbook.values.expressions.amounts import TIMES, ExpressionError, Meaning, Parts, Quantity, Refusal
from sectorbook.values.expressions.numerals import COARSE, Numeral, behind_hyphen, meaning, read_numeral
from sectorbook.values.expressions.tokens import NO_AMOUNTS, Token

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
    "clock": "a time of day",
    "suffix": "a magnitude, or a unit such as the metre",
}
"""Why a word is refused, by its kind; the first kind that a word has counts, and a note in the table counts first."""
NO_NUMBERS = {"vague", "indefinite", "ordinal", "label", "clock"}
UNCLEAR = {"suffix", "unclear_fold"}
ROUND = {12, 20, 50}
"""Wholes above ten, beside hundreds, that "two in" can stand before as a ratio."""


class QuantityReader:
    """Reads one quantity after the other out of tokens, and keeps what each word was taken for.

    Parameters
    ----------
    printed
        The text of the tokens.
    tokens
        What `tokenize` gives of it.
    """

    def __init__(self, printed: str, tokens: Sequence[Token]) -> None:
        self.printed, self.tokens = printed, tokens
        self.parts = Parts(printed, 0)

    def take(self, *kinds: str) -> str | None:
        """The value of the next word as one of the kinds, and on to the word behind; None where it is none of them."""
        for kind in kinds:
            value = self.next(kind)
            if value is not None:
                self.use(kind, value)
                return value
        return None

    def next(self, kind: str, ahead: int = 0) -> str | None:
        """The value of the next word, or of one further on, as one of a kind."""
        return meaning(self.tokens, self.parts.at + ahead, kind)

    def use(self, kind: str, value: str = "") -> bool:
        """Take the next word, whatever it is, as one of a kind."""
        token = self.tokens[self.parts.at]
        self.parts.meanings.append(Meaning(token.start, token.end, token.text, kind, value))
        self.parts.at += 1
        return True

    def mark(self) -> tuple[int, int]:
        """The place up to which words are taken now, to go back to."""
        return self.parts.at, len(self.parts.meanings)

    def go_back(self, mark: tuple[int, int]) -> None:
        """Give back the words that were taken since."""
        self.parts.at = mark[0]
        del self.parts.meanings[mark[1] :]

    def skip_hyphen(self) -> None:
        """Take a hyphen that only joins two words."""
        if behind_hyphen(self.tokens, self.parts.at) > self.parts.at:
            self.use("empty")

    def refusal(self, at: int, reason: str = "", kind: Refusal = "unread") -> ExpressionError:
        """The error for the word at a place, or for the end."""
        if at >= len(self.tokens):
            end = len(self.printed)
            return ExpressionError(self.printed, end, end, reason or "a number is missing", kind)
        token = self.tokens[at]
        if not reason:
            reason, kind = _reason(token)
        return ExpressionError(self.printed, token.start, token.end, reason, kind)

    def glued(self, at: int) -> bool:
        """Whether the token at a place stands right behind the one before."""
        return at < len(self.tokens) and self.tokens[at].glued

    def bracketed(self, at: int) -> bool:
        """Whether the token at a place is the first in a bracket."""
        return at > 0 and self.tokens[at - 1].text in ("(", "[")

    def starts_number(self, at: int) -> bool:
        """Whether a number, or a currency before one, stands at a place."""
        kinds = ("currency", "currency_glued", "cardinal", "tens")
        known = any(meaning(self.tokens, at, kind) is not None for kind in kinds)
        return known or (at < len(self.tokens) and self.tokens[at].kind in ("number", "fraction", "unclear"))

    def is_attributive(self) -> bool:
        """Whether the next word only belongs to a noun behind it, as in "company bosses"."""
        ahead = self.parts.at + 1
        noun = ahead < len(self.tokens) and self.tokens[ahead].kind == "word" and not self.tokens[ahead].meanings
        return noun and self.next("attributive") is not None

    def quantity(self) -> Quantity:
        """Take a number with its sign, currency and unit. Raises `ExpressionError` where there is none."""
        negative = self._minus()
        currencies = self._currency()
        multiple = None if currencies else self.take("times")
        if multiple is not None:
            value = Fraction(multiple)
            return Quantity(Numeral(value, value * COARSE, self.parts.at, words=True), unit="times")
        start = self.parts.at
        numeral = read_numeral(self.tokens, start, between=self.parts.opening == "between" and not self.parts.ends)
        if numeral is None:
            raise self.refusal(start)
        self._use_number(numeral)
        alone = Quantity(numeral, currencies, year=self.tokens[start].year_alone and numeral.end == start + 1)
        quantity = self._ratio(alone) or self._with_unit(alone)
        return quantity.scaled(Fraction(-1)) if negative else quantity

    def _use_number(self, numeral: Numeral) -> None:
        """Take all words of a number."""
        start, end = self.tokens[self.parts.at].start, self.tokens[numeral.end - 1].end
        self.parts.meanings.append(Meaning(start, end, self.printed[start:end], "number", str(numeral.value)))
        self.parts.at = numeral.end

    def _minus(self) -> bool:
        """Take a minus, which a sign is only where it stands right before its number and behind no word."""
        at = self.parts.at
        sign = at < len(self.tokens) and self.tokens[at].kind == "sign"
        if sign and ((self.tokens[at].glued and at > 0 and not self.bracketed(at)) or not self.glued(at + 1)):
            return False
        return self.take("minus") is not None

    def _currency(self) -> tuple[str, ...]:
        """Take a currency before its number."""
        kinds = ("currency", "currency_glued") if self.glued(self.parts.at + 1) else ("currency",)
        return tuple((self.take(*kinds) or "").split())

    def _currency_behind(self, scaled: bool) -> tuple[str, ...]:
        """Take a currency behind its number: "15 million dollars", "a billion-dollar industry"."""
        mark = self.mark()
        self.skip_hyphen()
        kinds = ("currency", "currency_scaled") if scaled else ("currency",)
        codes = None if self.starts_number(self.parts.at + 1) else self.take(*kinds)
        if codes is None:
            self.go_back(mark)
        return tuple((codes or "").split())

    def _ratio(self, quantity: Quantity) -> Quantity | None:
        """Take the rest of "one in five" or "7 out of 10" as the part that it is; "106 out of 120" is counted."""
        part, mark = quantity.numeral, self.mark()
        kinds = ("out_of", "in", "of") if part.value <= 9 else ("out_of",)
        self.skip_hyphen()
        if quantity.currencies or part.value.denominator > 1 or self.take(*kinds) is None:
            self.go_back(mark)
            return None
        link = self.parts.meanings[-1].kind
        while link == "out_of" and self.take("the", "empty") is not None:
            pass
        self.skip_hyphen()
        whole = read_numeral(self.tokens, self.parts.at)
        if whole is None or not self._is_ratio(part, whole, link):
            self.go_back(mark)
            return None
        self._use_number(whole)
        value = part.value / whole.value
        counted = whole.value > 10 and whole.value % 100 > 0
        return Quantity(Numeral(value, Fraction(0) if counted else value * COARSE, whole.end, part=True, words=True))

    def _is_ratio(self, part: Numeral, whole: Numeral, link: str) -> bool:
        """Whether a whole is above its part and, behind "in" or "of", round: "3 in 14 parks" is no ratio."""
        small = whole.value <= 10 or whole.value == 100
        rounded = small or whole.value in ROUND or whole.value % 100 == 0 or part.value == 1
        fits = {
            "out_of": True,
            "in": rounded and not self.tokens[self.parts.at].year_alone,
            "of": small and part.value > 1,
        }
        return fits[link] and whole.value.denominator == 1 and part.value < whole.value

    def _with_unit(self, quantity: Quantity) -> Quantity:
        """Take the currency and the unit behind a number."""
        if not quantity.currencies:
            quantity = replace(quantity, currencies=self._currency_behind(quantity.numeral.magnitude > 1))
        if self.next("subunit") is not None or self.next("unclear_fold") is not None:
            raise self.refusal(self.parts.at)
        if quantity.numeral.part:
            return self._with_unit_of_part(quantity)
        mark = self.mark()
        self.skip_hyphen()
        if self.take("fold") is not None:
            numeral = quantity.numeral
            step = numeral.value * COARSE if numeral.words else numeral.step
            return replace(quantity, numeral=replace(numeral, step=step), unit="times")
        unit = None if self.is_attributive() else self.take("unit")
        if unit is None:
            self.go_back(mark)
        return replace(quantity, unit=unit or "")

    def _with_unit_of_part(self, quantity: Quantity) -> Quantity:
        """Take the unit of "half an hour" or "half a percentage point"; other parts are of what follows."""
        mark = self.mark()
        self.take("of")
        self.take("article")
        self.skip_hyphen()
        unit = self.take("unit")
        if unit in TIMES or (unit or "").startswith("percent"):
            return replace(quantity, numeral=replace(quantity.numeral, part=False), unit=unit or "")
        self.go_back(mark)
        return quantity

    def rate(self) -> bool:
        """Take "a year", "per freelancer", "to the dollar" and their like: what the number is for each of."""
        mark = self.mark()
        if self.parts.per:
            return False
        rate = self.take("rate")
        if rate is None and self.take("to") is not None and self.take("the") is not None:
            rate = (self.take("currency") or "").split(" ")[0]
        if not rate:
            self.go_back(mark)
            rate = self._each()
        if not rate:
            self.go_back(mark)
            rate = self.take("apiece") or ""
        if not rate:
            self.go_back(mark)
            return False
        self.parts.per = rate
        return True

    def _each(self) -> str:
        """Take a word such as "per" or "a" with the unit or noun behind it."""
        self.skip_hyphen()
        per = self.take("per") is not None
        if not per and self.take("article") is None:
            return ""
        self.skip_hyphen()
        unit = self.next("unit_per") or self.next("unit") or (self.next("currency") or "").split(" ")[0]
        if unit:
            known = per or unit in TIMES or self.next("unit_per") is not None
            return unit if known and self.use("rate", unit) else ""
        token = self.tokens[self.parts.at] if self.parts.at < len(self.tokens) else None
        noun = token is not None and token.kind == "word" and not token.meanings
        return token.text if per and token is not None and noun and self.use("rate", token.text) else ""


def _reason(token: Token) -> tuple[str, Refusal]:
    """Why a token has no place where it stands."""
    if token.kind in NO_AMOUNTS:
        return token.reason, "no amount"
    if token.kind == "unclear":
        return f"it can be {token.reason}", "ambiguous"
    if token.kind == "number":
        return "a second number", "unread"
    kind = next((kind for kind in (*REASONS, *token.notes) if kind in token.meanings), "")
    indefinite = token.notes.get("vague") or token.notes.get("indefinite")
    reason = indefinite or REASONS.get(kind) or token.notes.get(kind) or "it has no meaning there"
    return reason, "no amount" if kind in NO_NUMBERS else "ambiguous" if kind in UNCLEAR else "unread"
