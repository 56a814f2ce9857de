"""Reconciliation of plain tables, without the folder of a report."""

import math
import numbers
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from sectorbook.errors import SectorbookError, UnitMismatch
from sectorbook.exact.relations import End
from sectorbook.ledger.readings import natural_ends
from sectorbook.ledger.relations import RELATIONS, Side, relation_defects
from sectorbook.ledger.report import Report
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.values.units import are_compatible, is_unit


def reconcile_bounds(bounds: pd.DataFrame, identities: pd.DataFrame, relations: pd.DataFrame | None = None) -> Result:
    """Reconcile ranges with the linear identities and the relations between them.

    Parameters
    ----------
    bounds : DataFrame
        Indexed by name. Columns low and high (NaN, None or infinite where unbounded) and optionally unit, a pint
        expression, signed, true or "yes" where values may be negative, and whole, the same for counts. Others are not
        negative, and those in percent at most 100. Numbers may be fractions, or text such as "1/3" or "0.1", which are
        exact; a float is its shortest decimal.
    identities : DataFrame
        One term a row. Columns identity (its name), term (a name of `bounds`), coefficient, and optionally relation:
        the sum of an identity's terms is "=" (the default) or "<=" 0.
    relations : DataFrame, optional
        One relation a row, indexed by its name. Columns relation (share, percent_of, change, yearly, times, per or
        more), indicator and of (names of `bounds`), low and high, and for yearly ones years, a whole number from 1.

    Returns
    -------
    Result

    Raises
    ------
    SectorbookError
        For the first mistake in the tables, with table, row, column and value.
    """
    ranges, indicators = _ranges(bounds), _indicators(bounds)
    _check_identities(indicators["unit"].to_dict(), identities)
    related = _relations(relations, indicators) if relations is not None else []
    names = {name for name, _ in ranges} | set(map(str, identities["identity"]))
    for name, _ in related:
        if name in names:
            raise _mistake("relations", name, "name", name, "a range or an identity has that name", "Choose another.")
    report = Report(
        slug="bounds",
        title="Bounds",
        digest="",
        indicators=indicators,
        statements=_statements([*ranges, *related]),
        identities=_terms(identities),
        sources=pd.DataFrame(columns=["title"]),
        not_figures=pd.DataFrame(),
        questions=pd.DataFrame(columns=["indicator"]),
        corrections=pd.DataFrame(),
    )
    return reconcile(report)


Statement = tuple[str, dict[str, object]]
"""The name of a range or a relation, and what its row says."""


def _statements(rows: list[Statement]) -> pd.DataFrame:
    """Return ranges and relations as a report's table of statements."""
    constants = {"about": "no", "rounded_to": 0.0, "is_rounded": False, "role": "core", "source": "", "printed": ""}
    columns = ["indicator", "relation", "of_variable", "exact_low", "exact_high", "unit", "years"]
    frame = pd.DataFrame([row for _, row in rows], columns=columns, dtype=object)
    frame = frame.set_axis(pd.Index([name for name, _ in rows], name="id", dtype=object))
    floats = {
        side: [math.nan if end is None else float(end) for end in frame[f"exact_{side}"]] for side in ("low", "high")
    }
    return frame.assign(variable=frame["indicator"], headline="", place="", **floats, **constants)


def _indicators(bounds: pd.DataFrame) -> pd.DataFrame:
    """Return the named ranges as a report's table of indicators."""
    names = pd.Index([str(name) for name in bounds.index], name="id")
    units = list(bounds["unit"].map(str)) if "unit" in bounds else ["dimensionless"] * len(names)
    frame = pd.DataFrame({"label": names, "unit": units, "definition": "", "topic": ""}, index=names)
    limits = [math.nan if unit != "percent" else 100.0 for unit in units]
    return frame.assign(signed=_marks(bounds, "signed"), whole=_marks(bounds, "whole"), limit=limits)


def _marks(bounds: pd.DataFrame, column: str) -> list[str]:
    """Return "yes" or "no" for each range: whether a column marks it; without the column none is marked."""
    cells = bounds.get(column, [False] * len(bounds))
    return ["yes" if _is_marked(name, column, cell) else "no" for name, cell in zip(bounds.index, cells, strict=True)]


def _is_marked(name: object, column: str, cell: object) -> bool:
    """Tell whether a range is marked; raise a mistake for a mark that says neither yes nor no."""
    if cell not in (True, False, "yes", "no"):
        raise _mistake("bounds", name, column, cell, "it says neither yes nor no", "Write True or False.")
    return cell in (True, "yes")


