"""A notebook in a fork of the warm process gives what it gives in a kernel of its own, and leaves nothing behind."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import nbformat
import papermill
import pytest
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from helpers.processes import forks_of, gone, wait_for
from papermill_forked import engine, forks

Cells = dict[str, NotebookNode]
MAY_FAIL = {"tags": ["raises-exception"]}

NASTY = [
    "sorted(dir())",
    "__name__, '' in sys.path if 'sys' in dir() else None",
    "from IPython.display import *\nhandle = display('first', display_id='seen')\nhandle.update('second')",
    "import sys, warnings\nwarnings.warn('mind')\nprint('to stderr', file=sys.stderr)\nprint('to stdout')",
    "display(HTML('<b>bold</b>'), Markdown('*text*'), Latex('$x$'), JSON({'a': [1, None]}))\n'result'",
    "display({'text/plain': 'raw', 'application/vnd.own+json': {'x': 1}}, metadata={'mark': True}, raw=True)",
    "%%capture kept\nprint('hidden')\ndisplay('hidden too')",
    "kept.stdout, len(kept.outputs)",
    "kept.show()",
    "class Shown:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
    "        return {'text/plain': 'own'}, {}\nShown()",
    "class Broken:\n    def _repr_html_(self):\n        raise ValueError('no picture')\nBroken()",
    "def inner(x):\n    return 1 / x\ndef outer(x):\n    return inner(x)\nouter(0)",
    "class Own(Exception):\n    pass\ntry:\n    outer(0)\nexcept ZeroDivisionError as error:\n"
    "    raise Own('further') from error",
    "x = = 1",
    "import sys\nsys.exit(3)",
    "raise KeyboardInterrupt",
    "def deep(n):\n    return deep(n + 1)\ntry:\n    deep(0)\nexcept RecursionError as error:\n    print(error)",
    "input('name? ')",
    "print('x' * 3_000_000)",
    "for i in range(3000):\n    print(i)",
    "from threading import Thread\nthread = Thread(target=lambda: print('from a thread'))\n"
    "thread.start()\nthread.join()",
    "import os, time\nos.system('echo from a shell')\ntime.sleep(0.6)",
    "import subprocess\nsubprocess.run(['sh', '-c', 'echo to stderr >&2'])\ntime.sleep(0.6)",
    "!echo through the shell",
    "lines = !printf 'a\\nb\\n'\nlines",
    "%%bash\necho from bash",
    "import asyncio\nawait asyncio.sleep(0.01)\nprint('awaited')",
    "async def count():\n    for i in range(3):\n        yield i\n[i async for i in count()]",
    "tasks = [asyncio.create_task(asyncio.sleep(0, i)) for i in range(3)]\nawait asyncio.gather(*tasks)",
    "await asyncio.wait_for(asyncio.sleep(5), 0.01)",
    "print('gone')\nclear_output()\nprint('stays')",
    "print('gone too')\nclear_output(wait=True)\nprint('instead')",
    "handle.update('third')",
    "1 + 1",
    "_, Out[max(Out)], In[1], _ih[1]",
    "%history -n 1-3",
    "%who_ls int",
    "%lsmagic?",
    "import logging\nlogging.warning('logged')\nlogging.getLogger('own').error('again')",
    "import pickle\nclass Packed:\n    value = 7\npickle.loads(pickle.dumps(Packed())).value",
    "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(2) as pool:\n"
    "    squares = pool.map(abs, [-1, -2])\nsquares",
    "import pandas as pd\nframe = pd.DataFrame({'a': range(100), 'b': 'long ' * 30})\nframe",
    "print(frame)\nframe.head(2).style",
    "pd.Series({f'column {i}': i for i in range(40)}).to_frame().T",
    "pd.options.display.max_columns, pd.options.display.width",
    "import matplotlib, matplotlib.pyplot as plt\nplt.plot([1, 2])",
    "%matplotlib inline\nplt.figure(figsize=(2, 1))\nplt.title('$x$')\nplt.show()",
    "%config InlineBackend.figure_formats = ['svg']\nmatplotlib.rcParams['svg.hashsalt'] = 'same'\n"
    "matplotlib.rcParams['svg.fonttype'] = 'none'\nplt.get_backend(), len(plt.get_fignums())",
    "import numpy as np\nnp.random.seed(1)\nnp.random.rand(2)",
    "import inspect\ninspect.getsource(inner)",
    "from tqdm.auto import tqdm\nsum(1 for _ in tqdm(range(3), disable=True))",
    "get_ipython().__class__.__name__, get_ipython().execution_count",
]


SPOIL = """\
import os, sys, builtins, signal, threading, warnings, decimal, locale, logging
import matplotlib, numpy, pandas, sectorbook
matplotlib.rcParams["font.size"] = 99
os.environ["SPOILT"] = "yes"
os.chdir("/")
os.umask(0o777)
pandas.DataFrame.spoilt = pandas.DataFrame.head = lambda self, n=5: "spoilt"
pandas.options.display.max_rows = 3
numpy.set_printoptions(precision=1)
builtins.spoilt = True
sys.path.append("/spoilt")
sys.modules["spoilt"] = sys
decimal.getcontext().prec = 3
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
warnings.simplefilter("error")
logging.getLogger().addHandler(logging.NullHandler())
sectorbook.spoilt = True
get_ipython().events.register("post_run_cell", lambda *_: None)
threading.Thread(target=threading.Event().wait, daemon=True).start()
"""
LOOK = """\
import os, sys, builtins, signal, threading, warnings, decimal, logging
import matplotlib, numpy, pandas, sectorbook
spoilt = {
    "rcParams": matplotlib.rcParams["font.size"] == 99,
    "environ": "SPOILT" in os.environ,
    "folder": os.getcwd() == "/",
    "umask": os.umask(0o022) == 0o777,
    "pandas": hasattr(pandas.DataFrame, "spoilt") or pandas.options.display.max_rows == 3,
    "numpy": numpy.get_printoptions()["precision"] == 1,
    "builtins": hasattr(builtins, "spoilt"),
    "modules": "spoilt" in sys.modules or "/spoilt" in sys.path,
    "decimal": decimal.getcontext().prec == 3,
    "signals": signal.getsignal(signal.SIGUSR1) == signal.SIG_IGN,
    "warnings": any(filter[:1] == ("error",) and filter[2] is Warning for filter in warnings.filters),
    "logging": any(isinstance(handler, logging.NullHandler) for handler in logging.getLogger().handlers),
    "package": hasattr(sectorbook, "spoilt"),
    "namespace": "spoilt" in dir(),
}
hooks = get_ipython().events.callbacks["post_run_cell"]
print([name for name, found in spoilt.items() if found] or "clean", len(hooks))
"""


def notebook(path: Path, *cells: str, **metadata: object) -> Path:
    made = [nbformat.v4.new_code_cell(cell, metadata=metadata, id=f"cell-{i}") for i, cell in enumerate(cells)]
    about = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=made, metadata=about), path)
    return path


def run(path: Path, name: str | None, **options: object) -> Cells:
    to = path.with_name(f"{path.stem}-{name}.ipynb")
    with suppress(PapermillExecutionError):  # it raises for cells that may fail, too, when all are done
        papermill.execute_notebook(path, to, engine_name=name, progress_bar=False, cwd=path.parent, **options)
    return {cell.id: cell for cell in nbformat.read(to, 4).cells}


def shown(cell: NotebookNode) -> list[NotebookNode]:
    """A cell's outputs without what differs between any two kernels, streams put together."""
    outputs: list[NotebookNode] = []
    for output in nbformat.from_dict(cell.get("outputs", [])):
        if output.output_type == "stream":
            same = [other for other in outputs if other.get("name") == output.name]
            if same:
                same[0].text += output.text
                continue
        outputs.append(output)
    text = nbformat.v4.nbjson.writes(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=outputs, id="a")])
    )
    for varies, same in ((r"ipykernel_\d+/\d+", "ipykernel_N/N"), (r"0x[0-9a-f]+", "0xN"), (r"T_[0-9a-f]{5}", "T_N")):
        text = re.sub(varies, same, text)
    return nbformat.reads(text, 4).cells[0].outputs


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Cells, Cells]:
    path = notebook(tmp_path_factory.mktemp("nasty") / "nasty.ipynb", *NASTY, **MAY_FAIL)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST")  # with it, a kernel leaves alone what other processes write
        return run(path, "forked"), run(path, None)


