"""The numbers of the story: each is what the results of the report give, none is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from string import Formatter

from babel.dates import format_date

import sectorbook as sb
from sectorbook.analysis.questions import list_questions
from sectorbook.pages.page import Page
from sectorbook.pages.written import Field, Plain, Sentence, Written, write_value
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import write_number
from sectorbook.values.wording import write_number_word
from sectorsite.front.languages import FIRST, Language

FORMULAS = {
    "opening": "EST-01",
    "companies": "company_revenue",
    "together": "EST-01 + company_revenue",
    "total": "sector_revenue",
    "most": "high(sector_revenue)",
    "excess": "low(EST-01 + company_revenue) - high(sector_revenue)",
    "range": "EST-05",
    "left_most": "high(freelancer_revenue)",
    "companies_most": "high(sector_revenue) - EST-01",
}
"""What is written in the story, and drawn in its picture."""
SUM_QUESTION = "Q-02"
"""The question that the story quotes from the letter."""


@dataclass(frozen=True)
class Numbers:
    """What fills the texts of the story in one language.

    Attributes
    ----------
    result : Result
        What the report allows.
    language : Language
        In which numbers and dates are written.
    """

    result: Result
    language: Language

    def ends(self, name: str) -> tuple[float, float]:
        """Both ends of a number, to be drawn.

        Parameters
        ----------
        name : str
            One of `FORMULAS`.

        Returns
        -------
        tuple of float
        """
        value = Page(self.result).evaluate(FORMULAS[name])
        if value.low is None or value.high is None:
            raise sb.SectorbookError(f"{name} of the story, {FORMULAS[name]}, has an open end and cannot be drawn.")
        return float(value.low), float(value.high)

    def fill(self, template: str) -> Sentence:
        """Fill a text of the story.

        Parameters
        ----------
        template : str
            With fields such as {total}.

        Returns
        -------
        Sentence
        """
        named = {name for _, name, _, _ in Formatter().parse(template) if name}
        fields: Mapping[str, Field] = {name: self._field(name) for name in named}
        return Page(self.result).fill(template, **fields)

    def _field(self, name: str) -> Field:
        """Return what stands for a field."""
        report = self.result.report
        if name in FORMULAS:
            return self._written(write_value(Page(self.result).evaluate(FORMULAS[name])))
        account = report.statements.at[FORMULAS["opening"], "source"]
        if name == "date":
            form = "d MMMM y"
            return Plain(format_date(report.sources.at[account, "date"].date(), form, self.language.code))
        if name == "source":
            return Plain(report.cite(account, short=True))
        if name == "article":
            return Plain(self._article(account))
        if name == "questions":
            count = len(list_questions(self.result))
            return Plain(write_number_word(count) if self.language.code == FIRST else str(count))
        return Plain(report.questions.at[SUM_QUESTION, "question"])

    def _article(self, account: str) -> str:
        """Return where an account can be read: its own address, that of a reprint, else its row of the ledger."""
        report = self.result.report
        is_reprint = (report.sources["kind"] == "reprint") & (report.sources["copies"] == account)
        found = [report.sources.at[account, "url"], *report.sources.loc[is_reprint, "url"]]
        return next(filter(None, found), f"ledger/{report.slug}.html#{account}")

    def _written(self, number: Written) -> Written:
        """Write an amount in the words of the language, unless these are the package's own."""
        ends = [write_number(end) for end in dict.fromkeys((number.value.low, number.value.high)) if end is not None]
        words = self.language.money["one" if len(ends) == 1 else "range"]
        return replace(number, text=words.format(*ends)) if words else number
