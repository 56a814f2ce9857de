from .amounts import Expression, ExpressionError, in_unit
from .finding import find_numbers
from .grammar import read_expression

__all__ = ["Expression", "ExpressionError", "find_numbers", "in_unit", "read_expression"]
