"""Origins of numbers, and how to tell from its place in a text which of several equal numbers one is."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

MOST = 3
"""The largest number of origins that a note lists."""
PRINTED = re.compile(r"\bprint")
COMPUTED = re.compile(r"tightest|range|allow|can be|leaves")
"""Heads of columns that have only what is printed, or only what is computed."""
ELSEWHERE = "printed there"
"""The head of a column that has what others print of the same as the row's statement."""
ID = re.compile(r"[A-Z]+[A-Z0-9]*-\d+[a-zA-Z]?")


@dataclass(frozen=True)
class Place:
    """The place of a number on a page.

    Attributes
    ----------
    text : str
        The text around it, which says what it is about.
    row, column : str
        Heads of its row and column, in a table.
    supposed : bool
        Whether something is supposed there, such as that a statement is set aside, so that ranges are others than the
        report's.
    """

    text: str
    row: str = ""
    column: str = ""
    supposed: bool = False


@dataclass(frozen=True)
class Origin:
    """What a number is and where it is from.

    Attributes
    ----------
    words : tuple of str
        Spellings of the number.
    names : tuple of tuple of str
        Sets of names; a text that has all names of one set speaks of the number.
    note : str
        The explanation for a reader, in HTML.
    under : tuple of str
        Names of the reading, one of which a table has to have; empty for the page's own.
    quoted : str
        The printed expression; empty for what is computed.
    in_rows : tuple of tuple of str
        Further sets of names, which count only in the row of a table.
    supposed : bool
        Whether it is valid only where something is supposed.
    """

    words: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    note: str
    under: tuple[str, ...] = ()
    quoted: str = ""
    in_rows: tuple[tuple[str, ...], ...] = ()
    supposed: bool = False

    def is_possible(self, words: str, place: Place) -> bool:
        """Whether a number can be this one, by the kind of its place.

        Parameters
        ----------
        words : str
            The number as it is written.
        place : Place
            Where it stands.

        Returns
        -------
        bool
            False where the reading, the supposition or the kind of the column is another.
        """
        if self.under and not {place.row, place.column.rpartition(", ")[2]}.intersection(self.under):
            return False
        if place.supposed != self.supposed:
            return place.supposed and words == self.quoted
        if self.quoted:
            return not COMPUTED.search(place.column) and self._is_of_row(place)
        return not PRINTED.search(place.column)

    def _is_of_row(self, place: Place) -> bool:
        """Test whether a row is of this statement, or of no statement."""
        return place.column == ELSEWHERE or not ID.fullmatch(place.row) or (place.row,) in self.names

    def is_named(self, place: Place) -> bool:
        """Whether the text of a place speaks of the number.

        Parameters
        ----------
        place : Place
            Where the number stands.

        Returns
        -------
        bool
            True where all names of a set are in the text.
        """
        groups = self.names + (self.in_rows if place.row or place.column else ())
        return any(all(_has(place.text, name) for name in group) for group in groups)

    def is_by_id(self, text: str) -> bool:
        """Whether a text names a printed number by the id of its statement.

        Parameters
        ----------
        text : str
            The text around the number.

        Returns
        -------
        bool
            False for what is computed.
        """
        return bool(self.quoted) and _has(text, self.names[0][0])


def _has(text: str, name: str) -> bool:
    """Test whether a text has a name, not as a part of a longer one."""
    return _pattern(name).search(text) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Compile the pattern of a name that is no part of a longer one."""
    return re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w'-])", re.I)


@dataclass
class Origins:
    """The origins of the numbers of a page.

    Attributes
    ----------
    known : dict of str to list of Origin
        Origins by spelling.
    links : dict of str to str
        Addresses of rows relative to the site's root, by the id of the statement or row.
    """

    known: dict[str, list[Origin]] = field(default_factory=lambda: defaultdict(list))
    links: dict[str, str] = field(default_factory=dict)

    def add(self, origins: Iterable[Origin]) -> None:
        """Add origins under each of their spellings.

        Parameters
        ----------
        origins : iterable of Origin
            Any origins.
        """
        for origin in origins:
            for words in origin.words:
                self.known[words].append(origin)

    def phrases(self) -> list[str]:
        """All spellings that have an origin.

        Returns
        -------
        list of str
            The longest first.
        """
        return sorted(self.known, key=len, reverse=True)

    def lookup(self, words: str, place: Place) -> list[str]:
        """The notes of a number, where its place names what it is.

        Parameters
        ----------
        words : str
            The number as it is written.
        place : Place
            Where it stands.

        Returns
        -------
        list of str
            HTML; at most `MOST` notes and a count of the others. Empty where nothing is named: many numbers are equal
            by chance.
        """
        origins = [origin for origin in self.known.get(words, []) if origin.is_possible(words, place)]
        named = [origin for origin in origins if origin.is_named(place)]
        named = [origin for origin in named if origin.under] or named
        by_id = [origin for origin in named if origin.is_by_id(place.text)]
        notes = list(dict.fromkeys(origin.note for origin in by_id or named))
        return notes if len(notes) <= MOST else [*notes[:MOST], f"… and {len(notes) - MOST} more in the ledger."]
