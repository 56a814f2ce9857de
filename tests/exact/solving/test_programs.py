"""Linear programs in exact arithmetic, against elimination in dense fractions and against all corners."""

from __future__ import annotations

import importlib
import itertools
import math
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import pytest

from helpers.brute_force import gauss, greatest, random_system
from helpers.cases import seeds
from sectorbook.exact.extremes import extremes, tightest_bounds
from sectorbook.exact.solving.certificates import SUBDIVISION, ConstraintMatrix, Lattice, Vertex
from sectorbook.exact.solving.elimination import divide, null_space, simplify, solve_equations
from sectorbook.exact.solving.programs import Column, Constraint, Multipliers, Program, exact_fraction
from sectorbook.exact.solving.propagation import Propagation
from sectorbook.exact.solving.simplex import Ends, Tableau
from sectorbook.exact.system import System, Value

F = Fraction
OPEN = (None, None)
EXTREMES = importlib.import_module("sectorbook.exact.extremes")


def vertices(ends: Sequence[Ends], forms: Sequence[Mapping[int, Fraction]]) -> list[list[Fraction]]:
    """Every point where as many ends meet as there are columns, and which lies between all ends."""
    width = len(ends) - len(forms)
    lines = [[F(i == j) for j in range(width)] for i in range(width)]
    lines += [[F(form.get(j, 0)) for j in range(width)] for form in forms]
    tight = [(i, F(end)) for i, pair in enumerate(ends) for end in set(pair) if end is not None]
    found = []
    for chosen in itertools.combinations(tight, width):
        point = gauss([[*lines[i], end] for i, end in chosen], width)
        if point is not None:
            sizes = [sum(c * x for c, x in zip(line, point, strict=True)) for line in lines]
            if all(
                (lo is None or lo <= s) and (hi is None or s <= hi) for s, (lo, hi) in zip(sizes, ends, strict=True)
            ):
                found.append(point)
    return found


def random_program(seed: int, sizes: Sequence[Fraction]) -> tuple[list[Ends], list[dict[int, Fraction]]]:
    """Up to three columns between ends, and up to four rows, some of them one another's multiples."""
    draw = random.Random(seed)
    width = draw.randint(1, 3)
    size = [draw.choice(sizes) for _ in range(width)]
    ends: list[Ends] = []
    for column in range(width):
        low = F(draw.randint(-4, 3), draw.choice([1, 1, 2, 7]))
        ends.append((low * size[column], (low + F(draw.randint(0, 6), draw.choice([1, 3]))) * size[column]))
    forms: list[dict[int, Fraction]] = []
    for _ in range(draw.randint(1, 3)):
        used = draw.sample(range(width), draw.randint(1, width))
        forms.append(
            {column: F(draw.choice([1, 1, -1, 2, -3]), draw.choice([1, 1, 7])) / size[column] for column in used}
        )
        low = F(draw.randint(-5, 4))
        high = low + draw.choice([0, 1, 4])
        ends.append(draw.choice([(low, high), (None, high), (low, None), (low, low)]))
    if draw.random() < 0.4:
        forms.append({column: 2 * c for column, c in forms[-1].items()})
        low, high = ends[-1]
        ends.append((None if low is None else 2 * low, None if high is None else 2 * high))
    return ends, forms


def named(ends: Sequence[Ends], forms: Sequence[Mapping[int, Fraction]]) -> tuple[list[Column], list[Constraint]]:
    width = len(ends) - len(forms)
    columns = [Column(f"x{i}", *ends[i]) for i in range(width)]
    return columns, [
        Constraint(f"r{i}", {f"x{column}": c for column, c in form.items()}, *ends[width + i])
        for i, form in enumerate(forms)
    ]


def adds_up(
    columns: Sequence[Column], rows: Sequence[Constraint], multipliers: Multipliers, form: Mapping[str, Fraction]
) -> Fraction | None:
    """What the ends, each times its price, add up to, where the forms add up to the form given and no end is open."""
    total, sums = F(0), dict.fromkeys([column.name for column in columns], F(0))
    priced = [(multipliers.columns.get(c.name, 0), {c.name: F(1)}, c.low, c.high) for c in columns]
    priced += [(multipliers.rows.get(r.name, 0), r.coefficients, r.low, r.high) for r in rows]
    for price, coefficients, low, high in priced:
        end = low if price > 0 else high
        if price and end is None:
            return None
        total += price * (end or 0)
        for name, c in coefficients.items():
            sums[name] += price * c
    return total if sums == dict.fromkeys(sums, F(0)) | dict(form) else None


