"""The tightest ranges that a report's core statements and identities allow together.

This is data reconciliation by optimisation-based bound tightening: each indicator is made as small and as
large as the linear system allows (Gleixner et al. 2017, doi:10.1007/s10898-016-0450-4). Ratios follow Charnes
and Cooper (1962, doi:10.1002/nav.3800090303). The true value lies in each range; the ends of two ranges need
not occur together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import pandas as pd

from sectorbook.exceptions import Inconsistent, SectorbookError, UnitMismatch
from sectorbook.intervals import Interval, alike, factor, quotient_unit
from sectorbook.ledger import Report
from sectorbook.linear import Column, Program, Row, Solution, exact
from sectorbook.system import System, build_system, check_reading, core_only, widen

__all__ = ["Result", "reconcile"]

Objective = Mapping[str, Fraction]


def reconcile(report: Report, about: str = "printed") -> Result:
    """Hold a report's core statements and identities together, under one reading of "about".

    `about` is "printed", "rounding" (half a step where a statement says "about"), "all-rounded" (half a step
    everywhere) or a percentage such as "5%" (where a statement says "about"). Another raises `ReadingError`.
    """
    system = build_system(report.indicators, report.statements, report.identities, check_reading(about))
    return Result(report, about, system)


@dataclass(frozen=True)
class Result:
    """What a report's core statements and identities allow under one reading."""

    report: Report
    about: str
    system: System

    @cached_property
    def feasible(self) -> bool:
        """Whether any values satisfy all of them at once."""
        return self.system.can_hold()

    @property
    def reading(self) -> str:
        """The reading, and what was changed since loading, as a sentence for captions."""
        changes = f" Changed here: {'; '.join(self.report.changes)}." if self.report.changes else ""
        return f'The word about is read as "{self.about}".{changes}'

    @cached_property
    def bounds(self) -> pd.DataFrame:
        """The tightest range of each indicator that the core prints or an identity relates.

        Columns: printed_low and printed_high (hull of the core statements, NaN where none or open), low and
        high (inf where open), binding (the statements and identities that hold the ends), printings (the core
        statements), unit. Raises `Inconsistent` where the core cannot hold.
        """
        spoken_of = [str(name) for name in self.report.indicators.index if name in self._spoken_of]
        rows = {name: self._bound(name) for name in spoken_of}
        frame = pd.DataFrame.from_dict(rows, orient="index")
        frame.index.name = "indicator"
        return frame

    def combination(self, coefficients: Mapping[str, float], unit: str | None = None) -> Interval:
        """The range of a sum of indicators, each times its coefficient, in the unit of the first.

        Raises `UnitMismatch` for unlike units, `Inconsistent` where the core cannot hold.
        """
        first = self._unit(next(iter(coefficients)))
        objective = self._objective(coefficients, first)
        low, high = self._program.lowest(objective), self._program.highest(objective)
        return _interval(low.value, high.value, first, unit)

    def ratio(self, numerator: str, denominator: str, unit: str | None = None) -> Interval:
        """The range of one indicator divided by another; an end is infinite where the denominator reaches 0.

        `unit` is the unit of the answer ("percent" for like units, else the quotient by default). Raises
        `SectorbookError` where the denominator can have both signs or is always 0.
        """
        own = self._unit(numerator), self._unit(denominator)
        times = Fraction(1)
        if alike(*own):
            times = 100 * exact(factor(own[0], own[1]))
        program, size = self._ratio_program(denominator)
        ends = program.lowest({numerator: times}).value, program.highest({numerator: times}).value
        low, high = (None if end is None else end / size for end in ends)
        return _interval(low, high, quotient_unit(*own), unit)

    def region(self, x: str, y: str) -> list[tuple[float, float]]:
        """The corners of what two indicators can be together, anticlockwise; two corners are a line, one a point.

        Raises `SectorbookError` where the region has no end in some direction.
        """
        start = [self._corner(x, y, *turn) for turn in ((1, 0), (0, 1), (-1, 0), (0, -1))]
        corners: list[tuple[Fraction, Fraction]] = []
        for one, other in zip(start, [*start[1:], start[0]], strict=True):
            corners += [one, *self._corners_between(x, y, one, other)]
        return [(float(a), float(b)) for a, b in dict.fromkeys(corners)]

    def fits(self) -> pd.DataFrame:
        """Every test statement alone against the core, where the core says something of its indicator.

        Columns: indicator, low and high (under the reading), verdict, by, against. `verdict` is "fits" (the core's
        range lies within the statement), "narrows" (they overlap: it would cut the core's range), or "clashes"
        (they exclude each other, `by` the gap in the indicator's unit); `against` names what holds the core's
        range there.
        """
        tests = self.report.statements[self.report.statements["role"] == "test"]
        spoken = tests[tests["indicator"].isin(self._spoken_of)]
        rows = {str(name): self._fit(statement) for name, statement in spoken.iterrows()}
        columns = ["indicator", "low", "high", "verdict", "by", "against"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("statement")

    @cached_property
    def _program(self) -> Program:
        program = self.system.program()
        if program is None or not self.feasible:
            raise Inconsistent(
                f'The core statements and identities of {self.report.slug} cannot all hold (reading "{self.about}"'
                f"{'; ' if self.report.changes else ''}{'; '.join(self.report.changes)}). "
                "Set one aside with report.without(...), or read an identity as at most with report.relax(...)."
            )
        return program

    @cached_property
    def _spoken_of(self) -> set[str]:
        return {*core_only(self.report.statements)["indicator"], *self.report.identities["indicator"]}

    def _unit(self, indicator: str) -> str:
        self.report._require((indicator,), self.report.indicators.index, "indicator")
        return str(self.report.indicators.at[indicator, "unit"])

    def _objective(self, coefficients: Mapping[str, float], unit: str) -> dict[str, Fraction]:
        unlike = [name for name in coefficients if not alike(self._unit(name), unit)]
        if unlike:
            raise UnitMismatch(
                f'"{unlike[0]}" ({self._unit(unlike[0])}) cannot be added to a value in {unit}. '
                "Combine indicators of like units."
            )
        return {name: exact(c) * exact(factor(self._unit(name), unit)) for name, c in coefficients.items()}

    def _bound(self, name: str) -> dict[str, object]:
        core = self.report.core[self.report.core["indicator"] == name]
        low, high = self._program.lowest({name: Fraction(1)}), self._program.highest({name: Fraction(1)})
        tightest = _interval(low.value, high.value, self._unit(name), None)
        return {
            "printed_low": core["low"].min() if core["low"].notna().all() else math.nan,
            "printed_high": core["high"].max() if core["high"].notna().all() else math.nan,
            "low": tightest.low,
            "high": tightest.high,
            "binding": (self._binding(low, "low"), self._binding(high, "high")),
            "printings": tuple(map(str, core.index)),
            "unit": tightest.unit,
        }

    def _binding(self, solution: Solution, end: str) -> tuple[str, ...]:
        """The statements and identities that force one end: those with a price, one printing each."""
        names = set(solution.row_prices)
        for name, price in solution.column_prices.items():
            held = self.system.held[name]
            names.update((held.low_by if (price > 0) == (end == "low") else held.high_by)[:1])
        order = [*self.report.statements.index, *dict.fromkeys(self.report.identities.index)]
        return tuple(str(name) for name in order if name in names)

    def _corner(self, x: str, y: str, to_x: Fraction | int, to_y: Fraction | int) -> tuple[Fraction, Fraction]:
        """The farthest point in a direction of the plane."""
        solution = self._program.highest({x: Fraction(to_x), y: Fraction(to_y)})
        if solution.value is None:
            raise SectorbookError(f'What "{x}" and "{y}" can be together has no end. Choose bounded indicators.')
        return solution.point[x], solution.point[y]

    def _corners_between(
        self, x: str, y: str, one: tuple[Fraction, Fraction], other: tuple[Fraction, Fraction]
    ) -> list[tuple[Fraction, Fraction]]:
        """The corners that lie beyond the straight line from one to the other, in order."""
        if one == other:
            return []
        outward = (other[1] - one[1], one[0] - other[0])
        found = self._corner(x, y, *outward)
        beyond = outward[0] * (found[0] - one[0]) + outward[1] * (found[1] - one[1])
        if beyond <= 0:
            return []
        before, behind = (self._corners_between(x, y, *pair) for pair in ((one, found), (found, other)))
        return [*before, found, *behind]

    def _fit(self, statement: pd.Series) -> list[object]:
        name = statement["indicator"]
        row = self.bounds.loc[name]
        low, high = (_end(end, sign) for end, sign in zip(widen(statement, self.about), (-1, 1), strict=True))
        if low > row["high"]:
            verdict, by, against = "clashes", _apart(low, row["high"]), row["binding"][1]
        elif high < row["low"]:
            verdict, by, against = "clashes", _apart(row["low"], high), row["binding"][0]
        elif low <= row["low"] and row["high"] <= high:
            verdict, by, against = "fits", 0.0, ()
        else:
            cuts = [max(0.0, _apart(low, row["low"])), max(0.0, _apart(row["high"], high))]
            verdict, by, against = "narrows", sum(cuts), row["binding"][0 if cuts[0] else 1]
        return [name, low, high, verdict, by, against]

    def _ratio_program(self, denominator: str) -> tuple[Program, Fraction]:
        """The system in the variables of Charnes and Cooper, each value and 1 times size over the denominator.

        The size keeps the numbers near those printed, where a solver in floating point is at its best.
        """
        ends = self.combination({denominator: 1})
        if ends.low < 0 < ends.high or ends.low == ends.high == 0:
            raise SectorbookError(
                f'Nothing can be divided by "{denominator}": it lies in {ends}. Divide by what is never 0.'
            )
        sign = -1 if ends.high <= 0 else 1
        size = exact(max(abs(end) for end in (ends.low, ends.high) if math.isfinite(end)) or 1.0)
        scale = Column("1/denominator", Fraction(0) if sign > 0 else None, Fraction(0) if sign < 0 else None)
        columns = [Column(name, None, None) for name in self.system.held]
        rows = [*self.system.rows, Row("denominator", {denominator: Fraction(1)}, size, size)]
        for name, held in self.system.held.items():
            rows += _scaled_ends(name, held.low, held.high, scale.name, sign)
        return Program([*columns, scale], rows), size


def _scaled_ends(name: str, low: Fraction | None, high: Fraction | None, scale: str, sign: int) -> list[Row]:
    """Low * scale <= name <= high * scale, turned around where the scale is negative."""
    rows = []
    for end, is_low in ((low, True), (high, False)):
        if end is not None:
            above = is_low == (sign > 0)
            ends = (Fraction(0), None) if above else (None, Fraction(0))
            rows.append(Row(f"{name} {'low' if is_low else 'high'}", {name: Fraction(1), scale: -end}, *ends))
    return rows


def _apart(one: float, other: float) -> float:
    """One minus the other, exactly as the decimals stand; infinite ends stay infinite."""
    return float(exact(one) - exact(other)) if math.isfinite(one) and math.isfinite(other) else one - other


def _end(value: Fraction | None, sign: int) -> float:
    return sign * math.inf if value is None else float(value)


def _interval(low: Fraction | None, high: Fraction | None, own: str, unit: str | None) -> Interval:
    interval = Interval(_end(low, -1), _end(high, 1), own)
    return interval.to(unit) if unit else interval
