"""A spec: one figure's data with all that is printed or stored with its drawing."""

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sectorbook.errors import FigureError
from sectorbook.figures.profiles import profile_names
from sectorbook.ledger.context import Context
from sectorbook.ledger.report import Report
from sectorbook.values.text_numbers import find_numbers

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
NAME = re.compile(r"[a-z][a-z0-9_]*")
LONGEST = 60
"""Characters of a file's name that say what was changed; beyond, a digest stands for the rest."""


@dataclass(frozen=True)
class FigureSpec:
    """What a figure shows and says, whatever profile it is drawn for.

    `stem` is the name of its files: `name`, and what was changed in the report. `computed` names the numbers in its
    words that are neither plotted nor printed by the report; `known` are all that its words may show. `around` is the
    digest of what is around the reports, where the figure rests on it, `others` are those of the other reports.
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
    known: tuple[float, ...]
    around: str = ""
    others: Mapping[str, str] = field(default_factory=dict)

    @property
    def credit(self) -> str:
        """What stands below a drawing: source and licence."""
        return f"{self.source} Drawing: sectorbook, {LICENCE}."

    @property
    def table(self) -> str:
        """The plotted data as CSV."""
        return str(self.data.to_csv(index=False, lineterminator="\n"))

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
) -> FigureSpec:
    """A spec whose parts are all there, marked where the report was changed; else `FigureError`."""
    _check(name, data, sources, {"title": title, "caption": caption, "alt text": alt})
    numbers = _numbers(name, computed)
    marks = f" Changed here: {'; '.join(report.changes)}." if report.changes else ""
    from_around = [
        source for source in sources if context and source in context.sources.index.difference(report.sources.index)
    ]
    short = len(sources) > 2
    named = [
        context.cite(source, short) if context and source in from_around else report.cite(source, short)
        for source in sources
    ]
    source = f"Source{'s' if len(named) > 1 else ''}: {'; '.join(named)}."
    caption, alt = (text if marks.strip() in text else text + marks for text in (caption, alt))
    return FigureSpec(
        name,
        _stem(name, report),
        title,
        subtitle,
        caption,
        alt,
        source + marks,
        data,
        numbers,
        _known(report, data, numbers, source),
        context.digest if context and from_around else "",
        _others(report, context, from_around) if context else {},
    )


def _others(report: Report, context: Context, sources: Sequence[str]) -> dict[str, str]:
    """The digests of the other reports that sources named as "nepal-2022:NBA" are of."""
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


def _numbers(name: str, computed: Mapping[str, object]) -> dict[str, float]:
    numbers = {}
    for what, value in computed.items():
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError) as error:
            raise FigureError(f'computed["{what}"] of the figure "{name}" is {value!r}. Give a number.') from error
        numbers[str(what)] = int(number) if number.is_integer() else number
    return numbers


def _known(report: Report, data: pd.DataFrame, computed: Mapping[str, float], source: str) -> tuple[float, ...]:
    """Every number that is plotted, counted or in a label, printed by the report, cited, or named as computed."""
    statements = report.statements
    columns = [data.select_dtypes("number"), statements[["low", "high"]]]
    values = {float(value) for frame in columns for value in frame.to_numpy(dtype=float).ravel()}
    labels = data.select_dtypes(["object", "string"]).to_numpy(dtype=str).ravel()
    texts = {*labels, *statements["printed"].astype(str), *report.indicators["label"], *report.changes, source}
    written = {number.value for text in texts for number in find_numbers(text)}
    dates = data.select_dtypes("datetime").stack()
    values |= {float(part) for date in dates for part in (date.day, date.year)}
    counts = {len(data), *data.nunique()}
    return tuple(sorted(value for value in values | written | counts | {*computed.values()} if math.isfinite(value)))


def _stem(name: str, report: Report) -> str:
    """The name of a figure's files; one of a changed report says in its name what was changed."""
    if not report.changes:
        return name
    changes = "; ".join(report.changes).lower().replace(".", "_")
    words = re.sub(r"[^a-z0-9_]+", "-", changes).strip("-")
    short = words if len(words) <= LONGEST else f"{words[:LONGEST]}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"
    return f"{name}--{short}"