MIXED = [F(1, 10**6), F(1), F(1000), F(10**9)]
PLAIN = [F(1)]


# Sparse equations


@pytest.mark.parametrize("seed", seeds(range(150)))
def test_equations_are_solved_as_by_dense_elimination(seed: int) -> None:
    draw = random.Random(seed)
    unknowns, count = draw.randint(1, 6), draw.randint(1, 7)
    point = [F(draw.randint(-5, 5), draw.randint(1, 4)) for _ in range(unknowns)]
    forms = []
    for _ in range(count):
        used = draw.sample(range(unknowns), draw.randint(1, min(3, unknowns)))
        forms.append({i: F(draw.choice([1, -1, 2, 5]), draw.choice([1, 3])) for i in used})
    known = sorted({i for form in forms for i in form})
    right = [sum((c * point[i] for i, c in form.items()), F(0)) for form in forms]
    if draw.random() < 0.3:
        right[-1] += 1
    table = [[form.get(i, F(0)) for i in known] + [value] for form, value in zip(forms, right, strict=True)]
    dense = gauss(table, len(known))
    found = solve_equations(
        [({i: simplify(c) for i, c in form.items()}, simplify(v)) for form, v in zip(forms, right, strict=True)]
    )
    assert found == (None if dense is None else dict(zip(known, dense, strict=True)))


def test_equations_with_no_or_many_solutions_have_none() -> None:
    assert solve_equations([({0: 1, 1: 1}, 3), ({0: 1, 1: 1}, 4)]) is None
    assert solve_equations([({0: 1, 1: 1}, 3), ({0: 2, 1: 2}, 6)]) is None
    assert solve_equations([({0: 1, 1: 1}, 3), ({0: 1, 1: -1}, 1), ({0: 1}, 2)]) == {0: 2, 1: 1}
    assert solve_equations([({0: 1, 1: 1}, 3), ({0: 1, 1: -1}, 1), ({0: 1}, 5)]) is None
    assert solve_equations([({}, 1)]) is None
    assert solve_equations([({}, 0)]) == {}
    assert solve_equations([]) == {}


def test_an_unknown_that_cancels_out_stays_open() -> None:
    # The second less the first leaves z alone; x + y stays open.
    assert solve_equations([({0: 1, 1: 1, 2: 1}, 3), ({0: 1, 1: 1, 2: 2}, 4)]) is None


def test_integer_quotients_are_ints_and_others_fractions() -> None:
    assert [divide(6, 3), divide(6, -1), divide(F(1, 2), F(1, 4)), divide(1, 3)] == [2, -6, 2, F(1, 3)]
    assert type(divide(6, 3)) is int
    assert type(divide(F(1, 2), F(1, 4))) is int


def test_nothing_is_printed_while_programs_are_solved(capfd: pytest.CaptureFixture[str]) -> None:
    system = System(
        dict.fromkeys("ab", (F(0), None)),
        (Value("v", "a", F(1), F(2), ("v",)),),
        (Constraint("sum", {"a": F(1), "b": F(1)}, F(8), F(8)),),
    )
    assert tightest_bounds(system)["b"][1].value == 7
    assert capfd.readouterr() == ("", "")


def test_decimals_are_taken_as_printed() -> None:
    assert [
        exact_fraction(0.1),
        exact_fraction("0.1"),
        exact_fraction(3.0),
        exact_fraction(1e-6),
        exact_fraction(1e21),
    ] == [
        F(1, 10),
        F(1, 10),
        3,
        F(1, 10**6),
        10**21,
    ]


# The exact simplex method


@pytest.mark.parametrize("seed", seeds(range(150)))
def test_the_tableau_finds_the_lowest_corner_or_proves_that_there_is_none(seed: int) -> None:
    ends, forms = random_program(seed, PLAIN)
    width = len(ends) - len(forms)
    corners = vertices(ends, forms)
    tableau = Tableau(ends, forms)
    proof = tableau.make_feasible()
    columns, rows = named(ends, forms)
    if not corners:
        assert proof is not None
        total = adds_up(columns, rows, by_name(proof, columns, rows), {})
        assert total is not None
        assert total > 0
        return
    assert proof is None
    for costs in ({i: F(random.Random(seed + i).randint(-3, 3)) for i in range(width)}, {0: F(1)}, {width: F(-1)}):
        line = {i: F(1) for i in costs} if width not in costs else forms[0]
        cost = {i: costs.get(i, F(0)) for i in range(width)} if width not in costs else {i: -c for i, c in line.items()}
        multipliers = tableau.minimize({i: c for i, c in costs.items() if c})
        lowest = min(sum(cost.get(i, F(0)) * x for i, x in enumerate(corner)) for corner in corners)
        assert sum(cost.get(i, F(0)) * tableau.value(i) for i in range(width)) == lowest
        assert multipliers is not None
        if width not in costs:
            wanted = {f"x{i}": c for i, c in cost.items()}
            assert adds_up(columns, rows, by_name(multipliers, columns, rows), wanted) == lowest


