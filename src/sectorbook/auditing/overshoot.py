"""The picture of a sum that does not keep to its total."""

from __future__ import annotations

from collections.abc import Sequence

from sectorbook.auditing.naming import in_sentence
from sectorbook.auditing.phrases import phrase
from sectorbook.figures import charts
from sectorbook.ledger.periods import split_variable
from sectorbook.ledger.report import Report
from sectorbook.pages.page import Page
from sectorbook.values.wording import capitalize


def draw_overshoot(page: Page, members: frozenset[str]) -> bool:
    """Draw a conflict as a sum beside its total, if it is one of printed parts that exceed a printed total.

    Parameters
    ----------
    page : Page
    members : frozenset of str
        The conflict.

    Returns
    -------
    bool
        Whether it was drawn.
    """
    report = page.result.report
    total, parts = _total_and_parts(report, members)
    if not total:
        return False
    together = " + ".join(parts)
    excess = f"low({together}) - high({total})"
    above = page.evaluate(excess).low
    if above is None or above <= 0:
        return False
    claims = [name for name in parts if report.statements.at[name, "headline"] == "yes"]
    data = page.table(
        total=_labelled(report, [total]),
        claim=_labelled(report, claims),
        part=_labelled(report, [name for name in parts if name not in claims]),
        sum={phrase("overshoot", "sum"): together},
        excess={phrase("overshoot", "excess"): excess},
    )
    words = {name: phrase("overshoot", name) for name in ("title", "subtitle")}
    page.publish("overshoot", charts.sum_and_total, data, words["title"], subtitle=words["subtitle"])
    return True


def _total_and_parts(report: Report, members: frozenset[str]) -> tuple[str, list[str]]:
    """Return the statements of a total and of all its parts, where a conflict is one of these; else nothing."""
    amounts = report.amounts[report.amounts.index.isin(members)]
    identities = [name for name in members if name not in report.statements.index]
    if len(identities) != 1 or len(amounts) + 1 != len(members):
        return "", []
    identity, period = split_variable(identities[0])
    terms = report.identities.loc[[identity]]
    placed = {str(name): split_variable(variable) for name, variable in amounts["variable"].items()}
    of = {indicator: name for name, (indicator, when) in placed.items() if when == period}
    if set(of) != set(terms["indicator"]) or not set(terms["coefficient"]) <= {1, -1}:
        return "", []
    wholes = terms.loc[terms["coefficient"] == -1, "indicator"]
    parts = terms.loc[terms["coefficient"] == 1, "indicator"]
    return (of[wholes.iloc[0]], [of[part] for part in parts]) if len(wholes) == 1 else ("", [])


def _labelled(report: Report, names: Sequence[str]) -> dict[str, str]:
    """Return statements by their labels, of which what the opening claims is said."""
    labels = {}
    for name in names:
        label = in_sentence(report, report.statements.at[name, "variable"])
        claimed = report.statements.at[name, "headline"] == "yes"
        labels[capitalize(phrase("overshoot", "claim").format(label=label) if claimed else label)] = name
    return labels
