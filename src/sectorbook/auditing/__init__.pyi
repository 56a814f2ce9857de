from .contradictions import show_contradictions
from .implied import show_implied, show_narrowed
from .printed import show_printed
from .questions import show_questions
from .ratios import show_ratios
from .sources import show_corrections, show_sources
from .verdict import show_verdict

__all__ = [
    "show_contradictions",
    "show_corrections",
    "show_implied",
    "show_narrowed",
    "show_printed",
    "show_questions",
    "show_ratios",
    "show_sources",
    "show_verdict",
]
