"""What printed expressions say, read by one grammar whose words stand in tables, a language each.

Imports the modules of `values`. Begin with `grammar`, which reads one expression; `finding` finds those of a text.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
