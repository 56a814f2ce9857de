"""What is told of numbers that hold only where something is supposed: set aside, moved, or known."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import pandas as pd

from sectorbook.analysis import conflict_tables as clashes
from sectorbook.analysis import country, peers, scenarios
from sectorbook.analysis.country import REGION, weighted_literacy
from sectorbook.analysis.earnings import drivers_table, element_label, first_ratio
from sectorbook.analysis.publication_history import earlier_printings
from sectorbook.analysis.questions import AGAINST, Answer, Question
from sectorbook.analysis.result_tables import ends_sentence, fits_table, include_lead
from sectorbook.ledger.context import Context
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import write_number, write_range
from sectorbook.values.wording import join_words
from sectorsite.marking import amounts
from sectorsite.origins import Origin
from sectorsite.tracing import link, link_in_context, ranges_of, written_elements

SUPPOSED = "| if"
"""A cell is of that column in which a table of questions supposes their answers."""
NARROWED = "| it would narrow"
"""Likewise of the one that has ranges before and after."""


def supposed(result: Result, asked: Sequence[Question]) -> Iterator[Origin]:
    """The origins of all numbers of a report's conflicts, repairs, adjustment, questions and drivers."""
    together = include_lead(result)
    if not together.is_feasible:
        yield from _conflicts(together)
        yield from _repairs(together)
        yield from _adjustment(together)
    for question in asked:
        for answer in question.answers:
            yield from _answer(result, question, answer)
    yield from _drivers(result)


def _only_there(words: Iterable[str], names: tuple[str, ...], told: str) -> Origin:
    return Origin(tuple(words), (names,), told, supposed=True)


def _conflicts(result: Result) -> Iterator[Origin]:
    """The sum of each conflict, number by number."""
    for names, added in zip(result.conflicts(), clashes.conflict_table(result)["the sum"], strict=True):
        members = [name for name in result.system.elements if name in names]
        by = written_elements(result, members)
        told = f"<strong>Computed</strong>: {escape(added)}, by {by}. {escape(result.reading)}"
        yield _only_there(amounts(added), (added,), told)


def _repairs(result: Result) -> Iterator[Origin]:
    """What each repair leaves."""
    rows = clashes.repair_table(result)["set aside"]
    for names, set_aside in zip(result.repairs(), rows, strict=True):
        rest = result.system.drop(names)
        without = f" when {written_elements(result, sorted(names))} is set aside"
        for label, left in _ranges(replace(result, system=rest), without, only=()).items():
            yield _only_there(left.words, (set_aside, f"{label} {left.words[0]}"), left.told)


def _adjustment(result: Result) -> Iterator[Origin]:
    """The ends that the least adjustment moves, and its sum."""
    least = "<strong>Computed</strong>: the least adjustment, by a linear program over all ends"
    total = f"{result.adjustment().total:.2%}"
    yield _only_there((total,), (f"add up to {total}",), f"{least}: the sum of the changes. {escape(result.reading)}")
    for name, row in clashes.adjustment_table(result).iterrows():
        told = (
            f"{least}. The {row['end']} end of {escape(str(name))} goes from {row['as read']} to {row['adjusted']}, "
            f"that is {row['change']} of it. {escape(result.reading)}"
        )
        yield _only_there((row["as read"], row["adjusted"], row["change"]), (str(name), row["end"]), told)


def _answer(result: Result, question: Question, answer: Answer) -> Iterator[Origin]:
    """What an answer supposes, and each range that it narrows, before and after."""
    said = escape(answer.answer.removesuffix(AGAINST))
    asked = f"“{escape(question.fact)}”"
    if answer.value:
        told = (
            f"<strong>Supposed</strong>, to see what it would narrow: an end of what the statements allow. {asked}: "
            f"{said}. {escape(result.reading)}"
        )
        yield _only_there((answer.value,), (question.fact, answer.answer, SUPPOSED), told)
    open_, closed = _worlds(result, question, answer)
    titles = [title for title, _, _ in answer.narrows]
    before, after = _ranges(open_, "", titles), _ranges(closed, f" if {asked} is answered: {said}", titles)
    for title, was, is_ in answer.narrows:
        names = (question.fact, answer.answer, f"{title} {was} to {is_}", NARROWED)
        yield _only_there((was,), names, before[title].told)
        yield _only_there((is_,), names, after[title].told)


