"""The engine can be imported first, and also where the system has nothing of what forks need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from helpers.notebook_runs import write_notebook

ELSEWHERE = """\
import asyncio, functools, os, signal, socket, subprocess, sys
import jupyter_client, requests, tornado.platform.asyncio, zmq.asyncio  # they use here what they do without elsewhere

socket.socketpair = functools.partial(socket.socketpair, socket.AF_UNIX)
for name in ("fcntl", "termios", "pwd", "grp", "resource"):
    sys.modules[name] = None
for module, names in {
    signal: ("SIGKILL", "SIGCHLD", "SIGALRM", "alarm", "set_wakeup_fd"),
    os: ("fork", "killpg", "setsid", "getpgid", "waitstatus_to_exitcode"),
    socket: ("AF_UNIX", "send_fds", "recv_fds"),
}.items():
    for name in names:
        delattr(module, name)
sys.platform = "darwin"  # not "win32", which papermill would take for a system with other event loops

import papermill_forked.engine
import papermill
for _ in range(2):
    papermill.execute_notebook(*sys.argv[1:], engine_name="forked", progress_bar=False)
assert "papermill_forked.kernel" not in sys.modules
try:
    papermill_forked.start("os:getpid")
except papermill_forked.ForkError as error:
    print(error)
"""


@pytest.mark.parametrize("first", ["papermill_forked.engine", "papermill"])
def test_the_engine_is_one_class_whatever_is_imported_first(first: str) -> None:
    code = (
        f"import {first}, papermill_forked\nfrom papermill.engines import papermill_engines\n"
        "assert papermill_engines.get_engine('forked') is papermill_forked.ForkedEngine"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_what_forks_need_the_engine_is_the_ordinary_one_and_says_so_once(tmp_path: Path) -> None:
    path, out = write_notebook(tmp_path / "plain.ipynb", "print(1 + 1)"), tmp_path / "out.ipynb"
    command = [sys.executable, "-c", ELSEWHERE, str(path), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "2\\n" in out.read_text()
    assert done.stderr.count("Notebooks run in kernels started for each: darwin cannot fork") == 1
    assert done.stdout == "darwin cannot fork a process that has threads or loaded frameworks\n"
