"""What a reader has changed of a report: as a changed report, and as the text that gives it in a notebook."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Self

from sectorbook.ledger.report import Report
from sectorbook.reconcile.result import Result, reconcile

Ends = tuple[float, float]
"""Low and high end of a range; the high one may be infinite."""


@dataclass(frozen=True)
class State:
    """What is changed of a report.

    Attributes
    ----------
    about : str
        The reading.
    assumed : mapping of str to (float, float)
        Ranges in place of the printed ones, by variable.
    aside : tuple of str
        Core statements that are set aside; none of an assumed variable, whose statements are replaced.
    relaxed : tuple of str
        Identities that are read as "at most".
    included : tuple of str
        Claims of the opening that are held too.
    """

    about: str = "printed"
    assumed: Mapping[str, Ends] = field(default_factory=dict)
    aside: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()
    included: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        report: Report,
        about: str,
        moved: Mapping[str, Ends],
        aside: Collection[str],
        relaxed: Collection[str] = (),
        included: Collection[str] = (),
    ) -> Self:
        """Make the state of what a reader has set, where a figure can be moved and set aside.

        Parameters
        ----------
        report : Report
            The report as it was loaded.
        about : str
            The reading.
        moved : mapping
            Ranges by variable. One counts unless all that is printed of its variable is set aside.
        aside : collection of str
            Statements.
        relaxed, included : collection of str
            Identities and statements.

        Returns
        -------
        State
        """
        core = report.core["variable"]
        kept = set(core[~core.index.isin(list(aside))])
        assumed = {name: ends for name, ends in moved.items() if name in kept}
        replaced = set(core.index[core.isin(list(assumed))])
        return cls(
            about, assumed, tuple(name for name in aside if name not in replaced), tuple(relaxed), tuple(included)
        )

    def reconcile(self, report: Report) -> Result:
        """Reconcile a report with these changes.

        Parameters
        ----------
        report : Report

        Returns
        -------
        Result

        Raises
        ------
        SectorbookError
            Where an assumed range is none that its variable can have.
        """
        changed = report.assume(**self.assumed).without(*self.aside).relax(*self.relaxed)
        return reconcile(changed.including(*self.included) if self.included else changed, self.about)

    def as_parameters(self, report: str) -> str:
        """Write the state for a notebook's cell of parameters, and what no parameter says as code.

        Parameters
        ----------
        report : str
            Name or folder of the report.

        Returns
        -------
        str
            Python.
        """
        ranges = ", ".join(
            f"{_quoted(name)}: [{_end(low)}, {_end(high)}]" for name, (low, high) in self.assumed.items()
        )
        lines = [
            "# These take the places of the lines that begin in the same way in the cell of parameters.",
            f"report: str = {_quoted(report)}",
            f"about: str = {_quoted(self.about)}",
            f"assume: dict[str, list[float]] = {{{ranges}}}",
        ]
        calls = {"without": self.aside, "relax": self.relaxed, "including": self.included}
        changes = [
            f"changed = changed.{name}({', '.join(map(_quoted, names))})" for name, names in calls.items() if names
        ]
        if changes:
            lines += ["", "# What no parameter can say, as code:", "import sectorbook as sb", ""]
            lines += ["changed = sb.load_report(report).assume(**assume)", *changes]
            lines += ["result = sb.reconcile(changed, about=about)"]
        return "\n".join(lines)


def _quoted(text: str) -> str:
    """Write a text as Python does, in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def _end(number: float) -> str:
    """Write an end of a range as Python does."""
    return 'float("inf")' if math.isinf(number) else repr(float(number))
