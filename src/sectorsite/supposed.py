"""Origins of numbers that only a supposition or a calculation of one notebook has: set aside, moved, known, divided."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import pandas as pd

from sectorbook.analysis import conflict_tables, country, peers, scenarios
from sectorbook.analysis.country import REGION, weighted_literacy
from sectorbook.analysis.earnings import drivers_table, element_label, first_ratio
from sectorbook.analysis.publication_history import earlier_printings
from sectorbook.analysis.questions import AGAINST, Answer, Question
from sectorbook.analysis.result_tables import ends_sentence, fits_table, gap_in_percent, include_lead, row_range
from sectorbook.ledger.context import Context
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import write_ends, write_range
from sectorbook.values.wording import join_words
from sectorsite.marking import amounts
from sectorsite.origins import Origin
from sectorsite.tracing import COMPUTED, link, link_in_context, ranges_of, written_elements

SUPPOSED = "| if"
"""Column of a table of questions in which their answers are supposed."""
NARROWED = "| it would narrow"
"""Column of a table of questions that has ranges before and after."""
SURVEYED = "Khyber Pakhtunkhwa"
GROWN = {
    "IT exports in dollars": "{} in dollars",
    "Rupees for a dollar": "price changed by {}",
    "IT exports in rupees": "{} in rupees",
}
"""Phrases with which a sentence names each growth."""
Parameters = Mapping[str, Any]


def supposed(result: Result, questions: Sequence[Question]) -> Iterator[Origin]:
    """The origins of all numbers of a report's conflicts, repairs, adjustment, questions and drivers.

    Parameters
    ----------
    result : Result
        A feasible result.
    questions : sequence of Question
        As from `questions.list_questions`.

    Yields
    ------
    Origin
        Most of them supposed ones.
    """
    together = include_lead(result)
    if not together.is_feasible:
        yield from _conflicts(together)
        yield from _repairs(together)
        yield from _adjustment(together)
    for question in questions:
        for answer in question.answers:
            yield from _answer(result, question, answer)
    yield from _drivers(result)


def _supposed_origin(words: Iterable[str], names: tuple[str, ...], note: str) -> Origin:
    """Build an origin that is valid only beside one supposition."""
    return Origin(tuple(words), (names,), note, supposed=True)


def _conflicts(result: Result) -> Iterator[Origin]:
    """Explain every number in the sum of each conflict."""
    sums = conflict_tables.conflict_table(result)["the sum"]
    for names, added in zip(result.conflicts(), sums, strict=True):
        by = written_elements(result, [name for name in result.system.elements if name in names])
        note = f"{COMPUTED}{escape(added)}, by {by}. {escape(result.reading)}"
        yield _supposed_origin(amounts(added), (added,), note)


def _repairs(result: Result) -> Iterator[Origin]:
    """Explain the ranges that each repair leaves."""
    labels = conflict_tables.repair_table(result)["set aside"]
    for names, set_aside in zip(result.repairs(), labels, strict=True):
        rest = replace(result, system=result.system.drop(names))
        without = f" when {written_elements(result, sorted(names))} is set aside"
        for label, left in _ranges(rest, without, only=()).items():
            yield _supposed_origin(left.words, (set_aside, f"{label} {left.words[0]}"), left.note)


def _adjustment(result: Result) -> Iterator[Origin]:
    """Explain the ends that the adjustment moves, and its sum."""
    adjustment = result.adjustment()
    which = (
        "the least adjustment, by a linear program over all ends"
        if adjustment.is_least
        else "an adjustment that suffices"
    )
    least = f"{COMPUTED}{which}"
    reading, total = escape(result.reading), f"{adjustment.total:.2%}"
    yield _supposed_origin((total,), (f"add up to {total}",), f"{least}: the sum of the changes. {reading}")
    for name, row in conflict_tables.adjustment_table(result).iterrows():
        note = (
            f"{least}. The {row['end']} end of {escape(str(name))} goes from {row['as read']} to {row['adjusted']}, "
            f"that is {row['change']} of it. {reading}"
        )
        yield _supposed_origin((row["as read"], row["adjusted"], row["change"]), (str(name), row["end"]), note)


def _answer(result: Result, question: Question, answer: Answer) -> Iterator[Origin]:
    """Explain what an answer supposes, and each range that it narrows, before and after."""
    fact, supposition = f"“{escape(question.fact)}”", escape(answer.answer.removesuffix(AGAINST))
    if answer.value:
        note = (
            f"<strong>Supposed</strong>, to see what it would narrow: an end of what the statements allow. {fact}: "
            f"{supposition}. {escape(result.reading)}"
        )
        yield _supposed_origin((answer.value,), (question.fact, answer.answer, SUPPOSED), note)
    open_, closed = _before_and_after(result, question, answer)
    titles = [title for title, _, _ in answer.narrows]
    before, after = _ranges(open_, "", titles), _ranges(closed, f" if {fact} is answered: {supposition}", titles)
    for title, was, is_ in answer.narrows:
        names = (question.fact, answer.answer, f"{title} {was} to {is_}", NARROWED)
        yield _supposed_origin((was,), names, before[title].note)
        yield _supposed_origin((is_,), names, after[title].note)


def _before_and_after(result: Result, question: Question, answer: Answer) -> tuple[Result, Result]:
    """Apply an answer to a result; its identity, if it is about one, is relaxed to at most."""
    after = replace(result, system=answer.after)
    if AGAINST not in answer.answer:
        return result, after
    loose = result.report.relax(result.report.questions.at[question.id, "identity"])
    before = replace(result, report=loose, system=answer.before)
    return before, replace(after, report=loose) if answer.value else after


def _ranges(result: Result, given: str, only: Container[str]) -> dict[str, Origin]:
    """Explain each range of a result, and those of its ratios with certain titles, by title."""
    return {origin.names[0][0]: origin for origin in ranges_of(result, given=given, only=only)}


def _drivers(result: Result) -> Iterator[Origin]:
    """Explain a ratio without each statement and identity, and how far it moves with each end."""
    ratio = first_ratio(result)
    if ratio is None:
        return
    shown = drivers_table(result, ratio)
    for name in result.system.elements:
        row, member = element_label(result, name), written_elements(result, [name])
        if row not in shown.index:
            continue
        rest = replace(result, system=result.system.drop({name}))
        if without := _ranges(rest, f" without {member}", [ratio.title]).get(ratio.title):
            yield Origin(without.words, (), without.note, in_rows=((row, "range without it"),))
        for side in ("low", "high"):
            column = f"as its {side} end rises by 1"
            note = (
                f"{COMPUTED}how far an end of {escape(ratio.title)} moves as the {side} end of {member} rises by 1, "
                f"exact for small moves (a derivative of the linear program). {escape(result.reading)}"
            )
            yield Origin(tuple(amounts(shown.at[row, column])), (), note, in_rows=((row, column),))


def about_report(result: Result) -> Iterator[Origin]:
    """Origins of distances from the allowed ranges, sums of printed ends, and days between printings.

    Parameters
    ----------
    result : Result
        A feasible result.

    Yields
    ------
    Origin
        Of computed numbers.
    """
    yield from _distances(result)
    yield from _ends_together(result)
    yield from _days_before(result)


def _distances(result: Result) -> Iterator[Origin]:
    """Explain how far statements lie outside the range that the core allows."""
    report, fits = result.report, result.fits()
    for name, gap in fits_table(report, fits)["by how much"].items():
        indicator, verdict, against = fits.loc[name, ["indicator", "verdict", "against"]]
        clashes = "it lies this far outside that range"
        distance = clashes if verdict == "clashes" else "it would cut this much off that range"
        note = (
            f"{COMPUTED}{escape(report.label(indicator))} is “{escape(report.statements.at[name, 'printed'])}” in "
            f"{link(report, str(name))}, and the core allows {row_range(result.bounds.loc[indicator])}; {distance}, "
            f"which is held by {written_elements(result, against)}. {escape(result.reading)}"
        )
        if gap:
            share = gap_in_percent(report, str(name), fits.at[name, "by"])
            yield Origin((gap, share), ((str(name), "outside"),), note, in_rows=((str(name), "by how much"),))


def _ends_together(result: Result) -> Iterator[Origin]:
    """Explain the sums of printed ends of each whole and its parts, where the text adds them."""
    report = result.report
    sentences = re.split(r"(?<=\)); |(?<=\))\.", ends_sentence(result))
    for names in report.wholes_of_two:
        members = (written_elements(result, result.bounds.at[name, "printings"]) for name in names)
        labels = (escape(report.label_in_sentence(name)) for name in names)
        part, other, whole = (f"{label} ({by})" for label, by in zip(labels, members, strict=True))
        note = f"{COMPUTED}low printed ends added, and high ones: {part} and {other}, beside {whole}."
        for added in sentences:
            if report.label_in_sentence(names[2]) in added:
                yield Origin(tuple(re.findall(r"\d[\d,.]*\d|\d", added)), ((added.removeprefix("Here: "),),), note)


def _days_before(result: Result) -> Iterator[Origin]:
    """Explain the days between an earlier printing and the report's account."""
    report = result.report
    account = escape(join_words([report.cite(source, short=True) for source in report.own_sources]))
    for name, row in earlier_printings(report).iterrows():
        note = f"{COMPUTED}the days from {escape(row['on'])} ({escape(row['by'])}) to the report's account, {account}."
        yield Origin((str(row["days before"]),), (), note, in_rows=((str(name), "days before"),))