def _worlds(result: Result, question: Question, answer: Answer) -> tuple[Result, Result]:
    """The result before an answer and after it, with the identity that it is about as at most where it may be."""
    after = replace(result, system=answer.after)
    if AGAINST not in answer.answer:
        return result, after
    loose = result.report.relax(result.report.questions.at[question.id, "identity"])
    before = replace(result, report=loose, system=answer.before)
    return before, replace(after, report=loose) if answer.value else after


def _ranges(result: Result, given: str, only: Container[str]) -> dict[str, Origin]:
    """By its title, each range of a result, and those of its ratios that are asked for."""
    return {origin.names[0][0]: origin for origin in ranges_of(result, given=given, only=only)}


def _drivers(result: Result) -> Iterator[Origin]:
    """A ratio without each statement and identity, and how far it moves with each end."""
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
            yield Origin(without.words, (), without.told, in_rows=((row, "range without it"),))
        for side in ("low", "high"):
            column = f"as its {side} end rises by 1"
            told = (
                f"<strong>Computed</strong>: how far an end of {escape(ratio.title)} moves as the {side} end of "
                f"{member} rises by 1, exact for small moves (a derivative of the linear program). "
                f"{escape(result.reading)}"
            )
            yield Origin(tuple(amounts(shown.at[row, column])), (), told, in_rows=((row, column),))


COMPUTED = "<strong>Computed</strong>: "
SURVEYED = "Khyber Pakhtunkhwa"
GROWN = {
    "IT exports in dollars": "{} in dollars",
    "Rupees for a dollar": "price changed by {}",
    "IT exports in rupees": "{} in rupees",
}
"""How a sentence says that they grew."""
Parameters = Mapping[str, Any]


def about_report(result: Result) -> Iterator[Origin]:
    """How far statements lie from what the others allow, sums of printed ends, days between printings."""
    yield from _distances(result)
    yield from _ends_together(result)
    yield from _days_before(result)


def _distances(result: Result) -> Iterator[Origin]:
    report, found = result.report, result.fits()
    for name, gap in fits_table(report, found)["by how much"].items():
        indicator = found.at[name, "indicator"]
        known = result.bounds.loc[indicator]
        allowed = write_range(known["low"], known["high"], known["unit"])
        clashes = found.at[name, "verdict"] == "clashes"
        far = "it lies this far outside that range" if clashes else "it would cut this much off that range"
        told = (
            f"{COMPUTED}{escape(report.label(indicator))} is “{escape(report.statements.at[name, 'printed'])}” in "
            f"{link(report, str(name))}, and the core allows {allowed}; {far}, which is held by "
            f"{written_elements(result, found.at[name, 'against'])}. {escape(result.reading)}"
        )
        if gap:
            yield Origin((gap,), ((str(name), "outside"),), told, in_rows=((str(name), "by how much"),))


def _ends_together(result: Result) -> Iterator[Origin]:
    """The printed ends of each whole and its parts, where the text adds them."""
    report = result.report
    for part, other, whole in report.wholes_of_two:
        said = [written_elements(result, result.bounds.at[name, "printings"]) for name in (part, other, whole)]
        labels = [escape(report.label_in_sentence(name)) for name in (part, other, whole)]
        told = (
            f"{COMPUTED}low printed ends added, and high ones: {labels[0]} ({said[0]}) and {labels[1]} ({said[1]}), "
            f"beside {labels[2]} ({said[2]})."
        )
        sums = [
            one
            for one in re.split(r"(?<=\)); |(?<=\))\.", ends_sentence(result))
            if report.label_in_sentence(whole) in one
        ]
        for added in sums:
            yield Origin(tuple(re.findall(r"\d[\d,.]*\d|\d", added)), ((added.removeprefix("Here: "),),), told)


