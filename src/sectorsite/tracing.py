"""Origins of printed values, and of the ranges and ratios that they allow: where they stand, and what binds them."""

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
from sectorbook.values.intervals import DIGITS, Interval, write_ends, write_printed, write_range
from sectorbook.values.wording import capitalize, join_words, write_related
from sectorsite.origins import Origin

COMPUTED = "<strong>Computed</strong>: "
MINUS = " \N{MINUS SIGN} "
ROOT = "%ROOT%/"
"""Stands for the path to the site's root, which differs from page to page."""
CONTEXT = "ledger/context.html"
UNDER = {"printed": (), AT_MOST: ("at most", AT_MOST)}
"""Names of a reading in tables, where they are not its own."""
SHORT = ("it", "ict", "bop", "ebops", "pseb", "sbp", "secp")
NOBODY = ("nobody", "not recorded")
NUL = "\0"
"""First character of the name of a supposed value, which has no row."""


def sums(result: Result, indicator: str) -> tuple[str, str]:
    """The ends of an indicator as sums of printed ends, "$15m − $3.5m", or by a relation, "43% above $143m".

    Parameters
    ----------
    result : Result
        A feasible result.
    indicator : str
        Name of an indicator.

    Returns
    -------
    tuple of (str, str)
        Low and high end; empty where an end is neither.
    """
    row = result.bounds.loc[indicator]
    low, high = row["binding"]
    return (
        _sum(result, indicator, low, row["low"], -1) or _related(result, indicator, low, "low"),
        _sum(result, indicator, high, row["high"], 1) or _related(result, indicator, high, "high"),
    )


def _related(result: Result, indicator: str, binding: Sequence[str], side: str) -> str:
    """Write an end as what one relation makes of the same end of one value, where these two bind it."""
    relation = next((one for one in result.system.relations if one.name in binding), None)
    base = next((one for one in result.system.values if one.name in binding), None)
    if (
        not relation
        or not base
        or len(binding) != 2
        or (relation.indicator, relation.base) != (indicator, base.indicator)
    ):
        return ""
    number, end, bound = relation.ends.get(side), base.ends.get(side), result.bounds.at[indicator, side]
    if number is None or end is None:
        return ""
    factor = relation.factor(number)
    if float(relation.conversion * end + factor if relation.is_difference else factor * end) != bound:
        return ""
    row, unit = result.report.statements.loc[relation.name], result.report.variables.at[base.indicator, "unit"]
    written = write_range(float(end), float(end), unit)
    return write_related(row["relation"], float(number), row["unit"], written, relation.years)


def _sum(result: Result, indicator: str, binding: Sequence[str], end: float, sign: int) -> str:
    """Write an end as the sum of printed ends, where one identity binds it and that sum is the end."""
    rows = [row for row in result.system.rows if row.name in binding]
    values = {value.indicator: value for value in result.system.values if value.name in binding}
    if len(rows) != 1 or set(values) != set(rows[0].coefficients) - {indicator} or len(values) < 2:
        return ""
    own = rows[0].coefficients[indicator]
    terms = []
    for name, value in values.items():
        factor = -rows[0].coefficients[name] / own
        terms.append((factor, value.high if factor * sign > 0 else value.low, name))
    ends = [(factor, known, name) for factor, known, name in terms if known is not None]
    if len(ends) < len(terms) or float(sum(factor * known for factor, known, _ in ends)) != end:
        return ""
    units = result.report.variables["unit"]
    ends.sort(key=lambda term: term[0] < 0)
    return "".join(
        _term(factor, write_printed(known, known, units[name]), first=place == 0)
        for place, (factor, known, name) in enumerate(ends)
    )


def _term(factor: Fraction, written: str, first: bool) -> str:
    """Write a term with its sign; the first has no plus."""
    sign = (MINUS.lstrip() if first else MINUS) if factor < 0 else ("" if first else " + ")
    return f"{sign}{'' if abs(factor) == 1 else f'{float(abs(factor)):g} × '}{written}"


def quotients(result: Result, ratio: Ratio, interval: Interval) -> str:
    """The ends of a ratio as one end over another: "$11.5m ÷ 4,000 people to $14.5m ÷ 3,000 people".

    Parameters
    ----------
    result : Result
        A feasible result.
    ratio : Ratio
        A ratio of two of its indicators.
    interval : Interval
        The ratio's range.

    Returns
    -------
    str
        Empty where the ends that it would take are not possible together, so that the ratio's are others.
    """
    above, below = (result.bounds.loc[name] for name in (ratio.numerator, ratio.denominator))
    factor = ratio.factor(result.report.variables["unit"])
    pairs = [(above["low"], below["high"], interval.low), (above["high"], below["low"], interval.high)]
    if not all(_is_quotient(top, bottom, factor, end) for top, bottom, end in pairs):
        return ""
    (least, most), (fewest, greatest) = (write_ends(row["low"], row["high"], row["unit"]) for row in (above, below))
    written = [f"{least} ÷ {greatest}", f"{most} ÷ {fewest}"]
    return " to ".join(dict.fromkeys(written))


