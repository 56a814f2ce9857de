"""The numbers that a result can vouch for: printed figures, and what reconciliation computes from them.

Computed are, under the result's reading: the range of each indicator; the ranges of the ratios that make sense of
indicators that the report has; for each whole of two parts, sums of printed ends of its parts, and by how much such a
sum misses a printed end of the whole; by how much a printed figure lies outside of what is possible; and the ends of a
least adjustment.
"""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from sectorbook.analysis.check_text.subjects import Subject, indicator_subjects, stems
from sectorbook.errors import SectorbookError
from sectorbook.reconcile.ratios import HOSTING, RATIOS, STAFFING, Ratio, available_ratios
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.values.expressions.amounts import TIMES, ExpressionError, Shape, in_unit
from sectorbook.values.expressions.grammar import read_expression
from sectorbook.values.units import money_of

Cue = Literal["", "sum", "gap", "computed"]
"""What the words around a number have to say for it to be this one; empty where its subject suffices."""
SHAPES: dict[tuple[bool, bool], Shape] = {(True, True): "range", (True, False): "at_least", (False, True): "at_most"}
LISTED = {"share": "{} as a share of {}", "percent_of": "{} as a share of {}", "per": "mean of {} for each of {}"}
"""Relations whose figures are listed, and what these are of; changes, multiples and the like are not listed."""
MOST_SUMS = 4
"""From how many printed figures of each part on sums of them are no longer listed."""


@dataclass(frozen=True)
class Kind:
    """What a number counts, in its base unit.

    Attributes
    ----------
    unit : str
        "percent", "person", another unit, or a currency's code for money; empty for a plain number.
    per : str
        What it is for each of, such as "person"; times are left out.
    time : str
        The time that it is for, such as "year".
    money : bool
        Whether the unit is a currency.
    scale : Fraction
        How many base units one of the indicator's unit is: 1000000 for MUSD.
    """

    unit: str
    per: str = ""
    time: str = ""
    money: bool = False
    scale: Fraction = Fraction(1)


@dataclass(frozen=True)
class KnownFigure:
    """A number that is printed or computed.

    Attributes
    ----------
    subjects : tuple of str
        The subjects that it is about, any of which may be named.
    low, high : Fraction or None
        Its ends in the base unit of its kind; None is open.
    shape : Shape
        The shape of a statement, such as "more_than".
    about : bool
        Whether a word such as "about" belongs to it.
    source : str
        Where it is printed, or how it is computed.
    id : str
        The statement's id; empty for what is computed.
    own : bool
        Whether the report's own account prints it.
    cue : str
        What the words around have to say for it to be meant.
    publisher : str
        Who prints it.
    parts : tuple of str
        The subjects that a sum is of.
    addends : tuple of Fraction
        What a sum adds up, in base units.
    """

    subjects: tuple[str, ...]
    low: Fraction | None
    high: Fraction | None
    shape: Shape
    about: bool
    source: str
    id: str = ""
    own: bool = False
    cue: Cue = ""
    publisher: str = ""
    parts: tuple[str, ...] = ()
    addends: tuple[Fraction, ...] = ()

    @property
    def ends(self) -> tuple[Fraction | None, Fraction | None]:
        """Both ends."""
        return self.low, self.high


@dataclass(frozen=True)
class KnownFigures:
    """All numbers that a result can vouch for, and what they are about.

    Attributes
    ----------
    subjects : dict of str to Subject
        Indicators and ratios by id.
    kinds : dict of str to Kind
        What each subject counts.
    figures : tuple of KnownFigure
        Printed ones first.
    """

    subjects: dict[str, Subject]
    kinds: dict[str, Kind]
    figures: tuple[KnownFigure, ...]

    @cached_property
    def with_figures(self) -> frozenset[str]:
        """The subjects that have a figure."""
        return frozenset(figure.subjects[0] for figure in self.figures)

    @cached_property
    def printed(self) -> dict[Fraction | None, list[KnownFigure]]:
        """The printed figures by each of their ends."""
        found: dict[Fraction | None, list[KnownFigure]] = {}
        for figure in self.figures:
            for end in {*figure.ends} if figure.id else ():
                found.setdefault(end, []).append(figure)
        return found

    @cached_property
    def computed(self) -> tuple[KnownFigure, ...]:
        """The computed figures."""
        return tuple(figure for figure in self.figures if not figure.id)

    @cached_property
    def named(self) -> frozenset[str]:
        """The words of the names of all subjects that have a figure."""
        return frozenset().union(*(self.subjects[name].name for name in self.with_figures))

    @cached_property
    def kinds_with_figures(self) -> frozenset[Kind]:
        """What the subjects that have a figure count."""
        return frozenset(self.kinds[name] for name in self.with_figures)

    @cached_property
    def units(self) -> frozenset[str]:
        """The units of the subjects that have a figure."""
        return frozenset(kind.unit for kind in self.kinds_with_figures)


