from .formats import write_annotations, write_junit, write_table
from .known_figures import KnownFigures, known_figures
from .verdicts import CheckedNumber, check_documents, check_text

__all__ = [
    "CheckedNumber",
    "KnownFigures",
    "check_documents",
    "check_text",
    "known_figures",
    "write_annotations",
    "write_junit",
    "write_table",
]