def by_name(
    multipliers: Mapping[int, Fraction | int], columns: Sequence[Column], rows: Sequence[Constraint]
) -> Multipliers:
    names = [*(column.name for column in columns), *(row.name for row in rows)]
    width = len(columns)
    return Multipliers(
        {names[i]: price for i, price in multipliers.items() if i < width},
        {names[i]: price for i, price in multipliers.items() if i >= width},
    )


def test_a_tableau_has_no_multipliers_where_the_objective_is_unbounded() -> None:
    tableau = Tableau([(0, None), (0, None), (None, 4)], [{0: 1, 1: -1}])
    assert tableau.make_feasible() is None
    assert tableau.minimize({0: -1}) is None
    bounded = Tableau([(0, None), (0, 3), (None, 4)], [{0: 1, 1: -1}])
    assert bounded.make_feasible() is None
    assert bounded.minimize({0: -1}) is not None
    assert (bounded.value(0), bounded.value(1), bounded.value(2)) == (7, 3, 4)


def test_a_tableau_walks_from_any_basis_to_the_same_optimum() -> None:
    ends: list[Ends] = [(0, 10), (0, 10), (0, 10), (2, 12), (None, 5), (1, 1)]
    forms = [{0: 1, 1: 1, 2: 1}, {0: 1, 1: -1}, {1: 1, 2: -2}]
    lowest = min(-x - 2 * y + z for x, y, z in vertices(ends, forms))
    for basic in itertools.combinations(range(6), 3):
        for choice in (0, 1):
            rest = {i: ends[i][choice] or 0 for i in range(6) if i not in basic}
            tableau = Tableau(ends, forms)
            tableau.set_basis(basic, rest)
            assert tableau.make_feasible() is None
            assert tableau.minimize({0: -1, 1: -2, 2: 1}) is not None
            assert -tableau.value(0) - 2 * tableau.value(1) + tableau.value(2) == lowest


@pytest.mark.parametrize(("ends", "expected"), [((2, 5), 2), ((None, -3), -3), ((2, None), 2), ((-1, 1), 0)])
def test_a_variable_follows_its_ends_where_these_were_changed_since(ends: Ends, expected: int) -> None:
    tableau = Tableau([(0, None), (0, 10), (None, 20)], [{0: 1, 1: 1}])
    tableau.ends[0] = ends
    assert tableau.make_feasible() is None
    assert (tableau.value(0), tableau.value(1), tableau.value(2)) == (expected, 0, expected)


def test_the_simplex_method_does_not_go_in_circles() -> None:
    # Beale's example, on which the method without Bland's rule never ends; the optimum is -1/20.
    ends: list[Ends] = [(0, None)] * 4 + [(None, 0), (None, 0), (None, 1)]
    forms: list[dict[int, Fraction | int]] = [
        {0: F(1, 4), 1: -60, 2: F(-1, 25), 3: 9},
        {0: F(1, 2), 1: -90, 2: F(-1, 50), 3: 3},
        {2: 1},
    ]
    tableau = Tableau(ends, forms)
    assert tableau.make_feasible() is None
    assert tableau.minimize({0: F(-3, 4), 1: 150, 2: F(-1, 50), 3: 6}) is not None
    assert [tableau.value(i) for i in range(4)] == [F(1, 25), 0, 1, 0]


# Programs: a solver in floating point, checked