def _is_quotient(top: float, bottom: float, factor: float, end: float) -> bool:
    """Test whether an end is the quotient of two finite ends."""
    finite = math.isfinite(top) and math.isfinite(bottom) and bottom != 0
    return finite and math.isclose(factor * top / bottom, end, rel_tol=1e-9)


def statement_origins(report: Report) -> Iterator[Origin]:
    """The printed expression and the source of each statement of a report.

    Parameters
    ----------
    report : Report
        The report with the statements.

    Yields
    ------
    Origin
        One for each statement.
    """
    for name, row in report.statements[report.statements["role"] != "draft"].iterrows():
        label, by = report.subject(str(name)), row["attributed_to"]
        attributed = f" Attributed to {escape(by)}." if by and not by.startswith(NOBODY) else ""
        note = (
            f"<strong>Printed</strong>: “{escape(row['printed'])}”, {escape(label)}. {link(report, str(name))}: "
            f"{_cited(report, row['source'])}{paragraph(row)}.{attributed}"
        )
        unit = row["unit"] if row["relation"] else report.variables.at[row["indicator"], "unit"]
        words = _printed_words(row["printed"], row["low"], row["high"], unit)
        yield Origin(words, ((str(name),), (label,)), note, quoted=row["printed"])


def paragraph(statement: pd.Series) -> str:
    """The position of a statement on its page: ", paragraph 2".

    Parameters
    ----------
    statement : Series
        A row of `Report.statements`.

    Returns
    -------
    str
        Empty where the paragraph is not known.
    """
    return f", paragraph {statement['paragraph']}" if pd.notna(statement["paragraph"]) else ""


def in_words(name: str) -> str:
    """A name of a table or measure for a reader: "it_exports" is "IT exports".

    Parameters
    ----------
    name : str
        Words with underscores between.

    Returns
    -------
    str
        Words with blanks between.
    """
    return " ".join(word.upper() if word in SHORT else word for word in name.split("_"))


def context_origins(context: Context) -> Iterator[Origin]:
    """The printed expression and the source of each row of the context.

    The subject need not be named where a table has that measure of one only.

    Parameters
    ----------
    context : Context
        The figures around the reports.

    Yields
    ------
    Origin
        One for each row.
    """
    for table in context.tables.values():
        subjects = table.groupby("measure")["subject"].nunique()
        for name, row in table.iterrows():
            measure, subject, period = in_words(row["measure"]), row["subject"], row["period"]
            note = (
                f"<strong>Printed</strong>: “{escape(row['printed'])}”, {escape(subject)}, {escape(measure)}, "
                f"{escape(period)}. {link_in_context(str(name))}: {_cited(context, row['source'])}. Standing: "
                f"{escape(row['standing'])}."
            )
            of = (measure, period) if subjects[row["measure"]] == 1 else (subject, measure, period)
            in_rows = ((subject, measure), *([(subject, period)] if period != "undated" else []))
            words = _printed_words(row["printed"], row["low"], row["high"], row["unit"])
            yield Origin(words, ((str(name),), of), note, quoted=row["printed"], in_rows=in_rows)


def result_origins(report: Report, about: str = "printed") -> Iterator[Origin]:
    """The tightest ranges and ratios of a report under each reading.

    Parameters
    ----------
    report : Report
        The report to reconcile.
    about : str, default "printed"
        A further reading of "about".

    Yields
    ------
    Origin
        One for each range.
    """
    for name, result in all_readings(report, about).items():
        yield from ranges_of(result, UNDER.get(name, (name,)))


def ranges_of(
    result: Result, under: tuple[str, ...] = (), given: str = "", only: Container[str] | None = None
) -> Iterator[Origin]:
    """The tightest ranges and ratios of a result.

    Parameters
    ----------
    result : Result
        A feasible result.
    under : tuple of str, optional
        Names of the reading, one of which a table has to have.
    given : str, optional
        The supposition under which they are valid, in HTML.
    only : container of str, optional
        Titles of the ratios; all by default.

    Yields
    ------
    Origin
        One for each indicator and available ratio.
    """
    yield from _bounds(result, under, given)
    ratios = [ratio for ratio in (*RATIOS, *HOSTING, *STAFFING) if only is None or ratio.title in only]
    yield from _ratios(result, tuple(ratios), under, given)


