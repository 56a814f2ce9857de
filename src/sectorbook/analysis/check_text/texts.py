"""A sentence or two checked in a cell, and shown there as a table."""

from __future__ import annotations

from sectorbook.analysis.check_text import verdicts
from sectorbook.analysis.check_text.formats import describe, write_table
from sectorbook.analysis.check_text.verdicts import CheckedNumber
from sectorbook.formats.markup import html_line, html_table
from sectorbook.ledger.drafting.documents import plain_paragraphs
from sectorbook.ledger.report import Report, load_report, only_report
from sectorbook.reconcile.result import reconcile

HEADS = ("Number", "Verdict", "What the report says")
NOTHING = "No number was found that could be a figure."


class CheckedText(list[CheckedNumber]):
    """The verdicts on the numbers of a text, which a cell shows as a table."""

    def __repr__(self) -> str:
        """Display them as the command does."""
        return write_table(self) if self else NOTHING

    def _repr_html_(self) -> str:
        """Display them in a notebook."""
        if not self:
            return html_line(NOTHING)
        return html_table([(one.number, one.judged, describe(one)) for one in self], HEADS)


def check_text(text: str, report: Report | str = "", about: str = "printed") -> CheckedText:
    """Check the numbers of a sentence or a text against a report.

    Parameters
    ----------
    text : str
        Plain text.
    report : Report or str
        A report, its name or its folder; by default the workspace's only one.
    about : str, default "printed"
        The reading of "about" that computed numbers follow, as in `reconcile`.

    Returns
    -------
    CheckedText
        A list of the verdicts, in the order of the text: quoted, computed, changed, unknown or unclear.

    Raises
    ------
    SectorbookError
        Where there is no such report or reading.
    """
    known = report if isinstance(report, Report) else load_report(report or only_report())
    return CheckedText(verdicts.check_text(plain_paragraphs(text), reconcile(known, about)))
