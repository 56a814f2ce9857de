"""Exploring in JupyterLab: change a report's figures with sliders and boxes, and see what can be true, at once."""

import lazy_loader

from sectorbook.errors import explain_missing

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__getattr__ = explain_missing(_load)
