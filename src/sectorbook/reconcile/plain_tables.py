"""Reconcile two plain tables, without a report's folder."""

from __future__ import annotations

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
    """Hold ranges and identities together; the result is that of `reconcile`.

    Parameters
    ----------
    bounds : indexed by name, columns low and high (NaN or infinite: open), and unit where there are units. With one,
        values are not negative, and percent is a share, 100 at most; without one they may be anything
    identities : columns identity, term (a name of `bounds`), coefficient, and relation ("=" or "<=", of the sum to 0;
        without it, "=")

    Raises `SectorbookError`, with table, row and value, for the first thing that is wrong with them.
    """
    _check_bounds(bounds)
    _check_identities(bounds, identities)
    names = pd.Index([str(name) for name in bounds.index], name="id")
    units = [str(unit) for unit in bounds["unit"]] if "unit" in bounds else ["dimensionless"] * len(names)
    ends = {side: [_end(value) for value in bounds[side]] for side in ("low", "high")}
    indicators = pd.DataFrame({"label": names, "unit": units, "definition": "", "topic": ""}, index=names)
    spoken = {"indicator": names, **ends, "about": "no", "rounded_to": 0.0, "role": "core", "source": "", "printed": ""}
    report = Report(
        slug="bounds",
        title="Bounds",
        digest="",
        indicators=indicators,
        statements=pd.DataFrame(spoken, index=names),
        identities=_terms(identities),
        sources=pd.DataFrame(columns=["title"]),
        not_figures=pd.DataFrame(),
        questions=pd.DataFrame(columns=["indicator"]),
        corrections=pd.DataFrame(),
    )
    return reconcile(report)


def _terms(identities: pd.DataFrame) -> pd.DataFrame:
    terms = {
        "indicator": list(map(str, identities["term"])),
        "coefficient": list(map(float, identities["coefficient"])),
        "relation": identities.get("relation", ["="] * len(identities)),
        "basis": "assumed",
    }
    names = pd.Index(list(map(str, identities["identity"])), name="identity")
    return pd.DataFrame(
        {column: cells if isinstance(cells, str) else list(cells) for column, cells in terms.items()}, index=names
    )


def _end(value: float) -> float:
    return math.nan if math.isinf(value) else float(value)


def _check_bounds(bounds: pd.DataFrame) -> None:
    _require_columns("bounds", bounds, ["low", "high"])
    for name, low, high in zip(bounds.index, bounds["low"].tolist(), bounds["high"].tolist(), strict=True):
        _require_number("bounds", name, "low", low)
        _require_number("bounds", name, "high", high)
        if low > high or low == math.inf or high == -math.inf:
            raise _wrong("bounds", name, "low", low, f"it is above the high end {high}", "Swap the two.")
    for name, unit in bounds["unit"].items() if "unit" in bounds else ():
        if not is_unit(str(unit)):
            raise _wrong("bounds", name, "unit", unit, "pint does not know it", "Write it as pint does.")
        least, most = natural_ends(str(unit))
        low, high = bounds.at[name, "low"], bounds.at[name, "high"]
        if (least is not None and high < least) or (most is not None and low > most):
            what = f"nothing in {unit} is {'negative' if least is not None and high < least else f'above {most}'}"
            raise _wrong("bounds", name, "high" if high < 0 else "low", low, what, "Leave the unit out.")
    twice = bounds.index[bounds.index.map(str).duplicated()]
    if len(twice):
        raise _wrong("bounds", twice[0], "name", twice[0], "it stands twice", "Give each range a name of its own.")


def _check_identities(bounds: pd.DataFrame, identities: pd.DataFrame) -> None:
    columns = ["identity", "term", "coefficient"]
    _require_columns("identities", identities, columns)
    cells = [identities[column].tolist() for column in columns]
    cells.append(list(identities.get("relation", ["="] * len(identities))))
    units = bounds["unit"].to_dict() if "unit" in bounds else dict.fromkeys(bounds.index, "dimensionless")
    firsts: dict[object, tuple[object, str]] = {}
    seen: set[tuple[object, object]] = set()
    for place, identity, term, coefficient, relation in zip(identities.index, *cells, strict=True):
        _check_term(place, identity, term, coefficient, units)
        first, unit = firsts.setdefault(identity, (relation, str(units[term])))
        if relation not in ("=", "<=") or first != relation:
            what = "it is unknown, or not that of the identity's first row"
            raise _wrong("identities", place, "relation", relation, what, 'Use "=" or "<=".')
        if not are_compatible(str(units[term]), unit):
            what = f"its unit {units[term]} cannot be added to {unit}"
            raise UnitMismatch(str(_wrong("identities", place, "term", term, what, "Relate what has like units.")))
        if (identity, term) in seen:
            raise _wrong("identities", place, "term", term, f'it is twice in "{identity}"', "Add the two up.")
        seen.add((identity, term))


def _check_term(place: object, identity: object, term: object, coefficient: float, known: dict[Any, Any]) -> None:
    _require_number("identities", place, "coefficient", coefficient)
    if not math.isfinite(coefficient) or not coefficient:
        raise _wrong("identities", place, "coefficient", coefficient, "it says nothing", "Give a number.")
    if term not in known:
        raise _wrong("identities", place, "term", term, "bounds has no such name", "Add it, with open ends.")
    if identity in known:
        raise _wrong("identities", place, "identity", identity, "a range has that name", "Choose another.")


def _require_columns(table: str, frame: pd.DataFrame, columns: list[str]) -> None:
    missing = [column for column in columns if column not in frame]
    if missing:
        raise SectorbookError(f'{table} has no column "{missing[0]}" (it has {", ".join(map(str, frame))}). Add it.')


def _require_number(table: str, row: object, column: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise _wrong(table, row, column, value, "it is no number", "Give a number, NaN for an open end.")


def _wrong(table: str, row: object, column: str, value: object, what: str, remedy: str) -> SectorbookError:
    return SectorbookError(f'{table}, row {row}, column {column}: {what} (found "{value}"). {remedy}')