def _ranges(bounds: pd.DataFrame) -> list[Statement]:
    """Return the ranges as statements; raise the first mistake in them."""
    _require_columns("bounds", bounds, ["low", "high"])
    ranges: list[Statement] = []
    for name, row in zip(bounds.index, bounds.to_dict("records"), strict=True):
        low, high = (_end("bounds", name, side, row[side]) for side in ("low", "high"))
        _check_order("bounds", name, row, low, high)
        if "unit" in bounds:
            _check_unit(name, row, low, high)
        empty = {"relation": "", "of_variable": "", "unit": "", "years": 1}
        ranges.append((str(name), {"indicator": str(name), "exact_low": low, "exact_high": high, **empty}))
    repeated = bounds.index[bounds.index.map(str).duplicated()]
    if len(repeated):
        raise _mistake("bounds", repeated[0], "name", repeated[0], "it stands twice", "Give each range its own name.")
    return ranges


def _end(table: str, row: object, column: str, value: object) -> End:
    """Read an end exactly; None where it is open."""
    if value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        unbounded = -math.inf if column == "low" else math.inf
        if isinstance(value, float) and math.isinf(value) and value != unbounded:
            raise _mistake(table, row, column, value, "the open end is on the other side", "Swap the two.")
        return None
    return _number(table, row, column, value)


def _number(table: str, row: object, column: str, value: object) -> Fraction:
    """Read a number exactly: a fraction, the text of one, or a float by its shortest decimal."""
    if isinstance(value, bool) or not isinstance(value, (numbers.Real, str)):
        raise _mistake(table, row, column, value, "it is no number", "Give a number, NaN for an open end.")
    try:
        return value if isinstance(value, Fraction) else Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        raise _mistake(table, row, column, value, "it is no number", 'Write one such as 0.1 or "1/3".') from None


def _check_order(table: str, name: object, row: Mapping[Any, Any], low: End, high: End) -> None:
    """Raise a mistake where the low end is above the high end."""
    if low is not None and high is not None and low > high:
        raise _mistake(table, name, "low", row["low"], f"it is above the high end {row['high']}", "Swap the two.")


def _check_unit(name: object, row: Mapping[Any, Any], low: End, high: End) -> None:
    """Raise a mistake where a unit is unknown or its natural bounds exclude the range."""
    unit = str(row["unit"])
    if not is_unit(unit):
        raise _mistake("bounds", name, "unit", unit, "pint does not know it", "Write it as pint does.")
    least, most = natural_ends(unit)
    is_signed = _is_marked(name, "signed", row.get("signed", False))
    if least is not None and high is not None and high < least and not is_signed:
        what, remedy = f"nothing in {unit} is negative", "Mark it in the column signed."
        raise _mistake("bounds", name, "high", row["high"], what, remedy)
    if most is not None and low is not None and low > most:
        raise _mistake("bounds", name, "low", row["low"], f"nothing in {unit} is above {most}", "Leave the unit out.")


def _relations(relations: pd.DataFrame, indicators: pd.DataFrame) -> list[Statement]:
    """Return the relations as statements; raise the first mistake in them."""
    _require_columns("relations", relations, ["relation", "indicator", "of", "low", "high"])
    repeated = relations.index[relations.index.map(str).duplicated()]
    if len(repeated):
        what, remedy = "it stands twice", "Give each relation its own name."
        raise _mistake("relations", repeated[0], "name", repeated[0], what, remedy)
    records = zip(relations.index, relations.to_dict("records"), strict=True)
    return [(str(name), _relation(name, row, indicators)) for name, row in records]


def _relation(name: object, row: Mapping[Any, Any], indicators: pd.DataFrame) -> dict[str, object]:
    """Check one relation, and return what its row says."""
    low, high = (_end("relations", name, side, row[side]) for side in ("low", "high"))
    _check_order("relations", name, row, low, high)
    if low is None and high is None:
        raise _mistake("relations", name, "low", row["low"], "both ends are open", "Give one of them.")
    if row["relation"] not in RELATIONS:
        what, remedy = "there is no such relation", f"Use {', '.join(RELATIONS[:-1])} or {RELATIONS[-1]}."
        raise _mistake("relations", name, "relation", row["relation"], what, remedy)
    for column in ("indicator", "of"):
        if str(row[column]) not in indicators.index:
            raise _mistake("relations", name, column, row[column], "bounds has no such name", "Add it, with open ends.")
    if str(row["indicator"]) == str(row["of"]):
        raise _mistake("relations", name, "of", row["of"], "it is compared with itself", "Write another name.")
    signs = indicators["signed"]
    side, base = (Side(indicators.at[str(row[c]), "unit"], signs[str(row[c])] == "yes") for c in ("indicator", "of"))
    for defect in relation_defects(str(row["relation"]), (low, high), "", side, base):
        raise _mistake("relations", name, defect.column, row.get(defect.column, ""), defect.what, defect.remedy)
    cells = {"indicator": str(row["indicator"]), "of_variable": str(row["of"]), "relation": str(row["relation"])}
    return {**cells, "exact_low": low, "exact_high": high, "unit": "", "years": _years(name, row)}


