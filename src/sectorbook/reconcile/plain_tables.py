"""Reconciliation of two plain tables, without the folder of a report."""

import math
import numbers
from typing import Any

import pandas as pd

from sectorbook.errors import SectorbookError, UnitMismatch
from sectorbook.ledger.readings import natural_ends
from sectorbook.ledger.report import Report
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.values.units import are_compatible, is_unit


def reconcile_bounds(bounds: pd.DataFrame, identities: pd.DataFrame) -> Result:
    """Reconcile ranges with the linear identities between them.

    Parameters
    ----------
    bounds : DataFrame
        Indexed by name. Columns low and high (NaN or infinite where unbounded) and optionally unit, a pint expression.
        With a unit, values are not negative, and those in percent at most 100; without one, values may be any number.
    identities : DataFrame
        One term a row. Columns identity (its name), term (a name of `bounds`), coefficient, and optionally relation:
        the sum of an identity's terms is "=" (the default) or "<=" 0.

    Returns
    -------
    Result

    Raises
    ------
    SectorbookError
        For the first mistake in the tables, with table, row, column and value.
    """
    _check_bounds(bounds)
    units = bounds["unit"].map(str).to_dict() if "unit" in bounds else dict.fromkeys(bounds.index, "dimensionless")
    _check_identities(units, identities)
    names = pd.Index([str(name) for name in bounds.index], name="id")
    ends = {side: [_unbounded_as_nan(end) for end in bounds[side]] for side in ("low", "high")}
    indicators = {"label": names, "unit": list(units.values()), "definition": "", "topic": ""}
    constants = {"about": "no", "rounded_to": 0.0, "role": "core", "source": "", "printed": ""}
    statements = {"indicator": names, **ends, **constants}
    report = Report(
        slug="bounds",
        title="Bounds",
        digest="",
        indicators=pd.DataFrame(indicators, index=names),
        statements=pd.DataFrame(statements, index=names),
        identities=_terms(identities),
        sources=pd.DataFrame(columns=["title"]),
        not_figures=pd.DataFrame(),
        questions=pd.DataFrame(columns=["indicator"]),
        corrections=pd.DataFrame(),
    )
    return reconcile(report)


def _unbounded_as_nan(end: float) -> float:
    """Return an end as a report's tables have it, NaN where it is infinite."""
    return math.nan if math.isinf(end) else float(end)


def _terms(identities: pd.DataFrame) -> pd.DataFrame:
    """Return the identities as a report's table of them."""
    return pd.DataFrame(
        {
            "indicator": list(map(str, identities["term"])),
            "coefficient": list(map(float, identities["coefficient"])),
            "relation": _relations(identities),
            "basis": "assumed",
        },
        index=pd.Index(list(map(str, identities["identity"])), name="identity"),
    )


def _relations(identities: pd.DataFrame) -> list[Any]:
    """Return the relation of each row, "=" where the table has none."""
    return list(identities.get("relation", ["="] * len(identities)))


def _check_bounds(bounds: pd.DataFrame) -> None:
    """Raise the first mistake in the table of ranges."""
    _require_columns("bounds", bounds, ["low", "high"])
    for name, low, high in zip(bounds.index, bounds["low"].tolist(), bounds["high"].tolist(), strict=True):
        _require_number("bounds", name, "low", low)
        _require_number("bounds", name, "high", high)
        if low > high or low == math.inf or high == -math.inf:
            raise _mistake("bounds", name, "low", low, f"it is above the high end {high}", "Swap the two.")
    repeated = bounds.index[bounds.index.map(str).duplicated()]
    if len(repeated):
        raise _mistake("bounds", repeated[0], "name", repeated[0], "it stands twice", "Give each range its own name.")
    for name, unit in bounds["unit"].items() if "unit" in bounds else ():
        _check_unit(name, str(unit), bounds.at[name, "low"], bounds.at[name, "high"])


def _check_unit(name: object, unit: str, low: float, high: float) -> None:
    """Raise a mistake where a unit is unknown or its natural bounds exclude the range."""
    if not is_unit(unit):
        raise _mistake("bounds", name, "unit", unit, "pint does not know it", "Write it as pint does.")
    least, most = natural_ends(unit)
    if least is not None and high < least:
        raise _mistake("bounds", name, "high", high, f"nothing in {unit} is negative", "Leave the unit out.")
    if most is not None and low > most:
        raise _mistake("bounds", name, "low", low, f"nothing in {unit} is above {most}", "Leave the unit out.")


def _check_identities(units: dict[Any, str], identities: pd.DataFrame) -> None:
    """Raise the first mistake in the table of identities."""
    columns = ["identity", "term", "coefficient"]
    _require_columns("identities", identities, columns)
    cells = [*(identities[column].tolist() for column in columns), _relations(identities)]
    firsts: dict[object, tuple[object, str]] = {}
    seen: set[tuple[object, object]] = set()
    for row, identity, term, coefficient, relation in zip(identities.index, *cells, strict=True):
        _check_term(row, identity, term, coefficient, units)
        first_relation, unit = firsts.setdefault(identity, (relation, units[term]))
        if relation not in ("=", "<=") or first_relation != relation:
            what = "it is unknown, or not that of the identity's first row"
            raise _mistake("identities", row, "relation", relation, what, 'Use "=" or "<=".')
        if not are_compatible(units[term], unit):
            what = f"its unit {units[term]} cannot be added to {unit}"
            raise UnitMismatch(str(_mistake("identities", row, "term", term, what, "Relate what has like units.")))
        if (identity, term) in seen:
            raise _mistake("identities", row, "term", term, f'it is twice in "{identity}"', "Add the two up.")
        seen.add((identity, term))


def _check_term(row: object, identity: object, term: object, coefficient: float, known: dict[Any, str]) -> None:
    """Raise the first mistake in the coefficient or in a name of a row of the identities."""
    _require_number("identities", row, "coefficient", coefficient)
    if not math.isfinite(coefficient) or not coefficient:
        what = "it is not a finite number other than 0"
        raise _mistake("identities", row, "coefficient", coefficient, what, "Give such a number.")
    if term not in known:
        raise _mistake("identities", row, "term", term, "bounds has no such name", "Add it, with open ends.")
    if identity in known:
        raise _mistake("identities", row, "identity", identity, "a range has that name", "Choose another.")


def _require_columns(table: str, frame: pd.DataFrame, columns: list[str]) -> None:
    """Raise a mistake where a table lacks a column."""
    missing = [column for column in columns if column not in frame]
    if missing:
        raise SectorbookError(f'{table} has no column "{missing[0]}" (it has {", ".join(map(str, frame))}). Add it.')


def _require_number(table: str, row: object, column: str, value: object) -> None:
    """Raise a mistake where a cell is not a real number."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise _mistake(table, row, column, value, "it is no number", "Give a number, NaN for an open end.")


def _mistake(table: str, row: object, column: str, value: object, what: str, remedy: str) -> SectorbookError:
    """Make the error for a cell."""
    return SectorbookError(f'{table}, row {row}, column {column}: {what} (found "{value}"). {remedy}')
