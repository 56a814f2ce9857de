"""Print-ready figures: charts, publication profiles, layout, checks, export formats and the files beside them.

Imports `reconcile` and the packages below it, not `analysis`. Begin with `publish`, then `charts`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
