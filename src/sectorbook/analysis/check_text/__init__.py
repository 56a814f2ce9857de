"""The numbers of a text about a report: each held against what the report prints and what follows from it.

Imports `ledger`, `reconcile` and the packages below. Begin with `verdicts`; `subjects` and `passages` judge what a number
is about, `known_figures` lists what a result can vouch for, `formats` writes tables, JUnit and annotations.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
