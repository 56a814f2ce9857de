"""Units: their conversion by pint, and how they are written for readers; both are defined in `units.csv`.

A row defines a unit in pint's syntax, describes how it is written around a number, or both. Each kind of thing that is
counted (person, company, hub ...) is a dimension of its own, so that people and companies are never added by mistake.

A report can define units of its own. A name stands for one thing in a process: one that is defined is never defined
otherwise, and `own_units` tells in which expressions it is, so that no other report is read with it.
"""

import csv
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pint
from babel.numbers import list_currencies
from pint.util import UnitsContainer

from sectorbook.errors import SectorbookError, UnitMismatch, shown
from sectorbook.values.currencies import MONEY, MULTIPLES, currency_signs, readable_multiple

LONGEST = 80
"""How many characters an expression of a unit has at most."""
FORM = re.compile(r"(?:[^\W\d]\w*+|\*\*|[\s*/^()%.-]|[0-9](?![0-9.eE]))++")
"""What an expression of a unit is made of: names, signs, and powers of one digit. With more, pint would compute."""
POWERS = re.compile(r"(\*\*|\^).*(\*\*|\^)")
"""More than one power, which can be a power of a power."""
CURRENCY = re.compile(r"(?<![A-Za-z])[kMGT]?([A-Z]{3})(?![A-Za-z])")
"""What can be a currency in an expression of a unit: a code of three letters, behind a multiple."""
TIMES = {"a": "year", "d": "day", "h": "hour"}
"""Names of the units of time that pint writes as symbols."""
NAME = re.compile(r"[^\W\d]\w*")
"""A name in an expression of a unit."""
UNITS = Path(str(files("sectorbook.values"))) / "units.csv"


@dataclass(frozen=True)
class UnitStyle:
    """How a unit is written.

    Attributes
    ----------
    before, behind : str
        Signs directly before and after a number, such as "$" and "m".
    singular, plural : str
        The noun that follows a number; empty where the signs suffice.
    title : str
        The unit as the title of an axis.
    """

    before: str
    behind: str
    singular: str
    plural: str
    title: str

    @property
    def is_counted(self) -> bool:
        """Whether values in this unit are counts of things, whose noun has a singular and a plural."""
        return self.singular != self.plural


_OWN: dict[str, dict[str, str]] = {}
"""The rows of the units that reports have defined in this process, by unit."""


@cache
def _rows() -> dict[str, dict[str, str]]:
    """Return the rows of `units.csv` by unit, and those of reports."""
    with UNITS.open(encoding="utf-8", newline="") as lines:
        return {row.pop("unit"): row for row in csv.DictReader(lines)} | _OWN


@cache
def unit_style(unit: str) -> UnitStyle:
    """Return how a unit is written; one without a row is written by its own name, money by Babel's signs.

    Parameters
    ----------
    unit : str
        A pint expression, such as "MUSD/year".

    Returns
    -------
    UnitStyle
    """
    row = _rows().get(unit)
    if row is None and (signs := currency_signs(unit)):
        before, behind, title = signs
        return UnitStyle(before, behind, "", "", title)
    if row is None:
        return UnitStyle("", "", unit, unit, unit)
    return UnitStyle(row["before"], row["behind"], row["singular"], row["plural"], row["title"])


def unit_titles() -> set[str]:
    """Return the axis titles in `units.csv` that differ from the name of their unit."""
    return {row["title"] for unit, row in _rows().items() if row["title"] != unit}


@cache
def unit_registry() -> pint.UnitRegistry[Fraction]:
    """Return pint's registry, which reckons in fractions, extended by the units that `units.csv` defines."""
    # some units of sector reports have names that pint uses otherwise: kt for the knot, a barrel of 31.5 gallons
    registry: pint.UnitRegistry[Fraction] = pint.UnitRegistry(non_int_type=Fraction, on_redefinition="ignore")
    for unit, row in _rows().items():
        if row["definition"]:
            registry.define(f"{unit} = {row['definition']}")
    return registry


