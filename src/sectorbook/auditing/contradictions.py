"""What cannot all be true: each conflict told by what the others leave of one figure, and the least change."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pandas as pd

from sectorbook.auditing.implied import follows, narrowed_names
from sectorbook.auditing.naming import (
    assumption,
    described,
    in_sentence,
    is_assumed,
    is_change,
    listed,
    moved,
    premise,
    quoted,
    short_unit,
    subject_in_sentence,
    write_short,
)
from sectorbook.auditing.overshoot import draw_overshoot
from sectorbook.auditing.phrases import phrase
from sectorbook.errors import Inconsistent
from sectorbook.exact.extremes import extremes
from sectorbook.exact.system import System
from sectorbook.ledger.readings import widen
from sectorbook.ledger.report import Report
from sectorbook.ledger.system import make_relation
from sectorbook.pages.page import Page
from sectorbook.pages.written import MOST_DIGITS, Field, Plain, Written, write_apart
from sectorbook.reconcile.fits import allowed_numbers
from sectorbook.reconcile.formulas import End, Evaluated
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.values.intervals import DASH, DIGITS, write_range
from sectorbook.values.units import exact_factor
from sectorbook.values.wording import capitalize, count_of, join_words

MOST = 5
"""How many conflicts are told; the others are counted."""
LONGEST = 6
"""How many figures a conflict that is told has at most."""
WHOLE = 100
"""The share of a whole in itself, in percent: no limit that others set."""
RATIO_DIGITS = 3
"""Significant digits, at least, of a share or growth that the others leave."""
FEW, SETS = 3, 5
"""How many figures a cure that is told has at most, and how many such cures are told."""


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
    """

    claim: str
    others: tuple[str, ...]
    identities: tuple[str, ...]
    left: Written | None
    report: Report

    @property
    def members(self) -> frozenset[str]:
        """All figures and identities of the conflict."""
        return frozenset((self.claim, *self.others, *self.identities))


def show_contradictions(page: Page) -> None:
    """Say which figures cannot all be true, and what would cure it; nothing where they can.

    Parameters
    ----------
    page : Page
    """
    drawn, result = page, page.result
    if result.is_feasible:
        claim = claim_of(result)
        if not claim:
            return
        page = replace(page, result=reconcile(result.report.including(claim), result.about))
        result = page.result
    page.heading(phrase("contradictions", "heading"))
    conflicts = result.conflicts()
    told = clashes_of(result, conflicts)
    draw_overshoot(drawn, [clash.members for clash in told])
    for clash in told:
        tell(page, clash)
    untold = len(conflicts) - len(told)
    if untold:
        page.say(phrase("contradictions", "more_sets"), count=Plain(count_of(untold, "more contradiction")))
    _tell_least_change(page)
    _tell_cures(page)
    held = drawn.holding.result
    if not drawn.result.is_feasible and (follows(held) or narrowed_names(held)):
        page.say(premise(drawn))


