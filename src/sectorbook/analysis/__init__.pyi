from . import check_text, questions
from .result_tables import values_to_record

__all__ = ["check_text", "questions", "values_to_record"]
