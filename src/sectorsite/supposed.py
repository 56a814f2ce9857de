"""What is told of numbers that hold only where something is supposed: set aside, moved, or known."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from html import escape

from sectorbook.analysis import conflict_tables as clashes
from sectorbook.analysis.earnings import drivers, element, first
from sectorbook.analysis.questions import AGAINST, Answer, Question
from sectorbook.analysis.result_tables import with_lead
from sectorbook.reconcile.result import Result
from sectorsite.marking import amounts
from sectorsite.origins import Origin
from sectorsite.tracing import held, ranges_of

__all__ = ["supposed"]

SUPPOSED = "| if"
"""A cell is of that column in which a table of questions supposes their answers."""
NARROWED = "| it would narrow"
"""Likewise of the one that has ranges before and after."""


def supposed(result: Result, asked: Sequence[Question]) -> Iterator[Origin]:
    """The origins of all numbers of a report's conflicts, repairs, adjustment, questions and drivers."""
    together = with_lead(result)
    if not together.feasible:
        yield from _conflicts(together)
        yield from _repairs(together)
        yield from _adjustment(together)
    for question in asked:
        for answer in question.answers:
            yield from _answer(result, question, answer)
    yield from _drivers(result)


def _only_there(words: Iterable[str], names: tuple[str, ...], told: str) -> Origin:
    return Origin(tuple(words), (names,), told, supposed=True)


def _conflicts(result: Result) -> Iterator[Origin]:
    """The sum of each conflict, number by number."""
    for names, added in zip(result.conflicts(), clashes.conflicts(result)["the sum"], strict=True):
        members = [name for name in result.system.elements if name in names]
        told = f"<strong>Computed</strong>: {escape(added)}, by {held(result, members)}. {escape(result.reading)}"
        yield _only_there(amounts(added), (added,), told)


def _repairs(result: Result) -> Iterator[Origin]:
    """What each repair leaves."""
    rows = clashes.repairs(result)["set aside"]
    for names, set_aside in zip(result.repairs(), rows, strict=True):
        rest = result.system.dropping(names)
        without = f" when {held(result, sorted(names))} is set aside"
        for label, left in _ranges(replace(result, system=rest), without, only=()).items():
            yield _only_there(left.words, (set_aside, f"{label} {left.words[0]}"), left.told)


def _adjustment(result: Result) -> Iterator[Origin]:
    """The ends that the least adjustment moves, and its sum."""
    least = "<strong>Computed</strong>: the least adjustment, by a linear program over all ends"
    total = f"{result.adjustment().total:.2%}"
    yield _only_there((total,), (f"add up to {total}",), f"{least}: the sum of the changes. {escape(result.reading)}")
    for name, row in clashes.adjustment(result).iterrows():
        told = (
            f"{least}. The {row['end']} end of {escape(str(name))} goes from {row['as read']} to {row['adjusted']}, "
            f"that is {row['change']} of it. {escape(result.reading)}"
        )
        yield _only_there((row["as read"], row["adjusted"], row["change"]), (str(name), row["end"]), told)


def _answer(result: Result, question: Question, answer: Answer) -> Iterator[Origin]:
    """What an answer supposes, and each range that it narrows, before and after."""
    said = escape(answer.answer.removesuffix(AGAINST))
    asked = f"“{escape(question.fact)}”"
    if answer.value:
        told = (
            f"<strong>Supposed</strong>, to see what it would narrow: an end of what the statements allow. {asked}: "
            f"{said}. {escape(result.reading)}"
        )
        yield _only_there((answer.value,), (question.fact, answer.answer, SUPPOSED), told)
    open_, closed = _worlds(result, question, answer)
    titles = [title for title, _, _ in answer.narrows]
    before, after = _ranges(open_, "", titles), _ranges(closed, f" if {asked} is answered: {said}", titles)
    for title, was, is_ in answer.narrows:
        names = (question.fact, answer.answer, f"{title} {was} to {is_}", NARROWED)
        yield _only_there((was,), names, before[title].told)
        yield _only_there((is_,), names, after[title].told)


def _worlds(result: Result, question: Question, answer: Answer) -> tuple[Result, Result]:
    """The result before an answer and after it, with the identity that it is about as at most where it may be."""
    after = replace(result, system=answer.after)
    if AGAINST not in answer.answer:
        return result, after
    loose = result.report.relax(result.report.questions.at[question.id, "identity"])
    before = replace(result, report=loose, system=answer.before)
    return before, replace(after, report=loose) if answer.value else after


def _ranges(result: Result, given: str, only: Container[str]) -> dict[str, Origin]:
    """By its title, each range of a result, and those of its ratios that are asked for."""
    return {origin.names[0][0]: origin for origin in ranges_of(result, given=given, only=only)}


def _drivers(result: Result) -> Iterator[Origin]:
    """A ratio without each statement and identity, and how far it moves with each end."""
    ratio = first(result)
    if ratio is None:
        return
    shown = drivers(result, ratio)
    for name in result.system.elements:
        row, member = element(result, name), held(result, [name])
        if row not in shown.index:
            continue
        rest = replace(result, system=result.system.dropping({name}))
        if without := _ranges(rest, f" without {member}", [ratio.title]).get(ratio.title):
            yield Origin(without.words, (), without.told, in_rows=((row, "range without it"),))
        for side in ("low", "high"):
            column = f"as its {side} end rises by 1"
            told = (
                f"<strong>Computed</strong>: how far an end of {escape(ratio.title)} moves as the {side} end of "
                f"{member} rises by 1, exact for small moves (a derivative of the linear program). "
                f"{escape(result.reading)}"
            )
            yield Origin(tuple(amounts(shown.at[row, column])), (), told, in_rows=((row, column),))
