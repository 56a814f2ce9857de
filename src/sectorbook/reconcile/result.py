"""The tightest ranges that a report's core statements and identities allow together, and what follows from them.

This is data reconciliation: the true value lies in each range; the ends of two ranges need not occur together.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd

from sectorbook.errors import Inconsistent
from sectorbook.exact.adjustment import Adjustment, adjust
from sectorbook.exact.conflicts import MinimalSets, find_conflicts, find_repairs
from sectorbook.exact.drivers import drivers_table
from sectorbook.exact.extremes import Extreme, region_corners, tightest_bounds
from sectorbook.exact.programs import exact_fraction
from sectorbook.exact.quantities import LinearForm, Quantity, make_quantity
from sectorbook.exact.system import End, System
from sectorbook.ledger.readings import build_system, check_reading, widen
from sectorbook.ledger.report import Report
from sectorbook.values.intervals import Interval, interval_from_exact, write_range
from sectorbook.values.units import unit_style
from sectorbook.values.wording import join_words

LONGEST = 30
"""Rows of the table that a result shows."""
SHORT_READINGS = {
    "printed": "every end as printed",
    "rounding": "ends rounded where about",
    "all-rounded": "all ends rounded",
}
READING_SENTENCES = {
    "printed": 'Every end is taken as printed, also where the text says "about".',
    "rounding": 'Where the text says "about", ends are taken as rounded.',
    "all-rounded": "All ends are taken as rounded.",
}
"""The readings of "about", for a reader."""


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

    def __repr__(self) -> str:
        """What is possible as a short table, or what clashes."""
        if not self.is_feasible:
            return f"{self._heading}\n{self._clash}"
        rows = [list(self._possible), *self._possible.to_numpy().tolist()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows[: LONGEST + 1]]
        return "\n".join([self._heading, *lines, *self._left_out])

    def _repr_html_(self) -> str:
        """The same for a notebook."""
        told = escape(self._clash) if not self.is_feasible else self._possible[:LONGEST].to_html(index=False, border=0)
        return "\n".join([f"<p>{escape(self._heading)}</p>", told, *self._left_out])

    @cached_property
    def is_feasible(self) -> bool:
        """Whether any values satisfy all of them at once."""
        return self.system.is_feasible()

    @property
    def caveat(self) -> str:
        """The reading as a sentence to follow a finding; nothing where all is as printed."""
        return f" {self.reading}" if self.about != "printed" or self.report.changes else ""

    @property
    def reading(self) -> str:
        """The reading, and what was changed since loading, as a sentence for captions."""
        changes = f" Changed here: {'; '.join(self.report.changes)}." if self.report.changes else ""
        told = READING_SENTENCES.get(self.about, f'Where the text says "about", an end may be {self.about} off.')
        return told + changes

    @property
    def short_reading(self) -> str:
        """The reading in a few words, for a headline."""
        return SHORT_READINGS.get(self.about, f"ends within {self.about} where about")

    @cached_property
    def bounds(self) -> pd.DataFrame:
        """The tightest range of each indicator that the core prints or an identity relates.

        Columns: printed_low and printed_high (hull of the core statements, NaN where none or open), low and
        high (inf where open), binding (for each end the first minimal set of statements and identities that forces
        it), printings (the core statements), unit; all ends in that unit. By linear programs, two an indicator
        (Gleixner et al. 2017, doi:10.1007/s10898-016-0450-4). Raises `Inconsistent` where the core cannot hold.
        """
        tightest = {name: ends for name, ends in tightest_bounds(self._consistent).items() if name in self._spoken_of}
        printed = self._printed
        units = self.report.indicators["unit"].to_dict()
        frame = pd.DataFrame(
            {
                "printed_low": [_hull(min, [low for _, low, _ in printed[name]]) for name in tightest],
                "printed_high": [_hull(max, [high for _, _, high in printed[name]]) for name in tightest],
                "low": [_end(low.value, -1) for low, _ in tightest.values()],
                "high": [_end(high.value, 1) for _, high in tightest.values()],
                "binding": [(low.binding, high.binding) for low, high in tightest.values()],
                "printings": [tuple(statement for statement, _, _ in printed[name]) for name in tightest],
                "unit": [units[name] for name in tightest],
            },
            index=pd.Index(list(tightest), name="indicator"),
        )
        frame.columns.name = self.assumptions_label
        return frame

    def combination(self, coefficients: Mapping[str, float], unit: str | None = None) -> Interval:
        """The range of a sum of indicators, each times its coefficient, in the unit of the first.

        Raises `UnitMismatch` for unlike units, `Inconsistent` where the core cannot hold.
        """
        return _in_unit(self._quantity(coefficients, None).range(self._consistent), unit)

    def ratio(self, numerator: LinearForm, denominator: LinearForm, unit: str | None = None) -> Interval:
        """The range of one indicator divided by another; an end is infinite where the denominator reaches 0.

        Either may be a sum of indicators, each with its coefficient. `unit` is the unit of the answer ("percent" for
        like units, else the quotient by default). After Charnes and Cooper (1962, doi:10.1002/nav.3800090303). Raises
        `SectorbookError` where the denominator can have both signs or is always 0, `Inconsistent` where the core
        cannot hold.
        """
        asked = self._quantity(numerator, denominator)
        low, high = self._extremes(asked)
        return _in_unit(interval_from_exact(low.value, high.value, asked.unit), unit)

    def binding(
        self, numerator: LinearForm, denominator: LinearForm | None = None
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What forces the low and the high end of an indicator, a sum or a ratio: statements and identities."""
        low, high = self._extremes(self._quantity(numerator, denominator))
        return low.binding, high.binding

    def region(self, x: str, y: str) -> list[tuple[float, float]]:
        """The corners of what two indicators can be together, anticlockwise; two corners are a line, one a point.

        Raises `SectorbookError` where the region has no end in some direction.
        """
        self._require(x, y)
        return [(float(a), float(b)) for a, b in region_corners(self._consistent, x, y)]

    def fits(self) -> pd.DataFrame:
        """Every test statement alone against the core, where the core says something of its indicator.

        Columns: indicator, low and high (under the reading), verdict, by, against. `verdict` is "fits" (the core's
        range lies within the statement), "narrows" (they overlap: it would cut the core's range, `by` all that it
        cuts off) or "clashes" (they exclude each other, `by` the gap); both in the indicator's unit. `against` names
        what holds the core's range there.
        """
        tests = self.report.statements[self.report.statements["role"] == "test"]
        spoken = tests[tests["indicator"].isin(self._spoken_of)]
        bounds = self.bounds.to_dict("index")
        rows = {
            str(name): [row["indicator"], *self._fit(row, bounds[row["indicator"]])]
            for name, row in zip(spoken.index, spoken.to_dict("records"), strict=True)
        }
        columns = ["indicator", "low", "high", "verdict", "by", "against"]
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("statement")
        frame.columns.name = self.assumptions_label
        return frame

    def conflicts(self, limit: int | None = None) -> MinimalSets:
        """Every minimal set of core statements and identities that cannot all hold, smallest first.

        A list of frozensets of ids, empty where the core can hold. A value that several statements print stands under
        the first of them; `.printings` has the others, `.proofs` the weights that prove each conflict. All are found
        up to 60 distinct values, 1000 or so beyond; `limit` sets another number, `.complete` says whether all are
        there (not where the repairs of one part go into the hundred thousands). Chinneck and Dravnieks (1991,
        doi:10.1287/ijoc.3.2.157) call them irreducible infeasible subsets.
        """
        return find_conflicts(self.system, limit)

    def repairs(self, limit: int | None = None, keep: Sequence[str] = ()) -> MinimalSets:
        """Every minimal set of core statements and identities without which the rest can hold, smallest first.

        Given as `conflicts` are. `keep` names what may not be set aside. Fellegi and Holt (1976,
        doi:10.1080/01621459.1976.10481472) locate errors in this way.
        """
        self.report._require(tuple(keep), pd.Index(self.system.elements), "core statement or identity")
        return find_repairs(self.system, limit, keep)

    def adjustment(self) -> Adjustment:
        """The least change of printed ends with which the core can hold: `.total`, `.moves`, `.ties`.

        Least is the sum of the changes, each as a share of its end, as accounts are balanced (Stone et al. 1942,
        doi:10.2307/2967664).
        Identities and ends at 0 stay. Raises `Inconsistent` where they exclude each other.
        """
        found = adjust(self.system)
        found.moves.columns.name = found.ties.columns.name = self.assumptions_label
        return found

    def drivers(self, numerator: LinearForm, denominator: LinearForm | None = None) -> pd.DataFrame:
        """What an indicator, a sum or a ratio hangs on: a row a core statement or identity that has to do with it.

        Columns: low and high (the range without it), and low_per_low, low_per_high, high_per_low, high_per_high: how
        far an end of the range moves for each unit that an end of the statement rises, right for small moves outward.
        Ranges are in the unit that `ratio` or `combination` gives by default. Exact, with no distribution. Raises
        what these do.
        """
        frame = drivers_table(self._consistent, self._quantity(numerator, denominator))
        frame.columns.name = self.assumptions_label
        return frame

    @property
    def assumptions_label(self) -> str:
        """The reading, and what was changed since loading, in short: the corner of every table that rests on it."""
        return "; ".join([f"about: {self.about}", *self.report.changes])

    @property
    def _heading(self) -> str:
        return f"{self.report.title} ({self.assumptions_label})"

    @cached_property
    def _possible(self) -> pd.DataFrame:
        """What is printed and what is possible of each indicator, in words."""
        ranges = {"printed": ("printed_low", "printed_high"), "possible": ("low", "high")}
        rows = [
            {"indicator": self.report.label(str(name))}
            | {title: _in_words(row[low], row[high], row["unit"]) for title, (low, high) in ranges.items()}
            | {"unit": unit_style(row["unit"]).title.replace("dimensionless", "")}
            for name, row in self.bounds.iterrows()
        ]
        return pd.DataFrame(rows, columns=["indicator", *ranges, "unit"], dtype=str)

    @property
    def _left_out(self) -> list[str]:
        """A line on the rows that the table has no room for, if there are any."""
        more = len(self._possible) - LONGEST if self.is_feasible else 0
        return [f"and {more} more in Result.bounds"] if more > 0 else []

    @property
    def _clash(self) -> str:
        """One set of statements and identities that cannot all hold."""
        clash = self.conflicts(1)[0]
        names = join_words(name for name in self.system.elements if name in clash)
        return f"These cannot all be true: {names}. Result.conflicts() has every such set, Result.repairs() the cures."

    @cached_property
    def _consistent(self) -> System:
        if not self.is_feasible:
            raise Inconsistent(
                f"The core statements and identities of {self.report.slug} cannot all hold ({self.assumptions_label}). "
                "Result.conflicts() names those that clash. Set one aside with report.without(...), or read an "
                "identity as at most with report.relax(...)."
            )
        return self.system

    @cached_property
    def _printed(self) -> Mapping[str, list[tuple[str, float, float]]]:
        """The core's statements of each indicator: id, low, high."""
        core = self.report.core
        found: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
        cells = [core[column].tolist() for column in ("indicator", "low", "high")]
        for name, indicator, low, high in zip(core.index, *cells, strict=True):
            found[indicator].append((str(name), low, high))
        return found

    @cached_property
    def _spoken_of(self) -> set[str]:
        return {*(value.indicator for value in self.system.values), *self.report.identities["indicator"]}

    def _require(self, *asked: LinearForm) -> None:
        names = tuple(name for item in asked for name in ([item] if isinstance(item, str) else item))
        self.report._require(names, self.report.indicators.index, "indicator")

    def _quantity(self, above: LinearForm, below: LinearForm | None) -> Quantity:
        self._require(above, below or {})
        return make_quantity(self.report.indicators["unit"], above, below)

    def _extremes(self, asked: Quantity) -> tuple[Extreme, Extreme]:
        """Found once, as its range and what binds it are mostly asked for together."""
        key = str(asked)
        if key not in self._known:
            self._known[key] = asked.extremes(self._consistent)
        return self._known[key]

    @cached_property
    def _known(self) -> dict[str, tuple[Extreme, Extreme]]:
        return {}

    def _fit(self, statement: Mapping[Any, Any], core: Mapping[Any, Any]) -> list[object]:
        low, high = (_end(end, sign) for end, sign in zip(widen(statement, self.about), (-1, 1), strict=True))
        low_by, high_by = core["binding"]
        if low > core["high"]:
            return [low, high, "clashes", _apart(low, core["high"]), high_by]
        if high < core["low"]:
            return [low, high, "clashes", _apart(core["low"], high), low_by]
        cut = [max(0.0, _apart(low, core["low"])), max(0.0, _apart(core["high"], high))]
        held = [name for by, size in zip((low_by, high_by), cut, strict=True) if size for name in by]
        against = tuple(name for name in self.system.elements if name in held)
        return [low, high, "narrows" if any(cut) else "fits", sum(cut), against]


def _in_words(low: float, high: float, unit: str) -> str:
    """A range without its unit; nothing where there is none."""
    if math.isnan(low) and math.isnan(high):
        return ""
    return write_range(low, high, unit if unit == "calendar_year" else "dimensionless")


def _hull(outermost: Callable[[list[float]], float], ends: list[float]) -> float:
    return outermost(ends) if ends and not any(map(math.isnan, ends)) else math.nan


def _apart(one: float, other: float) -> float:
    """One minus the other, exactly as the decimals stand; infinite ends stay infinite, two of them are not apart."""
    if one == other:
        return 0.0
    return (
        float(exact_fraction(one) - exact_fraction(other))
        if math.isfinite(one) and math.isfinite(other)
        else one - other
    )


def _end(value: End, sign: int) -> float:
    return sign * math.inf if value is None else float(value)


def _in_unit(found: Interval, unit: str | None) -> Interval:
    return found.to(unit) if unit else found
