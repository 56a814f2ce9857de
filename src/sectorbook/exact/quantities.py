"""Quantities of a system: an indicator, a linear combination of indicators, or the ratio of two combinations."""

import math
import numbers
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from sectorbook.errors import SectorbookError, UnitMismatch
from sectorbook.exact.extremes import Extreme, extremes, ratio_extremes
from sectorbook.exact.solving.programs import exact_fraction
from sectorbook.exact.system import System
from sectorbook.values.intervals import interval_from_exact
from sectorbook.values.units import are_compatible, exact_factor, quotient_unit

LinearForm = str | Mapping[str, float]
"""An indicator, or several, each with its coefficient."""


@dataclass(frozen=True)
class Quantity:
    """A linear combination of indicators, or the ratio of two.

    Attributes
    ----------
    numerator : mapping
        Coefficient of each indicator, which includes the conversion to `unit`.
    denominator : mapping or None
        Coefficient of each indicator; None where the quantity is no ratio.
    unit : str
        The unit of the quantity, a pint expression.
    """

    numerator: Mapping[str, Fraction]
    denominator: Mapping[str, Fraction] | None
    unit: str

    def extremes(self, system: System) -> tuple[Extreme, Extreme]:
        """Compute the least and the greatest value over a system.

        Parameters
        ----------
        system : System
            A feasible system.

        Returns
        -------
        tuple of Extreme

        Raises
        ------
        SectorbookError
            If the denominator can have both signs or is always 0.
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


def make_quantity(units: pd.Series, numerator: LinearForm, denominator: LinearForm | None = None) -> Quantity:
    """Make a quantity, with the unit that follows from those of its indicators.

    Parameters
    ----------
    units : Series
        Unit of each indicator.
    numerator, denominator : str or mapping
        An indicator, or the coefficient of each indicator of a sum. A sum has the unit of its first indicator.

    Returns
    -------
    Quantity
        In percent where numerator and denominator have the same dimension, a plain number where they have no units.

    Raises
    ------
    UnitMismatch
        If the units in a sum have different dimensions.
    SectorbookError
        If a sum is empty or a coefficient is not a finite number.
    """
    form, unit = _exact_form(units, numerator)
    if denominator is None:
        return Quantity(form, None, unit)
    divisor, divisor_unit = _exact_form(units, denominator)
    if unit == divisor_unit == "dimensionless":
        return Quantity(form, divisor, unit)
    if are_compatible(unit, divisor_unit):
        factor = 100 * exact_factor(unit, divisor_unit)
        form = {name: coefficient * factor for name, coefficient in form.items()}
    return Quantity(form, divisor, quotient_unit(unit, divisor_unit))


def _exact_form(units: pd.Series, form: LinearForm) -> tuple[dict[str, Fraction], str]:
    """Convert a linear form to exact coefficients in one unit, that of its first indicator."""
    terms = {form: 1.0} if isinstance(form, str) else dict(form)
    if not terms:
        raise SectorbookError("A sum of no indicators was asked for. Name at least one.")
    unit = str(units[next(iter(terms))])
    return {name: _exact_coefficient(name, c, units[name], unit) for name, c in terms.items()}, unit


def _exact_coefficient(name: str, coefficient: float, unit: str, to: str) -> Fraction:
    """Check the coefficient of an indicator and include the conversion of its unit."""
    if not isinstance(coefficient, numbers.Real) or not math.isfinite(coefficient):
        raise SectorbookError(f'The coefficient of "{name}" is {coefficient!r}. Give a number.')
    if not are_compatible(unit, to):
        raise UnitMismatch(f'"{name}" ({unit}) cannot be added to a value in {to}. Combine indicators of like units.')
    return exact_fraction(coefficient) * exact_factor(unit, to)
