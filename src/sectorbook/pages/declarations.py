"""Parameters as a notebook's cell declares them, with types and ranges, and the check of values against them.

The same check is made of values on the command line, before a kernel starts, and of those that a cell was run with,
where the notebook loads its report. A line of the cell is an assignment with a type; its comment may end with a range:

    years: float = 2.0  # in so many years (above 0)
    survey_size: int = 50  # supposed number of firms that answered (1 to 300)

or "at least", "at most" and "below", two of them with a comma between. Types and ranges are read, never evaluated.
That of the report may end with the only one that the notebook is about:

    report: str = "nepal-2022"  # only (nepal-2022)
"""

import ast
import io
import math
import operator
import re
import sys
import tokenize
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from typing import Any

import pydantic

from sectorbook.errors import CONTROL, ParameterError, SectorbookError, listed, shown, suggestion
from sectorbook.figures.profiles import parse_profiles
from sectorbook.ledger import report as ledger
from sectorbook.ledger.readings import check_reading
from sectorbook.ledger.workspace import SLUG

TYPES: dict[str, Any] = {kind.__name__: kind for kind in (str, int, float, bool, list, dict, tuple, set)}
TYPES |= {name: getattr(typing, name) for name in ("Any", "Literal", "Optional", "Union")}
VALUE_CHECKS: dict[str, Callable[[Any], object]] = {
    "report": ledger.find_report,
    "profile": parse_profiles,
    "about": check_reading,
}
"""Further checks of parameters that mean the same in every notebook, by name."""
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "above": operator.gt,
    "at least": operator.ge,
    "below": operator.lt,
    "at most": operator.le,
}
"""The words of a range's limits."""
LONGEST_TEXT, MOST_PARTS = 1000, 1000
"""How long a text in a parameter may be, and how many parts a list may have."""
NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
LIMIT = re.compile(rf"({'|'.join(COMPARISONS)}) ({NUMBER})")
BETWEEN = re.compile(rf"({NUMBER}) to ({NUMBER})")
RANGE = re.compile(rf"\(((?:{'|'.join(COMPARISONS)}|{NUMBER} to )[^()]*)\)\s*$")
"""What a comment ends with that declares a range, well written or not."""
ONLY = re.compile(rf"\bonly \(({SLUG.pattern})\)\s*$")
"""What the comment of the parameter `report` ends with where the notebook is about one report."""


@dataclass(frozen=True)
class Parameter:
    """A parameter as a notebook declares it.

    Attributes
    ----------
    name : str
        Its name.
    type : str
        Its type as written, or that of the default.
    adapter : pydantic.TypeAdapter
        Its type.
    default : object
        Its default.
    range : str
        The range of its values in words, such as "above 0"; empty without one.
    only : str
        Name of the report that the notebook is about; empty where that can be any.
    """

    name: str
    type: str
    adapter: pydantic.TypeAdapter[Any]
    default: Any
    range: str = ""
    only: str = ""

    def check(self, value: Any) -> None:
        """Check a value.

        Parameters
        ----------
        value : object

        Raises
        ------
        ParameterError, SectorbookError
            Where it is of another type, out of the range, or refers to something that does not exist.
        """
        _check_texts(self.name, value)
        try:
            self.adapter.validate_python(value, strict=True)
        except pydantic.ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, (self.name, *first["loc"])))
            found = shown(repr(first["input"]))
            raise ParameterError(f'"{where}" is {found}, the type is {self.type}. {first["msg"]}.') from None
        if isinstance(value, Real) and not all(COMPARISONS[words](value, end) for words, end in limits(self.range)):
            raise ParameterError(f'"{self.name}" is {shown(str(value))}. It has to be {self.range}.')
        if isinstance(value, float) and not math.isfinite(value):
            raise ParameterError(f'"{self.name}" is {value}. Give a finite number.')
        if self.name in VALUE_CHECKS:
            if not isinstance(value, str):
                raise ParameterError(f'"{self.name}" is {shown(repr(value))}. Give a text.')
            try:
                VALUE_CHECKS[self.name](value)
            except SectorbookError as error:
                raise ParameterError(f'"{self.name}": {error}') from None
        if self.only and not ledger.is_copy_of(value, self.only):
            raise ParameterError(
                f'"{self.name}" is "{shown(value)}", and the notebook argues about {self.only} alone. '
                f"For another report: sectorbook audit {shown(value)}"
            )


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


