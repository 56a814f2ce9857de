"""Conflicts with their sums, repairs, and the least adjustment, as tables and sentences for a reader."""

import math
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from sectorbook.analysis.result_tables import row_range
from sectorbook.exact.system import Proof
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import write_printed, write_range
from sectorbook.values.wording import join_words, write_related

RELATED_DIGITS = 6
"""Significant digits of an amount that a relation gives: it may miss another by less than a reader would see."""


def conflict_table(result: Result) -> pd.DataFrame:
    """Each conflict in print: its statements with all their printings, its identities, and the sum that cannot be.

    Parameters
    ----------
    result : Result
        A result, usually infeasible.

    Returns
    -------
    DataFrame
        One row for each conflict, numbered from 1; empty where the result is feasible.
    """
    conflicts = result.conflicts()
    rows = []
    for names in conflicts:
        members = [name for name in result.system.elements if name in names]
        statements = [_name(result, name, conflicts.printings[name]) for name in members if name in conflicts.printings]
        identities = [name for name in members if name not in conflicts.printings]
        rows.append([join_words(statements), join_words(identities), _sum(result, conflicts.proofs[names])])
    return _numbered(result, rows, ["statements", "identities", "the sum"])


def repair_table(result: Result) -> pd.DataFrame:
    """Each repair in print: what to set aside, and what that leaves to the indicators that the conflicts are about.

    Parameters
    ----------
    result : Result
        A result, usually infeasible.

    Returns
    -------
    DataFrame
        One row for each repair, numbered from 1; empty where the result is feasible.
    """
    repairs = result.repairs()
    affected = {value.indicator for value in result.system.values if any(value.name in c for c in result.conflicts())}
    rows = []
    for names in repairs:
        bounds = replace(result, system=result.system.drop(names)).bounds
        left = (f"{result.report.label(name)} {row_range(row)}" for name, row in bounds.iterrows() if name in affected)
        members = (name for name in result.system.elements if name in names)
        dropped = join_words(_name(result, name, repairs.printings.get(name, ())) for name in members)
        rows.append([dropped, "; ".join(left)])
    return _numbered(result, rows, ["set aside", "what that leaves"])


def adjustment_table(result: Result) -> pd.DataFrame:
    """The ends that the adjustment moves: as read, and where to.

    Parameters
    ----------
    result : Result
        A result, usually infeasible.

    Returns
    -------
    DataFrame
        One row for each end, indexed by its statement.
    """
    rows = [
        [
            _name(result, row["id"]),
            row["end"],
            *(_amount(result, row["id"], row[column]) for column in ("printed", "adjusted")),
            f"{abs(row['adjusted'] - row['printed']) / abs(row['printed']):.2%}",
        ]
        for row in result.adjustment().moves.to_dict("records")
    ]
    table = pd.DataFrame(rows, columns=["statement", "end", "as read", "adjusted", "change"])
    return table.set_index("statement").rename_axis(index=None, columns=result.assumptions_label)


def conflicts_sentence(result: Result) -> str:
    """How many conflicts and repairs there are, in a sentence.

    Parameters
    ----------
    result : Result
        Any result.

    Returns
    -------
    str
        Marked "and more" where the search ended at its limit. Where there is no conflict, but whole numbers cannot
        satisfy it, that is said too.
    """
    conflicts, repairs = result.conflicts(), result.repairs()
    if not conflicts:
        return f"All of it can be true at once: there is no conflict. {result.whole_numbers_sentence}".rstrip()
    more = "" if conflicts.complete and repairs.complete else ", and more"
    counted = f"{_count(len(conflicts), 'conflict')} and {_count(len(repairs), 'repair')}{more}"
    return f"There {'is' if len(conflicts) == 1 else 'are'} {counted}."


