"""The rules that a report's rows have to keep beyond their schemas; each finds all problems and stops at none.

Imports `values` and the modules of `ledger` that read tables. Begin with `report`; `statements` has the rules of single
rows, `printed` holds expressions against columns.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
