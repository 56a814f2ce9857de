"""Where a number is from, and how to tell that a number in a text is that one and not another that looks alike."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

MOST = 3
"""So many origins of a number are told."""
PRINTED = re.compile(r"\bprint")
COMPUTED = re.compile(r"tightest|range|allow|can be|leaves")
"""Heads of columns that have only what is printed, or only what is computed."""
ELSEWHERE = "printed there"
"""The head of a column that has what others print of the same as the row's statement."""
ID = re.compile(r"[A-Z]+[A-Z0-9]*-\d+[a-zA-Z]?")


@dataclass(frozen=True)
class Place:
    """Where a number stands: the text that says what it is about; in a table the heads of its row and column too.

    What is `supposed` there, such as that a statement is set aside, leaves other ranges than the report's.
    """

    text: str
    row: str = ""
    column: str = ""
    supposed: bool = False


@dataclass(frozen=True)
class Origin:
    """What a number is, in HTML.

    Attributes
    ----------
    words : the ways in which it is written
    names : sets of names; a text that has all of one speaks of it
    in_rows : sets of names for which that is so in the row of a table only
    told : what is told of it, in HTML
    under : the names of the reading, one of which a table has to give; the page's own needs none
    quoted : the printed expression; empty for what is computed
    supposed : whether it holds only where something is supposed
    """

    words: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    told: str
    under: tuple[str, ...] = ()
    quoted: str = ""
    in_rows: tuple[tuple[str, ...], ...] = ()
    supposed: bool = False

    def may_stand(self, words: str, place: Place) -> bool:
        """Whether a number there can be this one at all."""
        if self.under and not {place.row, place.column.rpartition(", ")[2]}.intersection(self.under):
            return False
        if place.supposed != self.supposed:
            return place.supposed and words == self.quoted
        if self.quoted:
            return not COMPUTED.search(place.column) and self._is_of_row(place)
        return not PRINTED.search(place.column)

    def _is_of_row(self, place: Place) -> bool:
        """Whether a row is of this statement, where it is of one at all."""
        return place.column == ELSEWHERE or not ID.fullmatch(place.row) or (place.row,) in self.names

    def is_named(self, place: Place) -> bool:
        """Whether a text speaks of it."""
        groups = self.names + (self.in_rows if place.row or place.column else ())
        return any(all(_has(place.text, name) for name in group) for group in groups)

    def is_by_id(self, text: str) -> bool:
        """Whether a text names it by its id."""
        return bool(self.quoted) and _has(text, self.names[0][0])


def _has(text: str, name: str) -> bool:
    return _pattern(name).search(text) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w'-])", re.I)


@dataclass
class Origins:
    """Everything that is known of the numbers of a page."""

    known: dict[str, list[Origin]] = field(default_factory=lambda: defaultdict(list))
    links: dict[str, str] = field(default_factory=dict)
    """By statement or row id, the address of its row, relative to the site's root."""

    def add(self, origins: Iterable[Origin]) -> None:
        """Know more."""
        for origin in origins:
            for words in origin.words:
                self.known[words].append(origin)

    def phrases(self) -> list[str]:
        """All words that have an origin, the longest first."""
        return sorted(self.known, key=len, reverse=True)

    def of(self, words: str, place: Place) -> list[str]:
        """What a number is, where its text names that; nothing where it does not, as much is equal by chance."""
        may = [origin for origin in self.known.get(words, []) if origin.may_stand(words, place)]
        named = [origin for origin in may if origin.is_named(place)]
        named = [origin for origin in named if origin.under] or named
        by_id = [origin for origin in named if origin.is_by_id(place.text)]
        told = list(dict.fromkeys(origin.told for origin in by_id or named))
        return told if len(told) <= MOST else [*told[:MOST], f"… and {len(told) - MOST} more in the ledger."]
