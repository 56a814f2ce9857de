"""What cannot all be true: each conflict told by what the others leave of one figure, and the least change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sectorbook.auditing.clashes import Clash, clash_in_words, clashes_of
from sectorbook.auditing.implied import follows, narrowed_names
from sectorbook.auditing.moves import describe_move
from sectorbook.auditing.naming import described, listed, premise
from sectorbook.auditing.overshoot import draw_overshoot
from sectorbook.auditing.phrases import phrase
from sectorbook.errors import Inconsistent
from sectorbook.exact.conflicts import MinimalSets
from sectorbook.ledger.readings import READINGS
from sectorbook.pages.page import Page
from sectorbook.pages.written import Plain
from sectorbook.reconcile.clashes import claim_of, excuse_of
from sectorbook.reconcile.result import reconcile
from sectorbook.values.wording import capitalize, count_of, write_number_word

FEW, SETS = 3, 5
"""How many figures a cure that is told has at most, and how many such cures, or further conflicts, are listed."""
COUNTED = 100
"""Of how many conflicts it is said how many of them rounding explains."""


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
    _tell_counts(page, conflicts)
    draw_overshoot(drawn, [clash.members for clash in told])
    for clash in told:
        _tell(page, clash)
    _tell_others(page, conflicts, told)
    _tell_least_change(page)
    _tell_cures(page)
    held = drawn.holding.result
    if not drawn.result.is_feasible and (follows(held) or narrowed_names(held)):
        page.say(premise(drawn))


def _tell_counts(page: Page, conflicts: MinimalSets) -> None:
    """Say how many of several conflicts rounding explains."""
    count = len(conflicts)
    if count < 2 or count > COUNTED or not conflicts.complete:
        return
    excuses = [excuse_of(page.result, members) for members in conflicts]
    excused = sum(map(bool, excuses))
    form = "explains_all" if excused == count else "explains_some" if excused else "explains_none"
    widest = max(excuses, key=("", *READINGS).index)
    words = {
        "count": capitalize(count_of(count, "contradiction")),
        "left": capitalize(write_number_word(count - excused)),
        "reading": phrase("reading", widest) if widest else "",
    }
    page.say(phrase("contradictions", form), **{name: Plain(text) for name, text in words.items()})


def _tell_others(page: Page, conflicts: Sequence[frozenset[str]], told: Sequence[Clash]) -> None:
    """List the first of the conflicts that are not told, and say how to see all of them."""
    result = page.result
    known = {clash.members for clash in told}
    others = [members for members in conflicts if members not in known]
    if not others:
        return
    form = "more_sets" if len(others) <= SETS else "many_sets"
    page.say(phrase("contradictions", form), count=Plain(count_of(len(others), "more contradiction")))
    elements = result.system.elements
    page.bullets(
        capitalize(listed(result.report, [name for name in elements if name in members])) for members in others[:SETS]
    )
    if len(others) > SETS:
        page.say(phrase("contradictions", "all_sets"))


def _tell(page: Page, clash: Clash) -> None:
    """Tell a conflict in a few sentences, and list its figures."""
    text, fields = clash_in_words(page.result, clash)
    page.say(text, **fields)
    page.bullets(described(page.result.report, name) for name in (*clash.others, clash.claim))


def _tell_least_change(page: Page) -> None:
    """Say which ends the least change moves, and where to."""
    try:
        adjustment = page.result.adjustment()
    except Inconsistent:
        return
    moved = [describe_move(page.result.report, move) for move in adjustment.moves.to_dict("records")]
    form = "least" if adjustment.is_least else "suffices"
    if len(moved) == 1:
        page.say(f"{phrase('contradictions', form)} {{moved}}.", moved=Plain(moved[0]))
    else:
        page.say(phrase("contradictions", form))
        page.bullets(capitalize(move) for move in moved)


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
        more = Plain(count_of(len(few) - SETS, "other combination")) if len(few) > SETS else None
        page.say(phrase("contradictions", "aside_some" if more else "aside_sets"), **({"count": more} if more else {}))
        page.bullets(listed(report, names) for names in few[:SETS])
