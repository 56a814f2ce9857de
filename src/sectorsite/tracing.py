"""What is told of printed values, and of the ranges and ratios that they allow: where they stand, what binds them."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from fractions import Fraction
from html import escape

import pandas as pd

from sectorbook.analysis.result_tables import all_readings
from sectorbook.analysis.wholes import AT_MOST
from sectorbook.ledger.context import Context
from sectorbook.ledger.report import Report
from sectorbook.reconcile.ratios import HOSTING, RATIOS, STAFFING, Ratio, available_ratios
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import Interval, write_range
from sectorbook.values.wording import capitalize, join_words
from sectorsite.origins import Origin

MINUS = " \N{MINUS SIGN} "


def sums(result: Result, indicator: str) -> tuple[str, str]:
    """The low and the high end of an indicator as sums, "$15m − $3.5m"; empty where an end is no such sum."""
    row = result.bounds.loc[indicator]
    low, high = row["binding"]
    return _sum(result, indicator, low, row["low"], -1), _sum(result, indicator, high, row["high"], 1)


def _sum(result: Result, indicator: str, binding: Sequence[str], end: float, way: int) -> str:
    """An end as the sum of printed ends, where one identity binds it and that sum is the end."""
    rows = [row for row in result.system.rows if row.name in binding]
    held = {value.indicator: value for value in result.system.values if value.name in binding}
    if len(rows) != 1 or set(held) != set(rows[0].coefficients) - {indicator} or len(held) < 2:
        return ""
    own = rows[0].coefficients[indicator]
    terms = [(-rows[0].coefficients[name] / own, value) for name, value in held.items()]
    ends = [(times, value.high if times * way > 0 else value.low, value.indicator) for times, value in terms]
    if (
        any(known is None for _, known, _ in ends)
        or float(sum(times * (known or 0) for times, known, _ in ends)) != end
    ):
        return ""
    ends.sort(key=lambda term: term[0] < 0)
    units = result.report.indicators["unit"]
    return "".join(
        _term(times, write_range(float(known or 0), float(known or 0), units[name]), first=place == 0)
        for place, (times, known, name) in enumerate(ends)
    )


def _term(times: Fraction, written: str, first: bool) -> str:
    """A term with its sign: the first without a plus."""
    sign = (MINUS.lstrip() if first else MINUS) if times < 0 else ("" if first else " + ")
    return f"{sign}{'' if abs(times) == 1 else f'{float(abs(times)):g} × '}{written}"


def quotients(result: Result, ratio: Ratio, found: Interval) -> str:
    """The ends of a ratio as one end over another: "$11.5m ÷ 4,000 people to $14.5m ÷ 3,000 people".

    Empty where the ends that it would take are not possible together, so that the ratio's are others.
    """
    above, below = (result.bounds.loc[name] for name in (ratio.numerator, ratio.denominator))
    times = ratio.factor(result.report.indicators["unit"])
    pairs = [(above["low"], below["high"], found.low), (above["high"], below["low"], found.high)]
    if not all(_is_quotient(top, bottom, times, end) for top, bottom, end in pairs):
        return ""
    written = [
        f"{write_range(top, top, above['unit'])} ÷ {write_range(bottom, bottom, below['unit'])}"
        for top, bottom, _ in pairs
    ]
    return " to ".join(dict.fromkeys(written))


def _is_quotient(top: float, bottom: float, times: float, end: float) -> bool:
    finite = math.isfinite(top) and math.isfinite(bottom) and bottom != 0
    return finite and math.isclose(times * top / bottom, end, rel_tol=1e-9)


WAY = "%WAY%/"
"""Stands for the way to the site's root, which differs from page to page."""
CONTEXT = "ledger/context.html"
UNDER = {"printed": (), AT_MOST: ("at most", AT_MOST)}
"""The names that a reading has in tables, where that is not its own."""
SHORT = ("it", "ict", "bop", "ebops", "pseb", "sbp", "secp")
NOBODY = ("nobody", "not recorded")
NUL = "\0"
"""Begins the name of a value that is supposed, and has no row."""


