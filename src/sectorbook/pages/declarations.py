"""Parameters as a notebook's cell declares them, with types and ranges; `checking` holds values against them.

A line of the cell is an assignment with a type; its comment may end with a range:

    years: float = 2.0  # in so many years (above 0)
    survey_size: int = 50  # supposed number of firms that answered (1 to 300)

or "at least", "at most" and "below", two of them with a comma between. Types and ranges are read, never evaluated.
That of the report may end with the only one that the notebook is about:

    report: str = "nepal-2022"  # only (nepal-2022)
"""

import ast
import io
import operator
import re
import tokenize
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pydantic

from sectorbook.errors import ParameterError, shown
from sectorbook.ledger.workspace import SLUG

TYPES: dict[str, Any] = {kind.__name__: kind for kind in (str, int, float, bool, list, dict, tuple, set)}
TYPES |= {name: getattr(typing, name) for name in ("Any", "Literal", "Optional", "Union")}
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "above": operator.gt,
    "at least": operator.ge,
    "below": operator.lt,
    "at most": operator.le,
}
"""The words of a range's limits."""
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
