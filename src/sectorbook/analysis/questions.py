"""Open questions: facts that nobody printed, the ranges that each would narrow, and a letter to the publisher."""

import textwrap
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from fractions import Fraction

import pandas as pd

from sectorbook.exact.extremes import extremes
from sectorbook.exact.relations import Relation
from sectorbook.exact.solving.programs import Constraint
from sectorbook.exact.system import System, Value
from sectorbook.ledger.display import written_place
from sectorbook.ledger.periods import split_variable, variable_name
from sectorbook.ledger.system import make_relation
from sectorbook.reconcile.fits import possible_factors
from sectorbook.reconcile.ratios import available_ratios
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import Interval, interval_from_exact, write_ends, write_range

WIDTH = 88
AGAINST = " (compared with a sum that may have other parts)"
"""The baseline of an answer on an identity: not that there is no other part, but that there may be one."""

Ranges = dict[str, tuple[Interval, Callable[[Interval], str]]]
"""Ranges by their titles, each with what writes it."""


@dataclass(frozen=True)
class Answer:
    """One answer to a question, and what it would leave of each range that it narrows.

    Attributes
    ----------
    answer : str
        The answer, as a clause.
    value : str
        The amount that is supposed, in words; empty where there is none.
    before, after : System
        Constraints without and with the answer.
    narrows : tuple of (str, str, str)
        Title, range before and range after, for each range that gets narrower.
    """

    answer: str
    value: str
    before: System = field(repr=False)
    after: System = field(repr=False)
    narrows: tuple[tuple[str, str, str], ...] = ()

    def describe(self, separator: str = " ") -> str:
        """The ranges that the answer narrows, before and after.

        Parameters
        ----------
        separator : str, default " "
            Stands between the title and the range before.

        Returns
        -------
        str
            Empty where it narrows nothing.
        """
        return "; ".join(f"{title}{separator}{before} to {after}" for title, before, after in self.narrows)


@dataclass(frozen=True)
class Question:
    """A fact that nobody printed, and a question for the publisher.

    Attributes
    ----------
    id : str
        Of the report's questions.csv, or the indicator of an exact figure, or the statement of an exact relation.
    fact : str
        The fact, as a noun phrase.
    text : str
        The question, as a sentence.
    statements : tuple of str
        Ids of the statements that it is about.
    note : str
        A remark for the publisher; may be empty.
    answers : tuple of Answer
        Possible answers, each with the ranges that it narrows.
    """

    id: str
    fact: str
    text: str
    statements: tuple[str, ...]
    note: str
    answers: tuple[Answer, ...]


def list_questions(result: Result) -> list[Question]:
    """The questions of a report's questions.csv, then one for the exact figure behind each range that narrows others.

    Each answer is computed: the indicator, or the number of the relation, is held at either end of its tightest range,
    or the identity leaves nothing or as much as it can.

    Parameters
    ----------
    result : Result
        A feasible result.

    Returns
    -------
    list of Question
        Exact figures in descending order of the number of ranges that they narrow.

    Raises
    ------
    Inconsistent
        Where the core is infeasible.
    """
    listed = list(_listed(result))
    covered = {_fixed(result, str(name)) for name in result.report.questions["indicator"].dropna()}
    exact = [*_exact_figures(result, covered), *_exact_relations(result, covered)]
    return [*listed, *sorted(exact, key=lambda question: -sum(len(answer.narrows) for answer in question.answers))]


def narrowing_table(result: Result, questions: Sequence[Question] | None = None) -> pd.DataFrame:
    """What each fact would narrow if it were known, an answer a row; `questions` are the questions, if they are there.

    Parameters
    ----------
    result : Result
        A feasible result.
    questions : sequence of Question, optional
        As from `list_questions`, if they are computed already.

    Returns
    -------
    DataFrame
        Columns if and "it would narrow", indexed by the question's id and fact.
    """
    rows = [
        [question.id, question.fact, answer, narrowed or question.note or "no range here"]
        for question in questions or list_questions(result)
        for answer, narrowed in [(each.answer, each.describe()) for each in question.answers] or [("anything", "")]
    ]
    table = pd.DataFrame(rows, columns=["question", "what nobody printed", "if", "it would narrow"])
    return table.set_index(["question", "what nobody printed"]).rename_axis(columns=result.assumptions_label)


