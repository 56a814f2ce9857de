"""Random cases: of each kind the first are quick tests, and all others slow ones."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings

QUICK_PART = 6
"""One in so many cases is a quick test."""
LEFT_TO_SLOW = (pytest.mark.slow, pytest.mark.case)


def seeds(numbers: Sequence[int]) -> list[Any]:
    """The parameters of a test of random cases, each made from a number."""
    quick = -(-len(numbers) // QUICK_PART)
    return [*numbers[:quick], *(pytest.param(number, marks=LEFT_TO_SLOW) for number in numbers[quick:])]


def examples(count: int, *strategies: Any, **options: Any) -> Callable[[Callable[..., None]], Callable[[int], None]]:
    """Let hypothesis draw a test's arguments: all its examples in a slow test, and a part of them in a quick one."""

    def decorate(check: Callable[..., None]) -> Callable[[int], None]:
        @pytest.mark.parametrize("drawn", [count // QUICK_PART, pytest.param(count, marks=LEFT_TO_SLOW)])
        def test(drawn: int) -> None:
            settings(max_examples=drawn, **options)(given(*strategies)(check))()

        functools.update_wrapper(test, check, assigned=("__module__", "__name__", "__qualname__", "__doc__"))
        del test.__wrapped__  # else pytest takes the drawn arguments for fixtures
        return test

    return decorate
