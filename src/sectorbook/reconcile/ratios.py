"""Ratios that are computed for every report: revenue and exports per head, and shares."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import Interval, write_range
from sectorbook.values.units import are_compatible, conversion_factor, quotient_unit


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


EARNINGS = (
    Ratio("revenue per freelancer", "freelancer_revenue", "freelancers", "USD/person/year", 3),
    Ratio("revenue per employee", "company_revenue", "company_employees", "USD/person/year", 3),
    Ratio("revenue per company", "company_revenue", "earning_companies", "kUSD/company/year", 3),
    Ratio("exports per freelancer", "freelancer_exports", "freelancers", "USD/person/year", 3),
    Ratio("exports per company in the study", "company_exports", "studied_companies", "kUSD/company/year", 3),
)
"""Revenue or exports per head: what a person or company brings in, not what it is paid."""
SHARES = (
    Ratio("freelancers' share of revenue", "freelancer_revenue", "sector_revenue", "percent", 2),
    Ratio("freelancers' share of exports", "freelancer_exports", "it_service_exports", "percent", 2),
    Ratio("freelancers' share of the workforce", "freelancers", "workforce", "percent", 2),
)
STAFFING = (
    Ratio(
        "staff per active company, without freelancers", "company_employees", "active_companies", "person/company", 3
    ),
)
HOSTING = (
    Ratio("active among registered companies", "active_companies", "registered_companies", "percent", 3),
    Ratio("hosted among active companies", "hosted_companies", "active_companies", "percent", 3),
    Ratio("hosted among freelancers", "hosted_freelancers", "freelancers", "percent", 3),
)
RATIOS = (*EARNINGS, *SHARES)


def available_ratios(result: Result, ratios: tuple[Ratio, ...]) -> Iterator[tuple[Ratio, Interval]]:
    """Find the ratios of which a report has both indicators, each with its range.

    Parameters
    ----------
    result : Result
    ratios : tuple of Ratio

    Returns
    -------
    iterator of (Ratio, Interval)
        Each with its range, in the unit of the ratio.

    Raises
    ------
    Inconsistent
        If the report's core is infeasible.
    """
    bounds = result.bounds
    for ratio in ratios:
        if {ratio.numerator, ratio.denominator} <= set(bounds.index) and bounds.at[ratio.denominator, "high"] > 0:
            yield ratio, ratio.range(result)
