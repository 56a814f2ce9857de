"""Amounts of one indicator of which only some have a year: a person has to say which are the same."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from sectorbook.errors import Problem
from sectorbook.ledger.drafting.places import ANOTHER
from sectorbook.ledger.periods import UNDATED, write_period

REMEDY = 'Write its period or, if rows without a year are of one, that as "period" in datapackage.json.'

Statement = Mapping[str, str]


def open_period_problems(
    before: Iterable[Statement], after: Iterable[Statement], decided: Collection[str], main: str
) -> Iterator[Problem]:
    """Find amounts that decisions would make one with an amount of another year.

    Parameters
    ----------
    before, after : iterable of mapping
        The rows of statements.csv as they were, with the notes of drafts, and as the decisions would make them.
    decided : collection of str
        Ids of the rows that are decided.
    main : str
        The main period that datapackage.json names, which rows without a year are of; empty where it names none.

    Yields
    ------
    Problem
    """
    if main:
        return
    notes = {row["id"]: row["note"] for row in before}
    groups: dict[str, list[tuple[int, Statement]]] = defaultdict(list)
    for number, row in enumerate(after, 2):
        if row["role"] in ("core", "test") and not row["relation"]:
            groups[row["indicator"]].append((number, row))
    for indicator, members in groups.items():
        if any(row["id"] in decided for _, row in members):
            yield from _of_one(indicator, members, notes, decided)


def _of_one(
    indicator: str, members: list[tuple[int, Statement]], notes: Mapping[str, str], decided: Collection[str]
) -> Iterator[Problem]:
    """Find rows of an indicator that lack a period: all beside dated ones, else those with words of another year."""
    dated = [row for _, row in members if row["period"] != UNDATED]
    open_rows = [(number, row) for number, row in members if row["period"] == UNDATED]
    for number, row in open_rows:
        words = quoted_year(notes.get(row["id"], ""))
        if dated:
            other = f"{dated[0]['id']}, {dated[0]['printed']}, is of {write_period(dated[0]['period'])}"
            what = f"{row['id']}, {row['printed']}, has no year, and another amount of {indicator} has: {other}"
        elif words and row["id"] in decided and len(open_rows) > 1:
            other = next(one["id"] for _, one in open_rows if one is not row)
            what = f"the text says {words} of {row['printed']}, and {other}, of {indicator} too, has no year either"
        else:
            continue
        yield Problem("statements.csv", number, "period", row["period"], what, REMEDY)


def quoted_year(note: str) -> str:
    """Return the words of another year that the note of a draft quotes.

    Parameters
    ----------
    note : str

    Returns
    -------
    str
        With their quotes; empty where there are none.
    """
    return next((part.removeprefix(ANOTHER) for part in note.split("; ") if part.startswith(f'{ANOTHER}"')), "")
