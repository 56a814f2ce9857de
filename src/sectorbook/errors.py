"""Exceptions that sectorbook raises on purpose, all derived from `SectorbookError`, and the parts of their messages."""

import difflib
import linecache
import re
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Self


@dataclass(frozen=True, order=True)
class Problem:
    """A mistake in a report's files, where it is, and what to do about it.

    Attributes
    ----------
    file : str
        Name of the file.
    row : int
        Line of the file, as an editor counts them: the header is row 1. 0 stands for the file as a whole.
    column : str
        Name of the column; empty for the row as a whole.
    value : str
        Contents of the cell.
    what : str
        What is wrong, as a clause.
    remedy : str
        What to do about it, as a sentence.
    """

    file: str
    row: int
    column: str
    value: str
    what: str
    remedy: str

    def __str__(self) -> str:
        place = shown(self.file)
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", column {shown(self.column)}"
        return f'{place}: {shown(self.what, 400)} (found "{shown(self.value)}"). {self.remedy}'


CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff]")
"""Signs that steer a terminal or turn the order of text round, line ends among them, and halves of characters."""


def _code(frame: FrameType, line: int) -> str:
    """Return a line of the code that a frame runs."""
    return linecache.getline(frame.f_code.co_filename, line, frame.f_globals).strip()


def shown(value: str, most: int = 120) -> str:
    """Write a value for a message: on one line, what cannot be seen as its code, and not longer than a line bears.

    Parameters
    ----------
    value : str
        The value.
    most : int, default 120
        How many characters are kept.

    Returns
    -------
    str
        The value, shortened by "..." where it is longer.
    """
    kept = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in value[:most])
    return kept if len(value) <= most else f"{kept}..."


MOST_PROBLEMS = 20
"""How many problems a message lists; the rest are counted."""


def listed(problems: Sequence[object], most: int = MOST_PROBLEMS) -> list[str]:
    """Write problems for a message, and the number of those that it has no room for.

    Parameters
    ----------
    problems : sequence
        The problems, each of which can be written as text.
    most : int, default 20
        How many are written.

    Returns
    -------
    list of str
        A line for each, and one for the rest.
    """
    more = len(problems) - most
    rest = f"And {more:,} more problem{'s' if more > 1 else ''}."
    return [*map(str, problems[:most]), *([rest] if more > 0 else [])]


class SectorbookError(Exception):
    """Base class of the errors that sectorbook raises on purpose."""

    on_command_line = ""
    """The message of the command, where something else is to be done there than in a cell; empty where not."""

    def with_command(self, message: str) -> Self:
        """Set the message of the command.

        Parameters
        ----------
        message : str
            What is wrong, and what to do on the command line.

        Returns
        -------
        SectorbookError
            The same.
        """
        self.on_command_line = message
        return self

    def _render_traceback_(self) -> list[str]:
        """Show in IPython what went wrong and in which line of the cell, without the lines of libraries."""
        *calls, _raised = traceback.walk_tb(self.__traceback__)
        own = [(frame, line) for frame, line in calls if frame.f_globals.get("__name__") == "__main__"]
        where = [f"in line {line}: {_code(frame, line)}" for frame, line in own[-1:]]
        return [f"{type(self).__name__}: {self}", *where]


class InputError(SectorbookError):
    """Raised for a file of another's that cannot be read.

    Parameters
    ----------
    file : str
        Its name.
    what : str
        What is wrong, as a clause.
    remedy : str
        What to do about it, as a sentence.
    """

    def __init__(self, file: str, what: str, remedy: str) -> None:
        super().__init__(f"{shown(file)}: {what}. {remedy}")
        self.file, self.what, self.remedy = file, what, remedy

    def __reduce__(self) -> tuple[type[Self], tuple[str, str, str]]:
        """Pickle the parts of the message."""
        return type(self), (self.file, self.what, self.remedy)

    @property
    def problem(self) -> Problem:
        """What is wrong, among other problems of a package."""
        return Problem(self.file, 0, "", "the file", self.what, self.remedy)


class LedgerError(SectorbookError):
    """Raised when a report's tables break a rule.

    Parameters
    ----------
    report : str
        The report's name.
    problems : sequence of Problem
        Everything that is wrong with it.

    Attributes
    ----------
    problems : tuple of Problem
        All of them, in the order of files and rows.
    """

    def __init__(self, report: str, problems: Sequence[Problem]) -> None:
        self.report = report
        self.problems = tuple(sorted(problems))
        count = f"{len(self.problems):,} problem{'s' if len(self.problems) != 1 else ''}"
        lines = "\n".join(f"  {line}" for line in listed(self.problems))
        super().__init__(f"The report {shown(report)} cannot be loaded: {count}.\n{lines}")

    def __reduce__(self) -> tuple[type[Self], tuple[str, tuple[Problem, ...]]]:
        """Pickle the report's name and the problems; by default only the message would be kept."""
        return type(self), (self.report, self.problems)


