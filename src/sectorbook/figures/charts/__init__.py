"""One function for each kind of chart: data and an Axes in, the Axes out.

Marks: a printed range is a solid segment with both ends labelled; one that follows from several statements is a thin
line between ticks; "about" is hollow, an open end an arrow, one exact value a dot. No mid-point is drawn anywhere. All
sizes follow the size of the type, so that a chart is the same at any width. Imports `layout`, `marks` and
`typesetting`; begin with `ranges`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