def beside_country(result: Result, context: Context, parameters: Parameters) -> Iterator[Origin]:
    """Origins of shares of the country, of literacy over all districts, and of growth in dollars and rupees.

    Parameters
    ----------
    result : Result
        A feasible result.
    context : Context
        The figures around the reports.
    parameters : mapping of str to object
        Has fiscal_year.

    Yields
    ------
    Origin
        Of computed numbers.
    """
    year = parameters["fiscal_year"]
    shares = country.share_rows(result, context, year).set_index("label")
    yield from _shares(result, context, year, shares)
    if not shares.empty:
        yield from _of_people(context, shares)
    yield from _exchange(context, year)


def _shares(result: Result, context: Context, year: str, shares: pd.DataFrame) -> Iterator[Origin]:
    """Explain the report's revenue over each printed value of the country's exports."""
    for indicator, table, label in country.PARTS:
        values = context.values(table, table)
        for name, printed in values[values["period"] == year].iterrows():
            row = f"{label} ({printed['printed']})"
            if row not in shares.index:
                continue
            own = result.bounds.loc[indicator]
            note = (
                f"{COMPUTED}{escape(result.report.label_in_sentence(indicator))}, {row_range(own)}, ÷ "
                f"{_quoted(printed, str(name))}, {country.SHARE_TERMS}. {escape(result.reading)} Its ends are held by "
                f"{written_elements(result, dict.fromkeys(one for end in own['binding'] for one in end))}."
            )
            yield Origin((row_range(shares.loc[row], 2),), ((row.partition(", ")[2],),), note)


