"""What a cell shows that records results."""

import pytest

from sectorbook.pages import outputs


@pytest.mark.parametrize(("values", "text"), [({"a": 1, "b": None}, "2 values"), ({"a": 1}, "1 value")])
def test_recording_is_told_in_one_short_sentence(
    values: dict[str, float | None], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[dict[str, object]] = []
    monkeypatch.setattr(outputs, "display", lambda data, **_: shown.append(data))
    outputs.record(**values)
    assert shown == [{outputs.RECORD: values, "text/plain": f"Recorded {text} for sweeps."}]
