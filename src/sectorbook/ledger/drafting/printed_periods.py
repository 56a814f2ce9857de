"""The periods that a text prints: years, fiscal years, months, and the twelve months to one."""

import re

from sectorbook.ledger.periods import MONTHS, PERIOD, canonical_period
from sectorbook.values.expressions.finding import Finding, find_expressions
from sectorbook.values.expressions.lexicon import load_language

DATING = frozenset(("in", "during", "for", "of", "as of", "end", "end-", "("))
"""What a year stands behind that says when an amount was so."""
YEARS = re.compile(
    r"(?P<kind>FY|CY|(?:fiscal|financial) years?|fiscal)?[\s'-]*"
    r"(?P<first>(?:19|20)?\d\d)(?:[-\u2013\u2014/](?P<last>\d{4}|\d\d))?",
    re.IGNORECASE,
)
MONTH = re.compile(r"(?P<day>\d{1,2}(?:st|nd|rd|th)? )?(?P<month>[A-Za-z]+)\.?,? (?P<year>(?:19|20)\d\d)")
SPAN = re.compile(r"(?:12|twelve)[ -]months?", re.IGNORECASE)
YEAR_TO = re.compile(
    rf"(?:\byear|{SPAN.pattern})(?: period)? (?:to|up to|through|until|ended|ending)(?: in)? $", re.IGNORECASE
)
ISO_MONTH = re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])")
ANOTHER_YEAR = re.compile(
    r"(?:previous|prior|preceding|last|past|next|following) (?:(?:fiscal|financial|calendar) )?year"
    r"|(?:a|one) year (?:earlier|before|ago|previously|later|after)|year[ -](?:earlier|ago|before)"
    r"|the year (?:before|after)\b",
    re.IGNORECASE,
)
"""Words that say that an amount is of another year than what stands beside it."""
MONTH_TO = re.compile(r"(?P<month>[A-Za-z]+)\.?(?: (?:to|and|until|through) | ?[-\u2013] ?)$")


def is_span(printed: str) -> bool:
    """Tell whether an amount is the twelve months that another one is of.

    Parameters
    ----------
    printed : str
        Such as "12 months".

    Returns
    -------
    bool
    """
    return SPAN.fullmatch(printed) is not None


def printed_period(text: str, finding: Finding) -> str:
    """Return the period that a finding names, where the words before it say that something was so then.

    Parameters
    ----------
    text : str
        The paragraph.
    finding : Finding
        A number in it.

    Returns
    -------
    str
        As a statement has it, such as 2015, FY2015, 2000-M10 or 2014-M07/2015-M06; empty where it names none.
    """
    if finding.kind == "date" and (said := MONTH.fullmatch(finding.text)):
        return _months(text[: finding.start], said)
    if finding.kind != "years" or not (said := YEARS.fullmatch(finding.text)):
        return ""
    if not (said["kind"] or _is_dating(text[: finding.start])):
        return ""
    kind = "" if not said["kind"] else "CY" if said["kind"].upper() == "CY" else "FY"
    first = said["first"] if len(said["first"]) == 4 else f"20{said['first']}"
    return f"{kind}{first}" + (f"-{said['last']}" if said["last"] else "")


def period_of_head(head: str) -> str:
    """Return the period that the head of a table's row or column is.

    Parameters
    ----------
    head : str
        Such as "2014" or "October 2000".

    Returns
    -------
    str
        Empty where the head says anything else, too.
    """
    dated = f"In {head}"
    found = [one for one in find_expressions(dated) if dated[one.start :] == head]
    return next(filter(None, (printed_period(dated, one) for one in found)), "")


def period_of_cell(cell: str, is_fiscal: bool = False) -> str:
    """Return the period that a cell of a column of years is.

    Parameters
    ----------
    cell : str
        Such as "2014", "FY24", "October 2000", "year to June 2015", "2014-10" or, as tables write it, "2014-M10".
    is_fiscal : bool, default False
        Whether the head of the column says that its years are fiscal ones.

    Returns
    -------
    str
        As a statement has it; empty where the cell says anything else, too.
    """
    cell = cell.strip(" .")
    if MONTHS.fullmatch(cell) or (is_fiscal and PERIOD.fullmatch(cell) and cell.startswith("FY")):
        return canonical_period(cell)
    if (iso := ISO_MONTH.fullmatch(cell)) and int(iso["month"]) != (int(iso["year"]) + 1) % 100:
        return f"{iso['year']}-M{iso['month']}"
    dated = f"In {cell}"
    found = [one for one in find_expressions(dated) if one.end == len(dated)]
    period = next((printed_period(dated, one) for one in found if _is_led_in(dated[3 : one.start])), "")
    return f"FY{period}" if is_fiscal and period[:1].isdecimal() and "M" not in period else period


def _is_led_in(words: str) -> bool:
    """Tell whether nothing stands before a date, or only what makes months to it a period: "year to", "July to"."""
    words = words.removeprefix("the ")
    return not words or bool(YEAR_TO.fullmatch(words) or MONTH_TO.fullmatch(words))


def another_year(words: str) -> str:
    """Return the words that say that an amount is of another year than the rest.

    Parameters
    ----------
    words : str
        Words around a number, or the head of its row.

    Returns
    -------
    str
        Such as "previous year"; empty where there are none.
    """
    said = ANOTHER_YEAR.search(words)
    return said[0] if said else ""


def _is_dating(before: str) -> bool:
    """Tell whether the words before a year or month say that something was so then."""
    words = before.rstrip(" -").lower().split()
    return bool(words) and (words[-1] in DATING or words[-1].endswith("("))


def _months(before: str, said: re.Match[str]) -> str:
    """Return the month that is named, the twelve months to it, or those from another one of its year."""
    known = load_language("english").months
    year, month = int(said["year"]), int(known.get(said["month"].capitalize(), 0))
    if not month:
        return ""
    last = f"{year}-M{month:02}"
    if YEAR_TO.search(before):
        return f"{year - (month < 12)}-M{month % 12 + 1:02}/{last}"
    if said["day"]:
        return ""
    if begun := MONTH_TO.search(before):
        first = int(known.get(begun["month"].capitalize(), 0))
        return f"{year}-M{first:02}/{last}" if 0 < first < month else ""
    return last if _is_dating(before) else ""