def kind_of(unit: str) -> Kind:
    """Return what an indicator's unit counts.

    Parameters
    ----------
    unit : str
        A pint expression, such as "MUSD/year".

    Returns
    -------
    Kind
    """
    first, *others = unit.replace(" ", "").split("/")
    time = next((part for part in others if part in TIMES), "")
    per = next((part for part in others if part not in TIMES), "")
    if money := money_of(first):
        return Kind(money[0], per, time, True, money[1])
    return Kind("" if first == "dimensionless" else first, per, time)


def known_figures(result: Result) -> KnownFigures:
    """List the numbers that a result can vouch for.

    Parameters
    ----------
    result : Result
        A reconciled report. If its core is infeasible, only what is printed, sums and the adjustment are listed.

    Returns
    -------
    KnownFigures
    """
    ratios = list(available_ratios(result, (*RATIOS, *STAFFING, *HOSTING))) if result.is_feasible else []
    subjects = {subject.id: subject for subject in indicator_subjects(result.report)}
    subjects |= {related.id: related for related in _related(result, subjects)}
    subjects |= {ratio.title: _ratio_subject(ratio, subjects) for ratio, _ in ratios}
    kinds = {name: kind_of(subject.unit) for name, subject in subjects.items()}
    printed = [figure for figure in _printed(result) if figure.subjects[0] in kinds]
    computed = [*_sums(result, printed), *_adjusted(result)]
    if result.is_feasible:
        computed += [*_bounds(result), *_ratios(ratios), *_gaps(result)]
    return KnownFigures(subjects, kinds, (*printed, *_marked(printed, [_scaled(one, kinds) for one in computed])))


def _related(result: Result, subjects: Mapping[str, Subject]) -> Iterator[Subject]:
    """Yield what printed shares and means are about: a part of another amount, or so much for each of it."""
    for row in result.report.statements.reset_index().to_dict("records"):
        if row["relation"] in LISTED and {row["indicator"], row["of"]} <= subjects.keys():
            part, whole = subjects[row["indicator"]], subjects[row["of"]]
            label = LISTED[row["relation"]].format(part.label, result.report.label_in_sentence(whole.id))
            yield Subject(row["id"], label, row["unit"], stems(label), part.around | whole.around)


def _ratio_subject(ratio: Ratio, subjects: Mapping[str, Subject]) -> Subject:
    """Return a ratio as what a number can be about."""
    parts = [subjects[name] for name in (ratio.numerator, ratio.denominator)]
    around = frozenset().union(*(part.name for part in parts))
    return Subject(ratio.title, ratio.title, ratio.unit, stems(ratio.title), around)


def _printed(result: Result) -> Iterator[KnownFigure]:
    """Yield the statements of a report in base units."""
    report = result.report
    own = set(report.own_sources)
    for row in report.statements.reset_index().to_dict("records"):
        related = row["relation"] in LISTED
        if row["source"] and row["indicator"] in report.indicators.index and (related or not row["relation"]):
            publisher = str(report.sources.at[row["source"], "publisher"])
            figure = KnownFigure(
                (row["id"] if related else row["indicator"],),
                None,
                None,
                row["shape"],
                row["about"] == "yes",
                f'{row["id"]}, {publisher}: "{row["printed"]}"',
                row["id"],
                row["source"] in own,
                publisher=publisher,
            )
            yield _with_ends(
                figure, row, row["unit"] if related else str(report.indicators.at[row["indicator"], "unit"])
            )


def _with_ends(figure: KnownFigure, row: Mapping[Any, Any], unit: str) -> KnownFigure:
    """Fill in a statement's ends, and its shape as strictly as it is printed."""
    scale = kind_of(unit).scale
    low, high = (None if pd.isna(row[end]) else Fraction(str(row[end])) * scale for end in ("low", "high"))
    figure = replace(figure, low=low, high=high)
    if figure.shape not in ("at_least", "at_most"):
        return figure
    try:
        read = in_unit(read_expression(row["printed"]), unit)
    except (ExpressionError, SectorbookError):
        return figure
    strict = figure.shape.replace("at_least", "more_than").replace("at_most", "less_than")
    same = (read.low, read.high) == (low and low / scale, high and high / scale)
    return replace(figure, shape=read.shape) if same and read.shape == strict else figure


