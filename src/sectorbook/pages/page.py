"""A page: what a notebook says, shows and publishes of one result, with each number's origin beside it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import pandas as pd
from matplotlib.figure import Figure

from sectorbook.errors import FormulaError
from sectorbook.figures import alt_text
from sectorbook.figures.profiles import DEFAULT
from sectorbook.figures.publish import FigureSettings, configure_figures, show_tables_in_full
from sectorbook.ledger.context import Context
from sectorbook.pages.outputs import ANSWER, show_table, show_text
from sectorbook.pages.written import Field, Sentence, Written, fill
from sectorbook.reconcile.formulas import Evaluated, evaluate
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import write_range
from sectorbook.values.wording import capitalize, escape_text

Formulas = Mapping[str, str] | Sequence[str]
"""Formulas by their labels, or formulas that are the name of something with a label."""
CLOSE = 1e-9
"""Relative difference up to which a computed number is that of its formula."""


@dataclass(frozen=True)
class Page:
    """What a notebook says, shows and publishes of one result.

    Attributes
    ----------
    result : Result
        What the report allows.
    profile : str
        Publication targets of the charts, as in "report, nature-1"; the first is shown.
    export_to : str
        Folder for the charts; empty, they are only shown.
    context : Context or None
        What is published around the report.
    """

    result: Result
    profile: str = DEFAULT
    export_to: str = ""
    context: Context | None = None

    @cached_property
    def holding(self) -> Page:
        """The page of the first reading under which the core can hold; if none, of what no contradiction touches."""
        held = self.result.first_holding or self.result.without_contradiction
        return self if held is self.result else replace(self, result=held)

    def __post_init__(self) -> None:
        show_tables_in_full()

    def evaluate(self, formula: str) -> Evaluated:
        """Evaluate a formula over the result, as `sectorbook.reconcile.formulas.evaluate` does.

        Parameters
        ----------
        formula : str
            Such as "sector_revenue - company_revenue".

        Returns
        -------
        Evaluated
        """
        return evaluate(formula, self.result, self.context)

    def answer(self, verdict: str, text: str = "", **formulas: Field) -> None:
        """Show the answer to the notebook's question, with the assumptions that are not the usual ones.

        Parameters
        ----------
        verdict : str
            The answer in a word or a short sentence, as a template.
        text : str, optional
            The reasons: a template with fields such as {total}.
        **formulas
            A formula for each field; a count, or what `written` returns.

        Raises
        ------
        FormulaError
            If a formula or the template is wrong.
        """
        caveat = self.result.caveat.replace("{", "{{").replace("}", "}}")
        sentence, first = self.fill(text + caveat, **formulas), self.fill(verdict, **formulas)
        plain, numbers = f"{first.text} {sentence.text}", [*first.shifted(0), *sentence.shifted(len(first.text) + 1)]
        show_text(f"**{first.markdown}** {sentence.markdown}".strip(), plain.strip(), numbers, **{ANSWER: True})

    def say(self, text: str, **formulas: Field) -> None:
        """Show a text.

        Parameters
        ----------
        text : str
            A template with fields such as {total}, {share:percent}, {total:3} or {total:bare}.
        **formulas
            A formula for each field; a count, or what `written` returns.

        Raises
        ------
        FormulaError
            If a formula or the template is wrong.
        """
        sentence = self.fill(text, **formulas)
        show_text(sentence.markdown, sentence.text, list(sentence.shifted(0)))

    def heading(self, text: str, level: int = 2) -> None:
        """Show a heading.

        Parameters
        ----------
        text : str
            Plain words.
        level : int, default 2
            1 is a title.
        """
        show_text(f"{'#' * level} {escape_text(text)}", text)

    def show(self, rows: Sequence[Mapping[str, str | Written]]) -> None:
        """Show a table of words and numbers.

        Parameters
        ----------
        rows : sequence of mapping
            Cells by the heads of their columns, the same in each row.
        """
        show_table(rows)

    def bullets(self, items: Iterable[str]) -> None:
        """Show a list of plain words.

        Parameters
        ----------
        items : iterable of str
        """
        texts = tuple(items)
        markdown = "\n".join(f"- {escape_text(text)}" for text in texts)
        show_text(markdown, "\n".join(f"- {text}" for text in texts))

    def fill(self, text: str, **formulas: Field) -> Sentence:
        """Fill a template's fields.

        Parameters
        ----------
        text : str
            The template.
        **formulas
            A formula for each field; a count, or what `written` returns.

        Returns
        -------
        Sentence
        """
        return fill(text, formulas, self.evaluate)

    def written(self, number: float, unit: str, how: str, digits: int = 3) -> Written:
        """Write a number that a cell computed, once its formula has given the same.

        Parameters
        ----------
        number : float
            In the unit.
        unit : str
            A pint expression.
        how : str
            The formula that gives it exactly: one number.
        digits : int, default 3
            Significant digits.

        Returns
        -------
        Written

        Raises
        ------
        FormulaError
            If the formula gives another number.
        """
        value = self.evaluate(how).to(unit)
        if value.low is None or value.low != value.high or abs(float(value.low) - number) > CLOSE * abs(number):
            raise FormulaError(
                f'The formula "{how}" gives {value.interval}, not {number:g} {unit}. Correct one of them.'
            )
        return Written(write_range(number, number, unit, digits), value)

    def table(self, **kinds: str | Formulas) -> pd.DataFrame:
        """Make the rows of a chart or table from formulas.

        Parameters
        ----------
        **kinds
            For each kind of row, such as `printed`, formulas by their labels, or the names of variables and statements.

        Returns
        -------
        DataFrame
            Columns label, low, high, unit, about, kind and rows (the ids that the row rests on).
        """
        rows = [
            self._row(kind, label, formula)
            for kind, formulas in kinds.items()
            for label, formula in self._labelled(formulas)
        ]
        return pd.DataFrame(rows, columns=["label", "low", "high", "unit", "about", "kind", "rows"])

    def publish(
        self,
        name: str,
        draw: Callable[..., object],
        data: pd.DataFrame,
        title: str,
        *,
        subtitle: str = "",
        caption: str = "",
        alt: str = "",
        sources: Sequence[str] = (),
        height: float | None = None,
        formulas: Mapping[str, Field] = MappingProxyType({}),
    ) -> None:
        """Draw a chart, show it, and store its files where there is a folder for them.

        Parameters
        ----------
        name : str
            Name of the files, in lower case.
        draw : callable
            Called with the data and an empty Axes, or a Figure where its second parameter is called `fig`.
        data : DataFrame
            What is plotted; stored beside the figure.
        title : str
            The finding, as a template with fields; so are subtitle and caption.
        subtitle : str, optional
            What is drawn, in which unit, of when.
        caption : str, optional
            What a reader has to know beside it; by default the subtitle.
        alt : str, optional
            Description; by default the one of this kind of chart.
        sources : sequence of str, optional
            Ids of sources; by default those of the rows that the data rest on, else the report's own.
        height : float, optional
            In mm; by default as high as the drawing needs.
        formulas : mapping, optional
            What fills the fields.

        Raises
        ------
        FigureError
            If the drawing does not fit a profile.
        FormulaError
            If a formula or a template is wrong.
        """
        below = (caption or subtitle or title).rstrip(".") + "." + self.result.caveat
        words = {"title": title, "subtitle": subtitle, "caption": below}
        sentences = {part: self.fill(text, **formulas) for part, text in words.items()}
        texts = {part: capitalize(sentence.text) for part, sentence in sentences.items()}
        describe = getattr(alt_text, getattr(draw, "__name__", ""), alt_text.ranges)
        stored = self._settings.publish(
            lambda figure, rows: draw(rows, figure if _wants_figure(draw) else figure.subplots()),
            name,
            data=data.drop(columns="rows", errors="ignore"),
            alt=alt or describe(data, texts["title"]),
            sources=list(sources) or self._sources(data),
            computed={key: number for sentence in sentences.values() for key, number in sentence.computed.items()},
            height=height,
            **texts,
        )
        folder = Path(self.export_to).resolve()
        if stored and not folder.name.startswith("."):  # a build's folder is hidden, and soon gone
            print(f"Written to {folder}: {', '.join(f'{name}.*' for name in stored)}")

    @cached_property
    def _settings(self) -> FigureSettings:
        """Profiles and folder of the charts; made at the first one."""
        return configure_figures(self.result.report, self.profile, self.export_to, self.context)

    def _labelled(self, formulas: str | Formulas) -> Iterable[tuple[str, str]]:
        """Yield each formula with its label, which of a name is that of the variable or statement."""
        if isinstance(formulas, Mapping):
            yield from formulas.items()
            return
        report = self.result.report
        for formula in [formulas] if isinstance(formulas, str) else formulas:
            known = formula in report.statements.index
            yield (report.subject(formula) if known else report.label(formula)), formula

    def _row(self, kind: str, label: str, formula: str) -> list[object]:
        """Make a row from a formula."""
        value = self.evaluate(formula)
        statements = self.result.report.statements
        about = statements.at[formula, "about"] if formula in statements.index else "no"
        return [label, value.interval.low, value.interval.high, value.unit, about, kind, value.rows]

    def _sources(self, data: pd.DataFrame) -> list[str]:
        """Return the sources of the rows that data rest on, by default the report's own."""
        rows = {name for names in data.get("rows", ()) for name in names}
        tables = [self.result.report.statements, *(self.context.tables.values() if self.context else ())]
        named = [str(source) for table in tables for source in table.loc[table.index.isin(list(rows)), "source"]]
        return list(dict.fromkeys(source for source in named if source)) or self.result.report.own_sources


def _wants_figure(draw: Callable[..., object]) -> bool:
    """Tell whether a chart is drawn in a whole figure."""
    parameters = list(inspect.signature(draw).parameters.values())
    return len(parameters) > 1 and (parameters[1].name == "fig" or parameters[1].annotation is Figure)
