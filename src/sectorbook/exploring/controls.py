"""What can be changed of a report: the ranges of its figures, with a scale for each, and its other statements."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from sectorbook.auditing.naming import dated_label, quoted, subject_in_sentence
from sectorbook.exploring.state import Ends
from sectorbook.ledger.report import Report
from sectorbook.ledger.system import build_system
from sectorbook.values.units import unit_style
from sectorbook.values.wording import capitalize

REACH = 2
"""How many times as far as its printed ends a scale goes."""
STEPS = 100
"""How many steps a scale has at least."""


@dataclass(frozen=True)
class Adjustable:
    """A figure that can be moved or set aside.

    Attributes
    ----------
    label : str
        What it is of.
    printed : mapping of str to str
        What the article prints, in quotation marks, by statement.
    variable : str
        The variable whose range can be moved; empty for a share or another relation.
    unit : str
        The unit of its ends, as the title of an axis.
    ends : tuple of float
        The printed range, where several are printed what they have in common; the high end may be infinite.
    scale : tuple of float
        Where a slider begins and ends.
    step : float
        How far a slider moves, a power of ten.
    is_linked : bool
        Whether a sum or a relation links it to another figure.
    limits : tuple of float
        What it can be at least and at most, whatever is printed.
    """

    label: str
    printed: dict[str, str]
    variable: str = ""
    unit: str = ""
    ends: Ends = (0.0, math.inf)
    scale: Ends = (0.0, 1.0)
    step: float = 1.0
    is_linked: bool = True
    limits: Ends = (-math.inf, math.inf)

    def limited(self, value: float) -> float:
        """Return the nearest value that the figure can have.

        Parameters
        ----------
        value : float

        Returns
        -------
        float
        """
        return min(max(value, self.limits[0]), self.limits[1])

    def snap(self, value: float, near: Iterable[float]) -> float:
        """Return the end that a place on the slider stands for: a known one near it, or the nearest step.

        Parameters
        ----------
        value : float
            The place, which a slider may have moved to its nearest step.
        near : iterable of float
            Ends that are kept where the place is within half a step.

        Returns
        -------
        float
            Infinite at the end of the scale, where the printed range is open.
        """
        if math.isinf(self.ends[1]) and value >= self.scale[1] - self.step / 2:
            return math.inf
        kept = (end for end in (*near, *self.ends) if abs(end - value) < self.step / 2)
        return next(kept, round(value, decimals(self.step)))


def adjustables(report: Report) -> list[Adjustable]:
    """List what can be changed of a report, the figures that are linked to each other together and first.

    Parameters
    ----------
    report : Report

    Returns
    -------
    list of Adjustable
        In the order of the text within what is linked.
    """
    group_of = _groups(report)
    core = report.core
    amounts = {name: list(map(str, core.index[core["variable"] == name])) for name in core["variable"].unique()}
    relations = report.relations[report.relations["role"] == "core"]
    rows = [
        (_position(report, ids), name, _amount(report, name, ids, name in group_of)) for name, ids in amounts.items()
    ]
    rows += [
        (
            _position(report, [name]),
            row["variable"],
            Adjustable(capitalize(subject_in_sentence(report, name)), {name: quoted(report, name)}),
        )
        for name, row in zip(map(str, relations.index), relations.to_dict("records"), strict=True)
    ]
    rows.sort(key=lambda row: row[0])
    firsts: dict[int, int] = {}
    for place, variable, _ in rows:
        if variable in group_of:
            firsts.setdefault(group_of[variable], place)
    last = len(report.statements)
    return [row for *_, row in sorted(rows, key=lambda row: (firsts.get(group_of.get(row[1], -1), last), row[0]))]


def linked_variables(report: Report) -> frozenset[str]:
    """Return the variables that a sum or a relation links to others.

    Parameters
    ----------
    report : Report

    Returns
    -------
    frozenset of str
    """
    return frozenset(_groups(report))


def decimals(step: float) -> int:
    """Return how many decimals a multiple of a step has.

    Parameters
    ----------
    step : float
        A power of ten.

    Returns
    -------
    int
    """
    return max(0, -round(math.log10(step)))


def _groups(report: Report) -> dict[str, int]:
    """Number the groups of variables that sums and relations link."""
    groups = [
        set(chain.from_iterable(row.coefficients for row in part.rows)) for part in build_system(report).components
    ]
    return {name: number for number, names in enumerate(groups) for name in names}


def _position(report: Report, names: list[str]) -> int:
    """Return where the first of some statements stands in the text."""
    return min(map(list(report.statements.index).index, names))


def _amount(report: Report, variable: str, names: list[str], is_linked: bool) -> Adjustable:
    """Describe an amount that statements print."""
    core = report.core.loc[names]
    least, most = (None if end is None else float(end) for end in report.natural_ends[variable])
    lows, highs = core["low"].dropna(), core["high"].dropna()
    low, high = lows.max() if len(lows) else least, highs.min() if len(highs) else math.inf
    if low is not None and low > high:  # two printings that exclude each other
        low, high = lows.min(), highs.max()
    far = max(abs(end) for end in (low, high) if end is not None and math.isfinite(end)) or 1.0
    scale = (-REACH * far if least is None else least, REACH * far if most is None else most)
    step = 10.0 ** math.floor(math.log10((scale[1] - scale[0]) / STEPS))
    step = max(step, 1.0) if variable in report.whole_variables else step
    return Adjustable(
        dated_label(report, variable),
        {name: quoted(report, name) for name in names},
        variable,
        unit_style(report.units[variable]).title,
        (float(scale[0] if low is None else low), float(high)),
        (scale[0], math.ceil(scale[1] / step) * step),
        step,
        is_linked,
        (-math.inf if least is None else least, math.inf if most is None else most),
    )
