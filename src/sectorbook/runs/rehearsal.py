"""Prepare the process that notebooks are forked from: import packages, and draw what is slow the first time."""

import importlib
import io
import pkgutil
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import papermill_forked
import sectorbook
from sectorbook.errors import FolderInUse, NotebookError, SectorbookError
from sectorbook.shortages import explain_end, explain_shortage
from sectorbook.staging import lock

REHEARSAL = "sectorbook.runs.rehearsal:rehearse"
"""Function that prepares the process from which `papermill --engine forked` forks a notebook."""
LOADING = "sectorbook.runs.rehearsal:load"
"""Function that prepares the process from which a single run is forked."""
NEEDED = ("nbformat", "papermill")
"""Packages of the extra that runs notebooks."""
ENDING = 2
"""Seconds that a process that was ended may take to let go of its folder."""


def run_once(function: str, *arguments: Any, to: Path) -> Any:
    """Call a function that runs one notebook, in a process of its own, while nothing it needs is imported here.

    Parameters
    ----------
    function : str
        The name of a function of an installed module, as "module:function".
    *arguments
        Its arguments.
    to : Path
        The folder that it writes to, which is cleared of what the process leaves if it is ended.

    Returns
    -------
    object
        What the function returns.

    Raises
    ------
    ModuleNotFoundError
        Where what runs notebooks is not installed.
    NotebookError
        Where no process can be forked, or where it was ended.
    BaseException
        What the function raises.
    """
    for name in NEEDED:
        if find_spec(name) is None:  # told here, in words, and not by a process that cannot start
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    if not papermill_forked.can_fork():
        return pkgutil.resolve_name(function)(*arguments)
    fork = start_run(function, *arguments, rehearse=LOADING)
    try:
        return result_of(fork)
    except (NotebookError, KeyboardInterrupt):
        fork.kill()
        _clear(to)
        raise
    finally:
        fork.kill()


def result_of(fork: papermill_forked.Fork) -> Any:
    """Wait for a run that was started, and return its result.

    Parameters
    ----------
    fork : papermill_forked.Fork
        The run.

    Returns
    -------
    object
        What its function returns.

    Raises
    ------
    NotebookError
        Where its process was ended, or the machine lacks something.
    BaseException
        What its function raises.
    """
    try:
        return fork.result()
    except ChildProcessError as error:
        raise NotebookError(f"{explain_end(f'Its process {error}')} Nothing was replaced.") from error
    except (OSError, MemoryError, ImportError, RuntimeError) as error:
        if not (shortage := explain_shortage(error)):
            raise
        raise NotebookError(f"{shortage} Nothing was replaced.") from error


def _clear(folder: Path) -> None:
    """Complete or undo what a run that was ended left in a folder, unless another one writes there or it is missing."""
    if folder.is_dir():
        with suppress(FolderInUse, OSError), lock(folder, ENDING):
            pass


def start_run(
    function: Callable[..., object] | str, *arguments: Any, rehearse: str = REHEARSAL
) -> papermill_forked.Fork:
    """Call a function that runs a notebook in a fork of a process that has rehearsed.

    Parameters
    ----------
    function : callable or str
        A function of an installed module, or its name as "module:function".
    *arguments
        Its arguments.
    rehearse : str, optional
        What the process does first; by default all that many runs would otherwise do anew.

    Returns
    -------
    papermill_forked.Fork
        The call, which goes on by itself.

    Raises
    ------
    NotebookError
        Where no process can be forked.
    """
    try:
        return papermill_forked.start(function, *arguments, rehearse=rehearse)
    except papermill_forked.ForkError as error:
        raise NotebookError(explain_end(str(error))) from error


def load() -> None:
    """Import what a run of our notebooks imports. To draw first, as `rehearse` does, pays for more than one run."""
    for name in ("sectorbook.runs.execute", "pandas.io.formats.style", "seaborn.objects"):
        importlib.import_module(name)


def rehearse() -> None:
    """Import what our notebooks import, show a table, and draw figures with and without our styles.

    Called by the process that runs are forked from. It must start no thread, which its forks would lack; a test checks
    that. `matplotlib_inline.backend_inline` is not imported here: it registers with a kernel when a cell first draws.
    """
    modules = [module.name for module in pkgutil.walk_packages(sectorbook.__path__, "sectorbook.")]
    for name in ("pandas.io.formats.style", "seaborn", "matplotlib.pyplot", *modules):
        importlib.import_module(name)
    from matplotlib import rc_context, rcdefaults

    from sectorbook.figures.publish import rehearse as rehearse_figure
    from sectorbook.ledger.report import load_report, report_names

    with rc_context():
        rcdefaults()  # a user's matplotlibrc may need what is not installed, such as LaTeX
        _rehearse_plain()
    for slug in report_names()[:1]:
        with suppress(SectorbookError):  # a broken report fails where it is loaded
            rehearse_figure(load_report(slug))


def _rehearse_plain() -> None:
    """Show a table and draw a figure as any notebook may, without our styles."""
    from matplotlib import rcsetup
    from matplotlib.figure import Figure
    from pandas import DataFrame

    rcsetup.validate_backend("module://matplotlib_inline.backend_inline")  # reads which backends are installed
    table = DataFrame({"x": [0.5, 1.5], "y": ["a", "b"]})
    table.describe()._repr_html_()
    repr(table)
    figure = Figure()
    figure.subplots().plot([1, 2], label="$x$")
    figure.suptitle("A title")
    figure.legend()
    for ending in ("png", "svg", "pdf"):
        figure.savefig(io.BytesIO(), format=ending)
