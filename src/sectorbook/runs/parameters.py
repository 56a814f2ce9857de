"""Check a run's parameters against a notebook's `parameters` cell, before a kernel starts.

papermill only warns of an unknown name and checks no type.
"""

from __future__ import annotations

import ast
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pydantic
from nbformat import NotebookNode

from sectorbook.errors import ParameterError, SectorbookError, suggestion
from sectorbook.figures.profiles import parse_profiles
from sectorbook.ledger.readings import check_reading
from sectorbook.ledger.report import find_report
from sectorbook.runs.notebooks import cell_tags

TYPES: dict[str, Any] = {kind.__name__: kind for kind in (str, int, float, bool, list, dict, tuple, set)}
TYPES |= {name: getattr(typing, name) for name in ("Any", "Literal", "Optional", "Union")}
PARTS = (ast.Expression, ast.Name, ast.Load, ast.Subscript, ast.Tuple, ast.List, ast.Constant, ast.BinOp, ast.BitOr)
"""What a type may be written with: names, brackets, constants, and | between them. Nothing else is evaluated."""
VALUE_CHECKS: dict[str, Callable[[Any], object]] = {
    "report": find_report,
    "profile": parse_profiles,
    "about": check_reading,
}
"""Parameters whose name says what their value has to be, in every notebook."""


@dataclass(frozen=True)
class Parameter:
    """One line of a `parameters` cell: its name, its type as written and as an adapter, its default."""

    name: str
    type: str
    adapter: pydantic.TypeAdapter[Any]
    default: Any


def declared_parameters(notebook: NotebookNode, name: str) -> dict[str, Parameter]:
    """The parameters of a notebook, from its cell tagged `parameters`; none where it has no such cell.

    Raises `ParameterError` for a cell that cannot be read.
    """
    cells = [cell for cell in notebook.cells if "parameters" in cell_tags(cell)]
    found = {}
    for statement in _statements(cells[0].source if cells else "", name):
        parameter = _parameter(statement, name)
        found[parameter.name] = parameter
    return found


def check_parameters(given: dict[str, Any], known: dict[str, Parameter], notebook: str) -> None:
    """Raise `ParameterError` with every parameter that is unknown, of the wrong type, or names what is not there."""
    problems = [problem for name, value in given.items() for problem in _problems(name, value, known)]
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise ParameterError(f"{notebook} cannot run with these parameters:\n{lines}")


def parse_settings(settings: Iterable[str], known: dict[str, Parameter], notebook: str) -> dict[str, Any]:
    """Parameters from words such as "about=printed", "years=2", "assume.company_revenue=3.0:4.0".

    Raises `ParameterError` with every word that cannot be read.
    """
    raw: dict[str, Any] = {}
    for setting in settings:
        name, sign, text = setting.partition("=")
        if not sign:
            raise ParameterError(f'"{setting}" sets nothing. Write it as name=value, such as about=printed.')
        name, _, key = name.partition(".")
        if key and isinstance(raw.setdefault(name, {}), dict):
            raw[name][key] = text.split(":")
        else:
            raw[name] = text
    given = {name: _typed(value, known.get(name)) for name, value in raw.items()}
    check_parameters(given, known, notebook)
    return given


def format_settings(parameters: dict[str, Any]) -> list[str]:
    """Parameters as words that `parse_settings` reads: "about=printed", "assume.company_revenue=3.0:4.0"."""
    settings = []
    for name, value in parameters.items():
        if isinstance(value, dict):
            settings += [f"{name}.{key}={':'.join(map(str, ends))}" for key, ends in value.items()]
        elif isinstance(value, list):
            settings.append(f"{name}={','.join(map(str, value))}")
        else:
            settings.append(f"{name}={value}")
    return settings


def _statements(source: str, notebook: str) -> list[ast.stmt]:
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise ParameterError(
            f"The parameters cell of {notebook} is not Python (line {error.lineno}: {error.msg}). Correct it."
        ) from error
    return [line for line in body if isinstance(line, (ast.Assign, ast.AnnAssign))]


def _parameter(statement: ast.stmt, notebook: str) -> Parameter:
    assert isinstance(statement, (ast.Assign, ast.AnnAssign))
    target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    name = ast.unparse(target)
    try:
        default = ast.literal_eval(statement.value) if statement.value else None
        if isinstance(statement, ast.AnnAssign):
            written = ast.unparse(statement.annotation)
            kind = _type(statement.annotation)
        else:
            kind, written = type(default), type(default).__name__
        return Parameter(name, written, pydantic.TypeAdapter(kind), default)
    except (ValueError, NameError, TypeError, AttributeError, pydantic.PydanticUserError) as error:
        raise ParameterError(
            f'The parameter "{name}" of {notebook} cannot be read ({error}). '
            "Give it a plain value, and a type such as str, float, list[str] or Literal."
        ) from error


def _type(annotation: ast.expr) -> Any:
    wrong = [part for part in ast.walk(annotation) if not isinstance(part, PARTS)]
    if wrong:
        raise ValueError(f"{ast.unparse(annotation)} is no type")
    return eval(ast.unparse(annotation), {"__builtins__": {}}, dict(TYPES))


def _problems(name: str, value: Any, known: dict[str, Parameter]) -> Iterable[str]:
    if name not in known:
        hint = suggestion(name, known, f"It has {', '.join(known) or 'none'}.")
        yield f'There is no parameter "{name}". {hint}'
        return
    try:
        known[name].adapter.validate_python(value, strict=True)
        if name in VALUE_CHECKS:
            VALUE_CHECKS[name](value)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, (name, *first["loc"])))
        yield f'"{where}" is {first["input"]!r}, the type is {known[name].type}. {first["msg"]}.'
    except SectorbookError as error:
        yield f'"{name}": {error}'


def _typed(value: Any, parameter: Parameter | None) -> Any:
    """Text turned into the parameter's type; text that cannot be is left as it is, for `check` to name."""
    if parameter is None:
        return value
    if isinstance(value, str) and parameter.type.startswith("list"):
        value = [item.strip() for item in value.split(",") if item.strip()]
    try:
        return parameter.adapter.validate_python(value)
    except pydantic.ValidationError:
        return value
