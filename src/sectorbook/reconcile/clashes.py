"""How much of a contradiction is rounding: under which reading its figures fit, and what is missing if they do not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sectorbook.errors import Inconsistent
from sectorbook.exact.extremes import extremes
from sectorbook.exact.relations import End
from sectorbook.exact.system import System
from sectorbook.ledger.display import name_in_words
from sectorbook.ledger.readings import READINGS, widen
from sectorbook.ledger.report import Report, report_names
from sectorbook.ledger.system import make_relation
from sectorbook.reconcile.fits import allowed_numbers
from sectorbook.values.wording import count_of, write_number_word

if TYPE_CHECKING:
    from sectorbook.reconcile.result import Result

WIDEST = READINGS[-1]
"""The reading that takes most as rounded."""
IF_ROUNDED = {
    "rounding": 'if decimals, percentages, averages and whatever is called "about" are rounded',
    "all-rounded": "if every number is rounded",
}
"""The readings as conditions."""
COUNTED = 20
"""How many contradictions a message searches for, so that it does not take seconds."""


def excuse_of(result: Result, members: Iterable[str]) -> str:
    """Find the first reading under which the figures of a contradiction can all be true.

    Parameters
    ----------
    result : Result
    members : iterable of str
        The contradiction.

    Returns
    -------
    str
        "rounding" or "all-rounded"; empty where they contradict each other even if every number is rounded.
    """
    members = frozenset(members)
    later = READINGS[READINGS.index(result.about) + 1 :] if result.about in READINGS else READINGS[1:]
    return next((about for about in later if _under(result, about, members).is_feasible()), "")


def gap_of(result: Result, members: Iterable[str], claim: str) -> Fraction | None:
    """Compute by how much a figure misses what the others of a contradiction leave, even if every number is rounded.

    Parameters
    ----------
    result : Result
    members : iterable of str
        The contradiction.
    claim : str
        Id of the figure, one of them.

    Returns
    -------
    Fraction or None
        In the unit of the figure's number; None where rounding is enough, or no number is missing.
    """
    others = _under(result, WIDEST, frozenset(members) - {claim})
    low, high = left_of(result, others, claim)
    least, most = widen(result.report.statements.loc[claim].to_dict(), WIDEST)
    above = Fraction(0) if least is None or high is None else least - high
    below = Fraction(0) if low is None or most is None else low - most
    return max(above, below) if max(above, below) > 0 else None


def left_of(result: Result, system: System, name: str) -> tuple[End, End]:
    """Compute what a system leaves of a figure's number.

    Parameters
    ----------
    result : Result
    system : System
        Feasible, without the figure.
    name : str
        Id of the figure.

    Returns
    -------
    tuple of Fraction or None
        The ends; None where open.
    """
    row = result.report.statements.loc[name]
    if not row["relation"]:
        low, high = extremes(system, {row["variable"]: Fraction(1)})
        return low.value, high.value
    return allowed_numbers(system, make_relation(name, row.to_dict(), result.report.variables["unit"], result.about))


def claim_of(result: Result) -> str:
    """Return the first claim of the opening that the core's figures exclude.

    Parameters
    ----------
    result : Result
        A feasible result.

    Returns
    -------
    str
        Id of the statement; empty where there is none.
    """
    lead = result.report.lead
    rows = zip(map(str, lead.index), lead.to_dict("records"), strict=True)
    return next((name for name, row in rows if _is_excluded(result, row)), "")


def _under(result: Result, about: str, members: frozenset[str]) -> System:
    """Return the system of a contradiction's figures and assumptions alone, under another reading.

    What has one range as printed can have two if it is rounded, and the other way round, so that figures are found by
    all statements that print them.
    """
    ours, other = result.system, result.by_reading[about].system
    printings = _printings(ours)
    printed = {name for member in members for name in printings.get(member, (member,))}
    same = {name for name, ids in _printings(other).items() if printed.intersection(ids)}
    return other.keep(same | members)


def _printings(system: System) -> dict[str, tuple[str, ...]]:
    """Return the statements that print each value and each relation, by its name."""
    printed = {value.name: value.printings for value in system.values}
    return printed | {relation.name: relation.printings for relation in system.relations}


def _is_excluded(result: Result, row: Mapping[Any, Any]) -> bool:
    """Tell whether a statement of an amount lies wholly outside the range that the core allows."""
    low, high = widen(row, result.about)
    least, most = (extreme.value for extreme in extremes(result.system, {row["variable"]: Fraction(1)}))
    is_above = low is not None and most is not None and low > most
    return is_above or (high is not None and least is not None and high < least)


def worst_conflict(result: Result) -> frozenset[str]:
    """Return a contradiction, if possible one that rounding does not explain.

    Parameters
    ----------
    result : Result

    Returns
    -------
    frozenset of str
        Empty where the figures can all be true.
    """
    found = result.conflicts(COUNTED)
    return next((members for members in found if not excuse_of(result, members)), next(iter(found), frozenset()))


def conflict_in_words(result: Result) -> str:
    """Write one contradiction: what is in it, whether rounding explains it, and how many others there are.

    Parameters
    ----------
    result : Result
        An infeasible result.

    Returns
    -------
    str
        Two or three sentences.
    """
    *others, last = (name_in_words(result.report, name) for name in result.first_conflict)
    clashing = f"{'; '.join(others)}; and {last}" if others else last
    excuse = excuse_of(result, result.first_conflict)
    fit = "They fit" if others else "It fits"
    fits = f'{fit} {IF_ROUNDED[excuse]} (about="{excuse}")' if excuse else "Not even rounding every number helps"
    return f"These cannot all be true: {clashing}. {fits}.{_others_in_words(result)}"


def _others_in_words(result: Result) -> str:
    """Say how many other contradictions there are, and how many of them rounding explains; empty for none."""
    found = result.conflicts(COUNTED)
    others = [members for members in found if members != frozenset(result.first_conflict)]
    if not others:
        return ""
    least = "" if found.complete else "at least "
    count = count_of(len(others), "more contradiction")
    explained = sum(bool(excuse_of(result, members)) for members in others)
    which = "it" if len(others) == 1 else "all of them" if explained == len(others) else write_number_word(explained)
    rounding = f"rounding explains {which}" if explained else "rounding explains none of them"
    return f" There {'is' if len(others) == 1 else 'are'} {least}{count}; {rounding}."


def contradiction(result: Result) -> Inconsistent:
    """Make the error for what cannot be computed because the core contradicts itself.

    Parameters
    ----------
    result : Result
        An infeasible result.

    Returns
    -------
    Inconsistent
        With what to do in a cell, and on the command line.
    """
    slug, folder = result.report.slug, result.report.folder
    name = slug if slug in report_names() or folder is None else folder
    what = f"The figures of {slug} cannot all hold ({result.assumptions_label}). {conflict_in_words(result)}"
    first = result.first_reading
    rounded = f', or take numbers as rounded: sb.reconcile(report, "{first}")' * bool(first)
    return Inconsistent(
        f'{what} Set one aside, as in report.without("{result.first_conflict[0]}"){rounded}. Result.conflicts() lists '
        "all contradictions."
    ).with_command(
        f"{what} sectorbook audit {name} --to out shows what contradicts what, and sectorbook ask {name} asks the "
        "publisher which figures are right."
    )


def is_counted(report: Report, row: Mapping[Any, Any]) -> bool:
    """Tell whether a statement is of an amount, or of a difference, that only whole numbers can be.

    Parameters
    ----------
    report : Report
    row : mapping
        The statement's cells.

    Returns
    -------
    bool
    """
    compared = {row["variable"], *([row["of_variable"]] if row["relation"] else [])}
    return row["relation"] in ("", "more") and compared <= report.whole_variables


def whole_end(printed: float, moved: float) -> int:
    """Round an end of a count that was moved to the next whole number that is not nearer to what is printed.

    Parameters
    ----------
    printed, moved : float
        The end before and after.

    Returns
    -------
    int
        409 for 409.5 where 412 is printed: with 410, the figures would not fit yet.
    """
    return math.floor(moved) if moved < printed else math.ceil(moved)
