"""Files are replaced together or not at all, and whatever a kill leaves is completed or undone by the next run."""

from __future__ import annotations

import gc
import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sectorbook.errors import FolderInUse, SectorbookError
from sectorbook.staging import COMPLETE, PLAN, PREFIX, RUNNING, WRITTEN, lock, settle, stage, switch, write_file

OPERATIONS = ("open", "rename", "replace", "unlink", "rmdir", "mkdir", "fsync")
OLD, NEW = {"a.ipynb": "old", "a.csv": "old", "gone.csv": "old"}, {"a.ipynb": "new", "a.csv": "new"}


class Killed(BaseException):
    """Ends a run at once."""


def texts(*folders: Path) -> dict[str, str]:
    return {file.name: file.read_text() for folder in folders for file in folder.iterdir() if file.is_file()}


def write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)


def replace_all(folder: Path, notebooks: Path) -> None:
    with lock(folder), stage(folder, "a") as staged:
        write(staged, NEW)
        switch(staged, {"a.ipynb": notebooks, "a.csv": folder}, ["gone.csv"])


def begin(home: Path) -> tuple[Path, Path]:
    folder, notebooks = home / "figures", home / "notebooks"
    home.mkdir()
    write(folder, {name: text for name, text in OLD.items() if name != "a.ipynb"})
    write(notebooks, {"a.ipynb": "old"})
    return folder, notebooks


@pytest.fixture
def kill_after(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """A function after which the operation of some number raises, and all that follow do nothing."""
    done = itertools.count(1)

    def arm(number: int) -> None:
        def dead(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
            def operate(*arguments: Any, **options: Any) -> Any:
                count = next(done)
                if count > number:
                    raise Killed
                result = original(*arguments, **options)
                if count == number:
                    if name == "open":
                        os.close(result)
                    raise Killed
                return result

            return operate

        for name in OPERATIONS:
            monkeypatch.setattr(os, name, dead(name, getattr(os, name)))

    return arm


@pytest.fixture(scope="module")
def few_objects() -> Iterator[None]:
    """Leave to the collection of garbage what is made from now on: all that a worker has takes it half a second."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("few_objects")
@pytest.mark.parametrize("number", range(1, 40))
def test_after_a_kill_at_any_operation_the_set_is_old_or_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kill_after: Callable[[int], None], number: int
) -> None:
    monkeypatch.setattr("sectorbook.staging.SYNCED_AT_ONCE", 1)  # so that operations have an order
    folder, notebooks = begin(tmp_path / "home")
    with monkeypatch.context():
        kill_after(number)
        try:
            replace_all(folder, notebooks)
            killed = False
        except Killed:
            killed = True
        monkeypatch.undo()
    gc.collect()  # a lock ends with its process; here, with the object
    with lock(folder):
        pass
    assert texts(folder, notebooks) in ((OLD, NEW) if killed else (NEW,))
    assert [file for file in folder.iterdir() if file.name.startswith(PREFIX)] == []
    replace_all(folder, notebooks)
    assert texts(folder, notebooks) == NEW


def test_an_edit_after_the_kill_is_kept_where_nothing_was_moved(tmp_path: Path) -> None:
    folder, notebooks = begin(tmp_path / "home")
    complete_but_not_moved(folder, notebooks)
    (notebooks / "a.ipynb").write_text("edited")
    settle(folder)
    assert texts(folder, notebooks) == {**OLD, "a.ipynb": "edited"}
    assert {file.name for file in folder.iterdir()} == {"a.csv", "gone.csv"}


def test_where_the_notebook_was_moved_an_edit_does_not_keep_the_charts_old(tmp_path: Path) -> None:
    folder, notebooks = begin(tmp_path / "home")
    complete = complete_but_not_moved(folder, notebooks)
    (complete / "a.ipynb").rename(notebooks / "a.ipynb")
    (notebooks / "a.ipynb").write_text("edited")
    settle(folder)
    assert texts(folder, notebooks) == {**NEW, "a.ipynb": "edited"}


def complete_but_not_moved(folder: Path, notebooks: Path) -> Path:
    """The state in which a kill right after the switch leaves a folder."""
    with pytest.MonkeyPatch.context() as patch, stage(folder, "a") as staged:
        write(staged, NEW)
        patch.setattr("sectorbook.staging._carry_out", lambda _: None)
        switch(staged, {"a.ipynb": notebooks, "a.csv": folder}, ["gone.csv"])
    (complete,) = folder.glob(f"{COMPLETE}*")
    return complete


@pytest.mark.parametrize(
    "plan",
    [
        None,
        "",
        "[]",
        '{"moves": {"a',
        '{"moves": {"../../victim": "."}, "obsolete": [], "replaces": [""]}',
        '{"moves": {}, "obsolete": ["../victim"], "replaces": []}',
        '{"moves": {"a.csv": 1}, "obsolete": [], "replaces": []}',
    ],
)
def test_a_plan_that_is_none_of_ours_is_not_carried_out(tmp_path: Path, plan: str | None) -> None:
    folder, _ = begin(tmp_path / "home")
    victim = tmp_path / "home" / "victim"
    victim.write_text("mine")
    strange = folder / f"{COMPLETE}x"
    write(strange, {"a.csv": "strange"} | ({} if plan is None else {PLAN: plan}))
    settle(folder)
    assert victim.read_text() == "mine"
    assert {file.name for file in folder.iterdir()} == {"a.csv", "gone.csv"}
    assert (folder / "a.csv").read_text() == "old"


def test_leftovers_of_every_kind_go_and_other_hidden_files_stay(tmp_path: Path) -> None:
    write(tmp_path / f"{RUNNING}a-1", {"a": "x"})
    (tmp_path / f"{COMPLETE}link").symlink_to(tmp_path / "mine")
    write(tmp_path, {f"{WRITTEN}README.md": "half", f"{COMPLETE}file": "x", ".mine": "mine"})
    write(tmp_path / "mine", {"kept": "x"})
    settle(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {".mine", "mine"}
    assert texts(tmp_path / "mine") == {"kept": "x"}


def test_a_folder_in_the_place_of_a_file_is_named_before_anything_changes(tmp_path: Path) -> None:
    folder, notebooks = begin(tmp_path / "home")
    (folder / "a.csv").unlink()
    (folder / "a.csv").mkdir()
    with pytest.raises(SectorbookError, match=r"a\.csv is a folder, and a file has to go there"):
        replace_all(folder, notebooks)
    assert texts(folder, notebooks) == {"a.ipynb": "old", "gone.csv": "old"}


def test_a_folder_is_locked_for_others_and_free_again_without_a_trace(tmp_path: Path) -> None:
    with lock(tmp_path), pytest.raises(FolderInUse, match="Another run writes to"), lock(tmp_path):
        pass
    with lock(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_written_as_a_whole_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.md"
    write_file(file, "old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sectorbook.staging._sync", fail)
    with pytest.raises(OSError, match="No space"):
        write_file(file, "new")
    assert texts(tmp_path) == {"a.md": "old"}
