"""Where the numbers of a page are from: printed in a source, or computed by the page's notebook, and from what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape

import pandas as pd

from sectorbook.accounts import all_readings
from sectorbook.context import Context
from sectorbook.intervals import write_range
from sectorbook.ledger import Report
from sectorbook.ratios import HOSTING, RATIOS, STAFFING, ratios
from sectorbook.reconciliation import Result
from sectorbook.wording import capital, listing

__all__ = ["WAY", "Origin", "Origins", "Place", "around", "computed", "in_words", "paragraph", "printed"]

WAY = "%WAY%/"
"""Stands for the way to the site's root, which differs from page to page."""
MOST = 3
"""So many origins of a number are told."""
UNDER = {"printed": "", "printed, identities as at most": "at most"}
"""The word of a reading, where that is not its name."""
PRINTED = re.compile(r"\bprint")
COMPUTED = re.compile(r"tightest|range|allow|can be|leaves")
"""Heads of columns that have only what is printed, or only what is computed."""
ID = re.compile(r"[A-Z]+[A-Z0-9]*-\d+[a-zA-Z]?")
SHORT = ("it", "ict", "bop", "ebops", "pseb", "sbp", "secp")
NOBODY = ("nobody", "not recorded")


@dataclass(frozen=True)
class Place:
    """Where a number stands: the text that says what it is about; in a table the heads of its row and column too.

    What is `supposed`, such as that a statement is set aside, leaves other ranges than the report's.
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
    under : the reading that a table has to name; the page's own needs no name
    quoted : the printed expression; empty for what is computed
    """

    words: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    told: str
    under: str = ""
    quoted: str = ""
    in_rows: tuple[tuple[str, ...], ...] = ()

    def may_stand(self, words: str, place: Place) -> bool:
        """Whether a number there can be this one at all."""
        if self.under and self.under not in (place.row, place.column.rpartition(", ")[2]):
            return False
        if place.supposed:
            return words == self.quoted
        if self.quoted:
            return not COMPUTED.search(place.column) and (not ID.fullmatch(place.row) or (place.row,) in self.names)
        return not PRINTED.search(place.column)

    def is_named(self, place: Place) -> bool:
        """Whether a text speaks of it."""
        groups = self.names + (self.in_rows if place.row or place.column else ())
        return any(all(_has(place.text, name) for name in group) for group in groups)

    def is_by_id(self, text: str) -> bool:
        """Whether a text names it by its id."""
        return bool(self.quoted) and _has(text, self.names[0][0])


