"""The pytest plugin: documents named in the ini option `sectorbook_check_text` are tests, one each.

    [tool.pytest.ini_options]
    sectorbook_check_text = ["docs/*.md = NAME", "texts/report.docx = NAME 5%"]

A line has a pattern of paths from the root folder, the report, and the reading of "about" if it is not `printed`.
Without lines nothing is collected, and nothing of sectorbook is imported but this module.
"""

import warnings
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import pytest

OPTION = "sectorbook_check_text"


class Pattern(NamedTuple):
    """A line of the option: which documents are about which report, under which reading."""

    paths: str
    report: str
    about: str


PATTERNS = pytest.StashKey[list[Pattern]]()


class ComplaintsError(Exception):
    """Raised where numbers of a document are changed or unknown."""


class QuotedButContradicted(pytest.PytestWarning):
    """Told where a number is quoted correctly and contradicted by the report's other figures."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option.

    Parameters
    ----------
    parser : pytest.Parser
    """
    help_text = "documents whose numbers are held against a report: lines such as docs/*.md = NAME"
    parser.addini(OPTION, help_text, type="linelist")


def pytest_configure(config: pytest.Config) -> None:
    """Read the lines of the option.

    Parameters
    ----------
    config : pytest.Config

    Raises
    ------
    pytest.UsageError
        For a line that cannot be read.
    """
    config.stash[PATTERNS] = [_pattern(line) for line in config.getini(OPTION)]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a document that a line names.

    Parameters
    ----------
    file_path : Path
        Any file that pytest comes by.
    parent : pytest.Collector
        The folder.

    Returns
    -------
    pytest.Collector or None
    """
    config = parent.config
    if not config.stash[PATTERNS] or not file_path.is_relative_to(config.rootpath):
        return None
    name = file_path.relative_to(config.rootpath).as_posix()
    pattern = next((one for one in config.stash[PATTERNS] if fnmatchcase(name, one.paths)), None)
    return Document.from_parent(parent, path=file_path, pattern=pattern) if pattern else None


def _pattern(line: str) -> Pattern:
    """Read a line of the option; raise `pytest.UsageError` for one that cannot be read."""
    paths, equals, rest = (part.strip() for part in line.partition("="))
    words = rest.split()
    if not paths or not equals or len(words) not in (1, 2):
        raise pytest.UsageError(f'{OPTION}: "{line}" is no line such as "docs/*.md = NAME" or "docs/*.md = NAME 5%".')
    return Pattern(paths, words[0], words[1] if len(words) > 1 else "printed")


class Document(pytest.File):
    """A document about a report."""

    def __init__(self, pattern: Pattern, **others: object) -> None:
        super().__init__(**others)  # type: ignore[arg-type]
        self.pattern = pattern

    def collect(self) -> Iterator[pytest.Item]:
        """Yield its one test."""
        yield DocumentNumbers.from_parent(self, name="numbers")


class DocumentNumbers(pytest.Item):
    """The test that no number of a document is changed or unknown."""

    def runtest(self) -> None:
        """Give a verdict on each number; raise `ComplaintsError` where one is wrong."""
        from sectorbook.analysis.check_text import check_documents, write_table
        from sectorbook.ledger.workspace import use_workspace

        document = self.parent
        assert isinstance(document, Document)
        with use_workspace(self.config.rootpath):
            [(_, numbers)] = check_documents([self.path], document.pattern.report, document.pattern.about)
        for number in numbers:
            if number.but:
                self._warn(f"“{number.number}” ({number.place}) is quoted, but {number.but}", number.line)
        complaints = [number for number in numbers if number.is_complaint]
        if complaints:
            raise ComplaintsError(write_table(complaints))

    def _warn(self, text: str, line: int) -> None:
        """List a warning in pytest's summary; it is no failure where warnings are errors."""
        from sectorbook.formats.terminal import for_terminal

        with warnings.catch_warnings():
            warnings.simplefilter("always", QuotedButContradicted)
            warnings.warn_explicit(QuotedButContradicted(for_terminal(text)), None, str(self.path), line or 1)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any, **__: Any) -> Any:
        """Show complaints and errors of ours without a traceback.

        Parameters
        ----------
        excinfo : pytest.ExceptionInfo
            What was raised.

        Returns
        -------
        object
            Text, or what pytest makes of an error that is not ours.
        """
        from sectorbook.errors import SectorbookError
        from sectorbook.formats.terminal import for_terminal

        if isinstance(excinfo.value, (ComplaintsError, SectorbookError)):
            return for_terminal(str(excinfo.value))
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return where the test stands and what it is called."""
        return self.path, None, f"numbers of {self.path.name}"
