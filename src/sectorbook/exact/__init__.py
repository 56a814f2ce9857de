"""Systems of ranges and linear programs in exact fractions: tightest ranges, conflicts, repairs, least change, drivers.

Imports `values` and knows no report. Begin with `system`, which is what everything else works on, then `extremes`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
