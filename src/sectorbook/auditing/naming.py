"""How an audit names figures: by what they print and what that is of."""

import math
from collections.abc import Iterable

import pandas as pd

from sectorbook.auditing.phrases import phrase
from sectorbook.ledger.assumptions import ASSUMED
from sectorbook.ledger.periods import split_variable
from sectorbook.ledger.report import Report
from sectorbook.pages.page import Page
from sectorbook.pages.written import Plain
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import write_printed
from sectorbook.values.wording import count_of, join_words


def quoted(report: Report, name: str) -> str:
    """Quote a statement, such as "“€1.70 billion”"; an assumption is no quotation.

    Parameters
    ----------
    report : Report
    name : str
        Id of the statement.

    Returns
    -------
    str
    """
    row = report.statements.loc[name]
    if not is_assumed(name):
        return f"“{row['printed']}”"
    low, high = row["low"], math.inf if math.isnan(row["high"]) else row["high"]
    return phrase("assumption", "range").format(range=write_printed(low, high, report.units[row["variable"]]))


def is_assumed(name: str) -> bool:
    """Tell whether a statement is a range that a reader assumes.

    Parameters
    ----------
    name : str
        Id of the statement.

    Returns
    -------
    bool
    """
    return name.startswith(ASSUMED)


def described(report: Report, name: str) -> str:
    """Quote a statement with what it is of and where it stands.

    Parameters
    ----------
    report : Report
    name : str
        Id of the statement.

    Returns
    -------
    str
        Such as "“€1.70 billion” for footwear exports (paragraph 2)".
    """
    row = report.statements.loc[name]
    where = f" (paragraph {row['paragraph']})" if pd.notna(row["paragraph"]) else ""
    return f"{quoted(report, name)} for {subject_in_sentence(report, name)}{where}"


def subject_in_sentence(report: Report, name: str) -> str:
    """Write what a statement is of, as inside a sentence.

    Parameters
    ----------
    report : Report
    name : str
        Id of the statement.

    Returns
    -------
    str
    """
    row = report.statements.loc[name]
    label = report.label_in_sentence(row["variable"])
    if not row["relation"]:
        return label
    other, period = split_variable(row["of_variable"])
    same = other == row["indicator"]
    text = phrase("figure", f"{row['relation']}_period" if same else row["relation"])
    return text.format(label=label, period=period or report.period, of=report.label_in_sentence(row["of_variable"]))


def listed(report: Report, names: Iterable[str], conjunction: str = "and") -> Plain:
    """List statements by what they print, and identities as sums.

    Parameters
    ----------
    report : Report
    names : iterable of str
        Ids of statements and names of identities.
    conjunction : str, default "and"
        Stands before the last.

    Returns
    -------
    Plain
        Such as "“€223 million”, “€1.51 billion” and the sum of ...".
    """
    return Plain(join_words(dict.fromkeys(_named(report, name) for name in names), conjunction))


def assumption(report: Report, name: str) -> Plain:
    """Write an identity as what is taken for granted of its parts and their whole.

    Parameters
    ----------
    report : Report
    name : str
        Name of the identity, with the period where it is not the main one.

    Returns
    -------
    Plain
        Such as "freelancers' revenue and companies' revenue together make up the sector's revenue".
    """
    identity, period = split_variable(name)
    terms = report.identities.loc[[identity]]
    parts = [report.label_in_sentence(part) for part in terms.loc[terms["coefficient"] == 1, "indicator"]]
    wholes = [report.label_in_sentence(whole) for whole in terms.loc[terms["coefficient"] == -1, "indicator"]]
    if len(wholes) != 1 or len(parts) + 1 != len(terms):
        return Plain(report.formula(name))
    form = "make_up" if terms["relation"].iloc[0] == "=" else "within" if len(parts) == 1 else "parts"
    words = phrase("assumption", form).format(parts=join_words(parts), whole=wholes[0])
    return Plain(f"{words}, {period}" if period else words)


def figures(count: int) -> Plain:
    """Count figures, as in "12 figures".

    Parameters
    ----------
    count : int

    Returns
    -------
    Plain
    """
    return Plain(count_of(count, "figure"))


def reading(result: Result) -> Plain:
    """Write the reading of a result as a condition.

    Parameters
    ----------
    result : Result

    Returns
    -------
    Plain
        Such as "if every number is taken as rounded".
    """
    if result.about.endswith("%"):
        return Plain(phrase("reading", "within").format(about=result.about))
    return Plain(phrase("reading", result.about))


def premise(page: Page) -> str:
    """Say what a section rests on, where the figures contradict each other as they stand.

    Parameters
    ----------
    page : Page

    Returns
    -------
    str
        A sentence with a blank before it; empty where the figures fit as they stand.
    """
    if page.result.is_feasible:
        return ""
    if page.result.first_holding:
        return phrase("reading", "under").format(reading=reading(page.holding.result))
    return phrase("reading", "untouched")


def dated_label(report: Report, variable: str) -> str:
    """Return the label of a variable, with its period where the report has several.

    Parameters
    ----------
    report : Report
    variable : str

    Returns
    -------
    str
    """
    name, period = split_variable(variable)
    several = any("@" in other and split_variable(other)[0] == name for other in report.variables.index)
    return f"{report.label(name)}, {period or report.period}" if several else report.label(name)


def _named(report: Report, name: str) -> str:
    """Quote a statement, or write an identity as what is taken for granted."""
    if name in report.statements.index:
        return quoted(report, name)
    return phrase("assumption", "named").format(assumption=assumption(report, name))
