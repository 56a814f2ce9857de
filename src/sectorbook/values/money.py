"""How amounts of money are written: any currency of ISO 4217, its multiples, and money for each of something."""

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from babel.numbers import get_currency_name, get_currency_symbol, list_currencies

MONEY = re.compile(r"(?P<multiple>[kMGT]?)(?P<code>[A-Z]{3})(?P<each>(?:/[a-z_]+)*)")
"""A unit of money, such as "MEUR/year" or "KRW/person/year"."""
BEHIND = {"": "", "k": "k", "M": "m", "G": "bn", "T": "tn"}
WORDS = {"": "", "k": "thousand ", "M": "million ", "G": "billion ", "T": "trillion "}
POWERS = {"": 0, "k": 3, "M": 6, "G": 9, "T": 12}
LARGEST = 10_000
"""The multiple of a currency is chosen so that the greatest number stays below this."""
LOCALE = "en_US"


@cache
def money_parts(unit: str) -> tuple[str, str, str] | None:
    """Divide a unit of money into the multiple, the currency, and what it is for each of.

    Parameters
    ----------
    unit : str
        A pint expression.

    Returns
    -------
    tuple of str, or None
        Such as ("M", "EUR", "/year"); None for any other unit.
    """
    match = MONEY.fullmatch(unit)
    return (match["multiple"], match["code"], match["each"]) if match and match["code"] in list_currencies() else None


def currency_sign(code: str) -> str:
    """Return what stands before a number: "€", "NZ$", or the code and a blank where there is no sign.

    Parameters
    ----------
    code : str
        Of ISO 4217.

    Returns
    -------
    str
    """
    sign = get_currency_symbol(code, LOCALE)
    return f"{sign} " if sign[-1].isalnum() else sign


def money_title(multiple: str, code: str, each: str) -> str:
    """Write a unit of money as the title of an axis, such as "million euros per person and year".

    Parameters
    ----------
    multiple, code, each : str
        As from `money_parts`.

    Returns
    -------
    str
    """
    name = f"{WORDS[multiple]}{get_currency_name(code, 2, LOCALE)}"
    *others, last = each.strip("/").split("/")
    if not last:
        return name
    return f"{name} per {', '.join(others)} and {last}" if others else f"{name} a {last}"


def readable_money(unit: str, ends: Sequence[Fraction]) -> str:
    """Choose the multiple of a currency in which numbers are short.

    Parameters
    ----------
    unit : str
        A unit of money.
    ends : sequence of Fraction
        The numbers in it.

    Returns
    -------
    str
        The unit with another multiple, or itself for any other unit.
    """
    parts = money_parts(unit)
    if parts is None or not any(ends):
        return unit
    greatest = max(map(abs, ends)) * 10 ** POWERS[parts[0]]
    fitting = [multiple for multiple, power in POWERS.items() if greatest < LARGEST * 10**power]
    return f"{fitting[0] if fitting else 'T'}{parts[1]}{parts[2]}"
