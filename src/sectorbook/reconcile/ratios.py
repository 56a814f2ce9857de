"""The ratios that this repository asks of every report: what a head earns, and whose share is what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import Interval, write_range
from sectorbook.values.units import are_compatible, conversion_factor, quotient_unit


@dataclass(frozen=True)
class Ratio:
    """One indicator over another, by name, in a unit, written with so many digits."""

    title: str
    numerator: str
    denominator: str
    unit: str
    digits: int

    def range(self, result: Result) -> Interval:
        """What it can be."""
        return result.ratio(self.numerator, self.denominator, self.unit)

    def factor(self, units: pd.Series) -> float:
        """What the quotient of the two indicators' values is multiplied with to be in the unit."""
        own = units[self.numerator], units[self.denominator]
        return (
            100 * conversion_factor(*own) if are_compatible(*own) else conversion_factor(quotient_unit(*own), self.unit)
        )

    def write(self, found: Interval) -> str:
        """Its range, for a reader."""
        return write_range(found.low, found.high, self.unit, self.digits)


EARNINGS = (
    Ratio("revenue per freelancer", "freelancer_revenue", "freelancers", "USD/person/year", 3),
    Ratio("revenue per employee", "company_revenue", "company_employees", "USD/person/year", 3),
    Ratio("revenue per company", "company_revenue", "earning_companies", "kUSD/company/year", 3),
    Ratio("exports per freelancer", "freelancer_exports", "freelancers", "USD/person/year", 3),
    Ratio("exports per exporting company", "company_exports", "exporting_companies", "kUSD/company/year", 3),
)
"""Revenue or exports for each head: what the heads bring in, not what they are paid."""
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


def available_ratios(result: Result, asked: tuple[Ratio, ...]) -> Iterator[tuple[Ratio, Interval]]:
    """Those of the ratios that a report has both indicators of, each with what it can be."""
    known = result.bounds
    for ratio in asked:
        if (
            ratio.numerator in known.index
            and ratio.denominator in known.index
            and known.at[ratio.denominator, "high"] > 0
        ):
            yield ratio, ratio.range(result)
