"""The numbers of a text about a report: each held against what the report prints and what follows from it.

Imports `ledger`, `reconcile` and the packages below. Begin with `verdicts`. `passages` and `subjects` judge what a
number is about, `readings` what it says, `known_figures` lists what a result can vouch for, `matching` compares the
two, and `formats` writes tables, JUnit XML and annotations.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