@pytest.mark.parametrize("sizes", [PLAIN, MIXED], ids=["one size", "sizes from 1e-6 to 1e9"])
@pytest.mark.parametrize("seed", seeds(range(150)))
def test_a_program_finds_the_extreme_corners_or_proves_that_there_are_none(
    seed: int, sizes: Sequence[Fraction]
) -> None:
    ends, forms = random_program(seed, sizes)
    columns, rows = named(ends, forms)
    corners = vertices(ends, forms)
    program = Program(columns, rows)
    proof = program.infeasibility()
    if not corners:
        assert proof is not None
        total = adds_up(columns, rows, proof, {})
        assert total is not None
        assert total > 0
        return
    assert proof is None
    for i, column in enumerate(columns):
        values = [corner[i] for corner in corners]
        one = {column.name: F(1)}
        lowest, highest = program.minimize(one), program.maximize(one)
        assert lowest.value == lowest.point[column.name] == min(values)
        assert highest.value == highest.point[column.name] == max(values)
        assert adds_up(columns, rows, lowest.multipliers, one) == min(values)
        assert adds_up(columns, rows, turned(highest.multipliers), {column.name: F(-1)}) == -max(values)
    draw = random.Random(seed)
    form = {column.name: F(draw.randint(-3, 3), 7) for column in columns}
    reached = [sum(c * x for c, x in zip(form.values(), corner, strict=True)) for corner in corners]
    lowest = program.minimize(form)
    assert lowest.value == min(reached)
    point = [lowest.point[column.name] for column in columns]
    sizes_there = [*point, *(sum(c * lowest.point[n] for n, c in row.coefficients.items()) for row in rows)]
    assert lowest.at_low.tolist() == [s == low for s, (low, _) in zip(sizes_there, ends, strict=True)]
    assert lowest.at_high.tolist() == [s == high for s, (_, high) in zip(sizes_there, ends, strict=True)]
    assert all(
        (lo is None or lo <= s) and (hi is None or s <= hi) for s, (lo, hi) in zip(sizes_there, ends, strict=True)
    )


def turned(multipliers: Multipliers) -> Multipliers:
    """The multipliers of a greatest value as those of the least of its negative."""
    return Multipliers({n: -p for n, p in multipliers.columns.items()}, {n: -p for n, p in multipliers.rows.items()})


@pytest.mark.parametrize("gap", [F(1, 10**12), F(1, 10**15), F(1, 10**40)])
def test_ends_that_nearly_touch_are_distinguished(gap: Fraction) -> None:
    row = [Constraint("r", {"x": F(1), "y": F(-1)}, F(0), F(0))]
    apart = Program([Column("x", F(0), F(1)), Column("y", 1 + gap, F(2))], row)
    proof = apart.infeasibility()
    assert proof is not None
    weight = F(proof.columns["y"])
    assert ({n: F(p) / weight for n, p in proof.columns.items()}, F(proof.rows["r"]) / weight) == ({"x": -1, "y": 1}, 1)
    touching = Program([Column("x", F(0), F(1)), Column("y", F(1), F(2))], row)
    assert touching.infeasibility() is None
    assert touching.maximize({"x": F(1)}).value == 1
    close = Program([Column("x", F(0), 1 + gap), Column("y", F(1), F(2))], row)
    assert close.infeasibility() is None
    assert (close.minimize({"y": F(1)}).value, close.maximize({"y": F(1)}).value) == (1, 1 + gap)


def test_a_millionth_and_a_thousand_millions_stand_in_one_program() -> None:
    # x in a millionth, y in 1e9; z = x + y
    program = Program(
        [Column("x", F(1, 10**6), F(2, 10**6)), Column("y", F(10**9), F(3 * 10**9)), Column("z", None, None)],
        [Constraint("r", {"x": F(1), "y": F(1), "z": F(-1)}, F(0), F(0))],
    )
    assert program.infeasibility() is None
    assert program.minimize({"z": F(1)}).value == 10**9 + F(1, 10**6)
    assert program.maximize({"z": F(1)}).value == 3 * 10**9 + F(2, 10**6)
    assert program.maximize({"z": F(1), "y": F(-1)}).value == F(2, 10**6)


@pytest.mark.parametrize("c", [F(1, 7), F(37, 100), F(1, 10**10), F(10**16), F(1, 2**60 + 1), F(10**21)])
def test_coefficients_of_any_kind_are_exact(c: Fraction) -> None:
    # c x = y, y between 1 and 3
    program = Program(
        [Column("x", None, None), Column("y", F(1), F(3))], [Constraint("r", {"x": c, "y": F(-1)}, F(0), F(0))]
    )
    assert program.infeasibility() is None
    assert (program.minimize({"x": F(1)}).value, program.maximize({"x": F(1)}).value) == (1 / c, 3 / c)
    assert program.maximize({"x": 5 * c, "y": F(-1)}).value == 12