def _scaled(figure: KnownFigure, kinds: Mapping[str, Kind]) -> KnownFigure:
    """Convert a computed figure's ends to the base unit of its first subject."""
    scale = kinds[figure.subjects[0]].scale
    low, high = (None if end is None else end * scale for end in figure.ends)
    return replace(figure, low=low, high=high)


def _computed(subjects: tuple[str, ...], low: float, high: float, source: str, cue: Cue = "") -> KnownFigure:
    """Return a computed range, whose infinite ends are open."""
    ends = [Fraction(end).limit_denominator(10**9) if math.isfinite(end) else None for end in (low, high)]
    shape: Shape = "point" if low == high else SHAPES.get((ends[0] is not None, ends[1] is not None), "point")
    return KnownFigure(subjects, ends[0], ends[1], shape, False, source, cue=cue)


def _bounds(result: Result) -> Iterator[KnownFigure]:
    """Yield the tightest range of each indicator."""
    for name, row in result.bounds.iterrows():
        held = ", ".join(dict.fromkeys((*row["binding"][0], *row["binding"][1])))
        yield _computed((str(name),), row["low"], row["high"], f"possible range ({held or 'nothing narrows it'})")


def _ratios(ratios: Sequence[tuple[Ratio, Any]]) -> Iterator[KnownFigure]:
    """Yield the ranges of ratios."""
    for ratio, interval in ratios:
        yield _computed((ratio.title,), interval.low, interval.high, f"{ratio.numerator} / {ratio.denominator}")


def _sums(result: Result, printed: Sequence[KnownFigure]) -> Iterator[KnownFigure]:
    """Yield, for each whole of two parts, sums of printed ends and by how much they miss the whole's."""
    scale = {str(name): kind_of(unit).scale for name, unit in result.report.variables["unit"].items()}
    for part, other, whole in result.report.wholes_of_two:
        ends = {name: _ends_of(name, printed, scale[name]) for name in (part, other, whole)}
        for (first, one), (second, two) in itertools.product(ends[part].items(), ends[other].items()):
            words = f"{one} + {two}"
            added = _computed((whole,), float(first + second), float(first + second), words, "sum")
            yield replace(added, parts=(part, other), addends=(first * scale[part], second * scale[other]))
            for total, three in ends[whole].items():
                gap = float(abs(total - first - second))
                if gap:
                    yield _computed((part, other, whole), gap, gap, f"{words} against {three}", "gap")


def _ends_of(name: str, printed: Sequence[KnownFigure], scale: Fraction) -> dict[Fraction, str]:
    """Return the ends that the report's own account prints of an indicator, each with the first statement's id."""
    ends: dict[Fraction, str] = {}
    for figure in printed:
        if figure.subjects == (name,) and figure.own:
            for end in figure.ends:
                if end is not None:
                    ends.setdefault(end / scale, figure.id)
    return ends if len(ends) <= MOST_SUMS else {}


def _gaps(result: Result) -> Iterator[KnownFigure]:
    """Yield by how much tested figures lie outside of what is possible."""
    for name, row in result.fits().iterrows():
        if row["by"] and math.isfinite(row["by"]):
            against = ", ".join(row["against"])
            yield _computed((row["indicator"],), row["by"], row["by"], f"{name} against {against}", "gap")


def _adjusted(result: Result) -> Iterator[KnownFigure]:
    """Yield the ends that an adjustment moves, of the core, or of core and opening together."""
    lead = [str(name) for name in result.report.lead.index]
    held = reconcile(result.report.including(*lead), result.about) if lead else result
    if held.is_feasible:
        return
    try:
        adjustment = held.adjustment()
    except SectorbookError:
        return
    what = "least adjustment" if adjustment.is_least else "adjustment"
    for (name, *_), row in _rows(adjustment.moves):
        if name in held.report.statements.index:
            indicator = str(held.report.statements.at[name, "indicator"])
            yield _computed((indicator,), row["adjusted"], row["adjusted"], f"{what} of {name}", "computed")


def _rows(moves: pd.DataFrame) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Yield the rows of a table of moves with their names as a tuple."""
    for name, row in zip(moves.index, moves.to_dict("records"), strict=True):
        yield (name if isinstance(name, tuple) else (name,)), row


def _marked(printed: Sequence[KnownFigure], computed: Sequence[KnownFigure]) -> Iterator[KnownFigure]:
    """Mark computed ranges with the ends of a printed figure: the words have to say that they are computed."""
    known = {(figure.subjects, figure.ends) for figure in printed}
    for figure in computed:
        if figure.low is not None or figure.high is not None:
            equal = (figure.subjects, figure.ends) in known and not figure.cue
            yield replace(figure, cue="computed") if equal else figure
