from .formats import write_annotations, write_junit, write_table
from .verdicts import CheckedNumber, check_text

__all__ = ["CheckedNumber", "check_text", "write_annotations", "write_junit", "write_table"]