def test_ends_finer_than_floating_point_are_exact() -> None:
    low, high = F(1, 3**40), F(2, 3**40) + F(1, 7**30)
    program = Program(
        [Column("x", low, high), Column("y", low, high), Column("z", None, None)],
        [Constraint("r", {"x": F(1), "y": F(1), "z": F(-1)}, F(0), F(0))],
    )
    assert program.infeasibility() is None
    assert (program.minimize({"z": F(1)}).value, program.maximize({"z": F(1)}).value) == (2 * low, 2 * high)


def test_what_has_no_end_has_no_value() -> None:
    program = Program(
        [Column("x", F(0), None), Column("y", F(0), F(5)), Column("z", None, None)],
        [
            Constraint("r", {"x": F(1), "y": F(1), "z": F(-1)}, F(0), F(0)),
            Constraint("s", {"x": F(-1), "y": F(1)}, None, F(1)),
        ],
    )
    assert program.infeasibility() is None
    assert program.maximize({"x": F(1)}).value is None
    assert program.maximize({"z": F(1)}).value is None
    assert program.minimize({"z": F(1)}).value == 0
    assert program.maximize({"z": F(-1)}).value == 0
    assert program.maximize({"z": F(1), "x": F(-1)}).value == 5
    assert program.minimize({"z": F(1), "x": F(-3)}).value is None
    assert program.maximize({"y": F(1), "x": F(-1)}).value == 1
    rising = program.maximize({"x": F(1)})
    if len(rising.at_high):  # x rises for ever, and z with it; nothing falls
        assert list(rising.at_high) == [True, False, True]
        assert not rising.at_low.any()


def test_a_repeated_row_changes_nothing() -> None:
    columns = [Column("x", F(1), F(2)), Column("y", F(3), F(5)), Column("z", None, None)]
    row = {"x": F(1), "y": F(1), "z": F(-1)}
    rows = [Constraint(f"r{i}", {n: c * (i + 1) for n, c in row.items()}, F(0), F(0)) for i in range(5)]
    program = Program(columns, rows)
    assert program.infeasibility() is None
    found = program.minimize({"z": F(1)})
    assert found.value == 4
    assert adds_up(columns, rows, found.multipliers, {"z": F(1)}) == 4


def test_an_infeasible_program_has_no_optimum() -> None:
    program = Program(
        [Column("x", F(0), F(1)), Column("y", F(2), F(3))], [Constraint("r", {"x": F(1), "y": F(-1)}, F(0), F(0))]
    )
    with pytest.raises(ValueError, match="infeasible program"):
        program.minimize({"x": F(1)})


def test_the_solver_says_nothing_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    program = Program(
        [Column("x", F(0), F(4)), Column("y", F(0), None)], [Constraint("sum", {"x": F(1), "y": F(1)}, F(7), F(7))]
    )
    assert program.minimize({"y": F(1)}).value == 3
    assert program.whole_point(["x", "y"])
    assert capfd.readouterr() == ("", "")


# Whole numbers in place of a solver's floats


def test_a_point_one_step_outside_is_not_rounded_into_the_system() -> None:
    lattice = Lattice([(1, 2), (0, 3), (F(3, 2), 4)], [{0: 1, 1: 1}])
    step = 1 / lattice.unit
    assert lattice.unit == 2 * SUBDIVISION
    for inside in ([1 - step / 4, 0.5 + step / 4], [1, 0.5], [2 + step / 4, 2 - step / 4]):
        found = lattice.round_point(inside)
        assert found is not None
        assert found.tolist() == [round(x * lattice.unit) for x in (*inside, sum(inside))]
    for outside in ([1 - step, 1], [2 + step, 1], [1, 0.5 - step], [2, 2 + step]):
        assert lattice.round_point(outside) is None


def test_a_row_with_fractions_is_checked_times_its_denominator() -> None:
    lattice = Lattice([(None, None), (None, None), (F(1, 3), F(1, 3))], [{0: F(1, 6), 1: F(1, 4)}])
    assert lattice.round_point([2, 0]) is not None
    assert lattice.round_point([0, 4 / 3]) is not None
    assert lattice.round_point([2, 1 / lattice.unit]) is None


def test_numbers_that_would_overflow_are_not_rounded() -> None:
    lattice = Lattice([(None, None)] * 4 + [(0, 0)], [dict.fromkeys(range(4), 1)])
    # 4 * 2^62 is 0 in 64 bits
    assert lattice.round_point([2.0**62 / lattice.unit] * 4) is None
    assert lattice.round_point([2.0**40 / lattice.unit, -(2.0**40) / lattice.unit, 0, 0]) is not None
    assert lattice.round_point([math.inf] * 4) is None
    assert not Lattice([(0, F(1, 2**60))], []).works
    assert not Lattice([(0, 2**53)], []).works
    assert not Lattice([(0, 1), (0, 1), (0, 1)], [{0: 2**53, 1: 1}]).works


