"""A papermill engine, `forked`: each notebook in a fork of a warm process instead of a kernel started for it.

`papermill --engine forked` and `papermill.execute_notebook(..., engine_name="forked")` find it by its entry point.
Where one cannot fork, or for another kernel than this Python's, it is papermill's ordinary engine, and says so once.
"""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

from papermill.engines import NBClientEngine

from papermill_forked.forkserver import claim

__all__ = ["ForkedEngine"]


class ForkedEngine(NBClientEngine):
    """Executes notebooks in forks of a warm process; outputs, timeouts and errors are those of papermill's own."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        """Execute a notebook under papermill's manager, which is told of each cell as it starts and ends.

        Raises `CellTimeoutError` where a cell takes longer than `execution_timeout`, `DeadKernelError` where the
        process died, with how.
        """
        from papermill_forked import (
            relay,  # it imports papermill, which imports this module while it is imported itself
        )

        reason = relay.why_not(kernel_name)
        if reason:
            _warn(reason)
            super().execute_managed_notebook(nb_man, kernel_name, **options)
        elif not any(options.get(name) for name in ("execution_timeout", "timeout", "timeout_func")) and claim():
            relay.run_here(nb_man, options)
        else:
            relay.relay(nb_man, options)


@cache
def _warn(reason: str) -> None:
    warnings.warn(f"Notebooks run in kernels started for each: {reason}.", stacklevel=5)