def adjustment_sentence(result: Result) -> str:
    """What the adjustment comes to, and whether another one is as small, in two sentences.

    Parameters
    ----------
    result : Result
        Any result.

    Returns
    -------
    str
        The sum of the relative changes, in percent; the ends that an equally small adjustment moves, or what no
        adjustment is below where this one is not proven to be the least.
    """
    adjustment = result.adjustment()
    if not adjustment.total:
        return "Nothing has to change."
    total = f"The changes, each as a share of its end, add up to {adjustment.total:.2%}."
    if not adjustment.is_least:
        below = math.floor(adjustment.at_least * 10_000) / 10_000  # down: what is proven is not less than what is told
        proven = (
            f"None with a sum below {below:.2%} does" if below else "That none with a smaller sum does is not proven"
        )
        return f"{total} They suffice. {proven}."
    ties = [f"{_name(result, row['id'])} ({row['end']})" for row in adjustment.ties.to_dict("records")]
    if ties:
        return f"{total} Others of the same sum move {join_words(ties)} by other amounts."
    # which other ends of ratios could move as far is not searched
    return f"{total} No other has a {'smaller sum' if result.system.relations else 'sum as small'}."


def _numbered(result: Result, rows: list[list[str]], columns: list[str]) -> pd.DataFrame:
    """Build a table whose rows count from 1, with the result's assumptions in its corner."""
    table = pd.DataFrame(rows, columns=columns, index=range(1, len(rows) + 1))
    return table.rename_axis(columns=result.assumptions_label)


def _name(result: Result, name: str, printings: Iterable[str] = ()) -> str:
    """Write a statement with its label, quotation and ids, or name an identity."""
    statements = result.report.statements
    if name not in statements.index:
        return f"the identity {name}"
    return f'{result.report.subject(name)}: "{statements.at[name, "printed"]}" ({", ".join(printings or (name,))})'


def _amount(result: Result, name: str, value: float) -> str:
    """Write a value in the unit of a statement."""
    row = result.report.statements.loc[name]
    return write_printed(value, value, row["unit"] or result.report.variables.at[row["variable"], "unit"])


def _sum(result: Result, proof: Proof) -> str:
    """Write a proof as a sum: the total of its low ends exceeds that of its high ends."""
    if proof.relations:
        return _related_sum(result, proof)
    values = {value.name: value for value in result.system.values}
    weights = {name: Fraction(weight) for name, weight in proof.elements.items() if name in values}
    units = {result.report.variables.at[values[name].indicator, "unit"] for name in weights}
    scale = min(map(abs, weights.values()))
    low = [(weight / scale, values[name].low or Fraction(0)) for name, weight in weights.items() if weight > 0]
    high = [(-weight / scale, values[name].high or Fraction(0)) for name, weight in weights.items() if weight < 0]
    if len(units) > 1 or not (low and high):
        return "see the proof"
    (unit,) = units
    return f"{_side(low, unit)}, above {_side(high, unit)}"


def _related_sum(result: Result, proof: Proof) -> str:
    """Write a proof of one relation and the two amounts that it relates: "43% above $143m is $204.49m, above $203m"."""
    (name, side), *others = proof.relations
    relation = next(relation for relation in result.system.relations if relation.name == name)
    ends = {value.indicator: value.ends for value in result.system.values if value.name in proof.elements}
    other = "high" if side == "low" else "low"
    base, limit = (ends.get(one, {}).get(end) for one, end in ((relation.base, side), (relation.indicator, other)))
    number = relation.ends[side]
    if others or len(proof.elements) > 2 or base is None or limit is None:
        return "see the proof"
    row, units = result.report.statements.loc[name], result.report.variables["unit"]
    unit = units[relation.indicator]
    written = write_printed(base, base, units[relation.base])
    factor, converted = relation.factor(number), relation.conversion * base
    related = converted + factor if relation.is_difference else factor * base
    amounts = [write_range(related, related, unit, RELATED_DIGITS), write_printed(limit, limit, unit)]
    applied = write_related(row["relation"], float(number), row["unit"], written, relation.years)
    return f"{applied} is {amounts[0]}, {'above' if side == 'low' else 'below'} {amounts[1]}"


def _side(terms: list[tuple[Fraction, Fraction]], unit: str) -> str:
    """Write one side of a sum: its terms and their total, or the value alone where there is one term of weight 1."""
    written = [
        f"{'' if weight == 1 else f'{float(weight):g} x '}{write_printed(end, end, unit)}" for weight, end in terms
    ]
    if len(terms) == 1 and terms[0][0] == 1:
        return written[0]
    total = sum((weight * end for weight, end in terms), Fraction(0))
    return f"{' + '.join(written)} = {write_printed(total, total, unit)}"


def _count(number: int, noun: str) -> str:
    """Write a number with its noun in the singular or plural."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
