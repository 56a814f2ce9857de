"""Notes on numbers: each number of an output is a button that shows what it is and which rows it rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from sectorbook.formats.markup import escape_html
from sectorbook.ledger.context import Context
from sectorbook.ledger.report import Report
from sectorbook.reconcile.formulas import NAME
from sectorsite.links import ROOT, cited, context_link, in_words, listed_rows, paragraph, row_link

Number = dict[str, Any]
"""A number of an output, as `Written.as_json` describes it."""
JOINER = "\u2060"
NOBODY = ("nobody", "not recorded")
COUNTED = "counted"
ROW = 'a[href*="statements.csv#row="]'
"""Selects what `Page.row` links to."""


class Notes:
    """The notes of one page, collected for its end.

    Parameters
    ----------
    root : str
        Path from the page to the site's root, such as "../"; empty at the root.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self._notes: dict[str, str] = {}

    def button(self, words: str, note: str) -> str:
        """A number as a button that shows its note.

        Parameters
        ----------
        words : str
            The number as it is written.
        note : str
            The note in HTML.

        Returns
        -------
        str
            HTML.
        """
        text = f"<p>{note}</p>".replace(ROOT, self.root)
        name = self._notes.setdefault(text, f"origin-{len(self._notes) + 1}")
        attributes = f'popovertarget="{name}" aria-describedby="{name}"'
        return f'<button type="button" class="number" {attributes}>{escape_html(words)}</button>'

    def html(self) -> str:
        """All notes, for the end of the page.

        Returns
        -------
        str
            HTML.
        """
        return "\n".join(f'<div popover id="{name}" class="origin">{note}</div>' for note, name in self._notes.items())


class Marker:
    """Marks the numbers of outputs on one report.

    Parameters
    ----------
    notes : Notes
        The notes of the page.
    report : Report
        The report that the outputs are about.
    context : Context or None
        What is published around it.
    others : mapping, optional
        Other reports, by their names, which some numbers of the outputs are of.
    """

    def __init__(
        self,
        notes: Notes,
        report: Report,
        context: Context | None = None,
        others: Mapping[str, Report] = MappingProxyType({}),
    ) -> None:
        self.notes, self._report, self._context, self._others = notes, report, context, others

    def text(self, html: str, plain: str, numbers: Sequence[Number]) -> str:
        """A text with its numbers marked.

        Parameters
        ----------
        html : str
            The text in HTML.
        plain : str
            The same as plain text, in which the numbers have their places.
        numbers : sequence of dict
            The numbers, in the order of the text.

        Returns
        -------
        str
            HTML with buttons.
        """
        soup = BeautifulSoup(html.replace("$<span></span>", "$"), "html.parser")
        waiting = [(plain[slice(*number["at"])], number) for number in numbers]
        for node in list(soup.find_all(string=True)):
            if isinstance(node, NavigableString) and waiting and str(node).strip():
                node.replace_with(BeautifulSoup(self._marked(str(node), waiting), "html.parser"))
        return str(soup)

    def table(self, html: str, numbers: Sequence[Number]) -> str:
        """A table with its numbers marked, whose links to rows of the report lead to the site's ledger.

        Parameters
        ----------
        html : str
            The table in HTML.
        numbers : sequence of dict
            The numbers, with the row and column of their cells.

        Returns
        -------
        str
            HTML with buttons.
        """
        soup = BeautifulSoup(html, "html.parser")
        rows = [row.find_all(["td", "th"]) for row in soup.select("tbody tr")]
        for number in numbers:
            row, column = number["cell"]
            self._mark_cell(rows[row][column], number)
        for link in soup.select(ROW):
            own = row_link(self._report, link.get_text()).replace(ROOT, self.notes.root)
            link.replace_with(BeautifulSoup(own, "html.parser"))
        return str(soup)

    def note(self, number: Number) -> str:
        """The note of a number.

        Parameters
        ----------
        number : dict
            With its formula and the rows that it rests on.

        Returns
        -------
        str
            HTML.
        """
        if number.get("report", self._report.slug) in self._others:
            own = Marker(self.notes, self._others[number["report"]], self._context)
            return own.note(number)
        how = str(number["how"])
        if how in self._report.statements.index:
            return self._printed(how)
        if row := self._context_row(how):
            return row
        if how == COUNTED:
            return f"<strong>Counted</strong> in the figures of “{escape_html(self._report.title)}”."
        if not number["rows"]:
            return f"<strong>Supposed</strong> in this notebook: {escape_html(how)}."
        rests = listed_rows(self._report, self._context, number["rows"])
        if how in self._report.variables.index:
            return (
                f"<strong>Computed</strong>: {escape_html(self._report.label(how))}, the tightest range that the "
                f"figures allow together. It is held by {rests}."
            )
        formula = NAME.sub(lambda match: self._named(match[0]), how)
        return f"<strong>Computed</strong>: {escape_html(formula)}. It rests on {rests}."

    def _marked(self, text: str, waiting: list[tuple[str, Number]]) -> str:
        """Mark in a text the numbers that are waiting for it, in their order."""
        parts, begin = [], 0
        while waiting and (place := text.find(waiting[0][0], begin)) >= 0:
            words, number = waiting.pop(0)
            parts += [escape_html(text[begin:place]), self.notes.button(words, self.note(number))]
            begin = place + len(words)
        return _kept_together("".join([*parts, escape_html(text[begin:])]))

    def _mark_cell(self, cell: Tag, number: Number) -> None:
        """Make a cell's content a button."""
        words = cell.get_text()
        cell.clear()
        cell.append(BeautifulSoup(self.notes.button(words, self.note(number)), "html.parser"))

    def _printed(self, name: str) -> str:
        """Write the note of a statement."""
        report = self._report
        row = report.statements.loc[name]
        by = row["attributed_to"]
        attributed = f" Attributed to {escape_html(by)}." if by and not by.startswith(NOBODY) else ""
        return (
            f"<strong>Printed</strong>: “{escape_html(row['printed'])}”, {escape_html(report.label(row['variable']))}. "
            f"{row_link(report, name)}: {cited(report, row['source'])}{paragraph(row)}.{attributed}"
        )

    def _context_row(self, name: str) -> str:
        """Write the note of a row of the context; empty where there is none."""
        for table in self._context.tables.values() if self._context else ():
            if self._context and name in table.index:
                row = table.loc[name]
                of = escape_html(f"{row['subject']}, {in_words(row['measure'])}, {row['period']}")
                source = cited(self._context, row["source"])
                return (
                    f"<strong>Printed</strong>: “{escape_html(row['printed'])}”, {of}. {context_link(name)}: {source}. "
                    f"Standing: {escape_html(row['standing'])}."
                )
        return ""

    def _named(self, name: str) -> str:
        """Name a variable or row of a formula for a reader."""
        if name in self._report.variables.index:
            return self._report.label_in_sentence(name)
        if name in self._report.statements.index:
            return f"“{self._report.statements.at[name, 'printed']}”"
        for table in self._context.tables.values() if self._context else ():
            if name in table.index:
                return f"“{table.at[name, 'printed']}”"
        return {"low": "low end of ", "high": "high end of "}.get(name, name)


def _kept_together(text: str) -> str:
    """Prevent line breaks between a button and the bracket or stop beside it."""
    return re.sub(r"\((?=<button)", f"({JOINER}", re.sub(r"</button>(?=[).,;:])", f"</button>{JOINER}", text))