@pytest.mark.parametrize("place", range(len(NASTY)), ids=[cell.split("\n")[0][:30] for cell in NASTY])
def test_a_nasty_cell_shows_what_it_shows_in_a_kernel(both: tuple[Cells, Cells], place: int) -> None:
    forked, ordinary = (executed[f"cell-{place}"] for executed in both)
    assert shown(forked) == shown(ordinary)
    assert forked.get("execution_count") == ordinary.get("execution_count")


def test_a_failing_cell_ends_the_notebook_with_its_error(tmp_path: Path) -> None:
    path = notebook(tmp_path / "fails.ipynb", "x = 1", "x / 0", "x = 2")
    with pytest.raises(PapermillExecutionError, match="ZeroDivisionError: division by zero") as failure:
        papermill.execute_notebook(path, tmp_path / "out.ipynb", engine_name="forked", progress_bar=False)
    assert (failure.value.exec_count, failure.value.source) == (2, "x / 0")
    stored = {cell.id: cell for cell in nbformat.read(tmp_path / "out.ipynb", 4).cells}
    assert [stored[f"cell-{i}"].metadata.papermill.status for i in range(3)] == ["completed", "failed", "pending"]
    assert stored["cell-1"].outputs[0].ename == "ZeroDivisionError"
    assert stored["cell-2"].outputs == []
    assert nbformat.read(tmp_path / "out.ipynb", 4).metadata.papermill.exception is True


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
    path = notebook(tmp_path / "dies.ipynb", "print('before')", cell)
    with pytest.raises(DeadKernelError, match=how):
        papermill.execute_notebook(path, tmp_path / "out.ipynb", engine_name="forked", progress_bar=False)
    stored = {cell.id: cell for cell in nbformat.read(tmp_path / "out.ipynb", 4).cells}
    assert stored["cell-0"].outputs[0].text == "before\n"


