"""One way of rounding: labels, title, subtitle and alt text say the same of the same range."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sectorbook.figures.checks.rendered import Subject, shorten
from sectorbook.figures.spec import FigureSpec, numbers_of
from sectorbook.values.expressions.finding import WrittenNumber, find_numbers
from sectorbook.values.wording import label_range

EXACT = 1e-9
"""Relative difference up to which a written number is the value itself."""
OUTWARD = ", rounded outward"
"""How a computed number is called that is no value but what one is written as."""


@dataclass(frozen=True)
class End:
    """An end of a plotted range, or a single value: what it is, which way it is rounded, and what its label says."""

    value: float
    way: int
    """1 away from zero, -1 towards it, 0 to the nearest."""
    label: str
    numbers: tuple[WrittenNumber, ...]


def roundings(subject: Subject) -> Iterator[str]:
    """A range is rounded outward, a value to the nearest, in every text alike, and nowhere finer than in its label."""
    spec = subject.spec
    ends = list(_ends(spec.data.to_dict("records")))
    others = _others(spec, ends)
    drawn = [word.flat for word in subject.rendered.text_boxes if word.artist not in subject.rendered.ticks]
    for text in dict.fromkeys([*drawn, spec.title, spec.subtitle, spec.alt]):
        for number in find_numbers(text):
            near = [end for end in ends if _is_near(number, end.value)]
            if near and number.value not in others and not any(_is_alike(number, end) for end in near):
                yield f'"{shorten(text)}" has {number.words} where the label is "{near[0].label}" ({near[0].value:g})'


def _ends(rows: Iterable[Mapping[Any, Any]]) -> Iterator[End]:
    """Yield the ends of the plotted ranges."""
    for row in rows:
        if not {"low", "high", "unit", "about"} <= row.keys():
            continue
        low, high, label = float(row["low"]), float(row["high"]), label_range(row)
        numbers, inward = find_numbers(label), bool(row.get("whole", False))
        for value, outward in ((low, -1), (high, 1)):
            if math.isfinite(value):
                side = 0 if low == high else -outward if inward else outward
                yield End(value, side if value >= 0 else -side, label, numbers)


def _others(spec: FigureSpec, ends: list[End]) -> set[float]:
    """Collect the numbers that texts may name beside those of plotted ranges, as they are."""
    computed = [value for what, value in spec.computed.items() if not what.endswith(OUTWARD)]
    beside = spec.data.drop(columns=["low", "high", "value"], errors="ignore")
    values = numbers_of(beside, computed, [spec.source])
    return {value for value in values if not any(_is(value, end.value) for end in ends)}


def _is(one: float, other: float) -> bool:
    """Tell whether two numbers are the same but for noise."""
    return abs(one - other) <= EXACT * max(1.0, abs(other))


def _step(number: WrittenNumber) -> float:
    """Return the step that a number is rounded to: the last digit that is not zero, but of two digits at least."""
    step = number.step
    while 100 * step <= abs(number.value) and _is(number.value / (10 * step), round(number.value / (10 * step))):
        step *= 10
    return step


def _is_near(number: WrittenNumber, value: float) -> bool:
    """Tell whether a number may be a value, rounded either way; a small count is no rounding of anything."""
    is_count = number.value < 10 and number.step >= 1
    return abs(abs(value) - number.value) < (EXACT if is_count else _step(number)) or _is(number.value, abs(value))


def _is_alike(number: WrittenNumber, end: End) -> bool:
    """Tell whether a number is an end rounded the right way, and as its label or more coarsely."""
    if any(_is(number.value, written.value) for written in end.numbers):
        return _is_rounded(number, end)
    steps = [written.step for written in end.numbers if _is_near(written, end.value)]
    return _is_rounded(number, end) and all(_step(number) >= step for step in steps)


def _is_rounded(number: WrittenNumber, end: End) -> bool:
    """Tell whether a number is an end rounded the right way."""
    beyond = number.value - abs(end.value)
    if _is(number.value, abs(end.value)):
        return True
    return beyond * end.way > 0 if end.way else abs(beyond) <= _step(number) / 2 * (1 + EXACT)
