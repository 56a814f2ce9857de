"""Currencies of ISO 4217 as units, with their multiples, and how amounts are written, by Babel's symbols and names."""

import re
from collections.abc import Sequence
from fractions import Fraction

from babel.numbers import get_currency_name, get_currency_symbol, list_currencies

MONEY = re.compile(rf"([kMGT]?)({'|'.join(sorted(list_currencies()))})")
"""An amount of money as a unit: a multiple and the code of a currency, which TEU is none of."""
MULTIPLES = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
LARGEST = {"": 10_000, "k": 1000, "M": 1000, "G": 1000, "T": 1000}
"""The multiple of a currency is chosen so that the greatest number stays below this: $4,700, but $1.9m."""
_LOCALE = "en"
_BEHIND = {"": "", "k": "k", "M": "m", "G": "bn", "T": "tn"}
_WORDS = {"": "", "k": "thousand ", "M": "million ", "G": "billion ", "T": "trillion "}


def currency_signs(unit: str) -> tuple[str, str, str] | None:
    """Return how an amount of money is written.

    Parameters
    ----------
    unit : str
        A pint expression, such as "MNZD/year".

    Returns
    -------
    tuple of str or None
        What stands before and behind the number, such as "NZ$" and "m", and the title of an axis, such as "million New
        Zealand dollars a year"; None where the unit does not begin with a currency and its multiple.
    """
    first, *times = unit.split("/")
    if not (money := MONEY.fullmatch(first)):
        return None
    multiple, code = money.groups()
    symbol = get_currency_symbol(code, _LOCALE)
    before = f"{code} " if symbol == code else symbol
    return before, _BEHIND[multiple], f"{_WORDS[multiple]}{get_currency_name(code, 2, _LOCALE)}{_for_each(times)}"


def readable_multiple(unit: str, ends: Sequence[Fraction]) -> str:
    """Choose the multiple of a currency in which numbers are short.

    Parameters
    ----------
    unit : str
        A pint expression, such as "MEUR/person".
    ends : sequence of Fraction
        The numbers in it.

    Returns
    -------
    str
        Such as "EUR/person"; the unit itself where it does not begin with a currency and its multiple.
    """
    first, *others = unit.split("/")
    if not (money := MONEY.fullmatch(first)) or not any(ends):
        return unit
    greatest = max(map(abs, ends)) * MULTIPLES[money[1]]
    fitting = [multiple for multiple, size in MULTIPLES.items() if greatest < LARGEST[multiple] * size]
    return "/".join([f"{fitting[0] if fitting else 'T'}{money[2]}", *others])


def _for_each(times: list[str]) -> str:
    """Write what an amount is for each of, such as " a year" or " per person and year"."""
    names = [get_currency_name(one, 1, _LOCALE) if MONEY.fullmatch(one) else one for one in times]
    if not names:
        return ""
    article = "for a" if MONEY.fullmatch(times[0]) else "a"
    return f" {article} {names[0]}" if len(names) == 1 else f" per {' and '.join(names)}"