def test_a_cell_that_takes_too_long_is_ended_with_its_processes(tmp_path: Path) -> None:
    lasting = "import subprocess, pathlib\nchild = subprocess.Popen(['sleep', '60'])\npathlib.Path('child').write_text("
    path = notebook(tmp_path / "long.ipynb", f"{lasting}str(child.pid))\nchild.wait()")
    began = time.monotonic()
    with pytest.raises(CellTimeoutError, match=r"child\.wait"):
        papermill.execute_notebook(
            path, None, engine_name="forked", progress_bar=False, execution_timeout=1, cwd=tmp_path
        )
    assert time.monotonic() - began < 30
    assert wait_for(lambda: gone(int((tmp_path / "child").read_text())))


def test_a_notebook_can_run_another_one(tmp_path: Path) -> None:
    notebook(tmp_path / "inner.ipynb", "'seen' in dir()", "print('inner')")
    call = (
        "import papermill\nseen = 1\nfor _ in range(2):\n    inner = papermill.execute_notebook('inner.ipynb', None, "
    )
    call += "engine_name='forked', progress_bar=False)\n    print(inner.cells[0].outputs[0].data['text/plain'])"
    outer = run(notebook(tmp_path / "outer.ipynb", call, "print('outer')"), "forked")
    assert outer["cell-0"].outputs[0].text == "False\nFalse\n"
    assert outer["cell-1"].outputs[0].text == "outer\n"


def test_a_cell_ends_while_another_process_goes_on_writing_and_that_one_ends_with_the_run(tmp_path: Path) -> None:
    endless = "import subprocess, pathlib\nyes = subprocess.Popen('yes')\npathlib.Path('yes').write_text(str(yes.pid))"
    run(notebook(tmp_path / "endless.ipynb", endless), "forked")
    assert wait_for(lambda: gone(int((tmp_path / "yes").read_text())))


def test_a_run_ends_though_its_exit_functions_do_not(tmp_path: Path) -> None:
    hang = "import atexit, time\natexit.register(time.sleep, 600)\nprint('done')"
    began = time.monotonic()
    assert run(notebook(tmp_path / "hangs.ipynb", hang), "forked")["cell-0"].outputs[0].text == "done\n"
    assert time.monotonic() - began < 60


def test_what_a_run_changes_is_not_seen_by_the_next(tmp_path: Path) -> None:
    spoil = notebook(tmp_path / "spoils.ipynb", SPOIL)
    look = notebook(tmp_path / "looks.ipynb", LOOK)
    before = run(look, "forked")["cell-0"].outputs
    run(spoil, "forked")
    assert run(look, "forked")["cell-0"].outputs == before
    assert "clean" in before[0].text


def test_forks_do_not_draw_the_same_random_numbers(tmp_path: Path) -> None:
    draw = notebook(
        tmp_path / "draws.ipynb",
        "import random, numpy, uuid\nprint(random.random(), numpy.random.rand(), uuid.uuid4())",
    )
    first, second = (run(draw, "forked")["cell-0"].outputs[0].text.split() for _ in range(2))
    assert all(one != other for one, other in zip(first, second, strict=True))


