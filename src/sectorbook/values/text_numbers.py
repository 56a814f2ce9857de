"""Numbers in running text, in digits and in words, and whether each is known."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

DIGITS = re.compile(r"(?<![\w.,])(?:[A-Z]{3}|Rs\.?|US)?[$€£]?(\d{1,3}(?:,\d{3})+|\d+|(?=\.\d))(\.\d+)?(?!\d)")
"""A number, a currency before it: "$3.5m", "PKR280", ".5"; thousands in groups of three."""
SMALL = "zero one two three four five six seven eight nine ten eleven twelve"
TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
DECADES = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS = {word: value for value, word in enumerate(f"{SMALL} {TEENS}".split())}
TENS = {word: 10 * value for value, word in enumerate(DECADES.split(), 2)}
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
OTHERS = {"half": 0.5, "quarter": 0.25, "dozen": 12, "twice": 2, "double": 2, "thrice": 3}
WORD = re.compile(r"[a-z]+")
UNCOUNTED = "one"
"""Mostly a pronoun: "one scale for each unit"."""
FIRST = "|".join([*UNITS, *TENS, *OTHERS])
NEXT = rf"(?:{FIRST}|{'|'.join(SCALES)})"
RUN = re.compile(
    rf"\b(?:{FIRST})\b(?:[ -]{NEXT}\b|(?<=hundred) and {NEXT}\b|(?<=thousand) and {NEXT}\b|(?<=half) a {NEXT}\b)*", re.I
)
"""Number words with nothing but a space or hyphen between, or an "and" behind a hundred or thousand."""


@dataclass(frozen=True)
class TextNumber:
    """A number as it stands in a text: its words, its value, and the place of its last digit (0.1, 1 ...)."""

    words: str
    value: float
    step: float


def find_numbers(text: str) -> Iterator[TextNumber]:
    """Every number of a text: "8", "3,000", "14.5", "twenty-five thousand"; an id such as EST-05 has none."""
    for found in DIGITS.finditer(text):
        if not re.search(r"[A-Z]-$", text[: found.start()]):
            decimals = found[2] or ""
            yield TextNumber(
                found[0], float((found[1].replace(",", "") or "0") + decimals), 10.0 ** -max(0, len(decimals) - 1)
            )
    for sign in text:
        if unicodedata.category(sign) == "No":  # ½ and its like
            yield TextNumber(sign, unicodedata.numeric(sign), 1)
    yield from _spelled(text)


def unknown_numbers(text: str, known: Iterable[float]) -> list[TextNumber]:
    """The numbers of a text that no known value is, or is rounded to.

    One is rounded to a number where it lies at most half a step of its last digit away. A number of a single digit has
    to be met exactly: almost anything rounds to it.
    """
    values = list(known)
    return [number for number in find_numbers(text) if not any(_is(number, value) for value in values)]


def _is(number: TextNumber, value: float) -> bool:
    exact = number.value < 10 and number.step >= 1
    slack = 1e-9 * max(1.0, abs(value)) + (0.0 if exact else number.step / 2)
    return abs(abs(value) - number.value) <= slack


def _spelled(text: str) -> Iterator[TextNumber]:
    """Runs of number words, each as one number."""
    for found in RUN.finditer(text):
        if found[0].lower() != UNCOUNTED:
            yield TextNumber(found[0], _value(WORD.findall(found[0].lower())), 1)


def _value(run: list[str]) -> float:
    total = current = 0.0
    for word in run:
        if word in SCALES:
            current = (current or 1) * SCALES[word]
            if SCALES[word] >= 1000:
                total, current = total + current, 0.0
        else:
            current += UNITS.get(word, TENS.get(word, OTHERS.get(word, 0)))
    return total + current
