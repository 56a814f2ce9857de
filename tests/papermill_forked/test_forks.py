"""A call in a fork sends, returns, raises or dies, and its caller hears of it; what it started ends with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from helpers.notebook_runs import run_notebook, write_notebook
from helpers.processes import forks_of, gone, server_of, wait_for
from papermill_forked import ForkError, can_fork, forks, start, wait

Write = Callable[[str, str], str]

CALLS = """
def send(send, *values):
    for value in values:
        send(value)
    return "done"

class Own(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")

def fail():
    raise Own(1, 2)
"""


@pytest.fixture
def calls(write_rehearsal: Write) -> str:
    """The module of the functions above, and a server that finds it."""
    return write_rehearsal("calls", CALLS + "\ndef rehearse():\n    pass\n")


def test_what_a_call_sends_comes_before_what_it_returns(calls: str) -> None:
    fork = start("calls:send", "a", None, sends=True, rehearse=calls)
    assert list(fork.events()) == ["a", None]
    assert fork.result() == "done"
    assert fork.result() == "done"  # again, from what is kept


def test_what_a_call_raises_is_raised_by_its_result(calls: str) -> None:
    with pytest.raises(ZeroDivisionError):
        start(divmod, 1, 0, rehearse=calls).result()
    with pytest.raises(RuntimeError, match="Own: 1 and 2"):  # it cannot be pickled
        start("calls:fail", rehearse=calls).result()
    with pytest.raises(AttributeError, match="nothing"):
        start("calls:nothing", rehearse=calls).result()


def test_a_call_that_sends_nothing_in_time_goes_on(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "words")
    fork = start(Path.read_text, tmp_path / "words")
    with pytest.raises(TimeoutError, match=r"nothing came within 0\.1 s"):
        list(fork.events(lambda: 0.1))
    (tmp_path / "words").write_text("at last")
    assert fork.result() == "at last"


def test_a_call_that_is_killed_is_reported_with_how_it_died() -> None:
    fork = start(time.sleep, 600)
    fork.kill()
    with pytest.raises(ChildProcessError, match="was ended by the signal SIGKILL"):
        fork.result()
    assert gone(fork.pid)
    fork.kill()  # nothing any more


def test_the_first_call_that_ends_is_found_first() -> None:
    slow, quick = start(time.sleep, 600), start(time.sleep, 0.1)
    assert wait([slow], timeout=0.01) == []
    assert wait([slow, quick]) == [quick]
    slow.kill()
    assert wait([slow]) == [slow]


def test_a_call_has_its_callers_folder_and_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start(os.getpid).result()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SET_SINCE", "yes")
    assert start(os.getcwd).result() == str(tmp_path)
    assert start(os.getenv, "SET_SINCE").result() == "yes"


def test_a_call_to_a_system_that_cannot_fork_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not can_fork()
    with pytest.raises(ForkError, match="darwin cannot fork"):
        start(os.getpid)


def test_a_server_that_cannot_get_ready_is_reported_with_how_it_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ipykernel.py").write_text("raise ImportError('a broken installation')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(forks, "_servers", {})
    with pytest.raises(ForkError, match="forked from raised ImportError: a broken installation before it was"):
        start(os.getpid)
    assert capfd.readouterr().err == ""


def test_a_server_that_has_ended_is_replaced() -> None:
    start(os.getpid).result()
    ended = server_of()
    os.kill(ended, signal.SIGKILL)
    assert wait_for(lambda: gone(ended))
    start(os.getpid).result()
    assert server_of() != ended


def test_a_process_that_the_caller_forks_leaves_the_callers_server_alone() -> None:
    code = "import os, sys, papermill_forked\nparents = [papermill_forked.start(os.getppid).result()]\n"
    code += "if not os.fork():\n    sys.exit()\nos.wait()\n"
    code += "parents.append(papermill_forked.start(os.getppid).result())\nassert parents[0] == parents[1]"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_each_rehearsal_has_one_server(write_rehearsal: Write) -> None:
    first, second = (write_rehearsal(name, "def rehearse():\n    pass") for name in ("first", "second"))
    parents = [start(os.getppid, rehearse=name).result() for name in (first, second, first, "")]
    assert parents[0] == parents[2]
    assert len(set(parents)) == 3


@pytest.mark.parametrize(
    ("source", "failure"),
    [
        ("", "raised AttributeError: .*no attribute 'rehearse'"),
        ("rehearse = 1", "raised TypeError: 'int' object is not callable"),
        ("import sys\nsys.exit('no licence')", "raised SystemExit: no licence"),
        ("def rehearse():\n    1 / 0", "raised ZeroDivisionError: division by zero"),
        ("import os\ndef rehearse():\n    os._exit(3)", "ended by itself, with exit code 3"),
        ("import ctypes\ndef rehearse():\n    ctypes.string_at(0)", "was ended by the signal SIGSEGV"),
        (
            "import threading\ndef rehearse():\n    threading.Thread(target=threading.Event().wait).start()",
            r"left 1 thread\(s\) running, which a fork would lack",
        ),
        ("def rehearse():\n    raise ValueError('ä' * 100_000)", "raised ValueError: ää"),
    ],
)
def test_a_rehearsal_that_fails_is_named_once_and_calls_go_on(
    write_rehearsal: Write, source: str, failure: str
) -> None:
    check_that_a_rehearsal_fails(write_rehearsal, source, failure)


def test_a_rehearsal_that_does_not_end_is_named_once_and_calls_go_on(
    write_rehearsal: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forks, "REHEARSAL_TIMEOUT", 1)
    check_that_a_rehearsal_fails(
        write_rehearsal, "import time\ndef rehearse():\n    time.sleep(600)", "took more than 1 s"
    )


def check_that_a_rehearsal_fails(write_rehearsal: Write, source: str, failure: str) -> None:
    start(os.getpid).result()
    plain = server_of()
    name = write_rehearsal("fails", source)
    with pytest.warns(UserWarning, match=f'run without the rehearsal "{name}": it {failure}') as warned:
        assert [start(os.getppid, rehearse=name).result() for _ in range(2)] == [plain, plain]
    assert len(warned) == 1


def test_a_failed_rehearsal_leaves_no_process_behind(tmp_path: Path, write_rehearsal: Write) -> None:
    source = "import subprocess\ndef rehearse():\n    child = subprocess.Popen(['sleep', '600'])\n"
    source += f"    open({str(tmp_path / 'pid')!r}, 'w').write(str(child.pid))\n    1 / 0"
    name = write_rehearsal("leaves", source)
    with pytest.warns(UserWarning, match="ZeroDivisionError"):
        start(os.getpid, rehearse=name).result()
    assert wait_for(lambda: gone(int((tmp_path / "pid").read_text())))


ENDINGS = [signal.SIGKILL, *(pytest.param(each, marks=pytest.mark.slow) for each in (signal.SIGTERM, signal.SIGINT))]
RUN = "import sys, papermill\npapermill.execute_notebook(sys.argv[1], None, engine_name='forked', progress_bar=False)"
PIDS = "import os, time\nopen('pid', 'w').write(f'{os.getpid()} {os.getppid()}')\ntime.sleep(600)"


@pytest.mark.parametrize("number", ENDINGS)
def test_no_process_outlives_a_caller_that_is_ended(tmp_path: Path, number: signal.Signals) -> None:
    path = write_notebook(tmp_path / "stays.ipynb", PIDS)
    end_caller_when_pids_are_written(path, number)


@pytest.mark.parametrize("number", ENDINGS)
def test_no_process_outlives_a_caller_that_is_ended_during_a_rehearsal(
    tmp_path: Path, write_rehearsal: Write, number: signal.Signals
) -> None:
    source = f"import os, time\ndef rehearse():\n    os.chdir({str(tmp_path)!r})\n"
    name = write_rehearsal("stays", source + "".join(f"    {line}\n" for line in PIDS.split("\n")[1:]))
    end_caller_when_pids_are_written(write_notebook(tmp_path / "waits.ipynb", "1", forked={"rehearse": name}), number)


def end_caller_when_pids_are_written(path: Path, number: signal.Signals) -> None:
    pids = path.with_name("pid")
    caller = subprocess.Popen([sys.executable, "-c", RUN, str(path)], cwd=path.parent, stderr=subprocess.DEVNULL)
    assert wait_for(lambda: pids.exists() and len(pids.read_text().split()) == 2)
    caller.send_signal(number)
    caller.wait(30)
    for process in map(int, pids.read_text().split()):
        assert wait_for(partial(gone, process), seconds=20)


def test_the_server_has_one_thread_and_no_more_files_after_many_runs(tmp_path: Path) -> None:
    quick = write_notebook(tmp_path / "quick.ipynb", "1")
    run_notebook(quick)
    server = Path(f"/proc/{server_of()}")
    assert len(list((server / "task").iterdir())) == 1

    def files() -> list[int]:
        return [len(list((place / "fd").iterdir())) for place in (server, Path("/proc/self"))]

    before = files()
    for _ in range(5):
        run_notebook(quick)
    assert wait_for(lambda: files() == before)  # it reports an end before it closes the channel
    assert len(forks_of(int(server.name))) == 1  # which waits for a call
