from .adjustment import Adjustment, least_adjustment
from .conflicts import MinimalSets, find_conflicts, find_repairs
from .drivers import find_drivers
from .extremes import Extreme, extremes, ratio_extremes, tightest_bounds
from .solving.programs import Column, Constraint, Program, exact_fraction
from .system import System, Value
from .whole_numbers import (
    CountRatio,
    WholeNumbers,
    common_sizes,
    find_whole_numbers,
    rounded_mean,
    rounded_share,
)

__all__ = [
    "Adjustment",
    "Column",
    "Constraint",
    "CountRatio",
    "Extreme",
    "MinimalSets",
    "Program",
    "System",
    "Value",
    "WholeNumbers",
    "common_sizes",
    "exact_fraction",
    "extremes",
    "find_conflicts",
    "find_drivers",
    "find_repairs",
    "find_whole_numbers",
    "least_adjustment",
    "ratio_extremes",
    "rounded_mean",
    "rounded_share",
    "tightest_bounds",
]
