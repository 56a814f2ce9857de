"""The verdict of an audit, as its title and answer."""

from __future__ import annotations

import pandas as pd

from sectorbook.auditing.contradictions import claim_of, left_of
from sectorbook.auditing.implied import follows, narrowed_names
from sectorbook.auditing.naming import amount, assumption, dated_label, in_sentence, listed, reading
from sectorbook.auditing.phrases import phrase
from sectorbook.ledger.readings import READINGS
from sectorbook.pages.page import Page
from sectorbook.pages.written import Field, Plain
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
    labels = join_words(in_sentence(page.result.report, name) for name in page.result.only_at_zero)
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
        claim=amount(page.evaluate(claim)),
        left=amount(page.evaluate(variable)),
        label=Plain(in_sentence(report, variable)),
        **{"if": reading(fitting[0])} if fitting else {},
    )


def _unconnected(page: Page) -> None:
    """Say that there is nothing to check."""
    count = len(page.result.report.core_rows)
    text = phrase("verdict", "one_figure" if count == 1 else "unconnected_about")
    page.answer(phrase("verdict", "unconnected"), text, figures=Plain(count_of(count, "figure")))


def _holds(page: Page) -> None:
    """Say what follows from the figures, and what ties them to each other."""
    tied = ties(page.result)
    tested = is_tested(page.result)
    form = "untested_about" if not tested else "holds_one" if sum(tied.values()) == 1 else "holds_about"
    more, fields = _following(page)
    page.answer(
        phrase("verdict", "holds" if tested else "untested"),
        " ".join([phrase("verdict", form), *more]),
        tie=Plain(next(iter(tied))),
        ties=Plain(capitalize(join_words(count_of(count, kind, TIES[kind]) for kind, count in tied.items()))),
        figures=Plain(count_of(len(page.result.report.core_rows), "figure")),
        **fields,
    )


def _following(page: Page) -> tuple[list[str], dict[str, Field]]:
    """Write what follows that nobody printed, else what the figures leave of the first printed range, as templates."""
    following, report = follows(page), page.result.report
    if not following:
        return _narrowing(page)
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


def _narrowing(page: Page) -> tuple[list[str], dict[str, Field]]:
    """Write what the figures leave of the first printed range that they narrow, as a template."""
    report = page.result.report
    for name in narrowed_names(page.result)[:1]:
        printed = listed(report, page.result.bounds.at[name, "printings"])
        label = Plain(uncapitalize(dated_label(report, name)))
        return [phrase("verdict", "narrows")], {"left": amount(page.evaluate(name)), "label": label, "printed": printed}
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


def _readings(result: Result) -> list[Result]:
    """Reconcile under the readings that take more as rounded, in their order."""
    later = READINGS[READINGS.index(result.about) + 1 :] if result.about in READINGS else ()
    return [reconcile(result.report, about) for about in later]
