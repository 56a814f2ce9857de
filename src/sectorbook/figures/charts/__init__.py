"""One function for each kind of chart, which draws data in an Axes; `ranges` is the most used.

A printed range is a solid segment with both ends labelled; one that follows from several statements is a thin line
between ticks. "About" is hollow, an open end is an arrow, one exact value a dot. No mid-point is drawn. All sizes
follow the size of the type, so that a chart looks the same at any width.

What seaborn has (bars, dots, lines and ranges), a notebook draws with it; `named_rows` then lays out the names of rows.
"""

import lazy_loader

from sectorbook.errors import explain_missing

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__getattr__ = explain_missing(_load)
