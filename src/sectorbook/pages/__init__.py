"""Pages: what a notebook says, shows and publishes of a result, each number with its origin."""

import lazy_loader

from sectorbook.errors import explain_missing

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__getattr__ = explain_missing(_load)