def define_units(rows: Mapping[str, Mapping[str, str]]) -> None:
    """Add units of a report's own, for the rest of the process or until they are forgotten.

    Parameters
    ----------
    rows : mapping
        The columns of `units.csv` by unit. No name may be known, unless by the same row.
    """
    for unit, row in rows.items():
        _rows()[unit] = _OWN[unit] = dict(row)
        if row["definition"]:
            try:
                unit_registry().define(f"{unit} = {row['definition']}")
            except (TypeError, ValueError) as error:
                forget_units([unit])
                raise SectorbookError(
                    f'The unit "{shown(unit)}" cannot be defined as "{shown(row["definition"])}" '
                    f"({shown(str(error))}). Write a number times a known unit, such as 170 * kilogram."
                ) from error
    unit_style.cache_clear()


def forget_units(units: Collection[str]) -> None:
    """Forget units of a report that could not be loaded, and all that was reckoned with them.

    Parameters
    ----------
    units : collection of str
        What `define_units` added.
    """
    if not units:
        return
    for unit in units:
        del _OWN[unit]
    for known in (
        _rows,
        unit_style,
        unit_registry,
        _unit,
        _define_currency,
        are_compatible,
        exact_factor,
        quotient_unit,
    ):
        known.cache_clear()


def own_row(unit: str) -> Mapping[str, str] | None:
    """Return the row by which a report has defined or described a unit in this process; None where none has."""
    return _OWN.get(unit)


def own_units(expression: str) -> set[str]:
    """Return the names in an expression of a unit that reports have defined.

    Parameters
    ----------
    expression : str
        A pint expression, such as "Mbale/year".

    Returns
    -------
    set of str
        Such as {"bale"}.
    """
    if not _OWN:
        return set()
    parsed = (part for name in NAME.findall(expression) for part in unit_registry().parse_unit_name(name))
    return {unit for _, unit, _ in parsed if unit in _OWN}


def named_unit(words: str, expression: str) -> str:
    """Return the unit of a report's own that words name and that an expression of a unit is made of.

    Parameters
    ----------
    words : str
        What is counted, such as "bales of cotton".
    expression : str
        A pint expression, such as "Mbale/year".

    Returns
    -------
    str
        The unit, such as "bale"; empty where the words begin with the name or noun of none.
    """
    for unit in own_units(expression):
        nouns = {unit, _OWN[unit]["singular"], _OWN[unit]["plural"]} - {""}
        if any(f"{words} ".casefold().startswith(f"{noun} ".casefold()) for noun in nouns):
            return unit
    return ""


def money_of(unit: str) -> tuple[str, Fraction] | None:
    """Return the currency of a unit, and how much of it one is.

    Parameters
    ----------
    unit : str
        A pint expression without a quotient, such as "MUSD", or a multiple that a report defines for itself.

    Returns
    -------
    tuple of str and Fraction or None
        Code of ISO 4217 and the multiple; None where the unit is no money.
    """
    if money := MONEY.fullmatch(unit):
        return money[2], Fraction(MULTIPLES[money[1]])
    if not own_units(unit) or not is_unit(unit):
        return None
    root = str(unit_registry().get_root_units(_unit(unit))[1])
    return (root, exact_factor(unit, root)) if root in list_currencies() else None


def is_unit(expression: str) -> bool:
    """Whether an expression is a unit that pint or `units.csv` defines.

    Parameters
    ----------
    expression : str
        A pint expression, such as "MUSD/year".

    Returns
    -------
    bool
    """
    if len(expression) > LONGEST or not FORM.fullmatch(expression) or POWERS.search(expression):
        return False
    try:
        _unit(expression)
    except MemoryError:
        raise
    except Exception:  # pint evaluates an expression, which can fail in any way that arithmetic can
        return False
    return bool(expression)


