"""What is run before pages are built is kept as long as it holds, and only audits are needed."""

from pathlib import Path

import pytest

from sectorbook.errors import NotebookError
from sectorsite.drawings import prepare
from sectorsite.drawings.prepare import FOLDER, Run, make_all


def test_runs_are_kept_until_what_they_rest_on_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "can_fork", lambda: False)
    old, new = (Run("audit-hill", basis, "os:makedirs", (FOLDER,)) for basis in ("old", "new"))
    make_all([old], tmp_path)
    (tmp_path / "audit-hill-old" / "made").touch()
    make_all([old], tmp_path)
    assert (tmp_path / "audit-hill-old" / "made").exists()
    make_all([new], tmp_path)
    assert [folder.name for folder in tmp_path.iterdir()] == ["audit-hill-new"]


@pytest.mark.parametrize("is_needed", [True, False])
def test_a_chart_without_room_on_a_telephone_stops_no_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], is_needed: bool
) -> None:
    def fail(*_: object) -> None:
        raise NotebookError("01_mine.ipynb: no room. Nothing was replaced.")

    monkeypatch.setattr(Run, "make", fail)
    run = Run("phone-01_mine", "x", "os:makedirs", (FOLDER,), is_needed=is_needed)
    if is_needed:
        with pytest.raises(NotebookError):
            make_all([run], tmp_path)
    else:
        make_all([run], tmp_path)
        assert "01_mine.ipynb: no room" in capsys.readouterr().err
