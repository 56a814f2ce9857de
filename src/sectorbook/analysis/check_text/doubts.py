"""The printed figures that the report's other figures contradict, each with what these leave of it."""

from __future__ import annotations

import math
from collections.abc import Iterable

from sectorbook.exact.relations import End
from sectorbook.ledger.display import name_in_words
from sectorbook.ledger.readings import widen
from sectorbook.ledger.report import Report
from sectorbook.reconcile.clashes import IF_ROUNDED, excuse_of, is_counted, left_of
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import write_range
from sectorbook.values.wording import join_words

NOT_ROUNDING = "not even rounding every number helps"


def doubts_of(result: Result) -> dict[str, str]:
    """Say of each printed figure that others contradict what they leave of it.

    Parameters
    ----------
    result : Result
        A reconciled report. If its core is infeasible, its figures that contradict each other; otherwise the tested
        figures, such as those of the opening, that do not fit.

    Returns
    -------
    dict of str to str
        By the statement's id, a clause such as "the report's other figures leave at most $14.5m (...)".
    """
    return dict(_tested(result) if result.is_feasible else _contradictory(result))


def _tested(result: Result) -> Iterable[tuple[str, str]]:
    """Yield the tested figures that the core excludes."""
    fits = result.fits()
    for key, row in fits[fits["verdict"].isin(("clashes", "only at zero"))].iterrows():
        name = str(key)
        why = join_words(name_in_words(result.report, other) for other in row["against"])
        if row["verdict"] == "only at zero":
            yield name, f"by the report's other figures it holds only where it is a ratio to nothing ({why})"
            continue
        low, high = _limit(result, name)
        yield name, f"the report's other figures leave {_range(result.report, name, low, high)} ({why})"


def _limit(result: Result, name: str) -> tuple[End, End]:
    """Return what the core leaves of a tested figure: of the two ends that which the figure is beyond."""
    low, high = left_of(result, result.system, name)
    least, most = widen(result.report.statements.loc[name].to_dict(), result.about)
    if least is not None and high is not None and least > high:
        return None, high
    return (low, None) if most is not None and low is not None and most < low else (low, high)


def _contradictory(result: Result) -> Iterable[tuple[str, str]]:
    """Yield the figures of an infeasible core that are in a contradiction; of several, the gravest comes last."""
    conflicts = result.conflicts()
    excuses = {members: excuse_of(result, members) for members in conflicts}
    for members in sorted(conflicts, key=lambda one: (not excuses[one], -len(one))):
        for name in members & set(result.report.statements.index):
            doubt = _doubt(result, members, name, excuses[members])
            yield from ((printing, doubt) for printing in conflicts.printings.get(name, (name,)))


def _doubt(result: Result, members: frozenset[str], name: str, excuse: str) -> str:
    """Say what the others of a contradiction leave of a figure, and whether rounding explains it."""
    others = [other for other in result.system.elements if other in members - {name}]
    words = join_words(name_in_words(result.report, other) for other in others)
    explained = f"they fit {IF_ROUNDED[excuse]}" if excuse else NOT_ROUNDING
    kept = result.system.keep(set(others))
    if not kept.is_feasible():
        return f"it contradicts {words}; {explained}"
    left = _range(result.report, name, *left_of(result, kept, name))
    return f"the report's other figures leave {left} ({words}); {explained}"


def _range(report: Report, name: str, low: End, high: End) -> str:
    """Write what is left of a figure."""
    row = report.statements.loc[name]
    unit = row["unit"] or report.variables.at[row["variable"], "unit"]
    if is_counted(report, row) and low is not None and high is not None and math.ceil(low) > math.floor(high):
        return f"between {math.floor(high):,} and {write_range(math.ceil(low), math.ceil(low), unit)}"
    first, last = -math.inf if low is None else low, math.inf if high is None else high
    return write_range(first, last, unit, whole=is_counted(report, row))
