from . import auditing
from .analysis import questions
from .analysis.check_text.texts import check_text
from .analysis.publication_history import (
    compare_sources,
    corrections_sentence,
    corrections_table,
    ranges_in_words,
)
from .analysis.result_tables import values_to_record
from .errors import (
    FigureError,
    FolderInUse,
    FormulaError,
    Inconsistent,
    LedgerError,
    MissingExtra,
    NotebookError,
    OpenEnd,
    ParameterError,
    ReadingError,
    SectorbookError,
    UnitMismatch,
    VerificationError,
)
from .exploring.explorer import explore
from .figures import alt_text, charts
from .figures.publish import FigureSettings, configure_figures
from .ledger.context import Context, load_context
from .ledger.report import Report
from .pages.checking import load_report
from .pages.outputs import record
from .pages.page import Page
from .reconcile.plain_tables import reconcile_bounds
from .reconcile.result import Result, reconcile
from .reconcile.sampling import sample
from .runs.audit import audit
from .runs.execute import run
from .runs.many import run_many
from .values.intervals import Interval, write_range
from .values.units import unit_style
from .values.wording import capitalize, join_words

__all__ = [
    "Context",
    "FigureError",
    "FigureSettings",
    "FolderInUse",
    "FormulaError",
    "Inconsistent",
    "Interval",
    "LedgerError",
    "MissingExtra",
    "NotebookError",
    "OpenEnd",
    "Page",
    "ParameterError",
    "ReadingError",
    "Report",
    "Result",
    "SectorbookError",
    "UnitMismatch",
    "VerificationError",
    "alt_text",
    "audit",
    "auditing",
    "capitalize",
    "charts",
    "check_text",
    "compare_sources",
    "configure_figures",
    "corrections_sentence",
    "corrections_table",
    "explore",
    "join_words",
    "load_context",
    "load_report",
    "questions",
    "ranges_in_words",
    "reconcile",
    "reconcile_bounds",
    "record",
    "run",
    "run_many",
    "sample",
    "unit_style",
    "values_to_record",
    "write_range",
]
