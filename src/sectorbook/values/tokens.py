"""The words, signs and numbers of a text, each with all that a language's table has for it.

A language is a table in `language/`: form, kind, value, note. A form with a capital letter is matched as it is written,
any other in whatever case. Names and symbols of currencies are added from CLDR; a row of the table replaces them.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from importlib.resources import files
from itertools import takewhile
from math import gcd

from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers
from babel.numbers import get_currency_name

PART = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\S")
LOOKS_LIKE_A_YEAR = re.compile(r"(?:19|20)\d\d")
SEPARATORS = ".,'’٫٬،"
SPACES = " \u00a0\u2009\u202f"
SKIPPED = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*")
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
DAY = rf"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?!\d|[{SEPARATORS}]\d|\s?%)"
YEAR = r"(?:19|20)\d\d(?:[-–/]\d\d)?(?!\d|,\d)"
PATTERN = r"""
(?P<link>https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+)
|(?P<date>{day}(?:[-–]{day})?[ .-]{{0,2}}(?:of[ ])?(?:{months})\b\.?(?:[-, ]{{1,2}}{year}|-\d\d(?!\d))?
    |(?:{months})\b\.?[ -]{day}(?:[-–]{day})?(?:,?[ ]{year})?
    |(?:{months})\b\.?,?[ ]?{year}
    |\d{{4}}-\d\d-\d\d(?!\d)
    |\d{{1,2}}(?P<mark>[/.])\d{{1,2}}(?P=mark)(?:\d{{4}}|\d\d)(?!\d))
|(?P<phone>\+\d[\d ()-]{{7,}}\d|\(0\d{{1,4}}\)[ ]?\d[\d -]{{4,}}\d|0\d{{2,4}}[- ]\d{{6,8}}(?!\d)|(?:1-)?\d{{3}}-\d{{3}}-\d{{4}}(?!\d))
|(?P<time>\d{{1,2}}(?:[:.]\d\d)?\s?[ap]\.?m\b\.?|\d{{1,2}}:\d\d(?::\d\d)?(?!\d))
|(?P<years>(?:(?:{fiscal})\s?-?'?(?:19|20)?\d\d(?:[-–/](?:19|20)?\d\d)?|(?:19|20)\d\d[-–—/](?:(?:19|20)\d\d|\d\d))(?!\d|[.,]\d)
    |'?(?:19|20)?\d0s\b|[HQ][1-4]\b)
|(?P<ordinal>\d+(?:st|nd|rd|th)\b)
|(?P<id>\[\d+(?:[,–-]\s?\d+)*\]|24/7\b|(?<![^\n])\d{{1,2}}[.)](?=[ ]\S))
|(?P<fraction>\d+/\d+(?![\d/])|[{vulgar}])
|(?P<number>\d{{1,3}}(?:[{spaces}]\d{{3}})+(?!\d)(?:[{separators}]\d+)?|(?<![\w.])\.\d+|\d+(?:[{separators}]\d+)*)
|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)
|(?P<sign>\S)
"""
VULGAR_SIGNS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
NAME = re.compile(r"\w+(?:[-–./]\w+)*")
SPREADSHEET_DATE = re.compile(r"\d{1,2}[-–][^\W\d_]{3}|[^\W\d_]{3}[-–]\d{1,2}")
LONGEST = 8
WORDS = {"word", "sign"}
BEHIND_NUMBERS = {"suffix", "scale", "dozen", "unit", "fold", "currency", "currency_scaled", "bound_behind"}
BESIDE_SPACE = {"unit", "suffix", "fold", "article", "empty", "label"}
NO_AMOUNTS = {
    "link": "an address",
    "date": "a date",
    "phone": "a telephone number",
    "time": "a time of day",
    "years": "a year or a period",
    "ordinal": "a place in an order",
    "id": "a name with a number in it",
}


@dataclass(frozen=True)
class Phrase:
    """Words or signs that belong together, and what they can mean: the value by kind."""

    parts: tuple[str, ...]
    meanings: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Token:
    """A word, sign or number of a text, from `start` to `end`."""

    start: int
    end: int
    text: str
    kind: str
    """`word`, `sign`, `number`, `fraction`, `unclear`, or what is no amount (`NO_AMOUNTS`)."""
    glued: bool
    """Whether it stands right behind the token before, without a space."""
    meanings: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    value: Fraction | None = None
    step: Fraction = Fraction(1)
    """The unit of the last digit that is not zero."""
    reason: str = ""

    @property
    def looks_like_a_year(self) -> bool:
        """Whether it is four digits that are mostly a year: 1900 to 2099, without a comma."""
        return self.kind == "number" and LOOKS_LIKE_A_YEAR.fullmatch(self.text) is not None


@dataclass(frozen=True)
class Language:
    """What a language's table says, ready for looking up."""

    name: str
    phrases: Mapping[str, Sequence[Phrase]]
    decimals: str
    groups: str
    pattern: re.Pattern[str]
    months: Mapping[str, str]
    compounds: Mapping[str, int] = field(default_factory=dict)
    """Magnitudes that number words are written together with, the largest first."""
    link: str = ""
    """What joins a unit and tens in such a word."""

    def longest(self, parts: Sequence[str]) -> tuple[int, Phrase | None]:
        """How many of the parts the longest phrase takes that they begin with, and the phrase."""
        found: list[Phrase] = []
        for first in dict.fromkeys((parts[0], _folded(parts[0]))):
            found += [phrase for phrase in self.phrases.get(first, ()) if _begins(parts, phrase.parts)]
        if not found:
            return 1, None
        size = max(len(phrase.parts) for phrase in found)
        return size, _merged([phrase for phrase in found if len(phrase.parts) == size])

    def compound(self, word: str) -> Mapping[str, str]:
        """The meaning of a number that is written in one word: "fünfundzwanzigtausend"; nothing for any other word."""
        value = self._value(_folded(word)) if self.compounds else None
        return {} if value is None else {"cardinal": str(value)}

    def _value(self, word: str) -> int | None:
        """What a word of number words means: parts multiply what stands before them and add what stands behind."""
        for form, scale in self.compounds.items():
            before, found, behind = word.partition(form)
            if found:
                values = self._value(before) if before else 1, self._value(behind) if behind else 0
                return None if None in values else scale * (values[0] or 1) + (values[1] or 0)
        return self._below_hundred(word)

    def _below_hundred(self, word: str) -> int | None:
        """The value of one number word, or of a unit and tens with the language's link between: "fünfundzwanzig"."""
        single = self.longest([word])[1]
        value = single and (single.meanings.get("cardinal") or single.meanings.get("tens"))
        if value:
            return int(value)
        unit, link, tens = word.partition(self.link)
        values = [self.longest([part])[1] for part in (unit, tens) if link and part]
        found = [phrase and (phrase.meanings.get("cardinal") or phrase.meanings.get("tens")) for phrase in values]
        return sum(map(int, filter(None, found))) if len(found) == 2 and all(found) else None