def _of_people(context: Context, shares: pd.DataFrame) -> Iterator[Origin]:
    """Explain the region's share of the people, and its mean literacy."""
    people = context.values("districts", "census_population")
    districts = _links(people.index[people["period"] == "2023"])
    rest = _links(context.values("population", "census_population", country.COUNTRY).index[:1])
    note = (
        f"{COMPUTED}people of {REGION} by the census of 2023, all districts ({districts}), ÷ them and those of "
        f"{escape(country.COUNTRY)} ({rest})."
    )
    yield Origin((row_range(shares.iloc[-1], 2),), (("of the people",),), note)
    rates = _links(context.values("districts", "literacy").index)
    note = f"{COMPUTED}the mean of the districts' literacy ({rates}), weighted by their people of 2023 ({districts})."
    yield Origin((f"{weighted_literacy(context):.1f}%",), (("Literacy by district averages",),), note)


def _links(names: Iterable[object]) -> str:
    """Link several rows of the context, as a list in a sentence."""
    return join_words(link_in_context(str(name)) for name in names)


def _exchange(context: Context, year: str) -> Iterator[Origin]:
    """Explain the growth of exports in dollars and rupees, and of the dollar's price."""
    growth = country.growth_table(context, year)
    if growth.empty:
        return
    first = str(growth.index.name).partition(" ")[0]
    dollars = _quotient(context, "it_exports", "it_exports", (year, first))
    rate = _quotient(context, "exchange_rates", "mean_of_monthly_rates", (year, first))
    for (label, row), term in zip(growth.iterrows(), [dollars, rate, f"{dollars} × {rate}"], strict=True):
        note = f"{COMPUTED}{escape(str(label))}, {first} to {year}: {term}; growth is that minus 1."
        words, phrase = (f"{row['times']:.6f}", row["growth"]), GROWN[str(label)].format(row["growth"])
        yield Origin(words, ((phrase,),), note, in_rows=((str(label),),))


def supposed_size(parameters: Parameters) -> Origin:
    """The origin of the number of answers that nobody printed.

    Parameters
    ----------
    parameters : mapping of str to object
        Has survey_size.

    Returns
    -------
    Origin
        Of the parameter.
    """
    size = f"{parameters['survey_size']:g}"
    note = "<strong>Supposed</strong>: <code>survey_size</code>, a parameter of this notebook."
    return Origin((size,), ((f"All {size} are supposed",),), note)


