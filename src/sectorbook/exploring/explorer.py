"""The controls and the answer of an exploration, as one widget."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from sectorbook.auditing.naming import assumption, quoted
from sectorbook.auditing.phrases import phrase
from sectorbook.errors import FigureError, SectorbookError
from sectorbook.exploring import answers
from sectorbook.exploring.controls import Adjustable, adjustables, linked_variables
from sectorbook.exploring.range_control import RangeControl
from sectorbook.exploring.state import State
from sectorbook.exploring.writing import STYLE, write_answer, write_catches, write_label, write_picture
from sectorbook.formats.markup import escape_html
from sectorbook.ledger.report import Report, load_report
from sectorbook.reconcile.result import Result
from sectorbook.values.wording import capitalize

READINGS = ("printed", "rounding", "all-rounded", "5%")
WAITING = "sectorbook-waiting"
"""Class of what is of an earlier state, until it follows."""
REST = 0.2
"""Seconds without a change after which the picture follows."""
WIDE = widgets.Layout(width="auto")
ROW = widgets.Layout(flex_flow="row wrap")
COLUMN = widgets.Layout(flex="1 1 27em", min_width="0")
BROADER = widgets.Layout(flex="1.2 1 27em", min_width="0")
SIDE_BY_SIDE = widgets.Layout(flex_flow="row wrap", grid_gap="0 2em", align_items="flex-start")


def explore(report: str | Path | Report) -> Explorer:
    """Explore a report in JupyterLab: change its figures, and see what can be true.

    Parameters
    ----------
    report : str, Path or Report
        Name or folder of a report, or a report that is loaded.

    Returns
    -------
    Explorer
        Shown where it is the last expression of a cell.

    Raises
    ------
    LedgerError, SectorbookError
        As `load_report` does.
    MissingExtra
        Where ipywidgets is not installed.
    """
    if isinstance(report, Report):
        return Explorer(report, report.slug)
    return Explorer(load_report(report), str(report))


class Explorer:
    """The controls of a report, and what follows from where they are set.

    Parameters
    ----------
    report : Report
    name : str
        Name or folder by which a notebook loads it.

    Attributes
    ----------
    reading : ipywidgets.Dropdown
        How the figures are read.
    ranges : dict of str to RangeControl
        A slider for each amount, by variable.
    aside, relaxed, included : dict of str to ipywidgets.Checkbox
        The boxes of statements, identities and claims of the opening.
    verdict, possible, catches, picture : ipywidgets.HTML
        The verdict, the possible ranges, what cannot all be true, and a picture of the sum or the ranges.
    parameters : ipywidgets.Textarea
        What gives the same in a notebook.
    box : ipywidgets.Box
        All of it.
    """

    def __init__(self, report: Report, name: str) -> None:
        self.report, self.name, self._variables = report, name, linked_variables(report)
        self._waiting: asyncio.TimerHandle | None = None
        self._is_resetting = False
        self._make_controls()
        self._make_answer()
        self.box = self._arranged()
        self.box.add_class("sectorbook-explore")
        self._follow()

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Show the widget in a notebook."""
        return self.box._repr_mimebundle_(**options)

    @property
    def state(self) -> State:
        """What the controls say."""
        moved = {name: ends for name, control in self.ranges.items() if (ends := control.moved)}
        chosen = (
            [name for name, box in boxes.items() if box.value] for boxes in (self.aside, self.relaxed, self.included)
        )
        return State.of(self.report, self.reading.value, moved, *chosen)

    def reset(self) -> None:
        """Put all controls where the report has them."""
        self._is_resetting = True
        self.reading.value = READINGS[0]
        for control in self.ranges.values():
            control.reset()
        for box in (*self.aside.values(), *self.relaxed.values(), *self.included.values()):
            box.value = False
        self._is_resetting = False
        self._follow()

    def _make_controls(self) -> None:
        """Make a control for each thing that can be changed."""
        report = self.report
        self.figures = adjustables(report)
        words = {about: phrase("reading", about if about in READINGS[:3] else "within") for about in READINGS}
        options = [(capitalize(text.format(about=about)), about) for about, text in words.items()]
        self.reading = widgets.Dropdown(options=options, layout=widgets.Layout(width="min(100%, 40em)"))
        self.reading.observe(self._follow, "value")
        self.ranges = {one.variable: RangeControl(one, self._follow) for one in self.figures if one.variable}
        self.aside = {name: self._box(_aside(one, name)) for one in self.figures for name in one.printed}
        equations = report.identities[report.identities["relation"] == "="].index.unique()
        loose = report.relax(*equations)
        self.relaxed = {
            str(name): self._box(phrase("explore", "relax").format(assumption=assumption(loose, str(name))))
            for name in equations
        }
        self.included = {str(name): self._box(_claim(report, str(name))) for name in report.lead.index}

    def _make_answer(self) -> None:
        """Make the places of the verdict, the ranges and the picture."""
        self.verdict, self.possible, self.catches, self.picture = (widgets.HTML(layout=WIDE) for _ in range(4))
        self.parameters = widgets.Textarea(layout=widgets.Layout(width="100%", height="12em", display="none"))
        self.show_parameters = widgets.ToggleButton(description=phrase("explore", "parameters"))
        self.show_parameters.observe(self._reveal, "value")
        self.start_again = widgets.Button(description=phrase("explore", "reset"))
        self.start_again.on_click(lambda _: self.reset())

    def _box(self, words: str) -> widgets.Checkbox:
        """Make a box."""
        box = widgets.Checkbox(description=words, indent=False, layout=WIDE)
        box.observe(self._follow, "value")
        return box

    def _arranged(self) -> widgets.VBox:
        """Arrange the controls, and what follows beside them or, where that is too narrow, beneath them."""
        first = [one for one in self.figures if one.is_linked] or self.figures
        controls: list[widgets.Widget] = [*self.included.values(), *self.relaxed.values(), *map(self._row, first)]
        if rest := [self._row(one) for one in self.figures if one not in first]:
            more = widgets.Accordion([widgets.VBox(rest)])
            more.set_title(0, phrase("explore", "more").format(count=len(rest)))
            controls.append(more)
        columns = [
            widgets.VBox(controls, layout=COLUMN),
            widgets.VBox([self.verdict, self.catches, self.possible, self.picture], layout=BROADER),
        ]
        title = widgets.HTML(f'{STYLE}<p class="sectorbook-title">{escape_html(self.report.title)}</p>')
        top = widgets.HBox([self.reading, self.start_again, self.show_parameters], layout=ROW)
        return widgets.VBox([title, top, self.parameters, widgets.HBox(columns, layout=SIDE_BY_SIDE)])

    def _row(self, figure: Adjustable) -> widgets.Box:
        """Arrange the controls of a figure."""
        label = widgets.HTML(write_label(figure), layout=widgets.Layout(flex="1 1 auto"))
        boxes = widgets.VBox([self.aside[name] for name in figure.printed], layout=widgets.Layout(flex="0 0 auto"))
        if figure.variable not in self.ranges:
            return widgets.HBox([label, boxes])
        control = self.ranges[figure.variable]
        return widgets.VBox([label, widgets.HBox([control.low, control.slider, control.high, boxes])])

    def _reveal(self, change: dict[str, Any]) -> None:
        """Show the parameters, or hide them."""
        self.parameters.layout.display = "" if change["new"] else "none"

    def _follow(self, _: Any = None) -> None:
        """Answer at once, and let the picture follow when a reader rests."""
        if self._is_resetting:
            return
        for figure in self.figures:
            if figure.variable:
                self.ranges[figure.variable].switch(not all(self.aside[name].value for name in figure.printed))
        state = self.state
        self.parameters.value = state.as_parameters(self.name)
        try:
            result = state.reconcile(self.report)
            self.verdict.value, self.possible.value = write_answer(answers.answer(result, self._variables))
            self.catches.value = "" if result.is_feasible else self.catches.value
        except SectorbookError as error:
            self.verdict.value, self.possible.value = f"<p>{escape_html(str(error))}</p>", ""
            return
        self._later(result)

    def _later(self, result: Result) -> None:
        """Do what takes longer once nothing has changed for a moment; at once where no event loop runs."""
        if self._waiting:
            self._waiting.cancel()
        for late in (self.catches, self.picture):
            late.add_class(WAITING)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._complete(result)
        else:
            self._waiting = loop.call_later(REST, self._complete, result)

    def _complete(self, result: Result) -> None:
        """Say what cannot all be true, and draw the picture."""
        self.catches.value = write_catches(answers.catches(result))
        try:
            drawn = answers.picture(result, self._variables)
        except FigureError:  # more than fits the page, as with words of the report's own that are very long
            drawn = None
        self.picture.value = write_picture(drawn)
        for late in (self.catches, self.picture):
            late.remove_class(WAITING)


def _aside(figure: Adjustable, name: str) -> str:
    """Write the words of the box that sets a statement aside."""
    form = "aside" if len(figure.printed) == 1 else "aside_one"
    return phrase("explore", form).format(printed=figure.printed[name])


def _claim(report: Report, name: str) -> str:
    """Write the words of the box that includes a claim of the opening."""
    label = report.label_in_sentence(report.statements.at[name, "variable"])
    return phrase("explore", "opening").format(printed=quoted(report, name), label=label)
