"""Formatting for readers: lists, dates, dollar signs in Markdown, and rows of ranges."""

import re
from collections.abc import Hashable, Iterable, Mapping
from functools import cache
from typing import Any

import pandas as pd
from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name

from sectorbook.values.intervals import DIGITS, write_printed, write_range

LOOSE = {"more_than": "at least", "less_than": "at most"}
STRICT = {"more_than": "more than", "less_than": "less than"}
"""How `write_range` and how readers of a strict shape begin it."""
RELATIONS = {
    "share": "as a share of",
    "percent_of": "in percent of",
    "change": "changed from",
    "yearly": "changed a year from",
    "times": "as a multiple of",
    "per": "for each of",
    "more": "more than",
}
"""How an indicator is said to stand to what a relation compares it with."""

LONGEST_NAME = 4
"""Of how many words a proper name at the beginning of a label is at most."""


def capitalize(words: str) -> str:
    """Capitalize the first letter and leave the others as they are, unlike `str.capitalize`.

    Parameters
    ----------
    words : str

    Returns
    -------
    str
    """
    return words[:1].upper() + words[1:]


def uncapitalize(words: str) -> str:
    """Write the first letter in lower case, unless an acronym or a name of a country, people or language begins there.

    Parameters
    ----------
    words : str
        Such as "Tourists in October" or "German tourists".

    Returns
    -------
    str
        "tourists in October", and "German tourists" as it is.
    """
    first = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", words)[:LONGEST_NAME]
    named = any(" ".join(first[:count]) in _proper_names() for count in range(1, len(first) + 1))
    return words if named or words[1:2].isupper() else words[:1].lower() + words[1:]


@cache
def _proper_names() -> frozenset[str]:
    """Return the countries and languages of CLDR, and the adjectives in the names of currencies and of dialects."""
    english = Locale("en")
    codes = {code for uses in get_global("territory_currencies").values() for code, *_ in uses}
    spoken = {name for code, name in english.languages.items() if re.fullmatch("[a-z]+_[A-Z]{2}", code)}
    described = {
        name.rpartition(" ")[0] for name in (*(get_currency_name(code, locale="en") for code in codes), *spoken)
    }
    return frozenset({*english.territories.values(), *english.languages.values(), *described} - {""})


def write_date(date: pd.Timestamp) -> str:
    """Format a date, such as "16 January 2024"."""
    return f"{date.day} {date:%B %Y}"


NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def write_number_word(count: int) -> str:
    """Write a count as in a sentence: in words up to ten, then in digits.

    Parameters
    ----------
    count : int
        0 or more.

    Returns
    -------
    str
    """
    return NUMBER_WORDS[count] if count < len(NUMBER_WORDS) else f"{count:,}"


def count_of(count: int, singular: str, plural: str = "") -> str:
    """Write how many there are of something, such as "one sum" or "12 sums".

    Parameters
    ----------
    count : int
        0 or more.
    singular, plural : str
        The noun; by default its plural ends in s.

    Returns
    -------
    str
    """
    return f"{write_number_word(count)} {singular if count == 1 else plural or singular + 's'}"


def join_words(items: Iterable[str], conjunction: str = "and") -> str:
    """Join items as in a sentence.

    Parameters
    ----------
    items : iterable of str
    conjunction : str, default "and"
        Stands before the last item.

    Returns
    -------
    str
        Such as "a, b and c", "a, b; c; and d" where an item has a comma of its own, "nothing" where there are no items.
    """
    *first, last = list(items) or ["nothing"]
    if not first:
        return last
    if len(first) > 1 and any(", " in item for item in (*first, last)):
        return f"{'; '.join(first)}; {conjunction} {last}"
    return f"{', '.join(first)} {conjunction} {last}"


def label_ranges(data: pd.DataFrame) -> str:
    """Describe the rows of a range chart.

    Parameters
    ----------
    data : DataFrame
        Columns label and those that `label_range` needs.

    Returns
    -------
    str
        Such as "Freelancers about 3,000–4,000 people; ...".
    """
    return "; ".join(f"{row['label']}: {label_range(row)}" for row in data.to_dict("records"))


def label_range(row: Mapping[Hashable, Any]) -> str:
    """Format the label of one row of a range chart.

    Parameters
    ----------
    row : mapping
        Keys low, high, unit and about ("yes" or "no"); optionally kind ("follows" of a computed range, whose ends are
        rounded), shape, digits, whole, and value (the label itself).

    Returns
    -------
    str
        Such as "about 3,000–4,000 people".
    """
    if row.get("value"):
        return str(row["value"])
    about = "about " if row["about"] == "yes" else ""
    return about + write_strict(_write_ends(row), row.get("shape", ""))


def _write_ends(row: Mapping[Hashable, Any]) -> str:
    """Write a range that follows from statements as computed, any other as printed."""
    if row.get("kind") != "follows":
        return write_printed(row["low"], row["high"], row["unit"])
    digits, is_whole = int(row.get("digits", DIGITS)), bool(row.get("whole", False))
    return write_range(row["low"], row["high"], row["unit"], digits, is_whole)


def write_strict(written: str, shape: str) -> str:
    """Write a range as "more than" or "less than" where its end is not included.

    Parameters
    ----------
    written : str
        The range as `write_range` gives it, such as "at least 1,000 jobs".
    shape : str
        Shape of the statement.

    Returns
    -------
    str
        The same where the shape is not strict.
    """
    return STRICT[shape] + written.removeprefix(LOOSE[shape]) if shape in STRICT else written


def write_related(relation: str, number: float, unit: str, base: str, years: int = 1) -> str:
    """Write what a printed relation makes of an amount, such as "43% above $143m".

    Parameters
    ----------
    relation : str
        The relation of a statement.
    number : float
        The printed number, in its unit.
    unit : str
        A pint expression.
    base : str
        The amount that it is compared with, as it is written.
    years : int, default 1
        Over how many years a yearly rate holds.

    Returns
    -------
    str
    """
    written = write_printed(abs(number), abs(number), unit if relation in ("per", "more") else "dimensionless")
    side = "above" if number >= 0 else "below"
    return {
        "share": f"{written}% of {base}",
        "percent_of": f"{written}% of {base}",
        "change": f"{written}% {side} {base}",
        "yearly": f"{written}% {side} {base}, each year for {years} years,",
        "times": f"{written} times {base}",
        "per": f"{written} for each of {base}",
        "more": f"{written} {side} {base}",
    }[relation]