def _days_before(result: Result) -> Iterator[Origin]:
    report = result.report
    account = join_words([report.cite(source, short=True) for source in report.own_sources])
    for name, row in earlier_printings(report).iterrows():
        told = f"{COMPUTED}the days from {escape(row['on'])} ({escape(row['by'])}) to the report's account, {account}."
        yield Origin((str(row["days before"]),), (), told, in_rows=((str(name), "days before"),))


def beside_country(result: Result, context: Context, parameters: Parameters) -> Iterator[Origin]:
    """Shares of the country's exports and people, literacy over all districts, growth in dollars and rupees."""
    year = parameters["fiscal_year"]
    yield from _shares(result, context, year)
    yield from _of_people(result, context, year)
    yield from _exchange(context, year)


def _shares(result: Result, context: Context, year: str) -> Iterator[Origin]:
    drawn = country.share_rows(result, context, year).set_index("label")
    for indicator, table, label in country.PARTS:
        values = context.values(table, table)
        for name, said in values[values["period"] == year].iterrows():
            row = f"{label} ({said['printed']})"
            if row not in drawn.index:
                continue
            own = result.bounds.loc[indicator]
            told = (
                f"{COMPUTED}{escape(result.report.label_in_sentence(indicator))}, "
                f"{write_range(own['low'], own['high'], own['unit'])}, ÷ “{escape(said['printed'])}” "
                f"({link_in_context(str(name))}), {country.SHARE_TERMS}. {escape(result.reading)} Its ends are held by "
                f"{written_elements(result, dict.fromkeys(one for end in own['binding'] for one in end))}."
            )
            yield Origin((_percent(drawn.loc[row]),), ((row.partition(", ")[2],),), told)


def _of_people(result: Result, context: Context, year: str) -> Iterator[Origin]:
    drawn = country.share_rows(result, context, year)
    if drawn.empty:
        return
    districts = context.values("districts", "census_population")
    districts = join_words([link_in_context(str(name)) for name in districts.index[districts["period"] == "2023"]])
    rest = context.values("population", "census_population", country.COUNTRY).index[0]
    told = (
        f"{COMPUTED}people of {REGION} by the census of 2023, all districts ({districts}), ÷ them and those of "
        f"{escape(country.COUNTRY)} ({link_in_context(str(rest))})."
    )
    yield Origin((_percent(drawn.iloc[-1]),), (("of the people",),), told)
    rates = join_words([link_in_context(str(name)) for name in context.values("districts", "literacy").index])
    told = f"{COMPUTED}the mean of the districts' literacy ({rates}), weighted by their people of 2023 ({districts})."
    yield Origin((f"{weighted_literacy(context):.1f}%",), (("Literacy by district averages",),), told)


def _exchange(context: Context, year: str) -> Iterator[Origin]:
    found = country.growth_table(context, year)
    if found.empty:
        return
    first = str(found.index.name).partition(" ")[0]
    rows = [
        _at(context, table, measure, (year, first))
        for table, measure in (("it_exports", "it_exports"), ("exchange_rates", "mean_of_monthly_rates"))
    ]
    for (label, row), term in zip(found.iterrows(), [*rows, " × ".join(rows)], strict=True):
        told = f"{COMPUTED}{escape(str(label))}, {first} to {year}: {term}; growth is that minus 1."
        words, said = (f"{row['times']:.6f}", row["growth"]), GROWN[str(label)].format(row["growth"])
        yield Origin(words, ((said,),), told, in_rows=((str(label),),))