def test_a_direction_is_free_where_it_meets_no_end() -> None:
    lattice = Lattice([(0, None), (0, 3), (None, 4)], [{0: 1, 1: -1}])
    assert not lattice.is_recession_direction([1, 0])
    assert not lattice.is_recession_direction([1, 1])
    assert not lattice.is_recession_direction([0, 0])
    assert not lattice.is_recession_direction([-1, 0])
    assert Lattice([(0, None), (0, None), (None, 4)], [{0: 1, 1: -1}]).is_recession_direction([1e-3, 1e-3])
    assert Lattice([(0, None), (0, 3), (-5, None)], [{0: 1, 1: -1}]).is_recession_direction([7.0, 0])


@pytest.mark.parametrize("ray", [1.0, -1.0, 0.5])
def test_a_solvers_proof_is_made_exact_whatever_its_sign(ray: float) -> None:
    # x <= 1 and y >= 2 with x = y: y - x adds up to nothing, 2 - 1 to more.
    found = ConstraintMatrix([(0, 1), (2, 3), (0, 0)], [{0: 1, 1: -1}]).infeasibility_multipliers([ray])
    assert found == {0: -1, 1: 1, 2: 1}
    turned = ConstraintMatrix([(2, 3), (0, 1), (0, 0)], [{0: 1, 1: -1}]).infeasibility_multipliers([ray])
    assert turned == {0: 1, 1: -1, 2: -1}
    assert ConstraintMatrix([(0, 2), (2, 3), (0, 0)], [{0: 1, 1: -1}]).infeasibility_multipliers([ray]) is None
    assert ConstraintMatrix([(0, None), (2, 3), (0, 0)], [{0: 1, 1: -1}]).infeasibility_multipliers([ray]) is None


def test_a_basis_that_leaves_a_column_open_is_no_corner() -> None:
    vertex = Vertex(ConstraintMatrix([(0, 5), (0, 5), (4, 6)], [{0: 1, 1: 1}]))
    assert not vertex.move({0: 1})
    assert vertex.move({0: 1, 2: 4})
    assert vertex.point == [1, 3, 4]
    assert vertex.move({0: 1, 1: 3})
    assert vertex.point == [1, 3, 4]
    assert not vertex.move({0: 1, 1: 1})
    assert vertex.move({1: 4, 2: 6})
    assert vertex.point == [2, 4, 6]


# What forces an end


def value(name: str, indicator: str, low: int | None, high: int | None) -> Value:
    return Value(name, indicator, *(None if end is None else F(end) for end in (low, high)), (name,))


def row(name: str, relation: str, **coefficients: int) -> Constraint:
    return Constraint(name, {n: F(c) for n, c in coefficients.items()}, F(0) if relation == "=" else None, F(0))


def test_of_two_sets_that_force_an_end_the_one_that_stands_first_is_named() -> None:
    values = (value("A", "a", 1, 9), value("B", "b", 1, 9), value("C", "c", 0, 9))
    by_a, by_b = row("by a", "<=", a=1, c=-1), row("by b", "<=", b=1, c=-1)
    natural = dict.fromkeys("abc", OPEN)
    one = tightest_bounds(System(natural, values, (by_a, by_b)))
    assert one["c"][0].binding == ("A", "by a")
    other = tightest_bounds(System(natural, values, (by_b, by_a)))
    assert other["c"][0].binding == ("B", "by b")
    # The set whose last member stands first: {A, B, sum} ends before {A, twice}.
    sums = (row("sum", "<=", a=1, b=1, c=-1), row("twice", "<=", a=2, c=-1))
    assert tightest_bounds(System(natural, values, sums))["c"][0].binding == ("A", "B", "sum")
    assert tightest_bounds(System(natural, values, sums[::-1]))["c"][0].binding == ("A", "twice")


def test_of_two_values_with_one_end_the_first_is_named() -> None:
    values = (value("A", "a", 1, 9), value("A2", "a", 1, 7), value("A3", "a", 0, 7))
    system = System(dict.fromkeys("ab", OPEN), values, (row("r", "=", a=1, b=-1),))
    found = tightest_bounds(system)
    assert (found["a"][0].binding, found["a"][1].binding) == (("A",), ("A2",))
    assert (found["b"][0].binding, found["b"][1].binding) == (("A", "r"), ("A2", "r"))


