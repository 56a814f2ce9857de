"""What cannot all be true, told for a reader: conflicts with their sums, repairs, and the least adjustment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from sectorbook.exact.system import Proof
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import write_range
from sectorbook.values.wording import join_words


def conflict_table(result: Result) -> pd.DataFrame:
    """Each conflict in print: its statements with all their printings, its identities, and the sum that cannot be."""
    found = result.conflicts()
    rows = [
        [
            join_words(_name(result, n, found.printings[n]) for n in _ordered(result, names) if n in found.printings),
            join_words(n for n in _ordered(result, names) if n not in found.printings),
            _sum(result, found.proofs[names]),
        ]
        for names in found
    ]
    table = pd.DataFrame(rows, columns=["statements", "identities", "the sum"], index=range(1, len(rows) + 1))
    return table.rename_axis(columns=result.assumptions_label)


def repair_table(result: Result) -> pd.DataFrame:
    """Each repair in print: what to set aside, and what that leaves to the indicators that the conflicts are about."""
    found = result.repairs()
    about = {value.indicator for value in result.system.values if any(value.name in c for c in result.conflicts())}
    rows = []
    for names in found:
        bounds = replace(result, system=result.system.drop(names)).bounds
        left = [
            f"{result.report.label(name)} {write_range(row['low'], row['high'], row['unit'])}"
            for name, row in bounds.iterrows()
            if name in about
        ]
        set_aside = join_words(_name(result, name, found.printings.get(name, ())) for name in _ordered(result, names))
        rows.append([set_aside, "; ".join(left)])
    table = pd.DataFrame(rows, columns=["set aside", "what that leaves"], index=range(1, len(rows) + 1))
    return table.rename_axis(columns=result.assumptions_label)


def adjustment_table(result: Result) -> pd.DataFrame:
    """The ends that the least adjustment moves: as read, and where to."""
    moves = result.adjustment().moves
    rows = [
        [
            _name(result, row["id"]),
            row["end"],
            *(_amount(result, row["id"], row[column]) for column in ("printed", "adjusted")),
            f"{abs(row['adjusted'] - row['printed']) / abs(row['printed']):.2%}",
        ]
        for row in moves.to_dict("records")
    ]
    table = pd.DataFrame(rows, columns=["statement", "end", "as read", "adjusted", "change"])
    return table.set_index("statement").rename_axis(None).rename_axis(columns=result.assumptions_label)


def conflicts_sentence(result: Result) -> str:
    """How many conflicts and repairs there are, in a sentence."""
    found, mended = result.conflicts(), result.repairs()
    if not found:
        return "All of it can be true at once: there is no conflict."
    more = "" if found.complete and mended.complete else ", and more"
    counted = f"{_count(len(found), 'conflict')} and {_count(len(mended), 'repair')}{more}"
    return f"There {'is' if len(found) == 1 else 'are'} {counted}."


def adjustment_sentence(result: Result) -> str:
    """What the least adjustment comes to, and whether it is the only one, in two sentences."""
    found = result.adjustment()
    if not found.total:
        return "Nothing has to change."
    ties = [_name(result, row["id"]) + f" ({row['end']})" for row in found.ties.to_dict("records")]
    only = (
        f"Others of the same sum move {join_words(ties)} by other amounts." if ties else "No other has a sum as small."
    )
    return f"The changes, each as a share of its end, add up to {found.total:.2%}. {only}"


def _ordered(result: Result, names: frozenset[str]) -> Iterator[str]:
    return (name for name in result.system.elements if name in names)


def _name(result: Result, name: str, printings: tuple[str, ...] = ()) -> str:
    statements = result.report.statements
    if name not in statements.index:
        return f"the identity {name}"
    label = result.report.label(statements.at[name, "indicator"])
    return f'{label}: "{statements.at[name, "printed"]}" ({", ".join(printings or (name,))})'


def _amount(result: Result, name: str, value: float) -> str:
    unit = result.report.indicators.at[result.report.statements.at[name, "indicator"], "unit"]
    return write_range(value, value, unit)


def _sum(result: Result, proof: Proof) -> str:
    """The proof as a sum: what the low ends add up to is above what the high ends do."""
    values = {value.name: value for value in result.system.values}
    names = [name for name in proof.elements if name in values]
    units = [result.report.indicators.at[values[name].indicator, "unit"] for name in names]
    scale = min(abs(Fraction(proof.elements[name])) for name in names)
    sides = {way: [n for n in names if proof.elements[n] * way > 0] for way in (1, -1)}
    if len(set(units)) > 1 or not all(sides.values()):
        return "see the proof"
    low = _side([(abs(Fraction(proof.elements[n])) / scale, values[n].low or Fraction(0)) for n in sides[1]], units[0])
    high = _side(
        [(abs(Fraction(proof.elements[n])) / scale, values[n].high or Fraction(0)) for n in sides[-1]], units[0]
    )
    return f"{low}, above {high}"


def _side(terms: list[tuple[Fraction, Fraction]], unit: str) -> str:
    written = [
        f"{'' if times == 1 else f'{float(times):g} x '}{write_range(float(end), float(end), unit)}"
        for times, end in terms
    ]
    total = float(sum(times * end for times, end in terms))
    return (
        written[0]
        if len(terms) == 1 and terms[0][0] == 1
        else f"{' + '.join(written)} = {write_range(total, total, unit)}"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
