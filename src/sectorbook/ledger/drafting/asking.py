"""What a review asks about one draft besides its indicator: what its number says of it, the unit, the period."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import click

from sectorbook.formats.terminal import ask, say
from sectorbook.ledger.drafting.review import RELATED, Cells, Drafts
from sectorbook.ledger.drafting.row_words import mean_of, whole_in
from sectorbook.ledger.drafting.suggestions import Catalogue
from sectorbook.ledger.periods import UNDATED, years_between
from sectorbook.values.expressions.amounts import TIMES
from sectorbook.values.units import are_compatible, is_unit, money_of

NONE = "-"
RELATION_KEYS = {
    "s": ("share", "a share of something"),
    "c": ("change", "a change from something"),
    "y": ("yearly", "a yearly change"),
    "p": ("percent_of", "in percent of something that it is no part of"),
    "m": ("per", "a mean, so much for each of something"),
    "t": ("times", "a multiple of something"),
    "d": ("more", "a difference from something"),
}
"""The keys by which a person says what a number is besides an amount, and what each says."""
OF_PERCENT, OF_OTHERS = "scyp", "mtd"
"""The keys for percentages, and those for other numbers."""


def is_open_percentage(row: Mapping[str, str], unit: str) -> bool:
    """Tell whether a percentage cannot be an amount of an indicator, so that it is a share of it or a change.

    Parameters
    ----------
    row : mapping of str to str
        The draft.
    unit : str
        Unit of the indicator; empty for one that is new.

    Returns
    -------
    bool
    """
    if row["unit"] != "percent" or row["relation"]:
        return False
    return not unit or (is_unit(unit) and not are_compatible(unit, "percent"))


def ask_relation(row: Mapping[str, str], indicator: str, unit: str) -> str:
    """Ask what a number says of an indicator.

    Parameters
    ----------
    row : mapping of str to str
        The draft.
    indicator : str
        Its id.
    unit : str
        Its unit; empty for one that is new.

    Returns
    -------
    str
        A relation; empty for none.
    """
    keys = OF_PERCENT if row["unit"] == "percent" else OF_OTHERS
    counted = f", and {indicator} is counted in {unit}" if unit else ""
    if row["unit"] == "percent":
        say(f"  It is a percentage{counted}. What does it say of {indicator}?")
    else:
        say(f"  What does {row['printed']} say of {indicator}?")
    say("  " + "; ".join(f"{key}: {RELATION_KEYS[key][1]}" for key in keys) + f"; {NONE}: none of these")
    key = ask("Which", type=click.Choice([*keys, NONE]), default=NONE)
    return RELATION_KEYS[key][0] if key != NONE else ""


def ask_unit(row: Mapping[str, str], drafts: Drafts, suggested: Iterable[str], before: str = "") -> str:
    """Ask for the unit of a new indicator.

    Parameters
    ----------
    row : mapping of str to str
        The draft, with its relation.
    drafts : Drafts
        All drafts, with the indicators that are known.
    suggested : iterable of str
        Indicators that the draft's words speak of.
    before : str, default ""
        What was answered before, if that was refused.

    Returns
    -------
    str
    """
    unit = before or _usual_unit(row, drafts, suggested)
    amount, _, time = unit.partition("/")
    if money_of(amount) and (time in TIMES or not time):
        say(
            f"  {amount}/{time or 'year'} is for what comes in over a {time or 'year'}, such as revenue or exports; "
            f"{amount} for what is there at one moment, such as a debt or a fund."
        )
    elif not unit:
        say("  Such as company, person, MUSD/year or percent; what it is counted in, not the percentage of it.")
    while not is_unit(said := str(ask("Unit", default=unit or None)).strip()):
        say(f"  {said} is no unit that is known, such as company, person, MUSD/year or percent.")
    return said


def _usual_unit(row: Mapping[str, str], drafts: Drafts, suggested: Iterable[str]) -> str:
    """Return the unit that a new indicator has most likely: for money by the time, if like indicators have it."""
    if row["relation"] == "share" and (whole := whole_of(row, drafts)):
        return drafts.indicators[whole["indicator"]]["unit"]
    if row["relation"] not in ("", "more"):
        return ""  # a share or a mean is in percent, or for each of something; what it is of is not
    if not money_of(row["unit"]):
        return row["unit"]
    units = [drafts.indicators[name]["unit"] for name in suggested]
    like = _money(units) or _money(known["unit"] for known in drafts.indicators.values())
    times = Counter(unit.partition("/")[2] for unit in like).most_common(1)
    return f"{row['unit']}/{times[0][0]}" if times and times[0][0] in TIMES else row["unit"]


def _money(units: Iterable[str]) -> list[str]:
    """Select the units of money, whether by the time or not."""
    return [unit for unit in units if money_of(unit.partition("/")[0]) and unit.count("/") < 2]


def whole_of(row: Mapping[str, str], drafts: Drafts) -> Cells | None:
    """Return the statement that a draft is called a part of, once that has an indicator.

    Parameters
    ----------
    row : mapping of str to str
        The draft.
    drafts : Drafts
        All drafts.

    Returns
    -------
    dict of str to str or None
    """
    named = whole_in(row["note"])
    found = next((one for one in drafts.tables["statements"] if one["id"] == named), None)
    return found if found and found["indicator"] in drafts.indicators else None


def ask_base(row: Mapping[str, str], drafts: Drafts, relation: str, indicator: str) -> tuple[str, str]:
    """Ask what a share, a change or a mean is of.

    Parameters
    ----------
    row : mapping of str to str
        The draft, with its period.
    drafts : Drafts
        All drafts.
    relation : str
        What it says of the indicator.
    indicator : str
        The indicator's id.

    Returns
    -------
    tuple of str
        An indicator, empty to leave it a draft, and its period, empty for the row's own.
    """
    itself, whole = relation in ("change", "yearly"), whole_of(row, drafts)
    if not itself and not whole and (noun := mean_of(row["note"].partition(": [")[0])):
        perhaps = Catalogue(drafts.indicators.values()).suggested(noun, "", "share", most=2)
        say(f"  For each {noun}" + (f": perhaps {' or '.join(perhaps)}" if perhaps else ""))
    default = indicator if itself else whole["indicator"] if whole else NONE
    question = f"{RELATED[relation].capitalize()} which indicator ({NONE} to leave it a draft)"
    while (of := str(ask(question, default=default)).strip()) not in (NONE, *drafts.indicators):
        begun = [name for name in drafts.indicators if name.startswith(of)]
        if len(begun) == 1:
            of = begun[0]
            break
        say(f"  Which one: {', '.join(begun)}?" if begun else f"  {of} is not known. Name an indicator that is.")
    if of == NONE:
        return "", ""
    earlier = _earlier(drafts, of, row["period"]) if itself else ""
    when = str(ask(f"of which period ({NONE} for the same)", default=earlier or NONE)).strip()
    return of, "" if when == NONE else when


def _earlier(drafts: Drafts, indicator: str, period: str) -> str:
    """Return the last period before another one in which an indicator is decided; empty where there is none."""
    known = {row["period"] for row in drafts.tables["statements"] if row["indicator"] == indicator}
    apart = {years: one for one in known if (years := years_between(one, period))}
    return apart[min(apart)] if apart else ""


def ask_period(row: Mapping[str, str], why: str) -> str:
    """Ask for the period of an amount that has none.

    Parameters
    ----------
    row : mapping of str to str
        Its statement.
    why : str
        Why it needs one.

    Returns
    -------
    str
        Empty to leave it open.
    """
    say(f"  {re.sub('^(.)', lambda first: first[0].upper(), why)}.")
    period = str(ask(f"Period of {row['id']}, {row['printed']} ({NONE} to leave it open)", default=NONE))
    return "" if period.strip() in (NONE, UNDATED) else period.strip()
