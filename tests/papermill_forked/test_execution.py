"""The engine runs notebooks in forks with the outputs, timeouts, errors and logs of papermill's own engine."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import nbformat
import papermill
import pytest
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from helpers.notebook_runs import run_notebook, text_of, write_notebook
from helpers.processes import gone, server_of, wait_for
from papermill_forked import execution, start

Write = Callable[[str, str], str]
FORKED = {"engine_name": "forked", "progress_bar": False}
MARK = "import os\nmarked_by = 0\ndef rehearse():\n    global marked_by\n    marked_by = os.getpid()\n"
SHOW_MARK = (
    "import os, sys\nprint(os.getppid() if 'marks' in sys.modules else 'none')\nimport marks\nprint(marks.marked_by)"
)


def execute(path: Path, **options: object) -> None:
    papermill.execute_notebook(path, path.with_name("out.ipynb"), cwd=path.parent, **FORKED, **options)


def test_a_failing_cell_ends_the_notebook_with_its_error(tmp_path: Path) -> None:
    with pytest.raises(PapermillExecutionError, match="ZeroDivisionError: division by zero") as failure:
        execute(write_notebook(tmp_path / "fails.ipynb", "x = 1", "x / 0", "x = 2"))
    assert (failure.value.exec_count, failure.value.source) == (2, "x / 0")
    stored = nbformat.read(tmp_path / "out.ipynb", 4)
    cells = {cell.id: cell for cell in stored.cells}
    assert [cells[f"cell-{i}"].metadata.papermill.status for i in range(3)] == ["completed", "failed", "pending"]
    assert cells["cell-1"].outputs[0].ename == "ZeroDivisionError"
    assert cells["cell-2"].outputs == []
    assert stored.metadata.papermill.exception is True


@pytest.mark.parametrize(
    ("cell", "how"),
    [
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "was ended by the signal SIGKILL"),
        ("import ctypes\nctypes.string_at(0)", "was ended by the signal SIGSEGV"),
        ("import os\nos._exit(7)", "ended by itself, with exit code 7"),
        ("import os\nos.kill(os.getpid(), 40)", "was ended by the signal 40"),
    ],
)
def test_a_dead_process_is_reported_with_how_it_died(tmp_path: Path, cell: str, how: str) -> None:
    with pytest.raises(DeadKernelError, match=how):
        execute(write_notebook(tmp_path / "dies.ipynb", "print('before')", cell))
    stored = {cell.id: cell for cell in nbformat.read(tmp_path / "out.ipynb", 4).cells}
    assert text_of(stored) == "before\n"


LASTING = (
    "import subprocess, pathlib\nchild = subprocess.Popen(['sleep', '60'])\n"
    "pathlib.Path('child').write_text(str(child.pid))\nchild.wait()"
)


@pytest.mark.parametrize("option", [{"execution_timeout": 1}, {"timeout_func": lambda cell: len(cell.source) / 100}])
def test_a_cell_that_takes_too_long_is_ended_with_its_processes(tmp_path: Path, option: dict[str, object]) -> None:
    path = write_notebook(tmp_path / "long.ipynb", "print('first')", LASTING)
    began = time.monotonic()
    with pytest.raises(CellTimeoutError, match=r"child\.wait"):
        execute(path, **option)
    assert time.monotonic() - began < 30
    assert wait_for(lambda: gone(int((tmp_path / "child").read_text())))


def test_a_time_limit_is_for_each_cell(tmp_path: Path) -> None:
    execute(write_notebook(tmp_path / "steps.ipynb", *["import time\ntime.sleep(0.3)"] * 4), execution_timeout=1)


def test_a_time_limit_holds_in_a_call_that_is_a_fork_itself(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "long.ipynb", "import time\ntime.sleep(60)")
    fork = start(partial(papermill.execute_notebook, str(path), None, **FORKED, execution_timeout=0.1))
    with pytest.raises(Exception, match="Cell execution timed out"):
        fork.result()


def test_a_timeout_error_of_a_cell_is_the_cells_error(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "raises.ipynb", "raise TimeoutError('the service is slow')")
    with pytest.raises(PapermillExecutionError, match="TimeoutError: the service is slow"):
        execute(path, execution_timeout=60)


def test_a_notebook_can_run_another_one(tmp_path: Path) -> None:
    write_notebook(tmp_path / "inner.ipynb", "'seen' in dir()", "print('inner')")
    call = (
        "import papermill\nseen = 1\nfor _ in range(2):\n    inner = papermill.execute_notebook('inner.ipynb', None, "
        "engine_name='forked', progress_bar=False)\n    print(inner.cells[0].outputs[0].data['text/plain'])"
    )
    outer = run_notebook(write_notebook(tmp_path / "outer.ipynb", call, "print('outer')"))
    assert text_of(outer, 0) == "False\nFalse\n"
    assert text_of(outer, 1) == "outer\n"


def test_a_notebook_run_by_a_call_in_a_fork_runs_in_that_fork(tmp_path: Path) -> None:
    """Else a sweep would have two processes for each run."""
    path = write_notebook(tmp_path / "pid.ipynb", "import os\nprint(os.getpid())")
    fork = start(partial(papermill.execute_notebook, str(path), None, **FORKED))
    assert text_of({cell.id: cell for cell in fork.result().cells}) == f"{fork.pid}\n"


@pytest.mark.parametrize("text", ["print('first')", "1 + 1"])
def test_outputs_are_logged_as_the_ordinary_engine_logs_them(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    error = "import sys\nprint('mind', file=sys.stderr)"
    path = write_notebook(tmp_path / "logs.ipynb", text, error)
    logged = []
    for engine in ("forked", None):
        caplog.clear()
        out, err = io.StringIO(), io.StringIO()
        with caplog.at_level(logging.INFO, logger="papermill"):
            run_notebook(path, engine, log_output=True, stdout_file=out, stderr_file=err)
        lines = [(record.levelname, record.message) for record in caplog.records if "logs" not in record.message]
        logged.append((lines, out.getvalue(), err.getvalue()))
    forked, ordinary = logged
    ordinary_lines = [line for line in ordinary[0] if "Executing notebook with kernel" not in line[1]]
    assert (forked[0], *forked[1:]) == (ordinary_lines, *ordinary[1:])
    assert forked[2] == "mind\n"


def test_the_caller_sees_each_cell_as_it_is_done(tmp_path: Path) -> None:
    """The second cell waits for what its caller writes only when the first one was stored."""
    wait = "import pathlib, time\nwhile not pathlib.Path('go').exists():\n    time.sleep(0.01)"
    path, out = write_notebook(tmp_path / "steps.ipynb", "print('first')", wait), tmp_path / "out.ipynb"
    code = "import sys, papermill\npapermill.execute_notebook(*sys.argv[1:], engine_name='forked', progress_bar=False)"
    caller = subprocess.Popen([sys.executable, "-c", code, str(path), str(out)], cwd=tmp_path)
    try:
        assert wait_for(lambda: out.exists() and "first\\n" in out.read_text())
        assert caller.poll() is None
        (tmp_path / "go").touch()
        assert caller.wait(60) == 0
    finally:
        caller.kill()


def test_another_system_gets_the_ordinary_engine_and_hears_of_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    execution._warn_once.cache_clear()
    path = write_notebook(tmp_path / "plain.ipynb", "print(1 + 1)")
    with pytest.warns(UserWarning, match="Notebooks run in kernels started for each: darwin cannot fork") as warned:
        texts = [text_of(run_notebook(path)) for _ in range(2)]
    assert texts == ["2\n", "2\n"]
    assert len([warning for warning in warned if "Notebooks run" in str(warning.message)]) == 1


def test_a_kernel_that_does_not_exist_is_named_by_papermill(tmp_path: Path) -> None:
    with pytest.raises(NoSuchKernel, match="nobody"):
        execute(write_notebook(tmp_path / "plain.ipynb", "1"), kernel_name="nobody")


def test_the_rehearsal_that_the_metadata_names_is_behind_each_run(tmp_path: Path, write_rehearsal: Write) -> None:
    name = write_rehearsal("marks", MARK)
    path = write_notebook(tmp_path / "shows.ipynb", SHOW_MARK, forked={"rehearse": name})
    for _ in range(2):
        parent, marked_by = text_of(run_notebook(path)).split()
        assert parent == marked_by == str(server_of(name))


@pytest.mark.parametrize("metadata", [{}, {"forked": {}}, {"forked": {"rehearse": None}}, {"forked": "marks:rehearse"}])
def test_without_a_rehearsal_nothing_is_rehearsed(
    tmp_path: Path, write_rehearsal: Write, metadata: dict[str, object]
) -> None:
    write_rehearsal("marks", MARK)
    path = write_notebook(tmp_path / "shows.ipynb", SHOW_MARK, **metadata)
    assert text_of(run_notebook(path)) == "none\n0\n"


def test_the_command_of_papermill_rehearses_too(tmp_path: Path, write_rehearsal: Write) -> None:
    name = write_rehearsal("marks", MARK)
    path, out = write_notebook(tmp_path / "shows.ipynb", SHOW_MARK, forked={"rehearse": name}), tmp_path / "out.ipynb"
    command = [str(Path(sys.executable).with_name("papermill")), "--engine", "forked", str(path), str(out)]
    subprocess.run(command, check=True, capture_output=True)
    parent, marked_by = text_of({cell.id: cell for cell in nbformat.read(out, 4).cells}).split()
    assert parent == marked_by


def test_a_notebook_runs_without_a_rehearsal_that_fails(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "plain.ipynb", "print(1 + 1)", forked={"rehearse": "no_such_module:rehearse"})
    with pytest.warns(UserWarning, match=r'"no_such_module:rehearse": it raised ModuleNotFoundError: No module named'):
        assert text_of(run_notebook(path)) == "2\n"
