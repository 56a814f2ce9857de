"""What is asked of a system: an indicator, a sum of indicators, or one of these divided by another."""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from sectorbook.errors import SectorbookError, UnitMismatch
from sectorbook.exact.extremes import Extreme, extremes, ratio_extremes
from sectorbook.exact.programs import exact_fraction
from sectorbook.exact.system import System
from sectorbook.values.intervals import Interval, interval_from_exact
from sectorbook.values.units import are_compatible, conversion_factor, quotient_unit

LinearForm = str | Mapping[str, float]
"""An indicator, or several, each with its coefficient."""


@dataclass(frozen=True)
class Quantity:
    """A linear form of indicators, divided by another where there is one, in a unit."""

    numerator: Mapping[str, Fraction]
    denominator: Mapping[str, Fraction] | None
    unit: str

    def extremes(self, system: System) -> tuple[Extreme, Extreme]:
        """Its least and greatest value over a system that can hold.

        Raises `SectorbookError` where the divisor can have both signs or is always 0.
        """
        if self.denominator is None:
            return extremes(system, self.numerator)
        low, high = (extreme.value for extreme in extremes(system, self.denominator))
        if ((low is None or low < 0) and (high is None or high > 0)) or low == high == 0:
            names, ends = " + ".join(self.denominator), interval_from_exact(low, high, "")
            raise SectorbookError(
                f'Nothing can be divided by "{names}": it lies in {str(ends).strip()}. Divide by what is never 0.'
            )
        return ratio_extremes(system, self.numerator, self.denominator)

    def range(self, system: System) -> Interval:
        """The range between its extremes."""
        low, high = self.extremes(system)
        return interval_from_exact(low.value, high.value, self.unit)


def make_quantity(units: pd.Series, above: LinearForm, below: LinearForm | None = None) -> Quantity:
    """What is asked, with the unit that follows from those of the indicators ("percent" for a ratio of like ones).

    A sum is in the unit of its first indicator. Raises `UnitMismatch` where unlike units would be added.
    """
    form, unit = _form(units, above)
    if below is None:
        return Quantity(form, None, unit)
    divisor, other = _form(units, below)
    times = 100 * exact_fraction(conversion_factor(unit, other)) if are_compatible(unit, other) else Fraction(1)
    return Quantity({name: c * times for name, c in form.items()}, divisor, quotient_unit(unit, other))


def _form(units: pd.Series, asked: LinearForm) -> tuple[dict[str, Fraction], str]:
    terms = {asked: 1.0} if isinstance(asked, str) else dict(asked)
    if not terms:
        raise SectorbookError("A sum of no indicators was asked for. Name at least one.")
    wrong = [name for name, c in terms.items() if not isinstance(c, numbers.Real) or not math.isfinite(c)]
    if wrong:
        raise SectorbookError(f'The coefficient of "{wrong[0]}" is {terms[wrong[0]]!r}. Give a number.')
    unit = str(units[next(iter(terms))])
    unlike = [name for name in terms if not are_compatible(units[name], unit)]
    if unlike:
        raise UnitMismatch(
            f'"{unlike[0]}" ({units[unlike[0]]}) cannot be added to a value in {unit}. '
            "Combine indicators of like units."
        )
    return {
        name: exact_fraction(c) * exact_fraction(conversion_factor(units[name], unit)) for name, c in terms.items()
    }, unit
