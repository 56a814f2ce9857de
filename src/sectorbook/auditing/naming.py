"""How an audit names figures: by what they print and what that is of."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from sectorbook.auditing.phrases import phrase
from sectorbook.ledger.assumptions import ASSUMED
from sectorbook.ledger.display import written_place
from sectorbook.ledger.periods import split_variable, write_period
from sectorbook.ledger.readings import widen
from sectorbook.ledger.report import Report
from sectorbook.pages.written import Plain, Written, write_value
from sectorbook.reconcile.formulas import End, Evaluated
from sectorbook.reconcile.result import Result
from sectorbook.values.currencies import MULTIPLES
from sectorbook.values.expressions.amounts import MIRRORED
from sectorbook.values.intervals import write_printed
from sectorbook.values.units import exact_factor, readable_unit
from sectorbook.values.wording import join_words, write_strict

if TYPE_CHECKING:
    from sectorbook.pages.page import Page

CHANGES = ("change", "yearly", "more")
"""Relations that say of an indicator and itself in another period how much it rose or fell."""
LONG, LONG_PLAIN = 1000, 10**6
"""From where a number of thousands, millions ... of a currency is long, and one of the currency itself."""
MOVES = ("rise", "fall", "either", "times")
"""What is said in words of a number that is no amount: the phrases of the section move."""


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
    low, high = widen(row.to_dict(), "printed")
    return phrase("assumption", "range").format(range=write_short(low, high, report.units[row["variable"]]))


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
    several = len(report.own_sources) > 1 and row["source"] in report.sources.index
    source = report.cite(row["source"], short=True) if several else ""
    place = ", ".join(filter(None, (source, written_place(row))))
    where = f" ({place})" if place else ""
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
    label = in_sentence(report, row["variable"])
    if not row["relation"]:
        return label
    other, period = split_variable(row["of_variable"])
    same = other == row["indicator"]
    text = phrase("figure", f"{row['relation']}_period" if same else row["relation"])
    return text.format(
        label=label, period=write_period(period or report.period), of=in_sentence(report, row["of_variable"])
    )


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
    is_usual = (period or report.period) == usual_period(report)
    return Plain(words if is_usual else f"{words} ({write_period(period or report.period)})")


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
    """Say what is computed from, where the figures contradict each other as they stand.

    Parameters
    ----------
    page : Page

    Returns
    -------
    str
        A sentence.
    """
    if page.result.first_holding:
        return phrase("reading", "under").format(reading=reading(page.holding.result))
    return phrase("reading", "untouched")


def amount(value: Evaluated, spec: str = "") -> Written:
    """Write a value, money in the multiple in which its numbers are short.

    Parameters
    ----------
    value : Evaluated
    spec : str, optional
        The number of significant digits, as of `write_value`.

    Returns
    -------
    Written
    """
    return write_value(value if value.is_quotient else value.to(short_unit(value.unit, value.low, value.high)), spec)


def read_as(report: Report, name: str) -> str:
    """Write what a statement is taken for.

    Parameters
    ----------
    report : Report
    name : str
        Id of the statement.

    Returns
    -------
    str
        Such as "about $3.5m", "a fall of 4.4%" or "more than 3 times".
    """
    row = report.statements.loc[name]
    low, high = widen(row.to_dict(), "printed")
    unit = row["unit"] or report.indicators.at[row["indicator"], "unit"]
    form, low, high = moved(low, high) if is_change(row) else (row["relation"], low, high)
    shape = MIRRORED.get(row["shape"], row["shape"]) if form == "fall" else row["shape"]
    written = ("about " if row["about"] == "yes" else "") + write_strict(write_short(low, high, unit), shape)
    return phrase("move", form).format(much=written) if form in MOVES else written


def is_change(row: pd.Series) -> bool:
    """Tell whether a statement says how much an indicator rose or fell.

    Parameters
    ----------
    row : Series
        The statement's cells.

    Returns
    -------
    bool
    """
    return row["relation"] in CHANGES and split_variable(row["of_variable"])[0] == row["indicator"]


def moved(low: End, high: End) -> tuple[str, End, End]:
    """Tell a rise from a fall.

    Parameters
    ----------
    low, high : Fraction or None
        Ends of a change; None where open.

    Returns
    -------
    form : str
        "rise", "fall" or "either".
    low, high : Fraction or None
        Ends of the rise or the fall.
    """
    if high is not None and high <= 0:
        return "fall", -high, None if low is None else -low
    return "either" if low is None or low < 0 else "rise", low, high


def short_unit(unit: str, *ends: End) -> str:
    """Choose a greater multiple of a currency where its numbers are long: $1,700m are $1.7bn, $0.9m stay.

    Parameters
    ----------
    unit : str
        A pint expression.
    *ends : Fraction or None
        The numbers in it; None where open.

    Returns
    -------
    str
    """
    greatest = max((abs(end) for end in ends if end is not None), default=Fraction(0))
    is_plain = unit[:1] not in MULTIPLES
    return readable_unit(unit, greatest) if greatest >= (LONG_PLAIN if is_plain else LONG) else unit


def write_short(low: End, high: End, unit: str) -> str:
    """Write ends with all their digits, money in the multiple in which its numbers are short.

    Parameters
    ----------
    low, high : Fraction or None
        The ends; None where open.
    unit : str
        A pint expression.

    Returns
    -------
    str
    """
    short = short_unit(unit, low, high)
    factor = exact_factor(unit, short)
    first, last = -math.inf if low is None else low * factor, math.inf if high is None else high * factor
    return write_printed(first, last, short)


def in_sentence(report: Report, variable: str) -> str:
    """Return the label of a variable as inside a sentence, with its period in brackets where it is not the usual one.

    Parameters
    ----------
    report : Report
    variable : str

    Returns
    -------
    str
        Such as "tourist arrivals in October (2000)".
    """
    name, period = split_variable(variable)
    is_usual = (period or report.period) == usual_period(report)
    return report.label_in_sentence(name) + ("" if is_usual else f" ({write_period(period or report.period)})")


def usual_period(report: Report) -> str:
    """Return the period that needs no mention: the report's, or where no figure is of that one, the most frequent.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
    """
    periods = [row["period"] for _, row in report.core_rows]
    return report.period if report.period in periods or not periods else max(periods, key=periods.count)


def dated_label(report: Report, variable: str) -> str:
    """Return the label of a variable, with its period where the report has several.

    Parameters
    ----------
    report : Report
    variable : str

    Returns
    -------
    str
        Such as "Tourist arrivals in October (2000)".
    """
    name, period = split_variable(variable)
    several = any("@" in other and split_variable(other)[0] == name for other in report.variables.index)
    return f"{report.label(name)} ({write_period(period or report.period)})" if several else report.label(name)


def _named(report: Report, name: str) -> str:
    """Quote a statement, or write an identity as what is taken for granted."""
    if name in report.statements.index:
        return quoted(report, name)
    return phrase("assumption", "named").format(assumption=assumption(report, name))
