"""A sector report's published figures, reconciled, reproducible and ready to print."""

from sectorbook.exceptions import (
    FigureError,
    Inconsistent,
    LedgerError,
    NotebookError,
    ParameterError,
    ReadingError,
    SectorbookError,
    UnitMismatch,
)
from sectorbook.intervals import Interval, write_range
from sectorbook.ledger import Report, load_report
from sectorbook.reconciliation import Result, reconcile

__all__ = [
    "FigureError",
    "Inconsistent",
    "Interval",
    "LedgerError",
    "NotebookError",
    "ParameterError",
    "ReadingError",
    "Report",
    "Result",
    "SectorbookError",
    "UnitMismatch",
    "load_report",
    "reconcile",
    "write_range",
]