def supposed_size(parameters: Parameters) -> Origin:
    """The number of answers that nobody printed."""
    size = f"{parameters['survey_size']:g}"
    told = "<strong>Supposed</strong>: <code>survey_size</code>, a parameter of this notebook."
    return Origin((size,), ((f"All {size} are supposed",),), told)


def towards_target(result: Result, context: Context, parameters: Parameters) -> Iterator[Origin]:
    """What a target takes in growth, from where, and how the country's exports grew."""
    target, years = parameters["target"], parameters["years"]
    told = "<strong>Supposed</strong>: <code>target</code> and <code>years</code>, parameters of this notebook. "
    names = ((f"${target:g}m in {years:g} years",),)
    yield Origin((f"${target:g}m", f"{years:g} years"), names, told + escape(scenarios.target_sentence(result.report)))
    yield from _needed(result, target, years)
    yield _grown(scenarios.growth_rows(result, context, target, years).iloc[-1], context)


def _needed(result: Result, target: float, years: float) -> Iterator[Origin]:
    """The growth that is needed from either end, and these; nothing where the target may be reached already."""
    begin, needed = scenarios.starting_value(result), scenarios.growth_needed(result, target, years)
    if begin is None or needed is None or needed.low < 0:
        return
    low, high = (write_number(end) for end in (begin[1].low, begin[1].high))
    told = (
        f"{COMPUTED}({target:g} ÷ {high})<sup>1/{years:g}</sup> − 1 to ({target:g} ÷ {low})<sup>1/{years:g}</sup> "
        f"− 1, from the ends of what {escape(result.report.label_in_sentence(begin[0]))} can be. "
        f"{escape(result.reading)}"
    )
    yield Origin((write_range(needed.low, needed.high, "percent", 2),), (("more each year",),), told)
    label = result.report.label(begin[0])
    for origin in ranges_of(result, only=()):
        if origin.names == ((label,),):
            yield Origin(origin.words, (("from any of",),), origin.told)


def _grown(row: pd.Series, context: Context) -> Origin:
    first, last = re.findall(r"\d{4}", row["label"])
    term = _at(context, "it_exports", "it_exports", (f"FY{last}", f"FY{first}"))
    told = f"{COMPUTED}({term})<sup>1/{int(last) - int(first)}</sup> − 1, growth a year over fiscal years."
    return Origin((f"{write_number(row['low'], 2)}%",), ((row["label"],),), told)


def beside_peers(context: Context) -> Iterator[Origin]:
    """What freelancers of a province told in a survey, for each of them and in dollars."""
    earned, heads = (
        context.values("comparators", measure, SURVEYED).iloc[:1] for measure in ("freelancer_revenue", "freelancers")
    )
    rates = context.values("exchange_rates", "official_rate_average")
    rate = rates[rates["period"] == f"CY{earned['period'].iloc[0]}"]
    terms = " ÷ ".join(_quoted(rows.iloc[0], str(rows.index[0])) for rows in (earned, heads, rate))
    shown = peers.head_rows([], context)
    shown = shown[shown["label"].str.startswith(SURVEYED)].iloc[0]
    told = f"{COMPUTED}{terms}, that is rupees a year, freelancers who told them, and rupees for a dollar."
    yield Origin((write_range(shown["low"], shown["high"], shown["unit"], 3),), ((shown["label"],),), told)


def _at(context: Context, table: str, measure: str, periods: tuple[str, str]) -> str:
    """One value of a series over another, each with its row."""
    rows = context.values(table, measure).reset_index().set_index("period", drop=False)
    return " ÷ ".join(_quoted(rows.loc[period], rows.at[period, "id"]) for period in periods)


def _quoted(said: pd.Series, name: str) -> str:
    return f"“{escape(said['printed'])}” ({link_in_context(name)})"


def _percent(row: pd.Series) -> str:
    return write_range(row["low"], row["high"], "percent", 2)