def _folded(text: str) -> str:
    return text.casefold().replace("’", "'")


def _begins(parts: Sequence[str], with_parts: Sequence[str]) -> bool:
    if len(parts) < len(with_parts):
        return False
    return all(part == form or _folded(part) == form for part, form in zip(parts, with_parts, strict=False))


def _merged(phrases: Sequence[Phrase]) -> Phrase:
    """One phrase with the meanings of all; those of the first, which is in the text's own case, come first."""
    if len(phrases) == 1:
        return phrases[0]
    meanings = {kind: value for phrase in reversed(phrases) for kind, value in phrase.meanings.items()}
    notes = {kind: note for phrase in reversed(phrases) for kind, note in phrase.notes.items()}
    return Phrase(phrases[0].parts, meanings, notes)


@cache
def load_language(name: str) -> Language:
    """A language by the name of its table: `english`, `german`, `urdu`.

    Raises
    ------
    ValueError
        There is no such table.
    """
    table = files("sectorbook.values") / "language" / f"{name}.csv"
    if not name.isalpha() or not table.is_file():
        raise ValueError(f'There is no table of the language "{name}" in sectorbook/values/language.')
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    by_kind: dict[str, list[str]] = {}
    for row in rows:
        by_kind.setdefault(row["kind"], []).append(row["form"])
    names = list(_currency_names(by_kind["locale"][0]))
    return Language(
        name,
        _phrases(names, rows),
        "".join(by_kind["decimal"]),
        "".join(by_kind["group"]),
        _pattern(by_kind.get("month", []), by_kind.get("fiscal", [])),
        {row["form"]: row["value"] for row in rows if row["kind"] == "month"},
        {row["form"]: int(row["value"]) for row in rows if row["kind"] == "compound"},
        "".join(by_kind.get("compound_link", [])),
    )