def test_an_end_that_needs_no_statement_is_forced_by_none() -> None:
    natural = {"a": (F(0), None), "b": (F(0), None)}
    found = tightest_bounds(System(natural, (value("A", "a", 0, 3),), (row("r", "<=", a=1, b=-1),)))
    assert (found["a"][0].value, found["a"][0].binding) == (0, ())
    assert (found["b"][0].value, found["b"][0].binding) == (0, ())


def test_what_stands_beside_free_indicators_is_forced_by_the_first_set_too() -> None:
    values = (value("A", "a", 1, 5),)
    twice, once, far = (
        row("twice", "=", a=2, b=-2),
        row("once", "=", a=1, b=-1),
        Constraint("far", {"b": F(1), "c": F(1)}, None, F(9)),
    )
    for rows in ((twice, once, far), (once, twice, far)):
        system = System(dict.fromkeys("abc", OPEN), values, rows)
        assert [e.binding for e in extremes(system, {"b": F(1)})] == [("A", rows[0].name)] * 2


def test_a_value_is_named_before_an_identity_with_the_same_end() -> None:
    system = System(
        dict.fromkeys("ab", OPEN),
        (value("A", "a", -3, 0), value("B", "b", 0, 1)),
        (row("r", "<=", a=1), row("s", "<=", a=1, b=-9)),
    )
    assert extremes(system, {"a": F(1)})[1].binding == ("A",)


