from .adjustment import Adjustment, least_adjustment
from .conflicts import MinimalSets, find_conflicts, find_repairs
from .drivers import find_drivers
from .extremes import Extreme, extremes, ratio_extremes, tightest_bounds
from .programs import Column, Constraint, Program, exact_fraction
from .system import System, Value

__all__ = [
    "Adjustment",
    "Column",
    "Constraint",
    "Extreme",
    "MinimalSets",
    "Program",
    "System",
    "Value",
    "exact_fraction",
    "extremes",
    "find_conflicts",
    "find_drivers",
    "find_repairs",
    "least_adjustment",
    "ratio_extremes",
    "tightest_bounds",
]
