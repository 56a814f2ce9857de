"""A text as words, signs, numbers and what only looks like a number, each with what the language's table says of it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from itertools import takewhile
from math import gcd
from typing import NamedTuple

from sectorbook.values.expressions.lexicon import PART, Language, Phrase, load_language

SPACE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*")
SEPARATORS = ".,'\u2019\u066b\u066c\u060c"
THIN_SPACES = " \u00a0\u2009\u202f"
VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
DAY = rf"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?!\d|[{SEPARATORS}]\d|\s?%)"
YEAR = r"(?:19|20)\d\d(?:[-–/]\d\d)?(?!\d|,\d)"
STOP = r"(?:\.(?=[ ,]*\d))?"
ENDING = r"(?!\d|[.,]\d)"
PATTERN = rf"""
(?P<link>https?://\S+|www\.\S+|[\w.+-]{{1,64}}@[\w-]+\.[\w.]+)
|(?P<date>{DAY}(?:[-–]{DAY})?[ .-]{{0,2}}(?:of[ ])?(?:<months>)\b{STOP}(?:[-, ]{{1,2}}{YEAR}|-\d\d(?!\d))?
    |(?:<months>)\b{STOP}[ -]{DAY}(?:[-–]{DAY})?(?:,?[ ]{YEAR})?
    |(?:<months>)\b{STOP},?[ ]?{YEAR}
    |\d{{4}}-\d\d-\d\d(?!\d)
    |\d{{1,2}}(?P<mark>[/.])\d{{1,2}}(?P=mark)(?:\d{{4}}|\d\d)(?!\d))
|(?P<phone>\+\d[\d ()-]{{7,}}\d
    |\(0\d{{1,4}}\)[ ]?\d[\d -]{{4,}}\d
    |0\d{{2,4}}[- ]\d{{6,8}}(?!\d)
    |(?:1-)?\d{{3}}-\d{{3}}-\d{{4}}(?!\d))
|(?P<time>\d{{1,2}}(?:[:.]\d\d)?\s?[ap]\.?m\b\.?|\d{{1,2}}:\d\d(?::\d\d)?(?!\d))
|(?P<years>(?:<fiscal>)\s?-?'?(?:19|20)?\d\d(?:[-–/](?:19|20)?\d\d)?{ENDING}
    |(?:19|20)\d\d[-–—/](?:(?:19|20)\d\d|\d\d?){ENDING}
    |'?(?:19|20)?\d0s\b
    |[HQ][1-4]\b)
|(?P<ratio>\d+:\d+(?!\d))
|(?P<ordinal>\d+(?:st|nd|rd|th)\b)
|(?P<id>\[\d+(?:[,–-]\s?\d+)*\]|24/7\b|(?<![^\n])\d{{1,2}}[.)](?=[ ]\S))
|(?P<fraction>\d{{1,9}}/\d{{1,9}}(?![\d/])|[{VULGAR}])
|(?P<number>\d{{1,3}}(?:[{THIN_SPACES}]\d{{3}})+(?!\d)(?:[{SEPARATORS}]\d+)?|(?<![\w.])\.\d+|\d+(?:[{SEPARATORS}]\d+)*)
|(?P<word>{PART.pattern.removesuffix("|" + chr(92) + "S")})
|(?P<sign>\S)
"""
"""What a token can look like; the first alternative that fits counts."""
NAME = re.compile(r"\w+(?:[-–./]\w+)*")
SPREADSHEET_DATE = re.compile(r"\d{1,2}[-–][^\W\d_]{3}|[^\W\d_]{3}[-–]\d{1,2}")
YEAR_ALONE = re.compile(r"(?:19|20)\d\d")
LONGEST = 8
"""How many parts a phrase can have."""
REMEMBERED = 5000
"""How many words and phrases are kept that were looked up."""
LONGEST_NUMBER = 40
"""How many digits and separators a number can have."""
BEHIND_NUMBERS = {
    "suffix",
    "money_suffix",
    "scale",
    "dozen",
    "unit",
    "fold",
    "currency",
    "currency_scaled",
    "bound_behind",
}
"""Kinds of words that can stand right behind digits, without a space."""
APART = {"unit", "suffix", "fold", "article", "empty", "label"}
"""Kinds of words that cannot stand right before digits, without a space."""
NO_AMOUNTS = {
    "link": "an address",
    "date": "a date",
    "phone": "a telephone number",
    "time": "a time of day",
    "years": "a year or a period",
    "ordinal": "a place in an order",
    "id": "a name with a number in it",
}

NOTHING: Mapping[str, str] = {}


class Token(NamedTuple):
    """A word, sign or number of a text, from `start` to `end`."""

    start: int
    end: int
    text: str
    kind: str
    """`word`, `sign`, `number`, `fraction`, `unclear` (digits with two readings), or one of `NO_AMOUNTS`."""
    glued: bool
    """Whether it stands right behind the token before, without a space."""
    meanings: Mapping[str, str] = NOTHING
    notes: Mapping[str, str] = NOTHING
    value: Fraction = Fraction(0)
    step: Fraction = Fraction(1)
    """The unit of the last digit that is not zero, or that stands behind a decimal point."""
    reason: str = ""
    """Why it is no amount, or what its two readings are."""

    @property
    def year_alone(self) -> bool:
        """Whether it is four digits that are mostly a year: 1900 to 2099, without a comma."""
        return self.kind == "number" and YEAR_ALONE.fullmatch(self.text) is not None


def tokenize(text: str, language: str) -> list[Token]:
    """The tokens of a text in their order, the words of a phrase as one.

    Parameters
    ----------
    text
        Any text.
    language
        The name of the language's table.

    Returns
    -------
    list of Token
        All but spaces.
    """
    known = load_language(language)
    pieces = list(_pieces(text, known, _pattern(language)))
    tokens: list[Token] = []
    at = 0
    while at < len(pieces):
        size, token = _phrase(text, pieces[at : at + LONGEST], known)
        tokens.append(token)
        at += size
    return tokens


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """What a token can look like, with the language's own months and words for a fiscal year."""
    known, never = load_language(language), "(?!)"
    months = "|".join(map(re.escape, sorted(known.months, key=len, reverse=True))) or never
    fiscal = "|".join(rf"\b{re.escape(word)}" for word in known.fiscal) or never
    return re.compile(PATTERN.replace("<months>", months).replace("<fiscal>", fiscal), re.VERBOSE)


