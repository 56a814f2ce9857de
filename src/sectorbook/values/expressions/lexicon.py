"""What a language's table says of its words, ready for looking up.

A language is a table in `language/` with the columns form, kind, value and note: a word, sign or phrase, what it can be
in an expression, what it then is worth, and a note for readers. A form that has several kinds has several rows. A form
with a capital letter is matched as it is written, any other in whatever case. Names and symbols of currencies come from
CLDR, by Babel; the rows of the table replace them.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers
from babel.numbers import get_currency_name

from sectorbook.folders import is_own

PART = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|\S")
"""A word, an abbreviation such as "U.S.", or a sign."""
WITH_DIGIT = re.compile(r"[^\W\d_]+\d\w*")
"""A word with a digit in it, such as "m2" or "tCO2e"."""
FOREIGN = re.compile(r"[A-Z]|[A-Z]{3}")
"""Symbols of currencies that cannot be told from a letter or a code."""


@dataclass(frozen=True)
class Phrase:
    """Words or signs that belong together: what they can be, by kind, and the notes on it."""

    parts: tuple[str, ...]
    meanings: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Language:
    """The phrases of a language, and how it writes numbers and dates."""

    phrases: Mapping[str, Sequence[Phrase]]
    """All phrases, by their first part."""
    decimals: str
    """The signs that can stand before decimals."""
    groups: str
    """The signs that can stand between groups of digits."""
    months: Mapping[str, str]
    """The numbers of the months, by name."""
    fiscal: Sequence[str]
    """Words that make what stands behind them a year."""
    magnitudes: Mapping[str, int]
    """Magnitudes that number words are written together with, the largest first."""
    link: str
    """What joins a unit and tens in such a word."""

    def reach(self, word: str) -> int:
        """How many parts the longest phrase has that begins with a word; 0 where none does."""
        known = (self.phrases.get(first, ()) for first in {word, folded(word)})
        return max((len(phrase.parts) for phrases in known for phrase in phrases), default=0)

    def longest(self, parts: Sequence[str]) -> tuple[int, Phrase | None]:
        """How many of the parts the longest phrase takes that they begin with, and the phrase."""
        firsts = dict.fromkeys((parts[0], folded(parts[0])))
        found = [phrase for first in firsts for phrase in self.phrases.get(first, ()) if _begin(parts, phrase.parts)]
        if not found:
            return 1, None
        size = max(len(phrase.parts) for phrase in found)
        return size, _merged([phrase for phrase in found if len(phrase.parts) == size])

    def meanings(self, word: str) -> Mapping[str, str]:
        """What a single word can be, by kind; nothing for an unknown one."""
        phrase = self.longest([word])[1]
        return phrase.meanings if phrase else {}

    def compound(self, word: str) -> Mapping[str, str]:
        """The same for a number that is written in one word, such as "fünfundzwanzigtausend"."""
        value = self._value(folded(word)) if self.magnitudes else None
        return {} if value is None else {"cardinal": str(value)}

    def _value(self, word: str) -> int | None:
        """What a word of number words is worth: a magnitude multiplies what is before it and adds what is behind."""
        for form, magnitude in self.magnitudes.items():
            before, found, behind = word.partition(form)
            if found:
                count, rest = self._value(before) if before else 1, self._value(behind) if behind else 0
                return None if count is None or rest is None else count * magnitude + rest
        return self._below_hundred(word)

    def _below_hundred(self, word: str) -> int | None:
        """The value of one number word, or of a unit and tens with the link between: "fünfundzwanzig"."""
        unit, _, tens = word.partition(self.link)
        for words in ([word], [unit, tens]):
            values = [known.get("cardinal") or known.get("tens") for known in map(self.meanings, filter(None, words))]
            if len(values) == len(words) and all(values):
                return sum(int(value or 0) for value in values)
        return None


def folded(text: str) -> str:
    """A text as forms without capital letters are compared."""
    return text.casefold().replace("\u2019", "'")


def _begin(parts: Sequence[str], form: Sequence[str]) -> bool:
    """Whether parts begin with those of a form; the first is known to."""
    if len(parts) < len(form):
        return False
    return all(part == own or folded(part) == own for part, own in zip(parts[1:], form[1:], strict=False))


def _merged(phrases: Sequence[Phrase]) -> Phrase:
    """One phrase with the meanings of all; where two have a kind, that in the text's own case counts."""
    if len(phrases) == 1:
        return phrases[0]
    meanings = {kind: value for phrase in reversed(phrases) for kind, value in phrase.meanings.items()}
    notes = {kind: note for phrase in reversed(phrases) for kind, note in phrase.notes.items()}
    return Phrase(phrases[0].parts, meanings, notes)


