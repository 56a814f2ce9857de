"""What a report's figures allow together: its result, the same for plain tables, ratios, and samples.

Imports `ledger` and the packages below it. Begin with `result`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