def _phrase(text: str, pieces: Sequence[Token], language: Language) -> tuple[int, Token]:
    """How many pieces the first phrase takes, and the token that it makes."""
    first = pieces[0]
    if first.kind == "id" and (known := language.meanings(first.text)):
        return 1, first._replace(kind="word", meanings=known, reason="")
    if first.kind not in ("word", "sign"):
        return 1, first
    words = takewhile(lambda piece: piece.kind in ("word", "sign"), pieces[: _reach(language, first.text)])
    size, phrase = _longest(language, tuple(piece.text for piece in words))
    if phrase is None:
        compound = language.compound(first.text)
        return 1, first._replace(meanings=compound) if compound else first
    end = pieces[size - 1].end
    return size, first._replace(end=end, text=text[first.start : end], meanings=phrase.meanings, notes=phrase.notes)


@lru_cache(REMEMBERED)
def _reach(language: Language, word: str) -> int:
    """How many words are looked at for a phrase that begins with one."""
    return language.reach(word)


@lru_cache(REMEMBERED)
def _longest(language: Language, words: tuple[str, ...]) -> tuple[int, Phrase | None]:
    """The longest phrase that words begin with, and how many of them it takes."""
    return language.longest(words) if words else (1, None)


def _pieces(text: str, language: Language, pattern: re.Pattern[str]) -> Iterator[Token]:
    """Single words, signs and numbers, and what only looks like a number."""
    before = 0
    while (at := _behind_space(text, before)) < len(text):
        match = pattern.match(text, at)
        assert match is not None  # any sign matches
        kind = match.lastgroup or "sign"
        if _is_name(text, match, language, pattern):
            match, kind = NAME.match(text, at) or match, "id"
        yield _token(match, kind, at == before > 0, language)
        before = match.end()


def _behind_space(text: str, at: int) -> int:
    space = SPACE.match(text, at)
    return space.end() if space else at


def _is_name(text: str, match: re.Match[str], language: Language, pattern: re.Pattern[str]) -> bool:
    """Whether a match begins a name with a number in it, such as B2B, 4G or COVID-19."""
    end = match.end()
    if match.lastgroup == "number":
        word = PART.match(text, end)
        if word is None or not word[0][0].isalpha() or word[0] in VULGAR:
            return False
        known = BEHIND_NUMBERS.intersection(language.meanings(word[0]))
        return not known or text[word.end() : word.end() + 1].isdigit()
    hyphen = text[end : end + 1] in DASHES and bool(text[end : end + 1])
    if match.lastgroup != "word" or not text[end + hyphen : end + hyphen + 1].isdigit():
        return False
    meanings = language.meanings(match[0])
    if "currency_glued" in meanings:
        return hyphen or not _is_large(text, end, language, pattern)
    return not meanings or (not hyphen and bool(APART.intersection(meanings)))


