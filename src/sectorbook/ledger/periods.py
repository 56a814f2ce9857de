"""Periods of statements, and the variables that they make of indicators: revenue in 2018 is one, in 2019 another."""

import re
from calendar import month_name
from collections.abc import Iterable, Mapping

UNDATED = "undated"
"""The period of what no year is printed for: that of the report."""
PERIOD = re.compile(r"(?P<kind>CY|FY)?(?P<year>[0-9]{4}|(?<=FY)[0-9]{2})(-(?P<end>[0-9]{4}|[0-9]{2}))?")

MONTHS = re.compile(r"([0-9]{4})-M(0[1-9]|1[0-2])(?:/([0-9]{4})-M(0[1-9]|1[0-2]))?")
"""A month, such as 2000-M10, or the first and the last of several."""


def canonical_period(period: str) -> str:
    """Return a period in the form that names it everywhere: FY2021 for FY21, 2020-21 for 2020-2021.

    Parameters
    ----------
    period : str
        As a table has it.

    Returns
    -------
    str
        Unchanged where it is no period of a year.
    """
    match = PERIOD.fullmatch(period)
    if not match:
        return period
    year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
    end = f"-{match['end'][-2:]}" if match["end"] else ""
    return f"{match['kind'] or ''}{year}{end}"


def years_between(before: str, after: str) -> int | None:
    """Count the years from one period to another of the same form.

    Parameters
    ----------
    before, after : str
        Two periods, such as 2015 and 2018, 2017-18 and 2020-21, FY21 and FY24, or 2015-M06 and 2018-M06.

    Returns
    -------
    int or None
        At least 1; None where the forms differ, or the second is not after the first.
    """
    if (one := months_of(before)) and (other := months_of(after)):
        apart = {end - start for start, end in zip(one, other, strict=True)}
        months = apart.pop()
        return months // 12 if not apart and months > 0 and months % 12 == 0 else None
    first, last = (PERIOD.fullmatch(canonical_period(period)) for period in (before, after))
    if not first or not last or (first["kind"], bool(first["end"])) != (last["kind"], bool(last["end"])):
        return None
    years = int(last["year"]) - int(first["year"])
    return years if years > 0 else None


def months_of(period: str) -> tuple[int, int] | None:
    """Return the first and the last month of a period that is told in months, counted from the year 0.

    Parameters
    ----------
    period : str
        Such as 2000-M10, or 2014-M07/2015-M06 for the year to June 2015.

    Returns
    -------
    tuple of int or None
        None for years.
    """
    if not (match := MONTHS.fullmatch(period)):
        return None
    year, month, last_year, last_month = (int(part or 0) for part in match.groups())
    first = 12 * year + month - 1
    return first, 12 * last_year + last_month - 1 if last_month else first


def write_period(period: str) -> str:
    """Write a period for readers.

    Parameters
    ----------
    period : str
        Such as 2018, 2000-M10 or 2014-M07/2015-M06.

    Returns
    -------
    str
        "2018", "October 2000" or "the year to June 2015"; other months as "January to October 2001".
    """
    if (months := months_of(period)) is None:
        return period
    (year, month), (last_year, last_month) = (divmod(at, 12) for at in months)
    last = f"{month_name[last_month + 1]} {last_year}"
    if months[1] == months[0]:
        return last
    if months[1] - months[0] == 11:
        return f"the year to {last}"
    return f"{month_name[month + 1]}{f' {year}' if year != last_year else ''} to {last}"


def main_period(named: str, statements: Iterable[Mapping[str, str]]) -> str:
    """Return the period that an indicator's id means without one.

    Parameters
    ----------
    named : str
        What datapackage.json has as `period`; empty where it has none.
    statements : iterable of mapping
        The report's rows, with their role and period.

    Returns
    -------
    str
        Where none is named, the only period of the core; "undated" where there are none or several.
    """
    core = {canonical_period(row["period"]) for row in statements if row["role"] == "core"} - {UNDATED}
    return canonical_period(named) or (core.pop() if len(core) == 1 else UNDATED)


def variable_name(indicator: str, period: str, main: str) -> str:
    """Return the name of an indicator in a period.

    Parameters
    ----------
    indicator : str
        Its id.
    period : str
        A period; one that is empty or undated is the main one.
    main : str
        The report's main period.

    Returns
    -------
    str
        The id in the main period, such as `revenue`; with its year in another: `revenue@2018`.
    """
    period = canonical_period(period)
    return indicator if not indicator or period in ("", UNDATED, main) else f"{indicator}@{period}"


def split_variable(name: str) -> tuple[str, str]:
    """Return the indicator of a variable, or the identity, and the period that is not the main one.

    Parameters
    ----------
    name : str
        A name as from `variable_name`.

    Returns
    -------
    tuple of str
        The period is empty in the main one.
    """
    indicator, _, period = name.partition("@")
    return indicator, period
