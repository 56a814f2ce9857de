"""Specifications of figures: the plotted data with all texts and digests that belong to them."""

import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pandas as pd

from sectorbook.errors import FigureError
from sectorbook.figures.citing import LICENCE
from sectorbook.figures.profiles import load_profile, profile_names
from sectorbook.formats.cells import csv_of, settled
from sectorbook.ledger.context import Context
from sectorbook.ledger.report import Report
from sectorbook.values.expressions.finding import find_numbers
from sectorbook.values.intervals import DIGITS, write_ends

LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
NAME = re.compile(r"[a-z][a-z0-9_]*")
LONGEST = 60
"""Greatest length of the part of a file's name that describes changes; a longer one is cut and gets a digest."""


@dataclass(frozen=True)
class FigureSpec:
    """The data and texts of a figure, whatever profile it is drawn for.

    Attributes
    ----------
    name, stem : str
        Name of the figure, and of its files: with what was changed in the report.
    title, subtitle, caption, alt, source : str
        Texts of the figure.
    data : DataFrame
        The plotted data.
    computed : mapping of str to float
        Numbers in the texts that are neither plotted nor printed by the report, by what they are.
    own : tuple of float
        Numbers that the title may contain: those of the data, the sources, and the computed ones.
    known : tuple of float
        All numbers that the texts may contain: these, and what the report prints.
    ids : frozenset of str
        Ids of statements, which no title may contain.
    origin : mapping
        What the figure is of, for its card: the report and what was changed in it, or a table.
    digests : mapping
        SHA-256 of the report, the context and the other reports that the figure uses, or of the table, for its card.
    untitled : bool
        Whether the title is for the files alone and stands nowhere in the drawing.
    not_for : mapping of str to str
        Profiles that the figure is not made for, each with the reason.
    """

    name: str
    stem: str
    title: str
    subtitle: str
    caption: str
    alt: str
    source: str
    data: pd.DataFrame
    computed: Mapping[str, float]
    own: tuple[float, ...]
    known: tuple[float, ...]
    ids: frozenset[str] = frozenset()
    origin: Mapping[str, Any] = field(default_factory=dict)
    digests: Mapping[str, Any] = field(default_factory=dict)
    untitled: bool = False
    not_for: Mapping[str, str] = field(default_factory=dict)

    @property
    def cited_caption(self) -> str:
        """The caption with its source; what was changed of the report is said once, at the end."""
        return f"{self.caption.replace(_changed(self.origin.get('changes', ())), '')} {self.source}"

    @property
    def credit(self) -> str:
        """Text below the drawing: source and licence."""
        return f"{self.source} Drawing: sectorbook, {LICENCE}."

    @property
    def table(self) -> str:
        """The plotted data as CSV, the same whatever processor computed them."""
        return csv_of(self.data.map(settled))

    @property
    def data_digest(self) -> str:
        """SHA-256 of the plotted data as CSV."""
        return hashlib.sha256(self.table.encode()).hexdigest()


def make_spec(
    report: Report,
    name: str,
    *,
    data: pd.DataFrame,
    title: str,
    subtitle: str,
    caption: str,
    alt: str,
    sources: Sequence[str],
    computed: Mapping[str, float],
    context: Context | None = None,
    not_for: Mapping[str, str] = MappingProxyType({}),
) -> FigureSpec:
    """Make the specification of a figure; changes of the report are added to its texts.

    Parameters
    ----------
    report : Report
        The report that the figure is about.
    name : str
        Name of the figure, in lower case.
    data : DataFrame
        The plotted data.
    title, subtitle, caption, alt : str
        Texts of the figure; only the subtitle may be empty.
    sources : sequence of str
        Ids of the report's sources, or of the context's.
    computed : mapping of str to float
        Numbers in the texts that are neither plotted nor printed by the report, by what they are.
    context : Context, optional
        What is published around the report.
    not_for : mapping of str to str, optional
        Profiles that the figure is not made for, each with the reason as a clause.

    Returns
    -------
    FigureSpec

    Raises
    ------
    FigureError
        If a part is missing or cannot be used.
    """
    _check(name, data, sources, {"title": title, "caption": caption, "alt text": alt})
    numbers = _numbers(name, computed)
    changes = _changed(report.changes)
    around = set(context.sources.index.difference(report.sources.index)) & set(sources) if context else set()
    short = len(sources) > 2
    cited = [(context if context and source in around else report).cite(source, short) for source in sources]
    source = f"Source{'s' if len(cited) > 1 else ''}: {'; '.join(cited)}."
    caption, alt = (text if changes.strip() in text else text + changes for text in (caption, alt))
    own = numbers_of(data, numbers.values(), [source, *report.changes])
    return FigureSpec(
        name,
        _stem(name, report),
        title,
        subtitle,
        caption,
        alt,
        source + changes,
        data,
        numbers,
        own,
        tuple(sorted({*own, *_printed(report)})),
        _ids(report, context),
        {"report": report.slug, "changes": list(report.changes)},
        {"report_sha256": report.digest, **_around(report, context, around)},
        not_for=_reasons(name, not_for),
    )


