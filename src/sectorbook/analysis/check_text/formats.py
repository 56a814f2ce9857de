"""The verdicts on a document's numbers as a table, as JUnit XML, and as annotations on GitHub."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree import ElementTree

from sectorbook.analysis.check_text.verdicts import CheckedNumber
from sectorbook.formats.markup import legal_in_xml
from sectorbook.staging import write_file
from sectorbook.values.wording import capitalize, join_words

WIDEST = 40
"""How many characters of a number a table shows."""
LEVELS = {"changed": "error", "unknown": "error", "unclear": "warning", "quoted, but": "warning"}
"""Verdicts that are annotated, and how."""
COUNTED_AS = {"quoted, but": "quoted but contradicted"}
"""How verdicts are counted, where not by their names."""


def write_table(numbers: Sequence[CheckedNumber]) -> str:
    """Write the verdicts as a table with a count below.

    Parameters
    ----------
    numbers : sequence of CheckedNumber
        As from `check_text`.

    Returns
    -------
    str
        Several lines: place, number, verdict, and what it is or what is wrong.
    """
    rows = [(one.place, _short(one.number), one.judged, describe(one)) for one in numbers]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    counts = Counter(one.judged for one in numbers)
    total = ", ".join(f"{counts[verdict]} {COUNTED_AS.get(verdict, verdict)}" for verdict in counts)
    count = f"{len(numbers)} number{'' if len(numbers) == 1 else 's'}{': ' if total else ''}{total}."
    return "\n".join([*lines, count, *_warning(numbers)])


def _warning(numbers: Sequence[CheckedNumber]) -> list[str]:
    """Repeat below the table what is quoted correctly and contradicted by the report's other figures."""
    doubtful = [f"{_short(one.number)} ({one.place})" for one in numbers if one.but]
    if not doubtful:
        return []
    are, it = ("is", "it") if len(doubtful) == 1 else ("are", "them")
    told = f"{join_words(doubtful)} {are} quoted correctly, but the report's other figures contradict {it}."
    return [f"{told} Say so in the text, or ask the publisher."]


def describe(number: CheckedNumber) -> str:
    """Describe a number in a few words: what it is about and where it is from, or what is wrong.

    Parameters
    ----------
    number : CheckedNumber
        Any.

    Returns
    -------
    str
        One line.
    """
    origin = ": ".join(filter(None, (capitalize(number.about), number.source)))
    ids = f" [{number.ids}]" if number.ids else ""
    return " ".join("; ".join(filter(None, (number.but, number.what, origin))).split()) + ids


def _short(text: str) -> str:
    """Shorten a number's words for a table, without control characters."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    return shown if len(shown) <= WIDEST else f"{shown[: WIDEST - 3]}..."


def write_annotations(file: Path, numbers: Iterable[CheckedNumber]) -> list[str]:
    """Write what GitHub shows beside the lines of a file.

    Parameters
    ----------
    file : Path
        The document, as the repository names it.
    numbers : iterable of CheckedNumber
        As from `check_text`.

    Returns
    -------
    list of str
        A workflow command for each number that is changed or unknown (errors), unclear or contradicted (warnings).
    """
    return [
        f"::{LEVELS[one.judged]} {_properties(file, one)}::{_data(f'{one.number}: {describe(one)}')}"
        for one in numbers
        if one.judged in LEVELS
    ]


def _properties(file: Path, number: CheckedNumber) -> str:
    """Write where an annotation belongs, and its title."""
    named = {"file": file.as_posix(), "line": str(number.line or ""), "title": f"{number.judged}, {number.place}"}
    return ",".join(f"{name}={_property(value)}" for name, value in named.items() if value)


def _data(text: str) -> str:
    """Escape the message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape a property of a workflow command."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def write_junit(documents: Iterable[tuple[Path, Sequence[CheckedNumber]]], file: Path) -> None:
    """Write the verdicts as JUnit XML: a suite a document, a case a number.

    Parameters
    ----------
    documents : iterable of (Path, sequence of CheckedNumber)
        Each document with its verdicts.
    file : Path
        The file to write; it is replaced as a whole.
    """
    root = ElementTree.Element("testsuites", name="sectorbook check-text")
    for document, numbers in documents:
        root.append(_suite(document, numbers))
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode", xml_declaration=False)
    write_file(file, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')


def _suite(document: Path, numbers: Sequence[CheckedNumber]) -> ElementTree.Element:
    """Return the suite of a document."""
    failures = str(sum(one.is_complaint for one in numbers))
    counts = {"tests": str(len(numbers)), "failures": failures, "errors": "0", "skipped": "0", "time": "0"}
    suite = ElementTree.Element("testsuite", {"name": legal_in_xml(document.as_posix()), **counts})
    for at, number in enumerate(numbers, 1):
        suite.append(_case(document, at, number))
    return suite


def _case(document: Path, at: int, number: CheckedNumber) -> ElementTree.Element:
    """Return the case of a number: a failure for a complaint, output for anything else."""
    name = legal_in_xml(f"{at}, {number.place}: {number.number}")
    case = ElementTree.Element("testcase", {"name": name, "classname": legal_in_xml(document.as_posix()), "time": "0"})
    text = legal_in_xml(f"{number.judged}: {describe(number)}")
    if number.is_complaint:
        failure = ElementTree.SubElement(case, "failure", {"message": text, "type": number.verdict})
        failure.text = text
    else:
        ElementTree.SubElement(case, "system-out").text = text
    return case
