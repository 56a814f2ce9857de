from .printed import differing_columns, row_unit
from .report import complete_indicators, find_problems
from .statements import statement_problems

__all__ = ["complete_indicators", "differing_columns", "find_problems", "row_unit", "statement_problems"]