def towards_target(result: Result, context: Context, parameters: Parameters) -> Iterator[Origin]:
    """Origins of a target, of the growth that it takes, and of the growth of the country's exports.

    Parameters
    ----------
    result : Result
        A feasible result.
    context : Context
        The figures around the reports.
    parameters : mapping of str to object
        Has target (millions of US dollars a year) and years.

    Yields
    ------
    Origin
        Of supposed and computed numbers.
    """
    target, years = parameters["target"], parameters["years"]
    note = "<strong>Supposed</strong>: <code>target</code> and <code>years</code>, parameters of this notebook. "
    names = ((f"${target:g}m in {years:g} years",),)
    yield Origin((f"${target:g}m", f"{years:g} years"), names, note + escape(scenarios.target_sentence(result.report)))
    yield from _needed(result, target, years)
    yield _grown(scenarios.growth_rows(result, context, target, years).iloc[-1], context)


def _needed(result: Result, target: float, years: float) -> Iterator[Origin]:
    """Explain the growth from either end, and these ends; nothing where the target may be reached already."""
    start, needed = scenarios.starting_value(result), scenarios.growth_needed(result, target, years)
    if start is None or needed is None or needed.low < 0:
        return
    low, high = write_ends(start[1].low, start[1].high, "dimensionless")
    note = (
        f"{COMPUTED}({target:g} ÷ {high})<sup>1/{years:g}</sup> − 1 to ({target:g} ÷ {low})<sup>1/{years:g}</sup> "
        f"− 1, from the ends of what {escape(result.report.label_in_sentence(start[0]))} can be. "
        f"{escape(result.reading)}"
    )
    yield Origin((write_range(needed.low, needed.high, "percent", 2),), (("more each year",),), note)
    origin = _ranges(result, "", only=())[result.report.label(start[0])]
    yield Origin(origin.words, (("from any of",),), origin.note)


def _grown(row: pd.Series, context: Context) -> Origin:
    """Explain the growth of the country's exports, from the years with the least and the greatest."""
    exports = country.export_rows(context).set_index("year")["value"]
    last = exports.index[-1]
    rates = {year: (exports[last] / exports[year]) ** (1 / (last - year)) for year in exports.index[:-1]}
    terms = [
        f"({_quotient(context, 'it_exports', 'it_exports', (f'FY{last}', f'FY{year}'))})<sup>1/{last - year}</sup> − 1"
        for year in (min(rates, key=lambda year: rates[year]), max(rates, key=lambda year: rates[year]))
    ]
    note = f"{COMPUTED}{' to '.join(terms)}, growth a year over fiscal years; the other first years lie between."
    return Origin((row_range(row, 2),), ((row["label"],),), note)


def beside_peers(context: Context) -> Iterator[Origin]:
    """The origin of the earnings a head in a survey of a province, in dollars.

    Parameters
    ----------
    context : Context
        The figures around the reports.

    Yields
    ------
    Origin
        Of the computed value.
    """
    earned, heads = (
        context.values("comparators", measure, SURVEYED) for measure in ("freelancer_revenue", "freelancers")
    )
    rates = context.values("exchange_rates", "official_rate_average")
    rate = rates[rates["period"] == f"CY{earned['period'].iloc[0]}"]
    amounts_printed = " or ".join(_quoted(row, str(name)) for name, row in earned.iterrows())
    terms = " ÷ ".join([amounts_printed, *(_quoted(rows.iloc[0], str(rows.index[0])) for rows in (heads, rate))])
    shown = peers.head_rows([], context)
    shown = shown[shown["label"].str.startswith(SURVEYED)].iloc[0]
    note = f"{COMPUTED}{terms}, that is rupees a year, freelancers who told them, and rupees for a dollar."
    yield Origin((row_range(shown, 3),), ((shown["label"],),), note)


def _quotient(context: Context, table: str, measure: str, periods: tuple[str, str]) -> str:
    """Write one value of a series over another, each with its row."""
    rows = context.values(table, measure).reset_index().set_index("period", drop=False)
    return " ÷ ".join(_quoted(rows.loc[period], rows.at[period, "id"]) for period in periods)


def _quoted(row: pd.Series, name: str) -> str:
    """Quote a printed value of the context, with a link to its row."""
    return f"“{escape(row['printed'])}” ({link_in_context(name)})"
