"""Print-ready figures: charts, publication profiles, layout, checks, export formats and the files beside them.

Imports `reconcile` and the packages below it, not `analysis`. Begin with `publish`, then `charts`.
"""

import lazy_loader

from sectorbook.errors import explain_missing

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__getattr__ = explain_missing(_load)
