"""A sector report's published figures, reconciled, reproducible and ready to print.

The public names load the module that they stand in when they are first used: a command that needs none of
pandas and matplotlib does not wait for them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sectorbook import (
        accounts,
        charts,
        clashes,
        country,
        describe,
        districts,
        earnings,
        hosting,
        parts,
        peers,
        questions,
        scenarios,
        surveys,
    )
    from sectorbook.answers import answer, say
    from sectorbook.bounds import reconcile_bounds
    from sectorbook.context import Context, load_context
    from sectorbook.exceptions import (
        FigureError,
        Inconsistent,
        LedgerError,
        NotebookError,
        OpenEnd,
        ParameterError,
        ReadingError,
        SectorbookError,
        UnitMismatch,
        VerificationError,
    )
    from sectorbook.export import edition, publish
    from sectorbook.intervals import Interval, write_range
    from sectorbook.ledger import Report, load_report
    from sectorbook.printings import (
        as_read,
        compare_printings,
        corrections,
        first_dates,
        first_printings,
        say_corrections,
    )
    from sectorbook.reconciliation import Result, reconcile
    from sectorbook.records import record
    from sectorbook.sampling import sample
    from sectorbook.wording import capital, count_words, listing, unit_title

PLACES = {
    "accounts": ("accounts",),
    "answers": ("answer", "say"),
    "bounds": ("reconcile_bounds",),
    "charts": ("charts",),
    "clashes": ("clashes",),
    "context": ("Context", "load_context"),
    "country": ("country",),
    "describe": ("describe",),
    "districts": ("districts",),
    "earnings": ("earnings",),
    "exceptions": (
        "FigureError",
        "Inconsistent",
        "LedgerError",
        "NotebookError",
        "OpenEnd",
        "ParameterError",
        "ReadingError",
        "SectorbookError",
        "UnitMismatch",
        "VerificationError",
    ),
    "execute": ("run",),
    "export": ("edition", "publish"),
    "hosting": ("hosting",),
    "intervals": ("Interval", "write_range"),
    "ledger": ("Report", "load_report"),
    "parts": ("parts",),
    "peers": ("peers",),
    "questions": ("questions",),
    "printings": (
        "as_read",
        "compare_printings",
        "corrections",
        "first_dates",
        "first_printings",
        "say_corrections",
    ),
    "reconciliation": ("Result", "reconcile"),
    "records": ("record",),
    "runs": ("run_many",),
    "sampling": ("sample",),
    "scenarios": ("scenarios",),
    "surveys": ("surveys",),
    "wording": ("capital", "count_words", "listing", "unit_title"),
}
"""Which module each public name stands in. `execute` and `runs` are left out above: no notebook rests on them."""

__all__ = [
    "Context",
    "FigureError",
    "Inconsistent",
    "Interval",
    "LedgerError",
    "NotebookError",
    "OpenEnd",
    "ParameterError",
    "ReadingError",
    "Report",
    "Result",
    "SectorbookError",
    "UnitMismatch",
    "VerificationError",
    "accounts",
    "answer",
    "as_read",
    "capital",
    "charts",
    "clashes",
    "compare_printings",
    "corrections",
    "count_words",
    "country",
    "describe",
    "districts",
    "earnings",
    "edition",
    "first_dates",
    "first_printings",
    "hosting",
    "listing",
    "load_context",
    "load_report",
    "parts",
    "peers",
    "publish",
    "questions",
    "reconcile",
    "reconcile_bounds",
    "record",
    "run",
    "run_many",
    "sample",
    "say",
    "say_corrections",
    "scenarios",
    "surveys",
    "unit_title",
    "write_range",
]


def __getattr__(name: str) -> Any:
    for place, names in PLACES.items():
        if name in names:
            module = import_module(f"sectorbook.{place}")
            return module if name == place else getattr(module, name)
    raise AttributeError(f'sectorbook has no public name "{name}".')


def __dir__() -> list[str]:
    return __all__
