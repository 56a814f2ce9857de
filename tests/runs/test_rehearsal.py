"""What runs are forked from has all of sectorbook behind it, and a run in a fork is what it is in a kernel."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.clone import DATA, DOCS
from helpers.nasty_cells import NASTY_CELLS
from helpers.notebook_runs import Cells, comparable_outputs, run_notebook, text_of, write_notebook
from helpers.processes import server_of, wait_for
from papermill_forked import ForkError, forks
from sectorbook.errors import NotebookError
from sectorbook.runs import execute
from sectorbook.runs.many import run_many
from sectorbook.runs.notebooks import all_notebooks, read_notebook
from sectorbook.runs.rehearsal import REHEARSAL, run_once, start_run

OURS = {"rehearse": REHEARSAL}
FIGURE = f"""\
import sectorbook as sb
report = sb.load_report({str(DATA / "reports" / "gilgit-baltistan-2025")!r})
figures = sb.configure_figures(report)
data = report.core.head(2)[["low", "high", "about"]].assign(label=["a", "b"], unit="person", kind="printed")
figures.publish(
    lambda fig, data: sb.charts.ranges(data, fig.subplots()), "small", data=data, title="T", caption="C",
    alt="Two ranges of people.", sources=report.own_sources,
)
"""
SPOIL = "import sectorbook\nsectorbook.spoilt = True\nsectorbook.charts.ranges = None"
LOOK = "import sectorbook\nprint(hasattr(sectorbook, 'spoilt'), sectorbook.charts.ranges is None)"


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Cells, Cells]:
    """Cells in a fork of the process that has rehearsed, and in an ordinary kernel."""
    folder, may_fail = tmp_path_factory.mktemp("nasty"), {"tags": ["raises-exception"]}
    path = write_notebook(folder / "nasty.ipynb", *NASTY_CELLS, FIGURE, cell_metadata=may_fail, forked=OURS)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST")  # with it, a kernel leaves alone what other processes write
        return run_notebook(path), run_notebook(path, None)


@pytest.mark.slow
@pytest.mark.parametrize("place", range(len(NASTY_CELLS) + 1))
def test_a_cell_shows_after_our_rehearsal_what_it_shows_in_a_kernel(executed: tuple[Cells, Cells], place: int) -> None:
    forked, ordinary = (cells[f"cell-{place}"] for cells in executed)
    assert comparable_outputs(forked) == comparable_outputs(ordinary)


@pytest.mark.slow
def test_our_figure_is_shown_after_our_rehearsal(executed: tuple[Cells, Cells]) -> None:
    output, _ = executed[0][f"cell-{len(NASTY_CELLS)}"].outputs
    assert "Two ranges of people." in output.data["text/plain"]


def test_our_rehearsal_imports_all_of_sectorbook_and_starts_no_thread(tmp_path: Path) -> None:
    modules = "{name for name in sys.modules if name.startswith('sectorbook.')}"
    path = write_notebook(
        tmp_path / "modules.ipynb", f"import json, sys\nprint(json.dumps(sorted({modules})))", forked=OURS
    )
    imported = set(json.loads(text_of(run_notebook(path))))
    source = Path(sys.modules["sectorbook"].__path__[0])
    files = {".".join(file.relative_to(source.parent).with_suffix("").parts) for file in source.rglob("*.py")}
    assert {name.removesuffix(".__init__") for name in files} - imported == {"sectorbook"}
    assert len(list(Path(f"/proc/{server_of(REHEARSAL)}/task").iterdir())) == 1


def test_what_a_run_changes_of_sectorbook_is_not_seen_by_the_next(tmp_path: Path) -> None:
    run_notebook(write_notebook(tmp_path / "spoils.ipynb", SPOIL, forked=OURS))
    assert text_of(run_notebook(write_notebook(tmp_path / "looks.ipynb", LOOK, forked=OURS))) == "False False\n"


@pytest.mark.parametrize("path", [*all_notebooks(), DOCS / "does_the_lead_fit.ipynb"], ids=lambda path: path.stem)
def test_each_notebook_names_our_rehearsal(path: Path) -> None:
    assert read_notebook(path).metadata.forked == OURS


def test_runs_are_forked_from_the_process_that_has_rehearsed() -> None:
    assert start_run(os.getppid).result() == server_of(REHEARSAL)


def test_where_no_process_can_be_forked_the_user_reads_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_name: str) -> None:
        raise ForkError("The process that calls are forked from was ended by the signal SIGKILL before it was ready")

    monkeypatch.setattr(forks, "_get_server", fail)
    path = write_notebook(tmp_path / "plain.ipynb", "1")
    with pytest.raises(NotebookError, match="ended by the signal SIGKILL before it was ready"):
        list(run_many(path, [{}]))
    with pytest.raises(NotebookError, match=r"plain\.ipynb: The process that .* before it was ready, .*\. Look for"):
        execute.run(path, tmp_path / "out")


def test_a_single_run_imports_nothing_where_it_was_called(tmp_path: Path) -> None:
    write_notebook(tmp_path / "one.ipynb", "import sectorbook as sb\nsb.record(high=3)")
    words = ["run", str(tmp_path / "one.ipynb"), "--to", str(tmp_path / "out")]
    code = f"import sys\nfrom sectorbook.cli import main\nmain({words!r}, standalone_mode=False)\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    written, *_, imported = done.stdout.splitlines()
    assert written == str(tmp_path / "out" / "one.ipynb")
    assert not {"pandas", "matplotlib", "papermill", "nbformat", "seaborn"} & set(imported.split())


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "was ended by the signal SIGKILL"),
        ("import os\nos._exit(3)", "exit code 3"),
    ],
)
def test_a_single_run_that_is_ended_says_how_and_replaces_nothing(tmp_path: Path, cell: str, words: str) -> None:
    path, out = write_notebook(tmp_path / "one.ipynb", "1"), tmp_path / "out"
    run_once("sectorbook.runs.execute:run", path, out, to=out)
    earlier = {file: file.read_bytes() for file in out.iterdir()}
    write_notebook(path, cell)
    with pytest.raises(NotebookError, match=words):
        run_once("sectorbook.runs.execute:run", path, out, to=out)
    assert {file: file.read_bytes() for file in out.iterdir()} == earlier


def test_where_nothing_can_be_forked_a_single_run_is_made_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papermill_forked.can_fork", lambda: False)
    assert run_once("os:getpid", to=tmp_path) == os.getpid()


def test_a_single_run_that_is_interrupted_leaves_nothing(tmp_path: Path) -> None:
    path, out = write_notebook(tmp_path / "slow.ipynb", "import time\ntime.sleep(60)"), tmp_path / "out"
    command = [sys.executable, "-c", "from sectorbook.cli import main; main()", "run", str(path), "--to", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as run:
        assert wait_for(lambda: list(out.glob(".sectorbook-running-*")), 60)
        run.send_signal(signal.SIGINT)
        assert run.wait(20) == 1
    assert list(out.iterdir()) == []


def test_a_single_run_that_ends_before_it_writes_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match=r"exit code 3\. .* Nothing was replaced\."):
        run_once("os:_exit", 3, to=tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
