"""The letter to the publisher: which of the figures that contradict each other is right, and what nobody printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from sectorbook.analysis.questions import Question, letter, list_questions
from sectorbook.auditing.clashes import Clash, clash_in_words, clashes_of
from sectorbook.auditing.phrases import phrase
from sectorbook.pages.written import fill
from sectorbook.reconcile.clashes import claim_of
from sectorbook.reconcile.formulas import evaluate
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.values.wording import capitalize, count_of

MOST = 10
"""How many contradictions are asked about; the others are counted."""


def publisher_letter(result: Result, questions: Sequence[Question] | None = None) -> str:
    """Write a letter that asks what is right where figures contradict each other, and then for what nobody printed.

    Parameters
    ----------
    result : Result
        Feasible or not.
    questions : sequence of Question, optional
        As from `list_questions`, of the first reading under which the figures can hold, if they are computed already.

    Returns
    -------
    str
        Plain text.
    """
    held = result.first_holding or result.without_contradiction
    asked = list_questions(held) if questions is None else questions
    untouched = "" if result.first_holding else phrase("reading", "untouched")
    premise = untouched or (held.reading if held.about != result.about else "")
    heading = f"{phrase('settle', 'contradictory')} {result.reading}"
    return letter(held, asked, list(_contradictions(result)), heading, premise)


def _contradictions(result: Result) -> Iterator[Question]:
    """Ask which figures are right, for each contradiction of the core, or for what the opening claims."""
    if result.is_feasible:
        claim = claim_of(result)
        if not claim:
            return
        result = reconcile(result.report.including(claim), result.about)
    conflicts = result.conflicts()
    told = clashes_of(result, conflicts, MOST)
    more = len(conflicts) - len(told)
    for number, clash in enumerate(told, start=1):
        rest = phrase("settle", "more").format(count=count_of(more, "more contradiction"))
        yield _question(result, clash, rest if more and number == len(told) else "")


def _question(result: Result, clash: Clash, note: str) -> Question:
    """Write a contradiction as a question."""
    template, fields = clash_in_words(result, clash)
    words = capitalize(fill(template, fields, partial(evaluate, result=result)).text)
    which = phrase("settle", "which_assuming" if clash.identities else "which_rounded" if clash.excuse else "which")
    return Question(clash.claim, words, f"{words} {which}", (*clash.others, clash.claim), note, ())