@cache
def load_language(name: str) -> Language:
    """A language by the name of its table: `english`, `german`, `urdu`.

    Parameters
    ----------
    name
        The file's name without its ending.

    Returns
    -------
    Language
        Its phrases; loaded once.

    Raises
    ------
    ValueError
        There is no such table.
    """
    folder = files("sectorbook.values.expressions") / "language"
    names = sorted(table.name.removesuffix(".csv") for table in folder.iterdir() if is_own(table.name))
    if name not in names:
        raise ValueError(f'There is no table of the language "{name}". Use one of {", ".join(names)}, or add one.')
    rows = list(csv.DictReader((folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()))
    forms: dict[str, list[str]] = {}
    for row in rows:
        forms.setdefault(row["kind"], []).append(row["form"])
    return Language(
        _phrases(_currencies(forms["locale"][0]), rows),
        "".join(forms["decimal"]),
        "".join(forms["group"]),
        {row["form"]: row["value"] for row in rows if row["kind"] == "month"},
        forms.get("fiscal", []),
        {row["form"]: int(row["value"]) for row in rows if row["kind"] == "compound"},
        "".join(forms.get("compound_link", [])),
    )


def _phrases(currencies: Mapping[str, str], rows: Iterable[Mapping[str, str]]) -> dict[str, list[Phrase]]:
    """The phrases of a table and of CLDR's currencies, by their first part."""
    own: dict[str, dict[str, str]] = {}
    notes: dict[str, dict[str, str]] = {}
    for row in rows:
        own.setdefault(row["form"], {})[row["kind"]] = row["value"]
        notes.setdefault(row["form"], {})[row["kind"]] = row["note"]
    phrases: dict[str, list[Phrase]] = {}
    for form, meanings in ({form: {"currency": codes} for form, codes in currencies.items()} | own).items():
        parts = (form,) if WITH_DIGIT.fullmatch(form) else tuple(PART.findall(form))
        phrases.setdefault(parts[0], []).append(Phrase(parts, meanings, notes.get(form, {})))
    return phrases


def _currencies(locale: str) -> dict[str, str]:
    """Codes, symbols and names of the currencies in use, each with the codes that it can mean."""
    uses = [use for territory in get_global("territory_currencies").values() for use in territory]
    tender = {code for code, _, end, legal in uses if legal and not end}
    codes: dict[str, set[str]] = {}
    for form, code in (*_currency_names(locale, tender), *_currency_symbols(locale, tender)):
        codes.setdefault(form, set()).add(code)
    return {form: " ".join(sorted(found)) for form, found in codes.items()}


def _currency_names(locale: str, tender: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Names of currencies with their codes: "pakistani rupees" and also "rupees"."""
    for code in tender:
        yield code, code
        for count in (1, 2):
            name = get_currency_name(code, count, locale).lower()
            yield name, code
            yield name.split()[-1], code


def _currency_symbols(locale: str, tender: set[str]) -> Iterator[tuple[str, str]]:
    """Symbols of currencies with their codes, as they are written in the countries of a language."""
    for country in locale_identifiers():
        if country == locale or country.startswith(f"{locale}_"):
            symbols = Locale.parse(country).currency_symbols
            yield from (
                (symbol, code) for code, symbol in symbols.items() if code in tender and not FOREIGN.fullmatch(symbol)
            )