def statement_origins(report: Report) -> Iterator[Origin]:
    """What each statement of a report prints."""
    for name, row in report.statements.iterrows():
        label = report.label(row["indicator"])
        by = row["attributed_to"]
        said = f" Attributed to {escape(by)}." if by and not by.startswith(NOBODY) else ""
        told = (
            f"<strong>Printed</strong>: “{escape(row['printed'])}”, {escape(label)}. {link(report, str(name))}: "
            f"{_cited(report.sources, row['source'], report.cite(row['source']))}{paragraph(row)}.{said}"
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


def context_origins(context: Context) -> Iterator[Origin]:
    """What is printed around the reports.

    The subject need not be named where a table has that measure of one only.
    """
    for table in context.tables.values():
        subjects = table.groupby("measure")["subject"].nunique()
        for name, row in table.iterrows():
            measure, subject, period = in_words(row["measure"]), row["subject"], row["period"]
            told = (
                f"<strong>Printed</strong>: “{escape(row['printed'])}”, {escape(subject)}, {escape(measure)}, "
                f"{escape(period)}. {link_in_context(str(name))}: "
                f"{_cited(context.sources, row['source'], context.cite(row['source']))}. Standing: "
                f"{escape(row['standing'])}."
            )
            of = (measure, period) if subjects[row["measure"]] == 1 else (subject, measure, period)
            in_rows = ((subject, measure), *([(subject, period)] if period != "undated" else []))
            words = _written(row["printed"], row["low"], row["high"], row["unit"])
            yield Origin(words, ((str(name),), of), told, quoted=row["printed"], in_rows=in_rows)


def result_origins(report: Report, about: str = "printed") -> Iterator[Origin]:
    """The tightest ranges of a report under each reading, and the ratios of them."""
    for name, result in all_readings(report, about).items():
        if result.is_feasible:
            yield from ranges_of(result, UNDER.get(name, (name,)))


def ranges_of(
    result: Result, under: tuple[str, ...] = (), given: str = "", only: Container[str] | None = None
) -> Iterator[Origin]:
    """The tightest ranges and ratios that a result leaves, `only` those of some titles where it says so.

    `given` tells, in HTML, what is supposed in it.
    """
    yield from _bounds(result, under, given)
    asked = [ratio for ratio in (*RATIOS, *HOSTING, *STAFFING) if only is None or ratio.title in only]
    yield from _ratios(result, tuple(asked), under, given)


def _bounds(result: Result, under: tuple[str, ...], given: str) -> Iterator[Origin]:
    for name, row in result.bounds.iterrows():
        label = result.report.label(name)
        told = (
            f"<strong>Computed</strong>: {escape(label)}, the tightest range that statements and identities allow "
            f"together{given}. {escape(result.reading)} {_ends(result, name, row['binding'])}"
        )
        yield Origin(_written("", row["low"], row["high"], row["unit"]), ((label,),), told, under)


def _ends(result: Result, indicator: str, binding: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
    """What holds the two ends, each as the sum that it is."""
    low, high = sums(result, indicator)
    if binding[0] == binding[1]:
        added = f"Ends {low} and {high}, both" if low and high else "Both ends are"
        return f"{added} held by {written_elements(result, binding[0])}."
    ends = zip(("Low", "high"), (low, high), binding, strict=True)
    return (
        "; ".join(
            f"{end} end {f'{added}, ' if added else ''}held by {written_elements(result, by)}"
            for end, added, by in ends
        )
        + "."
    )


def _ratios(result: Result, asked: tuple[Ratio, ...], under: tuple[str, ...], given: str) -> Iterator[Origin]:
    for ratio, found in available_ratios(result, asked):
        above, below = (result.report.label(name) for name in (ratio.numerator, ratio.denominator))
        names = dict.fromkeys(name for end in result.binding(ratio.numerator, ratio.denominator) for name in end)
        divided = quotients(result, ratio, found)
        told = (
            f"<strong>Computed</strong>: {escape(ratio.title)} = {escape(above)} ÷ {escape(below)}, over all pairs "
            f"that are possible together{given}{f'; that is {divided}' if divided else ''}. {escape(result.reading)} "
            f"Its ends are held by {written_elements(result, names)}."
        )
        ends = (write_range(end, end, ratio.unit, ratio.digits) for end in (found.low, found.high))
        words = tuple(one for one in (ratio.write(found), *ends) if re.search(r"\d", one))
        yield Origin(words, ((ratio.title,),), told, under)


def written_elements(result: Result, names: Iterable[str]) -> str:
    """What holds an end: statements by their rows, identities by what adds up to what."""
    told = [_element(result.report, name) for name in names]
    return join_words(told) if told else "no statement"


def _element(report: Report, name: str) -> str:
    if name in report.statements.index:
        return link(report, name)
    return "what is supposed" if name.startswith(NUL) else f"the identity <em>{escape(report.formula(name))}</em>"


def _written(quoted: str, low: float, high: float, unit: str) -> tuple[str, ...]:
    """The ways in which a range and its ends are written here, also without their noun and after "about"."""
    ends = [end for end in (low, high) if not pd.isna(end) and abs(end) != float("inf")]
    ranges = [write_range(low, high, unit), *(write_range(end, end, unit) for end in ends)]
    bare = [re.sub(r" [a-z].*", "", one) for one in ranges if one[0] not in "a"]
    about = [f"about {one}" for one in (*ranges, *bare)] if quoted else []
    return tuple(one for one in dict.fromkeys((quoted, *ranges, *bare, *about)) if re.search(r"\d", one))


def _cited(sources: pd.DataFrame, source: str, cited: str) -> str:
    url = sources.at[source, "url"]
    return f'<a href="{escape(url)}">{escape(cited)}</a>' if url else escape(capitalize(cited))


def link(report: Report, statement: str) -> str:
    """A statement's id, which leads to its row in the ledger."""
    return _link(f"ledger/{report.slug}.html", statement)


def link_in_context(row: str) -> str:
    """The id of a row of what is around the reports, which leads there."""
    return _link(CONTEXT, row)


def _link(page: str, row: str) -> str:
    return f'<a class="id" href="{WAY}{page}#{row}">{escape(row)}</a>'
