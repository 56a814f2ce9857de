"""Prepare the process that notebooks are forked from: import packages, and draw what is slow the first time."""

import importlib
import io
import pkgutil
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import papermill_forked
import sectorbook
from sectorbook.errors import NotebookError, SectorbookError
from sectorbook.runs.notebooks import REHEARSAL
from sectorbook.shortages import explain_printed


def start_run(function: Callable[..., object] | str, *arguments: Any) -> papermill_forked.Fork:
    """Call a function that runs a notebook in a fork of a process that has rehearsed.

    Parameters
    ----------
    function : callable or str
        A function of an installed module, or its name as "module:function".
    *arguments
        Its arguments.

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
        return papermill_forked.start(function, *arguments, rehearse=REHEARSAL)
    except papermill_forked.ForkError as error:
        raise NotebookError(explain_printed(str(error)) or f"{error}.") from error


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
