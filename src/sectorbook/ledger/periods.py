"""Periods of statements, and the variables that they make of indicators: revenue in 2018 is one, in 2019 another."""

import re
from collections.abc import Iterable, Mapping

UNDATED = "undated"
"""The period of what no year is printed for: that of the report."""
PERIOD = re.compile(r"(?P<kind>CY|FY)?(?P<year>[0-9]{4}|(?<=FY)[0-9]{2})(-(?P<end>[0-9]{4}|[0-9]{2}))?")


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
        Two periods, such as 2015 and 2018, 2017-18 and 2020-21, or FY21 and FY24.

    Returns
    -------
    int or None
        At least 1; None where the forms differ, or the second is not after the first.
    """
    first, last = (PERIOD.fullmatch(canonical_period(period)) for period in (before, after))
    if not first or not last or (first["kind"], bool(first["end"])) != (last["kind"], bool(last["end"])):
        return None
    years = int(last["year"]) - int(first["year"])
    return years if years > 0 else None


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
