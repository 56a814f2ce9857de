"""The verdict of an audit, as its title and answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sectorbook.auditing.contradictions import claim_of
from sectorbook.auditing.implied import implied_names
from sectorbook.auditing.naming import reading
from sectorbook.auditing.phrases import phrase
from sectorbook.ledger.readings import READINGS
from sectorbook.pages.page import Page
from sectorbook.pages.written import Field, Plain
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


@dataclass(frozen=True)
class Verdict:
    """Whether the figures of a report can all be true, in words.

    Attributes
    ----------
    short, reasons : str
        The verdict in a short sentence, and a sentence or two on it: templates.
    fields : mapping of str to Field
        What fills the templates.
    """

    short: str
    reasons: str
    fields: Mapping[str, Field]


def show_verdict(page: Page) -> None:
    """Say in a sentence or two whether the figures can all be true.

    Parameters
    ----------
    page : Page
    """
    result = page.result
    page.heading(result.report.title, 1)
    verdict = verdict_of(result)
    page.answer(verdict.short, verdict.reasons, **verdict.fields)
    if result.is_feasible and result.whole_numbers_sentence:
        page.say(phrase("whole", "cannot"), sentence=Plain(result.whole_numbers_sentence))


def verdict_of(result: Result, limit: int | None = None) -> Verdict:
    """Judge whether the figures can all be true.

    Parameters
    ----------
    result : Result
    limit : int, optional
        How many contradictions are searched for, as in `Result.conflicts`; by default all.

    Returns
    -------
    Verdict
    """
    if not result.is_feasible:
        return _contradicts(result, limit)
    if result.only_at_zero:
        return _only_at_zero(result)
    if claim := claim_of(result):
        return _opening_misses(result, claim)
    return _holds(result) if ties(result) else _unconnected(result)


def _contradicts(result: Result, limit: int | None) -> Verdict:
    """Say how many figures contradict each other, and whether rounding excuses it."""
    conflicts = result.conflicts(limit)
    names = {name for conflict in conflicts for name in conflict}
    involved = count_of(sum(name in names for name in result.report.statements.index), "figure")
    held = result.first_holding
    rescue = phrase("verdict", "holds_if" if held else "never_holds")
    text = phrase("verdict", "contradicts_about" if conflicts.complete else "contradicts_more")
    fields = {"involved": Plain(capitalize(involved) if conflicts.complete else involved)}
    condition = {"if": reading(held)} if held else {}
    return Verdict(phrase("verdict", "contradicts"), text.replace("{rescue}", rescue), fields | condition)


def _only_at_zero(result: Result) -> Verdict:
    """Say what could only be zero."""
    labels = join_words(map(result.report.label_in_sentence, result.only_at_zero))
    return Verdict(phrase("verdict", "only_zero"), phrase("verdict", "only_zero_about"), {"labels": Plain(labels)})


def _opening_misses(result: Result, claim: str) -> Verdict:
    """Say what the opening claims, what the other figures leave, and under which reading it would fit."""
    report = result.report
    variable = report.statements.at[claim, "variable"]
    fitting = next((other for other in _readings(result) if claim_of(other) != claim), None)
    text = phrase("verdict", "opening_misses_about")
    fields: dict[str, Field] = {
        "claim": claim,
        "left": variable,
        "label": Plain(report.label_in_sentence(variable)),
    }
    if fitting:
        text = f"{text} {phrase('verdict', 'opening_fits_if')}"
        fields["if"] = reading(fitting)
    return Verdict(phrase("verdict", "opening_misses"), text, fields)


def _unconnected(result: Result) -> Verdict:
    """Say that there is nothing to check."""
    count = int((result.report.statements["role"] == "core").sum())
    text = phrase("verdict", "one_figure" if count == 1 else "unconnected_about")
    return Verdict(phrase("verdict", "unconnected"), text, {"figures": Plain(count_of(count, "figure"))})


def _holds(result: Result) -> Verdict:
    """Say what ties the figures to each other, and how much follows from it."""
    tied, implied = ties(result), len(implied_names(result))
    text = phrase("verdict", "holds_one") if sum(tied.values()) == 1 else phrase("verdict", "holds_about")
    if implied:
        text = f"{text} {phrase('verdict', 'implies')}"
    fields = {
        "tie": Plain(next(iter(tied))),
        "ties": Plain(capitalize(join_words(count_of(count, kind, TIES[kind]) for kind, count in tied.items()))),
        "implied": Plain(count_of(implied, "further amount")),
    }
    return Verdict(phrase("verdict", "holds"), text, fields)


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


def _readings(result: Result) -> Iterator[Result]:
    """Reconcile under the readings that take more as rounded, in their order."""
    later = READINGS[READINGS.index(result.about) + 1 :] if result.about in READINGS else ()
    for about in later:
        yield reconcile(result.report, about)
