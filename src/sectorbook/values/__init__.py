"""Units, ranges and printed expressions, and how numbers are written for readers.

Imports nothing of ours but `errors`. Begin with `intervals`, then `units`; the package `expressions` reads what is
printed.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