def _bounds(result: Result, under: tuple[str, ...], given: str) -> Iterator[Origin]:
    """Explain the tightest range of each indicator."""
    for name, row in result.bounds.iterrows():
        label = result.report.label(name)
        note = (
            f"{COMPUTED}{escape(label)}, the tightest range that statements and identities allow together{given}. "
            f"{escape(result.reading)} {_ends(result, name, row['binding'])}"
        )
        ends = (row["low"], row["high"], row["unit"], DIGITS, bool(row["whole"]))
        yield Origin(_spellings("", write_range(*ends), *write_ends(*ends)), ((label,),), note, under)


def _ends(result: Result, indicator: str, binding: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
    """Name what binds the two ends, each with its sum where it is one."""
    low, high = sums(result, indicator)
    first, second = (f"held by {written_elements(result, names)}" for names in binding)
    if binding[0] == binding[1]:
        return f"Ends {low} and {high}, both {first}." if low and high else f"Both ends are {first}."
    return f"Low end {f'{low}, ' if low else ''}{first}; high end {f'{high}, ' if high else ''}{second}."


def _ratios(result: Result, ratios: tuple[Ratio, ...], under: tuple[str, ...], given: str) -> Iterator[Origin]:
    """Explain the tightest range of each available ratio."""
    for ratio, interval in available_ratios(result, ratios):
        above, below = (escape(result.report.label(name)) for name in (ratio.numerator, ratio.denominator))
        names = dict.fromkeys(name for end in result.binding(ratio.numerator, ratio.denominator) for name in end)
        quotient = quotients(result, ratio, interval)
        note = (
            f"{COMPUTED}{escape(ratio.title)} = {above} ÷ {below}, over all pairs that are possible together{given}"
            f"{f'; that is {quotient}' if quotient else ''}. {escape(result.reading)} Its ends are held by "
            f"{written_elements(result, names)}."
        )
        ends = write_ends(interval.low, interval.high, ratio.unit, ratio.digits)
        words = tuple(one for one in (ratio.write(interval), *ends) if re.search(r"\d", one))
        yield Origin(words, ((ratio.title,),), note, under)


def written_elements(result: Result, names: Iterable[str]) -> str:
    """Statements as links to their rows, and identities as formulas, as a list in a sentence.

    Parameters
    ----------
    result : Result
        The result of the statements and identities.
    names : iterable of str
        Ids of statements and names of identities.

    Returns
    -------
    str
        HTML.
    """
    elements = [_element(result.report, name) for name in names]
    return join_words(elements) if elements else "no statement"


def _element(report: Report, name: str) -> str:
    """Write a statement as a link, or an identity as its formula."""
    if name in report.statements.index:
        return link(report, name)
    return "what is supposed" if name.startswith(NUL) else f"the identity <em>{escape(report.formula(name))}</em>"


def _printed_words(quoted: str, low: float, high: float, unit: str) -> tuple[str, ...]:
    """List the spellings of a printed range and of its ends."""
    ends = [end for end in (low, high) if not pd.isna(end) and abs(end) != math.inf]
    return _spellings(quoted, write_printed(low, high, unit), *(write_printed(end, end, unit) for end in ends))


def _spellings(quoted: str, *ranges: str) -> tuple[str, ...]:
    """List what a range and its ends are written as, also without their noun and after "about"."""
    bare = [re.sub(r" [a-z].*", "", one) for one in ranges if one[0] not in "a"]
    about = [f"about {one}" for one in (*ranges, *bare)] if quoted else []
    return tuple(one for one in dict.fromkeys((quoted, *ranges, *bare, *about)) if re.search(r"\d", one))


def _cited(holder: Report | Context, source: str) -> str:
    """Cite a source, as a link where it has an address."""
    url, cited = holder.sources.at[source, "url"], holder.cite(source)
    return f'<a href="{escape(url)}">{escape(cited)}</a>' if url else escape(capitalize(cited))


def link(report: Report, statement: str) -> str:
    """A statement's id as a link to its row in the ledger.

    Parameters
    ----------
    report : Report
        The report of the statement.
    statement : str
        The statement's id.

    Returns
    -------
    str
        HTML, in which `ROOT` stands for the path to the site's root.
    """
    return _link(f"ledger/{report.slug}.html", statement)


def link_in_context(row: str) -> str:
    """The id of a row of the context as a link to it.

    Parameters
    ----------
    row : str
        The row's id.

    Returns
    -------
    str
        HTML, in which `ROOT` stands for the path to the site's root.
    """
    return _link(CONTEXT, row)


def _link(page: str, row: str) -> str:
    """Write the id of a row as a link to a page of the ledger."""
    return f'<a class="id" href="{ROOT}{page}#{row}">{escape(row)}</a>'
