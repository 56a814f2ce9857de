"""What was computed of a system is used again for the same question alone, and for the parts that stayed the same."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sectorbook.exact.extremes import extremes, ratio_extremes, tightest_bounds
from sectorbook.exact.relations import End
from sectorbook.exact.solving.programs import Constraint
from sectorbook.exact.system import System, Value

F = Fraction
RANGES = {"a": (2, 4), "b": (1, 2), "c": (5, 11), "e": (1, 3), "f": (1, 1)}


@pytest.fixture
def system() -> System:
    """Two parts: a, b and c in one sum, e and f in another."""
    natural: dict[str, tuple[End, End]] = {name: (F(0), None) for name in "abcefst"}
    values = tuple(Value(name, name, F(low), F(high), (name,)) for name, (low, high) in RANGES.items())
    sums = {"s": "abc", "t": "ef"}
    rows = (
        Constraint(f"sum {total}", {**dict.fromkeys(parts, F(1)), total: F(-1)}, F(0), F(0))
        for total, parts in sums.items()
    )
    return System(natural, values, tuple(rows))


def ratio(system: System, above: dict[str, int], below: dict[str, int]) -> list[End]:
    forms = ({name: F(c) for name, c in form.items()} for form in (above, below))
    return [extreme.value for extreme in ratio_extremes(system, *forms)]


def test_each_ratio_is_its_own(system: System) -> None:
    for _ in range(2):  # the second time from what was kept
        assert ratio(system, {"a": 1}, {"b": 1}) == [1, 4]
        assert ratio(system, {"a": 1}, {"c": 1}) == [F(2, 11), F(4, 5)]
        assert ratio(system, {"a": 1}, {"b": 2}) == [F(1, 2), 2]
        assert ratio(system, {"a": 3}, {"b": 2}) == [F(3, 2), 6]
        assert ratio(system, {"c": 1}, {"b": 2}) == [F(5, 4), F(11, 2)]
        assert [extreme.value for extreme in extremes(system, {"a": F(1), "b": F(-1)})] == [0, 3]
        assert [extreme.value for extreme in extremes(system, {"a": F(1), "b": F(1)})] == [3, 6]


def test_each_end_has_a_point_of_its_whole_part_that_attains_it(system: System) -> None:
    bounds = tightest_bounds(system)
    for name in "abcs":
        for extreme in bounds[name]:
            assert set(extreme.point) == set("abcs")
            assert extreme.point[name] == extreme.value
            assert extreme.point["s"] == sum(extreme.point[part] for part in "abc")
            assert all(low <= extreme.point[part] <= high for part, (low, high) in RANGES.items() if part in "abc")


def test_a_part_that_changed_is_computed_anew_and_another_one_kept(system: System) -> None:
    assert ratio(system, {"a": 1}, {"b": 1}) == [1, 4]
    assert ratio(system, {"e": 1}, {"f": 1}) == [1, 3]
    assert [extreme.value for extreme in tightest_bounds(system)["s"]] == [8, 17]
    held = system.changed(values=(*system.values, Value("known", "b", F(1), F(1), ())))
    assert ratio(held, {"a": 1}, {"b": 1}) == [2, 4]
    assert [extreme.value for extreme in tightest_bounds(held)["s"]] == [8, 16]
    assert held.connected_to("e") is system.connected_to("e")
    assert held.connected_to("a") is not system.connected_to("a")
    assert ratio(system, {"a": 1}, {"b": 1}) == [1, 4]


def test_all_values_that_set_an_end_are_recorded_and_no_other() -> None:
    ranges = {"one": (2, 4), "two": (1, 4), "three": (2, 5)}
    values = tuple(Value(name, "a", F(low), F(high), (name,)) for name, (low, high) in ranges.items())
    bounds = System({"a": (F(0), None)}, values, ()).active_bounds["a"]
    assert (bounds.low, bounds.low_by, bounds.high, bounds.high_by) == (2, ["one", "three"], 4, ["one", "two"])
