"""Check a run's parameters against a notebook's `parameters` cell, before a kernel starts.

papermill only warns of unknown names, and does not check types.
"""

import ast
import math
import operator
import re
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pydantic
from nbformat import NotebookNode

from sectorbook.errors import ParameterError, SectorbookError, UnitMismatch, suggestion
from sectorbook.figures.profiles import parse_profiles
from sectorbook.ledger.readings import check_reading
from sectorbook.ledger.report import find_report, load_report
from sectorbook.runs.notebooks import cell_tags
from sectorbook.values.expressions.amounts import ExpressionError, in_unit
from sectorbook.values.expressions.grammar import read_expression

TYPES: dict[str, Any] = {kind.__name__: kind for kind in (str, int, float, bool, list, dict, tuple, set)}
TYPES |= {name: getattr(typing, name) for name in ("Any", "Literal", "Optional", "Union")}
NUMBERS = re.compile(r"[-+0-9.e_inf]+(:[-+0-9.e_inf]+)*")
"""Numbers between colons, well written or not."""
VALUE_CHECKS: dict[str, Callable[[Any], object]] = {
    "report": find_report,
    "profile": parse_profiles,
    "about": check_reading,
}
"""Further checks of parameters that mean the same in every notebook, by name."""


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
    """

    name: str
    type: str
    adapter: pydantic.TypeAdapter[Any]
    default: Any


def declared_parameters(notebook: NotebookNode, name: str) -> dict[str, Parameter]:
    """Read the parameters of a notebook from its cell tagged `parameters`.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook.
    name : str
        Its file name, for messages.

    Returns
    -------
    dict of str to Parameter
        Parameters by name; none where there is no such cell.

    Raises
    ------
    ParameterError
        Where the cell cannot be read.
    """
    cells = [cell for cell in notebook.cells if "parameters" in cell_tags(cell)]
    declared = [_parameter(statement, name) for statement in _statements(cells[0].source if cells else "", name)]
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
    problems = [problem for name, value in given.items() for problem in _problems(name, value, known)]
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise ParameterError(f"{notebook} cannot run with these parameters:\n{lines}")


def parse_settings(settings: Iterable[str], known: dict[str, Parameter], notebook: str) -> dict[str, Any]:
    """Convert text such as "about=printed", "years=2" or "assume.company_revenue=$3 to $4 million" to parameters.

    Parameters
    ----------
    settings : iterable of str
        A name and a value each; a name with a dot sets an entry of a dict. Its value has items between colons, as in
        3.0:4.0, or for an indicator of the report is a printed expression, read by the grammar.
    known : dict of str to Parameter
        The notebook's parameters, which determine the types.
    notebook : str
        Its file name, for messages.

    Returns
    -------
    dict
        Values by name.

    Raises
    ------
    ParameterError
        Where a setting cannot be read, or a value does not fit its parameter.
    """
    raw: dict[str, Any] = {}
    for setting in settings:
        name, sign, text = setting.partition("=")
        if not sign:
            raise ParameterError(f'"{setting}" sets nothing. Write it as name=value, such as about=printed.')
        name, _, key = name.partition(".")
        if key and isinstance(raw.setdefault(name, {}), dict):
            raw[name][key] = text
        else:
            raw[name] = text
    report = raw.get("report") or (known["report"].default if "report" in known else "")
    for name, value in raw.items():
        if isinstance(value, dict):
            raw[name] = {key: _items(f"{name}.{key}", text, report) for key, text in value.items()}
    given = {name: _typed(value, known.get(name)) for name, value in raw.items()}
    check_parameters(given, known, notebook)
    return given


def _items(name: str, text: str, report: str) -> list[Any]:
    """Read the items of an entry of a dict: those between colons, or the ends of a printed expression."""
    if NUMBERS.fullmatch(text) or not report:
        return text.split(":")
    indicator = name.partition(".")[2]
    loaded = load_report(report)
    if indicator not in loaded.variables.index:
        hint = suggestion(indicator, loaded.variables.index, f"Known are {', '.join(loaded.variables.index)}.")
        raise ParameterError(f'"{name}={text}": the report {loaded.slug} has no indicator "{indicator}". {hint}')
    unit = str(loaded.variables["unit"][indicator])
    try:
        read = in_unit(read_expression(text, unit=unit), unit)
    except (ExpressionError, UnitMismatch) as error:
        raise ParameterError(
            f'"{name}={text}": {error}. Write two ends in {unit} as 3.0:4.0, or words such as "between 3 and 4".'
        ) from error
    if read.about or read.relation:
        what = 'an assumption has no "about"' if read.about else f"it is no amount in {unit}"
        raise ParameterError(f'"{name}={text}": {what}. Give the range that is assumed.')
    low, high = (None if end is None else float(end) for end in (read.low, read.high))
    return [low or 0.0, math.inf if high is None else high]


def format_settings(parameters: dict[str, Any]) -> list[str]:
    """Write parameters as text that `parse_settings` reads.

    Parameters
    ----------
    parameters : dict
        Values by name.

    Returns
    -------
    list of str
        Such as "about=printed" or "assume.company_revenue=3.0:4.0".
    """
    settings = []
    for name, value in parameters.items():
        if isinstance(value, dict):
            settings += [f"{name}.{key}={':'.join(map(str, ends))}" for key, ends in value.items()]
        elif isinstance(value, list):
            settings.append(f"{name}={','.join(map(str, value))}")
        else:
            settings.append(f"{name}={value}")
    return settings


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


def _parameter(statement: ast.Assign | ast.AnnAssign, notebook: str) -> Parameter:
    """Read a parameter from an assignment of a plain value, its type annotated or that of the value."""
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
    except (ValueError, TypeError, RecursionError, pydantic.PydanticUserError) as error:
        raise ParameterError(
            f'The parameter "{name}" of {notebook} cannot be read ({error}). '
            "Give it a plain value, and a type such as str, float, list[str] or Literal."
        ) from error


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


def _problems(name: str, value: Any, known: dict[str, Parameter]) -> Iterable[str]:
    """Yield what is wrong with a value, if anything."""
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
    """Convert text to the type of its parameter; text that does not fit is kept, for `check_parameters` to report."""
    if parameter is None:
        return value
    if isinstance(value, str) and parameter.type.startswith("list"):
        value = [item.strip() for item in value.split(",") if item.strip()]
    try:
        return parameter.adapter.validate_python(value)
    except pydantic.ValidationError:
        return value