def _phrases(names: Iterable[tuple[str, str]], rows: Iterable[Mapping[str, str]]) -> dict[str, list[Phrase]]:
    """Phrases by their first part."""
    meanings: dict[str, dict[str, str]] = {form: {"currency": codes} for form, codes in names}
    notes: dict[str, dict[str, str]] = {}
    own: set[str] = set()
    for row in rows:
        if row["form"] not in own:
            own.add(row["form"])
            meanings[row["form"]] = {}
        meanings[row["form"]][row["kind"]] = row["value"]
        notes.setdefault(row["form"], {})[row["kind"]] = row["note"]
    phrases: dict[str, list[Phrase]] = {}
    for form, values in meanings.items():
        parts = tuple(PART.findall(form))
        phrases.setdefault(parts[0], []).append(Phrase(parts, values, notes.get(form, {})))
    return phrases


def _currency_names(locale: str) -> Iterator[tuple[str, str]]:
    """Codes, symbols and names of the currencies in use, with the codes that each can mean."""
    tender = {
        code
        for uses in get_global("territory_currencies").values()
        for code, _, end, legal in uses
        if legal and not end
    }
    codes: dict[str, set[str]] = {}
    for code in tender:
        singular, plural = (get_currency_name(code, count, locale).lower() for count in (1, 2))
        for form in (code, singular, plural, singular.split()[-1], plural.split()[-1]):
            codes.setdefault(form, set()).add(code)
    for country in locale_identifiers():
        if country == locale or country.startswith(f"{locale}_"):
            for code, symbol in Locale.parse(country).currency_symbols.items():
                if code in tender and not re.fullmatch(r"[A-Z]|[A-Z]{3}", symbol):
                    codes.setdefault(symbol, set()).add(code)
    return ((form, " ".join(sorted(found))) for form, found in codes.items())


def _pattern(months: Iterable[str], fiscal: Iterable[str]) -> re.Pattern[str]:
    """What a token can look like, with the language's own months and words for a fiscal year."""
    never = r"(?!)"
    parts = {
        "months": "|".join(map(re.escape, sorted(months, key=len, reverse=True))) or never,
        "fiscal": "|".join(rf"\b{re.escape(word)}" for word in fiscal) or never,
    }
    return re.compile(
        PATTERN.format(day=DAY, year=YEAR, vulgar=VULGAR_SIGNS, spaces=SPACES, separators=SEPARATORS, **parts),
        re.VERBOSE,
    )


def tokenize(text: str, language: Language) -> list[Token]:
    """The tokens of a text in their order, words that make one phrase as one token."""
    pieces = list(_pieces(text, language))
    tokens: list[Token] = []
    at = 0
    while at < len(pieces):
        size, token = _phrase(text, pieces, at, language)
        tokens.append(token)
        at += size
    return tokens


def _phrase(text: str, pieces: Sequence[Token], at: int, language: Language) -> tuple[int, Token]:
    """How many pieces the phrase takes that begins at one, and the token that it makes."""
    piece = pieces[at]
    if piece.kind not in WORDS:
        return 1, piece
    behind = takewhile(lambda other: other.kind in WORDS, pieces[at : at + LONGEST])
    size, phrase = language.longest([other.text for other in behind])
    if phrase is None:
        return 1, replace(piece, meanings=language.compound(piece.text))
    end = pieces[at + size - 1].end
    return size, replace(piece, end=end, text=text[piece.start : end], meanings=phrase.meanings, notes=phrase.notes)


def _pieces(text: str, language: Language) -> Iterator[Token]:
    """Single words, signs and numbers."""
    before = 0
    while (at := _behind_space(text, before)) < len(text):
        match = language.pattern.match(text, at)
        assert match is not None  # any sign matches
        kind = match.lastgroup or "sign"
        if kind in ("number", "word") and (name := _name(text, match, language)):
            match, kind = name, "id"
        yield _token(match, kind, at == before > 0, language)
        before = match.end()


def _behind_space(text: str, at: int) -> int:
    space = SKIPPED.match(text, at)
    return at if space is None else space.end()