def _changed(changes: Sequence[str]) -> str:
    """Write what was changed of a report as a sentence that follows another; empty where nothing was."""
    return f" Changed here: {'; '.join(changes)}." if changes else ""


def _around(report: Report, context: Context | None, around: set[str]) -> dict[str, Any]:
    """Return the digests of the context and of the other reports, where their sources are cited."""
    if not context or not around:
        return {}
    others = _others(report, context, around)
    return {"context_sha256": context.digest, **({"others_sha256": others} if others else {})}


def _others(report: Report, context: Context, sources: Iterable[str]) -> dict[str, str]:
    """Return the digests of the other reports whose sources are cited, as in "nepal-2022:NBA"."""
    named = {source.partition(":")[0] for source in sources} - {report.slug}
    return {slug: digest for slug, digest in context.others.items() if slug in named}


def _check(name: str, data: pd.DataFrame, sources: Sequence[str], words: Mapping[str, str]) -> None:
    """Raise `FigureError` where a part of a figure is missing or cannot be used."""
    if not NAME.fullmatch(name) or any(name.endswith(f"_{profile}") for profile in profile_names()):
        raise FigureError(
            f'"{name}" cannot be a file\'s name. Use lower-case letters, digits and _, no profile at its end.'
        )
    for part, text in words.items():
        if not text.strip():
            raise FigureError(f'The figure "{name}" has no {part}. Write one.')
    title, caption, alt = (text.strip() for text in words.values())
    if alt in (caption, title):
        raise FigureError(f'The alt text of "{name}" repeats the caption or title. Say what the drawing shows.')
    if data.empty or not sources:
        raise FigureError(f'The figure "{name}" has no {"data" if data.empty else "source"}. Give it some.')


def _reasons(name: str, not_for: Mapping[str, str]) -> dict[str, str]:
    """Return the reasons by the profiles' names; one that is empty, or of an unknown profile, raises `FigureError`."""
    for profile, reason in not_for.items():
        if not reason.strip():
            raise FigureError(f'The figure "{name}" does not say why it is not made for {profile}. Give the reason.')
    return {load_profile(profile).name: reason.strip().rstrip(".") for profile, reason in not_for.items()}


def _numbers(name: str, computed: Mapping[str, object]) -> dict[str, float]:
    """Convert computed numbers, whole ones to int; others raise `FigureError`."""
    numbers = {}
    for what, value in computed.items():
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError) as error:
            raise FigureError(f'computed["{what}"] of the figure "{name}" is {value!r}. Give a number.') from error
        numbers[str(what)] = int(number) if number.is_integer() else number
    return numbers


def numbers_of(data: pd.DataFrame, computed: Iterable[float], texts: Iterable[str] = ()) -> tuple[float, ...]:
    """Collect every number that is plotted, counted, in a label, cited, or computed.

    Parameters
    ----------
    data : DataFrame
        The plotted data.
    computed : iterable of float
        Numbers that were computed beside them.
    texts : iterable of str, optional
        Other texts whose numbers may be named.

    Returns
    -------
    tuple of float
        In ascending order.
    """
    values = {float(value) for value in data.select_dtypes("number").to_numpy(dtype=float).ravel()}
    labels = data.select_dtypes(["object", "string"]).to_numpy(dtype=str).ravel()
    written = {number.value for text in {*labels, *texts} for number in find_numbers(text)}
    dates = data.select_dtypes("datetime").stack()
    values |= {float(part) for date in dates for part in (date.day, date.year)}
    counts = {len(data), *data.nunique()}
    own = values | written | counts | {*computed} | _outward_ends(data)
    return tuple(sorted(value for value in own if math.isfinite(value)))


def _printed(report: Report) -> set[float]:
    """Collect every number that a report prints."""
    statements = report.statements
    values = {float(value) for value in statements[["low", "high"]].to_numpy(dtype=float).ravel()}
    texts = {*statements["printed"].astype(str), *report.indicators["label"]}
    written = {number.value for text in texts for number in find_numbers(text)}
    return {value for value in values | written if math.isfinite(value)}


def _ids(report: Report, context: Context | None) -> frozenset[str]:
    """Collect the ids of statements that can be told from words, since they have a digit."""
    tables = [report.statements, *(context.tables.values() if context else ())]
    return frozenset(name for table in tables for name in map(str, table.index) if re.search(r"\d", name))


def _outward_ends(data: pd.DataFrame) -> set[float]:
    """Collect what the ends of plotted ranges are rounded outward to, to as few digits as texts have."""
    ranges = list(zip(data.get("low", ()), data.get("high", ()), strict=True))
    ends = {
        end
        for digits in range(2, DIGITS + 1)
        for low, high in ranges
        for end in write_ends(low, high, "dimensionless", digits)
    }
    return {float(end.replace(",", "")) for end in ends - {"open"}}


def _stem(name: str, report: Report) -> str:
    """Return the name of a figure's files, with what was changed in the report."""
    if not report.changes:
        return name
    changes = "; ".join(report.changes).lower().replace(".", "_")
    words = re.sub(r"[^a-z0-9_]+", "-", changes).strip("-")
    short = words if len(words) <= LONGEST else f"{words[:LONGEST]}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"
    return f"{name}--{short}"
