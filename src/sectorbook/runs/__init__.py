"""Notebooks run with parameters: one, many, or a table of them; what they display and record; figures exported anew.

Imports every package below it and `papermill_forked`. Begin with `execute`.
"""

import lazy_loader

from sectorbook.errors import explain_missing

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__getattr__ = explain_missing(_load)