def letter(
    result: Result,
    questions: Sequence[Question] | None = None,
    contradictions: Sequence[Question] = (),
    heading: str = "",
    premise: str = "",
) -> str:
    """The questions as a text that is ready to send.

    Parameters
    ----------
    result : Result
        A feasible result.
    questions : sequence of Question, optional
        As from `list_questions`, if they are computed already.
    contradictions : sequence of Question
        Questions on figures that contradict each other, which come first.
    heading : str
        What stands before these.
    premise : str
        What the other questions are computed from, if not from all figures as the heading says they are read.

    Returns
    -------
    str
        Plain text, wrapped at `WIDTH` characters.
    """
    report = result.report
    source = "; ".join(map(report.cite, report.own_sources)) or report.title
    lines = [f"Questions on: {report.title}", f"As printed in: {source}"]
    if contradictions:
        lines += ["", *_wrap(heading, ""), ""]
    for number, question in enumerate(contradictions, start=1):
        lines += _item(result, number, question)
    open_questions = list_questions(result) if questions is None else questions
    if not contradictions or (open_questions and premise):
        lines += [*_wrap(premise or result.reading, ""), ""]
    for number, question in enumerate(open_questions, start=len(contradictions) + 1):
        lines += _item(result, number, question)
    return "\n".join(lines).rstrip() + "\n"


def _item(result: Result, number: int, question: Question) -> Iterator[str]:
    """Write a question of a letter: its text, the figures that it is about, and what its answers would narrow."""
    yield from _wrap(f"{number}. {question.text}", "", "   ")
    printed = [_quoted(result, name) for name in question.statements]
    yield from _wrap(f"About: {'; '.join(printed)}.", "   ") if printed else []
    for answer in question.answers:
        yield from _wrap(f"If {answer.answer}: {answer.describe(' from ') or 'no range gets narrower'}.", "   - ")
    yield from _wrap(question.note, "   ") if question.note else []
    yield ""


def _listed(result: Result) -> Iterator[Question]:
    """List the questions of questions.csv; of two that settle the same fact only the first has answers."""
    settled: dict[str, str] = {}
    for row in result.report.questions.reset_index().fillna("").to_dict("records"):
        fixes = _fixed(result, row["indicator"]) or row["identity"]
        same = settled.setdefault(fixes, row["id"]) if fixes else row["id"]
        answers: Iterator[Answer] = iter(())
        if same != row["id"]:
            row["note"] = f"The answer to {same} settles this too. {row['note']}".strip()
        elif row["indicator"]:
            answers = _answers_of(result, fixes)
        elif row["identity"]:
            answers = _answers_of_identity(result, row["identity"])
        statements = tuple(row["statements"].split())
        yield Question(row["id"], row["fact"], row["question"], statements, row["note"], tuple(answers))


def _fixed(result: Result, name: str) -> str:
    """Return the variable or the statement that a question fixes, as the report has it."""
    return variable_name(*split_variable(name), result.report.period)


def _answers_of(result: Result, fixed: str) -> Iterator[Answer]:
    """Answer what a question fixes: the number of a printed relation, or an indicator that some row names."""
    if fixed in result.report.relations.index:
        row = result.report.statements.loc[fixed].to_dict()
        relation = make_relation("\0known", row, result.report.variables["unit"], result.about)
        return _answers_of_relation(result, relation, row["unit"])
    return _answers_of_indicator(result, fixed) if fixed in result.report.variables.index else iter(())


def _exact_relations(result: Result, covered: Set[str]) -> Iterator[Question]:
    """Ask for the exact number of each other relation that holds within a range, where it would narrow others."""
    for relation in result.system.relations:
        is_open = relation.low != relation.high and relation.name not in covered
        answers = tuple(_answers_of(result, relation.name)) if is_open else ()
        if any(answer.narrows for answer in answers):
            subject = result.report.subject(relation.name)
            text = f"What is the exact figure for {_in_sentence(result, relation.name)}, and how was it obtained?"
            yield Question(relation.name, f"{subject}: the exact figure", text, relation.printings, "", answers)


def _exact_figures(result: Result, covered: Set[str]) -> Iterator[Question]:
    """Ask for the exact figure of each other printed indicator that would narrow other ranges."""
    for name, row in result.bounds.iterrows():
        is_open = row["printings"] and name not in covered
        answers = tuple(_answers_of_indicator(result, str(name))) if is_open else ()
        if any(answer.narrows for answer in answers):
            label, inside = result.report.label(str(name)), result.report.label_in_sentence(str(name))
            text = f"What is the exact figure for {inside}, and how was it obtained?"
            yield Question(str(name), f"{label}: the exact figure", text, row["printings"], "", answers)


