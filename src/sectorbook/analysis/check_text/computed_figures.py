"""The numbers that reconciliation computes from what is printed.

They are, under the result's reading: the range of each indicator; the ranges of the ratios that make sense of
indicators that the report has; for each whole of two parts, sums of printed ends of its parts, and by how much such a
sum misses a printed end of the whole; by how much a printed figure lies outside of what is possible; and the ends of a
least adjustment.
"""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pandas as pd

from sectorbook.analysis.check_text.figure_kinds import Cue, Kind, KnownFigure, kind_of
from sectorbook.errors import SectorbookError
from sectorbook.reconcile.ratios import Ratio
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.values.expressions.amounts import Shape
from sectorbook.values.intervals import Interval, write_range

SHAPES: dict[tuple[bool, bool], Shape] = {(True, True): "range", (True, False): "at_least", (False, True): "at_most"}
MOST_SUMS = 4
"""From how many printed figures of each part on sums of them are no longer listed."""


def computed_figures(
    result: Result, printed: Sequence[KnownFigure], ratios: Sequence[tuple[Ratio, Interval]], kinds: Mapping[str, Kind]
) -> list[KnownFigure]:
    """List the numbers that follow from what is printed.

    Parameters
    ----------
    result : Result
        A reconciled report. If its core is infeasible, only sums and the adjustment are listed.
    printed : sequence of KnownFigure
    ratios : sequence of (Ratio, Interval)
        As from `available_ratios`.
    kinds : mapping of str to Kind
        What each subject counts.

    Returns
    -------
    list of KnownFigure
        In base units.
    """
    computed = [*_sums(result, printed), *_adjusted(result)]
    if result.is_feasible:
        computed += [*_bounds(result), *_ratios(result, ratios), *_gaps(result)]
    return list(_marked(printed, [_scaled(one, kinds) for one in computed]))


def _scaled(figure: KnownFigure, kinds: Mapping[str, Kind]) -> KnownFigure:
    """Convert a computed figure's ends to the base unit of its first subject."""
    scale = kinds[figure.subjects[0]].scale
    low, high = (None if end is None else end * scale for end in figure.ends)
    return replace(figure, low=low, high=high)


def _computed(
    subjects: tuple[str, ...], low: float, high: float, source: str, cue: Cue = "", ids: str = "", words: str = ""
) -> KnownFigure:
    """Return a computed range, whose infinite ends are open."""
    ends = [Fraction(end).limit_denominator(10**9) if math.isfinite(end) else None for end in (low, high)]
    shape: Shape = "point" if low == high else SHAPES.get((ends[0] is not None, ends[1] is not None), "point")
    return KnownFigure(subjects, ends[0], ends[1], shape, False, source, cue=cue, ids=ids, words=words)


def _bounds(result: Result) -> Iterator[KnownFigure]:
    """Yield the tightest range of each indicator."""
    for name, row in result.bounds.iterrows():
        held = ", ".join(dict.fromkeys((*row["binding"][0], *row["binding"][1])))
        words = write_range(row["low"], row["high"], row["unit"], whole=row["whole"])
        source = f"the report's figures together leave {words}"
        yield _computed((str(name),), row["low"], row["high"], source, ids=held, words=words)


def _ratios(result: Result, ratios: Sequence[tuple[Ratio, Interval]]) -> Iterator[KnownFigure]:
    """Yield the ranges of ratios."""
    for ratio, interval in ratios:
        above, below = (result.report.label_in_sentence(name) for name in (ratio.numerator, ratio.denominator))
        words, ids = ratio.write(interval), f"{ratio.numerator} / {ratio.denominator}"
        source = f"{above} divided by {below} gives {words}"
        yield _computed((ratio.title,), interval.low, interval.high, source, ids=ids, words=words)


def _sums(result: Result, printed: Sequence[KnownFigure]) -> Iterator[KnownFigure]:
    """Yield, for each whole of two parts, sums of printed ends and by how much they miss the whole's."""
    scale = {str(name): kind_of(unit).scale for name, unit in result.report.variables["unit"].items()}
    for part, other, whole in result.report.wholes_of_two:
        ends = {name: _ends_of(name, printed, scale[name]) for name in (part, other, whole)}
        for (first, one), (second, two) in itertools.product(ends[part].items(), ends[other].items()):
            words, ids = f"the sum of “{one.words}” and “{two.words}”", f"{one.id} + {two.id}"
            added = _computed((whole,), float(first + second), float(first + second), words, "sum", ids)
            yield replace(added, parts=(part, other), addends=(first * scale[part], second * scale[other]))
            for total, three in ends[whole].items():
                gap = float(abs(total - first - second))
                if gap:
                    missed = f"by how much {words} misses “{three.words}”"
                    yield _computed((part, other, whole), gap, gap, missed, "gap", f"{ids} against {three.id}")


def _ends_of(name: str, printed: Sequence[KnownFigure], scale: Fraction) -> dict[Fraction, KnownFigure]:
    """Return the ends that the report's own account prints of an indicator, each with the first figure that has it."""
    ends: dict[Fraction, KnownFigure] = {}
    for figure in printed:
        if figure.subjects == (name,) and figure.own:
            for end in figure.ends:
                if end is not None:
                    ends.setdefault(end / scale, figure)
    return ends if len(ends) <= MOST_SUMS else {}


def _gaps(result: Result) -> Iterator[KnownFigure]:
    """Yield by how much tested figures lie outside of what is possible."""
    for name, row in result.fits().iterrows():
        if row["by"] and math.isfinite(row["by"]):
            printed = result.report.statements.at[name, "printed"]
            source = f"by how much “{printed}” lies outside of what the other figures leave"
            ids = f"{name} against {', '.join(row['against'])}"
            yield _computed((row["indicator"],), row["by"], row["by"], source, "gap", ids)


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
    what = "the smallest change" if adjustment.is_least else "a change"
    statements = held.report.statements
    for (name, *_), row in _rows(adjustment.moves):
        if name in statements.index:
            source = f"{what} that makes the figures fit moves “{statements.at[name, 'printed']}” there"
            indicator, moved = str(statements.at[name, "indicator"]), row["adjusted"]
            yield _computed((indicator,), moved, moved, source, "computed", str(name))


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
