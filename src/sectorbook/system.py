"""The core statements and identities of a report as one linear system, under a reading of "about".

A reading says how far the true value may lie outside the printed ends:

printed      not at all
rounding     half a step of the printed numbers, where the statement says "about"
all-rounded  half a step of the printed numbers, in every statement
N%           N percent of each end, where the statement says "about"
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from sectorbook.exceptions import ReadingError
from sectorbook.intervals import factor
from sectorbook.linear import Column, Program, Row, exact

__all__ = ["READINGS", "Held", "System", "build_system", "check_reading", "core_only", "widen"]

READINGS = ("printed", "rounding", "all-rounded")
PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)%")


@dataclass
class Held:
    """The range that the core statements of one indicator leave to it, and which of them hold each end."""

    low: Fraction | None
    high: Fraction | None
    low_by: list[str] = field(default_factory=list)
    high_by: list[str] = field(default_factory=list)

    def take(self, statement: str, low: Fraction | None, high: Fraction | None) -> None:
        """Intersect with one more statement; several that give the same end are all remembered."""
        if low is not None and (self.low is None or low >= self.low):
            self.low_by = [*(self.low_by if low == self.low else []), statement]
            self.low = low
        if high is not None and (self.high is None or high <= self.high):
            self.high_by = [*(self.high_by if high == self.high else []), statement]
            self.high = high


@dataclass(frozen=True)
class System:
    """What holds each indicator (`held`), and the identities as rows."""

    held: Mapping[str, Held]
    rows: tuple[Row, ...]

    def program(self) -> Program | None:
        """The linear program; None where two statements of one indicator already exclude each other."""
        if any(h.low is not None and h.high is not None and h.low > h.high for h in self.held.values()):
            return None
        return Program([Column(name, h.low, h.high) for name, h in self.held.items()], self.rows)

    def can_hold(self) -> bool:
        """Whether any values satisfy every statement and identity at once."""
        program = self.program()
        return program is not None and program.is_feasible()


def check_reading(about: str) -> str:
    """Give the reading back, or raise `ReadingError` with those that exist."""
    if about not in READINGS and not PERCENT.fullmatch(about):
        raise ReadingError(f'There is no reading "{about}". Use {", ".join(READINGS)} or a percentage such as 5%.')
    return about


def widen(statement: pd.Series, about: str) -> tuple[Fraction | None, Fraction | None]:
    """The ends of a statement under a reading, exactly; None is open."""
    low, high = (None if pd.isna(statement[end]) else exact(statement[end]) for end in ("low", "high"))
    says_about = statement["about"] == "yes"
    percent = PERCENT.fullmatch(about)
    half = exact(statement["rounded_to"]) / 2 if about == "all-rounded" or says_about else Fraction(0)
    share = exact(percent[1]) / 100 if percent and says_about else Fraction(0)
    if percent or about == "printed":
        half = Fraction(0)
    return (
        None if low is None else low - half - abs(low) * share,
        None if high is None else high + half + abs(high) * share,
    )


def build_system(
    indicators: pd.DataFrame, statements: pd.DataFrame, identities: pd.DataFrame, about: str = "printed"
) -> System:
    """The system of the core statements and all identities; every indicator is a column.

    Counts, amounts and shares are never negative, shares at most 100 percent. An unknown reading raises
    `ReadingError`.
    """
    check_reading(about)
    held = {
        str(name): Held(Fraction(0), Fraction(100) if unit == "percent" else None)
        for name, unit in indicators["unit"].items()
    }
    for name, statement in core_only(statements).iterrows():
        held[statement["indicator"]].take(str(name), *widen(statement, about))
    return System(held, tuple(_rows(indicators, identities)))


def core_only(statements: pd.DataFrame) -> pd.DataFrame:
    """The statements that take part in reconciliation."""
    return statements[statements["role"] == "core"]


def _rows(indicators: pd.DataFrame, identities: pd.DataFrame) -> list[Row]:
    coefficients: dict[str, dict[str, Fraction]] = defaultdict(dict)
    low: dict[str, Fraction | None] = {}
    for name, term in identities.iterrows():
        unit = indicators.at[term["indicator"], "unit"]
        first = next(iter(coefficients[str(name)]), term["indicator"])
        scale = exact(factor(unit, indicators.at[first, "unit"]))
        coefficients[str(name)][term["indicator"]] = exact(term["coefficient"]) * scale
        low[str(name)] = Fraction(0) if term["relation"] == "=" else None
    return [Row(name, terms, low[name], Fraction(0)) for name, terms in coefficients.items()]
