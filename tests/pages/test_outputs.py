"""What a cell shows that records results."""

import math
from typing import Any

import pytest

from sectorbook.pages import outputs
from sectorbook.values.intervals import Interval


@pytest.mark.parametrize(("values", "text"), [({"a": 1, "b": None}, "2 values"), ({"a": 1}, "1 value")])
def test_recording_is_told_in_one_short_sentence(
    values: dict[str, float | None], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[dict[str, object]] = []
    monkeypatch.setattr(outputs, "display", lambda data, **_: shown.append(data))
    outputs.record(**values)
    assert shown == [{outputs.RECORD: values, "text/plain": f"Recorded {text} for sweeps."}]


def test_a_range_is_recorded_as_its_two_ends_in_columns_that_name_its_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(outputs, "display", lambda data, **_: shown.append(data))
    outputs.record(share=Interval(40, math.inf, "percent"), parts=Interval(2, 3, ""))
    assert shown[0][outputs.RECORD] == {
        "share_low [percent]": 40,
        "share_high [percent]": None,
        "parts_low": 2,
        "parts_high": 3,
    }
