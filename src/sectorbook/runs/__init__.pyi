from .audit import audit
from .cluster import run_on
from .execute import rerun, run
from .export import export_figures
from .many import RunOutcome, run_many
from .notebooks import find_notebook
from .sweep import sweep

__all__ = [
    "RunOutcome",
    "audit",
    "export_figures",
    "find_notebook",
    "rerun",
    "run",
    "run_many",
    "run_on",
    "sweep",
]