def _answers_of_indicator(result: Result, indicator: str) -> Iterator[Answer]:
    """Hold an indicator at the low and at the high end of its range, and compute what that narrows."""
    unit, before = result.report.variables.at[indicator, "unit"], _ranges(result)
    low, high = (extreme.value for extreme in extremes(result.system, {indicator: Fraction(1)}))
    ends = interval_from_exact(low, high, unit)
    names = write_ends(ends.low, ends.high, unit, whole=indicator in result.report.whole_variables)
    for end, written in zip((low, high), names, strict=True) if low != high else ():
        if end is not None:
            system = result.system.changed(values=(*result.system.values, Value("\0known", indicator, end, end, ())))
            known = Answer(f"it is {written}", written, result.system, system)
            yield _narrowing(result, before, known, but=result.report.label(indicator))


def _answers_of_relation(result: Result, relation: Relation, unit: str) -> Iterator[Answer]:
    """Hold the number of a relation at the low and at the high end of its range, and compute what that narrows."""
    before, possible = _ranges(result), possible_factors(result.system, relation)
    if possible is None or possible[0].value == possible[1].value:
        return
    for is_high, factor in enumerate(possible):
        if factor.value is not None and factor.point:  # else it is only approached
            # A root is rounded to the inside of the range, where it can be.
            end = relation.number(factor.value, is_low=bool(is_high))
            held = replace(relation, low=end, high=end)
            system = result.system.changed(relations=(*result.system.relations, held))
            written = write_range(float(end), float(end), unit)
            if system.is_feasible():  # a range narrower than the rounding of a root has no answer
                yield _narrowing(result, before, Answer(f"it is {written}", written, result.system, system))


def _answers_of_identity(result: Result, identity: str) -> Iterator[Answer]:
    """Hold what an identity leaves at none and at its maximum, and compute what that narrows."""
    row = next(row for row in result.system.identities if split_variable(row.name)[0] == identity)
    at_most = _with_row(result.system, replace(row, low=None))
    before = _ranges(replace(result, system=at_most))
    unit = result.report.variables.at[next(iter(row.coefficients)), "unit"]
    least = extremes(at_most, row.coefficients)[0].value
    closed = _with_row(at_most, replace(row, low=Fraction(0)))
    yield _narrowing(result, before, Answer(f"there is nothing else in it{AGAINST}", "", at_most, closed))
    if least is not None and least < 0:
        left = write_range(float(-least), float(-least), unit)
        fullest = _with_row(at_most, replace(row, low=least, high=least))
        answer = f"the rest of it comes to {left}{AGAINST}"
        yield _narrowing(result, before, Answer(answer, left, at_most, fullest))


def _with_row(system: System, changed: Constraint) -> System:
    """Replace the constraint of the same name."""
    return system.changed(identities=tuple(changed if row.name == changed.name else row for row in system.identities))


def _narrowing(result: Result, before: Ranges, answer: Answer, but: str = "") -> Answer:
    """Complete an answer with the ranges that it narrows, except that of the indicator that it is about."""
    after = _ranges(replace(result, system=answer.after))
    narrows = [
        (title, write(range_), after[title][1](after[title][0]))
        for title, (range_, write) in before.items()
        if title != but and title in after and _width(after[title][0]) < _width(range_)
    ]
    return replace(answer, narrows=tuple(narrows))


def _ranges(result: Result) -> Ranges:
    """List every indicator and ratio with its range, and with what writes it."""
    bounds = result.bounds
    rows = zip(bounds.index, bounds["low"], bounds["high"], bounds["unit"], strict=True)
    ranges: Ranges = {result.report.label(str(name)): (Interval(*ends), str) for name, *ends in rows}
    return ranges | {ratio.title: (range_, ratio.write) for ratio, range_ in available_ratios(result)}


def _width(range_: Interval) -> float:
    """Compute the width of a range."""
    return range_.high - range_.low


def _quoted(result: Result, name: str) -> str:
    """Quote a statement with its label, id and paragraph."""
    row = result.report.statements.loc[name]
    place = written_place(row)
    where = f", {place}" if place else ""
    return f'{_in_sentence(result, name)}, "{row["printed"]}" ({name}{where})'


def _in_sentence(result: Result, name: str) -> str:
    """Write what a statement is of, as inside a sentence."""
    row = result.report.statements.loc[name]
    words = (result.report.label_in_sentence(row["variable"]), result.report.comparison(row))
    return ", ".join(filter(None, words))


def _wrap(text: str, first: str, later: str = "") -> list[str]:
    """Wrap a text; its first line begins with `first`, the others with `later`, or blanks of the width of `first`."""
    later = later or " " * len(first)
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=later, break_on_hyphens=False)
