"""The numbers that a result can vouch for: printed figures, and what reconciliation computes from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import pandas as pd

from sectorbook.analysis.check_text.computed_figures import computed_figures
from sectorbook.analysis.check_text.doubts import doubts_of
from sectorbook.analysis.check_text.figure_kinds import Kind, KnownFigure, kind_of
from sectorbook.analysis.check_text.subjects import Subject, indicator_subjects, stems
from sectorbook.errors import SectorbookError
from sectorbook.ledger.display import written_place
from sectorbook.reconcile.ratios import Ratio, available_ratios
from sectorbook.reconcile.result import Result
from sectorbook.values.expressions.amounts import ExpressionError, in_unit
from sectorbook.values.expressions.grammar import read_expression
from sectorbook.values.wording import uncapitalize

LISTED = {"share": "{} as a share of {}", "percent_of": "{} as a share of {}", "per": "mean of {} for each of {}"}
"""Relations whose figures are listed, and what these are of; changes, multiples and the like are not listed."""


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
    changes : tuple of KnownFigure
        Printed rises, falls, multiples and differences, which are not held against what a sentence speaks of.
    doubts : dict of str to str
        For each printed one that others contradict, by its id: what they leave of it, as a clause.
    """

    subjects: dict[str, Subject]
    kinds: dict[str, Kind]
    figures: tuple[KnownFigure, ...]
    changes: tuple[KnownFigure, ...]
    doubts: dict[str, str]

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
    ratios = list(available_ratios(result)) if result.is_feasible else []
    subjects = {subject.id: subject for subject in indicator_subjects(result.report)}
    subjects |= {related.id: related for related in _related(result, subjects)}
    subjects |= {ratio.title: _ratio_subject(ratio, subjects) for ratio, _ in ratios}
    kinds = {name: kind_of(subject.unit) for name, subject in subjects.items()}
    printed = [figure for figure in _printed(result) if figure.subjects[0] in kinds]
    computed = computed_figures(result, printed, ratios, kinds)
    return KnownFigures(subjects, kinds, (*printed, *computed), tuple(_changes(result)), doubts_of(result))


def _related(result: Result, subjects: Mapping[str, Subject]) -> Iterator[Subject]:
    """Yield what printed shares and means are about: a part of another amount, or so much for each of it."""
    for row in result.report.statements.reset_index().to_dict("records"):
        if row["relation"] in LISTED and {row["indicator"], row["of"]} <= subjects.keys():
            part, whole = subjects[row["indicator"]], subjects[row["of"]]
            label = LISTED[row["relation"]].format(uncapitalize(part.label), result.report.label_in_sentence(whole.id))
            yield Subject(row["id"], label, row["unit"], stems(label), part.around | whole.around)


def _ratio_subject(ratio: Ratio, subjects: Mapping[str, Subject]) -> Subject:
    """Return a ratio as what a number can be about."""
    parts = [subjects[name] for name in (ratio.numerator, ratio.denominator)]
    around = frozenset().union(*(part.name for part in parts))
    return Subject(ratio.title, ratio.title, ratio.unit, stems(ratio.title), around)


def _printed(result: Result) -> Iterator[KnownFigure]:
    """Yield the statements of amounts, shares and means in base units."""
    report = result.report
    for row in report.statements.reset_index().to_dict("records"):
        related = row["relation"] in LISTED
        if row["source"] and row["indicator"] in report.indicators.index and (related or not row["relation"]):
            unit = row["unit"] if related else str(report.indicators.at[row["indicator"], "unit"])
            yield _with_ends(_figure(result, row, row["id"] if related else row["indicator"]), row, unit)


def _changes(result: Result) -> Iterator[KnownFigure]:
    """Yield the statements of changes, multiples and differences, whose source says what they are of."""
    for row in result.report.statements.reset_index().to_dict("records"):
        if row["source"] and row["relation"] and row["relation"] not in LISTED and row["role"] != "draft":
            figure = _figure(result, row, row["id"])
            source = f"“{row['printed']}” for {uncapitalize(result.report.subject(row['id']))}"
            yield _with_ends(replace(figure, source=source), row, row["unit"])


def _figure(result: Result, row: Mapping[Any, Any], subject: str) -> KnownFigure:
    """Return a statement without its ends."""
    report = result.report
    publisher = str(report.sources.at[row["source"], "publisher"])
    place = written_place(row)
    where = f" ({place})" if place else ""
    return KnownFigure(
        (subject,),
        None,
        None,
        row["shape"],
        row["about"] == "yes",
        f"{publisher} prints “{row['printed']}”{where}",
        row["id"],
        row["source"] in report.own_sources,
        publisher=publisher,
        ids=row["id"],
        words=row["printed"],
        place=place,
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
