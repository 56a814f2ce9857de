"""The server always has a fork ready, and each fork ends with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.notebook_runs import run_notebook, text_of, write_notebook
from helpers.processes import forks_of, gone, server_of, wait_for
from papermill_forked import start
from papermill_forked.forkserver import describe_exit


def test_a_fork_that_was_ended_while_it_waited_is_replaced() -> None:
    start(os.getpid).result()
    [waiting] = forks_of(server_of())
    os.kill(waiting, signal.SIGKILL)
    assert wait_for(lambda: gone(waiting))
    assert start(pow, 2, 3).result() == 8


def test_a_process_that_a_cell_leaves_writing_does_not_hold_up_the_cell_and_ends_with_the_run(tmp_path: Path) -> None:
    endless = "import subprocess, pathlib\nyes = subprocess.Popen('yes')\npathlib.Path('yes').write_text(str(yes.pid))"
    run_notebook(write_notebook(tmp_path / "endless.ipynb", endless))
    assert wait_for(lambda: gone(int((tmp_path / "yes").read_text())))


IMPATIENT = "from papermill_forked import forkserver\ndef rehearse():\n    forkserver.EXIT_TIMEOUT = 1"


def test_a_run_ends_though_its_exit_functions_do_not(tmp_path: Path, write_rehearsal: Callable[..., str]) -> None:
    hang = "import atexit, time\natexit.register(time.sleep, 600)\nprint('done')"
    path = write_notebook(tmp_path / "hangs.ipynb", hang, forked={"rehearse": write_rehearsal("impatient", IMPATIENT)})
    began = time.monotonic()
    assert text_of(run_notebook(path)) == "done\n"
    assert time.monotonic() - began < 60


def test_exit_functions_run_at_the_end_of_a_run(tmp_path: Path) -> None:
    leave = "import atexit, pathlib\natexit.register(pathlib.Path('left').touch)"
    run_notebook(write_notebook(tmp_path / "leaves.ipynb", leave))
    assert (tmp_path / "left").exists()


@pytest.mark.parametrize("code", ["import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "raise SystemExit(4)"])
def test_an_exit_is_described_by_its_signal_or_code(code: str) -> None:
    done = subprocess.run(["python3", "-c", code], check=False)
    expected = {-15: "was ended by the signal SIGTERM", 4: "ended by itself, with exit code 4"}
    assert describe_exit(done.returncode) == expected[done.returncode]


def test_a_server_whose_caller_ended_while_it_was_started_rehearses_nothing(tmp_path: Path) -> None:
    slow = "import sys, time\nif 'papermill_forked.forkserver' in sys.orig_argv:\n    time.sleep(1)"
    (tmp_path / "sitecustomize.py").write_text(slow)
    (tmp_path / "leaves.py").write_text("import pathlib\ndef rehearse():\n    pathlib.Path('rehearsed').touch()")
    begin = "import os\nfrom papermill_forked import forks\nserver = forks._Server('leaves:rehearse')\n"
    begin += "print(server._process.pid, flush=True)\nos.kill(os.getpid(), 9)"
    around = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-c", begin]
    done = subprocess.run(command, cwd=tmp_path, env=around, stdout=subprocess.PIPE, text=True, check=False)
    server = int(done.stdout)
    assert not gone(server)
    assert wait_for(lambda: gone(server))
    assert not (tmp_path / "rehearsed").exists()
