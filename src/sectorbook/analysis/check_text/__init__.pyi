from .formats import write_annotations, write_junit, write_table
from .known_figures import KnownFigures, known_figures
from .verdicts import STANDARD_INPUT, CheckedNumber, check_documents, check_text

__all__ = [
    "STANDARD_INPUT",
    "CheckedNumber",
    "KnownFigures",
    "check_documents",
    "check_text",
    "known_figures",
    "write_annotations",
    "write_junit",
    "write_table",
]
