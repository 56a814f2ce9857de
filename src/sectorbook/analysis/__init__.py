"""Tables, rows for charts and sentences about results, conflicts, questions, and what is published around the reports.

Imports `reconcile` and the packages below it, not `figures`. Begin with `result_tables`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
