"""That whole numbers cannot satisfy a result, as a sentence: what cannot be, and the check that shows it."""

from __future__ import annotations

from fractions import Fraction

from sectorbook.exact.relations import Relation
from sectorbook.exact.system import System
from sectorbook.exact.whole_numbers import Gap, WholeNumbers
from sectorbook.ledger.report import Report
from sectorbook.values.intervals import write_exact, write_printed
from sectorbook.values.wording import join_words, write_related


def describe_failure(report: Report, system: System, found: WholeNumbers) -> str:
    """Say that whole numbers cannot satisfy a system, and what shows it.

    Parameters
    ----------
    report : Report
    system : System
        Its core, under a reading.
    found : WholeNumbers
        Whether whole numbers can satisfy it.

    Returns
    -------
    str
        One or two sentences; empty where they can.
    """
    if found.possible:
        return ""
    names = join_words(found.elements)
    if found.gap is not None:
        return f"No whole numbers can do it: {_gap(report, system, found, found.gap)} ({names})."
    if found.cases:
        return f"No whole numbers satisfy {names} together, which {found.cases} cases in fractions rule out."
    if found.possible is None:
        return f"Whether whole numbers satisfy {names} together is open: the search ended at its limit."
    return (
        f"No whole numbers were found that satisfy {names} together. That rests on the solver and its tolerance; in "
        "fractions it is not proved."
    )


def _gap(report: Report, system: System, found: WholeNumbers, gap: Gap) -> str:
    """Say where counts would have to lie, and that no whole numbers lead there."""
    units = report.variables["unit"]
    relations = {relation.name: relation for relation in system.relations}
    if gap.name in system.natural:
        written = _written(gap, units[gap.name])
        held = [relations[name] for name in found.elements if name in relations]
        related = _of_one(report, system, held[0], written) if len(held) == 1 and held[0].indicator == gap.name else ""
        return related or f"{report.label_in_sentence(gap.name)} can only be {written}"
    if gap.name in relations:
        first, second = relations[gap.name].indicator, relations[gap.name].base
        labels = map(report.label_in_sentence, (first, second))
        return f"{' less '.join(labels)} would have to be {_written(gap, units[first])}"
    row = next(row for row in system.identities if row.name == gap.name)
    written = _written(gap, units[next(iter(row.coefficients))])
    return (
        f"in {report.formula(gap.name)}, counts go in steps of {write_exact(gap.step)} and would have to make {written}"
    )


def _written(gap: Gap, unit: str) -> str:
    """Write the ends of a gap, which are no whole numbers; of what is subtracted, without its sign."""
    low, high = gap.low or Fraction(0), gap.high or Fraction(0)
    return write_printed(-high, -low, unit) if high < 0 else write_printed(low, high, unit)


def _of_one(report: Report, system: System, relation: Relation, written: str) -> str:
    """Write what a relation makes of one amount: "77% of 683 people is 525.91 people"; of several, nothing."""
    base, units = system.active_bounds[relation.base], report.variables["unit"]
    if base.low is None or base.low != base.high or relation.low is None or relation.high is None:
        return ""
    row = report.statements.loc[relation.name]
    if row["relation"] == "per":
        ends = write_printed(relation.low, relation.high, row["unit"] or "dimensionless")
        mean = f'"{row["printed"]}"' if row["printed"] else ends
        return f"{mean} is no mean of {write_exact(base.low)} whole numbers, which would add up to {written}"
    if relation.low != relation.high:
        return ""
    amount = write_printed(base.low, base.low, units[relation.base])
    related = write_related(row["relation"], float(relation.low), row["unit"], amount, relation.years)
    return f"{related} is {written}"
