"""The verdict of an audit, as its title and answer."""

from __future__ import annotations

from sectorbook.auditing.contradictions import claim_of
from sectorbook.auditing.implied import implied_names
from sectorbook.auditing.naming import reading
from sectorbook.auditing.phrases import phrase
from sectorbook.ledger.readings import READINGS
from sectorbook.pages.page import Page
from sectorbook.pages.written import Plain
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.values.wording import capitalize, count_of, join_words

TIES = {"sum": "sums", "share": "shares", "change": "changes", "average": "averages", "comparison": "comparisons"}
"""What ties figures to each other, in the singular and plural."""
KINDS = {
    "share": "share",
    "percent_of": "share",
    "change": "change",
    "yearly": "change",
    "times": "comparison",
    "more": "change",
    "per": "average",
}


def show_verdict(page: Page) -> None:
    """Say in a sentence or two whether the figures can all be true.

    Parameters
    ----------
    page : Page
    """
    result = page.result
    page.heading(result.report.title, 1)
    if not result.is_feasible:
        _contradicts(page)
    elif result.only_at_zero:
        _only_at_zero(page)
    elif claim := claim_of(result):
        _opening_misses(page, claim)
    elif not ties(result):
        _unconnected(page)
    else:
        _holds(page)
    if result.is_feasible and result.whole_numbers_sentence:
        page.say(phrase("whole", "cannot"), sentence=Plain(result.whole_numbers_sentence))


def _contradicts(page: Page) -> None:
    """Say how many figures contradict each other, and whether rounding excuses it."""
    result = page.result
    names = {name for conflict in result.conflicts() for name in conflict}
    involved = sum(name in names for name in result.report.statements.index)
    held = result.first_holding
    rescue = phrase("verdict", "holds_if" if held else "never_holds")
    page.answer(
        phrase("verdict", "contradicts"),
        phrase("verdict", "contradicts_about").replace("{rescue}", rescue),
        involved=Plain(capitalize(count_of(involved, "figure"))),
        **{"if": reading(held)} if held else {},
    )


def _only_at_zero(page: Page) -> None:
    """Say what could only be zero."""
    labels = join_words(map(page.result.report.label_in_sentence, page.result.only_at_zero))
    page.answer(phrase("verdict", "only_zero"), phrase("verdict", "only_zero_about"), labels=Plain(labels))


def _opening_misses(page: Page, claim: str) -> None:
    """Say what the opening claims, what the other figures leave, and under which reading it would fit."""
    report = page.result.report
    variable = report.statements.at[claim, "variable"]
    fitting = [result for result in _readings(page.result) if claim_of(result) != claim]
    text = phrase("verdict", "opening_misses_about")
    if fitting:
        text = f"{text} {phrase('verdict', 'opening_fits_if')}"
    page.answer(
        phrase("verdict", "opening_misses"),
        text,
        claim=claim,
        left=variable,
        label=Plain(report.label_in_sentence(variable)),
        **{"if": reading(fitting[0])} if fitting else {},
    )


def _unconnected(page: Page) -> None:
    """Say that there is nothing to check."""
    count = int((page.result.report.statements["role"] == "core").sum())
    text = phrase("verdict", "one_figure" if count == 1 else "unconnected_about")
    page.answer(phrase("verdict", "unconnected"), text, figures=Plain(count_of(count, "figure")))


def _holds(page: Page) -> None:
    """Say what ties the figures to each other, and how much follows from it."""
    tied, implied = ties(page.result), len(implied_names(page.result))
    text = phrase("verdict", "holds_one") if sum(tied.values()) == 1 else phrase("verdict", "holds_about")
    if implied:
        text = f"{text} {phrase('verdict', 'implies')}"
    page.answer(
        phrase("verdict", "holds"),
        text,
        tie=Plain(next(iter(tied))),
        ties=Plain(capitalize(join_words(count_of(count, kind, TIES[kind]) for kind, count in tied.items()))),
        implied=Plain(count_of(implied, "further amount")),
    )


def ties(result: Result) -> dict[str, int]:
    """Count what ties the core's figures to each other.

    Parameters
    ----------
    result : Result

    Returns
    -------
    dict of str to int
        By kind, such as "sum" or "share"; kinds that there are none of are left out.
    """
    report = result.report
    core = report.relations[report.relations["role"] == "core"]
    kinds = ["sum" for _ in result.system.identities] + [KINDS[relation] for relation in core["relation"]]
    return {kind: kinds.count(kind) for kind in TIES if kind in kinds}


def _readings(result: Result) -> list[Result]:
    """Reconcile under the readings that take more as rounded, in their order."""
    later = READINGS[READINGS.index(result.about) + 1 :] if result.about in READINGS else ()
    return [reconcile(result.report, about) for about in later]
