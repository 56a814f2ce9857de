"""A report's statements compared with the text of their source, number by number.

Imports `values` and the modules of `ledger`. Begin with `verify`; `alignment` says which number is whose.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
