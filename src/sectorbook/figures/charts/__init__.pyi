from .dots import dot_matrix
from .dumbbells import dumbbells
from .fractions import fractions
from .plane import plane
from .printings import printings
from .ranges import panels, ranges
from .series import series
from .sums import sum_and_total
from .timeline import timeline

__all__ = [
    "dot_matrix",
    "dumbbells",
    "fractions",
    "panels",
    "plane",
    "printings",
    "ranges",
    "series",
    "sum_and_total",
    "timeline",
]
