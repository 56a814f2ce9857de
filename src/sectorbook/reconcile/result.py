"""Reconciliation of a report: the tightest ranges that its core statements and identities allow together.

The true value of each indicator lies in its range; the ends of two ranges need not be possible together.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from sectorbook.exact.adjustment import Adjustment, adjust
from sectorbook.exact.conflicts import MinimalSets, find_conflicts, find_repairs
from sectorbook.exact.drivers import drivers_table
from sectorbook.exact.extremes import Extreme, region_corners, tightest_bounds
from sectorbook.exact.quantities import LinearForm, Quantity, make_quantity
from sectorbook.exact.system import System
from sectorbook.exact.whole_numbers import WholeNumbers, find_whole_numbers
from sectorbook.formats.markup import html_line, html_table
from sectorbook.ledger.readings import READINGS
from sectorbook.ledger.report import Report
from sectorbook.ledger.system import build_system, make_relation
from sectorbook.reconcile.clashes import conflict_in_words, contradiction, worst_conflict
from sectorbook.reconcile.fits import fit_amount, fit_relation
from sectorbook.reconcile.whole_numbers import describe_failure
from sectorbook.values.intervals import Interval, interval_from_exact, write_printed, write_range
from sectorbook.values.units import unit_style
from sectorbook.values.wording import join_words

LONGEST = 30
"""Greatest number of rows in the table that displays a result."""
ALL = "Result.conflicts() lists all contradictions."
"""What follows a conflict where a result is displayed."""
TAKEN_AS = {
    "printed": 'Every end is taken as printed, even where the text says "about".',
    "rounding": (
        'Ends are taken as rounded where the text says "about", and so are decimals, percentages, factors and means.'
    ),
    "all-rounded": 'All ends are taken as rounded, except exact counts, "more than" and "less than".',
}
"""What each reading of "about" that is not a percentage takes the printed ends for."""


def reconcile(report: Report, about: str = "printed") -> Result:
    """Reconcile a report's core statements and identities under a reading of "about".

    Parameters
    ----------
    report : Report
    about : str
        "printed" (every end as printed), "rounding" (half a step wider where a statement says "about", has a decimal
        point, or is a percentage, a factor or a mean), "all-rounded" (half a step wider wherever there is a step), or
        a percentage such as "5%" (wider by this share of each end where a statement says "about").

    Returns
    -------
    Result

    Raises
    ------
    ReadingError
        If there is no such reading.
    """
    return Result(report, about, build_system(report, about))


@dataclass(frozen=True)
class Result:
    """The ranges that a report's core statements and identities allow under a reading.

    Attributes
    ----------
    report : Report
    about : str
        The reading of "about".
    system : System
        The core statements and identities under this reading.
    """

    report: Report
    about: str
    system: System

    def __repr__(self) -> str:
        """Display the possible ranges as a short table, or a conflict."""
        if not self.is_feasible:
            return f"{self._heading}\n{self.conflict_sentence} {ALL}"
        rows = [list(self._display_table), *self._display_table.to_numpy().tolist()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows[: LONGEST + 1]]
        return "\n".join([self._heading, *lines, *self._omitted_rows])

    def _repr_html_(self) -> str:
        """Display the same in a notebook."""
        if not self.is_feasible:
            return html_line(self._heading) + html_line(f"{self.conflict_sentence} {ALL}")
        rows = self._display_table[:LONGEST].to_numpy().tolist()
        table = html_table(rows, list(self._display_table), right={1, 2})
        return "".join([html_line(self._heading), table, *map(html_line, self._omitted_rows)])

    @cached_property
    def is_feasible(self) -> bool:
        """Whether all core statements and identities can be true at once."""
        return self.system.is_feasible()

    @property
    def caveat(self) -> str:
        """The reading as a sentence that follows a finding; empty where all is as printed."""
        return f" {self.reading}" if self.about != "printed" or self.report.changes else ""

    @property
    def reading(self) -> str:
        """The reading, and the changes to the report since loading, as a sentence for captions."""
        changes = f" Changed here: {'; '.join(self.report.changes)}." if self.report.changes else ""
        percentage = f'Where the text says "about", an end may be {self.about} off.'
        return TAKEN_AS.get(self.about, percentage) + changes

    @property
    def assumptions_label(self) -> str:
        """The reading and the changes to the report since loading, in short, as in the corner of every table."""
        return "; ".join([f"about: {self.about}", *self.report.changes])

    @cached_property
    def bounds(self) -> pd.DataFrame:
        """The tightest range of each indicator that the core prints or an identity relates.

        It is computed by optimization-based bound tightening (Gleixner et al. 2017, doi:10.1007/s10898-016-0450-4).

        Returns
        -------
        DataFrame
            Indexed by indicator. Columns printed_low and printed_high (the hull of the core statements, NaN where
            unbounded or none), low and high (infinite where unbounded), binding (for each end, the first minimal set
            of statements and identities that forces it), printings (the core statements), unit (of all ends) and whole
            (whether it is a count).

        Raises
        ------
        Inconsistent
            If the core is infeasible.
        """
        tightest = tightest_bounds(self._feasible_system)
        tightest = {name: ends for name, ends in tightest.items() if name in self._covered}
        units = self.report.units
        intervals = [interval_from_exact(low.value, high.value, units[name]) for name, (low, high) in tightest.items()]
        printed = self._printed_amounts
        printings = [printed.get(name, []) for name in tightest]
        frame = pd.DataFrame(
            {
                "printed_low": [_hull(min, [low for _, low, _ in rows]) for rows in printings],
                "printed_high": [_hull(max, [high for _, _, high in rows]) for rows in printings],
                "low": [interval.low for interval in intervals],
                "high": [interval.high for interval in intervals],
                "binding": [(low.binding, high.binding) for low, high in tightest.values()],
                "printings": [tuple(name for name, _, _ in rows) for rows in printings],
                "unit": [interval.unit for interval in intervals],
                "whole": [name in self.report.whole_variables for name in tightest],
            },
            index=list(tightest),
        )
        return frame.rename_axis(index="indicator", columns=self.assumptions_label)

    @cached_property
    def only_at_zero(self) -> tuple[str, ...]:
        """The indicators that can only be 0 together with the others, though nothing prints them as 0.

        Shares and factors that contradict each other hold where the whole is 0, which is no cure: parts of 33%, 33% and
        33% add up to a whole of nothing. The core is then no conflict, and this is the finding.
        """
        zero = [str(name) for name, row in self.bounds.iterrows() if row["low"] == row["high"] == 0]
        printed = {value.indicator for value in self.system.values if value.low == 0 or value.high == 0}
        return tuple(name for name in zero if name not in printed)

    def whole_numbers(self) -> WholeNumbers:
        """Find whole numbers for all counts that satisfy the core; bounds, fits and conflicts do not ask for them.

        Returns
        -------
        WholeNumbers
            With `.possible` (None where neither is shown), `.values` (an example, verified in fractions), and where
            there is none `.elements` (what no whole numbers satisfy together), `.gap` and `.cases` (the proof; no cases
            where it rests on the solver).

        Raises
        ------
        Inconsistent
            If the core is infeasible.
        """
        return self._whole_numbers

    @property
    def whole_numbers_sentence(self) -> str:
        """Why whole numbers cannot satisfy the core, with what shows it; empty where they can."""
        return describe_failure(self.report, self.system, self._whole_numbers)

    def combination(self, coefficients: Mapping[str, float], unit: str | None = None) -> Interval:
        """Compute the range of a linear combination of indicators.

        Parameters
        ----------
        coefficients : mapping
            Coefficient of each indicator.
        unit : str, optional
            A pint expression; by default the unit of the first indicator.

        Returns
        -------
        Interval

        Raises
        ------
        UnitMismatch
            If the units have different dimensions.
        Inconsistent
            If the core is infeasible.
        """
        return self._range(coefficients, None, unit)

    def ratio(self, numerator: LinearForm, denominator: LinearForm, unit: str | None = None) -> Interval:
        """Compute the range of a ratio (Charnes and Cooper 1962, doi:10.1002/nav.3800090303).

        Parameters
        ----------
        numerator, denominator : str or mapping
            An indicator, or the coefficient of each indicator of a sum.
        unit : str, optional
            A pint expression; by default percent where both have the same dimension, else the quotient of the units.

        Returns
        -------
        Interval
            An end is infinite where the denominator reaches 0.

        Raises
        ------
        SectorbookError
            If the denominator can have both signs or is always 0.
        UnitMismatch
            If units that are added or converted have different dimensions.
        Inconsistent
            If the core is infeasible.
        """
        return self._range(numerator, denominator, unit)

    def binding(
        self, numerator: LinearForm, denominator: LinearForm | None = None
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Find what forces the ends of an indicator, a sum or a ratio.

        Parameters
        ----------
        numerator, denominator : str or mapping
            An indicator, or the coefficient of each indicator of a sum. Without a denominator, the numerator itself.

        Returns
        -------
        low, high : tuple of str
            The first minimal set of statements and identities that forces each end.

        Raises
        ------
        SectorbookError, UnitMismatch, Inconsistent
            As `ratio` does.
        """
        low, high = self.extremes(self._quantity(numerator, denominator))
        return low.binding, high.binding

    def region(self, x: str, y: str) -> list[tuple[float, float]]:
        """Compute the corners of the region that two indicators can take together.

        Parameters
        ----------
        x, y : str
            Indicators.

        Returns
        -------
        list of (x, y)
            Anticlockwise, in the units of the indicators. Two corners are a line segment, one is a point.

        Raises
        ------
        SectorbookError
            If the region is unbounded.
        Inconsistent
            If the core is infeasible.
        """
        self._require(x, y)
        return [(float(a), float(b)) for a, b in region_corners(self._feasible_system, x, y)]

    def fits(self) -> pd.DataFrame:
        """Compare every test statement with the range that the core allows its indicator, or its relation.

        Returns
        -------
        DataFrame
            Indexed by statement, for those whose indicators the core speaks of. Columns indicator, low and high (under
            the reading), verdict, by and against. The verdict is "fits" (the core's range lies within the statement),
            "narrows" (they overlap; `by` is how much of the core's range lies outside), "clashes" (they are disjoint;
            `by` is the gap), all in the statement's unit, or "only at zero" (a ratio that holds only where what it is
            a ratio of is 0). `against` has the statements and identities that force the core's range there.

        Raises
        ------
        Inconsistent
            If the core is infeasible.
        """
        system, statements = self._feasible_system, self.report.statements
        known = statements[["variable", "of_variable"]].isin({"", *self._covered}).all(axis=1)
        tests = statements[(statements["role"] == "test") & known]
        bounds, units = self.bounds.to_dict("index"), self.report.variables["unit"]
        rows: dict[str, list[object]] = {}
        for name, row in zip(map(str, tests.index), tests.to_dict("records"), strict=True):
            if row["relation"]:
                fit = fit_relation(system, make_relation(name, row, units, self.about))
            else:
                fit = fit_amount(system, row, self.about, bounds[row["variable"]])
            rows[name] = [row["variable"], *fit]
        columns = ["indicator", "low", "high", "verdict", "by", "against"]
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        return frame.rename_axis(index="statement", columns=self.assumptions_label)

    def conflicts(self, limit: int | None = None) -> MinimalSets:
        """Enumerate the minimal sets of core statements and identities that cannot all be true.

        They are irreducible infeasible subsets (Chinneck and Dravnieks 1991, doi:10.1287/ijoc.3.2.157).

        Parameters
        ----------
        limit : int, optional
            Number of sets in a component of the system after which its search stops. By default 100,000 for up to 60
            distinct values, else 1000.

        Returns
        -------
        MinimalSets
            A list of frozensets of ids, smallest first; empty where the core is feasible. A value that several
            statements print has the id of the first; `.printings` has the others, `.proofs` the multipliers that prove
            each conflict, and `.complete` is whether there are no other sets.

        Raises
        ------
        SectorbookError
            If the limit is not a positive integer.
        """
        return self._all_conflicts if limit is None else find_conflicts(self.system, limit)

    def repairs(self, limit: int | None = None, keep: Sequence[str] = ()) -> MinimalSets:
        """Enumerate the minimal sets of core statements and identities without which the others can all be true.

        Errors are localized in this way by Fellegi and Holt (1976, doi:10.1080/01621459.1976.10481472).

        Parameters
        ----------
        limit : int, optional
            As in `conflicts`; also the greatest number of repairs.
        keep : sequence of str
            Statements and identities that no repair may contain.

        Returns
        -------
        MinimalSets
            As from `conflicts`, without proofs.

        Raises
        ------
        SectorbookError
            If the limit is not a positive integer, or `keep` has an unknown name.
        """
        self.report._require(tuple(keep), pd.Index(self.system.elements), "core statement or identity")
        return find_repairs(self.system, limit, keep)

    def adjustment(self) -> Adjustment:
        """Compute the least adjustment of printed ends with which the core is feasible, or one nearly as small.

        The sum of the changes, each as a share of its end, is minimized, as in the balancing of national accounts
        (Stone, Champernowne and Meade 1942, doi:10.2307/2967664). Identities and ends at 0 do not change. It is the
        least where only amounts and differences are printed; with shares and other ratios it is searched for, and what
        is proven of it is told: `.at_least` and `.is_least`.

        Returns
        -------
        Adjustment
            With `.total`, `.moves` and `.ties`.

        Raises
        ------
        Inconsistent
            If identities and ends at 0 exclude each other, or no change was found.
        """
        adjustment = adjust(self.system)
        adjustment.moves.columns.name = adjustment.ties.columns.name = self.assumptions_label
        return adjustment

    def drivers(self, numerator: LinearForm, denominator: LinearForm | None = None) -> pd.DataFrame:
        """Compute the effect of each core statement and identity on an indicator, a sum or a ratio. Exact.

        Parameters
        ----------
        numerator, denominator : str or mapping
            An indicator, or the coefficient of each indicator of a sum. Without a denominator, the numerator itself.

        Returns
        -------
        DataFrame
            Indexed by statement or identity, for those connected to the quantity. Columns low and high: the range
            without it, in the default unit of `combination` or `ratio`. Columns low_per_low, low_per_high, high_per_low
            and high_per_high: the change of an end of the range per unit by which an end of the statement rises, valid
            for small moves outward; NaN for identities and ends that are unbounded or only approached.

        Raises
        ------
        SectorbookError, UnitMismatch, Inconsistent
            As `ratio` does.
        """
        frame = drivers_table(self._feasible_system, self._quantity(numerator, denominator))
        return frame.rename_axis(columns=self.assumptions_label)

    @cached_property
    def _all_conflicts(self) -> MinimalSets:
        """What `conflicts` returns without a limit, searched for once."""
        return find_conflicts(self.system, None)

    @cached_property
    def _whole_numbers(self) -> WholeNumbers:
        """What `whole_numbers` returns, searched for once."""
        return find_whole_numbers(self._feasible_system, self.report.whole_variables)

    @property
    def _heading(self) -> str:
        """The title of the report and the assumptions."""
        return f"{self.report.title} ({self.assumptions_label})"

    @cached_property
    def _display_table(self) -> pd.DataFrame:
        """The printed and the possible range of each indicator, formatted for readers."""
        rows = [
            {
                "indicator": self.report.label(str(name)),
                "printed": _write_bare_printed(row["printed_low"], row["printed_high"], _bare(row["unit"])),
                "possible": write_range(row["low"], row["high"], _bare(row["unit"]), whole=row["whole"]),
                "unit": "" if row["unit"] == "dimensionless" else unit_style(row["unit"]).title,
            }
            for name, row in self.bounds.iterrows()
        ]
        return pd.DataFrame(rows, columns=["indicator", "printed", "possible", "unit"], dtype=str)

    @property
    def _omitted_rows(self) -> list[str]:
        """Lines on the rows that are not displayed, on what can only be 0 and on whole numbers, if there are any."""
        if not self.is_feasible:
            return []
        more, zero = len(self._display_table) - LONGEST, self.only_at_zero
        labels = join_words(map(self.report.label_in_sentence, zero))
        lines = [
            f"and {more} more in Result.bounds" if more > 0 else "",
            f"Only at zero: {labels} can only be 0, which nothing prints." if zero else "",
            self.whole_numbers_sentence,
        ]
        return list(filter(None, lines))

    @property
    def conflict_sentence(self) -> str:
        """One conflict in words, whether rounding explains it, and how many others there are."""
        return conflict_in_words(self)

    @cached_property
    def first_conflict(self) -> list[str]:
        """The ids of one conflict, if possible one that rounding does not explain, statements before identities."""
        conflict = worst_conflict(self)
        return [name for name in self.system.elements if name in conflict]

    @cached_property
    def first_holding(self) -> Result | None:
        """The result of the first reading under which the core can hold, itself if it does; None if none."""
        if self.is_feasible:
            return self
        return self.by_reading[self.first_reading] if self.first_reading else None

    @cached_property
    def by_reading(self) -> dict[str, Result]:
        """The results of the report under the readings printed, rounding and all-rounded."""
        return {about: reconcile(self.report, about) for about in READINGS}

    @cached_property
    def without_contradiction(self) -> Result:
        """The result of those figures that nothing ties to a contradiction."""
        parts = [part for part in self.system.components if part.is_feasible()]
        return replace(self, system=self.system.keep({name for part in parts for name in part.elements}))

    @cached_property
    def first_reading(self) -> str:
        """The first of the readings printed, rounding and all-rounded under which the core can hold; empty if none."""
        return next((about for about in READINGS if self.by_reading[about].is_feasible), "")

    @property
    def _feasible_system(self) -> System:
        """The system, if it is feasible; otherwise `Inconsistent` is raised."""
        if not self.is_feasible:
            raise contradiction(self)
        return self.system

    @cached_property
    def _covered(self) -> set[str]:
        """The indicators that the core prints, or that a relation or an identity relates."""
        return {
            *(value.indicator for value in self.system.values),
            *(name for row in self.system.rows for name in row.coefficients),
        }

    @property
    def _printed_amounts(self) -> dict[str, list[tuple[str, float, float]]]:
        """The id and both ends of each core statement of an amount, by variable."""
        printed: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
        for name, row in self.report.core_rows:
            if not row["relation"]:
                printed[row["variable"]].append((name, row["low"], row["high"]))
        return printed

    def _require(self, *forms: LinearForm) -> None:
        """Raise an error for an indicator that the report does not have."""
        names = tuple(name for form in forms for name in ([form] if isinstance(form, str) else form))
        self.report._require(names, self.report.variables.index, "indicator")

    def _quantity(self, numerator: LinearForm, denominator: LinearForm | None) -> Quantity:
        """Make a quantity of indicators that the report has."""
        self._require(numerator, denominator or {})
        return make_quantity(self.report.variables["unit"], numerator, denominator)

    def _range(self, numerator: LinearForm, denominator: LinearForm | None, unit: str | None) -> Interval:
        """Compute the range of a quantity in a unit, by default its own."""
        quantity = self._quantity(numerator, denominator)
        low, high = self.extremes(quantity)
        interval = interval_from_exact(low.value, high.value, quantity.unit)
        return interval.to(unit) if unit else interval

    def extremes(self, quantity: Quantity) -> tuple[Extreme, Extreme]:
        """Compute the exact ends of a quantity, once: its range and its binding sets are mostly wanted together.

        Parameters
        ----------
        quantity : Quantity
            A linear combination of variables, or the ratio of two.

        Returns
        -------
        tuple of Extreme
            The least and the greatest value, each with what forces it.

        Raises
        ------
        Inconsistent
            If the core is infeasible.
        """
        key = str(quantity)
        if key not in self._extremes_cache:
            self._extremes_cache[key] = quantity.extremes(self._feasible_system)
        return self._extremes_cache[key]

    @cached_property
    def _extremes_cache(self) -> dict[str, tuple[Extreme, Extreme]]:
        """The extremes computed so far, by quantity."""
        return {}


def _bare(unit: str) -> str:
    """Return a unit of which nothing is written, but that years stay years."""
    return unit if unit == "calendar_year" else "dimensionless"


def _write_bare_printed(low: float, high: float, unit: str) -> str:
    """Format a printed range; empty where both ends are NaN."""
    return "" if math.isnan(low) and math.isnan(high) else write_printed(low, high, unit)


def _hull(outermost: Callable[[list[float]], float], ends: list[float]) -> float:
    """Return the outermost of some ends; NaN where one is NaN or there are none."""
    return outermost(ends) if ends and not any(map(math.isnan, ends)) else math.nan