def clashes_of(result: Result, conflicts: Iterable[frozenset[str]], most: int = MOST) -> list[Clash]:
    """Choose the conflicts to tell: short ones, at least one, no two of the same figure.

    First come those that rounding cannot excuse, the shorter ones before the longer.

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
    rounded = reconcile(result.report, "all-rounded").system
    short.sort(key=lambda members: rounded.keep(set(members)).is_feasible())
    chosen: dict[str, Clash] = {}
    for members in short:
        if len(chosen) == most:
            break
        clash = clash_of(result, members)
        chosen.setdefault(clash.claim, clash)
    return list(chosen.values())


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
    return Clash(claim, others, identities, _left(needed, members, claim), needed.report)


def tell(page: Page, clash: Clash) -> None:
    """Tell a conflict in a sentence or two, and list its figures.

    Parameters
    ----------
    page : Page
    clash : Clash
    """
    text, fields = clash_in_words(page.result, clash)
    page.say(text, **fields)
    page.bullets(described(page.result.report, name) for name in (*clash.others, clash.claim))


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
    if clash.identities:
        text += " " + phrase("contradictions", "assuming")
        fields["assumption"] = Plain(join_words(assumption(clash.report, name) for name in clash.identities))
    return text, fields


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
    wholes = report.identities[report.identities.index.isin(members) & (report.identities["coefficient"] < 0)]
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
    unit = row["unit"] or result.report.variables.at[row["variable"], "unit"]
    low, high = None if low == 0 else low, None if row["relation"] == "share" and high == WHOLE else high
    value = Evaluated(low, high, unit, f"what the others leave of {claim}", tuple(sorted(members - {claim})))
    left = write_apart(value, *widen(row.to_dict(), "printed"), RATIO_DIGITS if row["relation"] else DIGITS)
    return replace(left, text=_in_words(row, *left.rounded, unit))


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


def _in_words(row: pd.Series, low: End, high: End, unit: str) -> str:
    """Write what is left of a number, a change as a rise or a fall."""
    form, low, high = moved(low, high) if is_change(row) else ("", low, high)
    much = write_short(low, high, unit).replace(DASH, " to ")
    return phrase("move", form).format(much=much) if form else much


def _tell_least_change(page: Page) -> None:
    """Say which ends the least change moves, and where to."""
    try:
        adjustment = page.result.adjustment()
    except Inconsistent:
        return
    moved = [_move(page.result.report, move) for move in adjustment.moves.to_dict("records")]
    form = "least" if adjustment.is_least else "suffices"
    if len(moved) == 1:
        page.say(f"{phrase('contradictions', form)} {{moved}}.", moved=Plain(moved[0]))
    else:
        page.say(phrase("contradictions", form))
        page.bullets(capitalize(move) for move in moved)


def _move(report: Report, move: dict[Hashable, Any]) -> str:
    """Write an end that the least change moves, and where to."""
    row = report.statements.loc[move["id"]]
    unit = row["unit"] or report.variables.at[row["variable"], "unit"]
    form = "move_point" if row["low"] == row["high"] else f"move_{move['end']}"
    return phrase("contradictions", form).format(
        printed=quoted(report, move["id"]),
        label=subject_in_sentence(report, move["id"]),
        adjusted=_moved_words(row, move["printed"], move["adjusted"], unit),
    )


def _moved_words(row: pd.Series, printed: float, adjusted: float, unit: str) -> str:
    """Write an adjusted end, of a change as a rise or a fall."""
    if not is_change(row) or printed * adjusted <= 0:
        return write_moved(printed, adjusted, unit)
    much = write_moved(abs(printed), abs(adjusted), unit)
    return phrase("move", "fall" if adjusted < 0 else "rise").format(much=much)


def _tell_cures(page: Page) -> None:
    """Say without which figures the others fit together, where they are few."""
    result, report = page.result, page.result.report
    elements = result.system.elements
    repairs = [[name for name in elements if name in repair] for repair in sorted(result.repairs(), key=len)]
    few = [names for names in repairs if len(names) == len(repairs[0]) <= FEW]
    if few and len(few[0]) == 1:
        alternatives = [name for (name,) in few]
        form = "aside_any" if len(alternatives) > 1 else "aside_one"
        page.say(phrase("contradictions", form), figures=listed(report, alternatives, "or"))
    elif few:
        page.say(phrase("contradictions", "aside_sets"))
        page.bullets(listed(report, names) for names in few[:SETS])


def write_moved(printed: float, adjusted: float, unit: str) -> str:
    """Write an adjusted end with as many digits as tell it from the printed one.

    Parameters
    ----------
    printed, adjusted : float
        The end before and after.
    unit : str
        A pint expression.

    Returns
    -------
    str
    """
    short = short_unit(unit, Fraction(adjusted))
    factor = float(exact_factor(unit, short))
    after, before = adjusted * factor, write_range(printed * factor, printed * factor, short, MOST_DIGITS)
    written = (write_range(after, after, short, digits) for digits in range(DIGITS, MOST_DIGITS))
    return next((text for text in written if text != before), before)


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


def _is_excluded(result: Result, row: Mapping[Any, Any]) -> bool:
    """Tell whether a statement of an amount lies wholly outside the range that the core allows."""
    low, high = widen(row, result.about)
    least, most = (extreme.value for extreme in extremes(result.system, {row["variable"]: Fraction(1)}))
    is_above = low is not None and most is not None and low > most
    return is_above or (high is not None and least is not None and high < least)
