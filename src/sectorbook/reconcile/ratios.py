"""Ratios that make sense of a report: those that its `ratios.csv` names."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from sectorbook.exact.solving.programs import exact_fraction
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import Interval, write_range
from sectorbook.values.units import are_compatible, conversion_factor, quotient_unit, readable_unit

DIGITS, PERCENT_DIGITS = 3, 2
"""Significant digits to which a ratio is written, and a percentage."""


@dataclass(frozen=True)
class Ratio:
    """The ratio of two indicators.

    Attributes
    ----------
    title : str
        Its name for readers, in lower case.
    numerator, denominator : str
        Indicators.
    unit : str
        The unit of the ratio, a pint expression.
    digits : int
        Significant digits to which it is written.
    """

    title: str
    numerator: str
    denominator: str
    unit: str
    digits: int

    def range(self, result: Result) -> Interval:
        """Compute the range of the ratio under a result, in its unit.

        Parameters
        ----------
        result : Result
            What the indicators can be.

        Returns
        -------
        Interval
        """
        return result.ratio(self.numerator, self.denominator, self.unit)

    def factor(self, units: pd.Series) -> float:
        """Compute the factor that converts the quotient of two values to the unit of the ratio.

        Parameters
        ----------
        units : Series
            Unit of each indicator.

        Returns
        -------
        float
        """
        numerator, denominator = units[self.numerator], units[self.denominator]
        if are_compatible(numerator, denominator):
            return 100 * conversion_factor(numerator, denominator)
        return conversion_factor(quotient_unit(numerator, denominator), self.unit)

    def write(self, interval: Interval) -> str:
        """Format a range of the ratio for a reader.

        Parameters
        ----------
        interval : Interval
            A range in the unit of the ratio.

        Returns
        -------
        str
        """
        return write_range(interval.low, interval.high, self.unit, self.digits)


def available_ratios(result: Result) -> Iterator[tuple[Ratio, Interval]]:
    """Compute the ratios that make sense of a report, by its `ratios.csv`.

    Parameters
    ----------
    result : Result

    Returns
    -------
    iterator of (Ratio, Interval)
        Each with its range, in the unit of the ratio; without those of which an indicator is in no sum and not printed,
        or can only be 0.

    Raises
    ------
    Inconsistent
        If the report's core is infeasible.
    """
    bounds, units = result.bounds, result.report.variables["unit"]
    for row in result.report.ratios.to_dict("records"):
        above, below = row["numerator"], row["denominator"]
        if {above, below} <= set(bounds.index) and bounds.at[below, "high"] > 0:
            interval = result.ratio(above, below)
            unit = _readable(quotient_unit(units[above], units[below]), interval)
            ratio = Ratio(row["words"], above, below, unit, PERCENT_DIGITS if unit == "percent" else DIGITS)
            yield ratio, ratio.range(result)


def _readable(unit: str, interval: Interval) -> str:
    """Choose the unit in which a ratio is written."""
    ends = [exact_fraction(end) for end in (interval.low, interval.high) if math.isfinite(end)]
    return readable_unit(unit, *ends)
