"""A sector report's published figures, reconciled, reproducible and ready to print.

`__init__.pyi` lists the public names. A name's module is loaded when the name is first used: a command that needs none
of pandas and matplotlib does not wait for them.
"""

import lazy_loader

from sectorbook.errors import explain_missing

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__getattr__ = explain_missing(_load)
