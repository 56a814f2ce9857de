from .outputs import record, recorded
from .page import Page
from .written import Plain, Sentence, Written

__all__ = ["Page", "Plain", "Sentence", "Written", "record", "recorded"]