def _years(name: object, row: Mapping[Any, Any]) -> int:
    """Return over how many years a yearly rate holds; 1 for other relations."""
    if row["relation"] != "yearly":
        return 1
    years = row.get("years")
    years = years.item() if isinstance(years, np.integer) else years
    count = int(years) if isinstance(years, (int, float)) and math.isfinite(years) else 0
    if isinstance(years, bool) or count < 1 or years != count:
        what, remedy = "a yearly rate needs a whole number of years", "Give it in the column years, at least 1."
        raise _mistake("relations", name, "years", years, what, remedy)
    return count


def _terms(identities: pd.DataFrame) -> pd.DataFrame:
    """Return the identities as a report's table of them."""
    return pd.DataFrame(
        {
            "indicator": list(map(str, identities["term"])),
            "coefficient": pd.Series([Fraction(str(c)) for c in identities["coefficient"]], dtype=object).to_numpy(),
            "relation": _signs(identities),
            "basis": "assumed",
        },
        index=pd.Index(list(map(str, identities["identity"])), name="identity"),
    )


def _signs(identities: pd.DataFrame) -> list[Any]:
    """Return how each row's sum stands to zero, "=" where the table does not say."""
    return list(identities.get("relation", ["="] * len(identities)))


def _check_identities(units: dict[Any, str], identities: pd.DataFrame) -> None:
    """Raise the first mistake in the table of identities."""
    columns = ["identity", "term", "coefficient"]
    _require_columns("identities", identities, columns)
    cells = [*(identities[column].tolist() for column in columns), _signs(identities)]
    firsts: dict[object, tuple[object, str]] = {}
    seen: set[tuple[object, object]] = set()
    for row, identity, term, coefficient, relation in zip(identities.index, *cells, strict=True):
        _check_term(row, identity, term, coefficient, units)
        first_relation, unit = firsts.setdefault(identity, (relation, units[str(term)]))
        if relation not in ("=", "<=") or first_relation != relation:
            what = "it is unknown, or not that of the identity's first row"
            raise _mistake("identities", row, "relation", relation, what, 'Use "=" or "<=".')
        if not are_compatible(units[str(term)], unit):
            what = f"its unit {units[str(term)]} cannot be added to {unit}"
            raise UnitMismatch(str(_mistake("identities", row, "term", term, what, "Relate what has like units.")))
        if (identity, term) in seen:
            raise _mistake("identities", row, "term", term, f'it is twice in "{identity}"', "Add the two up.")
        seen.add((identity, term))


def _check_term(row: object, identity: object, term: object, coefficient: float, known: dict[Any, str]) -> None:
    """Raise the first mistake in the coefficient or in a name of a row of the identities."""
    is_finite = not isinstance(coefficient, float) or math.isfinite(coefficient)
    if not is_finite or not _number("identities", row, "coefficient", coefficient):
        what = "it is not a finite number other than 0"
        raise _mistake("identities", row, "coefficient", coefficient, what, "Give such a number.")
    if str(term) not in known:
        raise _mistake("identities", row, "term", term, "bounds has no such name", "Add it, with open ends.")
    if str(identity) in known:
        raise _mistake("identities", row, "identity", identity, "a range has that name", "Choose another.")


def _require_columns(table: str, frame: pd.DataFrame, columns: list[str]) -> None:
    """Raise a mistake where a table lacks a column."""
    missing = [column for column in columns if column not in frame]
    if missing:
        raise SectorbookError(f'{table} has no column "{missing[0]}" (it has {", ".join(map(str, frame))}). Add it.')


def _mistake(table: str, row: object, column: str, value: object, what: str, remedy: str) -> SectorbookError:
    """Make the error for a cell."""
    return SectorbookError(f'{table}, row {row}, column {column}: {what} (found "{value}"). {remedy}')
