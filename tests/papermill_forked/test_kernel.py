"""A cell shows in a fork what it shows in a kernel of its own, rehearsed or not, and changes nothing for others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import papermill
import pytest

from helpers.nasty_cells import NASTY_CELLS
from helpers.notebook_runs import Cells, comparable_outputs, run_notebook, text_of, write_notebook

SPOIL = """\
import os, sys, builtins, signal, threading, warnings, decimal, locale, logging, json
import matplotlib, numpy, pandas
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
json.spoilt = True
get_ipython().events.register("post_run_cell", lambda *_: None)
threading.Thread(target=threading.Event().wait, daemon=True).start()
"""
LOOK = """\
import os, sys, builtins, signal, threading, warnings, decimal, logging, json
import matplotlib, numpy, pandas
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
    "package": hasattr(json, "spoilt"),
    "namespace": "spoilt" in dir(),
}
hooks = get_ipython().events.callbacks["post_run_cell"]
print([name for name, found in spoilt.items() if found] or "clean", len(hooks))
"""
WARNING = """
import warnings
def warn():
    warnings.warn("mind")
def rehearse():
    warn()
"""
WIDGET = """\
from comm import create_comm
comm = create_comm(target_name="jupyter.widget", comm_id="a" * 32, metadata={"version": "2.1.0"}, data={
    "state": {"_model_name": "IntSliderModel", "_model_module": "@jupyter-widgets/controls",
              "_model_module_version": "2.0.0", "value": 1}, "buffer_paths": []})
comm.send({"method": "update", "state": {"value": 7}, "buffer_paths": []})
"""


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory, plotting: dict[str, str]) -> dict[str, Cells]:
    """The nasty cells by an ordinary kernel, in a fork, and in a fork of a process that has rehearsed."""
    folder, may_fail = tmp_path_factory.mktemp("nasty"), {"tags": ["raises-exception"]}
    plain = write_notebook(folder / "nasty.ipynb", *NASTY_CELLS, cell_metadata=may_fail)
    rehearsed = write_notebook(folder / "rehearsed.ipynb", *NASTY_CELLS, cell_metadata=may_fail, forked=plotting)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST")  # with it, a kernel leaves alone what other processes write
        return {
            "ordinary": run_notebook(plain, None),
            "plain": run_notebook(plain),
            "rehearsed": run_notebook(rehearsed),
        }


@pytest.mark.slow
@pytest.mark.parametrize("way", ["plain", "rehearsed"])
@pytest.mark.parametrize("place", range(len(NASTY_CELLS)), ids=[cell.split("\n")[0][:30] for cell in NASTY_CELLS])
def test_a_nasty_cell_shows_what_it_shows_in_a_kernel(executed: dict[str, Cells], place: int, way: str) -> None:
    forked, ordinary = (executed[each][f"cell-{place}"] for each in (way, "ordinary"))
    assert comparable_outputs(forked) == comparable_outputs(ordinary)
    assert forked.get("execution_count") == ordinary.get("execution_count")


def test_what_a_run_changes_is_not_seen_by_the_next(tmp_path: Path, plotting: dict[str, str]) -> None:
    spoil = write_notebook(tmp_path / "spoils.ipynb", SPOIL, forked=plotting)
    look = write_notebook(tmp_path / "looks.ipynb", LOOK, forked=plotting)
    before = text_of(run_notebook(look))
    run_notebook(spoil)
    assert text_of(run_notebook(look)) == before
    assert "clean" in before


@pytest.mark.slow
def test_five_hundred_spoilt_runs_leave_no_trace(tmp_path: Path, plotting: dict[str, str]) -> None:
    spoil = write_notebook(tmp_path / "spoils.ipynb", LOOK, SPOIL, forked=plotting)
    outputs = {text_of(run_notebook(spoil)) for _ in range(500)}
    assert len(outputs) == 1
    assert "clean" in outputs.pop()


def test_forks_do_not_draw_the_same_random_numbers(tmp_path: Path, plotting: dict[str, str]) -> None:
    source = "import random, numpy, uuid\nprint(random.random(), numpy.random.rand(), uuid.uuid4())"
    draw = write_notebook(tmp_path / "draws.ipynb", source, forked=plotting)
    first, second = (text_of(run_notebook(draw)).split() for _ in range(2))
    assert all(one != other for one, other in zip(first, second, strict=True))


def test_nothing_is_imported_that_a_user_may_not_have(tmp_path: Path) -> None:
    """The engine needs papermill and ipykernel, and so nothing that draws, computes or knows of reports."""
    optional = "{'matplotlib', 'numpy', 'pandas', 'seaborn', 'sectorbook', 'sectorsite'}"
    source = f"import sys\nprint(sorted({optional} & set(sys.modules)))"
    assert text_of(run_notebook(write_notebook(tmp_path / "bare.ipynb", source))) == "[]\n"


def test_a_cell_warns_though_the_rehearsal_has_warned_there(
    tmp_path: Path, write_rehearsal: Callable[[str, str], str]
) -> None:
    name = write_rehearsal("warns", WARNING)
    path = write_notebook(tmp_path / "warns.ipynb", "import warns\nwarns.warn()", forked={"rehearse": name})
    assert "UserWarning: mind" in text_of(run_notebook(path))


def test_widgets_are_stored_as_an_ordinary_kernel_stores_them(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "widget.ipynb", WIDGET)
    stored = []
    for engine in ("forked", None):
        run_notebook(path, engine)
        stored.append(nbformat.read(tmp_path / f"widget-{engine}.ipynb", 4).metadata.widgets)
    forked, ordinary = stored
    assert forked == ordinary
    assert forked["application/vnd.jupyter.widget-state+json"]["state"]["a" * 32]["state"]["value"] == 7


def test_the_language_is_stored_as_an_ordinary_kernel_stores_it(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "plain.ipynb", "1")
    forked, ordinary = (
        papermill.execute_notebook(path, None, engine_name=engine, progress_bar=False).metadata.language_info
        for engine in ("forked", None)
    )
    assert forked == ordinary
