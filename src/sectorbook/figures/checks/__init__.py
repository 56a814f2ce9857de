"""Checks of a figure before it is published: of the drawing as matplotlib paints it, of its colours, and of the files.

Imports the modules of `figures`. Begin with `drawing`, which lists the checks; `rendered` is what they look at.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
