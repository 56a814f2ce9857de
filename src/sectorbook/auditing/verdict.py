"""The verdict of an audit, as its title and answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from sectorbook.auditing.implied import follows, narrowed_names
from sectorbook.auditing.naming import (
    amount,
    assumption,
    dated_label,
    in_sentence,
    is_assumed,
    listed,
    reading,
)
from sectorbook.auditing.phrases import phrase
from sectorbook.ledger.readings import READINGS
from sectorbook.pages.page import Page
from sectorbook.pages.written import Field, Plain
from sectorbook.reconcile.clashes import claim_of, left_of
from sectorbook.reconcile.formulas import evaluate
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.values.wording import capitalize, count_of, join_words, uncapitalize

TOLD = 3
"""How many amounts that follow are named at most."""
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
    verdict = _holds(result) if ties(result) else _unconnected(result)
    lead = result.report.lead["variable"]
    fitting = lead.index[lead.isin(result.bounds.index)]
    return _opening_fits(result, str(fitting[0]), verdict) if len(fitting) else verdict


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
    labels = join_words(in_sentence(result.report, name) for name in result.only_at_zero)
    return Verdict(phrase("verdict", "only_zero"), phrase("verdict", "only_zero_about"), {"labels": Plain(labels)})


def _opening_fits(result: Result, claim: str, verdict: Verdict) -> Verdict:
    """Say what the opening claims and what the other figures leave, before what is said of these."""
    text = f"{phrase('verdict', 'opening_claims')} {verdict.reasons}"
    return Verdict(phrase("verdict", "opening_fits"), text, {**verdict.fields, **_claimed(result, claim)})


def _claimed(result: Result, claim: str) -> dict[str, Field]:
    """Return what the opening claims, and what the other figures leave of it."""
    variable = result.report.statements.at[claim, "variable"]
    return {
        "claim": amount(evaluate(claim, result)),
        "allowed": amount(evaluate(variable, result)),
        "claimed": Plain(in_sentence(result.report, variable)),
    }


def _opening_misses(result: Result, claim: str) -> Verdict:
    """Say what the opening claims, what the other figures leave, and under which reading it would fit."""
    fitting = next((other for other in _readings(result) if claim_of(other) != claim), None)
    text, fields = phrase("verdict", "opening_claims"), _claimed(result, claim)
    if fitting:
        text = f"{text} {phrase('verdict', 'opening_fits_if')}"
        fields["if"] = reading(fitting)
    return Verdict(phrase("verdict", "opening_misses"), text, fields)


def _unconnected(result: Result) -> Verdict:
    """Say that there is nothing to check."""
    count = len(result.report.core_rows)
    text = phrase("verdict", "one_figure" if count == 1 else "unconnected_about")
    return Verdict(phrase("verdict", "unconnected"), text, {"figures": Plain(count_of(count, "figure"))})


def _holds(result: Result) -> Verdict:
    """Say what follows from the figures, and what ties them to each other."""
    tied, tested = ties(result), is_tested(result)
    form = "untested_about" if not tested else "holds_one" if sum(tied.values()) == 1 else "holds_about"
    more, following = _following(result)
    fields = {
        "tie": Plain(next(iter(tied))),
        "ties": Plain(capitalize(join_words(count_of(count, kind, TIES[kind]) for kind, count in tied.items()))),
        "figures": Plain(count_of(len(result.report.core_rows), "figure")),
    }
    text = " ".join([phrase("verdict", form), *more])
    return Verdict(phrase("verdict", "holds" if tested else "untested"), text, {**fields, **following})


def _following(result: Result) -> tuple[list[str], dict[str, Field]]:
    """Write what follows that nobody printed, else what the figures leave of the first printed range, as templates."""
    following, report = follows(result), result.report
    if not following:
        return _narrowing(result)
    items: list[str] = []
    fields: dict[str, Field] = {}
    for number, one in enumerate(following[:TOLD]):
        assumed = [assumption(report, name) for name in one.rows if name not in report.statements.index]
        form = phrase("verdict", "implied") + (phrase("verdict", "if") if assumed else "")
        items.append(form.format(much=f"{{much{number}}}", label=f"{{label{number}}}", assumption=f"{{if{number}}}"))
        fields |= {
            f"much{number}": one.much,
            f"label{number}": Plain(one.label),
            f"if{number}": Plain(join_words(assumed)),
        }
    if len(following) > TOLD:
        items.append(count_of(len(following) - TOLD, "more amount"))
    return [phrase("verdict", "implies").format(implied=join_words(items))], fields


def _narrowing(result: Result) -> tuple[list[str], dict[str, Field]]:
    """Write what the figures leave of the first printed range that they narrow, as a template."""
    for name in narrowed_names(result)[:1]:
        printings = result.bounds.at[name, "printings"]
        fields: dict[str, Field] = {
            "left": amount(evaluate(name, result)),
            "label": Plain(uncapitalize(dated_label(result.report, name))),
            "printed": listed(result.report, printings),
        }
        return [phrase("verdict", "narrows_assumed" if any(map(is_assumed, printings)) else "narrows")], fields
    return [], {}


def is_tested(result: Result) -> bool:
    """Tell whether any figure could have contradicted the others: whether these limit what its number can be.

    Parameters
    ----------
    result : Result
        A feasible result.

    Returns
    -------
    bool
    """
    return any(_limits(result, name) for name, _ in result.report.core_rows)


def _limits(result: Result, name: str) -> bool:
    """Tell whether the other figures set a limit that one of the figure's ends could be beyond."""
    system = result.system
    if name not in system.elements:
        return False
    identities = {row.name for row in system.identities}
    alone, others = system.keep(identities), system.keep(set(system.elements) - {name})
    (low, high), (lower, higher) = left_of(result, others, name), left_of(result, alone, name)
    row = result.report.statements.loc[name]
    return (low != lower and not pd.isna(row["high"])) or (high != higher and not pd.isna(row["low"]))


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
    sums = ["sum" if len(row.coefficients) > 2 else "comparison" for row in result.system.identities]
    kinds = sums + [KINDS[relation] for relation in core["relation"]]
    return {kind: kinds.count(kind) for kind in TIES if kind in kinds}


def _readings(result: Result) -> Iterator[Result]:
    """Reconcile under the readings that take more as rounded, in their order."""
    later = READINGS[READINGS.index(result.about) + 1 :] if result.about in READINGS else ()
    for about in later:
        yield reconcile(result.report, about)
