"""A run's parameters as text: how values are read from settings, and written as such."""

import math
import re
from collections.abc import Iterable
from typing import Any

import pydantic

from sectorbook.errors import ParameterError, UnitMismatch, shown, suggestion
from sectorbook.ledger.report import load_report
from sectorbook.pages.checking import check_parameters
from sectorbook.pages.declarations import Parameter
from sectorbook.values.expressions.amounts import ExpressionError, in_unit
from sectorbook.values.expressions.grammar import read_expression

NUMBERS = re.compile(r"[-+0-9.e_inf]+(:[-+0-9.e_inf]+)*")
"""Numbers between colons, well written or not."""
TOO_LARGE = re.compile(r"[0-9]")
"""What tells a number that is too large from the word inf."""


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
            raise ParameterError(f'"{shown(setting)}" sets nothing. Write it as name=value, such as about=printed.')
        name, dot, key = name.partition(".")
        entries = raw.setdefault(name, {}) if dot else {}
        if name in raw if not dot else not isinstance(entries, dict) or key in entries:
            raise ParameterError(f'"{shown(name + dot + key)}" is given twice. Give it once.')
        if dot:
            entries[key] = text
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
        items = text.split(":")
        if beyond := next((item for item in items if TOO_LARGE.search(item) and _is_infinite(item)), None):
            raise ParameterError(f'"{shown(name)}": {shown(beyond)} is too large. Write inf for an open end.')
        return items
    indicator = name.partition(".")[2]
    loaded = load_report(report)
    if indicator not in loaded.variables.index:
        hint = suggestion(indicator, loaded.variables.index, f"Known are {', '.join(loaded.variables.index)}.")
        raise ParameterError(
            f'"{shown(name)}={shown(text)}": the report {loaded.slug} has no indicator "{shown(indicator)}". {hint}'
        )
    unit = str(loaded.variables["unit"][indicator])
    try:
        read = in_unit(read_expression(text, unit=unit), unit)
    except (ExpressionError, UnitMismatch) as error:
        raise ParameterError(
            f'"{name}={shown(text)}": {error}. Write two ends in {unit} as 3.0:4.0, or words such as "between 3 and 4".'
        ) from error
    if read.about or read.relation:
        what = 'an assumption has no "about"' if read.about else f"it is no amount in {unit}"
        raise ParameterError(f'"{name}={shown(text)}": {what}. Give the range that is assumed.')
    low, high = (None if end is None else float(end) for end in (read.low, read.high))
    return [low or 0.0, math.inf if high is None else high]


def _is_infinite(digits: str) -> bool:
    """Tell whether digits are more than a float holds."""
    try:
        return math.isinf(float(digits))
    except ValueError:
        return False


def check_assumptions(parameters: dict[str, Any], known: dict[str, Parameter]) -> None:
    """Check that the report of a run can be changed as its parameters demand.

    Parameters
    ----------
    parameters : dict
        Values by name.
    known : dict of str to Parameter
        The notebook's parameters, which have the defaults.

    Raises
    ------
    SectorbookError
        Where there is no such report or indicator, or a range is none.
    """
    if assumed := parameters.get("assume"):
        load_report(parameters.get("report") or known["report"].default).assume(**assumed)


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
