from .intervals import Interval, write_ends, write_number, write_printed, write_range
from .units import UnitStyle, are_compatible, conversion_factor, is_unit, quotient_unit, unit_style

__all__ = [
    "Interval",
    "UnitStyle",
    "are_compatible",
    "conversion_factor",
    "is_unit",
    "quotient_unit",
    "unit_style",
    "write_ends",
    "write_number",
    "write_printed",
    "write_range",
]
