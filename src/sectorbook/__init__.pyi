from .analysis import (
    conflict_tables,
    country,
    districts,
    earnings,
    hosting,
    peers,
    questions,
    result_tables,
    scenarios,
    surveys,
    wholes,
)
from .analysis.publication_history import (
    as_read,
    compare_printings,
    corrections,
    first_dates,
    first_printings,
    say_corrections,
)
from .errors import (
    FigureError,
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
from .figures import alt_text, charts
from .figures.publish import edition, publish
from .ledger.context import Context, load_context
from .ledger.report import Report, load_report
from .reconcile.plain_tables import reconcile_bounds
from .reconcile.result import Result, reconcile
from .reconcile.sampling import sample
from .runs.display import answer, say
from .runs.execute import run
from .runs.many import run_many
from .runs.records import record
from .values.intervals import Interval, write_range
from .values.wording import capital, count_words, listing, unit_title

__all__ = [
    "Context",
    "FigureError",
    "Inconsistent",
    "Interval",
    "LedgerError",
    "MissingExtra",
    "NotebookError",
    "OpenEnd",
    "ParameterError",
    "ReadingError",
    "Report",
    "Result",
    "SectorbookError",
    "UnitMismatch",
    "VerificationError",
    "alt_text",
    "answer",
    "as_read",
    "capital",
    "charts",
    "compare_printings",
    "conflict_tables",
    "corrections",
    "count_words",
    "country",
    "districts",
    "earnings",
    "edition",
    "first_dates",
    "first_printings",
    "hosting",
    "listing",
    "load_context",
    "load_report",
    "peers",
    "publish",
    "questions",
    "reconcile",
    "reconcile_bounds",
    "record",
    "result_tables",
    "run",
    "run_many",
    "sample",
    "say",
    "say_corrections",
    "scenarios",
    "surveys",
    "unit_title",
    "wholes",
    "write_range",
]
