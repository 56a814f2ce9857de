"""A report's tables, read and checked; a text verified against them; what surrounds reports.

Imports `values` and `exact`. Begin with `report`; `tables` reads files, `rules` says what they must
satisfy, `workspace` where they lie.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
