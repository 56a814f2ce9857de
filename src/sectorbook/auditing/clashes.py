"""A conflict in words: a figure, what the others leave of it, and how much of that is rounding.

It needs no drawing, so that `sectorbook ask` does without what draws.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from sectorbook.auditing.naming import (
    assumption,
    in_sentence,
    is_assumed,
    is_change,
    listed,
    moved,
    quoted,
    write_short,
)
from sectorbook.auditing.phrases import phrase
from sectorbook.ledger.periods import split_variable
from sectorbook.ledger.readings import READINGS, widen
from sectorbook.ledger.report import Report
from sectorbook.pages.written import Field, Plain, Written, write_apart, write_rounded
from sectorbook.reconcile.clashes import excuse_of, gap_of, is_counted, left_of
from sectorbook.reconcile.formulas import End, Evaluated
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.values.intervals import DASH, DIGITS
from sectorbook.values.wording import join_words

MOST = 5
"""How many conflicts are told; the others are listed, or counted."""
LONGEST = 6
"""How many figures a conflict that is told has at most."""
WHOLE = 100
"""The share of a whole in itself, in percent: no limit that others set."""
RATIO_DIGITS = 3
"""Significant digits, at least, of a share or growth that the others leave, and of what is missing."""
PERCENT = "percent"


@dataclass(frozen=True)
class Clash:
    """A conflict: a figure, and what the others leave of it.

    Attributes
    ----------
    claim : str
        Id of the figure.
    others : tuple of str
        Ids of the other statements.
    identities : tuple of str
        Names of the identities among them.
    left : Written or None
        What the others leave of the figure's number; None where they exclude each other without it.
    report : Report
        The report, whose identities say no more than the conflict needs: "at most" where that suffices.
    excuse : str
        The first reading under which its figures can all be true; empty where rounding does not explain it.
    gap : Written or None
        By how much the figure misses what the others leave even if every number is rounded; None where it does not.
    """

    claim: str
    others: tuple[str, ...]
    identities: tuple[str, ...]
    left: Written | None
    report: Report
    excuse: str = ""
    gap: Written | None = None

    @property
    def members(self) -> frozenset[str]:
        """All figures and identities of the conflict."""
        return frozenset((self.claim, *self.others, *self.identities))


def clashes_of(result: Result, conflicts: Iterable[frozenset[str]], most: int = MOST) -> list[Clash]:
    """Choose the conflicts to tell: short ones, at least one, those of different figures before others.

    First come those that rounding does not explain, last those that are gone as soon as decimals, percentages and means
    are rounded; among these the shorter ones before the longer.

    Parameters
    ----------
    result : Result
    conflicts : iterable of frozenset
        From `Result.conflicts`.
    most : int
        How many are chosen at most.

    Returns
    -------
    list of Clash
        In the order in which they are told.
    """
    by_length = sorted(conflicts, key=len)
    short = [members for members in by_length if len(members) <= LONGEST] or by_length[:1]
    chosen: dict[str, Clash] = {}
    more: list[Clash] = []
    for members in sorted(short, key=lambda one: _ease(excuse_of(result, one))):
        clash = clash_of(result, members)
        if chosen.setdefault(clash.claim, clash) is not clash:
            more.append(clash)
        if len(chosen) == most:
            break
    return sorted([*chosen.values(), *more][:most], key=lambda clash: _ease(clash.excuse))


def _ease(excuse: str) -> int:
    """Rank a conflict by how little has to be rounded for it to be none; 0 where rounding is not enough."""
    return len(READINGS) - READINGS.index(excuse) if excuse else 0


def clash_of(result: Result, members: frozenset[str]) -> Clash:
    """Choose a figure of a conflict, and compute what the others leave of it.

    Parameters
    ----------
    result : Result
    members : frozenset of str
        The conflict.

    Returns
    -------
    Clash
    """
    report = result.report
    names = [name for name in result.system.elements if name in members]
    statements = [name for name in names if name in report.statements.index]
    claim = max(statements, key=lambda name: _prominence(report, name, set(names)))
    others = tuple(name for name in statements if name != claim)
    identities = tuple(name for name in names if name not in statements)
    needed = _needed(result, identities, members)
    left = _left(needed, members, claim)
    excuse = excuse_of(result, members)
    gap = _gap(result, members, claim) if left and not excuse else None
    return Clash(claim, others, identities, left, needed.report, excuse, gap)


def clash_in_words(result: Result, clash: Clash) -> tuple[str, dict[str, Field]]:
    """Write a conflict as a sentence or two.

    Parameters
    ----------
    result : Result
    clash : Clash

    Returns
    -------
    text : str
        A template.
    fields : dict of str to Field
        What fills it.
    """
    report = result.report
    row = report.statements.loc[clash.claim]
    opening = row["headline"] == "yes"
    amount = "opening" if opening else "assumed" if is_assumed(clash.claim) else "amount"
    kind = "plain" if clash.left is None else row["relation"] or amount
    fields: dict[str, Field] = {
        "others": listed(report, clash.others),
        "label": Plain(in_sentence(report, row["variable"])),
        "claim": Plain(quoted(report, clash.claim)),
    }
    if clash.left is not None:
        fields["left"] = clash.left
    text = phrase("contradictions", kind)
    text += " " + _weight(clash, fields)
    if clash.identities:
        text += " " + phrase("contradictions", "assuming")
        fields["assumption"] = Plain(join_words(assumption(clash.report, name) for name in clash.identities))
    return text, fields


def _weight(clash: Clash, fields: dict[str, Field]) -> str:
    """Say whether rounding explains a conflict, else how much is missing, as a template whose field is added."""
    if clash.excuse:
        return phrase("contradictions", "excused").format(reading=phrase("reading", clash.excuse))
    if clash.gap is None:
        return phrase("contradictions", "never")
    fields["gap"] = clash.gap
    return phrase("contradictions", "missing")


def _needed(result: Result, identities: Iterable[str], members: frozenset[str]) -> Result:
    """Take for granted no more than a conflict needs: of each identity only "at most" where that suffices."""
    for identity in identities:
        relaxed = reconcile(result.report.relax(identity.partition("@")[0]), result.about)
        if not relaxed.system.keep(set(members)).is_feasible():
            result = relaxed
    return result


def _prominence(report: Report, name: str, members: set[str]) -> tuple[bool, bool, bool, int]:
    """Rank a figure: what the opening claims, a printed relation, a whole whose parts are there, the last."""
    row = report.statements.loc[name]
    named = {split_variable(member)[0] for member in members}
    wholes = report.identities[report.identities.index.isin(named) & (report.identities["coefficient"] < 0)]
    is_whole = row["indicator"] in set(wholes["indicator"])
    is_ratio = row["relation"] not in ("", "more")
    return row["headline"] == "yes" and not is_ratio, is_ratio, is_whole, list(report.statements.index).index(name)


def _left(result: Result, members: frozenset[str], claim: str) -> Written | None:
    """Compute what the other members of a conflict leave of a figure's number, written apart from what is printed."""
    kept = result.system.keep(set(members) - {claim})
    if not kept.is_feasible():
        return None
    low, high = left_of(result, kept, claim)
    row = result.report.statements.loc[claim]
    unit = _unit(result.report, row)
    low, high = None if low == 0 else low, None if row["relation"] == "share" and high == WHOLE else high
    value = Evaluated(low, high, unit, f"what the others leave of {claim}", tuple(sorted(members - {claim})))
    if is_counted(result.report, row):
        return _counted(row, value)
    left = write_apart(value, *widen(row.to_dict(), "printed"), RATIO_DIGITS if row["relation"] else DIGITS)
    return replace(left, text=_in_words(row, *left.rounded, unit))


