"""Every error that sectorbook raises on purpose.

SectorbookError
├── LedgerError         a report's tables break a rule; carries every problem found
├── UnitMismatch        two units that cannot be compared or added
├── OpenEnd             draws of what has no end
├── Inconsistent        the statements and identities cannot all hold
├── ReadingError        a reading of "about" that does not exist
├── ParameterError      a notebook's parameters do not fit its `parameters` cell
├── NotebookError       a notebook failed while it ran
├── FigureError         a figure that cannot be published as asked
├── MissingExtra        what is asked for needs a package that is not installed
└── VerificationError   a ledger and the text of its source differ
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in a report's files, and what to do about it.

    `row` counts lines of the file as an editor does: the header is row 1. Row 0 means the file as a whole,
    an empty column the row as a whole.
    """

    file: str
    row: int
    column: str
    value: str
    what: str
    remedy: str

    def __str__(self) -> str:
        place = self.file
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        return f'{place}: {self.what} (found "{self.value}"). {self.remedy}'


class SectorbookError(Exception):
    """Base of every error that sectorbook raises on purpose."""


class LedgerError(SectorbookError):
    """Raised when a report's tables break a rule; `problems` has every one of them."""

    def __init__(self, report: str, problems: Sequence[Problem]) -> None:
        self.report = report
        self.problems = tuple(sorted(problems))
        count = f"{len(self.problems)} problem{'s' if len(self.problems) != 1 else ''}"
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"The report {report} cannot be loaded: {count}.\n{lines}")

    def __reduce__(self) -> tuple[type[LedgerError], tuple[str, tuple[Problem, ...]]]:
        """How it goes from process to process: by its parts, not by its message."""
        return LedgerError, (self.report, self.problems)


class UnitMismatch(SectorbookError):
    """Raised when two units cannot be compared or added; the message shows both."""


class Inconsistent(SectorbookError):
    """Raised when bounds are asked of statements and identities that cannot all hold."""


class OpenEnd(SectorbookError):
    """Raised when draws are asked of an indicator that has no end; the message names it."""


class ReadingError(SectorbookError):
    """Raised for a reading of "about" that does not exist; the message lists those that do."""


class ParameterError(SectorbookError):
    """Raised before a kernel starts, when parameters do not fit a notebook's `parameters` cell."""


class NotebookError(SectorbookError):
    """Raised when a cell fails; the message gives the notebook, the cell and the cell's own error."""


class FigureError(SectorbookError):
    """Raised when a figure cannot be published as asked."""


class VerificationError(SectorbookError):
    """Raised when a text cannot be held against a report's statements at all."""


class MissingExtra(SectorbookError, ImportError):
    """Raised where what is asked for needs a package of an extra that is not installed; the message names both."""


_PURPOSES = {
    "figures": "Figures need",
    "notebooks": "Running notebooks needs",
    "cluster": "A cluster needs",
    "site": "The site needs",
}
_PACKAGES = {"PIL": "pillow", "bs4": "beautifulsoup4", "yaml": "pyyaml"}
"""Packages whose modules have another name."""


def missing_extra(error: ModuleNotFoundError) -> ImportError:
    """The error to raise for a module that is not installed: `MissingExtra` if an extra brings it, else the same."""
    from importlib.metadata import PackageNotFoundError, requires

    module = (error.name or "").partition(".")[0]
    package = _PACKAGES.get(module, module).replace("_", "-").lower()
    try:
        requirements = requires("sectorbook") or []
    except PackageNotFoundError:  # its files are there, but nothing was installed
        return error
    wanted = re.compile(rf"{re.escape(package)}[^\w.-].*extra == ['\"](\w+)['\"]")
    extra = next((found[1] for requirement in requirements if (found := wanted.match(requirement))), None)
    if extra is None:
        return error
    return MissingExtra(
        f"{_PURPOSES[extra]} {package}, which is not installed: install sectorbook with its extra [{extra}], "
        f'as in pip install "CLONE-OR-WHEEL[{extra}]"'
    )