def read_declarations(source: str, notebook: str, values: Mapping[str, Any] | None = None) -> dict[str, Parameter]:
    """Read the parameters that a cell declares.

    Parameters
    ----------
    source : str
        The cell.
    notebook : str
        The notebook's file name, for messages.
    values : mapping, optional
        Values that have taken the place of the cell's own.

    Returns
    -------
    dict of str to Parameter
        Parameters by name.

    Raises
    ------
    ParameterError
        Where the cell cannot be read.
    """
    comments = _comments(source, notebook)
    declared = [
        _parameter(statement, notebook, comments.get(statement.end_lineno or 0, ""), values or {})
        for statement in _statements(source, notebook)
    ]
    return {parameter.name: parameter for parameter in declared}


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


def limits(words: str) -> list[tuple[str, float]]:
    """Read the limits of a range.

    Parameters
    ----------
    words : str
        Such as "above 0, below 100", "1 to 300", or nothing.

    Returns
    -------
    list of (str, float)
        The words of each limit, and its number.

    Raises
    ------
    ValueError
        Where it is no range.
    """
    if between := BETWEEN.fullmatch(words):
        return [("at least", float(between[1])), ("at most", float(between[2]))]
    parts = [(part, LIMIT.fullmatch(part)) for part in words.split(", ") if part]
    if wrong := [part for part, match in parts if not match]:
        raise ValueError(f'"{shown(wrong[0])}" is no limit such as "above 0", "at most 5" or "1 to 5"')
    return [(match[1], float(match[2])) for _, match in parts if match]


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
            known[name].check(value)
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


def _comments(source: str, notebook: str) -> dict[int, str]:
    """Return the comment of each line of a cell that has one."""
    _statements(source, notebook)  # raises for what is not Python
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}


def _statements(source: str, notebook: str) -> list[ast.Assign | ast.AnnAssign]:
    """Parse a cell, and return its assignments."""
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise ParameterError(
            f"The parameters cell of {notebook} is not Python (line {error.lineno}: {error.msg}). Correct it."
        ) from error
    except (ValueError, RecursionError, MemoryError) as error:  # a zero byte, or brackets nested too deep to parse
        raise ParameterError(f"The parameters cell of {notebook} cannot be parsed ({error}). Simplify it.") from error
    return [line for line in body if isinstance(line, (ast.Assign, ast.AnnAssign))]


def _parameter(
    statement: ast.Assign | ast.AnnAssign, notebook: str, comment: str, values: Mapping[str, Any]
) -> Parameter:
    """Read a parameter from an assignment, its type annotated or that of the value, and the range from its comment."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    name = ast.unparse(target)
    try:
        default = values[name] if name in values else _value(statement)
        if isinstance(statement, ast.AnnAssign):
            written = ast.unparse(statement.annotation)
            kind = _type(statement.annotation)
        else:
            kind, written = type(default), type(default).__name__
        declared = RANGE.search(comment)
        limits(words := declared[1] if declared else "")
        only = ONLY.search(comment) if name == "report" else None
        return Parameter(name, written, pydantic.TypeAdapter(kind), default, words, only[1] if only else "")
    except (ValueError, TypeError, RecursionError, MemoryError, SyntaxError, pydantic.PydanticUserError) as error:
        raise ParameterError(
            f'The parameter "{shown(name)}" of {notebook} cannot be read ({shown(str(error))}). '
            "Give it a plain value, and a type such as str, float, list[str] or Literal."
        ) from error


def _value(statement: ast.Assign | ast.AnnAssign) -> Any:
    """Return the plain value that is assigned; None without one."""
    return ast.literal_eval(statement.value) if statement.value else None


def _type(annotation: ast.expr) -> Any:
    """Build the type that an annotation names, of nothing but known types; the annotation is never evaluated."""
    match annotation:
        case ast.Name(id=name) if name in TYPES:
            return TYPES[name]
        case ast.Constant(value=None):
            return None
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return operator.or_(_type(left), _type(right))
        case ast.Subscript(value=ast.Name(id="Literal"), slice=inside):
            return typing.Literal[ast.literal_eval(inside)]
        case ast.Subscript(value=outer, slice=ast.Tuple(elts=inside)):
            return _type(outer)[tuple(map(_item, inside))]
        case ast.Subscript(value=outer, slice=inside):
            return _type(outer)[_item(inside)]
    raise ValueError(f"{ast.unparse(annotation)[:80]} is no type")


def _item(part: ast.expr) -> Any:
    """Build a type between brackets, where "..." stands for any number of the type before."""
    return ... if isinstance(part, ast.Constant) and part.value is ... else _type(part)