class ReviewError(SectorbookError):
    """Raised when a table of decisions cannot be taken back.

    Parameters
    ----------
    file : str
        The table's name.
    problems : sequence of Problem
        Everything that is wrong with it.
    """

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        self.file, self.problems = file, tuple(sorted(problems))
        count = f"{len(self.problems):,} problem{'s' if len(self.problems) != 1 else ''}"
        lines = "\n".join(f"  {line}" for line in listed(self.problems))
        super().__init__(f"{file} was not taken, and nothing is changed: {count}.\n{lines}")

    def __reduce__(self) -> tuple[type[Self], tuple[str, tuple[Problem, ...]]]:
        """Pickle the table's name and the problems."""
        return type(self), (self.file, self.problems)


class UnitMismatch(SectorbookError):
    """Raised when two units cannot be compared or added; the message shows both."""


class Inconsistent(SectorbookError):
    """Raised when bounds are requested of statements and identities that cannot all hold."""


class OpenEnd(SectorbookError):
    """Raised when an indicator that has to be bounded is not; the message names it."""


class FormulaError(SectorbookError):
    """Raised for a formula that cannot be read or computed; the message shows it and what to write instead."""


class ReadingError(SectorbookError):
    """Raised for an unknown reading of "about"; the message lists those that exist."""


class ParameterError(SectorbookError):
    """Raised when parameters do not fit a notebook's `parameters` cell, before a kernel starts."""


class NotebookError(SectorbookError):
    """Raised when a notebook cannot be run or one of its cells fails; the message names notebook, cell and cause."""


class FigureError(SectorbookError):
    """Raised when a figure cannot be published, exported or checked."""


class NoRoom(FigureError):
    """Raised when a drawing does not fit a profile's page.

    Parameters
    ----------
    reason : str
        What does not fit, as a clause.
    remedy : str
        What to do about it, as a sentence.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason[0].upper()}{reason[1:]}. {remedy}")
        self.reason = reason


class FolderInUse(SectorbookError):
    """Raised when another run writes to the folder that a run is to write to; nothing is changed then."""


class VerificationError(SectorbookError):
    """Raised when a text and a report's statements cannot be compared at all."""


class DocumentError(SectorbookError):
    """Raised when a document's text cannot be read; the message names the file and what to do."""


class MissingExtra(SectorbookError, ImportError):
    """Raised where a package of an extra is needed and not installed; the message names both."""


_PURPOSES = {
    "figures": "Figures need",
    "notebooks": "Running notebooks needs",
    "cluster": "A cluster needs",
    "draft": "Reading this kind of document needs",
    "site": "The site needs",
}
_PACKAGES = {
    "PIL": "pillow",
    "bs4": "beautifulsoup4",
    "docx": "python-docx",
    "markdown_it": "markdown-it-py",
    "yaml": "pyyaml",
}
"""Packages by module, where the two have different names."""


def suggestion(name: str, known: Iterable[str], otherwise: str, limit: int = 1, cutoff: float = 0.6) -> str:
    """Suggest a known name for a misspelt one, as a sentence for an error message.

    Parameters
    ----------
    name : str
        The unknown name.
    known : iterable of str
        The names that exist.
    otherwise : str
        The sentence to use where no known name resembles it.
    limit : int, default 1
        How many names to suggest at most.
    cutoff : float, default 0.6
        Similarity from 0 to 1 from which a name is suggested, as in `difflib.get_close_matches`.

    Returns
    -------
    str
        Such as ``Did you mean "revenue"?``, or `otherwise`.
    """
    near = sorted(difflib.get_close_matches(name, list(known), n=limit, cutoff=cutoff))
    quoted = " or ".join(f'"{match}"' for match in near)
    return f"Did you mean {quoted}?" if near else otherwise


def explain_missing(load: Callable[[str], object]) -> Callable[[str], object]:
    """Wrap a package's `__getattr__`: a name whose packages are not installed raises `MissingExtra`.

    Parameters
    ----------
    load : callable
        Loads a public name of the package.

    Returns
    -------
    callable
        The same, with `MissingExtra` in place of the error of an import.
    """

    def load_or_explain(name: str) -> object:
        try:
            return load(name)
        except ModuleNotFoundError as error:
            raise missing_extra(error) from None

    return load_or_explain


def missing_extra(error: ModuleNotFoundError) -> ImportError:
    """Return the error to raise for a module that is not installed.

    Parameters
    ----------
    error : ModuleNotFoundError
        The error of the import that failed.

    Returns
    -------
    ImportError
        A `MissingExtra` that names the extra where one of sectorbook's brings the package, else `error` itself.
    """
    from importlib.metadata import PackageNotFoundError, requires

    module = (error.name or "").partition(".")[0]
    package = _PACKAGES.get(module, module).replace("_", "-").lower()
    try:
        requirements = requires("sectorbook") or []
    except PackageNotFoundError:  # imported from its sources, without being installed
        return error
    pattern = re.compile(rf"{re.escape(package)}[^\w.-].*extra == ['\"](\w+)['\"]")
    extra = next((match[1] for requirement in requirements if (match := pattern.match(requirement))), None)
    if extra is None:
        return error
    return MissingExtra(
        f"{_PURPOSES[extra]} {package}, which is not installed: install sectorbook with its extra [{extra}], "
        f'as in pip install "CLONE-OR-WHEEL[{extra}]"'
    )
