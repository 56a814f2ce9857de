"""A page: what a notebook says, shows and publishes of one result, with each number's origin beside it."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sectorbook.errors import FormulaError
from sectorbook.figures import alt_text
from sectorbook.figures.profiles import DEFAULT
from sectorbook.figures.publish import FigureSettings, Picture, configure_figures, show_tables_in_full
from sectorbook.figures.showing import relative_address
from sectorbook.formats.markdown import escape_for_notebook
from sectorbook.formats.markup import Link
from sectorbook.ledger.context import Context
from sectorbook.pages.outputs import ANSWER, Cell, show_table, show_text
from sectorbook.pages.tables import How, table_rows
from sectorbook.pages.written import Field, Sentence, Written, fill, hold, write_rounded
from sectorbook.reconcile.formulas import Evaluated, evaluate
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import write_printed
from sectorbook.values.wording import capitalize, label_range

Formulas = Mapping[str, str] | Sequence[str]
"""Formulas by their labels, or formulas that are the name of something with a label."""


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
        show_text(f"{'#' * level} {escape_for_notebook(text)}", text)

    def row(self, statement: str) -> Link:
        """Link a figure of the report to its row in the ledger, for a cell of `show`.

        Parameters
        ----------
        statement : str
            The figure's id.

        Returns
        -------
        Link
            JupyterLab opens the table at the row.
        """
        report = self.result.report
        if report.folder is None:
            return Link(statement, "")
        line = list(report.statements.index).index(statement) + 2
        return Link(statement, f"{relative_address(report.folder / 'statements.csv')}#row={line}")

    def show(
        self,
        table: pd.DataFrame | Sequence[Mapping[str, Cell]],
        how: How = MappingProxyType({}),
        unit: str | Mapping[str, str] = "",
        digits: int = 0,
        results: Iterable[Result] = (),
    ) -> None:
        """Show a table, once the formulas of its numbers have given the same.

        Parameters
        ----------
        table : DataFrame or sequence of mapping
            What a cell computed, with an index that names the rows, or is of ids; or rows of words and of numbers that
            are written already, by the heads of their columns.
        how : mapping, str or sequence, optional
            For each column with numbers or with the words of a source, a formula for each row; or one for all, in which
            the head of a column in braces, such as {id}, stands for the formula of the cell there, else for the cell.
            Without columns, formulas of which the columns "low" and "high" are the ends.
        unit : str or mapping, optional
            Unit of the numbers, or that of each column; by default that of the formula.
        digits : int, optional
            Significant digits of what was divided, by default four; anything else has all of its digits.
        results : iterable of Result, optional
            What the formulas of each row are of, where that is not the page's result.

        Raises
        ------
        FormulaError
            If a formula gives another number than stands in its cell, or a number has no formula.
        """
        if isinstance(table, pd.DataFrame):
            pages = [replace(self, result=result) for result in results] or [self] * len(table)
            table = table_rows(table, how, unit, digits, pages)
        show_table(table)

    def bullets(self, items: Iterable[str]) -> None:
        """Show a list of plain words.

        Parameters
        ----------
        items : iterable of str
        """
        texts = tuple(items)
        markdown = "\n".join(f"- {escape_for_notebook(text)}" for text in texts)
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
        return write_rounded(value, hold(number, value), digits)

    def drawn(self, number: float, unit: str, of: str) -> Written:
        """Write a number that random draws gave.

        Parameters
        ----------
        number : float
            In the unit, rounded to what the draws bear.
        unit : str
            A pint expression.
        of : str
            The formula of what was drawn.

        Returns
        -------
        Written
        """
        exact, how = Fraction(repr(number)), f"random draws of ({of})"
        value = replace(self.evaluate(of), low=exact, high=exact, unit=unit, how=how)
        return Written(write_printed(exact, exact, unit), value)

    def quote(self, words: str, row: str) -> Written:
        """Take words for what a row prints, for what that is read as, or for the step to which it is rounded.

        Parameters
        ----------
        words : str
            With or without quotes.
        row : str
            Id of a statement or of a row of the context.

        Returns
        -------
        Written

        Raises
        ------
        FormulaError
            If there is no such row, or it says something else.
        """
        value = self.evaluate(row)
        tables = [self.result.report.statements, *(self.context.tables.values() if self.context else ())]
        found = next((table.loc[row] for table in tables if row in table.index), None)
        if found is None:
            raise FormulaError(f'"{words}" is to be what "{row}" prints, which is no row. Name one.')
        is_prose = words.strip("“”") == found["printed"]
        step = found.get("rounded_to") or math.nan
        if not is_prose and words not in (
            label_range({**found, "unit": value.unit}),
            write_printed(step, step, value.unit),
        ):
            raise FormulaError(f'"{words}" is not what {row} prints, which is "{found["printed"]}".')
        return Written(words, value, is_prose=is_prose)

    def table(self, *, unit: str = "", **kinds: str | Formulas) -> pd.DataFrame:
        """Make the rows of a chart or table from formulas.

        Parameters
        ----------
        unit : str, optional
            A pint expression; by default the unit of each formula.
        **kinds
            For each kind of row, such as `printed`, formulas by their labels, or the names of variables and statements.

        Returns
        -------
        DataFrame
            Columns label, low, high, unit, about, kind and rows (the ids that the row rests on).
        """
        rows = [
            self._row(kind, label, formula, unit)
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
        not_for: Mapping[str, str] = MappingProxyType({}),
        where_it_fits: bool = False,
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
        not_for : mapping of str to str, optional
            Profiles that the chart is not made for, each with the reason as a clause, as in {"column": "the nine
            sources stand beside each other"}. In these it is left out, and the reason is said and kept.
        where_it_fits : bool, default False
            Whether profiles are left out that the drawing has no room in, other than the one that is shown.

        Raises
        ------
        FigureError
            If the drawing does not fit a profile.
        FormulaError
            If a formula or a template is wrong.
        """
        parts = self._parts(draw, data, title, subtitle, caption, alt, sources, formulas)
        fit: dict[str, Any] = {"not_for": not_for, "where_it_fits": where_it_fits}
        self._settings.publish(name=name, height=height, **fit, **parts)

    def picture(self, draw: Callable[..., object], data: pd.DataFrame, title: str, subtitle: str = "") -> Picture:
        """Draw a chart as a picture for the screen, which is neither shown nor stored.

        Parameters
        ----------
        draw : callable
            As in `publish`.
        data : DataFrame
            What is plotted.
        title, subtitle : str
            Templates without fields.

        Returns
        -------
        Picture

        Raises
        ------
        FigureError
            If the drawing does not fit the first profile.
        """
        return self._settings.picture(name="picture", **self._parts(draw, data, title, subtitle, "", "", (), {}))

    def _parts(
        self,
        draw: Callable[..., object],
        data: pd.DataFrame,
        title: str,
        subtitle: str,
        caption: str,
        alt: str,
        sources: Sequence[str],
        formulas: Mapping[str, Field],
    ) -> dict[str, Any]:
        """Return the drawing, the data and the texts of a chart, its templates filled."""
        below = (caption or subtitle or title).rstrip(".") + "." + self.result.caveat
        words = {"title": title, "subtitle": subtitle, "caption": below}
        sentences = {part: self.fill(text, **formulas) for part, text in words.items()}
        texts = {part: capitalize(sentence.text) for part, sentence in sentences.items()}
        describe = getattr(alt_text, getattr(draw, "__name__", ""), alt_text.ranges)
        return {
            "draw": lambda figure, rows: draw(rows, figure if _wants_figure(draw) else figure.subplots()),
            "data": data.drop(columns="rows", errors="ignore"),
            "alt": alt or describe(data, texts["title"]),
            "sources": list(sources) or self._sources(data),
            "computed": {key: number for sentence in sentences.values() for key, number in sentence.computed.items()},
            **texts,
        }

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

    def _row(self, kind: str, label: str, formula: str, unit: str) -> list[object]:
        """Make a row from a formula."""
        value = self.evaluate(formula).to(unit) if unit else self.evaluate(formula)
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