def test_another_kernel_or_system_gets_the_ordinary_engine_and_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    engine._warn.cache_clear()
    path = notebook(tmp_path / "plain.ipynb", "print(1 + 1)")
    with pytest.warns(UserWarning, match="Notebooks run in kernels started for each: darwin cannot fork") as told:
        outputs = [run(path, "forked")["cell-0"].outputs for _ in range(2)]
    assert [output[0].text for output in outputs] == ["2\n", "2\n"]
    assert len([warning for warning in told if "Notebooks run" in str(warning.message)]) == 1


def test_the_caller_sees_each_cell_as_it_is_done(tmp_path: Path) -> None:
    """The second cell waits for what its caller writes only when the first one was stored."""
    wait = "import pathlib, time\nwhile not pathlib.Path('go').exists():\n    time.sleep(0.01)"
    path, out = notebook(tmp_path / "steps.ipynb", "print('first')", wait), tmp_path / "out.ipynb"
    code = "import sys, papermill\npapermill.execute_notebook(*sys.argv[1:], engine_name='forked', progress_bar=False)"
    caller = subprocess.Popen([sys.executable, "-c", code, str(path), str(out)], cwd=tmp_path)
    try:
        assert wait_for(lambda: out.exists() and "first\\n" in out.read_text())
        assert caller.poll() is None
        (tmp_path / "go").touch()
        assert caller.wait(60) == 0
    finally:
        caller.kill()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_outlives_a_caller_that_is_ended(tmp_path: Path, number: signal.Signals) -> None:
    path = notebook(
        tmp_path / "stays.ipynb",
        "import os, time\nopen('pid', 'w').write(f'{os.getpid()} {os.getppid()}')\ntime.sleep(600)",
    )
    code = (
        "import sys, papermill\npapermill.execute_notebook(sys.argv[1], None, engine_name='forked', progress_bar=False)"
    )
    caller = subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=tmp_path, stderr=subprocess.DEVNULL)
    assert wait_for(lambda: (tmp_path / "pid").exists() and len((tmp_path / "pid").read_text().split()) == 2)
    caller.send_signal(number)
    caller.wait(30)
    for process in map(int, (tmp_path / "pid").read_text().split()):
        assert wait_for(lambda process=process: gone(process))  # type: ignore[misc]


def test_the_warm_process_has_one_thread_and_no_more_files_after_many_runs(tmp_path: Path) -> None:
    quick = notebook(tmp_path / "quick.ipynb", "1")
    run(quick, "forked")
    assert forks._server is not None
    server = Path(f"/proc/{forks._server._process.pid}")
    assert len(list((server / "task").iterdir())) == 1

    def files() -> list[int]:
        return [len(list((place / "fd").iterdir())) for place in (server, Path("/proc/self"))]

    before = files()
    for _ in range(5):
        run(quick, "forked")
    assert wait_for(lambda: files() == before)  # it tells of an end before it closes the channel
    assert len(forks_of(int(server.name))) == 1  # which waits for a call


def test_a_fork_that_was_ended_while_it_waited_is_replaced(tmp_path: Path) -> None:
    quick = notebook(tmp_path / "quick.ipynb", "1 + 1")
    run(quick, "forked")
    assert forks._server is not None
    [waiting] = forks_of(forks._server._process.pid)
    os.kill(waiting, signal.SIGKILL)
    assert wait_for(lambda: gone(waiting))
    assert run(quick, "forked")["cell-0"].outputs[0].data["text/plain"] == "2"


@pytest.mark.slow
def test_five_hundred_spoilt_runs_leave_no_trace(tmp_path: Path) -> None:
    spoil = notebook(tmp_path / "spoils.ipynb", LOOK, SPOIL)
    outputs = {str(run(spoil, "forked")["cell-0"].outputs) for _ in range(500)}
    assert len(outputs) == 1
    assert "clean" in outputs.pop()


def test_a_kernel_that_does_not_exist_is_told_by_papermill(tmp_path: Path) -> None:
    with pytest.raises(NoSuchKernel, match="nobody"):
        papermill.execute_notebook(
            notebook(tmp_path / "plain.ipynb", "1"),
            None,
            engine_name="forked",
            kernel_name="nobody",
            progress_bar=False,
        )
