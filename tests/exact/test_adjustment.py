"""The least change of printed ends, by hand and against every corner where it can lie."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest

import sectorbook as sb
from helpers.brute_force import gauss
from helpers.cases import seeds
from sectorbook.errors import Inconsistent
from sectorbook.exact.adjustment import Move, adjust, least_adjustment
from sectorbook.exact.relations import Relation
from sectorbook.exact.solving.programs import Constraint
from sectorbook.exact.system import System, Value
from sectorbook.ledger.report import Report
from sectorbook.reconcile.result import reconcile

F = Fraction
OPEN = (None, None)


def value(name: str, indicator: str, low: int | None, high: int | None) -> Value:
    return Value(name, indicator, *(None if end is None else F(end) for end in (low, high)), (name,))


def test_with_the_lead_the_sector_earns_half_a_million_more(report: Report) -> None:
    # 15 + 3.5 = 18.5: 0.5 of 18 is the least share, before 0.5 of 15 and 0.5 of 3.5.
    found = reconcile(report.including("EST-01", "EST-02")).adjustment()
    assert found.total == float(F(1, 36))
    assert found.moves.to_dict("records") == [{"id": "EST-03", "end": "high", "printed": 18.0, "adjusted": 18.5}]
    assert found.ties.empty
    assert list(found.ties.columns) == ["id", "end", "printed", "nearest", "farthest"]


def test_a_feasible_system_is_not_adjusted(report: Report) -> None:
    found = reconcile(report).adjustment()
    assert found.total == 0
    assert found.moves.empty
    assert found.ties.empty
    assert list(found.moves.columns) == ["id", "end", "printed", "adjusted"]


def test_a_large_end_moves_rather_than_a_small_one() -> None:
    system = System({"x": OPEN}, (value("A", "x", 1, 1), value("B", "x", 2, 2)), ())
    assert least_adjustment(system)[:2] == (F(1, 2), [Move("B", "low", F(2), F(1), F(1), F(1))])


def test_of_two_ends_that_could_give_way_the_first_moves_least() -> None:
    # -4 and 4 exclude each other by 8, and every share of the 8 costs the same.
    values = (value("A", "x", -4, -4), value("B", "x", 4, 4))
    for order in (values, values[::-1]):
        found = adjust(System({"x": OPEN}, order, ()))
        last = order[1]
        assert found.total == 2
        end = "low" if last.name == "B" else "high"
        assert found.moves.to_dict("records") == [
            {"id": last.name, "end": end, "printed": float(last.low or 0), "adjusted": -float(last.low or 0)}
        ]
        ties = {row["id"]: (row["end"], row["printed"], row["nearest"], row["farthest"]) for row in records(found.ties)}
        assert ties == {"A": ("high", -4, -4, 4), "B": ("low", 4, 4, -4)}
        assert list(ties) == [v.name for v in order]


def records(frame: pd.DataFrame) -> list[dict[str, object]]:
    return frame.to_dict("records")


def test_two_parts_that_fall_short_of_a_fixed_total_are_tied() -> None:
    rows = (Constraint("total", {"a": F(1), "b": F(1)}, F(5), F(5)),)
    system = System(dict.fromkeys("ab", OPEN), (value("A", "a", 1, 2), value("B", "b", 1, 2)), rows)
    assert least_adjustment(system)[:2] == (
        F(1, 2),
        [Move("A", "high", F(2), F(0), F(0), F(1)), Move("B", "high", F(2), F(1), F(0), F(1))],
    )


def test_parts_that_fall_short_each_in_its_own_way_are_added_up() -> None:
    values = (value("A", "a", 1, 1), value("A2", "a", 2, 2), value("B", "b", 4, 4), value("B2", "b", 5, 5))
    total, moves, _ = least_adjustment(System(dict.fromkeys("abc", OPEN), values, ()))
    assert total == F(1, 2) + F(1, 5)
    assert [(move.name, move.end, move.by) for move in moves] == [("A2", "low", 1), ("B2", "low", 1)]


def test_an_end_at_zero_stays_and_the_other_gives_way() -> None:
    rows = (Constraint("same", {"a": F(1), "b": F(-1)}, F(0), F(0)),)
    system = System(dict.fromkeys("ab", OPEN), (value("A", "a", 0, 0), value("B", "b", 3, 4)), rows)
    assert least_adjustment(system)[:2] == (1, [Move("B", "low", F(3), F(3), F(3), F(3))])
    below = System(dict.fromkeys("ab", OPEN), (value("A", "a", 0, 0), value("B", "b", -4, -3)), rows)
    assert least_adjustment(below)[:2] == (1, [Move("B", "high", F(-3), F(3), F(3), F(3))])


def test_a_natural_end_stays() -> None:
    system = System({"a": (F(0), None)}, (value("A", "a", -2, -1),), ())
    assert least_adjustment(system)[:2] == (1, [Move("A", "high", F(-1), F(1), F(1), F(1))])
    percent = System({"a": (F(0), F(100))}, (value("A", "a", 120, 130),), ())
    assert least_adjustment(percent)[:2] == (F(1, 6), [Move("A", "low", F(120), F(20), F(20), F(20))])


@pytest.mark.parametrize(
    "system",
    [
        System(
            {"a": OPEN}, (value("A", "a", 0, 0), value("B", "a", 1, 2)), (Constraint("one", {"a": F(1)}, F(1), F(1)),)
        ),
        System({"a": OPEN}, (value("A", "a", 0, 9),), (Constraint("less", {"a": F(1)}, None, F(-1)),)),
        System({"a": OPEN}, (value("A", "a", -9, 0),), (Constraint("more", {"a": F(1)}, F(1), None),)),
        System({"a": (F(0), None), "b": OPEN}, (value("B", "b", 1, 2),), (Constraint("r", {"a": F(2)}, F(-3), F(-1)),)),
    ],
)
def test_identities_and_ends_at_zero_that_exclude_each_other_are_told(system: System) -> None:
    with pytest.raises(Inconsistent, match="ends at zero exclude each other"):
        least_adjustment(system)


def test_names_that_end_in_a_side_are_not_mixed_up() -> None:
    bounds = pd.DataFrame({"low": [1.0, 2.0], "high": [1.0, 2.0]}, index=["x", "x low"])
    same = pd.DataFrame({"identity": ["r", "r"], "term": ["x", "x low"], "coefficient": [1, -1]})
    found = sb.reconcile_bounds(bounds, same).adjustment()
    assert found.total == 0.5  # 2 down to 1, not 1 up to 2
    assert found.moves["id"].tolist() == ["x low"]


def test_the_tables_are_those_of_the_exact_moves() -> None:
    bounds = pd.DataFrame({"low": [1.0, 4.0], "high": [2.0, 5.0]}, index=["part", "whole"])
    double = pd.DataFrame({"identity": ["r", "r"], "term": ["part", "whole"], "coefficient": [1, -1]})
    found = sb.reconcile_bounds(bounds, double).adjustment()
    # 2 up to 4 is all of it again, 4 down to 2 half
    assert found.total == 0.5
    assert found.moves.to_dict("records") == [{"id": "whole", "end": "low", "printed": 4.0, "adjusted": 2.0}]


def random_clash(seed: int) -> System:
    """Up to three indicators that are not negative, printed up to four times, and up to two identities.

    In every other system all ends are alike, so that several can give way for each other.
    """
    draw = random.Random(seed)
    alike = seed % 2
    names = "abc"[: 3 if alike else draw.randint(1, 3)]
    values = []
    for i in range(draw.randint(3 if alike else 2, 4)):
        low = draw.choice([4, 4, 4, 6] if alike else [0, 1, 1, 2, 2, 3, 4, 6])
        high = low + (0 if alike else draw.choice([0, 0, 1, 2]))
        ends = [low, high] if alike or draw.random() < 0.8 else draw.choice([[low, None], [None, high]])
        values.append(value(f"v{i}", names[i] if i < 3 and alike else draw.choice(names), *ends))
    rows = []
    for i in range(draw.randint(alike, 2) if len(names) > 1 else 0):
        used = draw.sample(names, draw.randint(2, len(names)))
        signs = [1, -1, draw.choice([1, -1])] if alike else [draw.choice([1, 1, -1, -2]) for _ in used]
        form = {name: F(sign) for name, sign in zip(used, signs, strict=False)}
        rows.append(Constraint(f"r{i}", form, draw.choice([None, F(0)]), F(0)))
    return System(dict.fromkeys(names, (F(0), None)), tuple(values), tuple(rows))


Moves = tuple[Fraction, ...]


def by_corners(system: System) -> tuple[Fraction, list[Moves], list[tuple[str, str, Fraction]]] | None:
    """The least sum, the moves at every corner that has it, and the ends; None where zeros and identities clash.

    The sum is linear between the planes where an indicator is at a printed or natural end, or an identity is tight:
    its least value is at a point where as many of them meet as there are indicators.
    """
    names = list(system.natural)
    ends = [(v.name, side, getattr(v, side), v.indicator) for v in system.values for side in ("low", "high")]
    ends = [end for end in ends if end[2] is not None]
    planes = {(name, F(0)) for name in names} | {(indicator, end) for _, _, end, indicator in ends}
    lines = [[*(F(n == name) for n in names), end] for name, end in planes]
    lines += [[*(row.coefficients.get(n, F(0)) for n in names), F(0)] for row in system.rows]
    found = []
    for chosen in itertools.combinations(lines, len(names)):
        solved = gauss([list(line) for line in chosen], len(names))
        point = dict(zip(names, solved, strict=True)) if solved else None
        if point is None or min(point.values()) < 0:
            continue
        sums = [(row, sum(c * point[n] for n, c in row.coefficients.items())) for row in system.rows]
        if all(total == 0 if row.low is not None else total <= 0 for row, total in sums):
            moves = [max(F(0), (end - point[i]) if side == "low" else point[i] - end) for _, side, end, i in ends]
            if not any(move for move, (_, _, end, _) in zip(moves, ends, strict=True) if end == 0):
                shares = [move / abs(end) for move, (_, _, end, _) in zip(moves, ends, strict=True) if end]
                found.append((sum(shares, F(0)), tuple(moves)))
    if not found:
        return None
    least = min(total for total, _ in found)
    return least, [moves for total, moves in found if total == least], [end[:3] for end in ends]


@pytest.mark.parametrize("seed", seeds(range(200)))
def test_the_least_adjustment_is_that_of_the_best_corner(seed: int) -> None:
    system = random_clash(seed)
    expected = by_corners(system)
    if expected is None:
        with pytest.raises(Inconsistent):
            least_adjustment(system)
        return
    least, choices, ends = expected
    total, moves, _ = least_adjustment(system)
    assert total == least
    first = min(choices)
    assert {(move.name, move.end): move for move in moves} == {
        (name, side): Move(name, side, end, first[i], min(m[i] for m in choices), max(m[i] for m in choices))
        for i, (name, side, end) in enumerate(ends)
        if any(m[i] for m in choices)
    }


@pytest.mark.slow
def test_the_random_systems_are_adjusted_in_many_ways() -> None:
    found = [by_corners(random_clash(seed)) for seed in range(200)]
    known = [item for item in found if item is not None]
    assert sum(total > 0 for total, _, _ in known) > 80
    assert sum(len(set(choices)) > 1 for total, choices, _ in known if total) > 15
    assert sum(total == 0 for total, _, _ in known) > 10


def test_a_high_end_may_double_but_an_amount_may_not_vanish_to_fulfil_a_ratio() -> None:
    # b is 10 and a at most 5, but a has to be b: a's end doubles, at the cost of 1, or b falls to 5, at the cost of 1/2
    same = Relation("r", "a", "b", F(1), F(1), ("r",))
    natural = dict.fromkeys("ab", (F(0), None))
    fixed = (Constraint("ten", {"b": F(1)}, F(10), F(10)),)
    values = (value("A", "a", None, 5),)
    total, moves, _ = least_adjustment(System(natural, values, fixed, (same,)))
    assert (total, [(move.name, move.end, move.at(move.by)) for move in moves if move.by]) == (
        F(1, 2),
        [("r", "low", F(1, 2))],
    )
    exact = replace(same, low=F(1), high=None)
    total, moves, _ = least_adjustment(
        System(natural, (value("A", "a", 0, 5),), fixed, (exact, replace(exact, name="s")))
    )
    assert (total, [(move.name, move.end, move.at(move.by)) for move in moves if move.by]) == (1, [("A", "high", 10)])
