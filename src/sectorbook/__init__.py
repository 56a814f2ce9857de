"""A sector report's published figures, reconciled, reproducible and ready to print.

`__init__.pyi` lists the public names. A name's module is loaded when the name is first used: a command that needs none
of pandas and matplotlib does not wait for them.
"""

import lazy_loader

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> object:
    """Load a public name; one whose packages are not installed raises `MissingExtra`."""
    try:
        return _load(name)
    except ModuleNotFoundError as error:
        from sectorbook.errors import missing_extra

        raise missing_extra(error) from None
