"""What the words that a table's row is called by say of its figure: that it is a share, a change, a mean or a part."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sectorbook.ledger.drafting.printed_periods import another_year
from sectorbook.ledger.drafting.suggestions import fits_unit
from sectorbook.values.expressions.amounts import TIMES, Expression

PART = re.compile(r"\W*(?:of (?:which|whom|these|those|them)|thereof|o/w|including|incl\.)(?!\w)", re.IGNORECASE)
"""How a row begins that is a part of one above it."""
SHARE = re.compile(
    r"\b(?:share|proportion|percentage|fraction)s? (?:of|in)\b|\bas a (?:share|percentage)\b", re.IGNORECASE
)
RISE = re.compile(r"\b(?:growth|increase|rise|change|gain)s?\b", re.IGNORECASE)
FALL = re.compile(r"\b(?:decrease|decline|fall|drop|reduction|contraction)s?\b", re.IGNORECASE)
YEARLY = re.compile(r"\bCAGR\b|\baverage (?:annual|yearly)\b|\b(?:annual|yearly) average\b|\bcompound\b", re.IGNORECASE)
PER = re.compile(r"\b(?:per|for each|for every) (?P<of>[^\W\d_]+)", re.IGNORECASE)
NO_PER = {*TIMES, "annum", "cent", "mille", "month"}
"""What stands behind "per" and makes no mean of counted things."""
PART_OF = re.compile(r'a part of (?P<id>[A-Za-z][\w.-]*), "')
"""The part of a note that names the statement of a whole."""


def by_its_row(read: Expression, label: str) -> Expression:
    """Return what a figure says once the words of its row are heeded.

    Parameters
    ----------
    read : Expression
        What the figure's own words say.
    label : str
        What its row is called.

    Returns
    -------
    Expression
        With the relation share, change, yearly or per; unchanged where the words say none, or the figure itself does.
    """
    if not label or read.relation or read.per:
        return read
    if read.unit != "percent":
        return replace(read, relation="per") if mean_of(label) else read
    if PART.match(label) or SHARE.search(label):
        return replace(read, relation="share")
    if FALL.search(label) and not RISE.search(label):
        return _fallen(read)
    if RISE.search(label) and not FALL.search(label):
        return replace(read, relation="yearly" if YEARLY.search(label) else "change")
    return read


def _fallen(read: Expression) -> Expression:
    """Return the negative change of a decline; unchanged where it has one end, or is negative itself."""
    if read.low is None or read.high is None or read.low < 0:
        return read
    return replace(read, low=-read.high, high=-read.low, relation="change")


def mean_of(label: str) -> str:
    """Return what a mean is for each of.

    Parameters
    ----------
    label : str
        What a row is called, such as "Average employees per exporter".

    Returns
    -------
    str
        Such as "exporter"; empty where the words say no mean. "Exports per year" is none.
    """
    said = PER.search(label)
    return said["of"] if said and said["of"].lower() not in NO_PER else ""


@dataclass(frozen=True)
class Figure:
    """A figure of a table above the row in question.

    Attributes
    ----------
    id : str
        Of its statement.
    label, column : str
        What its row and its column are called.
    unit, relation, period : str
        As in its statement.
    """

    id: str
    label: str
    column: str
    unit: str
    relation: str
    period: str


def whole_of(part: Figure, above: Sequence[Figure]) -> Figure | None:
    """Find the figure that a row such as "of which services" is a part of.

    Parameters
    ----------
    part : Figure
        A figure of the row.
    above : sequence of Figure
        Those of the same table above it.

    Returns
    -------
    Figure or None
        The nearest amount above it that is no part itself and of the same column and period; for a share, of any unit.
    """
    if not PART.match(part.label):
        return None
    return next((one for one in reversed(above) if _is_whole(one, part)), None)


def _is_whole(one: Figure, part: Figure) -> bool:
    """Tell whether a figure can be what another one is a part of."""
    of_its_kind = not one.relation and one.unit != "percent" and not PART.match(one.label)
    of_its_time = one.period == part.period and bool(another_year(one.label)) == bool(another_year(part.label))
    like = part.relation == "share" or one.unit == part.unit or fits_unit(part.unit, one.unit)
    return of_its_kind and of_its_time and one.column == part.column and like


def part_said(whole: Figure) -> str:
    """Return the part of a note that says what a figure is a part of.

    Parameters
    ----------
    whole : Figure

    Returns
    -------
    str
    """
    label = whole.label.replace(";", ",").replace('"', "'")
    return f'a part of {whole.id}, "{label}"'


def whole_in(note: str) -> str:
    """Return the id of the statement that a note says a figure is a part of.

    Parameters
    ----------
    note : str
        The note of a draft.

    Returns
    -------
    str
        Empty where it says none.
    """
    said = next(filter(None, map(PART_OF.match, note.split("; "))), None)
    return said["id"] if said else ""