def _name(text: str, match: re.Match[str], language: Language) -> re.Match[str] | None:
    """The whole of a name with a number in it, such as B2B, 4G or COVID-19, where a match begins one."""
    if match.lastgroup == "number":
        word = PART.match(text, match.end())
        if word is None or not word[0][0].isalpha() or word[0][0] in VULGAR_SIGNS:
            return None
        known = (
            BEHIND_NUMBERS.intersection(_meanings(word[0], language))
            and not text[word.end() : word.end() + 1].isdigit()
        )
    else:
        hyphen = text[match.end() : match.end() + 1] in DASHES
        if not text[match.end() + hyphen : match.end() + hyphen + 1].isdigit():
            return None
        known = _opens_number(text, match, hyphen, language)
    return None if known else NAME.match(text, match.start())


def _opens_number(text: str, match: re.Match[str], hyphen: bool, language: Language) -> bool:
    """Whether a word that a digit follows, perhaps with a hyphen between, says something of the number."""
    meanings = _meanings(match[0], language)
    if "currency_glued" not in meanings:
        return bool(meanings) and (hyphen or not BESIDE_SPACE.intersection(meanings))
    number = language.pattern.match(text, match.end())
    assert number is not None  # it begins with a digit
    word = PART.match(text, _behind_space(text, number.end()))
    scaled = word is not None and {"scale", "suffix"}.intersection(_meanings(word[0], language))
    return not hyphen and (len(number[0]) > 2 or bool(scaled))


def _meanings(word: str, language: Language) -> Mapping[str, str]:
    phrase = language.longest([word])[1]
    return phrase.meanings if phrase else {}


def _token(match: re.Match[str], kind: str, glued: bool, language: Language) -> Token:
    """A match as a token, with the value of a number or the reason why it has none."""
    token = Token(match.start(), match.end(), match[0], kind, glued)
    if kind == "number":
        return _number(token, language)
    if kind == "fraction":
        return _fraction(token)
    reason = NO_AMOUNTS.get(kind, "")
    if kind == "date" and (shifted := SPREADSHEET_DATE.fullmatch(token.text)):
        reason = f"the date, or the range {_shifted(shifted, language)} that a spreadsheet turned into one"
    return replace(token, reason=reason)


def _shifted(match: re.Match[str], language: Language) -> str:
    """The range that a spreadsheet took for a date: 10-12 for "12-Oct"."""
    parts = re.split("[-–]", match[0])
    month = next(int(language.months.get(part, 0)) for part in parts if part.isalpha())
    day = next(int(part) for part in parts if not part.isalpha())
    return "-".join(str(end) for end in sorted((month, day)))


def _number(token: Token, language: Language) -> Token:
    """A number in digits with its value, if its separators are those of the language."""
    digits = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in token.text)
    whole, sign, decimals = _split_decimals(digits, language.decimals)
    groups = re.split(f"[{language.groups}{SPACES}]", whole)
    if not decimals.isdecimal() and sign or not _are_groups(groups) or len(set(re.findall(r"\D", whole))) > 1:
        return replace(token, kind="unclear", reason=_readings(digits))
    plain = "".join(groups) + decimals
    value = Fraction(int(plain), 10 ** len(decimals))
    zeros = len(plain) - len(plain.rstrip("0")) if value else len(decimals)
    return replace(token, value=value, step=Fraction(10) ** (zeros - len(decimals)))


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
    readings = [f"the numbers {' and '.join(parts)}"]
    if len(parts) == 2:
        readings.insert(0, f"the decimal number {'.'.join(parts)}")
    elif _are_groups(parts):
        readings.insert(0, f"the number {''.join(parts)}")
    return ", or ".join(readings)


def _fraction(token: Token) -> Token:
    """A fraction such as ¾ or 3/4; what can as well be a date or a count of a whole is unclear."""
    signs = unicodedata.decomposition(token.text).removeprefix("<fraction>").split() if len(token.text) == 1 else ()
    text = "".join(chr(int(sign, 16)) for sign in signs).replace("\u2044", "/") or token.text
    above, below = (int(part) for part in text.split("/"))
    if not 0 < above < below <= 10 or gcd(above, below) > 1:
        return replace(token, kind="unclear", reason=f"{above} of {below}, a date or a name")
    return replace(token, value=Fraction(above, below), step=Fraction(1, below))