def is_dimension(name: str) -> bool:
    """Tell whether a dimension has a name, such as "length"."""
    try:
        return bool(unit_registry().get_dimensionality(f"[{name}]"))
    except ValueError:
        return False


@cache
def _unit(expression: str) -> pint.Unit:
    """Parse a unit, with the currencies that it or a report's own unit is made of."""
    for code in CURRENCY.findall(" ".join([expression, *(row["definition"] for row in _OWN.values())])):
        _define_currency(code)
    return unit_registry().parse_units(expression)


@cache
def _define_currency(code: str) -> None:
    """Define a currency of ISO 4217 that `units.csv` lacks; its multiples follow from pint's prefixes."""
    if code in list_currencies() and code not in _rows():
        unit_registry().define(f"{code} = [{code}]")


@cache
def are_compatible(one: str, other: str) -> bool:
    """Whether two units have the same dimension, so that values in them can be compared after conversion.

    Parameters
    ----------
    one, other : str
        Pint expressions.

    Returns
    -------
    bool
    """
    return _unit(one).dimensionality == _unit(other).dimensionality


@cache
def exact_factor(unit: str, to: str) -> Fraction:
    """Return the factor that converts values from one unit to another, as the fraction that it is.

    Parameters
    ----------
    unit, to : str
        Pint expressions of the same dimension.

    Returns
    -------
    Fraction

    Raises
    ------
    UnitMismatch
        If `to` is unknown or the dimensions differ.
    """
    if not is_unit(to):
        raise UnitMismatch(f'"{to}" is no unit that pint knows. Use one of units.csv or pint\'s.')
    if not are_compatible(unit, to):
        raise UnitMismatch(
            f'"{unit}" ({_written(_unit(unit).dimensionality)}) cannot be turned into '
            f'"{to}" ({_written(_unit(to).dimensionality)}). '
            "Ask for a unit of the same kind."
        )
    return Fraction(unit_registry().convert(Fraction(1), unit, to))


def conversion_factor(unit: str, to: str) -> float:
    """Return `exact_factor` as the nearest float.

    Parameters
    ----------
    unit, to : str
        Pint expressions of the same dimension.

    Returns
    -------
    float

    Raises
    ------
    UnitMismatch
        If `to` is unknown or the dimensions differ.
    """
    return float(exact_factor(unit, to))


@cache
def quotient_unit(numerator: str, denominator: str) -> str:
    """Return the unit of a ratio.

    Parameters
    ----------
    numerator, denominator : str
        Pint expressions.

    Returns
    -------
    str
        A pint expression; "percent" where the two have the same dimension.
    """
    if are_compatible(numerator, denominator):
        return "percent"
    return _written((_unit(numerator) / _unit(denominator))._units, unit_registry().get_symbol)


def readable_unit(unit: str, *ends: Fraction) -> str:
    """Choose a unit in which numbers are short, and that can be written well.

    Parameters
    ----------
    unit : str
        A pint expression, such as "MUSD / person / a".
    *ends : Fraction
        The numbers in it.

    Returns
    -------
    str
        Such as "USD/person/year", of the same dimension.
    """
    plain = re.sub(r"\b[adh]\b", lambda symbol: TIMES[symbol[0]], unit.replace(" ", ""))
    return readable_multiple(plain, ends)


@cache
def product_unit(one: str, other: str) -> str:
    """Return the unit of a product.

    Parameters
    ----------
    one, other : str
        Pint expressions.

    Returns
    -------
    str
        A pint expression.
    """
    return _written((_unit(one) * _unit(other))._units, unit_registry().get_symbol)


def _written(parts: Mapping[str, Any], name: Callable[[str], str] = str) -> str:
    """Write units or dimensions with their powers, which pint itself does for floats only."""
    return str(UnitsContainer({name(part): float(parts[part]) for part in sorted(parts)}))