def _counted(row: pd.Series, value: Evaluated) -> Written:
    """Write what is left of a count in whole numbers: those that are possible, or the two that it lies between."""
    form, low, high = moved(value.low, value.high) if is_change(row) else ("", value.low, value.high)
    least, most = (None if end is None else Fraction(way(end)) for way, end in ((math.ceil, low), (math.floor, high)))
    text = write_short(least, most, value.unit).replace(DASH, " to ")
    if least is not None and most is not None and least > most:
        above = write_short(least, least, value.unit)
        least, most, text = most, least, phrase("move", "between").format(low=f"{int(most):,}", much=above)
    return Written(phrase("move", form).format(much=text) if form else text, value, (least, most))


def _gap(result: Result, members: frozenset[str], claim: str) -> Written | None:
    """Write by how much a figure misses what the others leave even if every number is rounded."""
    gap = gap_of(result, members, claim)
    if gap is None:
        return None
    row = result.report.statements.loc[claim]
    unit = _unit(result.report, row)
    how = f"by how much {claim} misses what the others leave, every number rounded"
    value = Evaluated(gap, gap, unit, how, tuple(sorted(members)))
    written = write_rounded(value, gap, RATIO_DIGITS)
    if unit == PERCENT:
        return replace(written, text=phrase("contradictions", "points").format(points=written.text.removesuffix("%")))
    return replace(written, text=write_short(*written.rounded, unit))


def _unit(report: Report, row: pd.Series) -> str:
    """Return the unit of a statement's number."""
    return str(row["unit"] or report.variables.at[row["variable"], "unit"])


def _in_words(row: pd.Series, low: End, high: End, unit: str) -> str:
    """Write what is left of a number, a change as a rise or a fall."""
    form, low, high = moved(low, high) if is_change(row) else ("", low, high)
    much = write_short(low, high, unit).replace(DASH, " to ")
    return phrase("move", form).format(much=much) if form else much
