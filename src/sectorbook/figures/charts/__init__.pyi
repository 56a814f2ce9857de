from .dots import dot_matrix
from .dumbbells import dumbbells
from .plane import plane
from .printings import printings
from .ranges import named_rows, panels, ranges
from .sums import sum_and_total
from .timeline import timeline

__all__ = [
    "dot_matrix",
    "dumbbells",
    "named_rows",
    "panels",
    "plane",
    "printings",
    "ranges",
    "sum_and_total",
    "timeline",
]