def _is_large(text: str, at: int, language: Language, pattern: re.Pattern[str]) -> bool:
    """Whether the number at a place has three digits or a magnitude, so that "N134bn" is money and "K2" a name."""
    number = pattern.match(text, at)
    assert number is not None  # it begins with a digit
    word = PART.match(text, _behind_space(text, number.end()))
    scaled = word is not None and {"scale", "suffix"}.intersection(language.meanings(word[0]))
    return len(number[0]) > 2 or bool(scaled)


def _token(match: re.Match[str], kind: str, glued: bool, language: Language) -> Token:
    """A match as a token, with the value of a number or the reason why it has none."""
    token = Token(match.start(), match.end(), match[0], kind, glued, reason=NO_AMOUNTS.get(kind, ""))
    if kind == "number":
        return _number(token, language)
    if kind == "fraction":
        return _fraction(token)
    if kind == "ratio":
        return token._replace(kind="unclear", reason="a ratio, a score or a time")
    if kind == "date" and SPREADSHEET_DATE.fullmatch(token.text):
        shifted = _shifted(token.text, language)
        return token._replace(kind="unclear", reason=f"the date, or the range {shifted} that a spreadsheet made a date")
    return token


def _shifted(text: str, language: Language) -> str:
    """The range that a spreadsheet took for a date: 10-12 for "12-Oct"."""
    ends = [int(language.months.get(part, part)) for part in re.split("[-–]", text)]
    return "-".join(map(str, sorted(ends)))


def _number(token: Token, language: Language) -> Token:
    """A number in digits with its value, if its separators are those of the language."""
    if len(token.text) > LONGEST_NUMBER:
        return token._replace(kind="id", reason="a name of more digits than a number has")
    digits = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in token.text)
    whole, sign, decimals = _split_decimals(digits, language.decimals)
    groups = re.split(f"[{language.groups}{THIN_SPACES}]", whole)
    mixed = len(set(re.findall(r"\D", whole))) > 1
    if mixed or not _are_groups(groups) or (sign and not decimals.isdecimal()):
        return token._replace(kind="unclear", reason=_readings(digits))
    plain = "".join(groups) + decimals
    zeros = len(plain) - len(plain.rstrip("0")) if int(plain) and not decimals else 0
    value = Fraction(int(plain), 10 ** len(decimals))
    return token._replace(value=value, step=Fraction(10) ** (zeros - len(decimals)))


def _split_decimals(digits: str, signs: str) -> tuple[str, str, str]:
    """What stands before the decimal sign, the sign, and what stands behind it."""
    at = max(digits.find(sign) for sign in signs)
    return (digits, "", "") if at < 0 else (digits[:at], digits[at], digits[at + 1 :])


def _are_groups(groups: Sequence[str]) -> bool:
    """Whether digits are grouped in threes, or in twos before a last three as in South Asia (10,00,000)."""
    first, *others = groups
    if not others:
        return first.isdecimal() or not first
    if not all(group.isdecimal() for group in groups) or first.startswith("0") or len(others[-1]) != 3:
        return False
    sizes = {len(group) for group in others[:-1]}
    return (sizes <= {3} and len(first) <= 3) or (sizes == {2} and len(first) <= 2)


def _readings(digits: str) -> str:
    """What digits can mean whose separators are not those of the language."""
    parts = re.split(r"\D", digits)
    apart = f"the numbers {' and '.join(parts)}"
    if len(parts) == 2:
        return f"the decimal number {'.'.join(parts)}, or {apart}"
    return f"the number {''.join(parts)}, or {apart}" if _are_groups(parts) else f"{apart}, or a name"


def _fraction(token: Token) -> Token:
    """A fraction such as ¾ or 3/4; what can as well be a date or a count of a whole is unclear."""
    text = unicodedata.normalize("NFKD", token.text).replace("\u2044", "/")
    above, below = map(int, text.split("/"))
    if not 0 < above < below <= 10 or gcd(above, below) > 1:
        return token._replace(kind="unclear", reason=f"{above} of {below}, a date or a name")
    return token._replace(value=Fraction(above, below), step=Fraction(1, below))