@pytest.mark.parametrize("large", [0, 500])
@pytest.mark.parametrize("seed", seeds(range(120)))
def test_an_end_is_forced_by_the_first_of_all_sets_that_do(
    seed: int, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With propagation, and without."""
    monkeypatch.setattr(EXTREMES, "LARGE", large)
    system = random_system(seed + 1000)
    if not system.is_feasible():
        system = system.drop(repair(system))
    ends = tightest_bounds(system)
    for name in system.natural:
        for sign, extreme in zip((-1, 1), ends[name], strict=True):
            end = greatest(system, {name: F(sign)})
            assert extreme.value == (None if end is None else sign * end)
            if end is not None:
                assert extreme.binding == first_that_forces(system, {name: F(sign)}, end)


@pytest.mark.parametrize("large", [0, 500])
@pytest.mark.parametrize("seed", seeds(range(60)))
def test_the_proof_of_an_end_adds_up_to_it(seed: int, large: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EXTREMES, "LARGE", large)
    system = random_system(seed + 2000)
    system = system if system.is_feasible() else system.drop(repair(system))
    values = {one.name: one for one in system.values}
    for name, pair in tightest_bounds(system).items():
        for sign, extreme in zip((1, -1), pair, strict=True):
            weights = extreme.proof.elements
            assert set(extreme.binding) == set(weights)
            columns = [Column(n, *ends) for n, ends in system.natural.items()]
            rows = [*system.identities]
            rows += [Constraint(n, {v.indicator: F(1)}, v.low, v.high) for n, v in values.items()]
            found = adds_up(columns, rows, Multipliers(extreme.proof.natural, weights), {name: F(sign)})
            assert extreme.value is None or found == sign * extreme.value


def test_propagation_finds_what_two_rows_imply_with_its_proof() -> None:
    # x in 1..4, y in 2..5 and z = x + y, w <= 2 z, in which w is at least 0: z is 3..9 and w at most 18.
    matrix = ConstraintMatrix(
        [(1, 4), (2, 5), OPEN, (0, None), (0, 0), (None, 0)], [{0: 1, 1: 1, 2: -1}, {3: 1, 2: -2}]
    )
    found = Propagation(matrix)
    assert [found.end(2, 1), found.end(2, -1), found.end(3, 1), found.end(3, -1)] == [3, 9, 0, 18]
    assert found.proof(2, 1) == {0: 1, 1: 1, 4: -1}  # x + y - (x + y - z)
    assert found.proof(3, -1) == {0: -2, 1: -2, 4: 2, 5: -1}  # -w, at least -18
    assert found.proof(0, 1) == {0: 1}


def test_propagation_in_a_circle_of_ratios_comes_to_an_end() -> None:
    # x <= y/2 and y <= x/2 leave only 0, which halving never reaches.
    matrix = ConstraintMatrix([(0, 8), (0, 8), (None, 0), (None, 0)], [{0: 2, 1: -1}, {1: 2, 0: -1}])
    end = Propagation(matrix).end(0, -1)
    assert end is not None
    assert 0 < end < F(1, 1000)


@pytest.mark.parametrize("seed", seeds(range(60)))
def test_a_null_space_has_all_dimensions_of_what_solves_the_equations(seed: int) -> None:
    draw = random.Random(seed)
    unknowns = draw.randint(1, 7)
    equations = [
        {
            i: F(draw.choice([1, -1, 2]), draw.choice([1, 3]))
            for i in draw.sample(range(unknowns), draw.randint(1, min(3, unknowns)))
        }
        for _ in range(draw.randint(0, 6))
    ]
    vectors = null_space(equations, range(unknowns))
    assert all(sum(c * vector.get(i, 0) for i, c in form.items()) == 0 for form in equations for vector in vectors)
    dense = np.array([[float(form.get(i, 0)) for i in range(unknowns)] for form in equations]).reshape(-1, unknowns)
    spanned = np.array([[float(vector.get(i, 0)) for i in range(unknowns)] for vector in vectors]).reshape(-1, unknowns)
    assert len(vectors) == unknowns - np.linalg.matrix_rank(dense)
    assert np.linalg.matrix_rank(spanned) == len(vectors)


@pytest.mark.parametrize("seed", seeds(range(40)))
def test_one_vertex_after_the_other_is_what_dense_elimination_gives(seed: int) -> None:
    draw = random.Random(seed)
    width, count = draw.randint(2, 6), draw.randint(1, 5)
    forms = [
        {i: F(draw.choice([1, -1, 2])) for i in draw.sample(range(width), draw.randint(1, min(3, width)))}
        for _ in range(count)
    ]
    vertex = Vertex(ConstraintMatrix([(-9, 9)] * (width + count), forms))
    chosen = set(draw.sample(range(width + count), width))
    for _ in range(12):
        if draw.random() < 0.8:  # one leaves, one enters
            chosen.remove(draw.choice(sorted(chosen)))
            chosen.add(draw.choice(sorted(set(range(width + count)) - chosen)))
        nonbasic = {i: draw.randint(-2, 2) for i in chosen} if draw.random() < 0.3 else dict.fromkeys(chosen, 1)
        table = [
            [
                *(
                    [F(i == j) for j in range(width)]
                    if i < width
                    else [forms[i - width].get(j, F(0)) for j in range(width)]
                ),
                F(end),
            ]
            for i, end in nonbasic.items()
        ]
        point = gauss(table, width)
        whole = [*point, *(sum(c * point[j] for j, c in form.items()) for form in forms)] if point else None
        is_inside = whole is not None and all(abs(value) <= 9 for value in whole)
        values = [float(value) for value in point] if point and draw.random() < 0.9 else None
        assert vertex.move(nonbasic, values) == is_inside
        if is_inside:
            assert vertex.point == whole
            assert vertex.at_low.tolist() == [value == -9 for value in vertex.point]
            assert vertex.at_high.tolist() == [value == 9 for value in vertex.point]


def test_rows_left_open_hold_again_afterwards() -> None:
    rows = [Constraint("one", {"x": F(1)}, F(2), None), Constraint("other", {"x": F(1)}, None, F(1, 3))]
    program = Program([Column("x", F(0), None)], rows)
    assert not program.is_feasible()
    for name in ("one", "other"):
        program.leave_open({name})
        assert program.is_feasible()
    program.leave_open(set())
    assert not program.is_feasible()
    proof = program.infeasibility()
    assert proof is not None
    assert dict(proof.rows) == {"one": 1, "other": -1}


def repair(system: System) -> set[str]:
    """Elements without which a system can hold: those that do not fit what stands before them."""
    kept: list[str] = []
    for name in system.elements:
        if system.keep({*kept, name}).is_feasible():
            kept.append(name)
    return set(system.elements) - set(kept)


def first_that_forces(system: System, form: Mapping[str, Fraction], end: Fraction) -> tuple[str, ...]:
    """Of the smallest sets that force an end, the one whose last member stands first (and so on backwards)."""
    forcing: list[tuple[str, ...]] = []
    for size in range(len(system.elements) + 1):
        for names in itertools.combinations(system.elements, size):
            if not any(set(known) <= set(names) for known in forcing):
                found = greatest(system.keep(set(names)), form)
                if found == end:
                    forcing.append(names)
    return min(forcing, key=lambda names: sorted(map(system.elements.index, names), reverse=True))
