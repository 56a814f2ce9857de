from .plain_tables import reconcile_bounds
from .ratios import Ratio, available_ratios
from .result import Result, reconcile
from .sampling import sample

__all__ = [
    "Ratio",
    "Result",
    "available_ratios",
    "reconcile",
    "reconcile_bounds",
    "sample",
]
