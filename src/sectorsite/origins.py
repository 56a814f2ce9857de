"""Where the numbers of a page are from: printed in a source, or computed by the page's notebook, and from what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape

import pandas as pd

from sectorbook.accounts import all_readings
from sectorbook.context import Context
from sectorbook.intervals import write_range
from sectorbook.ledger import Report
from sectorbook.ratios import RATIOS, ratios
from sectorbook.reconciliation import Result
from sectorbook.wording import capital, listing

__all__ = ["ROOT", "Origin", "Origins", "around", "computed", "paragraph", "printed"]

ROOT = "%ROOT%/"
"""Stands for the way to the site's root, which differs from page to page."""
MOST = 3
"""So many origins of a number are told."""
FEW = 2
"""Where a text names none, more than these say nothing of a number; then only what computed it is told."""
UNDER = {"printed": "", "printed, identities as at most": "at most"}
"""The word of a reading, where that is not its name."""


@dataclass(frozen=True)
class Origin:
    """What a number is, in HTML, and the words and names that a text about it has."""

    words: tuple[str, ...]
    names: tuple[str, ...]
    told: str
    under: str = ""
    """The reading that a text has to speak of; the page's own needs no word."""
    is_printed: bool = False

    def is_named(self, text: str) -> bool:
        """Whether a text speaks of it, by an id or in words."""
        return any(name.lower() in text.lower() for name in self.names)


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

    def of(self, words: str, text: str, supposed: bool = False) -> list[str]:
        """What a number is, in a text: what the text speaks of, or the few that it can be; nothing where neither is.

        In a text that supposes something, such as that a statement is set aside, no range of the report's is meant.
        """
        candidates = [origin for origin in self.known.get(words, []) if origin.under in text]
        candidates = [origin for origin in candidates if origin.is_printed or not supposed]
        named = [origin for origin in candidates if origin.is_named(text)]
        by_id = [origin for origin in named if origin.names[0] in text and origin.names[0] in self.links]
        told = list(dict.fromkeys(origin.told for origin in by_id or named or candidates))
        if not named and (len(told) > FEW or not _is_telling(words)):
            return []
        more = f"… and {len(told) - MOST} more in the ledger."
        return told if len(told) <= MOST else [*told[:MOST], more]


def _is_telling(words: str) -> bool:
    """Whether a number is more than a count that could be anything's."""
    return any(sign in words for sign in "$%–") or " " in words or sum(map(str.isdigit, words)) > 3


def printed(report: Report, page: str) -> Iterator[Origin]:
    """What each statement of a report prints; `page` is the address of its ledger from the root."""
    for name, row in report.statements.iterrows():
        label = report.label(row["indicator"])
        by = f" Attributed to {escape(row['attributed_to'])}." if row["attributed_to"] else ""
        told = (
            f"<strong>Printed</strong>: “{escape(row['printed'])}”, {escape(label)}. "
            f"{_link(page, str(name), str(name))}: {_source(report, row['source'])}{paragraph(row)}.{by}"
        )
        unit = report.indicators.at[row["indicator"], "unit"]
        yield Origin(_written(row["printed"], row["low"], row["high"], unit), (str(name), label), told, is_printed=True)


def paragraph(statement: pd.Series) -> str:
    """Where on its page a statement stands: ", paragraph 2"; nothing where that is not known."""
    return f", paragraph {statement['paragraph']}" if pd.notna(statement["paragraph"]) else ""


def computed(report: Report, about: str = "printed") -> Iterator[Origin]:
    """The tightest ranges of a report under each reading, and the ratios of them."""
    for name, result in all_readings(report, about).items():
        if result.feasible:
            yield from _bounds(result, UNDER.get(name, name))
            yield from _ratios(result, UNDER.get(name, name))


def _bounds(result: Result, under: str) -> Iterator[Origin]:
    for name, row in result.bounds.iterrows():
        low, high = (listing(ids) if len(ids) else "no statement" for ids in row["binding"])
        label = result.report.label(name)
        told = (
            f"<strong>Computed</strong>: {escape(label)}, the tightest range that statements and identities allow "
            f"together. {escape(result.reading)} Low end held by {escape(low)}, high end by {escape(high)}."
        )
        yield Origin(_written("", row["low"], row["high"], row["unit"]), (label,), told, under)


def _ratios(result: Result, under: str) -> Iterator[Origin]:
    for ratio, found in ratios(result, RATIOS):
        above, below = (result.report.label(name) for name in (ratio.above, ratio.below))
        held = listing(dict.fromkeys(name for end in result.binding(ratio.above, ratio.below) for name in end))
        told = (
            f"<strong>Computed</strong>: {escape(ratio.title)} = {escape(above)} ÷ {escape(below)}, over all pairs "
            f"that are possible together. {escape(result.reading)} Its ends are held by {escape(held)}."
        )
        ends = (write_range(end, end, ratio.unit, ratio.digits) for end in (found.low, found.high))
        yield Origin((ratio.write(found), *ends), (ratio.title,), told, under)


def around(context: Context, page: str) -> Iterator[Origin]:
    """What is printed around the reports; `page` is the address of their tables from the root."""
    for table in context.tables.values():
        for name, row in table.iterrows():
            measure = row["measure"].replace("_", " ")
            told = (
                f"<strong>Printed</strong>: “{escape(row['printed'])}”, {escape(row['subject'])}, {escape(measure)}, "
                f"{escape(row['period'])}. {_link(page, str(name), str(name))}: "
                f"{_cited(context.sources, row['source'], context.cite(row['source']))}. Standing: "
                f"{escape(row['standing'])}."
            )
            names = (str(name), f"{row['subject']} {row['period']}", row["subject"], measure)
            yield Origin(_written(row["printed"], row["low"], row["high"], row["unit"]), names, told, is_printed=True)


def _written(words: str, low: float, high: float, unit: str) -> tuple[str, ...]:
    """The ways in which a range and its ends are written here."""
    ends = [end for end in (low, high) if not pd.isna(end) and abs(end) != float("inf")]
    written = [write_range(low, high, unit), *(write_range(end, end, unit) for end in ends)]
    return tuple(dict.fromkeys(one for one in (words, *written) if any(sign.isdigit() for sign in one)))


def _source(report: Report, source: str) -> str:
    return _cited(report.sources, source, report.cite(source))


def _cited(sources: pd.DataFrame, source: str, cited: str) -> str:
    url = sources.at[source, "url"]
    return f'<a href="{escape(url)}">{escape(cited)}</a>' if url else escape(capital(cited))


def _link(page: str, anchor: str, words: str) -> str:
    return f'<a href="{ROOT}{page}#{anchor}">{escape(words)}</a>'
