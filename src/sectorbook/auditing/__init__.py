"""Audits: what the figures of any report say together, section by section; a section without content shows nothing."""

import lazy_loader

from sectorbook.errors import explain_missing

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__getattr__ = explain_missing(_load)
