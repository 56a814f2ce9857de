"""Check values of parameters as a notebook declares them.

The same check is made of values on the command line, before a kernel starts, and of those that a cell was run with,
where the notebook loads its report.
"""

import ast
import math
import sys
from collections.abc import Callable, Iterator, Mapping
from numbers import Real
from pathlib import Path
from typing import Any

import pydantic

from sectorbook.errors import CONTROL, ParameterError, SectorbookError, listed, shown, suggestion
from sectorbook.figures.profiles import parse_profiles
from sectorbook.ledger import report as ledger
from sectorbook.ledger.readings import check_reading
from sectorbook.pages.declarations import COMPARISONS, Parameter, limits, read_declarations

VALUE_CHECKS: dict[str, Callable[[Any], object]] = {
    "report": ledger.find_report,
    "profile": parse_profiles,
    "about": check_reading,
}
"""Further checks of parameters that mean the same in every notebook, by name."""
LONGEST_TEXT, MOST_PARTS = 1000, 1000
"""How long a text in a parameter may be, and how many parts a list may have."""


def load_report(report: str | Path) -> ledger.Report:
    """Load a report, in a notebook once its parameters have been checked.

    Parameters
    ----------
    report : str or Path
        Name of a report of the workspace in use, or the path of a folder. The workspace is the current folder, or the
        nearest one above it, that has a folder `data` with `reports` or `indicators.csv`. A folder outside any is read
        with the catalogue that comes with the package.

    Returns
    -------
    Report
        The report. Its core statements and identities need not be able to hold all at once: see `reconcile`.

    Raises
    ------
    ParameterError
        Where the notebook's cell of parameters was run with a value that does not fit.
    LedgerError
        With all problems of the report's files: file, row, column, value, and what to do.
    SectorbookError
        Where there is no such report, or no workspace to look for its name in.
    """
    if shell := getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)():
        check_values(shell.user_ns)
    return ledger.load_report(report)


def check_values(namespace: Mapping[str, Any]) -> None:
    """Check the values of a running notebook's parameters, as the cell that was run last declares them.

    Parameters
    ----------
    namespace : mapping
        The notebook's variables, and in `In` the sources of the cells that were run.

    Raises
    ------
    ParameterError
        With every parameter that does not fit.
    """
    source = next(filter(_is_declaration, reversed(namespace.get("In", []))), "")
    known = read_declarations(source, "this notebook", namespace)
    check_parameters({name: parameter.default for name, parameter in known.items()}, known, "This notebook")


def check_parameters(given: dict[str, Any], known: dict[str, Parameter], notebook: str) -> None:
    """Check values against a notebook's parameters.

    Parameters
    ----------
    given : dict
        Values by name.
    known : dict of str to Parameter
        The notebook's parameters.
    notebook : str
        Its file name, for messages.

    Raises
    ------
    ParameterError
        With every parameter that is unknown, of the wrong type, or refers to something that does not exist.
    """
    problems = list(_problems(given, known))
    if len(problems) == 1:
        raise ParameterError(f"{notebook} cannot run with this parameter: {problems[0]}")
    if problems:
        lines = "\n".join(f"  {problem}" for problem in listed(problems))
        raise ParameterError(f"{notebook} cannot run with these parameters:\n{lines}")


def check_value(parameter: Parameter, value: Any) -> None:
    """Check a value.

    Parameters
    ----------
    parameter : Parameter
        The parameter that it is for.
    value : object

    Raises
    ------
    ParameterError, SectorbookError
        Where it is of another type, out of the range, or refers to something that does not exist.
    """
    _check_texts(parameter.name, value)
    try:
        parameter.adapter.validate_python(value, strict=True)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, (parameter.name, *first["loc"])))
        found = shown(repr(first["input"]))
        raise ParameterError(f'"{where}" is {found}, the type is {parameter.type}. {first["msg"]}.') from None
    if isinstance(value, Real) and not all(COMPARISONS[words](value, end) for words, end in limits(parameter.range)):
        raise ParameterError(f'"{parameter.name}" is {shown(str(value))}. It has to be {parameter.range}.')
    if isinstance(value, float) and not math.isfinite(value):
        raise ParameterError(f'"{parameter.name}" is {value}. Give a finite number.')
    if parameter.name in VALUE_CHECKS:
        if not isinstance(value, str):
            raise ParameterError(f'"{parameter.name}" is {shown(repr(value))}. Give a text.')
        try:
            VALUE_CHECKS[parameter.name](value)
        except SectorbookError as error:
            raise ParameterError(f'"{parameter.name}": {error}') from None
    if parameter.only and not ledger.is_copy_of(value, parameter.only):
        raise ParameterError(
            f'"{parameter.name}" is "{shown(value)}", and the notebook argues about {parameter.only} alone. '
            f"For another report: sectorbook audit {shown(value)}"
        )


def _check_texts(name: str, value: Any) -> None:
    """Raise `ParameterError` for a text in a value that is too long or cannot be shown, or for too many parts."""
    parts = list(value.items()) if isinstance(value, dict) else value if isinstance(value, list | tuple | set) else []
    if len(parts) > MOST_PARTS:
        raise ParameterError(f'"{name}" has {len(parts):,} parts. Give at most {MOST_PARTS:,}.')
    for part in parts:
        _check_texts(name, part)
    if isinstance(value, str) and (len(value) > LONGEST_TEXT or CONTROL.search(value)):
        what = f"has {len(value):,} signs" if len(value) > LONGEST_TEXT else "holds a sign that cannot be seen"
        raise ParameterError(f'"{name}" is "{shown(value)}", which {what}. Give a line of at most {LONGEST_TEXT:,}.')


def _problems(given: Mapping[str, Any], known: Mapping[str, Parameter]) -> Iterator[str]:
    """Yield what is wrong with values."""
    for name, value in given.items():
        if name not in known:
            hint = suggestion(name, known, f"It has {', '.join(known) or 'none'}.")
            yield f'There is no parameter "{shown(name)}". {hint}'
            continue
        try:
            check_value(known[name], value)
        except ParameterError as error:
            yield str(error)


def _is_declaration(source: str) -> bool:
    """Tell whether a cell is one of parameters: nothing but assignments with types, that of a report among them."""
    try:
        body = ast.parse(source).body if "report" in source else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    assigned = [line for line in body if isinstance(line, ast.AnnAssign | ast.Assign)]
    typed = {ast.unparse(line.target) for line in assigned if isinstance(line, ast.AnnAssign)}
    return len(assigned) == len(body) and "report" in typed