def _has(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w'-])", text, re.I) is not None


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


def printed(report: Report, page: str) -> Iterator[Origin]:
    """What each statement of a report prints; `page` is the address of its ledger from the root."""
    for name, row in report.statements.iterrows():
        label = report.label(row["indicator"])
        by = row["attributed_to"]
        said = f" Attributed to {escape(by)}." if by and not by.startswith(NOBODY) else ""
        told = (
            f"<strong>Printed</strong>: “{escape(row['printed'])}”, {escape(label)}. "
            f"{_link(page, str(name), str(name))}: {_source(report, row['source'])}{paragraph(row)}.{said}"
        )
        unit = report.indicators.at[row["indicator"], "unit"]
        words = _written(row["printed"], row["low"], row["high"], unit)
        yield Origin(words, ((str(name),), (label,)), told, quoted=row["printed"])


def paragraph(statement: pd.Series) -> str:
    """Where on its page a statement stands: ", paragraph 2"; nothing where that is not known."""
    return f", paragraph {statement['paragraph']}" if pd.notna(statement["paragraph"]) else ""


def in_words(name: str) -> str:
    """A name of a table or measure for a reader: "it_exports" is "IT exports"."""
    return " ".join(word.upper() if word in SHORT else word for word in name.split("_"))


def computed(report: Report, page: str, about: str = "printed") -> Iterator[Origin]:
    """The tightest ranges of a report under each reading, and the ratios of them."""
    for name, result in all_readings(report, about).items():
        if result.feasible:
            yield from _bounds(result, page, UNDER.get(name, name))
            yield from _ratios(result, page, UNDER.get(name, name))


def _bounds(result: Result, page: str, under: str) -> Iterator[Origin]:
    for name, row in result.bounds.iterrows():
        low, high = (_held(result, page, ids) for ids in row["binding"])
        label = result.report.label(name)
        told = (
            f"<strong>Computed</strong>: {escape(label)}, the tightest range that statements and identities allow "
            f"together. {escape(result.reading)} Low end held by {low}; high end by {high}."
        )
        yield Origin(_written("", row["low"], row["high"], row["unit"]), ((label,),), told, under)


def _ratios(result: Result, page: str, under: str) -> Iterator[Origin]:
    for ratio, found in ratios(result, (*RATIOS, *HOSTING, *STAFFING)):
        above, below = (result.report.label(name) for name in (ratio.above, ratio.below))
        held = dict.fromkeys(name for end in result.binding(ratio.above, ratio.below) for name in end)
        told = (
            f"<strong>Computed</strong>: {escape(ratio.title)} = {escape(above)} ÷ {escape(below)}, over all pairs "
            f"that are possible together. {escape(result.reading)} Its ends are held by {_held(result, page, held)}."
        )
        ends = (write_range(end, end, ratio.unit, ratio.digits) for end in (found.low, found.high))
        words = tuple(one for one in (ratio.write(found), *ends) if re.search(r"\d", one))
        yield Origin(words, ((ratio.title,),), told, under)


def _held(result: Result, page: str, names: Iterable[str]) -> str:
    """What holds an end: statements by their rows, identities by what adds up to what."""
    statements = result.report.statements.index
    told = [
        _link(page, name, name)
        if name in statements
        else f"the identity <em>{escape(result.report.formula(name))}</em>"
        for name in names
    ]
    return listing(told) if told else "no statement"


def around(context: Context, page: str) -> Iterator[Origin]:
    """What is printed around the reports; `page` is the address of their tables from the root."""
    for table in context.tables.values():
        for name, row in table.iterrows():
            measure = in_words(row["measure"])
            told = (
                f"<strong>Printed</strong>: “{escape(row['printed'])}”, {escape(row['subject'])}, {escape(measure)}, "
                f"{escape(row['period'])}. {_link(page, str(name), str(name))}: "
                f"{_cited(context.sources, row['source'], context.cite(row['source']))}. Standing: "
                f"{escape(row['standing'])}."
            )
            subject, period = row["subject"], row["period"]
            names = ((str(name),), (subject, measure, period))
            in_rows = ((subject, measure), *([(subject, period)] if period != "undated" else []))
            words = _written(row["printed"], row["low"], row["high"], row["unit"])
            yield Origin(words, names, told, quoted=row["printed"], in_rows=in_rows)


def _written(quoted: str, low: float, high: float, unit: str) -> tuple[str, ...]:
    """The ways in which a range and its ends are written here, also without their noun and after "about"."""
    ends = [end for end in (low, high) if not pd.isna(end) and abs(end) != float("inf")]
    ranges = [write_range(low, high, unit), *(write_range(end, end, unit) for end in ends)]
    bare = [re.sub(r" [a-z].*", "", one) for one in ranges if one[0] not in "a"]
    about = [f"about {one}" for one in (*ranges, *bare)] if quoted else []
    return tuple(one for one in dict.fromkeys((quoted, *ranges, *bare, *about)) if re.search(r"\d", one))


def _source(report: Report, source: str) -> str:
    return _cited(report.sources, source, report.cite(source))


def _cited(sources: pd.DataFrame, source: str, cited: str) -> str:
    url = sources.at[source, "url"]
    return f'<a href="{escape(url)}">{escape(cited)}</a>' if url else escape(capital(cited))


def _link(page: str, anchor: str, words: str) -> str:
    return f'<a href="{WAY}{page}#{anchor}">{escape(words)}</a>'
