"""How the number of a document is read: with the unit that its table's heads, the noun behind it or a sum gives it.

What is a part of a name, a path, a version or code is no number.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from sectorbook.analysis.check_text.passages import Passage
from sectorbook.values.expressions.amounts import COUNTED, Expression
from sectorbook.values.expressions.lexicon import load_language

GLUED_BEFORE = re.compile(r"[\w/\\=\[{<_@#]$|\w[:.]$")
"""What makes a number behind it a part of a word, a path or of code."""
GLUED_BEHIND = re.compile(r"[_/\\\]}=@]|:\d|[A-Za-z]{2}")
"""What makes a number in front of it a part of a path or of code."""
VERSION = re.compile(r"\b[A-Z]\w*\s$")
"""A name right before a number with a point: "Python 3.11"."""
STEP = re.compile(r"\bto the nearest\s+\W?$")
"""What makes a number behind it the step to which others are rounded."""
PRONOUN = re.compile(r"\b(?:the|these|those)\s+$", re.IGNORECASE), re.compile(r"\s*(?:[),.;:?!]|$|(?:and|or)\b)")
"""What makes a number in words stand for things that were named: "added the two and ..."."""
GROUPS = re.compile(r"\s+(?:groups|kinds|parts|sorts|types)\s+of\b")
"""What says that a number in words counts groups, and not what is in them."""
ALONE = re.compile(r"\s*(?:[-+=\u2212),.;:(|]|$|(?:more|less|above|below|short|too|outside)\b)")
"""What stands behind a number that counts nothing: it can be money, in a sum that leaves the signs out."""
COLUMN_UNIT = re.compile(
    r"(?P<money>US\$|\$|USD|US dollars|dollars)(?:\s*(?P<scale>million|m\b|billion|bn|thousand|k\b))?"
    r"|(?P<before>million|billion|thousand)s? (?:of )?(?:US )?dollars|(?P<percent>%|\bper ?cent)",
    re.IGNORECASE,
)
"""The money or percentages that a head says its numbers are."""
SCALES = {"m": 10**6, "million": 10**6, "b": 10**9, "billion": 10**9, "bn": 10**9, "k": 10**3, "thousand": 10**3}
"""Magnitudes as the head of a column has them."""
ARITHMETIC = re.compile(r"[+=\u2212]")
"""Signs of a sum."""
COMPARED = re.compile(r"\b(?:more|less|above|below)\b", re.IGNORECASE)
"""What makes "$0.5m more than" the difference of two amounts."""
MILLION = 10**6
"""What a plain number of a sum counts, if it is money."""


def is_name(passage: Passage) -> bool:
    """Tell whether a number is a part of a name, a path, a version or code, the number of a row, or none at all.

    Parameters
    ----------
    passage : Passage
        The number and what stands around it.

    Returns
    -------
    bool
    """
    finding, text = passage.finding, passage.paragraph.text
    before, behind = text[: finding.start][-30:], text[finding.end :][:20]
    if STEP.search(before):
        return True
    if not any(sign.isdigit() for sign in finding.text):
        return bool(PRONOUN[0].search(before) and PRONOUN[1].match(behind) and " " not in finding.text) or bool(
            GROUPS.match(behind)
        )
    bare = re.fullmatch(r"[\d.]+", finding.text) is not None
    glued = GLUED_BEFORE.search(before) or (bare and GLUED_BEHIND.match(behind[:3]))
    version = "." in finding.text and bare and VERSION.search(before)
    listed = passage.is_cell and not before and bare
    return bool(glued or version or listed or re.match(r"0\d|\d+\.\d+\.", finding.text))


def readings(read: Expression, passage: Passage) -> Iterator[Expression]:
    """Read a number with its unit: that of the heads of its table, or of a sum, where it has none itself.

    Parameters
    ----------
    read : Expression
        The number as it stands there.
    passage : Passage
        What stands around it.

    Yields
    ------
    Expression
        One or two ways to read it.
    """
    read = _with_counted(read, passage)
    if read.relation == "more" and read.shape == "point" and COMPARED.search(passage.finding.text):
        read = replace(read, relation="")
    plain = not read.currencies and not read.unit and not read.relation
    heads = (passage.column, passage.here, passage.corner) if passage.is_cell else ()
    head = next(filter(None, map(COLUMN_UNIT.search, heads)), None)
    yield _in_column(read, head) if plain and head else read
    if passage.follows and read.shape in ("more_than", "less_than"):
        end = read.low if read.low is not None else read.high
        yield replace(read, shape="point", low=end, high=end)
    of_money = ARITHMETIC.search(passage.sentence) or any(other.currencies for other in passage.others)
    if plain and not head and of_money and ALONE.match(passage.paragraph.text, passage.finding.end):
        yield _money(read, 1 if read.magnitude > 1 else MILLION)


def _with_counted(read: Expression, passage: Passage) -> Expression:
    """Return a count with the unit of the noun behind it: people of "4,000 company employees"."""
    if read.currencies or read.relation or (read.unit and read.unit not in COUNTED):
        return read
    behind = re.match(r"(?:[ -]?[\w'\u2019/]+){0,4}", passage.paragraph.text[passage.finding.end :])
    words = re.findall(r"[\w'\u2019]+", behind[0]) if behind else []
    units = [load_language("english").meanings(word).get("unit") for word in words]
    start = 0 if read.unit else next((at for at, unit in enumerate(units) if unit in COUNTED), len(units))
    for unit in takewhile(COUNTED.__contains__, units[start:]):
        read = replace(read, unit=str(unit))
    return read


def _in_column(read: Expression, found: re.Match[str]) -> Expression:
    """Return a plain number of a table in the unit that stands at the head."""
    if found["percent"]:
        return replace(read, unit="percent")
    return _money(read, SCALES.get((found["scale"] or found["before"] or "").casefold(), 1))


def _money(read: Expression, scale: int) -> Expression:
    """Return a plain number as dollars."""
    low, high = (None if end is None else end * scale for end in (read.low, read.high))
    return replace(read, low=low, high=high, rounded_to=read.rounded_to * scale, currencies=("USD",))
